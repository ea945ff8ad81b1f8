"""Import expenses (Udgifter): supplier entries become project expenses in the PSA, never twice, and are taken back; chapter 8.

The claim is committed before anything is sent, the outcome after it. An outcome that nobody knows is settled by looking our id
up on the project; nothing is sent again before that. Where the PSA cannot delete, an import is taken back by its opposite.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from typing import cast

from desktop.connectors.contract import Ability, ConnectorSource, Psa
from desktop.errors import (
    BindeledError,
    Cancelled,
    NoConnection,
    OutcomeUnknown,
    RecordNotFound,
    RecordRefused,
    SettingsError,
    UnexpectedAnswer,
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
from desktop.models.store.transfer_outcomes import reason_of
from desktop.models.store.work import Store
from desktop.models.transfer_run import PROOF_AFTER
from desktop.progress import Progress, patient
from desktop.senders import at_work, is_alive, is_ours
from desktop.texts import Message

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

        What was not answered or refused leaves the batch open, so that it can be undone again. `RecordNotFound`.
        """
        with self._store.reading() as work:
            batch = work.batches.get(batch_id)
        if batch is None or batch.activity is not Activity.EXPENSES or batch.undone_at is not None:
            raise RecordNotFound(Message("There is nothing to undo."))
        run = self._begin(integration, progress, on_change)
        turns = {step["key"]: step["turn"] for step in reversed(batch.steps)}
        left = self._each(run, list(turns), progress, Message("Taking back"), lambda key: self._take_back(run, key, turns[key]))
        if not (left or run.refused or run.ends[Ending.UNKNOWN]):
            with self._store.work() as work:
                work.batches.undone(batch_id)
                work.commit()
        return run.report(left)

    def settle(self, integration: Integration, progress: Progress) -> ExpenseReport:
        """Look up every uncertain writing, and every one left behind by a process that died.

        Found: done. Proven absent: refused, with the word that it can be imported again. Neither: it stays uncertain.
        """
        run = self._run(integration)
        text = Message("Looking up uncertain expenses")
        with self._store.reading() as work:
            uncertain = [one for one in work.expenses.imports(integration.id).values() if is_unsettled(one)]
        uncertain = [self._as_unknown(integration, one) for one in uncertain]
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
        return self._run(integration, on_change)

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
            stands = turn_there(first, run.there(row.project.id))
            turn = max(next_turn(row.written), stands if stands % 2 else stands + 1)
            expense = expense_of(row, external_id(run.integration, key, turn))
            step = {"what": "expense", "key": key, "turn": turn}
            return self._write(run, key, turn, expense, is_there=turn == stands, batch=(batch_id, step))

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
        there = run.there(imported.expense.project_id)
        stands = next((one for one in there if one.external_id == imported.expense.external_id), None)
        back = opposite(imported.expense, external_id(run.integration, key, turn + 1))
        is_there = stands is None or any(one.external_id == back.external_id for one in there)
        if stands is not None and not is_there and (why := why_left_alone(imported.expense, stands)) is not None:
            run.left_alone[key] = why
            self._note(run, back, Activity.UNDO, Outcome.NOT_SENT, why, ())
            return Ending.SKIPPED
        return self._write(run, key, turn + 1, back, is_there=is_there)

    # one writing

    def _write(
        self,
        run: ExpenseRun,
        key: str,
        turn: int,
        expense: Expense,
        *,
        is_there: bool,
        batch: tuple[int, dict[str, object]] | None = None,
    ) -> Ending:
        """Claim and write one expense, and keep the outcome; `is_there` needs no writing. No unit of work is open meanwhile."""
        with at_work() as sender:
            with self._store.work() as work:
                if not work.expenses.claim(run.integration.id, key, turn, expense, sender):
                    return Ending.SKIPPED
                if batch is not None:
                    work.batches.add_step(*batch)
                work.commit()
            run.on_change(key)
            if is_there:
                sentence = Message("It stood in {system} already.", system=run.system)
                if turn % 2 == 0:
                    sentence = Message("It was gone from {system} already, or taken back.", system=run.system)
                self._keep(run, key, turn, sender, expense, sentence, ())
                return Ending.DONE
            with self._psa(run.integration).recording() as exchanges:
                try:
                    stored = self._psa(run.integration).create_expense(expense)
                except (Cancelled, SettingsError, NoConnection):  # nothing was made
                    self._release(run, key, turn, sender)
                    raise
                except BindeledError as trouble:
                    return self._failed(run, key, turn, sender, expense, trouble, exchanges)
            self._keep(run, key, turn, sender, expense, self._sentence(run, turn, stored), exchanges)
            if stored.has_assumed_rate:
                self._remark(run, stored)
        return Ending.DONE

    def _sentence(self, run: ExpenseRun, turn: int, stored: Expense) -> Message:
        values = {"system": run.system, "number": stored.number}
        if turn % 2 == 0:
            return Message("Taken back in {system}: expense {number} stands there with the opposite amount.", **values)
        return Message("Imported into {system} as expense {number}.", **values)

    def _failed(
        self,
        run: ExpenseRun,
        key: str,
        turn: int,
        sender: str,
        expense: Expense,
        trouble: BindeledError,
        exchanges: Sequence[Exchange],
    ) -> Ending:
        is_unknown = isinstance(trouble, OutcomeUnknown | UnexpectedAnswer)
        if turn % 2 == 0 and isinstance(trouble, RecordRefused):
            by_hand = Message("Delete the expense in {system} by hand, then take the import back once more.", system=run.system)
            trouble = RecordRefused(trouble.message, what_to_do=by_hand, technical=trouble.technical)
        outcome = Outcome.UNKNOWN if is_unknown else Outcome.REFUSED
        state = ExpenseState.UNKNOWN if is_unknown else ExpenseState.FAILED
        self._keep(run, key, turn, sender, expense, trouble.message, exchanges, state=state, outcome=outcome, trouble=trouble)
        if not is_unknown:
            run.refused[key] = reason_of(trouble)
        return Ending.UNKNOWN if is_unknown else Ending.REFUSED

    def _keep(
        self,
        run: ExpenseRun,
        key: str,
        turn: int,
        sender: str,
        expense: Expense,
        sentence: Message,
        exchanges: Sequence[Exchange],
        *,
        state: ExpenseState = ExpenseState.DONE,
        outcome: Outcome = Outcome.DONE,
        trouble: BindeledError | None = None,
    ) -> None:
        """The outcome and its log entry, in one unit of work."""
        with self._store.work() as work:
            entry = work.log.note(
                run.integration.id,
                Activity.UNDO if turn % 2 == 0 else Activity.EXPENSES,
                outcome,
                sentence,
                what_to_do=trouble.what_to_do if trouble else None,
                system=run.system,
                subject=("expense", key, expense.number),
                technical=trouble.technical if trouble else "",
                exchanges=exchanges,
            )
            reason = reason_of(trouble) if trouble else None
            work.expenses.end(run.integration.id, key, turn, state, claimed_by=sender, reason=reason, log_entry_id=entry)
            work.commit()

    def _release(self, run: ExpenseRun, key: str, turn: int, sender: str) -> None:
        with self._store.work() as work:
            work.expenses.release(run.integration.id, key, turn, sender)
            work.commit()

    def _remark(self, run: ExpenseRun, stored: Expense) -> None:
        sentence = Message(
            "Look at the exchange rate of expense {number} in {system}: its project is in {currency}, which was not known before.",
            number=stored.number,
            system=run.system,
            currency=stored.project_currency,
        )
        run.remarks.append(sentence)
        self._note(run, stored, Activity.EXPENSES, Outcome.DONE, sentence, ())

    def _note(
        self,
        run: ExpenseRun,
        expense: Expense,
        activity: Activity,
        outcome: Outcome,
        sentence: Message,
        exchanges: Sequence[Exchange],
    ) -> None:
        with self._store.work() as work:
            work.log.note(
                run.integration.id,
                activity,
                outcome,
                sentence,
                system=run.system,
                subject=("expense", expense.external_id, expense.number),
                exchanges=exchanges,
            )
            work.commit()

    # what nobody knows

    def _as_unknown(self, integration: Integration, written: WrittenExpense) -> WrittenExpense:
        """One left behind in *sending* becomes *unknown* now, since nobody knows when its last call went out."""
        if written.state is not ExpenseState.SENDING:
            return written
        trouble = OutcomeUnknown(LEFT_BEHIND)
        run = self._run(integration)
        self._failed(run, written.entry_key, written.turn, written.claimed_by, written.expense, trouble, ())
        with self._store.reading() as work:
            return work.expenses.get(integration.id, written.entry_key, written.turn) or written

    def _look_up(self, run: ExpenseRun, written: WrittenExpense) -> Ending:
        key, turn, sender, expense = written.entry_key, written.turn, written.claimed_by, written.expense
        system = run.system
        with self._psa(run.integration).recording() as exchanges:
            there = self._psa(run.integration).expenses(expense.project_id)
        if any(one.external_id == expense.external_id for one in there):
            self._keep(run, key, turn, sender, expense, Message("Found in {system}.", system=system), exchanges)
            return Ending.DONE
        trouble = BindeledError(
            Message("It is not in {system}.", system=system), what_to_do=Message("Nothing was made. It can be tried again.")
        )
        return self._failed(run, key, turn, sender, expense, trouble, exchanges)

    def _seconds_to_proof(self, written: WrittenExpense) -> float:
        """A write may land after its answer was lost: absence is believed only when it must have landed."""
        since = dt.datetime.now(dt.UTC) - (written.ended_at or written.started_at)
        return (self._proof_after - since).total_seconds()

    def _run(self, integration: Integration, on_change: Callable[[str], None] = lambda _key: None) -> ExpenseRun:
        psa = self._psa(integration)
        return ExpenseRun(integration, psa.card.label, psa.expenses, on_change)

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
