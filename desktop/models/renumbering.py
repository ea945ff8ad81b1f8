"""A system that takes the place of its exported files has ids of its own: what was decided follows by customer number; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.models.records import Customer, Decision, Side

AFTER_FILES = "after_files_"
"""Begins the setting that waits, by side, for the first register that the system itself gives."""


def renumbered(before: Sequence[Customer], now: Sequence[Customer]) -> dict[str, str]:
    """Old id -> new id of every customer whose id is not there any more, and whose number exactly one customer has on each side."""
    there = {one.id for one in now}
    counts_before, counts_now = (Counter(one.number for one in those if one.number) for those in (before, now))
    by_number = {one.number: one.id for one in now if counts_now[one.number] == 1}
    return {
        one.id: by_number[one.number]
        for one in before
        if one.id not in there and counts_before[one.number] == 1 and one.number in by_number
    }


def with_new_ids(plan: Decision, side: Side, new_ids: Mapping[str, str]) -> Decision:
    """The plan with the new id of its customer of that side."""
    if side is Side.FINANCE:
        return replace(plan, finance_id=new_ids.get(plan.finance_id, plan.finance_id))
    return replace(plan, psa_id=new_ids.get(plan.psa_id, plan.psa_id))
