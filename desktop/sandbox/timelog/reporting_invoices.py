"""Invoices as the Reporting API lists them, out of what SOAP shows (timelog.md section 8.3).

Stricter reading where the reference is silent, behind the switch `reports_credit_notes`: credit notes are not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from desktop.sandbox.timelog.invoicing import STATES
from desktop.sandbox.timelog.state import Record, Site

INVOICE, CREDIT_NOTE = 1, 2


def invoices_reported(site: Site) -> Iterator[Record]:
    """Every invoice, and every credit note where those are listed too."""
    for row in site.tables["invoices"].values():
        yield _reported(site, row, INVOICE)
    if site.reports_credit_notes:
        for row in site.tables["credit_notes"].values():
            own = {
                "InvoiceNo": row["CreditNoteNO"],
                "InvoiceDate": row["CreditNoteDate"],
                "InvoiceCurrencyRate": row["CurrencyRate"],
                "DueDate": None,
                "InvoiceNoExternal": "",
                "ExternalInvoiceStatus": "",
            }
            yield _reported(site, {**row, **own}, CREDIT_NOTE)


def _reported(site: Site, row: Record, kind: int) -> Record:
    customer = site.tables["customers"].get(row["CustomerID"], {})
    terms = site.tables["payment_terms"].get(customer.get("PaymentTermId", 0), {})
    country = site.first("countries", "Country", _part(row, "InvoicingAddress", "Country")) or {}
    rate = (row["InvoiceCurrencyRate"] or Decimal(100)) / 100
    return {
        **row,
        "InvoiceNumber": row["InvoiceNo"],
        "Text": row["Message"],
        "Amount": row["AmountDue"],
        "AmountSystemCurrency": row["AmountDue"] * rate,
        "Status": STATES.get(row["Status"], 1),
        "Type": kind,
        "CustomerName": row["InvoicingCustomerName"] or customer.get("Name") or "",
        "CustomerNo": customer.get("No"),
        **{f"Customer{part}": _part(row, "InvoicingAddress", part) for part in _ADDRESS},
        "CustomerCountryID": country.get("CountryID", 0),
        "PaymentTermID": terms.get("ID", 0),
        "PaymentTermText": terms.get("Name") or "",
        "CurrencyAbb": row["Currency"],
        "CurrencyRate": rate * 100,
        "DefaultVAT": Decimal(25 if row["CalculateVAT"] else 0),
        "AddVAT": row["CalculateVAT"],
        "NetAmountSystemCurrency": row["NetAmount"] * rate,
        "VATIncludedSystemCurrency": row["VATIncluded"] * rate,
        "ProjectID": _project(row).get("ID", 0),
        "ProjectNo": _project(row).get("No") or "",
        "PurchaseNo": row["RequisitionNo"] or "",
        "ContactFullName": row["CustomerReference"] or "",
        "ExternalInvoiceNo": row["InvoiceNoExternal"],
        "RelatesToInvoiceID": row.get("CreditedInvoiceID", 0),
        "IsIgnoredWhenTransfer": False,
        "IsReadyForInvoicing": False,
    }


_ADDRESS = ("Address1", "Address2", "Address3", "ZipCode", "City", "State", "Country")


def _part(row: Record, whole: str, name: str) -> str:
    return str((row[whole] or {}).get(name) or "")


def _project(row: Record) -> dict[str, Any]:
    return (row["Details"] or {}).get("ProjectHeader") or {}
