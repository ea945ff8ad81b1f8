"""A keyring in a file, for tests only: credentials survive from one command to the next without a keyring of this computer."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

PLACE = "BINDELED_TEST_KEYRING_FILE"


class FileKeyring(KeyringBackend):
    """Chosen in a process of its own by `PYTHON_KEYRING_BACKEND=file_keyring.FileKeyring`."""

    priority = 9  # type: ignore[assignment]  # keyring's own way to say it, a property of the class there

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps({**self._all(), f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        kept = self._all()
        del kept[f"{service}/{username}"]
        self._file.write_text(json.dumps(kept))

    @property
    def _file(self) -> Path:
        return Path(os.environ[PLACE])

    def _all(self) -> dict[str, str]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}  # type: ignore[no-any-return]  # ours
