"""What stands behind invoice lines in TimeLog's Reporting API, for the projects that have a line without an item number."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.documents import Document, Line
from desktop.sandbox.demo.items import ITEM_BY_NUMBER, ITEMS, Work
from desktop.sandbox.demo.terms import rounded
from desktop.sandbox.demo.timelog_records import double, main_contract

Record = dict[str, Any]

_RAW, _WORK, _EXPENSE, _PAYMENT, _MILEAGE = 0, 2, 3, 6, 16  # timelog.md section 10
_TASKS = (("Analyse", 1), ("Udvikling", 2), ("Test", 3))  # name, task type
_RATES = [item.number for item in ITEMS if item.work is Work.HOURS]  # their place is the id of the hourly rate
_OPEN_RATES = ("1050", "1030")  # the two people on a line without an item have different rates, on one task
_KINDS = {Work.EXPENSE: _EXPENSE, Work.KM: _MILEAGE, Work.PIECE: _PAYMENT, Work.MONTH: _PAYMENT, Work.NONE: _RAW}


def line_details(documents: Iterable[Document]) -> Record:
    """Tasks, work units and line details, as the stand-in loads them."""
    invoices = [one for one in documents if one.credited is None and one.number]
    projects = {one.project["ProjectID"]: one.project for one in invoices for line in one.lines if _is_open(line)}
    found: dict[str, list[Record]] = {"tasks": [], "work_units": [], "invoice_line_details": []}
    for project in projects.values():
        for place, (name, kind) in enumerate(_TASKS):
            number = project["ProjectID"] * 10 + place
            task = {"ID": number, "Name": name, "WBS": str(place + 1), "ProjectID": project["ProjectID"], "TaskTypeID": kind}
            found["tasks"].append(task | {"Status": 1, "InvoicingType": "TimeAndMaterial", "IsBillable": True})
    for document in invoices:
        if document.project["ProjectID"] in projects:
            for place, line in enumerate(document.lines):
                if line.net:
                    _add_line(found, document, document.id * 100 + place, line)
    return found


def _is_open(line: Line) -> bool:
    return not line.item and not line.is_text


def _add_line(found: dict[str, list[Record]], document: Document, line_id: int, line: Line) -> None:
    """Work in two pieces, everything else in one."""
    item = ITEM_BY_NUMBER.get(line.item)
    kind = _KINDS.get(item.work, _WORK) if item is not None else _WORK
    first = rounded(line.quantity * Decimal("0.6")) if kind == _WORK else line.quantity
    pieces = [quantity for quantity in (first, line.quantity - first) if quantity]
    rates = (line.item, line.item) if line.item in _RATES else _OPEN_RATES
    left = line.net
    for place, quantity in enumerate(pieces):
        amount = left if place == len(pieces) - 1 else rounded(line.net * quantity / line.quantity)
        left -= amount
        number = line_id * 10 + place
        task = document.project["ProjectID"] * 10 + (1 if not line.item else 0)
        shared = {"TaskID": task, "ProjectID": document.project["ProjectID"]} if kind == _WORK else {}
        date = f"{document.date.isoformat()}T00:00:00"
        if kind == _WORK:
            rate = _RATES.index(rates[place]) + 1
            unit = {"ID": number, "OldID": number, "Date": date, "InvoicedHours": double(quantity), "HourlyRateId": rate}
            found["work_units"].append(unit | shared | {"IsBillable": True, "InvoiceStatus": 2})
        found["invoice_line_details"].append(
            {
                "ID": number,
                "InvoiceLineID": line_id,
                "InvoiceID": document.id,
                "RegistrationDate": date,
                "Text": line.text,
                "Quantity": double(quantity),
                "Rate": double(line.price),
                "Amount": double(amount),
                "RegistrationType": kind,
                "RegistrationID": number,
                "ProjectID": document.project["ProjectID"],
                "ContractID": main_contract(document.project)["ContractID"],
                "ContractModelType": 1,
            }
            | shared
        )
