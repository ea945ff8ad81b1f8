"""The customer card: what it shows, and what is done on it: create, send changes, and the way back of both."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import BindeledError, RecordNotFound, RecordRefused
from desktop.models.customer_card import OpenCustomer
from desktop.models.owner_rules import CardAction, OwnerMode, OwnerRules
from desktop.models.records import (
    Action,
    Activity,
    Contact,
    Customer,
    DecidedBy,
    Decision,
    LinkKind,
    Outcome,
    Side,
    psa_customer_subject,
)
from desktop.models.undoing import UndoGroup
from desktop.progress import Silent
from desktop.texts import Message

UNLINKED = "8"  # PSA customer Aalborg Regnskab, number 2009
MODE_OFF = {
    OwnerMode.PSA: {CardAction.CREATE_IN_PSA, CardAction.SEND_TO_PSA},
    OwnerMode.FINANCE: set(CardAction) - {CardAction.UNLINK},
    OwnerMode.BOTH: set[CardAction](),
}


def card(office: Any, psa_id: str = "", finance_id: str = "") -> Any:
    return office.cards.card(office.integration, OpenCustomer(psa_id, finance_id))


def customers(office: Any) -> list[Any]:
    """Every customer of both systems, but for versions and times of change."""
    psa, finance = office.company.state()
    own = ("TimeStamp", "ModifiedAt", "lastUpdated")
    rows = (*psa["customers"], *finance["customers"])
    return [{name: value for name, value in one.items() if name not in own} for one in rows]


def own(office: Any, mode: OwnerMode) -> None:
    office.customers.choose_rules(office.integration, OwnerRules(mode=mode))


def undone(office: Any) -> Any:
    batch = office.undo.last_batch(office.integration)
    return office.undo.undo(office.integration, batch.id, Silent())


def groups(office: Any) -> list[tuple[UndoGroup, str]]:
    batch = office.undo.last_batch(office.integration)
    return [(one.group, str(one.sentence)) for one in office.undo.preview(office.integration, batch.id, Silent()).items]


# what it shows


def test_the_card_of_a_linked_customer_is_found_from_either_side(office: Any) -> None:
    ours, there = card(office, psa_id="2"), card(office, finance_id="102")
    assert (ours.place.psa, ours.place.finance) == (there.place.psa, there.place.finance)
    assert ours.place.is_linked
    assert str(ours.place.sentence) == "Nordhavn: linked to 102 Havnens Rederi in e-conomic"
    name = next(one for one in ours.fields if one.field == "name")
    assert (name.finance, name.psa) == ("Havnens Rederi", "Havnens Rederi A/S")
    assert ours.differing >= 2  # name and address


def test_the_card_has_the_invoices_contacts_and_log_of_this_customer_alone(office: Any) -> None:
    with office.store.work() as work:
        work.people.put(office.integration.id, Side.PSA, Contact(id="302", customer_id="2", first_name="Ole", last_name="Vind"))
        work.links.add(office.integration.id, LinkKind.CONTACT, "302", "9", DecidedBy.RULE)
        work.commit()
    office.undo.unlink(office.integration, [card(office, psa_id="1").place.link])
    found = card(office, psa_id="2")
    assert {one.invoice.customer_id for one in found.invoices} == {"2"}
    assert {"F2", "K1"} <= {one.invoice.number for one in found.invoices}
    assert [(one.contact.name, one.is_linked) for one in found.contacts] == [("Ole Vind", True)]
    assert found.log == ()
    log = card(office, finance_id="101").log
    assert {str(one.activity) for one in log} == {"unlink"}


def test_a_customer_keeps_the_log_of_a_link_that_was_removed_and_nothing_of_the_next_one(office: Any) -> None:
    office.undo.unlink(office.integration, [card(office, psa_id="1").place.link])
    told = card(office, psa_id="1").log
    assert [str(one.activity) for one in told] == ["unlink", "unlink"]  # the link, and its mark in the PSA
    decision = Decision(finance_id="101", psa_id=UNLINKED, action=Action.LINK_ONLY)
    assert office.linking.write(office.integration, [decision], Silent()).linked == ("101",)
    assert card(office, psa_id="1").log == told
    of_finance = card(office, finance_id="101").log
    assert len(of_finance) > len(told)
    office.undo.unlink(office.integration, [card(office, psa_id=UNLINKED).place.link])
    assert card(office, psa_id=UNLINKED).log == card(office, finance_id="101").log[: -len(told)]


def test_a_customer_that_is_not_linked_has_its_own_log_although_another_one_over_there_has_the_same_id(office: Any) -> None:
    id_ = office.integration.id
    with office.store.work() as work:
        work.customers.put(id_, Side.FINANCE, Customer(id=UNLINKED, number=UNLINKED, name="Fjordlund"))
        said, subject = Message("Its att. person is kept."), psa_customer_subject(UNLINKED, None, "Aalborg Regnskab")
        work.log.note(id_, Activity.SETTINGS, Outcome.DONE, said, subject=subject)
        work.commit()
    assert [one.message for one in card(office, psa_id=UNLINKED).log] == [said]
    assert card(office, finance_id=UNLINKED).log == ()


def test_a_customer_on_one_side_only_shows_its_own_fields(office: Any) -> None:
    alone = card(office, psa_id=UNLINKED)
    assert alone.place.finance is None
    assert alone.differing == 0
    assert {one.finance for one in alone.fields} == {""}
    assert card(office, finance_id="107").place.psa is None
    assert card(office, finance_id="107").invoices == ()


def test_a_customer_that_was_never_read_has_no_card(office: Any) -> None:
    with pytest.raises(RecordNotFound):
        card(office, psa_id="4711")


def test_other_integrations_of_the_same_psa_are_told_each_with_its_own_link(office: Any) -> None:
    second = office.connections.create("Second", "timelog", "economic")
    first = office.integration
    stranger = office.connections.create("Stranger", "timelog", "economic")
    with office.store.work() as work:
        work.integrations.put_connection(second.id, replace(first.psa, key="other"))
        customer = work.customers.get(first.id, Side.PSA, "2")
        work.customers.put(second.id, Side.PSA, customer)
        work.commit()
    found = card(office, psa_id="2")
    assert [one.integration.id for one in found.others] == [second.id]
    assert not found.others[0].is_linked
    assert str(found.others[0].sentence) == "Second: not linked in e-conomic"
    assert stranger.id not in {one.integration.id for one in found.others}
    with office.store.work() as work:
        work.links.add(second.id, LinkKind.CUSTOMER, "2", "777", DecidedBy.PERSON)
        work.commit()
    assert card(office, psa_id="2").others[0].is_linked
    assert str(card(office, psa_id="3").others[0].sentence) == "Second: the customer was not read"


def test_a_customer_is_found_by_the_number_that_people_use(office: Any) -> None:
    named = office.cards.named
    assert named(office.integration, "1002") == OpenCustomer("2", "102")
    assert named(office.integration, "102") == OpenCustomer("2", "102")
    with pytest.raises(RecordNotFound):
        named(office.integration, "102", Side.PSA)
    with office.store.work() as work:
        customer = work.customers.get(office.integration.id, Side.FINANCE, "107")
        work.customers.put(office.integration.id, Side.FINANCE, replace(customer, id="1002", number="1002"))
        work.commit()
    with pytest.raises(RecordRefused, match="Several"):
        named(office.integration, "1002")
    assert named(office.integration, "1002", Side.PSA) == OpenCustomer("2", "102")


def test_counterparts_are_the_suggestions_first_and_then_everybody_who_is_free(office: Any) -> None:
    office.undo.unlink(office.integration, [card(office, psa_id="6").place.link])
    office.linking.suggest(office.integration, Silent())
    for wanted, best in ((OpenCustomer(psa_id="6"), "106"), (OpenCustomer(finance_id="106"), "6")):
        found = office.cards.counterparts(office.integration, wanted)
        assert found[0].customer.id == best
        assert found[0].suggestion is not None
        assert all(one.suggestion is None for one in found[1:])
        names = [one.customer.name.casefold() for one in found[1:]]
        assert names == sorted(names)
        assert len(found) == 4


@pytest.mark.parametrize("mode", OwnerMode)
def test_what_the_owner_of_customers_forbids_is_off_with_its_reason(office: Any, mode: OwnerMode) -> None:
    own(office, mode)
    lacking = {CardAction.LINK, CardAction.CREATE_IN_FINANCE, CardAction.CREATE_IN_PSA}
    linked = card(office, psa_id="2").place.off
    assert set(linked) == lacking | (MODE_OFF[mode] - {CardAction.UNLINK})
    assert str(linked[CardAction.LINK]) == "The customer is linked already."
    needs_link = {CardAction.UNLINK, CardAction.SEND_TO_FINANCE, CardAction.SEND_TO_PSA}
    free = card(office, psa_id=UNLINKED).place.off
    assert set(free) == needs_link | {CardAction.CREATE_IN_PSA} | MODE_OFF[mode]


# creating by hand


def test_a_customer_created_by_hand_is_linked_and_undo_takes_it_back_to_the_byte(office: Any) -> None:
    own(office, OwnerMode.PSA)
    before = customers(office)
    made, batch_id = office.customers.create_by_hand(office.integration, UNLINKED)
    found = card(office, psa_id=UNLINKED)
    assert (found.place.finance.id, found.place.link.decided_by) == (made.id, DecidedBy.PERSON)
    assert office.undo.last_batch(office.integration).id == batch_id
    assert groups(office) == [
        (UndoGroup.BACK, "The customer is deleted in e-conomic."),
        (UndoGroup.BACK, "The link is removed."),
    ]
    report = undone(office)
    assert (report.undone, report.left_alone, report.not_possible, report.failed) == (1, (), (), ())
    assert customers(office) == before
    assert not card(office, psa_id=UNLINKED).place.is_linked


def test_a_created_customer_that_somebody_changed_is_left_alone(office: Any) -> None:
    made, _batch = office.customers.create_by_hand(office.integration, UNLINKED)
    office.company.change_finance("customers", int(made.id), address="Ny Vej 7")
    assert (UndoGroup.CHANGED, "The customer was changed in e-conomic since, and stays.") in groups(office)
    assert len(undone(office).left_alone) == 1
    assert office.company.finance.agreement["customers"].get(int(made.id))["address"] == "Ny Vej 7"


def test_a_created_customer_with_invoices_stays_and_the_reason_is_told_beforehand(office: Any) -> None:
    made, _batch = office.customers.create_by_hand(office.integration, UNLINKED)
    office.transfers.send(office.integration, ["9"], Silent())
    assert len(office.company.drafts()) == 1
    assert (UndoGroup.IMPOSSIBLE, "The customer stays in e-conomic, which has 1 invoice to it.") in groups(office)
    report = undone(office)
    assert "which has 1 invoice to it" in str(report.not_possible[0])
    assert office.company.finance.agreement["customers"].get(int(made.id)) is not None


def test_what_the_system_says_when_it_deletes_no_customer_is_told(office: Any) -> None:
    office.customers.create_by_hand(office.integration, UNLINKED)
    office.plan(Side.FINANCE, {"kind": "error_before", "method": "DELETE", "status": 400})
    report = undone(office)
    assert report.failed or report.not_possible
    assert card(office, psa_id=UNLINKED).place.is_linked  # who stays over there keeps the link


def test_a_created_customer_that_is_gone_is_no_trouble(office: Any) -> None:
    made, _batch = office.customers.create_by_hand(office.integration, UNLINKED)
    office.company.finance.agreement["customers"].drop(int(made.id))
    assert (UndoGroup.BACK, "The customer is gone from e-conomic already.") in groups(office)
    report = undone(office)
    assert (report.left_alone, report.not_possible, report.failed) == ((), (), ())


def test_one_that_is_there_already_is_never_created_again(office: Any) -> None:
    office.undo.unlink(office.integration, [card(office, psa_id="4").place.link])
    before = customers(office)
    with pytest.raises(RecordRefused, match="looks like the same one"):
        office.customers.create_by_hand(office.integration, "4")
    with pytest.raises(RecordRefused, match="linked already"):
        office.customers.create_by_hand(office.integration, "2")
    assert customers(office) == before


def test_where_the_finance_system_owns_customers_none_is_created_there(office: Any) -> None:
    own(office, OwnerMode.FINANCE)
    before = customers(office)
    with pytest.raises(RecordRefused, match="owns customers"):
        office.customers.create_by_hand(office.integration, UNLINKED)
    assert customers(office) == before


def test_a_lost_answer_to_creating_never_makes_a_second_customer_and_undo_still_deletes_it(office: Any) -> None:
    before = customers(office)
    office.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "calls": [1]})
    for _attempt in range(2):
        with suppress(BindeledError):  # whatever the first attempt tells, the second must settle it
            office.customers.create_by_hand(office.integration, UNLINKED)
            break
    assert len(customers(office)) == len(before) + 1
    assert card(office, psa_id=UNLINKED).place.is_linked
    undone(office)
    assert customers(office) == before


# sending changes


def send(office: Any, preview: Any) -> Any:
    return office.updates.write(office.integration, [preview.decision], Silent(), everything=True)


def test_changes_are_previewed_sent_as_a_batch_and_taken_back_to_the_byte(office: Any) -> None:
    before = customers(office)
    preview = office.updates.of_customer(office.integration, "2")
    assert {one.field for one in preview.changes if one.is_changed} >= {"name", "address"}
    assert customers(office) == before
    report = send(office, preview)
    assert report.fields == preview.changed_fields
    assert office.company.finance.agreement["customers"].get(102)["name"] == "Havnens Rederi A/S"
    assert office.updates.of_customer(office.integration, "2").changed_fields == 0
    assert office.undo.last_batch(office.integration).id == report.batch_id
    assert {group for group, _sentence in groups(office)} == {UndoGroup.BACK}
    undone(office)
    assert card(office, psa_id="2").place.is_linked
    assert customers(office) == before


def test_a_field_that_the_user_keeps_is_not_sent(office: Any) -> None:
    preview = office.updates.of_customer(office.integration, "2").choosing("name", keep=True)
    send(office, preview)
    assert office.company.finance.agreement["customers"].get(102)["name"] == "Havnens Rederi"
    assert office.company.finance.agreement["customers"].get(102)["address"] == "Nygade 2"


def test_what_was_changed_over_there_since_is_told_before_it_is_taken_back(office: Any) -> None:
    office.company.change_finance("customers", 102, city="Odense", lastUpdated="2099-01-01T00:00:00Z")
    office.read()
    reasons = {one.field: one.reason for one in office.updates.of_customer(office.integration, "2").changes}
    assert str(reasons["city"]) == "Changed in e-conomic since."
    assert reasons["address"] is None
    own(office, OwnerMode.BOTH)
    preview = office.updates.of_customer(office.integration, "2")
    assert {one.field for one in preview.changes if not one.is_changed} == {"city"}
    send(office, preview)
    assert office.company.finance.agreement["customers"].get(102)["city"] == "Odense"


def test_changes_go_to_the_psa_only_where_both_own_customers(office: Any) -> None:
    preview = office.updates.of_customer(office.integration, "2", Side.PSA)
    assert preview.written_side is Side.PSA
    with pytest.raises(RecordRefused, match="owns customers"):
        send(office, preview)
    own(office, OwnerMode.BOTH)
    send(office, preview)
    assert office.company.psa_row("customers", 2)["Name"] == "Havnens Rederi"


def test_the_number_that_a_customer_has_in_the_psa_is_shown_and_kept_unless_somebody_chooses_the_other(office: Any) -> None:
    own(office, OwnerMode.BOTH)
    number = office.company.psa_row("customers", 2)["No"]
    preview = office.updates.of_customer(office.integration, "2", Side.PSA)
    assert [(one.old, one.new) for one in preview.changes if one.field == "number"] == [(number, "102")]
    send(office, preview)
    assert office.company.psa_row("customers", 2)["No"] == number
    preview = office.updates.of_customer(office.integration, "2", Side.PSA)
    send(office, preview.choosing("number", keep=False))
    assert office.company.psa_row("customers", 2)["No"] == "102"


def test_changes_of_two_that_are_not_linked_are_not_sent(office: Any) -> None:
    assert office.updates.of_customer(office.integration, UNLINKED) is None
    report = office.updates.write(office.integration, [Decision(finance_id="101", psa_id="2", action=Action.USE_PSA)], Silent())
    assert "not linked" in str(report.refused["101"].sentence)
