"""How the chosen integration stands, told round the pages: badges in the side bar, strips over the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer

from desktop.errors import PassingTrouble
from desktop.models.expenses import ExpenseRow
from desktop.models.lamps import Lamp
from desktop.models.proving import Attempt, is_to_be_tested, needs_proof
from desktop.models.records import Side
from desktop.texts import Message, _
from desktop.use_cases.choose_expenses import ExpenseSetup
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.show_overview import Overview, OverviewReading
from desktop.views.background import Background
from desktop.views.expenses.badge import expenses_badge
from desktop.views.invoices.badge import invoices_badge
from desktop.views.items.badge import items_badge
from desktop.views.link_customers.badge import customers_badge
from desktop.views.main_window import MainWindow
from desktop.views.messages import Messages
from desktop.views.setup.badge import setup_badge
from desktop.views.shared.amounts import moment
from desktop.views.shared.strips import StripKind, StripText
from desktop.views.window_use import WindowUse

_SOON = 1500  # ms
_LOOK_AGAIN = 60_000  # ms: how long an old proof, or a cable that is back, may go unnoticed


class IntegrationState:
    """Reads the store after work has ended, and brings the badges of all pages and the strips up to it.

    A connection without a proof of today is tested by itself: at once, when the window is used again, and every few minutes while
    it fails; never while `is_online` says that the computer has no way out.
    """

    def __init__(
        self,
        overview: Overview,
        connections: Connections,
        expenses: ExpenseSetup,
        frame: MainWindow,
        *,
        background: Background,
        messages: Messages,
        is_practice: bool,
        is_online: Callable[[], bool],
    ) -> None:
        self._overview, self._connections, self._expenses, self._frame = overview, connections, expenses, frame
        self._background, self._messages, self._is_practice = background, messages, is_practice
        self._is_online = is_online
        self._reading: OverviewReading | None = None
        self._attempts: dict[tuple[int, Side], Attempt] = {}
        self._strips_told: list[tuple[StripKind, str]] = []
        self._show_strips(None)
        self.clock = QTimer(frame)
        self.clock.timeout.connect(self.look_again)
        self.clock.start(_LOOK_AGAIN)
        self._use = WindowUse(frame)
        self._use.began.connect(self.look_again)

    def look_again(self) -> None:
        """Test what has no proof of today, as the integration was read last."""
        if self._reading is not None and self._reading.integration.id == self._frame.integration_id:
            self._prove_again(self._reading)

    def read_soon(self) -> None:
        """The same, once the page in sight has had its turn."""
        QTimer.singleShot(_SOON, self._frame, self.read)

    def read(self) -> None:
        """Read how the chosen integration stands: badges of all pages, also those nobody has opened yet, and strips."""
        id_ = self._frame.integration_id
        if id_ is None:
            self._show_strips(None)
        else:
            self._background.run(
                lambda _job: self._overview.read(id_), on_done=self._show_state, queue="overview", owner=self._frame
            )
            self._background.run(
                lambda _job: self._expenses.rows(id_),
                on_done=partial(self._show_expenses, id_),
                queue="overview",
                owner=self._frame,
            )

    def show_again(self) -> None:
        """What was read last, in the language shown now."""
        if self._reading is not None and self._reading.integration.id == self._frame.integration_id:
            self._show_state(self._reading)
        else:
            self._show_strips(None)

    def _show_state(self, reading: OverviewReading) -> None:
        if reading.integration.id != self._frame.integration_id:
            return
        self._reading = reading
        self._prove_again(reading)
        evidence = reading.facts.setup.activation
        self._frame.set_badge("setup", setup_badge(reading.facts.setup))
        self._frame.set_badge("link_customers", customers_badge(evidence.customers.undecided))
        self._frame.set_badge("items", items_badge(evidence.items.unusable_numbers))
        self._frame.set_badge("invoices", invoices_badge(reading.facts.invoices))
        self._show_strips(reading)

    def _show_expenses(self, integration_id: int, rows: list[ExpenseRow]) -> None:
        if integration_id == self._frame.integration_id:
            self._frame.set_badge("expenses", expenses_badge(rows))

    def _prove_again(self, reading: OverviewReading) -> None:
        """Test what has no proof of today; what comes of it stands on the lamp and in the log."""
        id_, now = reading.integration.id, dt.datetime.now(dt.UTC)
        for side in Side:
            connection = reading.integration.connection(side)
            if not needs_proof(connection, now):
                self._attempts.pop((id_, side), None)
            elif is_to_be_tested(connection, now, self._attempts.get((id_, side))) and self._is_online():
                self._attempts[id_, side] = Attempt(now)
                self._background.run(
                    partial(self._test_quietly, id_, side),
                    on_done=lambda _company: self._proven(),
                    on_failed=partial(self._not_proven, id_, side),
                    queue=f"finance-{id_}",
                    owner=self._frame,
                )

    def _test_quietly(self, integration_id: int, side: Side, _job: object) -> object:
        return self._connections.test(integration_id, side)

    def _not_proven(self, integration_id: int, side: Side, error: BaseException) -> None:
        self._attempts[integration_id, side] = Attempt(dt.datetime.now(dt.UTC), may_pass=isinstance(error, PassingTrouble))
        self._proven()

    def _proven(self) -> None:
        self._frame.refresh()
        self.read()

    def _show_strips(self, reading: OverviewReading | None) -> None:
        strips = []
        if self._is_practice:
            sentence = _("Practice mode: everything is read from the real systems, nothing is written.")
            strips.append(StripText(StripKind.PRACTICE, sentence))
        if reading is not None:
            strips += self._strips_of(reading)
        told = [(one.kind, one.text) for one in strips]
        if told != self._strips_told:
            self._strips_told = told
            self._frame.set_strips(strips)

    def _strips_of(self, reading: OverviewReading) -> list[StripText]:
        strips = []
        for side in Side:
            company = reading.integration.connection(side).company
            if company is not None and company.is_test:
                text = _("Test company in {system}: {company}").format(
                    system=reading.facts.setup.labels[side], company=company.name
                )
                strips.append(StripText(StripKind.TEST_COMPANY, text))
        failed, read_at = reading.failed, reading.oldest_register
        if failed is not None and read_at is not None:
            text = _("{system} could not be read the last time. What you see was read {time}.").format(
                system=failed.system, time=moment(read_at)
            )
            side = next((side for side, label in reading.facts.setup.labels.items() if label == failed.system), Side.FINANCE)
            again = partial(self._test, reading.integration.id, side, failed.system)
            strips.append(StripText(StripKind.NO_CONNECTION, text, _("Try again"), again))
        return strips

    def _test(self, integration_id: int, side: Side, system: str) -> None:
        """Ask the system that failed whether it answers now."""
        self._background.run(
            lambda _job: self._connections.test(integration_id, side),
            on_done=lambda company: self._messages.say(
                Message("{company} in {system} answers.", company=company.name, system=system), lamp=Lamp.DONE
            ),
            queue=f"finance-{integration_id}",
            title=_("Testing {system}").format(system=system),
            owner=self._frame,
        )
