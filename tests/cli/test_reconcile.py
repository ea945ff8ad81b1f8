"""`bindeled reconcile`: differences accepted and months signed off from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def read(office: Any) -> Any:
    """Both sides were read once; nothing was transferred, so every document waits."""
    assert office.run("reconcile", "--json").code == 0
    return office


def test_a_difference_is_accepted_and_a_month_signed_off_with_its_proof(read: Any, tmp_path: Path) -> None:
    listed = read.run("reconcile", "--as-read", "--all", "--json").data["invoices"]
    one, month = listed[0]["number"], listed[0]["date"][:7]
    refused = read.run("reconcile", "--as-read", "--accept", one)
    assert refused.code == 1
    assert "with a reason only" in refused.err
    accepted = read.run("reconcile", "--as-read", "--all", "--accept", one, "--reason", "Entered by hand", "--json")
    assert (accepted.code, accepted.data["accepted"]) == (0, 1)
    assert next(row for row in accepted.data["invoices"] if row["number"] == one)["accepted"] == "Entered by hand"

    assert read.run("reconcile", "--as-read", "--sign-off", month).code == 1  # the others are open
    file = tmp_path / "proof.xlsx"
    signed = read.run("reconcile", "--as-read", "--sign-off", month, "--reason", "Trial", "--proof", str(file), "--json")
    assert (signed.code, signed.data["period"]["month"], signed.data["period"]["changes"]) == (0, month, [])
    assert len(signed.data["period"]["sign_off"]["hash"]) == 64
    assert file.exists()

    changed = read.run("reconcile", "--as-read", "--no-longer-accept", one, "--json")
    assert (changed.code, changed.data["changed_periods"]) == (1, [month])
    told = read.run("reconcile", "--as-read", "--month", month)
    assert told.code == 1
    assert f"{one}: The acceptance of the difference was taken back." in told.err
    assert read.run("reconcile", "--as-read", "--take-back", month, "--reason", "Trial is over").code == 0
    assert read.run("reconcile", "--as-read", "--month", month, "--json").data["period"]["sign_off"] is None


@pytest.mark.parametrize(
    "given",
    [["--month", "October"], ["--proof", "x.xlsx"], ["--month", "2026-10", "--sign-off", "2026-09"], ["--sign-off", "2026-13"]],
)
def test_wrong_usage_is_told_before_anything_is_done(newcomer: Any, given: list[str]) -> None:
    assert newcomer.run("reconcile", *given).code == 2


def test_a_document_that_is_nowhere_and_a_month_without_documents_are_told(read: Any) -> None:
    assert read.run("reconcile", "--as-read", "--accept", "404", "--reason", "x").code == 1
    assert "There are no documents in 1999-01." in read.run("reconcile", "--as-read", "--month", "1999-01").err
