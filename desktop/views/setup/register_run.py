"""A run of *Fetch registers*: off the window's thread, register by register, with its results so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.texts import _, ngettext, shown
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import Fetched, RecordFetching, Register
from desktop.views.background import Background, Job, Progress


class RegisterRun:
    """The run of one integration. `results` grows while it runs; `on_change` is called at each step and at the end."""

    def __init__(
        self, connections: Connections, fetching: RecordFetching, background: Background, integration_id: int, owner: QObject
    ) -> None:
        self.results: list[Fetched] = []
        self.registers: Sequence[Register] = ()
        self.is_running = False
        self.said = ""
        self._connections, self._fetching, self._background = connections, fetching, background
        self._integration_id, self._owner = integration_id, owner
        self._job: Job[None] | None = None

    def start(
        self,
        on_change: Callable[[], object],
        on_failed: Callable[[BaseException], object],
        registers: Sequence[Register],
    ) -> None:
        """Read the registers one after the other; one that cannot be read never stops the others."""
        self.registers, self.is_running = registers, True

        def work(job: Job[None]) -> None:
            integration = self._connections.integration(self._integration_id)
            for register in registers:
                self.results += self._fetching.fetch(integration, [register], progress=job)

        def told(progress: Progress) -> None:
            self.said = _so_far(progress)
            on_change()

        def done(_nothing: None) -> None:
            self.is_running = False
            on_change()

        def failed(error: BaseException) -> None:
            self.is_running = False
            on_failed(error)

        self._job = self._background.run(
            work,
            on_done=done,
            on_failed=failed,
            on_progress=told,
            queue=f"finance-{self._integration_id}",
            title=_("Fetch registers"),
            owner=self._owner,
        )
        self.said = _("Waiting for other work on this integration to end.")
        on_change()

    def stop(self) -> None:
        """Stop between two pages; what was read whole is kept."""
        if self._job is not None:
            self._job.cancel()

    def summary(self) -> str:
        """What came of it."""
        refused = sum(one.reason is not None for one in self.results)
        read = len(self.results) - refused
        said = ngettext("{count} register read", "{count} registers read", read).format(count=shown(read))
        if not refused:
            return f"{said}."
        return _("{read}, {refused} not read.").format(read=said, refused=shown(refused))


def _so_far(progress: Progress) -> str:
    if progress.total:
        done = _("{register}: {done} of {total}")
        return done.format(register=progress.text, done=shown(progress.done), total=shown(progress.total))
    return _("{register} …").format(register=progress.text)
