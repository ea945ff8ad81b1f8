"""Whatever was linked, overwritten, created and carried, and undone, in any order: both systems are left as they were."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop.app import Connectors
from desktop.connectors.keychain import KeychainForThisRun
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import Action, Decision, LinkKind, Side
from desktop.models.store.work import Store
from desktop.progress import Silent
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.server import running
from desktop.sandbox.timelog.app import TimeLog
from tests.dinero_rows import account, contact, organization, product

from .conftest import CUSTOMERS, Company, Office, connect_psa, site

DINERO_VALUES = {"client_id": "client", "client_secret": "secret-of-tests", "api_key": "key-of-tests", "calls_a_minute": "100000"}
GUID = "9b7b3a52-2b8e-4d9d-8a6b-00000000{:04}".format
OF_THE_SYSTEM = {"TimeStamp", "ModifiedAt", "lastUpdated", "UpdatedAt", "sortKey"}
"""What a system changes by itself at every write."""
CARRIED = (1, 5, 7)
"""Whose phone changes in the PSA again and again: linked while the actions run, linked before them, created by them."""


def books() -> dict[str, Any]:
    """The customers of the tests in Dinero, each with something that we do not know."""
    contacts = [
        contact(
            GUID(number),
            name,
            VatNumber=cvr,
            Phone=f"70 10 20 {number % 100:02}",
            Street=f"Gammelgade {number}",
            AttPerson="Else Holm",
            MemberNumber=f"M{number}",
            Webpage="https://kunde.example.com",
            PaymentConditionNumberOfDays=21,
        )
        for number, _, name, _, cvr, _ in CUSTOMERS
        if number
    ]
    return {
        "clients": [[DINERO_VALUES["client_id"], DINERO_VALUES["client_secret"]]],
        "apiKeys": [{"key": DINERO_VALUES["api_key"], "organizationId": 4711}],
        "organizations": [organization(4711, "Nordhavn")],
        "rateLimit": {"calls": 100_000},
        "contacts": contacts,
        "products": [product(GUID(9000 + place), number, "Timer", "500") for place, number in enumerate(("1010", "1020"))],
        "accounts": [account(1000, "Salg", "U25", "SalesAccount")],
        "accountingYears": [{"Name": "2026", "FromDate": "2026-01-01", "ToDate": "2026-12-31"}],
    }


@pytest.fixture(scope="module")
def dinero_servers() -> Iterator[Company]:
    psa, finance = TimeLog(), Dinero()
    with ExitStack() as stack:
        yield Company(psa, finance, stack.enter_context(running(psa)), stack.enter_context(running(finance)))  # type: ignore[arg-type]  # only its address is used


@pytest.fixture
def in_dinero(dinero_servers: Company, tmp_path: Path) -> Iterator[Office]:
    """The office of the tests with Dinero: connected, read, both own customers."""
    dinero_servers.psa.load(site())
    dinero_servers.finance.load(books())
    secrets = KeychainForThisRun()
    with ExitStack() as stack:
        store, connectors = Store.open(tmp_path / "dinero.sqlite"), Connectors(secrets, practice=False)
        stack.callback(store.close)
        stack.callback(connectors.close)
        office = Office(store, connectors, dinero_servers, secrets=secrets)
        made = office.connections.create("Nordhavn", "timelog", "dinero")
        connect_psa(office.connections, made.id, dinero_servers.psa_address)
        office.connections.connect(made.id, Side.FINANCE, dinero_servers.finance_server.address, DINERO_VALUES)
        office.read()
        office.customers.choose_rules(
            office.integration, OwnerRules(mode=OwnerMode.BOTH, creation=Creation.FIRST_INVOICE, may_link=True)
        )
        office.items.activate(office.integration.id, ["1010", "1020"])
        with store.work() as work:
            work.integrations.activate(office.integration.id, True)
            work.commit()
        link(office, Decision(finance_id=GUID(106), action=Action.LINK_ONLY, psa_id="6"))  # the PSA knows the integration
        undo_all(office)
        yield office


@pytest.fixture
def in_economic(office: Any) -> Any:
    """The office of the tests with e-conomic, nobody linked."""
    with office.store.work() as work:
        for one in work.links.all(office.integration.id, LinkKind.CUSTOMER):
            work.links.remove(office.integration.id, LinkKind.CUSTOMER, one.psa_id, one.finance_id)
        work.commit()
    link(office, Decision(finance_id="106", action=Action.LINK_ONLY, psa_id="6"))
    undo_all(office)
    return office


def link(office: Any, *decisions: Decision) -> Any:
    report = office.linking.write(office.integration, decisions, Silent())
    assert [str(one.sentence) for one in report.refused.values()] == []
    return report


def undo_all(office: Any) -> None:
    for batch in office.undo.batches(office.integration):
        report = office.undo.undo(office.integration, batch.id, Silent())
        assert (report.left_alone, report.not_possible, report.failed) == ((), (), ())


def state(office: Any) -> dict[tuple[str, str, int, str], Any]:
    """Every field of the customers, contacts and employees of both systems, but for what a system changes by itself.

    Where TimeLog held nothing at all it holds an empty text afterwards, and Dinero keeps whom it deleted, with the time.
    """
    return {
        (stand_in.name, kind, place, name): "" if value is None else value
        for stand_in in (office.company.psa, office.company.finance)
        for kind in ("customers", "contacts", "employees")
        for place, row in enumerate(stand_in.state().get(kind, ()))
        if not row.get("DeletedAt")
        for name, value in row.items()
        if name not in OF_THE_SYSTEM
    }


def change_psa_customer(office: Any, number: int, **changes: Any) -> None:
    office.company.change_psa("customers", number, **changes)


def actions(office: Any, there: Callable[[int], str]) -> list[Callable[[], object]]:
    """What a user may do, each once, in any order."""
    integration = office.integration

    def decide(place: int, action: Action) -> Callable[[], object]:
        return lambda: link(office, Decision(finance_id=there(100 + place), action=action, psa_id=str(place)))

    def carry(phone: str) -> None:
        for number in CARRIED:
            change_psa_customer(office, number, Phone=phone)
        office.updates.find(integration, Silent())
        previews = office.updates.previews(integration)
        report = office.updates.write(integration, [one.decision for one in previews], Silent())
        assert [str(one.sentence) for one in report.refused.values()] == []

    found: list[Callable[[], object]] = [
        decide(1, Action.USE_PSA),
        decide(2, Action.USE_FINANCE),
        decide(3, Action.LINK_ONLY),
        decide(4, Action.USE_PSA),
        lambda: link(office, Decision(finance_id=there(108), action=Action.IGNORE)),
        lambda: office.customers.create_by_hand(integration, "7"),
        lambda: office.customers.make_ready(integration, "8"),
        *(partial(carry, phone) for phone in ("11 11 11 11", "22 22 22 22", "33 33 33 33")),
    ]
    if "economic" in integration.finance.system:
        found += [
            lambda: office.employees.decide(integration, {"7": "3"}),
            lambda: office.people.of_run(integration).employee_id(named(office, "Bo Krog")),
        ]
    return found


def named(office: Any, name: str) -> Any:
    """An invoice with this internal reference."""
    with office.store.reading() as work:
        return replace(work.invoices.get(office.integration.id, "1"), internal_reference="", internal_reference_name=name)


@pytest.mark.parametrize(("system", "there", "seed"), [("in_economic", str, 0), ("in_economic", str, 1), ("in_dinero", GUID, 2)])
def test_any_order_of_actions_is_taken_back_in_any_order(
    request: pytest.FixtureRequest, system: str, there: Callable[[int], str], seed: int
) -> None:
    office = request.getfixturevalue(system)
    link(office, Decision(finance_id=there(105), action=Action.LINK_ONLY, psa_id="5"))
    office.read()
    phones = {number: office.company.psa_row("customers", number)["Phone"] for number in CARRIED}
    before = state(office)
    newest = office.undo.last_batch(office.integration).id
    chance = random.Random(seed)
    wanted = actions(office, there)
    chance.shuffle(wanted)

    for act in wanted:
        act()

    assert state(office) != before
    while left := [one.id for one in office.undo.batches(office.integration) if one.id > newest]:
        chance.shuffle(left)
        closed = [undo_as_previewed(office, batch) for batch in left]
        assert any(closed)
    for number, phone in phones.items():
        change_psa_customer(office, number, Phone=phone)
    assert state(office) == before


def undo_as_previewed(office: Any, batch: int) -> bool:
    """Undo does what its preview says: all of the batch, or what no later one wrote. Gives whether nothing of it is left."""
    items = office.undo.preview(office.integration, batch, Silent()).items
    kept = [str(one.sentence) for one in items if str(one.group) != "back"]
    assert all("Take back batch" in one for one in kept)
    report = office.undo.undo(office.integration, batch, Silent())
    assert (report.left_alone, report.not_possible, bool(report.failed)) == ((), (), bool(kept))
    return not kept


def dinero_row(office: Any, number: int) -> dict[str, Any]:
    return dict(office.company.finance.books["contacts"][GUID(number)])


def change_in_dinero(office: Any, number: int, **changes: Any) -> None:
    books_there = office.company.finance.books
    with office.company.finance.lock:
        now = books_there.stamp(dt.datetime.now(dt.UTC))
        books_there["contacts"][GUID(number)] |= {**changes, "UpdatedAt": now}


def test_news_go_both_ways_in_dinero_and_neither_an_empty_field_nor_what_is_not_ours_is_lost(in_dinero: Any) -> None:
    office = in_dinero
    link(office, Decision(finance_id=GUID(105), action=Action.LINK_ONLY, psa_id="5"))
    office.read()
    change_in_dinero(office, 105, Street="Havnevej 5", SomethingNew="ours to keep")
    office.company.change_psa("customers", 5, Phone="99 88 77 66", Email="")
    office.updates.find(office.integration, Silent())
    previews = office.updates.previews(office.integration)
    assert sorted((str(one.written_side), [two.field for two in one.changes]) for one in previews) == [
        ("finance", ["phone"]),
        ("psa", ["address"]),
    ]
    before = dinero_row(office, 105)

    assert office.updates.write(office.integration, [one.decision for one in previews], Silent()).fields == 2

    after = dinero_row(office, 105)
    assert {name for name in after if after[name] != before.get(name)} == {"Phone", "UpdatedAt"}
    assert office.company.psa_row("customers", 5)["Address"]["Address1"] == "Havnevej 5"
    assert office.updates.find(office.integration, Silent()).customers == 0

    office.company.change_psa("customers", 5, Phone="11 11 11 11")
    office.updates.find(office.integration, Silent())
    (waits,) = office.updates.previews(office.integration)
    change_in_dinero(office, 105, Phone="22 22 22 22")
    refused = office.updates.write(office.integration, [waits.decision], Silent()).refused
    assert [one.kind for one in refused.values()] == ["RecordChanged"]
    assert dinero_row(office, 105)["Phone"] == "22 22 22 22"


def test_an_att_person_that_invoices_wrote_is_put_back(in_dinero: Any) -> None:
    office = in_dinero
    link(office, *(Decision(finance_id=GUID(100 + place), action=Action.LINK_ONLY, psa_id=str(place)) for place in (1, 2)))
    office.company.change_psa("invoices", 2, ContactID=302)
    office.read()
    before = state(office)
    assert set(office.transfers.send(office.integration, ["1", "2"], Silent()).transferred) == {"1", "2"}
    assert [dinero_row(office, number)["AttPerson"] for number in (101, 102)] == ["Mette Holm", "Ole Vind"]

    batch = office.undo.last_batch(office.integration)
    report = office.undo.undo(office.integration, batch.id, Silent())

    assert (report.undone, report.left_alone) == (2, ())
    assert state(office) == before
