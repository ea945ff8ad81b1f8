"""Builds the window on top of the use cases: how it starts, which pages there are, the side bar's lamps."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import __version__, texts
from desktop.errors import BindeledError
from desktop.paths import Paths
from desktop.texts import _
from desktop.views.background import Background, Job
from desktop.views.main_window import MainWindow, PageSpec
from desktop.views.messages import Messages, catch_unexpected
from desktop.views.opening_page import OpeningPage
from desktop.views.shared.page import Page
from desktop.views.shared.preferences import Preferences
from desktop.views.shared.theme import Theme

if TYPE_CHECKING:  # the window is painted before the store, the connectors and the use cases are loaded
    from desktop.app import Bindeled

_log = logging.getLogger(__name__)


class Window:
    """The window: its frame is there at once; the pages come when the program behind it is opened.

    A page's file is loaded when the page is first seen.
    """

    def __init__(self, program: Bindeled | None, settings: QSettings) -> None:
        """Without a program the pages wait until `open` has opened it."""
        self.settings = settings
        self.trouble: BaseException | None = None  # why the program cannot be opened
        self._program: Bindeled | None = None
        self._opening = threading.Lock()  # held while the program is opened
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        preferences = Preferences(settings)
        texts.set_language(preferences.language)
        self.theme = Theme(app, preferences.theme, preferences.text_size)
        self.messages = Messages(_without_secrets)
        self.background = Background(self.messages)
        self.frame = MainWindow(
            self._pages(),
            messages=self.messages,
            background=self.background,
            theme=self.theme,
            settings=settings,
            on_integration=lambda _id: self._follow_integration(),
        )
        if program is not None:
            self.fill(program)

    @property
    def program(self) -> Bindeled:
        """The opened program; nobody asks before it is there."""
        assert self._program is not None
        return self._program

    def open(self, opening: Callable[[], Bindeled], started: Callable[[], object] = lambda: None) -> None:
        """Show the frame, then open the program behind it: database, connectors and use cases load longer than the window.

        `started` is called when the pages are there, or say why they cannot be.
        """

        def work(job: Job[Bindeled]) -> Bindeled:
            with self._opening:
                job.check()  # nothing is opened for a window that is closed already
                try:
                    return opening()
                except BaseException as trouble:
                    self.trouble = trouble  # the window may be closed before it could show it
                    raise

        def opened(program: Bindeled) -> None:
            try:
                self.fill(program)
            except Exception as trouble:  # whatever it is, pages that say "Opening" for ever would hide it
                self._program = None
                self._tell_trouble(trouble)
            started()

        def failed(trouble: BaseException) -> None:
            self._tell_trouble(trouble)
            started()

        self.frame.show_first_page()
        self.frame.show()
        QApplication.processEvents()  # paints, before the loading of the rest takes its share of the time
        self.background.run(work, on_done=opened, on_failed=failed, queue="open")

    def await_opening(self) -> None:
        """Wait for an opening that is under way: who asked for the program closes it, and can do so only once it is there."""
        self._opening.acquire()
        self._opening.release()

    def fill(self, program: Bindeled) -> None:
        """Put the pages, the integrations and the search on the opened program."""
        from desktop.views.integration_lamps import IntegrationLamps
        from desktop.views.integration_state import IntegrationState
        from desktop.views.online import is_online
        from desktop.views.record_finder import RecordFinder

        self._program = program
        self.frame.records = RecordFinder(program.search, program.connections.integration, self.background)
        self.state = IntegrationState(
            program.overview,
            program.connections,
            program.expense_setup,
            self.frame,
            background=self.background,
            messages=self.messages,
            is_practice=program.is_practice,
            is_online=is_online,
        )
        self.lamps = IntegrationLamps(
            program.connections, program.expense_setup, self.frame, background=self.background, on_other=self.state.read_soon
        )
        self.state.clock.timeout.connect(self.lamps.show_again)  # a proof grows old while nothing happens
        self.lamps.show_now()
        self.frame.make_pages_anew()
        self.background.ended.connect(self._follow)
        self.frame.language_changed.connect(self._follow_language)

    def _tell_trouble(self, trouble: BaseException) -> None:
        """Why the program cannot be opened stands in every page's place until the window is closed."""
        self.trouble = trouble
        self.frame.make_pages_anew()
        if not isinstance(trouble, BindeledError):
            self.messages.unexpected(trouble)

    def _follow_integration(self) -> None:
        self.lamps.show_possible()
        self.state.read()

    def _follow(self, job: Job[object]) -> None:
        self.lamps.follow(job)
        if job.title:  # work that the user started; what pages read by themselves has no title
            self.state.read()

    def _follow_language(self) -> None:
        self.lamps.show_again()
        self.state.show_again()

    def _pages(self) -> list[PageSpec]:
        """The pages, in the order of the side bar. Each gets just the use cases it needs."""
        return [
            self._page("overview", lambda: _("Overview"), "house", self._make_overview),
            self._page("setup", lambda: _("Setup"), "check-square", self._make_setup),
            self._page("link_customers", lambda: _("Link customers"), "link", self._make_link_customers),
            self._page("items", lambda: _("Item numbers"), "tag-simple", self._make_items),
            self._page("invoices", lambda: _("Invoices"), "article", self._make_invoices),
            self._page("expenses", lambda: _("Expenses"), "receipt", self._make_expenses),
            self._page("log", lambda: _("Log"), "list-dashes", self._make_log),
            self._page("customer", lambda: _("Customer"), "user", self._make_customer, in_side_bar=False),
        ]

    def _page(
        self, key: str, title: Callable[[], str], icon: str, make: Callable[[], Page], *, in_side_bar: bool = True
    ) -> PageSpec:
        """A page that waits in its place until the program is opened."""

        def made() -> Page:
            if self._program is not None:
                return make()
            return OpeningPage(title(), self.trouble)

        return PageSpec(key, title, icon, made, in_side_bar)

    def _make_overview(self) -> Page:
        from desktop.views.overview.overview_page import OverviewPage

        return OverviewPage(self.program.overview, background=self.background, messages=self.messages, settings=self.settings)

    def _make_setup(self) -> Page:
        from desktop.views.setup.setup_actions import SetupSources
        from desktop.views.setup.setup_page import SetupPage

        program = self.program
        return SetupPage(
            SetupSources(
                program.connections,
                program.fetching,
                program.customers,
                program.standard_values,
                program.activation,
                program.register_check,
                program.owner_change,
                program.updates,
            ),
            background=self.background,
            messages=self.messages,
            settings=self.settings,
            keeps_secrets=program.keeps_secrets,
            on_integration=self.lamps.show_now,
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
        from desktop.views.invoices.invoices_page import InvoiceSources, InvoicesPage

        program = self.program
        return InvoicesPage(
            InvoiceSources(
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
                program.judging,
                program.numbers,
            ),
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


def run_window(paths: Paths, opening: Callable[[], Bindeled], started: Callable[[], object] = lambda: None) -> int:
    """Show the window, open the program behind it, and stay until the window is closed; gives the exit code.

    When the program cannot be opened, the window says why; what `opening` raised is raised again once the window is closed.
    `started` is called when the program is open in the window, or the window says why not.
    """
    app = application()
    with suppress(OSError):  # told when the program is opened, which needs the same folders
        paths.make()
    language = texts.language()
    window = Window(None, QSettings(str(paths.settings), QSettings.Format.IniFormat))
    window.messages.crashed.connect(lambda details: _log.error("unexpected error\n%s", details))
    hooks = sys.excepthook, threading.excepthook
    catch_unexpected(window.messages)
    window.open(opening, started)
    signal.signal(signal.SIGINT, lambda *_: window.frame.close())
    awake = QTimer()  # lets Python look at signals while Qt waits
    awake.start(200)
    awake.timeout.connect(lambda: None)
    try:
        exit_code = app.exec() if window.frame.isVisible() else 0  # it may have been closed while it was painted
    finally:
        sys.excepthook, threading.excepthook = hooks
    window.await_opening()
    if window.trouble is not None:
        texts.set_language(language)  # who called the program is told in the language that was asked of it
        raise window.trouble
    return exit_code


def _without_secrets(text: str) -> str:
    from desktop.diagnostics import struck_out

    return struck_out(text)


def application() -> QApplication:
    """The one of this process, made if need be."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Bindeled")
    app.setApplicationVersion(__version__)
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    return app
