"""Writes a batch of changes, of customers or of people; tells what came of it, and takes it back when the user says so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.errors import Cancelled
from desktop.models.lamps import Lamp
from desktop.models.linking import UNDO_AGAIN, UndoReport
from desktop.models.people_updates import PeopleReport
from desktop.models.updates import UpdateReport
from desktop.progress import Progress
from desktop.texts import Message, _, in_a_row
from desktop.views.background import Background
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages, NoticeLink


class Carrying(QObject):
    """For one integration; `ended` is called whenever something was written or taken back, or could not be."""

    def __init__(
        self, owner: QObject, session: LinkingSession, background: Background, messages: Messages, ended: Callable[[], object]
    ) -> None:
        super().__init__(owner)
        self._session, self._background, self._messages, self._ended = session, background, messages, ended

    def write(self, work: Callable[[Progress], UpdateReport | PeopleReport]) -> None:
        """Write, in the background."""
        self._background.run(
            work,
            on_done=self._written,
            on_failed=self.tell_failed,
            queue=f"finance-{self._session.integration.id}",
            title=_("Carry changes"),
            owner=self,
        )

    def tell_failed(self, error: BaseException) -> None:
        """Say why something could not be done."""
        if isinstance(error, Cancelled):
            self._messages.say(error.message)
        else:
            self._messages.failed(error)
        self._ended()

    def _written(self, report: UpdateReport | PeopleReport) -> None:
        links = (NoticeLink(Message("Undo"), lambda: self._undo(report.batch_id)),) if report.fields else ()
        first = next(iter(report.refused.values()), None)
        said = in_a_row([report.sentence, first.sentence]) if first else report.sentence
        self._messages.say(said, lamp=Lamp.REFUSED if first else Lamp.DONE, links=links)
        self._ended()

    def _undo(self, batch_id: int) -> None:
        session = self._session
        session.jobs.undo(session.integration, batch_id, self._undone, self.tell_failed, lambda _progress: None)

    def _undone(self, report: UndoReport) -> None:
        again = [*report.failed, UNDO_AGAIN] if report.failed else []
        said = in_a_row([report.sentence, *again, *report.left_alone, *report.not_possible])
        self._messages.say(said, lamp=Lamp.REFUSED if report.failed else Lamp.DONE)
        self._ended()
