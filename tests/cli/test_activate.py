"""`bindeled activate`: nothing is sent before the setup was confirmed."""

from __future__ import annotations

from typing import Any


def test_a_transfer_waits_for_the_activation_which_asks_for_a_reason_while_something_is_missing(office: Any) -> None:
    assert office.run("activate", "--off", "--json").data["is_active"] is False
    number = office.run("transfer", "--all", "--check", "--json").data[0]["number"]

    stopped = office.run("transfer", number, "--json")
    assert (stopped.code, stopped.data["stopped_by"]["kind"], stopped.data["open"]) == (3, "NotActive", 1)
    assert office.company.drafts() == []

    shown = office.run("activate", "--show", "--json").data
    assert (shown["is_active"], bool(shown["missing"])) == (False, True)
    done = [one["step"] for one in shown["steps"] if one["is_done"]]
    assert done[:4] == ["psa_connection", "finance_connection", "registers", "owner"]
    assert "customers undecided" in next(one["evidence"] for one in shown["steps"] if one["step"] == "customers")
    assert [one["is_met"] for one in shown["ticks"]] == [False, True, False]
    assert "customers undecided" in office.run("activate", "--show").out
    assert office.run("activate").code == 3

    assert office.run("activate", "--reason", "the rest is created at its first invoice", "--json").data["is_active"]
    assert office.run("transfer", number, "--json").data["transferred"] == 1


def test_showing_goes_with_no_change(office: Any) -> None:
    assert office.run("activate", "--show", "--off").code == 2
