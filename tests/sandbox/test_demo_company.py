"""The demo company: the same in every run, valid numbers, exact amounts, and the planned snags where they are said to be."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from stdnum import ean
from stdnum.de import vat as german_vat
from stdnum.dk import cvr
from stdnum.no import mva
from stdnum.se import vat as swedish_vat

from desktop.sandbox import demo_company
from desktop.sandbox.demo_company import CREATED_AT_FIRST_INVOICE, PLANNED_SNAGS, Reason

Row = dict[str, Any]


def exact(data: Row) -> Row:
    """The data as a reader of the file gets them: numbers with decimals as `Decimal`."""
    read: Row = json.loads(demo_company.text(data), parse_float=Decimal)
    return read


@pytest.fixture(scope="module")
def built() -> tuple[Row, Row]:
    timelog, economic = demo_company.build()
    return exact(timelog), exact(economic)


@pytest.fixture(scope="module")
def timelog(built: tuple[Row, Row]) -> Row:
    return built[0]


@pytest.fixture(scope="module")
def economic(built: tuple[Row, Row]) -> Row:
    return built[1]


def number_of(document: Row) -> str:
    return document.get("InvoiceNo") or document.get("CreditNoteNO") or ""


def documents(timelog: Row) -> list[Row]:
    return [*timelog["invoices"], *timelog["credit_notes"]]


def numbered(timelog: Row) -> dict[str, Row]:
    return {number_of(one): one for one in documents(timelog) if number_of(one)}


def finance_customer_of(timelog: Row, economic: Row) -> dict[int, Row]:
    """TimeLog customer id -> its true counterpart."""
    by_number = {str(one["customerNumber"]): one for one in economic["customers"]}
    return {psa_id: by_number[number] for number, psa_id in demo_company.true_links().items()}


@pytest.mark.parametrize("name", ["timelog", "economic"])
def test_the_generator_reproduces_the_committed_file_byte_for_byte(name: str) -> None:
    data = dict(zip(("timelog", "economic"), demo_company.build(), strict=True))[name]
    assert (demo_company.FOLDER / f"{name}.json").read_bytes() == demo_company.text(data).encode()


def test_company_numbers_have_valid_check_digits_but_for_a_few_typing_errors(timelog: Row, economic: Row) -> None:
    validators = {"Denmark": cvr, "Sweden": swedish_vat, "Germany": german_vat, "Norway": mva}
    wrong = 0
    for customer in timelog["customers"]:
        if customer["VATNo"]:
            wrong += not validators[customer["Address"]["Country"]].is_valid(customer["VATNo"])
    assert 5 <= wrong <= 25
    countries = {"Danmark": cvr, "Sverige": swedish_vat, "Tyskland": german_vat, "Norge": mva}
    with_number = [one for one in economic["customers"] if "corporateIdentificationNumber" in one]
    assert len(with_number) > 390
    assert all(countries[one["country"]].is_valid(one["corporateIdentificationNumber"]) for one in with_number)
    assert cvr.is_valid(economic["self"]["company"]["companyIdentificationNumber"])


def test_ean_numbers_have_valid_check_digits(timelog: Row, economic: Row) -> None:
    numbers = [one["EAN"] for one in timelog["customers"] if one["EAN"]] + [
        one["ean"] for one in economic["customers"] if "ean" in one
    ]
    assert len(numbers) > 50
    assert all(len(number) == 13 and ean.is_valid(number) for number in numbers)


def test_there_is_no_mail_or_web_address_but_of_example() -> None:
    for name in ("timelog.json", "economic.json"):
        text = (demo_company.FOLDER / name).read_text(encoding="utf-8")
        found = re.findall(r"@([\w.-]+)", text) + re.findall(r"www\.([\w.-]+)", text)
        assert len(found) > 300
        assert all(domain.rstrip(".").endswith(".example") for domain in found)
        assert "http" not in text


def test_the_registers_have_the_size_that_the_demo_promises(timelog: Row, economic: Row) -> None:
    linked = demo_company.true_links()
    assert len(timelog["customers"]) == 446
    assert len(economic["customers"]) == 439
    assert len(linked) == len(set(linked.values())) == 381
    assert len(economic["products"]) == 60
    assert sum(one["barred"] for one in economic["products"]) == 4
    assert len(timelog["users"]) == 30
    people = {f"{one['FirstName']} {one['LastName']}" for one in timelog["users"]}
    assert len(economic["employees"]) == 20
    assert {one["name"] for one in economic["employees"]} < people
    assert {one["code"] for one in economic["currencies"]} == {"DKK", "EUR", "SEK", "NOK", "USD"}


def test_keys_are_unique_and_references_lead_somewhere(timelog: Row, economic: Row) -> None:
    customers = {one["customerNumber"] for one in economic["customers"]}
    assert len(customers) == len(economic["customers"])
    assert all(one["customer"]["customerNumber"] in customers for one in economic["contacts"])
    for member, key in (("customerGroup", "customerGroups"), ("vatZone", "vatZones"), ("paymentTerms", "paymentTerms")):
        known = {one[f"{member}Number"] for one in economic[key]}
        assert {one[member][f"{member}Number"] for one in economic["customers"]} <= known
    ids = {one["ID"] for one in timelog["customers"]}
    assert len(ids) == len(timelog["customers"]) == len({one["No"] for one in timelog["customers"]})
    assert all(one["CustomerID"] in ids for one in timelog["contacts"] + timelog["projects"])
    assert all(one["CustomerID"] in ids for one in documents(timelog))
    contact_ids = {one["ContactID"] for one in timelog["contacts"]} | {0}
    assert all(one["ContactID"] in contact_ids for one in documents(timelog))


def test_there_are_150_numbered_documents_and_two_drafts(timelog: Row) -> None:
    by_number = numbered(timelog)
    assert sorted(by_number) == [str(number) for number in range(20301, 20451)]
    assert {one["Status"] for one in by_number.values()} == {"Booked"}
    drafts = [one for one in documents(timelog) if not number_of(one)]
    assert [one["Status"] for one in drafts] == ["Draft", "Draft"]
    assert len(timelog["credit_notes"]) == 12
    currencies = Counter(one["Currency"] for one in by_number.values())
    assert set(currencies) == {"DKK", "EUR", "SEK", "GBP"}
    assert min(currencies["EUR"], currencies["SEK"]) >= 10
    assert currencies["GBP"] == 1


def test_dates_follow_the_numbers_from_august_to_october_2026(timelog: Row) -> None:
    by_number = numbered(timelog)
    dates = [
        dt.datetime.fromisoformat(by_number[number].get("InvoiceDate") or by_number[number]["CreditNoteDate"]).date()
        for number in sorted(by_number)
    ]
    assert dates == sorted(dates)
    assert dates[0] >= dt.date(2026, 8, 1)
    assert dates[-1] <= dt.date(2026, 10, 31)


def test_every_amount_follows_the_rule_of_economic(timelog: Row) -> None:
    cent = Decimal("0.01")
    for document in documents(timelog):
        for line in document["InvoiceLines"]:
            share = 1 - line["Discount"] / 100
            assert line["Amount"] == (line["Quantity"] * line["Rate"] * share).quantize(cent, ROUND_HALF_UP)
            assert abs(line["Rate"].as_tuple().exponent) <= 2
        net = sum((line["Amount"] for line in document["InvoiceLines"]), Decimal(0))
        vat = (net / 4).quantize(cent, ROUND_HALF_UP) if document["CalculateVAT"] else Decimal(0)
        assert (document["NetAmount"], document["VATIncluded"], document["AmountDue"]) == (net, vat, net + vat)
        assert net > 0 or number_of(document) == "20366"
        assert len(document["InvoiceLines"]) <= 13


def test_vat_agrees_with_the_zone_of_the_linked_customer(timelog: Row, economic: Row) -> None:
    finance = finance_customer_of(timelog, economic)
    for customer in timelog["customers"]:
        if customer["ID"] in finance:
            assert customer["CalculateVAT"] == (finance[customer["ID"]]["vatZone"]["vatZoneNumber"] == 1)
            assert customer["Currency"] == finance[customer["ID"]]["currency"]
    calculates = {one["ID"]: one["CalculateVAT"] for one in timelog["customers"]}
    assert all(one["CalculateVAT"] == calculates[one["CustomerID"]] for one in documents(timelog))
    assert not all(one["CalculateVAT"] for one in documents(timelog))


def test_credit_notes_take_lines_of_an_earlier_invoice_of_the_same_customer_back(timelog: Row) -> None:
    by_id = {one["ID"]: one for one in timelog["invoices"]}
    snags = {snag.invoice_number for snag in PLANNED_SNAGS}
    for note in timelog["credit_notes"]:
        invoice = by_id[note["CreditedInvoiceID"]]
        assert note["RelatesToInvoiceNo"] == invoice["InvoiceNo"] not in snags
        assert int(note["CreditNoteNO"]) > int(invoice["InvoiceNo"])
        assert note["CustomerID"] == invoice["CustomerID"]
        lines = {(line["ProductNo"], line["Text"], line["Amount"]) for line in invoice["InvoiceLines"]}
        assert {(line["ProductNo"], line["Text"], line["Amount"]) for line in note["InvoiceLines"]} <= lines
    credited = [note["CreditedInvoiceID"] for note in timelog["credit_notes"]]
    assert len(set(credited)) == len(credited)


def snags_of(document: Row, timelog: Row, economic: Row, partners: dict[int, Row]) -> set[Reason]:
    """What e-conomic would have against the document once all true pairs are linked, read from the two data sets alone."""
    products = {one["productNumber"]: one for one in economic["products"]}
    customer = next(one for one in timelog["customers"] if one["ID"] == document["CustomerID"])
    partner = partners.get(customer["ID"])
    found: set[Reason] = set()
    if not document["InvoiceLines"]:
        found.add(Reason.NO_LINES)
    for line in document["InvoiceLines"]:
        if not line["ProductNo"]:
            if line["Quantity"] or line["Rate"]:
                found.add(Reason.LINE_WITHOUT_ITEM)
            continue
        if line["ProductNo"] not in products:
            found.add(Reason.ITEM_UNKNOWN)
        elif products[line["ProductNo"]]["barred"]:
            found.add(Reason.ITEM_BARRED)
        if not line["Quantity"]:
            found.add(Reason.ZERO_QUANTITY)
        if line["Quantity"] != line["Quantity"].quantize(Decimal("0.01")):
            found.add(Reason.QUANTITY_DECIMALS)
    if document["Currency"] not in {one["code"] for one in economic["currencies"]}:
        found.add(Reason.CURRENCY_UNKNOWN)
    if len(document["InvoicingCustomerName"]) > 250:
        found.add(Reason.NAME_TOO_LONG)
    if partner is not None:
        if partner["barred"]:
            found.add(Reason.CUSTOMER_BARRED)
    elif sum(one.get("corporateIdentificationNumber", "")[-8:] == customer["VATNo"][-8:] for one in economic["customers"]) > 1:
        found.add(Reason.CUSTOMER_NOT_LINKED)
    elif not customer["No"].isdigit():
        found.add(Reason.CUSTOMER_NUMBER_LETTERS)
    return found


def test_exactly_the_planned_documents_have_a_snag_and_each_the_planned_one(timelog: Row, economic: Row) -> None:
    partners = finance_customer_of(timelog, economic)
    found = {number: snags_of(one, timelog, economic, partners) for number, one in numbered(timelog).items()}
    assert {number: reasons for number, reasons in found.items() if reasons} == {
        snag.invoice_number: {snag.reason} for snag in PLANNED_SNAGS
    }


def test_the_readme_counts_what_is_there(timelog: Row, economic: Row) -> None:
    readme = (demo_company.FOLDER / "README.md").read_text(encoding="utf-8")
    linked = len(demo_company.true_links())
    assert f"| customers | {len(timelog['customers'])} | {len(economic['customers'])} |" in readme
    assert f"| the same customer on both sides | {linked} | {linked} |" in readme
    assert f"| contacts | {len(timelog['contacts'])} | {len(economic['contacts'])} |" in readme
    assert f"| item numbers | {len(timelog['products'])} (one of them only here) | {len(economic['products'])} (4 barred" in readme


def test_the_planned_snags_stand_in_the_readme() -> None:
    readme = (demo_company.FOLDER / "README.md").read_text(encoding="utf-8")
    for snag in PLANNED_SNAGS:
        assert f"| {snag.invoice_number} | `{snag.reason}` | {snag.note} |" in readme
    assert ", ".join(CREATED_AT_FIRST_INVOICE) in readme


def test_customers_created_at_their_first_invoice_are_domestic_and_unknown_to_economic(timelog: Row, economic: Row) -> None:
    finance = finance_customer_of(timelog, economic)
    known = {re.sub(r"\D", "", one.get("corporateIdentificationNumber", "")) for one in economic["customers"]}
    taken = {str(one["customerNumber"]) for one in economic["customers"]}
    customers = {one["ID"]: one for one in timelog["customers"]}
    receivers = {number: one["CustomerID"] for number, one in numbered(timelog).items() if one["CustomerID"] not in finance}
    assert set(CREATED_AT_FIRST_INVOICE) < set(receivers)
    for number in CREATED_AT_FIRST_INVOICE:
        customer = customers[receivers[number]]
        assert customer["CalculateVAT"]
        assert re.sub(r"\D", "", customer["VATNo"]) not in known
        assert customer["No"].isdigit()
        assert customer["No"] not in taken
    assert len({receivers[number] for number in CREATED_AT_FIRST_INVOICE}) == 3


def test_invoiced_and_linked_customers_share_a_valid_vat_number_that_nobody_else_has(timelog: Row, economic: Row) -> None:
    def plain(number: str) -> str:
        return number.replace(" ", "").removeprefix("DK")

    finance = finance_customer_of(timelog, economic)
    uses = Counter(plain(one["VATNo"]) for one in timelog["customers"]) + Counter(
        plain(one.get("corporateIdentificationNumber", "")) for one in economic["customers"]
    )
    customers = {one["ID"]: one for one in timelog["customers"]}
    for customer_id in {one["CustomerID"] for one in documents(timelog)} & set(finance):
        number = plain(customers[customer_id]["VATNo"])
        assert number == plain(finance[customer_id]["corporateIdentificationNumber"])
        assert uses[number] == 2


def test_snags_of_real_registers_are_there(timelog: Row, economic: Row) -> None:
    names = Counter(one["name"] for one in economic["customers"])
    assert any(count == 2 for count in names.values())
    numbers = Counter(re.sub(r"\D", "", one.get("corporateIdentificationNumber", "")) for one in economic["customers"])
    assert sum(count == 5 for number, count in numbers.items() if number) == 5
    psa_names = {one["Name"] for one in timelog["customers"]}
    assert any(name.startswith("Brødrene") for name in psa_names)
    assert any(name.startswith("Brdr.") for name in names)
    assert any(one["Address"]["City"] == "Kgs. Lyngby" for one in timelog["customers"])
    assert any(one["Phone"].startswith("+45") for one in timelog["customers"])
    assert any(re.fullmatch(r"\d{8}", one["Phone"]) for one in timelog["customers"])
    assert any(one["VATNo"].startswith("DK") for one in timelog["customers"])
    assert any(not one["VATNo"] for one in timelog["customers"])
    assert sum(one["barred"] for one in economic["customers"]) >= 8


def test_scaled_data_have_the_asked_size_and_no_snags() -> None:
    timelog, economic = (exact(data) for data in demo_company.scaled(2000, 60))
    assert 1900 <= len(timelog["customers"]) <= 2100
    assert 1900 <= len(economic["customers"]) <= 2100
    assert len(documents(timelog)) == 60
    products = {one["productNumber"] for one in economic["products"] if not one["barred"]}
    assert {line["ProductNo"] for one in documents(timelog) for line in one["InvoiceLines"]} - {""} <= products
    numbers = {str(one["customerNumber"]) for one in economic["customers"]}
    assert not numbers & {one["No"] for one in timelog["customers"]}


def test_scaled_data_are_the_same_in_every_run() -> None:
    assert demo_company.scaled(300, 10) == demo_company.scaled(300, 10)
