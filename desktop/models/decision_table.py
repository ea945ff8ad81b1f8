"""The open decisions of Link customers as a table for a spreadsheet, and what such a table plans when it comes back; pure.

Read strictly: a row plans what it says, or it is told with its number and the reason. An empty decision changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.errors import RecordRefused
from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import LINKING, Action, Customer, Decision, Suggestion, Verdict
from desktop.models.table_export import Column, Kind
from desktop.texts import Message, in_every_language

WORDS: dict[Action, Message] = {
    Action.USE_PSA: Message("Link, PSA data"),
    Action.USE_FINANCE: Message("Link, finance data"),
    Action.LINK_ONLY: Message("Link only"),
    Action.IMPORT: Message("Import"),
    Action.IGNORE: Message("Ignore"),
    Action.LATER: Message("Later"),
}
"""What stands in the column *Decision*; read back in either language, upper or lower case."""

OPEN = frozenset(Tab) - {Tab.LINKED, Tab.IGNORED}
_HEADS_WITHIN = 10  # rows; somebody may have put a title above
_SHOWN = 3  # suggestions of a customer; five would make the sheet wider than a screen

FINANCE_NUMBER, FINANCE_ID = Message("Finance no."), Message("Finance id")
DECISION, PSA_NUMBER = Message("Decision"), Message("PSA no.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """What a row would plan for a customer, beside what is planned now."""

    row: int  # as the spreadsheet counts
    finance: Customer
    psa: Customer | None
    decision: Decision
    before: Decision | None


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row that plans nothing, and why."""

    row: int
    title: str
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReading:
    """What a file would change in the plan; `unchanged` rows say what is planned already, or nothing."""

    differences: tuple[PlanDifference, ...]
    unreadable: tuple[UnreadableRow, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class FilePlanning:
    """What was planned from a file, and what stands instead of the rest: sentences that name customer, choice and person."""

    planned: tuple[PlanDifference, ...]
    stays: tuple[Message, ...]


@dataclass(slots=True)
class _Cells:
    """A row's cells by the heading they stand under."""

    row: int
    cells: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, heading: Message) -> str:
        return self.cells.get(heading.text, "")


def planned_now(plan: Decision | None) -> str:
    """The choice that is planned, and the colleague whose it is."""
    if plan is None:
        return ""
    word = WORDS[plan.action]
    return (Message("{action} ({person})", action=word, person=plan.colleague) if plan.colleague else word).render()


def plan_differences(
    reading: DecisionReading, now: Mapping[str, Decision], linked: Collection[str], *, replaces_colleagues: bool
) -> FilePlanning:
    """Which differences may be planned, by what is planned `now` and who is `linked` meanwhile (finance ids).

    What was chosen after the file was read stays, and so does what a colleague had chosen before, unless that is to be replaced.
    """
    planned, stays = [], []
    for one in reading.differences:
        plan, customer = now.get(one.finance.id), one.finance.title
        may_replace = replaces_colleagues or plan is None or not plan.colleague
        if one.finance.id in linked:
            stays.append(Message("{customer} is linked already.", customer=customer))
        elif plan == one.decision or (plan == one.before and may_replace):
            planned.append(one)
        else:
            stays.append(_stays(customer, plan))
    return FilePlanning(tuple(planned), tuple(stays))


def _stays(customer: str, plan: Decision | None) -> Message:
    if plan is None:
        return Message("The choice for {customer} was withdrawn meanwhile; that stays.", customer=customer)
    choice = WORDS[plan.action]
    if plan.colleague:
        return Message(
            "{person} chose “{choice}” for {customer}; that stays.", person=plan.colleague, choice=choice, customer=customer
        )
    return Message("“{choice}” was chosen for {customer} meanwhile; that stays.", choice=choice, customer=customer)


def open_pairs(register: LinkingRegister) -> list[CustomerPair]:
    """The finance customers that are still to be decided, planned or not."""
    return [pair for pair in register.pairs if pair.tab in OPEN and not pair.finance.is_gone]


def decision_columns(register: LinkingRegister) -> list[Column[CustomerPair]]:
    """The columns of the table."""

    def planned(pair: CustomerPair) -> str:
        return WORDS[pair.decision.action].render() if pair.decision else ""

    def chosen(pair: CustomerPair) -> str:
        psa_id = pair.decision.psa_id if pair.decision else ""
        if not psa_id and pair.decision is None and pair.tab is Tab.ONE:
            psa_id = pair.suggested[0].psa_id
        return _called(register, psa_id) if psa_id else ""

    columns: list[Column[CustomerPair]] = [
        Column(title=FINANCE_NUMBER.render(), value=lambda pair: pair.finance.number),
        Column(title=Message("Name").render(), value=lambda pair: pair.finance.name),
        Column(title=DECISION.render(), value=planned, allowed=tuple(word.render() for word in WORDS.values())),
        Column(title=PSA_NUMBER.render(), value=chosen),
    ]
    for place in range(_SHOWN):
        columns += _suggestion_columns(register, place)
    return [*columns, Column(title=FINANCE_ID.render(), value=lambda pair: pair.finance.id)]


def _suggestion_columns(register: LinkingRegister, place: int) -> Iterator[Column[CustomerPair]]:
    def of(read: Callable[[Suggestion], object]) -> Callable[[CustomerPair], object]:
        return lambda pair: read(pair.suggested[place]) if place < len(pair.suggested) else None

    number = str(place + 1)
    yield Column(
        title=Message("Suggestion {number}: PSA no.", number=number).render(), value=of(lambda one: _called(register, one.psa_id))
    )
    yield Column(
        title=Message("Suggestion {number}: name", number=number).render(),
        value=of(lambda one: register.psa[one.psa_id].name if one.psa_id in register.psa else ""),
    )
    yield Column(
        title=Message("Suggestion {number}: score", number=number).render(),
        value=of(lambda one: round(one.score)),
        kind=Kind.NUMBER,
    )
    yield Column(
        title=Message("Suggestion {number}: evidence", number=number).render(),
        value=of(lambda one: "; ".join(str(it.sentence) for it in one.evidence if it.verdict is not Verdict.ABSENT)),
    )


def _called(register: LinkingRegister, psa_id: str) -> str:
    psa = register.psa.get(psa_id)
    return psa.number or psa.id if psa else psa_id


def read_decisions(table: Iterable[Sequence[str]], register: LinkingRegister) -> DecisionReading:
    """What a table would change in the plan; `RecordRefused` when it lacks the columns that say whom, and what."""
    rows = list(table)
    place = next((place for place, row in enumerate(rows[:_HEADS_WITHIN]) if is_heading(row)), None)
    if place is None:
        raise RecordRefused(
            Message("The file has no column {decision} or {number}.", decision=DECISION, number=FINANCE_NUMBER),
            code="no_decisions",
            what_to_do=Message("Write the open decisions to a file first, and fill in that one."),
        )
    heads = _places(rows[place])
    reader = _Reader(register)
    for number, cells in enumerate(rows[place + 1 :], start=place + 2):
        found = {key: _plain(cells[place]) for key, place in heads.items() if place is not None and place < len(cells)}
        reader.take(_Cells(number, found))
    return reader.result()


def is_heading(row: Sequence[str]) -> bool:
    """Whether a row names the columns that say whom, and what."""
    heads = _places(row)
    return heads[DECISION.text] is not None and (heads[FINANCE_NUMBER.text] is not None or heads[FINANCE_ID.text] is not None)


_NEEDED = (FINANCE_NUMBER, FINANCE_ID, DECISION, PSA_NUMBER)


def _places(heads: Sequence[str]) -> dict[str, int | None]:
    return {column.text: _place(heads, column) for column in _NEEDED}


def _place(heads: Sequence[str], wanted: Message) -> int | None:
    names = {one.casefold() for one in in_every_language(wanted.text)}
    return next((place for place, head in enumerate(heads) if head.strip().casefold() in names), None)


def _plain(cell: str) -> str:
    """The text of a cell; CSV keeps the apostrophe that made it harmless."""
    return cell.strip().removeprefix("'")


class _Reader:
    """Reads row by row, so that one PSA customer is never planned twice."""

    def __init__(self, register: LinkingRegister) -> None:
        self._register = register
        self._pairs = {pair.finance.id: pair for pair in register.pairs}
        self._by_number: dict[str, list[str]] = defaultdict(list)
        for pair in register.pairs:
            self._by_number[pair.finance.number].append(pair.finance.id)
        self._psa_by_number: dict[str, list[Customer]] = defaultdict(list)
        for one in register.psa.values():
            if not one.is_gone:
                self._psa_by_number[one.number].append(one)
        self._words = {
            name.casefold(): action for action, word in WORDS.items() for name in (*in_every_language(word.text), str(action))
        }
        self._seen: Counter[str] = Counter()
        self._plans = {pair.finance.id: pair.decision for pair in register.pairs if pair.decision}
        self._differences: dict[str, PlanDifference] = {}
        self._unreadable: list[UnreadableRow] = []
        self._unchanged = 0

    def take(self, cells: _Cells) -> None:
        """One more row."""
        if not any(cells.cells.values()):
            return
        try:
            self._read(cells)
        except RecordRefused as trouble:
            title = cells[FINANCE_NUMBER] or cells[FINANCE_ID]
            self._unreadable.append(UnreadableRow(cells.row, title, trouble.message))

    def result(self) -> DecisionReading:
        """All rows together; a PSA customer that two finance customers would get is planned for neither."""
        planned = {**self._plans, **{key: one.decision for key, one in self._differences.items()}}
        counts = Counter(one.psa_id for one in planned.values() if one.action in LINKING and one.psa_id)
        kept = []
        for one in self._differences.values():
            if one.decision.action in LINKING and counts[one.decision.psa_id] > 1:
                reason = Message("{customer} would be linked to more than one customer.", customer=one.psa.title if one.psa else "")
                self._unreadable.append(UnreadableRow(one.row, one.finance.title, reason))
            else:
                kept.append(one)
        unreadable = tuple(sorted(self._unreadable, key=lambda row: row.row))
        return DecisionReading(differences=tuple(kept), unreadable=unreadable, unchanged=self._unchanged)

    def _read(self, cells: _Cells) -> None:
        if not cells[DECISION]:
            self._unchanged += 1
            return
        action = self._words.get(cells[DECISION].casefold())
        if action is None:
            words = tuple(word.render() for word in WORDS.values())
            raise _refused(Message("{word} is no decision. There are: {words}.", word=cells[DECISION], words=words))
        pair = self._pair(cells)
        self._seen[pair.finance.id] += 1
        if self._seen[pair.finance.id] > 1:
            raise _refused(Message("The customer stands in an earlier row too."))
        psa = self._psa(pair, cells[PSA_NUMBER]) if action in LINKING else None
        before = pair.decision
        kept = before.kept_fields if before and before.action is action else frozenset()
        decision = Decision(finance_id=pair.finance.id, action=action, psa_id=psa.id if psa else "", kept_fields=kept)
        if before is not None and (before.action, before.psa_id if psa else "") == (action, decision.psa_id):
            self._unchanged += 1
            return
        self._differences[pair.finance.id] = PlanDifference(
            row=cells.row, finance=pair.finance, psa=psa, decision=decision, before=before
        )

    def _pair(self, cells: _Cells) -> CustomerPair:
        number, id_ = cells[FINANCE_NUMBER], cells[FINANCE_ID]
        ids = [id_] if id_ in self._pairs else self._by_number.get(number, []) if number and not id_ else []
        if len(ids) != 1:
            raise _refused(
                Message("Several finance customers have the number {number}.", number=number)
                if ids
                else Message("There is no finance customer {number}.", number=number or id_)
            )
        pair = self._pairs[ids[0]]
        if number and id_ and number != pair.finance.number:
            raise _refused(Message("The number {number} and the id {id} are not of one customer.", number=number, id=id_))
        if pair.tab not in OPEN or pair.finance.is_gone:
            raise _refused(Message("The customer is linked or ignored, so there is nothing to decide."))
        return pair

    def _psa(self, pair: CustomerPair, number: str) -> Customer:
        if not number:
            raise _refused(Message("The PSA no. of the customer to link to is missing."))
        found = self._psa_by_number.get(number) or [one for one in [self._register.psa.get(number)] if one and not one.is_gone]
        if len(found) > 1:
            raise _refused(Message("Several PSA customers have the number {number}.", number=number))
        if not found:
            raise _refused(Message("There is no PSA customer {number}.", number=number))
        if found[0].id in self._register.linked_psa_ids:
            raise _refused(Message("{customer} is linked already.", customer=found[0].title))
        return found[0]


def _refused(sentence: Message) -> RecordRefused:
    return RecordRefused(sentence, code="unreadable_row")
