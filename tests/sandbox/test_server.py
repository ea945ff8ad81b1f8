"""What every stand-in gets from the shared server: control routes, list of calls, exact JSON, kept connections, the lock."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar

import flask
import pytest
import requests
from werkzeug.wrappers import Response

from desktop.sandbox import server as sandbox_server
from desktop.sandbox.faults import PlannedFault
from desktop.sandbox.server import LoadRefused, SandboxServer, StandIn, running


class Counter(StandIn):
    """A stand-in with one number."""

    name: ClassVar[str] = "counter"

    def __init__(self) -> None:
        super().__init__()
        self.value: Any = Decimal("0.00")

        @self.app.get("/value")
        def value() -> flask.Response:
            return flask.jsonify({"value": self.value})

        @self.app.post("/port")
        def port() -> flask.Response:
            return flask.jsonify({"port": flask.request.environ["REMOTE_PORT"]})

        @self.app.post("/add")
        def add() -> flask.Response:
            before = self.value
            time.sleep(0.005)  # without the lock two threads would read the same number here
            self.value = before + Decimal(str(flask.request.get_json()["add"]))
            return flask.jsonify({"value": self.value})

    def load(self, data: dict[str, Any]) -> None:
        if "value" not in data:
            raise LoadRefused("value is missing")
        self.value = data["value"]

    def state(self) -> dict[str, Any]:
        return {"value": self.value}

    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        return Response("{}", fault.status, content_type="application/json")


@pytest.fixture
def counter() -> Iterator[SandboxServer]:
    with running(Counter()) as server:
        yield server


def test_numbers_with_decimals_come_and_go_digit_by_digit(counter: SandboxServer) -> None:
    sent = b'{"value": 12345678901234567890.1234567890}'
    requests.post(f"{counter.address}/_sandbox/load", data=sent, headers={"Content-Type": "application/json"}, timeout=60)
    assert requests.get(f"{counter.address}/value", timeout=60).text == '{"value": 12345678901234567890.1234567890}'


def test_state_and_load_are_each_others_opposite(counter: SandboxServer) -> None:
    assert requests.post(f"{counter.address}/_sandbox/load", json={"value": 7}, timeout=60).status_code == 200
    assert requests.get(f"{counter.address}/_sandbox/state", timeout=60).json() == {"value": 7}


def test_data_in_the_wrong_format_are_refused_with_the_reason(counter: SandboxServer) -> None:
    answer = requests.post(f"{counter.address}/_sandbox/load", json={}, timeout=60)
    assert (answer.status_code, answer.json()) == (400, {"error": "value is missing"})


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_control_routes_take_json_only_so_that_a_web_page_cannot_drive_them(counter: SandboxServer, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    assert requests.post(f"{counter.address}/_sandbox/load", data='{"value": 1}', headers=headers, timeout=60).status_code == 415


def test_calls_are_listed_newest_last_and_control_calls_are_not(counter: SandboxServer) -> None:
    requests.get(f"{counter.address}/value?a=1", timeout=60)
    requests.post(f"{counter.address}/add", json={"add": 1}, timeout=60)
    requests.get(f"{counter.address}/nowhere", timeout=60)
    listed = requests.get(f"{counter.address}/_sandbox/calls", timeout=60).json()
    assert listed["count"] == 3
    assert [(call["method"], call["path"], call["status"]) for call in listed["calls"]] == [
        ("GET", "/value?a=1", 200),
        ("POST", "/add", 200),
        ("GET", "/nowhere", 404),
    ]


def test_one_connection_serves_many_requests(counter: SandboxServer) -> None:
    with requests.Session() as session:
        ports = {session.post(f"{counter.address}/port", json={}, timeout=60).json()["port"] for _ in range(20)}
    assert len(ports) == 1


def test_a_body_in_chunks_is_read_whole(counter: SandboxServer) -> None:
    chunks = iter([b'{"add"', b": 2.50}"])
    answer = requests.post(f"{counter.address}/add", data=chunks, headers={"Content-Type": "application/json"}, timeout=60)
    assert answer.text == '{"value": 2.50}'


def test_requests_at_the_same_time_do_their_work_one_after_another(counter: SandboxServer) -> None:
    def add() -> None:
        requests.post(f"{counter.address}/add", json={"add": 1}, timeout=60)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert json.loads(requests.get(f"{counter.address}/value", timeout=60).text)["value"] == 8


def test_latency_is_served_to_several_callers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, waited = threading.Barrier(5, timeout=60), list[float]()

    def wait(seconds: float) -> None:
        waited.append(seconds)
        meeting.wait()  # breaks unless all five wait at the same time

    monkeypatch.setattr(sandbox_server, "time", SimpleNamespace(monotonic=lambda: 100.0, sleep=wait))
    with running(Counter(), latency_ms=200) as server, ThreadPoolExecutor(5) as callers:
        answers = list(callers.map(lambda _: requests.get(f"{server.address}/value", timeout=60), range(5)))
    assert [one.status_code for one in answers] == [200] * 5
    assert waited == [pytest.approx(0.2)] * 5


def test_a_stopped_server_answers_nobody_not_even_on_a_kept_connection() -> None:
    with requests.Session() as session:
        with running(Counter()) as server:
            session.get(f"{server.address}/value", timeout=60)
        with pytest.raises(requests.ConnectionError):
            session.get(f"{server.address}/value", timeout=60)


def test_a_port_that_is_taken_is_an_ordinary_error(counter: SandboxServer) -> None:
    with pytest.raises(OSError):
        SandboxServer(Counter(), port=counter.port)
