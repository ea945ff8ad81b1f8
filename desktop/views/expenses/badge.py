"""What the side bar says behind the page's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from desktop.models.expenses import ExpenseRow
from desktop.models.lamps import Lamp
from desktop.texts import shown
from desktop.views.shared.page import Badge


def expenses_badge(rows: Iterable[ExpenseRow]) -> Badge:
    """How many expenses were refused, else are uncertain, else wait, for the side bar."""
    lamps = Counter(row.lamp for row in rows)
    for lamp in (Lamp.REFUSED, Lamp.UNKNOWN):
        if lamps[lamp]:
            return Badge(shown(lamps[lamp]), lamp)
    return Badge(shown(lamps[Lamp.WAITING])) if lamps[Lamp.WAITING] else Badge()
