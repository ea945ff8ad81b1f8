"""What the demo company has invoiced from August to October 2026: which document to whom, about what, with which snag."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo import snags
from desktop.sandbox.demo.companies import Companies
from desktop.sandbox.demo.dice import Dice
from desktop.sandbox.demo.documents import EMPLOYEES_ON_INVOICES, Document, Line, credit, in_currency
from desktop.sandbox.demo.items import DISCOUNT_ITEM, ITEMS, Item, Work
from desktop.sandbox.demo.party import DOMESTIC, Kind, Party
from desktop.sandbox.demo.snag_making import with_snag
from desktop.sandbox.demo.snags import Reason
from desktop.sandbox.demo.words import MONTHS

Record = dict[str, Any]

_ITEMS_OF = {work: [item for item in ITEMS if item.work is work] for work in Work}
_WORKS = (Work.HOURS,) * 11 + (Work.PIECE,) * 2 + (Work.MONTH,) * 3 + (Work.KM,) * 2 + (Work.EXPENSE,) * 3
_LINE_COUNTS = (1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 9, 12)
_DISCOUNTS = (*[Decimal(0)] * 7, Decimal(5), Decimal(10), Decimal("12.5"), Decimal(15), Decimal("33.33"))
_PROJECTS = (
    "Nyt intranet",
    "Datavarehus",
    "Flytning til ny hosting",
    "Økonomimodel",
    "Kundeportal",
    "Sikkerhedsgennemgang",
    "Årshjul og rapportering",
    "Lagerstyring",
    "Lønintegration",
    "Digital post",
    "Serviceaftale",
    "Strategiforløb",
    "Ny webshop",
    "Systemvalg",
    "Beredskabsplan",
)
_MESSAGES = (
    "",
    "",
    "",
    "Tak for samarbejdet.",
    "Timerne er specificeret i bilaget.",
    "Se aftale A-17.\nSpørgsmål: regnskab@nordlys.example",
)
_CURRENCIES_IN_TURN = ("DKK", "DKK", "EUR", "DKK", "DKK", "DKK", "SEK", "DKK", "DKK")
_MONTHS = ((2026, 8), (2026, 9), (2026, 10))


class Invoicing:
    """Writes documents, one after the other."""

    def __init__(self, dice: Dice, companies: Companies) -> None:
        self._dice = dice
        self._companies = companies
        self._projects: dict[int, Record] = {}
        self._next_id = 52_001
        certain = [pair for pair in companies.pairs if pair.is_certain and pair.finance and not pair.finance.is_barred]
        self.certain = {
            country: [pair.psa for pair in certain if pair.psa and pair.psa.country == country]
            for country in ("DK", "SE", "DE", "NO")
        }

    @property
    def projects(self) -> list[Record]:
        """The projects that were invoiced, in REST names."""
        return list(self._projects.values())

    def invoice(self, number: str, date: dt.date, customer: Party) -> Document:
        """An invoice with everything on it; no snag."""
        dice = self._dice
        project = self._project(customer)
        people = self._companies.people[customer.id]
        month = f"{MONTHS[date.month - 1]} {date.year}"
        requisition = dice.pick(
            (f"PO-{dice.number(2000, 9999)}", f"Rekv. 2026-{dice.number(100, 999)}", str(dice.number(450000, 459999)), "")
        )
        self._next_id += 1
        return Document(
            id=self._next_id,
            number=number,
            date=date,
            customer=customer,
            person=people[0] if people else None,
            employee=dice.pick(EMPLOYEES_ON_INVOICES),
            project=project,
            currency=customer.currency,
            lines=self._lines(customer, date, project["Name"]),
            heading=f"{project['Name']}, {month}",
            message=dice.pick(_MESSAGES),
            requisition=requisition or (f"Rekv. 2026-{dice.number(100, 999)}" if customer.ean else ""),
        )

    def credit_note(self, number: str, date: dt.date, invoice: Document) -> Document:
        """Takes all lines of the invoice back, or the first ones with an amount."""
        with_amount = tuple(line for line in invoice.lines if not line.is_text and line.price > 0)
        kept = with_amount if self._dice.chance(0.4) else with_amount[:2]
        self._next_id += 1
        return credit(invoice, id_=self._next_id, number=number, date=date, lines=kept)

    def _project(self, customer: Party) -> Record:
        if customer.id not in self._projects:
            place = len(self._projects) + 1
            people = self._companies.people[customer.id]
            self._projects[customer.id] = {
                "ProjectID": 300 + place,
                "Name": self._dice.pick(_PROJECTS),
                "No": f"P26.{place:04d}",
                "CustomerID": customer.id,
                "ContactID": people[0].id if people else 0,
                "ProjectManagerID": self._dice.pick(EMPLOYEES_ON_INVOICES).id,
                "StartDate": "2026-02-01T00:00:00",
                "EndDate": "2026-12-31T00:00:00",
                "CurrencyISO": customer.currency,
                "LegalEntityID": 1,
                "ProjectTypeID": 1 + place % 4,
                "ProjectCategoryID": 1 + place % 3,
            }
        return self._projects[customer.id]

    def _lines(self, customer: Party, date: dt.date, project: str) -> tuple[Line, ...]:
        dice = self._dice
        count = dice.pick(_LINE_COUNTS)
        lines = [self._line(dice.pick(_ITEMS_OF[dice.pick(_WORKS)]), customer.currency, date) for _ in range(count)]
        if count > 3 and dice.chance(0.5):
            lines[0] = Line(f"{project}, {MONTHS[date.month - 1]}")
        if count > 5 and dice.chance(0.5):
            lines[-1] = Line("Timerne fremgår af specifikationen.")
        return tuple(lines)

    def _line(self, item: Item, currency: str, date: dt.date) -> Line:
        dice, price, discount = self._dice, item.price, self._dice.pick(_DISCOUNTS)
        month = MONTHS[date.month - 1]
        text, quantity = item.name, Decimal(1)
        match item.work:
            case Work.HOURS:
                quarter_hours, hundredths = dice.number(2, 180), dice.number(51, 2999)
                quantity = Decimal(quarter_hours) / 4 if dice.chance(0.8) else Decimal(hundredths) / 100
                text = f"{item.name}, {month}" if dice.chance(0.7) else f"{item.name}, {dice.pick(EMPLOYEES_ON_INVOICES).name}"
            case Work.MONTH:
                quantity, text = Decimal(dice.number(1, 40)), f"{item.name}, {month}"
            case Work.KM:
                quantity, discount = Decimal(dice.number(24, 640)), Decimal(0)
                text = f"{item.name}, {quantity} km"
            case Work.EXPENSE:
                price, discount = Decimal(dice.number(8_600, 240_000)) / 100, Decimal(0)
                text = f"{item.name}, {dice.number(1, 28)}. {month}"
            case Work.PIECE:
                quantity = Decimal(dice.pick((1, 1, 1, 2, 3)))
        return Line(text, item.number, quantity, in_currency(price, currency), discount)


def demo_documents(dice: Dice, companies: Companies) -> tuple[list[Document], list[Record]]:
    """The documents of the demo in the order of their numbers, drafts last, and their projects."""
    invoicing = Invoicing(dice, companies)
    numbers = [str(number) for number in range(snags.FIRST_NUMBER, snags.LAST_NUMBER + 1)]
    pools = _pools(invoicing, companies)
    snag_of = {snag.invoice_number: snag.reason for snag in snags.PLANNED_SNAGS}
    documents: list[Document] = []
    for number, date in zip(numbers, _dates(dice, len(numbers)), strict=True):
        if number in snags.CREDIT_NOTES:
            creditable = [one for one in documents[:-1] if one.credited is None and one.number not in snag_of and one.net > 0]
            documents.append(invoicing.credit_note(number, date, _not_credited(documents, creditable)))
        elif number in snag_of:
            customer = pools[snag_of[number]][0] if snag_of[number] in pools else pools[""].pop()
            documents.append(with_snag(invoicing.invoice(number, date, customer), snag_of[number]))
        elif number in snags.CREATED_AT_FIRST_INVOICE:
            created = pools["created"]
            documents.append(invoicing.invoice(number, date, created[snags.CREATED_AT_FIRST_INVOICE.index(number) % len(created)]))
        else:
            pool = pools[_CURRENCIES_IN_TURN[int(number) % len(_CURRENCIES_IN_TURN)]]
            documents.append(_with_discount_line(invoicing.invoice(number, date, dice.pick(pool)), number))
    drafts = [invoicing.invoice("", dt.date(2026, 10, 31), pools["DKK"][place]) for place in range(snags.DRAFTS)]
    return documents + drafts, invoicing.projects


def scaled_documents(dice: Dice, companies: Companies, count: int) -> tuple[list[Document], list[Record]]:
    """So many documents without snags to certain customers; every twelfth is a credit note."""
    invoicing = Invoicing(dice, companies)
    customers = [party for pool in invoicing.certain.values() for party in pool]
    documents: list[Document] = []
    for place, date in enumerate(_dates(dice, count)):
        number = str(100_001 + place)
        if place % 12 == 11 and documents[-1].net > 0:
            documents.append(invoicing.credit_note(number, date, documents[-1]))
        else:
            documents.append(invoicing.invoice(number, date, dice.pick(customers)))
    return documents, invoicing.projects


def _pools(invoicing: Invoicing, companies: Companies) -> dict[str, list[Party]]:
    """Who gets invoices: by currency, by snag, and those still to be created in e-conomic."""
    only_psa = [pair.psa for pair in companies.pairs if pair.kind is Kind.PSA_ONLY and pair.psa and pair.psa.status == "Kunde"]
    barred = [pair.psa for pair in companies.pairs if pair.psa and pair.is_certain and pair.finance and pair.finance.is_barred]
    municipalities = [pair.psa for pair in companies.pairs if pair.kind is Kind.MUNICIPALITY and pair.psa and not pair.finance]
    domestic = invoicing.certain["DK"]
    return {
        "DKK": domestic[:40] + domestic[-18:],  # the last ones are public bodies
        "SEK": invoicing.certain["SE"][:7],
        "EUR": invoicing.certain["DE"][:6] + invoicing.certain["NO"][:3],
        "": [party for party in domestic if party.zone == DOMESTIC][41:],
        "created": [party for party in only_psa if party.number.isdigit()][2:5],
        Reason.CUSTOMER_NOT_LINKED: municipalities,
        Reason.CUSTOMER_BARRED: barred,
        Reason.CUSTOMER_NUMBER_LETTERS: [party for party in only_psa if not party.number.isdigit()],
        Reason.CURRENCY_UNKNOWN: invoicing.certain["NO"][3:],
    }


def _with_discount_line(document: Document, number: str) -> Document:
    """Three invoices end with a negative line."""
    if number not in ("20306", "20370", "20421") or document.net < 500:
        return document
    return replace(document, lines=(*document.lines, Line("Rabat efter aftale", DISCOUNT_ITEM, Decimal(1), Decimal(-250))))


def _not_credited(documents: list[Document], creditable: list[Document]) -> Document:
    credited = {one.credited.id for one in documents if one.credited}
    return next(one for one in reversed(creditable) if one.id not in credited)


def _dates(dice: Dice, count: int) -> list[dt.date]:
    """Most documents on the last day of a month, some on the 15th, the others on any day."""
    dates = []
    for _ in range(count):
        year, month = dice.pick(_MONTHS)
        last = calendar.monthrange(year, month)[1]
        draw = dice.draw()
        dates.append(dt.date(year, month, last if draw < 0.55 else 15 if draw < 0.75 else dice.number(1, last)))
    return sorted(dates)
