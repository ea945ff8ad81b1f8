"""The token of a personal integration: client and API key are exchanged for it (dinero.md section 2.1)."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from desktop.connectors.answers import Answer
from desktop.connectors.dinero.refusals import credentials_refused, refusal
from desktop.diagnostics import register_secret

if TYPE_CHECKING:
    from desktop.connectors.api_session import ApiSession

TOKEN_PATH = "dineroapi/oauth/token"
RENEWED_BEFORE = 300.0  # seconds; of a token that lasts shorter it is a tenth of its time


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = 3600.0


class TokenExchange:
    """Keeps one token, in memory only. Safe to use from several threads."""

    def __init__(self, session: ApiSession, client_id: str, secrets: Mapping[str, str]) -> None:
        self._session = session
        self._client = f"{client_id}:{secrets.get('client_secret', '')}"
        self._api_key = secrets.get("api_key", "")
        self._token = ""
        self._renew_at = 0.0
        self._lock = threading.Lock()
        register_secret(self._basic())

    def token(self, refused: str = "") -> str:
        """A token that is good: the one kept, or a new one when that runs out or is the one that was `refused`.

        `SignInRefused` when the credentials are wrong, and what a read raises.
        """
        with self._lock:
            if not self._token or self._token == refused or time.monotonic() >= self._renew_at:
                found = self._asked()
                register_secret(found.access_token)
                self._token = found.access_token
                self._renew_at = time.monotonic() + found.expires_in - min(RENEWED_BEFORE, found.expires_in / 10)
            return self._token

    def _asked(self) -> _Token:
        form = {"grant_type": "password", "scope": "read write", "username": self._api_key, "password": self._api_key}
        # Asking twice does no harm, so it is a read.
        answer = self._session.read(
            "POST",
            TOKEN_PATH,
            content=urlencode(form).encode(),
            headers={"Authorization": f"Basic {self._basic()}", "Content-Type": "application/x-www-form-urlencoded"},
        )
        if answer.is_success:
            return answer.decoded(_Token)
        raise (
            credentials_refused(f"{answer.address} {answer.status} {answer.text[:200]}") if _is_refusal(answer) else refusal(answer)
        )

    def _basic(self) -> str:
        return base64.b64encode(self._client.encode()).decode()


def _is_refusal(answer: Answer) -> bool:
    """A wrong key is a 400 whose text has `_grant` in it, a wrong client 401 or `invalid_client`."""
    return answer.status in (401, 403) or (answer.status == 400 and ("_grant" in answer.text or "_client" in answer.text))
