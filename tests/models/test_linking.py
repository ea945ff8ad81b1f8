from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from desktop.models.field_mapping import EMPTY_THERE, FieldChange
from desktop.models.linking import (
    KEPT_BY_YOU,
    CustomerPair,
    CustomerPreview,
    LinkingRegister,
    Tab,
    marked_pairs,
    marked_to_link,
    number_after,
    preview_totals,
    still_free,
    tab_of,
)
from desktop.models.records import (
    Action,
    Bucket,
    Customer,
    CustomerSuggestions,
    DecidedBy,
    Decision,
    ExternalKey,
    Link,
    LinkKind,
    Side,
    Suggestion,
)
from desktop.texts import Message

FINANCE, PSA = Customer(id="f1", name="Æble"), Customer(id="p1", name="Æble ApS")
LINKS = {
    "f1": Link(
        kind=LinkKind.CUSTOMER,
        psa_id="p1",
        finance_id="f1",
        decided_by=DecidedBy.PERSON,
        decided_at=dt.datetime(2026, 7, 14, tzinfo=dt.UTC),
    )
}
CHANGES = (
    FieldChange("name", Message("Name"), "Æble", "Æble ApS", is_changed=True),
    FieldChange("city", Message("City"), "Ribe", "", is_changed=False, reason=EMPTY_THERE),
)
PREVIEW = CustomerPreview(
    decision=Decision(finance_id="f1", action=Action.USE_PSA, psa_id="p1"),
    finance=FINANCE,
    psa=PSA,
    written_side=Side.FINANCE,
    changes=CHANGES,
)


@pytest.mark.parametrize(("bucket", "tab"), [(Bucket.ONE, Tab.ONE), (Bucket.SEVERAL, Tab.SEVERAL), (Bucket.NONE, Tab.NONE)])
def test_a_customer_stands_in_the_tab_of_its_suggestions(bucket: Bucket, tab: Tab) -> None:
    assert tab_of("f1", {}, set(), {"f1": CustomerSuggestions("f1", bucket)}) is tab


def test_a_link_counts_more_than_ignored_and_that_more_than_a_suggestion() -> None:
    suggestions = {"f1": CustomerSuggestions("f1", Bucket.ONE)}

    assert tab_of("f1", LINKS, {"f1"}, suggestions) is Tab.LINKED
    assert tab_of("f1", {}, {"f1"}, suggestions) is Tab.IGNORED
    assert tab_of("f2", LINKS, {"f1"}, suggestions) is Tab.NOT_LOOKED_UP


@pytest.mark.parametrize(
    ("bucket", "found", "left"),
    [
        (Bucket.SEVERAL, ["p1"], Bucket.NONE),
        (Bucket.SEVERAL, ["p1", "p2"], Bucket.SEVERAL),
        (Bucket.ONE, ["p1"], Bucket.NONE),
        (Bucket.ONE, ["p1", "p2"], Bucket.SEVERAL),
        (Bucket.ONE, ["p2", "p1"], Bucket.ONE),
        (Bucket.NONE, ["p1", "p2"], Bucket.NONE),
    ],
)
def test_a_candidate_that_was_linked_to_somebody_else_is_no_suggestion_any_more(
    bucket: Bucket, found: list[str], left: Bucket
) -> None:
    suggestions = {id_: CustomerSuggestions(id_, bucket, tuple(Suggestion(one, 1.0, ()) for one in found)) for id_ in ("f1", "f2")}

    free = still_free(suggestions, LINKS)

    assert free["f2"].bucket is left
    assert [one.psa_id for one in free["f2"].suggestions] == [one for one in found if one != "p1"]
    assert free["f1"] == suggestions["f1"]


def test_every_tab_has_a_count() -> None:
    pairs = [CustomerPair(finance=FINANCE, tab=tab) for tab in (Tab.ONE, Tab.ONE, Tab.NONE)]

    counts = LinkingRegister(pairs=pairs, psa={}, linked_psa_ids=frozenset()).counts()
    assert counts == {**dict.fromkeys(Tab, 0), Tab.ONE: 2, Tab.NONE: 1}


def test_a_field_of_a_preview_is_kept_and_changed_after_all() -> None:
    kept = PREVIEW.choosing("name", keep=True)

    assert PREVIEW.changed_fields == 1
    assert (kept.changed_fields, kept.decision.kept_fields, kept.changes[0].reason) == (0, {"name"}, KEPT_BY_YOU)
    assert kept.choosing("name", keep=False) == PREVIEW


def test_only_a_field_that_would_change_can_be_chosen() -> None:
    assert [PREVIEW.can_choose(change) for change in CHANGES] == [True, False]
    assert not replace(PREVIEW, psa=None).can_choose(CHANGES[0])
    assert PREVIEW.choosing("city", keep=True).changes == CHANGES


def test_the_sums_of_a_preview_are_those_of_its_customers() -> None:
    created = replace(
        PREVIEW,
        psa=None,
        written_side=Side.PSA,
        decision=Decision(finance_id="f2", action=Action.IMPORT),
        problems=(Message("No."),),
    )
    totals = preview_totals([PREVIEW, replace(PREVIEW, written_side=Side.PSA), created])

    assert totals.changed_customers == {Side.PSA: 1, Side.FINANCE: 1}
    assert totals.changed_fields == {Side.PSA: 1, Side.FINANCE: 1}
    assert (totals.created, totals.kept_because_empty, totals.refused, totals.is_nothing) == (1, 3, 1, False)


def test_a_preview_of_links_only_writes_nothing() -> None:
    links_only = replace(PREVIEW, written_side=None, changes=(), decision=replace(PREVIEW.decision, action=Action.LINK_ONLY))

    assert preview_totals([links_only]).is_nothing
    assert preview_totals([]).is_nothing


@pytest.mark.parametrize(
    ("numbers", "after"), [([], ""), (["K1", ""], ""), (["9", "10", "K99", "²"], "11"), (["007"], "8"), (["９"], "")]
)
def test_the_number_series_goes_on_after_the_highest_number(numbers: list[str], after: str) -> None:
    assert number_after(Customer(number=number) for number in numbers) == after


def test_a_psa_customer_marked_with_two_finance_customers_says_nothing() -> None:
    one, two, three = (ExternalKey(system_name="ours", external_id=number) for number in ("f1", "f2", "f3"))
    psa = [Customer(id="p1", external_keys=(one, two)), Customer(id="p3", external_keys=(three,))]

    assert marked_pairs(psa, {}, "ours") == {"f3": "p3"}


def test_only_marked_customers_nobody_has_decided_about_are_to_be_linked_and_none_to_a_psa_customer_chosen_for_another() -> None:
    def pair(number: int, tab: Tab = Tab.NONE, action: Action | None = None, psa_id: str = "") -> CustomerPair:
        decision = Decision(finance_id=f"f{number}", action=action, psa_id=psa_id) if action is not None else None
        return CustomerPair(finance=Customer(id=f"f{number}"), tab=tab, decision=decision)

    pairs = [
        pair(1),
        pair(2, Tab.NOT_LOOKED_UP),
        pair(3, Tab.IGNORED),
        pair(4, action=Action.LATER),
        pair(5),
        pair(6, action=Action.LINK_ONLY, psa_id="p5"),
        pair(7, Tab.LINKED),
    ]
    marked = {f"f{number}": f"p{number}" for number in range(1, 8) if number != 6}

    assert marked_to_link(marked, pairs, [one.decision for one in pairs]) == {"f1": "p1", "f2": "p2"}
