"""What suppliers charged the demo company, in e-conomic's fields: accounts, years, suppliers, entries (economic.md section 15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.costs import ACCOUNTS, Cost, suppliers

Record = dict[str, Any]

_FIRST_ENTRY = 34_001
_SALES, _COSTS, _BANK, _CREDITORS, _VAT_ON_PURCHASES, _EQUITY = 1000, 2000, 5820, 6810, 6902, 6510


def registers(costs: Sequence[Cost]) -> Record:
    """Accounts, accounting years, suppliers and entries. Nothing that is sold is booked here."""
    return {
        "accounts": _chart(),
        "accountingYears": [
            {"year": str(year), "fromDate": f"{year}-01-01", "toDate": f"{year}-12-31", "closed": year < 2025}
            for year in (2024, 2025, 2026)
        ],
        "suppliers": [
            {
                "supplierNumber": one.number,
                "name": one.name,
                "currency": "DKK",
                "corporateIdentificationNumber": one.vat_number,
                "email": f"faktura@{one.domain}",
                "barred": False,
                "supplierGroup": {"supplierGroupNumber": 1},
                "paymentTerms": {"paymentTermsNumber": 2},
                "vatZone": {"vatZoneNumber": 1},
                "layout": {"layoutNumber": 19},
                "costAccount": {"accountNumber": one.account},
            }
            for one in suppliers()
        ],
        "entries": _numbered([_opening(), *(entry for cost in costs for entry in _entries(cost))]),
    }


def _chart() -> list[Record]:
    rows = [
        (900, "RESULTATOPGØRELSE", "heading", ""),
        *((_SALES + 10 * group + zone, f"Salg, gruppe {group}, momszone {zone}", "profitAndLoss", "")
          for group in range(1, 6) for zone in range(1, 5)),
        (_COSTS, "Variable omkostninger", "headingStart", ""),
        *((one.number, one.name, "profitAndLoss", "I25" if one.vat else "") for one in ACCOUNTS),
        (2299, "Variable omkostninger i alt", "totalFrom", ""),
        (3000, "Løn", "profitAndLoss", ""),
        (3600, "Husleje", "profitAndLoss", "I25"),
        (3640, "Kontorartikler", "profitAndLoss", "I25"),
        (5000, "BALANCE", "heading", ""),
        (5600, "Debitorer", "status", ""),
        (_BANK, "Bank", "status", ""),
        (_EQUITY, "Egenkapital", "status", ""),
        (_CREDITORS, "Kreditorer", "status", ""),
        (_VAT_ON_PURCHASES, "Købsmoms", "status", ""),
    ]  # fmt: skip
    return [
        {
            "accountNumber": number,
            "accountType": kind,
            "balance": 0.0,
            "blockDirectEntries": number in (5600, _CREDITORS),
            "debitCredit": "credit" if _SALES <= number < _COSTS else "debit",
            "name": name,
            **({"vatAccount": {"vatCode": vat}} if vat else {}),
        }
        for number, name, kind, vat in rows
    ]


def _opening() -> Record:
    """What was carried over into the year."""
    return _entry(_EQUITY, dt.date(2026, 1, 1), "Åbningspost", Decimal(-500_000), Decimal(-500_000), "DKK", "openingEntry", 1)


def _entries(cost: Cost) -> list[Record]:
    """A posting for each line, one for all VAT, and one on the creditor or the bank against them."""
    kind = "financeVoucher" if cost.is_cash else "supplierInvoice"

    def posted(account: int, text: str, amount: Decimal, in_dkk: Decimal, **more: Any) -> Record:
        entry = _entry(account, cost.date, text, amount, in_dkk, cost.currency, kind, cost.number)
        return {**entry, "supplierInvoiceNumber": cost.invoice_number, **more}

    rows = []
    for line in cost.lines:
        vat = {"vatAccount": {"vatCode": "I25"}} if line.account.vat else {}
        rows.append(posted(line.account.number, line.text, cost.sign * line.net, cost.in_dkk(line.net), **vat))
    vat_amount = sum((line.vat for line in cost.lines), Decimal(0))
    if vat_amount:
        in_dkk = sum((cost.in_dkk(line.vat) for line in cost.lines), Decimal(0))
        rows.append(posted(_VAT_ON_PURCHASES, f"Moms {cost.invoice_number}", cost.sign * vat_amount, in_dkk))
    total, total_in_dkk = (
        sum((Decimal(str(row[name])) for row in rows), Decimal(0)) for name in ("amount", "amountInBaseCurrency")
    )
    if cost.is_cash:
        return [*rows, posted(_BANK, cost.invoice_number, -total, -total_in_dkk)]
    creditor = {
        "supplier": {"supplierNumber": cost.supplier.number, "supplierGroup": {"supplierGroupNumber": 1}},
        "dueDate": (cost.date + dt.timedelta(days=14)).isoformat(),
        "remainder": float(-total),
        "remainderInBaseCurrency": float(-total_in_dkk),
    }
    return [*rows, posted(_CREDITORS, cost.supplier.name, -total, -total_in_dkk, **creditor)]


def _entry(
    account: int, date: dt.date, text: str, amount: Decimal, in_dkk: Decimal, currency: str, kind: str, voucher: int
) -> Record:
    return {
        "account": {"accountNumber": account},
        "amount": float(amount),
        "amountInBaseCurrency": float(in_dkk),
        "currency": currency,
        "date": date.isoformat(),
        "entryType": kind,
        "text": text,
        "voucherNumber": voucher,
    }


def _numbered(entries: list[Record]) -> list[Record]:
    return [{"entryNumber": number, **entry} for number, entry in enumerate(entries, _FIRST_ENTRY)]
