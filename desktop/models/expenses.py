"""What becomes of each supplier entry: its type, a project that its text names, or why it is left out; product.md chapter 8.

Pure. A type is preselected from the account's number; a project is only suggested, and stands nowhere before somebody chose it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.models.lamps import Lamp
from desktop.models.records import (
    Account,
    Expense,
    ExpenseChoice,
    ExpenseKnowledge,
    ExpenseState,
    ExpenseType,
    Integration,
    LedgerEntry,
    Project,
    WrittenExpense,
)
from desktop.texts import Message

SHORTEST_NUMBER, SHORTEST_NAME = 3, 6
"""Shorter project numbers and names stand in too many texts by chance."""

EARLIEST = dt.date(2000, 1, 1)
_CORRECTED = dt.timedelta(days=366)
_WORD = re.compile(r"\w[\w./-]*\w|\w")


class Standing(StrEnum):
    """Where an entry stands."""

    OPEN = "open"  # a project or a type is still to be chosen
    READY = "ready"
    LEFT_OUT = "left_out"
    SENDING = "sending"
    IMPORTED = "imported"
    UNKNOWN = "unknown"
    REFUSED = "refused"


STANDINGS: Mapping[Standing, Message] = {
    Standing.OPEN: Message("To do"),
    Standing.READY: Message("Ready"),
    Standing.LEFT_OUT: Message("Left out"),
    Standing.SENDING: Message("Sending"),
    Standing.IMPORTED: Message("Imported"),
    Standing.UNKNOWN: Message("Uncertain"),
    Standing.REFUSED: Message("Refused"),
}
"""What they are called."""

LAMPS: Mapping[Standing, Lamp] = {
    Standing.OPEN: Lamp.WAITING,
    Standing.READY: Lamp.WAITING,
    Standing.LEFT_OUT: Lamp.NOT_NEEDED,
    Standing.SENDING: Lamp.SENDING,
    Standing.IMPORTED: Lamp.DONE,
    Standing.UNKNOWN: Lamp.UNKNOWN,
    Standing.REFUSED: Lamp.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseRow:
    """One entry with all that is known about it. `reason` says what is missing, why it is left out, or what went wrong."""

    entry: LedgerEntry
    standing: Standing
    type: ExpenseType | None = None
    project: Project | None = None
    suggested: Project | None = None
    reason: Message | None = None
    written: WrittenExpense | None = None

    @property
    def key(self) -> str:
        """That of the entry."""
        return self.entry.key

    @property
    def lamp(self) -> Lamp:
        """Its lamp."""
        return LAMPS[self.standing]

    @property
    def can_go(self) -> bool:
        """Whether it can be imported now."""
        return self.standing in (Standing.READY, Standing.REFUSED) and self.project is not None and self.type is not None

    @property
    def can_be_chosen_for(self) -> bool:
        """Whether a project and a type may be chosen: nothing of it is written, or being written."""
        return self.standing in (Standing.OPEN, Standing.READY, Standing.REFUSED)


@dataclass(frozen=True, slots=True)
class Clash:
    """An account whose entries have no expense type of their own: several types share its number, or none has it."""

    account: Account
    types: tuple[ExpenseType, ...]

    @property
    def sentence(self) -> Message:
        """In words."""
        title = f"{self.account.number} {self.account.name}".strip()
        if not self.types:
            return Message("No expense type has account {account}.", account=title)
        return Message(
            "Several expense types have account {account}: {types}.", account=title, types=tuple(one.name for one in self.types)
        )


def expense_rows(known: ExpenseKnowledge) -> list[ExpenseRow]:
    """Every entry on a chosen account, in the order of the ledger."""
    entries = [one for one in known.entries if one.account in known.chosen]
    left_out = reasons_to_leave_out(entries, known.imports)
    types, projects = types_by_account(known.types), {one.id: one for one in known.projects}
    type_of, suggest = {one.id: one for one in known.types if one.is_active}, suggestions(known.projects)
    rows = []
    for entry in entries:
        choice = known.choices.get(entry.key, ExpenseChoice())
        of_account = types.get(entry.account, ())
        row = ExpenseRow(
            entry=entry,
            standing=Standing.OPEN,
            type=type_of.get(choice.type_id) or (of_account[0] if len(of_account) == 1 else None),
            project=projects.get(choice.project_id),
            suggested=suggest(entry.text),
            written=known.imports.get(entry.key),
        )
        rows.append(_standing(row, left_out.get(entry.key), of_account))
    return rows


def _standing(row: ExpenseRow, left_out: Message | None, of_account: Sequence[ExpenseType]) -> ExpenseRow:
    written = row.written
    if written is not None and not (written.takes_back and written.state is ExpenseState.DONE):
        standing = {
            ExpenseState.SENDING: Standing.SENDING,
            ExpenseState.UNKNOWN: Standing.UNKNOWN,
            ExpenseState.DONE: Standing.IMPORTED,
            ExpenseState.FAILED: Standing.IMPORTED if written.takes_back else Standing.REFUSED,
        }[written.state]
        row = replace(row, standing=standing, reason=written.reason.sentence if written.reason else None)
        if standing is not Standing.REFUSED:
            return row
    elif left_out is not None:
        return replace(row, standing=Standing.LEFT_OUT, reason=left_out)
    if row.project is None:
        sentence = (
            Message("Choose a project. The text names {project}.", project=row.suggested.title)
            if row.suggested
            else Message("Choose a project.")
        )
        return replace(row, reason=row.reason or sentence)
    if row.type is None:
        names = tuple(one.name for one in of_account)
        sentence = (
            Message("Choose an expense type: {types} have account {account}.", types=names, account=row.entry.account)
            if names
            else Message("Choose an expense type: none has account {account}.", account=row.entry.account)
        )
        return replace(row, reason=row.reason or sentence)
    return row if row.standing is Standing.REFUSED else replace(row, standing=Standing.READY)


def types_by_account(types: Iterable[ExpenseType]) -> dict[str, tuple[ExpenseType, ...]]:
    """The active types of each account number."""
    found: dict[str, list[ExpenseType]] = defaultdict(list)
    for one in types:
        if one.is_active and one.account:
            found[one.account].append(one)
    return {account: tuple(of_account) for account, of_account in found.items()}


def clashes(known: ExpenseKnowledge) -> list[Clash]:
    """The chosen accounts whose entries get no type by themselves, found at setup."""
    types = types_by_account(known.types)
    chosen = [one for one in known.accounts if one.number in known.chosen]
    return [Clash(one, of_account) for one in chosen if len(of_account := types.get(one.number, ())) != 1]


def suggestions(projects: Iterable[Project]) -> Callable[[str], Project | None]:
    """Gives the one project that a text names by its number, else by its name; `None` when it names none, or several."""
    by_number: dict[str, list[Project]] = defaultdict(list)
    by_name: dict[str, list[Project]] = defaultdict(list)
    for one in projects:
        if len(one.number) >= SHORTEST_NUMBER and any(letter.isdigit() for letter in one.number):
            by_number[one.number.casefold()].append(one)
        if len(one.name) >= SHORTEST_NAME:
            by_name[one.name.casefold()].append(one)

    def found(text: str) -> Project | None:
        folded = text.casefold()
        named = [one for word in dict.fromkeys(_WORD.findall(folded)) for one in by_number.get(word, ())]
        named = named or [one for name, those in by_name.items() if name in folded for one in those]
        return named[0] if len(named) == 1 else None

    return found


def reasons_to_leave_out(entries: Sequence[LedgerEntry], imports: Mapping[str, WrittenExpense]) -> dict[str, Message]:
    """Why entries are no costs, by their keys: carried over, without amount or currency, or taken back in the ledger itself.

    A cost and the credit that takes it back leave each other out, unless one of them is in the PSA already.
    """
    found: dict[str, Message] = {}
    for one in entries:
        if one.is_opening:
            found[one.key] = Message("Carried over from the year before, so it is no cost.")
        elif one.date == dt.date.min:
            found[one.key] = Message("It has no date.")
        elif not one.amount:
            found[one.key] = Message("It has no amount.")
        elif not one.currency:
            found[one.key] = Message("It has no currency.")
    for sign in (_same_voucher, _same_document):
        waiting: dict[tuple[str, ...], list[LedgerEntry]] = defaultdict(list)
        loose = [one for one in entries if one.key not in found and not _is_written(imports.get(one.key))]
        for one in (one for one in loose if one.amount > 0):
            waiting[sign(one)].append(one)
        for credit in (one for one in loose if one.amount < 0):
            costs = [cost for cost in waiting.get(sign(credit), ()) if cost.date <= credit.date]
            if costs and any(sign(credit)[4:]):
                waiting[sign(credit)].remove(costs[-1])
                found[costs[-1].key] = Message("Taken back in the ledger by voucher {voucher}.", voucher=credit.voucher)
                found[credit.key] = Message("Takes back voucher {voucher}, which was not imported.", voucher=costs[-1].voucher)
    return found


def _same_voucher(one: LedgerEntry) -> tuple[str, ...]:
    """Within an accounting year: vouchers may be numbered from 1 again in each."""
    return (one.year or str(one.date.year), one.account, one.currency, str(abs(one.amount).normalize()), one.voucher)


def _same_document(one: LedgerEntry) -> tuple[str, ...]:
    document = (one.supplier_invoice, "") if one.supplier_invoice else ("", one.text)
    return ("", one.account, one.currency, str(abs(one.amount).normalize()), one.supplier, *document)


def _is_written(written: WrittenExpense | None) -> bool:
    """Whether the entry stands in the PSA, or may stand there."""
    if written is None:
        return False
    is_done = written.state is ExpenseState.DONE
    return not is_done if written.takes_back else written.state is not ExpenseState.FAILED


def external_id(integration: Integration, entry_key: str, turn: int) -> str:
    """By which the PSA finds an expense again: system, company, voucher and line, the same on any machine."""
    company = integration.finance.company
    found = f"{integration.finance.system}:{company.id if company else ''}:{entry_key}"
    return found if turn == 1 else f"{found}:{turn}"


def next_turn(written: WrittenExpense | None) -> int:
    """The number of the next writing that imports; a refused one is tried again under its own."""
    if written is None:
        return 1
    return written.turn + 1 if written.takes_back else written.turn


def found_among(there: Iterable[Expense], wanted: Expense) -> Expense | None:
    """The one of these that is the wanted one, by our id; what else stands in it may have been changed."""
    return next((one for one in there if one.external_id == wanted.external_id), None)


def turn_there(external: str, there: Iterable[Expense]) -> int:
    """The newest turn of an entry that stands in the PSA, by the id of its first one; 0 when there is none.

    So what another installation wrote, or this one before its database was lost, is known again.
    """
    return max((_turn(one.external_id, external) for one in there), default=0)


def _turn(external: str, first: str) -> int:
    """Which turn of the entry whose first id is `first` an id is of; 0 when it is none of that entry."""
    if external == first:
        return 1
    rest = external.removeprefix(f"{first}:")
    return int(rest) if rest != external and rest.isdecimal() else 0


def standing_twice(there: Iterable[Expense], ours: str) -> list[list[Expense]]:
    """By entry, the imports that stand more than once: what took one back stands against it, in whichever turn.

    `ours` is what all ids of this company begin with (`external_id`).
    """
    imports: dict[str, list[Expense]] = defaultdict(list)
    opposites: dict[str, list[Expense]] = defaultdict(list)
    for one in there:
        voucher_and_line = one.external_id.removeprefix(ours).split(":")[:2]
        first = ours + ":".join(voucher_and_line)
        if turn := _turn(one.external_id, first):
            (imports if turn % 2 else opposites)[first].append(one)
    standing = [_without(those, opposites[first]) for first, those in imports.items()]
    return [those for those in standing if len(those) > 1]


def _without(imports: Sequence[Expense], opposites: Iterable[Expense]) -> list[Expense]:
    """What stands of these imports: each opposite takes one back, on its own project where there is one."""
    left = list(imports)
    for back in opposites:
        if left:
            left.remove(next((one for one in left if one.project_id == back.project_id), left[0]))
    return left


def searched_since(entries: Iterable[LedgerEntry], written: Iterable[Expense]) -> dt.date:
    """From which day on expenses are looked for in the PSA: a year before the oldest, since dates are corrected there."""
    dates = (*(one.date for one in entries), *(one.date for one in written))
    return max(min((one for one in dates if one > dt.date.min), default=EARLIEST) - _CORRECTED, EARLIEST)


def expense_of(row: ExpenseRow, external: str) -> Expense:
    """The project expense of an entry; project and type are chosen."""
    assert row.project is not None
    assert row.type is not None
    entry = row.entry
    return Expense(
        external_id=external,
        project_id=row.project.id,
        type_id=row.type.id,
        number=entry.voucher or entry.id,
        date=entry.date,
        amount=entry.amount,
        currency=entry.currency,
        text=": ".join(part for part in (entry.supplier, entry.text) if part),
        supplier_invoice=entry.supplier_invoice,
        is_billable=row.project.bills_expenses,
    )


def opposite(expense: Expense, external: str) -> Expense:
    """The expense that takes another one back: everything the same, the amount the other way."""
    return replace(expense, id="", external_id=external, amount=-expense.amount)


def why_left_alone(written: Expense, stands: Expense) -> Message | None:
    """Why an imported expense is not taken back: changed since, or invoiced; `None` when it stands as written."""
    if stands.is_invoiced:
        return Message("It was invoiced since, and stays.")
    if stands.project_id != written.project_id:
        return Message("It stands on another project now, and stays there.")
    same = ("type_id", "amount", "currency", "date")
    if any(getattr(written, name) != getattr(stands, name) for name in same):
        return Message("It was changed since, and stays.")
    return None
