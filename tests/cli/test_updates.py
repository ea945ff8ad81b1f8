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
    assert "There is nothing to undo" in office.run("updates", "--undo").err  # the link is no update


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


def test_contacts_and_employees_are_created_linked_updated_and_taken_back(office: Any) -> None:
    office.run("customer", PSA, "--side", "psa", "--link", FINANCE)
    ours = office.run("link", "--contacts", PSA, "--json").data["psa"][0]["id"]
    made = office.run("link", "--contacts", f"new={ours}", "--json").data
    assert (made["created"], made["decided"]) == (1, {ours: "+"})
    with office.company.timelog.lock:
        row = next(one for one in office.company.timelog.state()["contacts"] if str(one["ContactID"]) == ours)
        office.company.timelog.site.put("contacts", {**row, "Phone": "55 66 77 88"})

    (shown,) = office.run("updates", "--people", "--json").data
    assert [(one["field"], one["new"]) for one in shown["changes"]] == [("phone", "55 66 77 88")]
    assert office.run("updates", "--people", "--no-fetch", "--write", "--json").data["fields"] == 1
    assert office.run("updates", "--undo").code == 0
    assert office.run("link", "--undo").code == 0
    assert all(one["name"] != row["Firstname"] + " " + row["Lastname"] for one in contacts_of(office, FINANCE))


def contacts_of(office: Any, number: str) -> list[dict[str, Any]]:
    return [one for one in office.company.economic.agreement["contacts"] if str(one["customer"]["customerNumber"]) == number]


def test_employees_are_listed_and_let_go(office: Any) -> None:
    listed = office.run("link", "--employees", "--json").data
    ours, there = listed["psa"][0]["id"], listed["finance"][0]["number"]
    assert office.run("link", "--employees", f"{there}={ours}").code == 0
    assert office.run("link", "--employees", "--json").data["psa"][0]["linked"] == there
    assert office.run("link", "--employees", f"={ours}").code == 0
    assert office.run("link", "--employees", "--json").data["psa"][0]["linked"] == ""
    assert office.run("link", "--employees", "nobody").code == 2


def test_an_employee_is_created_by_hand_and_taken_back(office: Any) -> None:
    listed = office.run("link", "--employees", "--json").data
    names = {one["name"] for one in listed["finance"]}
    alone = next(one["id"] for one in listed["psa"] if one["name"] not in names)
    made = office.run("link", "--employees", f"new={alone}", "--json").data
    there = {one["id"]: one["linked"] for one in office.run("link", "--employees", "--json").data["psa"]}[alone]
    assert (made["created"], there not in {one["number"] for one in listed["finance"]}) == (1, True)
    assert "already" in office.run("link", "--employees", f"new={alone}").err
    assert office.run("link", "--undo").code == 0
    assert {one["name"] for one in office.run("link", "--employees", "--json").data["finance"]} == names
