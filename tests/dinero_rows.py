"""Rows of Dinero as its stand-in takes them, each whole: a test names only what it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

_EMPTY_IN_CONTACTS = [
    "ExternalReference",
    "Street",
    "ZipCode",
    "City",
    "Phone",
    "Email",
    "Webpage",
    "AttPerson",
    "VatNumber",
    "EanNumber",
    "SENumber",
    "PNumber",
    "MemberNumber",
    "CompanyTypeKey",
    "InvoiceMailOutOptionKey",
    "PreferredInvoiceLanguageKey",
    "PreferredInvoiceCurrencyKey",
    "DeletedAt",
]
_EMPTY_IN_ORGANIZATIONS = [
    "CompanyTypeKey",
    "Email",
    "Phone",
    "Street",
    "City",
    "ZipCode",
    "AttPerson",
    "VatNumber",
    "Website",
    "RoleKey",
]


def contact(guid: str, name: str, **more: Any) -> dict[str, Any]:
    """A Danish company."""
    return {
        **dict.fromkeys(_EMPTY_IN_CONTACTS),
        "ContactGuid": guid,
        "Name": name,
        "CountryKey": "DK",
        "VatRegionKey": "DK",
        "PaymentConditionType": "Netto",
        "PaymentConditionNumberOfDays": 14,
        "IsPerson": False,
        "IsMember": False,
        "UseCvr": False,
        "CreatedAt": "2026-01-05T08:00:00.000",
        "UpdatedAt": "2026-01-05T08:00:00.000",
        "IsDebitor": True,
        "IsCreditor": False,
        "CompanyStatus": "normal",
        **more,
    }


def product(guid: str, number: str | None, name: str, price: str, **more: Any) -> dict[str, Any]:
    """An hour of something."""
    return {
        "ProductGuid": guid,
        "ProductNumber": number,
        "Name": name,
        "BaseAmountValue": Decimal(price),
        "Quantity": 1,
        "AccountNumber": 1000,
        "Unit": "hours",
        "ExternalReference": None,
        "Comment": None,
        "CreatedAt": "2026-01-05T08:00:00.000",
        "UpdatedAt": "2026-01-05T08:00:00.000",
        "DeletedAt": None,
        **more,
    }


def account(number: int, name: str, vat: str | None, category: str) -> dict[str, Any]:
    """An account of the chart; 1000 is the one for sales."""
    return {
        "AccountNumber": number,
        "PublicStandardNumber": None,
        "Name": name,
        "VatCode": vat,
        "Category": category,
        "CategoryName": category,
        "IsHidden": False,
        "IsDefaultSalesAccount": number == 1000,
    }


def organization(number: int, name: str, *, has_pro: bool = True, **more: Any) -> dict[str, Any]:
    """An organization, with a Pro subscription or without."""
    subscription = {"HasPro": has_pro, "HasPayingPro": has_pro, "HasStarterPlus": False, "HasTotal": False, "HasYfs": False}
    return {
        **dict.fromkeys(_EMPTY_IN_ORGANIZATIONS),
        "Id": number,
        "Name": name,
        "IsVatFree": False,
        "IsTaxFreeUnion": False,
        "CountryKey": "DK",
        "Subscription": subscription,
        **more,
    }
