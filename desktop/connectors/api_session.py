"""The one wrapper of requests: time-outs, TLS, proxies, what may be retried, rate-limit waits, recording, answer -> our error.

`read` and `write` are different doors. A read is tried up to three times. A write is repeated only when it is certain that nothing
was done: the connection was never made, or the system answered 429. Every other write without a clear answer is `OutcomeUnknown`.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import ssl
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import truststore
import urllib3
from requests.adapters import HTTPAdapter

from desktop.connectors.answers import Answer, outcome_unknown, retry_after, to_json
from desktop.connectors.call_limit import CallLimit
from desktop.connectors.recording import Recorder, kept
from desktop.connectors.waiting import Waiting
from desktop.diagnostics import register_secret, struck_out
from desktop.errors import (
    BindeledError,
    NoConnection,
    SettingsError,
    SystemDown,
    TimedOut,
    TooManyCalls,
)
from desktop.models.records import Exchange
from desktop.progress import heed
from desktop.texts import Message

__all__ = ["Answer", "ApiSession", "Recorder", "to_json"]

TIMEOUTS = (10.0, 30.0)  # seconds: to connect, and between two pieces of the answer
BACKOFF = 0.5  # seconds before the second try of a read, doubled before the third
MOST_TRIES = 3
LONGEST_WAIT = 120.0  # seconds; a rate limit that asks for more is the caller's to handle
WORTH_A_RETRY = (502, 503, 504)
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")  # letters of other alphabets have become xn-- by then


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    address: str
    is_write: bool
    params: Mapping[str, str] | None
    content: bytes | None
    headers: Mapping[str, str]
    accepted: Collection[int]
    is_sent_once: bool = False


class ApiSession(Waiting):
    """One address of one system. Safe to use from several threads."""

    def __init__(
        self,
        base_address: str,
        system_label: str,
        *,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
        timeouts: tuple[float, float] | None = None,
        recorder: Recorder | None = None,
        backoff: float | None = None,
        rate_window: float = 60.0,
        at_once: int = 0,
        limit: CallLimit | None = None,
    ) -> None:
        """`SettingsError` when the address cannot be one; `secrets` are struck out wherever they turn up.

        `timeouts` and `backoff`: `TIMEOUTS` and `BACKOFF` unless told otherwise;
        `rate_window`: seconds to wait after a 429 that does not say how long; `at_once`: how many calls may be under way at
        one time, the others wait for their turn (0: any number); `limit`: how many in how many seconds.
        """
        super().__init__()
        self.base_address = _checked_address(base_address)
        self.system_label = system_label
        self.timeouts = timeouts or TIMEOUTS
        self.recorder = recorder or Recorder()
        self._backoff = BACKOFF if backoff is None else backoff
        self._rate_window = rate_window
        self._limit = limit
        self._ahead = threading.local()  # `calls`: how many of this thread have their place already
        self._turns: AbstractContextManager[object] = threading.BoundedSemaphore(at_once) if at_once else nullcontext()
        for secret in secrets:
            register_secret(secret)
        self._requests = requests.Session()
        self._requests.mount("https://", _SystemTrustAdapter())
        self._requests.headers.update({"User-Agent": "Bindeled", **(headers or {})})
        self._requests.auth = _as_it_is  # else requests would add what a .netrc file holds
        self._requests.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._requests.trust_env = not _is_this_machine(self.base_address)  # no proxy leads to this machine

    def read(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accepted: Collection[int] = (),
    ) -> Answer:
        """Ask for something; nothing changes over there, so it may be tried again.

        Gives 2xx and 4xx (what a 4xx means is the client's to say), and statuses in `accepted` such as the 500 of a SOAP fault.
        Raises `NoConnection`, `TimedOut`, `TooManyCalls`, `SystemDown` (5xx) and `UnexpectedAnswer` (3xx).
        """
        return self._exchange(_Call(method, self._address(path), False, params, content, headers or {}, accepted))

    def write(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accepted: Collection[int] = (),
        is_sent_once: bool = False,
    ) -> Answer:
        """Change something; sent again only when nothing was done, and never with `is_sent_once`: what it says may be old by then.

        Gives 2xx and 4xx and statuses in `accepted`. Raises `NoConnection` and `TooManyCalls` (nothing was done) and
        `OutcomeUnknown` (connection broken, time-out, 5xx, 3xx).
        """
        return self._exchange(_Call(method, self._address(path), True, params, content, headers or {}, accepted, is_sent_once))

    def recorded(self) -> AbstractContextManager[list[Exchange]]:
        """Collects every exchange that this thread makes inside the `with`, secrets struck out."""
        return self.recorder.recorded()

    @contextmanager
    def together(self, calls: int) -> Iterator[None]:
        """Wait here for the places of so many calls of this thread, so that nothing is waited for between them.

        What was read would be old when it is written after a wait, and somebody else's change in between be overwritten.
        """
        if self._limit is not None:
            self.wait(self._limit.place(calls))
            self._ahead.calls = calls
        try:
            yield
        finally:
            self._ahead.calls = 0

    @property
    def has_place(self) -> bool:
        """Whether the next call of this thread needs no waiting for the limit: one of `together` is left, or there is no limit."""
        return self._limit is None or bool(getattr(self._ahead, "calls", 0))

    def close(self) -> None:
        """Give back the connections and end every wait."""
        self.end_waits()
        self._requests.close()

    def _address(self, path: str) -> str:
        return f"{self.base_address}/{path.lstrip('/')}"

    def _exchange(self, call: _Call) -> Answer:
        no_try_after = time.monotonic() + self.timeouts[1]
        for tries in range(1, MOST_TRIES + 1):
            pause = self._backoff * 2 ** (tries - 1)
            trouble: BindeledError | None
            no_try_after += self._keep_to_limit()
            try:
                answer = self._sent(call)
                trouble, wait = self._trouble(answer, call.accepted, pause)
            except (NoConnection, TimedOut) as error:
                trouble, wait = error, pause
            if trouble is None:
                return answer
            is_rate_limit = isinstance(trouble, TooManyCalls)
            if is_rate_limit and wait is not None and self._limit is not None:
                self._limit.hold(wait)
            is_last = tries == MOST_TRIES or call.is_sent_once
            if wait is None or is_last or (time.monotonic() > no_try_after and not is_rate_limit):
                raise trouble
            if is_rate_limit:
                self.wait(wait)
            else:
                self.pause(wait)
        raise AssertionError("the last try returns or raises")

    def _keep_to_limit(self) -> float:
        """Wait for a place among the calls that the system takes; gives the seconds that it took."""
        if ahead := getattr(self._ahead, "calls", 0):
            self._ahead.calls = ahead - 1
            return 0.0
        seconds = 0.0 if self._limit is None else self._limit.place()
        self.wait(seconds)
        return seconds

    def _sent(self, call: _Call) -> Answer:
        """One try: the answer whatever its status, or the error of a call without one. Only the call itself takes a turn."""
        prepared = self._requests.prepare_request(
            requests.Request(call.method, call.address, params=call.params, data=call.content, headers=dict(call.headers))
        )
        address = str(prepared.url)
        settings = self._requests.merge_environment_settings(address, {}, False, None, None)
        with self._turns:
            heed()
            started_at, started = dt.datetime.now(dt.UTC), time.monotonic()
            found: requests.Response | requests.RequestException
            try:
                # Redirects are not followed: the credentials must not travel to another host.
                found = self._requests.send(prepared, timeout=self.timeouts, allow_redirects=False, **settings)
            except requests.RequestException as error:
                found = error
            seconds = time.monotonic() - started
        if isinstance(found, requests.Response):
            status, answered = found.status_code, found.content
        else:
            status, answered = None, f"{type(found).__name__}: {found}".encode()
        if self.recorder.listening:
            exchange = Exchange(
                method=call.method,
                address=struck_out(address),
                sent=kept(call.content or b""),
                status=status,
                answered=kept(answered),
                started_at=started_at,
                seconds=seconds,
            )
            for exchanges in self.recorder.listening:
                exchanges.append(exchange)
        if isinstance(found, requests.RequestException):
            raise self._error_without_answer(found, call.is_write, f"{call.method} {address}: {answered.decode()}") from found
        return Answer(self.system_label, call.method, address, call.is_write, found.status_code, found.headers, found.content)

    def _trouble(self, answer: Answer, accepted: Collection[int], pause: float) -> tuple[BindeledError | None, float | None]:
        """The error of an answer that is one in every system, and the seconds until another try (`None`: no other try)."""
        if answer.status in accepted or answer.is_success or (400 <= answer.status < 500 and answer.status != 429):
            return None, None
        technical = struck_out(f"{answer.method} {answer.address} {answer.status}: {answer.text[:500]}")
        if answer.status == 429:
            seconds = retry_after(answer.headers)
            return self._too_many_calls(self._rate_window if seconds is None else seconds, technical)
        if answer.is_write:
            return outcome_unknown(self.system_label, technical), None
        if answer.status >= 500:
            error = SystemDown(
                Message("{system} has trouble of its own (status {status}).", system=self.system_label, status=str(answer.status)),
                what_to_do=Message("Try again in some minutes."),
                technical=technical,
            )
            wait = min(retry_after(answer.headers) or pause, self.timeouts[1])
            return error, wait if answer.status in WORTH_A_RETRY else None
        return answer.unexpected(f"status {answer.status} {answer.headers.get('Location', '')}".strip()), None

    def _too_many_calls(self, seconds: float, technical: str) -> tuple[TooManyCalls, float | None]:
        error = TooManyCalls(
            Message("{system} takes no more calls right now.", system=self.system_label),
            wait=seconds,
            what_to_do=Message("Try again in {count} second.", "Try again in {count} seconds.", count=round(seconds)),
            technical=technical,
        )
        return error, seconds if seconds <= LONGEST_WAIT else None

    def _error_without_answer(self, error: requests.RequestException, is_write: bool, technical: str) -> BindeledError:
        technical = struck_out(technical)
        host = urlsplit(self.base_address).netloc
        cause = _cause(error)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NoConnection(
                Message("The certificate of {host} is not trusted, so nothing was sent.", host=host),
                what_to_do=Message("Check the address, the clock of this computer and its proxy or virus scanner; ask IT."),
                technical=technical,
            )
        if isinstance(error, requests.ConnectTimeout) or isinstance(cause, _NEVER_LEFT) or _is_tunnel_refused(cause):
            return NoConnection(
                Message("No connection to {system} at {host}.", system=self.system_label, host=host),
                what_to_do=Message("Check the address, the network and the proxy settings, and try again."),
                technical=technical,
            )
        if is_write:
            return outcome_unknown(self.system_label, technical)
        if isinstance(error, requests.Timeout) or isinstance(cause, urllib3.exceptions.ReadTimeoutError):
            return TimedOut(
                Message("{system} did not answer in time.", system=self.system_label),
                what_to_do=Message("Try again in some minutes."),
                technical=technical,
            )
        return NoConnection(
            Message("The connection to {system} broke before its answer was complete.", system=self.system_label),
            what_to_do=Message("Check the network and try again."),
            technical=technical,
        )


_NEVER_LEFT = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)


class _SystemTrustAdapter(HTTPAdapter):
    """Checks certificates against those that the operating system trusts."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **kwargs)


def _checked_address(address: str) -> str:
    if not _is_web_address(address.strip()):
        raise SettingsError(
            Message("{address} is not a web address.", address=address or "-"),
            what_to_do=Message("Enter the whole address, for instance https://example.com."),
        )
    if urlsplit(address.strip()).scheme == "http" and not _is_this_machine(address):
        raise SettingsError(
            Message("{address} is not encrypted, so no credentials are sent there.", address=address),
            what_to_do=Message("Enter the address that starts with https."),
        )
    return address.strip().rstrip("/")


def _is_web_address(address: str) -> bool:
    """Whether a call can be made from it: what requests refuses only when it sends is refused here."""
    try:
        parts = urlsplit(requests.Request("GET", address).prepare().url or "")
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and parts.port != 0 and bool(_HOST_NAME.fullmatch(host) or _is_ip(host))
    except ValueError:  # every refusal of requests' own is one too
        return False


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _cause(error: requests.RequestException) -> BaseException | None:
    """What lies at the bottom of a requests error: urllib3's own error, or the TLS one.

    An error of a proxy is looked through: urllib3 also calls a connection so that broke after the proxy had passed the call on.
    """
    found = error.args[0] if error.args else None
    while True:
        match found:
            case urllib3.exceptions.MaxRetryError():
                found = found.reason
            case urllib3.exceptions.ProxyError():
                found = found.original_error
            case urllib3.exceptions.SSLError():
                found = found.args[0] if found.args else None
            case _:
                return found if isinstance(found, BaseException) else None


def _is_tunnel_refused(cause: BaseException | None) -> bool:
    """Whether the proxy did not open the way, so that nothing was sent through it; http.client says so in words alone."""
    return isinstance(cause, OSError) and str(cause).startswith("Tunnel connection failed")
