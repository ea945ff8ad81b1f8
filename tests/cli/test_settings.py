"""`bindeled settings`: what can be chosen is listed with the ids that choosing takes."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.texts import Message


def test_every_standard_value_that_is_listed_can_be_chosen_by_its_id(office: Any) -> None:
    listed = office.run("settings", "--choices", "--json").data
    assert set(listed) == {"customer_group", "vat_zone", "payment_terms", "layout", "employee_group"}
    several = {name: entries for name, entries in listed.items() if len(entries) > 1}
    others = {name: next(one["id"] for one in entries if not one["is_chosen"]) for name, entries in several.items()}
    shown = office.run("settings", "--choices").out
    assert all(f"{name}={id_}" in shown for name, id_ in others.items())

    given = [part for name, id_ in others.items() for part in ("--set", f"{name}={id_}")]
    chosen = office.run("settings", *given, "--json").data["standard_values"]
    assert {name: chosen[name] for name in others} == others
    again = office.run("settings", "--choices", "--json").data
    assert {name: next(one["id"] for one in again[name] if one["is_chosen"]) for name in others} == others


def test_the_list_goes_with_no_choice(office: Any) -> None:
    assert office.run("settings", "--choices", "--owner", "psa").code == 2


def kept(office: Any) -> tuple[Any, Any, Any]:
    data = office.run("settings", "--json").data
    return data["standard_values"], data["customer_owner"], (data["sending"]["tolerance"], data["sending"]["carry"])


def test_a_preview_chooses_nothing_and_goes_with_no_other_choice(office: Any) -> None:
    before = kept(office)
    group = next(one["id"] for one in office.run("settings", "--choices", "--json").data["customer_group"] if not one["is_chosen"])
    for other in (
        ["--set", f"customer_group={group}"],
        ["--propose"],
        ["--tolerance", "0.50"],
        ["--do-not-carry", "project_number"],
    ):
        assert office.run("settings", "--preview", "--owner", "finance", *other).code == 2
    assert office.run("settings", "--preview", "--owner", "finance").code == 0
    assert kept(office) == before


def test_one_choice_that_is_refused_leaves_all_others_unmade(office: Any) -> None:
    before = kept(office)
    group = next(one["id"] for one in office.run("settings", "--choices", "--json").data["customer_group"] if not one["is_chosen"])
    good = ["--set", f"customer_group={group}", "--tolerance", "0.07", "--creation", "first_invoice", "--may-link"]
    for refused in (["--owner", "both"], ["--carry", "no_such_field"], ["--set", "layout=no-such"], ["--tolerance", "1000"]):
        assert office.run("settings", *good, *refused).code != 0
        assert kept(office) == before


def test_a_system_with_values_of_its_own_says_so_in_place_of_empty_ones_and_refuses_a_choice(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = Message("VAT, payment terms and layout are Dinero's own.")
    monkeypatch.setattr("desktop.cli.settings.why_none_are_needed", lambda _card: reason)
    shown = office.run("settings").out
    assert str(reason) in shown
    assert "Payment terms" not in shown
    for asked in (["--choices"], ["--propose"], ["--set", "layout=19"]):
        answer = office.run("settings", *asked)
        assert (answer.code, str(reason) in answer.err) == (1, True)
