"""Files in place of a system: good rows are read, bad ones told, and nothing can be written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.connectors.contract import Ability, Access, Connector
from desktop.connectors.files.connector import FinanceFiles, PsaFiles
from desktop.connectors.files.tables import customers_of, items_of, preview_of, reading_in
from desktop.connectors.files.values import number_in
from desktop.errors import NotPossible, RecordNotFound, RecordRefused
from desktop.models.records import Customer, ExternalKey, FileKind, Invoice, Item, StandardValues


def file(folder: Path, name: str, *rows: str) -> str:
    place = folder / name
    place.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(place)


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    customers = file(
        tmp_path,
        "kunder.csv",
        "Kundenr.;Navn;CVR-nr;Land",
        "101;Fjordbyg A/S;44200023;Danmark",
        ";Uden nummer;;",
        "102;Havnens Rederi;;",
        "101;Igen;;",
        ";;;",
    )
    items = file(
        tmp_path, "varer.csv", "Varenr;Navn;Salgspris", "1010;Rådgivning;12", "1020;Rejse;1.234", "1030;Lyd;", "1040;Ord;x"
    )
    return {"customers": customers, "items": items}


def records(connector: Connector) -> list[Customer]:
    return [one for page in connector.customers() for one in page.records]


def test_good_rows_are_customers_by_their_number_and_bad_rows_are_told_by_row(settings: dict[str, str]) -> None:
    files = FinanceFiles(Access("file:", settings, {}))
    assert files.sign_in().name == "kunder"
    [page] = files.customers()
    assert [(one.id, one.number, one.name, one.country) for one in page.records] == [
        ("101", "101", "Fjordbyg A/S", "DK"),
        ("102", "102", "Havnens Rederi", ""),
    ]
    assert [str(one.sentence) for one in page.left_out] == [
        "Row 3 is left out, Kundenr.: it has no customer number.",
        "Row 5 is left out, Kundenr.: the number 101 stands in an earlier row too.",
    ]
    assert files.customer("102").name == "Havnens Rederi"
    with pytest.raises(RecordNotFound):
        files.customer("999")


def test_prices_are_read_strictly_and_a_price_that_could_be_two_leaves_its_row_out(settings: dict[str, str]) -> None:
    [page] = FinanceFiles(Access("file:", settings, {})).items()
    assert page.records == (
        Item(number="1010", name="Rådgivning", price=Decimal("12")),
        Item(number="1030", name="Lyd"),
    )
    assert [str(one.sentence) for one in page.left_out] == [
        "Row 3 is left out, Salgspris: 1.234 is not one clear number.",
        "Row 5 is left out, Salgspris: x is not one clear number.",
    ]


@pytest.mark.parametrize(("decimal", "price"), [(",", "1234"), (".", "1.234")])
def test_the_decimal_sign_that_was_said_makes_such_a_price_clear(settings: dict[str, str], decimal: str, price: str) -> None:
    [page] = FinanceFiles(Access("file:", {**settings, "decimal": decimal}, {})).items()
    assert [one.price for one in page.records] == [Decimal("12"), Decimal(price), None]


def test_a_column_whose_other_numbers_tell_the_sign_is_read_by_it(tmp_path: Path) -> None:
    for prices, expected in ((("1.234,50", "1.234"), "1234"), (("1,234.50", "1.234"), "1.234")):
        items = Path(file(tmp_path, "v.csv", "Varenr;Pris", *(f"{n};{one}" for n, one in enumerate(prices))))
        assert items_of(items).records[1].price == Decimal(expected)
        assert not preview_of(items, FileKind.ITEMS).is_ambiguous
    torn = Path(file(tmp_path, "v.csv", "Varenr;Pris", "1;1,5", "2;1.5", "3;1.234"))
    assert [one.row for one in items_of(torn).faults] == [4]
    assert preview_of(torn, FileKind.ITEMS).is_ambiguous


def test_a_preview_shows_the_first_rows_with_the_meaning_of_each_column(settings: dict[str, str]) -> None:
    found = preview_of(Path(settings["customers"]), FileKind.CUSTOMERS)
    assert [(one.heading, one.meaning, one.cells[0]) for one in found.columns] == [
        ("Kundenr.", "number", "101"),
        ("Navn", "name", "Fjordbyg A/S"),
        ("CVR-nr", "vat_number", "44200023"),
        ("Land", "country", "Danmark"),
    ]
    assert (found.count, [(one.row, one.heading) for one in found.faults]) == (2, [(3, "Kundenr."), (5, "Kundenr.")])


def test_a_column_can_be_given_another_meaning_or_none_and_be_named_by_its_place(tmp_path: Path) -> None:
    place = Path(file(tmp_path, "ud.csv", "A;A;Tlf;Nr=;", "7;Skovly;12;9;x"))
    before = preview_of(place, FileKind.CUSTOMERS)
    assert [one.name for one in before.columns] == ["#1", "#2", "Tlf", "#4", "#5"]
    wanted = "number=#1; name=#2; phone=; email=#5"
    found, reading = preview_of(place, FileKind.CUSTOMERS, wanted), reading_in(wanted)
    assert found.reading.columns_text == wanted
    assert [one.meaning for one in found.columns] == ["number", "name", "", "", "email"]
    assert customers_of(place, reading).records[0].name == "Skovly"
    moved = found.reading.with_meaning(found.columns[1], "city")
    assert moved.columns == {"number": "#1", "name": "", "phone": "", "email": "#5", "city": "#2"}


def test_a_file_without_a_column_of_numbers_is_shown_and_says_what_it_lacks(tmp_path: Path) -> None:
    found = preview_of(Path(file(tmp_path, "ud.csv", "Reference;Title", "7;Skovly")), FileKind.CUSTOMERS)
    assert (found.count, str(found.lacks)) == (0, "Choose which column holds the number.")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-3,5", "-3.5"),
        ("1234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1 234,50", "1234.50"),
    ],
)
def test_numbers_are_read_with_comma_or_point(text: str, number: str) -> None:
    assert number_in(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "1.234", "1,234", "1.2.3", "12.34.567", "1e5", "kr. 5", "1.234,567.8"])
def test_what_is_no_number_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        number_in(text)


def test_columns_may_be_named_and_a_wrong_name_lists_those_there_are(tmp_path: Path) -> None:
    customers = file(tmp_path, "ud.csv", "Reference,Title", "7,Skovly")
    named = {"customers": customers, "columns": "number=Reference; name=title", "company": "Skov"}
    psa = PsaFiles(Access("file:", named, {}))
    assert psa.sign_in().name == "Skov"
    assert records(psa) == [Customer(id="7", number="7", name="Skovly")]
    for columns, said in (("", "customer's number"), ("number=Nr", "Nr"), ("colour=Title", "colour=Title")):
        with pytest.raises(RecordRefused, match=said):
            PsaFiles(Access("file:", {**named, "columns": columns}, {})).sign_in()


def test_the_system_s_own_ids_are_kept_where_the_file_has_them(tmp_path: Path) -> None:
    customers = file(tmp_path, "ud.csv", "CustomerID,Kundenr,Navn", "55,1001,Fjordbyg")
    assert records(PsaFiles(Access("file:", {"customers": customers}, {})))[0].id == "55"


def test_everything_that_would_write_is_refused_with_its_reason(settings: dict[str, str]) -> None:
    finance, psa = FinanceFiles(Access("file:", settings, {})), PsaFiles(Access("file:", settings, {}))
    for files in (finance, psa):
        assert files.card.capabilities.can == frozenset()
        assert set(files.card.capabilities.why_not) == set(Ability)
        for write in (
            lambda one=files: one.create_customer(Customer(name="Ny"), StandardValues(), key="k"),
            lambda one=files: one.update_customer(Customer(id="101"), frozenset({"name"})),
        ):
            with pytest.raises(NotPossible):
                write()
    with pytest.raises(NotPossible):
        finance.delete_draft("1")
    with pytest.raises(NotPossible):
        psa.mark_paid(Invoice(id="1", date=dt.date(2026, 1, 31)))
    with pytest.raises(NotPossible):
        psa.set_external_key("101", ExternalKey(system_name="e", external_id="1"))
