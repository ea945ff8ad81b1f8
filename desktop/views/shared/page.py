"""The base of every page: title row, tabs, body, action bar; and what the window asks of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import _
from desktop.views.background import Job
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import ElidedLabel, hairline, label
from desktop.views.shared.tabs import CountTabs
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands behind a page's name in the side bar: a count or two words, with a lamp if something is wrong."""

    text: str = ""
    lamp: Lamp | None = None


class Page(QWidget):
    """One page of the window.

    A page is made when it is first shown and made anew after a change of language. It builds itself in its constructor: `add_tool`
    and `set_tabs` fill the top, `body` takes the content, `set_action_bar` the foot; `add_key` gives actions their keys.
    The window calls `on_shown` each time the page comes to sight or another integration is chosen, `refresh` on F5 and `on_left`
    when the user goes elsewhere.
    """

    badge_changed = Signal(object)  # `Badge`
    rail_wanted = Signal()  # `wants_rail` may answer otherwise now
    back_wanted = Signal()  # to the page before this one
    page_requested = Signal(str, object)  # key of another page, and what to show there (see `on_requested`)

    def __init__(self, title: str) -> None:
        super().__init__()
        shown = look()
        self.title = title
        self.integration_id: int | None = None
        self.key_actions: list[QAction] = []
        self._job: Job[Any] | None = None  # what Escape stops
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QWidget()
        head.setMinimumHeight(shown.px(54))
        self._head = QHBoxLayout(head)
        self._head.setContentsMargins(shown.px(20), 0, shown.px(20), 0)
        self._head.setSpacing(shown.px(8))
        self._state = ElidedLabel(tone="ink2")
        self._head.addWidget(label(title, "title"))
        self._head.addSpacing(shown.px(4))
        self._head.addWidget(self._state, 1)
        whole.addWidget(head)
        self._tabs = QHBoxLayout()
        self._tabs.setContentsMargins(shown.px(20), 0, shown.px(20), 0)
        whole.addLayout(self._tabs)
        whole.addWidget(hairline())
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        whole.addLayout(self.body, 1)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(0)
        whole.addLayout(self._foot)

    # building

    def set_state(self, sentence: str) -> None:
        """The one sentence of state behind the title."""
        self._state.set_text(sentence)

    def add_tool(self, tool: QWidget) -> None:
        """A quiet button (at most one) or lamps at the right end of the title row."""
        self._head.addWidget(tool)

    def set_tabs(self, tabs: CountTabs, right: QWidget | None = None) -> None:
        """Tabs below the title; Ctrl+Tab goes to the next one."""
        self._tabs.addWidget(tabs)
        self._tabs.addStretch()
        if right is not None:
            self._tabs.addWidget(right)
        self.add_key("Ctrl+Tab", "", tabs.next_tab)

    def set_action_bar(self, bar: ActionBar) -> None:
        """The bar at the foot."""
        self._foot.addWidget(hairline())
        self._foot.addWidget(bar)

    def add_key(self, keys: str, text: str, on_press: Callable[[], object], *, view: QWidget | None = None) -> QAction:
        """A key for an action. With `view` it works only while that widget has the focus (single letters in tables).

        The action is found by its text with Ctrl+K and listed with F1; without text it is only a key.
        """
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: on_press())
        if view is None:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            view.addAction(action)
        if text:
            self.key_actions.append(action)
        return action

    # what the window asks; pages override what they need

    def on_shown(self, integration_id: int | None) -> None:
        """The page is in sight, for this integration."""
        self.integration_id = integration_id

    def on_requested(self, wanted: object) -> None:
        """Another page asked for something to be shown here, for instance an invoice's id."""

    def follow_connection(self, reason: str) -> None:
        """A system cannot be reached now, and why; empty: all can. Buttons that write are disabled with that reason."""

    def on_left(self) -> None:
        """The user went elsewhere: finished rows may leave their list now."""

    def refresh(self) -> None:
        """Read again (F5)."""

    def on_escape(self) -> bool:
        """Esc was pressed and nobody took it: stop the job of the page; true when there was one, or something else to do."""
        if self._job is None:
            return False
        self._job.cancel()
        return True

    def first_focus(self) -> QWidget | None:
        """Where the keyboard goes when the page is shown: the list, on an empty page the primary button."""
        return None

    def areas(self) -> list[QWidget]:
        """The areas F6 goes through, in order: list, detail, ..."""
        first = self.first_focus()
        return [first] if first is not None else []

    def wants_rail(self) -> bool:
        """Whether the page needs the width, so that the side bar folds in a window under 1500."""
        return False

    def status_keys(self) -> str:
        """Keys worth knowing on this page, for the status bar."""
        undo = next((one for one in self.key_actions if one.shortcut() == QKeySequence("Ctrl+Z")), None)
        form = QKeySequence.SequenceFormat.NativeText
        return _("{key} undoes").format(key=undo.shortcut().toString(form)) if undo is not None else ""

    def keys(self) -> list[KeyHint]:
        """All keys of this page, for F1."""
        form = QKeySequence.SequenceFormat.PortableText
        return [KeyHint(action.shortcut().toString(form), action.text()) for action in self.key_actions]
