"""The customer card, driven as a user does, on the demo company and its stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.models.customer_card import CustomerCard, OpenCustomer
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.people_updates import CREATE
from desktop.models.records import Action, Decision, Integration
from desktop.progress import Silent
from desktop.views.customer import card_actions
from desktop.views.customer.card_actions import CardSources
from desktop.views.customer.customer_page import CustomerPage
from desktop.views.people_dialog import PeopleDialog
from desktop.views.shared.pick_list import PickList
from desktop.views.shared.theme import Theme
from tests.shown_page import ShownPage
from tests.views.conftest import OpenDemo

PSA_NUMBER = "10001"  # Bølgemark Skole, 1308 in e-conomic
ALONE = "10020"  # Nørtoft & Vestermark Logistik, in TimeLog only


@pytest.fixture(scope="module")
def demo(open_demo: OpenDemo) -> Iterator[tuple[Bindeled, Integration]]:
    with open_demo("looked_up") as (program, integration):
        program.standard_values.choose(integration.id, program.standard_values.proposed(integration.id))
        yield program, integration


class Driven(ShownPage):
    """The page as a user has it; every step waits until the work behind it is done."""

    page: CustomerPage

    def __init__(self, qtbot: QtBot, program: Bindeled, integration: Integration, folder: Path) -> None:
        super().__init__(folder, qtbot)
        self.program, self.integration = program, integration
        self.previews: list[dict[str, Any]] = []
        self.page = CustomerPage(
            program.connections,
            CardSources(
                program.cards,
                program.linking,
                program.customers,
                program.updates,
                program.linking_undo,
                program.people,
                program.contacts,
            ),
            self.see_changes,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
        )
        self.show(integration.id)
        self.activate()

    def see_changes(self, preview: Any, finance: str, psa: str, **rest: Any) -> QDialog:
        self.previews.append({"preview": preview, "systems": (finance, psa), **rest})
        return QDialog(self.page)

    def wait(self) -> None:
        self.settle()
        QApplication.processEvents()
        if self.background.running:
            self.wait()

    def open(self, number: str) -> CustomerCard:
        self.page.on_requested(self.program.cards.named(self.integration, number))
        self.wait()
        assert self.page.card is not None
        return self.page.card

    @property
    def card(self) -> CustomerCard:
        assert self.page.card is not None
        return self.page.card

    def is_linked(self) -> bool:
        return self.card.place.is_linked

    def press(self, key: Qt.Key) -> None:
        self.page.fields.view.setFocus()
        QTest.keyClick(self.page.fields.view, key)
        self.wait()

    def said(self) -> str:
        assert self.messages.last is not None
        return self.messages.last.text


@pytest.fixture
def page(theme: Theme, qtbot: QtBot, demo: tuple[Bindeled, Integration], tmp_path: Path) -> Iterator[Driven]:
    driven = Driven(qtbot, *demo, tmp_path)
    driven.program.customers.choose_rules(driven.integration, OwnerRules())
    yield driven
    driven.background.close()


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Every question is answered with its verb, and kept."""
    asked: list[tuple[str, ...]] = []

    def answer(_parent: object, *texts: str, destructive: bool = False) -> bool:
        asked.append(texts)
        return True

    monkeypatch.setattr(card_actions, "ask", answer)
    return asked


def linked(page: Driven) -> Decision:
    found = page.program.cards.named(page.integration, "1308")
    ours = page.program.cards.named(page.integration, PSA_NUMBER)
    return Decision(finance_id=found.finance_id, psa_id=ours.psa_id, action=Action.LINK_ONLY)


def test_without_a_customer_the_page_says_how_to_find_one(page: Driven) -> None:
    assert page.page.card is None
    assert not page.page.foot.isVisible()
    assert "Ctrl+K" in page.page._make_empty().text.text()  # type: ignore[attr-defined]  # an EmptyPage


def test_opening_a_card_makes_no_window_wider(page: Driven) -> None:
    page.page.resize(640, 500)
    page.open(PSA_NUMBER)

    assert page.page.foot.isVisible()
    assert page.page.width() == 640


def test_linking_from_the_pick_list_unlinking_and_undo(page: Driven, questions: list[tuple[str, ...]]) -> None:
    before = page.open(PSA_NUMBER)
    assert not before.place.is_linked
    assert "not linked" in page.page.places.buttons[0].accessibleName()
    page.press(Qt.Key.Key_L)
    picks = page.page.findChild(PickList)
    assert picks is not None
    suggestions = [one for one in picks.choices.shown if one.chips]
    assert suggestions[0].text == "Bølgemark Skole"
    picks.take()
    page.wait()
    assert page.is_linked()
    assert page.card.place.finance is not None
    assert page.card.place.finance.number == "1308"
    assert "linked to 1308 Bølgemark Skole" in page.page.places.buttons[0].accessibleName()
    page.page.places.buttons[0].click()
    page.wait()
    assert questions[0][1] == "Remove the link of Bølgemark Skole?"
    assert not page.is_linked()
    assert any("The link was removed" in str(one.message) for one in page.card.log)
    assert page.page.lists.log.rowCount() == len(page.card.log)


def test_creating_needs_no_question_and_undo_deletes_the_customer_again(page: Driven, questions: list[tuple[str, ...]]) -> None:
    page.open(ALONE)
    page.press(Qt.Key.Key_N)
    assert page.is_linked(), page.said()
    assert "created in e-conomic" in page.said()
    made = page.card.place.finance
    assert made is not None
    page.page.actions_of_card.undo()
    page.wait()
    assert not page.is_linked()
    assert questions == []
    gone = page.program.cards.card(page.integration, OpenCustomer(finance_id=made.id)).place.finance
    assert gone is not None
    assert gone.is_gone
    page.page.actions_of_card.undo()
    assert page.said() == "There is nothing to undo."


def test_changes_are_seen_before_they_are_sent(page: Driven) -> None:
    page.program.linking.write(page.integration, [linked(page)], Silent())
    card = page.open(PSA_NUMBER)
    page.press(Qt.Key.Key_F9)
    seen = page.previews[0]
    assert seen["systems"] == ("e-conomic", "TimeLog")
    assert seen["preview"].changed_fields > 0
    seen["on_write"](seen["preview"].decision)
    page.wait()
    assert "written" in page.said()
    assert page.card.differing < card.differing or page.card.differing == 0
    page.page.actions_of_card.undo()
    page.wait()
    assert page.card.differing == card.differing
    assert page.card.place.link is not None
    page.program.linking_undo.unlink(page.integration, [page.card.place.link])


def test_what_the_owner_of_customers_forbids_is_disabled_with_the_reason_in_sight(page: Driven) -> None:
    page.program.customers.choose_rules(page.integration, OwnerRules(mode=OwnerMode.FINANCE))
    page.open(PSA_NUMBER)
    for button in (page.page.link_button, page.page.create_button):
        assert button.isVisible()
        assert not button.isEnabled()
        assert "owns customers" in button.toolTip()
        assert button.toolTip() in page.page.why_off.text()
    page.press(Qt.Key.Key_L)
    assert page.page.findChild(PickList) is None
    assert "owns customers" in page.said()


def test_without_connection_nothing_is_written(page: Driven) -> None:
    page.open(ALONE)
    page.page.follow_connection("e-conomic does not answer.")
    assert not page.page.create_button.isEnabled()
    page.press(Qt.Key.Key_N)
    assert page.said() == "e-conomic does not answer."
    assert not page.is_linked()


def test_a_row_below_leads_to_its_page(page: Driven) -> None:
    with_invoices = next(state.invoice for state in page.program.transfers.invoices(page.integration))
    page.page.on_requested(OpenCustomer(psa_id=with_invoices.customer_id))
    page.wait()
    assert page.page.lists.invoices.rowCount() == len(page.card.invoices) > 0
    page.page.lists.views["invoices"].opened.emit(page.card.invoices[0].id)
    assert page.requested == [("invoices", page.card.invoices[0].id)]


def test_a_customer_that_is_not_there_leaves_the_page_empty_and_says_so(page: Driven) -> None:
    page.page.on_requested("no-such-id")
    page.wait()
    assert page.page.card is None
    assert "not among those that were read" in page.said()


def test_an_answer_that_comes_late_does_not_replace_the_customer_asked_for_last(page: Driven) -> None:
    first, second = (page.program.cards.named(page.integration, one) for one in (PSA_NUMBER, ALONE))
    page.page.on_requested(first)
    page.page.on_requested(second)
    page.wait()
    assert page.card.place.psa is not None
    assert page.card.place.psa.number == ALONE


def test_contacts_are_chosen_on_the_card_also_when_an_invoice_asks_for_it(page: Driven) -> None:
    page.program.linking.write(page.integration, [linked(page)], Silent())
    card = page.open(PSA_NUMBER)
    assert card.place.psa is not None
    page.page.on_requested(OpenCustomer(psa_id=card.place.psa.id, chooses_contacts=True))
    page.wait()
    assert page.page.lists.tabs.key == "contacts"
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PeopleDialog) and one.isVisible())
    dialog.choose(card.contacts[0].contact.id, CREATE)
    dialog.verb.click()
    page.wait()
    assert "1 created" in page.said()
    assert page.card.contacts[0].finance_name == card.contacts[0].contact.name
    page.page.actions_of_card.undo()
    page.wait()
    assert not page.card.contacts[0].is_linked
    assert page.card.place.link is not None
    page.program.linking_undo.unlink(page.integration, [page.card.place.link])
    page.page.refresh()
    page.wait()
    assert not page.page.lists.choose_contacts.isEnabled()
    assert "Link the customer first" in page.page.lists.choose_contacts.toolTip()
