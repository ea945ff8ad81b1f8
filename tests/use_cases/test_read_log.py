"""The log is read newest first, filtered, and one entry at a time with what was sent."""

from __future__ import annotations

from typing import Any

from desktop.models.records import Activity, Outcome, Side
from desktop.progress import Silent


def test_entries_are_filtered_by_activity_outcome_and_record(office: Any) -> None:
    office.transfers.send(office.integration, ["1", "7"], Silent())
    number = office.integration.id
    sent = office.log.entries(number, activities=[Activity.TRANSFER])
    assert {one.subject for one in sent} == {"F1", "F7"}
    assert [one.subject for one in office.log.entries(number, outcomes=[Outcome.NOT_SENT])] == ["F7"]
    assert {one.subject_id for one in office.log.entries(number, subject_id="1")} == {"1"}
    assert len(office.log.entries(number, limit=2)) == 2
    everything = office.log.entries(number)
    assert [one.id for one in everything] == sorted((one.id for one in everything), reverse=True)


def test_heads_come_without_what_was_sent_and_an_entry_with_it(office: Any) -> None:
    office.transfers.send(office.integration, ["1"], Silent())
    head = office.log.heads(office.integration.id, limit=1)[0]
    assert head.exchanges == ()
    assert office.log.entry(head.id).exchanges
    assert office.log.entry(999_999) is None
    assert office.log.heads(office.integration.id, newer_than=head.id) == []


def test_no_secret_comes_into_the_log_whatever_was_sent_and_answered(office: Any) -> None:
    office.plan(Side.FINANCE, {"kind": "expired_token", "path": "/invoices/drafts", "calls": [1]})
    office.transfers.send(office.integration, ["1"], Silent())
    office.plan(Side.FINANCE)
    office.transfers.send(office.integration, ["1", "2", "C1"], Silent())
    office.reconciliation.reconcile(office.integration, Silent())
    written = repr(office.log.entries(office.integration.id))
    assert "InvoicingService" in written
    assert "/invoices/drafts" in written  # so the calls of both systems are in it
    for secret in ("pat-of-tests", "password-of-tests", "secret-of-tests", "grant-of-tests"):
        assert secret not in written
