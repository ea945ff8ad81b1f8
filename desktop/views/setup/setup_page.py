"""Setup (Opsætning): the steps with their evidence, in any order, and activation; product.md chapters 1, 2, 4 and 6."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp, integration_connection_lamp
from desktop.models.records import Side
from desktop.models.setup_steps import SetupStep, StepKey, next_step, setup_steps, ticks
from desktop.texts import _, ngettext, shown
from desktop.use_cases.activate_integration import IntegrationActivation
from desktop.use_cases.choose_standard_values import StandardValueChoice
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import RecordFetching
from desktop.use_cases.sync_customers import CustomerSync
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.setup.confirm_section import ConfirmSection
from desktop.views.setup.lamp_head import LampHead
from desktop.views.setup.register_lines import RegisterLines
from desktop.views.setup.setup_actions import SetupActions
from desktop.views.setup.setup_reading import SetupReader, SetupReading, lines_of_run
from desktop.views.setup.step_row import StepRow, set_primary
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.labels import hairline
from desktop.views.shared.page import Badge, Page
from desktop.views.shared.state_line import StateLine

_CONNECTIONS = (StepKey.PSA_CONNECTION, StepKey.FINANCE_CONNECTION)


class SetupPage(Page):
    """The page. `on_integration` is called with the id of an integration that was made here, so that the window shows it."""

    def __init__(
        self,
        connections: Connections,
        fetching: RecordFetching,
        customers: CustomerSync,
        standard_values: StandardValueChoice,
        activation: IntegrationActivation,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
        keeps_secrets: bool,
        on_integration: Callable[[int], object],
    ) -> None:
        super().__init__(_("Setup"))
        self._background, self._keeps_secrets = background, keeps_secrets
        self._reader = SetupReader(connections, fetching, customers, activation)
        self.reading: SetupReading | None = None
        self.actions_of_steps = SetupActions(
            self,
            connections,
            fetching,
            customers,
            standard_values,
            activation,
            background=background,
            messages=messages,
            settings=settings,
            keeps_secrets=keeps_secrets,
            on_integration=on_integration,
        )
        self._empty, self._list = self._make_empty(), self._make_steps()
        self.body.addWidget(self._empty)
        self.body.addWidget(self._list)
        self._new = Button(_("New integration …"), Kind.QUIET, icon="plus", on_click=self.actions_of_steps.make_integration)
        self.add_tool(self._new)
        self._bar = ActionBar()
        self.activate = self._bar.add_button(Button(_("Activate integration …"), on_click=self.actions_of_steps.activate))
        self.set_action_bar(self._bar)
        self.add_key("Ctrl+Return", _("Activate integration"), self.activate.click)
        self._show_emptiness(is_empty=False)

    # building

    def _make_empty(self) -> QWidget:
        self._first = Button(_("New integration …"), Kind.PRIMARY, on_click=self.actions_of_steps.make_integration)
        text = _(
            "An integration joins one PSA to one company of one finance system. You connect the two, and nothing is written "
            "in any of them before you say so."
        )
        return EmptyPage(_("Make the first integration"), text, primary=self._first)

    def _make_steps(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = LampHead()
        column.addWidget(self.head)
        column.addWidget(hairline())
        self.keyring = StateLine()
        column.addWidget(self.keyring)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._make_list())
        column.addWidget(scroll, 1)
        self._scroll = scroll
        return whole

    def _make_list(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("ground", "page")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        actions = self.actions_of_steps
        self.rows: dict[StepKey, StepRow] = {}
        self.tests: dict[StepKey, Button] = {}
        self.resets: dict[StepKey, Button] = {}
        for key in StepKey:
            tools: list[Button] = []
            button = Button("", on_click=partial(actions.press, key))
            if key in _CONNECTIONS:
                self.tests[key] = Button(_("Test"), Kind.QUIET, on_click=partial(actions.test, key))
                self.resets[key] = Button(_("Reset …"), Kind.QUIET, on_click=partial(actions.reset, key))
                tools = [self.tests[key], self.resets[key]]
            elif key is StepKey.REGISTERS:
                self._each = Button(_("Show each"), Kind.QUIET, on_click=self._toggle_registers)
                tools = [self._each]
            self.rows[key] = StepRow(button, tools)
            column.addWidget(self.rows[key])
        self.registers = RegisterLines()
        self.registers.hide()
        self.rows[StepKey.REGISTERS].details.addWidget(self.registers)
        column.addWidget(hairline())
        self.confirm = ConfirmSection()
        column.addWidget(self.confirm)
        column.addStretch()
        return inner

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """Read and show the setup of this integration."""
        if integration_id != self.integration_id:
            self.reading = None
        super().on_shown(integration_id)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        id_ = self.integration_id
        self._show_emptiness(is_empty=id_ is None)
        if id_ is not None:
            self._background.run(lambda _job: self._reader.read(id_), on_done=self._show_reading, owner=self)

    def first_focus(self) -> QWidget | None:
        """The next sensible step."""
        if self.integration_id is None:
            return self._first
        key = next_step(self._steps()) if self.reading else None
        return self.rows[key].button if key else self.activate

    def areas(self) -> list[QWidget]:
        """The steps and the bar."""
        first = self.first_focus()
        return [one for one in (first, self.activate) if one is not None]

    def on_escape(self) -> bool:
        """Stop reading registers."""
        run = self.actions_of_steps.run()
        if run is None or not run.is_running:
            return False
        run.stop()
        return True

    # showing

    def _show_emptiness(self, *, is_empty: bool) -> None:
        self._empty.setVisible(is_empty)
        self._list.setVisible(not is_empty)
        self._new.setVisible(not is_empty)
        self._bar.setVisible(not is_empty)
        if is_empty:
            self.set_state("")
            self.badge_changed.emit(Badge())

    def _steps(self) -> list[SetupStep]:
        return setup_steps(self.reading.facts) if self.reading else []

    def _show_reading(self, reading: SetupReading) -> None:
        if reading.facts.integration.id != self.integration_id:
            return  # another integration was chosen meanwhile
        is_first = self.reading is None
        self.reading = reading
        self.show_steps()
        if is_first and self.isVisible() and not self._scroll.isAncestorOf(self.focusWidget() or self):
            self._focus_next()

    def _focus_next(self) -> None:
        first = self.first_focus()
        if first is not None and self.window().focusWidget() in (None, self, self.activate):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_steps(self) -> None:
        """Show what was read, and how far the run is."""
        if self.reading is None:
            return
        facts, steps = self.reading.facts, self._steps()
        left = sum(not step.is_done for step in steps)
        said = _("{psa} and {finance}, in any order")
        self.set_state(said.format(psa=facts.labels[Side.PSA], finance=facts.labels[Side.FINANCE]))
        primary = next_step(steps)
        for step in steps:
            row = self.rows[step.key]
            self.actions_of_steps.name_button(step, row.button, facts)
            set_primary(row.button, step.key is primary)
            row.show_step(step, trouble=self.actions_of_steps.trouble(step.key), is_last=step.key is StepKey.ITEMS)
        for key in _CONNECTIONS:
            has_key = bool(self.actions_of_steps.connection(key, facts).key)
            self.tests[key].setVisible(has_key)
            self.resets[key].setVisible(has_key)
        self._show_registers()
        self._show_head(left, len(steps))
        self._show_activation(primary is None)
        self.badge_changed.emit(setup_badge(self.reading.facts))

    def _show_registers(self) -> None:
        assert self.reading is not None
        run = self.actions_of_steps.run()
        if run is not None and (run.is_running or run.results):
            self.registers.show_lines(lines_of_run(self.reading.facts.labels, run.results, is_running=run.is_running))
            if run.is_running:
                self.rows[StepKey.REGISTERS].say(run.said)
        else:
            self.registers.show_lines(self.reading.registers)
        if run is not None and (run.is_running or any(one.reason for one in run.results)):
            self.registers.show()
        self._name_each()

    def _toggle_registers(self) -> None:
        self.registers.setVisible(self.registers.isHidden())
        self._name_each()

    def _name_each(self) -> None:
        self._each.setText(_("Show each") if self.registers.isHidden() else _("Hide"))

    def _show_head(self, left: int, total: int) -> None:
        assert self.reading is not None
        facts = self.reading.facts
        lamp = integration_connection_lamp(facts.integration)
        words = {Lamp.DONE: _("Established"), Lamp.REFUSED: _("Broken")}
        self.head.connection.show_state(lamp, words.get(lamp, _("Not established")))
        missing = len(facts.activation.missing)
        if facts.activation.is_active:
            self.head.integration.show_state(Lamp.DONE, _("Active"))
        elif missing:
            said = ngettext("Not active, {count} point is missing", "Not active, {count} points are missing", missing)
            self.head.integration.show_state(Lamp.WAITING, said.format(count=shown(missing)))
        else:
            self.head.integration.show_state(Lamp.WAITING, _("Not active, ready to be activated"))
        self.head.show_ready(total - left, total)
        warning = (
            "" if self._keeps_secrets else _("Credentials are not kept in a keyring here. They are forgotten when Bindeled closes.")
        )
        self.keyring.say(Lamp.UNKNOWN, warning)

    def _show_activation(self, is_next: bool) -> None:
        assert self.reading is not None
        state = self.reading.facts.activation
        self.confirm.show_ticks(ticks(state))
        missing = state.missing
        if state.is_active:
            self.activate.setText(_("Deactivate"))
            self._bar.set_summary(_("The integration is active."), missing[0].render() if missing else "")
        elif missing:
            self.activate.setText(_("Activate integration …"))
            self._bar.set_summary("", _("Activate now, and this may happen: {what}").format(what=missing[0].render()))
        else:
            self.activate.setText(_("Activate integration"))
            self._bar.set_summary("", _("Everything is ready."))
        set_primary(self.activate, is_next and not state.is_active)


def setup_badge(facts: SetupFacts) -> Badge:
    """How many steps are left, for the side bar."""
    left = sum(not step.is_done for step in setup_steps(facts))
    return Badge(ngettext("{count} left", "{count} left", left).format(count=shown(left))) if left else Badge()
