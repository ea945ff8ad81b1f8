"""Setup (Opsætning): the steps with their evidence, in any order, and activation; product.md chapters 1, 2, 4 and 6."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.activation import ticks
from desktop.models.lamps import Lamp, integration_connection_lamp, unproven_since
from desktop.models.records import Side
from desktop.models.setup_steps import SetupStep, StepKey, next_step, setup_steps, steps_left
from desktop.texts import _, ngettext, shown
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.setup.badge import setup_badge
from desktop.views.setup.lamp_head import LampHead
from desktop.views.setup.register_faults import RegisterFaults
from desktop.views.setup.setup_actions import SetupActions, SetupSources
from desktop.views.setup.setup_reading import SetupReader, SetupReading, lines_of_run
from desktop.views.setup.step_list import CONNECTIONS, StepList
from desktop.views.setup.step_row import set_primary
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.labels import hairline
from desktop.views.shared.page import Badge, Page
from desktop.views.shared.state_line import StateLine


class SetupPage(Page):
    """The page. `on_integration` is called with the id of an integration that was made here, so that the window shows it."""

    def __init__(
        self,
        sources: SetupSources,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
        keeps_secrets: bool,
        on_integration: Callable[[int], object],
    ) -> None:
        super().__init__(_("Setup"))
        self._background, self._keeps_secrets = background, keeps_secrets
        self._reader = SetupReader(sources.connections, sources.fetching, sources.customers, sources.activation)
        self.reading: SetupReading | None = None
        self.actions_of_steps = SetupActions(
            self,
            sources,
            background=background,
            messages=messages,
            settings=settings,
            keeps_secrets=keeps_secrets,
            on_integration=on_integration,
        )
        self.faults = RegisterFaults(self, sources.register_check, background=background, messages=messages, settings=settings)
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
        self.steps = StepList()
        self.steps.pressed.connect(self.actions_of_steps.press)
        self.steps.test_pressed.connect(self.actions_of_steps.test)
        self.steps.reset_pressed.connect(self.actions_of_steps.reset)
        self.steps.rows[StepKey.REGISTERS].details.addWidget(self.faults.strip)
        column.addWidget(self.steps, 1)
        return whole

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """Read and show the setup of this integration."""
        if integration_id != self.integration_id:
            self.reading = None
        super().on_shown(integration_id)
        self.refresh()

    def on_requested(self, wanted: object) -> None:
        """`new`: make an integration, once the page is in sight."""
        if wanted == "new":
            QTimer.singleShot(0, self, self.actions_of_steps.make_integration)

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
        key = next_step(self._steps_now()) if self.reading else None
        return self.steps.rows[key].button if key else self.activate

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

    def _steps_now(self) -> list[SetupStep]:
        return setup_steps(self.reading.facts) if self.reading else []

    def _show_reading(self, reading: SetupReading) -> None:
        if reading.facts.integration.id != self.integration_id:
            return  # another integration was chosen meanwhile
        is_first, step_before = self.reading is None, self.first_focus()
        self.reading = reading
        self.show_steps()
        self.faults.follow(reading.facts, reading.customers_read_at)
        if is_first and self.isVisible() and not self.steps.isAncestorOf(self.focusWidget() or self):
            self._focus_next(None, self, self.activate)
        elif not is_first and step_before is not self.first_focus():
            self._focus_next(step_before)

    def _focus_next(self, *from_these: QWidget | None) -> None:
        """Give the keyboard to the next step, if one of these has it: who is elsewhere stays there."""
        first = self.first_focus()
        if first is not None and self.window().focusWidget() in from_these:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_steps(self) -> None:
        """Show what was read, and how far the run is."""
        if self.reading is None:
            return
        facts, steps = self.reading.facts, self._steps_now()
        said = _("{psa} and {finance}, in any order")
        self.set_state(said.format(psa=facts.labels[Side.PSA], finance=facts.labels[Side.FINANCE]))
        primary = next_step(steps)
        for step in steps:
            row = self.steps.rows[step.key]
            self.actions_of_steps.name_button(step, row.button, facts)
            set_primary(row.button, step.key is primary)
            row.show_step(step, trouble=self.actions_of_steps.trouble(step.key), is_last=step.key is StepKey.DEFAULT_ITEMS)
        for key in CONNECTIONS:
            self.actions_of_steps.name_tools(key, self.steps.tests[key], self.steps.resets[key], facts)
        self._show_registers(self.reading)
        self._show_head(self.reading, len(steps))
        self._show_activation(self.reading, is_next=primary is None)
        self.badge_changed.emit(setup_badge(self.reading.facts))

    def _show_registers(self, reading: SetupReading) -> None:
        run = self.actions_of_steps.run()
        if run is None or not (run.is_running or run.results):
            self.steps.show_registers(reading.registers, open_them=False)
            return
        lines = lines_of_run(reading.facts.labels, run.registers, run.results, is_running=run.is_running)
        self.steps.show_registers(lines, open_them=run.is_running or any(one.reason for one in run.results))
        if run.is_running:
            self.steps.rows[StepKey.REGISTERS].say(run.said)

    def _show_head(self, reading: SetupReading, total: int) -> None:
        facts = reading.facts
        lamp = integration_connection_lamp(facts.integration, facts.now)
        since = unproven_since(facts.integration, facts.now) if facts.now else None
        words = {Lamp.DONE: _("Established"), Lamp.REFUSED: _("Broken")}
        not_tested = _("Not tested since {time}").format(time=shown(since)) if since else _("Not established")
        self.head.connection.show_state(lamp, words.get(lamp, not_tested))
        left = len(steps_left(facts))
        if facts.activation.is_active:
            self.head.integration.show_state(Lamp.DONE, _("Active"))
        elif left:
            said = ngettext("Not active, {count} point is missing", "Not active, {count} points are missing", left)
            self.head.integration.show_state(Lamp.WAITING, said.format(count=shown(left)))
        else:
            self.head.integration.show_state(Lamp.WAITING, _("Not active, ready to be activated"))
        self.head.show_ready(total - left, total)
        warning = (
            "" if self._keeps_secrets else _("Credentials are not kept in a keyring here. They are forgotten when Bindeled closes.")
        )
        self.keyring.say(Lamp.UNKNOWN, warning)

    def _show_activation(self, reading: SetupReading, *, is_next: bool) -> None:
        state = reading.facts.activation
        self.steps.confirm.show_ticks(ticks(state))
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
