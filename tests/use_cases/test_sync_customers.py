"""An unlinked customer at its first invoice: linked, created or stopped as the owner rules say."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from desktop.app import cards
from desktop.connectors.card import Ability, Capabilities
from desktop.errors import BindeledError, Cancelled, CustomerNotSure, OutcomeUnknown, RecordNotFound
from desktop.models import absence
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules, Step
from desktop.models.records import Customer, DecidedBy, LinkKind, Outcome, Side
from desktop.progress import Silent, heeding
from desktop.sandbox.economic.admission import IdempotencyStore
from desktop.use_cases import sync_customers
from desktop.use_cases.sync_customers import CustomerSync, modes
from tests.steady_clock import SteadyClock

CVR = "24867498"  # of PSA customer 8, Aalborg Regnskab, who is not linked


def finance_customers(office: Any, *numbers: str, country: str = "") -> None:
    """Unlinked finance customers, there and as read, with these CVR numbers."""
    with office.store.work() as work:
        for place, number in enumerate(numbers):
            id_ = str(900 + place)
            customer = Customer(id=id_, number=id_, name="Aalborg", vat_number=number, country=country)
            work.customers.put(office.integration.id, Side.FINANCE, customer)
            stands_there(office, 900 + place, name="Aalborg", corporateIdentificationNumber=number, country="")
        work.commit()


def stands_there(office: Any, number: int, **values: Any) -> None:
    """A finance customer that somebody made or changed over there just now."""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with office.company.finance.lock:
        rows = office.company.finance.agreement["customers"]
        rows.put({**rows.get(106), "customerNumber": number, "lastUpdated": now, **values})


def expected(mode: OwnerMode, creation: Creation, may_link: bool, matches: int) -> Step:
    """Product.md chapter 2, in words of a test."""
    if matches == 1 and may_link:
        return Step.LINK
    if matches == 0 and creation is Creation.FIRST_INVOICE and mode is not OwnerMode.FINANCE:
        return Step.CREATE
    return Step.STOP


@pytest.mark.parametrize(("mode", "creation", "may_link", "matches"), list(product(OwnerMode, Creation, (False, True), (0, 1, 2))))
def test_every_choice_of_owner_leads_to_its_step(
    office: Any, mode: OwnerMode, creation: Creation, may_link: bool, matches: int
) -> None:
    rules = OwnerRules(mode=mode, creation=creation, may_link=may_link)
    office.customers.choose_rules(office.integration, rules)
    assert office.customers.rules(office.integration) == rules
    finance_customers(office, *[CVR] * matches)
    step = office.customers.step_before_invoice(office.integration, "8")
    assert step.step is expected(mode, creation, may_link, matches)
    assert (step.reason is None) is (step.step is not Step.STOP)
    before = office.company.state()
    if step.step is Step.STOP:
        with pytest.raises(CustomerNotSure):
            office.customers.make_ready(office.integration, "8")
        assert office.company.state() == before
        return
    made = office.customers.make_ready(office.integration, "8")
    assert made.id == {Step.LINK: "900", Step.CREATE: "2009"}[step.step]
    assert "8" in office.linking.register(office.integration).linked_psa_ids
    assert {"SystemName": "Bindeled economic 4711", "ExternalID": made.id} in office.company.psa_row("customers", 8)["ExternalKeys"]


def test_before_anybody_chose_nothing_is_linked_or_created_by_itself(read: Any) -> None:
    assert not read.customers.are_rules_chosen(read.integration)
    assert read.customers.rules(read.integration) == OwnerRules()
    assert read.customers.step_before_invoice(read.integration, "8").step is Step.STOP


@pytest.mark.parametrize(
    ("number", "country", "step"),
    [
        (f"DK {CVR[:4]} {CVR[4:]}", "DK", Step.LINK),
        (CVR, "SE", Step.CREATE),  # the same digits in another country are another company
        ("24867499", "DK", Step.CREATE),
        ("", "", Step.CREATE),
    ],
)
def test_only_a_valid_number_of_the_same_country_counts_as_the_same(office: Any, number: str, country: str, step: Step) -> None:
    finance_customers(office, number, country=country)
    assert office.customers.step_before_invoice(office.integration, "8").step is step


def test_a_number_that_is_no_number_never_links(office: Any) -> None:
    office.company.change_psa("customers", 8, VATNo="ukendt")
    office.fetching.fetch(office.integration, progress=Silent())
    finance_customers(office, "ukendt")
    assert office.customers.step_before_invoice(office.integration, "8").step is Step.CREATE


def test_a_linked_customer_carries_no_data_over(office: Any) -> None:
    finance_customers(office, CVR)
    before = office.company.state()[1]
    office.customers.make_ready(office.integration, "8")
    assert office.company.state()[1] == before


def test_a_customer_number_with_letters_is_stopped_before_any_write(office: Any) -> None:
    reason = office.customers.step_before_invoice(office.integration, "9").reason
    assert reason.kind == "customer_number"
    assert "AB-10 has other characters than digits" in str(reason.sentence)


def test_a_number_that_another_customer_has_is_stopped(office: Any) -> None:
    office.company.change_psa("customers", 8, No="107")
    office.fetching.fetch(office.integration, progress=Silent())
    assert office.customers.step_before_invoice(office.integration, "8").reason.kind == "customer_number_taken"


def test_a_customer_that_was_not_read_is_stopped(office: Any) -> None:
    assert office.customers.step_before_invoice(office.integration, "77").reason.kind == "customer_not_read"
    with pytest.raises(RecordNotFound, match="77 was not read"):
        office.customers.make_ready(office.integration, "77")


@pytest.mark.parametrize(
    ("restores", "is_ours", "step"), [(True, False, Step.STOP), (True, True, Step.CREATE), (False, False, Step.CREATE)]
)
def test_before_anybody_asks_over_there_it_is_known_who_was_deleted_there(
    office: Any, monkeypatch: pytest.MonkeyPatch, restores: bool, is_ours: bool, step: Step
) -> None:
    """Only where it can be brought back, and not the one that creating the customer brings back."""
    finance = type(office.connectors.get(office.integration, Side.FINANCE))
    monkeypatch.setattr(finance, "card", replace(finance.card, restores_customers=restores))
    monkeypatch.setattr(finance, "id_made_with", lambda _finance, _key: "900" if is_ours else "")
    with office.store.work() as work:
        gone = Customer(id="900", number="900", name="Aalborg", vat_number=CVR, country="DK", is_gone=True)
        work.customers.put(office.integration.id, Side.FINANCE, gone)
        work.commit()

    found = office.customers.step_before_invoice(office.integration, "8")

    assert found.step is step
    assert found.reason is None or str(found.reason.sentence) == "Customer 900 Aalborg was deleted in e-conomic."


def test_one_that_was_restored_since_the_last_reading_stops_nothing(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    finance = type(office.connectors.get(office.integration, Side.FINANCE))
    monkeypatch.setattr(finance, "card", replace(finance.card, restores_customers=True))
    with office.store.work() as work:
        work.customers.put(office.integration.id, Side.FINANCE, Customer(id="900", name="Aalborg", vat_number=CVR, is_gone=True))
        work.commit()

    assert office.customers.steps(office.integration, asks=True)("8").step is Step.CREATE


def test_two_invoices_at_once_create_one_customer(office: Any) -> None:
    made: list[str] = []
    both = [threading.Thread(target=lambda: made.append(office.customers.make_ready(office.integration, "8").id)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert made == ["2009", "2009"]


def test_a_mark_that_the_psa_does_not_take_stands_in_the_log_and_the_link_stands(office: Any) -> None:
    office.plan(Side.PSA, {"kind": "error_before"})
    office.customers.make_ready(office.integration, "8")
    assert office.newest().outcome is Outcome.REFUSED
    assert "8" in office.linking.register(office.integration).linked_psa_ids


def test_only_possible_owners_can_be_chosen() -> None:
    found = modes(cards()["timelog"], cards()["economic"])
    assert found[OwnerMode.PSA] is None
    assert found[OwnerMode.FINANCE] is None
    assert found[OwnerMode.BOTH] is not None


def without_number(office: Any, **changes: Any) -> None:
    """PSA customer 8 has no number, so that e-conomic gives it one and takes a second one gladly."""
    office.company.change_psa("customers", 8, No="", **changes)
    office.read()


def lost_answer(office: Any) -> None:
    """The customer is made over there, its answer is lost, and an hour later the system does not know our key any more."""
    office.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "^/customers"})
    with pytest.raises(OutcomeUnknown):
        office.customers.make_ready(office.integration, "8")
    office.plan(Side.FINANCE)
    office.company.finance._answers = IdempotencyStore()


def made(office: Any) -> list[str]:
    return [
        str(row["customerNumber"]) for row in office.company.finance.agreement["customers"] if row["name"] == "Aalborg Regnskab"
    ]


@pytest.mark.parametrize("may_link", [True, False])
@pytest.mark.parametrize("changes", [{}, {"VATNo": ""}])
def test_a_customer_whose_creation_was_not_answered_is_found_and_never_made_twice(
    office: Any, may_link: bool, changes: dict[str, str]
) -> None:
    office.customers.choose_rules(office.integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=may_link))
    without_number(office, **changes)
    lost_answer(office)
    assert office.customers.make_ready(office.integration, "8").id in made(office)
    assert len(made(office)) == 1


@pytest.fixture
def steady_clock(office: Any, monkeypatch: pytest.MonkeyPatch) -> SteadyClock:
    """The finance system takes no key of ours, and a creation of customer 8 was not answered an hour ago."""
    finance = office.connectors.get(office.integration, Side.FINANCE)
    can = finance.card.capabilities.can - {Ability.OWN_KEY}
    monkeypatch.setattr(finance, "card", replace(finance.card, capabilities=Capabilities(can=can)))
    clock = SteadyClock()
    monkeypatch.setattr(absence, "time", clock)
    monkeypatch.setattr(sync_customers, "time", clock)
    office.plan(Side.FINANCE, {"kind": "cut_before", "method": "POST", "path": "^/customers", "calls": [1]})
    with pytest.raises(OutcomeUnknown):
        office.customers.make_ready(office.integration, "8")
    clock.now += 3600
    return clock


def of_another_process(office: Any) -> CustomerSync:
    return CustomerSync(office.store, office.connectors, lambda *_given: None)


@pytest.mark.parametrize("hours", [-25, 25], ids=["behind", "ahead"])
def test_a_system_without_keys_of_ours_gets_no_second_creation_while_the_first_may_land_whatever_the_time_of_day(
    office: Any, steady_clock: SteadyClock, hours: int
) -> None:
    with office.store.work() as work:  # it was another computer, whose clock says something else
        begun = work.settings.get(office.integration.id, "customer_being_made:8")
        at = dt.datetime.fromisoformat(begun["at"]) + dt.timedelta(hours=hours)
        work.settings.put(office.integration.id, "customer_being_made:8", {**begun, "at": at.isoformat()})
        work.commit()
    began = steady_clock.now

    of_another_process(office).make_ready(office.integration, "8")

    assert 60 <= steady_clock.now - began < 61
    assert len(made(office)) == 1


def test_a_creation_that_lands_while_its_absence_is_waited_for_is_found(office: Any, steady_clock: SteadyClock) -> None:
    row = {"name": "Aalborg Regnskab", "corporateIdentificationNumber": CVR}
    steady_clock.then = (steady_clock.now + 30, lambda: stands_there(office, 950, **row))

    assert of_another_process(office).make_ready(office.integration, "8").id == "950"
    assert made(office) == ["950"]


def test_the_wait_for_a_creation_that_may_land_can_be_stopped(office: Any, steady_clock: SteadyClock) -> None:
    def stopped() -> None:
        if steady_clock.now > began + 5:
            raise Cancelled

    began = steady_clock.now
    with heeding(stopped), pytest.raises(Cancelled):
        of_another_process(office).make_ready(office.integration, "8")
    assert made(office) == []


def test_a_customer_that_somebody_made_over_there_since_the_last_reading_is_not_made_again(office: Any) -> None:
    planned = office.customers.steps(office.integration)("8")
    assert planned.step is Step.CREATE
    row = {**office.company.finance.agreement["customers"].get(106), "customerNumber": 950, "name": "Aalborg Regnskab ApS"}
    with office.company.finance.lock:
        office.company.finance.agreement["customers"].put({**row, "corporateIdentificationNumber": CVR})
    assert office.customers.make_ready(office.integration, "8", planned).id == "950"


def test_a_refused_creation_leaves_nothing_that_is_looked_for(office: Any) -> None:
    office.plan(Side.FINANCE, {"kind": "error_before", "method": "POST", "path": "^/customers", "status": 400})
    without_number(office)
    with pytest.raises(BindeledError):
        office.customers.make_ready(office.integration, "8")
    office.plan(Side.FINANCE)
    office.customers.make_ready(office.integration, "8")
    with office.store.reading() as work:
        assert work.settings.get(office.integration.id, "customer_being_made:8") == {}
    assert len(made(office)) == 1


JENSEN = Customer(id="900", number="900", name="Aalborg Regnskab")


def put_there(office: Any, customer: Customer, linked_to: str = "") -> None:
    """A finance customer as read, perhaps linked to a customer of the PSA."""
    with office.store.work() as work:
        work.customers.put(office.integration.id, Side.FINANCE, customer)
        if linked_to:
            work.links.add(office.integration.id, LinkKind.CUSTOMER, linked_to, customer.id, DecidedBy.PERSON)
        work.commit()


def step_with_changes(office: Any, **changes: Any) -> Any:
    """What would be done about PSA customer 8 with other values."""
    with office.store.work() as work:
        ours = work.customers.get(office.integration.id, Side.PSA, "8")
        plain = {"zip_code": "", "city": "", "email": "", "country": ""}
        work.customers.put(office.integration.id, Side.PSA, replace(ours, **{**plain, **changes}))
        work.commit()
    return office.customers.step_before_invoice(office.integration, "8")


@pytest.mark.parametrize(
    "rules", [OwnerRules(mode=OwnerMode.FINANCE, may_link=True), OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True)]
)
def test_a_name_alone_never_links_nor_lets_a_second_one_be_created(office: Any, rules: OwnerRules) -> None:
    office.customers.choose_rules(office.integration, rules)
    put_there(office, JENSEN)
    assert step_with_changes(office, vat_number="", organisation_number="").step is Step.STOP


def test_an_organisation_number_links_as_a_cvr_number_does(office: Any) -> None:
    put_there(office, replace(JENSEN, name="Aalborg", vat_number=CVR))
    step = step_with_changes(office, vat_number="", organisation_number=CVR)
    assert (step.step, step.customer.id) == (Step.LINK, "900")


def test_a_cvr_number_whose_customer_is_linked_already_is_asked_about_unless_both_have_their_own_ean(office: Any) -> None:
    put_there(office, replace(JENSEN, name="Aalborg", vat_number=CVR, ean="5790000000005"), linked_to="77")
    reason = step_with_changes(office).reason
    assert reason.kind == "customer_is_linked"
    assert "Aalborg Regnskab has the CVR number of 900 Aalborg in e-conomic" in str(reason.sentence)
    assert step_with_changes(office, ean="5790000000012").step is Step.CREATE
