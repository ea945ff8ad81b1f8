"""A store that colleagues share: its password, and credentials of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.app import StoreBox
from desktop.connectors.keychain import Keychain
from desktop.models.store.work import Store
from tests.postgresql_server import GUARDED, Server

PASSWORD = "s3cr3t-of-anna"


@pytest.fixture
def address(server: Server) -> str:
    """Of a fresh database whose user needs a password."""
    name = str(server.new_database().database)
    server.run(
        f"DO $$ BEGIN CREATE USER {GUARDED}; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
        f"ALTER USER {GUARDED} PASSWORD '{PASSWORD}'; ALTER DATABASE {name} OWNER TO {GUARDED}",
        "postgres",
    )
    server.run(f"GRANT ALL ON SCHEMA public TO {GUARDED}", name)
    return server.address(name, GUARDED).render_as_string()


def everything_written(folder: Path) -> str:
    return "".join(file.read_text("utf-8", errors="replace") for file in folder.rglob("*.log*"))


def test_the_password_is_asked_for_once_and_lies_in_the_keyring_alone(newcomer: Any, keyring_file: Path, address: str) -> None:
    refused = newcomer.run("doctor", "--database", address)
    assert (refused.code, "did not let Bindeled in" in refused.out) == (6, True)

    kept = newcomer.run_plainly("database", address, "--json", stdin=f"{PASSWORD}\n")
    assert kept.code == 0, kept
    assert list(json.loads(keyring_file.read_text()).values()) == [PASSWORD]

    found = newcomer.run("doctor", "--database", address, "--json")
    assert found.code == 0, found
    told = next(one["detail"] for one in found.data if one["check"] == "Database")
    assert told.startswith(f"postgresql://{GUARDED}:***@/")
    for one in (refused, kept, found):
        assert PASSWORD not in one.out + one.err
    assert PASSWORD not in everything_written(newcomer.folder)


def test_a_wrong_password_is_not_kept(newcomer: Any, keyring_file: Path, address: str) -> None:
    answer = newcomer.run_plainly("database", address, stdin="s3cr3t-wrong\n")
    assert (answer.code, keyring_file.exists()) == (6, False)
    assert "s3cr3t" not in answer.out + answer.err


@pytest.mark.parametrize(
    "given",
    ["postgresql://anna:s3cr3t@db.invalid/b", "postgresql://anna@db.invalid/b?password=s3cr3t", "postgresql://anna:@db.invalid/b"],
)
def test_a_password_in_the_address_is_refused_and_repeated_nowhere(newcomer: Any, given: str) -> None:
    for answer in (newcomer.run("log", "--database", given, "--json"), newcomer.run_plainly("database", given)):
        assert answer.code == 3
        assert "holds a password" in answer.err
        assert "s3cr3t" not in answer.out + answer.err
    assert "s3cr3t" not in everything_written(newcomer.folder)


@pytest.mark.parametrize(
    "given", ["shared.sqlite3", "sqlite:///shared.sqlite3", "mysql://anna@db.invalid/b", "postgresql://anna@db.invalid:x/b"]
)
def test_what_is_no_address_of_a_shared_database_is_refused(newcomer: Any, given: str) -> None:
    answer = newcomer.run("log", "--database", given)
    assert answer.code == 3
    assert "postgresql://user@server/database" in answer.err


def test_an_address_on_another_computer_names_who_signed_its_certificate(newcomer: Any) -> None:
    answer = newcomer.run("log", "--database", "postgresql://anna@db.invalid/b")
    assert (answer.code, "sslrootcert=FILE" in answer.err) == (3, True)


def test_each_colleague_has_credentials_of_their_own_and_a_reset_is_everybodys(
    newcomer: Any, server: Server, keyring_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(server.new_database())
    colleagues = {}
    for who in ("anna@pc1", "bo@pc2"):
        monkeypatch.setattr("desktop.app.person", lambda who=who: who)
        colleagues[who] = (Keychain(StoreBox(store)), keyring_file.with_name(who))

    def at(who: str) -> Keychain:
        keychain, place = colleagues[who]
        monkeypatch.setenv("BINDELED_TEST_KEYRING_FILE", str(place))
        return keychain

    for who in colleagues:
        at(who).save("k", {"token": f"token of {who}"})
    for who in colleagues:
        assert at(who).load("k") == {"token": f"token of {who}"}
    at("anna@pc1").delete("k")
    assert at("bo@pc2").load("k") == {}
    store.close()
