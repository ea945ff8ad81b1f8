"""Beside judging: saved views, export, what other pages ask for, a failed look-up, no connection."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.errors import SystemDown
from desktop.models.linking import ShowCustomers, Tab
from desktop.models.records.suggestions import EvidenceField
from desktop.texts import Message
from desktop.use_cases.link_customers import CustomerLinking
from desktop.views.link_customers import actions as actions_module
from desktop.views.link_customers import saved_views
from desktop.views.link_customers.linking_body import LinkingBody
from desktop.views.shared.key_caps import KeyHint

from .conftest import Driven


def body(page: Driven) -> LinkingBody:
    assert page.page.content is not None
    return page.page.content.body


def choose(page: Driven, *words: str) -> None:
    """Choose in the menu of saved views; more words go into its submenus."""
    body(page).open_views()
    menu = next(one for one in body(page).findChildren(QMenu) if one.isVisible())
    for word in words[:-1]:
        found = next(one for one in menu.actions() if word in one.text()).menu()
        assert isinstance(found, QMenu)
        menu, outer = found, menu
    next(one for one in menu.actions() if words[-1] in one.text()).trigger()
    (outer if len(words) > 1 else menu).close()
    page.wait()


def views_in_menu(page: Driven) -> list[str]:
    body(page).open_views()
    menu = next(one for one in body(page).findChildren(QMenu) if one.isVisible())
    names = [one.text() for one in menu.actions() if one.text().startswith("&")]
    menu.close()
    page.wait()
    return names


def test_a_view_keeps_tab_facets_search_sorting_and_columns(
    make_page: Callable[[], Driven], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_page()
    page.tab(Tab.SEVERAL)
    shown = body(page)
    shown.facets.choose({"evidence": {"same_vat_number"}})
    shown.search.setText("aps")
    shown.table.click_heading("finance_name")
    section = next(n for n, column in enumerate(shown.table.columns) if column.key == "finance_city")
    shown.view.layout_of_columns.show(section, True)
    wanted = [row.id for row in page.rows()]
    assert 0 < len(wanted) < shown.table.total
    monkeypatch.setattr(saved_views, "ask_for_name", lambda *_texts: "Same CVR & ApS")
    choose(page, "Save what is shown")

    again = make_page()  # after a restart
    again.tab(Tab.ONE)
    body(again).table.sort_by([])
    choose(again, "Same CVR && ApS")
    assert Tab(again.page.tabs.key) is Tab.SEVERAL
    assert [row.id for row in again.rows()] == wanted
    assert body(again).search.text() == "aps"
    assert not body(again).view.isColumnHidden(section)

    monkeypatch.setattr(saved_views, "ask_for_name", lambda *_texts: "ApS")
    choose(again, "Rename", "Same CVR")
    assert views_in_menu(again) == ["&1  ApS"]
    choose(again, "Delete", "ApS")
    assert views_in_menu(again) == []
    assert again.messages.last is not None
    again.messages.last.links[0].on_click()
    assert views_in_menu(again) == ["&1  ApS"]


def test_the_rows_shown_are_exported_with_the_columns_shown(page: Driven, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page.tab(Tab.SEVERAL)
    body(page).search.setText("aps")
    file = tmp_path / "customers.csv"
    monkeypatch.setattr(actions_module, "ask_for_file", lambda _parent, _name: file)
    page.press("E", ctrl=True)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        heads, *lines = csv.reader(opened)
    assert heads == ["No. (e-conomic)", "Name (e-conomic)", "No. (TimeLog)", "Name (TimeLog)", "Evidence", "Choice"]
    assert [line[1] for line in lines] == [row.pair.finance.name for row in page.rows()]
    assert lines[0][4].startswith("Same ")
    assert page.said() == f"{len(lines)} customers exported to customers.csv."


def test_another_page_can_ask_for_a_customer_or_a_facet(page: Driven) -> None:
    page.tab(Tab.ONE)
    assert page.page.content is not None
    assert page.page.content.session.reading is not None
    wanted = page.page.content.session.reading.rows.by_tab[Tab.NONE][3]
    page.page.on_shown(page.integration.id)
    page.page.on_requested(wanted.id)
    page.wait()
    assert Tab(page.page.tabs.key) is Tab.NONE
    assert body(page).view.current_id() == wanted.id

    page.page.on_shown(page.integration.id)
    page.page.on_requested(ShowCustomers(tab=Tab.ONE, facets={"only": frozenset({"name"})}))
    page.wait()
    assert Tab(page.page.tabs.key) is Tab.ONE
    assert page.rows()
    assert {row.traits.only_difference for row in page.rows()} == {EvidenceField.NAME}
    page.qtbot.waitUntil(lambda: len(page.rows()) == body(page).facets._buttons["only", "name"].facet.count)


def test_another_page_can_ask_for_several_customers_until_the_line_that_says_so_is_closed(page: Driven) -> None:
    assert page.page.content is not None
    assert page.page.content.session.reading is not None
    page.tab(Tab.ONE)
    every = len(page.rows())
    first, second = page.page.content.session.reading.rows.by_tab[Tab.ONE][4:6]
    assert first.psa is not None
    assert second.psa is not None
    page.page.on_shown(page.integration.id)
    page.page.on_requested(ShowCustomers(psa_ids=(second.psa.id, "nobody", first.psa.id)))
    page.wait()
    assert {row.id for row in page.rows()} == {first.id, second.id}
    assert "2 of 3" in body(page).hint.text
    assert body(page).hint.isVisible()
    body(page).hint.findChild(QPushButton).click()
    assert len(page.rows()) == every
    assert not body(page).hint.isVisible()


def test_a_failed_look_up_names_its_reason_until_one_succeeds(
    make_page: Callable[[], Driven], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_page()

    def down(*_anything: object, **_more: object) -> None:
        raise SystemDown(Message("e-conomic does not answer."))

    with monkeypatch.context() as broken:
        broken.setattr(CustomerLinking, "suggest", down)
        page.page.look_up(fetch=False)
        page.wait()
    assert body(page).trouble.sentence == "e-conomic does not answer."
    assert page.rows()  # what was found before stays
    after = make_page()
    assert body(after).trouble.sentence == "e-conomic does not answer."
    after.page.look_up(fetch=False)
    after.wait()
    assert body(after).trouble.sentence == ""


def test_customers_that_were_not_looked_up_say_whether_it_failed_or_was_never_tried(
    page: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    with page.program.store.work() as work:
        found = work.decisions.suggestions(page.integration.id)
        work.decisions.replace_suggestions(page.integration.id, found[1:])
        work.commit()
    page.page.on_shown(page.integration.id)
    page.wait()
    page.tab(Tab.NOT_LOOKED_UP)
    assert KeyHint("Ctrl+Return", "Look up") in list(page.page.keys())
    name = next(column for column in body(page).table.columns if column.key == "psa_name")
    choice = next(column for column in body(page).table.columns if column.key == "choice")
    row = page.rows()[0]
    assert (name.text(row), choice.text(row), choice.icon(row) if choice.icon else "") == (
        "Not looked up yet",
        "Not looked up",
        "hourglass",
    )
    page.program.linking.note_troubles(page.integration, [Message("e-conomic does not answer.")])
    page.page.on_shown(page.integration.id)
    page.wait()
    row = page.rows()[0]
    assert (name.text(row), choice.text(row), choice.icon(row) if choice.icon else "") == (
        "Look-up failed",
        "Look-up failed",
        "warning-circle",
    )
    assert body(page).candidates.said == "The look-up failed, so nobody knows who it may be."
    assert page.page.tabs.tabText(page.page.tabs.currentIndex()) == "Look-up failed  1"
    assert body(page).trouble.sentence == "The look-up failed: e-conomic does not answer."
    page.page.look_up(fetch=False)
    page.wait()


def test_without_connection_nothing_is_written_and_the_button_says_why(page: Driven) -> None:
    page.tab(Tab.ONE)
    page.press("K")
    assert page.page.foot.primary.isEnabled()
    page.page.follow_connection("e-conomic could not be read the last time.")
    assert not page.page.foot.primary.isEnabled()
    assert page.page.foot.primary.toolTip() == "e-conomic could not be read the last time."
    page.page.follow_connection("")
    assert page.page.foot.primary.isEnabled()
    page.press(Qt.Key.Key_Delete)
