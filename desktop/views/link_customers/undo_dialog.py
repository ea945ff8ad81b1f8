"""Before undo: what of a batch is taken back, what was changed since, and what cannot be; the newest batch, or an older one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.models.undoing import UNDO_GROUPS, UndoGroup, UndoItem, UndoPreview
from desktop.texts import Message, _, in_a_row
from desktop.texts import shown as as_text
from desktop.views.background import Job, Progress
from desktop.views.link_customers.jobs import WrittenSteps
from desktop.views.link_customers.two_line_list import TwoLineList, TwoLines
from desktop.views.shared.amounts import moment
from desktop.views.shared.buttons import Segments
from desktop.views.shared.columns import Column, Tint
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.trouble_line import TroubleLine

_ALL = "all"
_LAMPS = {UndoGroup.BACK: Lamp.DONE, UndoGroup.CHANGED: Lamp.UNKNOWN, UndoGroup.IMPOSSIBLE: Lamp.REFUSED}
_TINTS = {UndoGroup.BACK: Tint.PLAIN, UndoGroup.CHANGED: Tint.AMBER, UndoGroup.IMPOSSIBLE: Tint.RED}
_Row = tuple[int, UndoItem]


class ReadPreview(Protocol):
    """Reads in the background what undoing a batch would do; the job it gives can be cancelled."""

    def __call__(
        self,
        batch_id: int,
        on_done: Callable[[UndoPreview], object],
        on_failed: Callable[[BaseException], object],
        on_progress: Callable[[Progress], object],
    ) -> Job[UndoPreview]:
        """The reading."""


class UndoDialog(DecisionDialog):
    """Accepted: take the batch `batch_id` back. What stands in the systems is read while the dialog is open."""

    def __init__(
        self,
        batches: Sequence[WrittenSteps],
        read: ReadPreview,
        *,
        settings: QSettings,
        forbidden: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Undo"), "", "", "", settings=settings, name="undo", parent=parent)
        self._batches = {str(one.batch_id): one for one in batches}
        self._read, self._forbidden = read, forbidden
        self._job: Job[UndoPreview] | None = None
        self.batch_id = batches[0].batch_id
        self.content.addWidget(hairline())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.batches = TwoLineList(name=_("What can be taken back"), chooses_current=True)
        self.batches.setFixedWidth(look().px(268))
        if len(batches) > 1:
            middle.addWidget(self.batches)
            middle.addWidget(hairline(upright=True))
        middle.addLayout(self._make_items(), 1)
        self.content.addLayout(middle, 1)
        self.begin_with(1100, 540)
        self.batches.set_entries([_entry(one) for one in batches])
        self.batches.go_to(str(self.batch_id))
        self.batches.moved.connect(self._choose)
        self.hints.set_hints([KeyHint("↑↓", _("another one"))] if len(batches) > 1 else [])
        self._choose(str(self.batch_id))
        self.finished.connect(lambda _result: self._stop())
        (self.batches if len(batches) > 1 else self.view).setFocus()

    def _make_items(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        groups = [(_ALL, _("All")), *((str(group), str(name)) for group, name in UNDO_GROUPS.items())]
        self.groups = Segments(groups, name=_("What becomes of it"))
        self.groups.chosen.connect(self._narrow)
        top = QHBoxLayout()
        top.setContentsMargins(look().px(12), look().px(6), look().px(12), look().px(6))
        top.addWidget(self.groups)
        top.addStretch()
        self.trouble = TroubleLine()
        self._made = label(tone="ink2", wrap=True)
        self._made.setContentsMargins(look().px(12), look().px(8), look().px(12), 0)
        self.table: TableModel[_Row] = TableModel(
            [
                Column(
                    key="group",
                    title=_("Undo"),
                    text=lambda row: str(UNDO_GROUPS[row[1].group]),
                    lamp=lambda row: _LAMPS[row[1].group],
                    width=206,
                ),
                Column(key="customer", title=_("Customer"), text=lambda row: row[1].customer, width=140, stretch=True),
                Column(
                    key="what",
                    title=_("What happens"),
                    text=lambda row: str(row[1].sentence) if row[1].group is UndoGroup.BACK else "",
                    tooltip=lambda row: str(row[1].sentence),
                    width=280,
                    stretch=True,
                ),
            ],
            row_id=lambda row: row[0],
            reason=lambda row: "" if row[1].group is UndoGroup.BACK else str(row[1].sentence),
            tint=lambda row: _TINTS[row[1].group],
        )
        self.view = TableView(self.table, name=_("What undo does"))
        column.addWidget(self._made)
        column.addLayout(top)
        column.addWidget(self.trouble)
        column.addWidget(hairline())
        column.addWidget(self.view, 1)
        return column

    # reading

    def _choose(self, key: str) -> None:
        """Read what undoing this batch would do."""
        batch = self._batches[key]
        self._stop()
        self.batch_id = batch.batch_id
        self._made.setText(f"{batch.message} · {moment(batch.made_at)}")
        self.table.set_rows([])
        self.trouble.clear()
        self.view.set_loading(True)
        self._tell(_("Reading what stands there now"), "", "", _("It is not known yet what can be taken back."))

        def failed(error: BaseException) -> None:
            if self._job is job:  # else another batch was chosen meanwhile, or the dialog is closed
                self._failed(error, key)

        job = self._job = self._read(batch.batch_id, self._show, failed, self._follow)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _follow(self, progress: Progress) -> None:
        if self._job is not None and progress.total:
            counted = _("{done} of {total} customers read").format(done=as_text(progress.done), total=as_text(progress.total))
            self.sentence.setText(counted)

    def _failed(self, error: BaseException, key: str) -> None:
        self._job = None
        self.view.set_loading(False)
        self._tell(_("It is not known what can be taken back"), "", "", str(error))
        self.trouble.tell(str(error), lambda: self._choose(key))

    def _show(self, preview: UndoPreview) -> None:
        if self._job is None or preview.batch_id != self.batch_id:
            return
        self._job = None
        self.view.set_loading(False)
        order = list(UndoGroup)
        items = sorted(preview.items, key=lambda item: order.index(item.group), reverse=True)  # what needs a look comes first
        self.table.set_rows(list(enumerate(items)))
        counts = preview.counts()
        self.groups.set_text(_ALL, f"{_('All')}  {as_text(len(items))}")
        for group, name in UNDO_GROUPS.items():
            self.groups.set_text(str(group), f"{name}  {as_text(counts[group])}")
        if back := counts[UndoGroup.BACK]:
            steps = Message("That is {count} step, as listed below.", "These are {count} steps, as listed below.", count=back)
            heading, sentence = _question(preview), in_a_row([steps, _rest(counts)])
            self._tell(str(heading), str(sentence), _("Take back"), "")
        else:
            self._tell(_("Nothing of it can be taken back."), str(_rest(counts)), "", _("Nothing of it can be taken back."))

    def _narrow(self, key: str) -> None:
        self.table.set_filter("group", None if key == _ALL else lambda row: row[1].group == key)

    def _tell(self, heading: str, sentence: str, verb: str, why_not: str) -> None:
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.verb.setText(verb or _("Take back"))
        why_not = why_not or self._forbidden
        self.verb.set_enabled(not why_not, why_not)


def _question(preview: UndoPreview) -> Message:
    customers = Message(
        "Take back what was decided for {count} customer?",
        "Take back what was decided for {count} customers?",
        count=preview.customers,
    )
    people = Message(
        "Take back what was decided for {count} contact or employee?",
        "Take back what was decided for {count} contacts and employees?",
        count=preview.people,
    )
    asked = [text for text, count in ((customers, preview.customers), (people, preview.people)) if count]
    return in_a_row(asked)


def _rest(counts: dict[UndoGroup, int]) -> Message:
    parts = []
    if changed := counts[UndoGroup.CHANGED]:
        parts.append(
            Message("{count} was changed since and is left alone.", "{count} were changed since and are left alone.", count=changed)
        )
    if never := counts[UndoGroup.IMPOSSIBLE]:
        parts.append(Message("{count} cannot be taken back.", "{count} cannot be taken back.", count=never))
    return in_a_row(parts) if parts else Message("Nobody changed anything of it since.")


def _entry(batch: WrittenSteps) -> TwoLines:
    return TwoLines(
        key=str(batch.batch_id),
        text=str(batch.message),
        below=_("Batch {number} · {time}").format(number=batch.batch_id, time=moment(batch.made_at)),
    )
