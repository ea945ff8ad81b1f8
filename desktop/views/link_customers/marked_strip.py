"""A line above the list: how many customers the PSA says are linked, and the plan to link them here too.

Another installation linked them, or this one before its database was lost.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.models.lamps import Lamp
from desktop.models.records import Decision
from desktop.texts import Message, _
from desktop.views.link_customers.session import LinkingSession
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.state_line import StateLine


class MarkedLinks(QObject):
    """`strip` follows the readings of the session; its button makes plans, as one step of undo."""

    def __init__(self, session: LinkingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.strip = StateLine(Button(_("Plan these links"), Kind.QUIET, on_click=self.plan))
        session.was_read.connect(lambda _reading: self._count())
        session.plans_kept.connect(lambda _kept: self._count())

    def plan(self) -> None:
        """Plan to link them, overwriting nothing."""
        self._work_out(self._plan)

    def _plan(self, plans: dict[str, Decision]) -> None:
        planned = Message(
            "{count} link is planned. Nothing is written yet; Ctrl+Z takes it back.",
            "{count} links are planned. Nothing is written yet; Ctrl+Z takes them back.",
            count=len(plans),
        )
        self._session.change(plans, told=planned)

    def _count(self) -> None:
        reading = self._session.reading
        if reading is not None and reading.rows.register.marked:
            self._work_out(self._tell)
        else:
            self.strip.hide()

    def _tell(self, plans: dict[str, Decision]) -> None:
        said = Message(
            "{count} customer is marked in {system} as linked, but is not linked here.",
            "{count} customers are marked in {system} as linked, but are not linked here.",
            count=len(plans),
            system=self._session.systems.psa,
        )
        self.strip.say(Lamp.UNKNOWN, str(said) if plans else "")

    def _work_out(self, then: Callable[[dict[str, Decision]], object]) -> None:
        """Which links those would be; every customer may be marked, so the window does not wait for it."""
        session = self._session
        if session.reading is not None:
            session.jobs.work_out(session.integration, session.reading.rows.marked_plans, then)
