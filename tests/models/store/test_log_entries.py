from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.models.records import Activity, Exchange, LogEntry, Outcome
from desktop.models.store.work import Store
from desktop.texts import Message

AT = dt.datetime(2026, 7, 14, 10, 5, tzinfo=dt.UTC)
EXCHANGES = (
    Exchange("POST", "https://restapi.invalid/invoices/drafts", '{"text": "Æble"}', 201, '{"draftInvoiceNumber": 30}', AT, 0.25),
    Exchange("GET", "https://restapi.invalid/self", "", None, "", AT, 30.0),
)


def test_an_entry_comes_back_with_everything_in_it(store: Store, here: int) -> None:
    entry = LogEntry(
        at=AT,
        integration_id=here,
        activity=Activity.TRANSFER,
        outcome=Outcome.UNKNOWN,
        message=Message("No answer about {number}.", number="20418"),
        what_to_do=Message("Wait."),
        system="e-conomic",
        person="anna@pc",
        subject_kind="invoice",
        subject_id="i1",
        subject="20418",
        technical="timed out",
        exchanges=EXCHANGES,
    )
    with store.work() as work:
        number = work.log.add(entry)
        work.commit()

    with store.reading() as work:
        found = work.log.get(number)
    assert found == LogEntry(**{**{name: getattr(entry, name) for name in LogEntry.__dataclass_fields__}, "id": number})


def test_a_note_is_written_now_by_whoever_is_at_the_keyboard(store: Store, here: int) -> None:
    with store.work() as work:
        number = work.log.note(here, Activity.FETCH, Outcome.DONE, Message("Read."), subject=("register", "items", "Items"))
        work.commit()
        found = work.log.get(number)

    assert found is not None
    assert dt.datetime.now(dt.UTC) - found.at < dt.timedelta(minutes=1)
    assert "@" in found.person
    assert (found.subject_kind, found.subject_id, found.subject, found.what_to_do) == ("register", "items", "Items", None)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [6, 5, 4, 3, 2, 1]),
        ({"activities": [Activity.TRANSFER]}, [5, 4, 2, 1]),
        ({"outcomes": [Outcome.REFUSED]}, [5, 2]),
        ({"activities": [Activity.TRANSFER, Activity.FETCH], "outcomes": [Outcome.DONE]}, [6, 4, 3, 1]),
        ({"subject_id": "i1"}, [2, 1]),
        ({"limit": 2}, [6, 5]),
        ({"limit": 1, "subject_id": "i2", "outcomes": [Outcome.DONE]}, [4]),
        ({"activities": [Activity.UNDO]}, []),
    ],
)
def test_entries_come_newest_first_and_as_filtered(
    store: Store, here: int, elsewhere: int, filters: dict[str, Any], found: list[int]
) -> None:
    with store.work() as work:
        for subject in ("i1", "i2"):
            for activity, outcome in (
                (Activity.TRANSFER, Outcome.DONE),
                (Activity.TRANSFER, Outcome.REFUSED),
                (Activity.FETCH, Outcome.DONE),
            ):
                id_ = subject if activity is Activity.TRANSFER else ""
                work.log.note(here, activity, outcome, Message("x"), subject=("invoice", id_, ""))
        work.log.note(elsewhere, Activity.TRANSFER, Outcome.DONE, Message("x"), subject=("invoice", "i1", ""))
        work.commit()

    with store.reading() as work:
        assert [entry.id for entry in work.log.all(here, **filters)] == found


def test_an_entry_that_is_none_is_told(store: Store, here: int) -> None:
    with store.reading() as work:
        assert work.log.get(7) is None
        assert work.log.all(here) == []
