"""`bindeled items defaults` and `bindeled items resolve`: the items that lines get, by rule or chosen one by one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.errors import RecordNotFound
from desktop.models.item_changes import principle_words
from desktop.models.item_choice import line_key
from desktop.models.item_rule_hits import DATA_TYPE_WORDS, DIMENSION_WORDS
from desktop.models.records import DataType, Dimension, Integration, Invoice, ItemShare, Principle, ValueKey
from desktop.texts import Message, _
from desktop.use_cases.choose_default_items import DefaultItemRegister, OpenLine

CHOOSE = "choose"
PSA = "psa"
E = TypeVar("E", DataType, Dimension)


@command("defaults", short_help="Show and set the default items.")
@integration_option
@click.option(
    "--principle", "principles", multiple=True, metavar="DATA_TYPE=HOW", help="HOW: choose, a dimension, or an item number."
)
@click.option("--set", "given", multiple=True, metavar="DIMENSION:VALUE=ITEM", help="VALUE: name or id; ITEM may be empty, or psa.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV or Excel with the columns dimension, value and item, or value and item.",
)
@click.option("--undo", is_flag=True, help="Take back the newest change; give it again for the one before.")
def defaults(
    surroundings: Surroundings, name: str | None, principles: Sequence[str], given: Sequence[str], file: Path | None, undo: bool
) -> int:
    """Show how lines of each data type get their item, and the items of rates and types; options change them, all at once."""
    default_items, integration = surroundings.program.default_items, surroundings.integration(name)
    if undo:
        if principles or given or file is not None:
            raise click.UsageError(_("--undo goes with no other change."))
        surroundings.remark(default_items.undo(integration.id))
    wanted = {_one_of(DataType, data_type): _principle(how) for data_type, how in map(_pair, principles)}
    items = dict(_value(surroundings, integration, one) for one in given)
    refused: tuple[Message, ...] = ()
    if file is not None:
        read = default_items.read_file(integration.id, file)
        items, refused = {**items, **read.items}, read.refused
    default_items.change(integration.id, principles=wanted, items=items)
    _tell(surroundings, default_items.register(integration))
    for sentence in refused:
        surroundings.remark(sentence)
    return ExitCode.SOME_REFUSED if refused else ExitCode.DONE


@command("resolve", short_help="Choose the item of one line, or split it.")
@integration_option
@click.argument("invoice")
@click.argument("line", type=int, required=False)
@click.argument("items", nargs=-1)
@click.option("--keep", metavar="DIMENSION", help="Keep it as a rule for the value of this dimension that the line has.")
@click.option("--take-back", is_flag=True, help="Take back what was chosen for the line.")
def resolve(
    surroundings: Surroundings,
    name: str | None,
    invoice: str,
    line: int | None,
    items: Sequence[str],
    keep: str | None,
    take_back: bool,
) -> int:
    """Choose an item for LINE of INVOICE, or split it: ITEM=AMOUNT ITEM=AMOUNT. Without a line, show what decides about each."""
    default_items, integration = surroundings.program.default_items, surroundings.integration(name)
    found = _invoice(surroundings, integration, invoice)
    if line is not None:
        if bool(items) == take_back:
            raise click.UsageError(_("Name an item number, or --take-back."))
        lines = {one.line.position: one for one in default_items.lines(integration.id, found.id)}
        if line not in lines:
            raise RecordNotFound(Message("Invoice {number} has no such line.", number=found.number))
        shares = () if take_back else _shares(items, lines[line])
        default_items.resolve(integration.id, found.id, line_key(lines[line].line), shares)
        if keep is not None:
            dimension = _one_of(Dimension, keep)
            value = next((one for one in lines[line].keepable if one.key.dimension is dimension), None)
            if value is None or len(shares) != 1:
                raise RecordNotFound(Message("The line has no {dimension} to keep it for.", dimension=DIMENSION_WORDS[dimension]))
            default_items.keep_as_rule(integration.id, value.key, shares[0].item_number)
    states = surroundings.program.transfers.states(integration, [found.id])
    columns = [_("Line"), _("Text"), _("No."), _("Amount")]
    told = [one for state in states for one in state.invoice.lines if not one.is_text_only]
    data = [{"line": one.position, "text": one.text, "item": one.item_number, "net": one.net} for one in told]
    rows = [(one.position, one.text, one.item_number, one.net) for one in told]
    surroundings.tell({"invoice": found.number, "lines": data}, lambda: table_of(columns, rows))
    return ExitCode.DONE


def _pair(text: str) -> tuple[str, str]:
    left, sign, right = text.partition("=")
    if not sign:
        raise click.UsageError(_("{text} has no equals sign.").format(text=text))
    return left.strip(), right.strip()


def _one_of(kind: type[E], name: str) -> E:
    try:
        return kind(name)
    except ValueError as error:
        raise click.UsageError(_("{name} is none of: {names}.").format(name=name, names=", ".join(kind))) from error


def _principle(how: str) -> Principle:
    if how == CHOOSE:
        return Principle()
    return Principle(dimension=Dimension(how)) if how in set(Dimension) else Principle(item_number=how)


def _value(surroundings: Surroundings, integration: Integration, text: str) -> tuple[ValueKey, str | None]:
    left, number = _pair(text)
    dimension, _sign, wanted = left.partition(":")
    read = surroundings.program.default_items.pasted(integration.id, [[_one_of(Dimension, dimension).value, wanted, ""]])
    if not read.items:
        raise RecordNotFound(read.refused[0])
    return next(iter(read.items)), None if number == PSA else number


def _invoice(surroundings: Surroundings, integration: Integration, wanted: str) -> Invoice:
    found = [one.invoice for one in surroundings.program.transfers.invoices(integration)]
    for invoice in found:
        if wanted in (invoice.number, invoice.id):
            return invoice
    raise RecordNotFound(Message("There is no invoice {number}.", number=wanted), what_to_do=Message("Fetch the invoices again."))


def _shares(items: Sequence[str], one: OpenLine) -> tuple[ItemShare, ...]:
    if len(items) == 1 and "=" not in items[0]:
        return (ItemShare(items[0], one.line.net),)
    shares = []
    for item in items:
        number, amount = _pair(item)
        try:
            shares.append(ItemShare(number, Decimal(amount)))
        except InvalidOperation as error:
            raise click.UsageError(_("{text} is not an amount.").format(text=amount)) from error
    return tuple(shares)


def _tell(surroundings: Surroundings, register: DefaultItemRegister) -> None:
    principles = {one: register.rules.principle(one) for one in DataType}
    data = {
        "principles": {
            one.value: {
                "dimension": how.dimension,
                "item": how.item_number,
                "lines": register.hits.of_data_type(one),
                "note": str(register.not_told.get(one, "")),
            }
            for one, how in principles.items()
        },
        "values": [
            {
                "dimension": one.key.dimension,
                "id": one.key.id,
                "name": one.value.name,
                "item": one.item_number,
                "is_own": one.is_own,
                "lines": one.lines,
                "decided": one.decided,
            }
            for one in register.values
        ],
        "warnings": [str(one) for one in register.warnings],
    }
    rows = [
        (DATA_TYPE_WORDS[one], "", principle_words(how), register.hits.of_data_type(one), register.not_told.get(one, ""))
        for one, how in principles.items()
    ]
    values = [(DIMENSION_WORDS[one.key.dimension], one.value.name, one.item_number, one.lines, "") for one in register.values]
    columns = [_("Data type or dimension"), _("Value"), _("Item no."), _("Lines"), _("Note")]
    surroundings.tell(data, lambda: table_of(columns, [*rows, *values]))
    for sentence in register.warnings:
        surroundings.remark(sentence)
