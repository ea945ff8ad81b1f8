"""Which VAT a line gets: item group, sales account of the VAT zone, VAT account (economic.md section 13.12, INFERRED there)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeVar

import msgspec

from desktop.connectors.economic.client import Client
from desktop.models.records import VatRate

T = TypeVar("T")


class _VatAccount(msgspec.Struct, rename="camel"):
    vat_code: str
    rate_percentage: Decimal = Decimal(0)


class _Group(msgspec.Struct, rename="camel"):
    product_group_number: int


class _Zone(msgspec.Struct, rename="camel"):
    vat_zone_number: int


class _CodeOnly(msgspec.Struct, rename="camel"):
    vat_code: str = ""


class _Account(msgspec.Struct, rename="camel"):
    vat_account: _CodeOnly = msgspec.field(default_factory=_CodeOnly)


class _SalesAccount(msgspec.Struct, rename="camel"):
    vat_zone: _Zone
    sales_account: _Account


def read_vat_rates(client: Client) -> tuple[VatRate, ...]:
    """The rate of every item group in every VAT zone; a sales account without a VAT code carries no VAT."""
    percents = {"": Decimal(0)} | {one.vat_code: one.rate_percentage for one in _rows(client, "vat-accounts", _VatAccount)}
    groups = [one.product_group_number for one in _rows(client, "product-groups", _Group)]
    return tuple(
        VatRate(zone=str(one.vat_zone.vat_zone_number), item_group=str(group), percent=percents[code])
        for group in groups
        for one in _rows(client, f"product-groups/{group}/sales-accounts", _SalesAccount)
        if (code := one.sales_account.vat_account.vat_code) in percents
    )


def _rows(client: Client, path: str, row: type[T]) -> Iterator[T]:
    for page in client.pages(path, row, lambda one: one):
        yield from page.records
