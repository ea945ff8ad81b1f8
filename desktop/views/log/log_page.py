"""Log: what was read, decided and written in one integration; read-only, newest first (direction, section 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.errors import BindeledError
from desktop.models.lamps import Lamp
from desktop.models.log_words import proof_sentence
from desktop.models.records import LogEntry, LogProof
from desktop.texts import Message, _, ngettext, shown
from desktop.use_cases.read_log import IntegrationLog
from desktop.views.background import Background, Job
from desktop.views.log.entry_panel import EntryPanel
from desktop.views.log.log_table import columns, counted, facet_groups, keeps, tint
from desktop.views.messages import Messages, NoticeLink
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.facets import FacetPanel
from desktop.views.shared.fields import SearchField
from desktop.views.shared.labels import hairline
from desktop.views.shared.list_detail import ListDetail
from desktop.views.shared.page import Page
from desktop.views.shared.save_file import ask_for_file
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.tools import ToolRow
from desktop.views.shared.trouble_line import TroubleLine

FIRST_ENTRIES = 500  # shown at once; the older ones follow
ENTRIES_AT_A_TIME = 5_000  # read between two looks at whether the window closes
_ROOM_FOR_FACETS = 1200  # under this width they come only when they are asked for: what happened must be readable in the list
_QUEUE = "log"


class LogPage(Page):
    """The log of the chosen integration. `on_requested` takes the number of an entry."""

    def __init__(self, log: IntegrationLog, *, background: Background, messages: Messages, settings: QSettings) -> None:
        super().__init__(_("Log"))
        self._log, self._background, self._messages, self._settings = log, background, messages, settings
        self._entries: list[LogEntry] = []  # newest first
        self._reading: Job[list[LogEntry]] | None = None
        self._wanted: int | None = None  # an entry that is asked for and not read yet
        self._are_facets_wanted = False
        self.table: TableModel[LogEntry] = TableModel(columns(), row_id=lambda entry: entry.id, tint=tint)
        self.view = TableView(self.table, name=_("Log"))
        self.facets = FacetPanel(_("Filters"))
        self.panel = EntryPanel()
        self.trouble = TroubleLine()
        self._build()
        self._set_keys()

    # building

    def _build(self) -> None:
        self.search = SearchField(_("Search the log"), view=self.view, over=self)
        self._filters = Button(_("Filters"), Kind.QUIET, icon="funnel-simple", on_click=self.toggle_facets)
        columns_button = Button(_("Columns"), Kind.QUIET, icon="columns")
        columns_button.clicked.connect(lambda: self.view.open_columns(columns_button))
        self.export_button = Button(_("Export …"), Kind.QUIET, icon="export", on_click=self.export)
        self.verify_button = Button(_("Verify"), Kind.QUIET, icon="seal-check", on_click=self.verify)
        rows = QWidget()
        below = QVBoxLayout(rows)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(ToolRow(self.search, right=(self._filters, self.verify_button, self.export_button, columns_button)))
        below.addWidget(self.trouble)
        below.addWidget(self.view, 1)
        self.split = ListDetail(rows, self.panel, self.view, settings=self._settings, name="log")
        across = QHBoxLayout()
        across.setSpacing(0)
        self._facet_line = hairline(upright=True)
        across.addWidget(self.facets)
        across.addWidget(self._facet_line)
        across.addWidget(self.split, 1)
        self.body.addLayout(across, 1)
        self.view.set_nothing_fits(
            lambda total: ngettext("The only entry does not fit.", "None of {count} entries fits.", total).format(
                count=shown(total)
            )
        )
        self.facets.changed.connect(self._filter)
        self.table.filters_cleared.connect(self.facets.clear)
        self.table.rows_changed.connect(self._show_counts)
        self.view.current_changed.connect(self._show_entry)
        self.view.opened.connect(lambda _entry_id: self.split.open_detail())
        self.panel.record_wanted.connect(self.page_requested.emit)

    def _set_keys(self) -> None:
        self.add_key("Ctrl+L", _("Filters"), self._go_to_facets)
        self.add_key("Ctrl+E", _("Export"), self.export)
        self.add_key("F9", _("Verify the log"), self.verify)

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """The log of this integration; what was added since comes on top."""
        if integration_id != self.integration_id:
            self._entries, self._reading, self._wanted = [], None, None
            self.facets.clear()
            self.table.set_rows([])
            self.panel.show_nothing()
            if integration_id is not None:
                self.view.keep_state(self._settings, f"log-{integration_id}")
        super().on_shown(integration_id)
        self.refresh()

    def on_requested(self, wanted: object) -> None:
        """Go to the entry with this number."""
        self._wanted = wanted if isinstance(wanted, int) else None
        self._go_to_wanted()

    def refresh(self) -> None:
        """Read what was added since; the first time the newest entries, then all the others."""
        if self.integration_id is None or self._reading is not None:
            return
        newest = self._entries[0].id if self._entries else 0
        self.view.set_loading(True)
        if newest:
            self._read(lambda job: self._pieces(job, newer_than=newest), self._take_newer)
        else:
            integration_id = self.integration_id
            self._read(lambda _job: self._log.heads(integration_id, limit=FIRST_ENTRIES), self._take_first)

    def first_focus(self) -> QWidget:
        """The list."""
        return self.view

    def areas(self) -> list[QWidget]:
        """Facets, list, entry."""
        return [self.view, self.panel.area, *([self._first_facet()] if self.facets.isVisible() else [])]

    # reading

    def _read(self, work: Callable[[Job[list[LogEntry]]], list[LogEntry]], take: Callable[[list[LogEntry]], object]) -> None:
        def done(found: list[LogEntry]) -> None:
            if self._reading is job:
                self._reading = None
                self.view.set_loading(False)
                self.trouble.clear()
                take(found)

        def failed(error: BaseException) -> None:
            if self._reading is job:
                self._reading = None
                self.view.set_loading(False)
                if isinstance(error, BindeledError):
                    self.trouble.tell(error, self.refresh)
                else:
                    self._messages.failed(error)

        job = self._reading = self._background.run(work, on_done=done, on_failed=failed, queue=_QUEUE, owner=self)

    def _pieces(self, job: Job[list[LogEntry]], *, newer_than: int = 0, older_than: int | None = None) -> list[LogEntry]:
        """Entries between the two numbers, read piece by piece, so that the window can close in between."""
        assert self.integration_id is not None
        integration_id, found = self.integration_id, list[LogEntry]()
        while True:
            job.check()
            piece = self._log.heads(integration_id, newer_than=newer_than, older_than=older_than, limit=ENTRIES_AT_A_TIME)
            found += piece
            if len(piece) < ENTRIES_AT_A_TIME:
                return found
            older_than = piece[-1].id

    def _take_first(self, found: list[LogEntry]) -> None:
        self._take(found)
        if len(found) == FIRST_ENTRIES:
            self.view.set_loading(True)
            self._read(lambda job: self._pieces(job, older_than=found[-1].id), self._take_older)

    def _take_older(self, found: list[LogEntry]) -> None:
        self._take([*self._entries, *found])

    def _take_newer(self, found: list[LogEntry]) -> None:
        if found:
            self._take([*found, *self._entries])

    def _take(self, entries: list[LogEntry]) -> None:
        self._entries = entries
        self._counts = counted(entries)
        self.table.set_rows(entries)
        self.facets.set_groups(facet_groups(self._counts, self.facets.chosen))
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or not self._entries:
            return
        if self.table.record_of(self._wanted) is None:
            return  # not read yet, or of another integration
        if self.table.row_of(self._wanted) < 0:
            self.table.clear_filters()
        self.view.go_to(self._wanted)
        self._wanted = None

    # one entry

    def _show_entry(self, entry_id: object) -> None:
        entry = self.table.record_of(entry_id)
        if entry is None or not isinstance(entry_id, int):
            self.panel.show_nothing()
            return
        self.panel.show_head(entry)

        def take(whole: LogEntry | None) -> None:
            if whole is not None:
                self.panel.show_exchanges(whole)

        def read(_job: Job[LogEntry | None]) -> LogEntry | None:
            is_still_wanted = self.panel.entry is not None and self.panel.entry.id == entry_id
            return self._log.entry(entry_id) if is_still_wanted else None  # the arrow keys went on meanwhile

        self._background.run(read, on_done=take, queue="log entry", owner=self)

    # filters

    def _filter(self, chosen: Mapping[str, frozenset[str]]) -> None:
        self.table.set_filter("facets", keeps(chosen))
        if self._entries:
            self.facets.set_groups(facet_groups(self._counts, chosen))

    def _show_counts(self) -> None:
        total, seen = self.table.total, self.table.rowCount()
        all_of_them = ngettext("{count} entry", "{count} entries", total).format(count=shown(total))
        some = ngettext("{seen} of {count} entry", "{seen} of {count} entries", total)
        self.set_state(all_of_them if seen == total else some.format(seen=shown(seen), count=shown(total)))
        self.export_button.set_enabled(seen > 0, _("There is nothing to export."))

    def toggle_facets(self) -> None:
        """Show or hide the facets in a narrow window."""
        self._are_facets_wanted = not self._are_facets_wanted
        self._place_facets()

    def _go_to_facets(self) -> None:
        self._are_facets_wanted = True
        self._place_facets()
        self._first_facet().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _first_facet(self) -> QWidget:
        return self.facets.findChild(QPushButton) or self.facets

    def _place_facets(self) -> None:
        has_room = self.width() >= look().px(_ROOM_FOR_FACETS)
        for part in (self.facets, self._facet_line):
            part.setVisible(has_room or self._are_facets_wanted)
        self._filters.setVisible(not has_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Facets give way to the list."""
        super().resizeEvent(event)
        self._place_facets()

    # evidence

    def verify(self) -> None:
        """See whether every entry of the database stands as it was written; the first that does not is gone to."""
        self.verify_button.set_enabled(False, _("The log is being verified."))

        def ended() -> None:
            self.verify_button.set_enabled(True)

        def done(proof: LogProof) -> None:
            ended()
            if proof.faults:
                self.trouble.tell(str(proof_sentence(proof)))
                self._messages.say(Message("The log was changed by something else than Bindeled."), lamp=Lamp.REFUSED)
                self.on_requested(proof.faults[0].first)
                return
            self.trouble.clear()
            copy = NoticeLink(Message("Copy the hash"), lambda: QGuiApplication.clipboard().setText(proof.hash))
            self._messages.say(proof_sentence(proof), lamp=Lamp.DONE, links=(copy,) if proof.hash else ())

        def failed(error: BaseException) -> None:
            ended()
            self._messages.failed(error)

        self._background.run(
            lambda _job: self._log.verify(), on_done=done, on_failed=failed, queue=_QUEUE, title=_("Verifying the log"), owner=self
        )

    def export(self) -> None:
        """Write the rows shown with their hashes to an Excel file, a CSV file or one of JSON lines."""
        if not self.table.rowCount():
            return
        file = ask_for_file(self, _("Log"), lines=True)
        if file is not None:
            self.export_to(file)

    def export_to(self, file: Path) -> None:
        """The same, to this file."""
        integration_id, numbers = self.integration_id, [entry.id for entry in self.table.shown_rows()]

        def done(count: int) -> None:
            said = Message("{count} entry exported to {file}.", "{count} entries exported to {file}.", count=count, file=file.name)
            self._messages.say(said, lamp=Lamp.DONE)

        self._background.run(
            lambda _job: self._log.export(file, integration_id, numbers),
            on_done=done,
            queue="export",
            title=_("Exporting"),
            owner=self,
        )
