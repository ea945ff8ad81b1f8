"""Steps of very many rows on the real page: worked out beside the window, and nothing that the user does meanwhile is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from desktop.models.linking import Tab
from desktop.models.records import Action, Decision
from desktop.views.link_customers import session as session_module
from desktop.views.link_customers.change_preview import ChangePreview
from desktop.views.link_customers.session import LinkingSession

from .conftest import Driven

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


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


def test_a_key_while_plans_are_worked_out_comes_after_them_and_the_window_stays_open_for_them(many: Driven) -> None:
    first, second, *_others = (row.id for row in many.rows())
    plans = {one: Decision(finance_id=one, action=Action.IMPORT) for one in (first, second)}
    session(many).work_out(lambda _rows: plans, session(many).change)
    assert many.background.has_promises
    session(many).decide([first], Action.LATER)
    many.wait()
    assert kept(many) == {first: Action.LATER, second: Action.IMPORT}
    assert not many.background.has_promises
    many.press("Z", ctrl=True)
    many.press("Z", ctrl=True)


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


def begin(page: Driven) -> dict[str, Action]:
    """A step of very many rows at the end of the list is on its way; gives what it plans."""
    rows = page.rows()[-4:]
    session(page).change({row.id: Decision(finance_id=row.id, action=Action.IGNORE) for row in rows})
    assert session(page).is_busy
    return {row.id: Action.IGNORE for row in rows}


def current(page: Driven) -> str | None:
    assert page.page.content is not None
    return page.page.content.body.view.current_id()


def take_back(page: Driven) -> None:
    page.program.linking.withdraw(page.integration, list(kept(page)))


def test_link_and_next_meanwhile_is_about_the_row_it_was_pressed_on_and_goes_on_at_once(many: Driven) -> None:
    many.tab(Tab.ONE)
    first, second, third, *_others = many.rows()
    many.go_to(first)
    planned = begin(many)
    QTest.keyClick(many.view, Qt.Key.Key_Return, SHIFT)
    assert current(many) == second.id
    QTest.keyClick(many.view, Qt.Key.Key_Return)
    assert current(many) == third.id
    many.go_to(many.rows()[-1])
    QTest.keyClick(many.view, Qt.Key.Key_Return)
    assert current(many) == second.id  # something is chosen for the first one, though it is not shown yet
    many.wait()
    assert kept(many) == {**planned, first.id: session(many).link_action}
    take_back(many)


def test_the_same_for_others_meanwhile_is_about_what_was_decided_before_it(many: Driven) -> None:
    first, second, *others = (row.id for row in many.rows())
    many.go_to(many.row(first))
    many.press("S")
    session(many).change({one: Decision(finance_id=one, action=Action.IGNORE) for one in others})
    many.go_to(many.row(second))
    for key in (Qt.Key.Key_I, Qt.Key.Key_M):
        QTest.keyClick(many.view, key)
    many.go_to(many.row(first))
    many.wait()
    assert kept(many) == {first: Action.LATER, second: Action.IMPORT, **dict.fromkeys(others, Action.IGNORE)}
    take_back(many)


def test_ticks_that_a_waiting_key_was_pressed_for_are_not_for_the_next_key(many: Driven) -> None:
    assert many.page.content is not None
    table = many.page.content.body.table
    many.tab(Tab.ONE)
    first, second, third, *_others = (row.id for row in many.rows())
    many.go_to(many.row(first))
    planned = begin(many)
    table.set_ticked([second, third])
    QTest.keyClick(many.view, Qt.Key.Key_N)
    QTest.keyClick(many.view, Qt.Key.Key_S)
    table.set_ticked([third], False)
    table.set_ticked([third])
    QTest.keyClick(many.view, Qt.Key.Key_I)  # ticked once more, it is meant once more
    many.wait()
    assert kept(many) == {**planned, first: Action.LATER, second: Action.IGNORE, third: Action.IMPORT}
    assert not many.ticked()
    take_back(many)


def test_nothing_is_lost_when_the_window_closes_once_promises_are_kept(many: Driven) -> None:
    rows = many.rows()
    many.press("A", ctrl=True)
    QTest.keyClick(many.view, Qt.Key.Key_I)
    session(many).decide([rows[0].id], Action.LATER)
    session(many).withdraw([rows[1].id])
    assert many.background.has_promises
    with many.qtbot.waitSignal(many.background.promises_kept):
        pass
    assert many.background.close()
    assert not many.background.has_promises
    assert kept(many) == {row.id: Action.LATER if row is rows[0] else Action.IMPORT for row in rows if row is not rows[1]}
    take_back(many)


def test_what_waits_is_kept_when_another_integration_is_opened_and_nothing_opens_there(many: Driven) -> None:
    many.tab(Tab.ONE)
    first, second, *_others = many.rows()
    many.go_to(first)
    planned, action = begin(many), session(many).link_action
    session(many).in_turn(lambda: 1 // 0)  # a fault of ours does not hold back the rest
    for key, held in ((Qt.Key.Key_Return, SHIFT), (Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Return, CONTROL)):
        QTest.keyClick(many.view, key, held)
    with many.qtbot.captureExceptions() as faults:
        many.page.on_shown(None)
        assert many.background.has_promises
        many.wait()
    assert [one[0] for one in faults] == [ZeroDivisionError]
    assert not many.background.has_promises
    many.page.on_shown(many.integration.id)
    many.wait()
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, ChangePreview) and one.isVisible()]
    many.tab(Tab.ONE)
    assert kept(many) == {**planned, first.id: action, second.id: Action.LATER}
    take_back(many)


def test_what_waits_is_kept_when_the_page_is_made_anew(many: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = many.rows()
    planned = begin(many)
    session(many).decide([rows[0].id], Action.LATER)
    for name in ("close", "deleteLater"):
        monkeypatch.setattr(many.page, name, lambda: True)  # for pytest-qt, which closes what it knows
    delete(many.page)
    many.qtbot.waitUntil(lambda: not many.background.has_promises and not many.background.running)
    pairs = many.program.linking.register(many.integration).pairs
    found = {one.finance.id: one.decision.action for one in pairs if one.decision is not None}
    assert found == {**planned, rows[0].id: Action.LATER}
    assert not many.crashes
    many.program.linking.withdraw(many.integration, list(found))
