"""Sums below a list: rows in the list's own columns (one per currency), or one line with all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.views.shared.chips import Sign, sign_colour
from desktop.views.shared.delegate import PADDING
from desktop.views.shared.labels import label
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import SEMIBOLD, look


class SumRows(QWidget):
    """Sums in the columns of `view`, following widths, order and sideways scrolling."""

    def __init__(self, view: TableView) -> None:
        super().__init__()
        self._view = view
        self._rows: list[Mapping[str, str | Sign]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = view.horizontalHeader()
        head.sectionResized.connect(self.update)
        head.sectionMoved.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)

    def set_sums(self, rows: Sequence[Mapping[str, str | Sign]]) -> None:
        """One row per currency: column key -> finished text, or a sign."""
        self._rows = list(rows)
        self.setAccessibleName("; ".join(" ".join(str(value) for value in row.values()) for row in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """28 per row."""
        return QSize(look().px(200), len(self._rows) * look().row_height())

    def minimumSizeHint(self) -> QSize:
        """All rows."""
        return QSize(0, len(self._rows) * look().row_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, semibold on raised."""
        shown = look()
        colours = shown.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.raised)
        painter.fillRect(0, 0, self.width(), 1, colours.line2)
        height = shown.row_height()
        for section, column in enumerate(self._view.table.columns):
            if self._view.isColumnHidden(section):
                continue
            left, width = self._view.section_left(section), self._view.columnWidth(section)
            if column.side_line:
                painter.fillRect(left, 0, 1, self.height(), colours.line2)
            edge = 0 if section in self._view.held.places else self._view.held.edge
            painter.setClipRect(edge, 0, self.width() - edge, self.height())
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            painter.setFont(shown.font("body", SEMIBOLD))
            for number, row in enumerate(self._rows):
                value = row.get(column.key, "")
                painter.setPen(sign_colour(value, colours) if isinstance(value, Sign) else getattr(colours, column.tone.value))
                room = QRect(left, number * height, width, height).adjusted(shown.px(PADDING), 0, -shown.px(PADDING), 0)
                too_wide = shown.metrics("body", SEMIBOLD).horizontalAdvance(value) - room.width()
                if column.right and too_wide > 0:
                    self._view.widen(section, too_wide)
                painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, str(value))
        painter.setClipping(False)
        for number in range(1, len(self._rows)):
            painter.fillRect(0, number * height - 1, self.width(), 1, colours.line)
        painter.end()


class SumLine(QWidget):
    """Sums in one line: `38 documents` left, `DKK 1.284.350,75` and the others right; those that do not fit are told as `+2`."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), 0, look().px(22), 0)
        row.setSpacing(look().px(28))
        self._count = label(role="strong")
        row.addWidget(self._count)
        self._beside = label(tone="ink2")
        row.addWidget(self._beside)
        row.addStretch()
        self._sums = QHBoxLayout()
        self._sums.setSpacing(look().px(28))
        row.addLayout(self._sums)
        self._more = label(role="strong")
        row.addWidget(self._more)
        self._labels: list[QLabel] = []

    def set_sums(self, count: str, sums: Sequence[str], beside: str = "") -> None:
        """The count (`38 documents`, `17 ticked`) and one finished text per currency; `beside` stands quietly at the count."""
        self._count.setText(count)
        self._beside.setText(beside)
        self._beside.setVisible(bool(beside))
        for gone in self._labels:
            self._sums.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._labels = [label(text, "strong") for text in sums]
        for one in self._labels:
            self._sums.addWidget(one)
        self._fit()

    @property
    def told(self) -> tuple[str, ...]:
        """The count, what stands beside it, and the sums, also those that do not fit."""
        return tuple(one.text() for one in (self._count, self._beside, *self._labels) if one.text())

    def sizeHint(self) -> QSize:
        """32 high."""
        return QSize(super().sizeHint().width(), look().px(32))

    def minimumSizeHint(self) -> QSize:
        """May be narrower than its sums."""
        return QSize(0, look().px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many sums as the width holds."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = look().px(28)
        left = self.width() - look().px(42) - self._count.sizeHint().width() - gap
        if not self._beside.isHidden():
            left -= self._beside.sizeHint().width() + gap
        needed = [one.sizeHint().width() + gap for one in self._labels]
        whole = len(needed)
        fitting = whole if sum(needed) <= left else 0
        room = left - gap - look().metrics("body", SEMIBOLD).horizontalAdvance("+99")
        while fitting < whole and sum(needed[: fitting + 1]) <= room:
            fitting += 1
        for place, one in enumerate(self._labels):
            one.setVisible(place < fitting)
        self._more.setVisible(fitting < whole)
        self._more.setText(f"+{whole - fitting}")
        self._more.setToolTip("\n".join(one.text() for one in self._labels[fitting:]))
