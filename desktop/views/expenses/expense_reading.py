"""What the page Expenses shows, as read from the store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from desktop.models.expenses import Clash, ExpenseRow, Standing, clashes, expense_rows
from desktop.models.records import ExpenseKnowledge
from desktop.texts import Message
from desktop.use_cases.choose_expenses import ExpenseSetup
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.import_expenses import ExpenseImport
from desktop.use_cases.settle_expenses import LEFT_BEHIND, is_unsettled


@dataclass(frozen=True, slots=True)
class ExpenseReading:
    """`why_not` says why expenses cannot be imported here; `batch_id` is the import that can be taken back.

    `unsettled` counts the writings whose outcome nobody knows, those left behind by a process that died among them.
    """

    integration_id: int
    why_not: Message | None
    is_connected: bool
    known: ExpenseKnowledge
    rows: list[ExpenseRow]
    clashes: list[Clash]
    since: dt.date
    batch_id: int | None
    unsettled: int


def read_expenses(connections: Connections, setup: ExpenseSetup, expenses: ExpenseImport, integration_id: int) -> ExpenseReading:
    """Everything about the expenses of an integration as it stands now; asks no system."""
    integration, known = connections.integration(integration_id), setup.known(integration_id)
    batch = expenses.last_batch(integration)
    return ExpenseReading(
        integration_id=integration_id,
        why_not=setup.why_not(integration),
        is_connected=integration.finance.is_established and integration.psa.is_established,
        known=known,
        rows=[_as_uncertain(row) for row in expense_rows(known)],
        clashes=clashes(known),
        since=setup.since(integration_id),
        batch_id=batch.id if batch else None,
        unsettled=sum(is_unsettled(one) for one in known.imports.values()),
    )


def _as_uncertain(row: ExpenseRow) -> ExpenseRow:
    """Nobody sends it any more, so it is not being sent."""
    if row.standing is not Standing.SENDING or row.written is None or not is_unsettled(row.written):
        return row
    return replace(row, standing=Standing.UNKNOWN, reason=LEFT_BEHIND)
