"""Transfers on a PostgreSQL server: it goes away between two steps, processes die, two of them send; each document arrives once."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from desktop.models.records import TransferState
from desktop.models.store import transfer_outcomes
from desktop.models.store.engines import engine_for
from desktop.models.store.work import Store
from desktop.progress import Silent
from tests.postgresql_server import Server, moved_to

PROOF_AFTER = dt.timedelta(seconds=1)


@pytest.fixture
def colleague(
    server: Server, begun: dict[str, Any], new_office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Any]:
    """Makes installations that share one database on the server, ready to transfer."""
    url = moved_to(server, begun["ready"])
    monkeypatch.setattr(Store, "open", lambda *_: Store(engine_for(url)))
    return lambda: new_office(proof_after=PROOF_AFTER)


def sendable(office: Any) -> list[str]:
    ids = [row.invoice.id for row in office.transfers.invoices(office.integration)]
    return [id_ for id_, reasons in office.transfers.check(office.integration, ids).items() if not reasons]


def send(office: Any, *ids: str) -> Any:
    return office.transfers.send(office.integration, ids, Silent())


def states(office: Any) -> dict[str, TransferState]:
    with office.store.reading() as work:
        return {id_: one.state for id_, one in work.transfers.all(office.integration.id).items()}


def assert_exactly_once(office: Any, ids: list[str]) -> None:
    assert [states(office)[id_] for id_ in ids] == [TransferState.TRANSFERRED] * len(ids)
    assert max(Counter(draft["references"]["other"] for draft in office.company.drafts()).values()) == 1
    assert len(office.company.drafts()) == len(ids)


def test_a_server_that_is_gone_before_the_claim_leaves_invoices_open(colleague: Any, server: Server) -> None:
    office = colleague()
    ids = sendable(office)
    real = office.sending._claim

    def gone(*arguments: Any, **more: Any) -> Any:
        server.stop()
        return real(*arguments, **more)

    office.sending._claim = gone
    report = send(office, *ids)
    server.start()
    assert "does not answer, or did not let Bindeled in" in str(report.stopped_by.sentence)
    assert sorted(report.open) == sorted(ids)
    assert office.company.drafts() == []

    office.sending._claim = real
    send(office, *ids)
    assert_exactly_once(office, ids)


def test_a_server_that_is_gone_between_claim_and_outcome_leaves_it_unknown_and_another_computer_finishes(
    colleague: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = colleague()
    ids = sendable(office)
    real = transfer_outcomes.kept

    def gone(*arguments: Any, **more: Any) -> Any:
        server.stop()
        return real(*arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(transfer_outcomes, "kept", gone)
        report = send(office, *ids)
    server.start()
    assert "does not answer" in str(report.stopped_by.sentence)
    assert "looked up before anything is sent again" in str(report.stopped_by.what_to_do)
    assert report.unknown
    assert {*report.unknown, *report.open} == {*ids}
    assert TransferState.SENDING in states(office).values()

    send(colleague(), *ids)
    assert_exactly_once(office, ids)


def send_and_die(make: Callable[[], Any], ids: list[str], has_claimed: Any) -> None:
    """In a process of its own, which kills itself when the first answer came, before it wrote that down."""
    office = make()
    real = office.sending._deliver

    def deliver(*arguments: Any, **more: Any) -> Any:
        has_claimed.set()
        return real(*arguments, **more)

    office.sending._deliver = deliver
    transfer_outcomes.kept = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
    send(office, *ids)


def send_beside(make: Callable[[], Any], ids: list[str], has_claimed: Any) -> None:
    """In a process of its own, as soon as the other one is sending."""
    office = make()
    has_claimed.wait(60)
    send(office, *ids)
    os._exit(0)


def test_two_processes_send_on_one_server_and_one_is_killed(colleague: Any) -> None:
    forked = multiprocessing.get_context("fork")
    office, has_claimed = colleague(), forked.Event()
    ids = sendable(office)
    both = [forked.Process(target=one, args=(colleague, ids, has_claimed)) for one in (send_and_die, send_beside)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert [one.exitcode for one in both] == [-signal.SIGKILL, 0]
    assert max(Counter(draft["references"]["other"] for draft in office.company.drafts()).values()) == 1

    office.settling.settle(office.integration, Silent())
    send(office, *ids)
    assert_exactly_once(office, ids)
