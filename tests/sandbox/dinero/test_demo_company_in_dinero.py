"""The demo company inside the stand-in of Dinero: it loads, is served, and its documents become drafts with equal amounts."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests
from stdnum.dk import cvr

from desktop.sandbox import demo_company
from desktop.sandbox.demo_company import CREATED_AT_FIRST_INVOICE, DINERO_ADDS_VAT, DINERO_SNAGS, Reason
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.server import running

Row = dict[str, Any]

VAT_DIFFERS = "a domestic customer without VAT in TimeLog"


def committed(name: str) -> Row:
    data: Row = json.loads((demo_company.FOLDER / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return data


@pytest.fixture(scope="module")
def books() -> Row:
    return committed("dinero.json")


@pytest.fixture(scope="module")
def timelog() -> Row:
    return committed("timelog.json")


class Session(requests.Session):
    """A signed-in caller on the demo's organization."""

    def __init__(self, address: str) -> None:
        super().__init__()
        pair = f"{demo_company.DINERO_CLIENT}:{demo_company.DINERO_SECRET}".encode()
        key = demo_company.DINERO_API_KEY
        form = {"grant_type": "password", "scope": "read write", "username": key, "password": key}
        basic = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        answer = requests.post(f"{address}/dineroapi/oauth/token", data=form, headers=basic, timeout=60)
        self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        self.root = f"{address}/v1/{demo_company.DINERO_ORGANIZATION}"

    def collected(self, path: str, **params: Any) -> list[Row]:
        answer = self.get(f"{self.root}/{path}", params={"pageSize": 1000, **params}, timeout=60)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["Collection"])


@pytest.fixture(scope="module")
def session(books: Row) -> Iterator[Session]:
    stand_in = Dinero()
    stand_in.load(books | {"rateLimit": {"calls": 10_000}})
    with running(stand_in) as server, Session(server.address) as found:
        yield found


def draft_of(document: Row, contact: str, items: dict[str, Row]) -> Row:
    """The document as a draft, with nothing but what decides its amounts; currency, items and texts as TimeLog has them."""
    lines = []
    for line in document["InvoiceLines"]:
        numbers: Row = {"BaseAmountValue": 0, "Quantity": 0, "Discount": 0, "AccountNumber": 1000}
        if line["InvoiceLineType"] == 0:
            lines.append({**numbers, "LineType": "Text", "Description": line["Text"]})
            continue
        item = items.get(line["ProductNo"], {})
        known = {"ProductGuid": item["ProductGuid"], "Comments": line["Text"]} if item else {"Description": line["Text"]}
        numbers = {
            "BaseAmountValue": float(line["Rate"]),
            "Quantity": float(line["Quantity"]),
            "Discount": float(line["Discount"]),
            "AccountNumber": item.get("AccountNumber", 1000),
        }
        lines.append({**numbers, **known, "LineType": "Product", "Unit": item.get("Unit", "parts")})
    date = (document.get("InvoiceDate") or document["CreditNoteDate"])[:10]
    return {"ContactGuid": contact, "Date": date, "Currency": document["Currency"], "ProductLines": lines}


@pytest.fixture(scope="module")
def outcomes(session: Session, books: Row, timelog: Row) -> dict[str, str]:
    """What becomes of every numbered document of a linked customer: "equal", `VAT_DIFFERS`, or the property refused."""
    contacts = {psa_id: guid for guid, psa_id in demo_company.true_dinero_links().items()}
    items = {one["ProductNumber"]: one for one in books["products"]}
    without_vat = {one["ID"] for one in timelog["customers"] if not one["CalculateVAT"] and one["Address"]["Country"] == "Denmark"}
    documents = [(one["InvoiceNo"], one, "invoices") for one in timelog["invoices"]]
    documents += [(one["CreditNoteNO"], one, "sales/creditnotes") for one in timelog["credit_notes"]]
    found = {}
    for number, document, path in documents:
        if not number or document["CustomerID"] not in contacts:
            continue
        body = draft_of(document, contacts[document["CustomerID"]], items)
        answer = session.post(f"{session.root}/{path}/fetch", json=body, timeout=60)
        amounts = json.loads(answer.text, parse_float=Decimal)
        if answer.status_code != 200:
            found[number] = next(iter(amounts["validationErrors"]))
        elif (amounts["TotalExclVat"], amounts["TotalVat"]) == (document["NetAmount"], document["VATIncluded"]):
            found[number] = "equal"
        else:
            assert document["CustomerID"] in without_vat, number
            assert amounts["TotalExclVat"] == document["NetAmount"], number
            found[number] = VAT_DIFFERS
    return found


def test_the_generator_reproduces_the_committed_file_byte_for_byte() -> None:
    built = demo_company.text(demo_company.build_dinero()).encode()
    assert (demo_company.FOLDER / "dinero.json").read_bytes() == built


def test_the_customers_are_those_of_economic_and_the_suppliers_stand_among_them(session: Session) -> None:
    economic = committed("economic.json")["customers"]
    fields = "ContactGuid,Name,VatNumber,EanNumber,DeletedAt"
    alive, gone = session.collected("contacts", fields=fields), session.collected("contacts", fields=fields, deletedOnly="true")
    names = [one["name"] for one in economic]
    assert Counter(names) < Counter(one["Name"] for one in alive + gone)
    assert (len(alive), len(gone), len(names)) == (438, 12, 439)
    suppliers = [one for one in alive if one["Name"] not in names]
    assert len(suppliers) == 11
    assert all(cvr.is_valid(one["VatNumber"]) for one in suppliers)
    numbers = [one["VatNumber"] for one in suppliers] + [one["corporateIdentificationNumber"] for one in economic
                                                         if one["name"] not in names]  # fmt: skip
    assert len(set(numbers)) == len(numbers)


def test_barred_items_are_deleted_and_the_unknown_one_is_not_there(session: Session) -> None:
    alive = {one["ProductNumber"] for one in session.collected("products", fields="ProductNumber")}
    gone = {one["ProductNumber"] for one in session.collected("products", fields="ProductNumber", deletedOnly="true")}
    assert gone == {"1190", "2080", "3050", "3060"}
    assert len(alive) == 56
    assert "4012" not in alive | gone


def test_documents_end_as_planned(outcomes: dict[str, str]) -> None:
    refused = {number: why for number, why in outcomes.items() if why not in ("equal", VAT_DIFFERS)}
    stopped = {Reason.ITEM_BARRED, Reason.NO_LINES, Reason.CUSTOMER_BARRED, Reason.CURRENCY_UNKNOWN}
    assert set(refused) == {snag.invoice_number for snag in DINERO_SNAGS if snag.reason in stopped}
    assert not set(CREATED_AT_FIRST_INVOICE) & set(outcomes)
    assert [number for number, why in outcomes.items() if why == VAT_DIFFERS] == list(DINERO_ADDS_VAT)


def test_the_postings_of_each_voucher_add_up_to_nothing(books: Row) -> None:
    sums: Counter[str] = Counter()
    for entry in books["entries"]:
        if entry["Type"] == "Normal":
            sums[entry["VoucherGuid"]] += entry["Amount"]
    assert len(sums) == 60
    assert set(sums.values()) == {0}


def test_economic_holds_the_same_postings_in_the_same_amounts(books: Row) -> None:
    economic = committed("economic.json")
    own = sorted((one["Date"], one["AccountNumber"], one["Amount"]) for one in books["entries"] if one["AccountNumber"] < 9400)
    theirs = [one for one in economic["entries"] if one["account"]["accountNumber"] in range(2200, 2300)]
    assert own == sorted((one["date"], one["account"]["accountNumber"], one["amountInBaseCurrency"]) for one in theirs)
    sums: Counter[int] = Counter()
    for entry in economic["entries"]:
        sums[entry["voucherNumber"]] += entry["amountInBaseCurrency"]
    assert {number: amount for number, amount in sums.items() if amount} == {1: -500_000}  # what was carried over stands alone


def test_a_scaled_company_has_the_same_timelog_as_with_economic() -> None:
    timelog, dinero = demo_company.scaled_dinero(60, 6)
    assert timelog == demo_company.scaled(60, 6)[0]
    stand_in = Dinero()
    stand_in.load(dinero)
    assert len(stand_in.books["contacts"]) > 50


def test_costs_are_booked_on_the_accounts_of_timelogs_expense_types_and_on_two_others(books: Row, timelog: Row) -> None:
    of_types = {int(one["AccountNo"]) for one in timelog["expense_types"]}
    booked = {one["AccountNumber"] for one in books["entries"] if 2000 <= one["AccountNumber"] < 9400}
    assert booked == of_types | {2240, 2250}
    equal = Counter((one["VoucherGuid"], one["AccountNumber"], one["Description"], one["Amount"]) for one in books["entries"])
    assert 2 in equal.values()
    projects = {one["No"] for one in timelog["projects"]}
    named = [one for one in books["entries"] if any(number in one["Description"] for number in projects)]
    assert len(named) > 25
