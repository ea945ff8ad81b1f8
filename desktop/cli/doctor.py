"""`bindeled doctor`: check everything that the program needs, and pack what support needs."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from desktop import __version__
from desktop.app import Bindeled
from desktop.cli.exit_codes import ExitCode, code_of
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command
from desktop.diagnostics import write_support_bundle
from desktop.errors import BindeledError
from desktop.models.records import Integration, Side
from desktop.models.table_export import written_whole
from desktop.texts import Message, _

LEAST_FREE_MB = 200


@dataclass(frozen=True, slots=True)
class _Check:
    check: str
    detail: str
    code: ExitCode = ExitCode.DONE
    technical: str = ""


@command("doctor", short_help="Check this computer, the database, the keyring and the connections.")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what support needs into this .zip file: log files, versions, and what was found. No secrets.",
)
def doctor(surroundings: Surroundings, bundle: Path | None) -> int:
    """Check everything that Bindeled needs, and say what to do about what is wrong."""
    if bundle is not None and bundle.suffix.lower() != ".zip":
        raise click.UsageError(_("The name behind --bundle must end in .zip."))
    checks = _checks(surroundings)
    data = [{**asdict(one), "is_fine": not one.code} for one in checks]
    rows = [("✗" if one.code else "✓", one.check, one.detail) for one in checks]
    surroundings.tell(data, lambda: table_of(["", _("What"), _("Found")], rows))
    if bundle is not None:
        _pack(surroundings, bundle, data)
    return next((one.code for one in checks if one.code), ExitCode.DONE)


def _pack(surroundings: Surroundings, bundle: Path, found: list[dict[str, Any]]) -> None:
    written_whole(bundle, lambda part: write_support_bundle(part, surroundings.logs, found))
    surroundings.remark(
        Message(
            "{file} holds the log files, the versions and what was found, without secrets. A sentence of the log can name a "
            "customer or a document: look it through before you send it to us.",
            file=str(bundle),
        )
    )


def _checks(surroundings: Surroundings) -> list[_Check]:
    of_program = [
        _Check(_("Version"), f"{__version__}, Python {sys.version.split()[0]}"),
        _Check(_("Log files"), str(surroundings.logs)),
    ]
    try:
        program = surroundings.program
    except BindeledError as trouble:  # told as one of what was found: nobody needs a bundle more
        return [*of_program, _of_trouble(_("Database"), trouble)]
    return [*of_program, *_of_computer(program), *_of_connections(program)]


def _of_computer(program: Bindeled) -> list[_Check]:
    free = shutil.disk_usage(program.paths.data).free // 2**20
    keyring = _("usable") if program.keeps_secrets else _("not usable: credentials are kept for this run only")
    return [
        _Check(_("Database"), program.store.name),
        _Check(_("Free disk space"), f"{free} MB", ExitCode.DONE if free >= LEAST_FREE_MB else ExitCode.STORE),
        _Check(_("Keyring"), keyring, ExitCode.DONE if program.keeps_secrets else ExitCode.SETTINGS),
    ]


def _of_connections(program: Bindeled) -> list[_Check]:
    integrations = program.connections.integrations()
    if not integrations:
        return [_Check(_("Integrations"), _("none yet; make one with: bindeled connect"))]
    return [_of_connection(program, integration, side) for integration in integrations for side in Side]


def _of_connection(program: Bindeled, integration: Integration, side: Side) -> _Check:
    label = f"{integration.name}: {program.connections.card(integration.id, side).label}"
    try:
        return _Check(label, program.connections.test(integration.id, side).name)
    except BindeledError as trouble:
        return _of_trouble(label, trouble)


def _of_trouble(label: str, trouble: BindeledError) -> _Check:
    return _Check(label, str(trouble), code_of(type(trouble)), trouble.technical)
