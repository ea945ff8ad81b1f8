"""One fix for all rows of a cause: which item numbers and which customers it is about; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from desktop.models.invoice_rows import TransferRow


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
