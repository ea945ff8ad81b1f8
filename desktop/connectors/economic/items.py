"""Item numbers (products) of e-conomic; they are only read (economic.md section 13.11)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Required, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.economic.client import Client
from desktop.connectors.economic.fields import ITEMS
from desktop.models.field_mapping import from_system
from desktop.models.records import Item


class ProductDocument(TypedDict, total=False):
    """What we read of a product."""

    productNumber: Required[str]
    name: Required[str]
    salesPrice: Decimal
    barred: bool
    unit: dict[str, Any]
    productGroup: dict[str, Any]


def read_items(client: Client) -> Iterator[Page[Item]]:
    """Every item number, barred ones too."""
    return client.pages("products", ProductDocument, lambda document: from_system(ITEMS, document, Item(number="")))
