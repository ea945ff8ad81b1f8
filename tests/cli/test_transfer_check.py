"""`bindeled transfer --check` also says what does not arrive, and where amounts will differ."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.models.store.work import Store


def make_a_line_differ(office: Any, number: str) -> None:
    with closing(Store.open(office.folder / "bindeled.sqlite3")) as store, store.work() as work:
        one = next(one for one in work.invoices.all(1) if one.number == number)
        first, *others = one.lines
        work.invoices.put_all(1, [replace(one, lines=(replace(first, net=first.net - Decimal("0.01")), *others))])
        work.commit()


def test_every_invoice_tells_what_is_not_carried_and_where_it_will_differ(office: Any) -> None:
    number = office.run("transfer", "--all", "--check", "--json").data[0]["number"]
    make_a_line_differ(office, number)

    found = office.run("transfer", "--all", "--check", "--json").data

    assert [one["number"] for one in found if one["predicted_difference"]] == [number]
    told = found[0]["predicted_difference"]
    assert (told["net"], told["line"]) == ("0.00", 1)
    assert told["sentence"].startswith("Line 1 is ")
    lost = found[0]["not_carried"]
    assert {"kind", "field", "label", "value", "line", "note"} == set(lost[0])
    assert ("project_name", None) in {(one["field"], one["line"]) for one in lost}
    assert not {one["field"] for one in lost} & {"number", "net", "vat", "gross", "vat_percent"}


def test_people_read_each_loss_once_with_its_count(office: Any) -> None:
    number = office.run("transfer", "--all", "--check", "--json").data[0]["number"]
    make_a_line_differ(office, number)

    answer = office.run("transfer", number, "--check")

    assert answer.code == 0
    assert "Project name is not carried on 1 invoice. e-conomic has no such field." in answer.err
    assert "1 invoice will have another amount over there" in answer.err
