"""What the stand-in does with invoices: drafts with their totals, booking, payment (economic.md section 14)."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from typing import Any

from desktop.sandbox.economic import money, refusals
from desktop.sandbox.economic.bodies import ADDED_LINES, BOOKING, DRAFT
from desktop.sandbox.economic.refusals import Refused, leaf, validation_failed
from desktop.sandbox.economic.state import Agreement, Row
from desktop.sandbox.economic.validation import check

DRAFT_ONLY = ("draftInvoiceNumber", "lastUpdated", "marginInBaseCurrency", "marginPercentage", "costPriceInBaseCurrency")
SIX = Decimal("0.000001")


def draft_from(body: Row, agreement: Agreement, number: int, now: dt.datetime) -> Row:
    """The stored draft that this body makes; `Refused` when the API would not take it."""
    values, errors = check(body, DRAFT, agreement)
    _check_document(values, errors, body, agreement)
    _check_lines(values.get("lines", []), errors)
    if errors:
        raise validation_failed(errors)
    return completed({**values, "draftInvoiceNumber": number}, agreement, now)


def with_more_lines(draft: Row, body: Row, agreement: Agreement, now: dt.datetime) -> tuple[Row, list[Row]]:
    """The draft with the lines of this body behind its own, and those lines as stored."""
    values, errors = check(body, ADDED_LINES, agreement)
    _check_lines(values.get("lines", []), errors)
    if errors:
        raise validation_failed(errors)
    kept = len(draft["lines"])
    longer = completed({**draft, "lines": [*draft["lines"], *values.get("lines", [])]}, agreement, now)
    return longer, longer["lines"][kept:]


def _check_document(values: Row, errors: dict[str, Any], body: Row, agreement: Agreement) -> None:
    recipient, references = values.get("recipient", {}), values.get("references", {})
    owner = values.get("customer", {}).get("customerNumber")
    for part, name in ((recipient, "attention"), (references, "customerContact")):
        if name in part and owner is not None:
            number = part[name]["customerContactNumber"]
            found = agreement["contacts"].get(number)
            if found is None or found["customer"]["customerNumber"] != owner:
                message = f"Contact '{number}' not found on customer '{owner}'."
                branch = "recipient" if part is recipient else "references"
                errors.setdefault(branch, {})[name] = leaf(name, message, refusals.NOT_FOUND, number)
    if values.get("currency") == agreement.base_currency and values.get("exchangeRate", 100) != 100:
        message = "The exchange rate of the base currency is 100."
        errors["exchangeRate"] = leaf("exchangeRate", message, refusals.INVALID, values["exchangeRate"])
    if "paymentTerms" in values:
        _check_terms(values, errors, body["paymentTerms"], agreement)


def _check_terms(values: Row, errors: dict[str, Any], sent: Row, agreement: Agreement) -> None:
    terms = agreement["paymentTerms"].get(values["paymentTerms"]["paymentTermsNumber"]) or {}
    own_type = terms.get("paymentTermsType", "net")
    if sent.get("paymentTermsType", own_type) != own_type:
        message = f"The payment terms are of type '{own_type}'."
        errors["paymentTerms"] = leaf("paymentTermsType", message, refusals.TERMS_TYPE_DIFFERS, sent["paymentTermsType"])
    if own_type != "dueDate" or "date" not in values:
        return
    if "dueDate" not in values:
        errors.setdefault("dueDate", leaf("dueDate", "Terms of type dueDate need a due date.", refusals.MISSING))
    elif values["dueDate"] < values["date"]:
        message = "The due date lies before the date."
        errors["dueDate"] = leaf("dueDate", message, refusals.DATE_TOO_EARLY, values["dueDate"])


def _check_lines(lines: list[Row], errors: dict[str, Any]) -> None:
    """What holds between the properties of a line.

    A product needs quantity (E04730), price and description, and quantity or price need a product (section 14.1). The codes of the
    last three were not captured. A quantity of 0 is refused (timelog.md section 9.1). Line numbers named twice: silent, so refused.
    """
    numbers = [line["lineNumber"] for line in lines if "lineNumber" in line]
    for index, line in enumerate(lines):
        wrong = {}
        if "product" in line:
            for name, code in (
                ("quantity", refusals.QUANTITY_NEEDED),
                ("unitNetPrice", refusals.MISSING),
                ("description", refusals.MISSING),
            ):
                if name not in line:
                    wrong[name] = leaf(name, f"'{name}' is required when product is set.", code)
        elif "quantity" in line or "unitNetPrice" in line:
            wrong["product"] = leaf("product", "Quantity and price need a product.", refusals.MISSING)
        if line.get("quantity") == 0:
            wrong["quantity"] = leaf("quantity", "The quantity must not be 0.", refusals.QUANTITY_NEEDED, 0)
        if numbers.count(line.get("lineNumber", 0)) > 1:
            wrong["lineNumber"] = leaf("lineNumber", "Two lines have this number.", refusals.INVALID, line["lineNumber"])
        if wrong:
            errors.setdefault("lines", {"items": []})["items"].append({"arrayIndex": index, **wrong})


def completed(draft: Row, agreement: Agreement, now: dt.datetime) -> Row:
    """The draft with what the server adds: rate, due date, totals, terms and VAT zone in full, the customer's CVR."""
    terms = agreement["paymentTerms"].get(draft["paymentTerms"]["paymentTermsNumber"]) or {}
    customer = agreement["customers"].get(draft["customer"]["customerNumber"]) or {}
    zone = agreement["vatZones"].get(draft["recipient"]["vatZone"]["vatZoneNumber"]) or {}
    rate = draft.get("exchangeRate") or agreement.exchange_rates.get(draft["currency"], Decimal(100))
    lines = [_completed_line(line, place, rate, agreement) for place, line in enumerate(draft.get("lines", []), 1)]
    sums = money.totals(_priced(lines, draft, agreement), rate)
    own_number = {"cvr": customer["corporateIdentificationNumber"]} if customer.get("corporateIdentificationNumber") else {}
    return {
        **draft,
        "lines": lines,
        "exchangeRate": money.rounded(rate, SIX),
        "netAmount": money.rounded(sums.net, SIX),
        "netAmountInBaseCurrency": sums.net_in_base,
        "grossAmount": money.rounded(sums.gross, SIX),
        "grossAmountInBaseCurrency": sums.gross_in_base,
        "vatAmount": money.rounded(sums.vat, SIX),
        "roundingAmount": Decimal("0.00"),
        "marginInBaseCurrency": sums.margin,
        "marginPercentage": sums.margin_percentage,
        "costPriceInBaseCurrency": sums.cost,
        "dueDate": due_date(draft, terms),
        "paymentTerms": {
            name: value for name, value in terms.items() if not name.startswith(("contra", "percentage", "creditCard"))
        },
        "recipient": {**draft["recipient"], "vatZone": dict(zone), **own_number},
        "lastUpdated": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _completed_line(line: Row, place: int, rate: Decimal, agreement: Agreement) -> Row:
    """A line with its numbers and, when it has a product, its totals; a text line stays a text line."""
    numbered = {**line, "lineNumber": line.get("lineNumber", place), "sortKey": line.get("sortKey", place)}
    if "product" not in line:
        return numbered
    product = agreement["products"].get(line["product"]["productNumber"]) or {}
    cost = line.get("unitCostPrice", Decimal(product.get("costPrice", 0)))
    priced = money.Line(line["quantity"], line["unitNetPrice"], line.get("discountPercentage", Decimal(0)), Decimal(0), cost)
    margin, percentage = money.line_margin(priced, rate)
    return {
        **numbered,
        "quantity": money.rounded(priced.quantity),
        "unitNetPrice": money.rounded(priced.unit_price),
        "discountPercentage": money.rounded(priced.discount),
        "unitCostPrice": money.rounded(cost),
        "totalNetAmount": money.line_total(priced),
        "marginInBaseCurrency": margin,
        "marginPercentage": percentage,
    }


def _priced(lines: list[Row], draft: Row, agreement: Agreement) -> list[money.Line]:
    """The lines that carry money, with the VAT rate of each."""
    zone = draft["recipient"]["vatZone"]["vatZoneNumber"]
    return [
        money.Line(
            line["quantity"],
            line["unitNetPrice"],
            line["discountPercentage"],
            vat_rate(line["product"]["productNumber"], zone, agreement),
            line["unitCostPrice"],
        )
        for line in lines
        if "product" in line
    ]


def vat_rate(product_number: str, zone: int, agreement: Agreement) -> Decimal:
    """The rate in percent: product -> its group -> sales account of the VAT zone -> VAT account (section 13.12, INFERRED there)."""
    product = agreement["products"].get(product_number) or {}
    group = agreement["productGroups"].get(product.get("productGroup", {}).get("productGroupNumber")) or {}
    for account in group.get("salesAccounts", []):
        if account["vatZone"]["vatZoneNumber"] == zone:
            code = account["salesAccount"].get("vatAccount", {}).get("vatCode")
            return Decimal((agreement["vatAccounts"].get(code) or {}).get("ratePercentage", 0))
    return Decimal(0)


def due_date(draft: Row, terms: Row) -> str:
    """The day of payment by type of terms (section 13.6; all but `net` INFERRED there)."""
    day = dt.date.fromisoformat(draft["date"])
    credit = dt.timedelta(days=int(terms.get("daysOfCredit", 0)))
    match terms.get("paymentTermsType", "net"):
        case "dueDate":
            return str(draft["dueDate"])
        case "net" | "factoring":
            day += credit
        case "invoiceMonth":
            day = day.replace(day=calendar.monthrange(day.year, day.month)[1]) + credit
        case "invoiceWeekStartingMonday":
            day += dt.timedelta(days=6 - day.weekday()) + credit
        case "invoiceWeekStartingSunday":
            day += dt.timedelta(days=(5 - day.weekday()) % 7) + credit
    return day.isoformat()


def book(body: Row, agreement: Agreement, number_in_path: int | None = None) -> Row:
    """Turn a draft into a booked invoice, or a credit note when its total is negative, and take the draft away (section 14.3).

    Strict where the reference is silent: a draft without money lines, a number that is taken, and records barred meanwhile are
    refused.
    """
    values, errors = check(body, BOOKING, agreement)
    wanted = values.get("bookWithNumber", number_in_path)
    if number_in_path is not None and wanted != number_in_path:
        errors["bookWithNumber"] = leaf("bookWithNumber", "Differs from the number in the address.", refusals.INVALID, wanted)
    if wanted is not None and agreement["booked"].get(wanted) is not None:
        errors["bookWithNumber"] = leaf("bookWithNumber", f"Invoice number '{wanted}' is taken.", refusals.INVALID, wanted)
    draft = agreement["drafts"].get(values["draftInvoice"]["draftInvoiceNumber"]) if "draftInvoice" in values else None
    if draft is not None:
        errors |= _why_not_bookable(draft, values.get("sendBy", "none"), agreement)
    if errors or draft is None:
        raise validation_failed(errors)
    number = wanted or agreement.next_number("booked")
    agreement.number_taken("booked", number)
    invoice = _booked_from(draft, number, agreement)
    agreement["drafts"].drop(draft["draftInvoiceNumber"])
    agreement["booked"].put(invoice)
    _add_to_balance(invoice, invoice["remainderInBaseCurrency"], agreement)
    return invoice


def _why_not_bookable(draft: Row, send_by: str, agreement: Agreement) -> dict[str, Any]:
    customer = agreement["customers"].get(draft["customer"]["customerNumber"]) or {}
    products = [line["product"]["productNumber"] for line in draft["lines"] if "product" in line]
    barred = [number for number in products if (agreement["products"].get(number) or {}).get("barred")]
    if not products:
        return {"draftInvoice": leaf("draftInvoice", "The invoice has no lines.", refusals.INVALID)}
    if customer.get("barred"):
        number = customer["customerNumber"]
        return {"draftInvoice": leaf("customer", f"Customer '{number}' is barred.", refusals.CUSTOMER_BARRED, number)}
    if barred:
        return {"draftInvoice": leaf("product", f"Product '{barred[0]}' is barred.", refusals.PRODUCT_BARRED, barred[0])}
    has_contact = "attention" in draft["recipient"] and "customerContact" in draft.get("references", {})
    if send_by == "EAN" and not (customer.get("ean") and has_contact):
        return {"sendBy": leaf("sendBy", "Sending by EAN needs an EAN and contacts.", refusals.INVALID, send_by)}
    if send_by == "Email" and not customer.get("email"):
        return {"sendBy": leaf("sendBy", "There is nobody to send an e-mail to.", refusals.INVALID, send_by)}
    return {}


def _booked_from(draft: Row, number: int, agreement: Agreement) -> Row:
    priced = iter(_priced(draft["lines"], draft, agreement))
    lines = []
    for line in draft["lines"]:
        kept = {name: value for name, value in line.items() if not name.startswith("margin")}
        if "product" in line:
            money_line = next(priced)
            kept |= {"vatRate": money.rounded(money_line.vat_rate, SIX), "vatAmount": money.line_vat(money_line)}
        lines.append(kept)
    return {
        **{name: value for name, value in draft.items() if name not in DRAFT_ONLY},
        "bookedInvoiceNumber": number,
        "orderNumber": draft["draftInvoiceNumber"],
        "remainder": draft["grossAmount"],
        "remainderInBaseCurrency": draft["grossAmountInBaseCurrency"],
        "lines": lines,
    }


def pay(number: int, agreement: Agreement) -> None:
    """Mark a booked invoice as paid in full (a control of the sandbox; the vendor does it in its ledger)."""
    invoice = agreement["booked"].get(number)
    if invoice is None:
        raise Refused(404, f"There is no booked invoice {number}.")
    _add_to_balance(invoice, -invoice["remainderInBaseCurrency"], agreement)
    agreement["booked"].put({**invoice, "remainder": Decimal("0.00"), "remainderInBaseCurrency": Decimal("0.00")})


def _add_to_balance(invoice: Row, amount: Decimal, agreement: Agreement) -> None:
    customer = agreement["customers"].get(invoice["customer"]["customerNumber"])
    if customer is not None:
        balance = Decimal(customer.get("balance", 0)) + amount
        agreement["customers"].put({**customer, "balance": balance})
