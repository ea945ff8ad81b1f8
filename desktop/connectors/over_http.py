"""What every connector does that talks over HTTP: its sessions share one recorder, and wait and close together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from desktop.connectors.contract import Connector
from desktop.models.records import Exchange

if TYPE_CHECKING:
    from desktop.connectors.api_session import ApiSession


class OverHttp(Connector):
    """A connector with sessions; it sets `_sessions` when it is made."""

    _sessions: tuple[ApiSession, ...]

    def recording(self) -> AbstractContextManager[list[Exchange]]:
        """See `Connector`."""
        return self._sessions[0].recorded()

    def on_wait(self, listener: Callable[[float], None] | None) -> None:
        """See `Connector`."""
        for one in self._sessions:
            one.on_wait = listener

    def close(self) -> None:
        """See `Connector`."""
        for one in self._sessions:
            one.close()
