"""Exported files before they are read: first rows, what each column means, how numbers are written; chosen and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled, open_bindeled
from desktop.models.records import Side
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.setup.connect_dialog import ConnectDialog
from desktop.views.setup.file_preview_panel import FilePreviewPanel
from desktop.views.shared.theme import Theme

CUSTOMERS = "Reference;Title;CVR\n101;Fjordbyg A/S;44200023\n;Uden;\n"
ITEMS = "Varenr;Navn;Pris\n1010;Rådgivning;1.234\n"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bindeled]:
    opened = open_bindeled(tmp_path_factory.mktemp("files"), for_this_run=True)
    yield opened
    opened.close()


@pytest.fixture
def open_dialog(program: Bindeled, theme: Theme, qtbot: QtBot) -> Iterator[Callable[[], ConnectDialog]]:
    messages = Messages()
    background = Background(messages)
    made = program.connections.create("Fra filer", "timelog", "files")

    def make() -> ConnectDialog:
        connection = program.connections.integration(made.id).connection(Side.FINANCE)
        dialog = ConnectDialog(program.connections, background, messages, made.id, connection, keeps_secrets=True)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield make
    background.close()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    places = {"customers": tmp_path / "kunder.csv", "items": tmp_path / "varer.csv"}
    for place, text in zip(places.values(), (CUSTOMERS, ITEMS), strict=True):
        place.write_text(text, encoding="utf-8")
    return {name: str(place) for name, place in places.items()}


def fill_in(dialog: ConnectDialog, files: dict[str, str], qtbot: QtBot) -> list[FilePreviewPanel]:
    for name, path in files.items():
        dialog.form.field(name).edit.setText(path)
    qtbot.waitUntil(lambda: all(panel.preview is not None for panel in dialog.panels))
    return dialog.panels


def choose(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def test_meanings_are_chosen_above_the_columns_and_remembered_for_files_of_the_same_shape(
    open_dialog: Callable[[], ConnectDialog], files: dict[str, str], program: Bindeled, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    customers, items = fill_in(dialog, files, qtbot)
    assert [box.currentText() for box in customers.meanings] == ["Not read", "Not read", "CVR number"]
    dialog.accept()
    assert dialog.state.text == "Choose which column holds the number."
    choose(customers.meanings[0], "number")
    qtbot.waitUntil(lambda: customers.meanings[0].currentData() == "number")
    choose(customers.meanings[1], "name")
    qtbot.waitUntil(lambda: "is left out, Reference: it has no customer number" in customers.told.text)
    assert customers.count.text() == "File of customers: 1 row is read"
    dialog.accept()
    assert dialog.state.text == "Choose how the file of item numbers writes its numbers."
    choose(items.decimal, ",")
    qtbot.waitUntil(lambda: items.why_not() is None)
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept()

    again = open_dialog()
    customers, items = again.panels
    qtbot.waitUntil(lambda: all(panel.preview is not None for panel in again.panels))
    assert [box.currentData() for box in customers.meanings] == ["number", "name", "vat_number"]
    other = Path(files["customers"]).with_name("nye kunder.csv")
    other.write_text(CUSTOMERS.replace("101", "202"), encoding="utf-8")
    again.form.field("customers").edit.setText(str(other))
    qtbot.waitUntil(lambda: customers.preview is not None and customers.preview.columns[0].cells[0] == "202")
    assert [box.currentData() for box in customers.meanings] == ["number", "name", "vat_number"]
    assert items.decimal.currentData() == ","


def test_what_cannot_be_read_is_told_beside_the_file(
    open_dialog: Callable[[], ConnectDialog], tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "kunder.xlsx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    dialog = open_dialog()
    dialog.form.field("customers").edit.setText(str(broken))
    panel = dialog.panels[0]
    qtbot.waitUntil(lambda: "cannot be read" in panel.told.text)


def test_a_system_nobody_connected_yet_offers_to_begin_with_files(program: Bindeled, theme: Theme, qtbot: QtBot) -> None:
    made = program.connections.create("Uden adgang", "timelog", "economic")
    messages = Messages()
    background = Background(messages)
    dialog = ConnectDialog(program.connections, background, messages, made.id, made.finance, keeps_secrets=True)
    qtbot.addWidget(dialog)
    dialog.from_files.click()
    assert dialog.wants_files
    background.close()
