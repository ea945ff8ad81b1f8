"""Match files: which customers of two exported registers belong together, before any access is granted; product.md chapter 3."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import RecordRefused
from desktop.models.records import Bucket, CustomerSuggestions, Evidence, ListedCustomer
from desktop.progress import Progress
from desktop.texts import Message

HEADS = ("finance_no", "bucket", "rank", "psa_id", "score", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMatch:
    """What matching two files found."""

    finance: Mapping[str, ListedCustomer]
    psa: Mapping[str, ListedCustomer]
    found: tuple[CustomerSuggestions, ...]

    def counts(self) -> dict[Bucket, int]:
        """How many finance customers have one, several or no suggestion."""
        counts = Counter(one.bucket for one in self.found)
        return {bucket: counts[bucket] for bucket in Bucket}


class FileMatching:
    """Matches registers that lie in files."""

    def __init__(self, read: Callable[[Path], list[ListedCustomer]]) -> None:
        self._read = read

    def match(self, finance: Path, psa: Path, progress: Progress) -> FileMatch:
        """Read both files and find what belongs together; `RecordRefused` names the file that cannot be read."""
        from desktop.models.matching.suggesting import suggest  # NumPy: only when something is matched

        text = Message("Looking for customers that belong together")
        left, right = self._read(finance), self._read(psa)
        found = suggest(left, right, progress=lambda done, total: progress.step(done, total, text))
        return FileMatch(finance={one.id: one for one in left}, psa={one.id: one for one in right}, found=tuple(found))

    def write(self, match: FileMatch, out: Path) -> int:
        """Write a line per suggestion, and one for a customer without any; gives their number. The file is whole or not there."""
        half = out.with_name(f"{out.name}.part")
        try:
            with half.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(HEADS)
                writer.writerows(_lines(match))
            os.replace(half, out)
        except OSError as trouble:
            half.unlink(missing_ok=True)
            raise RecordRefused(
                Message("{file} cannot be written.", file=str(out)),
                what_to_do=Message("Choose another folder, or close the program that has the file open."),
                technical=str(trouble),
            ) from trouble
        return sum(len(one.suggestions) or 1 for one in match.found)


def _lines(match: FileMatch) -> Iterator[tuple[object, ...]]:
    sentences = _Sentences()
    for one in match.found:
        number = match.finance[one.finance_id].number
        for rank, suggestion in enumerate(one.suggestions, start=1):
            yield number, one.bucket, rank, suggestion.psa_id, f"{suggestion.score:.3f}", sentences.of(suggestion.evidence)
        if not one.suggestions:
            yield number, one.bucket, "", "", "", ""


class _Sentences:
    """Evidence in words; what many suggestions share is put into words once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], str] = {}

    def of(self, evidence: tuple[Evidence, ...]) -> str:
        """What counts for or against a suggestion."""
        key = tuple(map(id, evidence))
        told = self._known.get(key)
        if told is None:
            told = self._known[key] = "; ".join([piece.sentence.render() for piece in evidence if piece.weight])
        return told
