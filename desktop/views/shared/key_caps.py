"""Key caps: what a key does, shown where it works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.texts import _
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key, as Qt names it (`Ctrl+Enter`) or as it is to be shown (`1–9`), and what it does."""

    key: str
    word: str

    @property
    def shown(self) -> str:
        """The key as written on the cap: native form, arrows for the arrow keys."""
        if self.key == "Space":
            return _("Space")
        key = self.key.replace("Return", "Enter")  # Qt calls the main Enter key Return
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key


class KeyHints(QWidget):
    """Caps with their words in one row; those that do not fit are left out from the right."""

    def __init__(self, hints: Sequence[KeyHint] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._hints: tuple[KeyHint, ...] = ()
        self.set_hints(hints)

    def set_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show these."""
        self._hints = tuple(hints)
        self.setAccessibleName(", ".join(f"{hint.shown} {hint.word}" for hint in hints))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all."""
        return QSize(sum(self._widths(hint)[2] for hint in self._hints), look().px(22))

    def minimumSizeHint(self) -> QSize:
        """May shrink to nothing."""
        return QSize(0, look().px(22))

    def _widths(self, hint: KeyHint) -> tuple[int, int, int]:
        shown = look()
        metrics = shown.metrics("small")
        cap = max(metrics.horizontalAdvance(hint.shown) + shown.px(12), shown.px(18))
        word = metrics.horizontalAdvance(hint.word)
        return cap, word, cap + shown.px(8) + word + shown.px(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Caps and words."""
        shown = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(shown.font("small"))
        left, height = 0, shown.px(18)
        top = (self.height() - height) / 2
        for hint in self._hints:
            cap, word, whole = self._widths(hint)
            if left + whole - shown.px(16) > self.width():
                break
            box = QRectF(left + 0.5, top + 0.5, cap - 1, height - 1)
            painter.setPen(QPen(shown.colours.line2, 1))
            painter.setBrush(shown.colours.raised)
            painter.drawRoundedRect(box, shown.px(3), shown.px(3))
            painter.setPen(shown.colours.ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, hint.shown)
            painter.setPen(shown.colours.ink2)
            room = QRectF(left + cap + shown.px(8), top, word + 2, height)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, hint.word)
            left += whole
        painter.end()
