"""Setup shows its state from evidence, and its buttons do what they say, on the demo company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.errors import SignInRefused
from desktop.models.lamps import Lamp
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import Activity, Company, Integration, Side, StandardValues
from desktop.models.setup_steps import StepKey
from desktop.progress import Silent
from desktop.sandbox import demo_company
from desktop.texts import Message
from desktop.use_cases.fetch_records import Register
from desktop.views.setup import connection_actions
from desktop.views.setup.activation_dialog import ActivationDialog
from desktop.views.setup.faults_dialog import FaultsDialog
from desktop.views.setup.new_integration_dialog import NewIntegrationDialog
from desktop.views.setup.owner_dialog import OwnerDialog
from desktop.views.setup.setup_actions import SetupSources
from desktop.views.setup.setup_page import SetupPage
from desktop.views.setup.standard_values_dialog import StandardValuesDialog
from desktop.views.shared.theme import Theme
from tests.shown_page import ShownPage
from tests.views.conftest import OpenDemo


@pytest.fixture(scope="module")
def demo(open_demo: OpenDemo) -> Iterator[tuple[Bindeled, Integration]]:
    with open_demo("connected") as opened:
        yield opened


class Shown(ShownPage):
    """The page in sight, and what it asked of the window."""

    page: SetupPage

    def __init__(self, program: Bindeled, folder: Path, qtbot: QtBot, *, keeps_secrets: bool = True) -> None:
        super().__init__(folder, qtbot)
        self.program = program
        self.made: list[int] = []
        self.page = SetupPage(
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
            keeps_secrets=keeps_secrets,
            on_integration=self.made.append,
        )

    def row(self, key: StepKey) -> str:
        return self.page.steps.rows[key].spoken


@pytest.fixture
def show(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Shown]]:
    made: list[Shown] = []

    def make(program: Bindeled, integration_id: int | None, *, keeps_secrets: bool = True) -> Shown:
        shown = Shown(program, tmp_path, qtbot, keeps_secrets=keeps_secrets)
        made.append(shown)
        shown.show(integration_id)
        return shown

    yield make
    for shown in made:
        shown.background.close()


def answer(monkeypatch: pytest.MonkeyPatch, dialog: type[QDialog], do: Callable[[QDialog], object]) -> None:
    """Instead of waiting for a person, `do` fills the dialog in and presses."""

    def run(self: QDialog) -> int:
        do(self)
        return self.result()

    monkeypatch.setattr(dialog, "exec", run)


def test_without_an_integration_the_page_offers_to_make_one(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    program, _integration = demo
    shown = show(program, None)
    assert shown.page.first_focus() is not None

    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, NewIntegrationDialog)
        dialog.accept()
        assert dialog.result() == 0, "a name is needed"
        dialog.name.edit.setText("Nordlys Teknik ApS")
        dialog.accept()

    answer(monkeypatch, NewIntegrationDialog, fill_in)
    first = shown.page.first_focus()
    assert first is not None
    first.click()  # type: ignore[attr-defined]  # the primary button
    assert [one.name for one in program.connections.integrations() if one.id in shown.made] == ["Nordlys Teknik ApS"]


def test_a_new_integration_has_everything_to_do_and_connecting_comes_first(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown]
) -> None:
    program, _integration = demo
    made = program.connections.create("Nordlys Vest", "timelog", "economic")
    shown = show(program, made.id)
    assert "Nothing entered yet" in shown.row(StepKey.PSA_CONNECTION)
    assert shown.page.steps.rows[StepKey.PSA_CONNECTION].button.property("kind") == "primary"
    assert shown.page.steps.tests[StepKey.PSA_CONNECTION].isHidden()
    fetch = shown.page.steps.rows[StepKey.REGISTERS].button
    assert not fetch.isEnabled()
    assert fetch.toolTip() == "Connect both systems first."
    assert shown.badges[-1].text == "7 left"


def test_registers_are_fetched_and_each_tells_its_size(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], qtbot: QtBot
) -> None:
    program, integration = demo
    shown = show(program, integration.id)
    assert "Connected to Nordlys" in shown.row(StepKey.FINANCE_CONNECTION)
    shown.page.steps.rows[StepKey.REGISTERS].button.click()
    assert shown.page.steps.rows[StepKey.REGISTERS].button.text() == "Stop"
    shown.settle()
    assert "9 of 9 registers are read" in shown.row(StepKey.REGISTERS)
    assert all(line.lamp is Lamp.DONE and line.count for line in shown.page.steps.registers.lines)
    assert shown.messages.last is not None
    assert shown.messages.last.text == "9 registers read."
    assert "customers undecided. Nobody has looked for their counterparts yet." in shown.row(StepKey.CUSTOMERS)
    assert "Stops invoices" in shown.row(StepKey.ITEMS)


def test_stopping_keeps_what_was_read_whole(demo: tuple[Bindeled, Integration], show: Callable[..., Shown], qtbot: QtBot) -> None:
    program, integration = demo
    shown = show(program, integration.id)
    shown.page.steps.rows[StepKey.REGISTERS].button.click()
    assert shown.page.on_escape()
    shown.settle()
    assert not shown.page.on_escape()
    assert shown.messages.last is not None
    assert "Stopped" in shown.messages.last.text


def test_a_mode_that_the_systems_do_not_allow_is_disabled_with_the_reason(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program, integration = demo
    shown = show(program, integration.id)

    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, OwnerDialog)
        assert not dialog.modes[OwnerMode.BOTH].isEnabled()
        assert "one of the two systems owns" in dialog.modes[OwnerMode.BOTH].accessibleDescription()
        dialog.modes[OwnerMode.FINANCE].setChecked(True)
        assert not dialog.creations[Creation.MANUAL].isEnabled()
        dialog.modes[OwnerMode.PSA].setChecked(True)
        dialog.creations[Creation.FIRST_INVOICE].setChecked(True)
        dialog.may_link.setChecked(True)
        dialog.accept()

    answer(monkeypatch, OwnerDialog, fill_in)
    shown.page.steps.rows[StepKey.OWNER].button.click()
    shown.settle()
    assert program.customers.rules(integration) == OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True)
    assert "at their first invoice" in shown.row(StepKey.OWNER)


def test_the_lists_of_standard_values_are_fetched_and_what_most_customers_have_is_preselected(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program, integration = demo
    shown = show(program, integration.id)
    seen: list[StandardValues] = []

    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, StandardValuesDialog)
        seen.append(dialog.values)
        dialog.accept()

    answer(monkeypatch, StandardValuesDialog, fill_in)
    shown.page.steps.rows[StepKey.STANDARD_VALUES].button.click()
    shown.settle()
    assert seen == [program.standard_values.proposed(integration.id)]
    assert program.standard_values.chosen(integration.id) == seen[0]
    assert "Ready" in shown.row(StepKey.STANDARD_VALUES)


def test_a_connection_that_is_tested_says_so_and_one_that_fails_says_why_in_its_row(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program, integration = demo
    shown = show(program, integration.id)
    shown.page.steps.tests[StepKey.FINANCE_CONNECTION].click()
    shown.settle()
    assert shown.messages.last is not None
    assert shown.messages.last.text.endswith("in e-conomic answers.")

    def refuse(*_given: object) -> Company:
        raise SignInRefused(Message("e-conomic did not accept the tokens."))

    monkeypatch.setattr(program.connections, "test", refuse)
    shown.page.steps.tests[StepKey.FINANCE_CONNECTION].click()
    shown.settle()
    assert "e-conomic did not accept the tokens." in shown.row(StepKey.FINANCE_CONNECTION)


def test_reset_asks_and_then_removes_the_credentials(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program, integration = demo
    made = program.connections.create("Nordlys Syd", "timelog", "economic")
    secrets = {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT}
    program.connections.connect(made.id, Side.FINANCE, integration.finance.base_address, secrets)
    shown = show(program, made.id)
    asked: list[str] = []
    answers = iter([False, True])

    def ask(*words: object, **_more: object) -> bool:
        asked.append(" ".join(str(word) for word in words))
        return next(answers)

    monkeypatch.setattr(connection_actions, "ask", ask)
    shown.page.steps.resets[StepKey.FINANCE_CONNECTION].click()
    shown.settle()
    assert "Links stay" in asked[0]
    assert program.connections.integration(made.id).finance.is_established
    shown.page.steps.resets[StepKey.FINANCE_CONNECTION].click()
    shown.settle()
    assert not program.connections.integration(made.id).finance.key
    assert "Nothing entered yet" in shown.row(StepKey.FINANCE_CONNECTION)


def test_activating_with_something_missing_asks_for_a_reason_and_logs_it(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program, integration = demo
    shown = show(program, integration.id)

    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, ActivationDialog)
        dialog.accept()
        assert dialog.result() == 0, "a reason is needed"
        dialog.reason.edit.setText("go-live today")
        dialog.accept()

    answer(monkeypatch, ActivationDialog, fill_in)
    shown.page.activate.click()
    shown.settle()
    assert program.connections.integration(integration.id).is_active
    entries = program.log.entries(integration.id, activities=[Activity.SETTINGS])
    assert "go-live today" in str(entries[0].message)
    assert shown.page.activate.text() == "Deactivate"
    shown.page.activate.click()
    shown.settle()
    assert not program.connections.integration(integration.id).is_active


def test_steps_with_a_page_of_their_own_lead_there(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], qtbot: QtBot
) -> None:
    program, integration = demo
    shown = show(program, integration.id)
    qtbot.mouseClick(shown.page.steps.rows[StepKey.CUSTOMERS].button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(shown.page.steps.rows[StepKey.ITEMS].button, Qt.MouseButton.LeftButton)
    assert [key for key, _wanted in shown.requested] == ["link_customers", "items"]


def test_credentials_that_no_keyring_keeps_are_warned_of(demo: tuple[Bindeled, Integration], show: Callable[..., Shown]) -> None:
    program, integration = demo
    assert "forgotten when Bindeled closes" in show(program, integration.id, keeps_secrets=False).page.keyring.text
    assert show(program, integration.id).page.keyring.text == ""


def test_what_is_to_be_mended_in_the_registers_is_told_and_listed(
    demo: tuple[Bindeled, Integration], show: Callable[..., Shown], qtbot: QtBot
) -> None:
    program, integration = demo
    program.fetching.fetch(integration, [Register.FINANCE_CUSTOMERS, Register.PSA_CUSTOMERS], progress=Silent())
    shown = show(program, integration.id)
    qtbot.waitUntil(lambda: not shown.page.faults.strip.isHidden())
    assert "things to mend in e-conomic" in shown.page.faults.strip.text
    shown.page.faults.see.click()
    dialog = shown.page.findChild(FaultsDialog)
    assert dialog is not None
    listed = dialog.table.rowCount()
    assert listed
    dialog.sides.choose(Side.PSA.value)
    dialog.sides.chosen.emit(Side.PSA.value)
    assert listed + dialog.table.rowCount() == len(program.register_check.check(integration, Silent()))
    dialog.reject()
    shown.page.on_shown(program.connections.create("Nordlys Sverige", "timelog", "economic").id)
    shown.settle()
    assert shown.page.faults.strip.isHidden()  # nothing was read for that one
