"""The demo company behind real HTTP, and the command line: in this process, or started as one of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import keyring
import pytest
from click.testing import CliRunner
from keyring.backends import fail

from desktop.cli import bindeled
from desktop.demo import demo_data
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import StandIn, running

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TIMELOG_SECRETS = f"personal_access_token={demo_company.TIMELOG_TOKEN}\npassword={demo_company.TIMELOG_PASSWORD}\n"
ECONOMIC_SECRETS = f"app_secret_token={demo_company.ECONOMIC_SECRET}\nagreement_grant_token={demo_company.ECONOMIC_GRANT}\n"


def _file_keyring() -> ModuleType:
    spec = importlib.util.spec_from_file_location("file_keyring", HERE / "file_keyring.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


file_keyring = _file_keyring()


@dataclass
class DemoCompany:
    """The two stand-ins, and where they are."""

    timelog: StandIn
    economic: StandIn
    addresses: dict[str, str] = field(default_factory=dict)

    def load(self) -> None:
        """As it was at the beginning: nothing linked, nothing transferred."""
        for one in (self.timelog, self.economic):
            one.load(demo_data(one))

    def reset(self) -> None:
        """The same, with no faults and no calls; a system that was not called since is as it was."""
        if self.timelog.calls.kept or self.economic.calls.kept:
            self.load()
        for one in (self.timelog, self.economic):
            one.faults.replace([])
            one.calls.kept.clear()

    def drafts(self) -> list[dict[str, Any]]:
        """The drafts that lie in e-conomic."""
        return list(self.economic.state()["drafts"])

    def references(self) -> list[str]:
        """Our references on them."""
        return sorted(draft["references"]["other"] for draft in self.drafts())


@dataclass
class Answer:
    """How a command ended, and what it printed where."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON; fails when anything else stands there."""
        return json.loads(self.out)


@dataclass
class Office:
    """A user with a data folder of their own."""

    folder: Path
    company: DemoCompany
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self, *arguments: str, stdin: str = "") -> Answer:
        """Run a command in this process."""
        return self.run_plainly(*arguments, "--data-folder", str(self.folder), stdin=stdin)

    def run_plainly(self, *arguments: str, stdin: str = "") -> Answer:
        """The same for a command that works on no data folder."""
        result = CliRunner().invoke(bindeled, arguments, input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def process(self, *arguments: str, **settings: Any) -> subprocess.Popen[str]:
        """Start a command as a process of its own."""
        command = [sys.executable, "-m", "desktop", *arguments, "--data-folder", str(self.folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | settings
        started = subprocess.Popen(command, env=surroundings(), cwd=ROOT, encoding="utf-8", **pipes)
        self.started.append(started)
        return started

    def end(self) -> None:
        """End what a failed test left running."""
        for one in self.started:
            if one.poll() is None:
                one.kill()
                one.communicate()

    def connect(self) -> None:
        """Connect both sides."""
        site = f"{self.company.addresses['timelog']}/{demo_company.ACCOUNT}"
        user = f"user_name={demo_company.TIMELOG_USER}"
        timelog = self.run("connect", "timelog", "--other", "economic", "--address", site, "--set", user, stdin=TIMELOG_SECRETS)
        assert timelog.code == 0, timelog
        economic = self.run("connect", "economic", "--address", self.company.addresses["economic"], stdin=ECONOMIC_SECRETS)
        assert economic.code == 0, economic


def surroundings() -> dict[str, str]:
    """The environment of a process of its own: the keyring of the tests, and this source."""
    paths = os.pathsep.join([str(HERE), str(ROOT)])
    return {**os.environ, "PYTHONPATH": paths, "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring"}


@pytest.fixture(scope="session")
def company_running() -> Iterator[DemoCompany]:
    """Both stand-ins, served once for all tests."""
    company = DemoCompany(stand_in("timelog"), stand_in("economic"))
    with ExitStack() as stack:
        for one in (company.timelog, company.economic):
            company.addresses[one.name] = stack.enter_context(running(one)).address
        company.load()
        yield company


@pytest.fixture
def company(company_running: DemoCompany) -> DemoCompany:
    """The demo company as it was at the beginning."""
    company_running.reset()
    return company_running


@pytest.fixture
def keyring_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The keyring of the tests, empty, in this process and in those it starts."""
    place = tmp_path / "keyring.json"
    monkeypatch.setenv(file_keyring.PLACE, str(place))
    keyring.set_keyring(file_keyring.FileKeyring())
    yield place
    keyring.set_keyring(fail.Keyring())


@pytest.fixture
def newcomer(company: DemoCompany, keyring_file: Path, tmp_path: Path) -> Iterator[Office]:
    """A user who has connected nothing yet."""
    office = Office(tmp_path / "data", company)
    yield office
    office.end()


@pytest.fixture(scope="session")
def fetched(company_running: DemoCompany, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder and its keyring, with both sides connected and everything read, to be copied."""
    folder = tmp_path_factory.mktemp("fetched")
    company_running.reset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(file_keyring.PLACE, str(folder / "keyring.json"))
        keyring.set_keyring(file_keyring.FileKeyring())
        office = Office(folder / "data", company_running)
        office.connect()
        for command in (
            ["fetch"],
            ["settings", "--propose", "--creation", "first_invoice", "--may-link"],
            ["suggest"],
            ["items", "--activate-in-use"],
            ["activate", "--reason", "Customers are linked at their first invoice"],
        ):
            answer = office.run(*command)
            assert answer.code == 0, (command, answer)
        keyring.set_keyring(fail.Keyring())
    return folder


@pytest.fixture
def office(newcomer: Office, keyring_file: Path, fetched: Path) -> Office:
    """A user with both sides connected, everything read, and the items in use activated; nothing linked."""
    shutil.copytree(fetched / "data", newcomer.folder)
    shutil.copy(fetched / "keyring.json", keyring_file)
    return newcomer
