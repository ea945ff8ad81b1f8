"""What the buttons and keys of the page do for one integration: write, take back, bring back, unlink, export, show."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.lamps import Lamp
from desktop.models.linking import ShowCustomers, Tab
from desktop.models.records import Action, Decision
from desktop.models.table_export import export_table
from desktop.progress import told
from desktop.texts import Message, _
from desktop.views.background import Background
from desktop.views.link_customers.judging import Judging
from desktop.views.link_customers.linking_body import LinkingBody
from desktop.views.link_customers.linking_tabs import LinkingTabs
from desktop.views.link_customers.pair_table import export_columns
from desktop.views.link_customers.plan_history import TakenOut
from desktop.views.link_customers.rows import Row
from desktop.views.link_customers.saved_views import SavedView
from desktop.views.link_customers.session import LinkingSession
from desktop.views.link_customers.writer import LinkingWriter
from desktop.views.messages import Messages
from desktop.views.shared.save_file import ask_for_file


class LinkingActions:
    """The actions on one integration; `look_up` looks up who was never looked up."""

    def __init__(
        self,
        body: LinkingBody,
        session: LinkingSession,
        judging: Judging,
        writer: LinkingWriter,
        tabs: LinkingTabs,
        messages: Messages,
        look_up: Callable[[], object],
    ) -> None:
        self._body, self._session, self._judging, self._writer = body, session, judging, writer
        self._tabs, self._messages, self._look_up = tabs, messages, look_up
        self._is_redoing = False

    # writing and taking back

    def write(self) -> None:
        """Write everything that is planned, after the preview when something is overwritten."""
        if self._judging.tab is Tab.NOT_LOOKED_UP:
            self._look_up()
        else:
            self._session.in_turn(self._write)

    def _write(self) -> None:
        if decisions := self._judging.planned_decisions():
            self._writer.preview(decisions, always=False)

    def see_changes(self) -> None:
        """The preview of what is planned for the ticked rows, else of everything that is planned."""
        ticked = [row.id for row in self._judging.newly_ticked()]
        self._session.in_turn(lambda: self._see_changes(ticked))

    def _see_changes(self, finance_ids: list[str]) -> None:
        reading = self._session.reading
        if self._writer.is_running or reading is None:
            return
        rows = reading.rows.rows(finance_ids)
        ticked = [row.decision for row in rows if row.is_unlinked and row.is_planned and row.decision is not None]
        if decisions := ticked or self._judging.planned_decisions():
            self._writer.preview(decisions, always=True)
        else:
            self._messages.say(Message("Choose first what is to be done, for instance with L or I."))

    def undo(self) -> None:
        """Take the last step of this session back."""
        self._session.in_turn(self._undo)

    def _undo(self) -> None:
        if self._session.undo():
            return
        if not self._writer.is_running and (step := self._session.history.taken_out()) is not None:
            self._writer.put_back(step)
        else:
            self._writer.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._session.in_turn(self._redo)

    def _redo(self) -> None:
        if self._writer.is_running or self._is_redoing:
            return
        step = self._session.redo()
        if step is None:
            self._messages.say(Message("There is nothing to redo."))
        elif isinstance(step, TakenOut):
            self._is_redoing = True  # a reading may be on its way: only then is known who is linked or ignored now
            self._session.jobs.work_out(self._session.integration, lambda: None, lambda _none: self._take_out(step))
        elif step:
            self._writer.preview(step, always=False)

    def _take_out(self, step: TakenOut) -> None:
        """Bring the same customers back once more, or remove the same links; when nobody is there to take out, redo the next."""
        self._is_redoing = False
        reading = self._session.reading
        rows = reading.rows.rows(one.finance_id for one in step.again) if reading is not None else []
        if any(one.action is Action.IGNORE for one in step.again):
            rows, take_out = [row for row in rows if row.pair.tab is Tab.IGNORED], self._writer.bring_back
        else:
            rows, take_out = [row for row in rows if row.pair.link is not None], self._writer.unlink
        if rows:
            take_out(rows, redone=step)
        else:
            self._session.history.drop(step)
            self.redo()

    def withdraw(self) -> None:
        """Forget plans, or remove links."""
        if self._judging.tab is Tab.LINKED:
            self.unlink()
        else:
            self._judging.withdraw()

    def bring_back(self) -> None:
        """Take customers out of Ignored."""
        if self._judging.tab is Tab.IGNORED:
            self._writer.bring_back(self._judging.rows_meant())

    def unlink(self) -> None:
        """Remove links."""
        if self._judging.tab is Tab.LINKED:
            self._writer.unlink(self._judging.rows_meant())

    def after_write(self, decisions: list[Decision], *, is_practice: bool, then: Callable[[], object]) -> None:
        """What was written stays where it is, marked; the counts are those of the store."""

        def mark() -> None:
            reading = self._session.reading
            if reading is not None:
                done = self._judging.mark_written(decisions)
                if not is_practice and any(one.action is Action.IMPORT for one in done):
                    self._offer_series(reading.next_number)
                then()

        self._session.read(mark)

    def _offer_series(self, number: str) -> None:
        if number:
            sentence = _("Continue the number series: give the next new customer in {psa} number {number}. It follows {finance}.")
            systems = self._session.systems
            said = sentence.format(psa=systems.psa, finance=systems.finance, number=number)
            self._body.hint.say(Lamp.DONE, said)

    # showing

    def show(self, wanted: ShowCustomers) -> None:
        """Show a tab, a customer, and what the list is narrowed to, in the rows as they were read last."""
        reading = self._session.reading
        if reading is None:
            return
        rows = reading.rows.rows_of_psa(wanted.psa_ids)
        row = reading.rows.row(wanted.finance_id) or next(iter(rows), None)
        tab = row.pair.tab if row is not None else wanted.tab
        if wanted.search or wanted.facets or row is not None:
            self._body.table.clear_filters()
        if tab is not None:
            self._tabs.choose(tab)
        self._body.facets.choose(wanted.facets)
        self._body.search.setText(wanted.search)
        if len(wanted.psa_ids) > 1:
            self._show_only(rows, wanted.psa_ids)
        if row is not None:
            self._body.view.go_to(row.id)
            self._body.view.setFocus()

    def _show_only(self, rows: list[Row], psa_ids: tuple[str, ...]) -> None:
        """Only these rows, in every tab, and a line above the list that says so."""
        found = {row.psa.id for row in rows if row.psa is not None}
        sentence = Message("Only the {count} customers of the documents are shown, in all tabs.", count=len(psa_ids))
        if len(found) < len(psa_ids):
            sentence = Message(
                "Only the customers of the documents are shown, in all tabs: {found} of {count}. The others fit none.",
                found=len(found),
                count=len(psa_ids),
            )
        if rows:
            shown = frozenset(row.id for row in rows)
            self._body.show_only(lambda row: row.id in shown, str(sentence))

    def view_now(self, name: str) -> SavedView:
        """What the list shows now, under a name."""
        facets = {group: sorted(keys) for group, keys in self._body.facets.chosen.items()}
        columns = self._body.view.layout_of_columns.state()
        return SavedView(name, self._tabs.tab.value, self._body.search.text(), facets, columns)

    def show_view(self, view: SavedView) -> None:
        """Show a saved view."""
        self._body.view.layout_of_columns.take_up(view.columns)
        facets = {group: frozenset(keys) for group, keys in view.facets.items()}
        self._body.table.clear_filters()
        self.show(ShowCustomers(tab=Tab(view.tab), search=view.search, facets=facets))
        self._body.view.setFocus()

    def export(self, background: Background) -> None:
        """Write the rows shown, with the columns shown, to a file."""
        if (file := ask_for_file(self._body, _("Link customers"))) is None:
            return
        shown = [self._body.table.columns[section] for section in self._body.view.shown_columns()]
        rows, columns = self._body.table.shown_rows(), export_columns(shown, self._session.systems)
        background.run(
            lambda job: export_table(file, columns, told(rows, job, Message("Writing the file"))),
            on_done=lambda count: self._messages.say(
                Message(
                    "{count} customer exported to {file}.", "{count} customers exported to {file}.", count=count, file=file.name
                ),
                lamp=Lamp.DONE,
            ),
            queue="export",
            title=_("Export"),
            owner=self._body,
        )
