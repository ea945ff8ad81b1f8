"""What happened to finance customers since the last reading: no invoice goes to another one than the customer it is for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.errors import BindeledError
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import Action, Decision, LinkKind, Side
from desktop.progress import Silent

CVR = "24867498"  # of PSA customer 8, Aalborg Regnskab, who is not linked; invoice 9 is for it
OTHER_CVR = "10150817"
ORIGINALS = {"name": "Aalborg Regnskab", "corporateIdentificationNumber": CVR}
LONG_AGO = {"lastUpdated": "2026-01-01T08:00:00Z"}  # a change that the system does not tell of
ANOTHER = {"name": "Helt Anden ApS", "corporateIdentificationNumber": OTHER_CVR}


def stands_there(office: Any, number: int, **values: Any) -> None:
    """A finance customer that somebody made or changed just now."""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with office.company.finance.lock:
        rows = office.company.finance.agreement["customers"]
        rows.put({**(rows.get(number) or rows.get(101)), "customerNumber": number, **{"lastUpdated": now, **values}})


def sent(office: Any, invoice_id: str) -> str:
    """Send an invoice; gives the id of the customer it went to, or the kind of the reason that stopped it."""
    report = office.transfers.send(office.integration, [invoice_id], Silent())
    if report.transferred:
        return str(office.company.drafts()[-1]["customer"]["customerNumber"])
    assert office.company.drafts() == []
    return str(office.transfer(invoice_id).reason.kind)


def linked_to(office: Any, psa_id: str) -> str | None:
    with office.store.reading() as work:
        link = work.links.of_psa(office.integration.id, LinkKind.CUSTOMER, psa_id)
    return link.finance_id if link else None


def test_a_number_that_was_handed_out_again_gets_no_invoice_of_the_customer_that_had_it(office: Any) -> None:
    stands_there(office, 102, **ANOTHER)
    calls = len(office.company.finance.calls.listed()["calls"])
    checked = office.transfers.check(office.integration, ["1", "2"])
    assert {id_: [one.kind for one in found] for id_, found in checked.items()} == {"1": [], "2": ["customer_is_another"]}
    asked = [one for one in office.company.finance.calls.listed()["calls"][calls:] if one["path"].startswith("/customers?")]
    assert len(asked) == 1, "one call a run, however many customers"

    assert sent(office, "2") == "customer_is_another"
    assert "Helt Anden ApS in e-conomic has another CVR number" in str(office.transfer("2").reason.sentence)
    office.read()
    assert sent(office, "2") == "customer_is_another", "reading the register does not make it the right one"
    assert sent(office, "1") == "101"


def test_a_person_who_links_the_two_again_says_that_it_is_the_right_one(office: Any) -> None:
    stands_there(office, 102, **ANOTHER)
    office.read()
    with office.store.work() as work:
        work.links.remove(office.integration.id, LinkKind.CUSTOMER, "2", "102")
        work.commit()
    office.linking.write(office.integration, [Decision(finance_id="102", psa_id="2", action=Action.USE_FINANCE)], Silent())
    assert sent(office, "2") == "102"


@pytest.mark.parametrize("how", ["deleted", "changed", "changed unseen"])
@pytest.mark.parametrize("mode", [OwnerMode.PSA, OwnerMode.FINANCE])
def test_a_match_that_is_gone_or_another_one_by_now_is_not_linked(office: Any, mode: OwnerMode, how: str) -> None:
    office.customers.choose_rules(office.integration, OwnerRules(mode=mode, creation=Creation.FIRST_INVOICE, may_link=True))
    stands_there(office, 555, **ORIGINALS)
    office.read()
    if how == "deleted":
        office.company.finance.agreement["customers"].drop(555)
    else:
        stands_there(office, 555, **ANOTHER, **({} if how == "changed" else LONG_AGO))
    if mode is OwnerMode.PSA:
        assert sent(office, "9") == "2009", "created, as the rules say when nobody is there"
        assert linked_to(office, "8") == "2009"
    else:
        # nobody with that number is in the register any more when the change was told
        assert sent(office, "9") == ("customer_not_linked" if how == "changed" else "CustomerNotSure")
        said = str(office.transfer("9").reason.sentence)
        assert said.startswith("e-conomic was asked just before sending: ") is (how != "changed")
        assert "is not linked to a customer in e-conomic" in said
        assert linked_to(office, "8") is None


@pytest.mark.parametrize("mode", [OwnerMode.FINANCE, OwnerMode.PSA])
@pytest.mark.parametrize("is_told", [True, False])
def test_a_customer_made_over_there_since_is_linked_where_that_is_permitted(office: Any, mode: OwnerMode, is_told: bool) -> None:
    stands_there(office, 555, **ORIGINALS, **({} if is_told else LONG_AGO))
    office.customers.choose_rules(office.integration, OwnerRules(mode=mode))
    assert sent(office, "9") == "customer_not_linked"
    office.customers.choose_rules(office.integration, OwnerRules(mode=mode, may_link=True))
    assert sent(office, "9") == "555"
    assert linked_to(office, "8") == "555"


def test_a_customer_that_a_person_set_aside_is_asked_about(office: Any) -> None:
    stands_there(office, 555, **ORIGINALS)
    office.read()
    office.linking.write(office.integration, [Decision(finance_id="555", action=Action.IGNORE)], Silent())
    assert sent(office, "9") == "customer_ignored"
    with pytest.raises(BindeledError, match="but is ignored"):
        office.customers.create_by_hand(office.integration, "8")
    assert linked_to(office, "8") is None


def test_trouble_while_the_system_is_asked_stops_that_invoice_alone(office: Any) -> None:
    office.customers.choose_rules(office.integration, OwnerRules(mode=OwnerMode.FINANCE, may_link=True))
    office.plan(Side.FINANCE, {"kind": "error_before", "method": "GET", "path": "corporateIdentificationNumber", "status": 400})
    report = office.transfers.send(office.integration, ["1", "9"], Silent())
    assert (report.transferred, report.refused) == (("1",), ("9",))
