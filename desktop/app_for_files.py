"""Builds what works on files alone; apart from `app`, so that it starts without the store and the systems."""

from __future__ import annotations

from desktop.connectors.files.registers import read_customers
from desktop.use_cases.match_files import FileMatching


def file_matching() -> FileMatching:
    """Matching of exported files, which needs neither a database nor a connection."""
    return FileMatching(read_customers)
