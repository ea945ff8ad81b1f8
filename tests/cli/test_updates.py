"""`bindeled updates`: changes of linked customers at a terminal."""

from __future__ import annotations

from typing import Any

PSA, FINANCE = "10001", "1308"  # Bølgemark Skole on both sides


def test_changes_are_shown_kept_written_and_taken_back(office: Any) -> None:
    office.run("customer", PSA, "--side", "psa", "--link", FINANCE)
    there = office.company.economic.agreement["customers"]
    with office.company.economic.lock:
        there.put({**there.get(1308), "city": "Odense", "email": "ny@example.com", "lastUpdated": "2099-01-01T00:00:00Z"})

    shown = office.run("updates", "--json").data
    assert [(one["finance_id"], one["written"], [change["field"] for change in one["changes"]]) for one in shown] == [
        ("1308", "finance", ["email", "city"])
    ]

    written = office.run("updates", "--no-fetch", "--write", "--keep", "email", "--json").data
    assert (written["written"], written["fields"], written["refused"]) == (["1308"], 1, {})
    assert (there.get(1308)["city"] != "Odense", there.get(1308)["email"]) == (True, "ny@example.com")

    assert office.run("updates", "--undo").code == 0
    assert there.get(1308)["city"] == "Odense"


def test_the_way_is_chosen_and_nothing_is_written_where_finance_owns_customers(office: Any) -> None:
    assert office.run("updates", "--no-fetch", "--way", "at_once", "--json").data == []
    office.run("settings", "--owner", "finance")
    refused = office.run("updates", "--no-fetch", "--write")
    assert (refused.code != 0, "are not carried to TimeLog" in refused.err) == (True, True)
    assert office.run("updates", "--write", "--preview").code == 2


def test_the_contacts_of_a_customer_are_listed_linked_and_let_go(office: Any) -> None:
    office.run("customer", PSA, "--side", "psa", "--link", FINANCE)
    with office.company.economic.lock:
        office.company.economic.agreement["contacts"].put(
            {"customerContactNumber": 90001, "name": "Mette Holm", "customer": {"customerNumber": 1308}}
        )
    listed = office.run("link", "--contacts", PSA, "--json").data
    assert {"number": "90001", "name": "Mette Holm", "email": ""} in listed["finance"]
    ours = listed["psa"][0]["id"]
    assert office.run("link", "--contacts", f"90001={ours}", f"={ours}").code == 0
    assert office.run("link", "--contacts", "a", "b").code == 2
