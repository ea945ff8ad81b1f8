"""A list and the detail of its current row: side by side or one below the other; on a small screen one in place of the other."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.views.shared.theme import look

_SMALL = 800  # under this width Enter opens the detail in place of the list


class ListDetail(QSplitter):
    """`beside` puts the detail right of the list (384 wide), else below it (230 high); the divider's place is kept under `name`.

    The page calls `open_detail` on Enter; Esc inside the detail returns to the list. `focus` is what gets the keyboard there.
    """

    def __init__(
        self, rows: QWidget, detail: QWidget, focus: QWidget, *, settings: QSettings, name: str, beside: bool = True
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        self._rows, self._detail, self._focus = rows, detail, focus
        self._settings, self._name = settings, f"dividers/{name}"
        self._is_small = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(rows)
        self.addWidget(detail)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        size = look().px(384 if beside else 230)
        if isinstance(kept := settings.value(self._name), QByteArray):
            self.restoreState(kept)
        else:
            self.setSizes([10_000, size])
        self.splitterMoved.connect(lambda: settings.setValue(self._name, self.saveState()))
        back = QShortcut(QKeySequence("Esc"), detail, self.close_detail)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def is_small(self) -> bool:
        """Whether only one of the two has room."""
        return self._is_small

    def open_detail(self) -> None:
        """Put the keyboard into the detail; on a small screen it takes the list's place."""
        if self._is_small:
            self._detail.show()
            self._rows.hide()
        self._detail.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_detail(self) -> None:
        """Back to the same row of the list."""
        if self._is_small:
            self._rows.show()
            self._detail.hide()
        self._focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One or both, as the width asks."""
        super().resizeEvent(event)
        is_small = event.size().width() < look().px(_SMALL)
        if is_small != self._is_small:
            self._is_small = is_small
            self._rows.show()
            self._detail.setVisible(not is_small)
