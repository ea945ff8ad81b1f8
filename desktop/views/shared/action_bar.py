"""The bar at the foot of a page: keys or a summary left, buttons right; while something runs it is the run, in place."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import _, ngettext, shown
from desktop.views.shared.buttons import Button
from desktop.views.shared.key_caps import KeyHint, KeyHints
from desktop.views.shared.labels import ElidedLabel, label
from desktop.views.shared.lamp import LampLabel, lamp_colour
from desktop.views.shared.theme import look
from desktop.views.shared.ticked_rows import TickedNote, TickedRows

_LAMP_ORDER = (Lamp.DONE, Lamp.DIFFERS, Lamp.REFUSED, Lamp.UNKNOWN, Lamp.SENDING, Lamp.WAITING)
_PARTS = (Lamp.DONE, Lamp.DIFFERS, Lamp.REFUSED, Lamp.UNKNOWN)
_TIME_LEFT_AFTER = 10  # s


class PartsBar(QWidget):
    """One bar of 8 px in parts: green, red, amber, the rest neutral."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._counts: Mapping[Lamp, int] = {}
        self._total = 0

    def set_counts(self, counts: Mapping[Lamp, int], total: int) -> None:
        """Show how much of `total` is done, refused and uncertain."""
        self._counts, self._total = dict(counts), total
        self.update()

    def sizeHint(self) -> QSize:
        """8 high."""
        return QSize(look().px(200), look().px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The parts."""
        shown_now = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(self.rect(), shown_now.px(3), shown_now.px(3))
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), shown_now.colours.chip)
        left = 0.0
        for lamp in _PARTS:
            width = self.width() * self._counts.get(lamp, 0) / self._total if self._total else 0.0
            if width:
                gap = 1 if left else 0
                painter.fillRect(round(left) + gap, 0, round(width), self.height(), lamp_colour(lamp, shown_now.colours))
            left += width
        painter.end()


class ActionBar(QWidget):
    """Three faces in one place: keys or a summary, the run, and the counts the run left behind until the next action."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        whole.addWidget(self._stack)
        self._stack.addWidget(self._make_idle())
        self._stack.addWidget(self._make_run())
        self._started = 0.0

    def _make_idle(self) -> QWidget:
        idle = QWidget()
        row = QHBoxLayout(idle)
        row.setContentsMargins(look().px(20), 0, look().px(20), 0)
        row.setSpacing(look().px(10))
        self.hints = KeyHints()
        self._strong = label(role="strong")
        self._summary = ElidedLabel(tone="ink2")
        row.addWidget(self.hints, 1)
        row.addWidget(self._strong)
        row.addWidget(self._summary, 1)
        self.ticked_note = TickedNote()
        row.addWidget(self.ticked_note, 1)
        self._buttons = row
        self._strong.hide()
        self._summary.hide()
        self._has_summary = False
        return idle

    def _make_run(self) -> QWidget:
        run = QWidget()
        row = QHBoxLayout(run)
        row.setContentsMargins(look().px(20), 0, look().px(20), 0)
        row.setSpacing(look().px(22))
        left = QVBoxLayout()
        left.setSpacing(look().px(10))
        top = QHBoxLayout()
        top.setSpacing(look().px(12))
        self._title = label(role="strong")
        top.addWidget(self._title)
        self._lamps: dict[Lamp, LampLabel] = {}
        for lamp in _LAMP_ORDER:
            self._lamps[lamp] = LampLabel(lamp, size=14)
            top.addWidget(self._lamps[lamp])
            self._lamps[lamp].hide()  # without a count it takes no room either
        top.addStretch()
        self._left = label(role="small", tone="ink2")
        top.addWidget(self._left)
        self._bar = PartsBar()
        left.addStretch()
        left.addLayout(top)
        left.addWidget(self._bar)
        left.addStretch()
        row.addLayout(left, 1)
        self._stop = Button(_("Stop"))
        self._stop.clicked.connect(self._press_stop)
        row.addWidget(self._stop)
        self._on_stop: Callable[[], object] | None = None
        return run

    def sizeHint(self) -> QSize:
        """52, or 59 while something runs."""
        return QSize(super().sizeHint().width(), look().px(59 if self.is_run_shown else 52))

    def hasHeightForWidth(self) -> bool:
        """As high as that, also where something in it takes two lines."""
        return False

    def add_button(self, button: Button) -> Button:
        """A button at the right; the primary one is added last."""
        self._buttons.addWidget(button)
        return button

    def set_hints(self, hints: list[KeyHint]) -> None:
        """Keys at the left."""
        self.hints.set_hints(hints)
        self._has_summary = False
        self._strong.hide()
        self._summary.hide()
        self._fit_hints()

    def set_summary(self, strong: str, text: str = "") -> None:
        """A summary at the left in place of the keys: `17 ticked`  `DKK 512.904,10`."""
        self._strong.setText(strong)
        self._strong.setVisible(bool(strong))
        self._summary.set_text(text)
        self._summary.show()
        self._has_summary = True
        self._fit_hints()

    def tell_ticked(self, ticked: TickedRows[Any]) -> None:
        """How many ticked rows of this list are hidden, in place of the keys or beside the summary."""
        self.ticked_note.tell(ticked)
        self._fit_hints()

    def _fit_hints(self) -> None:
        self.hints.setVisible(not self._has_summary and self.ticked_note.isHidden())

    @property
    def is_run_shown(self) -> bool:
        """Whether the run (or what it left) is shown."""
        return self._stack.currentIndex() == 1

    def start_run(self, title: str, *, on_stop: Callable[[], object] | None, stop_text: str = "") -> None:
        """Become the run. `stop_text` says after what it stops (`Stop after this document`)."""
        self._started = time.monotonic()
        self._on_stop = on_stop
        self._title.setText(title)
        self._stop.setText(stop_text or _("Stop"))
        self._stop.setVisible(on_stop is not None)
        self._stop.set_enabled(True)
        self.show_counts({}, 0)
        self._stack.setCurrentIndex(1)
        self.updateGeometry()

    def show_counts(self, counts: Mapping[Lamp, int], total: int, words: Mapping[Lamp, str] | None = None) -> None:
        """Counts by lamp; `words` are the words behind the numbers (`transferred`)."""
        for lamp, sign in self._lamps.items():
            count = counts.get(lamp, 0)
            word = (words or {}).get(lamp, "")
            sign.set_lamp(lamp, f"{shown(count)} {word}".strip())
            sign.setVisible(count > 0)
        self._bar.set_counts(counts, total)
        self._left.setText(self._time_left(sum(counts.get(lamp, 0) for lamp in _PARTS), total))

    def end_run(self, title: str) -> None:
        """The run is over: its counts stay, with `title` saying what came of it, until `show_actions`."""
        self._title.setText(title)
        self._left.setText("")
        self._stop.setText(_("Close"))
        self._stop.set_enabled(True)
        self._stop.show()
        self._on_stop = None

    def show_actions(self) -> None:
        """Keys, summary and buttons again."""
        self._stack.setCurrentIndex(0)
        self.updateGeometry()

    def _press_stop(self) -> None:
        if self._on_stop is None:
            self.show_actions()
        else:
            self._stop.set_enabled(False, _("Stops after what is being sent now."))
            self._on_stop()

    def _time_left(self, done: int, total: int) -> str:
        passed = time.monotonic() - self._started
        if not done or done >= total or passed < 1:
            return ""
        left = round(passed / done * (total - done))
        if passed + left < _TIME_LEFT_AFTER:
            return ""
        if left < 90:
            return ngettext("about {count} second left", "about {count} seconds left", left).format(count=shown(left))
        minutes = round(left / 60)
        return ngettext("about {count} minute left", "about {count} minutes left", minutes).format(count=shown(minutes))
