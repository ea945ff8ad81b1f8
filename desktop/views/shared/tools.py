"""The tools above a list: search first, filters, then what stands right; filters fold into one button when it gets narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.texts import _, shown
from desktop.views.shared.buttons import Button
from desktop.views.shared.fields import SearchField
from desktop.views.shared.theme import look

_MORE_FOR_SEARCH = 60  # pixels that the search field gets beyond its smallest width before the filters fold


class ToolRow(QWidget):
    """40 to 48 high. When the row is too narrow, `Filters 2` opens the filters below itself."""

    def __init__(self, search: SearchField | None, filters: Sequence[QWidget] = (), right: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._filters = list(filters)
        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # else the row could never get too narrow
        self._row.setContentsMargins(look().px(20), look().px(6), look().px(12), look().px(6))
        self._row.setSpacing(look().px(8))
        self._panel = QFrame(self, Qt.WindowType.Popup)
        self._panel.setProperty("popup", "true")
        self._column = QVBoxLayout(self._panel)
        self._fold = Button(_("Filters {count}").format(count=shown(len(self._filters))), on_click=self._open)
        self._first_filter = 0 if search is None else 1
        if search is not None:
            self._row.addWidget(search, 100)
        for part in self._filters:
            self._row.addWidget(part)
        self._row.addWidget(self._fold)
        self._row.addStretch(1)
        for part in right:
            self._row.addWidget(part)
        self._fold.hide()
        self._is_folded = False

    @property
    def is_folded(self) -> bool:
        """Whether the filters are behind the button."""
        return self._is_folded

    def sizeHint(self) -> QSize:
        """As high as its fields."""
        return QSize(look().px(300), self._row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Narrow: the filters fold first."""
        return QSize(look().px(200), self._row.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold as the width asks."""
        super().resizeEvent(event)
        hidden = sum(part.sizeHint().width() + self._row.spacing() for part in self._filters) if self._is_folded else 0
        needed = (
            self._row.minimumSize().width()
            + look().px(_MORE_FOR_SEARCH)
            + hidden
            - (self._fold.sizeHint().width() if self._is_folded else 0)
        )
        if self._filters and (needed > event.size().width()) != self._is_folded:
            self._set_folded(not self._is_folded)

    def _set_folded(self, folded: bool) -> None:
        self._is_folded = folded
        for place, part in enumerate(self._filters):
            if folded:
                self._column.addWidget(part)
            else:
                self._row.insertWidget(self._first_filter + place, part)
            part.show()
        self._fold.setVisible(folded)

    def _open(self) -> None:
        self._panel.adjustSize()
        self._panel.move(self._fold.mapToGlobal(QPoint(0, self._fold.height() + look().px(4))))
        self._panel.show()
        self._filters[0].setFocus(Qt.FocusReason.PopupFocusReason)
