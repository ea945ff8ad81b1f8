"""A small company between two stand-ins, once for each finance system, prepared once and set back for each test."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from desktop.app import open_bindeled
from desktop.connectors import api_session
from desktop.connectors.keychain import KeychainForThisRun
from desktop.demo.fault_run import FaultRun, fault_run
from desktop.demo.fault_sender import Pace, Wish, secrets_of, send
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.models.records import Side
from desktop.models.store.practice_copy import copied
from desktop.sandbox import demo_company

SYSTEMS = ["economic", "dinero"]
DOCUMENTS = 10
PROCESSES = multiprocessing.get_context("forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn")
if hasattr(PROCESSES, "set_forkserver_preload"):
    PROCESSES.set_forkserver_preload(["desktop.demo.fault_sender", "zeep", "babel.dates"])  # the last two come when they are wanted
HASTE = Pace(answer=0.5, proof_after=1.2)
UNHURRIED = Pace(answer=20.0, proof_after=1.2)
"""Where no answer comes too late, however busy the machine is: attempts can be counted."""
CALM = Pace(answer=20.0, proof_after=0.0)
"""Where no call is under way when a process dies, a write cannot land late, so that absence is a proof at once."""


def company_of(finance: str, customers: int, documents: int) -> dict[str, dict[str, Any]]:
    """Data for both stand-ins; the finance system's limit of calls is out of the way, which would be most of a run."""
    scaled = {"economic": demo_company.scaled, "dinero": demo_company.scaled_dinero}[finance]
    psa, there = scaled(customers, documents)
    there |= FINANCE_SIDES[finance].data or {"rateLimit": {"tokens": 100_000_000, "seconds": 60, "cost": 1}}
    return {"timelog": psa, finance: there}


@dataclass
class Prepared:
    """A program that is ready to transfer, and what it takes to begin there again."""

    run: FaultRun
    database: Path
    states: dict[Side, str]
    new_customer_document: str  # the invoice whose customer is not over there yet, and that names a contact and an employee

    def set_back(self, folder: Path) -> None:
        """Both systems, and a database in this folder, as they were when everything was ready."""
        for side, system in self.run.stand_ins.items():
            system.faults.replace([])
            system.load(system.app.json.loads(self.states[side]))
            system.calls.kept.clear()
        folder.mkdir()
        shutil.copyfile(self.database, folder / self.database.name)


def without_one_customer(data: dict[str, dict[str, Any]], finance: str) -> str:
    """Take the customer of one invoice out of the finance system; gives that invoice's id."""
    wanted = next(one for one in data["timelog"]["invoices"] if one.get("ContactID") and one.get("InternalReference"))
    vat_no = next(one["VATNo"] for one in data["timelog"]["customers"] if one["ID"] == wanted["CustomerID"])
    register, number = {"economic": ("customers", "corporateIdentificationNumber"), "dinero": ("contacts", "VatNumber")}[finance]
    gone = [one for one in data[finance][register] if digits(one.get(number)) == digits(vat_no)]
    assert gone
    data[finance][register] = [one for one in data[finance][register] if one not in gone]
    if finance == "economic":
        numbers = {one["customerNumber"] for one in gone}
        data[finance]["contacts"] = [one for one in data[finance]["contacts"] if one["customer"]["customerNumber"] not in numbers]
        data[finance]["employees"] = []
    return str(wanted["ID"])


def digits(text: str | None) -> str:
    return "".join(one for one in text or "" if one.isdigit())


@pytest.fixture(scope="session", params=SYSTEMS)
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Both stand-ins on their addresses, for all tests with this finance system."""
    finance = request.param
    data = company_of(finance, customers=12, documents=DOCUMENTS)
    invoice_id = without_one_customer(data, finance)
    with fault_run(finance, 1, data=data) as run:
        database = copied(run.program.paths.database, tmp_path_factory.mktemp(finance))
        states = {side: system.app.json.dumps(system.state()) for side, system in run.stand_ins.items()}
        yield Prepared(run, database, states, invoice_id)


class Beginnings:
    """Runs that begin from the same point, each with a program that was just started."""

    def __init__(self, prepared: Prepared, folder: Path, exits: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
        self.prepared = prepared
        self._folder = folder
        self._exits = exits
        self._monkeypatch = monkeypatch
        self._number = 0

    calm, unhurried = CALM, UNHURRIED

    def begin(self, pace: Pace = HASTE, only: Collection[str] = ()) -> FaultRun:
        """Everything as it was; `only` these documents, or all."""
        self._number += 1
        folder = self._folder / str(self._number)
        self.prepared.set_back(folder)
        self._monkeypatch.setattr(api_session, "TIMEOUTS", (5.0, pace.answer))
        self._monkeypatch.setattr(api_session, "BACKOFF", 0.01)
        keychain, before = KeychainForThisRun(), self.prepared.run
        program = open_bindeled(folder, keychain=keychain, proof_after=dt.timedelta(seconds=pace.proof_after))
        self._exits.callback(program.close)
        for role, secrets in secrets_of(program, before.integration).items():
            keychain.save(before.integration.connection(role).key, secrets)
        side = FINANCE_SIDES[before.integration.finance.system]
        wanted = [id_ for id_ in before.wanted if id_ in only or not only]
        return FaultRun(program, before.integration, before.stand_ins, side, 1, pace, wanted=wanted)


@pytest.fixture
def beginnings(prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Beginnings]:
    """From where each run of a test begins; its programs are closed in the end."""
    with ExitStack() as exits:
        yield Beginnings(prepared, tmp_path, exits, monkeypatch)


class Processes:
    """Processes forked from one that has everything imported; each does one wish."""

    def ends(self, *wishes: Wish) -> list[int | None]:
        """The exit codes when all have ended, that worked at the same time."""
        found = [PROCESSES.Process(target=send, args=(one,)) for one in wishes]
        for process in found:
            process.start()
        for process in found:
            process.join()
        return [process.exitcode for process in found]


@pytest.fixture
def processes() -> Processes:
    """Where the program runs beside the test."""
    return Processes()


@pytest.fixture
def assert_exactly_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[FaultRun], None]:
    """The systems answer again, also a busy machine in time, and then everything is where it must be, once."""
    send_call = requests.Session.send

    def patiently(session: requests.Session, call: requests.PreparedRequest, **settings: Any) -> requests.Response:
        return send_call(session, call, **settings | {"timeout": (60.0, 60.0)})

    def checked(run: FaultRun) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(requests.Session, "send", patiently)
            run.finish()
        assert set(run.broken_promises().values()) == {0}, run.broken_promises()

    return checked


@pytest.fixture(name="company_of")
def company_of_any_size() -> Callable[..., Any]:
    """Data for both stand-ins."""
    return company_of
