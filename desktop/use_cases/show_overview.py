"""Show how an integration stands (Overview): what needs the user, what was transferred, what was done last. Store only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from desktop.connectors.contract import Ability, SystemCard
from desktop.errors import RecordNotFound
from desktop.models.activation import ActivationState
from desktop.models.invoice_rows import TransferRow, row_of
from desktop.models.log_runs import Run, latest_runs
from desktop.models.monthly import Year, transferred_year
from desktop.models.needs_handling import NeedsHandlingFacts
from desktop.models.owner_rules import OwnerRules
from desktop.models.records import Activity, Integration, LogEntry, Outcome, Side
from desktop.models.setup_steps import RegistersRead, SetupFacts
from desktop.models.store.work import Store, Work
from desktop.texts import Message

RUNS = 5
_ENTRIES = 2_000  # read to make the latest runs of: more than one run leaves
_READINGS = (Activity.FETCH, Activity.CONNECT, Activity.RECONCILE)


class ActivationEvidence(Protocol):
    """What speaks for activating (`activate_integration.py`)."""

    def state(self, integration_id: int) -> ActivationState:
        """The evidence, from the store."""


class CustomerOwner(Protocol):
    """Who owns customers (`sync_customers.py`)."""

    def rules(self, integration: Integration) -> OwnerRules:
        """The rules chosen, or the most careful ones."""

    def are_rules_chosen(self, integration: Integration) -> bool:
        """Whether somebody chose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewReading:
    """How the integration stands now."""

    facts: NeedsHandlingFacts
    year: Year
    runs: list[Run]
    oldest_register: dt.datetime | None  # when the register that was read longest ago was read; `None`: none was
    failed: LogEntry | None  # the last reading or test of a system, if it failed

    @property
    def integration(self) -> Integration:
        """The integration it is about."""
        return self.facts.setup.integration


class Overview:
    """Gathers what the first page shows."""

    def __init__(
        self,
        store: Store,
        card: Callable[[str], SystemCard],
        activation: ActivationEvidence,
        owner: CustomerOwner,
        *,
        registers: Callable[[SystemCard], Collection[str]],
        updates: Callable[[int], int] = lambda _integration_id: 0,
    ) -> None:
        """`card` gives a system by its name; `registers` the kinds that there are to read with a finance system.

        `updates` tells how many linked customers have changes that wait.
        """
        self._store = store
        self._card = card
        self._activation = activation
        self._owner = owner
        self._registers = registers
        self._updates = updates

    def read(self, integration_id: int) -> OverviewReading:
        """Everything the page shows; `RecordNotFound`."""
        now = dt.datetime.now(dt.UTC)
        with self._store.reading() as work:
            integration = work.integrations.get(integration_id)
            if integration is None:
                raise RecordNotFound(Message("There is no integration number {number}.", number=str(integration_id)))
            finance = self._card(integration.finance.system)
            registers = self._registers(finance)
            read_at = [one.fetched_at for one in work.settings.fetches(integration_id).values() if one.kind in registers]
            invoices = _invoices(work, integration)
            entries = work.log.heads(integration_id, limit=_ENTRIES)
            failed = _failed(work, integration)
            others = work.integrations.all()
        setup = SetupFacts(
            integration=integration,
            labels={side: self._card(integration.connection(side).system).label for side in Side},
            registers=RegistersRead(count=len(read_at), total=len(registers), oldest=min(read_at, default=None)),
            owner=self._owner.rules(integration),
            is_owner_chosen=self._owner.are_rules_chosen(integration),
            activation=self._activation.state(integration_id),
            now=now,
            why_no_standard_values=finance.capabilities.why_not.get(Ability.STANDARD_VALUES),
            others=others,
        )
        company = integration.finance.company
        return OverviewReading(
            facts=NeedsHandlingFacts(setup=setup, invoices=invoices, now=now, updates=self._updates(integration_id)),
            year=transferred_year(invoices, company.currency if company else "", now.astimezone().date()),
            runs=latest_runs(entries, RUNS),
            oldest_register=min(read_at, default=None),
            failed=failed,
        )


def _invoices(work: Work, integration: Integration) -> list[TransferRow]:
    integration_id = integration.id
    transfers = work.transfers.all(integration_id)
    there = {one.reference: one.state for one in work.invoices.counterparts(integration_id) if one.reference}
    tolerance = work.settings.sending_rules(integration_id).tolerance
    accepted = work.reconciliations.acceptances(integration_id)
    rows = []
    found = work.invoices.all(integration_id)
    elsewhere = work.sent_elsewhere.reasons(integration, found)
    for invoice in found:
        transfer = transfers.get(invoice.id)
        state = there.get(transfer.reference) if transfer else None
        reason = elsewhere.get(invoice.id)
        rows.append(row_of(invoice, transfer, state, tolerance, is_accepted=invoice.id in accepted, elsewhere=reason))
    return rows


def _failed(work: Work, integration: Integration) -> LogEntry | None:
    """The newest reading or test of each system; the first that failed."""
    newest: dict[str, LogEntry] = {}
    for entry in work.log.heads(integration.id, activities=_READINGS, limit=50):
        newest.setdefault(entry.system, entry)
    return next((entry for entry in newest.values() if entry.outcome is Outcome.REFUSED), None)
