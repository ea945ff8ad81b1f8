"""What is done on the card: link, create, unlink, send changes, keep the att. person, take back; each in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QRect, QSettings, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.alike import in_words, pattern_of
from desktop.models.customer_card import Counterpart, CustomerPlace, OpenCustomer
from desktop.models.lamps import Lamp
from desktop.models.linking import CustomerPreview, LinkReport, UndoReport
from desktop.models.people_updates import PeopleDecided
from desktop.models.records import Action, Decision, Integration, Side
from desktop.models.updates import UpdateReport
from desktop.texts import Message, _, in_a_row
from desktop.use_cases.carry_updates import UpdateCarrying
from desktop.use_cases.link_contacts import ContactLinking
from desktop.use_cases.link_customers import CustomerLinking
from desktop.use_cases.link_people import PeopleLinking
from desktop.use_cases.show_customer_card import CustomerCards
from desktop.use_cases.sync_customers import CustomerSync
from desktop.use_cases.undo_linking import LinkingUndo
from desktop.views.background import Background, Job
from desktop.views.messages import Messages, NoticeLink
from desktop.views.people_dialog import open_people
from desktop.views.shared.chips import Chip
from desktop.views.shared.dialogs import ask
from desktop.views.shared.pick_list import PickChoice, PickList

T = TypeVar("T")


class SeeChanges(Protocol):
    """Opens the preview of changes (`link_customers.one_customer.see_changes`, with settings and practice handed in)."""

    def __call__(
        self,
        preview: CustomerPreview,
        finance: str,
        psa: str,
        *,
        look_again: Callable[[Decision, Callable[[CustomerPreview], None]], object],
        on_write: Callable[[Decision], object],
        forbidden: str,
        parent: QWidget,
    ) -> QDialog:
        """The dialog, open."""


@dataclass(frozen=True, slots=True)
class CardSources:
    """The use cases behind the card."""

    cards: CustomerCards
    linking: CustomerLinking
    customers: CustomerSync
    updates: UpdateCarrying
    undoing: LinkingUndo
    people: PeopleLinking
    contacts: ContactLinking


class CardActions(QObject):
    """One thing at a time; `done` tells that the card is to be read again."""

    running_changed = Signal()
    done = Signal()

    def __init__(
        self, page: QWidget, sources: CardSources, background: Background, messages: Messages, see_changes: SeeChanges
    ) -> None:
        super().__init__(page)
        self._page, self._from, self._background, self._messages = page, sources, background, messages
        self._see_changes = see_changes
        self._job: Job[object] | None = None
        self._batches: list[tuple[Integration, int]] = []  # made here, the newest last
        self.no_connection = ""  # why nothing can be written now

    @property
    def is_running(self) -> bool:
        """Whether something is being written."""
        return self._job is not None

    def stop(self) -> None:
        """Stop what runs, after the record it is at."""
        if self._job is not None:
            self._job.cancel()

    # link and create

    def link(self, place: CustomerPlace, at: QRect) -> None:
        """Offer whom to link to, suggestions first, in a list that opens at `at`; nothing is overwritten by linking."""
        wanted = OpenCustomer(place.psa.id if place.psa else "", "" if place.psa or not place.finance else place.finance.id)

        def choose(found: list[Counterpart]) -> None:
            PickList(
                pick_choices(found),
                lambda other: self._link_to(place, other),
                placeholder=_("Search name or number"),
                parent=self._page,
            ).open_at(at)

        self._background.run(
            lambda _job: self._from.cards.counterparts(place.integration, wanted), on_done=choose, queue="card", owner=self
        )

    def _link_to(self, place: CustomerPlace, other: str) -> None:
        psa_id, finance_id = (place.psa.id, other) if place.psa else (other, place.finance.id if place.finance else "")
        self._write(place, Decision(finance_id=finance_id, psa_id=psa_id, action=Action.LINK_ONLY))

    def create(self, place: CustomerPlace, psa_system: str) -> None:
        """Create the customer on the side where it lacks, and link; asked first where it cannot be deleted again."""
        if place.psa is not None:
            psa_id = place.psa.id

            def made(result: tuple[object, int]) -> None:
                self._batches.append((place.integration, result[1]))
                self._say(Message("The customer was created in {system} and linked.", system=place.system), undo=True)

            self._run(place, lambda _job: self._from.customers.create_by_hand(place.integration, psa_id), made)
        elif place.finance is not None:
            heading = _("Create {customer} in {system}?").format(customer=place.finance.name, system=psa_system)
            sentence = _("{system} cannot delete customers: undo takes only the link back.").format(system=psa_system)
            if ask(self._page, _("Customer"), heading, sentence, _("Create")):
                self._write(place, Decision(finance_id=place.finance.id, action=Action.IMPORT))

    def _write(self, place: CustomerPlace, decision: Decision) -> None:
        def written(report: LinkReport) -> None:
            for reason in report.refused.values():
                parts = [reason.sentence, reason.what_to_do]
                self._say(in_a_row(one for one in parts if one is not None), lamp=Lamp.REFUSED)
                return
            self._batches.append((place.integration, report.batch_id))
            self._say(in_a_row([Message("The two customers are linked."), *report.warnings]), undo=True)

        self._run(place, lambda job: self._from.linking.write(place.integration, [decision], job), written)

    # unlink

    def unlink(self, place: CustomerPlace) -> None:
        """End the link, after a question; nothing is deleted on either side."""
        link = place.link
        if link is None:
            return
        name = place.psa.name if place.psa else place.finance.name if place.finance else ""
        heading = _("Remove the link of {customer}?").format(customer=name)
        sentence = _("Nothing is deleted in either system. The pair is suggested again afterwards.")
        if ask(self._page, _("Customer"), heading, sentence, _("Remove the link"), destructive=True):
            self._run(
                place,
                lambda _job: self._from.undoing.unlink(place.integration, [link]),
                lambda _count: self._say(Message("The link was removed. Nothing was deleted in either system.")),
            )

    # changes

    def send(self, place: CustomerPlace, psa_system: str, to: Side) -> None:
        """Show what would be written to that side, and write it when the user says so."""
        if place.psa is None:
            return
        integration, psa_id = place.integration, place.psa.id

        def seen(preview: CustomerPreview | None) -> None:
            if preview is None:
                return
            self._see_changes(
                preview,
                place.system,
                psa_system,
                look_again=self._looker(integration),
                on_write=lambda decision: self._send(place, decision),
                forbidden=self.no_connection,
                parent=self._page,
            )

        self._background.run(
            lambda _job: self._from.updates.of_customer(integration, psa_id, to), on_done=seen, queue="card", owner=self
        )

    def _looker(self, integration: Integration) -> Callable[[Decision, Callable[[CustomerPreview], None]], object]:
        def look(decision: Decision, take: Callable[[CustomerPreview], None]) -> None:
            self._background.run(
                lambda _job: self._from.updates.look_again(integration, decision, everything=True),
                on_done=take,
                on_failed=self._messages.failed,
                queue="card",
                owner=self,
            )

        return look

    def _send(self, place: CustomerPlace, decision: Decision) -> None:
        def sent(report: UpdateReport) -> None:
            for reason in report.refused.values():
                self._say(in_a_row(one for one in (reason.sentence, reason.what_to_do) if one is not None), lamp=Lamp.REFUSED)
                return
            if report.fields:
                self._batches.append((place.integration, report.batch_id))
            said = Message("{count} field was written.", "{count} fields were written.", count=report.fields)
            self._say(said, undo=report.fields > 0)

        self._run(place, lambda job: self._from.updates.write(place.integration, [decision], job, everything=True), sent)

    # contacts, att. person, undo

    def choose_contacts(self, place: CustomerPlace, psa_system: str, settings: QSettings) -> None:
        """Say who of the customer's contacts is who over there, create those who lack, or end links."""
        if place.psa is None:
            return
        integration, psa_id = place.integration, place.psa.id

        def decided(result: PeopleDecided) -> None:
            self._batches.append((integration, result.batch_id))
            self._say(result.sentence, undo=True)

        open_people(
            lambda: self._from.contacts.of_customer(integration, psa_id),
            lambda choices: self._run(place, lambda _job: self._from.contacts.decide(integration, choices), decided),
            (psa_system, place.system),
            _("Contacts of this customer"),
            background=self._background,
            queue=f"finance-{integration.id}",
            settings=settings,
            parent=self._page,
            on_failed=self._messages.failed,
        )

    def keep_att_person(self, place: CustomerPlace, is_kept: bool) -> None:
        """Say whether the att. person over there stays, or each invoice writes its contact there."""
        if place.psa is None:
            return
        psa_id = place.psa.id
        said = Message("The att. person is kept.") if is_kept else Message("Each invoice writes its contact as the att. person.")
        self._run(
            place, lambda _job: self._from.people.keep_att_person(place.integration, psa_id, is_kept), lambda _none: self._say(said)
        )

    def undo(self) -> None:
        """Take back what was written last on this page."""
        if self.is_running:
            return
        if not self._batches:
            self._messages.say(Message("There is nothing to undo."))
            return
        integration, batch_id = self._batches[-1]

        def undone(report: UndoReport) -> None:
            if not report.failed:
                self._batches.pop()
            lamp = Lamp.REFUSED if report.failed else Lamp.DONE
            self._say(in_a_row([report.sentence, *report.failed, *report.left_alone, *report.not_possible]), lamp=lamp)

        self._start(integration, lambda job: self._from.undoing.undo(integration, batch_id, job), undone)

    # running

    def _run(self, place: CustomerPlace, work: Callable[[Job[T]], T], on_done: Callable[[T], object]) -> None:
        if self.no_connection:
            self._messages.say(self.no_connection, lamp=Lamp.REFUSED)
        elif not self.is_running:
            self._start(place.integration, work, on_done)

    def _start(self, integration: Integration, work: Callable[[Job[T]], T], on_done: Callable[[T], object]) -> None:
        def ended() -> None:
            self._job = None
            self.running_changed.emit()

        def finished(result: T) -> None:
            ended()
            on_done(result)
            self.done.emit()

        def failed(error: BaseException) -> None:
            ended()
            self._messages.failed(error)
            self.done.emit()

        job = self._background.run(
            work, on_done=finished, on_failed=failed, queue=f"finance-{integration.id}", title=_("Customer"), owner=self
        )
        self._job = job  # type: ignore[assignment]  # only asked to stop, whatever it gives
        self.running_changed.emit()

    def _say(self, said: Message, *, undo: bool = False, lamp: Lamp = Lamp.DONE) -> None:
        self._messages.say(said, lamp=lamp, links=(NoticeLink(Message("Undo"), self.undo),) if undo else ())


def pick_choices(found: list[Counterpart]) -> list[PickChoice]:
    """Suggestions with their evidence, then everybody else."""
    suggested = [
        PickChoice(one.customer.id, one.customer.name, one.customer.number, (Chip(str(in_words(pattern_of(one.suggestion)))),))
        for one in found
        if one.suggestion is not None
    ]
    others = [PickChoice(one.customer.id, one.customer.name, one.customer.number) for one in found if one.suggestion is None]
    return [
        PickChoice("", _("Matching customers"), is_heading=True),
        *suggested,
        PickChoice("", _("Another customer"), is_heading=True),
        *others,
    ]
