"""The question whether invoices are over there already, as the PSA says that has numbers for them; one, or all of a cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.invoice_rows import TransferRow
from desktop.models.lamps import Lamp
from desktop.models.records import Integration, Invoice
from desktop.models.records.document_judgements import NumbersJudged
from desktop.progress import heeding
from desktop.texts import Message, _, in_a_row, ngettext, shown
from desktop.use_cases.judge_numbers import NumberJudging
from desktop.views.background import Background, Job
from desktop.views.invoices.judgement_dialog import JudgementDialog
from desktop.views.messages import Messages
from desktop.views.shared.theme import look

Result = TypeVar("Result")


class JudgeNumbersDialog(JudgementDialog):
    """One answer for all of them."""

    def __init__(self, parent: QWidget | None, rows: Sequence[TransferRow], psa: str, finance: str) -> None:
        count = len(rows)
        heading = ngettext(
            "{psa} says that {number} is {external} in {finance}",
            "{psa} says that {count} documents are in {finance} already",
            count,
        )
        first = rows[0].invoice
        super().__init__(
            parent,
            _("There already?"),
            heading.format(psa=psa, finance=finance, number=first.number, external=first.external_number, count=shown(count)),
            _(
                "It was not sent from here. What is there is looked up under its number, and becomes the transferred document if"
                " customer and amount agree; where nothing has the number, it is set aside. Your answer stands in the log."
            ),
            yes=ngettext("It is there", "All are there", count),
            no=ngettext("It is not there", "None is there", count),
        )
        self.setMinimumWidth(look().px(560))
        self.ask_reason(
            _("What is not there can be sent. If that is wrong, the customer gets a second invoice."),
            _("For instance: sent by the integration that we had before"),
        )


class NumberQuestions(QObject):
    """Asks, and keeps what was said."""

    decided = Signal()
    failed = Signal(object)  # BaseException

    def __init__(self, judging: NumberJudging, background: Background, messages: Messages, page: QWidget) -> None:
        super().__init__(page)
        self._judging, self._background, self._messages, self._page = judging, background, messages, page

    def ask(self, integration: Integration, rows: Sequence[TransferRow], psa: str, finance: str) -> None:
        """Whether these are over there."""
        dialog = JudgeNumbersDialog(self._page.window(), rows, psa, finance)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        ids, reason = [row.id for row in rows], dialog.reason.text()

        def are_there(job: Job[NumbersJudged]) -> NumbersJudged:
            with heeding(job.check):
                return self._judging.are_there(integration, ids, reason, job)

        if dialog.is_yes:
            self._run(integration, are_there, self._tell_there)
        else:
            self._run(integration, lambda _job: self._judging.are_not_there(integration, ids, reason), self._tell_not_there)

    def _run(self, integration: Integration, work: Callable[[Job[Result]], Result], on_done: Callable[[Result], None]) -> None:
        self._background.run(
            work,
            on_done=on_done,
            on_failed=self._tell_failed,
            queue=f"finance-{integration.id}",
            title=_("Keeping the decisions"),
            owner=self,
        )

    def _tell_there(self, judged: NumbersJudged) -> None:
        said = [
            Message(
                "{count} document is transferred as what has its number.",
                "{count} documents are transferred as what has their numbers.",
                count=len(judged.linked),
            )
        ]
        if judged.set_aside:
            count = len(judged.set_aside)
            said.append(
                Message(
                    "{count} document is set aside: nothing from {date} on has its number.",
                    "{count} documents are set aside: nothing from {date} on has their numbers.",
                    count=count,
                    date=judged.since,
                )
            )
        said += [*dict.fromkeys(reason.sentence for reason in judged.left.values())][:1]
        if judged.left:
            count = len(judged.left)
            said.append(Message("{count} document is not decided.", "{count} documents are not decided.", count=count))
        self._messages.say(in_a_row(said), lamp=Lamp.REFUSED if judged.left else Lamp.DONE)
        self.decided.emit()

    def _tell_not_there(self, invoices: Sequence[Invoice]) -> None:
        said = Message("{count} document can be sent.", "{count} documents can be sent.", count=len(invoices))
        self._messages.say(said, lamp=Lamp.DONE)
        self.decided.emit()

    def _tell_failed(self, error: BaseException) -> None:
        self.failed.emit(error)
        self.decided.emit()  # some may be decided already
