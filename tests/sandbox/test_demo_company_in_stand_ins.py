"""The demo company inside the two stand-ins: it loads, is served, and its documents become drafts with equal amounts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests

from desktop.sandbox import demo_company
from desktop.sandbox.demo_company import CREATED_AT_FIRST_INVOICE, PLANNED_SNAGS
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import running
from desktop.sandbox.timelog.app import TimeLog

Row = dict[str, Any]

HEADERS = {"X-AppSecretToken": demo_company.ECONOMIC_SECRET, "X-AgreementGrantToken": demo_company.ECONOMIC_GRANT}


def committed(name: str) -> Row:
    data: Row = json.loads((demo_company.FOLDER / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return data


@pytest.fixture(scope="module")
def economic() -> Iterator[str]:
    stand_in = Economic()
    stand_in.load(committed("economic.json"))
    with running(stand_in) as server:
        yield server.address


@pytest.fixture(scope="module")
def timelog() -> Iterator[str]:
    stand_in = TimeLog()
    stand_in.load(committed("timelog.json"))
    with running(stand_in) as server:
        yield f"{server.address}/{demo_company.ACCOUNT}"


def draft_of(document: Row, customer: Row, sign: int) -> Row:
    """The document as a draft, with nothing but what decides its amounts."""
    lines = []
    for line in document["InvoiceLines"]:
        row: Row = {"description": line["Text"]}
        if line["ProductNo"]:
            row |= {
                "product": {"productNumber": line["ProductNo"]},
                "quantity": float(line["Quantity"] * sign),
                "unitNetPrice": float(line["Rate"]),
                "discountPercentage": float(line["Discount"]),
            }
        lines.append(row)
    return {
        "date": (document.get("InvoiceDate") or document["CreditNoteDate"])[:10],
        "currency": document["Currency"],
        "customer": {"customerNumber": customer["customerNumber"]},
        "paymentTerms": customer["paymentTerms"],
        "layout": {"layoutNumber": 21},
        "recipient": {"name": document["InvoicingCustomerName"], "vatZone": customer["vatZone"]},
        "references": {"other": document.get("InvoiceNo") or document.get("CreditNoteNO")},
        "lines": lines,
    }


def test_timelog_lets_the_demo_token_in_and_serves_customers(timelog: str) -> None:
    answer = requests.get(
        f"{timelog}/api/v1/customer",
        params={"$page": 1, "$pagesize": 500},
        headers={"Authorization": f"Bearer {demo_company.TIMELOG_TOKEN}"},
        timeout=60,
    )
    assert answer.status_code == 200
    assert len(answer.json()["Entities"]) == 446


def test_timelog_gives_the_demo_user_a_token(timelog: str) -> None:
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetToken xmlns="http://www.timelog.com/api/tlp/v1_2">'
        f"<user>{demo_company.TIMELOG_USER}</user><password>{demo_company.TIMELOG_PASSWORD}</password>"
        "</GetToken></s:Body></s:Envelope>"
    )
    answer = requests.post(
        f"{timelog}/WebServices/Security/V1_2/SecurityServiceSecure.svc",
        data=body.encode(),
        headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"GetTokenRequest"'},
        timeout=60,
    )
    assert answer.status_code == 200
    assert ">Success<" in answer.text


def test_economic_serves_every_register_of_the_demo(economic: str) -> None:
    sizes = {"customers": 439, "products": 60, "vat-zones": 4, "payment-terms": 8, "layouts": 4, "currencies": 5, "units": 8}
    sizes |= {"accounts": 43, "suppliers": 11, "accounting-years": 3, "accounting-years/2026/entries": 207}
    for path, size in sizes.items():
        answer = requests.get(f"{economic}/{path}", params={"pagesize": 1000}, headers=HEADERS, timeout=60)
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["collection"]) == size


def test_every_sound_document_of_a_linked_customer_becomes_a_draft_with_equal_amounts(economic: str) -> None:
    timelog, finance = committed("timelog.json"), committed("economic.json")
    customers = {str(one["customerNumber"]): one for one in finance["customers"]}
    partner = {psa_id: customers[number] for number, psa_id in demo_company.true_links().items()}
    unsound = {snag.invoice_number for snag in PLANNED_SNAGS} | set(CREATED_AT_FIRST_INVOICE) | {""}
    invoices = [(one["InvoiceNo"], one, 1) for one in timelog["invoices"]]
    credit_notes = [(one["CreditNoteNO"], one, -1) for one in timelog["credit_notes"]]
    drafted = 0
    for number, document, sign in invoices + credit_notes:
        if number in unsound:
            continue
        draft = draft_of(document, partner[document["CustomerID"]], sign)
        answer = requests.post(f"{economic}/invoices/drafts", json=draft, headers=HEADERS, timeout=60)
        assert answer.status_code == 201, (number, answer.text)
        amounts = json.loads(answer.text, parse_float=Decimal)
        assert sign * amounts["netAmount"] == document["NetAmount"], number
        assert sign * amounts["vatAmount"] == document["VATIncluded"], number
        assert sign * amounts["grossAmount"] == document["AmountDue"], number
        drafted += 1
    assert drafted == 135


def test_economic_itself_refuses_what_the_snags_say_it_refuses(economic: str) -> None:
    timelog, finance = committed("timelog.json"), committed("economic.json")
    customers = {str(one["customerNumber"]): one for one in finance["customers"]}
    partner = {psa_id: customers[number] for number, psa_id in demo_company.true_links().items()}
    by_number = {one["InvoiceNo"]: one for one in timelog["invoices"]}
    accepted = set()
    for snag in PLANNED_SNAGS:
        document = by_number[snag.invoice_number]
        if document["CustomerID"] not in partner:
            continue
        draft = draft_of(document, partner[document["CustomerID"]], 1)
        answer = requests.post(f"{economic}/invoices/drafts", json=draft, headers=HEADERS, timeout=60)
        if answer.status_code == 201:
            accepted.add(snag.reason.value)
        else:
            assert answer.status_code == 400, (snag, answer.text)
    assert accepted == {"no_lines", "line_without_item"}
