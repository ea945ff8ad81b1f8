"""An integration may begin with exported files; when access is granted the system takes their place, and what was planned stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import NotPossible, SettingsError
from desktop.models.linking import Tab
from desktop.models.records import Action, Decision, Side
from desktop.progress import Silent
from desktop.use_cases.fetch_records import Register

from .conftest import CUSTOMERS, FINANCE_VALUES, PSA_VALUES, connect_psa


@pytest.fixture
def files(new_office: Any, tmp_path: Path) -> Any:
    """Both sides are read from files, looked up, 101 planned, 108 planned to be imported and 109 ignored."""
    office = new_office("from-files")
    made = office.connections.create("Fra filer", "psa_files", "files")
    finance, psa = tmp_path / "e-conomic.csv", tmp_path / "timelog.csv"
    finance.write_text(
        "Kundenr;Navn;CVR\n" + "".join(f"{no};{name};{cvr}\n" for no, _, name, _, cvr, _ in CUSTOMERS if no) + ";X;\n"
    )
    psa.write_text("Kundenr;Navn;CVR\n" + "".join(f"{no};{name};{cvr}\n" for _, no, _, name, _, cvr in CUSTOMERS if no))
    office.connections.connect(made.id, Side.FINANCE, "", {"customers": str(finance)})
    office.connections.connect(made.id, Side.PSA, "", {"customers": str(psa)})
    return office


def plans(office: Any) -> dict[str, tuple[Action, str]]:
    pairs = office.linking.register(office.integration).pairs
    return {pair.finance.id: (pair.decision.action, pair.decision.psa_id) for pair in pairs if pair.decision}


def test_files_are_fetched_looked_up_and_decided_and_the_system_takes_their_place(files: Any) -> None:
    done = {one.register: one for one in files.fetching.fetch(files.integration, progress=Silent())}
    assert all(one.reason is None for one in done.values())
    assert (done[Register.FINANCE_CUSTOMERS].count, done[Register.PSA_CUSTOMERS].count) == (9, 9)
    assert [str(one.sentence) for one in done[Register.FINANCE_CUSTOMERS].left_out] == [
        "Row 11 is left out, Kundenr: it has no customer number."
    ]
    assert files.linking.suggest(files.integration, Silent())[Tab.ONE] == 6
    decided = [
        Decision(finance_id="101", action=Action.LINK_ONLY, psa_id="1001"),
        Decision(finance_id="108", action=Action.IMPORT),
    ]
    files.linking.plan(files.integration, decided)
    with pytest.raises(NotPossible, match="Connect the system itself"):
        files.linking.write(files.integration, decided, Silent())
    files.linking.write(files.integration, [Decision(finance_id="109", action=Action.IGNORE)], Silent())
    assert plans(files) == {"101": (Action.LINK_ONLY, "1001"), "108": (Action.IMPORT, "")}

    id_ = files.integration.id
    with pytest.raises(SettingsError):
        files.connections.connect(id_, Side.FINANCE, "", PSA_VALUES, system="timelog")
    files.connections.connect(id_, Side.FINANCE, files.company.finance_server.address, FINANCE_VALUES, system="economic")
    connect_psa(files.connections, id_, files.company.psa_address, system="timelog")
    files.read()
    assert (files.integration.psa.system, files.integration.finance.system) == ("timelog", "economic")
    assert plans(files) == {"101": (Action.LINK_ONLY, "1"), "108": (Action.IMPORT, "")}  # TimeLog's own id of customer 1001
    tabs = {pair.finance.id: pair.tab for pair in files.linking.register(files.integration).pairs}
    assert tabs["109"] is Tab.IGNORED
    report = files.linking.write(files.integration, [replace(decided[0], psa_id="1")], Silent())
    assert report.linked == ("101",)


def test_a_row_that_nobody_could_read_proves_of_nobody_that_it_is_gone(new_office: Any, tmp_path: Path) -> None:
    office = new_office("row-too-long")
    made = office.connections.create("Fra filer", "psa_files", "files")
    customers, items = tmp_path / "kunder.csv", tmp_path / "varer.csv"
    customers.write_text("Kundenr;Navn;CVR\n101;Fjordbyg;\n102;Kano;\n103;Svane;\n")
    items.write_text("Varenr;Navn;Pris\n10;Timer;1\n20;Rejse;2\n")
    office.connections.connect(made.id, Side.FINANCE, "", {"customers": str(customers), "items": str(items)})
    registers = (Register.FINANCE_CUSTOMERS, Register.FINANCE_ITEMS)

    def fetched() -> tuple[list[str], list[str], list[str]]:
        """What was said of both registers, and whose customers and which items count as gone."""
        said = [str(one.sentence) for one in office.fetching.fetch(office.integration, registers, progress=Silent())]
        with office.store.reading() as work:
            gone = [one.id for one in work.customers.all(made.id, Side.FINANCE) if one.is_gone]
            return said, gone, [item.number for item, _active in work.items.all(made.id) if item.is_gone]

    assert fetched() == (["Customers in Excel/CSV: 3 read.", "Item numbers in Excel/CSV: 2 read."], [], [])
    customers.write_text("Kundenr;Navn;CVR\n101;Fjordbyg; att. Ida;44200023\n102;Kano;1E+07\n")
    items.write_text("Varenr;Navn;Pris\n10;Timer;x\n")
    nobody = "Nothing counts as deleted as long as rows are left out."
    said = [
        f"Customers in Excel/CSV: 1 read. 1 row left out. 1 cell left out. {nobody}",
        f"Item numbers in Excel/CSV: 0 read. 1 row left out. {nobody}",
    ]
    assert fetched() == (said, [], [])
    customers.write_text("Kundenr;Navn;CVR\n102;Kano;1E+07\n")
    items.write_text("Varenr;Navn;Pris\n10;Timer;1\n")
    assert fetched()[1:] == (["101", "103"], ["20"])
    customers.write_text("Kundenr;Navn;CVR\n102;Kano;\n;Uden nummer;\n")
    assert fetched()[1] == ["101", "103"], "who was gone stays so"
    customers.write_text("Kundenr;Navn;CVR\n103;Svane;\nI alt 1;;\n")
    assert fetched()[1] == ["101", "102"], "a total is no record that is missing"


def test_a_system_that_was_never_connected_can_begin_with_files(new_office: Any, tmp_path: Path) -> None:
    office = new_office("no-access-yet")
    made = office.connections.create("Endnu uden adgang", "timelog", "economic")
    finance = tmp_path / "e-conomic.csv"
    finance.write_text("Kundenr;Navn\n101;Fjordbyg\n")
    office.connections.connect(made.id, Side.FINANCE, "", {"customers": str(finance)}, system="files")
    assert office.connections.integration(made.id).finance.system == "files"
    office.connections.connect(made.id, Side.FINANCE, office.company.finance_server.address, FINANCE_VALUES, system="economic")
    assert office.connections.integration(made.id).finance.system == "economic"


def test_a_system_that_is_connected_is_never_replaced(new_office: Any) -> None:
    office = new_office("real", "read")
    with pytest.raises(SettingsError, match="cannot take its place"):
        office.connections.connect(office.integration.id, Side.FINANCE, "", {"customers": "x"}, system="files")
