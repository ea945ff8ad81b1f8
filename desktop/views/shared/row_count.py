"""`12 of 1,240`: how many rows of a table the search and the filters leave."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from desktop.texts import Message, ngettext, shown
from desktop.views.shared.table_model import TableModel


class RowCount(QLabel):
    """Beside a search field; hidden while all rows are shown."""

    def __init__(self, table: TableModel[Any]) -> None:
        super().__init__()
        self._table = table
        self.setProperty("tone", "ink2")
        table.rows_changed.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        seen, count = self._table.rowCount(), self._table.total
        self.setText(str(Message("{seen} of {count}", seen=seen, count=count)))
        told = ngettext("{seen} of {count} row is shown.", "{seen} of {count} rows are shown.", count)
        self.setToolTip(told.format(seen=shown(seen), count=shown(count)))
        self.setAccessibleName(self.toolTip())
        self.setVisible(seen < count)
