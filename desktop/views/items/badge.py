"""What the side bar says behind the page's name."""

from __future__ import annotations

from desktop.models.lamps import Lamp
from desktop.texts import shown
from desktop.views.shared.page import Badge


def items_badge(unusable_numbers: int) -> Badge:
    """How many item numbers stop invoices, for the side bar."""
    return Badge(shown(unusable_numbers), Lamp.REFUSED) if unusable_numbers else Badge()
