from __future__ import annotations

import ast
import datetime as dt
import inspect
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass
from decimal import Decimal

import pytest

from desktop.models import records
from desktop.models.records import (
    Connection,
    Contact,
    Customer,
    Employee,
    FinanceInvoice,
    Integration,
    Invoice,
    InvoiceKind,
    Side,
)

KINDS = [one for name in records.__all__ if is_dataclass(one := getattr(records, name))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_cannot_be_changed(kind: type) -> None:
    record = object.__new__(kind)

    with pytest.raises(FrozenInstanceError):
        setattr(record, fields(kind)[0].name, "x")


def test_a_record_that_is_made_when_first_asked_for_is_the_one_that_type_checkers_see() -> None:
    declared = [one for one in ast.walk(ast.parse(inspect.getsource(records))) if isinstance(one, ast.ImportFrom)]
    seen = {
        name.name: one.module for one in declared if one.module and one.module.startswith(records.__name__) for name in one.names
    }

    assert sorted(seen) == records.__all__
    for name, module in seen.items():
        assert getattr(records, name) is getattr(sys.modules[module], name)
    with pytest.raises(AttributeError, match="Nothing"):
        _ = records.Nothing


def test_people_are_called_by_first_and_last_name() -> None:
    assert Contact(first_name="Bo", last_name="Holm").name == "Bo Holm"
    assert Employee(last_name="Holm").name == "Holm"
    assert Contact().name == ""


def test_customers_are_called_by_number_and_name() -> None:
    assert Customer(number="42", name="Æble ApS").title == "42 Æble ApS"
    assert Customer(name="Æble ApS").title == "Æble ApS"


@pytest.mark.parametrize(("kind", "counts"), [(InvoiceKind.INVOICE, Decimal(500)), (InvoiceKind.CREDIT_NOTE, Decimal(-500))])
def test_a_credit_note_counts_as_less(kind: InvoiceKind, counts: Decimal) -> None:
    assert Invoice(id="1", kind=kind, date=dt.date(2026, 7, 14)).signed(Decimal(500)) == counts
    assert FinanceInvoice(id="1", kind=kind).signed(Decimal(500)) == counts


def test_an_integration_has_a_connection_for_each_side() -> None:
    psa, finance = Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic")
    integration = Integration(id=1, name="x", psa=psa, finance=finance)

    assert integration.connection(Side.PSA) is psa
    assert integration.connection(Side.FINANCE) is finance


def test_a_customer_without_a_number_is_named_by_its_id() -> None:
    assert [Customer(id="004d8e7f", number=number).number_or_id for number in ("", "101")] == ["004d8e7f", "101"]
