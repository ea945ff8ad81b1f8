"""The questions of reconciling: why a difference is accepted, whether a month is signed off, what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.models.period_changes import PeriodChange
from desktop.models.records import BothSides, Figures
from desktop.models.sign_off import Period
from desktop.texts import _, ngettext, shown
from desktop.views.shared.amounts import amount, day, month_name
from desktop.views.shared.columns import Column, by_number
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.labels import label
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look


class ReasonDialog(DecisionDialog):
    """A decision that is kept with its reason; without one the verb cannot be pressed while `is_needed`."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        heading: str,
        sentence: str,
        verb: str,
        *,
        is_needed: bool = True,
        example: str = "",
    ) -> None:
        super().__init__(title, heading, sentence, verb, parent=parent)
        self.setMinimumWidth(look().px(500))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(example)
        self._box = QVBoxLayout()
        self._box.setContentsMargins(look().px(20), 0, look().px(20), look().px(16))
        self._box.setSpacing(look().px(6))
        if is_needed:
            head = label(_("Reason"), "small_strong", "ink2")
            head.setBuddy(self.reason)
            self._box.addWidget(head)
            self._box.addWidget(self.reason)
            self.reason.textChanged.connect(self._follow)
            self.reason.setFocus()
            self._follow()
        self.content.addLayout(self._box)

    def _follow(self) -> None:
        self.verb.set_enabled(bool(self.reason.text().strip()), _("Give a reason."))

    def asked(self) -> str | None:
        """Ask; gives the reason (empty when none was needed), or `None` when the user thought better of it."""
        return self.reason.text().strip() if self.exec() == QDialog.DialogCode.Accepted else None


def sign_off_dialog(parent: QWidget, period: Period) -> ReasonDialog:
    """Totals per currency, and a reason where something is open."""
    month = month_name(period.month)
    if period.open:
        sentence = ngettext(
            "{count} document neither agrees nor was accepted. Signing off all the same needs a reason.",
            "{count} documents neither agree nor were accepted. Signing off all the same needs a reason.",
            period.open,
        ).format(count=shown(period.open))
    else:
        words = ngettext(
            "The only document agrees or was accepted.", "All {count} documents agree or were accepted.", len(period.rows)
        )
        sentence = words.format(count=shown(len(period.rows)))
    dialog = ReasonDialog(
        parent,
        _("Sign-off"),
        _("{month} is signed off").format(month=month),
        sentence,
        _("Sign off {month}").format(month=month),
        is_needed=bool(period.open),
        example=_("For instance: two drafts wait for the customer's answer"),
    )
    dialog.content.insertLayout(0, _totals(period))
    dialog.setMinimumWidth(look().px(680))  # room for the totals
    return dialog


def _totals(period: Period) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(14))
    grid.setHorizontalSpacing(look().px(24))
    right = Qt.AlignmentFlag.AlignRight
    for place, head in enumerate((_("Here"), _("There"), _("Difference"), _("Accepted"), _("Open")), 1):
        grid.addWidget(label(head, "small", "ink2"), 0, place, right)
    for row, one in enumerate(period.totals, 1):
        grid.addWidget(label(one.currency, "strong"), row, 0)
        for place, value in enumerate((one.here, one.there, one.difference, one.accepted, one.open), 1):
            grid.addWidget(label(amount(value), selectable=True), row, place, right)
    return grid


@dataclass(frozen=True, slots=True)
class ChangedSide:
    """One side of a document that is not as it was signed."""

    id: tuple[str, bool]
    number: str
    what: str
    system: str
    before: Figures | None
    now: Figures | None


class ChangesDialog(DecisionDialog):
    """What is not as it was signed, with the old and the new figures; the verb signs off anew."""

    def __init__(self, parent: QWidget, period: Period, psa: str, finance: str) -> None:
        count = len(period.changes)
        heading = ngettext(
            "{count} document of {month} has changed since the sign-off",
            "{count} documents of {month} have changed since the sign-off",
            count,
        ).format(count=shown(count), month=month_name(period.month))
        super().__init__(_("Sign-off"), heading, str(period.sentence), _("Sign off anew …"), cancel=_("Close"), parent=parent)
        self.table = TableModel(_change_columns(), row_id=lambda side: side.id, parent=self)
        self.table.set_rows([side for change in period.changes for side in _changed_sides(change, psa, finance)])
        view = TableView(self.table, name=_("What changed"))
        self.content.addWidget(view)
        self.setMinimumSize(look().px(1000), look().px(320))
        self.cancel.setDefault(True)
        self.verb.setDefault(False)


def _changed_sides(change: PeriodChange, psa: str, finance: str) -> list[ChangedSide]:
    """The sides whose figures changed; of a document that only lost its acceptance both."""

    def side(system: str, is_here: bool) -> ChangedSide:
        before, now = (_of_side(sides, is_here) for sides in (change.before, change.now))
        return ChangedSide((change.id, is_here), change.number, str(change.sentence), system, before, now)

    both = [side(psa, True), side(finance, False)]
    changed = [one for one in both if (one.before is None) != (one.now is None) or not _is_same(one.before, one.now)]
    return changed or both


def _of_side(sides: BothSides | None, is_here: bool) -> Figures | None:
    if sides is None:
        return None
    return sides.here if is_here else sides.there


def _is_same(before: Figures | None, now: Figures | None) -> bool:
    return before is None or now is None or before.says_the_same(now)


def _change_columns() -> Sequence[Column[ChangedSide]]:
    def number(side: ChangedSide) -> tuple[int, int, str]:
        return by_number(side.number)

    return [
        Column(key="number", title=_("No."), text=lambda side: side.number, value=number, width=72, right=True),
        Column(key="what", title=_("What happened"), text=lambda side: side.what, width=180, stretch=True),
        Column(key="system", title=_("System"), text=lambda side: side.system, width=100),
        Column(key="before", title=_("Signed off"), text=lambda side: _figures(side.before), width=230, right=True),
        Column(key="now", title=_("Now"), text=lambda side: _figures(side.now), width=230, right=True),
    ]


def _figures(figures: Figures | None) -> str:
    if figures is None:
        return "–"
    vat = f" + {amount(figures.vat)}" if figures.vat is not None else ""
    return f"{day(figures.date)}  {amount(figures.net)}{vat} {figures.currency}"
