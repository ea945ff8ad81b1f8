"""What looking the registers through found, told below their step; looked through anew when they were read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.duplicates import MOST_UNASKED
from desktop.models.lamps import Lamp
from desktop.models.records import Integration, Side
from desktop.models.register_check import RegisterFault, sentence_of
from desktop.models.setup_steps import SetupFacts
from desktop.texts import Message, _
from desktop.use_cases.check_registers import RegisterCheck
from desktop.views.background import Background, Job
from desktop.views.messages import Messages
from desktop.views.setup.faults_dialog import FaultsDialog
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.save_file import ask_for_file
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class _Known:
    """The result for one state of the registers; `faults` is `None` for registers too large to be looked through unasked."""

    integration: Integration
    labels: dict[Side, str]
    faults: list[RegisterFault] | None


class RegisterFaults:
    """`strip` hangs below the step of the registers."""

    def __init__(
        self, page: QWidget, check: RegisterCheck, *, background: Background, messages: Messages, settings: QSettings
    ) -> None:
        self._page, self._check = page, check
        self._background, self._messages, self._settings = background, messages, settings
        self._looked_at: tuple[int, dt.datetime | None] | None = None
        self._known: _Known | None = None
        self.see = Button("", Kind.QUIET, on_click=self.open)
        self.strip = StateLine(self.see)
        if (row := self.strip.layout()) is not None:
            row.setContentsMargins(0, 0, 0, look().px(8))  # it hangs in the row of its step

    def follow(self, facts: SetupFacts, read_at: dt.datetime | None) -> None:
        """Look through what was read, unless that was done; `read_at` is when a register was read last."""
        state = (facts.integration.id, read_at)
        is_new, self._looked_at = state != self._looked_at, state
        if is_new:
            self._known = None
        self._show()
        if is_new and read_at is not None:
            self._look(facts.integration, facts.labels, is_asked=False)

    def _look(self, integration: Integration, labels: dict[Side, str], *, is_asked: bool) -> None:
        def work(job: Job[_Known]) -> _Known:
            if not is_asked and self._check.size(integration.id) > MOST_UNASKED:
                return _Known(integration, labels, None)
            return _Known(integration, labels, self._check.check(integration, job))

        def done(known: _Known) -> None:
            if self._looked_at is None or known.integration.id != self._looked_at[0]:
                return  # another integration was chosen meanwhile
            self._known = known
            self._show()
            if is_asked:
                self.open()

        title = _("Look the registers through") if is_asked else ""
        self._background.run(work, on_done=done, queue=f"registers-{integration.id}", title=title, owner=self._page)

    def _show(self) -> None:
        known = self._known
        if known is None:
            self.strip.say(Lamp.WAITING, "")
        elif known.faults is None:
            self.see.setText(_("Look through"))
            self.strip.say(Lamp.WAITING, _("The registers are not looked through for what is to be mended before linking."))
        else:
            self.see.setText(_("See them …"))
            self.see.setVisible(bool(known.faults))
            lamp = Lamp.UNKNOWN if known.faults else Lamp.DONE
            self.strip.say(lamp, sentence_of(known.faults, lambda side: known.labels[side]).render())

    def open(self) -> None:
        """The list; registers that were not looked through are looked through first."""
        known = self._known
        if known is None:
            return
        if known.faults is None:
            self._look(known.integration, known.labels, is_asked=True)
            return
        faults = known.faults
        dialog = FaultsDialog(faults, known.labels, settings=self._settings, parent=self._page)

        def finished(outcome: int) -> None:
            dialog.deleteLater()
            if outcome == QDialog.DialogCode.Accepted and (file := ask_for_file(self._page, _("What is to be mended"))):
                self._background.run(
                    lambda _job: self._check.export(file, known.integration, faults),
                    on_done=lambda count: self._messages.say(
                        Message("{count} row written to {file}.", "{count} rows written to {file}.", count=count, file=file.name)
                    ),
                    owner=self._page,
                )

        dialog.finished.connect(finished)
        dialog.open()
