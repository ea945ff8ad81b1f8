"""What belongs to one integration on the page: its session, the parts on the screen, judging, writing, and their keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence

from desktop.texts import _
from desktop.views.background import Background
from desktop.views.link_customers.actions import LinkingActions
from desktop.views.link_customers.aids import AidSources, LinkingAids
from desktop.views.link_customers.choices import KEYS, long_name
from desktop.views.link_customers.foot import LinkingFoot
from desktop.views.link_customers.judging import Judging
from desktop.views.link_customers.kept_places import KeptPlaces
from desktop.views.link_customers.linking_body import LinkingBody
from desktop.views.link_customers.linking_tabs import LinkingTabs
from desktop.views.link_customers.saved_views import SavedViews, ViewMenu
from desktop.views.link_customers.session import LinkingSession
from desktop.views.link_customers.writer import LinkingWriter
from desktop.views.messages import Messages
from desktop.views.shared.page import Page


class LinkingParts:
    """Made anew for each integration; `look_up` looks up who belongs together."""

    def __init__(
        self,
        page: Page,
        session: LinkingSession,
        tabs: LinkingTabs,
        foot: LinkingFoot,
        sources: AidSources,
        background: Background,
        messages: Messages,
        settings: QSettings,
        look_up: Callable[[], object],
        *,
        is_practice: bool,
    ) -> None:
        self._page, self.session = page, session
        self.body = LinkingBody(session.systems, settings, session.integration.id)
        self.judging = Judging(self.body, session, messages, KeptPlaces(settings, session.integration.id))
        self.writer = LinkingWriter(page, session, foot, messages, settings, is_practice=is_practice)
        self.actions = LinkingActions(self.body, session, self.judging, self.writer, tabs, messages, look_up)
        views = SavedViews(settings, session.integration.id)
        menu = ViewMenu(views, messages, self.body, self.actions.view_now, self.actions.show_view)
        self.body.set_view_menu(menu.make)
        self.aids = LinkingAids(page, session, self.body, tabs, sources, background, messages, settings, look_up)

    def add_keys(self) -> None:
        """The keys of the list; the page takes them away when another integration is opened."""
        page, view, judging, actions = self._page, self.body.view, self.judging, self.actions
        for action, keys in KEYS.items():
            name = str(long_name(action, self.session.systems))
            made = page.add_key(keys[0], name, partial(judging.decide, action), view=view)
            made.setShortcuts([QKeySequence(key) for key in keys])
        for number in range(1, 10):
            page.add_key(str(number), "", partial(judging.choose_candidate, number), view=view)
        page.add_key("L", _("Link, as you did last"), judging.link, view=view)
        page.add_key("M", _("Do the same for all like this"), judging.same_for_alike, view=view)
        page.add_key("A", _("Another customer"), judging.pick_another, view=view)
        page.add_key("Return", _("Next customer without a choice"), judging.next_open, view=view)
        page.add_key("Shift+Return", _("Link, and go to the next"), judging.link_and_next, view=view)
        page.add_key("Del", _("Forget the choice, or remove the link"), actions.withdraw, view=view)
        page.add_key("B", _("Bring back from Ignored"), actions.bring_back, view=view)
        page.add_key("V", _("Saved views"), self.body.open_views, view=view)
        self.aids.add_keys()
