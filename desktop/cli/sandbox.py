"""`bindeled sandbox`: start a stand-in of an outside system."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from desktop.cli.surroundings import Surroundings, command
from desktop.paths import resources_folder
from desktop.sandbox.registry import STAND_INS, serve
from desktop.texts import Message


@command("sandbox", keeps_data=False, has_json=False, short_help="Start one stand-in of an outside system.")
@click.option("--system", required=True, type=click.Choice(sorted(STAND_INS)))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0: any free port; the address is printed.")
@click.option("--load", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A JSON file with its data.")
@click.option("--latency-ms", type=click.IntRange(min=0), default=0, help="How long every answer waits.")
def sandbox(surroundings: Surroundings, system: str, port: int, load: Path | None, latency_ms: int) -> None:
    """Serve a stand-in on this machine until it is stopped with Ctrl+C."""
    readme = resources_folder() / "demo" / "README.md"
    surroundings.remark(Message("The credentials of the demo company stand in {file}.", file=str(readme)))
    with suppress(KeyboardInterrupt):
        serve(system, port, load, latency_ms)
