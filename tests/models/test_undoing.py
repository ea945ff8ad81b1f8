"""What of an overwritten customer can be put back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.records import Contact, Customer, LinkKind
from desktop.models.undoing import creation, fields_back, is_as_created

STEP = {"before": {"name": "Fjord", "city": "Aarhus", "phone": "1"}, "after": {"name": "Fjordbyg", "city": "Odense", "phone": "1"}}


def test_a_field_that_still_holds_what_we_wrote_goes_back() -> None:
    found = fields_back(STEP, Customer(id="7", name="Fjordbyg", city="Odense", phone="1"))
    assert (found.back, found.changed) == ({"name", "city"}, frozenset())


def test_a_field_that_somebody_changed_since_is_left_alone() -> None:
    found = fields_back(STEP, Customer(id="7", name="Fjordbyg", city="Vejle", phone="2"))
    assert (found.back, found.changed) == ({"name"}, {"city", "phone"})


def test_a_field_that_has_its_old_value_again_is_neither() -> None:
    found = fields_back(STEP, Customer(id="7", name="Fjord", city="Aarhus", phone="1"))
    assert (found.back, found.changed) == (frozenset(), frozenset())


@given(st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c"]) for name in ("name", "city", "phone")}), st.data())
def test_no_field_is_both_and_none_but_the_written_ones_are_named(now: dict[str, str], data: st.DataObject) -> None:
    values = st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c"]) for name in now})
    found = fields_back({"before": data.draw(values), "after": data.draw(values)}, Customer(id="7", **now))
    assert not found.back & found.changed
    assert found.back | found.changed <= set(now)


@pytest.mark.parametrize("name", ["first_name", "last_name", "email", "phone", "comment"])
def test_a_created_contact_that_somebody_changed_in_any_written_field_is_not_as_created(name: str) -> None:
    made = Contact(id="8", customer_id="101", first_name="Ole", last_name="Vind", email="ole@example.com", phone="1", comment="a")
    step = creation(LinkKind.CONTACT, "302", made)
    assert is_as_created(step, made)
    assert not is_as_created(step, replace(made, **{name: "another"}))
