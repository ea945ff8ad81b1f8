"""Below the list at the left: the PSA customers that may be meant, best first, each with its key and its evidence."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.judging import reason_for
from desktop.models.linking import Tab
from desktop.models.records import Action
from desktop.texts import Message, _
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.pair_table import evidence_chips
from desktop.views.link_customers.rows import LinkingRows, Row
from desktop.views.link_customers.two_line_list import TwoLineList, TwoLines
from desktop.views.shared.chips import Chip
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.pick_list import PickChoice
from desktop.views.shared.theme import look

ANOTHER, IMPORT, ALIKE = "another", "import", "alike"  # keys of the entries below the candidates
_CANDIDATE = "customer "  # before a PSA customer's id
MOST = 9


class CandidatesPanel(QWidget):
    """Tells what was chosen: `chosen` carries a PSA customer's id."""

    chosen = Signal(str)
    another_wanted = Signal()
    import_wanted = Signal()
    alike_wanted = Signal()

    def __init__(self, systems: Systems) -> None:
        super().__init__()
        self._systems = systems
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = _("Matching customers in {system}").format(system=systems.psa)
        head = label(title, "small", "ink2")
        head.setFixedHeight(look().row_height())
        head.setContentsMargins(look().px(20), 0, look().px(8), 0)
        self.list = TwoLineList(name=title)
        self._nobody = label(role="", tone="ink2", wrap=True)
        self._nobody.setContentsMargins(look().px(20), look().px(10), look().px(16), look().px(6))
        column.addWidget(head)
        column.addWidget(hairline())
        column.addWidget(self._nobody)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.list.taken.connect(self._take)
        self.ids: list[str] = []

    def show_row(self, row: Row | None, rows: LinkingRows | None, alike: int = 0, pattern: str = "") -> None:
        """The candidates of a row; nothing when no row has the keyboard.

        `alike` is for how many others with the same evidence the same may be done, and `pattern` that evidence in words.
        """
        said = _why_nobody(row)
        if row is None or rows is None or said:
            self.ids = []
            self._say(said)
            self.list.set_entries([])
            return
        entries = []
        chosen = row.psa.id if row.psa else ""
        candidates = rows.candidates(row)[:MOST]
        for number, one in enumerate(candidates, start=1):
            psa = rows.register.psa[one.psa_id]
            chips = evidence_chips(one, row.pair.finance, psa)
            whole = Chip(chips[0].text, chips[0].sign, f"{reason_for(one)}\n{chips[0].sentence}") if chips else None
            entries.append(
                TwoLines(
                    key=_CANDIDATE + psa.id,
                    text=psa.name,
                    note=psa.number,
                    chips=(whole, *chips[1:]) if whole else (),
                    cap=str(number),
                    is_chosen=psa.id == chosen,
                )
            )
        self.ids = [one.psa_id for one in candidates]
        if row.psa is not None and chosen not in self.ids:
            below = _("Chosen by you")
            entries.append(TwoLines(key=_CANDIDATE + chosen, text=row.psa.name, note=row.psa.number, below=below, is_chosen=True))
        if alike:
            text = Message("Do the same for {count} like this", count=alike)
            entries.append(TwoLines(key=ALIKE, text=str(text), below=pattern, cap="M", has_line=bool(entries)))
        entries.append(TwoLines(key=ANOTHER, text=_("Another customer …"), cap="A", has_line=bool(entries)))
        entries.append(TwoLines(key=IMPORT, text=_("Import as a new customer"), cap="I"))
        self._say("" if candidates else _("Nobody was found who looks like this customer."))
        self.list.set_entries(entries)

    def choices(self, others: list[PickChoice]) -> list[PickChoice]:
        """The pick list of the row shown: matching customers, then all that are not linked."""
        entries = [entry for entry in self.list.entries.shown if entry.key.startswith(_CANDIDATE)]
        matching = [PickChoice(entry.key.removeprefix(_CANDIDATE), entry.text, entry.note, entry.chips) for entry in entries]
        return [
            PickChoice("", _("Matching customers"), is_heading=True),
            *matching,
            PickChoice("", _("Another customer"), is_heading=True),
            *others,
        ]

    @property
    def said(self) -> str:
        """What is said in place of candidates; empty when there are some."""
        return self._nobody.text()

    def _say(self, text: str) -> None:
        self._nobody.setText(text)
        self._nobody.setVisible(bool(text))

    def _take(self, key: str) -> None:
        if key == ANOTHER:
            self.another_wanted.emit()
        elif key == IMPORT:
            self.import_wanted.emit()
        elif key == ALIKE:
            self.alike_wanted.emit()
        else:
            self.chosen.emit(key.removeprefix(_CANDIDATE))


def _why_nobody(row: Row | None) -> str:
    """Why there is nobody to choose; empty when there may be."""
    if row is None:
        return _("Choose a row to see who it may be.")
    if row.written is Action.IGNORE:
        return _("This customer is ignored. Bring it back under Ignored to choose somebody.")
    if row.pair.link is not None or row.written is not None:
        return _("Linked. Remove the link to choose another customer.")
    if row.pair.tab is Tab.NOT_LOOKED_UP:
        failed, unread = _("The look-up failed, so nobody knows who it may be."), _("Nobody has looked for this customer yet.")
        return failed if row.is_failed else unread
    return ""
