from __future__ import annotations

import datetime as dt

from desktop.models.log_runs import latest_runs
from desktop.models.records import Activity, LogEntry, Outcome
from desktop.texts import Message, shown

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


def entry(
    number: int,
    minutes_ago: float,
    activity: Activity = Activity.TRANSFER,
    outcome: Outcome = Outcome.DONE,
    person: str = "karen",
    about: tuple[str, str] = ("", ""),
) -> LogEntry:
    return LogEntry(
        id=number,
        at=NOW - dt.timedelta(minutes=minutes_ago),
        integration_id=1,
        activity=activity,
        outcome=outcome,
        message=Message(f"Entry {number}."),
        person=person,
        subject_kind=about[0],
        subject_id=about[1],
    )


def test_entries_of_one_activity_close_in_time_are_one_run_also_when_others_come_between() -> None:
    runs = latest_runs(
        [
            entry(5, 0),
            entry(4, 1, outcome=Outcome.NOT_SENT),
            entry(3, 1, Activity.LINK),
            entry(2, 2, outcome=Outcome.UNKNOWN),
            entry(1, 3),
        ],
        5,
    )
    assert [(one.activity, one.count) for one in runs] == [(Activity.TRANSFER, 4), (Activity.LINK, 1)]
    assert shown(runs[0].result) == "2 done, 1 stopped, 1 uncertain"
    assert (runs[0].newest.id, runs[0].worst.id) == (5, 2)
    assert shown(runs[1].result) == "Entry 3."


def test_a_pause_or_another_person_begins_a_new_run() -> None:
    runs = latest_runs([entry(4, 0), entry(3, 1, person="jens"), entry(2, 5), entry(1, 20)], 5)
    assert [[one.newest.id, one.count] for one in runs] == [[4, 2], [3, 1], [1, 1]]


def test_a_run_without_trouble_says_how_many() -> None:
    [run] = latest_runs([entry(2, 0), entry(1, 1)], 5)
    assert shown(run.result) == "2 done"
    assert run.worst.outcome is Outcome.DONE


def test_only_the_newest_runs_are_given() -> None:
    assert len(latest_runs([entry(number, 30 * (9 - number)) for number in range(9, 0, -1)], 5)) == 5


def test_a_record_counts_once_as_it_ended_and_other_kinds_of_records_do_not_count() -> None:
    [run] = latest_runs(
        [
            entry(6, 0, about=("employee", "3")),
            entry(5, 1, about=("invoice", "20312")),
            entry(4, 2, outcome=Outcome.REFUSED, about=("invoice", "20327")),
            entry(3, 3, outcome=Outcome.UNKNOWN, about=("invoice", "20312")),
            entry(2, 4, about=("invoice", "20400")),
            entry(1, 5, about=("contact", "7")),
        ],
        5,
    )
    assert shown(run.result) == "2 done, 1 refused"
    assert (run.newest.id, run.worst.id) == (6, 4)


def test_a_run_about_one_record_says_what_became_of_it() -> None:
    [run] = latest_runs([entry(2, 0, about=("employee", "3")), entry(1, 1, about=("invoice", "20312"))], 5)
    assert shown(run.result) == "Entry 1."
