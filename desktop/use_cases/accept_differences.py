"""Accept a difference between the two sides with a reason that is kept, and take that back; product.md chapter 7, *Afstem*."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.differences import CLASSES
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import Acceptance, Activity, Integration, Outcome
from desktop.models.store.log_entries import person
from desktop.models.store.work import Store
from desktop.texts import Message


class DifferenceAcceptance:
    """Differences that somebody accepted. `rows` gives both sides as last read."""

    def __init__(self, store: Store, rows: Callable[[Integration], list[ReconciledInvoice]]) -> None:
        self._store = store
        self._rows = rows

    def accept(self, integration: Integration, ids: Collection[str], reason: str) -> list[ReconciledInvoice]:
        """Accept the differences of these rows as the figures stand now; all or none. Gives the rows.

        Raises `RecordRefused` without a reason, or when a row has no difference that can be accepted; `RecordNotFound`.
        """
        given = reason.strip()
        if not given:
            raise RecordRefused(
                Message("A difference is accepted with a reason only."),
                code="no_reason",
                what_to_do=Message("Say in a few words why it is right as it is."),
            )
        chosen = self._chosen(integration, ids)
        now, who = dt.datetime.now(dt.UTC), person()
        for row in chosen:
            if not row.can_accept:
                raise RecordRefused(
                    Message("Document {number} has no difference that can be accepted.", number=row.number), code="not_open"
                )
        with self._store.work() as work:
            for row in chosen:
                acceptance = Acceptance(document=row.id, reason=given, person=who, at=now, figures=row.figures)
                work.reconciliations.accept(integration.id, acceptance)
                here, there = row.figures.here, row.figures.there
                accepted = Message(
                    "Difference accepted ({what}): {here} here, {there} there. Reason: {reason}",
                    what=CLASSES[row.differences[0]],
                    here=Message("{net} {currency}", net=here.net, currency=here.currency) if here else Message("nothing"),
                    there=Message("{net} {currency}", net=there.net, currency=there.currency) if there else Message("nothing"),
                    reason=given,
                )
                work.log.note(integration.id, Activity.RECONCILE, Outcome.DONE, accepted, subject=_subject(row))
            work.commit()
        return chosen

    def take_back(self, integration: Integration, ids: Collection[str]) -> list[ReconciledInvoice]:
        """Accept the differences of these rows no longer; `RecordNotFound`, `RecordRefused` when one was not accepted."""
        chosen = self._chosen(integration, ids)
        for row in chosen:
            if row.acceptance is None:
                raise RecordRefused(Message("The difference of {number} was not accepted.", number=row.number), code="not_accepted")
        with self._store.work() as work:
            for row in chosen:
                work.reconciliations.end_acceptance(integration.id, row.id, dt.datetime.now(dt.UTC))
                taken_back = Message("The acceptance of the difference was taken back.")
                work.log.note(integration.id, Activity.UNDO, Outcome.DONE, taken_back, subject=_subject(row))
            work.commit()
        return chosen

    def _chosen(self, integration: Integration, ids: Collection[str]) -> list[ReconciledInvoice]:
        by_id = {row.id: row for row in self._rows(integration)}
        for one in ids:
            if one not in by_id:
                raise RecordNotFound(Message("Document {number} is on neither side.", number=one))
        return [by_id[one] for one in ids]


def _subject(row: ReconciledInvoice) -> tuple[str, str, str]:
    return ("invoice" if row.invoice else "", row.id, row.number)
