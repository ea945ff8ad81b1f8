"""Import expenses (Udgifter): supplier entries become project expenses in the PSA, never twice, and are taken back; chapter 8.

Where the PSA cannot delete, an import is taken back by its opposite. `write_expenses.py` writes each one, `settle_expenses.py`
looks up what nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from desktop.errors import RecordNotFound
from desktop.models.expense_run import Ending, ExpenseRun
from desktop.models.expenses import (
    ExpenseRow,
    expense_of,
    expense_rows,
    external_id,
    found_among,
    next_turn,
    opposite,
    turn_there,
    why_left_alone,
)
from desktop.models.handed_in import SettlingExpenses, WritingExpenses
from desktop.models.records import Activity, Expense, ExpenseReport, ExpenseState, Integration, Outcome
from desktop.models.store.batches import Batch
from desktop.models.store.expense_outcomes import noted
from desktop.models.store.work import Store
from desktop.progress import Progress
from desktop.texts import Message


class ExpenseImport:
    """The expenses of an integration on their way to the PSA, and back."""

    def __init__(self, store: Store, writing: WritingExpenses, settle: SettlingExpenses) -> None:
        self._store = store
        self._writing = writing
        self._settle = settle

    def bring_in(
        self,
        integration: Integration,
        keys: Collection[str],
        progress: Progress,
        on_change: Callable[[str], None] = lambda _key: None,
    ) -> ExpenseReport:
        """Write these entries as project expenses; those that are not ready are skipped. `on_change` is told each entry's key.

        Stops when asked to, and when the settings or the network make every further try useless. `NotActive`, `WrongCompany`.
        """
        run = self._writing.begin(integration, progress, on_change)
        with self._store.reading() as work:
            rows = [row for row in expense_rows(work.expenses.known(integration.id)) if row.key in keys]
        run.ends[Ending.SKIPPED] += [row.key for row in rows if not row.can_go]
        ready = [row for row in rows if row.can_go]
        with self._store.work() as work:
            sentence = Message("Import of {count} expense", "Import of {count} expenses", count=len(ready))
            batch_id = work.batches.start(integration.id, Activity.EXPENSES, sentence)
            work.commit()
        left = self._writing.each(
            run, [row.key for row in ready], progress, Message("Importing expenses"), self._importing(run, ready, batch_id)
        )
        if run.unsearched:
            self._writing.remark(run, Expense(), run.not_all_searched())
        is_empty = not (run.ends[Ending.DONE] or run.ends[Ending.UNKNOWN])
        if is_empty:  # nothing to take back
            with self._store.work() as work:
                work.batches.undone(batch_id)
                work.commit()
        return run.report(left, None if is_empty else batch_id)

    def settle(self, integration: Integration, progress: Progress) -> ExpenseReport:
        """See `ExpenseSettling.settle`."""
        return self._settle(integration, progress)

    def last_batch(self, integration: Integration) -> Batch | None:
        """The newest import that was not taken back."""
        with self._store.reading() as work:
            return work.batches.newest(integration.id, expenses=True)

    def batches(self, integration: Integration) -> list[Batch]:
        """Every import that was not taken back, newest first."""
        with self._store.reading() as work:
            return work.batches.open(integration.id, expenses=True)

    def undo(
        self,
        integration: Integration,
        batch_id: int,
        progress: Progress,
        on_change: Callable[[str], None] = lambda _key: None,
    ) -> ExpenseReport:
        """Take an import back, last entry first: each by its opposite, unless somebody changed or invoiced it since.

        Uncertain writings of the batch are looked up first. What was not answered or refused, or is still being sent, leaves the
        batch open, so that it can be undone again. `RecordNotFound`.
        """
        with self._store.reading() as work:
            batch = work.batches.get(integration.id, batch_id, expenses=True)
        if batch is None:
            raise RecordNotFound(Message("There is nothing to undo."))
        run = self._writing.begin(integration, progress, on_change)
        turns = {step["key"]: step["turn"] for step in reversed(batch.steps)}
        self._settle(integration, progress, turns)
        left = self._writing.each(
            run, list(turns), progress, Message("Taking back"), lambda key: self._take_back(run, key, turns[key])
        )
        with self._store.work() as work:
            newest = work.expenses.imports(integration.id)
            is_open = any(newest[key].state in (ExpenseState.SENDING, ExpenseState.UNKNOWN) for key in turns if key in newest)
            if not (left or run.refused or run.ends[Ending.UNKNOWN] or is_open):
                work.batches.undone(batch_id)
                work.commit()
        return run.report(left)

    def _importing(self, run: ExpenseRun, rows: Sequence[ExpenseRow], batch_id: int) -> Callable[[str], Ending]:
        by_key = {row.key: row for row in rows}

        def work(key: str) -> Ending:
            row = by_key[key]
            assert row.project is not None
            first = external_id(run.integration, key, 1)
            there = run.everywhere(row.project.id)
            newest = turn_there(first, there)
            turn = max(next_turn(row.written), newest if newest % 2 else newest + 1)
            expense = expense_of(row, external_id(run.integration, key, turn))
            stands = found_among(there, expense)
            sentence = None
            if stands is not None:
                expense = replace(expense, project_id=stands.project_id)
                sentence = run.stood(row.project.id, stands)
            step = {"what": "expense", "key": key, "turn": turn}
            return self._writing.write(run, key, turn, expense, stands=sentence, batch=(batch_id, step))

        return work

    def _take_back(self, run: ExpenseRun, key: str, turn: int) -> Ending:
        with self._store.reading() as work:
            imported, newest = (
                work.expenses.get(run.integration.id, key, turn),
                work.expenses.newest(run.integration.id, key),
            )
        if imported is None or newest is None or newest.turn > turn + 1:
            return Ending.SKIPPED
        if newest.turn == turn + 1 and newest.state is not ExpenseState.FAILED:
            return Ending.UNKNOWN if newest.state is ExpenseState.UNKNOWN else Ending.SKIPPED
        if imported.state is not ExpenseState.DONE:
            return Ending.UNKNOWN if imported.state is ExpenseState.UNKNOWN else Ending.SKIPPED
        back = opposite(imported.expense, external_id(run.integration, key, turn + 1))
        there: Sequence[Expense] = run.there(imported.expense.project_id)
        if found_among(there, imported.expense) is None:  # deleted by hand, or moved to another project
            there = run.everywhere(imported.expense.project_id)
        stands = found_among(there, imported.expense)
        is_back = found_among(there, back) is not None
        if stands is None and not is_back and run.unsearched:
            raise run.not_searched()
        if stands is not None and not is_back and (why := why_left_alone(imported.expense, stands)) is not None:
            run.left_alone[key] = why
            noted(self._store, run.integration, back, Activity.UNDO, Outcome.NOT_SENT, why, system=run.system)
            return Ending.SKIPPED
        gone = Message("It was gone from {system} already, or taken back.", system=run.system)
        return self._writing.write(run, key, turn + 1, back, stands=gone if stands is None or is_back else None)
