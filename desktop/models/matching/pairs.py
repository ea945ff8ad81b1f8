"""The values of two columns side by side, for many pairs of customers at once."""

from __future__ import annotations

import numpy as np

from desktop.models.matching.candidates import distinct
from desktop.models.matching.registers import Bools, Codes, Ints, Register
from desktop.models.matching.weights import FIELDS
from desktop.models.records.suggestions import EvidenceField

SHARED_BY = 4  # a value that customers of this many names have on one side says little about one of them


def code(field: EvidenceField, finding: str) -> int:
    """The number of a finding in its field's part of the table."""
    return list(FIELDS[field]).index(finding)


def names_per_value(side: Register, column: str, size: int) -> Ints:
    """For each value of a column: how many different names carry it."""
    together = distinct(side[column] << 32 | side["core"])
    return np.bincount(together >> 32, minlength=size)


class Pairs:
    """The two values of a field for every pair."""

    def __init__(self, finance: Register, psa: Register, rows: Ints, partners: Ints) -> None:
        self.finance, self.psa, self.rows, self.partners = finance, psa, rows, partners

    def at(self, places: Ints) -> Pairs:
        """The pairs at these places only."""
        return Pairs(self.finance, self.psa, self.rows[places], self.partners[places])

    def values(self, column: str) -> tuple[Ints, Ints]:
        """The finance value and the PSA value of each pair."""
        return self.finance[column][self.rows], self.psa[column][self.partners]

    def both(self, column: str) -> Bools:
        """Whether both have a value."""
        left, right = self.values(column)
        both: Bools = (left != 0) & (right != 0)
        return both

    def same(self, column: str) -> Bools:
        """Whether both have the same value."""
        left, right = self.values(column)
        same: Bools = (left == right) & (left != 0)
        return same

    def same_name(self) -> Bools:
        """Whether both names have the same words, those of a branch left out or counted in."""
        return self.same("core") | self.same("whole_name")

    def carriers(self, column: str) -> Ints:
        """How many different names carry the pair's finance value, on the side that has more."""
        size = int(max(self.finance[column].max(), self.psa[column].max())) + 1
        most = np.maximum(*(names_per_value(side, column, size) for side in (self.finance, self.psa)))
        carriers: Ints = most[self.values(column)[0]]
        return carriers

    def records(self, column: str) -> tuple[Ints, Ints]:
        """How many finance customers, and how many PSA customers, carry the pair's finance value."""
        size = int(max(self.finance[column].max(), self.psa[column].max())) + 1
        values = self.values(column)[0]
        return np.bincount(self.finance[column], minlength=size)[values], np.bincount(self.psa[column], minlength=size)[values]

    def plain(self, field: EvidenceField, column: str) -> Codes:
        """The findings of a field whose values are the same or not."""
        left, right = self.values(column)
        both, same = (left != 0) & (right != 0), (left == right) & (left != 0)
        codes = np.full(len(self.rows), code(field, "absent"), np.int8)
        codes[both] = code(field, "differs")
        codes[same] = code(field, "same")
        if "same_few" in FIELDS[field]:
            in_finance, in_psa = self.records(column)
            codes[same & (in_finance > 1)] = code(field, "same_in_finance")
            codes[same & (in_psa > 1)] = code(field, "same_few")
            codes[same & (self.carriers(column) >= SHARED_BY)] = code(field, "same_shared")
        return codes
