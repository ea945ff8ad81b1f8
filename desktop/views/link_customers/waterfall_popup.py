"""Where a score comes from: a bar for each piece of evidence, from nothing to the sum; opens over the list and closes with Esc."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.matching.learning import LearnedWeight
from desktop.models.waterfall import Step, Waterfall, plain, signed, waterfall
from desktop.texts import Message, _
from desktop.views.link_customers.rows import Row
from desktop.views.shared.chips import SIGN_OF, sign_colour
from desktop.views.shared.key_caps import KeyHint, KeyHints
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.theme import look

KEY = "E"
_BARS, _WEIGHT, _SIGN, _GAP = 220, 56, 20, 12


class WaterfallChart(QWidget):
    """The bars; the same in words is its accessible description."""

    def __init__(self, found: Waterfall) -> None:
        super().__init__()
        self._found = found
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Where the score comes from"))
        self.setAccessibleDescription("\n".join(str(line) for line in found.lines()))
        self._sentences = [str(step.evidence.sentence) for step in found.steps]
        self._weights = [signed(step.evidence.weight) for step in found.steps]
        self._sum = (_("Score"), plain(found.score))

    def sizeHint(self) -> QSize:
        """A row for each step and one for the sum."""
        shown = look()
        text = max((shown.metrics().horizontalAdvance(one) for one in [*self._sentences, self._sum[0]]), default=0)
        width = text + shown.px(_SIGN + _BARS + _WEIGHT + 2 * _GAP)
        return QSize(width, shown.row_height() * (len(self._sentences) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Sign, sentence, bar and weight in each row; the sum below a line."""
        shown = look()
        painter = QPainter(self)
        height = shown.row_height()
        zero = round(self._at(0))
        painter.setPen(QPen(shown.colours.line2, 1))
        painter.drawLine(zero, 0, zero, self.height())
        for number, step in enumerate(self._found.steps):
            sign = SIGN_OF[step.evidence.verdict]
            room = QRect(0, number * height, self.width(), height)
            painter.setFont(shown.font("body", 600))
            painter.setPen(sign_colour(sign, shown.colours))
            painter.drawText(room.adjusted(0, 0, shown.px(_SIGN) - room.width(), 0), Qt.AlignmentFlag.AlignCenter, sign.value)
            self._paint_line(painter, room, self._sentences[number], self._weights[number], step)
        room = QRect(0, len(self._found.steps) * height, self.width(), height)
        painter.setPen(QPen(shown.colours.line2, 1))
        painter.drawLine(0, room.top(), room.right(), room.top())
        self._paint_line(painter, room, *self._sum, None)
        painter.end()

    def _paint_line(self, painter: QPainter, room: QRect, text: str, weight: str, step: Step | None) -> None:
        shown = look()
        start, end = (0.0, self._found.score) if step is None else (step.start, step.end)
        colour = shown.colours.ink2 if step is None else sign_colour(SIGN_OF[step.evidence.verdict], shown.colours)
        left, right = sorted((self._at(start), self._at(end)))
        thick = shown.px(10)
        painter.fillRect(QRectF(left, room.center().y() - thick / 2, max(right - left, 1.0), thick), colour)
        painter.setPen(shown.colours.ink)
        painter.setFont(shown.font("body", 600 if step is None else 400))
        words = room.adjusted(shown.px(_SIGN), 0, -(self._bars() + shown.px(_WEIGHT + 2 * _GAP)), 0)
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, weight)

    def _at(self, sum_: float) -> float:
        """Where a sum lies from left to right."""
        shown = look()
        left = self.width() - self._bars() - shown.px(_WEIGHT + _GAP)
        span = (self._found.highest - self._found.lowest) or 1.0
        return left + (sum_ - self._found.lowest) / span * (self._bars() - 1)

    def _bars(self) -> int:
        """The width of the bars: less where the sentences need it."""
        return min(look().px(_BARS), self.width() // 3)


class WaterfallPopup(QFrame):
    """For the pair of one row, with what was learned about weights; the key that opened it, Enter and Esc close it."""

    def __init__(self, row: Row, parent: QWidget, learned: Sequence[LearnedWeight] = ()) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        assert row.suggestion is not None
        shown = look()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("popup", "true")
        found = waterfall(row.suggestion)
        psa = row.psa.name if row.psa is not None else ""
        self.chart = WaterfallChart(found)
        column = QVBoxLayout(self)
        column.setContentsMargins(shown.px(16), shown.px(12), shown.px(16), shown.px(10))
        column.setSpacing(shown.px(6))
        title = str(Message("{finance} and {psa}", finance=row.pair.finance.name, psa=psa))
        column.addWidget(label(title, "heading", wrap=True))
        column.addWidget(self.chart)
        for sentence in (found.learned_sentence(learned), found.silent_sentence):
            if sentence is not None:
                column.addWidget(label(str(sentence), "small", "ink2", wrap=True))
        column.addWidget(hairline())
        column.addWidget(KeyHints([KeyHint("Esc", _("close"))]))
        self.setAccessibleName(f"{title}. {self.chart.accessibleDescription()}")

    def open_over(self, widget: QWidget) -> None:
        """In the middle of a widget, inside the screen."""
        free = widget.screen().availableGeometry()
        width = min(self.chart.sizeHint().width() + look().px(32), free.width())
        self.resize(width, max(self.heightForWidth(width), self.sizeHint().height()))
        corner = widget.mapToGlobal(widget.rect().center()) - QPoint(self.width() // 2, self.height() // 2)
        corner.setX(max(min(corner.x(), free.right() - self.width()), free.left()))
        corner.setY(max(min(corner.y(), free.bottom() - self.height()), free.top()))
        self.move(corner)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key that could be meant closes it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_E):
            self.close()
        else:
            super().keyPressEvent(event)
