"""Overwrite fields of a customer in one system, and know afterwards whether they stand there."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.connectors.contract import Connector
from desktop.errors import BindeledError, OutcomeUnknown
from desktop.models.records import Customer


def overwrite(connector: Connector, wanted: Customer, names: frozenset[str]) -> Customer:
    """Write the named fields and give the customer as it stands over there.

    `OutcomeUnknown` when the answer was lost and a look does not find every value there: they may still have been written.
    """
    try:
        return connector.update_customer(wanted, names)
    except OutcomeUnknown as unknown:
        try:
            stored = connector.customer(wanted.id)  # whole values were written, so a look tells whether they are there
        except BindeledError:
            raise unknown from None
        if not agree(stored, wanted, names):
            raise
        return stored


def agree(one: Customer, other: Customer, names: Iterable[str]) -> bool:
    """Whether both hold the same in the named fields."""
    return all(getattr(one, name) == getattr(other, name) for name in names)
