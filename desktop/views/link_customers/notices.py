"""The lines above the list: who stands twice, what was learned, which changes wait. A low window folds them into *More*."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.views.shared.state_line import StateLine


class Notices(QWidget):
    """Each line hides itself when it has nothing to say. `changed`: another line is folded, or one less."""

    changed = Signal()

    def __init__(self, lines: Sequence[StateLine]) -> None:
        super().__init__()
        self._lines, self._has_room = list(lines), True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in lines:
            column.addWidget(line)
            line.installEventFilter(self)

    def set_room(self, has_room: bool) -> None:
        """Whether the list leaves room for lines above it."""
        if has_room != self._has_room:
            self._has_room = has_room
            self.setVisible(has_room)
            self.changed.emit()

    @property
    def folded(self) -> list[StateLine]:
        """The lines that say something and have no room."""
        return [] if self._has_room else [line for line in self._lines if not line.isHidden()]

    def put_into(self, menu: QMenu) -> None:
        """What the folded lines say, before everything else; choosing one presses its button."""
        first = menu.actions()[0]
        for line in self.folded:
            action = menu.addAction(line.text)
            if line.button is not None:
                action.triggered.connect(line.button.click)
            menu.insertAction(first, action)
        if self.folded:
            menu.insertSeparator(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line has something to say, or nothing any more."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent) and not self._has_room:
            self.changed.emit()
        return super().eventFilter(watched, event)
