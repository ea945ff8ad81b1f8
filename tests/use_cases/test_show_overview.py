from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.app import Bindeled, open_bindeled
from desktop.errors import RecordNotFound
from desktop.models.needs_handling import what_needs_me
from desktop.models.records import Activity, Outcome
from desktop.texts import Message
from tests.filled_program import filled, note_failed_reading


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Bindeled]:
    opened = open_bindeled(tmp_path, for_this_run=True)
    yield opened
    opened.close()


def test_the_store_tells_what_needs_handling(program: Bindeled) -> None:
    reading = program.overview.read(filled(program).id)

    assert [str(one.sentence) for one in what_needs_me(reading.facts)] == [
        "1 document was refused",
        "1 customer in e-conomic is neither linked nor ignored",
        "1 document is waiting to be transferred",
        "4 steps of the setup are left",
    ]


def test_what_was_transferred_stands_in_its_month(program: Bindeled) -> None:
    year = program.overview.read(filled(program).id).year

    assert (year.months[-1].documents, year.months[-1].net, year.currency) == (1, Decimal(1000), "DKK")


def test_the_latest_runs_come_from_the_log(program: Bindeled) -> None:
    [run] = program.overview.read(filled(program).id).runs

    assert (run.activity, run.count, run.worst.outcome) == (Activity.TRANSFER, 2, Outcome.REFUSED)


def test_a_failed_reading_is_told_until_one_of_the_same_system_succeeds(program: Bindeled) -> None:
    integration = filled(program)
    assert program.overview.read(integration.id).failed is None

    note_failed_reading(program, integration)
    with program.store.work() as work:
        work.log.note(integration.id, Activity.FETCH, Outcome.DONE, Message("Read."), system="TimeLog")
        work.commit()
    failed = program.overview.read(integration.id).failed
    assert failed is not None
    assert failed.system == "e-conomic"

    with program.store.work() as work:
        work.log.note(integration.id, Activity.CONNECT, Outcome.DONE, Message("Answers."), system="e-conomic")
        work.commit()
    assert program.overview.read(integration.id).failed is None


def test_an_integration_that_is_not_there_is_told(program: Bindeled) -> None:
    with pytest.raises(RecordNotFound):
        program.overview.read(99)
