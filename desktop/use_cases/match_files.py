"""Match files: which customers of two exported registers belong together, before any access is granted; product.md chapter 3."""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from desktop.errors import RecordRefused
from desktop.garbage_collector import garbage_collector_resting
from desktop.models.records import Bucket, CustomerFile, CustomerSuggestions, Evidence, FileFault
from desktop.models.table_export import harmless, must_not_replace, written_whole
from desktop.own_process import beside, heard
from desktop.progress import Progress
from desktop.texts import Message

LARGE = 2_500_000 if sys.platform == "win32" else 900_000
"""Bytes of each of two files (100 a customer) above which starting a second process pays; Windows starts one more slowly."""
HEADS = ("finance_no", "bucket", "rank", "psa_id", "score", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What was read of one side's file."""

    file: Path
    count: int  # customers
    columns: Mapping[str, str]  # our field -> its heading
    unread: tuple[str, ...] = ()
    faults: tuple[FileFault, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()  # of the same workbook, not read

    @classmethod
    def of(cls, read: CustomerFile) -> FileRead:
        """All but the customers."""
        return cls(
            file=read.file,
            count=len(read.customers),
            columns=read.columns,
            unread=read.unread,
            faults=read.faults,
            sheet=read.sheet,
            other_sheets=read.other_sheets,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMatch:
    """What matching two files found."""

    finance: FileRead
    psa: FileRead
    numbers: Mapping[str, str]  # finance id -> the customer's number
    found: tuple[CustomerSuggestions, ...]
    noticed: tuple[Message, ...] = ()  # what the two registers are like, where that changes what a finding counts

    def counts(self) -> dict[Bucket, int]:
        """How many finance customers have one, several or no suggestion."""
        counts = Counter(one.bucket for one in self.found)
        return {bucket: counts[bucket] for bucket in Bucket}


class FileMatching:
    """Matches registers that lie in files."""

    def __init__(self, read: Callable[[Path, str], CustomerFile], large: int = LARGE) -> None:
        """Two files of so many bytes are read by two processes; `read` must be picklable."""
        self._read = read
        self._large = large

    def match(
        self,
        finance: Path,
        psa: Path,
        progress: Progress,
        *,
        finance_columns: str = "",
        psa_columns: str = "",
        out: Path | None = None,
    ) -> FileMatch:
        """Read both files and find what belongs together; `RecordRefused` names the file that cannot be read.

        The columns say what a field is read from where the heading does not: `number=Customer; phone=`. `out`, where the
        suggestions are to be written, must be neither of the two files, and end in .csv.
        """
        if out is not None:
            _must_be_writable(out, (finance, psa))
        text = Message("Looking for customers that belong together")
        noticed: list[Message] = []

        def report(done: int, total: int | None) -> None:
            progress.step(done, total, text)

        report(0, None)
        if (os.cpu_count() or 1) > 1 and all(
            os.path.isfile(file) and file.stat().st_size >= self._large for file in (finance, psa)
        ):
            left, right, found = self._match_beside(finance, psa, finance_columns, psa_columns, report, noticed.extend)
        else:
            from desktop.models.matching.suggesting import suggest  # NumPy: only when something is matched

            left, read = self._read(finance, finance_columns), self._read(psa, psa_columns)
            right = FileRead.of(read)
            found = suggest(left.customers, read.customers, progress=report, on_noticed=noticed.extend)
        for side in (FileRead.of(left), right):
            _must_have_customers(side)
        if finance.samefile(psa):
            noticed.append(Message("Both files are the same one, {file}.", file=finance.name))
        return FileMatch(finance=FileRead.of(left), psa=right, numbers=numbers_of(left), found=tuple(found), noticed=tuple(noticed))

    def _match_beside(
        self,
        finance: Path,
        psa: Path,
        finance_columns: str,
        psa_columns: str,
        report: Callable[[int, int | None], None],
        on_noticed: Callable[[list[Message]], None],
    ) -> tuple[CustomerFile, FileRead, list[CustomerSuggestions]]:
        """The same in less time: another process reads the PSA's register meanwhile."""

        def reading() -> None:
            report(0, None)

        with beside(_read_beside, self._read, psa, psa_columns, may_fork=True) as line:
            from desktop.models.matching.reading import in_order, read_register

            left = self._read(finance, finance_columns)
            customers = in_order(left.customers)
            ours = read_register(customers, reading)
            from desktop.models.matching.suggesting import suggest_among  # NumPy: the other process reads meanwhile

            right, theirs = heard(line, reading)
            found = suggest_among(
                ours, theirs, lambda part: report(round(part * len(customers)), len(customers)), on_noticed=on_noticed
            )
        return left, right, found

    def write(self, match: FileMatch, out: Path) -> int:
        """Write a line per suggestion, and one for a customer without any; gives their number. The file is whole or not there."""
        _must_be_writable(out, (match.finance.file, match.psa.file))

        def write(part: Path) -> int:
            with part.open("x", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(_rows(match))
            return sum(len(one.suggestions) or 1 for one in match.found)

        return written_whole(out, write)


def numbers_of(read: CustomerFile) -> dict[str, str]:
    """Each customer's number by its id; where it has none, the id stands for it."""
    return {one.id: one.number or one.id for one in read.customers}


def _read_beside(line: Connection, read: Callable[[Path, str], CustomerFile], file: Path, columns: str) -> None:
    """The other process: tells what was read, and gives the register."""
    from desktop.models.matching.reading import in_order, read_register

    with garbage_collector_resting():
        found = read(file, columns)
        line.send((FileRead.of(found), read_register(in_order(found.customers))))


def _must_be_writable(out: Path, read: tuple[Path, Path]) -> None:
    """`RecordRefused` when it is one of the files that are read, or its ending promises another kind of file."""
    if out.suffix.lower() != ".csv":
        raise RecordRefused(
            Message("The suggestions are written as CSV, and {file} is another kind of file.", file=out.name),
            code="unknown_ending",
            what_to_do=Message("Choose a name that ends in .csv."),
        )
    must_not_replace(out, read)


def _must_have_customers(read: FileRead) -> None:
    """`RecordRefused` when there is nobody; rows that are left out are told one by one instead."""
    if not (read.count or read.faults):
        raise RecordRefused(
            Message("{file} has headings, and no customer below them.", file=read.file.name),
            code="no_customers",
            what_to_do=Message("Export it again, without a filter that hides all customers."),
        )


def _rows(match: FileMatch) -> Iterator[Sequence[object]]:
    """The heading, and a row per suggestion; what a spreadsheet would run as a formula is made harmless."""
    yield HEADS
    sentences = _Sentences()
    for one in match.found:
        number, bucket = harmless(match.numbers[one.finance_id]), one.bucket.value
        for rank, suggestion in enumerate(one.suggestions, start=1):
            told = sentences.of(suggestion.evidence)
            yield number, bucket, rank, harmless(suggestion.psa_id), f"{suggestion.score:.3f}", told
        if not one.suggestions:
            yield number, bucket, "", "", "", ""


class _Sentences:
    """Evidence in words; what many suggestions share is put into words once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, evidence: tuple[Evidence, ...]) -> str:
        """What counts for or against a suggestion."""
        told = self._known.get(id(evidence))
        if told is None:
            told = "; ".join([self._one(piece.sentence) for piece in evidence if piece.weight])
            self._known[id(evidence)] = told = harmless(told)
        return told

    def _one(self, sentence: Message) -> str:
        told = self._known.get(id(sentence))
        if told is None:
            told = self._known[id(sentence)] = sentence.render()
        return told
