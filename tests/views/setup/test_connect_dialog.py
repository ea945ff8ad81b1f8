"""Connecting: the declared fields, tried for real; a clear end for what is refused, stopped, or never answered."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.models.records import Company, Integration, Side
from desktop.sandbox import demo_company
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.setup.connect_dialog import ConnectDialog
from desktop.views.shared.theme import Theme
from tests.views.conftest import OpenDemo

RIGHT = {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT}


@pytest.fixture(scope="module")
def demo(open_demo: OpenDemo) -> Iterator[tuple[Bindeled, Integration]]:
    with open_demo("connected") as opened:
        yield opened


@pytest.fixture
def fresh(demo: tuple[Bindeled, Integration]) -> Integration:
    """An integration that nothing was entered for."""
    program, _integration = demo
    return program.connections.create("Nordlys Vest", "timelog", "economic")


@pytest.fixture
def open_dialog(
    demo: tuple[Bindeled, Integration], fresh: Integration, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[..., ConnectDialog]]:
    program, _integration = demo
    messages = Messages()
    background = Background(messages)

    def make(side: Side = Side.FINANCE, *, time_limit: int = 30) -> ConnectDialog:
        dialog = ConnectDialog(
            program.connections,
            background,
            messages,
            fresh.id,
            program.connections.integration(fresh.id).connection(side),
            keeps_secrets=True,
            time_limit=time_limit,
        )
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield make
    background.close()


@pytest.fixture
def silent_address() -> Iterator[str]:
    """A server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def fill_in(dialog: ConnectDialog, address: str, values: dict[str, str]) -> None:
    for name, value in values.items():
        dialog.form.field(name).edit.setText(value)
    dialog.form.address_field.edit.setText(address)


def test_secrets_are_typed_unseen_and_the_rest_is_not(open_dialog: Callable[..., ConnectDialog]) -> None:
    form = open_dialog(Side.PSA).form
    assert form.field("password").edit.echoMode() is QLineEdit.EchoMode.Password
    assert form.field("personal_access_token").edit.echoMode() is QLineEdit.EchoMode.Password
    assert form.field("user_name").edit.echoMode() is QLineEdit.EchoMode.Normal


def test_what_is_needed_and_not_filled_in_says_so_and_nothing_is_tried(open_dialog: Callable[..., ConnectDialog]) -> None:
    dialog = open_dialog(Side.PSA)
    dialog.accept()
    assert not dialog.is_trying
    assert dialog.form.field("user_name").edit.accessibleDescription() == "Needed to connect."
    assert dialog.form.field("credit_notes_take_numbers").edit.accessibleDescription() != "Needed to connect."


def test_right_credentials_connect_and_close_the_dialog(
    demo: tuple[Bindeled, Integration], fresh: Integration, open_dialog: Callable[..., ConnectDialog], qtbot: QtBot
) -> None:
    program, integration = demo
    dialog = open_dialog()
    fill_in(dialog, integration.finance.base_address, RIGHT)
    dialog.verb.click()
    assert dialog.is_trying
    assert dialog.cancel.text() == "Stop"
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    assert dialog.company == program.connections.integration(fresh.id).finance.company
    assert program.connections.integration(fresh.id).finance.is_established


def test_kept_settings_are_there_again_and_secrets_are_not(demo: tuple[Bindeled, Integration], theme: Theme, qtbot: QtBot) -> None:
    program, integration = demo
    messages = Messages()
    dialog = ConnectDialog(program.connections, Background(messages), messages, integration.id, integration.psa, keeps_secrets=True)
    qtbot.addWidget(dialog)
    assert dialog.form.field("user_name").text == demo_company.TIMELOG_USER
    assert dialog.form.address == integration.psa.base_address
    assert dialog.form.field("password").text == ""
    assert dialog.form.field("personal_access_token").text == ""


def test_refused_credentials_are_explained_and_what_was_typed_stays(
    demo: tuple[Bindeled, Integration], fresh: Integration, open_dialog: Callable[..., ConnectDialog], qtbot: QtBot
) -> None:
    program, integration = demo
    dialog = open_dialog()
    fill_in(dialog, integration.finance.base_address, {**RIGHT, "agreement_grant_token": "wrong-grant-9"})
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.is_trying)
    assert dialog.isVisible()
    assert "e-conomic" in dialog.state.text
    assert "wrong-grant-9" not in dialog.state.text
    assert dialog.form.field("agreement_grant_token").text == "wrong-grant-9"
    assert not program.connections.integration(fresh.id).finance.is_established


def test_no_answer_within_the_limit_ends_with_a_reason(
    demo: tuple[Bindeled, Integration],
    fresh: Integration,
    open_dialog: Callable[..., ConnectDialog],
    silent_address: str,
    qtbot: QtBot,
) -> None:
    program, integration = demo
    dialog = open_dialog(time_limit=1)
    fill_in(dialog, silent_address, RIGHT)
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.is_trying)
    assert "did not answer within 1 s" in dialog.state.text
    fill_in(dialog, integration.finance.base_address, {})
    dialog.accept()  # the next attempt does not wait for the one that hangs
    qtbot.waitUntil(lambda: dialog.company is not None)
    assert program.connections.integration(fresh.id).finance.is_established


def test_an_attempt_that_is_stopped_keeps_nothing_and_the_dialog_stays(
    demo: tuple[Bindeled, Integration],
    fresh: Integration,
    open_dialog: Callable[..., ConnectDialog],
    silent_address: str,
    qtbot: QtBot,
) -> None:
    program, _integration = demo
    dialog = open_dialog()
    fill_in(dialog, silent_address, RIGHT)
    dialog.accept()
    dialog.cancel.click()
    assert dialog.isVisible()
    assert dialog.state.text == "Stopped. Nothing was kept."
    assert not program.connections.integration(fresh.id).finance.is_established
    dialog.cancel.click()
    assert not dialog.isVisible()


def test_several_companies_are_offered_and_the_chosen_one_is_connected(
    demo: tuple[Bindeled, Integration],
    fresh: Integration,
    open_dialog: Callable[..., ConnectDialog],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    program, integration = demo
    own = integration.finance.company
    assert own is not None
    two = (Company(id="999", name="Anden Virksomhed ApS"), own)
    monkeypatch.setattr(program.connections, "companies", lambda *_given, **_named: two)
    dialog = open_dialog()
    fill_in(dialog, integration.finance.base_address, RIGHT)
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.companies.count() == 2)
    assert not dialog.companies.isHidden()
    dialog.companies.setCurrentIndex(1)
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.company is not None)
    assert dialog.company == own
