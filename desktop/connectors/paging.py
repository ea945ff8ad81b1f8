"""Loops over the parts of a register, and stops where a system would make it run for ever or leave records out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.connectors.contract import Page
from desktop.errors import PassingTrouble, UnexpectedAnswer
from desktop.texts import Message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One answer: its records, the marker of the next part (`None`: this is the last), and the whole register's size if told."""

    records: tuple[T, ...]
    next: str | None = None
    total: int | None = None


def all_pages(read: Callable[[str], Part[T]], *, system: str, register: str) -> Iterator[Page[T]]:
    """Every page, the first one read with the marker "".

    `UnexpectedAnswer` when a marker comes twice or fewer records came than the system counts; `PassingTrouble` when the register
    shrank meanwhile, since a record that moved to an earlier page would be missed and taken for gone.
    `system` and `register` are named in the sentences.
    """
    marker: str | None = ""
    read_before: set[str] = set()
    count, total = 0, None
    while marker is not None:
        if marker in read_before:
            raise _contradiction(system, register, f"the marker {marker} came twice")
        read_before.add(marker)
        part = read(marker)
        count += len(part.records)
        if total is not None and part.total is not None and part.total < total:
            raise PassingTrouble(
                Message("{register} in {system} changed while it was read.", register=register, system=system),
                what_to_do=Message("Read again."),
                technical=f"{total} records before, {part.total} now",
            )
        total = part.total if part.total is not None else total
        yield Page(part.records, total)
        marker = part.next
    if total is not None and count < total:
        raise _contradiction(system, register, f"{count} records came, {total} were counted")


def pages_by_number(read: Callable[[str], Part[T]], *, system: str, register: str) -> Iterator[Page[T]]:
    """As `all_pages`, where a marker is the number that a page goes on after, and a part's size is that of all from there on."""
    marker: str | None = ""
    count = 0
    while marker is not None:
        part = read(marker)
        if part.next is not None and part.next == marker:
            raise _contradiction(system, register, f"nothing comes after {marker}, but more is told")
        if part.next is None and part.total is not None and len(part.records) < part.total:
            raise _contradiction(system, register, f"{len(part.records)} records came, {part.total} were counted")
        yield Page(part.records, None if part.total is None else count + part.total)
        count += len(part.records)
        marker = part.next


def _contradiction(system: str, register: str, technical: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        Message("{system} contradicts itself about {register}, so nothing of it is used.", system=system, register=register),
        what_to_do=Message("Read again. If it stays, send us the log entry."),
        technical=technical,
    )
