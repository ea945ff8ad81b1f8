"""What the page says when there is nothing to show: the four scenarios, and what to do next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled, open_bindeled
from desktop.demo import FINANCE, PSA
from desktop.models.linking import Tab
from desktop.models.records import Customer, ExternalKey, Integration, Side
from desktop.models.references import key_name
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.empty_states import Next, Sizes, one_tab, whole_page
from desktop.views.shared.theme import Theme

from .conftest import Driven

SYSTEMS = Systems("e-conomic", "TimeLog")


@pytest.fixture
def connected(tmp_path: Path) -> Iterator[tuple[Bindeled, Integration]]:
    program = open_bindeled(tmp_path / "data", for_this_run=True)
    made = program.connections.create("Nordlys", PSA, FINANCE)
    yield (
        program,
        dataclasses.replace(
            made,
            psa=dataclasses.replace(made.psa, is_established=True),
            finance=dataclasses.replace(made.finance, is_established=True),
        ),
    )
    program.close()


def tabs(**counts: int) -> dict[Tab, int]:
    return dict.fromkeys(Tab, 0) | {Tab(name): count for name, count in counts.items()}


def test_before_anything_was_read_the_next_step_is_to_read(connected: tuple[Bindeled, Integration]) -> None:
    state = whole_page(connected[1], Sizes(None, None, tabs()), SYSTEMS)
    assert state is not None
    assert (state.button, state.next) == ("Read and look up", Next.READ)


def test_without_connections_the_next_step_is_setup(connected: tuple[Bindeled, Integration]) -> None:
    program, integration = connected
    state = whole_page(program.connections.integration(integration.id), Sizes(None, None, tabs()), SYSTEMS)
    assert state is not None
    assert state.next is Next.SETUP


def test_neither_side_has_customers_skip(connected: tuple[Bindeled, Integration]) -> None:
    state = whole_page(connected[1], Sizes(0, 0, tabs()), SYSTEMS)
    assert state is not None
    assert (state.heading, state.next) == ("Neither side has customers", Next.ITEMS)


def test_only_the_psa_has_customers_they_are_created_as_needed(connected: tuple[Bindeled, Integration]) -> None:
    state = whole_page(connected[1], Sizes(0, 12, tabs()), SYSTEMS)
    assert state is not None
    assert state.heading == "e-conomic has no customers yet"
    assert "The customer owner under Setup decides" in state.text, "it promises nothing that the chosen owner does not keep"
    assert state.fact == "12 customers were read in TimeLog."


def test_only_finance_has_customers_import_them(connected: tuple[Bindeled, Integration]) -> None:
    sizes = Sizes(12, 0, tabs(none=12))
    assert whole_page(connected[1], sizes, SYSTEMS) is None
    state = one_tab(Tab.ONE, sizes, SYSTEMS)
    assert state is not None
    assert state.heading == "TimeLog has no customers yet"
    assert (state.button, state.tab) == ("See 12 without a suggestion", Tab.NONE)
    assert one_tab(Tab.NONE, sizes, SYSTEMS) is None


def test_both_sides_have_customers_that_nobody_looked_up(connected: tuple[Bindeled, Integration]) -> None:
    state = one_tab(Tab.ONE, Sizes(12, 14, tabs(not_looked_up=12)), SYSTEMS)
    assert state is not None
    assert (state.button, state.next) == ("Look up 12 customers", Next.LOOK_UP)


def test_an_empty_tab_leads_to_one_with_rows(connected: tuple[Bindeled, Integration]) -> None:
    state = one_tab(Tab.SEVERAL, Sizes(12, 14, tabs(one=3, linked=9)), SYSTEMS)
    assert state is not None
    assert state.tab is Tab.ONE
    assert one_tab(Tab.IGNORED, Sizes(12, 14, tabs(linked=12)), SYSTEMS) is not None


def test_the_page_leads_from_customers_that_were_read_to_suggestions(
    qtbot: QtBot, theme: Theme, connected: tuple[Bindeled, Integration], tmp_path: Path
) -> None:
    program, integration = connected
    with program.store.work() as work:
        for side, number in ((Side.FINANCE, "1001"), (Side.PSA, "20001")):
            keys = (ExternalKey(system_name=key_name(integration), external_id="1001"),) if side is Side.PSA else ()
            customer = Customer(id=number, number=number, name="Nordhavn Byg ApS", phone="45872016", external_keys=keys)
            work.customers.replace_all(integration.id, side, [customer])
            work.settings.fetched(integration.id, side, "finance_customers" if side is Side.FINANCE else "psa_customers", 1)
        work.commit()
    page = Driven(qtbot, program, integration, tmp_path)
    assert Tab(page.page.tabs.key) is Tab.NOT_LOOKED_UP
    assert [row.is_open for row in page.rows()] == [False]
    marked = page.page.content.aids.marked.strip
    marked.button.click()  # the PSA says who it is, looked up or not
    page.wait()
    assert (page.planned(), marked.isHidden()) == ({"1001"}, True)
    page.page.foot.primary.click()
    page.wait()
    assert Tab(page.page.tabs.key) is Tab.ONE
    assert [row.psa.name for row in page.rows() if row.psa] == ["Nordhavn Byg ApS"]
    assert page.page.foot.primary.text() == "Link 1"
    assert page.background.close()
