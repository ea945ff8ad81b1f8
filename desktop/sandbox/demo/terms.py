"""Payment terms, currencies and how amounts are rounded, the same on both sides."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms; `kind` is e-conomic's `paymentTermsType` (economic.md section 13.6)."""

    number: int
    name: str
    kind: str
    days: int | None

    def due(self, date: dt.date) -> dt.date:
        """The due date of an invoice of that date."""
        if self.kind == "invoiceMonth":
            date = date.replace(day=calendar.monthrange(date.year, date.month)[1])
        return date + dt.timedelta(days=self.days or 0)


TERMS = (
    Terms(1, "Netto 8 dage", "net", 8),
    Terms(2, "Netto 14 dage", "net", 14),
    Terms(3, "Netto 30 dage", "net", 30),
    Terms(4, "Løbende måned", "invoiceMonth", 0),
    Terms(5, "Løbende måned + 30 dage", "invoiceMonth", 30),
    Terms(6, "Kontant", "paidInCash", 0),
    Terms(7, "Forudbetaling", "prepaid", 0),
    Terms(8, "Efter aftale (forfaldsdato)", "dueDate", None),
)
TERMS_BY_NUMBER = {terms.number: terms for terms in TERMS}

# code, ISO number, name, rate per 100 units in DKK, id in TimeLog, known to e-conomic
CURRENCIES: tuple[tuple[str, str, str, Decimal, int, bool], ...] = (
    ("DKK", "208", "Danske kroner", Decimal("100"), 35, True),
    ("EUR", "978", "Euro", Decimal("746.03"), 40, True),
    ("SEK", "752", "Svenske kroner", Decimal("66.18"), 117, True),
    ("NOK", "578", "Norske kroner", Decimal("63.45"), 98, True),
    ("USD", "840", "Amerikanske dollar", Decimal("642.50"), 130, True),
    ("GBP", "826", "Britiske pund", Decimal("861.20"), 45, False),
)
RATE = {code: rate for code, _, _, rate, _, _ in CURRENCIES}
CURRENCY_ID = {code: id_ for code, _, _, _, id_, _ in CURRENCIES}


def rounded(amount: Decimal) -> Decimal:
    """Two decimals, half up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
