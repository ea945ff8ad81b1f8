"""One fix for all rows of a cause: which item numbers and which customers it is about, other items in place of some; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from desktop.models.invoice_rows import TransferRow
from desktop.models.item_choice import Chosen, Decision, FromPsa
from desktop.models.records import ItemShare


def items_of(rows: Iterable[TransferRow], kinds: Collection[str]) -> tuple[str, ...]:
    """The item numbers that the reasons of these kinds are about, by number; lines without one give none."""
    found: set[str] = set()
    for row in rows:
        lines = {line.position: line.item_number for line in row.invoice.lines}
        found |= {lines.get(reason.line, "") for reason in row.reasons if reason.kind in kinds and reason.line is not None}
    return tuple(sorted(found - {""}))


def customers_of(rows: Iterable[TransferRow]) -> tuple[str, ...]:
    """The PSA ids of their customers, each once, in the order of the rows."""
    return tuple(dict.fromkeys(row.invoice.customer_id for row in rows if row.invoice.customer_id))


def lines_with(rows: Iterable[TransferRow], number: str) -> int:
    """How many lines of these documents have this item number."""
    return sum(line.item_number == number for row in rows for line in row.invoice.lines)


def replaced(decision: Decision, net: Decimal, instead: Mapping[str, str]) -> tuple[ItemShare, ...]:
    """The parts of a line of this amount, with other items in place of some; nothing when none of those stands on it."""
    match decision:
        case FromPsa(item_number=number):
            shares: tuple[ItemShare, ...] = (ItemShare(number, net),)
        case Chosen():
            shares = decision.shares
        case _:
            return ()
    if not any(one.item_number in instead for one in shares):
        return ()
    return tuple(replace(one, item_number=instead.get(one.item_number, one.item_number)) for one in shares)
