"""Planned faults: troubles put between a stand-in and whoever calls it, by route and call number. Knows no system.

A planned fault is a JSON object:

    {"kind": "error_after", "method": "POST", "path": "^/invoices/drafts$", "calls": [1, 3], "status": 503}

    kind          one of KINDS below
    method        regular expression for the whole method; left out: every method
    path          regular expression searched in the path with its query, as the client sent it; left out: every path
    calls         which of the calls that match, counted from 1 since the plan was made; or
    every         n: every n-th of them; or
    probability   0..1 with "seed" (default 0): the same seed gives the same sequence. None of the three: all of them
    seconds       how long to wait (latency kinds), or the value of Retry-After (rate_limited)
    status        the status of error_before and error_after (default 500)

Each fault counts its own calls. When several are due at one call, all latencies are served and the first other one happens.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Response

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

KINDS = {
    "latency": "waits before the work",
    "latency_after": "waits between the work and the answer",
    "rate_limited": "429 with Retry-After, no work done",
    "expired_token": "401, no work done",
    "error_before": "5xx, no work done",
    "error_after": "5xx although the work was done",
    "bad_gateway": "work done, and a proxy in between answers 502 with a page of its own",
    "cut_before": "connection cut, no work done",
    "cut_after": "work done, connection cut before any byte of the answer",
    "cut_during": "work done, connection cut after half of the answer",
    "truncated": "work done, a complete HTTP answer whose content stops halfway",
    "wrong_type": "work done, a JSON answer whose numbers are texts and whose texts are numbers",
}
LATENCIES = {"latency", "latency_after"}
ANSWERED_WITHOUT_WORK = {"rate_limited", "expired_token", "error_before"}


class FaultRefused(ValueError):
    """The plan holds something that is no planned fault; the text says which and why."""


@dataclass
class PlannedFault:
    """One planned fault and how many calls it has matched."""

    kind: str
    method: re.Pattern[str] | None = None
    path: re.Pattern[str] | None = None
    calls: frozenset[int] = frozenset()
    every: int = 0
    probability: float | None = None
    seed: int = 0
    seconds: float = 1.0
    status: int = 500
    matched: int = 0
    chance: random.Random = field(default_factory=random.Random)

    @classmethod
    def from_json(cls, planned: Any) -> PlannedFault:
        """The planned fault that a JSON object describes; `FaultRefused` when it does not describe one."""
        if not isinstance(planned, dict) or planned.get("kind") not in KINDS:
            raise FaultRefused(f"a fault is an object with a kind out of {sorted(KINDS)}, not {planned!r}")
        known = {"kind", "method", "path", "calls", "every", "probability", "seed", "seconds", "status"}
        if unknown := sorted(set(planned) - known):
            raise FaultRefused(f"a fault has no {unknown}; it may have {sorted(known)}")
        try:
            return cls(
                kind=planned["kind"],
                method=re.compile(planned["method"]) if "method" in planned else None,
                path=re.compile(planned["path"]) if "path" in planned else None,
                calls=frozenset(int(number) for number in planned.get("calls", ())),
                every=int(planned.get("every", 0)),
                probability=float(planned["probability"]) if "probability" in planned else None,
                seed=int(planned.get("seed", 0)),
                seconds=float(planned.get("seconds", 1.0)),
                status=int(planned.get("status", 500)),
                chance=random.Random(int(planned.get("seed", 0))),
            )
        except (TypeError, ValueError, re.error) as error:
            raise FaultRefused(f"{planned!r}: {error}") from error

    def is_due(self, method: str, path: str) -> bool:
        """Whether this call gets the fault; counts it when it matches."""
        if self.method and not self.method.fullmatch(method):
            return False
        if self.path and not self.path.search(path):
            return False
        self.matched += 1
        if self.calls:
            return self.matched in self.calls
        if self.every:
            return self.matched % self.every == 0
        return self.probability is None or self.chance.random() < self.probability


class FaultPlan:
    """The faults that are planned now. Safe to use from several threads."""

    def __init__(self) -> None:
        self._faults: list[PlannedFault] = []
        self._lock = threading.Lock()

    def replace(self, planned: Any) -> None:
        """Plan these faults and forget all others; `FaultRefused` leaves the plan as it was."""
        if not isinstance(planned, list):
            raise FaultRefused("a plan is a list of faults")
        faults = [PlannedFault.from_json(one) for one in planned]
        with self._lock:
            self._faults = faults

    def due(self, method: str, path: str) -> list[PlannedFault]:
        """The faults of this call, in the order of the plan."""
        with self._lock:
            return [fault for fault in self._faults if fault.is_due(method, path)]


class Faults:
    """WSGI middleware that makes the planned faults happen in front of `work`.

    `error_answer` gives the system's own answer for `rate_limited`, `expired_token`, `error_before` and `error_after`.
    The kind of the fault that happened is noted in `environ["sandbox.fault"]`.
    """

    def __init__(self, work: WsgiApp, plan: FaultPlan, error_answer: Callable[[PlannedFault, str], Response]) -> None:
        self.work = work
        self.plan = plan
        self.error_answer = error_answer

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, with whatever is planned for it."""
        due = self.plan.due(environ["REQUEST_METHOD"], environ["RAW_URI"])
        waits = [fault for fault in due if fault.kind in LATENCIES]
        fault = next((one for one in due if one.kind not in LATENCIES), None)
        if due:
            environ["sandbox.fault"] = (fault or waits[0]).kind
        time.sleep(sum(one.seconds for one in waits if one.kind == "latency"))
        if fault and fault.kind == "cut_before":
            _cut(environ)
        if fault and fault.kind in ANSWERED_WITHOUT_WORK:
            return self.error_answer(fault, environ["PATH_INFO"])(environ, start_response)
        answer = Response.from_app(self.work, environ, buffered=True)
        time.sleep(sum(one.seconds for one in waits if one.kind == "latency_after"))
        if fault:
            answer = self._spoiled(answer, fault, environ)
        return answer(environ, start_response)

    def _spoiled(self, answer: Response, fault: PlannedFault, environ: dict[str, Any]) -> Response:
        match fault.kind:
            case "error_after":
                return self.error_answer(fault, environ["PATH_INFO"])
            case "bad_gateway":
                return Response("<html><h1>502 Bad Gateway</h1></html>", 502, content_type="text/html")
            case "cut_after":
                _cut(environ)
            case "cut_during":
                _cut(environ, _first_half(answer))
            case "truncated":
                content = answer.get_data()
                answer.set_data(content[: len(content) // 2])
            case "wrong_type":
                answer.set_data(_wrongly_typed(answer))
        return answer


def _cut(environ: dict[str, Any], sent_before: bytes = b"") -> None:
    """Cut the connection after these bytes; the error raised tells the server that nobody waits for an answer any more."""
    connection: socket.socket = environ["werkzeug.socket"]
    with contextlib.suppress(OSError):  # the other end may have given up before
        if sent_before:
            connection.sendall(sent_before)
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("cut by a planned fault")


def _first_half(answer: Response) -> bytes:
    content = answer.get_data()
    head = [f"HTTP/1.1 {answer.status}", f"Content-Length: {len(content)}"]
    head += [f"{name}: {value}" for name, value in answer.headers.items() if name.lower() != "content-length"]
    raw = "\r\n".join([*head, "", ""]).encode("latin-1") + content
    return raw[: len(raw) - len(content) + len(content) // 2] if content else raw[: len(raw) // 2]


def _wrongly_typed(answer: Response) -> bytes:
    try:
        content = json.loads(answer.get_data())
    except ValueError:
        return b"[]"
    return json.dumps(_swapped(content)).encode()


def _swapped(value: Any) -> Any:
    match value:
        case dict():
            return {name: _swapped(one) for name, one in value.items()}
        case list():
            return [_swapped(one) for one in value]
        case str():
            return len(value)
        case _:
            return str(value)
