"""What an integration has chosen about sending: texts that are carried along in another field, and how far amounts may differ."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryRule:
    """A value that the finance system has no field for is added to a text that it takes.

    `table` is the field table of both fields, `invoices` or `invoice_lines`. `lead` stands before the value, in the language of
    whoever reads the document, for instance *Project no.:*.
    """

    table: str
    source: str  # our name of the field that is not carried
    target: str  # our name of the text that it is added to
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRules:
    """The choices. `tolerance`: how far an amount may differ over there before it turns amber, in the currency of each document."""

    carry: tuple[CarryRule, ...] = ()
    tolerance: Decimal = Decimal("0.00")
