"""Undo brings both systems back to what they held, and leaves alone what somebody changed since."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import NoConnection, RecordNotFound, SignInRefused
from desktop.models.linking import Tab
from desktop.models.records import Action, Activity, Decision, Outcome, Side
from desktop.models.undoing import UndoGroup
from desktop.progress import Silent


@pytest.fixture
def looked_up(read: Any) -> Any:
    """Everything read and looked up, and the integration known to the PSA; nothing linked."""
    read.linking.suggest(read.integration, Silent())
    link(read, Decision(finance_id="106", action=Action.LINK_ONLY, psa_id="6"))
    undo(read)
    return read


def link(office: Any, *decisions: Decision) -> Any:
    return office.linking.write(office.integration, decisions, Silent())


def undo(office: Any) -> Any:
    return office.undo.undo(office.integration, office.undo.last_batch(office.integration).id, Silent())


def customers(office: Any) -> Any:
    """What both systems hold of customers, but for versions and times of change."""
    psa, finance = office.company.state()
    kept = [
        {name: value for name, value in one.items() if name not in ("TimeStamp", "ModifiedAt", "lastUpdated")}
        for one in (*psa["customers"], *finance["customers"])
    ]
    return kept


USE_PSA = [Decision(finance_id=str(100 + place), action=Action.USE_PSA, psa_id=str(place)) for place in (1, 2)]
USE_FINANCE = [Decision(finance_id="103", action=Action.USE_FINANCE, psa_id="3")]


def test_undo_brings_both_systems_back(looked_up: Any) -> None:
    before = customers(looked_up)
    link(looked_up, *USE_PSA, *USE_FINANCE, Decision(finance_id="107", action=Action.IGNORE))
    assert customers(looked_up) != before
    report = undo(looked_up)
    assert report.undone == 4
    assert (report.left_alone, report.not_possible) == ((), ())
    assert customers(looked_up) == before
    pairs = {pair.finance.id: pair.tab for pair in looked_up.linking.register(looked_up.integration).pairs}
    assert (pairs["101"], pairs["103"], pairs["107"]) == (Tab.ONE, Tab.ONE, Tab.NONE)
    assert str(looked_up.newest().message) == "What was decided for 4 customers is taken back."


def test_every_value_and_mark_that_undo_writes_is_in_the_log_with_what_was_sent(looked_up: Any) -> None:
    link(looked_up, USE_PSA[0])
    undo(looked_up)
    _whole, mark, values = looked_up.log.entries(looked_up.integration.id, activities=[Activity.UNDO])[:3]
    assert str(mark.message) == "The mark of the link was removed from the customer in TimeLog."
    assert "back in e-conomic" in str(values.message)
    assert [one.subject_id for one in (mark, values)] == ["101", "101"]
    assert mark.exchanges
    assert "PUT" in [one.method for one in values.exchanges]


@pytest.fixture
def changed_at_the_last_moment(looked_up: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody writes the e-mail in e-conomic after we looked at the customer, and before we write it."""
    finance = type(looked_up.connectors.get(looked_up.integration, Side.FINANCE))
    update = finance.update_customer

    def after_somebody_else(*told: Any) -> Any:
        looked_up.company.change_finance("customers", 101, email="by-hand@example.com")
        return update(*told)

    return lambda: monkeypatch.setattr(finance, "update_customer", after_somebody_else)


def test_a_field_that_somebody_changes_between_our_look_and_our_writing_is_not_overwritten(
    looked_up: Any, changed_at_the_last_moment: Any
) -> None:
    changed_at_the_last_moment()
    report = link(looked_up, USE_PSA[0])
    assert report.linked == ()
    messages = [str(one.message) for one in looked_up.log.entries(looked_up.integration.id)]
    assert any("was changed in e-conomic since it was read" in one for one in messages)
    finance = looked_up.connectors.get(looked_up.integration, Side.FINANCE)
    assert finance.customer("101").email == "by-hand@example.com"


def test_neither_is_one_that_undo_puts_back(looked_up: Any, changed_at_the_last_moment: Any) -> None:
    link(looked_up, USE_PSA[0])
    changed_at_the_last_moment()
    assert "was changed in e-conomic since it was read" in str(undo(looked_up).left_alone[0])
    finance = looked_up.connectors.get(looked_up.integration, Side.FINANCE)
    assert finance.customer("101").email == "by-hand@example.com"


def test_a_field_that_somebody_changed_since_is_left_alone_and_told(looked_up: Any) -> None:
    link(looked_up, USE_PSA[0])
    looked_up.company.change_finance("customers", 101, email="by-hand@example.com")
    report = undo(looked_up)
    assert str(report.left_alone[0]) == "Fjordbyg A/S: 1 field was changed since and is left as it is."
    row = looked_up.company.finance.agreement["customers"].get(101)
    assert (row["email"], row["address"]) == ("by-hand@example.com", "Gammelgade 101")


def test_an_imported_customer_stays_where_it_cannot_be_deleted_and_that_is_told(looked_up: Any) -> None:
    link(looked_up, Decision(finance_id="107", action=Action.IMPORT))
    report = undo(looked_up)
    assert report.undone == 1
    assert "The customer stays in TimeLog" in str(report.not_possible[0])
    assert looked_up.linking.register(looked_up.integration).linked_psa_ids == frozenset()


def test_an_import_that_was_undone_finds_its_customer_when_it_is_imported_again(looked_up: Any) -> None:
    link(looked_up, Decision(finance_id="107", action=Action.IMPORT))
    undo(looked_up)
    before = len(looked_up.company.psa.site.tables["customers"])
    assert link(looked_up, Decision(finance_id="107", action=Action.IMPORT)).imported == ("107",)
    assert len(looked_up.company.psa.site.tables["customers"]) == before


def test_a_customer_that_is_gone_is_told_and_the_rest_goes_on(looked_up: Any) -> None:
    link(looked_up, *USE_PSA)
    looked_up.company.finance.agreement["customers"].drop(102)
    report = undo(looked_up)
    assert len(report.left_alone) == 1
    assert "is left as it is" in str(report.left_alone[0])
    assert looked_up.company.finance.agreement["customers"].get(101)["address"] == "Gammelgade 101"
    assert looked_up.linking.register(looked_up.integration).linked_psa_ids == frozenset()


def test_undo_that_broke_off_can_be_done_again(looked_up: Any) -> None:
    before = customers(looked_up)
    link(looked_up, *USE_PSA)
    tokens, looked_up.company.finance.agreement.tokens = looked_up.company.finance.agreement.tokens, []
    with pytest.raises(SignInRefused):
        undo(looked_up)
    looked_up.company.finance.agreement.tokens = tokens
    looked_up.plan(Side.FINANCE, {"kind": "cut_before", "method": "GET", "calls": [2, 3, 4]})
    with pytest.raises(NoConnection):
        undo(looked_up)
    looked_up.plan(Side.FINANCE)
    assert undo(looked_up).left_alone == ()
    assert customers(looked_up) == before


def test_values_that_a_passing_trouble_kept_from_going_back_are_taken_back_the_next_time(looked_up: Any) -> None:
    before = customers(looked_up)
    link(looked_up, *USE_PSA)
    looked_up.plan(Side.FINANCE, {"kind": "error_before", "method": "PUT", "calls": [1]})
    report = undo(looked_up)
    assert (report.undone, len(report.failed), report.left_alone) == (1, 1, ())
    assert str(looked_up.newest().what_to_do) == "Undo once more to take back the rest."
    again = undo(looked_up)
    assert (again.undone, again.failed) == (1, ())
    assert customers(looked_up) == before
    assert looked_up.undo.last_batch(looked_up.integration) is None


def test_a_lost_answer_to_undo_is_settled_by_looking(looked_up: Any) -> None:
    before = customers(looked_up)
    link(looked_up, *USE_PSA)
    looked_up.plan(Side.FINANCE, {"kind": "error_after", "method": "PUT", "calls": [1]})
    assert undo(looked_up).failed == ()
    assert customers(looked_up) == before


def test_a_batch_is_undone_once(looked_up: Any) -> None:
    batch = link(looked_up, USE_PSA[0]).batch_id
    undo(looked_up)
    for number in (batch, 999):
        with pytest.raises(RecordNotFound, match="nothing to undo"):
            looked_up.undo.undo(looked_up.integration, number, Silent())
    assert looked_up.undo.last_batch(looked_up.integration) is None


def test_unlinking_deletes_nothing_and_takes_the_mark_away(looked_up: Any) -> None:
    link(looked_up, USE_PSA[0])
    linked = [pair.link for pair in looked_up.linking.register(looked_up.integration).pairs if pair.link]
    assert looked_up.undo.unlink(looked_up.integration, linked) == 1
    assert looked_up.company.psa_row("customers", 1)["ExternalKeys"] == []
    assert looked_up.company.finance.agreement["customers"].get(101)["address"] == "Nygade 1"
    assert looked_up.newest().activity is Activity.UNLINK
    assert looked_up.undo.unlink(looked_up.integration, linked) == 0


def test_a_mark_that_the_psa_keeps_is_told_in_the_log_and_the_link_is_ended(looked_up: Any) -> None:
    link(looked_up, *USE_PSA)
    linked = [pair.link for pair in looked_up.linking.register(looked_up.integration).pairs if pair.link]
    looked_up.plan(Side.PSA, {"kind": "error_before", "path": "/CRM/"})
    assert looked_up.undo.unlink(looked_up.integration, linked) == 2
    refused = looked_up.log.entries(looked_up.integration.id, outcomes=[Outcome.REFUSED])
    assert [one.activity for one in refused] == [Activity.UNLINK, Activity.UNLINK]
    assert "keeps its mark" in str(refused[0].message)
    assert looked_up.linking.register(looked_up.integration).linked_psa_ids == frozenset()


def preview(office: Any) -> Any:
    return office.undo.preview(office.integration, office.undo.last_batch(office.integration).id, Silent())


def told(office: Any) -> list[tuple[str, str, str]]:
    return [(str(one.group), one.customer, str(one.sentence)) for one in preview(office).items]


def test_before_undo_everything_stands_in_one_of_three_groups_and_nothing_is_written(looked_up: Any) -> None:
    link(looked_up, *USE_PSA, Decision(finance_id="107", action=Action.IMPORT), Decision(finance_id="108", action=Action.IGNORE))
    looked_up.company.change_finance("customers", 101, email="by-hand@example.com")
    before = customers(looked_up)
    found = told(looked_up)
    assert ("changed", "Fjordbyg A/S", "1 field was changed in e-conomic since, and stays as it is.") in found
    assert (
        "impossible",
        "Bølgen Svømmehal",
        "The customer stays in TimeLog, which cannot delete customers. Only the link is removed.",
    ) in found
    assert ("back", "108 Kystens Bageri", "The customer is brought back from Ignored.") in found
    assert [one[2] for one in found if one[0] == "back"].count("The link is removed.") == 3
    assert any("old values back in e-conomic" in one[2] for one in found if one[0] == "back")
    assert customers(looked_up) == before


def test_the_preview_says_what_undo_then_does(looked_up: Any) -> None:
    link(looked_up, *USE_PSA)
    looked_up.company.change_finance("customers", 101, email="by-hand@example.com")
    shown = preview(looked_up)
    counts, report = shown.counts(), undo(looked_up)
    assert counts[UndoGroup.BACK] > shown.customers == report.undone == len(USE_PSA)
    assert (counts[UndoGroup.CHANGED], counts[UndoGroup.IMPOSSIBLE]) == (len(report.left_alone), len(report.not_possible))


def test_a_customer_that_is_gone_is_among_what_is_left_alone(looked_up: Any) -> None:
    link(looked_up, USE_PSA[1])
    looked_up.company.finance.agreement["customers"].drop(102)
    assert [group for group, *_rest in told(looked_up)] == ["back", "changed"]


def test_many_customers_are_looked_at_in_one_reading(looked_up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    link(looked_up, *USE_PSA)
    looked_up.company.change_finance("customers", 101, email="by-hand@example.com")
    one_by_one = told(looked_up)
    monkeypatch.setattr("desktop.use_cases.undo_customers._ONE_BY_ONE", 1)
    assert told(looked_up) == one_by_one


def test_an_older_batch_is_taken_back_alone(looked_up: Any) -> None:
    first = link(looked_up, USE_PSA[0]).batch_id
    second = link(looked_up, USE_PSA[1]).batch_id
    assert [one.id for one in looked_up.undo.batches(looked_up.integration)] == [second, first]
    looked_up.undo.undo(looked_up.integration, first, Silent())
    assert [one.id for one in looked_up.undo.batches(looked_up.integration)] == [second]
    linked = looked_up.linking.register(looked_up.integration).linked_psa_ids
    assert linked == {"2"}
