"""Facets beside a list: text and count; several in one group widen, across groups narrow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from desktop.texts import shown as shown_number
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that rows can be narrowed to."""

    key: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """Facets that widen each other."""

    key: str
    title: str
    facets: tuple[Facet, ...]


class _FacetButton(QPushButton):
    """Text left, count right; `×` in place of the count when chosen. A count of zero stays and turns quiet."""

    def __init__(self, facet: Facet) -> None:
        super().__init__()
        self.facet = facet
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("kind", "facet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_facet(facet)

    def set_facet(self, facet: Facet) -> None:
        """Another count."""
        self.facet = facet
        self._count = shown_number(facet.count)
        self.setAccessibleName(f"{facet.text} {self._count}")
        self.update()

    def needed_width(self) -> int:
        """What text and count need side by side."""
        shown = look()
        texts = shown.metrics().horizontalAdvance(self.facet.text) + shown.metrics("small").horizontalAdvance(self._count)
        return texts + shown.px(6 * 3)

    def sizeHint(self) -> QSize:
        """24 high."""
        return QSize(look().px(140), look().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground from the stylesheet, text and count by hand."""
        shown = look()
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        room = self.rect().adjusted(shown.px(6), 0, -shown.px(6), 0)
        note = "×" if self.isChecked() else self._count
        painter.setFont(shown.font("small"))
        painter.setPen(shown.colours.ink2 if self.facet.count else shown.colours.ink3)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        room.setRight(room.right() - shown.metrics("small").horizontalAdvance(note) - shown.px(6))
        painter.setFont(shown.font())
        painter.setPen(shown.colours.ink if self.facet.count or self.isChecked() else shown.colours.ink3)
        text = shown.metrics().elidedText(self.facet.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class FacetPanel(QScrollArea):
    """176 wide, up to 220 where long names have large counts.

    `changed` carries the chosen keys by group; a group without chosen facets is left out.
    """

    changed = Signal(object)  # dict[str, frozenset[str]]

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(look().px(176))
        self._buttons: dict[tuple[str, str], _FacetButton] = {}

    def set_groups(self, groups: Sequence[FacetGroup]) -> None:
        """Show these; what is chosen stays chosen, only counts change when the facets are the same."""
        keys = [(group.key, facet.key) for group in groups for facet in group.facets]
        if keys == list(self._buttons):
            for group in groups:
                for facet in group.facets:
                    self._buttons[group.key, facet.key].set_facet(facet)
            self._fit()
            return
        before = self.chosen
        self._buttons = {}
        inner = QWidget()
        inner.setProperty("ground", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(look().px(14), look().px(12), look().px(8), look().px(12))
        column.setSpacing(0)
        for group in groups:
            title = label(group.title, "small_strong")
            title.setContentsMargins(look().px(6), 0, 0, look().px(6))
            column.addWidget(title)
            for facet in group.facets:
                button = _FacetButton(facet)
                button.setChecked(facet.key in before.get(group.key, ()))
                button.clicked.connect(lambda: self.changed.emit(self.chosen))
                self._buttons[group.key, facet.key] = button
                column.addWidget(button)
            column.addSpacing(look().px(16))
        column.addStretch()
        self.setWidget(inner)
        self._fit()
        if before != self.chosen:
            self.changed.emit(self.chosen)

    def _fit(self) -> None:
        """No wider than the longest line needs."""
        needed = max((button.needed_width() for button in self._buttons.values()), default=0) + look().px(14 + 8 + 16)
        self.setFixedWidth(min(max(needed, look().px(176)), look().px(220)))

    @property
    def chosen(self) -> dict[str, frozenset[str]]:
        """The chosen keys by group."""
        found: dict[str, set[str]] = {}
        for (group, facet), button in self._buttons.items():
            if button.isChecked():
                found.setdefault(group, set()).add(facet)
        return {group: frozenset(keys) for group, keys in found.items()}

    def choose(self, chosen: Mapping[str, Collection[str]]) -> None:
        """Choose these and no others, and tell; what is not there is left out."""
        before = self.chosen
        for (group, facet), button in self._buttons.items():
            button.setChecked(facet in chosen.get(group, ()))
        if before != self.chosen:
            self.changed.emit(self.chosen)

    def clear(self) -> None:
        """Choose none, and tell."""
        self.choose({})
