"""What the buttons of the setup do: open a dialog, start a run, or go to another page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog

from desktop.errors import Cancelled
from desktop.models.lamps import Lamp
from desktop.models.owner_rules import OwnerRules
from desktop.models.records import Choice, ChoiceKind, Integration, Side, StandardValues
from desktop.models.setup_steps import SetupFacts, SetupStep, StepKey
from desktop.texts import Message, _
from desktop.use_cases.activate_integration import IntegrationActivation
from desktop.use_cases.carry_updates import CarryWay, UpdateCarrying
from desktop.use_cases.change_owner import OwnerChange
from desktop.use_cases.check_registers import RegisterCheck
from desktop.use_cases.choose_standard_values import StandardValueChoice
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import RecordFetching, Register, registers_of
from desktop.use_cases.sync_customers import CustomerSync, modes
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.setup.activation_dialog import ActivationDialog
from desktop.views.setup.connection_actions import ConnectionActions, side_of
from desktop.views.setup.new_integration_dialog import NewIntegrationDialog
from desktop.views.setup.owner_dialog import OwnerDialog
from desktop.views.setup.register_run import RegisterRun
from desktop.views.setup.standard_values_dialog import StandardValuesDialog
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialogs import ask

if TYPE_CHECKING:
    from desktop.views.setup.setup_page import SetupPage

Lists = tuple[dict[ChoiceKind, list[Choice]], StandardValues, StandardValues]


@dataclass(frozen=True, slots=True)
class SetupSources:
    """The use cases behind the page."""

    connections: Connections
    fetching: RecordFetching
    customers: CustomerSync
    standard_values: StandardValueChoice
    activation: IntegrationActivation
    register_check: RegisterCheck
    owner_change: OwnerChange
    updates: UpdateCarrying


class SetupActions:
    """The actions of one page. Results go to the status bar, troubles also into the row they belong to."""

    def __init__(
        self,
        page: SetupPage,
        sources: SetupSources,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
        keeps_secrets: bool,
        on_integration: Callable[[int], object],
    ) -> None:
        self._page = page
        self._connections, self._fetching, self._customers = sources.connections, sources.fetching, sources.customers
        self._standard_values, self._activation = sources.standard_values, sources.activation
        self._owner_change, self._updates = sources.owner_change, sources.updates
        self._background, self._messages, self._settings = background, messages, settings
        self._on_integration = on_integration
        self._runs: dict[int, RegisterRun] = {}
        self._of_connections = ConnectionActions(
            page,
            sources.connections,
            background=background,
            messages=messages,
            settings=settings,
            keeps_secrets=keeps_secrets,
            on_change=page.refresh,
        )

    # what the page asks

    def run(self) -> RegisterRun | None:
        """The run of the integration in sight, running or over."""
        return self._runs.get(self._page.integration_id or 0)

    def trouble(self, key: StepKey) -> str:
        """What went wrong the last time this step was tried."""
        return self._of_connections.trouble(self._page.integration_id or 0, key)

    def name_button(self, step: SetupStep, button: Button, facts: SetupFacts) -> None:
        """What the button of a step says now, and whether it can be pressed."""
        button.set_enabled(True)
        match step.key:
            case StepKey.PSA_CONNECTION | StepKey.FINANCE_CONNECTION:
                button.setText(_("Switch …") if facts.integration.connection(side_of(step.key)).key else _("Connect …"))
            case StepKey.REGISTERS:
                run = self.run()
                is_running = run is not None and run.is_running
                button.setText(_("Stop") if is_running else _("Fetch again") if facts.registers.count else _("Fetch"))
                if not (facts.integration.psa.is_established and facts.integration.finance.is_established):
                    button.set_enabled(False, _("Connect both systems first."))
            case StepKey.OWNER:
                button.setText(_("Change …") if step.is_done else _("Choose …"))
            case StepKey.STANDARD_VALUES:
                button.setText(_("Change …") if facts.activation.standard_values.chosen else _("Choose …"))
                if facts.why_no_standard_values is not None:
                    button.set_enabled(False, facts.why_no_standard_values.render())
                elif not (facts.activation.standard_values.is_read or facts.integration.finance.is_established):
                    button.set_enabled(False, _("Connect {system} first.").format(system=facts.labels[Side.FINANCE]))
            case StepKey.CUSTOMERS:
                button.setText(_("Show") if step.is_done else _("Continue"))
            case StepKey.ITEMS:
                button.setText(_("Show") if step.is_done else _("Choose item numbers"))
            case StepKey.DEFAULT_ITEMS:
                button.setText(_("Show") if step.is_done else _("Choose …"))

    def name_tools(self, key: StepKey, test: Button, reset: Button, facts: SetupFacts) -> None:
        """Test and reset are there once something was entered."""
        has_key = bool(facts.integration.connection(side_of(key)).key)
        test.setVisible(has_key)
        reset.setVisible(has_key)
        test.set_enabled(not self._of_connections.is_tested_now(facts.integration.id, key), _("It is being tested."))

    # what the buttons do

    def test(self, key: StepKey) -> None:
        """Prove that a connection still works."""
        self._of_connections.test(self._id(), key)

    def reset(self, key: StepKey) -> None:
        """Remove the credentials of a connection."""
        self._of_connections.reset(self._id(), key)

    def press(self, key: StepKey) -> None:
        """The button of a step."""
        match key:
            case StepKey.PSA_CONNECTION | StepKey.FINANCE_CONNECTION:
                menu = self._of_connections.systems_menu(self._id(), key) if self._has_key(key) else None
                button = self._page.steps.rows[key].button
                if menu is None:
                    self._of_connections.connect(self._id(), key)
                else:
                    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
            case StepKey.REGISTERS:
                self.fetch()
            case StepKey.OWNER:
                self.choose_owner()
            case StepKey.STANDARD_VALUES:
                self.choose_standard_values()
            case StepKey.CUSTOMERS:
                self._page.page_requested.emit("link_customers", None)
            case StepKey.ITEMS:
                self._page.page_requested.emit("items", "items")
            case StepKey.DEFAULT_ITEMS:
                self._page.page_requested.emit("items", "defaults")

    def make_integration(self) -> None:
        """Ask for name and systems, and make it."""
        dialog = NewIntegrationDialog(self._connections.systems(Side.PSA), self._connections.systems(Side.FINANCE), self._page)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            made = self._connections.create(*dialog.chosen)
            self._messages.say(Message("{name} was made. Connect the two systems now.", name=made.name), lamp=Lamp.DONE)
            self._on_integration(made.id)

    def fetch(self) -> None:
        """Read all registers; pressed while they are being read, stop."""
        run = self.run()
        if run is not None and run.is_running:
            run.stop()
            return
        self._start_run(registers_of(self._connections.card(self._id(), Side.FINANCE)), self._page.refresh)

    def _start_run(self, registers: tuple[Register, ...], on_end: Callable[[], object]) -> None:
        id_ = self._id()
        run = self._runs[id_] = RegisterRun(self._connections, self._fetching, self._background, id_, self._page)

        def changed() -> None:
            self._page.show_steps()
            if not run.is_running:
                lamp = Lamp.REFUSED if any(one.reason for one in run.results) else Lamp.DONE
                self._messages.say(run.summary(), lamp=lamp)
                on_end()

        def failed(error: BaseException) -> None:
            if isinstance(error, Cancelled):
                self._messages.say(error.message)
            else:
                self._messages.failed(error)
            self._page.refresh()

        run.start(changed, failed, registers)

    def choose_owner(self) -> None:
        """Ask who owns the customers."""
        integration = self._connections.integration(self._id())
        psa, finance = (self._connections.card(integration.id, side) for side in (Side.PSA, Side.FINANCE))
        dialog = OwnerDialog(
            self._customers.rules(integration),
            modes(psa, finance),
            psa.label,
            finance.label,
            is_at_once=self._updates.way(integration) is CarryWay.AT_ONCE,
            settings=self._settings,
            parent=self._page,
        )
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        rules, way = dialog.rules, CarryWay.AT_ONCE if dialog.is_at_once else CarryWay.BATCH
        if not self._customers.are_rules_chosen(integration) or rules == self._customers.rules(integration):
            self._keep_owner(integration, rules, way)
            return
        self._background.run(
            lambda _job: self._owner_change.consequences(integration, rules),
            on_done=lambda found: self._ask_owner(integration, rules, way, found),
            owner=self._page,
        )

    def _ask_owner(self, integration: Integration, rules: OwnerRules, way: CarryWay, consequences: list[Message]) -> None:
        """What another choice changes is shown before it is made."""
        sentence = "\n".join(str(one) for one in consequences)
        heading = _("Choose another owner of the customers?")
        if ask(self._page, _("Customer owner"), heading, sentence, _("Choose")):
            self._keep_owner(integration, rules, way)

    def _keep_owner(self, integration: Integration, rules: OwnerRules, way: CarryWay) -> None:
        self._customers.choose_rules(integration, rules)
        if way is not self._updates.way(integration):
            self._updates.choose_way(integration, way)
        self._done(Message("The owner of customers was chosen."))

    def choose_standard_values(self) -> None:
        """Read the lists, from the finance system if nobody did before, and ask."""
        reading = self._page.reading
        if reading is not None and not reading.facts.activation.standard_values.is_read:
            self._start_run((Register.FINANCE_CHOICES,), self._open_standard_values)
        else:
            self._open_standard_values()

    def _open_standard_values(self) -> None:
        id_, values = self._id(), self._standard_values
        self._background.run(
            lambda _job: (values.choices(id_), values.chosen(id_), values.proposed(id_)),
            on_done=lambda lists: self._ask_standard_values(id_, lists),
            owner=self._page,
        )

    def _ask_standard_values(self, id_: int, lists: Lists) -> None:
        if id_ != self._page.integration_id or not any(lists[0].values()):
            self._page.refresh()
            return
        dialog = StandardValuesDialog(
            *lists,
            self._connections.card(id_, Side.FINANCE).label,
            lambda chosen: self._standard_values.choose(id_, chosen),
            settings=self._settings,
            parent=self._page,
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._messages.say(Message("Standard values were chosen."), lamp=Lamp.DONE)
        self._page.refresh()

    def activate(self) -> None:
        """Switch the integration on, after a question when something is missing; or off, which can be taken back."""
        if self._page.reading is None:
            return
        id_, state = self._id(), self._page.reading.facts.activation
        reason = ""
        if state.missing and not state.is_active:
            dialog = ActivationDialog(state.missing, self._page)
            if dialog.exec() != QDialog.DialogCode.Accepted:
                return
            reason = dialog.reason.text
        if state.is_active:
            self._switch(lambda: self._activation.deactivate(id_), Message("The integration was deactivated."))
        else:
            self._switch(lambda: self._activation.activate(id_, reason), Message("The integration was activated."))

    def _switch(self, work: Callable[[], None], said: Message) -> None:
        self._background.run(lambda _job: work(), on_done=lambda _nothing: self._done(said), owner=self._page)

    def _done(self, said: Message) -> None:
        self._messages.say(said, lamp=Lamp.DONE)
        self._page.refresh()

    def _has_key(self, key: StepKey) -> bool:
        return bool(self._connections.integration(self._id()).connection(side_of(key)).key)

    def _id(self) -> int:
        assert self._page.integration_id is not None  # the steps are shown for an integration only
        return self._page.integration_id
