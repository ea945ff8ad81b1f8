"""Whether learned weights find more: `python -m benchmarks.learning [FOLDER ...]`.

Folders hold finance.csv, psa.csv and truth.csv; without arguments those that lie beside the repository. A person who is always
right decides on one half of the finance customers (an even CRC-32 of the number: the half that the declared weights were fitted on)
as far as a true partner is shown. The weights learn from that, and the other half is judged with declared and with learned weights.
"""

from __future__ import annotations

import sys
import tempfile
import zlib
from collections import defaultdict
from pathlib import Path

from benchmarks.matching import SHARED, quality, rows
from desktop.app_for_files import file_matching
from desktop.connectors.files.registers import read_customers
from desktop.models.matching.learning import LearnedWeight, learned_weights, lessons, table_with
from desktop.models.matching.suggesting import suggest
from desktop.models.matching.weights import Table
from desktop.texts import set_language
from desktop.use_cases.match_files import FileMatch, FileRead, numbers_of


def teaches(number: str) -> bool:
    """Whether a finance customer is of the half that is decided on."""
    return zlib.crc32(number.encode()) % 2 == 0


class Registers:
    """Two registers and their known links."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._finance, self._psa = read_customers(folder / "finance.csv"), read_customers(folder / "psa.csv")

    def learned(self) -> list[LearnedWeight]:
        """What the decisions on one half teach."""
        partners = defaultdict(set)
        for row in rows(self._folder / "truth.csv"):
            partners[row["finance_no"]].add(row["psa_id"])
        found = suggest(self._finance.customers, self._psa.customers)
        linked = {}
        for one in found:
            right = [suggestion.psa_id for suggestion in one.suggestions if suggestion.psa_id in partners[one.finance_id]]
            if right and teaches(one.finance_id):
                linked[one.finance_id] = right[0]
        return learned_weights(lessons(found, linked, {}))

    def judged(self, table: Table) -> str:
        """How right the suggestions of the other half are."""
        found = suggest(self._finance.customers, self._psa.customers, table=table)
        with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as folder:
            out = Path(folder) / "suggestions.csv"
            match = FileMatch(
                finance=FileRead.of(self._finance),
                psa=FileRead.of(self._psa),
                numbers=numbers_of(self._finance),
                found=tuple(found),
            )
            file_matching().write(match, out)
            return quality(self._folder, out, lambda number: not teaches(number))


def main(arguments: list[str]) -> None:
    """Measures the folders that the arguments name."""
    set_language("en")
    folders = list(map(Path, arguments)) or sorted(SHARED.glob("registers-*"))
    if not folders:
        print("Not measured: no registers with known links lie beside the repository. Name a folder.")
    else:
        print(f"{'the half not learned from':24} {'weights':8}  P(one)  wrong‰  found@5  right%  manual%")
    for folder in folders:
        registers = Registers(folder)
        learned = registers.learned()
        for name, weights in (("declared", []), ("learned", learned)):
            print(f"{folder.name:25} {name:8}  {registers.judged(table_with(weights))}", flush=True)
        for one in learned:
            print(f"{'':25} {one.title}: {one.declared:+.2f} -> {one.weight:+.2f} ({one.because})")


if __name__ == "__main__":
    main(sys.argv[1:])
