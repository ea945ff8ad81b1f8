"""Customers that stand twice or more in one register, as page and file show them; pure. Found by `matching/duplicates.py`."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.models.matching.explain import NOUNS
from desktop.models.records import Customer, EvidenceField
from desktop.texts import Message

MOST_UNASKED = 20_000
"""Customers of both sides that are searched without being asked; larger registers are looked through when the user asks."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records of one register that are probably one customer, in order of number; `same` are the fields that tell."""

    customers: tuple[Customer, ...]
    same: tuple[EvidenceField, ...]

    @property
    def reason(self) -> Message:
        """Why they are taken for one."""
        return Message("Same {fields}", fields=tuple(NOUNS[field] for field in self.same))
