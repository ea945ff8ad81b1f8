"""Three states are compared field by field; empty never blanks, and what agrees or is in no table is never touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.connectors.economic.fields import CUSTOMERS as ECONOMIC
from desktop.connectors.timelog.fields import CUSTOMERS as TIMELOG
from desktop.models.linking import KEPT_BY_YOU, preview_of
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.records import CarriedValues, Customer, Side, texts_of
from desktop.models.updates import (
    ASKED,
    LinkedPair,
    News,
    agreed_values,
    carried_after,
    decision_of,
    differences,
    field_updates,
    first_decision,
    not_to_write,
    targets,
    unseen_decision,
    update_preview,
    why_not_carried,
)

TABLES = {Side.FINANCE: ECONOMIC, Side.PSA: TIMELOG}
OURS = Customer(id="1", number="1001", name="Havn A/S", phone="70102030", city="Aarhus", currency="DKK", country="DK")
THERE = replace(OURS, id="101", number="101", group="1", vat_zone="1")


def pair(psa: dict[str, str] | None = None, finance: dict[str, str] | None = None, **both: str) -> LinkedPair:
    """Two customers that were alike, with what was changed since on each side."""
    ours, there = replace(OURS, **both), replace(THERE, **both)
    carried = CarriedValues(psa=texts_of(ours), finance=texts_of(there))
    return LinkedPair(psa=replace(ours, **(psa or {})), finance=replace(there, **(finance or {})), carried=carried)


def news(one: LinkedPair, mode: OwnerMode = OwnerMode.PSA, target: Side = Side.FINANCE) -> dict[str, tuple[str, bool]]:
    return {each.field: (each.news.value, each.is_asked) for each in field_updates(TABLES[target], one, target, mode)}


@pytest.mark.parametrize(
    ("psa", "finance", "owned_by_psa", "owned_by_both"),
    [
        ("", "", None, None),
        ("Ny", "", ("here", False), ("here", False)),
        ("", "Ny", ("there", False), None),
        ("Ny", "Ny", None, None),
        ("Ny", "Anden", ("both", False), ("both", True)),
    ],
)
def test_each_field_is_judged_by_who_changed_it_since(
    psa: str, finance: str, owned_by_psa: tuple[str, bool] | None, owned_by_both: tuple[str, bool] | None
) -> None:
    changed = pair({"city": psa} if psa else {}, {"city": finance} if finance else {})

    assert news(changed).get("city") == owned_by_psa
    assert news(changed, OwnerMode.BOTH).get("city") == owned_by_both


def test_news_of_the_finance_system_goes_to_the_psa_where_it_owns_customers_or_both_do() -> None:
    changed = pair(finance={"city": "Odense"})

    assert news(changed, OwnerMode.FINANCE, Side.PSA) == {"city": ("here", False)}
    assert news(changed, OwnerMode.BOTH, Side.PSA) == {"city": ("here", False)}
    assert [targets(mode) for mode in OwnerMode] == [(Side.FINANCE,), (Side.PSA,), (Side.FINANCE, Side.PSA)]


def test_a_field_that_was_emptied_blanks_nothing_and_standard_values_are_never_carried() -> None:
    changed = pair({"phone": "", "group": "9", "vat_zone": "9", "number": "77"})

    assert news(changed) == {}
    assert [one.field for one in differences(ECONOMIC, changed, Side.FINANCE, OwnerMode.PSA)] == []


def test_a_difference_that_was_there_when_the_two_were_linked_is_no_news_but_can_be_asked_for() -> None:
    apart = replace(pair(), psa=replace(OURS, city="Vejle"))
    linked = replace(apart, carried=CarriedValues(psa=texts_of(apart.psa), finance=texts_of(apart.finance)))

    assert news(linked) == {}
    found = differences(ECONOMIC, linked, Side.FINANCE, OwnerMode.BOTH)
    assert [(one.field, one.old, one.new, one.is_asked) for one in found] == [("city", "Aarhus", "Vejle", True)]


def test_the_preview_says_what_is_taken_back_over_there_what_is_kept_and_what_would_be_refused() -> None:
    changed = pair({"city": "Vejle", "ean": "12AB", "phone": "11111111"}, {"city": "Odense"})
    updates = field_updates(ECONOMIC, changed, Side.FINANCE, OwnerMode.PSA)
    preview = update_preview(ECONOMIC, changed, updates, decision_of(changed, Side.FINANCE, {"phone"}), "e-conomic")

    shown = {one.field: (one.is_changed, one.reason and one.reason.render()) for one in preview.changes}
    assert shown == {
        "city": (True, "Changed in e-conomic since."),
        "ean": (True, None),
        "phone": (False, KEPT_BY_YOU.render()),
    }
    assert [problem.render() for problem in preview.problems] == [
        "EAN no. 12AB has other characters than digits; e-conomic takes digits only."
    ]
    assert preview.written_side is Side.FINANCE


def test_without_anybody_looking_only_goes_what_takes_nothing_back_and_would_be_taken() -> None:
    changed = pair({"city": "Vejle", "ean": "12AB", "phone": "11111111"}, {"city": "Odense"})
    updates = field_updates(ECONOMIC, changed, Side.FINANCE, OwnerMode.PSA)
    decision = unseen_decision(ECONOMIC, changed, Side.FINANCE, updates)

    assert decision is not None
    assert decision.kept_fields == {"city", "ean"}
    assert unseen_decision(ECONOMIC, changed, Side.FINANCE, [one for one in updates if one.news is News.BOTH]) is None


def test_what_must_be_asked_is_kept_until_somebody_chooses_and_stays_open() -> None:
    changed = pair({"city": "Vejle", "phone": "11111111"}, {"city": "Odense"})
    updates = field_updates(ECONOMIC, changed, Side.FINANCE, OwnerMode.BOTH)
    decision = first_decision(changed, Side.FINANCE, updates)
    preview = update_preview(ECONOMIC, changed, updates, decision, "e-conomic")

    city = next(one for one in preview.changes if one.field == "city")
    assert (city.is_changed, city.reason and city.reason.render()) == (False, ASKED.render())
    assert preview.can_choose(city)
    after = replace(changed.finance, phone="11111111")
    assert set(carried_after(ECONOMIC, changed, updates, decision, after).psa) == {"phone"}


def test_a_field_that_the_user_keeps_is_no_news_until_it_changes_again() -> None:
    changed = pair({"city": "Vejle"})
    updates = field_updates(ECONOMIC, changed, Side.FINANCE, OwnerMode.PSA)
    values = carried_after(ECONOMIC, changed, updates, decision_of(changed, Side.FINANCE, {"city"}), changed.finance)
    settled = replace(changed, carried=merged(changed.carried, values))

    assert news(settled) == {}
    assert news(replace(settled, psa=replace(settled.psa, city="Kolding"))) == {"city": ("here", False)}


def test_where_both_were_changed_alike_a_later_change_of_one_side_is_its_own() -> None:
    changed = pair({"city": "Vejle"}, {"city": "Vejle"})
    settled = replace(changed, carried=merged(changed.carried, agreed_values(ECONOMIC, changed, Side.FINANCE)))

    assert news(replace(settled, psa=replace(settled.psa, city="Kolding"))) == {"city": ("here", False)}
    assert agreed_values(ECONOMIC, pair(), Side.FINANCE) == CarriedValues()


def test_only_the_mode_where_finance_owns_customers_writes_nothing_and_says_why() -> None:
    said = {mode: why_not_carried(OwnerRules(mode=mode), "TimeLog", "e-conomic") for mode in OwnerMode}

    assert [mode for mode, reason in said.items() if reason is None] == [OwnerMode.PSA, OwnerMode.BOTH]


# for any two customers and any state carried before

_TEXTS = st.sampled_from(["", "A", "12"])
_FIELDS = ("name", "ean", "phone", "address", "address2", "city")
_OTHERS = ("number", "group", "attention")
_VALUES = st.tuples(*[_TEXTS] * 9).map(lambda values: dict(zip((*_FIELDS, *_OTHERS), values, strict=True)))
_PAIRS = st.builds(
    lambda psa, finance, was_psa, was_finance: LinkedPair(
        psa=Customer(id="p", **psa), finance=Customer(id="f", **finance), carried=CarriedValues(psa=was_psa, finance=was_finance)
    ),
    *[_VALUES] * 4,
)
_SIDES, _MODES = st.sampled_from(list(Side)), st.sampled_from(list(OwnerMode))


def merged(before: CarriedValues, values: CarriedValues) -> CarriedValues:
    return CarriedValues(psa={**before.psa, **values.psa}, finance={**before.finance, **values.finance})


def carried(one: LinkedPair, target: Side, mode: OwnerMode) -> tuple[LinkedPair, set[str]]:
    """The pair after everything was carried to a side, as `write_links` does it, and the names of the fields written."""
    table = TABLES[target]
    updates = field_updates(table, one, target, mode)
    decision = decision_of(one, target)
    whole = decision_of(one, target, not_to_write(table, updates, decision))
    preview = preview_of(whole, one.finance, one.psa, TABLES.__getitem__)
    before: Any = one.of(target)
    values = {}
    for change in preview.changes:
        if change.is_changed:
            row = table.field(change.field)
            names = (row.ours, *row.joined)
            texts = change.new.split("\n") if row.joined else [change.new]
            values.update(zip(names, [*texts, *[""] * len(names)], strict=False))
    after = replace(before, **values)
    state = merged(one.carried, carried_after(table, one, updates, decision, after))
    side = {"psa" if target is Side.PSA else "finance": after}
    return replace(one, carried=state, **side), set(values)


@given(_PAIRS, _SIDES, _MODES)
@settings(max_examples=40, deadline=None)
def test_carrying_never_blanks_a_value(one: LinkedPair, target: Side, mode: OwnerMode) -> None:
    assert all(each.new for each in field_updates(TABLES[target], one, target, mode))


@given(_PAIRS, _SIDES, _MODES)
@settings(max_examples=40, deadline=None)
def test_what_was_carried_is_not_carried_again(one: LinkedPair, target: Side, mode: OwnerMode) -> None:
    after, _written = carried(one, target, mode)

    assert field_updates(TABLES[target], after, target, mode) == []


@given(_PAIRS, _SIDES, _MODES)
@settings(max_examples=40, deadline=None)
def test_nothing_is_written_where_both_agree_and_no_field_outside_the_table(one: LinkedPair, target: Side, mode: OwnerMode) -> None:
    table = TABLES[target]
    allowed = {name for row in table.fields if row.is_written and not row.only_when_creating for name in (row.ours, *row.joined)}
    after, written = carried(one, target, mode)

    assert written <= allowed
    source = one.psa if target is Side.FINANCE else one.finance
    assert all(getattr(source, name) or name in ("address", "address2", "address3") for name in written)
    assert all(getattr(after.of(target), name) == getattr(one.of(target), name) for name in set(_OTHERS) - allowed)


@given(_VALUES, _SIDES, _MODES)
@settings(max_examples=30, deadline=None)
def test_two_customers_that_hold_the_same_have_no_news_whatever_they_held_before(
    values: dict[str, str], target: Side, mode: OwnerMode
) -> None:
    alike = {name: values[name] for name in ("name", "ean", "phone", "address", "city")}
    same = LinkedPair(psa=Customer(id="p", **alike), finance=Customer(id="f", **alike), carried=CarriedValues(psa={"name": "X"}))

    assert field_updates(TABLES[target], same, target, mode) == []
