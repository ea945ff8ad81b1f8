"""Two customers field by field: what is equal is quiet, what differs is marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.comparison import FieldPair, compare_customers
from desktop.models.records import Customer
from desktop.models.records.suggestions import Verdict
from desktop.texts import _
from desktop.views.shared.chips import SIGN_OF
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.labels import label
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look


class FieldComparison(QWidget):
    """The fields of both sides beside each other; one quiet sentence when there is nobody to show."""

    def __init__(self) -> None:
        super().__init__()
        self._empty = {"finance": _("empty"), "psa": _("empty")}  # what stands in a field that a customer lacks
        self.table: TableModel[FieldPair] = TableModel(
            [
                Column(key="field", title=_("Field"), text=lambda one: str(one.label), tone=Tone.QUIET, width=124),
                Column(
                    key="finance",
                    title="",
                    text=lambda one: one.finance or self._empty["finance"],
                    tone_of=lambda one: Tone.INK if one.finance else Tone.QUIET,
                    marks=lambda one: one.finance_marks,
                    tooltip=lambda one: one.finance,
                    width=130,
                    stretch=True,
                ),
                Column(
                    key="sign",
                    title="",
                    text=lambda _one: "",
                    sign=lambda one: SIGN_OF[one.verdict] if all(self._empty.values()) else None,
                    spoken=lambda one: _said(one) if all(self._empty.values()) else "",
                    width=34,
                ),
                Column(
                    key="psa",
                    title="",
                    text=lambda one: one.psa or self._empty["psa"],
                    tone_of=lambda one: Tone.INK if one.psa else Tone.QUIET,
                    marks=lambda one: one.psa_marks,
                    tooltip=lambda one: one.psa,
                    width=130,
                    stretch=True,
                ),
                Column(
                    key="note",
                    title="",
                    text=lambda one: str(one.note) if one.note else "",
                    tooltip=lambda one: str(one.note) if one.note else "",
                    tone=Tone.QUIET,
                    width=176,
                    stretch=True,
                ),
            ],
            row_id=lambda one: one.field,
        )
        self.view = TableView(self.table, name=_("The two customers field by field"))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._nothing = label(tone="ink2", wrap=True)
        self._nothing.setContentsMargins(look().px(16), look().px(10), look().px(16), look().px(10))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._nothing)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def show_nothing(self, sentence: str) -> None:
        """Nobody is shown, and why."""
        self.view.hide()
        self._nothing.setText(sentence)
        self._nothing.show()
        self.table.set_rows([])

    def show_pair(
        self, finance: Customer | None, psa: Customer | None, finance_system: str, psa_system: str, lacks: Collection[str] = ()
    ) -> None:
        """Compare two customers; `None`: there is nobody on that side. The systems stand in the heads with the numbers.

        `lacks`: fields that the finance system has no place for.
        """
        self._nothing.hide()
        self.view.show()
        empty = _("empty")
        self._empty = {"finance": empty if finance else "", "psa": empty if psa else ""}
        self._set_title("finance", f"{finance_system} {finance.number if finance else ''}".strip())
        self._set_title("psa", f"{psa_system} {psa.number if psa else ''}".strip())
        self.table.set_rows(compare_customers(finance, psa, finance_system, psa_system, lacks))
        if not self.view.hasFocus():
            self.view.clearSelection()

    def _set_title(self, key: str, title: str) -> None:
        columns = self.table.columns
        section = next(n for n, column in enumerate(columns) if column.key == key)
        if columns[section].title != title:
            columns[section] = replace(columns[section], title=title)
            self.table.headerDataChanged.emit(Qt.Orientation.Horizontal, section, section)


def _said(pair: FieldPair) -> str:
    return {
        Verdict.AGREES: _("the same"),
        Verdict.DIFFERS: _("differs"),
        Verdict.CONTRADICTS: _("contradicts"),
        Verdict.ABSENT: _("not comparable"),
    }.get(pair.verdict, "")
