"""A store in a throw-away file, with one integration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.records import Company, Connection, Integration, Side
from desktop.models.store.work import Store

PSA = Connection(
    side=Side.PSA, system="timelog", base_address="https://timelog.invalid/æble", settings=(("site", "æble"),), key="k1"
)
FINANCE = Connection(
    side=Side.FINANCE,
    system="economic",
    company=Company(id="77", name="Æble ApS", currency="DKK", is_test=True),
    key="k2",
    is_established=True,
    tested_at=dt.datetime(2026, 7, 14, 10, 5, tzinfo=dt.UTC),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store lies; nothing is there yet."""
    return tmp_path / "data" / "bindeled.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    """An open store."""
    opened = Store.open(file)
    yield opened
    opened.close()


@pytest.fixture
def integration(store: Store) -> Integration:
    """The one integration in the store."""
    with store.work() as work:
        made = work.integrations.add("Æble til e-conomic", PSA, FINANCE)
        work.commit()
    return made


@pytest.fixture
def here(integration: Integration) -> int:
    """The id of the integration."""
    return integration.id


@pytest.fixture
def elsewhere(store: Store, integration: Integration) -> int:
    """The id of a second integration, whose records must never show up in the first."""
    with store.work() as work:
        made = work.integrations.add("Another", PSA, FINANCE)
        work.commit()
    return made.id
