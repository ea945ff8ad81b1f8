"""What helps besides judging one by one: accept all above, where a score comes from, who stands twice, what was learned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from desktop.models.duplicates import MOST_UNASKED, Cluster
from desktop.models.lamps import Lamp
from desktop.models.linking import UndoReport
from desktop.models.people_updates import LinkedPeople, PeopleDecided
from desktop.models.records import Side
from desktop.texts import Message, _, in_a_row
from desktop.use_cases.accept_suggestions import SampleJudging
from desktop.use_cases.carry_people import PeopleCarrying
from desktop.use_cases.carry_updates import UpdateCarrying
from desktop.use_cases.exchange_decisions import DecisionFiles
from desktop.use_cases.fetch_records import RecordFetching
from desktop.use_cases.find_duplicates import DuplicateSearch
from desktop.use_cases.learn_weights import Learned, WeightLearning
from desktop.use_cases.link_contacts import ContactLinking
from desktop.use_cases.link_employees import EmployeeLinking
from desktop.views.background import Background, Job
from desktop.views.link_customers.accepting import Accepting
from desktop.views.link_customers.decision_files import DecisionExchange
from desktop.views.link_customers.duplicates_dialog import DuplicatesDialog, stand_twice
from desktop.views.link_customers.learned_dialog import LearnedDialog
from desktop.views.link_customers.linking_body import LinkingBody
from desktop.views.link_customers.linking_tabs import LinkingTabs
from desktop.views.link_customers.marked_strip import MarkedLinks, UnmarkedLinks
from desktop.views.link_customers.notices import Notices
from desktop.views.link_customers.people_strip import PeopleUpdates
from desktop.views.link_customers.session import LinkingSession
from desktop.views.link_customers.updates_strip import LinkedUpdates
from desktop.views.link_customers.waterfall_popup import KEY, WaterfallPopup
from desktop.views.messages import Messages, NoticeLink
from desktop.views.people_dialog import open_people
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.page import Page
from desktop.views.shared.save_file import ask_for_file
from desktop.views.shared.state_line import StateLine

_ACCEPT = "Ctrl+Shift+A"

Found = Mapping[Side, list[Cluster]]


@dataclass(frozen=True, slots=True)
class AidSources:
    """The use cases behind the aids."""

    samples: SampleJudging
    duplicates: DuplicateSearch
    learning: WeightLearning
    updates: UpdateCarrying
    contacts: ContactLinking
    employees: EmployeeLinking
    people_updates: PeopleCarrying
    fetching: RecordFetching
    decision_files: DecisionFiles


class LinkingAids(QObject):
    """For one integration. `look_up` looks up again, after something was forgotten."""

    def __init__(
        self,
        page: Page,
        session: LinkingSession,
        body: LinkingBody,
        tabs: LinkingTabs,
        sources: AidSources,
        background: Background,
        messages: Messages,
        settings: QSettings,
        look_up: Callable[[], object],
    ) -> None:
        super().__init__(body)
        self._page, self._session, self._body, self._sources = page, session, body, sources
        self._background, self._messages, self._settings, self._look_up = background, messages, settings, look_up
        self._accepting = Accepting(session, sources.samples, messages, settings, page)
        self._read_at: tuple[dt.datetime, ...] = ()
        self.see = Button(_("See them"), Kind.QUIET, on_click=self.show_duplicates)
        self.strip = StateLine(self.see)
        self.people = PeopleUpdates(page, session, tabs, sources.people_updates, sources.fetching, background, messages, settings)
        self.updates = LinkedUpdates(page, session, tabs, sources.updates, self.people, background, messages, settings)
        self.decisions = DecisionExchange(page, session, sources.decision_files, background, messages, settings, self)
        self.learned = StateLine(Button(_("Forget …"), Kind.QUIET, on_click=self.show_learned))
        self.marked = MarkedLinks(session, self)
        self.unmarked = UnmarkedLinks(session, messages, self)
        lines = [self.unmarked.strip, self.marked.strip, self.strip, self.learned, self.updates.strip, self.people.strip]
        body.set_aids(self.menu, Notices(lines))
        session.was_read.connect(lambda _reading: self._search_when_read_anew())
        session.was_read.connect(lambda _reading: self._work_out_learned(self._tell_learned))

    def add_keys(self) -> None:
        """The keys of the aids; the page takes them away when another integration is opened."""
        self._page.add_key(KEY, _("Where the score comes from"), self.show_waterfall, view=self._body.view)
        self._page.add_key(_ACCEPT, _("Accept all above"), self.accept, view=self._body.view)

    def menu(self) -> QMenu:
        """Everything there is, with its key."""
        menu = QMenu(self._body)
        for text, act in (
            (_("Accept all above …") + f"\t{_ACCEPT}", self.accept),
            (_("Where the score comes from") + f"\t{KEY}", self.show_waterfall),
            (_("Customers that stand twice …"), self.show_duplicates),
            (_("What was learned …"), self.show_learned),
            (_("Look for changes"), self.updates.find),
            (_("Decisions to a file …"), self.decisions.write),
            (_("Read decisions from a file …"), self.decisions.choose),
            (_("Contacts of this customer …"), self.show_contacts),
            (_("Employees …"), self.show_employees),
        ):
            menu.addAction(text).triggered.connect(lambda _checked, act=act: act())
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # accept all above, the score

    def accept(self) -> None:
        """Judge a sample of the single suggestions, and plan the rest."""
        if self._session.reading is not None:
            self._accepting.open(self._back_to_list)

    def show_waterfall(self) -> None:
        """The score of the current row, piece by piece."""
        row = self._body.table.record_of(self._body.view.current_id())
        if row is None or row.suggestion is None:
            self._messages.say(Message("Nothing was found out about this pair."))
            return
        self._work_out_learned(lambda learned: WaterfallPopup(row, self._body, learned.weights).open_over(self._body.view))

    def show_contacts(self) -> None:
        """Who is who among the contacts of the current row, whose customer must be linked."""
        row = self._body.table.record_of(self._body.view.current_id())
        if row is None or row.pair.link is None:
            self._messages.say(Message("Choose a linked customer first."))
            return
        integration, psa_id = self._session.integration, row.pair.link.psa_id
        self._choose_people(
            lambda: self._sources.contacts.of_customer(integration, psa_id),
            lambda choices: self._sources.contacts.decide(integration, choices),
            _("Contacts of this customer"),
        )

    def show_employees(self) -> None:
        """Who is who among the employees."""
        integration, employees = self._session.integration, self._sources.employees
        self._choose_people(
            lambda: employees.both(integration),
            lambda choices: employees.decide(integration, choices),
            _("Employees"),
        )

    def _choose_people(
        self,
        read: Callable[[], LinkedPeople],
        decide: Callable[[Mapping[str, str]], PeopleDecided],
        title: str,
    ) -> None:
        session = self._session
        queue = f"finance-{session.integration.id}"

        def undone(report: UndoReport) -> None:
            self._messages.say(in_a_row([report.sentence, *report.left_alone, *report.not_possible]), lamp=Lamp.DONE)

        def decided(result: PeopleDecided) -> None:
            def undo() -> None:
                session.jobs.undo(session.integration, result.batch_id, undone, self._messages.failed, lambda _progress: None)

            said = result.sentence
            self._messages.say(said, lamp=Lamp.DONE, links=(NoticeLink(Message("Undo"), undo),))

        def write(choices: Mapping[str, str]) -> None:
            self._background.run(
                lambda _job: decide(choices), on_done=decided, on_failed=self._messages.failed, queue=queue, owner=self
            )

        open_people(
            read,
            write,
            (session.systems.psa, session.systems.finance),
            title,
            background=self._background,
            queue=queue,
            settings=self._settings,
            parent=self._page,
            on_failed=self._messages.failed,
            on_closed=self._back_to_list,
        )

    # who stands twice

    def show_duplicates(self) -> None:
        """The clusters of both sides."""
        self._search(self._open_duplicates)

    def _search_when_read_anew(self) -> None:
        """The strip follows the registers; nobody is searched for until one of them is read again."""
        reading = self._session.reading
        if reading is None or reading.read_at == self._read_at:
            return
        self._read_at = reading.read_at
        customers = (reading.sizes.finance or 0) + (reading.sizes.psa or 0)
        if 0 < customers <= MOST_UNASKED:
            self._search(lambda _found: None)
        elif customers:
            told = _("Customers that stand twice: not searched by itself with so many customers.")
            self._say(Lamp.WAITING, told, _("Search"))

    def _say(self, lamp: Lamp, sentence: str, verb: str) -> None:
        self.see.setText(verb)
        self.strip.say(lamp, sentence)

    def _search(self, then: Callable[[Found], object]) -> None:
        integration = self._session.integration

        def work(job: Job[Found]) -> Found:
            return {side: self._sources.duplicates.find(integration, side, job) for side in Side}

        def done(found: Found) -> None:
            systems = {Side.FINANCE: self._session.systems.finance, Side.PSA: self._session.systems.psa}
            said = [
                Message("{sentence}.", sentence=stand_twice(len(found[side]), systems[side])) for side in systems if found[side]
            ]
            self._say(Lamp.UNKNOWN, str(in_a_row(said)) if said else "", _("See them"))
            then(found)

        self._background.run(work, on_done=done, queue=f"duplicates-{integration.id}", owner=self)

    def _open_duplicates(self, found: Found) -> None:
        dialog = DuplicatesDialog(found, self._session.systems, settings=self._settings, parent=self._page)

        def finished(outcome: int) -> None:
            side = dialog.side
            dialog.deleteLater()
            self.strip.hide()
            if outcome == QDialog.DialogCode.Accepted and (file := ask_for_file(self._page, _("Customers that stand twice"))):
                self._background.run(
                    lambda _job: self._sources.duplicates.export(file, found[side]),
                    on_done=lambda count: self._messages.say(
                        Message("{count} row written to {file}.", "{count} rows written to {file}.", count=count, file=file.name)
                    ),
                    owner=self,
                )
            self._back_to_list()

        dialog.finished.connect(finished)
        dialog.open()

    # what was learned

    def show_learned(self) -> None:
        """The weights that were learned, and *Forget*."""
        self._work_out_learned(self._open_learned)

    def _work_out_learned(self, then: Callable[[Learned], object]) -> None:
        session = self._session
        session.jobs.work_out(session.integration, lambda: self._sources.learning.told(session.integration), then)

    def _tell_learned(self, learned: Learned) -> None:
        """One line above the list, as long as weights that were learned are in use."""
        self.learned.say(Lamp.DONE, str(learned.sentence) if learned.weights else "")

    def _open_learned(self, learned: Learned) -> None:
        dialog = LearnedDialog(learned, settings=self._settings, parent=self._page)

        def finished(outcome: int) -> None:
            dialog.deleteLater()
            if outcome == QDialog.DialogCode.Accepted:
                session = self._session
                session.jobs.work_out(
                    session.integration, lambda: self._sources.learning.forget(session.integration), lambda _none: self._look_up()
                )
            self._back_to_list()

        dialog.finished.connect(finished)
        dialog.open()

    def _back_to_list(self) -> None:
        focus: QWidget | None = self._page.first_focus()
        if focus is not None:
            focus.setFocus()
