"""Below the list at the right: both customers of the row field by field."""

from __future__ import annotations

from desktop.texts import _
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.rows import Row
from desktop.views.shared.field_comparison import FieldComparison


class ComparisonPanel(FieldComparison):
    """The fields of one row."""

    def __init__(self, systems: Systems) -> None:
        super().__init__()
        self._systems = systems
        self.show_row(None)

    def show_row(self, row: Row | None) -> None:
        """Compare the two customers of a row."""
        if row is None:
            self.show_nothing(_("The two customers stand side by side here when a row is chosen."))
        else:
            self.show_pair(row.pair.finance, row.psa, self._systems.finance, self._systems.psa, self._systems.lacks)
