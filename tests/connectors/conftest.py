"""What the tests of every connector do to the stand-in behind it; each folder has a `stand_in` and its `server`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from desktop.sandbox.server import SandboxServer, StandIn


@pytest.fixture
def plan(server: SandboxServer) -> Callable[..., None]:
    """Plan faults of the stand-in."""

    def planned(*faults: dict[str, Any]) -> None:
        requests.post(f"{server.address}/_sandbox/faults", json=list(faults), timeout=60).raise_for_status()

    return planned


@pytest.fixture
def calls(stand_in: StandIn) -> Callable[[str], list[str]]:
    """The paths that were called with a method since the test began, in order."""
    begun = stand_in.calls.count

    def listed(method: str) -> list[str]:
        kept = stand_in.calls.listed()
        new = kept["calls"][len(kept["calls"]) - (kept["count"] - begun) :]
        return [call["path"] for call in new if call["method"] == method]

    return listed
