"""A line above the list: how many customers the PSA says are linked, and the plan to link them here too.

Another installation linked them, or this one before its database was lost.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.models.lamps import Lamp
from desktop.models.records import Decision
from desktop.texts import Message, _
from desktop.views.link_customers.session import LinkingSession
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.state_line import StateLine


class MarkedLinks(QObject):
    """`strip` follows the rows of the session; its button makes plans, as one step of undo."""

    def __init__(self, session: LinkingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.strip = StateLine(Button(_("Plan these links"), Kind.QUIET, on_click=self.plan))
        for changed in (session.was_read, session.rows_changed, session.many_changed):
            changed.connect(lambda _what: self._tell())

    def plan(self) -> None:
        """Plan to link them, overwriting nothing; every customer may be marked, so the window does not wait for it."""
        session = self._session
        if session.reading is not None:
            session.jobs.work_out(session.integration, session.reading.rows.marked_plans, self._plan)

    def _plan(self, plans: dict[str, Decision]) -> None:
        planned = Message(
            "{count} link is planned. Nothing is written yet; Ctrl+Z takes it back.",
            "{count} links are planned. Nothing is written yet; Ctrl+Z takes them back.",
            count=len(plans),
        )
        if (reading := self._session.reading) is not None:
            reading.rows.marked_undecided.intersection_update(plans)  # without whom the user linked otherwise since the reading
        self._session.change(plans, told=planned)
        self._tell()

    def _tell(self) -> None:
        reading = self._session.reading
        count = len(reading.rows.marked_undecided) if reading is not None else 0
        said = Message(
            "{count} customer is marked in {system} as linked, but is not linked here.",
            "{count} customers are marked in {system} as linked, but are not linked here.",
            count=count,
            system=self._session.systems.psa,
        )
        text = str(said) if count else ""
        if text != self.strip.text:
            self.strip.say(Lamp.UNKNOWN, text)
