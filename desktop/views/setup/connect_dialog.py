"""Connect a system: the fields that its card declares, tried for real off the window's thread, with a time limit and a stop."""

from __future__ import annotations

import itertools
from functools import partial

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import BindeledError
from desktop.models.lamps import Lamp
from desktop.models.records import COLUMNS_SETTING, DECIMAL_SETTING, Company, Connection, FileKind, Side
from desktop.models.whose_invoices import choice_of_company
from desktop.texts import _, shown
from desktop.use_cases.connect_system import Connections, SystemCard
from desktop.views.background import Background, Job
from desktop.views.messages import Messages
from desktop.views.setup.file_preview_panel import FilePreviewPanel
from desktop.views.setup.sign_in_form import SignInForm
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.dialogs import DecisionDialog, ScrolledContent
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look

TIME_LIMIT = 30  # s (product.md chapter 1)

_lanes = itertools.count()  # an attempt that was given up may still hold its thread: the next one gets another


class ConnectDialog(DecisionDialog):
    """Asks for address and credentials. `accept` tries them; only a connection that was established closes the dialog.

    `system` takes the place of files. `company` is the connected company afterwards.
    What is typed into a secret field goes to the keyring and is never read back.
    """

    def __init__(
        self,
        connections: Connections,
        background: Background,
        messages: Messages,
        integration_id: int,
        connection: Connection,
        *,
        keeps_secrets: bool,
        system: SystemCard | None = None,
        settings: QSettings | None = None,
        time_limit: int = TIME_LIMIT,
        parent: QWidget | None = None,
    ) -> None:
        self._card: SystemCard = system or connections.card(integration_id, connection.side)
        if self._card.name != connection.system:
            connection = Connection(side=connection.side, system=self._card.name)  # it takes the place of files
        heading = _("Connect {system}").format(system=self._card.label)
        kept = (
            _("The files are read before anything is kept, and again at each fetch. Nothing is written to them.")
            if self._card.is_files
            else _("The connection is tried before anything is kept. Secrets go to this computer's keyring.")
            if keeps_secrets
            else _("The connection is tried before anything is kept. Secrets are forgotten when Bindeled closes.")
        )
        super().__init__(heading, heading, kept, _("Connect"), settings=settings, name=f"connect-{self._card.name}", parent=parent)
        self.company: Company | None = None
        self._connections, self._background, self._messages = connections, background, messages
        self._integration_id, self._side = integration_id, Side(connection.side)
        self._had_company = connection.company
        self._limit, self._passed = time_limit, 0
        self._lane = next(_lanes)
        self._attempt: Job[tuple[Company, ...]] | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.form = SignInForm(self._card, connection)
        self.panels = self._make_panels() if self._card.is_files else []
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.form, *self.panels):
            column.addWidget(widget)
        self.content.addWidget(ScrolledContent(whole), 1)
        self.content.addWidget(self._make_company_row())
        self.state = StateLine()
        self.content.addWidget(self.state)
        self.wants_files = False
        if not self._card.is_files and connection.company is None and self._files_card() is not None:
            self.from_files = Button(_("Begin with exported files …"), Kind.QUIET, on_click=self._begin_with_files)
            self.from_files.setToolTip(
                _("For as long as there is no access yet. What you plan stays when the system is connected.")
            )
            below = QHBoxLayout()
            below.setContentsMargins(look().px(11), 0, 0, 0)  # its word stands below the names of the fields
            below.addWidget(self.from_files)
            below.addStretch()
            column.addLayout(below)
        column.addStretch()
        self._make_room()
        self.form.first_empty().setFocus()

    def _make_room(self) -> None:
        """For the fields; with files for their first rows too, as far as the screen allows."""
        screen, shown = self.screen().availableSize(), look()
        self.setMinimumWidth(min(shown.px(900 if self.panels else 680), screen.width() - shown.px(20)))
        if self.panels:
            self.setMinimumHeight(min(shown.px(700), screen.height() - shown.px(40)))

    def _files_card(self) -> SystemCard | None:
        return next((one for one in self._connections.systems(self._side) if one.is_files), None)

    def _begin_with_files(self) -> None:
        self.wants_files = True
        super().reject()

    def _make_panels(self) -> list[FilePreviewPanel]:
        """A preview of each file; how it is read is chosen there, so the fields that would take it typed are out of sight."""
        panels = []
        declared = {one.name: one for one in self._card.sign_in}
        for kind in FileKind:
            if kind in declared:
                read = partial(self._connections.file_preview, self._integration_id, self._card.name, kind)
                panel = FilePreviewPanel(kind, declared[kind].label.render(), read, self._background)
                edit = self.form.field(kind).edit
                edit.textChanged.connect(panel.show_file)
                if edit.text():
                    panel.show_file(edit.text(), self.form.field(COLUMNS_SETTING[kind]).text, self._typed(DECIMAL_SETTING))
                panels.append(panel)
        for name in (*COLUMNS_SETTING.values(), DECIMAL_SETTING):
            if name in declared:
                self.form.hide_field(name)
        return panels

    def _typed(self, name: str) -> str:
        return self.form.values().get(name, "")

    def _values(self) -> dict[str, str]:
        """What was typed and chosen."""
        values = self.form.values()
        for panel in self.panels:
            if panel.preview is not None:
                reading = panel.preview.reading
                values[COLUMNS_SETTING[panel.kind]] = reading.columns_text
                values |= {DECIMAL_SETTING: reading.decimal} if panel.kind is FileKind.ITEMS else {}
        return values

    def _remember_readings(self) -> None:
        for panel in self.panels:
            if panel.preview is not None:
                self._connections.remember_reading(self._integration_id, panel.kind, panel.preview)

    def _make_company_row(self) -> QWidget:
        self._company_row = QWidget()
        grid = QGridLayout(self._company_row)
        grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(8))
        grid.setHorizontalSpacing(look().px(12))
        grid.setColumnMinimumWidth(0, look().px(SignInForm.NAMES_WIDTH))
        grid.setColumnStretch(1, 1)
        self.companies = QComboBox()
        self.companies.setAccessibleName(_("Company"))
        grid.addWidget(label(_("Company")), 0, 0)
        grid.addWidget(self.companies, 0, 1)
        self._company_row.hide()
        return self._company_row

    @property
    def is_trying(self) -> bool:
        """Whether an attempt runs."""
        return self._attempt is not None

    def accept(self) -> None:
        """Try what was entered."""
        if self.is_trying or not self.form.is_complete():
            return
        if (why := next(filter(None, (panel.why_not() for panel in self.panels)), None)) is not None:
            self.state.say(Lamp.REFUSED, str(why))
            return
        address, values, company_id = self.form.address, self._values(), str(self.companies.currentData() or "")
        system, self._passed = self._card.name, 0
        self._set_trying(True)

        def work(job: Job[tuple[Company, ...]]) -> tuple[Company, ...]:
            if not company_id:
                found = self._connections.companies(self._integration_id, self._side, address, values, system=system)
                job.check()
                if len(found) > 1:
                    return found
            connect = self._connections.connect
            return (connect(self._integration_id, self._side, address, values, company_id, system=system, progress=job),)

        lane = self._lane
        self._attempt = self._background.run(
            work,
            on_done=self._answered,
            on_failed=lambda error: self._refused(error) if lane == self._lane else None,  # else given up before, and said so
            queue=f"connect-{lane}",
            title=self.windowTitle(),  # what it reads of the companies may change what other pages show
            owner=self,
        )
        self._tick()

    def reject(self) -> None:
        """Stop the attempt; without one, close."""
        if self.is_trying:
            self._give_up(_("Stopped. Nothing was kept."), Lamp.WAITING)
        else:
            super().reject()

    def _set_trying(self, trying: bool) -> None:
        self.form.setEnabled(not trying)
        self._company_row.setEnabled(not trying)
        self.verb.set_enabled(not trying, _("The connection is being tried."))
        self.cancel.setText(_("Stop") if trying else _("Cancel"))
        if trying:
            self._clock.start()
            self.cancel.setFocus()
        else:
            self._clock.stop()
            self.verb.setFocus()

    def _tick(self) -> None:
        if self._passed >= self._limit:
            sentence = _("{system} did not answer within {limit} s. Check the address and the network, and connect again.")
            self._give_up(sentence.format(system=self._card.label, limit=shown(self._limit)), Lamp.REFUSED)
            return
        sentence = _("Trying {system}, {passed} of {limit} s")
        said = sentence.format(system=self._card.label, passed=shown(self._passed), limit=shown(self._limit))
        self.state.say(Lamp.SENDING, said)
        self._passed += 1

    def _give_up(self, sentence: str, lamp: Lamp) -> None:
        """Leave the attempt alone; it keeps nothing, because it is asked to stop before it would."""
        if self._attempt is not None:
            self._attempt.cancel()
            self._attempt = None
        self._lane = next(_lanes)
        self._set_trying(False)
        self.state.say(lamp, sentence)
        self.grow()

    def _answered(self, found: tuple[Company, ...]) -> None:
        self._attempt = None
        self._set_trying(False)
        if len(found) > 1:
            self._offer(found)
            return
        self.company = found[0]
        self._remember_readings()
        super().accept()

    def _offer(self, companies: tuple[Company, ...]) -> None:
        self.companies.clear()
        for company in companies:
            self.companies.addItem(company.name, company.id)
        if self._had_company is not None:
            self.companies.setCurrentIndex(max(self.companies.findData(self._had_company.id), 0))
        self._company_row.show()
        self.companies.setFocus()
        self.state.say(Lamp.DONE, str(choice_of_company(self._card.label, companies)))
        self.grow()

    def _refused(self, error: BaseException) -> None:
        self._attempt = None
        self._set_trying(False)
        if isinstance(error, BindeledError):
            self.state.say(Lamp.REFUSED, str(error))
        else:
            self.state.say(Lamp.REFUSED, _("Something went wrong that Bindeled did not expect. Nothing was kept."))
            self._messages.failed(error)
        self.grow()
