"""The store and its unit of work.

    with store.work() as work:
        work.links.add(...)
        work.commit()

A unit of work is rolled back unless `commit` was called. It is short, and none is open during a network call.
Writers take the write lock of the database at once (`engines.py`), so that two of them wait for each other instead of failing.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.orm import Session, configure_mappers

from desktop.models.store import migrate
from desktop.models.store.att_person_turns import AttPersonTurns
from desktop.models.store.batches import Batches
from desktop.models.store.carried import Carried
from desktop.models.store.customers import Customers
from desktop.models.store.decisions import Decisions
from desktop.models.store.default_items import DefaultItemRows
from desktop.models.store.document_judgements import DocumentJudgements
from desktop.models.store.engines import engine_for, is_file, reading_options, refuse_emptied, refuse_unfit_server
from desktop.models.store.expenses import Expenses
from desktop.models.store.integrations import Integrations
from desktop.models.store.invoices import Invoices
from desktop.models.store.items import Items
from desktop.models.store.judged_pairs import JudgedPairs
from desktop.models.store.links import Links
from desktop.models.store.log_entries import LogEntries
from desktop.models.store.people import People
from desktop.models.store.reconciliations import Reconciliations
from desktop.models.store.secrets import SealedSecrets
from desktop.models.store.sent_elsewhere import SentElsewhere
from desktop.models.store.settings import Settings
from desktop.models.store.transfers import Transfers
from desktop.models.store.troubles import as_store_trouble


class Work:
    """One unit of work: the repositories, one per kind, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.integrations = Integrations(session)
        self.settings = Settings(session)
        self.customers = Customers(session)
        self.people = People(session)
        self.items = Items(session)
        self.default_items = DefaultItemRows(session)
        self.expenses = Expenses(session)
        self.invoices = Invoices(session)
        self.links = Links(session)
        self.carried = Carried(session)
        self.decisions = Decisions(session)
        self.judged_pairs = JudgedPairs(session)
        self.transfers = Transfers(session)
        self.att_person_turns = AttPersonTurns(session)
        self.document_judgements = DocumentJudgements(session)
        self.sent_elsewhere = SentElsewhere(session)
        self.reconciliations = Reconciliations(session)
        self.batches = Batches(session)
        self.log = LogEntries(session)
        self.sealed_secrets = SealedSecrets(session)

    def __enter__(self) -> Work:
        return self

    def __exit__(self, kind: type[BaseException] | None, trouble: BaseException | None, traceback: TracebackType | None) -> None:
        self._session.rollback()
        self._session.close()

    def commit(self) -> None:
        """Keep what was done so far."""
        self._session.commit()


class Store:
    """The database of all integrations; SQLite in a file, or PostgreSQL for a shared store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite lets one write at a time and the others ask again after growing pauses; the threads of one program take turns.
        self._turn: AbstractContextManager[object] = threading.RLock() if is_file(engine.url) else nullcontext()
        self._reading = engine.execution_options(**reading_options(engine.url))

    @classmethod
    def open(cls, address: str | Path | URL, backups: Path | None = None) -> Store:
        """Open (and create or upgrade) the database; a file path means SQLite. `StoreUnusable` says what is wrong with it.

        Before an upgrade a file is copied to `backups` (default: beside it) through SQLite's backup API; a server has its own.
        """
        url = address if isinstance(address, URL) else URL.create("sqlite", database=str(address))
        # OSError: a folder cannot be made; sqlite3.Error: nor the copy; InvalidRequestError: the file notes two versions.
        kinds = (DBAPIError, OSError, sqlite3.Error, InvalidRequestError)
        with as_store_trouble(url, kinds), ExitStack() as when_it_fails:
            if is_file(url) and url.database:
                refuse_emptied(Path(url.database))
            engine = engine_for(url)
            when_it_fails.callback(engine.dispose)
            if not is_file(url):
                refuse_unfit_server(engine)
            migrate.upgrade(engine, url, backups)
            configure_mappers()  # here, where nobody waits for a window: else the first query does it
            when_it_fails.pop_all()
        return cls(engine)

    def __reduce__(self) -> tuple[Callable[[URL], Store], tuple[URL]]:
        """Another process of ours opens the same database, which is up to date."""
        return _attached, (self._engine.url,)

    @property
    def name(self) -> str:
        """The database's place without password: what tells two stores on one machine apart."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def is_shared(self) -> bool:
        """Whether it lies on a server, where colleagues use it too."""
        return not is_file(self._engine.url)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A unit of work that may write."""
        with self._turn, as_store_trouble(self._engine.url), Work(Session(self._engine, expire_on_commit=False)) as work:
            yield work

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """A unit of work that only reads: it takes no write lock, so a long list never holds up a transfer."""
        with as_store_trouble(self._engine.url), Work(Session(self._reading, expire_on_commit=False)) as work:
            yield work

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _attached(url: URL) -> Store:
    return Store(engine_for(url))
