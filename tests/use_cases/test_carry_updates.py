"""Changes of linked customers are found in both systems, shown, carried as a batch or at once, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.errors import RecordRefused
from desktop.models.linking import CustomerPreview
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import Activity, Side
from desktop.progress import Silent
from desktop.use_cases.carry_updates import CarryWay

NOW = "2099-01-01T00:00:00Z"  # after any reading: e-conomic's stand-in keeps the time that a test gives


def shown(previews: list[CustomerPreview]) -> dict[tuple[str, str], dict[str, tuple[str, str, str]]]:
    """By customer and side: the old and the new text of each field, and the remark."""
    return {
        (one.finance.id, str(one.written_side)): {
            change.field: (change.old, change.new, change.reason.render() if change.reason else "") for change in one.changes
        }
        for one in previews
    }


def finance_row(office: Any, number: int = 101) -> dict[str, Any]:
    return dict(office.company.finance.agreement["customers"].get(number))


def carry_all(office: Any, **more: Any) -> Any:
    previews = office.updates.previews(office.integration)
    return office.updates.write(office.integration, [one.decision for one in previews], Silent(), **more)


def test_who_was_changed_in_the_psa_since_the_link_is_found_by_time_of_change_and_shown(office: Any) -> None:
    office.company.change_psa("customers", 1, Phone="44 55 66 77", Email="")
    office.company.finance.calls.kept.clear()

    waiting = office.updates.find(office.integration, Silent())

    assert (waiting.customers, waiting.fields) == (1, 1)
    assert office.updates.waiting(office.integration.id) == waiting
    assert shown(office.updates.previews(office.integration)) == {("101", "finance"): {"phone": ("70 10 20 01", "44 55 66 77", "")}}
    (asked,) = office.company.finance.calls.listed()["calls"]
    assert "lastUpdated%24gt" in asked["path"]


def test_what_is_not_ours_over_there_stays_when_a_change_is_carried(office: Any) -> None:
    office.company.change_finance("customers", 101, creditLimit=5000, mobilePhone="20202020", publicEntryNumber="P-1")
    before = finance_row(office)
    office.company.change_psa("customers", 1, Phone="44 55 66 77")
    office.updates.find(office.integration, Silent())

    report = carry_all(office)

    assert (report.written, report.fields, dict(report.refused)) == (("101",), 1, {})
    after = finance_row(office)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {"telephoneAndFaxNumber", "lastUpdated"}
    assert after["telephoneAndFaxNumber"] == "44 55 66 77"
    assert office.updates.waiting(office.integration.id).customers == 0
    entry = next(one for one in office.log.entries(office.integration.id, limit=5) if one.activity is Activity.UPDATE)
    assert "Phone: 70 10 20 01 -> 44 55 66 77" in entry.technical


def test_a_batch_of_updates_is_taken_back_and_then_no_news_until_it_changes_again(office: Any) -> None:
    before = finance_row(office)
    office.company.change_psa("customers", 1, Phone="44 55 66 77")
    office.updates.find(office.integration, Silent())
    report = carry_all(office)

    office.undo.undo(office.integration, report.batch_id, Silent())
    office.updates.find(office.integration, Silent())

    assert {**finance_row(office), "lastUpdated": ""} == {**before, "lastUpdated": ""}
    assert office.updates.previews(office.integration) == []
    office.company.change_psa("customers", 1, Phone="11 22 33 44")
    assert office.updates.find(office.integration, Silent()).customers == 1


def test_a_change_over_there_is_shown_before_the_psa_wins_and_what_is_kept_is_not_shown_again(office: Any) -> None:
    office.company.change_finance("customers", 101, telephoneAndFaxNumber="99 99 99 99", city="Odense", lastUpdated=NOW)
    office.updates.find(office.integration, Silent())
    (preview,) = office.updates.previews(office.integration)
    assert shown([preview]) == {
        ("101", "finance"): {
            "phone": ("99 99 99 99", "70 10 20 01", "Changed in e-conomic since."),
            "city": ("Odense", "Aarhus C", "Changed in e-conomic since."),
        }
    }

    kept = preview.choosing("city", keep=True).decision
    report = office.updates.write(office.integration, [kept], Silent())

    assert (finance_row(office)["telephoneAndFaxNumber"], finance_row(office)["city"]) == ("70 10 20 01", "Odense")
    assert report.fields == 1
    assert office.updates.find(office.integration, Silent()).customers == 0
    everything = shown(office.updates.previews(office.integration, everything=True))
    assert everything["101", "finance"]["city"] == ("Odense", "Aarhus C", "")


def test_at_once_goes_what_takes_nothing_back_and_the_rest_waits_to_be_seen(office: Any) -> None:
    office.updates.choose_way(office.integration, CarryWay.AT_ONCE)
    office.company.change_psa("customers", 1, Phone="44 55 66 77")
    office.company.change_psa("customers", 2, Phone="44 55 66 88")
    office.company.change_finance("customers", 102, telephoneAndFaxNumber="99 99 99 99", lastUpdated=NOW)

    office.fetching.fetch(office.integration, progress=Silent())

    assert finance_row(office)["telephoneAndFaxNumber"] == "44 55 66 77"
    assert finance_row(office, 102)["telephoneAndFaxNumber"] == "99 99 99 99"
    assert list(shown(office.updates.previews(office.integration))) == [("102", "finance")]
    assert office.updates.way(office.integration) is CarryWay.AT_ONCE


def test_who_changed_over_there_after_the_reading_is_refused_and_the_others_go_on(office: Any) -> None:
    for number in (1, 2):
        office.company.change_psa("customers", number, Phone=f"44 55 66 7{number}")
    office.updates.find(office.integration, Silent())
    office.company.change_finance("customers", 101, telephoneAndFaxNumber="99 99 99 99", lastUpdated=NOW)

    report = carry_all(office)

    assert report.written == ("102",)
    assert [reason.kind for reason in report.refused.values()] == ["RecordChanged"]
    assert finance_row(office)["telephoneAndFaxNumber"] == "99 99 99 99"


def test_where_finance_owns_customers_its_changes_are_found_but_not_written(office: Any) -> None:
    office.customers.choose_rules(office.integration, OwnerRules(mode=OwnerMode.FINANCE))
    office.company.change_finance("customers", 101, telephoneAndFaxNumber="99 99 99 99", lastUpdated=NOW)
    assert office.updates.find(office.integration, Silent()).customers == 1
    before = office.company.state()

    with pytest.raises(RecordRefused, match="are not carried to TimeLog"):
        carry_all(office)

    assert office.company.state() == before


def test_where_both_own_customers_news_go_both_ways_and_what_both_changed_is_asked(office: Any) -> None:
    office.customers.choose_rules(office.integration, OwnerRules(mode=OwnerMode.BOTH, creation=Creation.MANUAL))
    office.company.change_psa("customers", 1, Phone="44 55 66 77", WebSite="https://ours.example.com")
    office.company.change_finance("customers", 101, telephoneAndFaxNumber="99 99 99 99", city="Odense", lastUpdated=NOW)
    office.updates.find(office.integration, Silent())
    previews = office.updates.previews(office.integration)
    to_finance, to_psa = previews

    both = [one.choosing("phone", keep=False).decision for one in previews]
    refused = office.updates.write(office.integration, both, Silent()).refused
    assert str(refused["101"].sentence) == "Phone was chosen in both directions."

    office.updates.write(office.integration, [to_finance.decision, to_psa.choosing("phone", keep=False).decision], Silent())

    assert (finance_row(office)["website"], finance_row(office)["telephoneAndFaxNumber"]) == (
        "https://ours.example.com",
        "99 99 99 99",
    )
    row = office.company.psa_row("customers", 1)
    assert (row["Address"]["City"], row["Phone"]) == ("Odense", "99 99 99 99")
    assert office.updates.find(office.integration, Silent()).customers == 0


def test_without_any_reading_before_the_whole_register_is_read(connected: Any) -> None:
    assert connected.updates.find(connected.integration, Silent()).customers == 0
    with connected.store.reading() as work:
        assert len(work.customers.all(connected.integration.id, Side.PSA)) == 9


def test_practice_writes_nothing(new_office: Callable[..., Any]) -> None:
    office = new_office("practice", begin="ready", practice=True)
    office.company.change_psa("customers", 1, Phone="44 55 66 77")
    office.updates.find(office.integration, Silent())
    before = office.company.finance.state()

    assert carry_all(office).fields == 1
    assert office.company.finance.state() == before
