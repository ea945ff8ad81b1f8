"""Registers are damaged as told: the same seed gives the same rows, and nothing else than what is told is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import damaged as bench
from benchmarks.damaged import SHORTEST, Damage, damaged
from desktop.models.records.customers import ListedCustomer

CUSTOMER = ListedCustomer(
    id="1",
    number="1001",
    name="Kværn Smedie 12 ApS",
    vat_number="64330128",
    organisation_number="",
    ean="5790787789322",
    phone="43520837",
    email="post@kvaern.dk",
    website="",
    address="Nørregade 12",
    zip_code="8000",
    city="Aarhus C",
    country="DK",
)
MANY = [CUSTOMER._replace(id=str(place)) for place in range(200)]


def test_the_same_seed_damages_the_same_rows_in_the_same_way() -> None:
    mix = Damage({"phone": 0.5}, whole_address=0.5, slips=0.5, cuts=0.5, formless=0.5)

    assert damaged(MANY, mix, "1") == damaged(MANY, mix, "1") != damaged(MANY, mix, "2")
    assert len(set(damaged(MANY, mix, "1"))) > 100


def test_only_what_is_told_is_damaged_and_about_as_often() -> None:
    assert damaged(MANY, Damage(), "1") == MANY
    found = damaged(MANY, Damage({"phone": 0.4}), "1")

    assert [one._replace(phone=CUSTOMER.phone) for one in found] == MANY
    assert 50 < sum(not one.phone for one in found) < 110


def test_an_address_is_taken_away_as_a_whole() -> None:
    assert damaged([CUSTOMER], Damage(whole_address=1), "1") == [CUSTOMER._replace(address="", zip_code="", city="")]


def test_names_lose_their_form_a_letter_or_their_end_and_never_a_digit_by_a_slip() -> None:
    assert damaged([CUSTOMER], Damage(formless=1), "1")[0].name == "Kværn Smedie 12"
    slips = {one.name for one in damaged(MANY, Damage(slips=1), "1")}
    cuts = {one.name for one in damaged(MANY, Damage(cuts=1), "1")}

    assert len(slips) > 20
    assert all(name[0] == "K" and "12" in name for name in slips)
    assert all(CUSTOMER.name.startswith(name) and SHORTEST <= len(name) < len(CUSTOMER.name) for name in cuts)


def test_where_the_registers_are_missing_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "SHARED", tmp_path / "none")
    bench.main(["13"])

    assert capsys.readouterr().out.startswith("Not measured: the registers with known links are not in")
