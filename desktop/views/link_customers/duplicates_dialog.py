"""Customers that stand twice: each cluster as one group of rows, with what differs in it marked; they are mended in the system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from desktop.models.comparison import FieldPair, Marks, compare_customers
from desktop.models.duplicates import Cluster
from desktop.models.records import Customer, Side, Verdict
from desktop.texts import Message, _
from desktop.texts import shown as as_text
from desktop.views.link_customers.choices import Systems
from desktop.views.shared.buttons import Segments
from desktop.views.shared.columns import Column, Tone, by_number
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.fields import SearchField
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.tools import ToolRow

_HEIGHT, _AROUND, _LEAST = 380, 260, 100  # of the list, of what stands around it; at 200 % a low screen has no room for more


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of a cluster beside the first of it, with which it is compared."""

    id: str
    group: int
    cluster: Cluster
    customer: Customer
    pairs: Mapping[str, FieldPair]  # by field; none for the first itself

    @property
    def is_first(self) -> bool:
        return self.customer is self.cluster.customers[0]

    @property
    def is_last(self) -> bool:
        return self.customer is self.cluster.customers[-1]


class DuplicatesDialog(DecisionDialog):
    """Accepted: the clusters of `side` are to be written to a file."""

    def __init__(
        self, found: Mapping[Side, Sequence[Cluster]], systems: Systems, *, settings: QSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Customers that stand twice"),
            "",
            "",
            _("Export …"),
            cancel=_("Close"),
            settings=settings,
            name="doubles",
            parent=parent,
        )
        self._found = found
        self._names = {Side.FINANCE: systems.finance, Side.PSA: systems.psa}
        sides = [(side.value, f"{name} {as_text(len(found.get(side, ())))}") for side, name in self._names.items()]
        self.sides = Segments(sides, name=_("System"))
        self.sides.chosen.connect(lambda _key: self._show())
        self.table: TableModel[_Record] = TableModel(_columns(), row_id=lambda one: one.id)
        self.view = TableView(self.table, name=_("Customers that stand twice"))
        self.view.set_nothing_fits(lambda _total: _("No customer that stands twice fits."))
        room = self.screen().availableGeometry().height() - look().px(_AROUND)
        self.view.setMinimumHeight(min(look().px(_HEIGHT), max(room, look().px(_LEAST))))
        self.search = SearchField(_("Search all fields"), view=self.view, over=self)
        self.content.addWidget(ToolRow(self.search, right=[self.sides]))
        self.content.addWidget(hairline())
        self.content.addWidget(self.view, 1)
        self.hints.set_hints([KeyHint("↑↓", _("row")), KeyHint("Ctrl+C", _("copy"))])
        self.begin_with(1180, 600)
        if not found.get(Side.FINANCE) and found.get(Side.PSA):
            self.sides.choose(Side.PSA.value)
        self._show()
        self.view.setFocus()

    @property
    def side(self) -> Side:
        """The system whose customers are shown."""
        return Side(self.sides.key)

    def _show(self) -> None:
        clusters = self._found.get(self.side, ())
        system = self._names[self.side]
        self.heading.setText(str(stand_twice(len(clusters), system)))
        self.sentence.setText(
            str(
                Message(
                    "Merge or mend them in {system}, and read again: one of them would stay without a link. "
                    "What differs is marked. Bindeled changes nothing here.",
                    system=system,
                )
            )
        )
        self.table.set_rows(_records(clusters, system))
        self.verb.set_enabled(bool(clusters), _("There is nothing to export."))


def stand_twice(count: int, system: str) -> Message:
    """How many customers stand twice or more in a system."""
    if not count:
        return Message("No customer stands twice in {system}", system=system)
    return Message(
        "{count} customer stands twice in {system}", "{count} customers stand twice in {system}", count=count, system=system
    )


def _records(clusters: Sequence[Cluster], system: str) -> Iterator[_Record]:
    for number, cluster in enumerate(clusters, start=1):
        first = cluster.customers[0]
        for one in cluster.customers:
            pairs = [] if one is first else compare_customers(first, one, system, system)
            yield _Record(one.id, number, cluster, one, {pair.field: pair for pair in pairs})


def _columns() -> list[Column[_Record]]:
    def column(
        key: str, title: str, read: Callable[[Customer], str], *, width: int = 110, stretch: bool = False
    ) -> Column[_Record]:
        def is_same(row: _Record) -> bool:
            return key in row.pairs and row.pairs[key].verdict is Verdict.AGREES

        def marks(row: _Record) -> Marks:
            return row.pairs[key].psa_marks if key in row.pairs else ()

        return Column(
            key=key,
            title=title,
            text=lambda row: read(row.customer),
            marks=marks,
            spoken=lambda row: _("differs") if marks(row) else "",
            tone_of=lambda row: Tone.QUIET if is_same(row) else Tone.INK,
            continues=lambda row: not row.is_last,
            width=width,
            stretch=stretch,
        )

    return [
        Column(
            key="number",
            title=_("No."),
            text=lambda row: row.customer.number,
            value=lambda row: (row.group, by_number(row.customer.number)),
            continues=lambda row: not row.is_last,
            width=84,
            right=True,
        ),
        column("name", _("Name"), lambda one: one.name, width=190, stretch=True),
        Column(
            key="why",
            title=_("Why"),
            text=lambda row: str(row.cluster.reason) if row.is_first else "",
            value=lambda row: row.group,
            tooltip=lambda row: str(row.cluster.reason),
            continues=lambda row: not row.is_last,
            tone=Tone.QUIET,
            width=220,
        ),
        column("vat_number", _("CVR number"), lambda one: one.vat_number, width=112),
        column("phone", _("Phone"), lambda one: one.phone, width=132),
        column("email", _("E-mail"), lambda one: one.email, width=190),
        column("address", _("Address"), lambda one: one.address, width=140),
        column("place", _("Postcode, town"), lambda one: f"{one.zip_code} {one.city}".strip(), width=130),
        column("ean", _("EAN"), lambda one: one.ean, width=120),
    ]
