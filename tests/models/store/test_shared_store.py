"""The store on a PostgreSQL server, where it could differ from a file: several writers, sessions that break, texts, addresses."""

from __future__ import annotations

import datetime as dt
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import make_url

from desktop.errors import StoreUnusable
from desktop.models.records import Activity, Customer, FinanceInvoice, FinanceState, Integration, Outcome, Side, TransferState
from desktop.models.store import engines, migrate
from desktop.models.store.work import Store, Work
from desktop.texts import Message
from tests.postgresql_server import GUARDED, Server

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def store(empty_shared_store: Store) -> Store:
    """On the server alone."""
    return empty_shared_store


@pytest.fixture
def colleague(store: Store) -> Iterator[Store]:
    """Another program on the same store."""
    opened = Store.open(store._engine.url)
    yield opened
    opened.close()


def at_once(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=one) for one in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_every_migration_goes_up_and_what_has_a_way_down_goes_down_and_up_again(server: Server) -> None:
    engine = engines.engine_for(server.new_database())
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    for way, to in ((command.upgrade, "head"), (command.downgrade, "0004"), (command.upgrade, "head")):
        with engine.connect() as connection, connection.begin():
            config.attributes["connection"] = connection
            way(config, to)
    assert migrate.revision(engine) == migrate.revisions()[-1]
    engine.dispose()


def test_a_writer_waits_for_the_one_before_and_sees_what_it_kept(store: Store, colleague: Store, here: int) -> None:
    def count_up(one: Store) -> None:
        for _ in range(20):
            with one.work() as work:
                work.settings.put(here, "count", {"n": work.settings.get(here, "count").get("n", 0) + 1})
                work.commit()

    at_once(lambda: count_up(store), lambda: count_up(colleague), lambda: count_up(store))
    with store.reading() as work:
        assert work.settings.get(here, "count") == {"n": 60}


def test_one_of_two_gets_each_invoice(store: Store, colleague: Store, here: int) -> None:
    got: list[str] = []

    def claim_all(one: Store, me: str) -> None:
        for number in range(30):
            with one.work() as work:
                claimed = work.transfers.claim(
                    here, f"i{number}", reference=f"TL-{number}", key=f"k{number}", claimed_by=me, from_states=()
                )
                work.commit()
            if claimed is not None:
                got.append(claimed.invoice_id)

    at_once(lambda: claim_all(store, "anna"), lambda: claim_all(colleague, "bo"))
    assert sorted(got) == sorted(f"i{number}" for number in range(30))
    with store.reading() as work:
        assert {one.state for one in work.transfers.all(here).values()} == {TransferState.SENDING}


def test_entries_of_several_writers_make_one_chain(store: Store, colleague: Store, here: int) -> None:
    def write(one: Store) -> None:
        for number in range(15):
            with one.work() as work:
                work.log.note(here, Activity.TRANSFER, Outcome.DONE, Message("Invoice {number}.", number=str(number)))
                work.commit()

    at_once(lambda: write(store), lambda: write(colleague), lambda: write(store))
    with store.reading() as work:
        proof = work.log.verify()
    assert (proof.entries, proof.faults) == (45, ())


def test_a_change_of_the_log_by_hand_is_found(store: Store, here: int, server: Server) -> None:
    for number in range(3):
        with store.work() as work:
            work.log.note(here, Activity.TRANSFER, Outcome.DONE, Message("Invoice {number}.", number=str(number)))
            work.commit()
    server.run("UPDATE log_entries SET person = 'other' WHERE id = 2", str(store._engine.url.database))
    with store.reading() as work:
        assert [(str(one.kind), one.first) for one in work.log.verify().faults] == [("changed", 2)]
        assert [one.number for one in work.log.sealed()] == [1, 2, 3]


def test_who_reads_holds_nobody_up_and_sees_one_state_throughout(store: Store, colleague: Store, here: int) -> None:
    with store.reading() as reading:
        assert reading.settings.get(here, "name") == {}
        with colleague.work() as work:
            work.settings.put(here, "name", {"a": 1})
            work.commit()
        reading._session.expire_all()
        assert reading.settings.get(here, "name") == {}
        with pytest.raises(StoreUnusable, match="cannot be opened for writing"), store.reading() as wrong:
            wrong.customers.mark_gone(here, Side.PSA, "1")


def test_a_writer_that_does_not_end_is_told_and_nothing_is_lost(store: Store, here: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SHARED_BUSY_SECONDS", 0.1)
    impatient = Store.open(store._engine.url)
    with store.work() as holding:
        holding.settings.put(here, "name", {"a": 1})
        with pytest.raises(StoreUnusable, match="is locked by another program"), impatient.work() as work:
            work.settings.put(here, "name", {"b": 2})
        holding.commit()
    with impatient.work() as work:
        assert work.settings.get(here, "name") == {"a": 1}
    impatient.close()


def test_a_computer_that_sleeps_while_it_writes_loses_its_turn(store: Store, colleague: Store, here: int) -> None:
    def fall_asleep(work: Work) -> None:
        work.settings.put(here, "name", {"asleep": 1})
        work._session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
        with colleague.work() as awake:  # waits until the server took the turn away
            awake.settings.put(here, "name", {"awake": 1})
            awake.commit()
        work.commit()

    with pytest.raises(StoreUnusable, match="does not answer"), store.work() as work:
        fall_asleep(work)
    with store.reading() as work:
        assert work.settings.get(here, "name") == {"awake": 1}


def test_a_connection_that_was_lost_overnight_is_made_again(store: Store, server: Server, here: int) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = '{}'"
    server.run(others.format(store._engine.url.database), "postgres")
    with store.work() as work:
        assert work.integrations.get(here) is not None


def test_nul_in_what_others_send_stops_nothing_and_the_log_stays_whole(store: Store, here: int) -> None:
    with store.work() as work:
        work.customers.replace_all(here, Side.PSA, [Customer(id="1\0", name="Nor\0d")])
        work.log.note(here, Activity.FETCH, Outcome.DONE, Message("Read {name}.", name="Nor\0d"), technical="a\0b")
        work.commit()
    with store.reading() as work:
        assert [(one.id, one.name) for one in work.customers.all(here, Side.PSA)] == [("1\ufffd", "Nor\ufffdd")]
        assert work.customers.get(here, Side.PSA, "1\0") is not None
        assert work.log.verify().is_whole


def test_ids_and_references_of_others_may_have_any_length(store: Store, here: int) -> None:
    long = FinanceInvoice(id="7", number="7", state=FinanceState.DRAFT, reference="x" * 250)
    with store.work() as work:
        work.invoices.replace_counterparts(here, [long])
        work.customers.put(here, Side.FINANCE, Customer(id="y" * 500))
        work.commit()
    with store.reading() as work:
        assert work.invoices.counterparts(here) == [long]


def test_another_process_opens_the_same_store(store: Store, integration: Integration) -> None:
    opened = Store.__reduce__(store)[0](store._engine.url)
    with opened.reading() as work:
        assert [one.name for one in work.integrations.all()] == [integration.name]
    opened.close()


OPEN_IT = """
import sys
from desktop.models.store.work import Store
from sqlalchemy.engine import make_url
print("ready", flush=True)
input()
with Store.open(make_url(sys.argv[1])).reading() as work:
    print(work.integrations.all())
"""


def test_two_programs_that_open_a_fresh_database_at_the_same_time_both_get_it(server: Server) -> None:
    url = server.new_database()
    told = [sys.executable, "-c", OPEN_IT, url.render_as_string()]
    with subprocess.Popen(told, text=True, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("\n")
        other.stdin.flush()
        Store.open(url).close()
        assert other.communicate()[0] == "[]\n"


def test_a_database_of_a_newer_version_is_refused_untouched(server: Server) -> None:
    url = server.new_database()
    Store.open(url).close()
    server.run("UPDATE alembic_version SET version_num = '9999'", str(url.database))
    with pytest.raises(StoreUnusable, match="made by a newer version"):
        Store.open(url)


def test_a_database_whose_encoding_has_not_every_letter_is_refused(server: Server) -> None:
    server.run("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'", "postgres")
    with pytest.raises(StoreUnusable, match="cannot keep every letter"):
        Store.open(server.address("narrow"))


def test_a_computer_whose_clock_is_wrong_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MOST_CLOCKS_DIFFER", -dt.timedelta(seconds=1))
    with pytest.raises(StoreUnusable, match="The clocks of this computer and of the database"):
        Store.open(store._engine.url)


@pytest.mark.parametrize("change", [{"username": GUARDED}, {"username": GUARDED, "password": "s3cr3t-wrong"}, {"database": "none"}])
def test_a_server_that_lets_nobody_in_says_what_to_look_at_and_never_the_password(
    server: Server, store: Store, change: dict[str, str]
) -> None:
    with pytest.raises(StoreUnusable, match="does not answer, or did not let Bindeled in") as refused:
        Store.open(store._engine.url.set(**change))  # type: ignore[arg-type]  # its parts
    assert "s3cr3t" not in f"{refused.value} {refused.value.technical} {refused.value.__cause__}"


def test_a_server_of_another_computer_is_reached_by_tls_alone(store: Store) -> None:
    def way(address: str) -> dict[str, str]:
        return engines.safe_connection(make_url(address))

    for elsewhere in (
        "anna@db.invalid/b?sslmode=disable",
        "anna@192.0.2.7/b",
        "/b",
        "/b?host=/tmp,db.invalid",
        "localhost,db.invalid/b",
        "localhost/b?hostaddr=192.0.2.7",
    ):
        assert way(f"postgresql://{elsewhere}") == {"sslmode": "verify-full"}, elsewhere
    assert way("postgresql://127.0.0.1/b") == way("postgresql://localhost/b") == way("postgresql:///b?host=/tmp") == {}
    assert way(store._engine.url.render_as_string()) == {}


def test_a_server_without_tls_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "is_this_computer", lambda _: False)
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse_tls() -> None:
            caller, _address = listening.accept()
            with caller:
                heard.append(caller.recv(1000))
                caller.sendall(b"N")
                heard.append(caller.recv(1000))

        answering = threading.Thread(target=refuse_tls)
        answering.start()
        (tmp_path / "ca.pem").touch()
        address = f"postgresql://anna@127.0.0.1:{listening.getsockname()[1]}/b?sslmode=disable&sslrootcert={tmp_path / 'ca.pem'}"
        with pytest.raises(StoreUnusable, match="is not trusted, so nothing was sent"):
            Store.open(make_url(address))
        answering.join()
    assert b"anna" not in b"".join(heard)
