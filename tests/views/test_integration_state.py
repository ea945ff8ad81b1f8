"""A connection whose proof is older than a day is proven again by itself, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from desktop.models.records import Connection, Integration, Side
from desktop.views.integration_state import IntegrationState

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


class _Background:
    def __init__(self) -> None:
        self.queues: list[str] = []

    def run(self, work: Callable[[Any], object], *, on_done: Callable[[object], object], queue: str, **_more: object) -> None:
        self.queues.append(queue)
        on_done(work(None))


def test_an_old_proof_is_made_again_once_and_a_fresh_one_is_left_alone(monkeypatch: Any) -> None:
    tested: list[tuple[int, Side]] = []
    background, refreshed = _Background(), []
    sides = [
        Connection(side=side, system="x", is_established=True, key="k", tested_at=NOW - dt.timedelta(hours=hours))
        for side, hours in ((Side.PSA, 30), (Side.FINANCE, 2))
    ]
    reading = SimpleNamespace(
        integration=Integration(id=7, name="x", psa=sides[0], finance=sides[1]), facts=SimpleNamespace(now=NOW)
    )
    state = IntegrationState.__new__(IntegrationState)
    state._asked = set()
    state._background = cast(Any, background)
    state._frame = cast(Any, SimpleNamespace(refresh=lambda: refreshed.append(True)))
    state._connections = cast(Any, SimpleNamespace(test=lambda id_, side: tested.append((id_, side))))
    monkeypatch.setattr(state, "read", lambda: None)
    for _time in range(2):
        state._prove_again(cast(Any, reading))
    assert tested == [(7, Side.PSA)]
    assert (background.queues, refreshed) == (["finance-7"], [True])
