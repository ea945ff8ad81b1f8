"""Where a list is to be written as a file for a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.texts import _


def ask_for_file(parent: QWidget, name: str, *, lines: bool = False) -> Path | None:
    """An Excel or CSV file, with `lines` also one of JSON lines; `None` when the user thought better of it."""
    start = str(Path(QDir.homePath()) / f"{name}.xlsx")
    kinds = {_("Excel file (*.xlsx)"): ".xlsx", _("CSV file (*.csv)"): ".csv"}
    if lines:
        kinds[_("JSON lines (*.jsonl)")] = ".jsonl"
    chosen, chosen_kind = QFileDialog.getSaveFileName(parent, _("Export"), start, ";;".join(kinds))
    if not chosen:
        return None
    file = Path(chosen)
    if file.suffix:
        return file
    file = file.with_suffix(kinds.get(chosen_kind, ".xlsx"))
    if file.exists():  # nobody was asked whether the file of this whole name may be replaced; the dialog asks
        again, _kind = QFileDialog.getSaveFileName(parent, _("Export"), str(file), ";;".join(kinds))
        return Path(again) if again else None
    return file
