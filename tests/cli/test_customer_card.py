"""`bindeled customer`: the card of one customer at a terminal."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from desktop.app import open_bindeled
from desktop.models.owner_rules import OwnerMode, OwnerRules

PSA, FINANCE = "10001", "1308"  # Bølgemark Skole on both sides
ALONE = "10020"  # Nørtoft & Vestermark Logistik is in TimeLog only


def test_the_card_is_shown_linked_changed_unlinked_and_taken_back(office: Any) -> None:
    shown = office.run("customer", PSA, "--side", "psa", "--json").data
    assert [one["linked"] for one in shown["places"]] == [False]
    linked = office.run("customer", PSA, "--side", "psa", "--link", FINANCE)
    assert (linked.code, "The two customers are linked." in linked.out) == (0, True)
    assert office.run("customer", FINANCE, "--side", "finance", "--json").data["places"][0]["linked"]
    table = office.run("customer", FINANCE, "--side", "finance")
    assert table.code == 0
    assert "✓" in table.out
    preview = office.run("customer", PSA, "--side", "psa", "--send-changes", "--preview", "--json").data
    sent = office.run("customer", PSA, "--side", "psa", "--send-changes", "--json").data
    assert sent["fields"] == len(preview["changes"])
    after = office.run("customer", PSA, "--side", "psa", "--send-changes", "--preview", "--json").data
    assert after["changes"] == []
    unlinked = office.run("customer", PSA, "--side", "psa", "--unlink", "--json")
    assert unlinked.data == {"unlinked": 1}
    again = office.run("customer", PSA, "--side", "psa", "--unlink")
    assert (again.code != 0, "not linked" in again.err) == (True, True)


def test_changes_go_to_the_psa_where_the_owner_of_customers_lets_them(office: Any) -> None:
    back = ("customer", PSA, "--side", "psa", "--send-changes", "--to", "psa")
    office.run("customer", PSA, "--side", "psa", "--link", FINANCE)
    refused = office.run(*back)
    assert (refused.code != 0, "TimeLog" in refused.err) == (True, True)
    assert office.run("customer", PSA, "--to", "psa").code == 2
    with closing(open_bindeled(office.folder)) as program:
        program.customers.choose_rules(program.connections.integration(1), OwnerRules(mode=OwnerMode.BOTH))
    there = office.company.economic.agreement["customers"]
    with office.company.economic.lock:
        there.put({**there.get(1308), "city": "Odense", "lastUpdated": "2099-01-01T00:00:00Z"})
    office.run("fetch", "--only", "finance_customers")
    before = there.get(1308)
    assert "city" in [one["field"] for one in office.run(*back, "--preview", "--json").data["changes"]]
    assert office.run(*back, "--keep", "no_such_field").code == 2
    written = office.run(*back)
    assert (written.code, "written to TimeLog" in written.out) == (0, True), written
    cities = [one["Address"]["City"] for one in office.company.timelog.state()["customers"] if one["No"] == PSA]
    assert (cities, there.get(1308)) == (["Odense"], before)


def test_a_customer_is_created_by_hand_and_deleted_again_by_undo(office: Any) -> None:
    before = len(office.company.economic.state()["customers"])
    made = office.run("customer", ALONE, "--create", "--json")
    assert made.code == 0, made
    assert len(office.company.economic.state()["customers"]) == before + 1
    assert office.run("link", "--undo", "--preview", "--json").data["impossible"] == []
    assert office.run("link", "--undo").code == 0
    assert len(office.company.economic.state()["customers"]) == before


def test_an_unknown_number_and_two_actions_at_once_are_refused(office: Any) -> None:
    assert office.run("customer", "no-such-number").code != 0
    both = office.run("customer", "1", "--create", "--unlink")
    assert (both.code, "Choose one of" in both.err) == (2, True)
