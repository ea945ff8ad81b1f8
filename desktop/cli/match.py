"""`bindeled match`: which customers of two exported files belong together."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.app_for_files import file_matching
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command
from desktop.cli.words import TABS
from desktop.models.linking import Tab
from desktop.models.matching.resting import garbage_collector_resting
from desktop.texts import _

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@command("match", short_help="Match the customers of two exported files.")
@click.option("--finance", required=True, type=_FILE, help="The finance system's customers, CSV or Excel.")
@click.option("--psa", required=True, type=_FILE, help="The PSA's customers, CSV or Excel.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where the suggestions are written, as CSV."
)
def match(surroundings: Surroundings, finance: Path, psa: Path, out: Path) -> None:
    """Find what belongs together, at most five suggestions a customer. Nothing is sent anywhere; no access is needed."""
    with garbage_collector_resting():
        matching = file_matching()
        found = matching.match(finance, psa, surroundings.progress())
        lines = matching.write(found, out)
        counts = found.counts()
        data = {"finance": len(found.finance), "psa": len(found.psa), "lines": lines, "counts": counts, "file": str(out)}
        rows = [(TABS[Tab(bucket.value)], count) for bucket, count in counts.items()]
        surroundings.tell(data, lambda: table_of([_("Tab"), _("Customers")], rows))
