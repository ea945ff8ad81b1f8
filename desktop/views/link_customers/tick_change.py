"""What a step does to the ticks: who was decided about loses the tick, and undo gives it back; in all tabs."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.models.linking import Tab
from desktop.views.link_customers.rows import LinkingRows


class TickChange:
    """The ticks `after` a step, by tab; the same object as before where nothing changes. Any thread may work it out."""

    def __init__(
        self, rows: LinkingRows, before: Mapping[Tab, frozenset[str]], decided: frozenset[str], again: frozenset[str]
    ) -> None:
        """`rows` are those after the step, with what the table needs; the ticks of `decided` go, those of `again` come."""
        self._rows, self._before = rows, before
        self.after = {tab: _changed(before[tab], decided, again & rows.prepared[tab].tickable) for tab in Tab}

    def fits(self, rows: LinkingRows, now: Mapping[Tab, frozenset[str]]) -> bool:
        """Whether it was worked out for these very rows and ticks."""
        return rows is self._rows and all(now[tab] is self._before[tab] for tab in Tab)


def _changed(ticks: frozenset[str], decided: frozenset[str], again: frozenset[str]) -> frozenset[str]:
    if not ticks.isdisjoint(decided):
        ticks -= decided
    return ticks if again <= ticks else ticks | again
