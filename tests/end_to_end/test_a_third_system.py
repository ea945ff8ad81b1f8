"""A finance system is added by its folder and one entry in the registry: nothing above the connectors is told about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop.app import Bindeled, open_bindeled
from desktop.connectors.registry import CONNECTORS
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import Integration, InvoiceStatus, Side
from desktop.paths import resources_folder
from desktop.progress import Silent
from desktop.sandbox import demo_company
from desktop.sandbox.server import running
from desktop.sandbox.timelog.app import TimeLog
from tests.connectors.tally.connector import Tally
from tests.connectors.tally.stand_in import TallyStandIn

CHOSEN = ("20301", "20302", "20315")  # two invoices and a credit note


@pytest.fixture
def tally() -> TallyStandIn:
    products = json.loads((resources_folder() / "demo" / "economic.json").read_text("utf-8"))["products"]
    stand_in = TallyStandIn()
    items = {row["productNumber"]: {"id": row["productNumber"], "name": row["name"]} for row in products}
    stand_in.load({"key": "key-of-tally", "items": items})
    return stand_in


@pytest.fixture
def program(tally: TallyStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Bindeled, Integration]]:
    """The program, connected to the demo company's TimeLog and to Tally."""
    monkeypatch.setitem(CONNECTORS, Tally.card.name, Tally)
    psa = TimeLog()
    psa.load(psa.app.json.loads((resources_folder() / "demo" / "timelog.json").read_bytes()))
    with ExitStack() as stack:
        site, book = stack.enter_context(running(psa)).address, stack.enter_context(running(tally)).address
        opened = open_bindeled(tmp_path, for_this_run=True)
        stack.callback(opened.close)
        made = opened.connections.create("Nordlys", "timelog", Tally.card.name)
        secrets = {"personal_access_token": demo_company.TIMELOG_TOKEN, "password": demo_company.TIMELOG_PASSWORD}
        user = {"user_name": demo_company.TIMELOG_USER}
        opened.connections.connect(made.id, Side.PSA, f"{site}/{demo_company.ACCOUNT}", secrets | user)
        opened.connections.connect(made.id, Side.FINANCE, book, {"key": "key-of-tally"})
        yield opened, opened.connections.integration(made.id)


def test_documents_go_to_it_and_both_sides_agree(program: tuple[Bindeled, Integration], tally: TallyStandIn) -> None:
    opened, integration = program
    read = {one.register: one for one in opened.fetching.fetch(integration, progress=Silent())}
    assert all(one.reason is None for one in read.values())
    assert "finance_employees" not in read
    opened.customers.choose_rules(integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
    opened.items.activate(integration.id, opened.items.numbers_in_use(integration.id))
    opened.activation.activate(integration.id, "a test of the house")

    booked = [one.invoice for one in opened.transfers.invoices(integration) if one.invoice.status is not InvoiceStatus.DRAFT]
    chosen = [one.id for one in booked if one.number in CHOSEN]
    report = opened.transfers.send(integration, chosen, Silent())

    assert (set(report.transferred), report.stopped_by) == (set(chosen), None)
    assert len(tally.registers["documents"]) == len(CHOSEN)
    assert opened.transfers.send(integration, chosen, Silent()).skipped
    rows = [row for row in opened.reconciliation.reconcile(integration, Silent()) if row.number in CHOSEN]
    assert [row.agrees for row in rows] == [True] * len(CHOSEN)
