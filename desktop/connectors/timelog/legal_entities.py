"""Whose an invoice is, on a site with several legal entities: the Reporting API alone tells it (timelog.md sections 7.4 and 8.3).

`GetInvoicesRaw` is asked by month of the invoice date, so that no answer holds more than a month. INFERRED: that it lists credit
notes too. They are told by their GUID there, else they belong to the legal entity of the invoice that they credit.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from desktop.connectors.contract import Page
from desktop.connectors.timelog.line_details import AHEAD, EARLIEST
from desktop.connectors.timelog.reporting import Reporting, Row
from desktop.models.records import Invoice, InvoiceKind

INVOICE_TYPES = ("0", "1")  # the published example has 0 where the reference has 1


class LegalEntities:
    """The legal entity of each invoice, as far as TimeLog tells it; made anew for each reading."""

    def __init__(self, reporting: Reporting) -> None:
        self._reporting = reporting
        self._months: set[dt.date] = set()
        self._by_guid: dict[str, str] = {}
        self._by_id: dict[str, str] = {}  # of invoices: credit notes may have the same ids (INFERRED)

    def of_one(self, pages: Iterator[Page[Invoice]], number: str) -> Iterator[Page[Invoice]]:
        """The invoices of the legal entity with this `LegalEntityID`, and those of which TimeLog does not tell it."""
        for page in pages:
            yield replace(page, records=tuple(one for one in page.records if self._of(one) in ("", number)))

    def _of(self, invoice: Invoice) -> str:
        """The legal entity's id; empty when it is not told."""
        month = invoice.date.replace(day=1)
        if month not in self._months and invoice.date.isoformat() >= EARLIEST:
            self._months.add(month)
            last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
            self._read(month.isoformat(), last.isoformat())
        found = self._by_guid.get(invoice.guid.lower(), "")
        if found or invoice.kind is InvoiceKind.INVOICE:
            return found or self._by_id.get(invoice.id, "")
        return self._of_credited(invoice.credited_invoice_id)

    def _of_credited(self, invoice_id: str) -> str:
        """The credited invoice is mostly read before its credit note; one of an earlier reading is asked for."""
        if invoice_id and invoice_id not in self._by_id:
            self._read(EARLIEST, (dt.datetime.now(dt.UTC).date() + AHEAD).isoformat(), invoice_id)
        return self._by_id.setdefault(invoice_id, "")

    def _read(self, start: str, end: str, invoice_id: str = "0") -> None:
        every = {"customerID": "0", "status": "-1"}
        for row in self._reporting.rows("GetInvoicesRaw", invoiceID=invoice_id, **every, startDate=start, endDate=end).records:
            self._remember(row, row.get("LegalEntityID", ""))

    def _remember(self, row: Row, number: str) -> None:
        if row.get("GUID"):
            self._by_guid[row["GUID"].lower()] = number
        if row.get("Type") in INVOICE_TYPES:
            self._by_id[row.get("ID", "")] = number
