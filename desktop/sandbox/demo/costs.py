"""What suppliers have charged the demo company: vouchers without a system, from August to October 2026.

Accounts 2201 to 2209 are the ones that TimeLog's expense types name; 2240 and 2250 belong to no expense type. Half of the texts
name a project by its number, some by its name only, the rest none. Planned among them: one voucher with two equal lines, one that
was taken back, two in euro, one paid in cash.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.dice import Dice
from desktop.sandbox.demo.identifiers import Identifiers
from desktop.sandbox.demo.items import ITEMS, Work
from desktop.sandbox.demo.terms import RATE, rounded

Record = dict[str, Any]

COUNT = 60
TAKEN_BACK, EQUAL_LINES, CASH, EUROS = 17, 23, 31, (40, 51)  # places of the planned ones
_FIRST_DAY, _DAYS = dt.date(2026, 8, 3), 88
_LARGE = {2207, 2240, 2250}  # accounts whose lines may be more than a ticket
_WITHOUT_VAT = {"Udlæg, fly", "Udlæg, tog", "Udlæg, taxa", "Bro og færge"}


@dataclass(frozen=True, slots=True)
class CostAccount:
    """An account of the chart on which costs are booked; `vat` 0.25 for 25 %."""

    number: int
    name: str
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier; `account` is where its vouchers are booked."""

    number: int
    name: str
    vat_number: str
    domain: str
    account: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """A posting on a cost account, without VAT, in the voucher's currency."""

    account: CostAccount
    text: str
    net: Decimal

    @property
    def vat(self) -> Decimal:
        """The VAT that is booked beside it."""
        return rounded(self.net * self.account.vat)


@dataclass(frozen=True, slots=True)
class Cost:
    """One voucher of a supplier. `booked` is when its postings were added; `sign` -1 takes an earlier one back."""

    number: int
    date: dt.date
    booked: dt.datetime
    supplier: Supplier
    invoice_number: str
    currency: str
    lines: tuple[CostLine, ...]
    is_cash: bool = False
    sign: int = 1

    def in_dkk(self, amount: Decimal) -> Decimal:
        """An amount of the voucher in DKK, signed."""
        return self.sign * rounded(amount * RATE[self.currency] / 100)


def _accounts() -> tuple[CostAccount, ...]:
    names = [item.name for item in ITEMS if item.work is Work.EXPENSE]
    named = [(2200 + place, name) for place, name in enumerate(names, 1)]
    named += [(2240, "Hosting og licenser"), (2250, "Hardware til kunder")]
    return tuple(CostAccount(number, name, Decimal(0 if name in _WITHOUT_VAT else "0.25")) for number, name in named)


ACCOUNTS = _accounts()
_ACCOUNT = {account.number: account for account in ACCOUNTS}
_NAMES = {
    2201: ("Fjordflyv A/S", "fjordflyv.example"),
    2202: ("Togkompagniet Øst A/S", "togost.example"),
    2203: ("Hotel Havneudsigt ApS", "havneudsigt.example"),
    2204: ("Køkkenet ved Åen ApS", "kokkenet.example"),
    2205: ("Byens P-huse A/S", "phuse.example"),
    2206: ("Taxa Sydøst A.m.b.a.", "taxasydost.example"),
    2207: ("Lindholt Konsulenter ApS", "lindholt.example"),
    2208: ("Ravn & Rask Fragt A/S", "ravnrask.example"),
    2209: ("Bro og Bælt Drift A/S", "brobaelt.example"),
    2240: ("Nordskyen Hosting A/S", "nordskyen.example"),
    2250: ("Kabelhuset Vest ApS", "kabelhuset.example"),
}
_WORDS = {
    2201: ("Flybillet, tur/retur", "Ombooking af fly"),
    2202: ("Togbilletter", "Pladsbilletter"),
    2203: ("Overnatning", "Hotel, to nætter"),
    2204: ("Frokost ved workshop", "Møde med forplejning"),
    2205: ("Parkering", "Parkering hos kunde"),
    2206: ("Taxa til lufthavn", "Taxa"),
    2207: ("Konsulenttimer", "Assistance, underleverandør"),
    2208: ("Fragt af udstyr", "Kurér"),
    2209: ("Brobillet", "Færge"),
    2240: ("Hosting", "Licenser"),
    2250: ("Skærm", "Kabler og docking"),
}


def suppliers() -> tuple[Supplier, ...]:
    """The suppliers, the same in every run."""
    identifiers = Identifiers(Dice(7), first=7001)
    return tuple(
        Supplier(number, name, identifiers.cvr(), domain, account)
        for number, (account, (name, domain)) in enumerate(_NAMES.items(), 801)
    )


def demo_costs(dice: Dice, projects: list[Record]) -> list[Cost]:
    """The vouchers in the order of their numbers; `projects` are those whose numbers the texts may name."""
    known = suppliers()
    costs: list[Cost] = []
    for place in range(COUNT):
        date = _FIRST_DAY + dt.timedelta(days=place * _DAYS // COUNT)
        if place == TAKEN_BACK:
            last = costs[-1]
            costs.append(_voucher(dice, place, date, last.supplier, last.lines, last.invoice_number, sign=-1))
            continue
        supplier = known[6] if place in EUROS else dice.pick(known)
        lines = tuple(_line(dice, _ACCOUNT[supplier.account], projects) for _ in range(dice.pick((1, 1, 1, 2, 3))))
        if place == EQUAL_LINES:
            lines = (lines[0], lines[0])
        if place in EUROS:  # bought in the EU: no VAT on the voucher
            account = CostAccount(supplier.account, _ACCOUNT[supplier.account].name, Decimal(0))
            lines = tuple(CostLine(account, line.text, line.net) for line in lines)
        costs.append(_voucher(dice, place, date, supplier, lines, f"{dice.pick('ABFR')}-{dice.number(1000, 9999)}"))
    return costs


def _voucher(
    dice: Dice, place: int, date: dt.date, supplier: Supplier, lines: tuple[CostLine, ...], invoice_number: str, sign: int = 1
) -> Cost:
    booked = dt.datetime(date.year, date.month, date.day, 9, place % 60, tzinfo=dt.UTC) + dt.timedelta(days=dice.number(0, 4))
    currency = "EUR" if place in EUROS else "DKK"
    return Cost(50_001 + place, date, booked, supplier, invoice_number, currency, lines, place == CASH, sign)


def _line(dice: Dice, account: CostAccount, projects: list[Record]) -> CostLine:
    text, draw, project = dice.pick(_WORDS[account.number]), dice.draw(), dice.pick(projects)
    if draw < 0.5:
        text = f"{text}, {project['No']}"
    elif draw < 0.65:
        text = f"{text}, {project['Name'].lower()}"
    greatest = 980_000 if account.number in _LARGE else 190_000
    return CostLine(account, text, Decimal(dice.number(4_500, greatest)) / 100)
