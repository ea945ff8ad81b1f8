"""Drafts, booking and payment as economic.md section 14 describes them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from desktop.sandbox.economic.app import Economic
    from tests.sandbox.economic.conftest import Api, Clock


def exact(answer: Any) -> Any:
    return json.loads(answer.text, parse_float=Decimal)


def codes(answer: Any, *branch: Any) -> list[str]:
    """The codes of the leaves at a branch of the errors document."""
    found = answer.json()["errors"]
    for name in branch:
        found = found[name]
    return [leaf["errorCode"] for leaf in found["errors"]]


def test_a_draft_comes_back_with_what_the_server_adds(api: Api, draft: dict[str, Any]) -> None:
    answer = api.post("/invoices/drafts", json=draft)
    body = exact(answer)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{api.address}/invoices/drafts/1")
    assert (body["netAmount"], body["vatAmount"], body["grossAmount"]) == (
        Decimal("12187.5"),
        Decimal("3046.88"),
        Decimal("15234.38"),
    )
    assert '"netAmount": 12187.500000' in answer.text
    assert (body["dueDate"], body["exchangeRate"]) == ("2026-11-14", 100)
    assert body["recipient"]["cvr"] == "12345674"
    assert body["recipient"]["vatZone"]["name"] == "Domestic"
    assert body["paymentTerms"]["paymentTermsType"] == "net"
    first, second = body["lines"]
    assert (first["lineNumber"], first["sortKey"], first["totalNetAmount"], first["unit"]["name"]) == (
        1,
        1,
        Decimal("10687.50"),
        "timer",
    )
    assert (second["unitCostPrice"], second["marginInBaseCurrency"], second["discountPercentage"]) == (40, 700, 0)
    assert body["references"]["customerContact"]["self"].endswith("/customers/1/contacts/7")


def test_the_list_finds_a_draft_by_our_reference_and_has_no_lines(api: Api, draft: dict[str, Any]) -> None:
    api.post("/invoices/drafts", json=draft)
    api.post("/invoices/drafts", json={**draft, "references": {"other": "ANOTHER"}})
    (found,) = api.found("/invoices/drafts", filter="references.other$eq:period-2026-10-c1")
    assert found["draftInvoiceNumber"] == 1
    assert "lines" not in found
    assert len(api.get(found["self"]).json()["lines"]) == 2


@pytest.mark.parametrize("lacking", ["date", "currency", "customer", "paymentTerms", "layout", "recipient"])
def test_what_a_draft_needs_is_named(api: Api, draft: dict[str, Any], lacking: str) -> None:
    del draft[lacking]
    assert codes(api.post("/invoices/drafts", json=draft), lacking) == ["E04042"]


@pytest.mark.parametrize("lacking", ["name", "vatZone"])
def test_what_a_recipient_needs_is_named(api: Api, draft: dict[str, Any], lacking: str) -> None:
    del draft["recipient"][lacking]
    assert codes(api.post("/invoices/drafts", json=draft), "recipient", lacking) == ["E04042"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("date", "31-10-2026", "E04010"),
        ("date", "2026-02-30", "E04010"),
        ("date", "2026-10-31T00:00:00Z", "E04010"),
        ("currency", "SEK", "E06000"),
        ("exchangeRate", 99.5, "E04010"),
        ("exchangeRate", 100.1234567, "E04740"),
        ("customer", {"customerNumber": 99}, "E06000"),
        ("customer", {"customerNumber": 3}, "E06820"),
        ("paymentTerms", {"paymentTermsNumber": 99}, "E07080"),
        ("paymentTerms", {"paymentTermsNumber": 2, "paymentTermsType": "dueDate"}, "E07180"),
        ("layout", {"layoutNumber": 22}, "E06000"),
        ("project", {"projectNumber": 1}, "E06000"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_code(
    api: Api, draft: dict[str, Any], name: str, value: Any, code: str
) -> None:
    answer = api.post("/invoices/drafts", json={**draft, name: value})
    assert (answer.status_code, answer.json()["errorCode"], codes(answer, name)) == (400, "E04300", [code])
    assert api.found("/invoices/drafts") == []


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [
        ({"quantity": 1.005}, "quantity", "E04740"),
        ({"unitNetPrice": 0.001}, "unitNetPrice", "E04740"),
        ({"discountPercentage": 33.333}, "discountPercentage", "E04740"),
        ({"unitNetPrice": Decimal("1.00000000000000000000000000000000001")}, "unitNetPrice", "E04740"),
        ({"quantity": 1_000_000_000_000}, "quantity", "E04010"),
        ({"quantity": 0}, "quantity", "E04730"),
        ({"quantity": "1"}, "quantity", "E04010"),
        ({"description": "x" * 2501}, "description", "E04010"),
        ({"product": {"productNumber": "NONE"}}, "product", "E06000"),
        ({"product": {"productNumber": "OLD-7"}}, "product", "E06600"),
        ({"product": {}}, "product", "E04500"),
        ({"unit": {"unitNumber": 99}}, "unit", "E06000"),
        ({"lineNumber": 0}, "lineNumber", "E04010"),
    ],
)
def test_a_line_that_does_not_fit_is_named_with_its_place(
    api: Api, draft: dict[str, Any], change: dict[str, Any], name: str, code: str
) -> None:
    draft["lines"][1] |= change
    text = json.dumps(draft, default=lambda number: f"*{number}*").replace('"*', "").replace('*"', "")
    answer = api.post("/invoices/drafts", data=text, headers={"Content-Type": "application/json"})
    (item,) = answer.json()["errors"]["lines"]["items"]
    assert (answer.status_code, item["arrayIndex"]) == (400, 1)
    assert [leaf["errorCode"] for leaf in item[name]["errors"]] == [code]


@pytest.mark.parametrize(
    ("without", "name", "code"),
    [("quantity", "quantity", "E04730"), ("unitNetPrice", "unitNetPrice", "E04042"), ("product", "product", "E04042")],
)
def test_product_quantity_and_price_need_each_other(api: Api, draft: dict[str, Any], without: str, name: str, code: str) -> None:
    del draft["lines"][0][without]
    (item,) = api.post("/invoices/drafts", json=draft).json()["errors"]["lines"]["items"]
    assert [leaf["errorCode"] for leaf in item[name]["errors"]] == [code]


def test_amounts_as_large_as_can_be_sent_are_still_exact(api: Api, draft: dict[str, Any]) -> None:
    draft["lines"][1] |= {"quantity": 999_999_999_999, "unitNetPrice": 999_999_999_999}
    body = exact(api.post("/invoices/drafts", json=draft))
    assert body["netAmount"] == 999_999_999_999 * 999_999_999_999 + Decimal("10687.50")


def test_trailing_zeros_are_no_further_decimals(api: Api, draft: dict[str, Any]) -> None:
    text = json.dumps(draft).replace("12.5", "12.50000")
    headers = {"Content-Type": "application/json"}
    assert api.post("/invoices/drafts", data=text, headers=headers).status_code == 201


def test_a_line_of_text_needs_no_product(api: Api, draft: dict[str, Any]) -> None:
    draft["lines"].append({"description": "Tak for samarbejdet"})
    body = exact(api.post("/invoices/drafts", json=draft))
    assert body["lines"][2] == {"lineNumber": 3, "sortKey": 3, "description": "Tak for samarbejdet"}
    assert body["netAmount"] == Decimal("12187.5")


def test_contacts_must_belong_to_the_customer_and_employees_must_not_be_barred(api: Api, draft: dict[str, Any]) -> None:
    draft["recipient"]["attention"] = {"customerContactNumber": 8}
    assert codes(api.post("/invoices/drafts", json=draft), "recipient", "attention") == ["E06000"]
    draft["recipient"].pop("attention")
    draft["references"]["salesPerson"] = {"employeeNumber": 4}
    assert codes(api.post("/invoices/drafts", json=draft), "references", "salesPerson") == ["E04010"]


@pytest.mark.parametrize(
    ("terms", "sent", "due"),
    [
        (1, None, "2026-10-29"),
        (3, None, "2026-11-10"),
        (5, None, "2026-10-28"),
        (4, "2026-12-01", "2026-12-01"),
        (1, "2026-12-24", "2026-10-29"),
    ],
)
def test_the_due_date_follows_the_terms(api: Api, draft: dict[str, Any], terms: int, sent: str | None, due: str) -> None:
    draft |= {"date": "2026-10-21", "paymentTerms": {"paymentTermsNumber": terms}} | ({"dueDate": sent} if sent else {})
    assert api.post("/invoices/drafts", json=draft).json()["dueDate"] == due


@pytest.mark.parametrize(("due", "code"), [(None, "E04042"), ("2026-10-30", "E04760")])
def test_terms_with_a_due_date_need_one_that_is_not_earlier(api: Api, draft: dict[str, Any], due: str | None, code: str) -> None:
    draft |= {"paymentTerms": {"paymentTermsNumber": 4}} | ({"dueDate": due} if due else {})
    assert codes(api.post("/invoices/drafts", json=draft), "dueDate") == [code]


def test_another_currency_takes_the_daily_rate_or_the_one_sent(api: Api, draft: dict[str, Any]) -> None:
    draft |= {"currency": "EUR", "customer": {"customerNumber": 2}, "recipient": {"name": "Sol", "vatZone": {"vatZoneNumber": 2}}}
    draft["references"] = {}
    daily = exact(api.post("/invoices/drafts", json=draft))
    sent = exact(api.post("/invoices/drafts", json={**draft, "exchangeRate": 700.5}))
    assert (daily["exchangeRate"], daily["netAmountInBaseCurrency"]) == (Decimal("746.03"), Decimal("90922.41"))
    assert (sent["exchangeRate"], sent["netAmountInBaseCurrency"]) == (Decimal("700.5"), Decimal("85373.44"))
    assert daily["vatAmount"] == 0  # no VAT account for that zone


def test_put_replaces_the_lines_too(api: Api, draft: dict[str, Any]) -> None:
    api.post("/invoices/drafts", json=draft)
    replaced = api.put("/invoices/drafts/1", json={**draft, "lines": draft["lines"][:1]}).json()
    assert (replaced["draftInvoiceNumber"], len(replaced["lines"]), replaced["netAmount"]) == (1, 1, 10687.5)
    assert api.put("/invoices/drafts/2", json=draft).status_code == 404


def test_lines_are_added_behind_the_others(api: Api, draft: dict[str, Any]) -> None:
    api.post("/invoices/drafts", json=draft)
    added = api.post("/invoices/drafts/1/lines", json={"lines": [draft["lines"][0]]})
    assert (added.status_code, [line["lineNumber"] for line in added.json()["lines"]]) == (201, [3])
    assert api.get("/invoices/drafts/1").json()["netAmount"] == 22875.0


def test_a_deleted_draft_is_reported_and_its_number_not_given_again(api: Api, draft: dict[str, Any]) -> None:
    api.post("/invoices/drafts", json=draft)
    assert api.delete("/invoices/drafts/1").json() == {
        "message": "Deleted invoice.",
        "deletedCount": 1,
        "deletedItems": [{"draftInvoiceNumber": 1, "self": f"{api.address}/invoices/drafts/1"}],
    }
    again = api.delete("/invoices/drafts/1")
    assert (again.status_code, again.json()["errorCode"]) == (404, "E06000")
    assert api.post("/invoices/drafts", json=draft).json()["draftInvoiceNumber"] == 2


def test_drafts_are_deleted_by_filter_or_all_of_them(api: Api, draft: dict[str, Any]) -> None:
    for number in range(4):
        api.post("/invoices/drafts", json={**draft, "references": {"other": f"R-{number}"}})
    some = api.delete("/invoices/drafts", params={"filter": "references.other$like:R-1"}).json()
    assert (some["message"], some["deletedCount"]) == ("Deleted 1 invoices.", 1)
    assert api.delete("/invoices/drafts").json()["deletedCount"] == 3


def test_a_booked_draft_is_gone_and_stands_unpaid_until_paid(api: Api, draft: dict[str, Any], clock: Clock) -> None:
    api.post("/invoices/drafts", json=draft)
    answer = api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 1}, "sendBy": "none"})
    body = exact(answer)
    assert (answer.status_code, body["bookedInvoiceNumber"], body["orderNumber"]) == (201, 1, 1)
    assert (body["remainder"], body["grossAmount"]) == (Decimal("15234.38"), Decimal("15234.38"))
    assert [(line["vatRate"], line["vatAmount"]) for line in body["lines"]] == [(25, Decimal("2671.875")), (25, 375)]
    assert api.get("/invoices/drafts/1").status_code == 404
    assert codes(api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 1}}), "draftInvoice") == ["E06000"]

    def lists() -> list[int]:
        return [len(api.found(f"/invoices/{name}")) for name in ("booked", "paid", "unpaid", "overdue", "not-due")]

    assert (lists(), api.get("/customers/1").json()["balance"]) == ([1, 0, 1, 0, 1], 15234.38)
    clock.now += dt.timedelta(days=30)
    assert lists() == [1, 0, 1, 1, 0]
    assert api.post("/_sandbox/pay", json={"bookedInvoiceNumber": 1}).status_code == 200
    assert (lists(), api.get("/customers/1").json()["balance"]) == ([1, 1, 0, 0, 0], 0)
    assert api.post("/_sandbox/pay", json={"bookedInvoiceNumber": 9}).status_code == 404


def test_a_negative_draft_is_booked_as_a_credit_note_in_the_same_series(api: Api, draft: dict[str, Any]) -> None:
    api.post("/invoices/drafts", json=draft)
    for line in draft["lines"]:
        line["quantity"] = -line["quantity"]
    api.post("/invoices/drafts", json=draft)
    booked = [exact(api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": n}})) for n in (1, 2)]
    assert [one["bookedInvoiceNumber"] for one in booked] == [1, 2]
    assert [one["grossAmount"] for one in booked] == [Decimal("15234.38"), Decimal("-15234.38")]
    assert [one["remainder"] for one in booked] == [Decimal("15234.38"), Decimal("-15234.38")]


def test_a_number_of_ones_own_is_taken_once_and_the_series_goes_on_from_it(api: Api, draft: dict[str, Any]) -> None:
    for _ in range(4):
        api.post("/invoices/drafts", json=draft)
    assert api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 1}, "bookWithNumber": 500}).status_code == 201
    taken = api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 2}, "bookWithNumber": 500})
    assert codes(taken, "bookWithNumber") == ["E04010"]
    assert api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 2}}).json()["bookedInvoiceNumber"] == 501
    assert api.put("/invoices/booked/600", json={"draftInvoice": {"draftInvoiceNumber": 3}}).json()["bookedInvoiceNumber"] == 600
    assert api.put("/invoices/booked/601", json={"draftInvoice": {"draftInvoiceNumber": 4}, "bookWithNumber": 7}).status_code == 400


@pytest.mark.parametrize(
    ("send_by", "status"),
    [("none", 201), ("ean", 400), ("EAN", 400), ("Email", 400)],
    ids=["none", "wrong case", "no EAN", "no e-mail"],
)
def test_sending_needs_somebody_to_send_to(api: Api, draft: dict[str, Any], send_by: str, status: int) -> None:
    api.post("/invoices/drafts", json=draft)
    assert api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 1}, "sendBy": send_by}).status_code == status


def test_what_became_barred_or_has_no_lines_is_not_booked(api: Api, draft: dict[str, Any], customer: dict[str, Any]) -> None:
    api.post("/invoices/drafts", json={**draft, "lines": []})
    assert codes(api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 1}}), "draftInvoice") == ["E04010"]
    api.post("/invoices/drafts", json=draft)
    product = {"name": "Timer", "productGroup": {"productGroupNumber": 1}}
    api.put("/products/HOURS", json={**product, "barred": True})
    assert codes(api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 2}}), "draftInvoice") == ["E06600"]
    api.put("/products/HOURS", json=product)
    api.put("/customers/1", json={**customer, "barred": True})
    assert codes(api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 2}}), "draftInvoice") == ["E06820"]


def test_the_state_can_be_loaded_again_and_the_numbers_go_on(api: Api, draft: dict[str, Any]) -> None:
    for _ in range(2):
        api.post("/invoices/drafts", json=draft)
    api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 1}})
    api.delete("/invoices/drafts/2")
    state = api.get("/_sandbox/state").text
    api.post("/_sandbox/load", data=state, headers={"Content-Type": "application/json"})
    assert api.get("/_sandbox/state").text == state
    assert api.post("/invoices/drafts", json=draft).json()["draftInvoiceNumber"] == 3


def test_answers_of_the_vendor_can_be_loaded_as_they_are(api: Api, draft: dict[str, Any], economic: Economic) -> None:
    api.post("/invoices/drafts", json=draft)
    before = api.get("/invoices/drafts/1").json()
    state = economic.state() | {"drafts": [before], "customers": api.found("/customers")}
    economic.load(state)
    assert api.get("/invoices/drafts/1").json() == before


@pytest.mark.parametrize(
    "data",
    [
        {"customers": [{"name": "no number"}]},
        {"customers": [{"customerNumber": "1"}]},
        {"customers": [{"customerNumber": 1}, {"customerNumber": 1}]},
        {"booked": [{"bookedInvoiceNumber": 1}]},
        {"invoices": []},
        {"customers": 5},
        {"tokens": [["alone"]]},
    ],
)
def test_data_in_the_wrong_format_are_refused_and_nothing_changes(api: Api, data: dict[str, Any]) -> None:
    before = api.get("/_sandbox/state").text
    assert api.post("/_sandbox/load", json=data).status_code == 400
    assert api.get("/_sandbox/state").text == before
