"""The lists that standard values are chosen from, and the currencies and units that exist (economic.md sections 13.4 to 13.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from desktop.connectors.economic.client import PROJECTS, Client
from desktop.models.records import Choice, ChoiceKind


class _CustomerGroup(msgspec.Struct, rename="camel"):
    customer_group_number: int
    name: str = ""


class _VatZone(msgspec.Struct, rename="camel"):
    vat_zone_number: int
    name: str = ""
    enabled_for_customer: bool = True


class _PaymentTerms(msgspec.Struct, rename="camel"):
    payment_terms_number: int
    name: str = ""


class _Layout(msgspec.Struct, rename="camel"):
    layout_number: int
    name: str = ""
    deleted: bool = False


class _Unit(msgspec.Struct, rename="camel"):
    unit_number: int
    name: str = ""


class _Currency(msgspec.Struct):
    code: str
    name: str = ""


class _EmployeeGroup(msgspec.Struct):
    number: int
    name: str = ""


def read_choices(client: Client) -> tuple[Choice, ...]:
    """Every entry that can be chosen: no VAT zone that customers may not have, no deleted layout."""
    return (
        *_rest(client, ChoiceKind.CUSTOMER_GROUP, "customer-groups", _CustomerGroup, lambda row: row.customer_group_number),
        *_rest(
            client,
            ChoiceKind.VAT_ZONE,
            "vat-zones",
            _VatZone,
            lambda row: row.vat_zone_number if row.enabled_for_customer else None,
        ),
        *_rest(client, ChoiceKind.PAYMENT_TERMS, "payment-terms", _PaymentTerms, lambda row: row.payment_terms_number),
        *_rest(client, ChoiceKind.LAYOUT, "layouts", _Layout, lambda row: None if row.deleted else row.layout_number),
        *_rest(client, ChoiceKind.UNIT, "units", _Unit, lambda row: row.unit_number),
        *_rest(client, ChoiceKind.CURRENCY, "currencies", _Currency, lambda row: row.code),
        *(
            Choice(kind=ChoiceKind.EMPLOYEE_GROUP, id=str(row.number), name=row.name)
            for row in client.service_rows(f"{PROJECTS}/EmployeeGroups", _EmployeeGroup)
        ),
    )


def _rest(
    client: Client, kind: ChoiceKind, path: str, row_kind: type[Any], choice_id: Callable[[Any], int | str | None]
) -> Iterator[Choice]:
    for page in client.pages(path, row_kind, lambda row: row):
        for row in page.records:
            if (found := choice_id(row)) is not None:
                yield Choice(kind=kind, id=str(found), name=row.name or str(found))
