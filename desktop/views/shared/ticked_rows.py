"""The ticked rows of a list as its buttons and keys see them: only those in sight; and what says how many are out of sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.texts import _, ngettext, shown
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.columns import R
from desktop.views.shared.labels import label
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look

TICKED_KEY = "Ctrl+H"  # shows what is ticked alone, and all rows again
_ALONE = "ticked"  # name of the filter


class TickedRows(QObject, Generic[R]):
    """Nothing is done with ticked rows that the search or a filter hides, and nothing unticks them.

    `row_id` gives the id of a record, as the table of `view` has it.
    """

    def __init__(self, view: TableView, row_id: Callable[[R], Any]) -> None:
        super().__init__(view)
        self._view, self._table, self._row_id = view, view.table, row_id
        self.stand_alone = False  # only rows that were ticked are shown
        self._table.filters_cleared.connect(self._stand_among_others)

    def in_sight(self) -> list[R]:
        """The ticked records that are shown, in the order shown."""
        ids = self._table.ticks.ids
        return [row for row in self._table.shown_rows() if self._row_id(row) in ids] if ids else []

    @property
    def hidden(self) -> int:
        """How many ticked records are not shown."""
        ids, last = self._table.ticks.ids, self._table.rowCount() - 1
        return len(ids) - sum(map(ids.__contains__, self._table.ids_between(0, last))) if ids else 0

    def why_none(self, nothing: str) -> str:
        """Why a button has no ticked row in sight to act on; `nothing` is said where none is ticked at all."""
        hidden = self.hidden
        is_all = hidden and hidden == len(self._table.ticks.ids)
        return _("What is ticked is hidden. Show it, or tick what you see.") if is_all else nothing

    def toggle(self) -> None:
        """Show what is ticked alone, with what was hidden of it; where it stands alone, all rows again."""
        if self.hidden or (self._table.ticks.ids and not self.stand_alone):
            self.show_alone()
        elif self.stand_alone:
            self.show_all()

    def show_alone(self) -> None:
        """Show all that is ticked now, and nothing else, until all rows are wanted again."""
        ids = self._table.ticked_ids
        self._table.clear_filters()
        self.stand_alone = True
        self._table.set_filter(_ALONE, lambda row: self._row_id(row) in ids)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_all(self) -> None:
        """Show the other rows too."""
        self._stand_among_others()
        self._table.set_filter(_ALONE, None)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """For the rows of another integration: none is ticked, and none stands alone."""
        self._stand_among_others()
        self._table.set_ticked(self._table.ticked_ids, False)
        self._table.set_filter(_ALONE, None)

    def _stand_among_others(self) -> None:
        self.stand_alone = False


class TickedNote(QWidget):
    """`4 ticked rows are hidden` and *Show them*; then, that only those are shown, and the way back. Else it is hidden itself."""

    def __init__(self) -> None:
        super().__init__()
        self._ticked: TickedRows[Any] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(4))
        self._said = label(wrap=True)
        self.button = Button("", Kind.QUIET, on_click=self._press)
        self.button.setToolTip(QKeySequence(TICKED_KEY).toString(QKeySequence.SequenceFormat.NativeText))
        row.addWidget(self._said, 100)
        row.addWidget(self.button)
        row.addStretch(1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._said.text()

    def tell(self, ticked: TickedRows[Any]) -> None:
        """Say it about this list."""
        self._ticked, hidden = ticked, ticked.hidden
        if hidden:
            said = ngettext("{count} ticked row is hidden", "{count} ticked rows are hidden", hidden).format(count=shown(hidden))
        else:
            said = _("Only what was ticked is shown")
        self._said.setText(said)
        self._said.setMaximumWidth(self._said.fontMetrics().horizontalAdvance(said) + look().px(4))  # wraps only without room
        self._said.setToolTip(_("Buttons and keys are about the ticked rows that are shown.") if hidden else "")
        show = _("Show that row") if hidden == 1 else _("Show them")
        self.button.setText(show if hidden else _("Show all rows"))
        self.setVisible(bool(hidden) or ticked.stand_alone)

    def _press(self) -> None:
        if self._ticked is not None:
            self._ticked.toggle()
