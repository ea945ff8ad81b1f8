"""Where a list is to be written as a file for a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.texts import _


def ask_for_file(parent: QWidget, name: str) -> Path | None:
    """An Excel or CSV file; `None` when the user thought better of it."""
    start = str(Path(QDir.homePath()) / f"{name}.xlsx")
    excel, csv = _("Excel file (*.xlsx)"), _("CSV file (*.csv)")
    chosen, chosen_filter = QFileDialog.getSaveFileName(parent, _("Export"), start, f"{excel};;{csv}")
    if not chosen:
        return None
    file = Path(chosen)
    return file if file.suffix else file.with_suffix(".csv" if chosen_filter == csv else ".xlsx")
