from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.errors import Cancelled, NoConnection
from desktop.models.lamps import Lamp
from desktop.texts import Message
from desktop.views.background import Background, Job, Progress
from desktop.views.messages import Messages


@pytest.fixture
def messages(qapp: object) -> Messages:
    return Messages(lambda details: details.replace("s3cret", "***"))


@pytest.fixture
def background(messages: Messages) -> Iterator[Background]:
    made = Background(messages)
    yield made
    assert made.close(wait=60)


def test_work_is_done_elsewhere_and_its_result_comes_back_here(background: Background, qtbot: QtBot) -> None:
    threads: list[int] = []
    results: list[tuple[int, str]] = []
    background.run(
        lambda _job: (threads.append(threading.get_ident()), "done")[1],
        on_done=lambda result: results.append((threading.get_ident(), result)),
    )
    qtbot.waitUntil(lambda: bool(results))

    assert results == [(threading.get_ident(), "done")]
    assert threads[0] != threading.get_ident()


def test_jobs_of_one_queue_never_run_together_and_keep_their_order(background: Background, qtbot: QtBot) -> None:
    running, together, order = [0], [0], []

    def work(job: Job[int], number: int) -> int:
        running[0] += 1
        together[0] = max(together[0], running[0])
        time.sleep(0.01)
        running[0] -= 1
        return number

    for number in range(5):
        background.run(lambda job, number=number: work(job, number), on_done=order.append, queue="e-conomic 1")
    qtbot.waitUntil(lambda: len(order) == 5)

    assert order == [0, 1, 2, 3, 4]
    assert together == [1]


def test_two_queues_run_side_by_side(background: Background, qtbot: QtBot) -> None:
    meeting = threading.Barrier(2, timeout=60)
    done: list[int] = []
    for queue in ("one", "two"):
        background.run(lambda _job: meeting.wait(), on_done=done.append, queue=queue)

    qtbot.waitUntil(lambda: len(done) == 2)


def test_a_known_trouble_is_shown_by_itself(background: Background, messages: Messages, qtbot: QtBot) -> None:
    def work(_job: Job[None]) -> None:
        raise NoConnection(Message("e-conomic did not answer."), what_to_do=Message("Try again."))

    with qtbot.waitSignal(messages.said) as told, qtbot.assertNotEmitted(messages.crashed):
        background.run(work)
    assert (told.args[0].text, told.args[0].lamp) == ("e-conomic did not answer. Try again.", Lamp.REFUSED)


def test_a_bug_goes_to_the_crash_dialog_without_secrets(background: Background, messages: Messages, qtbot: QtBot) -> None:
    def work(_job: Job[None]) -> None:
        raise ZeroDivisionError("token s3cret")

    with qtbot.waitSignal(messages.crashed) as told, qtbot.assertNotEmitted(messages.said):
        background.run(work)
    assert "ZeroDivisionError" in told.args[0]
    assert "s3cret" not in told.args[0]


def test_own_handling_of_a_failure_replaces_the_usual_one(background: Background, messages: Messages, qtbot: QtBot) -> None:
    failures: list[BaseException] = []

    def work(_job: Job[None]) -> None:
        raise ValueError("no")

    with qtbot.assertNotEmitted(messages.crashed):
        background.run(work, on_failed=failures.append)
        qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], ValueError)


def test_cancel_stops_between_records_and_before_the_start(background: Background, messages: Messages, qtbot: QtBot) -> None:
    begun = threading.Event()
    sent: list[int] = []

    def work(job: Job[None]) -> None:
        for number in range(1000):
            job.check()
            sent.append(number)
            begun.set()
            time.sleep(0.005)

    failures: list[BaseException] = []
    first = background.run(work, on_failed=failures.append)
    second = background.run(work, on_failed=failures.append)
    second.cancel()
    assert begun.wait(60)
    first.cancel()
    qtbot.waitUntil(lambda: len(failures) == 2)

    assert all(isinstance(failure, Cancelled) for failure in failures)
    assert len(sent) < 1000
    assert background.running == []


def test_progress_is_thinned_out_but_the_last_record_is_told(background: Background, qtbot: QtBot) -> None:
    told: list[Progress] = []

    def work(job: Job[None]) -> None:
        for number in range(1, 10_001):
            job.progress(number, 10_000, Message("{count} customer", "{count} customers", count=number))

    done: list[None] = []
    background.run(work, on_progress=told.append, on_done=done.append)
    qtbot.waitUntil(lambda: bool(done))

    assert told[-1] == Progress(10_000, 10_000, "10,000 customers")
    assert len(told) < 200


def test_nobody_is_called_when_the_page_is_gone(background: Background, qtbot: QtBot) -> None:
    owner, called, after = QObject(), [], []
    go = threading.Event()
    background.run(lambda _job: go.wait(60), on_done=called.append, owner=owner)
    delete(owner)
    go.set()
    background.run(lambda _job: None, on_done=after.append)
    qtbot.waitUntil(lambda: bool(after))

    assert called == []


def test_closing_cancels_and_waits(messages: Messages) -> None:
    background = Background(messages)
    begun = threading.Event()

    def work(job: Job[None]) -> None:
        begun.set()
        while True:
            job.check()
            time.sleep(0.005)

    background.run(work)
    assert begun.wait(60)

    assert background.close(wait=60)


def test_only_a_thread_with_a_promised_job_is_waited_for_longer(messages: Messages) -> None:
    background, done, go = Background(messages), [], threading.Event()
    begun = threading.Barrier(3, timeout=60)

    def slow(_job: Job[None]) -> None:
        begun.wait()
        go.wait(60)

    def promised(_job: Job[None]) -> None:
        begun.wait()
        done.append("a plan")

    background.run(slow, queue="e-conomic")
    background.run(promised, queue="here", is_promised=True)
    begun.wait()
    assert not background.close(wait=0)
    assert done == ["a plan"]
    go.set()
    assert background.close()


def test_what_was_promised_is_done_when_the_window_closes_before_it_began(messages: Messages) -> None:
    background, done = Background(messages), []

    def until_closed(job: Job[None]) -> None:
        while not job.is_cancelled:
            time.sleep(0.001)

    background.run(until_closed)
    background.run(lambda _job: done.append("a reading"))
    background.run(lambda _job: done.append("a plan"), is_promised=True)
    assert background.close()
    assert done == ["a plan"]
