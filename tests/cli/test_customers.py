"""`bindeled suggest` and `bindeled link`."""

from __future__ import annotations

from typing import Any

import pytest


def tab(office: Any, name: str) -> list[dict[str, Any]]:
    answer = office.run("suggest", "--tab", name, "--json")
    assert answer.code == 0
    return list(answer.data["customers"])


def counts(office: Any) -> dict[str, int]:
    return dict(office.run("suggest", "--json").data["counts"])


def test_suggestions_are_counted_by_tab(office: Any) -> None:
    found = counts(office)

    assert set(found) == {"one", "several", "none", "ignored", "linked", "not_looked_up"}
    assert found["one"] > found["several"] > 0
    assert found["none"] > 0


def test_the_table_of_a_tab_shows_every_suggestion_with_its_evidence(office: Any) -> None:
    listed = tab(office, "several")
    shown = office.run("suggest", "--tab", "several").out

    assert len(shown.splitlines()) == 1 + sum(max(1, len(one["suggestions"])) for one in listed)
    assert "Same name" in shown


def test_a_preview_shows_old_and_new_and_writes_nothing(office: Any) -> None:
    number = tab(office, "one")[0]["finance_number"]
    before = office.company.economic.state()["customers"]

    answer = office.run("link", number, "--action", "use_psa", "--preview", "--json")

    assert answer.code == 0
    assert {"finance_id", "psa_id", "written", "changes", "problems"} == set(answer.data[0])
    assert answer.data[0]["written"] == "finance"
    assert office.company.economic.state()["customers"] == before
    assert counts(office)["linked"] == 0
    assert office.run("link", "--marked", "--preview", "--json").data == []  # no other installation linked anybody
    refused = office.run("link", "--marked", "--action", "import")
    assert (refused.code, "use_psa, use_finance, link_only" in refused.err) == (2, True)


def test_a_field_that_is_kept_is_neither_previewed_nor_written(office: Any) -> None:
    one, field = next(
        (one, changes[0]["field"])
        for one in tab(office, "one")
        if (changes := office.run("link", one["finance_number"], "--action", "use_psa", "--preview", "--json").data[0]["changes"])
    )
    before = office.company.economic.state()["customers"]

    given = ["link", one["finance_number"], "--action", "use_psa", "--keep", field]
    assert field not in {change["field"] for change in office.run(*given, "--preview", "--json").data[0]["changes"]}
    assert office.run(*given, "--json").data["linked"] == [one["finance_id"]]
    after = {row["customerNumber"]: row for row in office.company.economic.state()["customers"]}
    number = int(one["finance_number"])
    named = {"zip_code": "zip", "phone": "telephoneAndFaxNumber", "website": "website"}.get(field, field)
    row = next(row for row in before if row["customerNumber"] == number)
    assert after[number].get(named) == row.get(named)
    assert office.run("link", one["finance_number"], "--keep", "no_such_field").code == 2


def test_linking_with_psa_data_and_taking_it_back_leaves_everything_as_it_was(office: Any) -> None:
    numbers = [one["finance_number"] for one in tab(office, "one")[:3]]
    before = office.company.economic.state()["customers"]

    linked = office.run("link", *numbers, "--action", "use_psa", "--json")
    assert linked.code == 0
    assert sorted(linked.data["linked"]) == sorted(numbers)
    assert counts(office)["linked"] == 3

    seen = office.run("link", "--undo", "--preview", "--json")
    assert (len(seen.data["back"]) >= 3, seen.data["changed"], seen.data["impossible"]) == (True, [], [])
    assert counts(office)["linked"] == 3
    (batch,) = office.run("link", "--batches", "--json").data
    assert batch["batch"] == seen.data["batch"]

    undone = office.run("link", "--undo", "--batch", str(batch["batch"]), "--json")
    assert undone.code == 0
    assert undone.data["undone"] >= 3
    assert counts(office)["linked"] == 0
    assert _without_times(office.company.economic.state()["customers"]) == _without_times(before)
    assert "There is nothing to undo" in office.run("link", "--undo").err


def _without_times(customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name != "lastUpdated"} for one in customers]


def test_a_counterpart_can_be_named_by_its_number(office: Any) -> None:
    chosen = tab(office, "several")[0]
    psa = chosen["suggestions"][1]

    answer = office.run("link", f"{chosen['finance_number']}={psa['psa_number']}", "--json")

    assert answer.code == 0
    assert answer.data["linked"] == [chosen["finance_id"]]


def test_between_several_suggestions_nothing_is_guessed(office: Any) -> None:
    answer = office.run("link", "--tab", "several", "--json")

    assert answer.code == 1
    assert answer.data["linked"] == []
    assert len(answer.data["refused"]) == counts(office)["several"]


def test_customers_are_set_aside_and_brought_back(office: Any) -> None:
    numbers = [one["finance_number"] for one in tab(office, "none")[:2]]

    assert sorted(office.run("link", *numbers, "--action", "ignore", "--json").data["ignored"]) == sorted(numbers)
    assert counts(office)["ignored"] == 2

    brought_back = office.run("link", "--tab", "ignored", "--action", "bring_back", "--json")
    assert (brought_back.code, sorted(brought_back.data["brought_back"])) == (0, sorted(numbers))
    assert counts(office)["ignored"] == 0
    assert office.run("link", numbers[0], "--action", "bring_back").code == 1


def test_a_customer_is_imported_into_the_psa(office: Any) -> None:
    number = next(one["finance_number"] for one in tab(office, "none"))
    before = len(office.company.timelog.state()["customers"])

    answer = office.run("link", number, "--action", "import", "--json")

    assert answer.code == 0, answer
    assert answer.data["imported"] == [number]
    following = max(int(one["customerNumber"]) for one in office.company.economic.state()["customers"]) + 1
    assert f"give the next new customer in TimeLog number {following}. It follows e-conomic." in answer.err
    assert len(office.company.timelog.state()["customers"]) == before + 1


def test_marks_that_the_psa_lacks_are_listed_and_written(office: Any) -> None:
    first, second = [one["finance_number"] for one in tab(office, "one")[:2]]
    office.company.timelog.faults.replace([{"kind": "error_before", "path": "external-systems", "method": "GET"}])
    office.run("link", first, second)
    office.company.timelog.faults.replace([])
    seen = office.run("link", "--write-marks", "--preview", "--json")
    assert (sorted(one["finance_id"] for one in seen.data["missing"]), seen.data["marked_otherwise"]) == (
        sorted([first, second]),
        [],
    )
    assert office.run("link", "--write-marks", "--json").data == {"written": 2, "left": 0, "reason": ""}
    assert office.run("link", "--write-marks", "--preview", "--json").data["missing"] == []
    assert "The link was written onto" in office.run("log").out
    assert "0 links are marked in TimeLog." in office.run("link", "--write-marks").out


def test_unlinking_ends_the_link_and_names_who_was_not_linked(office: Any) -> None:
    first, second = (one["finance_number"] for one in tab(office, "one")[:2])
    office.run("link", first)

    answer = office.run("link", first, second, "--action", "unlink", "--json")

    assert answer.code == 1
    assert answer.data == {"unlinked": 1, "not_linked": [second]}
    assert counts(office)["linked"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["424242"], "no customer 424242 among those read from the finance system"), (["1002=424242"], "read from the PSA")],
)
def test_unknown_numbers_end_with_1_and_the_next_step(office: Any, arguments: list[str], said: str) -> None:
    answer = office.run("link", *arguments)

    assert answer.code == 1
    assert said in answer.err
    assert "Run fetch" in answer.err


@pytest.mark.parametrize(
    "arguments", [[], ["1002", "--tab", "one"], ["1002", "--undo"], ["1002", "--batch", "1"], ["--batches", "--undo"]]
)
def test_link_wants_to_know_whom_exactly_once(office: Any, arguments: list[str]) -> None:
    assert office.run("link", *arguments).code == 2


def test_practice_links_nobody(office: Any) -> None:
    before = (office.company.timelog.state()["customers"], office.company.economic.state())
    single, none = ([one["finance_number"] for one in tab(office, name)[:3]] for name in ("one", "none"))

    linked = office.run("link", *single, "--action", "use_psa", "--practice", "--json")
    imported = office.run("link", *none, "--action", "import", "--practice", "--json")

    assert (linked.code, imported.code) == (0, 0), (linked, imported)
    assert (len(linked.data["linked"]), len(imported.data["imported"])) == (3, 3)
    assert linked.data["warnings"] == imported.data["warnings"] == []
    assert (office.company.timelog.state()["customers"], office.company.economic.state()) == before
    assert counts(office)["linked"] == 0
