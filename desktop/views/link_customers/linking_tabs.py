"""The tabs of the page with their counts; which one was open last is kept."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSettings

from desktop.models.linking import Tab
from desktop.texts import _
from desktop.views.shared.tabs import CountTabs

_KEPT = "link-customers/tab"
_FIRST = (Tab.ONE, Tab.SEVERAL, Tab.NONE, Tab.NOT_LOOKED_UP, Tab.LINKED)


class LinkingTabs(CountTabs):
    """`Not looked up` is shown only while there are such customers."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        tabs = [
            (Tab.ONE, _("One suggestion")),
            (Tab.SEVERAL, _("Several suggestions")),
            (Tab.NONE, _("No suggestion")),
            (Tab.IGNORED, _("Ignored")),
            (Tab.LINKED, _("Linked")),
            (Tab.NOT_LOOKED_UP, _("Not looked up")),
        ]
        short: dict[str, str] = {Tab.ONE: _("One"), Tab.SEVERAL: _("Several"), Tab.NONE: _("None")}
        super().__init__(tabs, name=_("Customers by suggestion"), short=short)
        self._last = len(tabs) - 1

    @property
    def tab(self) -> Tab:
        """The chosen tab."""
        return Tab(self.key)

    def show_counts(self, counts: Mapping[Tab, int], *, is_first: bool, is_failed: bool = False) -> None:
        """Count, and leave a tab that goes away; `is_first` opens the tab of the last run, or the first with rows.

        `is_failed`: nobody was looked up because the last look-up failed.
        """
        self.set_text(Tab.NOT_LOOKED_UP, _("Look-up failed") if is_failed else _("Not looked up"))
        for tab in Tab:
            self.set_count(tab, counts[tab])
        waiting = counts[Tab.NOT_LOOKED_UP] > 0
        if is_first or (self.tab is Tab.NOT_LOOKED_UP and not waiting):
            kept = str(self._settings.value(_KEPT, "")) if is_first else ""
            wanted = [Tab(kept)] if kept in set(Tab) else []
            self.blockSignals(True)  # the page shows the tab anyhow after a reading
            self.choose(next((tab for tab in (*wanted, *_FIRST) if counts[tab]), Tab.ONE))
            self.blockSignals(False)
        self.setTabVisible(self._last, waiting)
        self.updateGeometry()

    def keep(self) -> None:
        """Open this tab again at the next start."""
        self._settings.setValue(_KEPT, self.tab.value)

    def next_tab(self) -> None:
        """Go to the next tab that is shown, after the last to the first."""
        places = [place for place in range(self.count()) if self.isTabVisible(place)]
        self.setCurrentIndex(places[(places.index(self.currentIndex()) + 1) % len(places)])
