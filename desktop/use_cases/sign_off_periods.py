"""Sign off a month of reconciled invoices, take that back, and write its proof; product.md chapter 7, *Afstem*."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from desktop.connectors.contract import ConnectorSource
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.period_proof import sheets
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import Activity, Integration, LogEntry, Outcome, Side, SignOff
from desktop.models.sign_off import Period, periods, to_sign
from desktop.models.store.log_entries import person
from desktop.models.store.work import Store
from desktop.models.table_export import export_book
from desktop.texts import Message


class PeriodSignOff:
    """Months, and who signed them off. `rows` gives both sides as last read, `read_at` when that was."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        rows: Callable[[Integration], list[ReconciledInvoice]],
        read_at: Callable[[int], dt.datetime | None],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._rows = rows
        self._read_at = read_at

    def periods(self, integration: Integration, rows: list[ReconciledInvoice] | None = None) -> list[Period]:
        """Every month that has documents, newest first; `rows` when the caller has just read them."""
        with self._store.reading() as work:
            sign_offs = work.reconciliations.sign_offs(integration.id)
        listed = self._rows(integration) if rows is None else rows
        return periods(listed, sign_offs, self._lost(integration, {row.month for row in listed if row.month is not None}))

    def _lost(self, integration: Integration, months: set[dt.date]) -> dict[dt.date, LogEntry]:
        """The months that were signed off and not taken back, as the log says, but not as the database does."""
        with self._store.reading() as work:
            unsigned = months - {one.period.month for one in work.reconciliations.sign_offs(integration.id)}
            said = {month: work.log.heads(integration.id, subject=_subject(month)[:2], limit=1) for month in unsigned}
        return {month: found[0] for month, found in said.items() if found and found[0].activity is Activity.RECONCILE}

    def period(self, integration: Integration, month: dt.date) -> Period:
        """The month that begins on this day; `RecordNotFound` when it has no documents."""
        found = next((one for one in self.periods(integration) if one.month == month), None)
        if found is None:
            raise RecordNotFound(Message("There are no documents in {month}.", month=f"{month:%Y-%m}"))
        return found

    def sign_off(self, integration: Integration, month: dt.date, reason: str = "") -> SignOff:
        """Sign a month off as both sides were last read; what was signed before is replaced when something changed since.

        Raises `RecordRefused` when something is open and no reason is given, when both sides were never compared, when it is
        signed off already and nothing changed, or when a colleague signs it off at the same moment; `RecordNotFound`.
        """
        period, read_at, given = self.period(integration, month), self._read_at(integration.id), reason.strip()
        name = f"{month:%Y-%m}"
        if read_at is None:
            raise RecordRefused(Message("The two sides have not been compared yet."), code="not_read")
        if period.sign_off is not None and period.sign_off.is_intact and not period.changes:
            raise RecordRefused(Message("{month} is signed off, and nothing has changed since.", month=name), code="signed_off")
        if period.open and not given:
            raise RecordRefused(
                Message(
                    "{count} document of {month} neither agrees nor was accepted.",
                    "{count} documents of {month} neither agree nor were accepted.",
                    count=period.open,
                    month=name,
                ),
                code="open",
                what_to_do=Message("Accept the differences, or give a reason for signing off all the same."),
            )
        now, who = dt.datetime.now(dt.UTC), person()
        with self._store.work() as work:
            stands = next((one for one in work.reconciliations.sign_offs(integration.id) if one.period.month == month), None)
            if stands is not None and (period.sign_off is None or stands.id != period.sign_off.id):
                raise RecordRefused(
                    Message("{month} was signed off by {person} meanwhile.", month=name, person=stands.person), code="signed_off"
                )
            if stands is not None:
                work.reconciliations.end_sign_off(integration.id, month, person=who, at=now, reason="")
            made = work.reconciliations.sign_off(
                integration.id, to_sign(period, read_at), person=who, at=now, reason=given if period.open else ""
            )
            sentence = Message(
                "{month} signed off with {count} document. Hash: {hash}.",
                "{month} signed off with {count} documents. Hash: {hash}.",
                month=name,
                count=len(period.rows),
                hash=made.hash,
            )
            if period.open:
                sentence = Message("{sentence} {open} open. Reason: {reason}", sentence=sentence, open=period.open, reason=given)
            work.log.note(integration.id, Activity.RECONCILE, Outcome.DONE, sentence, subject=_subject(month))
            work.commit()
        return made

    def take_back(self, integration: Integration, month: dt.date, reason: str) -> None:
        """Take the sign-off of a month back; `RecordRefused` without a reason or when it is not signed off."""
        name, given = f"{month:%Y-%m}", reason.strip()
        if not given:
            raise RecordRefused(Message("A sign-off is taken back with a reason only."), code="no_reason")
        with self._store.work() as work:
            if all(one.period.month != month for one in work.reconciliations.sign_offs(integration.id)):
                raise RecordRefused(Message("{month} is not signed off.", month=name), code="not_signed_off")
            work.reconciliations.end_sign_off(integration.id, month, person=person(), at=dt.datetime.now(dt.UTC), reason=given)
            sentence = Message("The sign-off of {month} was taken back. Reason: {reason}", month=name, reason=given)
            work.log.note(integration.id, Activity.UNDO, Outcome.DONE, sentence, subject=_subject(month))
            work.commit()

    def write_proof(self, integration: Integration, month: dt.date, file: Path) -> int:
        """Write a month as an Excel file: documents, totals, acceptances, sign-off and the hash of the log; gives the documents.

        Raises `RecordRefused` when the file cannot be written; `RecordNotFound`.
        """
        period = self.period(integration, month)
        psa, finance = (self._connectors.card(integration, side).label for side in (Side.PSA, Side.FINANCE))
        with self._store.reading() as work:
            log = work.log.verify()
        export_book(file, sheets(period, psa, finance, self._read_at(integration.id), log))
        return len(period.rows)


def _subject(month: dt.date) -> tuple[str, str, str]:
    """What the log calls a month: its newest entry is a sign-off as long as that stands."""
    return "period", f"{month:%Y-%m}", f"{month:%Y-%m}"
