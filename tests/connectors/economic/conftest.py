"""The connector, signed in to its stand-in over real HTTP; bodies it sends are held against the vendor's schemas."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from desktop.connectors.contract import Access, Draft
from desktop.connectors.economic.connector import Economic
from desktop.models.records import Customer, Exchange, Invoice, InvoiceLine, StandardValues
from desktop.sandbox.economic.app import Economic as EconomicStandIn
from desktop.sandbox.server import SandboxServer, running

SECRETS = {"app_secret_token": "app-secret-of-tests", "agreement_grant_token": "grant-of-tests"}
REFERENCES = {
    "customerGroup": {"customerGroupNumber": 1},
    "paymentTerms": {"paymentTermsNumber": 2},
    "vatZone": {"vatZoneNumber": 1},
}
SALES = [{"vatZone": {"vatZoneNumber": 1}, "salesAccount": {"accountNumber": 1010, "vatAccount": {"vatCode": "U25"}}}]


def agreement() -> dict[str, Any]:
    """One record of each kind that matters."""
    return {
        "tokens": [list(SECRETS.values()), ["other-app-secret", "other-grant"]],
        "self": {
            "agreementNumber": 4711,
            "company": {"name": "Nordhavn Rådgivning ApS"},
            "settings": {"baseCurrency": "DKK"},
            "companyAffiliation": "Developer",
        },
        "customers": [
            {
                "customerNumber": 101,
                "name": "Fjordbyg A/S",
                "currency": "DKK",
                "corporateIdentificationNumber": "12345674",
                "ean": "5790000000005",
                "telephoneAndFaxNumber": "70 10 20 30",
                "email": "faktura@fjordbyg.example",
                "website": "https://fjordbyg.example",
                "address": "Havnegade 1\n2. sal\nPort B",
                "zip": "8000",
                "city": "Aarhus C",
                "country": "Danmark",
                "creditLimit": Decimal("15000.50"),
                "publicEntryNumber": "A-17",
                "layout": {"layoutNumber": 21},
                "lastUpdated": "2026-10-01T08:00:00Z",
                **REFERENCES,
            },
            {"customerNumber": 102, "name": "Lukket ApS", "currency": "DKK", "barred": True, **REFERENCES},
            {"customerNumber": 103, "name": "Ingen Faktura ApS", "currency": "EUR", **REFERENCES},
        ],
        "contacts": [
            {
                "customerContactNumber": 7,
                "name": "Ida Marie Holm",
                "email": "ida@fjordbyg.example",
                "phone": "20 30 40 50",
                "notes": "Ring først",
                "customer": {"customerNumber": 101},
                "sortKey": 1,
            }
        ],
        "customerGroups": [{"customerGroupNumber": 1, "name": "Indenlandske"}],
        "vatZones": [
            {"vatZoneNumber": 1, "name": "Indenlandsk", "enabledForCustomer": True, "enabledForSupplier": True},
            {"vatZoneNumber": 5, "name": "Indkøb", "enabledForCustomer": False, "enabledForSupplier": True},
        ],
        "paymentTerms": [{"paymentTermsNumber": 2, "name": "Netto 14 dage", "paymentTermsType": "net", "daysOfCredit": 14}],
        "layouts": [{"layoutNumber": 21, "name": "Standard"}, {"layoutNumber": 22, "name": "Gammel", "deleted": True}],
        "employees": [
            {"employeeNumber": 3, "name": "Eva Krog", "email": "eva@nordhavn.example", "employeeGroup": {"employeeGroupNumber": 1}},
            {"employeeNumber": 9, "name": "Per", "employeeGroup": {"employeeGroupNumber": 1}, "barred": True},
        ],
        "employeeGroups": [{"employeeGroupNumber": 1, "name": "Konsulenter"}],
        "units": [{"unitNumber": 2, "name": "timer"}],
        "currencies": [{"code": "DKK", "name": "Danske kroner"}, {"code": "EUR", "name": "Euro"}],
        "products": [
            {
                "productNumber": "TIMER",
                "name": "Konsulenttimer",
                "salesPrice": Decimal("950.50"),
                "unit": {"unitNumber": 2},
                "productGroup": {"productGroupNumber": 1},
            },
            {"productNumber": "AB/1.5 kg", "name": "Vare", "productGroup": {"productGroupNumber": 1}},
            {"productNumber": "GAMMEL", "name": "Udgået", "productGroup": {"productGroupNumber": 1}, "barred": True},
        ],
        "productGroups": [{"productGroupNumber": 1, "name": "Ydelser", "salesAccounts": SALES}],
        "vatAccounts": [{"vatCode": "U25", "name": "Salgsmoms", "ratePercentage": 25}],
    }


@pytest.fixture
def stand_in() -> EconomicStandIn:
    found = EconomicStandIn()
    found.load(agreement())
    return found


@pytest.fixture
def server(stand_in: EconomicStandIn) -> Iterator[SandboxServer]:
    with running(stand_in) as server:
        yield server


@pytest.fixture
def connect(server: SandboxServer) -> Iterator[Callable[..., Economic]]:
    """A connector with other tokens, settings or company than the usual ones."""
    made: list[Economic] = []

    def connector(secrets: dict[str, str] | None = None, settings: dict[str, str] | None = None, company: str = "") -> Economic:
        made.append(Economic(Access(server.address, settings or {}, secrets or SECRETS, company)))
        return made[-1]

    yield connector
    for one in made:
        one.close()


@pytest.fixture
def economic(connect: Callable[..., Economic]) -> Economic:
    return connect()


@pytest.fixture
def fits(shared: Path) -> Callable[[Sequence[Exchange], str], None]:
    """Checks that the last body written fits the vendor's schema of that name."""

    def check(exchanges: Sequence[Exchange], schema: str) -> None:
        file = shared / "apis" / "specs" / "economic" / "rest-schemas" / f"{schema}.schema.json"
        sent = json.loads([one for one in exchanges if one.method in ("POST", "PUT")][-1].sent)
        jsonschema.Draft3Validator(json.loads(file.read_text(encoding="utf-8-sig"))).validate(sent)

    return check


@pytest.fixture
def standard_values() -> StandardValues:
    return StandardValues(customer_group="1", vat_zone="1", payment_terms="2", layout="21", employee_group="1")


@pytest.fixture
def invoice() -> Invoice:
    """An invoice of the PSA over 1,425.00 + 0 DKK."""
    return Invoice(
        id="psa-1",
        number="20418",
        date=dt.date(2026, 10, 31),
        due_date=dt.date(2026, 11, 14),
        customer_id="psa-customer",
        customer_name="Fjordbyg A/S, Økonomi",
        address="Fjordvej 2",
        address2="c/o Regnskab",
        zip_code="8700",
        city="Horsens",
        country="DK",
        currency="DKK",
        heading="Rådgivning oktober",
        message="Tak for samarbejdet",
        requisition_number="PO-77",
        net=Decimal("1425.00"),
        vat=Decimal("356.25"),
        gross=Decimal("1781.25"),
        lines=(
            InvoiceLine(id="1", position=1, text="Fase 1", is_text_only=True),
            InvoiceLine(
                id="2",
                position=2,
                item_number="TIMER",
                text="Møder",
                quantity=Decimal("1.50"),
                unit="timer",
                unit_price=Decimal("1000.00"),
                discount_percent=Decimal("5"),
                net=Decimal("1425.00"),
            ),
        ),
    )


@pytest.fixture
def draft(invoice: Invoice, economic: Economic, standard_values: StandardValues) -> Draft:
    return Draft(
        invoice=invoice,
        customer=economic.customer("101"),
        contact_id="7",
        employee_id="3",
        reference="TL-20418",
        key="key-1",
        standard_values=standard_values,
    )


@pytest.fixture
def psa_customer() -> Customer:
    """A customer of the PSA that e-conomic does not have yet."""
    return Customer(
        id="psa-9",
        number="2044",
        name="Søndergård Møbler ApS",
        vat_number="10000009",
        phone="+45 70 10 10 10",
        email="bogholderi@sondergard.example",
        address="Møllevej 3",
        address3="Bagbygningen",
        zip_code="5000",
        city="Odense C",
        country="DE",
        currency="DKK",
        owner="EK",
        state="Fyn",
    )
