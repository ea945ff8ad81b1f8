"""Match files: which customers of two exported registers belong together, before any access is granted; product.md chapter 3."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.models.records import Bucket, CustomerFile, CustomerSuggestions, Evidence
from desktop.models.table_export import must_not_replace, written_whole
from desktop.progress import Progress
from desktop.texts import Message

HEADS = ("finance_no", "bucket", "rank", "psa_id", "score", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMatch:
    """What matching two files found."""

    finance: CustomerFile
    psa: CustomerFile
    found: tuple[CustomerSuggestions, ...]
    noticed: tuple[Message, ...] = ()  # what the two registers are like, where that changes what a finding counts

    def counts(self) -> dict[Bucket, int]:
        """How many finance customers have one, several or no suggestion."""
        counts = Counter(one.bucket for one in self.found)
        return {bucket: counts[bucket] for bucket in Bucket}


class FileMatching:
    """Matches registers that lie in files."""

    def __init__(self, read: Callable[[Path, str], CustomerFile]) -> None:
        self._read = read

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
        suggestions are to be written, must be neither of the two files.
        """
        from desktop.models.matching.suggesting import suggest  # NumPy: only when something is matched

        if out is not None:
            must_not_replace(out, (finance, psa))
        text = Message("Looking for customers that belong together")
        left, right = self._read(finance, finance_columns), self._read(psa, psa_columns)
        noticed: list[Message] = []
        found = suggest(
            left.customers,
            right.customers,
            progress=lambda done, total: progress.step(done, total, text),
            on_noticed=noticed.extend,
        )
        return FileMatch(finance=left, psa=right, found=tuple(found), noticed=tuple(noticed))

    def write(self, match: FileMatch, out: Path) -> int:
        """Write a line per suggestion, and one for a customer without any; gives their number. The file is whole or not there."""
        must_not_replace(out, (match.finance.file, match.psa.file))

        def write(part: Path) -> int:
            with part.open("x", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(HEADS)
                writer.writerows(_lines(match))
            return sum(len(one.suggestions) or 1 for one in match.found)

        return written_whole(out, write)


def _lines(match: FileMatch) -> Iterator[tuple[object, ...]]:
    sentences = _Sentences()
    numbers = {one.id: one.number or one.id for one in match.finance.customers}
    for one in match.found:
        number = numbers[one.finance_id]
        for rank, suggestion in enumerate(one.suggestions, start=1):
            yield number, one.bucket, rank, suggestion.psa_id, f"{suggestion.score:.3f}", sentences.of(suggestion.evidence)
        if not one.suggestions:
            yield number, one.bucket, "", "", "", ""


class _Sentences:
    """Evidence in words; what many suggestions share is put into words once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, evidence: tuple[Evidence, ...]) -> str:
        """What counts for or against a suggestion."""
        told = self._known.get(id(evidence))
        if told is None:
            told = self._known[id(evidence)] = "; ".join([piece.sentence.render() for piece in evidence if piece.weight])
        return told
