"""Commands: gui, demo, sandbox."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.commands import bindeled
from desktop.cli.surroundings import ExitCode, Surroundings, command, table_of
from desktop.demo import as_json, demo_program, main_job, summary
from desktop.sandbox.registry import STAND_INS, serve
from desktop.texts import _


@command(bindeled, "gui", short_help="Open the window.")
def gui(surroundings: Surroundings) -> int:
    """Open the window; without any command this is what happens."""
    from desktop.window import run_window  # Qt is loaded only where a window is shown

    return run_window(surroundings.program)


@command(bindeled, "demo", short_help="Try everything on a made-up company.")
@click.option("--headless", is_flag=True, help="Do the main job without a window, and check every step of it.")
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write what every step did to this file.")
@click.option("--screenshots", type=click.Path(path_type=Path, file_okay=False), help="Draw every page into this folder.")
def demo(surroundings: Surroundings, headless: bool, file: Path | None, screenshots: Path | None) -> int:
    """Stand-ins of TimeLog and e-conomic on this machine, a made-up company, and a throw-away database."""
    with demo_program(practice=surroundings.practice) as (program, integration):
        if not headless:
            from desktop.window import run_window

            return run_window(program)
        steps = main_job(program, integration, surroundings.progress())
        if screenshots is not None:
            from desktop.window import draw_pages

            draw_pages(program, screenshots)
    if file is not None:
        file.write_text(as_json(steps), encoding="utf-8")
    rows = [("✗" if step.faults else "✓", step.name, summary(step), f"{step.seconds:.1f} s") for step in steps]
    click_table = table_of(["", _("Step"), _("What it did"), _("Time")], rows)
    surroundings.tell([step.name for step in steps], lambda: click_table)
    for step in steps:
        for fault in step.faults:
            click.echo(f"{step.name}: {fault}", err=True)
    return ExitCode.SOME_REFUSED if any(step.faults for step in steps) else ExitCode.DONE


@command(bindeled, "sandbox", short_help="Start one stand-in of an outside system.")
@click.option("--system", required=True, type=click.Choice(sorted(STAND_INS)))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0: any free port; the address is printed.")
@click.option("--load", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A JSON file with its data.")
@click.option("--latency-ms", type=click.IntRange(min=0), default=0, help="How long every answer waits.")
def sandbox(surroundings: Surroundings, system: str, port: int, load: Path | None, latency_ms: int) -> None:
    """Serve a stand-in on this machine until it is stopped."""
    serve(system, port, load, latency_ms)
