"""A line above the linked customers: how many were changed since, what would be carried, and the way to carry it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QDialog

from desktop.models.lamps import Lamp
from desktop.models.linking import CustomerPreview, PreviewTotals, Tab
from desktop.models.records import Decision
from desktop.texts import Message, _
from desktop.use_cases.carry_updates import UpdateCarrying
from desktop.views.background import Background, Job
from desktop.views.link_customers.carrying import Carrying
from desktop.views.link_customers.change_preview import ChangePreview
from desktop.views.link_customers.linking_tabs import LinkingTabs
from desktop.views.link_customers.people_strip import PeopleUpdates
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.page import Page
from desktop.views.shared.state_line import StateLine

_Found = tuple[list[CustomerPreview], Message | None]
_Told = tuple[int, Message]


class LinkedUpdates(QObject):
    """For one integration; `strip` is shown on the tab of linked customers only."""

    def __init__(
        self,
        page: Page,
        session: LinkingSession,
        tabs: LinkingTabs,
        updates: UpdateCarrying,
        people: PeopleUpdates,
        background: Background,
        messages: Messages,
        settings: QSettings,
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._tabs, self._updates, self._people = page, session, tabs, updates, people
        self._background, self._messages, self._settings = background, messages, settings
        self.see = Button(_("See changes …"), Kind.QUIET, on_click=self.show_changes)
        self.look = Button(_("Look for changes"), Kind.QUIET, on_click=self.find)
        self.strip = StateLine(self.see)
        row = self.strip.layout()
        assert row is not None  # a state line has one
        row.addWidget(self.look)
        self._told: _Told | None = None
        self._carrying = Carrying(self, session, background, messages, page.on_left)
        session.was_read.connect(lambda _reading: self._count())
        tabs.chosen.connect(lambda _key: self._follow())

    def find(self) -> None:
        """Read what changed in both systems."""
        integration = self._session.integration
        self.look.set_enabled(False, _("The customers are being read."))

        def work(job: Job[int]) -> int:
            return self._updates.find(integration, job).customers + self._people.find(job)

        def done(waiting: int) -> None:
            self.look.set_enabled(True)
            if not waiting:
                self._messages.say(Message("No linked customer, contact or employee has changes that wait."), lamp=Lamp.DONE)
            self._page.on_left()

        def failed(error: BaseException) -> None:
            self.look.set_enabled(True)
            self._carrying.tell_failed(error)

        self._background.run(
            work,
            on_done=done,
            on_failed=failed,
            queue=f"finance-{integration.id}",
            title=_("Look for changes"),
            owner=self,
        )

    def show_changes(self) -> None:
        """Every field that would be carried, and write it when the user says so."""
        integration = self._session.integration

        def work(_job: Job[_Found]) -> _Found:
            return self._updates.previews(integration), self._updates.why_not(integration)

        self._background.run(work, on_done=self._open, queue=f"linking-{integration.id}", owner=self)

    def _open(self, found: _Found) -> None:
        previews, why_not = found
        if not previews:
            self._messages.say(Message("No linked customer has changes that wait."), lamp=Lamp.DONE)
            self._count()
            return
        integration = self._session.integration

        def look_again(decision: Decision, take: Callable[[CustomerPreview], None]) -> None:
            def work(_job: Job[CustomerPreview]) -> CustomerPreview:
                return self._updates.look_again(integration, decision)

            self._background.run(work, on_done=take, queue=f"linking-{integration.id}", owner=self)

        dialog = ChangePreview(
            previews,
            self._session.systems,
            is_practice=False,
            settings=self._settings,
            look_again=look_again,
            verb=self._verb,
            parent=self._page,
        )
        if why_not is not None:
            dialog.verb.set_enabled(False, why_not.render())

        def finished(outcome: int) -> None:
            decisions = dialog.decisions()
            dialog.deleteLater()
            if (first := self._page.first_focus()) is not None:
                first.setFocus()
            if outcome == QDialog.DialogCode.Accepted:
                self._carrying.write(lambda progress: self._updates.write(integration, decisions, progress))

        dialog.finished.connect(finished)
        dialog.open()

    def _verb(self, totals: PreviewTotals) -> Message:
        count = sum(totals.changed_fields.values())
        if not count:
            return Message("Keep everything as it is")
        return Message("Write {count} field", "Write {count} fields", count=count)

    def _count(self) -> None:
        integration = self._session.integration

        def work(_job: Job[_Told]) -> _Told:
            return self._updates.waiting(integration.id).customers, self._updates.sentence(integration)

        def done(told: _Told) -> None:
            self._told = told
            self._follow()

        self._background.run(work, on_done=done, queue=f"linking-{integration.id}", owner=self)

    def _follow(self) -> None:
        if self._told is None or self._tabs.tab is not Tab.LINKED:
            self.strip.hide()
            return
        count, sentence = self._told
        self.see.setVisible(count > 0)
        self.strip.say(Lamp.WAITING if count else Lamp.DONE, sentence.render())
