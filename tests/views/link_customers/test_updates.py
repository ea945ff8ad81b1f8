"""Changes of linked customers: told above the list, shown in the preview, written or kept, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.models.linking import Tab
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.people_updates import CREATE, LinkedPeople, PersonUpdate
from desktop.models.records import Contact, DecidedBy, Integration, LinkKind, Side
from desktop.models.updates import FieldUpdate, News
from desktop.progress import Silent
from desktop.texts import Message
from desktop.views.link_customers.people_strip import PeopleChanges
from desktop.views.link_customers.updates_strip import LinkedUpdates
from desktop.views.people_dialog import PeopleDialog
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
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PeopleDialog) and one.isVisible())
    assert dialog.changes == {}
    dialog.accept()
    page.wait()


def test_the_dialog_of_people_tells_only_what_was_chosen_anew(qtbot: QtBot, theme: Theme) -> None:
    found = LinkedPeople(
        customer="1001 Fjordbyg A/S",
        psa=(Contact(id="1", first_name="Mette", last_name="Holm", email="mette@example.com"), Contact(id="2", first_name="Bo")),
        finance=(Contact(id="7", first_name="Mette Holm"), Contact(id="8", first_name="Mette Holm")),
        links={"1": "7"},
    )
    dialog = PeopleDialog(found, "TimeLog", "e-conomic", "Contacts")
    qtbot.addWidget(dialog)
    column = next(one for one in dialog.table.columns if one.key == "finance")
    assert [column.text(one) for one in found.psa] == ["Mette Holm (7)", "Not linked"]
    assert (dialog.changes, dialog.verb.isEnabled()) == ({}, False)

    dialog.choose("2", "8")
    dialog.choose("1", "")
    assert dialog.changes == {"1": "", "2": "8"}
    dialog.choose("1", "8")
    assert dialog.changes == {"1": "8"}
    dialog.choose("2", CREATE)
    assert column.text(found.psa[1]) == "Create in e-conomic"
    assert dialog.verb.isEnabled()


def test_changes_of_people_are_ticked_field_by_field(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    field = FieldUpdate(field="phone", label=Message("Phone"), old="1", new="2", news=News.BOTH)
    person = PersonUpdate(
        kind=LinkKind.CONTACT,
        psa=Contact(id="1", first_name="Mette"),
        finance=Contact(id="7", first_name="Mette"),
        where="1001 Fjordbyg A/S",
        fields=(field, replace(field, field="email", news=News.HERE)),
    )
    dialog = PeopleChanges([person], "e-conomic", "", settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(dialog)
    assert (dialog.verb.text(), dialog.heading.text()) == ("Write 2 fields", "2 fields are written in e-conomic")

    dialog.table.set_ticked([(person.key, "phone")], False)

    assert dialog.verb.text() == "Write 1 field"
    assert [one.field for one in dialog.updates[0].going] == ["email"]


def test_a_changed_contact_waits_in_a_line_is_written_and_taken_back(changed: str, page: Driven) -> None:
    id_, program = page.integration.id, page.program
    with program.store.work() as work:
        link = work.links.of_finance(id_, LinkKind.CUSTOMER, changed)
        assert link is not None
        ours = Contact(id="90001", customer_id=link.psa_id, first_name="Nina", last_name="Ny", phone="11 22 33 44")
        work.people.put(id_, Side.PSA, ours)
        work.commit()
    program.contacts.decide(page.integration, {"90001": CREATE})
    with program.store.work() as work:
        work.people.put(id_, Side.PSA, replace(ours, phone="55 66 77 88"))
        work.commit()
    program.people_updates.after_reading(page.integration, Silent())
    page.tab(Tab.LINKED)
    page.page.on_shown(id_)
    page.wait()
    assert page.page.content is not None
    people = page.page.content.aids.people
    people._count()
    page.wait()
    assert "Changes of 1 contact or employee wait" in people.strip.text
    people.show_changes()
    page.wait()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PeopleChanges) and one.isVisible())
    dialog.verb.click()
    page.wait()
    assert page.said().startswith("1 contact or employee changed. 1 field written.")
    assert people.strip.text == ""
    for _batch in range(2):  # the change, and the contact itself
        batch = program.linking_undo.last_batch(page.integration)
        assert batch is not None
        assert program.linking_undo.undo(page.integration, batch.id, Silent()).people == 1
