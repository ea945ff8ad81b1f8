from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.views.shared.list_detail import ListDetail
from desktop.views.shared.theme import Theme, look


def make(settings: QSettings, qtbot: QtBot) -> tuple[ListDetail, QLineEdit, QLineEdit]:
    rows, detail = QLineEdit(), QLineEdit()
    made = ListDetail(rows, detail, rows, settings=settings, name="invoices")
    qtbot.addWidget(made)
    made.resize(1100, 500)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made, rows, detail


def test_the_detail_stands_beside_the_list_and_the_divider_stays(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made, _rows, _detail = make(settings, qtbot)
    assert made.sizes()[1] == look().px(384)

    made.setSizes([600, 499])
    made.splitterMoved.emit(600, 1)
    again, _rows, _detail = make(settings, qtbot)
    assert again.sizes()[1] == made.sizes()[1] != look().px(384)


def test_on_a_small_screen_one_takes_the_others_place(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made, rows, detail = make(settings, qtbot)
    made.resize(700, 500)
    assert (rows.isVisible(), detail.isVisible()) == (True, False)
    made.open_detail()
    assert (rows.isVisible(), detail.isVisible()) == (False, True)
    qtbot.waitUntil(detail.hasFocus)
    qtbot.keyClick(detail, Qt.Key.Key_Escape)
    assert (rows.isVisible(), detail.isVisible()) == (True, False)

    made.resize(1100, 500)
    assert (rows.isVisible(), detail.isVisible()) == (True, True)
