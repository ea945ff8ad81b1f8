"""The connector, signed in to its stand-in over real HTTP; bodies it sends are held against the vendor's schemas."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from desktop.connectors.contract import Access, Draft
from desktop.connectors.dinero.connector import Dinero
from desktop.models.records import Customer, Exchange, Invoice, InvoiceLine, StandardValues
from desktop.sandbox.dinero.app import Dinero as DineroStandIn
from desktop.sandbox.server import SandboxServer, running
from tests.dinero_rows import account, contact, organization, product

SPEC = (
    Path(os.environ.get("BINDELED_SHARED") or Path(__file__).resolve().parents[4] / "shared")
    / "apis/specs/dinero/dinero.openapi.condensed.json"
)
SECRETS = {"client_secret": "client-secret-of-tests", "api_key": "api-key-of-tests"}
SETTINGS = {"client_id": "bindeled-tests", "calls_a_minute": "100000"}
COMPANY = "4711"

NORDLYS = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"
PERSON = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"
LUKKET = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a03"
HOURS = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2001"


def hours(guid: str, number: str | None, *, name: str = "Konsulenttimer", **more: Any) -> dict[str, Any]:
    """A product of 950.50 DKK."""
    return product(guid, number, name, "950.50", **more)


def books() -> dict[str, Any]:
    """One record of each kind that matters."""
    return {
        "rateLimit": {"calls": 100_000},
        "clients": [[SETTINGS["client_id"], SECRETS["client_secret"]]],
        "apiKeys": [{"key": SECRETS["api_key"], "organizationId": 4711}, {"key": "key-without-pro", "organizationId": 4712}],
        "organizations": [organization(4711, "Nordhavn Rådgivning ApS"), organization(4712, "Uden Pro", has_pro=False)],
        "currencies": {"EUR": Decimal("746.03")},
        "contacts": [
            contact(
                NORDLYS,
                "Nordlys ApS",
                ExternalReference="kunde 17",
                Street="Havnegade 12",
                ZipCode="8000",
                City="Aarhus C",
                Phone="70 10 20 30",
                Email="bogholderi@nordlys.example",
                Webpage="https://nordlys.example",
                AttPerson="Lise Holm",
                VatNumber="12345674",
                EanNumber="5790000000005",
                PaymentConditionType="NettoCash",
                PaymentConditionNumberOfDays=None,
                UseCvr=True,
                PreferredInvoiceCurrencyKey="EUR",
            ),
            contact(PERSON, "Bo Krog", IsPerson=True),
            contact(LUKKET, "Lukket ApS", DeletedAt="2026-06-01T10:00:00"),
        ],
        "products": [
            hours(HOURS, "TIMER"),
            hours("4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2002", "UDEN", AccountNumber=1010, Unit="km", name="Uden moms"),
            hours("4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2003", "GAMMEL", DeletedAt="2026-06-01T10:00:00"),
            hours("4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2004", None),
            hours("4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2005", "DOBBELT", name="En"),
            hours("4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2006", "DOBBELT", name="To"),
        ],
        "accounts": [account(1000, "Salg U25", "U25", "Turnover"), account(1010, "Salg none", "none", "Turnover")],
        "vatTypes": [
            {"VatCode": "U25", "Name": "Dansk salgsmoms", "VatRate": Decimal("0.25")},
            {"VatCode": "none", "Name": "Ingen moms", "VatRate": Decimal("0.00")},
        ],
        "accountingYears": [{"Name": "2026", "FromDate": "2026-01-01", "ToDate": "2026-12-31", "SalarySumTaxStateEnum": "None"}],
        "cvrRegister": {"12345674": {"Name": "NORDLYS APS", "Street": "Registervej 1", "ZipCode": "9999", "City": "Registerby"}},
        "lastNumber": 117,
    }


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[DineroStandIn, SandboxServer]]:
    stand_in = DineroStandIn()
    with running(stand_in) as server:
        yield stand_in, server


@pytest.fixture
def stand_in(served: tuple[DineroStandIn, SandboxServer]) -> DineroStandIn:
    served[0].load(books())
    served[0].faults.replace([])
    return served[0]


@pytest.fixture
def server(stand_in: DineroStandIn, served: tuple[DineroStandIn, SandboxServer]) -> SandboxServer:
    return served[1]


@pytest.fixture
def connect(server: SandboxServer) -> Iterator[Callable[..., Dinero]]:
    """A connector with other secrets, settings or company than the usual ones."""
    made: list[Dinero] = []

    def connector(secrets: dict[str, str] | None = None, settings: dict[str, str] | None = None, company: str = "") -> Dinero:
        made.append(Dinero(Access(server.address, {**SETTINGS, **(settings or {})}, {**SECRETS, **(secrets or {})}, company)))
        return made[-1]

    yield connector
    for one in made:
        one.close()


@pytest.fixture
def dinero(connect: Callable[..., Dinero]) -> Dinero:
    return connect()


@pytest.fixture
def nordlys(dinero: Dinero) -> Customer:
    return dinero.customer(NORDLYS)


@pytest.fixture
def draft(nordlys: Customer) -> Callable[..., Draft]:
    """A draft for Nordlys; `changes` are those of the invoice."""

    def made(key: str = "key-1", reference: str = "TL-20418", customer: Customer = nordlys, **changes: Any) -> Draft:
        lines = (
            InvoiceLine(position=1, text="Oktober", is_text_only=True),
            InvoiceLine(
                position=2,
                item_number="TIMER",
                text="Analyse",
                quantity=Decimal("7.5"),
                unit_price=Decimal(950),
                discount_percent=Decimal(10),
                unit="stk",
                net=Decimal("6412.50"),
            ),
        )
        values = {
            "id": "1",
            "number": "20418",
            "date": dt.date(2026, 10, 31),
            "customer_name": customer.name,
            "currency": "DKK",
            "heading": "Faktura 20418",
            "message": "Projekt Havnefront",
            "lines": lines,
            **changes,
        }
        return Draft(invoice=Invoice(**values), customer=customer, reference=reference, key=key, standard_values=StandardValues())

    return made


@pytest.fixture
def check_sent() -> Callable[[list[Exchange], str, str], dict[str, Any]]:
    """The body of the one request with this method and path, held against the vendor's schema where that file is present."""

    def checked(exchanges: list[Exchange], method: str, path: str, schema: str = "") -> dict[str, Any]:
        [sent] = [json.loads(one.sent, parse_float=Decimal) for one in exchanges if one.method == method and path in one.address]
        if schema and SPEC.is_file():
            components = json.loads(SPEC.read_text("utf-8"))["components"]
            jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": components}).validate(
                json.loads(json.dumps(sent, default=float))
            )
        return dict(sent)

    return checked
