"""Carry rules: a value that the finance system has no field for goes along in a text that it takes, as the integration chose; pure.

A text is never cut: a value that does not fit into its target is left out, and stays among what is not carried with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, TypeVar

from desktop.models.field_mapping import Field, FieldTable, Way, problems
from desktop.models.records import CarryRule, Invoice, InvoiceLine
from desktop.texts import Message

R = TypeVar("R", Invoice, InvoiceLine)
_RECORDS = {"invoices": Invoice, "invoice_lines": InvoiceLine}


@dataclass(frozen=True, slots=True)
class CarryChoice:
    """A text that can be carried, and the texts it can be added to, the one with the most room first: it is proposed."""

    table: str
    source: str
    label: Message
    targets: tuple[tuple[str, Message], ...]

    def rule(self, target: str = "") -> CarryRule:
        """The rule for one of the targets, with the field's name in the language of now before the value."""
        return CarryRule(table=self.table, source=self.source, target=target or self.targets[0][0], lead=f"{self.label}: ")


@dataclass(frozen=True, slots=True)
class CarriedValue:
    """What became of one value under a rule: `too_long` says why it was left out. `line` is a position, `None` for the invoice."""

    rule: CarryRule
    line: int | None
    text: str
    too_long: Message | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """An invoice as it is sent, and what the rules did to it."""

    invoice: Invoice
    values: tuple[CarriedValue, ...] = ()

    def of(self, table: str, source: str, line: int | None) -> CarriedValue | None:
        """What became of one value; `None` when no rule is about it, or it is empty."""
        found = (one for one in self.values if (one.rule.table, one.rule.source, one.line) == (table, source, line))
        return next(found, None)


def choices(tables: Mapping[str, FieldTable]) -> list[CarryChoice]:
    """What can be carried to this system: every value it has no field for, where it takes a text to add it to."""
    found = []
    for kind, record in _RECORDS.items():
        roomy = sorted((one for one in tables[kind].fields if one.takes_more), key=lambda one: -(one.limit or 0))
        targets = tuple((one.takes_more, one.label) for one in roomy)
        texts = {one.name for one in fields(record) if one.default == ""}
        if targets:
            lost = (one for one in tables[kind].fields if one.way is Way.NEVER and not one.is_made_there and one.ours in texts)
            found += [CarryChoice(kind, one.ours, one.label, targets) for one in lost]
    return found


def carried(invoice: Invoice, rules: Sequence[CarryRule], tables: Mapping[str, FieldTable]) -> Carried:
    """The invoice with its values carried; a rule about a field that this system does take, or does not have, does nothing."""
    possible = {(one.table, one.source): {target for target, _label in one.targets} for one in choices(tables)}
    kept = [one for one in rules if one.target in possible.get((one.table, one.source), ())]
    if not kept:
        return Carried(invoice)
    values: list[CarriedValue] = []
    own = [one for one in kept if one.table == "invoices"]
    of_lines = [one for one in kept if one.table == "invoice_lines"]
    changed = _with(invoice, None, own, tables["invoices"], values)
    lines = tuple(
        line if line.is_text_only else _with(line, line.position, of_lines, tables["invoice_lines"], values)
        for line in invoice.lines
    )
    return Carried(replace(changed, lines=lines), tuple(values))


def with_rule(rules: Iterable[CarryRule], new: CarryRule) -> tuple[CarryRule, ...]:
    """The rules with this one, in place of another about the same value."""
    return (*without_rule(rules, new.table, new.source), new)


def without_rule(rules: Iterable[CarryRule], table: str, source: str) -> tuple[CarryRule, ...]:
    """The rules without the one about a value."""
    return tuple(one for one in rules if (one.table, one.source) != (table, source))


def _with(record: R, line: int | None, rules: Sequence[CarryRule], table: FieldTable, values: list[CarriedValue]) -> R:
    for rule in rules:
        value, before = attrgetter(rule.source, rule.target)(record)
        if not value:
            continue
        text, field = f"{rule.lead}{value}", table.field(rule.target)
        changes: dict[str, Any] = {rule.target: f"{before}{field.separator}{text}" if before else text}
        longer = replace(record, **changes)
        too_long = next(_too_long(field, table, longer), None)
        values.append(CarriedValue(rule, line, text, too_long))
        record = longer if too_long is None else record
    return record


def _too_long(field: Field, table: FieldTable, record: Invoice | InvoiceLine) -> Iterator[Message]:
    return (one.sentence for one in problems(replace(table, fields=(field,)), record, creating=True))
