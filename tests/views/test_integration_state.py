"""A connection without a proof of today is proven again by itself, in peace and quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from desktop.errors import BindeledError, NoConnection, SignInRefused
from desktop.models.proving import TRY_AGAIN_AFTER, Attempt, is_to_be_tested
from desktop.models.records import Connection, Integration, Side
from desktop.texts import Message
from desktop.views.integration_state import IntegrationState

NOW = dt.datetime.now(dt.UTC)


def connection(side: Side = Side.PSA, **fields: Any) -> Connection:
    return Connection(side=side, system="x", **{"is_established": True, "key": "k", "tested_at": NOW, **fields})


OLD = connection(tested_at=NOW - dt.timedelta(hours=30))
BROKEN = connection(is_established=False)


class _Background:
    """Does the work at once, as the real one would behind the window."""

    def __init__(self) -> None:
        self.queues: list[str] = []

    def run(
        self,
        work: Callable[[Any], object],
        *,
        on_done: Callable[[object], object],
        on_failed: Callable[[BaseException], object],
        queue: str,
        **_more: object,
    ) -> None:
        self.queues.append(queue)
        try:
            done = work(None)
        except BindeledError as error:
            on_failed(error)
        else:
            on_done(done)


class _Office:
    """The state of a window whose integration was read with this connection to the PSA."""

    def __init__(self, psa: Connection, answer: BindeledError | None = None) -> None:
        self.tested: list[tuple[int, Side]] = []
        self.refreshed = 0
        self.is_online = True
        self.background = _Background()
        self.answer = answer
        state = self.state = IntegrationState.__new__(IntegrationState)
        state._attempts = {}
        state._background = cast(Any, self.background)
        state._frame = cast(Any, SimpleNamespace(refresh=self._refresh, integration_id=7))
        state._connections = cast(Any, SimpleNamespace(test=self._test))
        state._is_online = lambda: self.is_online
        state.read = lambda: None  # type: ignore[method-assign]  # what was read stays as it is in these tests
        self.see(psa)

    def see(self, psa: Connection) -> None:
        """The integration is read with this connection."""
        integration = Integration(id=7, name="x", psa=psa, finance=connection(Side.FINANCE))
        self.state._reading = cast(Any, SimpleNamespace(integration=integration))

    def _refresh(self) -> None:
        self.refreshed += 1

    def _test(self, id_: int, side: Side) -> None:
        self.tested.append((id_, side))
        if self.answer is not None:
            raise self.answer


def test_an_old_proof_is_made_again_and_a_fresh_one_is_left_alone() -> None:
    office = _Office(OLD)
    office.state.look_again()
    assert (office.tested, office.background.queues, office.refreshed) == ([(7, Side.PSA)], ["finance-7"], 1)
    office.see(connection())
    office.state.look_again()
    assert office.tested == [(7, Side.PSA)]


def test_nobody_is_called_while_the_computer_has_no_way_out_and_at_once_when_it_has() -> None:
    office = _Office(OLD)
    office.is_online = False
    office.state.look_again()
    assert (office.tested, office.refreshed) == ([], 0)
    office.is_online = True
    office.state.look_again()
    assert office.tested == [(7, Side.PSA)]


@pytest.mark.parametrize(("error", "tests"), [(NoConnection, 2), (SignInRefused, 1)])
def test_a_test_that_failed_is_tried_again_after_some_minutes_unless_only_a_person_can_help(
    error: type[BindeledError], tests: int
) -> None:
    office = _Office(OLD, error(Message("No.")))
    office.state.look_again()
    office.see(BROKEN)
    office.state.look_again()
    assert len(office.tested) == 1, "not hammered"
    kept = office.state._attempts[7, Side.PSA]
    office.state._attempts[7, Side.PSA] = Attempt(kept.at - TRY_AGAIN_AFTER, kept.may_pass)
    office.state.look_again()
    assert len(office.tested) == tests


def test_refused_credentials_are_forgotten_once_the_connection_is_proven() -> None:
    office = _Office(OLD, SignInRefused(Message("No.")))
    office.state.look_again()
    office.see(connection())
    office.state.look_again()
    assert office.state._attempts == {}


@pytest.mark.parametrize(
    ("known", "is_tested"), [(OLD, True), (BROKEN, True), (connection(), False), (connection(is_established=False, key=""), False)]
)
def test_what_is_tested_at_first_sight(known: Connection, is_tested: bool) -> None:
    assert is_to_be_tested(known, NOW, None) is is_tested
