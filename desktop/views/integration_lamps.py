"""The side bar's integrations with their two lamps, read behind the window whenever work has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from desktop import texts
from desktop.models.lamps import Lamp, integration_connection_lamp, unproven_since
from desktop.models.records import Integration
from desktop.texts import _
from desktop.use_cases.choose_expenses import ExpenseSetup
from desktop.use_cases.connect_system import Connections
from desktop.views.background import Background, Job
from desktop.views.main_window import MainWindow
from desktop.views.shared.side_bar import IntegrationEntry

_QUEUE = "lamps"


class IntegrationLamps:
    """Shows them. `on_other` is called when another integration is in sight because of it."""

    def __init__(
        self,
        connections: Connections,
        expenses: ExpenseSetup,
        frame: MainWindow,
        *,
        background: Background,
        on_other: Callable[[], object],
    ) -> None:
        self._connections, self._expenses, self._frame = connections, expenses, frame
        self._background, self._on_other = background, on_other
        self._known: Sequence[Integration] = ()
        self._is_reading = False
        self._is_old = False  # something ended since the reading began

    def follow(self, job: Job[object]) -> None:
        """Read again when work has ended: one reading at a time, and one more when work ended meanwhile."""
        if job.queue != _QUEUE:
            self.read()

    def read(self) -> None:
        """Read behind the window: while very much is computed beside it, even a small question may wait for its answer."""
        if self._is_reading:
            self._is_old = True
            return
        self._is_reading, self._is_old = True, False
        self._background.run(
            lambda _job: self._connections.integrations(), on_done=self._have_read, queue=_QUEUE, owner=self._frame
        )

    def show_now(self, chosen: int | None = None) -> None:
        """Read and show at once, because one was made; `chosen` is the one to be shown from now on."""
        self._show(self._connections.integrations(), chosen)

    def show_again(self) -> None:
        """What was read last, in the language shown now and as the clock makes it."""
        self._show(self._known)

    def show_possible(self) -> None:
        """Grey the pages that the systems of the chosen integration have nothing for."""
        chosen = next((one for one in self._known if one.id == self._frame.integration_id), None)
        reason = self._expenses.why_not(chosen) if chosen is not None else None
        self._frame.set_reason("expenses", str(reason or ""))

    def _have_read(self, integrations: Sequence[Integration]) -> None:
        self._is_reading = False
        self._show(integrations)
        if self._is_old:
            self.read()

    def _show(self, integrations: Sequence[Integration], chosen: int | None = None) -> None:
        before, now = self._frame.integration_id, dt.datetime.now(dt.UTC)
        self._known = integrations
        self._frame.set_integrations([self._entry(one, now) for one in integrations], chosen)
        self.show_possible()
        if self._frame.integration_id != before:
            self._on_other()

    def _entry(self, one: Integration, now: dt.datetime) -> IntegrationEntry:
        return IntegrationEntry(
            id=one.id,
            name=one.name,
            systems=" · ".join(self._connections.card_of(side).label for side in (one.psa, one.finance)),
            connection=integration_connection_lamp(one, now),
            connection_word=_connection_word(one, now),
            activity=Lamp.DONE if one.is_active else Lamp.WAITING,
            activity_word=_("Active") if one.is_active else _("Not active"),
        )


def _connection_word(integration: Integration, now: dt.datetime) -> str:
    """What the lamp *Connection* says in the side bar."""
    if integration_connection_lamp(integration, now) is Lamp.DONE:
        return _("Established")
    since = unproven_since(integration, now)
    return _("Not tested since {time}").format(time=texts.shown(since)) if since else _("Not established")
