"""Evidence chips: a sign and a field, `= CVR` neutral, `≠ Name` amber, `× CVR` red, `– EAN` bare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from desktop.models.records.suggestions import Verdict
from desktop.views.shared.theme import look
from desktop.views.shared.tokens import Colours

MOST_SHOWN = 4


class Sign(StrEnum):
    """What two values say about each other; the value is the sign shown."""

    AGREES = "="
    DIFFERS = "≠"
    CONTRADICTS = "×"  # also: the record is missing on the other side
    ABSENT = "–"  # not comparable


SIGN_OF = {
    Verdict.AGREES: Sign.AGREES,
    Verdict.CLOSE: Sign.DIFFERS,
    Verdict.DIFFERS: Sign.DIFFERS,
    Verdict.CONTRADICTS: Sign.CONTRADICTS,
    Verdict.ABSENT: Sign.ABSENT,
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One piece of evidence. `sentence` is its full text for tooltip and screen reader; without sign it is plain (`+2`)."""

    text: str
    sign: Sign | None = None
    sentence: str = ""

    @property
    def shown(self) -> str:
        """Sign and field as written in the chip."""
        return f"{self.sign.value} {self.text}" if self.sign else self.text


_ORDER = (Sign.AGREES, Sign.DIFFERS, Sign.CONTRADICTS, Sign.ABSENT)


def first_chips(chips: Sequence[Chip]) -> tuple[Chip, ...]:
    """Agreeing first, at most `MOST_SHOWN`, the rest as `+2`."""
    ordered = sorted(chips, key=lambda chip: _ORDER.index(chip.sign) if chip.sign else len(_ORDER))
    if len(ordered) <= MOST_SHOWN:
        return tuple(ordered)
    rest = ordered[MOST_SHOWN:]
    return (*ordered[:MOST_SHOWN], Chip(f"+{len(rest)}", sentence=" ".join(chip.sentence or chip.shown for chip in rest)))


def sign_colour(sign: Sign, colours: Colours) -> QColor:
    """The colour of a sign in a comparison: green `=`, amber `≠`, red `×`, quiet `–`."""
    return {
        Sign.AGREES: colours.green,
        Sign.DIFFERS: colours.amber,
        Sign.CONTRADICTS: colours.red,
        Sign.ABSENT: colours.ink2,
    }[sign]


def _chip_colours(chip: Chip, colours: Colours) -> tuple[QColor | None, QColor]:
    match chip.sign:
        case Sign.DIFFERS:
            return colours.amber_bg, colours.amber
        case Sign.CONTRADICTS:
            return colours.red_bg, colours.red
        case Sign.ABSENT:
            return None, colours.ink2
        case _:
            return colours.chip, colours.ink


def chip_boxes(chips: Sequence[Chip], left: float, middle: float) -> list[QRectF]:
    """Where each chip lies when the first begins at `left` and their middle line is `middle`."""
    shown = look()
    metrics = QFontMetrics(shown.font("small"))
    height = shown.px(18)
    boxes = []
    for chip in chips:
        width = metrics.horizontalAdvance(chip.shown) + 2 * shown.px(6)
        boxes.append(QRectF(left, middle - height / 2, width, height))
        left += width + shown.px(4)
    return boxes


def paint_chips(painter: QPainter, chips: Sequence[Chip], left: float, middle: float, right: float) -> None:
    """Draw chips from `left`; one that would pass `right` and all after it are left out."""
    shown = look()
    painter.setFont(shown.font("small"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for chip, box in zip(chips, chip_boxes(chips, left, middle), strict=True):
        if box.right() > right:
            break
        ground, ink = _chip_colours(chip, shown.colours)
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, shown.px(3), shown.px(3))
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chip.shown)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
