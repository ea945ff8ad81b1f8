"""Changes of linked customers: told above the list, shown in the preview, written or kept, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.models.linking import Tab
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.records import Contact, DecidedBy, Integration, LinkKind, Side
from desktop.progress import Silent
from desktop.use_cases.link_contacts import CustomerContacts
from desktop.views.contacts_dialog import ContactsDialog
from desktop.views.link_customers.updates_strip import LinkedUpdates
from desktop.views.shared.theme import Theme

from .conftest import Driven


@pytest.fixture
def changed(demo: tuple[Bindeled, Integration]) -> Iterator[str]:
    """A linked customer whose phone was changed in the PSA since; the id of the finance customer."""
    program, integration = demo
    pair = next(one for one in program.linking.register(integration).pairs if one.tab is Tab.ONE and one.suggestions)
    assert pair.suggestions is not None
    psa_id, finance_id = pair.suggestions.suggestions[0].psa_id, pair.finance.id
    with program.store.work() as work:
        customer = work.customers.get(integration.id, Side.PSA, psa_id)
        assert customer is not None
        work.links.add(integration.id, LinkKind.CUSTOMER, psa_id, finance_id, DecidedBy.PERSON)
        work.customers.put(integration.id, Side.PSA, replace(customer, phone="33 44 55 66"))
        work.commit()
    program.updates.after_reading(integration, Silent())
    yield finance_id
    with program.store.work() as work:
        work.links.remove(integration.id, LinkKind.CUSTOMER, psa_id, finance_id)
        work.customers.put(integration.id, Side.PSA, customer)
        work.commit()
    program.customers.choose_rules(integration, OwnerRules())


def updates_of(page: Driven) -> LinkedUpdates:
    assert page.page.content is not None
    return page.page.content.aids.updates


def test_a_change_is_told_on_the_tab_of_linked_customers_shown_written_and_taken_back(changed: str, page: Driven) -> None:
    strip = updates_of(page).strip
    assert not strip.isVisible()
    page.tab(Tab.LINKED)
    assert strip.text == "Changes of 1 linked customer wait to be carried to e-conomic."

    updates_of(page).show_changes()
    page.wait()
    dialog = page.dialog()
    assert dialog.verb.text() == "Write 1 field"
    dialog.verb.click()
    page.wait()

    assert page.said().startswith("1 customer changed. 1 field written.")
    with page.program.store.reading() as work:
        written = work.customers.get(page.integration.id, Side.FINANCE, changed)
        batch = work.batches.newest(page.integration.id)
    assert written is not None
    assert written.phone == "33 44 55 66"
    assert batch is not None
    assert strip.text.startswith("No changes wait.")
    assert page.messages.last is not None
    page.messages.last.links[0].on_click()
    page.wait()
    with page.program.store.reading() as work:
        back = work.customers.get(page.integration.id, Side.FINANCE, changed)
    assert back is not None
    assert back.phone != "33 44 55 66"


def test_where_finance_owns_customers_the_changes_are_shown_and_the_button_says_why_not(changed: str, page: Driven) -> None:
    page.program.customers.choose_rules(page.integration, OwnerRules(mode=OwnerMode.FINANCE))
    with page.program.store.work() as work:
        customer = work.customers.get(page.integration.id, Side.FINANCE, changed)
        assert customer is not None
        work.customers.put(page.integration.id, Side.FINANCE, replace(customer, website="https://ny.example.com"))
        work.commit()
    page.tab(Tab.LINKED)
    updates_of(page).show_changes()
    page.wait()
    dialog = page.dialog()
    assert not dialog.verb.isEnabled()
    assert "are not carried to TimeLog" in dialog.verb.toolTip()
    dialog.reject()
    page.wait()


def test_changes_are_looked_for_on_request(changed: str, page: Driven) -> None:
    page.tab(Tab.LINKED)
    updates_of(page).find()
    page.wait()
    assert updates_of(page).look.isEnabled()


def test_the_contacts_of_a_linked_customer_are_chosen_in_a_dialog(changed: str, page: Driven) -> None:
    page.tab(Tab.LINKED)
    page.go_to(page.row(changed))
    assert page.page.content is not None
    page.page.content.aids.show_contacts()
    page.wait()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ContactsDialog) and one.isVisible())
    assert dialog.changes == {}
    dialog.accept()
    page.wait()


def test_the_dialog_of_contacts_tells_only_what_was_chosen_anew(qtbot: QtBot, theme: Theme) -> None:
    found = CustomerContacts(
        customer="1001 Fjordbyg A/S",
        psa=(Contact(id="1", first_name="Mette", last_name="Holm", email="mette@example.com"), Contact(id="2", first_name="Bo")),
        finance=(Contact(id="7", first_name="Mette Holm"), Contact(id="8", first_name="Mette Holm")),
        links={"1": "7"},
    )
    dialog = ContactsDialog(found, "TimeLog", "e-conomic")
    qtbot.addWidget(dialog)

    assert [box.currentText() for box in dialog.boxes.values()] == ["Mette Holm (7)", "Not linked"]
    dialog.boxes["2"].setCurrentIndex(dialog.boxes["2"].findData("8"))
    dialog.boxes["1"].setCurrentIndex(0)

    assert dialog.changes == {"1": "", "2": "8"}
