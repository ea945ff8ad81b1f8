"""The demo company in Dinero's own fields (dinero.md sections 8 to 11)."""

from __future__ import annotations

from typing import Any

from desktop.sandbox.demo.costs import Supplier, suppliers
from desktop.sandbox.demo.items import ITEMS, Work
from desktop.sandbox.demo.party import Party
from desktop.sandbox.demo.terms import CURRENCIES, TERMS_BY_NUMBER
from desktop.sandbox.demo.timelog_records import COMPANY_NAME, guid

Record = dict[str, Any]

ORGANIZATION = 310_427
_UNIT_OF_WORK = {
    Work.HOURS: "hours",
    Work.PIECE: "parts",
    Work.MONTH: "month",
    Work.KM: "km",
    Work.EXPENSE: "parts",
    Work.NONE: "parts",
}
_SALES_ACCOUNT_OF_GROUP = {1: 1000, 2: 1010, 3: 1020, 4: 1030, 5: 1000}
_REGIONS = {"DK": "DK", "SE": "EU", "DE": "EU", "NO": "World", "GB": "World"}
_EMPTY_ON_CONTACT = (
    "ExternalReference",
    "Webpage",
    "SENumber",
    "PNumber",
    "MemberNumber",
    "CompanyTypeKey",
    "InvoiceMailOutOptionKey",
    "PreferredInvoiceLanguageKey",
)


def contact_guid(number: str) -> str:
    """The guid of the customer that has this number in e-conomic's demo; Dinero itself has no customer numbers."""
    return guid("dinero-contacts", int(number))


def product_guid(number: str) -> str:
    """The guid of an item."""
    return guid("dinero-products", [item.number for item in ITEMS].index(number) + 1)


def customer(party: Party, attention: str | None) -> Record:
    """A contact as GET answers it. Dinero cannot bar anybody: barred customers are deleted there."""
    terms = TERMS_BY_NUMBER[party.terms]
    kind = {"net": "Netto", "invoiceMonth": "CurrentMonthOut"}.get(terms.kind, "NettoCash")
    return _contact(
        ContactGuid=contact_guid(party.number),
        Name=party.name,
        Street=party.street or None,
        ZipCode=party.zip_code or None,
        City=party.city or None,
        CountryKey=party.country,
        Phone=party.phone or None,
        Email=party.email or None,
        AttPerson=attention,
        VatNumber=party.vat or None,
        EanNumber=party.ean or None,
        PaymentConditionType=kind,
        PaymentConditionNumberOfDays=None if kind == "NettoCash" else terms.days,
        PreferredInvoiceCurrencyKey=party.currency,
        DeletedAt="2026-05-29T14:00:00.000" if party.is_barred else None,
        IsDebitor=True,
        IsCreditor=False,
    )


def supplier(one: Supplier) -> Record:
    """A supplier, which is a contact like any other."""
    return _contact(
        ContactGuid=guid("dinero-suppliers", one.number),
        Name=one.name,
        Street=None,
        ZipCode=None,
        City=None,
        CountryKey="DK",
        Phone=None,
        Email=f"faktura@{one.domain}",
        AttPerson=None,
        VatNumber=one.vat_number,
        EanNumber=None,
        PaymentConditionType="Netto",
        PaymentConditionNumberOfDays=14,
        PreferredInvoiceCurrencyKey=None,
        DeletedAt=None,
        IsDebitor=False,
        IsCreditor=True,
    )


def _contact(**known: Any) -> Record:
    return {
        **known,
        **dict.fromkeys(_EMPTY_ON_CONTACT),
        "VatRegionKey": _REGIONS[known["CountryKey"]],
        "IsPerson": False,
        "IsMember": False,
        "UseCvr": False,
        "CompanyStatus": "normal",
        "CreatedAt": "2024-01-08T09:00:00.000",
        "UpdatedAt": known["DeletedAt"] or "2026-07-31T10:00:00.000",
    }


def registers() -> Record:
    """Everything but the contacts and the ledger. There are no invoices yet."""
    return {
        "organizations": [_organization()],
        "settings": {"DefaultAccountNumber": 1000, "PaymentConditionType": "Netto", "PaymentConditionNumberOfDays": 14},
        "currencies": {code: float(rate) for code, _, _, rate, _, is_known in CURRENCIES if is_known},
        "vatTypes": [
            {"VatCode": "U25", "Name": "Dansk salgsmoms", "VatRate": 0.25},
            {"VatCode": "I25", "Name": "Dansk købsmoms", "VatRate": 0.25},
            {"VatCode": "IVY", "Name": "Ydelseskøb i verden", "VatRate": 0.0},
            {"VatCode": "none", "Name": "Ingen moms", "VatRate": 0.0},
        ],
        "accountingYears": [
            {"Name": str(year), "FromDate": f"{year}-01-01", "ToDate": f"{year}-12-31", "SalarySumTaxStateEnum": "None"}
            for year in (2024, 2025, 2026)
        ],
        "products": [
            {
                "ProductGuid": product_guid(item.number),
                "ProductNumber": item.number,
                "Name": item.name,
                "BaseAmountValue": float(item.price),
                "Quantity": 1.0,
                "AccountNumber": _SALES_ACCOUNT_OF_GROUP[item.group],
                "Unit": _UNIT_OF_WORK[item.work],
                "ExternalReference": None,
                "Comment": None,
                "CreatedAt": "2024-01-08T09:00:00.000",
                "UpdatedAt": "2026-07-01T08:00:00.000",
                "DeletedAt": "2026-06-30T16:00:00.000" if item.is_barred else None,
            }
            for item in ITEMS
        ],
        "lastNumber": 2025,
    }


def suppliers_as_contacts() -> list[Record]:
    """All suppliers."""
    return [supplier(one) for one in suppliers()]


def _organization() -> Record:
    return {
        "Id": ORGANIZATION,
        "Name": COMPANY_NAME,
        "CompanyTypeKey": "PublicLimitedCompany",
        "IsVatFree": False,
        "Email": "regnskab@nordlys.example",
        "Phone": None,
        "Street": "Havnegade 1",
        "City": "Aarhus C",
        "ZipCode": "8000",
        "AttPerson": None,
        "IsTaxFreeUnion": False,
        "VatNumber": "90000101",
        "CountryKey": "DK",
        "Website": "www.nordlys.example",
        "RoleKey": None,
        "Subscription": {"HasPro": True, "HasPayingPro": True, "HasStarterPlus": False, "HasTotal": False, "HasYfs": False},
    }
