"""Several companies of one PSA: what is said before one is chosen, and when an integration begins to show the others' invoices."""

from __future__ import annotations

from desktop.models.records import Company
from desktop.models.whose_invoices import begins_to_share, choice_of_company, ends_sharing

ALONE = Company(id="a", name="Acme A/S")
SHARED = Company(id="a", name="Acme A/S", shares_invoices=True)


def test_who_chooses_a_company_is_told_what_it_costs_to_leave_fields_out() -> None:
    assert str(choice_of_company("TimeLog", [ALONE, ALONE])) == "TimeLog answers. Choose the company, and connect."
    assert "Whose an invoice is it tells only when" in str(choice_of_company("TimeLog", [SHARED, SHARED]))


def test_an_integration_begins_to_share_once() -> None:
    assert [begins_to_share(before, SHARED) for before in (None, ALONE, SHARED)] == [True, True, False]
    assert not begins_to_share(SHARED, ALONE)
    assert not begins_to_share(ALONE, None)


def test_it_ends_when_the_psa_tells_whose_they_are() -> None:
    assert [ends_sharing(before, ALONE) for before in (None, ALONE, SHARED)] == [False, False, True]
    assert not ends_sharing(SHARED, SHARED)
