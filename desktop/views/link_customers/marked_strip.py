"""Lines above the list, where the PSA and this program do not say the same of what is linked.

Customers that the PSA says are linked, though not here: another installation linked them, or this one before its database was lost.
And the other way round: links that were made here while the PSA could not be told.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.errors import Cancelled
from desktop.models.lamps import Lamp
from desktop.models.linking import MarkReport
from desktop.models.records import Decision
from desktop.texts import Message, _, in_a_row
from desktop.views.link_customers.jobs import Reading
from desktop.views.link_customers.rows import LinkingRows
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages
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
        self._session.work_out(LinkingRows.marked_plans, self._plan)

    def _plan(self, plans: dict[str, Decision]) -> None:
        planned = Message(
            "{count} link is planned. Nothing is written yet; Ctrl+Z takes it back.",
            "{count} links are planned. Nothing is written yet; Ctrl+Z takes them back.",
            count=len(plans),
        )
        if (reading := self._session.reading) is not None:
            reading.rows.marked_undecided.intersection_update(plans)  # without whom the user linked otherwise since the reading
        self._session.change(plans, told=planned)
        if not self._session.is_over:
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


class UnmarkedLinks(QObject):
    """`strip` says how many links the PSA does not know of; its button tells it. `told`: the store is to be read again.

    What the PSA says otherwise, which another installation may have written there, is only told.
    """

    told = Signal()

    def __init__(self, session: LinkingSession, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._messages = session, messages
        self._button = Button(_("Mark them"), Kind.QUIET, on_click=self.mark)
        self.strip = StateLine(self._button)
        session.was_read.connect(self._tell)

    def mark(self) -> None:
        """Write the marks, in the background."""
        self.strip.say(Lamp.DONE, "")
        self._session.jobs.mark_missing(self._session.integration, self._done, self._failed)

    def _done(self, report: MarkReport) -> None:
        system = self._session.systems.psa
        said = Message(
            "{count} link is marked in {system}.", "{count} links are marked in {system}.", count=report.written, system=system
        )
        parts = [said] if report.written or not report.left else []
        if report.left:
            left = Message(
                "{count} link is still not marked in {system}.",
                "{count} links are still not marked in {system}.",
                count=report.left,
                system=system,
            )
            parts += [left, *([report.reason] if report.reason else [])]
        self._messages.say(in_a_row(parts), lamp=Lamp.REFUSED if report.left else Lamp.DONE)
        self.told.emit()

    def _failed(self, error: BaseException) -> None:
        self._messages.say(error.message) if isinstance(error, Cancelled) else self._messages.failed(error)
        self.told.emit()

    def _tell(self, reading: Reading) -> None:
        register, system = reading.rows.register, self._session.systems.psa
        missing, otherwise = len(register.unmarked), len(register.marked_otherwise)
        not_marked = Message(
            "{count} customer is linked here, but not marked in {system}: another computer does not know of it.",
            "{count} customers are linked here, but not marked in {system}: another computer does not know of them.",
            count=missing,
            system=system,
        )
        other_mark = Message(
            "{count} customer is linked here, but marked in {system} as linked to another one. Under Linked it says to which.",
            "{count} customers are linked here, but marked in {system} as linked to others. Under Linked it says to which.",
            count=otherwise,
            system=system,
        )
        parts = ([not_marked] if missing else []) + ([other_mark] if otherwise else [])
        self._button.setVisible(missing > 0)
        self.strip.say(Lamp.UNKNOWN, str(in_a_row(parts)) if parts else "")
