"""What the side bar says behind the page's name."""

from __future__ import annotations

from desktop.texts import shown
from desktop.views.shared.page import Badge


def customers_badge(undecided: int) -> Badge:
    """How many customers are neither linked nor ignored, for the side bar."""
    return Badge(shown(undecided)) if undecided else Badge()
