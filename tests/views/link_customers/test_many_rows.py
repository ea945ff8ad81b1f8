"""Steps of very many rows on the real page: worked out beside the window, and nothing that the user does meanwhile is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.models.linking import Tab
from desktop.models.records import Action, Decision
from desktop.views.link_customers import session as session_module
from desktop.views.link_customers.session import LinkingSession

from .conftest import Driven

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def many(page: Driven, monkeypatch: pytest.MonkeyPatch) -> Driven:
    """The page under *No suggestion*; four rows are very many."""
    monkeypatch.setattr(session_module, "_MANY", 3)
    page.tab(Tab.NONE)
    return page


def session(page: Driven) -> LinkingSession:
    assert page.page.content is not None
    return page.page.content.session


def actions(page: Driven) -> list[Action | None]:
    return [row.decision.action if row.decision is not None else None for row in page.rows()]


def kept(page: Driven) -> dict[str, Action]:
    """The plans of the rows shown, as the store has them."""
    shown = {row.id for row in page.rows()}
    pairs = page.program.linking.register(page.integration).pairs
    return {one.finance.id: one.decision.action for one in pairs if one.decision is not None and one.finance.id in shown}


def test_very_many_rows_are_decided_about_off_the_windows_thread(many: Driven) -> None:
    many.press("A", ctrl=True)
    QTest.keyClick(many.view, Qt.Key.Key_I)
    assert session(many).is_busy
    assert not any(actions(many))  # nothing is shown yet
    many.wait()
    assert set(actions(many)) == {Action.IMPORT} == set(kept(many).values())
    assert len(many.planned()) == len(many.rows()) == len(kept(many))
    many.press("Z", ctrl=True)
    assert not any(actions(many))
    assert not kept(many)


def test_a_key_on_one_of_many_rows_that_are_on_their_way_comes_after_them(many: Driven) -> None:
    first, second, *others = (row.id for row in many.rows())
    session(many).change({row.id: Decision(finance_id=row.id, action=Action.IMPORT) for row in many.rows()})
    session(many).decide([first], Action.LATER)
    session(many).withdraw([second])
    many.wait()
    assert kept(many) == {first: Action.LATER, **dict.fromkeys(others, Action.IMPORT)}
    assert "colleague" not in many.said()
    many.press("Z", ctrl=True)
    many.press("Z", ctrl=True)
    assert set(actions(many)) == {Action.IMPORT}
    many.press("Z", ctrl=True)
    assert not any(actions(many))
    assert not kept(many)


def test_ctrl_z_takes_back_the_step_on_its_way_and_not_the_one_before(many: Driven) -> None:
    first = many.rows()[0]
    many.go_to(first)
    many.press("S")
    many.press("A", ctrl=True)
    QTest.keyClick(many.view, Qt.Key.Key_I)
    QTest.keyClick(many.view, Qt.Key.Key_Z, CONTROL)
    many.wait()
    assert kept(many) == {first.id: Action.LATER}
    for key in (Qt.Key.Key_Y, Qt.Key.Key_Z, Qt.Key.Key_Z):  # the second Ctrl+Z is pressed while the first is on its way
        QTest.keyClick(many.view, key, CONTROL)
    many.wait()
    assert not any(actions(many))
    assert not kept(many)
    many.press("Y", ctrl=True)
    many.press("Y", ctrl=True)
    assert set(actions(many)) == {Action.IMPORT}
    many.press("Z", ctrl=True)
    many.press("Z", ctrl=True)


def test_a_key_after_one_for_the_ticked_rows_is_about_the_row_it_was_pressed_on(many: Driven) -> None:
    assert many.page.content is not None
    rows = many.rows()
    many.page.content.body.view.click_heading(0)
    QTest.keyClick(many.view, Qt.Key.Key_I)
    many.go_to(rows[1])
    QTest.keyClick(many.view, Qt.Key.Key_S)
    many.go_to(rows[2])
    many.wait()
    assert [one for one in actions(many) if one is not Action.IMPORT] == [Action.LATER]
    assert actions(many)[1] is Action.LATER
    assert not many.ticked()
    many.press("Z", ctrl=True)
    many.press("Z", ctrl=True)
    assert many.ticked() == {row.id for row in rows}


def test_ticks_come_back_to_their_own_tab_and_the_place_stays_while_the_user_is_elsewhere(many: Driven) -> None:
    assert many.page.content is not None
    rows = many.rows()
    many.page.content.body.view.click_heading(0)
    many.go_to(rows[3])
    QTest.keyClick(many.view, Qt.Key.Key_I)
    many.tab(Tab.SEVERAL)
    assert not many.ticked()
    many.press("Z", ctrl=True)
    many.tab(Tab.NONE)
    assert many.ticked() == {row.id for row in rows}
    assert many.page.content.body.view.current_id() == rows[3].id
    assert not any(actions(many))


def test_with_a_filter_a_step_shows_what_fits_then_and_keeps_the_ticks_out_of_sight(many: Driven) -> None:
    assert many.page.content is not None
    body, rows = many.page.content.body, many.rows()
    body.view.click_heading(0)
    body.facets.choose({"choice": {"open"}})
    hidden = rows[0].id
    body.table.set_filter("wanted", lambda row: row.id != hidden)
    many.press("I")
    assert not many.rows()  # they are no longer open
    assert many.ticked() == {hidden}
    many.press("Z", ctrl=True)
    assert {row.id for row in many.rows()} == {row.id for row in rows[1:]}
    assert many.ticked() == {row.id for row in rows}


def test_write_waits_for_the_plans_that_are_on_their_way(many: Driven) -> None:
    many.press("A", ctrl=True)
    QTest.keyClick(many.view, Qt.Key.Key_I)
    QTest.keyClick(many.view, Qt.Key.Key_Return, CONTROL)
    many.wait()
    dialog = many.dialog()
    assert len(dialog.previews()) == len(many.rows())
    dialog.reject()
    many.wait()
    assert many.page.content is not None
    many.page.content.actions.undo()
    many.wait()
    assert not kept(many)


def test_what_could_not_be_worked_out_is_said_and_the_next_key_works(many: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(session_module, "plan_action", fail)
        many.press("A", ctrl=True)
        QTest.keyClick(many.view, Qt.Key.Key_I)
        broken.undo()
        first = many.rows()[0]
        session(many).decide([first.id], Action.LATER)
        many.qtbot.waitUntil(lambda: bool(many.crashes))
    many.crashes.clear()
    many.wait()
    assert kept(many) == {first.id: Action.LATER}
    many.press("Z", ctrl=True)
