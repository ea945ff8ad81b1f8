"""Builds the window on top of the use cases: which pages there are, the side bar's lamps, and pictures of every page."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import __version__, texts
from desktop.app import Bindeled, open_bindeled
from desktop.diagnostics import struck_out
from desktop.models.lamps import Lamp, integration_connection_lamp, unproven_since
from desktop.models.records import Integration
from desktop.texts import _
from desktop.views.background import Background, Job
from desktop.views.crash_dialog import catch_unexpected
from desktop.views.integration_state import IntegrationState
from desktop.views.main_window import MainWindow, PageSpec
from desktop.views.messages import Messages
from desktop.views.record_finder import RecordFinder
from desktop.views.shared.page import Page
from desktop.views.shared.preferences import Preferences
from desktop.views.shared.side_bar import IntegrationEntry
from desktop.views.shared.theme import Theme, ThemeChoice

_PICTURE_SIZE = (1366, 768)
_FILLED_WITHIN = 60  # s

_log = logging.getLogger(__name__)


class Window:
    """The window with its pages on one opened program; a page's file is loaded when it is first seen."""

    def __init__(self, program: Bindeled, settings: QSettings) -> None:
        self.program = program
        self.settings = settings
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        preferences = Preferences(settings)
        texts.set_language(preferences.language)
        self.theme = Theme(app, preferences.theme, preferences.text_size)
        self.messages = Messages(struck_out)
        self.background = Background(self.messages)
        self.records = RecordFinder(program.search, program.connections.integration, self.background)
        self.frame = MainWindow(
            self._pages(),
            messages=self.messages,
            background=self.background,
            theme=self.theme,
            settings=settings,
            on_integration=lambda _id: self._follow_integration(),
            records=self.records,
        )
        self.state = IntegrationState(
            program.overview,
            program.connections,
            program.expense_setup,
            self.frame,
            background=self.background,
            messages=self.messages,
            is_practice=program.is_practice,
        )
        self.show_lamps()
        self.background.ended.connect(self._follow)
        self.frame.language_changed.connect(self._follow_language)

    def show_lamps(self, chosen: int | None = None) -> None:
        """The integrations with their two lamps, as the store has them now; `chosen` is the one to be shown from now on."""
        cards, before, now = self.program.connections, self.frame.integration_id, dt.datetime.now(dt.UTC)
        self.frame.set_integrations(
            [
                IntegrationEntry(
                    id=one.id,
                    name=one.name,
                    systems=" · ".join(cards.card(one.id, side).label for side in (one.psa.side, one.finance.side)),
                    connection=integration_connection_lamp(one, now),
                    connection_word=_connection_word(one, now),
                    activity=Lamp.DONE if one.is_active else Lamp.WAITING,
                    activity_word=_("Active") if one.is_active else _("Not active"),
                )
                for one in cards.integrations()
            ],
            chosen,
        )
        self._show_possible()
        if self.frame.integration_id != before:
            self.state.read_soon()

    def _follow_integration(self) -> None:
        self._show_possible()
        self.state.read()

    def _show_possible(self) -> None:
        """Grey the pages that the systems of the chosen integration have nothing for."""
        id_ = self.frame.integration_id
        reason = self.program.expense_setup.why_not(self.program.connections.integration(id_)) if id_ is not None else None
        self.frame.set_reason("expenses", str(reason or ""))

    def _follow(self, job: Job[object]) -> None:
        self.show_lamps()
        if job.title:  # work that the user started; what pages read by themselves has no title
            self.state.read()

    def _follow_language(self) -> None:
        self.show_lamps()
        self.state.show_again()

    def _pages(self) -> list[PageSpec]:
        """The pages, in the order of the side bar. Each gets just the use cases it needs."""
        return [
            PageSpec("overview", lambda: _("Overview"), "house", self._make_overview),
            PageSpec("setup", lambda: _("Setup"), "check-square", self._make_setup),
            PageSpec("link_customers", lambda: _("Link customers"), "link", self._make_link_customers),
            PageSpec("items", lambda: _("Item numbers"), "tag-simple", self._make_items),
            PageSpec("invoices", lambda: _("Invoices"), "article", self._make_invoices),
            PageSpec("expenses", lambda: _("Expenses"), "receipt", self._make_expenses),
            PageSpec("log", lambda: _("Log"), "list-dashes", self._make_log),
            PageSpec("customer", lambda: _("Customer"), "user", self._make_customer, in_side_bar=False),
        ]

    def _make_overview(self) -> Page:
        from desktop.views.overview.overview_page import OverviewPage

        return OverviewPage(self.program.overview, background=self.background, messages=self.messages, settings=self.settings)

    def _make_setup(self) -> Page:
        from desktop.views.setup.setup_page import SetupPage

        program = self.program
        return SetupPage(
            program.connections,
            program.fetching,
            program.customers,
            program.standard_values,
            program.activation,
            program.register_check,
            program.owner_change,
            program.updates,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
            keeps_secrets=program.keeps_secrets,
            on_integration=self.show_lamps,
        )

    def _make_link_customers(self) -> Page:
        from desktop.views.link_customers.aids import AidSources
        from desktop.views.link_customers.link_customers_page import LinkCustomersPage

        program = self.program
        return LinkCustomersPage(
            program.connections,
            program.fetching,
            program.linking,
            program.linking_undo,
            program.customers,
            AidSources(
                program.samples,
                program.duplicates,
                program.learning,
                program.updates,
                program.contacts,
                program.employees,
                program.people_updates,
                program.fetching,
                program.decision_files,
            ),
            background=self.background,
            messages=self.messages,
            settings=self.settings,
            is_practice=program.is_practice,
        )

    def _make_customer(self) -> Page:
        from desktop.views.customer.card_actions import CardSources
        from desktop.views.customer.customer_page import CustomerPage
        from desktop.views.link_customers.one_customer import see_changes

        program = self.program
        return CustomerPage(
            program.connections,
            CardSources(
                program.cards,
                program.linking,
                program.customers,
                program.updates,
                program.linking_undo,
                program.people,
                program.contacts,
            ),
            partial(see_changes, is_practice=program.is_practice, settings=self.settings),
            background=self.background,
            messages=self.messages,
            settings=self.settings,
        )

    def _make_items(self) -> Page:
        from desktop.views.items.items_page import ItemsPage

        program = self.program
        return ItemsPage(
            program.connections,
            program.items,
            program.default_items,
            program.fetching,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
        )

    def _make_invoices(self) -> Page:
        from desktop.views.invoices.invoices_page import InvoicesPage

        program = self.program
        return InvoicesPage(
            program.connections,
            program.transfers,
            program.previews,
            program.sending,
            program.items,
            program.default_items,
            program.customers,
            program.settling,
            program.reconciliation,
            program.log,
            program.fetching,
            program.acceptance,
            program.sign_offs,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
            practice=program.is_practice,
        )

    def _make_expenses(self) -> Page:
        from desktop.views.expenses.expenses_page import ExpensesPage

        program = self.program
        return ExpensesPage(
            program.connections,
            program.expense_setup,
            program.expenses,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
        )

    def _make_log(self) -> Page:
        from desktop.views.log.log_page import LogPage

        return LogPage(self.program.log, background=self.background, messages=self.messages, settings=self.settings)


def _connection_word(integration: Integration, now: dt.datetime) -> str:
    """What the lamp *Connection* says in the side bar."""
    if integration_connection_lamp(integration, now) is Lamp.DONE:
        return _("Established")
    since = unproven_since(integration, now)
    return _("Not tested since {time}").format(time=texts.shown(since)) if since else _("Not established")


def run_window(program: Bindeled) -> int:
    """Open the window and stay until it is closed; gives the exit code."""
    app = _application()
    window = Window(program, QSettings(str(program.paths.settings), QSettings.Format.IniFormat))
    window.messages.crashed.connect(lambda details: _log.error("unexpected error\n%s", details))
    hooks = sys.excepthook, threading.excepthook
    catch_unexpected(window.messages)
    window.frame.show()
    window.frame.show_first_page()
    gc.freeze()  # nor does a later search for cycles stop the window to look through all that was loaded
    gc.enable()
    signal.signal(signal.SIGINT, lambda *_: window.frame.close())
    awake = QTimer()  # lets Python look at signals while Qt waits
    awake.start(200)
    awake.timeout.connect(lambda: None)
    try:
        return app.exec()
    finally:
        sys.excepthook, threading.excepthook = hooks


def first_paint(data_folder: Path) -> None:
    """Open the program and its window, paint once and leave: what a start costs (benchmarks/starting.py)."""
    program = open_bindeled(data_folder, for_this_run=True)
    app = _application()
    window = Window(program, QSettings(str(program.paths.settings), QSettings.Format.IniFormat))
    window.frame.show()
    window.frame.show_first_page()
    app.processEvents()
    window.frame.close()
    program.close()


def draw_pages(program: Bindeled, folder: Path, size: tuple[int, int] = _PICTURE_SIZE) -> list[Path]:
    """Draw every page, filled, in both languages and both themes into the folder; gives the files (`log-dark-da.png`)."""
    from desktop.views.invoices.invoices_page import RECONCILE, InvoicesPage

    app = _application()
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / ".settings.ini"
    files = []
    before = texts.language()
    window = Window(program, QSettings(str(kept), QSettings.Format.IniFormat))
    window.frame.resize(*size)
    window.frame.show()
    window.frame.activateWindow()
    for language in texts.LANGUAGES:
        window.frame.change_language(language)
        window.state.read()
        for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            window.theme.choose(theme)
            for key in window.frame.page_keys:
                window.frame.show_page(key)
                _until_filled(app, window)
                files.append(folder / f"{key}-{theme.value}-{language}.png")
                window.frame.grab().save(str(files[-1]))
                if isinstance(page := window.frame.page, InvoicesPage):  # its third tab is a page of its own to whoever reads
                    first = page.tabs.key
                    page.tabs.choose(RECONCILE)
                    _until_filled(app, window)
                    files.append(folder / f"reconcile-{theme.value}-{language}.png")
                    window.frame.grab().save(str(files[-1]))
                    page.tabs.choose(first)
    window.frame.close()
    window.frame.deleteLater()
    kept.unlink(missing_ok=True)
    texts.set_language(before)
    return files


def _application() -> QApplication:
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Bindeled")
    app.setApplicationVersion(__version__)
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    return app


def _until_filled(app: QApplication, window: Window) -> None:
    """Let the page finish what it reads and settle its layout, so that the picture shows it filled."""
    until = time.monotonic() + _FILLED_WITHIN
    quiet = 0
    while quiet < 5 and time.monotonic() < until:  # work that is done may start more: quiet only when nothing came for a while
        app.processEvents()
        time.sleep(0.01)
        quiet = 0 if window.background.running else quiet + 1
