"""Error documents in every shape that was seen, and the sentences people get."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.connectors.api_session import Answer, to_json
from desktop.connectors.economic.refusals import refusal
from desktop.errors import AccessDenied, BindeledError, RecordNotFound, RecordRefused, UnexpectedAnswer


def refused(errors: Any = None, status: int = 400, is_write: bool = True, **more: Any) -> BindeledError:
    document = {"message": "Validation failed.", "errorCode": "E04300", **more} | ({} if errors is None else {"errors": errors})
    return refusal(Answer("e-conomic", "POST", "https://restapi.invalid/customers", is_write, status, {}, to_json(document)))


def leaf(name: str, code: str, value: Any = "", text: str = "Their text.") -> dict[str, Any]:
    return {name: {"errors": [{"propertyName": name, "errorMessage": text, "errorCode": code, "inputValue": value}]}}


def on_line(index: int, errors: dict[str, Any]) -> dict[str, Any]:
    return {"lines": {"items": [{"arrayIndex": index, **errors}]}}


@pytest.mark.parametrize(
    ("errors", "sentence"),
    [
        (on_line(8, leaf("product", "E06000", "KURSUS")), "Item KURSUS on line 9 does not exist in e-conomic."),
        (on_line(0, leaf("product", "E06600", "OLD-7")), "Item OLD-7 on line 1 is barred in e-conomic."),
        (leaf("customer", "E06820", 42), "Customer 42 is barred in e-conomic."),
        (leaf("customer", "E06000", 42), "Customer 42 does not exist in e-conomic."),
        (leaf("customerGroup", "E07140", {"customerGroupNumber": 9}), "Customer group 9 does not exist in e-conomic."),
        (leaf("paymentTerms", "E07080", 99), "Payment terms 99 does not exist in e-conomic."),
        (leaf("paymentTermsType", "E07180", "net"), "The payment terms changed in e-conomic."),
        ({"recipient": leaf("vatZone", "E06000", 9)}, "VAT zone 9 does not exist in e-conomic."),
        (leaf("layout", "E06000", 19), "Layout 19 does not exist in e-conomic."),
        (leaf("currency", "E06000", "SEK"), "Currency SEK does not exist in e-conomic."),
        ({"references": leaf("salesPerson", "E06000", 3)}, "Employee 3 does not exist in e-conomic."),
        ({"recipient": leaf("attention", "E06000", 7)}, "Contact 7 does not exist in e-conomic."),
        (on_line(1, leaf("quantity", "E04730")), "Line 2 has an item but no quantity."),
        (on_line(1, leaf("unitNetPrice", "E04740", "1.234")), "1.234 on line 2 has more decimals than e-conomic takes."),
        (leaf("dueDate", "E04760", "2026-01-01"), "The due date 2026-01-01 is refused: Their text."),
        (leaf("customerNumber", "E04010", 7), "Customer number 7 is refused: Their text."),
        (on_line(2, leaf("description", "E04010", "x")), "e-conomic refuses line 3: Their text."),
        (leaf("name", "E04010"), "e-conomic refuses name: Their text."),
        ({"lines": [{"arrayIndex": 3, **leaf("product", "E06000", "X")}]}, "Item X on line 4 does not exist in e-conomic."),
        (
            {"name": {"errors": [{"message": "Old text.", "errorCode": "E04010", "value": "a"}]}},
            "e-conomic refuses name: Old text.",
        ),
        ([{"message": "Taken.", "errorCode": "EmployeeNumberTaken", "property": "number"}], "e-conomic refuses number: Taken."),
        (["Only a text."], "e-conomic refuses -: Only a text."),
    ],
)
def test_a_refused_value_is_named_with_its_place(errors: Any, sentence: str) -> None:
    found = refused(errors)
    assert isinstance(found, RecordRefused)
    assert found.message.render() == sentence
    assert found.what_to_do


def test_the_system_s_own_code_is_kept() -> None:
    found = refused(on_line(0, leaf("product", "E06600", "OLD-7")), logId="abc-CPH")
    assert isinstance(found, RecordRefused)
    assert found.code == "E06600"
    assert "abc-CPH" in found.technical


def test_several_refused_values_are_all_said() -> None:
    found = refused(leaf("paymentTerms", "E07080", 99) | on_line(0, leaf("product", "E06600", "OLD-7")))
    assert found.message.render() == ("Payment terms 99 does not exist in e-conomic. Item OLD-7 on line 1 is barred in e-conomic.")


def test_a_refusal_without_details_gives_their_message() -> None:
    assert str(refused()) == "e-conomic says no: Validation failed."


@pytest.mark.parametrize("content", [b"<html>no</html>", b"[1]", b""])
def test_a_refusal_that_is_no_error_document_is_one_all_the_same(content: bytes) -> None:
    found = refusal(Answer("e-conomic", "POST", "https://restapi.invalid/customers", True, 409, {}, content))
    assert isinstance(found, RecordRefused)
    assert "409" in str(found)


def test_statuses_have_their_own_errors() -> None:
    assert isinstance(refused(status=403), AccessDenied)
    assert isinstance(refused(status=404), RecordNotFound)
    assert isinstance(refused(["Filtering is not allowed."], is_write=False), UnexpectedAnswer)
