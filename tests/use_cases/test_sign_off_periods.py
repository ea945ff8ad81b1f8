"""Differences are accepted with a reason, and months signed off; both are kept, logged, and told when something changes later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.records import Activity, Outcome
from desktop.progress import Silent
from desktop.use_cases.accept_differences import DifferenceAcceptance
from desktop.use_cases.sign_off_periods import PeriodSignOff

MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)


@pytest.fixture
def sent(office: Any) -> Any:
    """Invoices 1-3 are over there, 2 with another amount; 4-9 are not transferred, and both sides were read."""
    office.transfers.send(office.integration, ["1", "2", "3"], Silent())
    office.company.change_finance("drafts", int(office.transfer("2").finance_id), netAmount=Decimal("390.00"))
    office.reconciliation.reconcile(office.integration, Silent())
    return office


@pytest.fixture
def acceptance(sent: Any) -> DifferenceAcceptance:
    return DifferenceAcceptance(sent.store, sent.reconciliation.rows)


@pytest.fixture
def sign_offs(sent: Any) -> PeriodSignOff:
    return PeriodSignOff(sent.store, sent.connectors, sent.reconciliation.rows, sent.reconciliation.read_at)


def row(office: Any, id_: str) -> Any:
    return next(one for one in office.reconciliation.rows(office.integration) if one.id == id_)


def accept_rest(office: Any, acceptance: DifferenceAcceptance) -> None:
    open_ = [one.id for one in office.reconciliation.rows(office.integration) if one.can_accept and one.month == MARCH]
    acceptance.accept(office.integration, open_, "Not for this month")


def test_a_difference_is_accepted_logged_and_stands_until_it_changes(sent: Any, acceptance: DifferenceAcceptance) -> None:
    acceptance.accept(sent.integration, ["2"], " Agreed with the customer ")
    accepted = row(sent, "2")
    assert (accepted.is_accepted, accepted.acceptance.reason) == (True, "Agreed with the customer")
    entry = sent.newest()
    assert (entry.activity, entry.subject_kind, entry.subject_id) == (Activity.RECONCILE, "invoice", "2")
    assert str(entry.message) == (
        "Difference accepted (Amount): 400.00 DKK here, 390.00 DKK there. Reason: Agreed with the customer"
    )
    sent.reconciliation.reconcile(sent.integration, Silent())
    assert row(sent, "2").is_accepted
    sent.company.change_finance("drafts", int(sent.transfer("2").finance_id), netAmount=Decimal("380.00"))
    sent.reconciliation.reconcile(sent.integration, Silent())
    assert not row(sent, "2").is_accepted


def test_a_sign_off_that_was_removed_from_the_database_is_told_until_it_is_signed_off_anew(
    sent: Any, sign_offs: PeriodSignOff
) -> None:
    sign_offs.sign_off(sent.integration, MARCH, "Test")
    with sent.store.work() as work:
        work._session.execute(text("DELETE FROM sign_offs"))
        work.commit()
    period = sign_offs.period(sent.integration, MARCH)
    assert period.is_flagged
    assert "removed from the database" in str(period.sentence)
    sign_offs.sign_off(sent.integration, MARCH, "Test")
    assert not sign_offs.period(sent.integration, MARCH).is_flagged
    sign_offs.take_back(sent.integration, MARCH, "Test")
    assert str(sign_offs.period(sent.integration, MARCH).sentence) == "Not signed off."


def test_an_acceptance_is_taken_back(sent: Any, acceptance: DifferenceAcceptance) -> None:
    acceptance.accept(sent.integration, ["2"], "Agreed")
    acceptance.take_back(sent.integration, ["2"])
    assert row(sent, "2").acceptance is None
    assert sent.newest().activity is Activity.UNDO
    with pytest.raises(RecordRefused):
        acceptance.take_back(sent.integration, ["2"])


@pytest.mark.parametrize(("ids", "reason", "error"), [(["2"], "  ", RecordRefused), (["2", "1"], "x", RecordRefused)])
def test_all_or_none_are_accepted_and_only_with_a_reason(
    sent: Any, acceptance: DifferenceAcceptance, ids: list[str], reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        acceptance.accept(sent.integration, ids, reason)
    with pytest.raises(RecordNotFound):
        acceptance.accept(sent.integration, ["404"], "x")
    assert not row(sent, "2").is_accepted


def test_a_month_is_signed_off_only_when_nothing_is_open_or_with_a_reason(
    sent: Any, acceptance: DifferenceAcceptance, sign_offs: PeriodSignOff
) -> None:
    with pytest.raises(RecordRefused, match="7 documents of 2026-03 neither agree nor were accepted"):
        sign_offs.sign_off(sent.integration, MARCH)
    accept_rest(sent, acceptance)
    made = sign_offs.sign_off(sent.integration, MARCH)
    assert (made.reason, len(made.period.documents), made.is_intact) == ("", 9, True)
    assert made.hash in str(sent.newest().message)
    period = sign_offs.period(sent.integration, MARCH)
    assert (period.sign_off, period.changes) == (made, ())
    with pytest.raises(RecordRefused, match="nothing has changed since"):
        sign_offs.sign_off(sent.integration, MARCH)
    sign_offs.sign_off(sent.integration, APRIL, "The credit note waits")
    assert sign_offs.period(sent.integration, APRIL).sign_off.reason == "The credit note waits"


def test_of_two_who_sign_a_month_off_at_once_the_second_reads_who_was_first(sent: Any, sign_offs: PeriodSignOff) -> None:
    def read_while_a_colleague_signs(integration: Any) -> Any:
        rows = sent.reconciliation.rows(integration)
        sign_offs.sign_off(integration, MARCH, "First")
        return rows

    late = PeriodSignOff(sent.store, sent.connectors, read_while_a_colleague_signs, sent.reconciliation.read_at)
    with pytest.raises(RecordRefused, match=r"2026-03 was signed off by .+ meanwhile") as refused:
        late.sign_off(sent.integration, MARCH, "Second")
    assert refused.value.code == "signed_off"
    assert sign_offs.period(sent.integration, MARCH).sign_off.reason == "First"


def test_what_changes_after_the_sign_off_is_flagged_logged_and_signed_anew(sent: Any, sign_offs: PeriodSignOff) -> None:
    sign_offs.sign_off(sent.integration, MARCH, "First look")
    sent.company.book(int(sent.transfer("1").finance_id), 900)
    sent.company.change_finance("drafts", int(sent.transfer("3").finance_id), netAmount=Decimal("601.00"))
    sent.reconciliation.reconcile(sent.integration, Silent())
    (change,) = sign_offs.period(sent.integration, MARCH).changes
    assert (change.id, change.before.there.net, change.now.there.net) == ("3", Decimal(600), Decimal(601))
    flagged = sent.log.entries(sent.integration.id, outcomes=[Outcome.UNKNOWN])
    assert [str(entry.message) for entry in flagged] == ["2026-03 was signed off, and 1 document has changed since."]
    sign_offs.sign_off(sent.integration, MARCH, "Seen")
    assert sign_offs.period(sent.integration, MARCH).changes == ()


def test_a_sign_off_is_taken_back_with_a_reason(sent: Any, sign_offs: PeriodSignOff) -> None:
    with pytest.raises(RecordRefused, match="is not signed off"):
        sign_offs.take_back(sent.integration, MARCH, "x")
    sign_offs.sign_off(sent.integration, MARCH, "First look")
    with pytest.raises(RecordRefused, match="with a reason only"):
        sign_offs.take_back(sent.integration, MARCH, "")
    sign_offs.take_back(sent.integration, MARCH, "One was missing")
    assert sign_offs.period(sent.integration, MARCH).sign_off is None
    assert str(sent.newest().message) == "The sign-off of 2026-03 was taken back. Reason: One was missing"


def test_nothing_is_signed_before_both_sides_were_read(office: Any) -> None:
    fresh = PeriodSignOff(office.store, office.connectors, office.reconciliation.rows, office.reconciliation.read_at)
    with pytest.raises(RecordRefused, match="not been compared"):
        fresh.sign_off(office.integration, MARCH, "x")
    with pytest.raises(RecordNotFound):
        fresh.sign_off(office.integration, dt.date(1999, 1, 1), "x")


def test_the_proof_is_an_excel_file_with_everything_in_it(sent: Any, sign_offs: PeriodSignOff, tmp_path: Path) -> None:
    made = sign_offs.sign_off(sent.integration, MARCH, "First look")
    assert sign_offs.write_proof(sent.integration, MARCH, tmp_path / "march.xlsx") == 9
    book = CalamineWorkbook.from_path(tmp_path / "march.xlsx")
    assert book.sheet_names == ["Documents", "Totals", "Accepted", "Sign-off", "Changed since"]
    told = dict(line[:2] for line in book.get_sheet_by_name("Sign-off").to_python()[1:])
    assert told["Hash of what was signed off (SHA-256)"] == made.hash
    assert told["Hash of the newest log entry (SHA-256)"] == sent.log.verify().hash
    assert told["Reason"] == "First look"
    with pytest.raises(RecordRefused):
        sign_offs.write_proof(sent.integration, MARCH, tmp_path / "march.csv")
