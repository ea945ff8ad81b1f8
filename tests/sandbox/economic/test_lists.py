"""Paging, envelope, filters and sorts over HTTP (economic.md sections 4 to 7), and the registers that are only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from desktop.sandbox.economic.app import Economic
    from tests.sandbox.economic.conftest import Api


def many(economic: Economic, count: int) -> None:
    """Load that many customers beside everything else."""
    data = economic.state()
    pattern = data["customers"][0]
    data["customers"] = [{**pattern, "customerNumber": number, "name": f"Kunde {number}"} for number in range(1, count + 1)]
    economic.load(data)


def test_pages_are_20_long_and_lead_on_until_the_last(api: Api, economic: Economic) -> None:
    many(economic, 45)
    numbers, address, pages = [], "/customers", 0
    while address:
        body = api.get(address).json()
        numbers += [row["customerNumber"] for row in body["collection"]]
        address, pages = body["pagination"].get("nextPage", ""), pages + 1
    assert (pages, numbers) == (3, list(range(1, 46)))


def test_the_envelope_of_a_page_in_the_middle(api: Api, economic: Economic) -> None:
    many(economic, 45)
    body = api.get("/customers?skippages=1&pagesize=10&filter=customerNumber$lte:25&sort=-name").json()
    page = f"{api.address}/customers?skippages={{}}&pagesize=10&filter=customerNumber$lte:25&sort=-name"
    assert body["pagination"] == {
        "skipPages": 1,
        "pageSize": 10,
        "maxPageSizeAllowed": 1000,
        "results": 25,
        "resultsWithoutFilter": 45,
        "firstPage": page.format(0),
        "previousPage": page.format(0),
        "nextPage": page.format(2),
        "lastPage": page.format(2),
    }
    assert body["self"] == page.format(1)
    assert body["metaData"]["create"] == {
        "description": "Create a new customer",
        "href": f"{api.address}/customers",
        "httpMethod": "post",
    }
    assert api.get(body["pagination"]["nextPage"]).json()["pagination"]["results"] == 25


def test_a_page_past_the_end_is_empty_with_right_totals(api: Api) -> None:
    body = api.get("/customers?skippages=7").json()
    assert (body["collection"], body["pagination"]["results"], "nextPage" in body["pagination"]) == ([], 3, False)


def test_no_results_have_no_page_links(api: Api) -> None:
    pagination = api.get("/customers?filter=name$eq:nobody").json()["pagination"]
    assert (pagination["results"], pagination["resultsWithoutFilter"]) == (0, 3)
    assert not {"firstPage", "lastPage", "nextPage", "previousPage"} & set(pagination)


@pytest.mark.parametrize("query", ["pagesize=1001", "pagesize=0", "pagesize=many", "skippages=-1"])
def test_page_sizes_outside_1_to_1000_are_refused(api: Api, query: str) -> None:
    answer = api.get(f"/customers?{query}")
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E04810")


def test_a_filter_that_is_not_allowed_names_the_fields_that_are(api: Api) -> None:
    answer = api.get("/customers?filter=nope$eq:1")
    body = answer.json()
    assert (answer.status_code, "errorCode" in body) == (400, False)
    assert body["errors"] == ["Filtering is not allowed on property 'nope'."]
    assert {"customerNumber", "corporateIdentificationNumber", "pNumber"} <= set(body["allowedFilteringFields"])


@pytest.mark.parametrize(
    "address",
    [
        "/customers?sort=barred",
        "/customers?filter=paymentTerms.paymentTermsNumber$eq:2",
        "/employees?filter=email$eq:a",
        "/payment-terms?filter=name$eq:a",
        "/payment-terms?sort=name",
        "/invoices/drafts?filter=references.customerContact.customer.customerNumber$eq:1",
        "/invoices/booked?filter=dueDate$gt:2026-01-01",
    ],
)
def test_fields_that_neither_filter_nor_sort_are_400(api: Api, address: str) -> None:
    assert api.get(address).status_code == 400


def test_the_vendors_own_bug_is_there_too(api: Api) -> None:
    assert api.get("/products?filter=barred$ne:true").status_code == 500
    assert len(api.found("/products", filter="barred$eq:false")) == 2


def test_text_with_danish_letters_is_found_and_the_links_stay_usable(api: Api) -> None:
    body = api.get("/customers", params={"filter": "name$like:måne", "pagesize": 1}).json()
    assert [row["customerNumber"] for row in body["collection"]] == [2]
    assert api.get(body["self"]).json()["collection"] == body["collection"]
    assert api.get(body["pagination"]["firstPage"]).json()["collection"] == body["collection"]


def test_a_product_number_with_odd_characters_has_an_address(api: Api) -> None:
    (product,) = api.found("/products", filter="name$eq:vare")
    assert product["self"] == f"{api.address}/products/AB_6_1_11_5_9_kg"
    assert api.get(product["self"]).json()["productNumber"] == "AB/1.5 kg"


def test_the_vat_rate_of_a_product_can_be_followed_from_group_to_account(api: Api) -> None:
    product = api.get("/products/HOURS").json()
    domestic, _eu = api.get(product["productGroup"]["salesAccounts"]).json()["collection"]
    account = api.get(domestic["salesAccount"]["vatAccount"]["self"]).json()
    assert (product["unit"]["name"], account["ratePercentage"]) == ("timer", 25)


def test_units_and_products_are_created_replaced_and_deleted_unless_used(api: Api) -> None:
    unit = api.post("/units", json={"name": "stk."}).json()
    product = {"productNumber": "P-1", "name": "Ny", "productGroup": {"productGroupNumber": 1}, "unit": {"self": unit["self"]}}
    assert api.post("/products", json=product).json()["unit"]["name"] == "stk."
    assert api.post("/products", json=product).status_code == 400
    assert api.delete(f"/units/{unit['unitNumber']}").status_code == 400
    replaced = api.put("/products/P-1", json={"name": "Nyere", "productGroup": {"productGroupNumber": 1}}).json()
    assert (replaced["name"], "unit" in replaced) == ("Nyere", False)
    assert api.put(f"/units/{unit['unitNumber']}", json={"name": "styk"}).json()["name"] == "styk"
    assert [api.delete(path).status_code for path in ("/products/P-1", f"/units/{unit['unitNumber']}")] == [204, 204]
    assert api.put("/products/P-1", json=product).json()["errorCode"] == "E06000"


def test_ten_thousand_customers_are_read_page_by_page(api: Api, economic: Economic) -> None:
    many(economic, 10_000)
    body: dict[str, Any] = {"pagination": {"nextPage": "/customers?pagesize=1000"}}
    count = 0
    while "nextPage" in body["pagination"]:
        body = api.get(body["pagination"]["nextPage"], hooks={"response": lambda *_args, **_kwargs: None}).json()
        count += len(body["collection"])
    assert count == 10_000
