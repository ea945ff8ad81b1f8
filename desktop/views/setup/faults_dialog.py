"""What is to be mended in the registers before linking, as a list of one system at a time; it is mended in the system itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from desktop.models.records import Side
from desktop.models.register_check import FIELD_TITLES, RegisterFault, counts_by_side
from desktop.texts import _, ngettext
from desktop.texts import shown as as_text
from desktop.views.shared.buttons import Segments
from desktop.views.shared.columns import Column, by_number
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.fields import SearchField
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.tools import ToolRow

_HEIGHT, _LEAST_SCREEN = 380, 330  # of the list; at 200 % a low screen has no room for more
_ORDER = list(FIELD_TITLES)
_Row = tuple[str, RegisterFault]


class FaultsDialog(DecisionDialog):
    """Accepted: the whole list, of both systems, is to be written to a file."""

    def __init__(
        self,
        faults: Sequence[RegisterFault],
        labels: Mapping[Side, str],
        *,
        settings: QSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("What is to be mended"),
            "",
            _("Mend it in the systems and fetch again. Bindeled changes nothing here, and linking need not wait for it."),
            _("Export …"),
            cancel=_("Close"),
            settings=settings,
            name="register-faults",
            parent=parent,
        )
        self._faults, self._labels = faults, labels
        counts = counts_by_side(faults)
        sides = [(side.value, f"{labels[side]} {as_text(counts[side])}") for side in (Side.FINANCE, Side.PSA)]
        self.sides = Segments(sides, name=_("System"))
        self.sides.chosen.connect(lambda _key: self._show())
        self.table: TableModel[_Row] = TableModel(_columns(), row_id=lambda row: row[0])
        self.view = TableView(self.table, name=_("What is to be mended"))
        self.view.set_nothing_fits(lambda _total: _("Nothing to mend fits."))
        self.view.setMinimumHeight(min(look().px(_HEIGHT), _LEAST_SCREEN))
        self.search = SearchField(_("Search all fields"), view=self.view, over=self)
        self.content.addWidget(ToolRow(self.search, right=[self.sides]))
        self.content.addWidget(hairline())
        self.content.addWidget(self.view, 1)
        self.hints.set_hints([KeyHint("↑↓", _("row")), KeyHint("Ctrl+C", _("copy"))])
        self.begin_with(900, 600)
        if not counts[Side.FINANCE] and counts[Side.PSA]:
            self.sides.choose(Side.PSA.value)
        self.verb.set_enabled(bool(faults), _("There is nothing to export."))
        self._show()
        self.view.setFocus()

    def _show(self) -> None:
        side = Side(self.sides.key)
        rows = [one for one in self._faults if one.side is side]
        said = ngettext("{count} thing to mend in {system}", "{count} things to mend in {system}", len(rows))
        self.heading.setText(said.format(count=as_text(len(rows)), system=self._labels[side]))
        self.table.set_rows((f"{one.customer.id} {one.fault} {one.value}", one) for one in rows)


def _columns() -> list[Column[_Row]]:
    def column(key: str, title: str, text: Callable[[RegisterFault], str], width: int, *, stretch: bool = False) -> Column[_Row]:
        return Column(key=key, title=title, text=lambda row: text(row[1]), width=width, stretch=stretch)

    return [
        Column(
            key="number",
            title=_("No."),
            text=lambda row: row[1].customer.number,
            value=lambda row: by_number(row[1].customer.number),
            width=84,
            right=True,
        ),
        column("name", _("Name"), lambda one: one.customer.name, 220),
        Column(
            key="field",
            title=_("Field"),
            text=lambda row: str(FIELD_TITLES[row[1].fault]),
            value=lambda row: _ORDER.index(row[1].fault),
            width=110,
        ),
        column("what", _("What is wrong"), lambda one: str(one.sentence), 360, stretch=True),
    ]
