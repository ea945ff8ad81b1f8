"""The file of open decisions is written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from desktop.errors import Cancelled
from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Customer
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
