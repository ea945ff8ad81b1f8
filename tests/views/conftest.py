"""A theme for every test of a window part, and the demo company, connected and read once for all of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled, open_bindeled
from desktop.connectors.keychain import KeychainForThisRun
from desktop.demo import FINANCE, PSA, PSA_VALUES, connect, demo_data
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.models.records import Integration
from desktop.models.store.practice_copy import copied
from desktop.paths import Paths
from desktop.progress import Silent
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import StandIn, running
from desktop.views.shared.theme import Theme, ThemeChoice

OpenDemo = Callable[[str], AbstractContextManager[tuple[Bindeled, Integration]]]
PATIENCE = 60_000  # ms: what is waited for comes at once, and later on a busy machine; no test proves a speed by it


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """The robot at the window, that waits as long as a busy machine needs, where it would give up after five seconds."""
    for name in ("waitUntil", "waitSignal", "waitActive", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot


@pytest.fixture(scope="session")
def session_theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture
def theme(session_theme: Theme) -> Iterator[Theme]:
    """The application's theme, light and at 100 % before and after."""
    yield session_theme
    session_theme.choose(ThemeChoice.LIGHT)
    session_theme.set_text_size(100)


def load(stand_ins: tuple[StandIn, ...]) -> None:
    """Both stand-ins as the demo company begins."""
    for one in stand_ins:
        with one.lock:
            one.load(demo_data(one))
        one.faults.replace([])
        one.calls.kept.clear()


@pytest.fixture(scope="session")
def open_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenDemo]:
    """Opens the program on the demo company as it is at the start, on a store of its own.

    In that it is `connected`, has everything `read` too, or has `looked_up` the customers as well. That takes seconds, leaves both
    systems as they were, and is done once: who opens it gets a copy.
    """
    stand_ins, made = (stand_in(PSA), stand_in(FINANCE)), tmp_path_factory.mktemp("demo")
    load(stand_ins)
    with ExitStack() as servers:
        psa_address, finance_address = (servers.enter_context(running(one)).address for one in stand_ins)
        program = open_bindeled(made, for_this_run=True)
        integration = connect(program, f"{psa_address}/{demo_company.ACCOUNT}", finance_address)
        stores = {}
        for name, step in (
            ("connected", lambda: None),
            ("read", lambda: program.fetching.fetch(integration, progress=Silent())),
            ("looked_up", lambda: program.linking.suggest(integration, Silent())),
        ):
            step()
            (made / name).mkdir()
            stores[name] = copied(Paths(made).database, made / name)
        program.close()

        @contextmanager
        def opened(begin: str) -> Iterator[tuple[Bindeled, Integration]]:
            load(stand_ins)
            secrets = KeychainForThisRun()
            secrets.save(integration.psa.key, PSA_VALUES)
            secrets.save(integration.finance.key, FINANCE_SIDES[FINANCE].values)
            with tempfile.TemporaryDirectory(prefix="bindeled-demo-") as folder:
                paths = Paths(Path(folder))
                paths.make()
                shutil.copyfile(stores[begin], paths.database)
                one = open_bindeled(Path(folder), for_this_run=True, keychain=secrets)
                try:
                    yield one, one.connections.integration(integration.id)
                finally:
                    one.close()

        yield opened
