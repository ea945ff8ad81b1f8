"""What every connector keeps, whatever its system: each one in the registry runs against its own stand-in with the demo company.

To add a system: one `Case` in `CASES`. Tally, a tiny system of these tests, is held to the same.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from desktop.connectors.contract import Ability, Access, Connector, Draft, Finance, Page, Psa
from desktop.connectors.practice import PREFIX, practising
from desktop.connectors.registry import CONNECTORS
from desktop.errors import NoConnection, NotPossible, OutcomeUnknown, RecordChanged, RecordNotFound, SignInRefused
from desktop.models.customer_creation import as_looked_for
from desktop.models.records import (
    Choice,
    Company,
    Contact,
    Customer,
    Employee,
    ExternalKey,
    FinanceInvoice,
    FinanceState,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    Item,
    Side,
    StandardValues,
)
from desktop.sandbox import demo_company
from desktop.sandbox.dinero.app import Dinero as DineroStandIn
from desktop.sandbox.economic.app import Economic as EconomicStandIn
from desktop.sandbox.server import SandboxServer, StandIn, running
from desktop.sandbox.timelog.app import TimeLog as TimeLogStandIn
from tests.connectors.tally.connector import Tally
from tests.connectors.tally.stand_in import TallyStandIn

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
STANDARD_VALUES = StandardValues(customer_group="1", vat_zone="1", payment_terms="1", layout="19", employee_group="1")


@dataclass(frozen=True, slots=True)
class Case:
    """One system: its stand-in, how it is reached, and which call of it creates a customer (`fault` matches it alone)."""

    stand_in: type[StandIn]
    secrets: Mapping[str, str]
    fault: Mapping[str, Any]
    path: str = ""
    settings: Mapping[str, str] | None = None
    unknown_customer: str = "987654321"
    data: Mapping[str, Any] | None = None  # what the demo company lacks


CASES = {
    "dinero": Case(
        DineroStandIn,
        {"client_secret": demo_company.DINERO_SECRET, "api_key": demo_company.DINERO_API_KEY},
        {"method": "POST", "path": "/contacts$", "calls": [1]},
        settings={"client_id": demo_company.DINERO_CLIENT, "calls_a_minute": "100000"},
        unknown_customer="6f0d3c52-0a44-4d4e-9a7c-987654321000",
        data={"rateLimit": {"calls": 100_000}},
    ),
    "economic": Case(
        EconomicStandIn,
        {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT},
        {"method": "POST", "path": "/customers$", "calls": [1]},
    ),
    "tally": Case(
        TallyStandIn,
        {"key": "key-of-tally"},
        {"method": "PUT", "path": "/customers/", "calls": [1]},
        data={
            "key": "key-of-tally",
            "customers": {"c1": {"id": "c1", "name": "Fjordbyg A/S", "phone": "70 10 20 30"}},
            "items": {"1010": {"id": "1010", "name": "Rådgivning"}},
        },
    ),
    "timelog": Case(
        TimeLogStandIn,
        {"personal_access_token": demo_company.TIMELOG_TOKEN, "password": demo_company.TIMELOG_PASSWORD},
        {"method": "POST", "path": "CRMService", "calls": [2]},  # the first one asks whether it is there already
        path=f"/{demo_company.ACCOUNT}",
        settings={"user_name": demo_company.TIMELOG_USER},
    ),
}


@dataclass(frozen=True, slots=True)
class System:
    """A system that is up, and a connector signed in to it."""

    case: Case
    server: SandboxServer
    connector: Connector

    @property
    def state(self) -> Any:
        """Everything the system holds."""
        return requests.get(f"{self.server.address}/_sandbox/state", timeout=60).json()

    def plan(self, *faults: Mapping[str, Any]) -> None:
        """Let the system fail."""
        requests.post(f"{self.server.address}/_sandbox/faults", json=faults, timeout=60).raise_for_status()


SYSTEMS = {  # files take nothing and ask for no secret: tests/connectors/files
    **{name: one for name, one in CONNECTORS.items() if not one.card.is_files},
    Tally.card.name: Tally,
}


@pytest.fixture(params=sorted(SYSTEMS))
def system(request: pytest.FixtureRequest) -> Iterator[System]:
    name: str = request.param
    case = CASES[name]
    stand_in = case.stand_in()
    with running(stand_in) as server:
        file = DEMO / f"{name}.json"
        data = json.loads(file.read_text("utf-8")) if file.exists() else {}
        requests.post(f"{server.address}/_sandbox/load", json=data | dict(case.data or {}), timeout=60).raise_for_status()
        connector = SYSTEMS[name](Access(server.address + case.path, case.settings or {}, case.secrets))
        yield System(case, server, connector)
        connector.close()


def another(system: System, **changes: Any) -> Connector:
    return type(system.connector)(replace(system.connector.access, **changes))


def can(connector: Connector, ability: Ability) -> bool:
    return ability in connector.card.capabilities.can


def new_customer(**changes: str) -> Customer:
    values = {"number": "778899", "name": "Kontraktprøven ApS", "currency": "DKK", "city": "Vejle", "country": "DK", **changes}
    return Customer(**values)  # type: ignore[arg-type]  # all of these are texts


def a_customer(connector: Connector) -> Customer:
    return next(iter(connector.customers())).records[0]


def records_of(pages: Iterator[Page[Any]], kind: type) -> list[Any]:
    found = []
    for page in pages:
        assert isinstance(page, Page)
        assert page.total is None or isinstance(page.total, int)
        found += page.records
    assert found
    assert all(isinstance(record, kind) for record in found)
    return found


def draft_for(finance: Finance, customer: Customer) -> Draft:
    item = next(one for one in records_of(finance.items(), Item) if one.is_usable)
    lines = (InvoiceLine(item_number=item.number, text="Møde", quantity=1, unit_price=100, net=100),)  # type: ignore[arg-type]  # exact
    invoice = Invoice(id="1", number="1", date=dt.date(2026, 10, 1), customer_name=customer.name, currency="DKK", lines=lines)
    return Draft(invoice=invoice, customer=customer, reference="TL-1", key="key-of-draft", standard_values=STANDARD_VALUES)


def test_every_system_has_a_case() -> None:
    assert set(CASES) == set(SYSTEMS)


def test_the_card_says_everything(system: System) -> None:
    card = system.connector.card
    assert card.name in SYSTEMS
    assert card.capabilities.can | set(card.capabilities.why_not) == set(Ability)
    kinds = {"customers", "invoices", "invoice_lines"} | {
        kind for kind in ("contacts", "employees") if Ability(kind) in card.capabilities.can
    }
    assert all(card.table(kind).fields for kind in kinds)
    assert any(field.is_secret for field in card.sign_in)


def test_a_finance_system_says_how_it_tells_a_credit_note(system: System) -> None:
    card = system.connector.card
    if Ability.DRAFTS in card.capabilities.can:
        assert card.table("invoices").credit_notes is not None, "else the sign of its amounts is anybody's guess"


def test_good_credentials_open_a_company(system: System) -> None:
    company = system.connector.sign_in()
    assert company.id
    assert company.name
    assert company.id in {one.id for one in system.connector.companies()}
    assert all(isinstance(one, Company) for one in system.connector.companies())


def test_each_wrong_secret_is_refused_and_told_to_nobody(system: System) -> None:
    for name in system.case.secrets:
        wrong = another(system, secrets={**system.case.secrets, name: "wrong-secret-1234"})
        with wrong.recording() as exchanges, pytest.raises(SignInRefused) as caught:
            wrong.sign_in()
        assert exchanges
        assert "wrong-secret-1234" not in repr(exchanges) + str(caught.value) + caught.value.technical
        wrong.close()


def test_nobody_at_the_address_is_no_connection(system: System) -> None:
    nobody = another(system, base_address="http://127.0.0.1:9" + system.case.path)
    with pytest.raises(NoConnection):
        nobody.sign_in()
    nobody.close()


def test_recordings_hold_what_was_said_and_no_secret(system: System) -> None:
    with system.connector.recording() as exchanges:
        system.connector.sign_in()
        system.connector.customer(a_customer(system.connector).id)
    count = len(exchanges)
    assert count
    assert all(exchange.status == 200 and exchange.answered for exchange in exchanges)
    for secret in system.case.secrets.values():
        assert secret not in repr(exchanges)
    system.connector.sign_in()
    assert len(exchanges) == count


def test_customers_have_ids_and_are_found_again_by_them(system: System) -> None:
    customers = records_of(system.connector.customers(), Customer)
    assert len({customer.id for customer in customers}) == len(customers)
    for customer in customers[:3]:
        assert system.connector.customer(customer.id).name == customer.name


def test_an_unknown_customer_is_not_found(system: System) -> None:
    with pytest.raises(RecordNotFound):
        system.connector.customer(system.case.unknown_customer)


def test_a_customer_is_created_and_only_named_fields_are_changed(system: System) -> None:
    created = system.connector.create_customer(new_customer(), STANDARD_VALUES, key="key-1")
    assert system.connector.customer(created.id) == created
    assert (created.name, created.city, created.country) == ("Kontraktprøven ApS", "Vejle", "DK")
    changed = system.connector.update_customer(replace(created, name="Omdøbt ApS", city="Ikke her"), frozenset({"name"}))
    assert (changed.name, changed.city) == ("Omdøbt ApS", "Vejle")
    assert system.connector.customer(created.id) == changed


def test_a_customer_that_was_changed_is_among_those_changed_since(system: System) -> None:
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    connector = system.connector
    known = next(one for page in connector.customers() for one in page.records)
    connector.update_customer(replace(known, phone="+45 11 22 33 44"), frozenset({"phone"}))

    changed = {one.id: one for page in connector.changed_customers(since) for one in page.records}
    assert changed[known.id].phone == "+45 11 22 33 44"


def test_a_write_whose_connection_is_cut_has_an_unknown_outcome(system: System) -> None:
    a_customer(system.connector)
    system.plan({"kind": "cut_before", **system.case.fault})
    with pytest.raises(OutcomeUnknown):
        system.connector.create_customer(new_customer(), STANDARD_VALUES, key="key-1")


def test_a_write_whose_answer_is_lost_is_done_once_however_often_it_is_repeated(system: System) -> None:
    a_customer(system.connector)
    system.plan({"kind": "cut_after", **system.case.fault})
    with contextlib.suppress(OutcomeUnknown):  # a system that can be asked at once whether it is there does not need it
        system.connector.create_customer(new_customer(), STANDARD_VALUES, key="key-1")
    created = system.connector.create_customer(new_customer(), STANDARD_VALUES, key="key-1")
    named = [one for one in records_of(system.connector.customers(), Customer) if one.name == "Kontraktprøven ApS"]
    assert [one.id for one in named] == [created.id]


def test_a_psa_answers_every_read(system: System) -> None:
    if not isinstance(system.connector, Psa):
        assert isinstance(system.connector, Finance)
        return
    records_of(system.connector.contacts(), Contact)
    records_of(system.connector.employees(), Employee)
    invoices = records_of(system.connector.invoices(), Invoice)
    booked = [invoice for invoice in invoices if invoice.status is not InvoiceStatus.DRAFT]
    assert all(invoice.number and invoice.currency for invoice in booked)


def test_a_psa_remembers_and_forgets_external_keys(system: System) -> None:
    if not isinstance(system.connector, Psa):
        assert Ability.EXTERNAL_KEYS in system.connector.card.capabilities.why_not
        return
    customer = a_customer(system.connector)
    key = ExternalKey(system_name="e-conomic 1", external_id="7788")
    system.connector.set_external_key(customer.id, key)
    assert key in system.connector.customer(customer.id).external_keys
    other = replace(key, external_id="7789")
    with pytest.raises(RecordChanged):
        system.connector.set_external_key(customer.id, other)
    system.connector.set_external_key(customer.id, other, replaces=["7788"])
    system.connector.remove_external_key(customer.id, key)
    assert other in system.connector.customer(customer.id).external_keys
    system.connector.remove_external_key(customer.id, other)
    system.connector.remove_external_key(customer.id, other)
    assert system.connector.customer(customer.id).external_keys == customer.external_keys


def test_a_finance_system_answers_every_read(system: System) -> None:
    if not isinstance(system.connector, Finance):
        assert isinstance(system.connector, Psa)
        return
    finance = system.connector
    records_of(finance.items(), Item)
    choices = finance.choices()
    assert bool(choices) == (can(finance, Ability.STANDARD_VALUES) or can(finance, Ability.CURRENCIES))
    assert all(isinstance(choice, Choice) and choice.id and choice.name for choice in choices)
    if can(finance, Ability.EMPLOYEES):
        records_of(finance.employees(), Employee)
    if can(finance, Ability.CONTACTS):
        assert all(isinstance(one, Contact) for one in finance.contacts(a_customer(finance).id))


VAT_SPELLINGS = [  # ours, the country of our customer, and as it stands over there
    ("12 34 56 74", "DK", "12345674"),
    ("DK 12 34 56 74", "DK", "DK12345674"),
    ("DK-12345674", "DK", "12 34 56 74"),
    ("dk12345674", "DK", "CVR 12345674"),
    ("CVR 12345674", "DK", "DK 12 34 56 74"),
    ("12345674", "DK", "dk-12345674"),
    ("SE556036079301", "SE", "556036-0793"),
    ("912345678", "NO", "NO 912 345 678 MVA"),
    ("136695976", "DE", "DE136695976"),
]


def test_a_customer_is_looked_for_by_its_vat_number_however_the_two_sides_spell_it(system: System) -> None:
    finance = system.connector
    if not isinstance(finance, Finance):
        assert finance.card.side is Side.PSA
        return
    known, table = a_customer(finance), finance.card.table("customers")
    for ours, country, there in VAT_SPELLINGS:
        finance.update_customer(replace(known, vat_number=there), frozenset({"vat_number"}))
        wanted = as_looked_for(table, Customer(name="Et andet navn", vat_number=ours, country=country))
        assert known.id in {one.id for one in finance.find_customers(wanted)}, (ours, there)


def test_what_suppliers_charged_stands_on_an_account_of_the_chart(system: System) -> None:
    finance = system.connector
    if not (isinstance(finance, Finance) and can(finance, Ability.EXPENSES)):
        assert finance.card.side is Side.PSA or Ability.EXPENSES in finance.card.capabilities.why_not
        return
    numbers = {one.number for one in finance.accounts()}
    since = dt.date(2026, 10, 1)
    entries = finance.entries(numbers, since)
    assert entries
    assert len({one.key for one in entries}) == len(entries)
    assert all(one.account in numbers and one.date >= since and one.currency for one in entries)
    assert any(one.supplier for one in entries)
    assert practising(finance).entries([], since) == ()  # type: ignore[attr-defined]  # a finance system


def test_a_finance_system_refuses_what_it_cannot_with_its_reason(system: System) -> None:
    finance = system.connector
    if not isinstance(finance, Finance):
        assert Ability.DRAFTS in finance.card.capabilities.why_not
        return
    attempts = {
        Ability.CONTACTS: lambda one: (one.contacts("1"), one.create_contact(Contact(first_name="Ida"), key="k")),
        Ability.EMPLOYEES: lambda one: one.employees(),
        Ability.EXPENSES: lambda one: one.accounts(),
        Ability.CREATE_EMPLOYEES: lambda one: one.create_employee(Employee(first_name="Bo"), STANDARD_VALUES, key="k"),
    }
    for ability, attempt in attempts.items():
        if not can(finance, ability):
            for one in (finance, practising(finance)):
                with pytest.raises(NotPossible) as caught:
                    attempt(one)
                assert caught.value.message == finance.card.capabilities.why_not[ability]


def test_a_finance_system_makes_finds_and_deletes_drafts_and_people(system: System) -> None:
    if not isinstance(system.connector, Finance):
        assert Ability.DRAFTS in system.connector.card.capabilities.why_not
        return
    finance = system.connector
    customer = finance.create_customer(new_customer(), STANDARD_VALUES, key="key-1")
    if can(finance, Ability.CONTACTS):
        contact = finance.create_contact(Contact(customer_id=customer.id, first_name="Ida", last_name="Holm"), key="key-2")
        assert contact in finance.contacts(customer.id)
    if can(finance, Ability.ATTENTION):
        assert finance.update_customer(replace(customer, attention="Ida Holm"), frozenset({"attention"})).attention == "Ida Holm"
    if can(finance, Ability.CREATE_EMPLOYEES):
        employee = finance.create_employee(Employee(first_name="Bo", last_name="Krog"), STANDARD_VALUES, key="key-3")
        assert employee in records_of(finance.employees(), Employee)
    created = finance.create_draft(draft_for(finance, customer))
    assert (created.state, created.net, created.reference) == (FinanceState.DRAFT, 100, "TL-1")
    assert finance.invoice(created) == finance.sent_invoice(created, "key-4", lambda _: False) == created
    assert [one.id for one in finance.find_invoices("TL-1")] == [created.id]
    assert [one.id for one in records_of(finance.invoices(dt.date(2026, 9, 1)), FinanceInvoice)] == [created.id]
    finance.delete_draft(created.id)
    assert finance.find_invoices("TL-1") == ()
    for sought in (created, replace(created, id="")):
        with pytest.raises(RecordNotFound):
            finance.sent_invoice(sought, "key-4", lambda _: False)
    finance.delete_customer(customer.id)
    with pytest.raises(RecordNotFound):
        finance.customer(customer.id)


def test_in_practice_mode_reads_pass_and_nothing_is_written(system: System) -> None:
    real, practice = system.connector, practising(system.connector)
    before = system.state
    assert practice.card is real.card
    assert practice.sign_in() == real.sign_in()
    assert practice.companies() == real.companies()
    customer = a_customer(practice)
    created = practice.create_customer(new_customer(), STANDARD_VALUES, key="key-1")
    assert (created.id, created.name) == (PREFIX + "key-1", "Kontraktprøven ApS")
    changed = practice.update_customer(replace(customer, name="Omdøbt ApS", phone="1"), frozenset({"name"}))
    assert changed == replace(real.customer(customer.id), name="Omdøbt ApS")
    with practice.recording() as exchanges:
        practice.customer(customer.id)
    assert exchanges
    with practice.on_wait(lambda _seconds: None), pytest.raises(RecordNotFound):
        practice.customer(system.case.unknown_customer)
    if isinstance(practice, Psa):
        practise_psa(practice, customer)
    else:
        assert isinstance(practice, Finance)
        practise_finance(practice, customer, system.case.unknown_customer)
    assert system.state == before
    practice.close()


def practise_psa(practice: Psa, customer: Customer) -> None:
    records_of(practice.contacts(), Contact)
    records_of(practice.employees(), Employee)
    invoice = records_of(practice.invoices(), Invoice)[0]
    key = ExternalKey(system_name="e-conomic 1", external_id="7788")
    practice.set_external_key(customer.id, key)
    practice.remove_external_key(customer.id, key)
    practice.write_back(invoice, FinanceInvoice(id="5001", number="5001", state=FinanceState.BOOKED), "Bindeled")
    practice.mark_paid(invoice)


def practise_finance(practice: Finance, customer: Customer, unknown_customer: str) -> None:
    records_of(practice.items(), Item)
    assert isinstance(practice.choices(), tuple)
    if can(practice, Ability.CONTACTS):
        assert isinstance(practice.contacts(customer.id), tuple)
        assert practice.create_contact(Contact(customer_id=customer.id, first_name="Ida"), key="key-2").id == PREFIX + "key-2"
    if can(practice, Ability.EMPLOYEES):
        records_of(practice.employees(), Employee)
        assert practice.create_employee(Employee(first_name="Bo"), STANDARD_VALUES, key="key-3").id == PREFIX + "key-3"
    draft = practice.create_draft(draft_for(practice, customer))
    assert draft.id == PREFIX + "TL-1"
    assert (draft.state, draft.lines[0].net, draft.customer_id) == (FinanceState.DRAFT, 100, customer.id)
    assert practice.find_invoices("TL-1") == ()
    assert [page.records for page in practice.invoices(dt.date(2026, 1, 1)) if page.records] == []
    with pytest.raises(RecordNotFound):
        practice.invoice(FinanceInvoice(id="987654"))
    practice.delete_draft(draft.id)
    practice.delete_customer(customer.id)
    with pytest.raises(RecordNotFound):
        practice.delete_customer(unknown_customer)
