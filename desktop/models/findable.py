"""What the search of the whole window finds: customers of both sides, invoices, items; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from desktop.models.customer_card import OpenCustomer
from desktop.models.records import Customer, Invoice, Item


class FoundKind(StrEnum):
    """Kinds of records, in the order in which they are shown when they fit equally well."""

    CUSTOMER = "customer"
    INVOICE = "invoice"
    ITEM = "item"


class Findable(NamedTuple):
    """One record: `wanted` is what its page shows it by, `numbers` find it exactly, `texts` in part."""

    kind: FoundKind
    wanted: OpenCustomer | str | tuple[str, ...]
    title: str
    note: str
    numbers: tuple[str, ...]
    texts: tuple[str, ...]


def findable_customers(
    psa: Iterable[Customer], finance: Mapping[str, Customer], links: Mapping[str, str], systems: tuple[str, str]
) -> Iterator[Findable]:
    """Every customer, the two of a linked pair as one; `links` give the finance id by PSA id, `systems` PSA and finance."""
    paired: set[str] = set()
    for one in psa:
        other = finance.get(links.get(one.id, ""))
        if other is not None:
            paired.add(other.id)
        elif one.is_gone:
            continue
        yield _customer(one, other, systems)
    for other in finance.values():
        if other.id not in paired and not other.is_gone:
            yield _customer(None, other, systems)


def _customer(psa: Customer | None, finance: Customer | None, systems: tuple[str, str]) -> Findable:
    sides = [(system, one) for system, one in zip(systems, (psa, finance), strict=True) if one is not None]
    first = sides[0][1]
    texts: list[str] = []
    for _system, one in sides:
        phone = "".join(sign for sign in one.phone if sign.isdigit())
        texts += [one.name, one.number, one.vat_number, one.organisation_number, one.email, one.phone, phone]
    return Findable(
        FoundKind.CUSTOMER,
        OpenCustomer(psa.id if psa else "", finance.id if finance else ""),
        first.name,
        " · ".join(f"{system} {one.number}".strip() for system, one in sides),
        tuple(one.number for _system, one in sides if one.number),
        tuple(dict.fromkeys(text for text in texts if text)),
    )


def findable_invoice(invoice: Invoice, date: str) -> Findable:
    """An invoice or credit note, found by its number; its customer and its date stand beside."""
    title, note = invoice.number or invoice.id, f"{invoice.customer_name} · {date}"
    return Findable(FoundKind.INVOICE, invoice.id, title, note, (title,), (title,))


def findable_item(item: Item) -> Findable:
    """An item of the finance system, found by number and name."""
    return Findable(FoundKind.ITEM, (item.number,), item.name, item.number, (item.number,), (item.number, item.name))
