"""Import expenses (Udgifter): supplier entries become project expenses in the PSA, never twice, and are taken back; chapter 8.

The claim is committed before anything is sent, the outcome after it. An outcome that nobody knows is settled by looking our id
up on the project; nothing is sent again before that. Where the PSA cannot delete, an import is taken back by its opposite.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import cast

from desktop.connectors.contract import Ability, ConnectorSource, Psa
from desktop.errors import (
    BindeledError,
    Cancelled,
    ClaimLost,
    NoConnection,
    OutcomeUnknown,
    RecordNotFound,
    SettingsError,
)
from desktop.models.before_sending import must_be_active, must_be_company
from desktop.models.expense_run import Ending, ExpenseRun
from desktop.models.expenses import (
    ExpenseRow,
    expense_of,
    expense_rows,
    external_id,
    next_turn,
    opposite,
    searched_since,
    turn_there,
    why_left_alone,
)
from desktop.models.records import (
    Activity,
    Exchange,
    Expense,
    ExpenseReport,
    ExpenseState,
    Integration,
    Outcome,
    Side,
    WrittenExpense,
)
from desktop.models.store.batches import Batch
from desktop.models.store.expense_outcomes import failed, kept, lost, noted
from desktop.models.store.transfer_outcomes import reason_of
from desktop.models.store.work import Store
from desktop.models.transfer_run import PROOF_AFTER
from desktop.progress import Progress, heeding_too, holding, patient
from desktop.senders import at_work, is_alive, is_ours
from desktop.texts import Message

SURE_CLAIM = dt.timedelta(seconds=20)  # so long nobody else can have settled a claim and sent
LONGEST_CLAIM = dt.timedelta(minutes=30)  # a claim of another machine that is older was left behind
LEFT_BEHIND = Message("The program ended while this was being sent, so it may be there or not.")
LISTEN_SECONDS = 0.2  # how often a wait looks whether it should stop


class ExpenseImport:
    """The expenses of an integration on their way to the PSA, and back."""

    def __init__(self, store: Store, connectors: ConnectorSource, proof_after: dt.timedelta = PROOF_AFTER) -> None:
        self._store = store
        self._connectors = connectors
        self._proof_after = proof_after

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
        run = self._begin(integration, progress, on_change)
        with self._store.reading() as work:
            rows = [row for row in expense_rows(work.expenses.known(integration.id)) if row.key in keys]
        run.ends[Ending.SKIPPED] += [row.key for row in rows if not row.can_go]
        ready = [row for row in rows if row.can_go]
        with self._store.work() as work:
            sentence = Message("Import of {count} expense", "Import of {count} expenses", count=len(ready))
            batch_id = work.batches.start(integration.id, Activity.EXPENSES, sentence)
            work.commit()
        left = self._each(
            run, [row.key for row in ready], progress, Message("Importing expenses"), self._importing(run, ready, batch_id)
        )
        if run.unsearched:
            self._remark(run, Expense(), run.not_all_searched())
        is_empty = not (run.ends[Ending.DONE] or run.ends[Ending.UNKNOWN])
        if is_empty:  # nothing to take back
            with self._store.work() as work:
                work.batches.undone(batch_id)
                work.commit()
        return run.report(left, None if is_empty else batch_id)

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
        run = self._begin(integration, progress, on_change)
        turns = {step["key"]: step["turn"] for step in reversed(batch.steps)}
        self._settle(self._run(integration, progress), progress, turns)
        left = self._each(run, list(turns), progress, Message("Taking back"), lambda key: self._take_back(run, key, turns[key]))
        with self._store.work() as work:
            newest = work.expenses.imports(integration.id)
            is_open = any(newest[key].state in (ExpenseState.SENDING, ExpenseState.UNKNOWN) for key in turns if key in newest)
            if not (left or run.refused or run.ends[Ending.UNKNOWN] or is_open):
                work.batches.undone(batch_id)
                work.commit()
        return run.report(left)

    def settle(self, integration: Integration, progress: Progress) -> ExpenseReport:
        """Look up every uncertain writing, and every one left behind by a process that died.

        Found: done. Proven absent: refused, with the word that it can be imported again. Neither: it stays uncertain.
        """
        return self._settle(self._run(integration, progress), progress)

    def _settle(self, run: ExpenseRun, progress: Progress, keys: Collection[str] | None = None) -> ExpenseReport:
        integration = run.integration
        text = Message("Looking up uncertain expenses")
        with self._store.reading() as work:
            uncertain = [one for one in work.expenses.imports(integration.id).values() if is_unsettled(one)]
        uncertain = [one for one in uncertain if keys is None or one.entry_key in keys]
        uncertain = [self._as_unknown(run, one) for one in uncertain]
        while any(self._seconds_to_proof(one) > 0 for one in uncertain):
            progress.step(0, len(uncertain), text)
            time.sleep(LISTEN_SECONDS)
        by_key = {one.entry_key: one for one in uncertain}
        left = self._each(run, list(by_key), progress, text, lambda key: self._look_up(run, by_key[key]))
        return run.report(left)

    # one run

    def _begin(self, integration: Integration, progress: Progress, on_change: Callable[[str], None]) -> ExpenseRun:
        with self._store.reading() as work:
            must_be_active(work.integrations.get(integration.id))
        psa = self._psa(integration)
        psa.card.capabilities.require(Ability.EXPENSES)
        progress.step(0, None, Message("Signing in"))
        must_be_company(psa.sign_in(), integration.psa.company)
        return self._run(integration, progress, on_change)

    def _each(
        self, run: ExpenseRun, keys: Sequence[str], progress: Progress, text: Message, work: Callable[[str], Ending]
    ) -> list[str]:
        """Do `work` for each entry; gives those that were not begun. Trouble with one entry never stops the others."""
        with patient(self._psa(run.integration).on_wait, run.system, progress) as patiently:
            for place, key in enumerate(keys):
                try:
                    patiently.step(place, len(keys), text)
                    run.ends[work(key)].append(key)
                except (Cancelled, SettingsError, NoConnection) as trouble:  # nothing of this entry was sent
                    run.stopped_by = reason_of(trouble)
                    return list(keys[place:])
                except BindeledError as trouble:
                    run.ends[Ending.REFUSED].append(key)
                    run.refused[key] = reason_of(trouble)
                run.on_change(key)
        return []

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
            stands = next((one for one in there if one.external_id == expense.external_id), None)
            sentence = None
            if stands is not None:
                expense = replace(expense, project_id=stands.project_id)
                sentence = run.stood(row.project.id, stands)
            step = {"what": "expense", "key": key, "turn": turn}
            return self._write(run, key, turn, expense, stands=sentence, batch=(batch_id, step))

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
        if not _is_in(imported.expense, there):  # deleted by hand, or moved to another project
            there = run.everywhere(imported.expense.project_id)
        stands = next((one for one in there if one.external_id == imported.expense.external_id), None)
        is_back = _is_in(back, there)
        if stands is None and not is_back and run.unsearched:
            raise run.not_searched()
        if stands is not None and not is_back and (why := why_left_alone(imported.expense, stands)) is not None:
            run.left_alone[key] = why
            noted(self._store, run.integration, back, Activity.UNDO, Outcome.NOT_SENT, why, system=run.system)
            return Ending.SKIPPED
        gone = Message("It was gone from {system} already, or taken back.", system=run.system)
        return self._write(run, key, turn + 1, back, stands=gone if stands is None or is_back else None)

    # one writing

    def _write(
        self,
        run: ExpenseRun,
        key: str,
        turn: int,
        expense: Expense,
        *,
        stands: Message | None,
        batch: tuple[int, dict[str, object]] | None = None,
    ) -> Ending:
        """Claim and write one expense, and keep the outcome; `stands` says why nothing needs writing.

        No unit of work is open during a call.
        """
        with at_work() as sender:
            with self._store.work() as work:
                claimed = work.expenses.claim(run.integration.id, key, turn, expense, sender)
                if claimed is None:
                    return Ending.SKIPPED
                if batch is not None:
                    work.batches.add_step(*batch)
                work.commit()
            run.on_change(key)
            if stands is not None:
                return Ending.DONE if kept(self._store, run.integration, claimed, stands, (), system=run.system) else Ending.SKIPPED
            psa = self._psa(run.integration)
            with psa.recording() as exchanges:
                try:
                    with heeding_too(self._holding(run, claimed)):
                        stored = psa.create_expense(expense)
                except ClaimLost:
                    lost(self._store, run.integration, claimed, exchanges, system=run.system)
                    return Ending.SKIPPED
                except (Cancelled, SettingsError, NoConnection):  # nothing was made
                    self._release(run, claimed)
                    raise
                except BindeledError as trouble:
                    return self._failed(run, claimed, trouble, exchanges)
            if not kept(
                self._store, run.integration, claimed, run.written(turn, stored), exchanges, system=run.system, is_new=True
            ):
                return Ending.UNKNOWN
            if stored.has_assumed_rate:
                self._remark(run, stored, run.assumed_rate(stored))
        return Ending.DONE

    def _failed(self, run: ExpenseRun, written: WrittenExpense, trouble: BindeledError, exchanges: Sequence[Exchange]) -> Ending:
        refused = failed(self._store, run.integration, written, trouble, exchanges, system=run.system)
        if refused is None:
            return Ending.UNKNOWN
        run.refused[written.entry_key] = refused
        return Ending.REFUSED

    def _holding(self, run: ExpenseRun, claimed: WrittenExpense) -> Callable[[], None]:
        """Asked right before each call: while this computer slept, somebody may have proven it absent and written it."""

        def is_held() -> bool:
            with self._store.work() as work:
                found = work.expenses.hold(run.integration.id, claimed)
                work.commit()
            return found

        return holding(claimed.started_at, is_held, SURE_CLAIM)

    def _release(self, run: ExpenseRun, claimed: WrittenExpense) -> None:
        with self._store.work() as work:
            work.expenses.release(run.integration.id, claimed)
            work.commit()

    def _remark(self, run: ExpenseRun, expense: Expense, sentence: Message) -> None:
        run.remarks.append(sentence)
        noted(self._store, run.integration, expense, Activity.EXPENSES, Outcome.DONE, sentence, system=run.system)

    # what nobody knows

    def _as_unknown(self, run: ExpenseRun, written: WrittenExpense) -> WrittenExpense:
        """One left behind in *sending* becomes *unknown* now, since nobody knows when its last call went out."""
        if written.state is not ExpenseState.SENDING:
            return written
        trouble = OutcomeUnknown(LEFT_BEHIND)
        self._failed(run, written, trouble, ())
        with self._store.reading() as work:
            return work.expenses.get(run.integration.id, written.entry_key, written.turn) or written

    def _look_up(self, run: ExpenseRun, written: WrittenExpense) -> Ending:
        expense, system, psa = written.expense, run.system, self._psa(run.integration)
        with psa.recording() as exchanges:
            there: Sequence[Expense] = psa.expenses(expense.project_id)
        if not _is_in(expense, there):  # somebody may have moved it
            there = run.everywhere(expense.project_id)
        if _is_in(expense, there):
            kept(self._store, run.integration, written, Message("Found in {system}.", system=system), exchanges, system=run.system)
            return Ending.DONE
        if run.unsearched:
            return self._failed(run, written, run.not_searched(), exchanges)
        trouble = BindeledError(
            Message("It is not in {system}.", system=system), what_to_do=Message("Nothing was made. It can be tried again.")
        )
        return self._failed(run, written, trouble, exchanges)

    def _seconds_to_proof(self, written: WrittenExpense) -> float:
        """A write may land after its answer was lost: absence is believed only when it must have landed."""
        since = dt.datetime.now(dt.UTC) - (written.ended_at or written.started_at)
        return (self._proof_after - since).total_seconds()

    def _run(
        self, integration: Integration, progress: Progress, on_change: Callable[[str], None] = lambda _key: None
    ) -> ExpenseRun:
        psa = self._psa(integration)
        return ExpenseRun(integration, psa.card.label, psa.expenses, lambda: self._projects(integration, psa), progress, on_change)

    def _projects(self, integration: Integration, psa: Psa) -> set[str]:
        """Those that an expense of ours may stand on: with any expense, where the PSA tells that in one call.

        Else the open ones, and those that this database knows; closed ones that it never wrote to cannot be listed then.
        """
        with self._store.reading() as work:
            known, written = work.expenses.known(integration.id), work.expenses.written(integration.id)
        ours = {one.project_id for one in written}
        told = _told(psa, searched_since(known.entries, written))
        if told is not None:
            return ours | told
        return ours | {one.id for one in known.projects} | {one.id for page in psa.projects() for one in page.records}

    def _psa(self, integration: Integration) -> Psa:
        return cast(Psa, self._connectors.get(integration, Side.PSA))


def _told(psa: Psa, since: dt.date) -> frozenset[str] | None:
    try:
        return psa.projects_with_expenses(since)
    except (Cancelled, NoConnection):
        raise
    except BindeledError:  # a sign-in of its own, that may be wrong: it is only the shorter way
        return None


def is_unsettled(written: WrittenExpense) -> bool:
    """Unknown, or still *sending* although nobody is at it any more."""
    if written.state is not ExpenseState.SENDING:
        return written.state is ExpenseState.UNKNOWN
    alive = is_alive(written.claimed_by)
    if alive is False or is_ours(written.claimed_by):
        return not alive
    return dt.datetime.now(dt.UTC) - written.started_at > LONGEST_CLAIM


def _is_in(expense: Expense, there: Iterable[Expense]) -> bool:
    return any(one.external_id == expense.external_id for one in there)
