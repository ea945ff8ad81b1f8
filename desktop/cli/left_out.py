"""Rows and cells of exported files that could not be read, as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.models.records import FileFault


def rows_left_out(faults: Iterable[FileFault]) -> list[dict[str, Any]]:
    """The rows that were left out as wholes."""
    return [fault_data(one) for one in faults if not one.keeps_row]


def cells_left_out(faults: Iterable[FileFault]) -> list[dict[str, Any]]:
    """The cells without which a row was read."""
    return [fault_data(one) for one in faults if one.keeps_row]


def fault_data(fault: FileFault) -> dict[str, Any]:
    """One row or cell, by its row and column, and why."""
    return {"row": fault.row, "column": fault.heading, "reason": str(fault.why)}
