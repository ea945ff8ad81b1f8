"""In the list's place when no row passes the filters: how many there are, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.texts import _, ngettext, shown
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.theme import look

if TYPE_CHECKING:
    from desktop.views.shared.table_view import TableView


def _sentence(total: int) -> str:
    return ngettext("The only row does not fit.", "None of {count} rows fits.", total).format(count=shown(total))


class NothingFits(QWidget):
    """A sentence and `Clear filters` over an empty list; the heads stay."""

    def __init__(self, view: TableView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._make_sentence: Callable[[int], str] = _sentence
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), look().px(12), look().px(20), 0)
        self._said = QLabel()
        self._clear = Button(_("Clear filters"), Kind.QUIET)
        self._clear.clicked.connect(lambda: view.table.clear_filters())
        row.addWidget(self._said)
        row.addWidget(self._clear)
        row.addStretch()
        self.hide()

    def set_sentence(self, sentence: Callable[[int], str]) -> None:
        """Another sentence, made from the number of all rows."""
        self._make_sentence = sentence
        self.follow()

    def follow(self) -> None:
        """Show or hide as the table's rows ask."""
        table = self._view.table
        is_wanted = table.rowCount() == 0 and table.total > 0 and table.is_filtered
        if is_wanted:
            self._said.setText(self._make_sentence(table.total))
            self.setGeometry(0, 0, self._view.viewport().width(), self.sizeHint().height())
        self.setVisible(is_wanted)
