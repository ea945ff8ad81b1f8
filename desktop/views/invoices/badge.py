"""What the side bar says behind the page's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from desktop.models.invoice_rows import TransferRow, lamp_counts, transferred_count
from desktop.models.lamps import Lamp
from desktop.texts import shown
from desktop.views.shared.page import Badge


def invoices_badge(rows: Iterable[TransferRow]) -> Badge:
    """How many invoices are red, else uncertain, else over there with another amount, else not transferred, for the side bar."""
    return badge_of(lamp_counts(rows))


def badge_of(lamps: Counter[Lamp]) -> Badge:
    """The same from the counts."""
    if red := lamps[Lamp.REFUSED]:
        return Badge(shown(red), Lamp.REFUSED)
    if uncertain := lamps[Lamp.UNKNOWN] + lamps[Lamp.SENDING]:
        return Badge(shown(uncertain), Lamp.UNKNOWN)
    if differing := lamps[Lamp.DIFFERS]:
        return Badge(shown(differing), Lamp.DIFFERS)
    waiting = lamps.total() - transferred_count(lamps)
    return Badge(shown(waiting)) if waiting else Badge()
