"""Runs on the page: the bar at the foot becomes the run, rows change in their places, the result goes to the status bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.errors import Cancelled
from desktop.models.invoice_rows import look_up_sentence, report_sentence, row_of
from desktop.models.lamps import Lamp
from desktop.models.records import Integration, InvoiceState, Reason, TransferReport
from desktop.texts import Message, _, in_a_row, ngettext, shown
from desktop.views.invoices.invoice_foot import InvoiceFoot
from desktop.views.invoices.invoice_lists import InvoiceLists
from desktop.views.invoices.transfer_run import TransferRun
from desktop.views.messages import Messages


class InvoiceRuns(QObject):
    """One run at a time: transfer, transfer again, or look up."""

    changed = Signal()
    ended = Signal()
    failed = Signal(object)  # BaseException

    def __init__(self, run: TransferRun, lists: InvoiceLists, foot: InvoiceFoot, messages: Messages) -> None:
        super().__init__(lists)
        self._run, self._lists, self._foot, self._messages = run, lists, foot, messages
        self._kept_back: dict[str, Reason] = {}
        self._sentence = report_sentence
        run.changed.connect(self._show_changed)
        run.kept_back.connect(self._keep_back)
        run.ended.connect(self._show_end)
        run.failed.connect(self._show_failed)
        lists.waiting.table.ticks_changed.connect(self.leave)

    @property
    def is_on(self) -> bool:
        """Whether a run is under way."""
        return self._run.is_on

    def is_on_for(self, integration_id: int | None) -> bool:
        """Whether the run is one of this integration."""
        return self._run.integration is not None and self._run.integration.id == integration_id

    def transfer(self, integration: Integration, ids: Sequence[str]) -> None:
        """Send these documents."""
        title = ngettext("Transferring {count} document", "Transferring {count} documents", len(ids))
        if told := self._begin(title, ids):
            self._run.send(integration, ids, told)

    def transfer_again(self, integration: Integration, ids: Sequence[str]) -> None:
        """Send these once more, each only after proof that it is gone over there."""
        title = ngettext("Transferring {count} document again", "Transferring {count} documents again", len(ids))
        if told := self._begin(title, ids):
            self._run.send_again(integration, ids, told)

    def look_up(self, integration: Integration, ids: Sequence[str]) -> None:
        """Look these uncertain documents up; nothing is sent."""
        title = ngettext("Looking up {count} document", "Looking up {count} documents", len(ids))
        if told := self._begin(title, ids):
            self._sentence = look_up_sentence
            self._run.look_up(integration, ids, told)

    def stop(self) -> None:
        """Stop after the documents that are being sent now."""
        self._run.stop()

    def leave(self) -> None:
        """The next action has begun: the counts that a run left behind go."""
        if not self.is_on:
            self._foot.show_actions()

    def _begin(self, title: str, ids: Sequence[str]) -> str:
        if not ids or self.is_on:
            return ""
        told = title.format(count=shown(len(ids)))
        self._kept_back, self._sentence = {}, report_sentence
        self._lists.current.trouble.clear()
        self._foot.start_run(told, on_stop=self.stop, stop_text=_("Stop after this document"))
        return told

    def _show_changed(self, states: Sequence[InvoiceState]) -> None:
        if self.is_on_for(self._lists.integration_id):
            self._lists.update_rows(
                [row_of(one.invoice, one.transfer, None, one.tolerance, elsewhere=one.elsewhere) for one in states]
            )
            rows = [self._lists.rows[id_] for id_ in self._run.ids if id_ in self._lists.rows]
            self._foot.count_run(rows, len(rows))
            self.changed.emit()

    def _keep_back(self, refused: Mapping[str, Reason]) -> None:
        self._kept_back = dict(refused)

    def _show_end(self, report: TransferReport) -> None:
        """The counts stay in the bar, the sentence in the status bar; what stopped the run stands above the list."""
        said: list[Message] = []
        if len(self._kept_back) < len(self._run.ids):
            said.append(self._sentence(report))
        if self._kept_back:
            rows, count = self._lists.rows, len(self._kept_back)
            self._lists.update_rows([replace(rows[id_], found=(one,)) for id_, one in self._kept_back.items() if id_ in rows])
            said.append(Message("{count} was not sent again.", "{count} were not sent again.", count=count))
        lamp = Lamp.REFUSED if report.refused or self._kept_back else Lamp.UNKNOWN if report.unknown else Lamp.DONE
        stopped = report.stopped_by
        if stopped is not None and stopped.kind != Cancelled.__name__:
            parts = [part for part in (stopped.sentence, stopped.what_to_do) if part is not None]
            self._lists.current.trouble.tell(str(in_a_row(parts)))
            lamp = Lamp.REFUSED
        sentence = in_a_row(said)
        self._messages.say(sentence, lamp=lamp)
        self._foot.end_run(str(sentence))
        self._lists.transferred.table.set_ticked(report.transferred, False)
        self.changed.emit()
        self.ended.emit()

    def _show_failed(self, error: BaseException) -> None:
        self.leave()
        self.failed.emit(error)
