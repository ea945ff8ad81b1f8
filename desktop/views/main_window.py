"""The window's frame: strips, side bar, the page in sight, status bar, and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop import texts
from desktop.texts import _
from desktop.views.background import Background
from desktop.views.closing import Closing
from desktop.views.messages import Messages
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline
from desktop.views.shared.page import Badge, Page
from desktop.views.shared.preferences import Preferences, speak_language
from desktop.views.shared.side_bar import IntegrationEntry, SideBar
from desktop.views.shared.status_bar import StatusBar
from desktop.views.shared.strips import Strip, StripKind, StripText
from desktop.views.shared.theme import Theme, look
from desktop.views.window_keys import window_actions

if TYPE_CHECKING:
    from desktop.views.record_finder import RecordFinder

_NARROW = 1100  # under this the side bar is a rail
_ROOMY = 1500  # under this a page that needs the width gets a rail


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page as the window knows it: `title` gives its name in the language shown, `make` builds it when it is first seen.

    One that is not `in_side_bar` shows a single record: other pages and the search lead to it, and Esc leads back.
    """

    key: str
    title: Callable[[], str]
    icon: str
    make: Callable[[], Page]
    in_side_bar: bool = True


class MainWindow(QMainWindow):
    """The window. `app` hands in everything; the window itself knows no rule and no record but the entries of its side bar.

    It is painted before the program's data are opened, so what it needs later (dialogs, the search) is loaded when it is wanted.
    """

    language_changed = Signal()

    def __init__(
        self,
        pages: Sequence[PageSpec],
        *,
        messages: Messages,
        background: Background,
        theme: Theme,
        settings: QSettings,
        on_integration: Callable[[int], object] | None = None,
    ) -> None:
        super().__init__()
        self._specs = list(pages)
        self._messages, self._background, self._theme, self._settings = messages, background, theme, settings
        self._on_integration = on_integration
        self.records: RecordFinder | None = None  # what Ctrl+K finds beside pages and actions, once the data are opened
        self.preferences = Preferences(settings)
        speak_language()
        self._made: dict[str, Page] = {}
        self._badges: dict[str, Badge] = {}
        self._integrations: list[IntegrationEntry] = []
        self._integration: int | None = None
        self._strip_texts: Sequence[StripText] = ()
        self._page = ""
        self._before = ""  # the page in the side bar that was shown last
        self._is_crash_shown = False
        self._closing = Closing(self, background, messages)
        self._factor = look().factor
        self._folded = str(settings.value("window/folded", "false")) == "true"
        self.setWindowTitle("Bindeled")
        messages.crashed.connect(self._show_crash)
        theme.changed.connect(self._follow_theme)
        self._build()
        self.resize(1366, 768)
        if isinstance(kept := settings.value("window/geometry"), QByteArray):
            self.restoreGeometry(kept)

    # building

    def _build(self) -> None:
        frame = QWidget()
        whole = QVBoxLayout(frame)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._strips = QVBoxLayout()
        self._strips.setSpacing(0)
        whole.addLayout(self._strips)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.side_bar = SideBar()
        self._stack = QStackedWidget()
        self._stack.setProperty("ground", "page")
        self._stack.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # A page must never make the window higher than a low screen: its lists give up the height instead.
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        middle.addWidget(self.side_bar)
        middle.addWidget(hairline(upright=True))
        middle.addWidget(self._stack, 1)
        whole.addLayout(middle, 1)
        whole.addWidget(hairline())
        self.status_bar = StatusBar(self._messages, self._background)
        whole.addWidget(self.status_bar)
        self.setCentralWidget(frame)
        self.side_bar.set_pages([(spec.key, spec.title(), spec.icon) for spec in self._specs if spec.in_side_bar])
        self.side_bar.page_chosen.connect(self.show_page)
        self.side_bar.integration_chosen.connect(self.choose_integration)
        self.side_bar.settings_requested.connect(self.open_preferences)
        self.side_bar.unfold_requested.connect(self.toggle_side_bar)
        self._make_actions()
        self.set_strips(self._strip_texts)
        for key, badge in self._badges.items():
            self.side_bar.set_badge(key, badge)
        self.side_bar.set_integrations(self._integrations, self._integration)
        self._fold()

    def _make_actions(self) -> None:
        for action in self.actions():
            self.removeAction(action)
        self._window_actions = window_actions(self, [(spec.key, spec.title()) for spec in self._specs if spec.in_side_bar])
        self.addActions(self._window_actions)

    def rebuild(self) -> None:
        """Make everything anew in the language shown now; the page and the integration stay."""
        page = self._forget_pages()
        speak_language()
        self._build()
        if page:
            self.show_page(page)

    def make_pages_anew(self) -> None:
        """The same for the pages alone: their specs make others now."""
        old = list(self._made.values())
        if page := self._forget_pages():
            self.show_page(page)
        for one in old:
            self._stack.removeWidget(one)
            one.deleteLater()

    def _forget_pages(self) -> str:
        """Leave the page in sight and forget all that were made; gives the key of the one that was in sight."""
        if (left := self.page) is not None:
            left.on_left()
        self._made.clear()
        key, self._page = self._page, ""
        return key

    # what app and pages tell the window

    def set_integrations(self, integrations: Sequence[IntegrationEntry], chosen: int | None = None) -> None:
        """The integrations with their lamps. Without `chosen` the one shown stays, else the one of the last run, else the first."""
        self._integrations = list(integrations)
        known = [one.id for one in integrations]
        kept = str(self._settings.value("window/integration", ""))
        wanted = [chosen, self._integration, int(kept) if kept.isdecimal() else None, *known]
        now = next((one for one in wanted if one in known), None)
        self.side_bar.set_integrations(self._integrations, now)
        if now != self._integration:
            self._integration = now
            self._tell_page()

    def set_strips(self, strips: Sequence[StripText]) -> None:
        """The strips over everything, top first; none when the list is empty."""
        self._strip_texts = tuple(strips)
        while (item := self._strips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for strip in strips:
            self._strips.addWidget(Strip(strip))
        for page in self._made.values():
            page.follow_connection(self._no_connection)

    @property
    def _no_connection(self) -> str:
        """What the strip says about a system that cannot be reached; empty when all can."""
        return next((strip.text for strip in self._strip_texts if strip.kind is StripKind.NO_CONNECTION), "")

    def set_badge(self, page: str, badge: Badge) -> None:
        """What stands behind a page's name in the side bar."""
        self._badges[page] = badge
        self.side_bar.set_badge(page, badge)

    def set_reason(self, page: str, reason: str) -> None:
        """Why a page can do nothing for the chosen integration; it is shown grey in the side bar. Empty: it can."""
        self.side_bar.set_reason(page, reason)

    def badge(self, page: str) -> Badge:
        """What stands behind a page's name now."""
        return self._badges.get(page, Badge())

    @property
    def integration_id(self) -> int | None:
        """The chosen integration."""
        return self._integration

    @property
    def page_keys(self) -> list[str]:
        """The pages there are, in the order of the side bar."""
        return [spec.key for spec in self._specs if spec.in_side_bar]

    @property
    def page(self) -> Page | None:
        """The page in sight."""
        return self._made.get(self._page)

    def show_page(self, key: str, wanted: object = None) -> None:
        """Bring a page to sight; `wanted` is what it is to show (an id it knows)."""
        spec = next((spec for spec in self._specs if spec.key == key), None)
        if spec is None:
            return
        if self._page != key and (left := self.page) is not None:
            left.on_left()
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = spec.make()
            page.badge_changed.connect(lambda badge, key=key: self.set_badge(key, badge))
            page.page_requested.connect(self.show_page)
            page.back_wanted.connect(self.go_back)
            page.rail_wanted.connect(self._fold)
            page.follow_connection(self._no_connection)
            self._stack.addWidget(page)
        self._page = key
        if spec.in_side_bar:
            self._before = key
            self._settings.setValue("window/page", key)
        self._stack.setCurrentWidget(page)
        self.side_bar.choose_page(key)
        self.status_bar.set_keys(page.status_keys())
        self._fold()
        page.on_shown(self._integration)
        if wanted is not None:
            page.on_requested(wanted)
        if (first := page.first_focus()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """From a page of a single record to the page of the side bar that was shown before it."""
        if self._page != self._before:
            self.show_page(self._before or self.page_keys[0])

    def show_first_page(self) -> None:
        """The page of the last run, else the first."""
        kept = str(self._settings.value("window/page", ""))
        keys = self.page_keys
        if keys:
            self.show_page(kept if kept in keys else keys[0])

    def choose_integration(self, integration_id: int) -> None:
        """Show the pages of another integration."""
        if integration_id == self._integration:
            return
        self._integration = integration_id
        self._settings.setValue("window/integration", str(integration_id))
        self.side_bar.set_integrations(self._integrations, integration_id)
        if self._on_integration is not None:
            self._on_integration(integration_id)
        self._tell_page()

    # keys

    def refresh(self) -> None:
        """Read the page again."""
        if (page := self.page) is not None:
            page.refresh()

    def toggle_side_bar(self) -> None:
        """Fold the side bar to a rail, or unfold it."""
        self._folded = not self.side_bar.is_rail
        self._settings.setValue("window/folded", "true" if self._folded else "false")
        self.side_bar.set_rail(self._folded)

    def search_everywhere(self) -> None:
        """Find a customer, an invoice, an item, a page or an action."""
        from desktop.views.quick_search import Choice, QuickSearch

        actions = [*(self.page.key_actions if self.page else []), *self._window_actions]
        choices = [Choice(one.text(), one.trigger, one.shortcut().toString()) for one in actions if one.isEnabled()]
        dialog = QuickSearch(choices, self.records, self._integration, self.show_page, self)
        dialog.exec()
        dialog.deleteLater()

    def show_keys(self) -> None:
        """All keys, those of the page first."""
        from desktop.views.shared.keys_overlay import KeysOverlay, keys_in_lists

        form = QKeySequence.SequenceFormat.PortableText
        everywhere = [KeyHint(one.shortcut().toString(form), one.text()) for one in self._window_actions]
        groups = [(self.page.title, self.page.keys())] if self.page and self.page.keys() else []
        KeysOverlay([*groups, (_("In lists"), keys_in_lists()), (_("Everywhere"), everywhere)], self).exec()

    def open_preferences(self) -> None:
        """Language, theme, text size."""
        from desktop.views.shared.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(self.preferences, self._theme, self)
        dialog.language_chosen.connect(self.change_language)
        dialog.exec()

    def change_language(self, language: str) -> None:
        """Everything in another language."""
        texts.set_language(language)
        self.rebuild()
        self.language_changed.emit()

    def step_integration(self, by: int) -> None:
        """The integration so many places further down the side bar, round and round."""
        ids = [one.id for one in self._integrations]
        if self._integration in ids:
            self.choose_integration(ids[(ids.index(self._integration) + by) % len(ids)])

    def next_area(self) -> None:
        """The keyboard goes to the next area of the page, then to the side bar."""
        page = self.page
        areas = [*(page.areas() if page else []), self.side_bar.list]
        visible = [area for area in areas if area.isVisible()]
        focus = QApplication.focusWidget()
        now = next((n for n, area in enumerate(visible) if focus is not None and (area is focus or area.isAncestorOf(focus))), -1)
        visible[(now + 1) % len(visible)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # the window itself

    def _tell_page(self) -> None:
        if (page := self.page) is not None:
            page.on_shown(self._integration)

    def _follow_theme(self) -> None:
        if look().factor != self._factor:  # margins and widths were made for another text size
            self._factor = look().factor
            self.rebuild()

    def _fold(self) -> None:
        width = self.width() / look().factor
        page = self.page
        needs_room = width < _NARROW or (page is not None and page.wants_rail() and width < _ROOMY)
        self.side_bar.set_rail(self._folded or needs_room)

    def _show_crash(self, details: str) -> None:
        if self._is_crash_shown:
            return  # one bug may strike again with every repaint; the technical log has them all
        from desktop.views.crash_dialog import CrashDialog

        self._is_crash_shown = True
        dialog = CrashDialog(details, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget_crash)
        dialog.open()

    def _forget_crash(self) -> None:
        self._is_crash_shown = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes to the page when nobody else took it, and leads back from a page of a single record."""
        if event.key() == Qt.Key.Key_Escape and self.page is not None:
            if not self.page.on_escape():
                self.go_back()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow windows get the rail."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fold()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Once what the user decided is kept: stop the work after the record it is at, and keep size and place."""
        if not self._closing.may_be_now():
            event.ignore()
            return
        if (page := self.page) is not None:
            page.on_left()
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._background.close()
        super().closeEvent(event)
