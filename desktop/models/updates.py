"""What changed on a linked customer since it was last carried, and what the owner of customers makes of that; pure.

Three states are compared, field by field: the source's, the target's, and what both held when something was last carried. Values
are compared as the target's system would keep them (product.md chapter 2). Empty never blanks, and fields that are only set when
a customer is created are never carried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from desktop.models import field_mapping
from desktop.models.field_mapping import Field, FieldChange, FieldTable, as_kept_by
from desktop.models.linking import KEPT_BY_YOU, CustomerPreview
from desktop.models.owner_rules import CardAction, OwnerMode, OwnerRules, off_on_card
from desktop.models.records import Action, CarriedValues, Customer, Decision, Reason, Side, texts_of
from desktop.texts import Message, in_a_row

ACTIONS = {Side.FINANCE: Action.USE_PSA, Side.PSA: Action.USE_FINANCE}
"""Whose data are used, by the side that is written to."""


ASKED = Message("Both own customers. Choose which value counts.")
"""Why a field waits for the user."""


class News(StrEnum):
    """What is new about one field, seen from the side that it would be carried from."""

    HERE = "here"  # changed on this side only
    THERE = "there"  # changed on the other side only, so carrying takes that change back
    BOTH = "both"  # changed on both sides, differently


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldUpdate:
    """One field that would be carried, or that somebody must choose about (`is_asked`)."""

    field: str
    label: Message
    old: str
    new: str
    news: News
    is_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPair:
    """Two linked customers with what both held when something was last carried."""

    psa: Customer
    finance: Customer
    carried: CarriedValues

    def of(self, side: Side) -> Customer:
        """The customer of one side."""
        return self.psa if side is Side.PSA else self.finance

    def carried_of(self, side: Side) -> Mapping[str, str]:
        """What one side held."""
        return self.carried.psa if side is Side.PSA else self.carried.finance

    @property
    def is_as_carried(self) -> bool:
        """Whether neither side has changed at all: then there is nothing to work out."""
        return texts_of(self.psa) == self.carried.psa and texts_of(self.finance) == self.carried.finance


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateReport:
    """What a batch carried, by id of the finance customer, and why the refused ones were refused."""

    batch_id: int
    written: tuple[str, ...] = ()
    fields: int = 0
    refused: Mapping[str, Reason]

    @property
    def sentence(self) -> Message:
        """What came of it, in one sentence or two."""
        done = [
            Message("{count} customer changed.", "{count} customers changed.", count=len(self.written)),
            Message("{count} field written.", "{count} fields written.", count=self.fields),
        ]
        if not self.refused:
            return in_a_row(done)
        return in_a_row((*done, Message("{count} refused.", count=len(self.refused))))


def waiting_sentence(count: int, mode: OwnerMode, psa: str, finance: str) -> Message:
    """How many linked customers have changes that wait, and where these go."""
    if mode is OwnerMode.BOTH:
        return Message(
            "Changes of {count} linked customer wait to be carried.",
            "Changes of {count} linked customers wait to be carried.",
            count=count,
        )
    return Message(
        "Changes of {count} linked customer wait to be carried to {system}.",
        "Changes of {count} linked customers wait to be carried to {system}.",
        count=count,
        system=finance if mode is OwnerMode.PSA else psa,
    )


def targets(mode: OwnerMode) -> tuple[Side, ...]:
    """The sides that changes are carried to: away from who owns customers, both ways where both do."""
    return {OwnerMode.PSA: (Side.FINANCE,), OwnerMode.FINANCE: (Side.PSA,), OwnerMode.BOTH: (Side.FINANCE, Side.PSA)}[mode]


def why_not_carried(rules: OwnerRules, psa: str, finance: str) -> Message | None:
    """Why changes are not written although they are found, `None` where they are; the names of both systems."""
    (first, *_others) = targets(rules.mode)
    return why_not_to(first, rules, psa, finance)


def why_not_to(target: Side, rules: OwnerRules, psa: str, finance: str) -> Message | None:
    """Why changes are not written to one side, `None` where they are; the names of both systems."""
    return off_on_card(rules, CardAction.SEND_TO_FINANCE if target is Side.FINANCE else CardAction.SEND_TO_PSA, psa, finance)


def field_updates(table: FieldTable, pair: LinkedPair, target: Side, mode: OwnerMode) -> list[FieldUpdate]:
    """What would be carried to one side, whose system declares `table`; nothing where the two agree."""
    if pair.is_as_carried:
        return []
    source = Side.FINANCE if target is Side.PSA else Side.PSA
    wanted = as_kept_by(table, pair.of(source))
    before = as_kept_by(table, _as_it_was(pair.of(source), pair.carried_of(source)))
    there, then = pair.of(target), _as_it_was(pair.of(target), pair.carried_of(target))
    found = []
    for field in table.fields:
        if not _is_carried(field):
            continue
        names = (field.ours, *field.joined)
        new, old = _text(wanted, names), _text(there, names)
        if not new or new == old:
            continue
        news = _news(is_here=new != _text(before, names), is_there=old != _text(then, names))
        if news is None or (news is News.THERE and mode is OwnerMode.BOTH):
            continue
        is_asked = news is News.BOTH and mode is OwnerMode.BOTH
        found.append(FieldUpdate(field=field.ours, label=field.label, old=old, new=new, news=news, is_asked=is_asked))
    return found


def differences(table: FieldTable, pair: LinkedPair, target: Side, mode: OwnerMode) -> list[FieldUpdate]:
    """Every field that carrying would change, whether anybody changed it since or not; asked where both own customers.

    What was changed on the target since is told, so that nobody takes it back unawares.
    """
    source = Side.FINANCE if target is Side.PSA else Side.PSA
    changes, _after = field_mapping.overwritten(table, pair.of(target), pair.of(source))
    there, then = pair.of(target), _as_it_was(pair.of(target), pair.carried_of(target))
    found = []
    for one in changes:
        if one.is_changed and _is_carried(table.field(one.field)):
            names = _names(table, one.field)
            news = News.HERE if _text(there, names) == _text(then, names) else News.THERE
            is_asked = mode is OwnerMode.BOTH
            found.append(FieldUpdate(field=one.field, label=one.label, old=one.old, new=one.new, news=news, is_asked=is_asked))
    return found


def decision_of(pair: LinkedPair, target: Side, kept: Iterable[str] = ()) -> Decision:
    """The decision to carry to one side, but for the fields that are kept as they are."""
    return Decision(finance_id=pair.finance.id, psa_id=pair.psa.id, action=ACTIONS[target], kept_fields=frozenset(kept))


def whole_decision(pair: LinkedPair, target: Side, updates: Iterable[FieldUpdate], mode: OwnerMode) -> Decision:
    """All that differs. Kept unless the user says otherwise: the customer number, of which each system has a series of its own,
    and, where both own customers, what carrying would take back on the other side.
    """
    takes_back = mode is OwnerMode.BOTH
    kept = (one.field for one in updates if one.field == "number" or (takes_back and one.news is not News.HERE))
    return decision_of(pair, target, kept)


def target_of(decision: Decision) -> Side:
    """The side that a decision writes to."""
    return Side.FINANCE if decision.action is Action.USE_PSA else Side.PSA


def update_preview(
    table: FieldTable, pair: LinkedPair, updates: Iterable[FieldUpdate], decision: Decision, system: str
) -> CustomerPreview:
    """The updates as the change preview shows them; `system` is the name of the one that is written to."""
    found = list(updates)
    target = target_of(decision)
    source = pair.psa if target is Side.FINANCE else pair.finance
    changes = tuple(_change(one, is_kept=one.field in decision.kept_fields, system=system) for one in found)
    written = {name for one in changes if one.is_changed for name in _names(table, one.field)}
    problems = [one for one in field_mapping.problems(table, source, creating=False) if one.field in written]
    return CustomerPreview(
        decision=decision,
        finance=pair.finance,
        psa=pair.psa,
        written_side=target,
        changes=changes,
        problems=tuple(problem.sentence for problem in problems),
    )


def first_decision(pair: LinkedPair, target: Side, updates: Iterable[FieldUpdate]) -> Decision:
    """All of it, but what must be asked first."""
    return decision_of(pair, target, (one.field for one in updates if one.is_asked))


def unseen_decision(table: FieldTable, pair: LinkedPair, target: Side, updates: Iterable[FieldUpdate]) -> Decision | None:
    """What may go without anybody looking: changes that take back nothing on the other side; `None` when there are none."""
    found = [one for one in updates if one.news is News.HERE]
    names = {name for one in found for name in _names(table, one.field)}
    source = pair.psa if target is Side.FINANCE else pair.finance
    refused = {one.field for one in field_mapping.problems(table, source, creating=False) if one.field in names}
    going = {one.field for one in found} - refused
    return decision_of(pair, target, {one.field for one in updates} - going) if going else None


def not_to_write(table: FieldTable, updates: Iterable[FieldUpdate], decision: Decision) -> frozenset[str]:
    """Every field of the table that stays as it is when a decision about these updates is written."""
    going = {one.field for one in updates} - decision.kept_fields
    known = {one.name for one in fields(Customer)}
    return frozenset(one.ours for one in table.fields if one.ours in known and one.ours not in going)


def carried_after(
    table: FieldTable, pair: LinkedPair, updates: Iterable[FieldUpdate], decision: Decision, after: Customer
) -> CarriedValues:
    """What counts as carried of the fields that were decided about; `after` is the target's customer as it stands then.

    What the user keeps as it is was decided too, and is no news until it changes again. What must be asked stays open.
    """
    target = target_of(decision)
    decided = [one for one in updates if not (one.is_asked and one.field in decision.kept_fields)]
    names = {name for one in decided for name in _names(table, one.field)}
    source = texts_of(pair.psa if target is Side.FINANCE else pair.finance)
    return _values(target, texts_of(after), source, names)


def agreed_values(table: FieldTable, pair: LinkedPair, target: Side) -> CarriedValues:
    """The fields that agree although one side changed: whoever changed both, nothing of it is news any more."""
    if pair.is_as_carried:
        return CarriedValues()
    source = Side.FINANCE if target is Side.PSA else Side.PSA
    wanted, there = as_kept_by(table, pair.of(source)), pair.of(target)
    names: set[str] = set()
    for field in filter(_is_carried, table.fields):
        group = (field.ours, *field.joined)
        if _text(wanted, group) == _text(there, group):
            names.update(group)
    now, ours = texts_of(there), texts_of(pair.of(source))
    then, before = pair.carried_of(target), pair.carried_of(source)
    stale = {name for name in names if now.get(name) != then.get(name) or ours.get(name) != before.get(name)}
    return _values(target, now, ours, stale)


def _values(target: Side, there: Mapping[str, str], source: Mapping[str, str], names: set[str]) -> CarriedValues:
    of_target = {name: there[name] for name in names if name in there}
    of_source = {name: source[name] for name in names if name in source}
    if target is Side.FINANCE:
        return CarriedValues(psa=of_source, finance=of_target)
    return CarriedValues(psa=of_target, finance=of_source)


def _is_carried(field: Field) -> bool:
    return field.is_written and field.is_read and bool(field.theirs) and not field.only_when_creating


def _news(*, is_here: bool, is_there: bool) -> News | None:
    if is_here:
        return News.BOTH if is_there else News.HERE
    return News.THERE if is_there else None


def _change(one: FieldUpdate, *, is_kept: bool, system: str) -> FieldChange:
    reason = None
    if one.is_asked:
        reason = ASKED
    elif is_kept:
        reason = KEPT_BY_YOU
    elif one.news is not News.HERE:
        reason = Message("Changed in {system} since.", system=system)
    return FieldChange(one.field, one.label, one.old, one.new, not is_kept, reason)


def _names(table: FieldTable, ours: str) -> tuple[str, ...]:
    field = table.field(ours)
    return (field.ours, *field.joined)


def _as_it_was(now: Customer, then: Mapping[str, str]) -> Customer:
    """The customer as it was; what nobody looked at then counts as unchanged."""
    known = {one.name for one in fields(Customer)}
    values: dict[str, Any] = {name: value for name, value in then.items() if name in known}
    return replace(now, **values)


def _text(customer: Customer, names: Iterable[str]) -> str:
    return "\n".join(value for name in names if (value := str(getattr(customer, name))))
