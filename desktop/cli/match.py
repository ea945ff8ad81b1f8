"""`bindeled match`: which customers of two exported files belong together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from desktop.app_for_files import file_matching
from desktop.cli.exit_codes import ExitCode
from desktop.cli.left_out import cells_left_out, rows_left_out
from desktop.cli.surroundings import Surroundings, command
from desktop.cli.tabs import TABS
from desktop.garbage_collector import garbage_collector_resting
from desktop.models.records import counted
from desktop.texts import Message
from desktop.use_cases.match_files import FileMatch, FileRead

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_COLUMNS_HELP = 'Columns that are not recognised, as "number=Customer; phone=".'


@command("match", short_help="Match the customers of two exported files.", keeps_data=False, ends_at_once=True)
@click.option("--finance", required=True, type=_FILE, help="The finance system's customers, CSV or Excel.")
@click.option("--psa", required=True, type=_FILE, help="The PSA's customers, CSV or Excel.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where the suggestions are written, as CSV."
)
@click.option("--finance-columns", default="", help=f"{_COLUMNS_HELP} Of the finance system's file.")
@click.option("--psa-columns", default="", help=f"{_COLUMNS_HELP} Of the PSA's file.")
def match(surroundings: Surroundings, finance: Path, psa: Path, out: Path, finance_columns: str, psa_columns: str) -> ExitCode:
    """Find what belongs together, at most five suggestions a customer. Nothing is sent anywhere; no access is needed."""
    with garbage_collector_resting():  # all that was found is freed in it too: afterwards it would be looked through for cycles
        return _match(surroundings, finance, psa, out, finance_columns, psa_columns)


def _match(surroundings: Surroundings, finance: Path, psa: Path, out: Path, finance_columns: str, psa_columns: str) -> ExitCode:
    matching = file_matching()
    found = matching.match(finance, psa, surroundings.progress(), finance_columns=finance_columns, psa_columns=psa_columns, out=out)
    lines = matching.write(found, out)
    surroundings.tell(_data(found, out, lines), lambda: "\n".join(map(str, _summary(found, out, lines))))
    for side in (found.finance, found.psa):
        for fault in side.faults:
            surroundings.remark(Message("{file}: {sentence}", file=side.file.name, sentence=fault.sentence))
    is_short = any(not fault.is_remark for side in (found.finance, found.psa) for fault in side.faults)
    return ExitCode.SOME_REFUSED if is_short else ExitCode.DONE


def _data(found: FileMatch, out: Path, lines: int) -> dict[str, Any]:
    sides = {"finance": found.finance, "psa": found.psa}
    return {
        "finance": found.finance.count,
        "psa": found.psa.count,
        "columns": {name: {"read": side.columns, "left_out": side.unread} for name, side in sides.items()},
        "sheets": {name: {"read": side.sheet, "left_out": side.other_sheets} for name, side in sides.items()},
        "rows_left_out": {name: rows_left_out(side.faults) for name, side in sides.items()},
        "cells_left_out": {name: cells_left_out(side.faults) for name, side in sides.items()},
        "lines": lines,
        "counts": found.counts(),
        "noticed": [str(one) for one in found.noticed],
        "file": str(out),
    }


def _summary(found: FileMatch, out: Path, lines: int) -> Iterator[Message]:
    """What a person reads in two seconds: what was read, what was found, where it lies."""
    yield from _was_read(found.finance)
    yield from _was_read(found.psa)
    whole = len(found.found) or 1
    for bucket, count in found.counts().items():
        share = (Decimal(100) * count / whole).quantize(Decimal("0.01"))
        yield Message("{tab}: {count} ({share} %)", tab=TABS[bucket], count=count, share=share)
    yield from found.noticed
    yield Message("{count} row written to {file}.", "{count} rows written to {file}.", count=lines, file=str(out))


def _was_read(side: FileRead) -> Iterator[Message]:
    yield Message("{file}: {count} customer read.", "{file}: {count} customers read.", count=side.count, file=side.file.name)
    yield Message("Columns read: {columns}.", columns=tuple(f"{ours} = {head}" for ours, head in side.columns.items()))
    if side.unread:
        yield Message("Columns left out: {columns}.", columns=side.unread)
    if side.other_sheets:
        yield Message("Only the sheet {sheet} is read, not {others}.", sheet=side.sheet, others=side.other_sheets)
    yield from counted(side.faults)
