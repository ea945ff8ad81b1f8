"""The part of `bindeled settings` about sending: what is carried along in another text, and how far amounts may differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from desktop.cli.surroundings import Surroundings
from desktop.models.carry_rules import with_rule, without_rule
from desktop.models.records import CarryRule, Integration, SendingRules
from desktop.texts import Message

_LINES = "line."  # before the name of a field of a line


def wanted_sending_rules(
    surroundings: Surroundings, integration: Integration, carry: Sequence[str], leave: Sequence[str], tolerance: str | None
) -> SendingRules:
    """The rules as the options would leave them; nothing is chosen. `RecordRefused` when one of them cannot be."""
    sending = surroundings.program.sending
    rules = sending.rules(integration.id)
    for one in carry:
        field, _sign, where = one.partition("=")
        target, sign, lead = where.partition(":")
        rule = sending.rule(integration, *_field(field), target, lead if sign else None)
        rules = replace(rules, carry=with_rule(rules.carry, rule))
    for one in leave:
        rules = replace(rules, carry=without_rule(rules.carry, *_field(one)))
    if tolerance is not None:
        rules = replace(rules, tolerance=_amount(tolerance))
    sending.check(integration, rules)
    return rules


def sending_data(surroundings: Surroundings, integration: Integration, rules: SendingRules) -> dict[str, Any]:
    """The rules for programs, and what can be carried where."""
    return {
        "tolerance": rules.tolerance,
        "carry": [{"field": _name(one.table, one.source), "target": one.target, "lead": one.lead} for one in rules.carry],
        "can_be_carried": {
            _name(one.table, one.source): [target for target, _label in one.targets]
            for one in surroundings.program.sending.carry_choices(integration)
        },
    }


def sending_rows(surroundings: Surroundings, integration: Integration, rules: SendingRules) -> list[tuple[Message, Any]]:
    """The rules for people: everything that can be carried, and whether it is."""
    chosen: dict[tuple[str, str], CarryRule] = {(one.table, one.source): one for one in rules.carry}
    rows: list[tuple[Message, Any]] = [(Message("Amounts may differ by"), rules.tolerance)]
    for one in surroundings.program.sending.carry_choices(integration):
        rule = chosen.get((one.table, one.source))
        name = _name(one.table, one.source)
        target = dict(one.targets)[rule.target] if rule and rule.target in dict(one.targets) else None
        said = Message("in {target}", target=target) if target is not None else Message("not carried")
        rows.append((Message("{label} ({name})", label=one.label, name=name), said))
    return rows


def _field(name: str) -> tuple[str, str]:
    return ("invoice_lines", name.removeprefix(_LINES)) if name.startswith(_LINES) else ("invoices", name)


def _name(table: str, source: str) -> str:
    return f"{_LINES}{source}" if table == "invoice_lines" else source


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise click.BadParameter(str(Message("It takes an amount, for instance 0.05.")), param_hint="--tolerance")
    return amount
