"""The one wrapper of keyring: where credentials lie.

The Windows credential store holds 2,560 bytes an entry, and tokens can be longer. So the keyring holds one random key per entry and
a `SealedBox` (in the store) the secrets, encrypted with it by AES-GCM: neither is worth anything without the other.

keyring and cryptography are loaded where they are used: the start of the window waits for neither.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Protocol, TypeVar

import msgspec

from desktop.decoders import decoded
from desktop.diagnostics import register_secret
from desktop.errors import KeyringUnusable
from desktop.texts import Message

SERVICE = "Bindeled"
NONCE_BYTES = 12  # what AES-GCM is made for (NIST SP 800-38D)

T = TypeVar("T")


class SealedBox(Protocol):
    """Keeps encrypted secrets by name; the store does it."""

    def put(self, key: str, sealed: bytes) -> None:
        """Keep or replace."""

    def get(self, key: str) -> bytes | None:
        """What is kept under the name, if anything."""

    def delete(self, key: str) -> None:
        """Forget; nothing happens when there is none."""


class Keychain:
    """Credentials in the operating system's keyring. Every secret that passes is struck out of all logs from then on."""

    def __init__(self, box: SealedBox) -> None:
        self._box = box

    @property
    def is_lasting(self) -> bool:
        """Whether the credentials outlive this run."""
        return True

    def check(self) -> None:
        """`KeyringUnusable` when this computer has no keyring, or it is locked or not a safe one."""
        import keyring

        backend = _asked(keyring.get_keyring)
        # Keyring's own line between the operating systems' keyrings and files that anybody can read.
        if _asked(lambda: backend.priority) < 1:
            raise _unusable(f"{type(backend).__module__} is no safe keyring")
        self._own_key(SERVICE)

    def save(self, key: str, secrets: Mapping[str, str]) -> None:
        """Keep the secrets under a name, in place of what was there; `KeyringUnusable`."""
        import keyring
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        _register(secrets)
        self.check()
        own_key = self._own_key(key)
        if own_key is None:
            own_key = AESGCM.generate_key(bit_length=256)
            packed = base64.b64encode(own_key).decode()
            _asked(lambda: keyring.set_password(SERVICE, key, packed))
            if self._own_key(key) != own_key:
                raise _unusable("the keyring did not keep what it was given")
        nonce = os.urandom(NONCE_BYTES)
        # The name is sealed in, so that the secrets of one connection cannot be put in the place of another's.
        self._box.put(key, nonce + AESGCM(own_key).encrypt(nonce, msgspec.json.encode(dict(secrets)), key.encode()))

    def load(self, key: str) -> dict[str, str]:
        """The secrets under a name, empty when none were saved on this computer; `KeyringUnusable`."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealed = self._box.get(key)
        own_key = None if sealed is None else self._own_key(key)
        if sealed is None or own_key is None:
            return {}
        try:
            opened = AESGCM(own_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key.encode())
        except (InvalidTag, ValueError) as error:
            raise KeyringUnusable(
                Message("The saved credentials and the key in this computer's keyring do not belong together."),
                what_to_do=Message("Reset the connection and enter the credentials again."),
                technical=f"{type(error).__name__} on {key}",
            ) from error
        secrets = decoded(opened, dict[str, str])
        _register(secrets)
        return secrets

    def delete(self, key: str) -> None:
        """Forget the secrets under a name; nothing happens when there are none. `KeyringUnusable`."""
        import keyring

        self._box.delete(key)
        if self._own_key(key) is not None:
            _asked(lambda: keyring.delete_password(SERVICE, key))

    def _own_key(self, key: str) -> bytes | None:
        import keyring

        packed = _asked(lambda: keyring.get_password(SERVICE, key))
        try:
            return base64.b64decode(packed, validate=True) if packed else None
        except binascii.Error:
            return None


def keep_database_password(account: str, password: str) -> None:
    """Keep the password of a shared database, in which the box cannot lie that would hold it; `KeyringUnusable`."""
    import keyring

    register_secret(password)
    _asked(lambda: keyring.set_password(SERVICE, account, password))
    if _asked(lambda: keyring.get_password(SERVICE, account)) != password:
        raise _unusable("the keyring did not keep what it was given")


def database_password(account: str) -> str | None:
    """The password of a shared database; `None` where there is none, or no usable keyring: some servers ask for none."""
    import keyring

    try:
        password = _asked(lambda: keyring.get_password(SERVICE, account))
    except KeyringUnusable:
        return None
    if password:
        register_secret(password)
    return password or None


class KeychainForThisRun(Keychain):
    """Credentials kept in memory until the program ends, where the computer has no usable keyring."""

    def __init__(self) -> None:
        self._secrets: dict[str, dict[str, str]] = {}

    @property
    def is_lasting(self) -> bool:
        """They are gone when the program ends."""
        return False

    def check(self) -> None:
        """Memory can always be used."""

    def save(self, key: str, secrets: Mapping[str, str]) -> None:
        """Keep the secrets under a name until the program ends."""
        _register(secrets)
        self._secrets[key] = dict(secrets)

    def load(self, key: str) -> dict[str, str]:
        """The secrets under a name, empty when there are none."""
        return dict(self._secrets.get(key, {}))

    def delete(self, key: str) -> None:
        """Forget the secrets under a name."""
        self._secrets.pop(key, None)


class KeychainWhereUsable(Keychain):
    """The operating system's keyring, or memory where it cannot be used; looked at when it is first needed, not at the start."""

    @cached_property
    def _found(self) -> Keychain:
        keychain = Keychain(self._box)
        try:
            keychain.check()
        except KeyringUnusable:
            return KeychainForThisRun()
        return keychain

    @property
    def is_lasting(self) -> bool:
        """Whether the keyring can be used."""
        return self._found.is_lasting

    def check(self) -> None:
        """Where the keyring cannot be used, memory can."""
        self._found.check()

    def save(self, key: str, secrets: Mapping[str, str]) -> None:
        """Keep the secrets under a name, in place of what was there; `KeyringUnusable`."""
        self._found.save(key, secrets)

    def load(self, key: str) -> dict[str, str]:
        """The secrets under a name, empty when there are none; `KeyringUnusable`."""
        return self._found.load(key)

    def delete(self, key: str) -> None:
        """Forget the secrets under a name. `KeyringUnusable`."""
        self._found.delete(key)


class KeychainInPractice(KeychainForThisRun):
    """Reads the credentials of another keychain, and keeps what is changed in memory, so that practice changes nothing."""

    def __init__(self, real: Keychain) -> None:
        super().__init__()
        self._real = real

    def load(self, key: str) -> dict[str, str]:
        """The secrets under a name as practised so far, else the real ones."""
        return super().load(key) if key in self._secrets else self._real.load(key)

    def delete(self, key: str) -> None:
        """Forget the secrets under a name in practice only."""
        self._secrets[key] = {}


def _register(secrets: Mapping[str, str]) -> None:
    for secret in secrets.values():
        register_secret(secret)


def _asked(question: Callable[[], T]) -> T:
    """The keyring's answer; whatever it raises becomes `KeyringUnusable` (each backend has errors of its own beside keyring's)."""
    try:
        return question()
    except Exception as error:
        raise _unusable(f"{type(error).__name__}: {error}") from error


def _unusable(technical: str) -> KeyringUnusable:
    return KeyringUnusable(
        Message("The keyring of this computer cannot be used."),
        what_to_do=Message("Unlock it or set one up, or let Bindeled keep the credentials for this run only."),
        technical=technical,
    )
