"""`bindeled demo`: try everything on a made-up company."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.app import cards
from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import print_table, table_of
from desktop.cli.surroundings import Surroundings, command
from desktop.demo import FINANCE, demo_program
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.texts import Message, _

if TYPE_CHECKING:
    from desktop.demo.main_job import Step


@command("demo", keeps_data=False, has_json=False, short_help="Try everything on a made-up company.")
@click.option(
    "--system", type=click.Choice(tuple(FINANCE_SIDES)), default=FINANCE, help="The finance system of the made-up company."
)
@click.option("--headless", is_flag=True, help="Do the main job without a window, and check every step of it.")
@click.option(
    "--faults", "seed", type=int, metavar="SEED", help="Transfer while calls fail and processes are killed by chance, and count."
)
@click.option("--sender", is_flag=True, hidden=True, help="Be a process of --faults that sends.")
@click.option(
    "--json", "file", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write what every step did here."
)
@click.option("--screenshots", type=click.Path(path_type=Path, file_okay=False), help="Draw every page into this folder.")
def demo(
    surroundings: Surroundings,
    system: str,
    headless: bool,
    seed: int | None,
    sender: bool,
    file: Path | None,
    screenshots: Path | None,
) -> int:
    """Stand-ins of both systems on this machine, a made-up company, and a throw-away database."""
    if sender:
        from desktop.demo.fault_sender import send_as_told

        send_as_told()
        return ExitCode.DONE
    if seed is not None:
        return _faults(surroundings, system, seed, file)
    if not headless and (file or screenshots):
        raise click.UsageError(_("--json and --screenshots go with --headless."))
    from desktop.demo.main_job import as_json, main_job

    with demo_program(system) as (program, integration):
        if not headless:
            from desktop.window import run_window  # Qt is loaded only where a window is shown

            return run_window(program.paths, lambda: program)
        steps = main_job(program, integration, surroundings.progress())
        if screenshots is not None:
            from desktop.demo.pictures import draw_pages, read_costs

            read_costs(program, integration)
            draw_pages(program, screenshots)
    if file is not None:
        file.write_text(as_json(steps), encoding="utf-8")
    return _tell(surroundings, steps)


def _faults(surroundings: Surroundings, system: str, seed: int, file: Path | None) -> int:
    """A running account on standard error, and in the end the table of counts."""
    from desktop.demo.fault_run import fault_run

    with fault_run(system, seed, latency_ms=30, chance=3.0) as run:
        label = cards()[run.integration.finance.system].label
        surroundings.remark(
            Message(
                "{count} document goes to {system} while calls fail and both sending processes are killed by chance.",
                "{count} documents go to {system} while calls fail and both sending processes are killed by chance.",
                count=len(run.wanted),
                system=label,
            )
        )
        counts = run.run(surroundings.remark, turns=8)
    if file is not None:
        file.write_text(json.dumps(counts.to_json(), ensure_ascii=False, indent=2), encoding="utf-8")
    print_table(table_of([_("What"), _("Count")], counts.rows()))
    surroundings.remark(
        Message("Every document is there exactly once, and green.")
        if counts.is_proven
        else Message("A promise was broken: see what is not 0 at the end.")
    )
    return ExitCode.DONE if counts.is_proven else ExitCode.SOME_REFUSED


def _tell(surroundings: Surroundings, steps: list[Step]) -> int:
    rows = [("✗" if step.faults else "✓", step.name, step.told, f"{step.seconds:.1f} s") for step in steps]
    print_table(table_of(["", _("Step"), _("What it did"), _("Time")], rows))
    red: dict[str, dict[str, str]] = next((step.result["red"] for step in steps if "red" in step.result), {})
    print_table("")
    print_table(table_of([_("Red"), _("Reason")], [(number, one["reason"]) for number, one in red.items()]))
    for step in steps:
        for fault in step.faults:
            surroundings.remark(Message("{step}: {fault}", step=step.name, fault=fault))
    return ExitCode.SOME_REFUSED if any(step.faults for step in steps) else ExitCode.DONE
