"""`bindeled doctor`: check everything that the program needs."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict, dataclass

from desktop import __version__
from desktop.app import Bindeled
from desktop.cli.exit_codes import ExitCode, code_of
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command
from desktop.errors import BindeledError
from desktop.models.records import Integration, Side
from desktop.texts import _

LEAST_FREE_MB = 200


@dataclass(frozen=True, slots=True)
class _Check:
    check: str
    detail: str
    code: ExitCode = ExitCode.DONE


@command("doctor", short_help="Check this computer, the database, the keyring and the connections.")
def doctor(surroundings: Surroundings) -> int:
    """Check everything that Bindeled needs, and say what to do about what is wrong."""
    program = surroundings.program
    checks = [*_of_computer(program), *_of_connections(program)]
    rows = [("✗" if one.code else "✓", one.check, one.detail) for one in checks]
    surroundings.tell(
        [{**asdict(one), "is_fine": not one.code} for one in checks], lambda: table_of(["", _("What"), _("Found")], rows)
    )
    return next((one.code for one in checks if one.code), ExitCode.DONE)


def _of_computer(program: Bindeled) -> list[_Check]:
    free = shutil.disk_usage(program.paths.data).free // 2**20
    keyring = _("usable") if program.keeps_secrets else _("not usable: credentials are kept for this run only")
    return [
        _Check(_("Version"), f"{__version__}, Python {sys.version.split()[0]}"),
        _Check(_("Database"), program.store.name),
        _Check(_("Log files"), str(program.paths.logs)),
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
        return _Check(label, str(trouble), code_of(type(trouble)))
