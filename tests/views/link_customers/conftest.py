"""The page on the demo company: read and looked up once per module, each test with a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.models.linking import Tab
from desktop.models.records import Integration
from desktop.views.link_customers.aids import AidSources
from desktop.views.link_customers.change_preview import ChangePreview
from desktop.views.link_customers.link_customers_page import LinkCustomersPage
from desktop.views.link_customers.rows import Row
from desktop.views.shared.theme import Theme
from tests.shown_page import ShownPage
from tests.views.conftest import OpenDemo


@pytest.fixture(scope="module")
def demo(open_demo: OpenDemo) -> Iterator[tuple[Bindeled, Integration]]:
    with open_demo("looked_up") as (program, integration):
        yield program, integration


class Driven(ShownPage):
    """The page as a user has it: keys go to the list, and every step waits until the work behind it is done."""

    page: LinkCustomersPage

    def __init__(self, qtbot: QtBot, program: Bindeled, integration: Integration, folder: Path) -> None:
        super().__init__(folder, qtbot)
        self.program, self.integration = program, integration
        self.page = LinkCustomersPage(
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
        )
        self.show(integration.id)
        self.activate()
        self.wait()

    def wait(self) -> None:
        self.settle()
        for _turn in range(5):  # what was read is shown in turns of its own; on a busy machine one takes longer than any wait
            self.qtbot.wait(2)  # ms
        QApplication.processEvents()
        if self.background.running:
            self.wait()

    @property
    def view(self) -> QWidget:
        assert self.page.content is not None
        return self.page.content.body.view

    def tab(self, tab: Tab) -> None:
        self.page.tabs.choose(tab)
        self.wait()
        self.activate()
        self.view.setFocus()

    def press(self, *keys: str | Qt.Key, ctrl: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.view, key, modifier)
        self.wait()

    def rows(self) -> list[Row]:
        assert self.page.content is not None
        return self.page.content.body.table.shown_rows()

    def go_to(self, row: Row) -> None:
        assert self.page.content is not None
        assert self.page.content.body.view.go_to(row.id)

    def row(self, finance_id: str) -> Row:
        return next(row for row in self.rows() if row.id == finance_id)

    def ticked(self) -> set[str]:
        assert self.page.content is not None
        return self.page.content.body.table.ticked_ids

    def planned(self) -> set[str]:
        assert self.page.content is not None
        return {one.finance_id for one in self.page.content.judging.planned_decisions()}

    def dialog(self) -> ChangePreview:
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, ChangePreview) and one.isVisible()]
        assert len(found) == 1
        return found[0]

    def said(self) -> str:
        assert self.messages.last is not None
        return self.messages.last.text


@pytest.fixture
def make_page(qtbot: QtBot, demo: tuple[Bindeled, Integration], theme: Theme, tmp_path: Path) -> Iterator[Callable[[], Driven]]:
    made: list[Driven] = []

    def make() -> Driven:
        made.append(Driven(qtbot, *demo, tmp_path))
        return made[-1]

    yield make
    for one in made:
        assert one.background.close()


@pytest.fixture
def page(make_page: Callable[[], Driven]) -> Driven:
    return make_page()
