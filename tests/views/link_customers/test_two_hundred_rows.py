"""Two hundred easy pairs under the keyboard: link, next, link, next; the focus stays where it is, and undo goes all the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import open_bindeled
from desktop.models.linking import Tab
from desktop.models.records import Bucket, Customer, CustomerSuggestions, Side
from desktop.models.records.suggestions import Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message
from desktop.views.shared.theme import Theme

from .conftest import Driven

ROWS = 200
SECONDS_A_PAIR = 2  # design promise; a driven window needs far less, what is left is the person's
HURRIED = ROWS * 9 // 10  # so many are judged in that time on any machine; of the others one that is busy may hold up some


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Driven]:
    program = open_bindeled(tmp_path / "data", for_this_run=True)
    made = program.connections.create("Nordlys", "timelog", "economic")
    evidence = (Evidence(EvidenceField.NAME, Verdict.AGREES, 6, Message("Same name")),)
    with program.store.work() as work:
        for side in Side:
            customers = [Customer(id=f"{n}", number=f"{1000 + n}", name=f"Nordhavn {n} ApS") for n in range(ROWS)]
            work.customers.replace_all(made.id, side, customers)
            work.settings.fetched(made.id, side, f"{side}_customers", ROWS)
        found = [CustomerSuggestions(f"{n}", Bucket.ONE, (Suggestion(f"{n}", 6, evidence),)) for n in range(ROWS)]
        work.decisions.replace_suggestions(made.id, found)
        work.commit()
    driven = Driven(qtbot, program, made, tmp_path)
    yield driven
    assert driven.background.close()
    program.close()


def test_pairs_are_judged_one_after_the_other_without_leaving_the_list(page: Driven) -> None:
    page.tab(Tab.ONE)
    ids = [row.id for row in page.rows()]
    assert len(ids) == ROWS
    assert page.page.content is not None
    view = page.page.content.body.view
    took: list[float] = []
    for finance_id in ids:
        began = time.monotonic()
        assert view.current_id() == finance_id
        QTest.keyClick(view, Qt.Key.Key_L)
        QTest.keyClick(view, Qt.Key.Key_Return)
        assert QApplication.focusWidget() is view
        took.append(time.monotonic() - began)
    page.wait()
    assert sorted(took)[HURRIED - 1] < SECONDS_A_PAIR
    assert page.planned() == set(ids)
    assert [row.id for row in page.rows()] == ids  # no row moved
    assert page.page.foot.primary.text() == f"Link {ROWS}"
    page.press(*["Z"] * ROWS, ctrl=True)
    assert not page.planned()
    page.press("Y", ctrl=True)
    assert page.planned() == {ids[0]}
