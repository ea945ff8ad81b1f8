"""What exported files would be read as, for `bindeled connect files --preview`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from desktop.app_for_files import file_preview
from desktop.cli.exit_codes import ExitCode
from desktop.cli.left_out import fault_data
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings
from desktop.models.records import COLUMNS_SETTING, DECIMAL_SETTING, FileKind, FilePreview
from desktop.texts import Message, _


def show_previews(surroundings: Surroundings, values: Mapping[str, str]) -> int:
    """Print the first rows of each file with the meaning of each column; rows that are left out go to standard error."""
    previews = {
        kind: file_preview(Path(values[kind]), kind, values.get(COLUMNS_SETTING[kind], ""), values.get(DECIMAL_SETTING, ""))
        for kind in FileKind
        if values.get(kind)
    }
    if not previews:
        raise click.UsageError(_("Name a file with --customers or --items."))
    data = {
        kind.value: {
            "columns": [
                {"name": one.name, "heading": one.heading, "meaning": one.meaning, "cells": one.cells} for one in preview.columns
            ],
            "count": preview.count,
            "left_out": [fault_data(one) for one in preview.faults],
        }
        for kind, preview in previews.items()
    }
    surroundings.tell(
        data, lambda: table_of([_("File"), _("Column"), _("Heading"), _("Read as"), _("First rows")], _rows(previews))
    )
    for preview in previews.values():
        for fault in preview.faults:
            surroundings.remark(fault.sentence)
        if preview.lacks is not None:
            surroundings.remark(preview.lacks)
        if preview.is_ambiguous:
            surroundings.remark(Message("Some numbers could be two, such as 1.234: say --set decimal=, or --set decimal=."))
    is_good = not any(one.faults or one.lacks or one.is_ambiguous for one in previews.values())
    return ExitCode.DONE if is_good else ExitCode.SOME_REFUSED


def _rows(previews: Mapping[FileKind, FilePreview]) -> list[tuple[object, ...]]:
    """A row a column: what it is called, what it means, and its first cells."""
    return [
        (
            kind.value,
            one.name,
            one.heading,
            preview.fields[one.meaning] if one.meaning else _("not read"),
            ", ".join(filter(None, one.cells)),
        )
        for kind, preview in previews.items()
        for one in preview.columns
    ]
