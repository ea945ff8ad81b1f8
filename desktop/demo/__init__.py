"""The demo: stand-ins of both systems with the made-up company, and the program connected to them on a throw-away store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from desktop.app import Bindeled, open_bindeled
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.models.records import Integration, Side
from desktop.paths import resources_folder
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import StandIn, running

PSA, FINANCE = "timelog", "economic"
PSA_VALUES = {
    "personal_access_token": demo_company.TIMELOG_TOKEN,
    "user_name": demo_company.TIMELOG_USER,
    "password": demo_company.TIMELOG_PASSWORD,
    "reporting_site_code": demo_company.TIMELOG_REPORTING["site_code"],
    "reporting_api_id": demo_company.TIMELOG_REPORTING["api_id"],
    "reporting_password": demo_company.TIMELOG_REPORTING["api_password"],
}

PSA_DATA = {"takes_negative_expenses": True}  # else nobody could try supplier's credits, nor take an import back


def demo_data(one: StandIn) -> dict[str, Any]:
    """What the demo company holds in this system."""
    more = FINANCE_SIDES[one.name].data if one.name in FINANCE_SIDES else PSA_DATA
    return {**one.app.json.loads((resources_folder() / "demo" / f"{one.name}.json").read_bytes()), **more}


@contextmanager
def demo_company_running(finance: str = FINANCE) -> Iterator[tuple[str, str]]:
    """The two stand-ins with the demo company on loopback; gives the addresses of the PSA's site and of the finance system."""
    with ExitStack() as stack:
        addresses = {}
        for system in (PSA, finance):
            one = stand_in(system)
            one.load(demo_data(one))
            addresses[system] = stack.enter_context(running(one)).address
        yield f"{addresses[PSA]}/{demo_company.ACCOUNT}", addresses[finance]


@contextmanager
def demo_program(finance: str = FINANCE) -> Iterator[tuple[Bindeled, Integration]]:
    """The program on a throw-away store, connected to the running demo company, nothing linked yet."""
    with demo_company_running(finance) as addresses, tempfile.TemporaryDirectory(prefix="bindeled-demo-") as folder:
        program = open_bindeled(Path(folder), for_this_run=True)
        try:
            yield program, connect(program, *addresses, finance)
        finally:
            program.close()


def connect(program: Bindeled, psa_address: str, finance_address: str, finance: str = FINANCE) -> Integration:
    """Make the demo company's integration and connect both sides."""
    connections = program.connections
    integration = connections.create(demo_company.COMPANY_NAME, PSA, finance)
    connections.connect(integration.id, Side.PSA, psa_address, PSA_VALUES)
    connections.connect(integration.id, Side.FINANCE, finance_address, FINANCE_SIDES[finance].values)
    return connections.integration(integration.id)
