"""Settle expenses whose outcome nobody knows: each is looked up on its project by our id, before anything is sent again."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from desktop.connectors.contract import ConnectorSource
from desktop.errors import BindeledError, OutcomeUnknown
from desktop.models.absence import AbsenceProof
from desktop.models.claims import SURE_CLAIM, is_left_behind
from desktop.models.expense_run import Ending, ExpenseRun
from desktop.models.expenses import found_among
from desktop.models.handed_in import WritingExpenses
from desktop.models.records import Expense, ExpenseReport, ExpenseState, Integration, WrittenExpense
from desktop.models.store.expense_outcomes import kept
from desktop.models.store.work import Store
from desktop.progress import LISTEN_SECONDS, Progress
from desktop.senders import is_alive
from desktop.texts import Message

LEFT_BEHIND = Message("The program ended while this was being sent, so it may be there or not.")
LOOKING_UP = Message("Looking up uncertain expenses")


class ExpenseSettling:
    """Finds out how uncertain writings ended. `proof` was told of those that were not answered (`write_expenses.py`)."""

    def __init__(self, store: Store, connectors: ConnectorSource, writing: WritingExpenses, proof: AbsenceProof) -> None:
        self._store = store
        self._connectors = connectors
        self._writing = writing
        self._proof = proof

    def settle(self, integration: Integration, progress: Progress, keys: Collection[str] | None = None) -> ExpenseReport:
        """Look up every uncertain writing (of these entries), and every one left behind by a process that died.

        Found: done. Proven absent: refused, with the word that it can be imported again. Neither: it stays uncertain.
        """
        run = self._writing.run(integration, progress)
        with self._store.reading() as work:
            uncertain = [one for one in work.expenses.imports(integration.id).values() if is_unsettled(one)]
        uncertain = [one for one in uncertain if keys is None or one.entry_key in keys]
        uncertain = [self._as_unknown(run, one) for one in uncertain]
        by_key = {one.entry_key: one for one in uncertain if one.state is ExpenseState.UNKNOWN}  # nobody took it since
        attempts = [run.attempt(one) for one in by_key.values()]
        self._proof.saw(attempts)

        def waited_for_proof() -> bool:
            """For that of all, so that the waits pass together, and what the run reads from then on proves it for each."""
            is_proof = True
            while any(self._proof.seconds_left(one) for one in attempts):
                is_proof = False
                progress.step(len(run.ends[Ending.DONE]), len(attempts), LOOKING_UP)
                time.sleep(LISTEN_SECONDS)
            return not is_proof

        left = self._writing.each(
            run, list(by_key), progress, LOOKING_UP, lambda key: self._look_up(run, by_key[key], waited_for_proof)
        )
        return run.report(left)

    def _as_unknown(self, run: ExpenseRun, written: WrittenExpense) -> WrittenExpense:
        """One left behind in *sending* becomes *unknown* now, since nobody knows when its last call went out."""
        if written.state is not ExpenseState.SENDING:
            return written
        if is_alive(written.claimed_by) is not False:  # it may live, and send before it sees this
            self._proof.saw([run.attempt(written)], later=SURE_CLAIM)
        trouble = OutcomeUnknown(LEFT_BEHIND)
        self._writing.failed(run, written, trouble, ())
        with self._store.reading() as work:
            return work.expenses.get(run.integration.id, written.entry_key, written.turn) or written

    def _look_up(self, run: ExpenseRun, written: WrittenExpense, waited_for_proof: Callable[[], bool]) -> Ending:
        """A write may land after its answer was lost: what is not there is looked for again when it must have landed."""
        expense, system, psa = written.expense, run.system, self._connectors.psa(run.integration)
        with psa.recording() as exchanges:
            there: Sequence[Expense] = psa.expenses(expense.project_id)
            if found_among(there, expense) is None and waited_for_proof():
                there = psa.expenses(expense.project_id)
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


def is_unsettled(written: WrittenExpense) -> bool:
    """Unknown, or still *sending* although nobody is at it any more."""
    if written.state is not ExpenseState.SENDING:
        return written.state is ExpenseState.UNKNOWN
    return is_left_behind(written.claimed_by, written.started_at)
