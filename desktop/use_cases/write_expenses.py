"""Write expenses to the PSA, for an import and for taking one back: one after the other, each claimed, sent, and its outcome kept.

The claim is committed before anything is sent, the outcome after it, so an entry is written once however many are at it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from desktop.connectors.contract import Ability, ConnectorSource, Psa
from desktop.errors import BindeledError, Cancelled, ClaimLost, NoConnection, SettingsError
from desktop.models.absence import AbsenceProof
from desktop.models.before_sending import must_be_active, must_be_company
from desktop.models.claims import SURE_CLAIM
from desktop.models.expense_run import Ending, ExpenseRun
from desktop.models.expenses import searched_since
from desktop.models.records import Activity, Exchange, Expense, Integration, Outcome, Reason, WrittenExpense
from desktop.models.store.expense_outcomes import all_but_one, failed, kept, lost, noted, one_too_many
from desktop.models.store.work import Store
from desktop.progress import Progress, heeding_too, holding, patient
from desktop.senders import at_work
from desktop.texts import Message


class ExpenseWriting:
    """Writes the expenses of one run after the other. `proof` is told when an attempt has ended."""

    def __init__(self, store: Store, connectors: ConnectorSource, proof: AbsenceProof) -> None:
        self._store = store
        self._connectors = connectors
        self._proof = proof

    def begin(
        self, integration: Integration, progress: Progress, on_change: Callable[[str], None] = lambda _key: None
    ) -> ExpenseRun:
        """A run that may write: the integration is active, and the PSA signed in to its company. `NotActive`, `WrongCompany`."""
        with self._store.reading() as work:
            must_be_active(work.integrations.get(integration.id))
        psa = self._connectors.psa(integration)
        psa.card.capabilities.require(Ability.EXPENSES)
        progress.step(0, None, Message("Signing in"))
        must_be_company(psa.sign_in(), integration.psa.company)
        return self.run(integration, progress, on_change)

    def run(self, integration: Integration, progress: Progress, on_change: Callable[[str], None] = lambda _key: None) -> ExpenseRun:
        """A run that only looks."""
        psa = self._connectors.psa(integration)
        return ExpenseRun(integration, psa.card.label, psa.expenses, lambda: self._projects(integration, psa), progress, on_change)

    def each(
        self, run: ExpenseRun, keys: Sequence[str], progress: Progress, text: Message, work: Callable[[str], Ending]
    ) -> list[str]:
        """Do `work` for each entry; gives those that were not begun. Trouble with one entry never stops the others."""
        with patient(self._connectors.psa(run.integration).on_wait, run.system, progress) as patiently:
            for place, key in enumerate(keys):
                try:
                    patiently.step(place, len(keys), text)
                    run.ends[work(key)].append(key)
                except (Cancelled, SettingsError, NoConnection) as trouble:  # nothing of this entry was sent
                    run.stopped_by = Reason.of(trouble)
                    return list(keys[place:])
                except BindeledError as trouble:
                    run.ends[Ending.REFUSED].append(key)
                    run.refused[key] = Reason.of(trouble)
                run.on_change(key)
        self._tell_doubled(run)
        return []

    def write(
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
            psa = self._connectors.psa(run.integration)
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
                    self._proof.saw([run.attempt(claimed)])
                    return self.failed(run, claimed, trouble, exchanges)
            sentence, is_new = run.written(turn, stored), not stored.stood_already
            if not kept(self._store, run.integration, claimed, sentence, exchanges, system=run.system, is_new=is_new):
                return Ending.UNKNOWN if is_new else Ending.SKIPPED
            if stored.has_assumed_rate:
                self.remark(run, stored, run.assumed_rate(stored))
            if stored.stands_twice:
                self.remark(run, stored, run.twice(stored), Outcome.UNKNOWN, one_too_many(run.system))
        return Ending.DONE

    def failed(self, run: ExpenseRun, written: WrittenExpense, trouble: BindeledError, exchanges: Sequence[Exchange]) -> Ending:
        """Keep that it was refused, or that nobody knows."""
        refused = failed(self._store, run.integration, written, trouble, exchanges, system=run.system)
        if refused is None:
            return Ending.UNKNOWN
        run.refused[written.entry_key] = refused
        return Ending.REFUSED

    def remark(
        self,
        run: ExpenseRun,
        expense: Expense,
        sentence: Message,
        outcome: Outcome = Outcome.DONE,
        what_to_do: Message | None = None,
    ) -> None:
        """Tell it in the report and in the log."""
        run.remarks.append(sentence)
        noted(
            self._store,
            run.integration,
            expense,
            Activity.EXPENSES,
            outcome,
            sentence,
            system=run.system,
            what_to_do=what_to_do,
        )

    def _tell_doubled(self, run: ExpenseRun) -> None:
        """What two databases imported onto two projects at one moment is seen by the first run that looks through the projects."""
        if not run.doubled:
            return
        with self._store.reading() as work:
            titles = {one.id: one.title for one in work.expenses.known(run.integration.id).projects}
        for those in run.doubled:
            self.remark(run, those[0], run.on_several(those, titles), Outcome.UNKNOWN, all_but_one(run.system))

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


def _told(psa: Psa, since: dt.date) -> frozenset[str] | None:
    try:
        return psa.projects_with_expenses(since)
    except (Cancelled, NoConnection):
        raise
    except BindeledError:  # a sign-in of its own, that may be wrong: it is only the shorter way
        return None
