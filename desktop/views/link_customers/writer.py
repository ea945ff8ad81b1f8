"""Preview, write, take back, unlink, bring back: what reaches the systems, with the run in the action bar and the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QDialog

from desktop.errors import Cancelled, NotPossible, RecordChanged, RecordNotFound, RecordRefused
from desktop.models.lamps import Lamp
from desktop.models.linking import UNDO_AGAIN, CustomerPreview, LinkReport, UndoReport, preview_totals
from desktop.models.records import Action, Decision, Reason
from desktop.texts import Message, _, in_a_row
from desktop.views.background import Job, Progress
from desktop.views.link_customers.change_preview import ChangePreview
from desktop.views.link_customers.choices import decided_meanwhile, result
from desktop.views.link_customers.jobs import WrittenSteps
from desktop.views.link_customers.plan_history import TakenOut, WrittenBatch
from desktop.views.link_customers.rows import Row
from desktop.views.link_customers.session import LinkingSession
from desktop.views.link_customers.undo_dialog import UndoDialog
from desktop.views.messages import Messages, NoticeLink
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.dialogs import ask
from desktop.views.shared.page import Page

_TITLE = Message("Link customers")
_FINAL = {one.__name__ for one in (RecordRefused, RecordNotFound, RecordChanged, NotPossible)}


class LinkingWriter(QObject):
    """Writes for one session. One thing at a time: `is_running` tells whether something is being written."""

    began = Signal()
    written = Signal(object)  # list[Decision]: they may have been written; the store knows which
    undone = Signal()
    outdated = Signal()  # a colleague decided something: the store is to be read again
    undo_wanted = Signal()
    unlinked = Signal()
    show_wanted = Signal(object)  # LinkReport: the user wants to see what came of it

    def __init__(
        self, page: Page, session: LinkingSession, bar: ActionBar, messages: Messages, settings: QSettings, *, is_practice: bool
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._bar = page, session, bar
        self._messages, self._settings, self._is_practice = messages, settings, is_practice
        self._job: Job[LinkReport] | Job[UndoReport] | Job[int] | Job[None] | None = None
        self._is_previewing = False  # what would change is worked out now
        self.no_connection = ""  # why nothing can be written now

    @property
    def is_running(self) -> bool:
        """Whether something is being written, taken back or taken out."""
        return self._job is not None

    def stop(self) -> None:
        """Stop after the customer it is at."""
        if self._job is not None:
            self._job.cancel()

    # preview and write

    def preview(self, decisions: Sequence[Decision], *, always: bool) -> None:
        """Show what would change, and write when the user says so. Unless `always`, links that overwrite nothing go at once."""

        if self._is_previewing or self._session.is_over:
            return
        self._is_previewing = True

        def done(previews: list[CustomerPreview]) -> None:
            self._is_previewing = False
            if (others := len(decisions) - len(previews)) > 0:
                self._messages.say(decided_meanwhile(others))
                self.outdated.emit()
            if previews and not always and preview_totals(previews).is_nothing and not self.no_connection:
                self.write(previews)
            elif previews and not self._session.is_left:
                self._open(previews)

        def failed(error: BaseException) -> None:
            self._is_previewing = False
            self._tell(error)

        self._session.jobs.preview(self._session.integration, decisions, done, failed, are_plans=True)

    def write(self, previews: Sequence[CustomerPreview]) -> None:
        """Write plans as they were shown."""
        work = self._session.jobs.plans(self._session.integration, previews)
        self._run(work, [one.decision for one in previews], None)

    def put_back(self, step: TakenOut) -> None:
        """Link or ignore again who was taken out; that undoes the step, and is none of its own."""
        self._run(self._session.jobs.put_back(self._session.integration, step.again), step.again, step)

    def _run(
        self, work: Callable[[Job[LinkReport]], LinkReport], decisions: Sequence[Decision], puts_back: TakenOut | None
    ) -> None:
        if self.is_running or self._session.is_over:
            return
        self._session.being_written, self._session.too_late = frozenset(one.finance_id for one in decisions), frozenset()
        self._start(Message("Linking {count} customer", "Linking {count} customers", count=len(decisions)))
        self._job = self._session.jobs.write(
            self._session.integration,
            work,
            lambda report: self._done(report, decisions, puts_back),
            lambda error: self._failed(error, decisions),
            self._follow,
        )

    def _open(self, previews: list[CustomerPreview]) -> None:
        session = self._session
        dialog = ChangePreview(
            previews,
            session.systems,
            is_practice=self._is_practice,
            settings=self._settings,
            look_again=lambda decision, take: session.jobs.preview(session.integration, [decision], lambda found: take(found[0])),
            parent=self._page,
        )

        if self.no_connection:
            dialog.verb.set_enabled(False, self.no_connection)

        def finished(outcome: int) -> None:
            shown = dialog.previews()
            session.keep(dialog.decisions())
            dialog.deleteLater()
            if (list_ := self._page.first_focus()) is not None:
                list_.setFocus()
            if outcome == QDialog.DialogCode.Accepted:
                session.in_turn(lambda: session.jobs.work_out(session.integration, lambda: None, lambda _none: self.write(shown)))

        dialog.finished.connect(finished)
        dialog.open()

    def _start(self, title: Message) -> None:
        self._bar.start_run(str(title), on_stop=self.stop, stop_text=_("Stop after this customer"))
        self.began.emit()

    def _follow(self, progress: Progress) -> None:
        if progress.total:
            self._bar.show_counts({Lamp.DONE: progress.done}, progress.total)

    def _done(self, report: LinkReport, decisions: Sequence[Decision], puts_back: TakenOut | None) -> None:
        self._job, self._session.being_written = None, frozenset()
        for finance_id, reason in report.refused.items():
            self._session.refused[finance_id] = _sentence(reason)
        written = {*report.linked, *report.imported, *report.ignored}
        done = [one for one in decisions if one.finance_id in written]
        left = len(decisions) - len(done) - len(report.refused) - len(report.changed)
        if puts_back is not None:
            again = {one.finance_id for one in decisions if _may_pass(report.refused.get(one.finance_id))} - written
            self._session.history.put_back(puts_back, written, again)
        elif done:
            self._session.history.add(WrittenBatch(report.batch_id, {one.finance_id: one for one in done}))
        said = result(report, left=left, late=len(self._session.too_late), is_practice=self._is_practice)
        links = (
            NoticeLink(Message("Show"), lambda: self.show_wanted.emit(report)),
            *((NoticeLink(Message("Undo"), self.undo_wanted.emit),) if done and puts_back is None else ()),
        )
        unrefused = Lamp.UNKNOWN if report.warnings or report.changed else Lamp.DONE
        self._messages.say(said, lamp=Lamp.REFUSED if report.refused else unrefused, links=links)
        if report.refused:
            counts = {Lamp.DONE: len(done), Lamp.REFUSED: len(report.refused)}
            self._bar.show_counts(counts, len(done) + len(report.refused))
            self._bar.end_run(str(said))
        else:
            self._bar.show_actions()
        if puts_back is None:
            self.written.emit(decisions)
        else:
            self.undone.emit()

    def _failed(self, error: BaseException, decisions: Sequence[Decision]) -> None:
        self._job, self._session.being_written = None, frozenset()
        self._bar.show_actions()
        self._tell(error)
        self.written.emit(decisions)

    def _tell(self, error: BaseException) -> None:
        self._messages.say(error.message) if isinstance(error, Cancelled) else self._messages.failed(error)

    # taking back

    def undo(self) -> None:
        """Take a batch back: the newest one, or one that is chosen after a look at what that would do."""
        if not self.is_running and not self._session.is_over:
            self._session.jobs.batches(self._session.integration, self._ask_undo)

    def _ask_undo(self, batches: list[WrittenSteps]) -> None:
        if self.is_running or self._session.is_left:
            return
        if not batches:
            self._messages.say(Message("There is nothing to undo."))
        elif batches[0].kinds == {"ignore"}:  # touches no system, and can be done again
            self._take_back(batches[0].batch_id)
        else:
            self._open_undo(batches)

    def _open_undo(self, batches: list[WrittenSteps]) -> None:
        dialog = UndoDialog(
            batches,
            partial(self._session.jobs.preview_undo, self._session.integration),
            settings=self._settings,
            forbidden=self.no_connection,
            parent=self._page,
        )

        def finished(outcome: int) -> None:
            dialog.deleteLater()
            if (list_ := self._page.first_focus()) is not None:
                list_.setFocus()
            if outcome == QDialog.DialogCode.Accepted and not self.is_running:
                self._take_back(dialog.batch_id)

        dialog.finished.connect(finished)
        dialog.open()

    def _take_back(self, batch_id: int) -> None:
        self._start(Message("Taking back"))
        self._job = self._session.jobs.undo(
            self._session.integration,
            batch_id,
            lambda report: self._undone(report, batch_id),
            self._undo_failed,
            self._follow,
        )

    def _undone(self, report: UndoReport, batch_id: int) -> None:
        self._job = None
        self._bar.show_actions()
        if report.failed:
            left = Message("{count} customer is not taken back.", "{count} customers are not taken back.", count=len(report.failed))
            parts = [report.sentence, left, *report.failed[:3], UNDO_AGAIN]
        else:
            self._session.plan_again(self._session.history.forget_batch(batch_id))
            parts = [report.sentence]
        said = in_a_row([*parts, *report.left_alone[:3], *report.not_possible[:3]])
        self._messages.say(said, lamp=Lamp.REFUSED if report.failed else Lamp.DONE)
        self.undone.emit()

    def _undo_failed(self, error: BaseException) -> None:
        self._job = None
        self._bar.show_actions()
        if isinstance(error, Cancelled):
            self._messages.say(Message("Stopped. Some of it is taken back; the log tells what."))
        else:
            self._messages.failed(error)
        self.undone.emit()

    # links and ignored customers

    def unlink(self, rows: Sequence[Row], *, redone: TakenOut | None = None) -> None:
        """Remove links, after a question; nothing is deleted on either side."""
        links = [row.pair.link for row in rows if row.pair.link is not None]
        if not links or self.is_running or self._session.is_left:
            return
        heading = Message("Remove the link of {count} customer?", "Remove the links of {count} customers?", count=len(links))
        sentence = _("Nothing is deleted in either system. The pairs are suggested again afterwards.")
        verb = Message("Remove {count} link", "Remove {count} links", count=len(links))
        if not ask(self._page, str(_TITLE), str(heading), sentence, str(verb), destructive=True):
            return

        again = tuple(Decision(finance_id=one.finance_id, action=Action.LINK_ONLY, psa_id=one.psa_id) for one in links)

        def done(count: int) -> None:
            self._job = None
            self._session.history.add(TakenOut(again), redone=redone)
            self._messages.say(Message("{count} link removed.", "{count} links removed.", count=count), lamp=Lamp.DONE)
            self.unlinked.emit()

        self._job = self._session.jobs.unlink(self._session.integration, links, done, self._taking_out_failed)
        self.began.emit()

    def bring_back(self, rows: Sequence[Row], *, redone: TakenOut | None = None) -> None:
        """Take customers out of Ignored."""
        ids = [row.id for row in rows]
        if not ids or self.is_running or self._session.is_over:
            return

        def done() -> None:
            self._job = None
            again = tuple(Decision(finance_id=one, action=Action.IGNORE) for one in ids)
            self._session.history.add(TakenOut(again), redone=redone)
            said = Message("{count} customer brought back.", "{count} customers brought back.", count=len(ids))
            self._messages.say(said, lamp=Lamp.DONE, links=(NoticeLink(Message("Undo"), self.undo_wanted.emit),))
            self.undone.emit()

        self._job = self._session.jobs.bring_back(self._session.integration, ids, done, self._taking_out_failed)
        self.began.emit()

    def _taking_out_failed(self, error: BaseException) -> None:
        self._job = None
        self._tell(error)
        self.undone.emit()


def _sentence(reason: Reason) -> str:
    return str(in_a_row([reason.sentence, reason.what_to_do]) if reason.what_to_do else reason.sentence)


def _may_pass(reason: Reason | None) -> bool:
    """Whether another try may end otherwise: it was stopped before, or refused by what passes or can be mended by the user."""
    return reason is None or reason.kind not in _FINAL
