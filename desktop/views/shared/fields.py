"""Fields: search as you type over a table, and a line edit that says what is wrong beside itself."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import _
from desktop.views.shared import icons
from desktop.views.shared.labels import label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look

_AROUND_WORDS = 48  # pixels of a search field for its glass and its right edge


class SearchField(QLineEdit):
    """Filters the table's rows on each key. Esc empties, Esc again (or ↓, Enter) goes back to the list.

    With `over` the field also comes to hand with Ctrl+F anywhere inside that widget.
    """

    def __init__(
        self, placeholder: str = "", *, view: TableView | None = None, over: QWidget | None = None, width: int = 270
    ) -> None:
        super().__init__()
        self._view = view
        self._wide = width
        self.setProperty("kind", "search")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        native = QKeySequence(QKeySequence.StandardKey.Find).toString(QKeySequence.SequenceFormat.NativeText)
        self._words = placeholder or _("Search")
        self._words_and_key = f"{self._words}   {native}" if over is not None else self._words
        self.setPlaceholderText(self._words_and_key)
        self.setAccessibleName(self._words)
        if view is not None:
            self.textChanged.connect(view.table.search)
            view.table.filters_cleared.connect(self.clear)
        if over is not None:
            shortcut = QShortcut(QKeySequence.StandardKey.Find, over, self.take_over)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def take_over(self) -> None:
        """Take the keyboard, with what was typed selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def sizeHint(self) -> QSize:
        """270 wide unless told."""
        return QSize(look().px(self._wide), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """May shrink in a narrow window."""
        return QSize(look().px(110), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow field leaves its key out."""
        super().resizeEvent(event)
        room = self.width() - look().px(_AROUND_WORDS)
        has_room = self.fontMetrics().horizontalAdvance(self._words_and_key) <= room
        self.setPlaceholderText(self._words_and_key if has_room else self._words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, and the keys that lead back to the list."""
        key = event.key()
        leaves = key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif self._view is not None and (leaves or key == Qt.Key.Key_Escape):
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field with its glass."""
        super().paintEvent(event)
        shown = look()
        size = shown.px(16)
        painter = QPainter(self)
        glass = icons.pixmap("magnifying-glass", shown.colours.ink2, size, self.devicePixelRatioF())
        painter.drawPixmap(shown.px(9), (self.height() - size) // 2, glass)
        painter.end()


class Field(QWidget):
    """A line edit with room for what is wrong, right of it: red frame, red lamp, a sentence that shows the right form.

    `fills`: it takes all the width there is, for instance for the path of a file.
    """

    def __init__(self, *, name: str, placeholder: str = "", width: int = 270, secret: bool = False, fills: bool = False) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(8))
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMinimumWidth(look().px(width))
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._lamp = LampSign(Lamp.REFUSED, 14)
        self._wrong = label(role="small", tone="red", wrap=True)
        row.addWidget(self.edit, 2 if fills else 0)
        row.addWidget(self._lamp)
        row.addWidget(self._wrong, 1)
        if not fills:
            row.addStretch()
        self.setFocusProxy(self.edit)
        self.set_wrong("")

    @property
    def text(self) -> str:
        """What was typed, without spaces around it."""
        return self.edit.text().strip()

    def set_wrong(self, sentence: str) -> None:
        """Say what is wrong (empty: nothing); what was typed stays."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self._lamp.setVisible(bool(sentence))
        self._lamp.set_lamp(Lamp.REFUSED, sentence)
        self.edit.setAccessibleDescription(sentence)
        self.edit.setProperty("wrong", "true" if sentence else "false")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
