"""The action bar of the page: keys left; the buttons of the tab right, with what they would do to how many."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent

from desktop.models.linking import Tab
from desktop.models.records import LINKING, Action
from desktop.texts import Message, _
from desktop.views.link_customers.choices import KEYS, Systems, counted, short_name, verb
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.theme import look

_ROOM_FOR_COUNTS = 800  # under this width the keys need the room more
_CHANGING = (Action.USE_PSA, Action.USE_FINANCE, Action.IMPORT)


class LinkingFoot(ActionBar):
    """Buttons: `bring_back` (Ignored), `unlink` (Linked), `changes` and `primary` (elsewhere)."""

    def __init__(self, *, is_practice: bool) -> None:
        super().__init__()
        self._is_practice = is_practice
        self._tab = Tab.ONE
        self._systems = Systems("", "")
        self._link_action = Action.LINK_ONLY
        self.no_connection = ""  # why nothing can be written now
        self.bring_back = self.add_button(Button(_("Bring back")))
        self.unlink = self.add_button(Button(_("Remove link"), Kind.DESTRUCTIVE))
        self.changes = self.add_button(Button(_("See changes")))
        self.changes.setToolTip("F9")
        self.primary = self.add_button(Button(_("Link"), Kind.PRIMARY))

    def set_systems(self, systems: Systems) -> None:
        """The systems that the keys name."""
        self._systems = systems

    def _keys(self) -> list[KeyHint]:
        row, tick, systems = KeyHint("↑↓", _("row")), KeyHint("Space", _("tick")), self._systems
        match self._tab:
            case Tab.LINKED:
                return [row, tick, KeyHint("Del", _("remove link"))]
            case Tab.NOT_LOOKED_UP:
                return [row, KeyHint("Ctrl+Return", _("look up"))]
            case Tab.IGNORED:
                return [row, tick, KeyHint("B", _("bring back")), KeyHint("A", _("another customer")), KeyHint("I", _("import"))]
            case _:
                is_plain = self._link_action is Action.LINK_ONLY
                link = KeyHint("L", _("link only") if is_plain else _("link, {mode}").format(mode=self._mode()))
                if not self._has_room:
                    link = KeyHint("L", _("link"))
                others = [one for one in LINKING if one is not self._link_action]
                return [
                    link,
                    KeyHint("I", _("import")),
                    KeyHint("N", _("ignore")),
                    KeyHint("S", _("later")),
                    KeyHint("Return", _("next")),
                    KeyHint("Shift+Return", _("link, next")),
                    KeyHint("1–9", _("choose customer")),  # the candidates print their digits, and M, themselves
                    KeyHint("M", _("same for others")),
                    KeyHint("E", _("the score")),
                    *(KeyHint(KEYS[one][0], short_name(one, systems).render()) for one in others),
                    tick,
                ]

    def _mode(self) -> str:
        return short_name(self._link_action, self._systems).render()

    @property
    def _has_room(self) -> bool:
        return self.width() >= look().px(_ROOM_FOR_COUNTS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorter words for the keys in a narrow window."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and not self.hints.isHidden():
            self.set_hints(self._keys())

    def show_tab(self, tab: Tab) -> None:
        """The buttons of a tab."""
        self._tab = tab
        self.set_hints(self._keys())
        self.bring_back.setVisible(tab is Tab.IGNORED)
        self.unlink.setVisible(tab is Tab.LINKED)
        self.changes.setVisible(tab not in (Tab.LINKED, Tab.NOT_LOOKED_UP))
        self.primary.setVisible(tab is not Tab.LINKED)

    def set_link_action(self, action: Action) -> None:
        """What the key L does now."""
        if action is not self._link_action:
            self._link_action = action
            self.set_hints(self._keys())

    def follow(self, actions: Mapping[Action, int], ticked: int, total: int, *, is_running: bool) -> None:
        """What the buttons would do: write all that is planned, bring back or unlink what is ticked."""
        busy = _("Something is being written. Wait until it is done, or stop it.") if is_running else ""
        if self._tab is Tab.NOT_LOOKED_UP:
            self.primary.setText(str(Message("Look up {count} customer", "Look up {count} customers", count=total)))
            self.primary.set_enabled(bool(total) and not busy, busy)
            return
        unticked = "" if ticked else _("Tick customers first, with Space or in the first column.")
        self.bring_back.setText(str(Message("Bring back {count}", count=ticked)) if ticked else _("Bring back"))
        self._allow(self.bring_back, busy or unticked)
        self.unlink.setText(
            str(Message("Remove {count} link", "Remove {count} links", count=ticked)) if ticked else _("Remove link")
        )
        self._allow(self.unlink, busy or self.no_connection or unticked)
        counts = counted(actions)
        changing = sum(actions.get(one, 0) for one in _CHANGING)
        self.primary.setVisible(self._tab is not Tab.LINKED or counts.total > 0)
        unchosen = "" if counts.total else _("Nothing is planned yet. Choose with L, I or N.")
        self.primary.setText(str(verb(counts, is_practice=self._is_practice)))
        self._allow(self.primary, busy or unchosen or self.no_connection)
        self.changes.setText(
            str(Message("See changes in {count} customer", "See changes in {count} customers", count=changing))
            if changing and self._has_room
            else _("See changes")
        )
        self._allow(self.changes, busy or unchosen)

    @staticmethod
    def _allow(button: Button, reason: str) -> None:
        """A button with a reason against it is disabled, and says it."""
        button.set_enabled(not reason, reason)
