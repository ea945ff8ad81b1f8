"""`bindeled settings`: what can be chosen is listed with the ids that choosing takes."""

from __future__ import annotations

from typing import Any


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
