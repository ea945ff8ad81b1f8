"""The page Link customers (Sammenkæd kunder): four tabs and two quiet ones; nothing is written before it was seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSettings
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.models.linking import LinkReport, ShowCustomers, Tab
from desktop.models.records import Decision, Side
from desktop.texts import _
from desktop.texts import shown as as_text
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import RecordFetching
from desktop.use_cases.link_customers import CustomerLinking
from desktop.use_cases.sync_customers import CustomerSync
from desktop.use_cases.undo_linking import LinkingUndo
from desktop.views.background import Background
from desktop.views.link_customers.actions import LinkingActions
from desktop.views.link_customers.aids import AidSources
from desktop.views.link_customers.badge import customers_badge
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.empty_states import EmptyState, Next, one_tab, whole_page
from desktop.views.link_customers.foot import LinkingFoot
from desktop.views.link_customers.jobs import LinkingJobs, Reading
from desktop.views.link_customers.linking_parts import LinkingParts
from desktop.views.link_customers.linking_tabs import LinkingTabs
from desktop.views.link_customers.look_up import LookUp
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages
from desktop.views.shared.amounts import moment
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import label
from desktop.views.shared.page import Page
from desktop.views.shared.theme import look

_ROOM_FOR_COUNT = 900


class LinkCustomersPage(Page):
    """Everything for the integration that the window shows; `content` is made anew for each."""

    def __init__(
        self,
        connections: Connections,
        fetching: RecordFetching,
        linking: CustomerLinking,
        undoing: LinkingUndo,
        customers: CustomerSync,
        aids: AidSources,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
        is_practice: bool = False,
    ) -> None:
        super().__init__(_("Link customers"))
        self._connections, self._background, self._messages, self._settings = connections, background, messages, settings
        self._is_practice, self._aids = is_practice, aids
        self._jobs = LinkingJobs(fetching, linking, undoing, customers, background, self)
        self._look = LookUp(self._jobs, messages)
        self._look.changed.connect(self._follow_look_up)
        self._look.done.connect(self._read)
        self._leads_on = False  # a button of an empty page was pressed: the keyboard follows to what comes
        self._wanted: ShowCustomers | None = None  # asked for by another page, while the rows are on their way
        self.content: LinkingParts | None = None
        self._read_again = Button(_("Read again"), Kind.QUIET, icon="arrows-clockwise", on_click=self.refresh)
        self.add_tool(self._read_again)
        self._linked_count = label(role="small", tone="ink2")
        self.tabs = LinkingTabs(settings)
        self.tabs.chosen.connect(lambda _key: self._show_tab())
        self.set_tabs(self.tabs, self._linked_count)
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack)
        self.foot = LinkingFoot(is_practice=is_practice)
        self.foot.primary.clicked.connect(partial(self._act, LinkingActions.write))
        self.foot.changes.clicked.connect(partial(self._act, LinkingActions.see_changes))
        self.foot.bring_back.clicked.connect(partial(self._act, LinkingActions.bring_back))
        self.foot.unlink.clicked.connect(partial(self._act, LinkingActions.unlink))
        self.set_action_bar(self.foot)
        self.add_key("F9", _("See changes"), partial(self._act, LinkingActions.see_changes))
        self._primary_key = self.add_key("Ctrl+Return", _("Write what is planned"), self._press_primary)
        self.add_key("Ctrl+Z", _("Undo"), partial(self._act, LinkingActions.undo))
        self.add_key("Ctrl+Y", _("Redo"), partial(self._act, LinkingActions.redo))
        self.add_key("Ctrl+L", _("Narrow the list"), self._narrow)
        self.add_key("Ctrl+O", _("Open the customer card"), self._open_card)
        self.add_key("Ctrl+E", _("Export"), partial(self._act, lambda actions: actions.export(background)))
        self._page_actions = list(self.key_actions)

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """Take up the integration; what is shown may have changed elsewhere, so the store is read."""
        is_other = integration_id != self.integration_id or self.content is None
        super().on_shown(integration_id)
        if is_other:
            self._open(integration_id)
        elif self.content is not None:
            self.content.session.is_left = False
            self.content.session.take_up(self._connections.integration(self.content.session.integration.id))
            self._read()

    def on_requested(self, wanted: object) -> None:
        """Show a customer (id of the finance customer), or what a `ShowCustomers` says."""
        self._wanted = wanted if isinstance(wanted, ShowCustomers) else ShowCustomers(finance_id=str(wanted))

    def _open_card(self) -> None:
        finance_id = None if self.content is None else self.content.body.view.current_id()
        if finance_id is not None:
            self.page_requested.emit("customer", finance_id)

    def _press_primary(self) -> None:
        """While something is on its way the button may not be ready yet: writing waits for it."""
        if self.content is not None and self.content.session.is_busy:
            self.content.actions.write()
        else:
            self.foot.primary.click()

    def follow_connection(self, reason: str) -> None:
        """Without connection nothing is written."""
        self.foot.no_connection = reason
        self._follow_ticks()

    def on_left(self) -> None:
        """What was written leaves the list now."""
        if self.content is None:
            return
        self.content.session.is_left = True
        if not self.content.writer.is_running:
            self._read()

    def refresh(self) -> None:
        """Read the customers of both systems again, and look them up."""
        self.look_up(fetch=True)

    def on_escape(self) -> bool:
        """Stop what is being written."""
        if self.content is None or not self.content.writer.is_running:
            return False
        self.content.writer.stop()
        return True

    def first_focus(self) -> QWidget | None:
        """The list, or the next step when there is none."""
        content = self.content
        if content is None or self._stack.currentWidget() is not content.body:
            return self._stack.currentWidget()
        return content.body.view if content.body.stack.currentIndex() == 0 else content.body.stack.currentWidget()

    def areas(self) -> list[QWidget]:
        """List, candidates, comparison, facets."""
        if self.content is None:
            return super().areas()
        body = self.content.body
        return [body.view, body.candidates, body.comparison, body.facets]

    def keys(self) -> list[KeyHint]:
        """With the digits."""
        return [KeyHint("1–9", _("Choose customer")), *super().keys()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the tabs need the room."""
        super().resizeEvent(event)
        self._linked_count.setVisible(event.size().width() >= look().px(_ROOM_FOR_COUNT))
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        right = self._linked_count.sizeHint().width() if not self._linked_count.isHidden() else 0
        self.tabs.fit(self.width() - right - look().px(48))

    # opening

    def _open(self, integration_id: int | None) -> None:
        old, self.content = self.content, None
        if old is not None:
            old.session.end()
            old.writer.blockSignals(True)
            old.writer.setParent(None)  # it lives until what it writes is done
            self._stack.removeWidget(old.body)
            old.body.deleteLater()
        self._linked_count.setText("")
        if integration_id is None:
            self._show_whole(whole_page(None, None, Systems("", "")))
            return
        integration = self._connections.integration(integration_id)
        finance, psa = (self._connections.card(integration_id, side) for side in (Side.FINANCE, Side.PSA))
        session = LinkingSession(
            integration, Systems(finance.label, psa.label, finance.table("customers").lacks), self._jobs, self._messages.failed
        )
        self.content = content = LinkingParts(
            self,
            session,
            self.tabs,
            self.foot,
            self._aids,
            self._background,
            self._messages,
            self._settings,
            partial(self.look_up, fetch=False),
            is_practice=self._is_practice,
        )
        self._stack.addWidget(content.body)
        self._stack.setCurrentWidget(content.body)
        session.was_read.connect(self._take)
        content.body.table.ticks_changed.connect(self._follow_ticks)
        content.body.table.rows_changed.connect(self._follow_ticks)
        content.writer.began.connect(self._follow_ticks)
        content.session.rows_changed.connect(self._follow_ticks)
        content.session.many_changed.connect(self._follow_ticks)
        content.judging.outdated.connect(self._read)
        content.writer.outdated.connect(self._read)
        content.aids.unmarked.told.connect(self._read)
        content.aids.decisions.outdated.connect(self._read)
        content.writer.written.connect(self._after_write)
        content.writer.undone.connect(self._read)
        content.writer.undo_wanted.connect(content.actions.undo)
        content.writer.unlinked.connect(lambda: self.look_up(fetch=False))
        content.writer.show_wanted.connect(self._show_report)
        self.key_actions = list(self._page_actions)
        content.add_keys()
        self.foot.set_systems(session.systems)
        self.foot.show_actions()
        self._read()

    # reading

    def _read(self) -> None:
        if self.content is not None:
            self.content.body.view.set_loading(True)
            self.content.session.read(self._show_tab)

    def _take(self, reading: Reading) -> None:
        """Counts, state and badge of what was read."""
        assert self.content is not None
        counts, systems = reading.sizes.tabs, self.content.session.systems
        self.tabs.show_counts(counts, is_first=self.content.judging.tab is None, is_failed=bool(reading.sizes.trouble))
        self._tell_trouble(reading.sizes.trouble, is_open=counts[Tab.NOT_LOOKED_UP] > 0)
        total = sum(counts.values())
        linked = _("{linked} of {total} linked").format(linked=as_text(counts[Tab.LINKED]), total=as_text(total))
        self._linked_count.setText(linked if total else "")
        self._fit_tabs()
        waiting = total - counts[Tab.LINKED] - counts[Tab.IGNORED]
        self.badge_changed.emit(customers_badge(waiting))
        state = _("{finance} and {psa}") if reading.fetched_at is None else _("{finance} and {psa}, read {time}")
        time = moment(reading.fetched_at) if reading.fetched_at else ""
        self.set_state(state.format(finance=systems.finance, psa=systems.psa, time=time))

    def _tell_trouble(self, trouble: str, *, is_open: bool) -> None:
        """`is_open`: there are customers who were not looked up."""
        assert self.content is not None
        if trouble:
            said = _("The look-up failed: {reason}").format(reason=trouble) if is_open else trouble
            self.content.body.trouble.tell(said, lambda: self.look_up(fetch=True))
        else:
            self.content.body.trouble.clear()

    def look_up(self, *, fetch: bool) -> None:
        """Look up who belongs together; with `fetch` after reading both systems."""
        if self.content is not None and not self.content.writer.is_running:
            self._look.start(self.content.session, self.content.body, fetch=fetch)

    def _follow_look_up(self) -> None:
        """What would start another one waits."""
        content = self.content
        self._read_again.set_enabled(not self._look.is_running, _("The customers are being read."))
        if content is not None and content.session.reading is not None and self.first_focus() is not content.body.view:
            self._show_tab()

    # showing

    def _show_tab(self) -> None:
        """The chosen tab as it was read last, or what stands in its place."""
        content = self.content
        if content is None or content.session.reading is None:
            return
        session, reading, tab = content.session, content.session.reading, self.tabs.tab
        content.body.view.set_loading(False)
        state = whole_page(session.integration, reading.sizes, session.systems)
        self._show_whole(state)
        if state is not None:
            return
        self.tabs.keep()
        content.judging.show_tab(tab)
        empty = one_tab(tab, reading.sizes, session.systems)
        follows = self._leads_on or self._has_keys()
        content.body.show_empty(self._make_empty(empty) if empty is not None else None)
        if follows and self.isVisible() and (first := self.first_focus()) is not None:
            first.setFocus()
        self._leads_on = self._look.is_running
        self.foot.setVisible(empty is None or bool(reading.rows.planned))
        self.foot.show_tab(tab)
        self._primary_key.setText(_("Look up") if tab is Tab.NOT_LOOKED_UP else _("Write what is planned"))
        self._follow_ticks()
        if (wanted := self._wanted) is not None:
            self._wanted = None
            self._act(lambda actions: actions.show(wanted))
            if wanted.chooses_employees and self.content is not None:
                self.content.aids.show_employees()

    def _has_keys(self) -> bool:
        """Whether the keyboard is in what may be replaced: the list or an empty page."""
        focus, content = self.window().focusWidget(), self.content
        if focus is None or content is None or not self.isVisible():
            return False
        return focus is content.body.view or not (content.body.split.isAncestorOf(focus) or not self._stack.isAncestorOf(focus))

    def _show_whole(self, state: EmptyState | None) -> None:
        """An empty page in place of everything, or the list."""
        body = self.content.body if self.content is not None else None
        for widget in [self._stack.widget(place) for place in range(self._stack.count())]:
            if widget is not None and widget is not body:
                self._stack.removeWidget(widget)
                widget.deleteLater()
        self.tabs.setVisible(state is None)
        self.foot.setVisible(state is None)
        if state is not None:
            page = self._make_empty(state)
            self._stack.addWidget(page)
            self._stack.setCurrentWidget(page)
            if self.isVisible():
                page.setFocus()
        elif body is not None:
            self._stack.setCurrentWidget(body)

    def _make_empty(self, state: EmptyState) -> EmptyPage:
        button = None
        if state.next is not None:
            button = Button(state.button, Kind.PRIMARY, on_click=lambda: self._go_on(state))
            if self._look.is_running and state.next in (Next.READ, Next.LOOK_UP):
                button.set_enabled(False, _("The customers are being read."))
        return EmptyPage(state.heading, state.text, primary=button, fact=state.fact)

    def _go_on(self, state: EmptyState) -> None:
        self._leads_on = True
        match state.next:
            case Next.READ | Next.LOOK_UP:
                self.look_up(fetch=state.next is Next.READ)
            case Next.TAB if state.tab is not None:
                self.tabs.choose(state.tab)
            case Next.SETUP | Next.ITEMS:
                self.page_requested.emit(state.next.value, None)

    def _follow_ticks(self) -> None:
        """The counts in tools and action bar follow ticks and choices."""
        content = self.content
        if content is None or content.judging.tab is None:
            return
        content.writer.no_connection = self.foot.no_connection
        ticked, total = len(content.judging.ticked_ids()), content.body.table.total
        content.body.show_counts(ticked, can_choose=content.judging.tab not in (Tab.LINKED, Tab.NOT_LOOKED_UP))
        self.foot.set_link_action(content.session.link_action)
        self.foot.follow(content.judging.planned_actions(), ticked, total, is_running=content.writer.is_running)

    def _narrow(self) -> None:
        if self.content is not None:
            self.content.body.show_facets()

    # what comes of writing

    def _act(self, do: Callable[[LinkingActions], object], _checked: bool = False) -> None:
        if self.content is not None:
            do(self.content.actions)

    def _after_write(self, decisions: list[Decision]) -> None:
        self._act(lambda actions: actions.after_write(decisions, is_practice=self._is_practice, then=self._follow_ticks))

    def _show_report(self, report: LinkReport) -> None:
        """What came of a batch: the refused rows if there are any, else where the written ones are now."""
        if self.content is not None and report.refused:
            self.content.body.view.go_to(next(iter(report.refused)))
            self.content.body.view.setFocus()
        else:
            self.tabs.choose(Tab.LINKED if report.linked or report.imported else Tab.IGNORED)
