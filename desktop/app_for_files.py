"""Builds what works on files alone; apart from `app`, so that it starts without the store and the systems."""

from __future__ import annotations

from pathlib import Path

from desktop.connectors.files.registers import read_customers
from desktop.models.records import CustomerFile, FileKind, FilePreview
from desktop.use_cases.match_files import FileMatching


def file_matching() -> FileMatching:
    """Matching of exported files, which needs neither a database nor a connection."""
    return FileMatching(_register)


def file_preview(file: Path, kind: FileKind, columns: str = "", decimal: str = "") -> FilePreview:
    """What an exported file would be read as; `RecordRefused` when it cannot be."""
    from desktop.connectors.files.tables import preview_of

    return preview_of(file, kind, columns, decimal)


def _register(file: Path, columns: str) -> CustomerFile:
    if not columns:
        return read_customers(file)
    from desktop.connectors.files.tables import reading_in  # the field tables: only where columns are chosen

    return read_customers(file, reading_in(columns).columns)
