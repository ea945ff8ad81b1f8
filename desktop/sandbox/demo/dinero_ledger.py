"""The demo company's chart and what suppliers charged it, in Dinero's own fields (dinero.md sections 11 and 14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.costs import ACCOUNTS, Cost
from desktop.sandbox.demo.timelog_records import guid

Record = dict[str, Any]

_VAT_NAMES = {"I25": "Dansk købsmoms", "none": "Ingen moms"}
_BANK, _CREDITORS, _VAT_ON_PURCHASES = 55_000, 63_000, 64_060


def registers(costs: Sequence[Cost]) -> Record:
    """Accounts, entries and the vouchers behind them. Nothing that is sold is booked here."""
    return {
        "accounts": _chart(),
        "depositAccounts": [
            {"AccountNumber": _BANK, "PublicStandardNumber": None, "Name": "Bank", "IsDefault": True, "IsHidden": False}
        ],
        "entries": [_opening(), *(entry for cost in costs for entry in _entries(cost))],
        "purchaseVouchers": [_voucher(cost) for cost in costs if cost.sign > 0],
    }


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
