"""Buttons: primary, plain, quiet, destructive and link; a segmented filter; a button that opens a menu of choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from desktop.views.shared import icons
from desktop.views.shared.theme import Look, look


class Kind(StrEnum):
    """How a button looks; the stylesheet reads it."""

    PRIMARY = "primary"  # at most one in sight
    PLAIN = "plain"
    QUIET = "quiet"  # tools
    DESTRUCTIVE = "destructive"  # never the default
    LINK = "link"  # the way out of a strip


class Button(QPushButton):
    """A button: a verb, the count, the object if not evident. `key` works in the whole window and is told in the tooltip."""

    _icon_name = ""  # both are asked for while Qt makes the button
    _icon_look: Look | None = None  # in which the icon was drawn

    def __init__(
        self, text: str, kind: Kind = Kind.PLAIN, *, icon: str = "", key: str = "", on_click: Callable[[], object] | None = None
    ) -> None:
        super().__init__(text)
        self._icon_name = icon
        self._tip = ""
        self.setProperty("kind", kind.value)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._kind = kind
        if key:
            self.setShortcut(key)
            self._tip = self.shortcut().toString(self.shortcut().SequenceFormat.NativeText)
            self.setToolTip(self._tip)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())
        self._set_icon()

    def set_enabled(self, enabled: bool, reason: str = "") -> None:
        """Enable, or disable with the reason, which is the tooltip then."""
        self.setEnabled(enabled)
        self.setToolTip(self._tip if enabled else reason)
        self.setAccessibleDescription("" if enabled else reason)

    def set_icon(self, name: str) -> None:
        """Another icon, for instance a caret that turned."""
        self._icon_name = name
        self._icon_look = None
        self._set_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does. Left to Qt, Enter on *Cancel* of a dialog would press the dialog's verb."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Icons follow theme and text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._set_icon()

    def _set_icon(self) -> None:
        shown = look()
        if self._icon_name and self._icon_look is not shown:  # Qt tells a change of style also where only the parent changed
            self._icon_look = shown
            colour = shown.colours.accent if self._kind is Kind.QUIET else shown.colours.ink2
            gap = shown.px(3)
            self.setIcon(icons.icon(self._icon_name, colour, shown.px(16), shown.colours.ink3, gap))
            self.setIconSize(QSize(shown.px(16) + gap, shown.px(16)))


class Segments(QWidget):
    """Two to four filters side by side, one chosen: `Only differences 6 | All 148`."""

    chosen = Signal(str)  # key

    def __init__(self, segments: Sequence[tuple[str, str]], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(_lead_tab)
        self._buttons: dict[str, QPushButton] = {}
        for key, text in segments:
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)
        if segments:
            self.choose(segments[0][0])

    def choose(self, key: str) -> None:
        """Choose one without telling."""
        self._buttons[key].setChecked(True)

    def set_text(self, key: str, text: str) -> None:
        """Another text, for instance with a new count."""
        self._buttons[key].setText(text)

    @property
    def key(self) -> str:
        """The key of the one chosen."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")


def _lead_tab(button: QAbstractButton, is_chosen: bool) -> None:
    """Tab goes to the one chosen; Qt sees to it only once one of them had the keyboard."""
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus)


class PickButton(QPushButton):
    """A filter with a menu: shows the choice, `All types`; Space or a click opens it."""

    chosen = Signal(str)  # key

    def __init__(self, choices: Sequence[tuple[str, str]], *, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "pick")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name = name
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.key = ""
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices (key, text); the one chosen stays if it is still there, else the first."""
        self._menu.clear()
        self._texts = dict(choices)
        for key, text in choices:
            action = QAction(text, self._menu)
            action.triggered.connect(lambda _checked, key=key: self._take(key))
            self._menu.addAction(action)
        if choices and self.key not in self._texts:
            self.key = choices[0][0]
        self.choose(self.key)

    def choose(self, key: str) -> None:
        """Choose one without telling."""
        self.key = key
        self.setText(self._texts.get(key, ""))
        self.setAccessibleName(f"{self._name}: {self.text()}")

    def _take(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def sizeHint(self) -> QSize:
        """Room for the text and its caret."""
        shown = look()
        return QSize(shown.metrics().horizontalAdvance(self.text()) + shown.px(50), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame from the stylesheet; text and caret by hand, since Qt centres the text into its menu sign."""
        shown = look()
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.setPen(shown.colours.ink if self.isEnabled() else shown.colours.ink3)
        room = self.rect().adjusted(shown.px(14), 0, -shown.px(26), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        size = shown.px(12)
        at = self.width() - size - shown.px(12)
        caret = icons.pixmap("caret-down", shown.colours.ink2, size, self.devicePixelRatioF())
        painter.drawPixmap(at, (self.height() - size) // 2, caret)
        painter.end()
