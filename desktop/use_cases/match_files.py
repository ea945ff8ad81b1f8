"""Match files: which customers of two exported registers belong together, before any access is granted; product.md chapter 3."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import RecordRefused
from desktop.models.records import Bucket, CustomerSuggestions, Evidence, ListedCustomer, Suggestion
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
        from desktop.models.matching.suggesting import garbage_collector_resting, suggest  # NumPy: only when something is matched

        text = Message("Looking for customers that belong together")
        with garbage_collector_resting():
            left, right = self._read(finance), self._read(psa)
            found = suggest(left, right, progress=lambda done, total: progress.step(done, total, text))
        return FileMatch(finance={one.id: one for one in left}, psa={one.id: one for one in right}, found=tuple(found))

    def write(self, match: FileMatch, out: Path) -> int:
        """Write a line per suggestion, and one for a customer without any; gives their number. The file is whole or not there."""
        half = out.with_name(f"{out.name}.part")
        lines = 0
        try:
            with half.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(HEADS)
                sentences = _Sentences()
                for one in match.found:
                    number = match.finance[one.finance_id].number
                    for rank, suggestion in enumerate(one.suggestions, start=1):
                        told = sentences.of(suggestion)
                        writer.writerow([number, one.bucket, rank, suggestion.psa_id, f"{suggestion.score:.3f}", told])
                        lines += 1
                    if not one.suggestions:
                        writer.writerow([number, one.bucket, "", "", "", ""])
                        lines += 1
            os.replace(half, out)
        except OSError as trouble:
            half.unlink(missing_ok=True)
            raise RecordRefused(
                Message("{file} cannot be written.", file=str(out)),
                what_to_do=Message("Choose another folder, or close the program that has the file open."),
                technical=str(trouble),
            ) from trouble
        return lines


class _Sentences:
    """Evidence in words; what many suggestions share is put into words once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, suggestion: Suggestion) -> str:
        """What counts for or against the suggestion."""
        return "; ".join([self._sentence(piece) for piece in suggestion.evidence if piece.weight])

    def _sentence(self, piece: Evidence) -> str:
        told = self._known.get(id(piece))
        if told is None:
            told = self._known[id(piece)] = piece.sentence.render()
        return told
