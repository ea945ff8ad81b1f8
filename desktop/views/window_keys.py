"""The keys that work everywhere in the window (direction, section 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from desktop.texts import _

if TYPE_CHECKING:
    from desktop.views.main_window import MainWindow

_NUMBERED = 8  # pages that Ctrl and a digit lead to


def window_actions(window: MainWindow, pages: Sequence[tuple[str, str]]) -> list[QAction]:
    """Everything that is not a page's own; `pages` are the keys and titles of the side bar, top first."""
    told: list[tuple[str, str, Callable[[], object]]] = [
        (_("Read again"), "F5", window.refresh),
        (_("Next area"), "F6", window.next_area),
        (_("Side bar"), "Ctrl+B", window.toggle_side_bar),
        (_("Search everywhere"), "Ctrl+K", window.search_everywhere),
        (_("Next integration"), "Ctrl+PgDown", partial(window.step_integration, 1)),
        (_("Previous integration"), "Ctrl+PgUp", partial(window.step_integration, -1)),
        (_("Settings"), "Ctrl+,", window.open_preferences),
        (_("All keys"), "F1", window.show_keys),
    ]
    for number, (key, title) in enumerate(pages[:_NUMBERED], start=1):
        told.append((title, f"Ctrl+{number}", partial(window.show_page, key)))
    return [_action(window, *one) for one in told]


def _action(window: MainWindow, text: str, keys: str, do: Callable[[], object]) -> QAction:
    action = QAction(text, window)
    action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda: do())
    return action
