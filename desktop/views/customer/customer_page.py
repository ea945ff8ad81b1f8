"""The customer card (Kundekort): both sides' fields, where the customer is linked, its invoices, its log and its contacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import BindeledError
from desktop.models.customer_card import CustomerCard, CustomerPlace, OpenCustomer
from desktop.models.owner_rules import CardAction
from desktop.models.records import Side
from desktop.texts import _, ngettext, shown
from desktop.use_cases.connect_system import Connections
from desktop.views.background import Background, Job
from desktop.views.customer.card_actions import CardActions, CardSources, SeeChanges
from desktop.views.customer.card_lists import CardLists
from desktop.views.customer.place_buttons import PlaceButtons
from desktop.views.messages import Messages
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.field_comparison import FieldComparison
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.page import Page
from desktop.views.shared.theme import look
from desktop.views.shared.trouble_line import TroubleLine


class CustomerPage(Page):
    """One customer. `on_requested` takes an `OpenCustomer`, or the id of a finance customer."""

    def __init__(
        self,
        connections: Connections,
        sources: CardSources,
        see_changes: SeeChanges,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
    ) -> None:
        super().__init__(_("Customer"))
        self._connections, self._sources = connections, sources
        self._background, self._messages, self._settings = background, messages, settings
        self._wanted: OpenCustomer | None = None
        self._reading: Job[CustomerCard] | None = None
        self.card: CustomerCard | None = None
        self.actions_of_card = CardActions(self, sources, background, messages, see_changes)
        self.actions_of_card.done.connect(self.refresh)
        self.actions_of_card.running_changed.connect(self._follow)
        self.add_tool(Button(_("Back"), Kind.QUIET, icon="arrow-left", on_click=self.back_wanted.emit))
        self._stack = QStackedWidget()
        self._empty = self._make_empty()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_card())
        self.body.addWidget(self._stack)
        self._make_foot()
        self._set_keys()
        self._follow()

    # building

    def _make_empty(self) -> QWidget:
        go = Button(_("Go to Link customers"), Kind.PRIMARY, on_click=lambda: self.page_requested.emit("link_customers", None))
        text = _("Press Ctrl+K and type a part of a name, a number, a CVR number, an e-mail address or a phone number.")
        return EmptyPage(_("No customer is chosen"), text, primary=go)

    def _make_card(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.places = PlaceButtons()
        self.places.pressed.connect(self._press_place)
        self.trouble = TroubleLine()
        self.fields = FieldComparison()
        self.fields.setMinimumHeight(3 * look().row_height())
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.fields)
        self.lists = CardLists(self._settings)
        self.lists.record_wanted.connect(self.page_requested.emit)
        self.lists.contacts_wanted.connect(self.choose_contacts)
        self.split.addWidget(self.lists)
        self.split.setSizes([600, 400])
        self.why_off = label(role="small", tone="ink2", wrap=True)
        self.why_off.setContentsMargins(look().px(20), 0, look().px(20), look().px(8))
        column.addWidget(self.places)
        column.addWidget(self.why_off)
        column.addWidget(hairline())
        column.addWidget(self.trouble)
        column.addWidget(self.split, 1)
        return whole

    def _make_foot(self) -> None:
        self.foot = ActionBar()
        self.att_person = self.foot.add_button(Button("", on_click=self._press_att_person))
        self.unlink_button = self.foot.add_button(Button(_("Remove the link …"), on_click=self.unlink))
        self.send_back = self.foot.add_button(Button("", on_click=partial(self.send, Side.PSA)))
        self.create_button = self.foot.add_button(Button("", on_click=self.create_there))
        self.link_button = self.foot.add_button(Button(_("Link …"), Kind.PRIMARY, on_click=self.link))
        self.send_button = self.foot.add_button(Button("", Kind.PRIMARY, on_click=self.send))
        self.set_action_bar(self.foot)
        self.foot.hide()  # until a card says which buttons are shown: all of them together are wider than a screen at 200 %

    def _set_keys(self) -> None:
        self.add_key("F9", _("See changes"), self.send)
        self.add_key("Ctrl+Return", _("Link, or see changes"), self._press_primary)
        self.add_key("Ctrl+Z", _("Undo"), self.actions_of_card.undo)
        self.add_key("Ctrl+Tab", "", self.lists.tabs.next_tab)
        self.add_key("F7", _("Choose contacts"), self.choose_contacts)
        view = self.fields.view
        self.add_key("L", _("Link to a customer"), self.link, view=view)
        self.add_key("N", _("Create on the other side"), self.create_there, view=view)
        self.add_key("Del", _("Remove the link"), self.unlink, view=view)

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """The card as the store has it now; in another integration the same PSA customer, where it was read there too."""
        if integration_id != self.integration_id:
            places = [self.card.place, *self.card.others] if self.card else []
            there = next((one for one in places if one.integration.id == integration_id and one.psa is not None), None)
            self._wanted = OpenCustomer(psa_id=there.psa.id) if there is not None and there.psa is not None else None
            self.card = None
        super().on_shown(integration_id)
        self.refresh()

    def on_requested(self, wanted: object) -> None:
        """Show this customer."""
        self._wanted = wanted if isinstance(wanted, OpenCustomer) else OpenCustomer(finance_id=str(wanted))
        self.refresh()

    def follow_connection(self, reason: str) -> None:
        """Without connection nothing is written."""
        self.actions_of_card.no_connection = reason
        self._follow()

    def on_escape(self) -> bool:
        """Stop what is being written."""
        if not self.actions_of_card.is_running:
            return False
        self.actions_of_card.stop()
        return True

    def first_focus(self) -> QWidget | None:
        """The fields."""
        return self.fields.view if self._wanted is not None else self._stack.currentWidget()

    def areas(self) -> list[QWidget]:
        """Fields, list below, links."""
        if self.card is None:
            return super().areas()
        return [self.fields.view, self.lists.view, *self.places.buttons[:1]]

    def refresh(self) -> None:
        """Read the card again."""
        if self.integration_id is None or self._wanted is None:
            self._show(None)
            return
        integration, wanted = self._connections.integration(self.integration_id), self._wanted

        def done(card: CustomerCard) -> None:
            if self._reading is job:
                self._reading = None
                self.trouble.clear()
                self._show(card)
                if wanted.chooses_contacts:
                    self._wanted = replace(wanted, chooses_contacts=False)
                    self.choose_contacts()

        def failed(error: BaseException) -> None:
            if self._reading is job:
                self._reading = None
                self._show(None)
                self._messages.failed(error) if isinstance(error, BindeledError) else self._messages.unexpected(error)

        job = self._reading = self._background.run(
            lambda _job: self._sources.cards.card(integration, wanted), on_done=done, on_failed=failed, queue="card", owner=self
        )

    # showing

    def _show(self, card: CustomerCard | None) -> None:
        self.card = card
        self._stack.setCurrentIndex(0 if card is None else 1)
        if card is None:
            self.foot.hide()
            self.set_state("")
            self._follow()
            return
        place = card.place
        self.set_state(_state(card))
        self.places.show_places([place, *card.others])
        self.fields.show_pair(place.finance, place.psa, place.system, card.psa_system, card.lacks)
        self.lists.show_card(card)
        self._follow()
        self.foot.show()  # now that it is known which of its buttons are
        focus = self.window().focusWidget()
        if self.isVisible() and (focus is None or self._empty.isAncestorOf(focus)):
            self.fields.view.setFocus()

    def _follow(self) -> None:
        card = self.card
        if card is None:
            return
        place, is_linked = card.place, card.place.is_linked
        create = CardAction.CREATE_IN_FINANCE if place.psa is not None else CardAction.CREATE_IN_PSA
        system = place.system if place.psa is not None else card.psa_system
        self.create_button.setText(_("Create in {system}").format(system=system) + ("" if place.psa is not None else " …"))
        self.send_button.setText(_("See changes to {system} …").format(system=place.system))
        self.send_back.setText(_("See changes to {system} …").format(system=card.psa_system))
        is_kept = card.is_att_person_kept
        self.att_person.setText(_("Let invoices write the att. person") if is_kept else _("Keep the att. person"))
        self.att_person.setVisible(is_kept is not None and is_linked)
        self.send_back.setVisible(is_linked and CardAction.SEND_TO_PSA not in place.off)
        shown_now = {
            self.link_button: (CardAction.LINK, not is_linked),
            self.create_button: (create, not is_linked),
            self.unlink_button: (CardAction.UNLINK, is_linked),
            self.send_button: (CardAction.SEND_TO_FINANCE, is_linked),
            self.send_back: (CardAction.SEND_TO_PSA, is_linked and CardAction.SEND_TO_PSA not in place.off),
        }
        reasons = []
        for button, (action, is_shown) in shown_now.items():
            reason = self._why_not(place, action)
            button.setVisible(is_shown)
            button.set_enabled(not reason, reason)
            if is_shown and reason and reason not in reasons:
                reasons.append(reason)
        self.att_person.set_enabled(not self._why_busy(), self._why_busy())
        self.why_off.setText(" ".join(reasons))
        self.why_off.setVisible(bool(reasons))
        self.foot.set_hints(self._hints(is_linked=is_linked))

    def _hints(self, *, is_linked: bool) -> list[KeyHint]:
        if is_linked:
            return [KeyHint("F9", _("See changes")), KeyHint("Del", _("Remove the link"))]
        return [KeyHint("L", _("Link to a customer")), KeyHint("N", _("Create on the other side"))]

    def _why_not(self, place: CustomerPlace, action: CardAction) -> str:
        return self._why_busy() or str(place.off.get(action, ""))

    def _why_busy(self) -> str:
        if self.actions_of_card.is_running:
            return _("Something is being written.")
        return self.actions_of_card.no_connection

    # actions

    def _press_primary(self) -> None:
        for button in (self.link_button, self.send_button):
            if button.isVisible():
                button.click()

    def link(self) -> None:
        """Link to somebody on the other side."""
        if self.card is not None and not self._refuses(self.card.place, CardAction.LINK):
            button = self.link_button
            self.actions_of_card.link(self.card.place, QRect(button.mapToGlobal(button.rect().topLeft()), button.size()))

    def create_there(self) -> None:
        """Create the customer on the side where it lacks."""
        card = self.card
        if card is None:
            return
        action = CardAction.CREATE_IN_FINANCE if card.place.psa is not None else CardAction.CREATE_IN_PSA
        if not self._refuses(card.place, action):
            self.actions_of_card.create(card.place, card.psa_system)

    def unlink(self) -> None:
        """Remove the link."""
        if self.card is not None and not self._refuses(self.card.place, CardAction.UNLINK):
            self.actions_of_card.unlink(self.card.place)

    def send(self, to: Side = Side.FINANCE) -> None:
        """See what differs, and send it to that side."""
        action = CardAction.SEND_TO_FINANCE if to is Side.FINANCE else CardAction.SEND_TO_PSA
        if self.card is not None and not self._refuses(self.card.place, action):
            self.actions_of_card.send(self.card.place, self.card.psa_system, to)

    def choose_contacts(self) -> None:
        """Who of the contacts is who over there."""
        if self.card is None:
            return
        self.lists.show_contacts()
        if reason := self._why_busy() or str(self.card.why_no_contacts or ""):
            self._messages.say(reason)
        else:
            self.actions_of_card.choose_contacts(self.card.place, self.card.psa_system, self._settings)

    def _press_att_person(self) -> None:
        if self.card is not None:
            self.actions_of_card.keep_att_person(self.card.place, not self.card.is_att_person_kept)

    def _press_place(self, place: CustomerPlace, button: QWidget) -> None:
        """The tick unlinks, the dot links or creates; in the integration that stands on the button."""
        if place.is_linked:
            if not self._refuses(place, CardAction.UNLINK):
                self.actions_of_card.unlink(place)
            return
        assert self.card is not None
        psa_system = self.card.psa_system
        create = CardAction.CREATE_IN_FINANCE if place.psa is not None else CardAction.CREATE_IN_PSA
        system = place.system if place.psa is not None else psa_system
        at = QRect(button.mapToGlobal(button.rect().topLeft()), button.size())
        menu = _menu(
            button,
            [
                (_("Link to a customer …"), self._why_not(place, CardAction.LINK), partial(self.actions_of_card.link, place, at)),
                (
                    _("Create in {system}").format(system=system),
                    self._why_not(place, create),
                    partial(self.actions_of_card.create, place, psa_system),
                ),
            ],
        )
        menu.popup(at.bottomLeft())

    def _refuses(self, place: CustomerPlace, action: CardAction) -> bool:
        if reason := self._why_not(place, action):
            self._messages.say(reason)
        return bool(reason)


def _menu(parent: QWidget, entries: list[tuple[str, str, Callable[[], object]]]) -> QMenu:
    """Text, why not (empty: possible), and what to do."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for text, reason, do in entries:
        action = menu.addAction(f"{text} ({reason})" if reason else text)
        action.setEnabled(not reason)
        action.triggered.connect(lambda _checked, do=do: do())
    return menu


def _state(card: CustomerCard) -> str:
    place = card.place
    numbers = [
        f"{system} {customer.number}".strip()
        for system, customer in ((card.psa_system, place.psa), (place.system, place.finance))
        if customer is not None
    ]
    parts = [card.name, *numbers]
    if place.is_linked and place.psa and place.finance:
        count = card.differing
        differs = ngettext("{count} field differs", "{count} fields differ", count).format(count=shown(count))
        parts.append(differs if count else _("nothing differs"))
    return " · ".join(parts)
