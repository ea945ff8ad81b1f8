"""The count at the end of a run under faults sees every kind of wrong, whatever reference a document carries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from desktop.demo.fault_counts import Meddled, broken_promises, made_twice
from desktop.demo.fault_run import FaultRun
from desktop.demo.finance_sides import Document
from desktop.models.records import Reason, Side, Transfer, TransferState
from desktop.texts import Message

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
CLEAN = dict.fromkeys(("doubles", "lost", "false_green", "unknown", "not_green", "not_written_back"), 0)
WANTED = {id_: ("1001", "2026-03-31", "DKK", Decimal(amount)) for id_, amount in (("1", 100), ("2", 200), ("3", 200))}


@dataclass
class Ending:
    """Three invoices that are where they must be, two of them with the same content, until something is planted."""

    there: list[Document]
    transfers: dict[str, Transfer]
    meddled: Meddled

    def broken(self) -> dict[str, int]:
        found = broken_promises(WANTED, self.there, self.transfers, self.meddled)
        return {name: count for name, count in found.items() if count}

    def change(self, place: int, **changes: Any) -> None:
        self.there[place] = replace(self.there[place], **changes)

    def change_transfer(self, id_: str, **changes: Any) -> None:
        self.transfers[id_] = replace(self.transfers[id_], **changes)


@pytest.fixture
def ending() -> Ending:
    there = [Document(f"TL-{id_}", content, f"9{id_}") for id_, content in WANTED.items()]
    transfers = {
        id_: Transfer(
            invoice_id=id_,
            state=TransferState.TRANSFERRED,
            reference=f"TL-{id_}",
            key="",
            attempts=1,
            finance_id=f"9{id_}",
            started_at=NOW,
            written_state="draft",
        )
        for id_ in WANTED
    }
    return Ending(there, transfers, Meddled())


def test_nothing_is_counted_when_everything_is_right(ending: Ending) -> None:
    assert broken_promises(WANTED, ending.there, ending.transfers) == CLEAN


@pytest.mark.parametrize("reference", ["TL-1", "TL-2", "", "Somebody's"])
def test_a_second_document_is_a_double_with_any_reference_and_with_none(ending: Ending, reference: str) -> None:
    ending.there.append(Document(reference, WANTED["1"], "99"))
    assert ending.broken() == {"doubles": 1}


def test_a_document_that_nobody_asked_for_is_a_double(ending: Ending) -> None:
    ending.there.append(Document("", ("1002", "2026-01-01", "EUR", Decimal(7)), "99"))
    assert ending.broken() == {"doubles": 1}


def test_a_document_that_is_nowhere_is_lost_and_not_there(ending: Ending) -> None:
    del ending.there[0]
    assert ending.broken() == {"lost": 1, "false_green": 1}


def test_a_document_that_is_nowhere_is_lost_also_when_another_is_there_twice(ending: Ending) -> None:
    ending.there[0] = replace(ending.there[1], draft_id="99")
    assert ending.broken() == {"doubles": 1, "lost": 1, "false_green": 1}


def test_two_of_the_same_content_are_two_documents(ending: Ending) -> None:
    ending.change(2, reference="TL-2")
    assert ending.broken() == {"doubles": 1, "lost": 1}


def test_a_document_with_other_content_is_not_the_one_that_was_wanted(ending: Ending) -> None:
    ending.change(0, content=("1001", "2026-03-31", "DKK", Decimal(-100)))
    assert ending.broken() == {"doubles": 1, "lost": 1, "false_green": 1}


def test_a_green_row_that_names_no_document_is_false(ending: Ending) -> None:
    ending.change_transfer("1", finance_id="12345")
    assert ending.broken() == {"false_green": 1}


def test_a_green_row_that_names_the_document_of_another_invoice_is_false(ending: Ending) -> None:
    ending.change_transfer("1", finance_id="92")
    assert ending.broken() == {"false_green": 1}


def test_a_document_that_was_booked_is_found_by_what_it_was_called_as_a_draft_or_by_its_number(ending: Ending) -> None:
    ending.change(0, number="501")
    ending.change(1, number="502", draft_id="")
    ending.change_transfer("2", finance_id="502", finance_number="502")
    assert ending.broken() == {}


@pytest.mark.parametrize("state", [TransferState.UNKNOWN, TransferState.SENDING])
def test_what_nobody_knows_is_counted(ending: Ending, state: TransferState) -> None:
    ending.change_transfer("1", state=state)
    assert ending.broken() == {"unknown": 1, "not_green": 1}


def test_what_is_red_or_was_never_tried_is_not_green(ending: Ending) -> None:
    ending.change_transfer("1", state=TransferState.FAILED)
    del ending.transfers["2"]
    assert ending.broken()["not_green"] == 2


def test_a_number_that_did_not_reach_the_psa_is_counted(ending: Ending) -> None:
    ending.change_transfer("3", written_state="")
    assert ending.broken() == {"not_written_back": 1}


def test_what_a_person_renamed_and_booked_is_one_document_and_a_second_one_is_a_double(ending: Ending) -> None:
    ending.change(0, reference="Other", number="501")
    ending.meddled = Meddled(renamed={"1"})
    assert ending.broken() == {}
    ending.there.append(Document("TL-1", WANTED["1"], "99"))
    assert ending.broken() == {"doubles": 1}


def test_a_copy_that_a_person_made_is_no_double_but_any_other_copy_is(ending: Ending) -> None:
    ending.there.append(Document("TL-1", ("1002", *WANTED["1"][1:]), "99"))
    ending.meddled = Meddled(copies={"99"})
    assert ending.broken() == {}
    ending.there.append(Document("TL-1", ("1002", *WANTED["1"][1:]), "100"))
    assert ending.broken() == {"doubles": 1}


def test_a_doubt_about_a_document_that_a_person_changed_counts_until_somebody_judged_it(ending: Ending) -> None:
    ending.change(0, reference="Other")
    ending.meddled = Meddled(renamed={"1"})
    doubt = Reason(kind="RecordChanged", sentence=Message("-"))
    ending.change_transfer("1", state=TransferState.UNKNOWN, reason=doubt, finance_id="", written_state="")
    assert ending.broken() == {"unknown": 1, "not_green": 1}


def test_what_a_person_deleted_is_lost_until_it_is_sent_again_but_nobody_was_lied_to(ending: Ending) -> None:
    del ending.there[0]
    ending.meddled = Meddled(deleted={"1"})
    assert ending.broken() == {"lost": 1}


def test_customers_made_twice_are_counted_and_namesakes_that_were_there_before_are_not() -> None:
    one, other = ("customer", "Fjordbyg", "44200023"), ("contact", "1001", "Mette Holm")
    assert made_twice([one, other], {}) == 0
    assert made_twice([one, one, other], {one: 2}) == 0
    assert made_twice([one, one, one, other, other], {one: 2}) == 2


def test_two_green_rows_that_name_one_document_are_not_both_true(ending: Ending) -> None:
    ending.change_transfer("3", finance_id="92")
    assert ending.broken() == {"false_green": 1}


def test_wrongs_planted_in_a_stand_in_are_seen(beginnings: Any, assert_exactly_once: Callable[[FaultRun], None]) -> None:
    """The same with real documents: one copied without its reference, and one gone."""
    run = beginnings.begin(beginnings.calm, only=beginnings.prepared.run.wanted[:2])
    assert_exactly_once(run)
    system = run.stand_ins[Side.FINANCE]
    register, number, copy = {
        "economic": ("drafts", "draftInvoiceNumber", {"draftInvoiceNumber": 999, "references": {}}),
        "dinero": ("invoices", "Guid", {"Guid": "00000000-0000-4000-8000-000000000999", "ExternalReference": None}),
    }[system.name]
    whole = system.app.json.loads(system.app.json.dumps(system.state()))
    first, second = sorted(whole[register], key=lambda one: str(one[number]))
    system.load({**whole, register: [first, second, {**first, **copy}]})
    assert {name for name, count in run.broken_promises().items() if count} == {"doubles"}
    system.load({**whole, register: [first]})
    assert {name for name, count in run.broken_promises().items() if count} == {"lost", "false_green"}
