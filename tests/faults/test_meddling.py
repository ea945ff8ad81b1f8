"""What people do with our drafts over there never makes a second document, nor a green row that is not true."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import delete

from desktop.demo.fault_run import FaultRun
from desktop.demo.meddling import Deed
from desktop.models.records import Ruling, Side, TransferState
from desktop.models.references import marked_reference, psa_mark
from desktop.models.store.tables import TransferRow
from desktop.progress import Silent

ANSWER_IS_LOST = {"kind": "cut_after", "method": "POST", "path": "^/invoices/drafts$|/(invoices|creditnotes)$"}
NO_LOOK_UP = {
    "kind": "cut_before",
    "method": "GET",
    "path": "references.other|/sales.*queryFilter|/(invoices|creditnotes)/[-0-9a-f]{36}$",
}
STAY = [Deed.RENAMED, Deed.MOVED, Deed.ALTERED, Deed.TAKEN]


@pytest.fixture
def run(beginnings: Any) -> FaultRun:
    """Five invoices."""
    begun: FaultRun = beginnings.begin(beginnings.calm, only=beginnings.prepared.run.wanted[-5:])
    return begun


def send(run: FaultRun, *invoice_ids: str) -> None:
    run.program.transfers.send(run.integration, invoice_ids, Silent())


def reference_of(run: FaultRun, invoice_id: str) -> str:
    with run.program.store.reading() as work:
        found = work.transfers.get(run.integration.id, invoice_id)
    return found.reference if found is not None else ""


def states(run: FaultRun) -> list[TransferState]:
    with run.program.store.reading() as work:
        found = work.transfers.all(run.integration.id)
    return [found[id_].state for id_ in run.wanted]


def broken(run: FaultRun) -> dict[str, int]:
    return {name: count for name, count in run.broken_promises().items() if count}


def test_changed_documents_whose_answers_were_lost_are_found_by_their_keys_or_judged_by_a_person(run: FaultRun) -> None:
    """Dinero's documents have the guid that our key makes; e-conomic's are told by what they say, which is a doubt."""
    other, *lost = run.wanted
    send(run, other)
    finance = run.stand_ins[Side.FINANCE]
    finance.faults.replace([ANSWER_IS_LOST, NO_LOOK_UP])
    send(run, *lost)
    assert states(run)[1:] == [TransferState.UNKNOWN] * 4
    for deed, one in zip(STAY, lost, strict=True):
        run.meddle(deed, [one], reference_of(run, other))
    finance.faults.replace([])
    run.program.settling.settle(run.integration, Silent())
    is_by_key = finance.name == "dinero"
    assert states(run)[1:] == [TransferState.TRANSFERRED if is_by_key else TransferState.UNKNOWN] * 4
    run.finish()
    assert (broken(run), run.counts(0).judged > 0) == ({}, not is_by_key)


def test_a_draft_that_was_deleted_before_its_answer_came_is_sent_anew_at_the_first_press(run: FaultRun) -> None:
    finance = run.stand_ins[Side.FINANCE]
    finance.faults.replace([ANSWER_IS_LOST, NO_LOOK_UP])
    send(run, *run.wanted)
    run.meddle(Deed.DELETED, run.wanted)
    finance.faults.replace([])
    run.program.settling.settle(run.integration, Silent())
    assert states(run) == [TransferState.FAILED] * 5
    send(run, *run.wanted)
    assert states(run) == [TransferState.TRANSFERRED] * 5
    run.finish()
    assert broken(run) == {}


def test_changed_documents_that_are_known_by_their_numbers_are_still_there_and_copies_are_not_ours(run: FaultRun) -> None:
    send(run, *run.wanted)
    other, *changed = run.wanted
    for deed, one in zip(STAY, changed, strict=True):
        run.meddle(deed, [one], reference_of(run, other))
    run.meddle(Deed.COPIED, [other])
    run.finish()
    assert (broken(run), run.counts(0).judged, run.counts(0).attempts) == ({}, 0, 5)


def test_a_copy_for_another_customer_is_not_taken_for_ours_once_ours_is_deleted(run: FaultRun) -> None:
    del run.wanted[:-1]
    run.stand_ins[Side.FINANCE].faults.replace([ANSWER_IS_LOST, NO_LOOK_UP])
    send(run, *run.wanted)
    run.meddle(Deed.COPIED, run.wanted)
    run.meddle(Deed.DELETED, run.wanted)
    run.stand_ins[Side.FINANCE].faults.replace([])
    run.program.settling.settle(run.integration, Silent())
    assert states(run) == [TransferState.UNKNOWN]
    assert "carries our reference" in str(run.program.transfers.check(run.integration, run.wanted)[run.wanted[0]][0].sentence)
    run.finish()  # a person says that the copy is another document
    assert (states(run), run.counts(0).judged, broken(run)) == ([TransferState.TRANSFERRED], 1, {})


def test_an_invoice_whose_reference_stands_on_the_document_of_another_is_sent_itself(run: FaultRun) -> None:
    """Nobody knows of a document of its own, and nobody may take the other's for it."""
    del run.wanted[:-2]
    other, one = run.wanted
    send(run, other, one)
    reference = reference_of(run, other)
    with run.program.store.work() as work:  # as in a database that was restored
        work._session.delete(work.transfers._row(run.integration.id, other))
        work.commit()
    run.meddle(Deed.DELETED, [other])
    run.meddle(Deed.TAKEN, [one], reference)
    send(run, other)  # Dinero tells that the guid of what was deleted is used up
    run.finish()
    assert (broken(run), states(run)) == ({}, [TransferState.TRANSFERRED] * 2)


@pytest.fixture
def pair(beginnings: Any) -> tuple[FaultRun, str]:
    """Two invoices of one customer, and the reference of the first."""
    prepared = beginnings.prepared.run
    with prepared.program.store.reading() as work:
        invoices = {one.id: one for one in work.invoices.all(prepared.integration.id)}
    alike = defaultdict(list)
    for id_ in prepared.wanted:
        one = invoices[id_]
        alike[one.customer_id, one.kind, one.currency].append(id_)
    run = beginnings.begin(beginnings.calm, only=next(ids for ids in alike.values() if len(ids) > 1)[:2])
    return run, marked_reference(invoices[run.wanted[0]], psa_mark(run.integration))


@pytest.mark.parametrize("what_is_lost", ["the answer", "the database"])
@pytest.mark.parametrize("ruling", [Ruling.IS, Ruling.IS_NOT])
def test_a_document_that_was_given_the_reference_of_an_invoice_that_was_never_sent_is_neither_taken_nor_told_again_unasked(
    pair: tuple[FaultRun, str], what_is_lost: str, ruling: Ruling
) -> None:
    """It is another invoice's of that customer, and nobody knows of it: a person says whose it is.

    Both systems tell of it again when they are asked with the key of the first.
    """
    run, reference = pair
    other, one = run.wanted
    if what_is_lost == "the answer":
        run.stand_ins[Side.FINANCE].faults.replace([ANSWER_IS_LOST, NO_LOOK_UP])
    send(run, one)
    run.stand_ins[Side.FINANCE].faults.replace([])
    run.meddle(Deed.TAKEN, [one], reference)
    if what_is_lost == "the database":
        with run.program.store.work() as work:
            work._session.execute(delete(TransferRow))
            work.commit()
    send(run, other)
    assert "is over another amount" in str(run.program.transfers.check(run.integration, [other])[other][0].sentence)
    doubt = run.program.judging.look(run.integration, other)
    (document,) = doubt.documents
    run.program.judging.decide(run.integration, doubt, document, ruling, "looked at it over there")
    for id_ in (other, one, one, one):
        send(run, id_)
    if ruling is Ruling.IS_NOT:
        run.judge()
    with run.program.store.reading() as work:
        found = work.transfers.all(run.integration.id)
    assert [found[id_].state for id_ in run.wanted] == [TransferState.TRANSFERRED] * 2
    assert len({found[id_].finance_id for id_ in run.wanted}) == 2
