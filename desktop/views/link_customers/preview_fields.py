"""The fields of one customer in the change preview: old and new with a round button on each, and why a field stays."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.models.comparison import differing_characters
from desktop.models.linking import CustomerPreview, FieldChange
from desktop.texts import _
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView

_LINES = " · "  # between the lines of an address, which share one cell


class PreviewFields(TableView):
    """`chosen` carries a field's name and whether it is kept as it is."""

    chosen = Signal(str, bool)

    def __init__(self) -> None:
        self._preview: CustomerPreview | None = None
        super().__init__(TableModel(self._columns(), row_id=lambda change: change.field), name=_("Fields that change"))
        self.cell_clicked.connect(self._click)
        for keys, keep in (("Left", True), ("Right", False)):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked, keep=keep: self._choose(self.current_id(), keep=keep))
            self.addAction(action)

    def show_preview(self, preview: CustomerPreview | None, old_title: str, new_title: str) -> None:
        """The fields of this customer; those that never change stand last."""
        self._preview = preview
        for key, title in (("old", old_title), ("new", new_title)):
            section = next(n for n, column in enumerate(self.table.columns) if column.key == key)
            self.table.columns[section] = replace(self.table.columns[section], title=title)
        changes = list(preview.changes) if preview is not None else []
        changes.sort(key=lambda change: not (change.is_changed or self._can_choose(change)))
        self.table.set_rows(changes)
        self.horizontalHeader().viewport().update()

    def _can_choose(self, change: FieldChange) -> bool:
        return self._preview is not None and self._preview.can_choose(change)

    def _columns(self) -> list[Column[FieldChange]]:
        empty = _("empty")

        def old(change: FieldChange) -> str:
            return change.old.replace("\n", _LINES) or empty

        def new(change: FieldChange) -> str:
            if change.new:
                return change.new.replace("\n", _LINES)
            return empty if change.old and not change.reason else ""

        def note(change: FieldChange) -> str:
            if change.reason is not None:
                return str(change.reason)
            return _("New value") if change.is_changed and not change.old else ""

        return [
            Column(key="field", title=_("Field"), text=lambda change: str(change.label), tone=Tone.QUIET, width=140),
            Column(
                key="old",
                title="",
                text=old,
                tooltip=old,
                radio=lambda change: not change.is_changed if self._can_choose(change) else None,
                marks=lambda change: differing_characters(old(change), new(change))[0] if change.old and change.new else (),
                tone_of=lambda change: Tone.QUIET if change.is_changed or not change.old else Tone.INK,
                width=190,
                stretch=True,
            ),
            Column(key="arrow", title="", text=lambda _change: "", icon=lambda change: _arrow(change), width=30),
            Column(
                key="new",
                title="",
                text=new,
                tooltip=new,
                radio=lambda change: change.is_changed if self._can_choose(change) else None,
                marks=lambda change: differing_characters(old(change), new(change))[1] if change.old and change.new else (),
                bold=lambda change: change.is_changed,
                tone_of=lambda change: Tone.INK if change.is_changed else Tone.QUIET,
                width=190,
                stretch=True,
            ),
            Column(key="note", title="", text=note, tooltip=note, tone=Tone.QUIET, width=252),
        ]

    def _click(self, field: str, column: str) -> None:
        if column in ("old", "new"):
            self._choose(field, keep=column == "old")

    def _choose(self, field: str | None, *, keep: bool) -> None:
        change = self.table.record_of(field)
        if field is not None and change is not None and self._can_choose(change):
            self.chosen.emit(field, keep)


def _arrow(change: FieldChange) -> str:
    return "arrow-right" if change.is_changed else ""
