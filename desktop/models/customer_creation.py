"""A PSA customer as it would be created in the finance system: how it is kept there, looked for, and why it cannot be; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from desktop.models.field_mapping import FieldTable, as_kept_by, problems
from desktop.models.matching.identifiers import vat_number
from desktop.models.records import Customer, Reason
from desktop.models.same_customer import digits
from desktop.texts import Message

_FROM_STANDARD_VALUES = ("group", "vat_zone", "payment_terms", "layout")


def as_created(table: FieldTable, customer: Customer) -> Customer:
    """The customer as the finance system would keep it."""
    return replace(as_kept_by(table, customer), id="")


def as_looked_for(table: FieldTable, customer: Customer) -> Customer:
    """The customer as it would be created, with the digits alone of the number by which it may stand over there."""
    wanted = as_created(table, customer)
    return replace(wanted, vat_number=vat_number(wanted.vat_number).digits or digits(customer) or wanted.vat_number)


def why_not_created(table: FieldTable, customer: Customer, numbers: Collection[str]) -> Reason | None:
    """Why this customer cannot be created over there, before anything is sent; `numbers` are those that are taken."""
    for problem in problems(table, customer, creating=True):
        if problem.field not in _FROM_STANDARD_VALUES:
            return Reason(
                kind=f"customer_{problem.field}",
                sentence=problem.sentence,
                what_to_do=Message("Change it on the customer in the PSA, read again, and transfer again."),
            )
    if customer.number and customer.number in numbers:
        return Reason(
            kind="customer_number_taken",
            sentence=Message("Another customer in {system} has number {number}.", system=table.system, number=customer.number),
            what_to_do=Message("Link the two under Link customers, or give the customer another number in the PSA."),
        )
    return None
