from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop.errors import RecordRefused
from desktop.models.records import FinanceInvoice, FinanceState, Reason, Transfer, TransferState
from desktop.models.store.work import Store, Work
from desktop.senders import is_alive, this_sender
from desktop.texts import Message

SENDING, TRANSFERRED, FAILED, UNKNOWN = TransferState
REASON = Reason(kind="unknown_item", sentence=Message("Item {item} is unknown.", item="1010"), what_to_do=Message("Read."), line=2)
ROOT = Path(__file__).resolve().parents[3]


def claim(
    work: Work,
    here: int,
    invoice: str = "i1",
    *,
    me: str = "me",
    reference: str = "",
    key: str = "k0",
    from_states: tuple[TransferState, ...] = (FAILED,),
    from_claimant: str = "",
) -> Transfer | None:
    found = work.transfers.claim(
        here,
        invoice,
        reference=reference or f"TL-{invoice}",
        key=key,
        claimed_by=me,
        from_states=from_states,
        from_claimant=from_claimant,
    )
    work.commit()
    return found


def end(store: Store, here: int, state: TransferState, *, next_key: str = "", finance_id: str = "") -> None:
    with store.work() as work:
        work.transfers.end(
            here, "i1", state, reason=REASON, finance_id=finance_id, finance_number="", log_entry_id=3, next_key=next_key
        )
        work.commit()


def transfer(store: Store, here: int) -> None:
    """One attempt, whose document is called 30 over there."""
    with store.work() as work:
        claim(work, here)
    end(store, here, TRANSFERRED, finance_id="30")


def test_the_first_claim_makes_the_transfer(store: Store, here: int) -> None:
    with store.work() as work:
        assert work.transfers.get(here, "i1") is None
        claimed = claim(work, here)

    assert claimed is not None
    assert (claimed.state, claimed.reference, claimed.key, claimed.attempts, claimed.claimed_by) == (
        SENDING,
        "TL-i1",
        "k0",
        1,
        "me",
    )
    with store.reading() as work:
        assert work.transfers.all(here) == {"i1": claimed}
        assert work.transfers.get(here, "i1") == claimed


def test_an_invoice_has_one_transfer_and_a_second_sender_gets_nothing(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        assert claim(work, here) is not None
        assert claim(work, here, me="other") is None
        assert claim(work, here, me="other", from_states=tuple(TransferState)) is None
        assert claim(work, elsewhere, me="other") is not None
        assert len(work.transfers.all(here)) == 1


@pytest.mark.parametrize(("state", "can"), [(TRANSFERRED, False), (FAILED, True), (UNKNOWN, False)])
def test_only_a_transfer_in_one_of_the_named_states_is_claimed(store: Store, here: int, state: TransferState, can: bool) -> None:
    with store.work() as work:
        claim(work, here)
    end(store, here, state)

    with store.work() as work:
        assert (claim(work, here) is not None) == can


def test_a_later_attempt_keeps_reference_and_key_and_counts(store: Store, here: int) -> None:
    with store.work() as work:
        claim(work, here)
    end(store, here, UNKNOWN)
    with store.work() as work:
        claimed = claim(work, here, reference="TL-other", key="other", from_states=(UNKNOWN,))

    assert claimed is not None
    assert (claimed.reference, claimed.key, claimed.attempts, claimed.ended_at) == ("TL-i1", "k0", 2, None)


def test_after_a_refusal_the_next_attempt_has_another_key(store: Store, here: int) -> None:
    with store.work() as work:
        claim(work, here)
    end(store, here, FAILED, next_key="k1")
    with store.work() as work:
        claimed = claim(work, here)

    assert claimed is not None
    assert (claimed.reference, claimed.key) == ("TL-i1", "k1")


def test_a_claim_of_a_dead_process_is_taken_over_once(store: Store, here: int) -> None:
    dead = f"anna@{platform.node()}#{os.getpid()}#an-earlier-run"
    with store.work() as work:
        claim(work, here, me=dead)
        assert is_alive(dead) is False

        assert claim(work, here, me="me", from_states=(SENDING,), from_claimant="somebody else") is None
        taken = claim(work, here, me=this_sender(), from_states=(SENDING, UNKNOWN), from_claimant=dead)
        assert taken is not None
        assert (taken.claimed_by, taken.attempts) == (this_sender(), 2)
        assert claim(work, here, me="late", from_states=(SENDING, UNKNOWN), from_claimant=dead) is None


def test_of_many_threads_exactly_one_gets_the_invoice(store: Store, here: int) -> None:
    start, got = threading.Barrier(8), []

    def try_to_claim(name: str) -> None:
        start.wait()
        with store.work() as work:
            if claim(work, here, me=name) is not None:
                got.append(name)

    threads = [threading.Thread(target=try_to_claim, args=(f"thread {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 1
    with store.reading() as work:
        assert work.transfers.all(here)["i1"].claimed_by == got[0]


CLAIM_WHEN_TOLD = """
import sys
from pathlib import Path
from desktop.models.records import TransferState
from desktop.models.store.work import Store
from desktop.senders import this_sender
store = Store.open(Path(sys.argv[1]))
print("ready", flush=True)
input()
got = []
for number in range(12):
    mine = {"reference": f"TL-{number}", "key": "k", "claimed_by": this_sender(), "from_states": [TransferState.FAILED]}
    with store.work() as work:
        if work.transfers.claim(int(sys.argv[2]), f"i{number}", **mine):
            got.append(str(number))
        work.commit()
print(" ".join(got))
"""


def test_of_two_processes_exactly_one_gets_each_invoice(store: Store, here: int, file: Path) -> None:
    command = [sys.executable, "-c", CLAIM_WHEN_TOLD, str(file), str(here)]
    senders = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    for sender in senders:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("\n")
        sender.stdin.flush()
    got = [number for sender in senders for number in sender.communicate()[0].split()]

    assert sorted(got, key=int) == [str(number) for number in range(12)]
    with store.reading() as work:
        claims = work.transfers.all(here)
    assert len(claims) == 12
    assert all(is_alive(one.claimed_by) is False for one in claims.values())  # both have ended


def test_two_invoices_with_the_same_number_are_told_apart_before_anything_is_sent(store: Store, here: int) -> None:
    with store.work() as work:
        claim(work, here, "i1", reference="TL-7")
        with pytest.raises(RecordRefused, match="Another invoice has the reference TL-7 too"):
            claim(work, here, "i2", reference="TL-7")
        work.transfers.fail_unsent(here, "i2", reason=REASON, log_entry_id=1)
        with pytest.raises(RecordRefused):
            claim(work, here, "i2", reference="TL-7")
        work.commit()
        assert work.transfers.all(here)["i2"].state is FAILED


def test_a_claim_for_an_integration_that_is_none_gets_nothing(store: Store) -> None:
    with store.work() as work:
        assert claim(work, 99) is None


def test_an_end_is_written_down_with_its_reason(store: Store, here: int) -> None:
    transfer(store, here)

    with store.reading() as work:
        found = work.transfers.get(here, "i1")
    assert found is not None
    assert (found.state, found.reason, found.finance_id, found.log_entry_id, found.key) == (TRANSFERRED, REASON, "30", 3, "k0")
    assert found.ended_at is not None
    assert dt.datetime.now(dt.UTC) - found.ended_at < dt.timedelta(minutes=1)


def test_an_end_without_a_claim_is_a_bug(store: Store, here: int) -> None:
    with pytest.raises(KeyError, match="i1"):
        end(store, here, FAILED)


def test_invoices_that_our_own_checks_stopped_need_no_reference(store: Store, here: int) -> None:
    with store.work() as work:
        for draft in ("i1", "i2"):
            work.transfers.fail_unsent(here, draft, reason=REASON, log_entry_id=4)
        work.commit()
        found = work.transfers.all(here)["i2"]
        assert (found.state, found.attempts, found.reference, found.reason, found.log_entry_id) == (FAILED, 0, "", REASON, 4)
        claimed = claim(work, here, "i2", reference="TL-20418", key="k7")

    assert claimed is not None
    assert (claimed.reference, claimed.key, claimed.attempts) == ("TL-20418", "k7", 1)


def test_our_own_check_tells_its_newest_reason_and_leaves_what_is_under_way(store: Store, here: int) -> None:
    other = Reason(kind="no_item", sentence=Message("Line 1 has no item number."))
    with store.work() as work:
        work.transfers.fail_unsent(here, "i1", reason=REASON, log_entry_id=4)
        work.transfers.fail_unsent(here, "i1", reason=other, log_entry_id=5)
        found = work.transfers.get(here, "i1")
        assert found is not None
        assert (found.reason, found.log_entry_id, found.attempts) == (other, 5, 0)

        under_way = claim(work, here)
        work.transfers.fail_unsent(here, "i1", reason=REASON, log_entry_id=6)
        assert work.transfers.get(here, "i1") == under_way


def test_number_and_state_in_the_psa_are_noted(store: Store, here: int) -> None:
    transfer(store, here)
    with store.work() as work:
        work.transfers.written_back(here, "i1", FinanceInvoice(id="1001", number="1001", state=FinanceState.BOOKED), attempts=1)
        work.transfers.written_back(here, "none", FinanceInvoice(id="1002", number="1002", state=FinanceState.BOOKED), attempts=1)
        found = work.transfers.all(here)
    assert [(one.finance_number, one.written_state) for one in found.values()] == [("1001", "booked")]


def test_the_document_of_an_earlier_attempt_is_not_noted_as_that_of_this_one(store: Store, here: int) -> None:
    transfer(store, here)
    with store.work() as work:
        work.transfers.reopen(here, "i1", finance_id="30", reason=REASON, key="k9")
        work.transfers.written_back(here, "i1", FinanceInvoice(id="30", draft_number="30"), attempts=1)
        claim(work, here)
        work.transfers.end(here, "i1", TRANSFERRED, finance_id="31")
        work.transfers.written_back(here, "i1", FinanceInvoice(id="30", draft_number="30"), attempts=1)
        found = work.transfers.get(here, "i1")
    assert found is not None
    assert (found.finance_id, found.written_state) == ("31", "")


def test_an_invoice_whose_document_is_gone_can_be_sent_again_with_a_new_key(store: Store, here: int) -> None:
    transfer(store, here)
    with store.work() as work:
        work.transfers.written_back(here, "i1", FinanceInvoice(id="30", draft_number="30"), attempts=1)
        assert work.transfers.reopen(here, "i1", finance_id="30", reason=REASON, key="k9")
        assert not work.transfers.reopen(here, "none", finance_id="30", reason=REASON, key="k9")
        found = work.transfers.get(here, "i1")
        assert found is not None
        assert (found.state, found.finance_id, found.shown_number, found.written_state) == (FAILED, "", "", "")
        claimed = claim(work, here)

    assert claimed is not None
    assert (claimed.key, claimed.attempts) == ("k9", 2)


def test_what_was_reopened_and_sent_again_is_not_reopened_by_an_older_proof(store: Store, here: int) -> None:
    transfer(store, here)
    with store.work() as work:
        work.transfers.reopen(here, "i1", finance_id="30", reason=REASON, key="k9")
        claim(work, here)
        assert not work.transfers.reopen(here, "i1", finance_id="30", reason=REASON, key="k10")
        found = work.transfers.get(here, "i1")
        assert found is not None
        assert (found.state, found.key) == (SENDING, "k9")
        work.commit()
    end(store, here, TRANSFERRED, finance_id="31")
    with store.work() as work:
        assert not work.transfers.reopen(here, "i1", finance_id="30", reason=REASON, key="k10")


def test_a_second_row_for_an_invoice_is_refused_by_the_database_itself(store: Store, here: int, file: Path) -> None:
    with store.work() as work:
        claim(work, here)

    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TEMP TABLE copied AS SELECT * FROM transfers")
        connection.execute("UPDATE copied SET id = 99, reference = 'another'")
        with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE.*invoice_id"):
            connection.execute("INSERT INTO transfers SELECT * FROM copied")


def test_a_claim_is_held_only_by_its_claimant_and_counts_from_now(store: Store, here: int) -> None:
    with store.work() as work:
        claimed = claim(work, here)
        assert claimed is not None
        assert not work.transfers.hold(here, "i1", "other")
        assert not work.transfers.hold(here, "i2", "me")
        assert work.transfers.hold(here, "i1", "me")
        work.commit()
    with store.reading() as work:
        held = work.transfers.get(here, "i1")
    assert held is not None
    assert held.started_at > claimed.started_at


def test_only_the_claimant_writes_down_how_it_ended(store: Store, here: int) -> None:
    with store.work() as work:
        claim(work, here)
        claim(work, here, me="other", from_states=(SENDING,), from_claimant="me")
        assert not work.transfers.end(here, "i1", TRANSFERRED, claimed_by="me", finance_id="30")
        assert not work.transfers.hold(here, "i1", "me")
        assert work.transfers.end(here, "i1", UNKNOWN, claimed_by="other")
        assert not work.transfers.end(here, "i1", TRANSFERRED, claimed_by="other", finance_id="30")
        work.commit()
    with store.reading() as work:
        ended = work.transfers.get(here, "i1")
    assert ended is not None
    assert (ended.state, ended.finance_id) == (UNKNOWN, "")
