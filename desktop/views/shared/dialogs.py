"""A dialog for a decision that stops the work: the heading is the consequence, the buttons stand bottom right."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.texts import _
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.key_caps import KeyHints
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.theme import look

_ROOM_FOR_FRAME = QSize(16, 40)  # pixels that the system's frame and title bar take


def room_for_dialog(widget: QWidget) -> QSize:
    """The largest that a dialog may be on the widget's screen."""
    return widget.screen().availableGeometry().size() - _ROOM_FOR_FRAME


class DecisionDialog(QDialog):
    """Heading, one sentence with numbers, content, Cancel and the verb.

    Enter presses the verb unless it is destructive; Esc cancels. With `settings` size and place are kept by `name` and text size.
    Content goes into `content`; `verb` and `cancel` are the buttons, `hints` the key caps bottom left.
    """

    def __init__(
        self,
        title: str,
        heading: str,
        sentence: str,
        verb: str,
        *,
        destructive: bool = False,
        cancel: str = "",
        settings: QSettings | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        shown = look()
        self._settings = settings
        self._name = f"dialogs/{name}/{round(shown.factor * 100)}"  # another text size asks for another size
        self._is_sized = False
        self.setWindowTitle(title)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(shown.px(20), shown.px(18), shown.px(20), shown.px(12))
        top.setSpacing(shown.px(4))
        self.heading = label(heading, "title", wrap=True)
        self.sentence = label(sentence, tone="ink2", wrap=True)
        top.addWidget(self.heading)
        top.addWidget(self.sentence)
        whole.addLayout(top)
        self.content = QVBoxLayout()
        self.content.setSpacing(0)
        whole.addLayout(self.content, 1)
        whole.addWidget(hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(shown.px(20), shown.px(11), shown.px(20), shown.px(11))
        foot.setSpacing(shown.px(10))
        self.hints = KeyHints()
        foot.addWidget(self.hints, 1)
        self.cancel = Button(cancel or _("Cancel"), on_click=self.reject)
        self.verb = Button(verb, Kind.DESTRUCTIVE if destructive else Kind.PRIMARY, on_click=self.accept)
        self.verb.setDefault(not destructive)
        self.cancel.setDefault(destructive)
        foot.addWidget(self.cancel)
        foot.addWidget(self.verb)
        whole.addLayout(foot)
        self._foot = foot
        if settings is not None and isinstance(kept := settings.value(self._name), QByteArray):
            self._is_sized = self.restoreGeometry(kept)

    def begin_with(self, width: int, height: int) -> None:
        """Size in pixels at 100 % text where none was kept: a list wants more than the height that its texts need."""
        if not self._is_sized:
            self.resize(look().px(width), look().px(height))
            self._is_sized = True

    def add_button(self, button: Button) -> None:
        """One more choice, between Cancel and the verb."""
        self._foot.insertWidget(self._foot.count() - 1, button)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its texts ask at this width, and no larger than the screen; Qt asks without the width."""
        super().showEvent(event)
        wanted = self.heightForWidth(self.width())
        if wanted > 0 and not self._is_sized:
            self.resize(self.width(), wanted)
        self.resize(self.size().boundedTo(room_for_dialog(self)))
        self._is_sized = True
        self._stay_on_screen()

    def grow(self) -> None:
        """Higher where its texts ask for more by now."""
        if (wanted := self.heightForWidth(self.width())) > self.height():
            self.resize(QSize(self.width(), wanted).boundedTo(room_for_dialog(self)))
            self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """Qt places a dialog before it has its size; one that is high then would hide its buttons below the screen."""
        screen, room = self.screen().availableGeometry(), _ROOM_FOR_FRAME
        left = min(self.x(), screen.x() + screen.width() - self.width() - room.width())
        top = min(self.y(), screen.y() + screen.height() - self.height() - room.height())
        self.move(max(left, screen.x()), max(top, screen.y()))

    def done(self, result: int) -> None:
        """Keep size and place."""
        if self._settings is not None:
            self._settings.setValue(self._name, self.saveGeometry())
        super().done(result)


class ScrolledContent(QScrollArea):
    """Content that scrolls where the screen is too low for it, for instance at 200 %."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        content.setProperty("ground", "page")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    def hasHeightForWidth(self) -> bool:
        """As its content."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its content beside a scroll bar, which would stay where it alone makes a text wrap."""
        content = self._content
        beside = width - self.verticalScrollBar().sizeHint().width()
        return content.heightForWidth(beside) if content.hasHeightForWidth() else content.sizeHint().height()

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        return self._content.sizeHint()


def ask(parent: QWidget, title: str, heading: str, sentence: str, verb: str, *, destructive: bool = False) -> bool:
    """Ask once, for instance before a destructive act; true when the verb was pressed."""
    dialog = DecisionDialog(title, heading, sentence, verb, destructive=destructive, parent=parent)
    dialog.setMinimumWidth(look().px(460))
    return dialog.exec() == QDialog.DialogCode.Accepted
