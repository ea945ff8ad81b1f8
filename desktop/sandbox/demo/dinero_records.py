"""The demo company in Dinero's own fields (dinero.md sections 8 to 14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.costs import ACCOUNTS, Cost, Supplier, suppliers
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
_VAT_NAMES = {"I25": "Dansk købsmoms", "none": "Ingen moms"}
_BANK, _CREDITORS, _VAT_ON_PURCHASES = 55_000, 63_000, 64_060
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


def registers(costs: Sequence[Cost]) -> Record:
    """Everything but the contacts. There are no invoices yet."""
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
        "accounts": _chart(),
        "depositAccounts": [
            {"AccountNumber": _BANK, "PublicStandardNumber": None, "Name": "Bank", "IsDefault": True, "IsHidden": False}
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
        "entries": [_opening(), *(entry for cost in costs for entry in _entries(cost))],
        "purchaseVouchers": [_voucher(cost) for cost in costs if cost.sign > 0],
        "lastNumber": 2025,
    }


def suppliers_as_contacts() -> list[Record]:
    """All suppliers."""
    return [supplier(one) for one in suppliers()]


def _chart() -> list[Record]:
    rows = [
        (1000, "Salg af konsulenttimer", "U25", "Turnover", "Omsætning"),
        (1010, "Salg af fastpris og varer", "U25", "Turnover", "Omsætning"),
        (1020, "Salg af abonnementer", "U25", "Turnover", "Omsætning"),
        (1030, "Viderefaktureret udlæg", "U25", "Turnover", "Omsætning"),
        *((one.number, one.name, "I25" if one.vat else "none", "Variable Expenses", "Variable omkostninger") for one in ACCOUNTS),
        (3000, "Løn", "none", "Salary", "Lønninger"),
        (4000, "Annoncer og reklame", "I25", "Sales Expenses", "Salgsomkostninger"),
        (5000, "Husleje", "I25", "Property Expenses", "Lokaleomkostninger"),
        (7000, "Kontorartikler", "I25", "Administration Expenses", "Administration"),
        (56_100, "Debitorer", "none", "Receivables", "Tilgodehavender"),
        (_BANK, "Bank", "none", "Liquid Assets", "Likvide midler"),
        (61_000, "Egenkapital", "none", "Equity", "Egenkapital"),
        (_CREDITORS, "Leverandørgæld", "none", "Short Term Debt", "Kortfristet gæld"),
        (_VAT_ON_PURCHASES, "Købsmoms", "none", "Vat Due", "Skyldig moms"),
    ]
    return [
        {
            "AccountNumber": number,
            "PublicStandardNumber": None,
            "Name": name,
            "VatCode": vat,
            "Category": category,
            "CategoryName": in_danish,
            "IsHidden": False,
            "IsDefaultSalesAccount": number == 1000,
        }
        for number, name, vat, category, in_danish in rows
    ]


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


def _opening() -> Record:
    """What was carried over into the year; its kind is Primo, so it is no cost."""
    added = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
    shared = {"VoucherNumber": 0, "VoucherGuid": None, "VoucherType": "Primo", "ContactGuid": None}
    return _entry(1, 61_000, "Egenkapital", dt.date(2026, 1, 1), "Primosaldo", Decimal(-500_000), "none", added, shared) | {
        "Type": "Primo"
    }


def _entries(cost: Cost) -> list[Record]:
    """A posting for each line, one for all VAT, and one on the creditors or the bank against them."""
    shared = {
        "VoucherNumber": cost.number - 50_000,
        "VoucherGuid": guid("dinero-vouchers", cost.number),
        "VoucherType": "Purchases",
        "ContactGuid": guid("dinero-suppliers", cost.supplier.number),
    }
    rows = [(line.account.number, line.account.name, line.text, cost.in_dkk(line.net), line.account.vat) for line in cost.lines]
    vat = sum((cost.in_dkk(line.vat) for line in cost.lines), Decimal(0))
    total = sum((amount for *_, amount, _ in rows), vat)
    if vat:
        rows.append((_VAT_ON_PURCHASES, "Købsmoms", cost.invoice_number, vat, Decimal(0)))
    balance = (_BANK, "Bank") if cost.is_cash else (_CREDITORS, "Leverandørgæld")
    rows.append((*balance, cost.invoice_number, -total, Decimal(0)))
    return [
        _entry(cost.number * 10 + place, number, name, cost.date, text, amount, "I25" if rate else "none", cost.booked, shared)
        for place, (number, name, text, amount, rate) in enumerate(rows)
    ]


def _entry(
    id_: int, account: int, name: str, date: dt.date, text: str, amount: Decimal, vat: str, added: dt.datetime, shared: Record
) -> Record:
    return {
        "EntryGuid": guid("dinero-entries", id_),
        "AccountNumber": account,
        "AccountName": name,
        "Date": date.isoformat(),
        **shared,
        "FileGuid": None,
        "Description": text,
        "VatType": _VAT_NAMES[vat],
        "VatCode": vat,
        "Amount": float(amount),
        "Type": "Normal",
        "AddedAt": added.strftime("%Y-%m-%dT%H:%M:%S.000"),
    }


def _voucher(cost: Cost) -> Record:
    """The purchase voucher behind the postings, in its own currency."""
    net, vat = (sum((getattr(line, part) for line in cost.lines), Decimal(0)) for part in ("net", "vat"))
    sums = {"SubTotal": net, "Vat": vat, "Total": net + vat}
    return {
        "Guid": guid("dinero-vouchers", cost.number),
        "Timestamp": f"{cost.number:016X}",
        "Status": "Paid" if cost.is_cash else "Booked",
        "FileGuid": None,
        "VoucherNumber": cost.number - 50_000,
        "VoucherDate": cost.date.isoformat(),
        "PaymentDate": None if cost.is_cash else (cost.date + dt.timedelta(days=14)).isoformat(),
        "RegionKey": "DK" if cost.is_cash else None,
        "PurchaseType": "cash" if cost.is_cash else "credit",
        "Lines": [
            {
                "Description": line.text,
                "VatCode": "I25" if line.account.vat else "none",
                "AccountNumber": line.account.number,
                "AmountExclVatValue": float(line.net),
                "AmountInclVatValue": float(line.net + line.vat),
                "VatAmountValue": float(line.vat),
                "AccountTagName": None,
            }
            for line in cost.lines
        ],
        "DepositAccountNumber": _BANK if cost.is_cash else None,
        "ContactGuid": guid("dinero-suppliers", cost.supplier.number),
        "ExternalReference": cost.invoice_number,
        "VoucherTotals": [
            {"Label": name, "Total": float(amount), "Type": name, "Position": place}
            for place, (name, amount) in enumerate(sums.items(), 1)
        ],
        "CurrencyKey": cost.currency,
        "BookedByType": None,
        "BookedByUsername": None,
        "BookingTime": None,
    }
