"""Puts a planned snag into a sound document."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from desktop.sandbox.demo.documents import Document, Line, in_currency
from desktop.sandbox.demo.items import BARRED_ITEM, HEAD_ITEM, ITEM_BY_NUMBER, UNKNOWN_ITEM
from desktop.sandbox.demo.snags import Reason


def with_snag(document: Document, reason: Reason) -> Document:
    """The document with what e-conomic does not take; where the snag lies in the customer, its lines stay sound."""
    head = ITEM_BY_NUMBER[HEAD_ITEM]
    sound = Line("Rådgivning", head.number, Decimal("12.50"), in_currency(head.price, document.currency))
    match reason:
        case Reason.ITEM_UNKNOWN:
            lines = (sound, replace(sound, item="1020", text="Projektledelse", quantity=Decimal("7.50")))
            return replace(document, lines=(*lines, Line("Kørsel, 312 km", UNKNOWN_ITEM, Decimal(312), Decimal("3.79"))))
        case Reason.ITEM_BARRED:
            return replace(document, lines=(sound, replace(sound, item=BARRED_ITEM, text="Konsulent, takst 2019")))
        case Reason.LINE_WITHOUT_ITEM:
            return replace(document, lines=(sound, replace(sound, item="", text="Diverse assistance")))
        case Reason.ZERO_QUANTITY:
            return replace(document, lines=(sound, replace(sound, text="Garantitimer", quantity=Decimal(0))))
        case Reason.QUANTITY_DECIMALS:
            return replace(
                document, lines=(sound, replace(sound, text="Rådgivning, opgjort i minutter", quantity=Decimal("7.125")))
            )
        case Reason.NO_LINES:
            return replace(document, lines=())
        case Reason.CURRENCY_UNKNOWN:
            return replace(document, currency="GBP", lines=(replace(sound, price=in_currency(head.price, "GBP")),))
        case Reason.NAME_TOO_LONG:
            departments = ", ".join(f"afdeling {number} for fælles indkøb" for number in range(1, 9))
            return replace(document, lines=(sound,), recipient=f"{document.customer.name}, {departments}")
        case _:
            return replace(document, lines=(sound, *document.lines))
