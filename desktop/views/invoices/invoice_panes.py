"""List and panel beside each other, or the panel in the list's place when the window is narrow (direction, section 7)."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from desktop.views.shared.theme import look

_BESIDE, _OVER = 1100, 800  # logical pixels of the window
_PANEL = 384


class Width(Enum):
    """How much room the window has."""

    WIDE = auto()  # panel beside the list
    HALF = auto()  # panel over the list's right half, when opened
    NARROW = auto()  # panel in place of the list, when opened


class InvoicePanes(QWidget):
    """Keeps where the splitter stood; both sides are shown and hidden as the width asks."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self.width_class = Width.WIDE
        self.is_opened = False
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.splitterMoved.connect(self._keep)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)

    def put(self, left: QWidget, right: QWidget) -> None:
        """List left, panel right."""
        self._left, self._right = left, right
        self._splitter.addWidget(left)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._place()

    def follow_width(self, window_width: int) -> bool:
        """Take up what the window's width asks; whether that is another arrangement than before."""
        width = window_width / look().factor
        wanted = Width.WIDE if width >= _BESIDE else Width.HALF if width >= _OVER else Width.NARROW
        if wanted is self.width_class:
            return False
        self.width_class = wanted
        self._place()
        return True

    def open_panel(self) -> None:
        """Show the panel, where it is not in sight anyway."""
        self.is_opened = True
        self._place()

    def close_panel(self) -> bool:
        """Back to the list; false when the panel stood beside it."""
        was_over = self.is_opened and self.width_class is not Width.WIDE
        self.is_opened = False
        self._place()
        return was_over

    def _place(self) -> None:
        is_wide = self.width_class is Width.WIDE
        self._right.setVisible(is_wide or self.is_opened)
        self._left.setVisible(not (self.width_class is Width.NARROW and self.is_opened))
        kept = self._settings.value("invoices/splitter")
        if is_wide and isinstance(kept, QByteArray):
            self._splitter.restoreState(kept)
        elif is_wide:
            self._splitter.setSizes([10_000, look().px(_PANEL)])
        else:
            self._splitter.setSizes([1_000, 1_000])

    def _keep(self) -> None:
        if self.width_class is Width.WIDE:
            self._settings.setValue("invoices/splitter", self._splitter.saveState())
