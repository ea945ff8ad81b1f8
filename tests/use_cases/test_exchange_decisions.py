"""The file of open decisions is written whole or not at all, and read back it replaces nobody's choice unsaid."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest

from desktop.errors import Cancelled
from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Action, Customer, Decision
from desktop.use_cases.exchange_decisions import DecisionFiles


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_stopping_leaves_the_file_that_was_there_and_no_part_of_another(tmp_path: Path, stops_at: Any, ending: str) -> None:
    pairs = [CustomerPair(finance=Customer(id=str(number), name="Fjordbyg A/S"), tab=Tab.NONE) for number in range(500)]
    register = LinkingRegister(pairs=pairs, psa={}, linked_psa_ids=frozenset())
    files = DecisionFiles(cast(Any, None), lambda _integration: register, cast(Any, None))
    file = tmp_path / f"decisions.{ending}"
    file.write_text("as it was")
    with pytest.raises(Cancelled):
        files.write(cast(Any, None), file, stops_at(1))
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    assert file.read_text() == "as it was"


def test_what_was_chosen_after_the_file_was_read_stays_and_so_does_what_a_colleague_chose_before(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, rows = tmp_path / "decisions.csv", [["Finance no.", "Decision"], *([str(one), "Ignore"] for one in range(101, 106))]
    files = DecisionFiles(read.store, read.linking.register, lambda _file, _is_heading: rows)
    linking, integration = read.linking, read.integration

    def choose(person: str, number: int, action: Action) -> None:
        monkeypatch.setenv("LOGNAME", person)
        linking.plan(integration, [Decision(finance_id=str(number), action=action)])

    choose("birthe", 101, Action.IMPORT)
    choose("anna", 105, Action.LATER)
    reading = files.read(integration, file)
    choose("birthe", 102, Action.LATER)
    choose("anna", 103, Action.IMPORT)
    linking.withdraw(integration, ["105"])

    assert len(files.would_plan(reading, replaces_colleagues=False).planned) == 4
    found = files.plan(integration, reading, file.name, replaces_colleagues=False)
    assert [one.finance.id for one in found.planned] == ["104"]
    said = [re.sub("@.*? chose", " chose", str(one)) for one in found.stays]
    assert said == [
        "birthe chose “Import” for 101 Fjordbyg A/S; that stays.",
        "birthe chose “Later” for 102 Havnens Rederi; that stays.",
        "“Import” was chosen for 103 Lindegaard Papir ApS meanwhile; that stays.",
        "The choice for 105 Nordlys Film was withdrawn meanwhile; that stays.",
    ]
    assert read.newest().technical.splitlines() == [str(one) for one in found.stays]
    planned = {pair.finance.id: pair.decision.action for pair in linking.register(integration).pairs if pair.decision}
    assert planned == {"101": Action.IMPORT, "102": Action.LATER, "103": Action.IMPORT, "104": Action.IGNORE}

    again = files.plan(integration, files.read(integration, file), file.name, replaces_colleagues=True)
    assert ([one.finance.id for one in again.planned], again.stays) == (["101", "102", "103", "105"], ())
