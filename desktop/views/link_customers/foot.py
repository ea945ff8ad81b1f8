"""The action bar of the page: keys left; the buttons of the tab right, with what they would do to how many."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.linking import Tab
from desktop.models.records import Action
from desktop.texts import Message, _
from desktop.views.link_customers.choices import Systems, planned, verb
from desktop.views.link_customers.rows import Row
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.key_caps import KeyHint

_CHANGING = (Action.USE_PSA, Action.USE_FINANCE, Action.IMPORT)


class LinkingFoot(ActionBar):
    """Buttons: `bring_back` (Ignored), `unlink` (Linked), `changes` and `primary` (elsewhere)."""

    def __init__(self, *, is_practice: bool) -> None:
        super().__init__()
        self._is_practice = is_practice
        self._tab = Tab.ONE
        self._systems = Systems("", "")
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
                return [row]
            case Tab.IGNORED:
                return [row, tick, KeyHint("B", _("bring back")), KeyHint("A", _("another customer")), KeyHint("I", _("import"))]
            case _:
                return [
                    row,
                    KeyHint("1–9", _("choose customer")),
                    KeyHint("T", _("{system} data").format(system=systems.psa)),
                    KeyHint("F", _("{system} data").format(system=systems.finance)),
                    KeyHint("K", _("link only")),
                    KeyHint("I", _("import")),
                    KeyHint("G", _("ignore")),
                    KeyHint("U", _("later")),
                ]

    def show_tab(self, tab: Tab) -> None:
        """The buttons of a tab."""
        self._tab = tab
        self.set_hints(self._keys())
        self.bring_back.setVisible(tab is Tab.IGNORED)
        self.unlink.setVisible(tab is Tab.LINKED)
        self.changes.setVisible(tab not in (Tab.LINKED, Tab.NOT_LOOKED_UP))
        self.primary.setVisible(tab is not Tab.LINKED)

    def follow(self, ticked: Sequence[Row], total: int, *, is_running: bool) -> None:
        """What the buttons would do to the ticked rows."""
        busy = _("Something is being written. Wait until it is done, or stop it.")
        nothing = _("Tick customers first, with Space or in the first column.")
        count = len(ticked)
        if self._tab is Tab.NOT_LOOKED_UP:
            self.primary.setText(str(Message("Look up {count} customer", "Look up {count} customers", count=total)))
            self.primary.set_enabled(bool(total) and not is_running, busy)
            return
        self.bring_back.setText(str(Message("Bring back {count}", count=count)) if count else _("Bring back"))
        self.bring_back.set_enabled(bool(count) and not is_running, busy if is_running else nothing)
        self.unlink.setText(str(Message("Remove {count} link", "Remove {count} links", count=count)) if count else _("Remove link"))
        self.unlink.set_enabled(bool(count) and not is_running, busy if is_running else nothing)
        decisions = [row.decision for row in ticked if row.decision is not None and row.is_open]
        counts = planned(decisions)
        changing = sum(one.action in _CHANGING for one in decisions)
        self.primary.setText(str(verb(counts, is_practice=self._is_practice)))
        unchosen = _("Nothing is chosen for the ticked customers. Choose with T, F, K, I or G.") if count else nothing
        self.primary.set_enabled(bool(counts.total) and not is_running, busy if is_running else unchosen)
        self.changes.setText(
            str(Message("See changes in {count} customer", "See changes in {count} customers", count=changing))
            if changing
            else _("See changes")
        )
        self.changes.set_enabled(bool(counts.total) and not is_running, busy if is_running else unchosen)
