"""What a draft must be like to be taken (dinero.md sections 12 and 13).

Behind the switch: a line names its type (else it is a product's), text lines must carry their numbers (all of them 0), a line with
a product has no description of its own, a deleted contact takes no voucher, a credit note has a positive total and credits a booked
invoice. Silent in the reference and taken strictly in any case: accounts, products, templates and contacts must exist, and a
deleted product is not usable.
"""

from __future__ import annotations

from desktop.sandbox.dinero import money, refusals
from desktop.sandbox.dinero.fields import check
from desktop.sandbox.dinero.refusals import Refused, Wrong, invalid, missing
from desktop.sandbox.dinero.state import Books, Row
from desktop.sandbox.dinero.voucher_kinds import CREDIT_NOTES, NUMBERS_OF_LINE, Kind, priced


def checked(body: Row, kind: Kind, books: Books) -> Row:
    """The values of a body that the API would take."""
    if not books.strict:
        body = _with_numbers_of_text_lines(body, books)
    values, wrong = check(body, kind.fields, is_strict=books.strict)
    if values["ProductLines"] == []:
        raise Refused(400, refusals.NO_LINES, "Validation Error", {"ProductLines": missing("ProductLines")})
    _check_header(values, wrong, books)
    check_contact(values, wrong, books)
    for index, line in enumerate(values["ProductLines"] if isinstance(values["ProductLines"], list) else []):
        _check_line(line, f"ProductLines[{index}].", wrong, books)
    if not wrong and books.strict and kind is CREDIT_NOTES:
        _check_credit_note(values, wrong, books)
    if wrong:
        raise invalid(wrong)
    return values


def _check_header(values: Row, wrong: dict[str, Wrong], books: Books) -> None:
    currency, template = values["Currency"], values["InvoiceTemplateId"]
    if isinstance(currency, str) and currency not in books.currencies:
        wrong["Currency"] = Wrong(f"Unknown currency: {currency}", f"Ukendt valuta: {currency}")
    if isinstance(template, str) and template not in books["templates"]:
        wrong["InvoiceTemplateId"] = Wrong("Unknown template", "Ukendt skabelon")
    has_days = values.get("PaymentConditionNumberOfDays") is not None
    if values.get("PaymentConditionType") in ("NettoCash", "Paid") and has_days:
        wrong["PaymentConditionNumberOfDays"] = Wrong("No days with these terms", "Ingen dage ved disse betingelser")


def check_contact(values: Row, wrong: dict[str, Wrong], books: Books) -> None:
    """The contact must exist and, strictly, not be deleted."""
    guid = values["ContactGuid"]
    if guid is None or "ContactGuid" in wrong:
        return
    contact = books["contacts"].get(guid)
    if contact is None:
        wrong["ContactGuid"] = Wrong("The contact does not exist", "Kontakten findes ikke")
    elif contact.get("DeletedAt") is not None and books.strict:
        wrong["ContactGuid"] = Wrong("The contact is deleted", "Kontakten er slettet")


def _check_line(line: Row, place: str, wrong: dict[str, Wrong], books: Books) -> None:
    if place + "AccountNumber" not in wrong and line["AccountNumber"] not in books["accounts"]:
        wrong[place + "AccountNumber"] = Wrong("The account does not exist", "Kontoen findes ikke")
    if line["LineType"] is None and books.strict:
        wrong[place + "LineType"] = missing("LineType")
    if line["LineType"] == "Text":
        if not line["Description"]:
            wrong[place + "Description"] = missing("Description")
        for name in NUMBERS_OF_LINE:
            if place + name not in wrong and line[name] != 0:
                wrong[place + name] = Wrong("Text lines carry no amount", "Tekstlinjer har intet beløb")
        return
    if line["Unit"] is None:
        wrong[place + "Unit"] = missing("Unit")
    if line["ProductGuid"] is None:
        if not line["Description"]:
            wrong[place + "Description"] = missing("Description")
    elif place + "ProductGuid" not in wrong:
        product = books["products"].get(line["ProductGuid"])
        if product is None:
            wrong[place + "ProductGuid"] = Wrong("The product does not exist", "Produktet findes ikke")
        elif product.get("DeletedAt") is not None:
            wrong[place + "ProductGuid"] = Wrong("The product is deleted", "Produktet er slettet")
        if line["Description"] is not None and books.strict:
            wrong[place + "Description"] = Wrong("The product describes the line", "Produktet beskriver linjen")


def _check_credit_note(values: Row, wrong: dict[str, Wrong], books: Books) -> None:
    credited = values["CreditNoteFor"]
    if credited is not None and books["invoices"].get(credited, {}).get("Status") != "Booked":
        wrong["CreditNoteFor"] = Wrong("There is no such booked invoice", "Der er ingen bogført faktura")
    if money.totals(priced(values, books), is_incl=bool(values["ShowLinesInclVat"])).incl < 0:
        wrong["ProductLines"] = Wrong("A credit note has a positive total", "En kreditnota har et positivt beløb")


def _with_numbers_of_text_lines(body: Row, books: Books) -> Row:
    given = body.get("ProductLines")
    if not isinstance(given, list):
        return body
    nothing = {**dict.fromkeys(NUMBERS_OF_LINE, 0), "AccountNumber": books.settings["DefaultAccountNumber"]}
    lines = [{**nothing, **line} if isinstance(line, dict) and line.get("LineType") == "Text" else line for line in given]
    return {**body, "ProductLines": lines}
