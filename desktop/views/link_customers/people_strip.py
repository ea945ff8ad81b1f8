"""A line above the linked customers: which contacts and employees changed in the PSA, what would be carried, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.lamps import Lamp
from desktop.models.linking import Tab
from desktop.models.people_updates import PersonUpdate
from desktop.models.updates import FieldUpdate, News
from desktop.progress import Progress
from desktop.texts import Message, _, ngettext
from desktop.texts import shown as as_text
from desktop.use_cases.carry_people import PeopleCarrying
from desktop.use_cases.fetch_records import RecordFetching
from desktop.views.background import Background, Job
from desktop.views.link_customers.carrying import Carrying
from desktop.views.link_customers.linking_tabs import LinkingTabs
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline
from desktop.views.shared.page import Page
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class _Row:
    """One field of one person."""

    person: PersonUpdate
    field: FieldUpdate

    @property
    def id(self) -> tuple[str, str]:
        return self.person.key, self.field.field


class PeopleChanges(DecisionDialog):
    """Every field that would be written, ticked; what is not ticked stays as it is and counts as seen. Accepted: `updates`."""

    def __init__(
        self, found: Sequence[PersonUpdate], finance: str, why_not: str, *, settings: QSettings, parent: QWidget | None = None
    ) -> None:
        sentence = _("What you leave unticked stays as it is there, and is shown again when it changes again.")
        super().__init__(_("Contacts and employees"), "", sentence, "", settings=settings, name="people-changes", parent=parent)
        self._found, self._finance, self._why_not = list(found), finance, why_not
        self.table: TableModel[_Row] = TableModel(
            [
                Column(key="name", title=_("Name"), text=lambda row: row.person.psa.name, width=150, stretch=True),
                Column(
                    key="where", title=_("Customer"), text=lambda row: row.person.where, tone=Tone.QUIET, width=150, stretch=True
                ),
                Column(key="field", title=_("Field"), text=lambda row: str(row.field.label), width=96),
                Column(
                    key="old",
                    title=_("Now"),
                    text=lambda row: row.field.old or _("empty"),
                    tone=Tone.QUIET,
                    width=150,
                    stretch=True,
                ),
                Column(key="new", title=_("Becomes"), text=lambda row: row.field.new, width=150, stretch=True),
            ],
            row_id=lambda row: row.id,
            reason=self._reason,
            tickable=True,
            can_tick=lambda row: not row.person.problems,
        )
        rows = [_Row(person, field) for person in self._found for field in person.fields]
        self.table.set_rows(rows)
        self.table.set_ticked([row.id for row in rows if not row.person.problems], True)
        self.table.ticks_changed.connect(self._follow)
        self.view = TableView(self.table, name=_("Fields that would be written"))
        self.view.setMinimumHeight(look().row_height() * 4)
        self.content.addWidget(hairline())
        self.content.addWidget(self.view, 1)
        self.hints.set_hints([KeyHint("Space", _("write or keep")), KeyHint("Ctrl+C", _("copy"))])
        self.begin_with(860, min(230 + 32 * max(len(rows), 3), 560))
        self.view.go_to(rows[0].id)
        self.view.setFocus()
        self._follow()

    @property
    def updates(self) -> list[PersonUpdate]:
        """The people with the fields that are kept as they are; who would be refused waits."""
        ticked = {row.id for row in self.table.ticked_rows()}
        return [
            one.keeping(field.field for field in one.fields if (one.key, field.field) not in ticked)
            for one in self._found
            if not one.problems
        ]

    def _reason(self, row: _Row) -> str:
        if row.person.problems:
            return str(row.person.problems[0])
        return _("Changed in {system} since.").format(system=self._finance) if row.field.news is News.BOTH else ""

    def _follow(self) -> None:
        count = len(list(self.table.ticked_rows()))
        heading = ngettext("{count} field is written in {system}", "{count} fields are written in {system}", count)
        self.heading.setText(heading.format(count=as_text(count), system=self._finance))
        verb = Message("Write {count} field", "Write {count} fields", count=count) if count else Message("Keep everything as it is")
        self.verb.setText(str(verb))
        self.verb.set_enabled(not self._why_not, self._why_not)


class PeopleUpdates(QObject):
    """For one integration; `strip` is shown on the tab of linked customers while something waits."""

    def __init__(
        self,
        page: Page,
        session: LinkingSession,
        tabs: LinkingTabs,
        people: PeopleCarrying,
        fetching: RecordFetching,
        background: Background,
        messages: Messages,
        settings: QSettings,
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._tabs, self._people, self._fetching = page, session, tabs, people, fetching
        self._background, self._settings = background, settings
        self.strip = StateLine(Button(_("See changes …"), Kind.QUIET, on_click=self.show_changes))
        self._told: Message | None = None
        self._carrying = Carrying(self, session, background, messages, self._count)
        session.was_read.connect(lambda _reading: self._count())
        tabs.chosen.connect(lambda _key: self._follow())

    def find(self, progress: Progress) -> int:
        """Read contacts and employees of both sides; gives how many have changes that wait. Called in the background."""
        self._fetching.fetch_people(self._session.integration, progress)
        return self._people.waiting(self._session.integration.id)

    def show_changes(self) -> None:
        """Every field that would be carried, and write it when the user says so."""
        integration = self._session.integration

        def work(_job: Job[tuple[list[PersonUpdate], str]]) -> tuple[list[PersonUpdate], str]:
            return self._people.previews(integration), str(self._people.why_not(integration) or "")

        self._background.run(work, on_done=lambda found: self._open(*found), queue=f"linking-{integration.id}", owner=self)

    def _open(self, found: Sequence[PersonUpdate], why_not: str) -> None:
        if not found:
            self._count()
            return
        dialog = PeopleChanges(found, self._session.systems.finance, why_not, settings=self._settings, parent=self._page)

        def finished(outcome: int) -> None:
            integration, updates = self._session.integration, dialog.updates
            dialog.deleteLater()
            if (first := self._page.first_focus()) is not None:
                first.setFocus()
            if outcome == QDialog.DialogCode.Accepted:
                self._carrying.write(lambda progress: self._people.write(integration, updates, progress))

        dialog.finished.connect(finished)
        dialog.open()

    def _count(self) -> None:
        integration = self._session.integration

        def done(told: Message | None) -> None:
            self._told = told
            self._follow()

        self._background.run(
            lambda _job: self._people.sentence(integration), on_done=done, queue=f"linking-{integration.id}", owner=self
        )

    def _follow(self) -> None:
        self.strip.say(Lamp.WAITING, "" if self._told is None or self._tabs.tab is not Tab.LINKED else self._told.render())
