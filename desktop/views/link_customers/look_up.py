"""Reading the customers of both systems again and looking up who belongs together; the next reading tells what failed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.errors import Cancelled
from desktop.texts import Message, in_a_row
from desktop.views.link_customers.jobs import LinkingJobs
from desktop.views.link_customers.linking_body import LinkingBody
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages


class LookUp(QObject):
    """One at a time. `changed` tells that it began or ended, `done` that the store is to be read."""

    changed = Signal()
    done = Signal()

    def __init__(self, jobs: LinkingJobs, messages: Messages) -> None:
        super().__init__()
        self._jobs, self._messages = jobs, messages
        self.is_running = False

    def start(self, session: LinkingSession, body: LinkingBody, *, fetch: bool) -> None:
        """Look up; with `fetch` after reading the customers of both systems."""
        if self.is_running:
            return
        self._set_running(True)
        body.trouble.clear()
        body.view.set_loading(True)

        def done(left_out: list[Message]) -> None:
            self._set_running(False)
            if left_out:
                self._messages.say(in_a_row(left_out))
            self.done.emit()

        def failed(error: BaseException) -> None:
            self._set_running(False)
            if isinstance(error, Cancelled):
                self._messages.say(error.message)
            else:
                self._messages.failed(error)
            self.done.emit()

        self._jobs.fetch_and_look_up(session.integration, done, failed, fetch=fetch)

    def _set_running(self, running: bool) -> None:
        self.is_running = running
        self.changed.emit()
