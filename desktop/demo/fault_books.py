"""Both sides of a run under faults: what each document must say, what lies over there, and which promises that breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from desktop.app import Bindeled
from desktop.demo.fault_counts import Meddled, broken_promises, made_twice
from desktop.demo.finance_sides import Content, Document, FinanceSide
from desktop.demo.meddling import Meddler
from desktop.models.records import Integration, InvoiceKind, LinkKind, Transfer
from desktop.sandbox.server import StandIn


class FaultBooks:
    """Read from the stand-in itself, not by what the program asked it; begun before anything is sent."""

    def __init__(
        self,
        program: Bindeled,
        integration: Integration,
        stand_in: StandIn,
        finance: FinanceSide,
        wanted: Sequence[str],
        meddler: Meddler,
    ) -> None:
        self._program = program
        self._integration = integration
        self._stand_in = stand_in
        self._finance = finance
        self._wanted = wanted
        self._meddler = meddler
        self._documents_before = set(finance.documents(self._state()))
        self._people_before = Counter(finance.people(self._state()))

    def broken_promises(self) -> dict[str, int]:
        """See `FaultRun.broken_promises`."""
        by_persons = Meddled(self._meddler.deleted, self._meddler.renamed, self._meddler.copies)
        transfers = self.transfers()  # before what is there: what is sent meanwhile is not green without its document
        found = broken_promises(self.contents(), self.there(), transfers, by_persons)
        return {**found, "people_twice": made_twice(self._finance.people(self._state()), self._people_before)}

    def transfers(self) -> dict[str, Transfer]:
        """Everything that was begun, by invoice id."""
        with self._program.store.reading() as work:
            return work.transfers.all(self._integration.id)

    def untouched(self) -> tuple[dict[str, Transfer], dict[str, Document]]:
        """All transfers, and the drafts of those that no person has touched, by invoice id."""
        drafts, found = self.drafts(), self.transfers()
        return found, {id_: one for id_, one in drafts.items() if id_ in found and id_ not in self._meddler.touched}

    def drafts(self) -> dict[str, Document]:
        """By invoice id, the drafts that no other is like: by what they say, so one whose answer was lost is among them.

        One of two alike could be taken for the other when it has no reference any more.
        """
        contents = self.contents()
        alike = Counter(one[1:] for one in contents.values())
        by_content = {one.content: one for one in self.there() if not one.number and one.draft_id not in self._meddler.copies}
        return {id_: by_content[one] for id_, one in contents.items() if alike[one[1:]] == 1 and one in by_content}

    def there(self) -> list[Document]:
        """The documents over there that were not there before the run."""
        found = (one for one in self._finance.documents(self._state()) if one not in self._documents_before)
        return list(map(self._meddler.known, found))

    def contents(self) -> dict[str, Content]:
        """What each document must say over there, from what the PSA says; a customer who is not linked has no document there."""
        with self._program.store.reading() as work:
            links = {one.psa_id: one.finance_id for one in work.links.all(self._integration.id, LinkKind.CUSTOMER)}
            invoices = {one.id: one for one in work.invoices.all(self._integration.id)}
        signs = {InvoiceKind.INVOICE: 1, InvoiceKind.CREDIT_NOTE: -1}
        return {
            id_: (links.get(one.customer_id, ""), str(one.date), one.currency, signs[one.kind] * one.net)
            for id_ in self._wanted
            for one in [invoices[id_]]
        } | {id_: one.content for id_, one in self._meddler.changed.items()}

    def _state(self) -> dict[str, Any]:
        with self._stand_in.lock:
            return self._stand_in.state()
