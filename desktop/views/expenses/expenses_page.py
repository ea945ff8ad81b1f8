"""Expenses (Udgifter): choose accounts, see what suppliers charged, choose a project for each, import; product.md chapter 8."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QRect, QSettings
from PySide6.QtWidgets import QWidget

from desktop.errors import BindeledError
from desktop.models.expenses import Clash
from desktop.models.lamps import Lamp
from desktop.models.records import Account, ExpenseReport
from desktop.models.table_export import export_table
from desktop.texts import Message, _, in_a_row, ngettext, shown
from desktop.use_cases.choose_expenses import ExpenseSetup
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.import_expenses import ExpenseImport
from desktop.views.background import Background, Job
from desktop.views.expenses.accounts_dialog import AccountsDialog
from desktop.views.expenses.badge import expenses_badge
from desktop.views.expenses.expense_foot import ExpenseFoot
from desktop.views.expenses.expense_list import ExpenseList
from desktop.views.expenses.expense_reading import ExpenseReading, read_expenses
from desktop.views.expenses.expense_table import PROJECT, export_columns, project_choices, type_choices
from desktop.views.messages import Messages
from desktop.views.shared.amounts import day, moment
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.page import Page
from desktop.views.shared.pick_list import PickList
from desktop.views.shared.save_file import ask_for_file
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.ticked_rows import TICKED_KEY
from desktop.views.shared.trouble_line import TroubleLine

T = TypeVar("T")


class ExpensesPage(Page):
    """Entries of the chosen accounts, with a type and a project to choose for each."""

    def __init__(
        self,
        connections: Connections,
        setup: ExpenseSetup,
        expenses: ExpenseImport,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
    ) -> None:
        super().__init__(_("Expenses"))
        self._connections, self._setup, self._expenses = connections, setup, expenses
        self._background, self._messages, self._settings = background, messages, settings
        self._reading: ExpenseReading | None = None
        self._is_reading = False
        self.read_again = Button(_("Read again"), Kind.QUIET, icon="arrows-clockwise", on_click=self.refresh)
        self.add_tool(self.read_again)
        self.trouble = TroubleLine()
        self.clashes = StateLine()
        self.uncertain = StateLine(Button(_("Look up"), on_click=self.look_up))
        self.list = ExpenseList(on_accounts=self.choose_accounts, on_since=self._read_since)
        self.list.view.pick_requested.connect(self._pick)
        self.list.view.opened.connect(self._open_log)
        for changed in (self.list.table.ticks_changed, self.list.table.rows_changed):
            changed.connect(self._follow_buttons)
        self._parts = (self.list, self._make_no_accounts(), self._make_not_connected(), self._make_not_possible())
        for line in (self.trouble, self.clashes, self.uncertain):
            self.body.addWidget(line)
        for part in self._parts:
            self.body.addWidget(part, 1)
        self._make_bar()
        self._show_part(0)

    # building

    def _make_no_accounts(self) -> QWidget:
        self.first_accounts = Button(_("Choose accounts"), Kind.PRIMARY, on_click=self.choose_accounts)
        text = _(
            "Choose the accounts of the finance system that project costs are booked on. Nothing is imported before you say so."
        )
        return EmptyPage(_("No accounts are chosen yet"), text, primary=self.first_accounts)

    def _make_not_connected(self) -> QWidget:
        self.to_setup = Button(_("Go to Setup"), Kind.PRIMARY, on_click=lambda: self.page_requested.emit("setup", None))
        text = _("Expenses come from the finance system and go to the PSA. Connect both under Setup.")
        return EmptyPage(_("The systems are not connected"), text, primary=self.to_setup)

    def _make_not_possible(self) -> QWidget:
        self.not_possible = EmptyPage(_("Expenses cannot be imported here"), "")
        return self.not_possible

    def _make_bar(self) -> None:
        self.bar = ExpenseFoot()
        for button, press in (
            (self.bar.take_back, self.undo),
            (self.bar.suggest, self.use_suggestions),
            (self.bar.bring_in, self.import_ticked),
        ):
            button.clicked.connect(press)
        self.set_action_bar(self.bar)
        view = self.list.view
        self.add_key("P", _("Choose a project"), lambda: self.list.ask(PROJECT), view=view)
        self.add_key("T", _("Choose an expense type"), lambda: self.list.ask("type"), view=view)
        self.add_key("G", _("Use suggestions"), self.use_suggestions, view=view)
        self.add_key("Ctrl+Return", _("Import the ticked ones"), self.import_ticked)
        self.add_key("Ctrl+Z", _("Take the last import back"), self.undo)
        self.add_key("Ctrl+E", _("Export"), self.export)
        self.add_key(TICKED_KEY, _("Show only what is ticked, or all rows"), self.list.ticked.toggle)

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """Read and show the expenses of this integration."""
        if integration_id != self.integration_id:
            self._reading = None
            self.trouble.clear()
            self.bar.show_actions()
            self.list.ticked.clear()
        super().on_shown(integration_id)
        self._read()

    def refresh(self) -> None:
        """Read the entries from the finance system again (F5)."""
        if self._reading is not None:
            self._read_since(self._reading.since)

    def first_focus(self) -> QWidget | None:
        """The list, or what there is to press."""
        return (self.list.view, self.first_accounts, self.to_setup, None)[self._part]

    def areas(self) -> list[QWidget]:
        """List and bar."""
        first = self.first_focus()
        return [one for one in (first, self.bar.bring_in) if one is not None]

    # reading

    def _read(self) -> None:
        id_ = self.integration_id
        if id_ is None:
            self._show_part(2)
            self.set_state("")
            return
        self._background.run(lambda _job: self._from_store(id_), on_done=self._show, owner=self)

    def _from_store(self, id_: int) -> ExpenseReading:
        return read_expenses(self._connections, self._setup, self._expenses, id_)

    def _show(self, reading: ExpenseReading) -> None:
        if reading.integration_id != self.integration_id:
            return  # another integration was chosen meanwhile
        is_first, self._reading = self._reading is None, reading
        if reading.why_not is not None:
            self.not_possible.text.setText(str(reading.why_not))
            self._show_part(3)
        elif not reading.is_connected:
            self._show_part(2)
        else:
            self._show_part(0 if reading.known.chosen else 1)
        self.list.show_rows(reading.rows, reading.since)
        if is_first:
            self.list.keep_state(self._settings, reading.integration_id)
        self._show_state(reading)
        self.badge_changed.emit(expenses_badge(reading.rows))
        self._follow_buttons()
        if is_first and self.isVisible() and (first := self.first_focus()) is not None:
            first.setFocus()

    def _show_part(self, part: int) -> None:
        self._part = part
        for number, one in enumerate(self._parts):
            one.setVisible(number == part)
        for one in (self.bar, self.read_again):
            one.setVisible(part == 0)

    def _show_state(self, reading: ExpenseReading) -> None:
        read_at, count = reading.known.read_at, len(reading.rows)
        said = ngettext("{count} entry since {since}, read {time}.", "{count} entries since {since}, read {time}.", count)
        values = {"count": shown(count), "since": day(reading.since), "time": moment(read_at) if read_at else ""}
        self.set_state(said.format(**values) if read_at and self._part == 0 else "")
        is_shown = self._part == 0
        self.clashes.say(
            Lamp.UNKNOWN, str(in_a_row(one.sentence for one in reading.clashes)) if is_shown and reading.clashes else ""
        )
        count = reading.unsettled
        sentence = ngettext("{count} expense is uncertain.", "{count} expenses are uncertain.", count).format(count=shown(count))
        self.uncertain.say(Lamp.UNKNOWN, sentence if is_shown and count else "")

    def _read_since(self, since: dt.date) -> None:
        """Read what suppliers charged from this day on."""
        id_ = self.integration_id
        if id_ is None or self._reading is None or not self._reading.known.chosen or self._is_reading:
            return
        self._is_reading = True
        self.read_again.set_enabled(False, _("They are being read."))
        self.trouble.clear()
        self.list.view.set_loading(True)
        self._run(
            lambda job: self._setup.read(self._connections.integration(id_), since, job),
            lambda _count: self._read(),
            _("Reading supplier entries"),
            again=partial(self._read_since, since),
        )

    def _run(
        self, work: Callable[[Job[T]], T], on_done: Callable[[T], object], title: str, *, again: Callable[[], object]
    ) -> Job[T]:
        """Work that talks to the systems; trouble stands above the list, with a way to try again."""
        id_ = self.integration_id

        def ended() -> None:
            self._is_reading = False
            self._job = None
            self.read_again.set_enabled(True)
            self.list.view.set_loading(False)

        def done(result: T) -> None:
            ended()
            on_done(result)

        def failed(error: BaseException) -> None:
            ended()
            self.bar.show_actions()
            if isinstance(error, BindeledError) and id_ == self.integration_id:
                self.trouble.tell(error, again)
            else:
                self._messages.failed(error)
            self._read()

        return self._background.run(work, on_done=done, on_failed=failed, queue=f"finance-{id_}", title=title, owner=self)

    # accounts

    def choose_accounts(self) -> None:
        """Read the chart of accounts, and ask which of them expenses come from."""
        if (id_ := self.integration_id) is None or self._is_reading:
            return
        self._is_reading = True
        self.trouble.clear()
        self._run(
            lambda job: self._setup.read_accounts(self._connections.integration(id_), job),
            self._ask_for_accounts,
            _("Reading accounts"),
            again=self.choose_accounts,
        )

    def _ask_for_accounts(self, accounts: list[Account]) -> None:
        if self._reading is None:
            return
        dialog = AccountsDialog(accounts, self._reading.known.chosen, self._settings, self)
        dialog.accepted.connect(lambda: self._take_accounts(dialog.chosen))
        dialog.open()

    def _take_accounts(self, numbers: list[str]) -> None:
        id_, reading = self.integration_id, self._reading
        if id_ is None or reading is None:
            return

        def read_them(_clashes: list[Clash]) -> None:
            self._background.run(lambda _job: self._from_store(id_), on_done=show_them, owner=self)

        def show_them(found: ExpenseReading) -> None:
            self._show(found)
            self._read_since(found.since)

        self._background.run(lambda _job: self._setup.choose_accounts(id_, numbers), on_done=read_them, owner=self)

    # choosing

    def _pick(self, key: str, column: str, place: QRect) -> None:
        row, reading = self.list.table.record_of(key), self._reading
        if row is None or reading is None or not row.can_be_chosen_for:
            return
        is_project = column == PROJECT
        choices = project_choices(row, reading.known.projects) if is_project else type_choices(row, reading.known.types)
        chosen = row.project if is_project else row.type
        PickList(
            choices,
            lambda id_: (
                self._choose(self.list.meant(key), project_id=id_)
                if is_project
                else self._choose(self.list.meant(key), type_id=id_)
            ),
            placeholder=_("Search project") if is_project else _("Search expense type"),
            now=chosen.id if chosen else "",
            parent=self.list.view,
        ).open_at(place)

    def _choose(self, keys: list[str], *, project_id: str | None = None, type_id: str | None = None) -> None:
        if (id_ := self.integration_id) is None:
            return

        def work(_job: Job[ExpenseReading]) -> ExpenseReading:
            self._setup.choose(id_, keys, project_id=project_id, type_id=type_id)
            return self._from_store(id_)

        self._background.run(work, on_done=self._show, owner=self)

    def use_suggestions(self) -> None:
        """Choose the project that the text names, for the ticked entries that have none."""
        keys, id_ = [row.key for row in self.list.ticked.in_sight()], self.integration_id
        if id_ is None or not self.bar.suggest.isEnabled():
            return

        def done(count: int) -> None:
            self._messages.say(Message("{count} project chosen.", "{count} projects chosen.", count=count), lamp=Lamp.DONE)
            self._read()

        self._background.run(lambda _job: self._setup.use_suggestions(id_, keys), on_done=done, owner=self)

    # importing

    def import_ticked(self) -> None:
        """Write the ticked entries that are ready."""
        keys = [row.key for row in self.list.ticked.in_sight() if row.can_go]
        if keys and self.bar.bring_in.isEnabled():
            self._go(_("Importing expenses"), lambda job, one: self._expenses.bring_in(one, keys, job), self.import_ticked)

    def undo(self) -> None:
        """Take the last import back."""
        batch = self._reading.batch_id if self._reading else None
        if batch is not None and self.bar.take_back.isEnabled():
            self._go(_("Taking back"), lambda job, one: self._expenses.undo(one, batch, job), self.undo)

    def look_up(self) -> None:
        """Find out how uncertain expenses ended."""
        self._go(_("Looking up uncertain expenses"), lambda job, one: self._expenses.settle(one, job), self.look_up)

    def _go(self, title: str, work: Callable[..., ExpenseReport], again: Callable[[], object]) -> None:
        id_ = self.integration_id
        if id_ is None or self._job is not None:
            return
        self.trouble.clear()
        self._job = self._run(lambda job: work(job, self._connections.integration(id_)), self._ended, title, again=again)
        self.bar.start_run(title, on_stop=self._job.cancel, stop_text=_("Stop after this expense"))

    def _ended(self, report: ExpenseReport) -> None:
        counts = {Lamp.DONE: len(report.done), Lamp.REFUSED: len(report.refused), Lamp.UNKNOWN: len(report.unknown)}
        words = {Lamp.DONE: _("done"), Lamp.REFUSED: _("refused"), Lamp.UNKNOWN: _("uncertain")}
        self.bar.show_counts(counts, sum(counts.values()), words)
        self.bar.end_run(_("Stopped") if report.stopped_by else _("Ended"))
        self.list.table.set_ticked(report.done, False)
        for sentence in (*report.left_alone.values(), *report.remarks):
            self._messages.say(sentence, lamp=Lamp.UNKNOWN)
        if report.stopped_by is not None:
            self.trouble.tell(str(report.stopped_by.sentence))
        self._read()

    # the rest

    def _open_log(self, key: str) -> None:
        row = self.list.table.record_of(key)
        if row is not None and row.written is not None and row.written.log_entry_id is not None:
            self.page_requested.emit("log", row.written.log_entry_id)

    def _follow_buttons(self) -> None:
        has_batch = self._reading is not None and self._reading.batch_id is not None
        self.bar.follow(self.list.ticked, can_take_back=has_batch)

    def export(self) -> None:
        """Write the rows shown to a file."""
        if self._reading is None or (file := ask_for_file(self, _("Expenses"))) is None:
            return
        rows, columns = self.list.table.shown_rows(), export_columns()
        self._background.run(
            lambda _job: export_table(file, columns, rows),
            on_done=lambda count: self._messages.say(
                Message("{count} expense exported to {file}.", "{count} expenses exported to {file}.", count=count, file=file.name),
                lamp=Lamp.DONE,
            ),
            queue="export",
            owner=self,
        )
