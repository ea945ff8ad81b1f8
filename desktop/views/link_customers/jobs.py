"""The page's slow work: reading, looking up, keeping plans, previews, writing and taking back; each in the background.

Reading and plans share one queue, so that a reading knows every plan made before it. What talks to the systems goes on their queue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop.errors import BindeledError, Cancelled
from desktop.garbage_collector import garbage_collector_resting
from desktop.models.judging import usual_link
from desktop.models.linking import CustomerPreview, LinkReport, MarkReport, UndoReport, number_after
from desktop.models.records import Action, Decision, Integration, Link
from desktop.models.undoing import UndoPreview
from desktop.texts import Message, _, in_a_row
from desktop.use_cases.fetch_records import RecordFetching, Register
from desktop.use_cases.link_customers import CustomerLinking, Plans
from desktop.use_cases.sync_customers import CustomerSync
from desktop.use_cases.undo_linking import LinkingUndo
from desktop.views.background import Background, Job, Progress
from desktop.views.link_customers.empty_states import Sizes
from desktop.views.link_customers.rows import LinkingRows
from desktop.views.shared.pick_list import PickChoice

T = TypeVar("T")
_MANY = 500  # customers, whose changes take more than a moment
CUSTOMERS = (Register.FINANCE_CUSTOMERS, Register.PSA_CUSTOMERS)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the page shows, as the store had it."""

    rows: LinkingRows
    sizes: Sizes
    fetched_at: dt.datetime | None  # the older of the two registers
    read_at: tuple[dt.datetime, ...]  # when each register that was read was read last
    others: list[PickChoice]  # every PSA customer that is not linked, by name
    next_number: str  # continues the finance system's number series
    link_action: Action  # how customers are linked until the user chooses otherwise


@dataclass(frozen=True, slots=True)
class WrittenSteps:
    """A batch that can be taken back: what it was, and the kinds of its steps."""

    batch_id: int
    message: Message
    made_at: dt.datetime
    kinds: frozenset[str]


class LinkingJobs:
    """Starts the work of one page; results come back on the window's thread as long as `owner` lives."""

    def __init__(
        self,
        fetching: RecordFetching,
        linking: CustomerLinking,
        undoing: LinkingUndo,
        customers: CustomerSync,
        background: Background,
        owner: QObject,
    ) -> None:
        self._fetching, self._linking, self._undoing, self._customers = fetching, linking, undoing, customers
        self._background, self._owner = background, owner

    def read(
        self, integration: Integration, prepare: Callable[[LinkingRows], object], on_done: Callable[[Reading], object]
    ) -> Job[Reading]:
        """Read the store; `prepare` is called with the rows while still on the thread that reads."""
        return self._background.run(
            lambda job: self._read(integration, prepare, job), on_done=on_done, queue=_here(integration), owner=self._owner
        )

    def fetch_and_look_up(
        self,
        integration: Integration,
        on_done: Callable[[list[Message]], object],
        on_failed: Callable[[BaseException], object],
        *,
        fetch: bool = True,
    ) -> Job[list[Message]]:
        """Read the customers of both systems and look up who belongs together; gives the registers that were not read whole."""

        def work(job: Job[list[Message]]) -> list[Message]:
            done = self._fetching.fetch(integration, CUSTOMERS, progress=job) if fetch else []
            troubles = [
                Message("{register}: {reason}", register=one.title, reason=one.reason.sentence)
                for one in done
                if one.reason is not None
            ]
            try:
                self._linking.suggest(integration, job, apart=True)
            except Cancelled:
                raise
            except BindeledError as trouble:
                troubles.append(trouble.message)
            if troubles:
                self._linking.note_troubles(integration, troubles)
            return [one.sentence for one in done if one.left_out]

        return self._background.run(
            work, on_done=on_done, on_failed=on_failed, queue=_there(integration), title=_("Link customers"), owner=self._owner
        )

    def keep(self, integration: Integration, before: Plans, after: Plans, on_done: Callable[[frozenset[str]], object]) -> None:
        """Keep plans, and forget those that are `None`; gives the customers about whom a colleague decided meanwhile."""

        def work(_job: Job[frozenset[str]]) -> frozenset[str]:
            with garbage_collector_resting():
                return self._linking.replan(integration, before, after)

        self._background.run(
            work,
            on_done=on_done,
            queue=_here(integration),
            owner=self._owner,
            is_promised=True,
        )

    def work_out(
        self,
        integration: Integration,
        work: Callable[[], T],
        on_done: Callable[[T], object],
        on_failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Work out something that takes more than a moment, in line with readings and plans."""
        self._background.run(lambda _job: work(), on_done=on_done, on_failed=on_failed, queue=_here(integration), owner=self._owner)

    def step(
        self,
        integration: Integration,
        work: Callable[[], T],
        on_done: Callable[[T], object],
        on_failed: Callable[[BaseException], object],
    ) -> None:
        """The same for what was decided about very many rows, between `begin_promise` and `end_promise`: also without the page."""
        self._background.run(lambda _job: work(), on_done=on_done, on_failed=on_failed, queue=_here(integration))

    def begin_promise(self, who: QObject) -> None:
        """What `who` is asked to keep is on its way."""
        self._background.begin_promise(who)

    def end_promise(self, who: QObject) -> None:
        """All of it is handed over to `keep`."""
        self._background.end_promise(who)

    def preview(
        self,
        integration: Integration,
        decisions: Sequence[Decision],
        on_done: Callable[[list[CustomerPreview]], object],
        on_failed: Callable[[BaseException], object] | None = None,
        *,
        are_plans: bool = False,
    ) -> None:
        """Work out what writing would change; `are_plans`: those that are planned otherwise meanwhile are left out."""

        def work(job: Job[list[CustomerPreview]]) -> list[CustomerPreview]:
            wanted = self._linking.still_planned(integration, decisions) if are_plans else decisions
            return self._linking.preview(integration, wanted, job)

        self._background.run(
            work,
            on_done=on_done,
            on_failed=on_failed,
            queue=_here(integration),
            title=_("See changes") if len(decisions) > _MANY else "",
            owner=self._owner,
        )

    def plans(self, integration: Integration, shown: Sequence[CustomerPreview]) -> Callable[[Job[LinkReport]], LinkReport]:
        """Work that writes plans as they were shown."""
        return lambda job: self._linking.write_plans(integration, shown, job)

    def put_back(self, integration: Integration, decisions: Sequence[Decision]) -> Callable[[Job[LinkReport]], LinkReport]:
        """Work that links or ignores again who was taken out."""
        return lambda job: self._linking.write(integration, decisions, job, puts_back=True)

    def write(
        self,
        integration: Integration,
        work: Callable[[Job[LinkReport]], LinkReport],
        on_done: Callable[[LinkReport], object],
        on_failed: Callable[[BaseException], object],
        on_progress: Callable[[Progress], object],
    ) -> Job[LinkReport]:
        """Do `work` that writes to the systems: `plans` or `put_back`."""
        return self._background.run(
            work,
            on_done=on_done,
            on_failed=on_failed,
            on_progress=on_progress,
            queue=_there(integration),
            title=_("Link customers"),
            owner=self._owner,
        )

    def mark_missing(
        self, integration: Integration, on_done: Callable[[MarkReport], object], on_failed: Callable[[BaseException], object]
    ) -> None:
        """Write the marks of links that the PSA lacks."""
        self._background.run(
            lambda job: self._linking.mark_missing(integration, job),
            on_done=on_done,
            on_failed=on_failed,
            queue=_there(integration),
            title=_("Mark links"),
            owner=self._owner,
        )

    def bring_back(
        self,
        integration: Integration,
        finance_ids: Sequence[str],
        on_done: Callable[[], object],
        on_failed: Callable[[BaseException], object],
    ) -> Job[None]:
        """Take customers out of Ignored."""
        return self._background.run(
            lambda _job: self._linking.bring_back(integration, finance_ids),
            on_done=lambda _none: on_done(),
            on_failed=on_failed,
            queue=_here(integration),
            owner=self._owner,
        )

    def unlink(
        self,
        integration: Integration,
        links: Sequence[Link],
        on_done: Callable[[int], object],
        on_failed: Callable[[BaseException], object],
    ) -> Job[int]:
        """Remove links."""
        return self._background.run(
            lambda _job: self._undoing.unlink(integration, links),
            on_done=on_done,
            on_failed=on_failed,
            queue=_there(integration),
            title=_("Link customers"),
            owner=self._owner,
        )

    def batches(self, integration: Integration, on_done: Callable[[list[WrittenSteps]], object]) -> None:
        """Find out what can be taken back, the newest first."""

        def work(_job: Job[list[WrittenSteps]]) -> list[WrittenSteps]:
            return [
                WrittenSteps(one.id, one.message, one.made_at, frozenset(step["what"] for step in one.steps))
                for one in self._undoing.batches(integration)
            ]

        self._background.run(work, on_done=on_done, queue=_here(integration), owner=self._owner)

    def preview_undo(
        self,
        integration: Integration,
        batch_id: int,
        on_done: Callable[[UndoPreview], object],
        on_failed: Callable[[BaseException], object],
        on_progress: Callable[[Progress], object],
    ) -> Job[UndoPreview]:
        """Read in the systems what undoing a batch would do."""
        return self._background.run(
            lambda job: self._undoing.preview(integration, batch_id, job),
            on_done=on_done,
            on_failed=on_failed,
            on_progress=on_progress,
            queue=_there(integration),
            owner=self._owner,
        )

    def undo(
        self,
        integration: Integration,
        batch_id: int,
        on_done: Callable[[UndoReport], object],
        on_failed: Callable[[BaseException], object],
        on_progress: Callable[[Progress], object],
    ) -> Job[UndoReport]:
        """Take a batch back."""
        return self._background.run(
            lambda job: self._undoing.undo(integration, batch_id, job),
            on_done=on_done,
            on_failed=on_failed,
            on_progress=on_progress,
            queue=_there(integration),
            title=_("Link customers"),
            owner=self._owner,
        )

    def _read(self, integration: Integration, prepare: Callable[[LinkingRows], object], job: Job[Reading]) -> Reading:
        with garbage_collector_resting(what_is_made_stays=True):
            register = self._linking.register(integration)
            job.check()
            rows = LinkingRows(register, job.check)
            others = [PickChoice(one.id, one.name, one.number) for one in rows.unlinked_psa]
            prepare(rows)
        fetched = self._fetching.last(integration.id)
        sizes = [fetched[one].count if one in fetched else None for one in CUSTOMERS]
        times = [fetched[one].fetched_at for one in CUSTOMERS if one in fetched]
        return Reading(
            rows=rows,
            sizes=Sizes(finance=sizes[0], psa=sizes[1], tabs=rows.counts(), trouble=_in_a_row(register.troubles)),
            fetched_at=min(times, default=None),
            read_at=tuple(times),
            others=others,
            next_number=number_after(pair.finance for pair in register.pairs),
            link_action=usual_link(self._customers.rules(integration).mode),
        )


def _in_a_row(sentences: Sequence[Message]) -> str:
    return str(in_a_row(sentences)) if sentences else ""


def _here(integration: Integration) -> str:
    return f"linking-{integration.id}"


def _there(integration: Integration) -> str:
    return f"finance-{integration.id}"
