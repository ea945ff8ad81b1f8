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


def test_a_check_groups_its_causes_and_says_that_nothing_is_sent_before_activation(office: Any) -> None:
    answer = office.run("transfer", "--all", "--check")
    assert "documents would be stopped: " in answer.err
    assert "not active" not in answer.err

    office.run("activate", "--off")
    assert "The integration is not active, so nothing is sent." in office.run("transfer", "--all", "--check").err


def test_what_is_carried_is_chosen_on_the_command_line_and_leaves_the_losses(office: Any) -> None:
    number = office.run("transfer", "--all", "--check", "--json").data[0]["number"]

    shown = office.run(
        "settings", "--carry", "project_name=heading:Sag: ", "--carry", "project_number", "--tolerance", "0.05", "--json"
    )
    assert shown.data["sending"]["carry"] == [
        {"field": "project_name", "target": "heading", "lead": "Sag: "},
        {"field": "project_number", "target": "message", "lead": "Project no.: "},
    ]
    assert shown.data["sending"]["tolerance"] == "0.05"
    assert shown.data["sending"]["can_be_carried"]["line.unit"] == ["text"]

    (found,) = office.run("transfer", number, "--check", "--json").data
    assert not {"project_name", "project_number"} & {one["field"] for one in found["not_carried"]}
    assert [one["target"] for one in found["carried"]] == ["heading", "message"]

    assert (
        office.run("settings", "--do-not-carry", "project_name", "--json").data["sending"]["carry"][0]["field"] == "project_number"
    )
    assert office.run("settings", "--carry", "ean").code == 1
    assert office.run("settings", "--tolerance", "much").code == 2
    assert "not carried" in office.run("settings").out
