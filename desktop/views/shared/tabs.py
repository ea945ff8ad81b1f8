"""Tabs with counts: `Not transferred 38`; a line of 2 px under the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabBar

from desktop.texts import shown
from desktop.views.shared.theme import SEMIBOLD, look


class CountTabs(QTabBar):
    """Tabs by key. Ctrl+Tab goes to the next one (the page sets that key)."""

    chosen = Signal(str)  # key

    def __init__(self, tabs: Sequence[tuple[str, str]], *, name: str, short: Mapping[str, str] | None = None) -> None:
        """`short` are texts by key for where there is little room (see `fit`)."""
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setAccessibleName(name)
        self._keys = [key for key, _text in tabs]
        self._texts = [text for _key, text in tabs]
        self._short = [(short or {}).get(key, text) for key, text in tabs]
        self._counts: dict[int, int | None] = {}
        self._is_short = False
        for text in self._texts:
            self.addTab(text)
        self.currentChanged.connect(lambda place: self.chosen.emit(self._keys[place]))

    def set_count(self, key: str, count: int | None) -> None:
        """The number behind the text; `None` while it is not known."""
        place = self._keys.index(key)
        self._counts[place] = count
        self._name(place)

    def set_text(self, key: str, text: str, short: str = "") -> None:
        """Another text for a tab."""
        place = self._keys.index(key)
        self._texts[place], self._short[place] = text, short or text
        self._name(place)

    def fit(self, width: int) -> None:
        """Take the short texts when the long ones need more than this width."""
        for is_short in (False, True):
            self._is_short = is_short
            for place in range(self.count()):
                self._name(place)
            if self.sizeHint().width() <= width:
                break
        self.updateGeometry()

    def _name(self, place: int) -> None:
        text = (self._short if self._is_short else self._texts)[place]
        count = self._counts.get(place)
        text = text if count is None else f"{text}  {shown(count)}"
        if text != self.tabText(place):  # setting it measures every tab anew
            self.setTabText(place, text)
            self.setTabToolTip(place, self._texts[place] if self._is_short else "")

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the stronger type of the chosen tab, so that choosing one moves no other and all of them fit."""
        text = self.tabText(index)
        more = look().metrics("body", SEMIBOLD).horizontalAdvance(text) - look().metrics().horizontalAdvance(text)
        return super().tabSizeHint(index) + QSize(max(more, 0), 0)

    def sizeHint(self) -> QSize:
        """Room for all tabs that are shown, and some pixels by which the chosen one may grow, else Qt brings scroll buttons."""
        widths = [self.tabSizeHint(place).width() for place in range(self.count()) if self.isTabVisible(place)]
        return QSize(sum(widths) + look().px(12), super().sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the stylesheet has its say about the widths."""
        super().showEvent(event)
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Go to a tab."""
        self.setCurrentIndex(self._keys.index(key))

    def next_tab(self) -> None:
        """Go to the next tab, after the last to the first."""
        self.setCurrentIndex((self.currentIndex() + 1) % self.count())

    @property
    def key(self) -> str:
        """The key of the chosen tab."""
        return self._keys[self.currentIndex()]
