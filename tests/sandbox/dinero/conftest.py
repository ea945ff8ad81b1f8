"""A small organization behind real HTTP; every answer is held against the vendor's description, where that file is present."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests

from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.server import SandboxServer, running
from tests.dinero_rows import account, contact, organization, product

SHARED = Path(os.environ.get("BINDELED_SHARED") or Path(__file__).resolve().parents[4] / "shared")
SPEC = SHARED / "apis" / "specs" / "dinero" / "dinero.openapi.condensed.json"
NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
ORGANIZATION = 4711

NORDLYS = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"
FJORDBYG = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"
LUKKET = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a03"
STORGATAN = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a04"
HOURS = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2001"
OLD_ITEM = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2002"
SUPPLIER_VOUCHER = "9b7b3a52-2b8e-4d9d-8a6b-0000000000aa"
NEW_GUID = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1001"


@cache
def spec() -> Any:
    return json.loads(SPEC.read_text(encoding="utf-8"))


def described(answer: requests.Response) -> tuple[Any, bool] | None:
    """The schema of this answer and whether it is a list that shows only some of its fields; None where nothing is described."""
    path = answer.url.partition("?")[0].split("/", 3)[3]
    for template, verbs in sorted(spec()["paths"].items(), key=lambda item: item[0].count("{")):  # the most exact first
        pattern = "/?" + re.sub(r"\{\w+\}", "[^/]+", template).lstrip("/")
        verb = verbs.get(str(answer.request.method).lower())
        if verb is None or not re.fullmatch(pattern, path):
            continue
        content = verb["responses"]["200"].get("content")
        selects = any(parameter["name"] == "fields" for parameter in verb.get("parameters", []))
        return (content["application/json"]["schema"], selects) if content else None
    return None


def as_asked(schema: Any) -> Any:
    """The schema for a list that shows only the asked fields: nothing is required, names in lower case."""
    if isinstance(schema, list):
        return [as_asked(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    own = {name: as_asked(one) for name, one in schema.items() if name != "required"}
    if "properties" in own:
        own["properties"] = {name.lower(): one for name, one in own["properties"].items()}
    return own


def in_lower_case(value: Any) -> Any:
    """The answer with all its names in lower case."""
    if isinstance(value, list):
        return [in_lower_case(one) for one in value]
    return {name.lower(): in_lower_case(one) for name, one in value.items()} if isinstance(value, dict) else value


def check_against_spec(answer: requests.Response, *_args: Any, **_kwargs: Any) -> None:
    if not SPEC.is_file() or not answer.ok:
        return
    found = described(answer)
    if found is None:
        return
    schema, selects = found
    components, body = spec()["components"], answer.json()
    if selects:
        components, body = as_asked(components), in_lower_case(body)
    jsonschema.Draft202012Validator({**schema, "components": components}).validate(body)


class Api(requests.Session):
    """A signed-in caller; paths are given without the host, and those without a version get `/v1/{organization}` in front."""

    spec_is_present = SPEC.is_file()
    described = staticmethod(described)

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.hooks["response"].append(check_against_spec)

    def sign_in(self, **changed: str) -> requests.Response:
        """Ask the token host; `changed` replaces form fields, or `client` the pair of the application."""
        client = changed.pop("client", "app:app-secret")
        form = {"grant_type": "password", "scope": "read write", "username": "key", "password": "key", **changed}
        basic = base64.b64encode(client.encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        answer = requests.post(f"{self.address}/dineroapi/oauth/token", data=form, headers=headers, timeout=60)
        if answer.ok:
            self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        path = str(url) if re.match(r"/(v\d|_sandbox|dineroapi)", str(url)) else f"/v1/{ORGANIZATION}{url!s}"
        return super().request(method, f"{self.address}{path}", *args, **{"timeout": 60, **kwargs})

    def found(self, path: str, **params: Any) -> list[Any]:
        """The collection at a path."""
        answer = self.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["Collection"])

    def exact(self, path: str) -> Any:
        """The answer with its numbers as decimals."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal, parse_int=Decimal)


def entry(number: int, account_number: int, date: str, amount: str, **more: Any) -> dict[str, Any]:
    """A posting as it is loaded."""
    return {
        "EntryGuid": f"9b7b3a52-2b8e-4d9d-8a6b-{number:012d}",
        "AccountNumber": account_number,
        "AccountName": "Varekøb",
        "Date": date,
        "VoucherNumber": 118,
        "VoucherGuid": SUPPLIER_VOUCHER,
        "VoucherType": "Purchases",
        "FileGuid": None,
        "Description": "Kabler til projekt",
        "VatType": "Dansk købsmoms",
        "VatCode": "I25",
        "Amount": Decimal(amount),
        "ContactGuid": FJORDBYG,
        "Type": "Normal",
        "AddedAt": f"{date}T12:00:00.000",
        **more,
    }


def books() -> dict[str, Any]:
    """The data: few records, one of each kind that matters."""
    about = {
        "CompanyTypeKey": "PrivateLimitedCompany",
        "Email": "post@nordhavn.example",
        "Street": "Havnegade 2",
        "City": "Aarhus C",
        "ZipCode": "8000",
        "VatNumber": "12345674",
    }
    return {
        "rateLimit": {"calls": 1000},
        "clients": [["app", "app-secret"]],
        "apiKeys": [{"key": "key", "organizationId": ORGANIZATION}, {"key": "other-key", "organizationId": 4712}],
        "organizations": [
            organization(ORGANIZATION, "Nordhavn Rådgivning ApS", **about),
            organization(4712, "Uden Pro", has_pro=False, **about),
        ],
        "currencies": {"EUR": Decimal("746.03")},
        "contacts": [
            contact(NORDLYS, "Nordlys ApS", VatNumber="12345674", Email="f@nordlys.example", Street="Havnegade 12",
                    ZipCode="8000", City="Aarhus C", ExternalReference="TL:1"),
            contact(FJORDBYG, "Fjordbyg A/S", UpdatedAt="2026-10-20T10:00:00.5", PaymentConditionType="CurrentMonthOut",
                    PaymentConditionNumberOfDays=10),
            contact(LUKKET, "Lukket ApS", DeletedAt="2026-06-01T10:00:00", UpdatedAt="2026-06-01T10:00:00"),
            contact(STORGATAN, "Storgatan AB", CountryKey="SE", VatRegionKey="EU"),
        ],
        "products": [
            product(HOURS, "HOURS", "Timer", "950"),
            product(OLD_ITEM, "OLD-7", "Udgået", "10.5", DeletedAt="2026-06-01T10:00:00"),
        ],
        "accounts": [
            account(1000, "Salg med moms", "U25", "Turnover"),
            account(1010, "Salg uden moms", "none", "Turnover"),
            account(2000, "Varekøb", "I25", "Variable Expenses"),
            account(7220, "Rejser", "none", "Travel Expenses"),
            account(61000, "Egenkapital", "none", "Equity"),
        ],
        "depositAccounts": [
            {"AccountNumber": 55000, "PublicStandardNumber": None, "Name": "Bank", "IsDefault": True, "IsHidden": False}
        ],
        "vatTypes": [
            {"VatCode": "U25", "Name": "Dansk salgsmoms", "VatRate": Decimal("0.25")},
            {"VatCode": "I25", "Name": "Dansk købsmoms", "VatRate": Decimal("0.25")},
            {"VatCode": "none", "Name": "Ingen moms", "VatRate": Decimal("0.00")},
        ],
        "accountingYears": [
            {"Name": "2025", "FromDate": "2025-01-01", "ToDate": "2025-12-31", "SalarySumTaxStateEnum": "None"},
            {"Name": "2026", "FromDate": "2026-01-01", "ToDate": "2026-12-31", "SalarySumTaxStateEnum": "None"},
        ],
        "entries": [
            entry(1, 2000, "2026-10-05", "400.00"),
            entry(2, 7220, "2026-10-28", "812.50", Description="Hotel"),
            entry(3, 61000, "2026-01-01", "-1000.00", Type="Primo", VoucherGuid=None, ContactGuid=None),
            entry(4, 2000, "2025-12-30", "99.95"),
        ],
        "cvrRegister": {"12345674": {"Name": "NORDLYS APS", "Street": "Havnegade 14", "ZipCode": "8000", "City": "Aarhus C"}},
        "lastNumber": 117,
    }  # fmt: skip


class Clock:
    """A time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def served(clock: Clock) -> Iterator[tuple[Dinero, SandboxServer]]:
    stand_in = Dinero(clock)
    with running(stand_in) as server:
        yield stand_in, server


@pytest.fixture
def dinero(served: tuple[Dinero, SandboxServer], clock: Clock) -> Dinero:
    """The stand-in with the small organization in it, at the time `NOW`."""
    served[0].load(books())
    clock.now = NOW
    return served[0]


@pytest.fixture
def api(dinero: Dinero, served: tuple[Dinero, SandboxServer]) -> Iterator[Api]:
    with Api(served[1].address) as session:
        assert session.sign_in().status_code == 200
        yield session


@pytest.fixture
def new_contact() -> dict[str, Any]:
    """The body of a good contact."""
    return {"Name": "Solgården ApS", "CountryKey": "DK", "IsPerson": False, "IsMember": False, "UseCvr": False}


@pytest.fixture
def invoice() -> dict[str, Any]:
    """The body of a good draft."""
    return {
        "Guid": NEW_GUID,
        "ContactGuid": NORDLYS,
        "Date": "2026-10-31",
        "Currency": "DKK",
        "Language": "da-DK",
        "ExternalReference": "TL-INV:10231",
        "Description": "Faktura 10231",
        "Comment": "Projekt Havnefront",
        "ShowLinesInclVat": False,
        "ProductLines": [
            {
                "LineType": "Text",
                "Description": "Oktober",
                "BaseAmountValue": 0,
                "Quantity": 0,
                "AccountNumber": 1000,
                "Discount": 0,
            },
            {
                "LineType": "Product",
                "ProductGuid": HOURS,
                "Description": None,
                "Comments": "Analyse",
                "Quantity": 7.5,
                "BaseAmountValue": 950,
                "AccountNumber": 1000,
                "Unit": "hours",
                "Discount": 10,
            },
        ],
    }
