"""The stand-ins by name, and one of them served alone: what `bindeled sandbox` runs."""

from __future__ import annotations

from pathlib import Path

from desktop.errors import SettingsError
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import LoadRefused, SandboxServer, StandIn
from desktop.sandbox.timelog.app import TimeLog
from desktop.texts import Message

STAND_INS: dict[str, type[StandIn]] = {
    TimeLog.name: TimeLog,
    Economic.name: Economic,
    Dinero.name: Dinero,
}


def stand_in(system: str) -> StandIn:
    """A new, empty stand-in of the system of that name."""
    return STAND_INS[system]()


def serve(system: str, port: int, load: Path | None = None, latency_ms: int = 0) -> None:
    """Serve one stand-in on 127.0.0.1 until the process is stopped; prints the address to connect to.

    `SettingsError` when the file cannot be used or the port is taken.
    """
    found = stand_in(system)
    if load is not None:
        try:
            data = found.app.json.loads(load.read_bytes())
            if not isinstance(data, dict):
                raise LoadRefused("the data to load are a JSON object")
            found.load(data)
        except (OSError, ValueError) as error:
            raise SettingsError(
                Message("The data for the stand-in cannot be read from {file}.", file=str(load)),
                what_to_do=Message("Mend the file or choose another one."),
                technical=str(error),
            ) from error
    try:
        server = SandboxServer(found, port, latency_ms)
    except OSError as error:
        raise SettingsError(
            Message("Port {port} is taken by another program.", port=str(port)),
            what_to_do=Message("Choose another port, or 0 for any free one."),
            technical=str(error),
        ) from error
    print(f"{server.address}{found.root}", flush=True)
    server.serve_forever()
