"""What the side bar says behind the page's name."""

from __future__ import annotations

from desktop.models.setup_steps import SetupFacts, steps_left
from desktop.texts import ngettext, shown
from desktop.views.shared.page import Badge


def setup_badge(facts: SetupFacts) -> Badge:
    """How many steps are left, for the side bar."""
    left = len(steps_left(facts))
    return Badge(ngettext("{count} left", "{count} left", left).format(count=shown(left))) if left else Badge()
