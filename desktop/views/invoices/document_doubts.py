"""From a row in doubt to a decision: read what may be the invoice, ask, keep what was said."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.document_judgements import InvoiceDoubt
from desktop.models.invoice_story import Systems
from desktop.models.lamps import Lamp
from desktop.models.records import DocumentJudgement, Integration, Ruling
from desktop.progress import heeding
from desktop.texts import Message, _
from desktop.use_cases.judge_documents import DocumentJudging
from desktop.views.background import Background, Job
from desktop.views.invoices.judge_document_dialog import JudgeDocumentDialog
from desktop.views.messages import Messages


class DocumentDoubts(QObject):
    """Asks about one invoice at a time."""

    decided = Signal()
    passed_over = Signal(object, object)  # integration, ids of invoices: that nothing else is there is to be proven now
    failed = Signal(object)  # BaseException

    def __init__(self, judging: DocumentJudging, background: Background, messages: Messages, page: QWidget) -> None:
        super().__init__(page)
        self._judging, self._background, self._messages, self._page = judging, background, messages, page
        self.dialog: JudgeDocumentDialog | None = None

    def ask(self, integration: Integration, invoice_id: str, systems: Systems) -> None:
        """Read what may be the invoice over there, then show it."""

        def read(job: Job[InvoiceDoubt]) -> InvoiceDoubt:
            with heeding(job.check):  # a limit of calls may make it wait
                return self._judging.look(integration, invoice_id)

        self._background.run(
            read,
            on_done=lambda doubt: self._show(integration, doubt, systems),
            on_failed=self.failed.emit,
            queue=f"finance-{integration.id}",
            title=_("Looking up"),
            owner=self,
        )

    def _show(self, integration: Integration, doubt: InvoiceDoubt, systems: Systems) -> None:
        if not doubt.documents:
            told = Message("Nothing in {system} may be this invoice.", system=systems.finance)
            self._messages.say(told, lamp=Lamp.DONE)
            return
        self.dialog = dialog = JudgeDocumentDialog(self._page.window(), doubt, systems)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._decide(integration, doubt, dialog)

    def _decide(self, integration: Integration, doubt: InvoiceDoubt, dialog: JudgeDocumentDialog) -> None:
        found, ruling, reason = dialog.found, Ruling.IS if dialog.is_yes else Ruling.IS_NOT, dialog.reason.text()

        def done(_judgement: DocumentJudgement) -> None:
            told = Message("It is this invoice.") if ruling is Ruling.IS else Message("It is another one, and is passed over.")
            self._messages.say(told, lamp=Lamp.DONE)
            self.decided.emit()
            if ruling is Ruling.IS_NOT:
                self.passed_over.emit(integration, [doubt.invoice.id])

        self._background.run(
            lambda _job: self._judging.decide(integration, doubt, found, ruling, reason),
            on_done=done,
            on_failed=self.failed.emit,
            queue=f"finance-{integration.id}",
            title=_("Keeping the decision"),
            owner=self,
        )
