"""The one way of doing slow work: off the window's thread, one thread per queue, results back on the window's thread."""

from __future__ import annotations

import queue as queues
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from desktop.errors import Cancelled
from desktop.texts import Message
from desktop.views.messages import Messages

T = TypeVar("T")
_FOR_PROMISED = 60.0  # s
_BETWEEN_PROGRESS = 0.05  # s: about twenty a second reach the window


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `total` is `None` while it is not known."""

    done: int = 0
    total: int | None = None
    text: str = ""


class Job(Generic[T]):
    """One piece of work: handed to the work itself, and to whoever started it.

    The work calls `progress` and asks `is_cancelled` between records (or calls `check`, which raises `Cancelled`).
    """

    def __init__(self, background: Background, work: Callable[[Job[T]], T], title: str, queue: str) -> None:
        self._background = background
        self._cancelled = threading.Event()
        self._last_told = 0.0
        self.work = work
        self.title = title
        self.queue = queue
        self.latest = Progress()
        self.on_done: Callable[[T], object] | None = None
        self.on_failed: Callable[[BaseException], object] | None = None
        self.on_progress: Callable[[Progress], object] | None = None
        self.owner: QObject | None = None
        self.is_promised = False

    @property
    def is_cancelled(self) -> bool:
        """Whether the user asked it to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask it to stop after the record it is at; one that has not begun does not begin."""
        self._cancelled.set()

    def check(self) -> None:
        """Raise `Cancelled` if the user asked it to stop."""
        if self.is_cancelled:
            raise Cancelled

    def progress(self, done: int, total: int | None = None, text: Message | str = "") -> None:
        """Tell how far the work is; told too often, only some of it reaches the window, and always the last record."""
        now = time.monotonic()
        if done != total and now - self._last_told < _BETWEEN_PROGRESS:
            return
        self._last_told = now
        self._background.tell_progress(self, Progress(done, total, str(text)))

    def step(self, done: int, total: int | None, text: Message) -> None:
        """The same for a use case (`desktop.progress.Progress`); raises `Cancelled` when the user asked it to stop."""
        self.progress(done, total, text)
        self.check()


class Background(QObject):
    """Runs work on one thread per queue: two jobs of one queue never run at the same time.

    Results, failures and progress come back on the window's thread. A failure without `on_failed` is shown through messages;
    what is no known trouble goes to the crash dialog.
    """

    started = Signal(object)  # Job
    progressed = Signal(object)  # Job, with `latest`
    ended = Signal(object)  # Job
    promises_kept = Signal()  # nothing is promised any more: see `begin_promise`
    _called = Signal(object)

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self._queues: dict[str, queues.SimpleQueue[Job[object] | None]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._jobs: list[Job[object]] = []
        self._promises: list[QObject] = []
        self._closed = False
        self._called.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Job[T]], T],
        *,
        on_done: Callable[[T], object] | None = None,
        on_failed: Callable[[BaseException], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        queue: str = "main",
        title: str = "",
        owner: QObject | None = None,
        is_promised: bool = False,
    ) -> Job[T]:
        """Do `work` on the thread of `queue` (one per connection of a finance system).

        `title` names it in the status bar; work without title is silent. When `owner` is gone by then, nobody is called.
        What `is_promised`, the user has seen as done: it is also done when the window is closed before it began.
        """
        job = Job(self, work, title, queue)
        job.on_done, job.on_failed, job.on_progress, job.owner = on_done, on_failed, on_progress, owner
        job.is_promised = is_promised
        if not self._closed:
            one_of_many = cast(Job[object], job)  # jobs of every result stand side by side
            self._jobs.append(one_of_many)
            self._queue(queue).put(one_of_many)
        return job

    @property
    def running(self) -> list[Job[object]]:
        """Jobs that run or wait, oldest first."""
        return list(self._jobs)

    def tell_progress(self, job: Job[T], latest: Progress) -> None:
        """Bring progress to the window's thread (called by `Job.progress`)."""

        def told() -> None:
            job.latest = latest
            self.progressed.emit(job)
            if job.on_progress is not None and _is_there(job):
                job.on_progress(latest)

        self._called.emit(told)

    def begin_promise(self, who: QObject) -> None:
        """What the user has seen as done takes `who` several jobs: until `end_promise` it lives, and the window stays open."""
        if who not in self._promises:
            self._promises.append(who)

    def end_promise(self, who: QObject) -> None:
        """The last job of it is handed over."""
        self._promises.remove(who)
        if not self._promises:
            self.promises_kept.emit()

    @property
    def has_promises(self) -> bool:
        """Whether closing now would lose what the user has seen as done."""
        return bool(self._promises)

    def close(self, wait: float = 5.0) -> bool:
        """Cancel everything and wait up to `wait` seconds for the record each thread is at; whether all threads ended.

        Promised jobs are not cancelled, and their threads are waited for longer.
        """
        self._closed = True
        promised = {job.queue for job in self._jobs if job.is_promised}
        for job in self._jobs:
            if not job.is_promised:
                job.cancel()
        for waiting in self._queues.values():
            waiting.put(None)
        began = time.monotonic()
        for queue, thread in self._threads.items():
            until = began + (max(wait, _FOR_PROMISED) if queue in promised else wait)
            thread.join(max(until - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads.values())

    def _queue(self, name: str) -> queues.SimpleQueue[Job[object] | None]:
        if name not in self._queues:
            waiting: queues.SimpleQueue[Job[object] | None] = queues.SimpleQueue()
            self._queues[name] = waiting
            thread = threading.Thread(target=self._work_through, args=(waiting,), name=f"work {name}", daemon=True)
            self._threads[name] = thread
            thread.start()
        return self._queues[name]

    def _work_through(self, waiting: queues.SimpleQueue[Job[object] | None]) -> None:
        while (job := waiting.get()) is not None:
            self._called.emit(lambda job=job: self.started.emit(job))
            try:
                job.check()
                result = job.work(job)
            except BaseException as error:  # whatever it is belongs on the window's thread, not in a silent thread's end
                self._called.emit(lambda job=job, error=error: self._fail(job, error))
            else:
                self._called.emit(lambda job=job, result=result: self._finish(job, result))

    def _call(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

    def _finish(self, job: Job[object], result: object) -> None:
        self._jobs.remove(job)
        self.ended.emit(job)
        if job.on_done is not None and _is_there(job):
            job.on_done(result)

    def _fail(self, job: Job[object], error: BaseException) -> None:
        self._jobs.remove(job)
        self.ended.emit(job)
        if job.on_failed is not None and _is_there(job):
            job.on_failed(error)
        elif isinstance(error, Cancelled):
            self._messages.say(error.message)
        else:
            self._messages.failed(error)


def _is_there(job: Job[T]) -> bool:
    return job.owner is None or isValid(job.owner)
