"""What is done in reconciling: accept differences, sign months off, write the proof; off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.models.lamps import Lamp
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import Integration
from desktop.models.sign_off import Period
from desktop.texts import Message, _, ngettext, shown
from desktop.use_cases.accept_differences import DifferenceAcceptance
from desktop.use_cases.sign_off_periods import PeriodSignOff
from desktop.views.background import Background
from desktop.views.invoices.reconcile_dialogs import ChangesDialog, ReasonDialog, sign_off_dialog
from desktop.views.invoices.reconcile_tab import ReconcileTab
from desktop.views.messages import Messages, NoticeLink
from desktop.views.shared.amounts import amount, month_name
from desktop.views.shared.save_file import ask_for_file

T = TypeVar("T")


class ReconcileActions(QObject):
    """Asks, does, and tells. `changed` asks the page to show both sides anew, as they were last read."""

    changed = Signal()
    failed = Signal(object)  # BaseException

    def __init__(
        self,
        tab: ReconcileTab,
        acceptance: DifferenceAcceptance,
        sign_offs: PeriodSignOff,
        background: Background,
        messages: Messages,
    ) -> None:
        super().__init__(tab)
        self._tab, self._acceptance, self._sign_offs = tab, acceptance, sign_offs
        self._background, self._messages = background, messages
        self._integration: Integration | None = None
        self._systems = ("", "")
        tab.period_line.sign_off_wanted.connect(lambda _month: self.sign_off())
        tab.period_line.take_back_wanted.connect(lambda _month: self.take_back_sign_off())
        tab.period_line.changes_wanted.connect(lambda _month: self.show_changes())
        tab.period_line.proof_wanted.connect(lambda _month: self.export_proof())

    def choose(self, integration: Integration | None, psa: str, finance: str) -> None:
        """Work for this integration from now on; the names of its two sides."""
        self._integration, self._systems = integration, (psa, finance)

    def read_periods(self, rows: Sequence[ReconciledInvoice]) -> None:
        """Work the months of these rows out, and show the chosen one."""
        listed = list(rows)
        self._run(lambda integration: self._sign_offs.periods(integration, listed), self._tab.set_periods)

    # differences

    def chosen(self) -> list[ReconciledInvoice]:
        """The ticked rows that are shown; without any the one the keyboard is on, when it can be accepted."""
        ticked = self._tab.ticked.in_sight()
        current = self._tab.table.record_of(self._tab.view.current_id())
        return ticked or ([current] if current is not None and current.can_accept else [])

    def accept(self) -> None:
        """Accept the chosen differences, after asking why."""
        rows = [row for row in self.chosen() if row.can_accept]
        if not rows:
            return
        heading = ngettext("{count} difference is accepted", "{count} differences are accepted", len(rows))
        told = ", ".join(_named(row) for row in rows[:4])
        if len(rows) > 4:
            told = _("{documents} and {count} more").format(documents=told, count=shown(len(rows) - 4))
        dialog = ReasonDialog(
            self._tab.window(),
            _("Accept difference"),
            heading.format(count=shown(len(rows))),
            _("{documents}. It holds until one of the sides changes.").format(documents=told),
            ngettext("Accept {count} difference", "Accept {count} differences", len(rows)).format(count=shown(len(rows))),
            example=_("For instance: agreed with the customer"),
        )
        reason = dialog.asked()
        if reason is not None:
            ids = [row.id for row in rows]
            self._run(lambda integration: self._acceptance.accept(integration, ids, reason), self._tell_accepted)

    def _tell_accepted(self, rows: Sequence[ReconciledInvoice]) -> None:
        ids = [row.id for row in rows]
        self._tab.table.set_ticked(ids, False)
        said = Message("{count} difference accepted.", "{count} differences accepted.", count=len(rows))
        undo = NoticeLink(Message("Undo"), lambda: self._take_back(ids))
        self._messages.say(said, lamp=Lamp.DONE, links=(undo,))
        self.changed.emit()

    def take_back(self) -> None:
        """Accept the ticked differences no longer."""
        self._take_back([row.id for row in self._tab.ticked.in_sight() if row.is_accepted])

    def _take_back(self, ids: Sequence[str]) -> None:
        def done(rows: Sequence[ReconciledInvoice]) -> None:
            self._tab.table.set_ticked([row.id for row in rows], False)
            self._messages.say(Message("{count} acceptance taken back.", "{count} acceptances taken back.", count=len(rows)))
            self.changed.emit()

        if ids:
            self._run(lambda integration: self._acceptance.take_back(integration, ids), done)

    # months

    def sign_off(self) -> None:
        """Sign the chosen month off, after showing its totals."""
        period = self._tab.period
        if period is None:
            return
        reason = sign_off_dialog(self._tab.window(), period).asked()
        if reason is not None:
            said = Message("{month} is signed off.", month=month_name(period.month))
            self._run(
                lambda integration: self._sign_offs.sign_off(integration, period.month, reason), lambda _made: self._tell(said)
            )

    def take_back_sign_off(self) -> None:
        """Take the sign-off of the chosen month back, after asking why."""
        period = self._tab.period
        if period is None or period.sign_off is None:
            return
        month = month_name(period.month)
        dialog = ReasonDialog(
            self._tab.window(),
            _("Sign-off"),
            _("The sign-off of {month} is taken back").format(month=month),
            str(period.sentence),
            _("Take back the sign-off"),
        )
        reason = dialog.asked()
        if reason is not None:
            said = Message("The sign-off of {month} was taken back.", month=month)
            self._run(
                lambda integration: self._sign_offs.take_back(integration, period.month, reason), lambda _made: self._tell(said)
            )

    def show_changes(self) -> None:
        """What is not as it was signed; from there the month can be signed off anew."""
        period = self._tab.period
        if period is not None and ChangesDialog(self._tab.window(), period, *self._systems).exec():
            self.sign_off()

    def export_proof(self) -> None:
        """Write the chosen month as an Excel file."""
        period = self._tab.period
        if period is None:
            return
        file = ask_for_file(self._tab.window(), f"{self._systems[1]} {period.month:%Y-%m}")
        if file is not None:
            self.export_proof_to(period, file.with_suffix(".xlsx"))

    def export_proof_to(self, period: Period, file: Path) -> None:
        """The same, to this file."""

        def done(count: int) -> None:
            said = Message(
                "{count} document written to {file}.", "{count} documents written to {file}.", count=count, file=file.name
            )
            self._messages.say(said, lamp=Lamp.DONE)

        self._run(lambda integration: self._sign_offs.write_proof(integration, period.month, file), done, title=_("Exporting"))

    def _tell(self, said: Message) -> None:
        self._messages.say(said, lamp=Lamp.DONE)
        self.changed.emit()

    def _run(self, work: Callable[[Integration], T], on_done: Callable[[T], object], *, title: str = "") -> None:
        """Do it on the queue of the store; an answer for an integration that is not shown any more is dropped."""
        integration = self._integration
        if integration is None:
            return

        def done(result: T) -> None:
            if self._integration is not None and self._integration.id == integration.id:
                on_done(result)

        self._background.run(
            lambda _job: work(integration), on_done=done, on_failed=self.failed.emit, queue="invoices", title=title, owner=self
        )


def _named(row: ReconciledInvoice) -> str:
    if row.difference is None:
        return row.number
    return f"{row.number} ({amount(row.difference)} {row.currency})"
