"""The VAT rates of Dinero (dinero.md section 11): an account has a VAT code, a code has a rate, and a line has neither."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from desktop.connectors.dinero.client import Client
from desktop.models.records import VatRate

HOME = "DK"
ABROAD = ("EU", "World")  # nothing is charged there: INFERRED in section 17


class _Account(msgspec.Struct, rename="pascal"):
    account_number: int
    vat_code: str | None = None


class _VatType(msgspec.Struct, rename="pascal"):
    vat_code: str | None = None
    vat_rate: Decimal = Decimal(0)


def read_vat_rates(client: Client) -> Iterator[VatRate]:
    """The rate of each account for Danish customers, and none for others."""
    percent = {one.vat_code: one.vat_rate * 100 for one in client.get("v1", "vatTypes", list[_VatType])}
    fields = {"fields": "AccountNumber,VatCode"}
    for account in client.get("v1", "accounts/entry", list[_Account], fields):
        yield VatRate(zone=HOME, item_group=str(account.account_number), percent=percent.get(account.vat_code or "", Decimal(0)))
    for zone in ABROAD:
        yield VatRate(zone=zone, percent=Decimal(0))
