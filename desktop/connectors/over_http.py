"""What every connector does that talks over HTTP: its sessions share one recorder, and wait and close together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
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

    @contextmanager
    def on_wait(self, listener: Callable[[float], None]) -> Iterator[None]:
        """See `Connector`; several may listen at once, since several pieces of work may use one connector."""
        with ExitStack() as stack:
            for one in self._sessions:
                stack.enter_context(one.on_wait(listener))
            yield

    def close(self) -> None:
        """See `Connector`."""
        for one in self._sessions:
            one.close()
