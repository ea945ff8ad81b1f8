"""Judging on the real page with the demo company: keys, plans, ticks, search, facets, undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.models.judging import ChoiceFacet
from desktop.models.linking import Tab
from desktop.models.records import Action, Decision

from .conftest import Driven


def plan(page: Driven, finance_id: str) -> Action | None:
    pairs = page.program.linking.register(page.integration).pairs
    decision = next(pair.decision for pair in pairs if pair.finance.id == finance_id)
    return decision.action if decision else None


def test_the_tabs_count_what_was_looked_up(page: Driven) -> None:
    counts = page.program.linking.register(page.integration).counts()
    shown = [page.page.tabs.tabText(place) for place in range(3)]
    assert shown == [
        f"One suggestion  {counts[Tab.ONE]}",
        f"Several suggestions  {counts[Tab.SEVERAL]}",
        f"No suggestion  {counts[Tab.NONE]}",
    ]
    assert not page.page.tabs.isTabVisible(list(Tab).index(Tab.NOT_LOOKED_UP))


def test_a_letter_decides_about_the_current_row_and_keeps_the_plan(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("T")
    decided = page.row(row.id)
    assert decided.decision is not None
    assert (decided.decision.action, decided.decision.psa_id) == (Action.USE_PSA, row.psa.id if row.psa else "")
    assert page.planned() == {row.id}
    assert not page.ticked()
    assert plan(page, row.id) is Action.USE_PSA
    assert page.said().startswith("Your choices are kept. Nothing is written yet.")
    page.press("Z", ctrl=True)


def test_undo_and_redo_go_through_the_choices(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = page.rows()[1]
    page.go_to(row)
    page.press("F")
    page.press("U")
    assert plan(page, row.id) is Action.LATER
    assert row.id not in page.planned()
    page.press("Z", ctrl=True)
    assert plan(page, row.id) is Action.USE_FINANCE
    page.press("Z", ctrl=True)
    assert plan(page, row.id) is None
    page.press("Y", ctrl=True)
    assert plan(page, row.id) is Action.USE_FINANCE
    page.press(Qt.Key.Key_Delete)
    assert plan(page, row.id) is None


def test_what_a_colleague_decided_meanwhile_is_shown_and_not_replaced(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = page.rows()[2]
    page.go_to(row)
    page.program.linking.plan(page.integration, [Decision(finance_id=row.id, action=Action.LATER)])
    page.press("K")
    assert plan(page, row.id) is Action.LATER
    assert page.row(row.id).step is ChoiceFacet.LATER
    assert page.said() == "Something else was decided about 1 customer meanwhile, or it is linked. That stays, and is shown now."
    page.press(Qt.Key.Key_Delete)
    assert plan(page, row.id) is None


def test_one_key_decides_about_all_selected_rows(page: Driven) -> None:
    page.tab(Tab.NONE)
    page.press("A", ctrl=True)
    page.press("I")
    assert {row.decision.action for row in page.rows() if row.decision} == {Action.IMPORT}
    assert len(page.planned()) == len(page.rows())
    assert page.page.foot.primary.text() == f"Import {len(page.rows())}"
    page.press("Z", ctrl=True)
    assert not page.planned()
    assert not page.page.foot.primary.isEnabled()


def test_a_digit_chooses_among_the_candidates_and_overwrites_nothing(page: Driven) -> None:
    page.tab(Tab.SEVERAL)
    content = page.page.content
    assert content is not None
    row = next(one for one in page.rows() if one.pair.suggestions and len(one.pair.suggestions.suggestions) > 1)
    page.go_to(row)
    second = content.body.candidates.ids[1]
    page.press("2")
    decided = page.row(row.id)
    assert decided.psa is not None
    assert (decided.psa.id, decided.decision.action if decided.decision else None) == (second, Action.LINK_ONLY)
    page.press("T", "1")
    again = page.row(row.id)
    assert (again.psa.id if again.psa else "", again.decision.action if again.decision else None) == (
        content.body.candidates.ids[0],
        Action.USE_PSA,
    )
    page.press("Z", "Z", "Z", ctrl=True)
    assert plan(page, row.id) is None


def test_a_customer_with_nobody_to_link_to_stays_undecided_and_says_so(page: Driven) -> None:
    page.tab(Tab.NONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("T")
    assert plan(page, row.id) is None
    assert page.said() == "1 customer has nobody to link to. Choose one with A, or import with I."


def test_any_unlinked_customer_can_be_chosen_from_the_pick_list(page: Driven) -> None:
    page.tab(Tab.NONE)
    content = page.page.content
    assert content is not None
    assert content.session.reading is not None
    row = page.rows()[2]
    page.go_to(row)
    choices = content.body.candidates.choices(content.session.reading.others)
    other = next(one for one in reversed(choices) if not one.is_heading)
    content.judging.choose(other.key)
    page.wait()
    assert page.row(row.id).psa is not None
    assert plan(page, row.id) is Action.LINK_ONLY
    page.press("Z", ctrl=True)


def test_enter_goes_to_the_next_row_without_a_choice(page: Driven) -> None:
    page.tab(Tab.ONE)
    content = page.page.content
    assert content is not None
    first, second, third = page.rows()[:3]
    page.go_to(second)
    page.press("T")
    page.go_to(first)
    page.press(Qt.Key.Key_Return)
    assert content.body.view.current_id() == third.id
    page.press("Z", ctrl=True)


def test_one_keystroke_a_customer_links_and_goes_on_and_stays_where_nobody_can_be_linked_to(page: Driven) -> None:
    page.tab(Tab.ONE)
    open_rows = [row for row in page.rows() if row.decision is None][:30]
    page.go_to(open_rows[0])
    before = page.planned()
    for _customer in open_rows:
        QTest.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    page.wait()
    assert page.planned() - before == {row.id for row in open_rows}
    page.page.content.session.withdraw([row.id for row in open_rows])
    page.tab(Tab.NONE)
    page.go_to(lonely := page.rows()[0])
    QTest.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    page.wait()
    assert page.page.content.body.view.current_id() == lonely.id


def test_plans_and_what_is_put_off_are_there_again_after_a_restart(make_page: Callable[[], Driven]) -> None:
    before = make_page()
    before.tab(Tab.SEVERAL)
    row, later, third = before.rows()[:3]
    before.go_to(row)
    before.press("K")
    before.go_to(later)
    before.press("S")
    after = make_page()
    assert Tab(after.page.tabs.key) is Tab.SEVERAL
    assert after.planned() == {row.id}
    assert after.row(later.id).step is ChoiceFacet.LATER
    after.tab(Tab.SEVERAL)
    after.go_to(row)
    after.press(Qt.Key.Key_Return)
    assert after.page.content is not None
    assert after.page.content.body.view.current_id() == third.id
    for one in (row, later):
        after.go_to(one)
        after.press(Qt.Key.Key_Delete)


def test_ticks_and_place_survive_another_tab(page: Driven) -> None:
    page.tab(Tab.ONE)
    content = page.page.content
    assert content is not None
    row = page.rows()[4]
    page.go_to(row)
    page.press(Qt.Key.Key_Space)
    page.tab(Tab.NONE)
    assert not page.ticked()
    page.tab(Tab.ONE)
    assert page.ticked() == {row.id}
    assert content.body.view.current_id() == row.id


def test_ticks_and_place_of_every_tab_are_there_again_after_a_restart(make_page: Callable[[], Driven]) -> None:
    first = make_page()
    first.tab(Tab.SEVERAL)
    first.go_to(first.rows()[3])
    first.press(Qt.Key.Key_Space)
    first.tab(Tab.ONE)
    for row in (first.rows()[2], first.rows()[70]):
        first.go_to(row)
        first.press(Qt.Key.Key_Space)
    QTest.keyClick(first.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    ticked, place = first.ticked(), first.page.content.body.view.place.now()
    assert (len(ticked), len(place.selected), first.page.content.body.view.verticalScrollBar().value() > 0) == (2, 2, True)
    first.page.close()

    again = make_page()
    assert (again.page.tabs.tab, again.ticked(), again.page.content.body.view.place.now()) == (Tab.ONE, ticked, place)
    again.tab(Tab.SEVERAL)
    assert again.ticked() == {again.rows()[3].id} == set(again.page.content.body.view.selected_ids())


def test_ticked_rows_without_a_choice_are_not_written(page: Driven) -> None:
    page.tab(Tab.ONE)
    page.press(Qt.Key.Key_Space)
    assert not page.page.foot.primary.isEnabled()
    assert page.page.foot.primary.toolTip() == "Nothing is planned yet. Choose with L, I or N."


def test_a_key_is_about_all_ticked_rows_and_undo_ticks_them_again(page: Driven) -> None:
    page.tab(Tab.ONE)
    first, second, third = page.rows()[:3]
    for row in (first, third):
        page.go_to(row)
        page.press(Qt.Key.Key_Space)
    page.go_to(second)
    page.press("N")
    assert page.planned() == {first.id, third.id}
    assert not page.ticked()
    assert page.row(second.id).decision is None
    page.press("Z", ctrl=True)
    assert (page.planned(), page.ticked()) == (set(), {first.id, third.id})
    page.press("Y", ctrl=True)
    assert (page.planned(), page.ticked()) == ({first.id, third.id}, set())
    page.press("Z", ctrl=True)


def test_ticks_survive_search_facet_and_sorting(page: Driven) -> None:
    page.tab(Tab.ONE)
    content = page.page.content
    assert content is not None
    row = page.rows()[3]
    page.go_to(row)
    page.press(Qt.Key.Key_Space)
    content.body.search.setText("nobody is called that")
    assert page.rows() == []
    content.body.search.setText("")
    content.body.facets.choose({"choice": {"planned"}})
    assert page.rows() == []
    content.body.facets.clear()
    content.body.table.click_heading("finance_name")
    assert page.ticked() == {row.id}
    assert content.body.view.current_id() is not None
    content.body.table.click_heading("finance_name")
    content.body.table.click_heading("finance_name")


def test_a_psa_customer_that_is_chosen_for_one_customer_is_not_chosen_for_another(page: Driven) -> None:
    page.tab(Tab.ONE)
    first, second = page.rows()[:2]
    assert first.psa is not None
    page.go_to(first)
    page.press("K")
    page.go_to(second)
    assert page.page.content is not None
    page.page.content.judging.choose(first.psa.id)
    page.wait()
    assert page.said().startswith(f"This customer in TimeLog is chosen for {first.pair.finance.name} already.")
    assert page.planned() == {first.id}
    page.press("N")
    page.go_to(first)
    page.press(Qt.Key.Key_Delete)
    page.press("9")
    assert page.said() == "There is no number 9 among those who may be the customer."
    page.press("Z", "Z", "Z", ctrl=True)


def test_l_links_with_the_owners_data_and_then_as_the_user_did_last(page: Driven) -> None:
    page.tab(Tab.ONE)
    first, second = page.rows()[:2]
    page.go_to(first)
    page.press("L")
    assert plan(page, first.id) is Action.USE_PSA
    page.press("F")
    page.go_to(second)
    page.press("L")
    assert plan(page, second.id) is Action.USE_FINANCE
    page.press("Z", "Z", "Z", ctrl=True)


def test_the_same_is_done_for_all_with_the_same_evidence_as_one_step(page: Driven) -> None:
    page.tab(Tab.ONE)
    content = page.page.content
    assert content is not None
    assert content.session.reading is not None
    row = page.rows()[0]
    alike = {one.id for one in page.rows() if one.traits.pattern == row.traits.pattern and not one.traits.is_tied}
    page.go_to(row)
    page.press("K")
    offered = next(one for one in content.body.candidates.list.entries.shown if one.key == "alike")
    assert offered.text == f"Do the same for {len(alike) - 1} like this"
    assert offered.below.startswith("Same: ")
    assert f"M does the same for {len(alike) - 1} like this" in page.said()
    page.press("M")
    assert page.planned() == alike
    assert {row.decision.action for row in page.rows() if row.decision} == {Action.LINK_ONLY}
    page.press("Z", ctrl=True)
    assert page.planned() == {row.id}
    page.press("Z", ctrl=True)


def test_what_is_put_off_is_not_asked_again_until_it_is_taken_up(page: Driven) -> None:
    page.tab(Tab.SEVERAL)
    count = len(page.rows())
    page.press("A", ctrl=True)
    page.press("S")
    assert not page.planned()
    page.press(Qt.Key.Key_Return)
    assert page.said() == f"Something is chosen for every customer in this list. {count} are put off."
    assert page.messages.last is not None
    page.messages.last.links[0].on_click()
    page.wait()
    assert not any(row.decision for row in page.rows())


def test_a_key_leaves_ticked_rows_alone_that_are_not_shown(page: Driven) -> None:
    page.tab(Tab.ONE)
    assert page.page.content is not None
    body, (first, second, *others) = page.page.content.body, page.rows()
    body.table.set_ticked([first.id, second.id])
    wanted = next(row for row in others if row.pair.finance.name not in first.found_by + second.found_by)
    body.search.setText(f'"{wanted.pair.finance.name}"')
    page.go_to(page.row(wanted.id))
    assert body.count.text().startswith(f"{len(page.rows())} of {body.table.total} customers, 2 ticked, 2 hidden")
    page.press("N")
    assert (page.planned(), page.ticked()) == ({wanted.id}, {first.id, second.id})
    page.press("Z", ctrl=True)
    body.search.setText("")
    page.wait()
    assert body.count.text() == f"{body.table.total} customers, 2 ticked"
    body.table.set_ticked([first.id, second.id], False)


def test_the_search_looks_into_columns_that_are_hidden_too(page: Driven) -> None:
    page.tab(Tab.ONE)
    content = page.page.content
    assert content is not None
    row = next(one for one in page.rows() if one.pair.finance.email)
    QTest.keyClicks(content.body.search, row.pair.finance.email)
    assert row.id in [one.id for one in page.rows()]
    assert len(page.rows()) < content.body.table.total


def test_a_facet_narrows_the_list_to_its_count(page: Driven) -> None:
    page.tab(Tab.ONE)
    content = page.page.content
    assert content is not None
    phone = next(one for (_group, key), one in content.body.facets._buttons.items() if key == "same_phone")
    phone.click()
    assert len(page.rows()) == phone.facet.count
    assert 0 < phone.facet.count < content.body.table.total


def test_the_comparison_follows_the_row(page: Driven) -> None:
    page.tab(Tab.ONE)
    content = page.page.content
    assert content is not None
    row = page.rows()[3]
    page.go_to(row)
    names = [pair for pair in content.body.comparison.table.rows() if pair.field == "name"]
    assert [(pair.finance, pair.psa) for pair in names] == [(row.pair.finance.name, row.psa.name if row.psa else "")]
