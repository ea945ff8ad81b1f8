"""Rows of an exported table that are no records, although something stands in them: each is told, and left empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desktop.models.records import FileFault
from desktop.texts import Message

Row = Sequence[str]


def without_unfit_rows(heads: Row, rows: Sequence[Row], first: int, places: Mapping[str, int]) -> tuple[list[Row], list[FileFault]]:
    """The rows with the unfit ones empty, and why those are no records; `first` is the number of the first row.

    The headings once more, as a list over several pages has them, are no record either, and not worth a word.
    """
    faults = [*_too_long(heads, rows, first), *_below_the_list(rows, first, places)]
    fit = [() if row == heads else row for row in rows]
    for fault in faults:
        fit[fault.row - first] = ()
    return fit, faults


def _too_long(heads: Row, rows: Sequence[Row], first: int) -> Iterator[FileFault]:
    """Nobody knows which of more cells than headings belong together: a separator within a cell moves all behind it."""
    if max(map(len, rows), default=0) <= len(heads):
        return
    for number, row in enumerate(rows, start=first):
        if any(map(str.strip, row[len(heads) :])):
            yield FileFault(
                number,
                "",
                Message(
                    "it has more cells than there are headings; put a cell that holds the separator in quotation marks, or write a "
                    "heading above every column"
                ),
            )


def _below_the_list(rows: Sequence[Row], first: int, places: Mapping[str, int]) -> Iterator[FileFault]:
    """Totals and remarks after the last record: words where a number should stand, and nothing else that is read."""
    key = places.get("id", places.get("number", -1))
    for place in reversed(range(len(rows))):
        read = {at: rows[place][at].strip() for at in places.values() if at < len(rows[place])}
        said = read.pop(key, "")
        if not any(read.values()) and not said:
            continue
        if any(read.values()) or len(places) == 1 or not _is_said_in_words(said):
            return
        yield FileFault(first + place, "", Message("it looks like a total or a remark below the list"), is_remark=True)


def _is_said_in_words(text: str) -> bool:
    return any(sign in text for sign in " :") or not any(map(str.isdigit, text))
