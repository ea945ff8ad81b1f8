"""How one writing of an expense ended: its outcome and its log entry are kept in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.errors import BindeledError, OutcomeUnknown, RecordRefused, UnexpectedAnswer
from desktop.models.records import Activity, Exchange, Expense, ExpenseState, Integration, Outcome, Reason, WrittenExpense
from desktop.models.store.work import Store
from desktop.texts import Message, in_a_row


def kept(
    store: Store,
    integration: Integration,
    written: WrittenExpense,
    sentence: Message,
    exchanges: Sequence[Exchange],
    *,
    system: str,
    is_new: bool = False,
) -> bool:
    """It stands in the PSA. False: somebody else took the entry over, so only the log tells of it; of a new one with a warning."""
    with store.work() as work:
        is_held = work.expenses.is_held(integration.id, written)
        is_doubtful = is_new and not is_held
        if is_doubtful:
            sentence = in_a_row([sentence, Message("Somebody else took this over meanwhile, so it may stand there twice.")])
        entry = work.log.note(
            integration.id,
            _activity(written),
            Outcome.UNKNOWN if is_doubtful else Outcome.DONE,
            sentence,
            what_to_do=one_too_many(system) if is_doubtful else None,
            system=system,
            subject=("expense", written.entry_key, written.expense.number),
            exchanges=exchanges,
        )
        if is_held:
            work.expenses.end(integration.id, written, ExpenseState.DONE, log_entry_id=entry)
        work.commit()
    return is_held


def failed(
    store: Store,
    integration: Integration,
    written: WrittenExpense,
    trouble: BindeledError,
    exchanges: Sequence[Exchange],
    *,
    system: str,
) -> Reason | None:
    """It was refused, which gives the reason, or nobody knows: `None`.

    When somebody else took the entry over meanwhile, only the log tells of it.
    """
    is_unknown = isinstance(trouble, OutcomeUnknown | UnexpectedAnswer)
    if written.takes_back and isinstance(trouble, RecordRefused):
        by_hand = Message("Delete the expense in {system} by hand, then take the import back once more.", system=system)
        trouble = RecordRefused(trouble.message, what_to_do=by_hand, technical=trouble.technical)
    with store.work() as work:
        entry = work.log.note(
            integration.id,
            _activity(written),
            Outcome.UNKNOWN if is_unknown else Outcome.REFUSED,
            trouble.message,
            what_to_do=trouble.what_to_do,
            system=system,
            subject=("expense", written.entry_key, written.expense.number),
            technical=trouble.technical,
            exchanges=exchanges,
        )
        state = ExpenseState.UNKNOWN if is_unknown else ExpenseState.FAILED
        work.expenses.end(integration.id, written, state, reason=Reason.of(trouble), log_entry_id=entry)
        work.commit()
    return None if is_unknown else Reason.of(trouble)


def lost(store: Store, integration: Integration, written: WrittenExpense, exchanges: Sequence[Exchange], *, system: str) -> None:
    """Somebody else took the entry over before it was sent: the log tells it, the entry is theirs."""
    sentence = Message("Somebody else took this over before it was sent, for instance because this computer was asleep.")
    noted(store, integration, written.expense, _activity(written), Outcome.NOT_SENT, sentence, exchanges, system=system)


def noted(
    store: Store,
    integration: Integration,
    expense: Expense,
    activity: Activity,
    outcome: Outcome,
    sentence: Message,
    exchanges: Sequence[Exchange] = (),
    *,
    system: str,
    what_to_do: Message | None = None,
) -> None:
    """Only the log tells of it."""
    with store.work() as work:
        work.log.note(
            integration.id,
            activity,
            outcome,
            sentence,
            what_to_do=what_to_do,
            system=system,
            subject=("expense", expense.external_id, expense.number),
            exchanges=exchanges,
        )
        work.commit()


def one_too_many(system: str) -> Message:
    """What to do about an expense that stands twice."""
    return Message("Look at the project in {system}, and delete one of two by hand.", system=system)


def all_but_one(system: str) -> Message:
    """What to do about an expense that stands on several projects."""
    return Message("Look at it in {system}, and delete all but one by hand.", system=system)


def _activity(written: WrittenExpense) -> Activity:
    return Activity.UNDO if written.takes_back else Activity.EXPENSES
