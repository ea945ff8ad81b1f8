"""Settle expenses whose outcome nobody knows: each is looked up on its project by our id, before anything is sent again."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Sequence
from typing import cast

from desktop.connectors.contract import ConnectorSource, Psa
from desktop.errors import BindeledError, OutcomeUnknown
from desktop.models.expense_run import Ending, ExpenseRun
from desktop.models.expenses import found_among
from desktop.models.handed_in import WritingExpenses
from desktop.models.records import Expense, ExpenseReport, ExpenseState, Integration, Side, WrittenExpense
from desktop.models.store.expense_outcomes import kept
from desktop.models.store.work import Store
from desktop.models.transfer_run import PROOF_AFTER
from desktop.progress import Progress
from desktop.senders import is_alive, is_ours
from desktop.texts import Message

LONGEST_CLAIM = dt.timedelta(minutes=30)  # a claim of another machine that is older was left behind
LEFT_BEHIND = Message("The program ended while this was being sent, so it may be there or not.")
LISTEN_SECONDS = 0.2  # how often a wait looks whether it should stop


class ExpenseSettling:
    """Finds out how uncertain writings ended."""

    def __init__(
        self, store: Store, connectors: ConnectorSource, writing: WritingExpenses, proof_after: dt.timedelta = PROOF_AFTER
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._writing = writing
        self._proof_after = proof_after

    def settle(self, integration: Integration, progress: Progress, keys: Collection[str] | None = None) -> ExpenseReport:
        """Look up every uncertain writing (of these entries), and every one left behind by a process that died.

        Found: done. Proven absent: refused, with the word that it can be imported again. Neither: it stays uncertain.
        """
        run = self._writing.run(integration, progress)
        text = Message("Looking up uncertain expenses")
        with self._store.reading() as work:
            uncertain = [one for one in work.expenses.imports(integration.id).values() if is_unsettled(one)]
        uncertain = [one for one in uncertain if keys is None or one.entry_key in keys]
        uncertain = [self._as_unknown(run, one) for one in uncertain]
        while any(self._seconds_to_proof(one) > 0 for one in uncertain):
            progress.step(0, len(uncertain), text)
            time.sleep(LISTEN_SECONDS)
        by_key = {one.entry_key: one for one in uncertain}
        left = self._writing.each(run, list(by_key), progress, text, lambda key: self._look_up(run, by_key[key]))
        return run.report(left)

    def _as_unknown(self, run: ExpenseRun, written: WrittenExpense) -> WrittenExpense:
        """One left behind in *sending* becomes *unknown* now, since nobody knows when its last call went out."""
        if written.state is not ExpenseState.SENDING:
            return written
        trouble = OutcomeUnknown(LEFT_BEHIND)
        self._writing.failed(run, written, trouble, ())
        with self._store.reading() as work:
            return work.expenses.get(run.integration.id, written.entry_key, written.turn) or written

    def _look_up(self, run: ExpenseRun, written: WrittenExpense) -> Ending:
        expense, system, psa = written.expense, run.system, self._psa(run.integration)
        with psa.recording() as exchanges:
            there: Sequence[Expense] = psa.expenses(expense.project_id)
        if found_among(there, expense) is None:  # somebody may have moved it
            there = run.everywhere(expense.project_id)
        if found_among(there, expense) is not None:
            kept(self._store, run.integration, written, Message("Found in {system}.", system=system), exchanges, system=run.system)
            return Ending.DONE
        if run.unsearched:
            return self._writing.failed(run, written, run.not_searched(), exchanges)
        trouble = BindeledError(
            Message("It is not in {system}.", system=system), what_to_do=Message("Nothing was made. It can be tried again.")
        )
        return self._writing.failed(run, written, trouble, exchanges)

    def _seconds_to_proof(self, written: WrittenExpense) -> float:
        """A write may land after its answer was lost: absence is believed only when it must have landed."""
        since = dt.datetime.now(dt.UTC) - (written.ended_at or written.started_at)
        return (self._proof_after - since).total_seconds()

    def _psa(self, integration: Integration) -> Psa:
        return cast(Psa, self._connectors.get(integration, Side.PSA))


def is_unsettled(written: WrittenExpense) -> bool:
    """Unknown, or still *sending* although nobody is at it any more."""
    if written.state is not ExpenseState.SENDING:
        return written.state is ExpenseState.UNKNOWN
    alive = is_alive(written.claimed_by)
    if alive is False or is_ours(written.claimed_by):
        return not alive
    return dt.datetime.now(dt.UTC) - written.started_at > LONGEST_CLAIM
