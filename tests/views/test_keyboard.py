from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import open_bindeled
from desktop.views.shared.theme import Theme
from desktop.window import Window
from tests.filled_program import filled

PAGES = ["overview", "setup", "link_customers", "items", "invoices", "log", "customer"]
MOST_STOPS = 150


@pytest.fixture
def window(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The window on a filled program, in English."""
    program = open_bindeled(tmp_path, for_this_run=True)
    filled(program)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("language", "en")
    window = Window(program, settings)
    qtbot.addWidget(window.frame)
    window.frame.show()
    yield window
    window.frame.close()
    program.close()


def stops(page: QWidget) -> set[QWidget]:
    """What the keyboard must reach on a page: enabled buttons, fields, tables and lists in sight."""
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QScrollArea)
    return {one for one in page.findChildren(QWidget) if isinstance(one, kinds) and takes_tab(one)}


def takes_tab(one: QWidget) -> bool:
    """Of choices where one excludes the others only the chosen one: the arrow keys lead to the others."""
    if isinstance(one, QAbstractButton) and (group := one.group()) is not None and group.exclusive() and not one.isChecked():
        return False
    return one.isVisible() and one.isEnabled() and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("tab", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab], ids=["Tab", "Shift+Tab"])
def test_tab_visits_everything_on_a_page_and_comes_back(window: Window, qtbot: QtBot, key: str, tab: Qt.Key) -> None:
    window.frame.show_page(key)
    qtbot.waitUntil(lambda: not window.background.running)
    window.frame.activateWindow()
    page = window.frame.page
    assert page is not None
    qtbot.wait(100)  # badges are read after the page, and what they change may make a list anew
    qtbot.waitUntil(lambda: not window.background.running and QApplication.focusWidget() in stops(page))
    first = QApplication.focusWidget()
    assert first is not None
    wanted, seen = stops(page), {first}

    for _step in range(MOST_STOPS):
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now is first:
            break
        seen.add(now)
    else:
        pytest.fail(f"the keyboard never came back to {first.accessibleName()}")

    missed = [f"{type(one).__name__} {one.accessibleName() or one.property('text')}" for one in wanted - seen]
    assert missed == []


@pytest.mark.parametrize("key", ["invoices", "log"])
def test_enter_leads_into_the_panel_and_esc_back_to_the_row(window: Window, qtbot: QtBot, key: str) -> None:
    window.frame.show_page(key)
    qtbot.waitUntil(lambda: not window.background.running)
    window.frame.activateWindow()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QAbstractItemView))
    rows = QApplication.focusWidget()
    assert rows is not None
    qtbot.keyClick(rows, Qt.Key.Key_Down)

    qtbot.keyClick(rows, Qt.Key.Key_Return)
    inside = QApplication.focusWidget()
    assert isinstance(inside, QScrollArea)

    qtbot.keyClick(inside, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is rows
