"""With a keyring in memory, and with the real Secret Service where `dev.py test` starts one."""

from __future__ import annotations

from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from desktop.connectors.keychain import SERVICE, Keychain, KeychainForThisRun, KeychainWhereUsable
from desktop.diagnostics import struck_out
from desktop.errors import KeyringUnusable

LONG = "long-token-" + "0123456789abcdef" * 384  # 6 kB, as some vendors' tokens are
WINDOWS_LIMIT = 2560


class KeyringInMemory(KeyringBackend):
    """As strict about size as the Windows credential store."""

    priority = 1  # type: ignore[assignment]  # a plain number is what keyring documents

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password.encode("utf-16-le")) <= WINDOWS_LIMIT
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Box(dict[str, bytes]):
    """A sealed box in memory."""

    def put(self, key: str, sealed: bytes) -> None:
        self[key] = sealed

    def delete(self, key: str) -> None:
        self.pop(key, None)


@pytest.fixture
def backend() -> Any:
    before = keyring.get_keyring()
    backend = KeyringInMemory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def other_keyring() -> Any:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_gives_back_long_secrets_that_neither_place_holds_alone(backend: KeyringInMemory) -> None:
    box = Box()
    Keychain(box).save("1-finance", {"token": LONG, "æøå": "kort hemmelighed"})
    assert Keychain(box).load("1-finance") == {"token": LONG, "æøå": "kort hemmelighed"}
    assert b"0123456789abcdef" not in box["1-finance"]
    assert LONG not in "".join(backend.kept.values())
    assert list(backend.kept) == [(SERVICE, "1-finance")]


def test_the_same_secrets_look_different_every_time_and_the_key_stays(backend: KeyringInMemory) -> None:
    box = Box()
    keychain = Keychain(box)
    keychain.save("k", {"a": "first-secret"})
    first, own_key = box["k"], dict(backend.kept)
    keychain.save("k", {"a": "first-secret"})
    assert box["k"] != first
    assert backend.kept == own_key


def test_what_was_never_saved_or_was_deleted_is_empty(backend: KeyringInMemory) -> None:
    keychain = Keychain(Box())
    assert keychain.load("k") == {}
    keychain.delete("k")
    keychain.save("k", {"a": "some-secret"})
    keychain.delete("k")
    assert keychain.load("k") == {}
    assert backend.kept == {}


def test_a_store_that_moved_to_another_computer_has_no_secrets_there(backend: KeyringInMemory) -> None:
    box = Box()
    Keychain(box).save("k", {"a": "some-secret"})
    backend.kept.clear()
    assert Keychain(box).load("k") == {}


def test_secrets_that_were_changed_or_swapped_are_refused_with_the_next_step(backend: KeyringInMemory) -> None:
    box = Box()
    keychain = Keychain(box)
    keychain.save("one", {"a": "some-secret"})
    keychain.save("two", {"a": "other-secret"})
    backend.kept[SERVICE, "two"] = backend.kept[SERVICE, "one"]
    box["two"] = box["one"]
    with pytest.raises(KeyringUnusable, match="enter the credentials again"):
        keychain.load("two")
    box["one"] = b"short"
    with pytest.raises(KeyringUnusable):
        keychain.load("one")


def test_a_keyring_entry_that_is_no_key_of_ours_is_replaced(backend: KeyringInMemory) -> None:
    backend.kept[SERVICE, "k"] = "not base64!"
    keychain = Keychain(Box())
    keychain.save("k", {"a": "some-secret"})
    assert keychain.load("k") == {"a": "some-secret"}


@pytest.mark.parametrize("backend_without_use", [fail.Keyring, null.Keyring])
def test_without_a_usable_keyring_nothing_is_kept(backend_without_use: Any, other_keyring: Any) -> None:
    other_keyring(backend_without_use())
    box = Box()
    keychain = Keychain(box)
    with pytest.raises(KeyringUnusable):
        keychain.check()
    with pytest.raises(KeyringUnusable, match="this run only"):
        keychain.save("k", {"a": "some-secret"})
    assert box == {}


def test_a_keyring_that_forgets_at_once_is_noticed(other_keyring: Any) -> None:
    class Forgetful(KeyringInMemory):
        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    other_keyring(Forgetful())
    with pytest.raises(KeyringUnusable):
        Keychain(Box()).save("k", {"a": "some-secret"})


def test_errors_of_a_backend_become_ours(other_keyring: Any) -> None:
    class Locked(KeyringInMemory):
        def get_password(self, service: str, username: str) -> str | None:
            raise OSError("the collection is locked")

    other_keyring(Locked())
    with pytest.raises(KeyringUnusable) as caught:
        Keychain(Box(k=b"sealed")).load("k")
    assert "locked" in caught.value.technical


def test_secrets_are_struck_out_from_the_moment_they_pass(backend: KeyringInMemory) -> None:
    box = Box()
    Keychain(box).save("k", {"a": "passing-secret-77"})
    assert "passing-secret-77" not in struck_out("it was passing-secret-77")
    KeychainForThisRun().save("k", {"a": "passing-secret-78"})
    assert "passing-secret-78" not in struck_out("it was passing-secret-78")


def test_the_keychain_for_this_run_keeps_in_memory_and_says_so() -> None:
    keychain = KeychainForThisRun()
    keychain.check()
    keychain.save("k", {"a": LONG})
    assert keychain.load("k") == {"a": LONG}
    keychain.delete("k")
    assert keychain.load("k") == {}
    assert not keychain.is_lasting


@pytest.mark.parametrize("backend_without_use", [fail.Keyring, null.Keyring])
def test_where_the_keyring_cannot_be_used_memory_keeps(backend_without_use: Any, other_keyring: Any) -> None:
    keychain = KeychainWhereUsable(box := Box())
    other_keyring(backend_without_use())  # looked at when it is needed, not before
    keychain.check()
    keychain.save("k", {"a": LONG})
    assert keychain.load("k") == {"a": LONG}
    assert not keychain.is_lasting
    assert box == {}
    keychain.delete("k")
    assert keychain.load("k") == {}


def test_where_the_keyring_can_be_used_it_keeps(backend: KeyringInMemory) -> None:
    keychain = KeychainWhereUsable(box := Box())
    keychain.save("k", {"a": LONG})
    assert keychain.is_lasting
    assert Keychain(box).load("k") == {"a": LONG}


def test_the_real_secret_service_keeps_and_forgets(secret_service: None) -> None:
    box = Box()
    Keychain(box).check()
    Keychain(box).save("test-entry", {"token": LONG})
    assert Keychain(box).load("test-entry") == {"token": LONG}
    Keychain(box).delete("test-entry")
    assert keyring.get_password(SERVICE, "test-entry") is None
