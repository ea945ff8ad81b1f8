"""What a finance system will not carry of an invoice: its declared field tables, held against the values of that invoice.

A text that is too long is no loss: it is never cut, the invoice is refused before it is sent (`invoice_checks.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Any

from desktop.models.carry_rules import Carried, carried
from desktop.models.field_mapping import Field, FieldTable, Way
from desktop.models.records import CarryRule, Customer, Invoice, InvoiceLine
from desktop.texts import Message

OWN_CURRENCY = Decimal(100)
"""The exchange rate of an invoice in the PSA's own currency: then every system has the same one."""

CREDITED = "credited_invoice_number"


class LossKind(StrEnum):
    """What becomes of a value."""

    NOT_CARRIED = "not_carried"
    JOINED = "joined"  # arrives, but in one field together with others


@dataclass(frozen=True, slots=True)
class Loss:
    """One value of one invoice that does not arrive as it stands. `line` is a position, `None` for the invoice itself."""

    kind: LossKind
    field: str
    label: Message
    value: str | Decimal
    note: Message | None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class LossCount:
    """The same loss on many invoices."""

    kind: LossKind
    field: str
    label: Message
    note: Message | None
    invoices: int
    values: int


def losses(invoice: Invoice, tables: Mapping[str, FieldTable], rules: Sequence[CarryRule] = ()) -> list[Loss]:
    """Every loss of an invoice, by the tables `invoices` and `invoice_lines`; fields without a value lose nothing.

    What a carry rule takes along is no loss; what it had no room for is one, and says so.
    """
    amount_lines = [line for line in invoice.lines if not line.is_text_only]
    found = chain(
        _of(invoice, tables["invoices"], None),
        chain.from_iterable(_of(line, tables["invoice_lines"], line.position) for line in amount_lines),
    )
    return list(_not_carried(found, carried(invoice, rules, tables)) if rules else found)


def with_credited(found: Sequence[Loss], invoice: Invoice, table: FieldTable, *, is_booked: bool) -> tuple[Loss, ...]:
    """The losses, and what becomes of the tie of a credit note: it needs its invoice to be known as booked over there."""
    field = next((one for one in table.fields if one.ours == CREDITED and one.theirs), None)
    if field is None or not invoice.credited_invoice_number:
        return tuple(found)
    others = tuple(one for one in found if one.field != CREDITED)
    if is_booked or not (field.is_written or len(others) < len(found)):  # a carry rule takes it along
        return others
    note = Message(
        "Its invoice is not known to be booked in {system}, so the credit note is not tied to it. Book it, reconcile, and transfer "
        "the credit note then.",
        system=table.system,
    )
    return (*others, Loss(LossKind.NOT_CARRIED, CREDITED, field.label, invoice.credited_invoice_number, note))


def beside_customer(found: Sequence[Loss], invoice: Invoice, table: FieldTable, customer: Customer) -> tuple[Loss, ...]:
    """The losses without those of fields that the system prints from its customer, where the customer holds the same."""
    same = {one.ours for one in table.fields if one.is_customers_own and _printed(one, invoice) == _printed(one, customer)}
    return tuple(one for one in found if one.line is not None or one.field not in same)


def _printed(field: Field, record: Invoice | Customer) -> list[str]:
    texts = (getattr(record, name, "") for name in (field.ours, *field.joined))
    return [" ".join(text.casefold().split()) for text in texts]


def _not_carried(found: Iterable[Loss], sent: Carried) -> Iterator[Loss]:
    for one in found:
        value = sent.of("invoices" if one.line is None else "invoice_lines", one.field, one.line)
        if value is None:
            yield one
        elif value.too_long is not None:
            yield replace(one, note=Message("It was to be carried along, but has no room. {why}", why=value.too_long))


def grouped(losses_of: Iterable[Iterable[Loss]]) -> list[LossCount]:
    """How many invoices and values each loss concerns, the most frequent first; `losses_of` holds those of one invoice each."""
    first: dict[tuple[LossKind, str, int], Loss] = {}
    found: dict[tuple[LossKind, str, int], list[int]] = {}
    for number, of_one in enumerate(losses_of):
        for loss in of_one:
            key = (loss.kind, loss.field, loss.line is not None)  # a line may have a field of the same name
            first.setdefault(key, loss)
            found.setdefault(key, []).append(number)
    counts = [
        LossCount(one.kind, one.field, one.label, one.note, len(set(found[key])), len(found[key])) for key, one in first.items()
    ]
    return sorted(counts, key=lambda count: (-count.invoices, -count.values, count.field))


def _of(record: Invoice | InvoiceLine, table: FieldTable, line: int | None) -> Iterator[Loss]:
    for field in table.fields:
        values = _values(field, record)
        if not values:
            continue
        if field.way is Way.NEVER and not field.is_made_there:
            yield Loss(LossKind.NOT_CARRIED, field.ours, field.label, _one(values), field.note, line)
        elif field.is_written and len(values) > 1:
            note = Message("{system} has one field for these, so they stand in it together.", system=table.system)
            yield Loss(LossKind.JOINED, field.ours, field.label, _one(values), note, line)


def _values(field: Field, record: Invoice | InvoiceLine) -> list[Any]:
    """What the record holds in the fields of this row; the tables also name what only other records of ours have."""
    values = (getattr(record, name, None) for name in (field.ours, *field.joined))
    return [
        value for value in values if value not in ("", None, 0) and not (field.ours == "exchange_rate" and value == OWN_CURRENCY)
    ]


def _one(values: list[Any]) -> str | Decimal:
    return values[0] if len(values) == 1 and isinstance(values[0], Decimal) else " / ".join(str(value) for value in values)
