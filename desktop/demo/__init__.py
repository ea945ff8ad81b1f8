"""The demo: stand-ins of both systems with the made-up company, and the program connected to them on a throw-away store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from desktop.app import Bindeled, open_bindeled
from desktop.models.records import Integration, Side
from desktop.paths import resources_folder
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import running

PSA, FINANCE = "timelog", "economic"


@contextmanager
def demo_company_running() -> Iterator[tuple[str, str]]:
    """The two stand-ins with the demo company on loopback; gives the addresses of TimeLog's site and of e-conomic."""
    with ExitStack() as stack:
        addresses = {}
        for system in (PSA, FINANCE):
            one = stand_in(system)
            one.load(one.app.json.loads((resources_folder() / "demo" / f"{system}.json").read_bytes()))
            addresses[system] = stack.enter_context(running(one)).address
        yield f"{addresses[PSA]}/{demo_company.ACCOUNT}", addresses[FINANCE]


@contextmanager
def demo_program() -> Iterator[tuple[Bindeled, Integration]]:
    """The program on a throw-away store, connected to the running demo company, nothing linked yet."""
    with demo_company_running() as addresses, tempfile.TemporaryDirectory(prefix="bindeled-demo-") as folder:
        program = open_bindeled(Path(folder), for_this_run=True)
        try:
            yield program, connect(program, *addresses)
        finally:
            program.close()


def connect(program: Bindeled, psa_address: str, finance_address: str) -> Integration:
    """Make the demo company's integration and connect both sides."""
    connections = program.connections
    integration = connections.create(demo_company.COMPANY_NAME, PSA, FINANCE)
    connections.connect(
        integration.id,
        Side.PSA,
        psa_address,
        {
            "personal_access_token": demo_company.TIMELOG_TOKEN,
            "user_name": demo_company.TIMELOG_USER,
            "password": demo_company.TIMELOG_PASSWORD,
        },
    )
    connections.connect(
        integration.id,
        Side.FINANCE,
        finance_address,
        {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT},
    )
    return connections.integration(integration.id)
