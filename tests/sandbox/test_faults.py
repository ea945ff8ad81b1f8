"""Planned faults over real connections: what the caller sees, and whether the work was done."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, ClassVar

import flask
import pytest
import requests
from werkzeug.wrappers import Response

from desktop.sandbox import faults
from desktop.sandbox.faults import KINDS, FaultPlan, FaultRefused, PlannedFault
from desktop.sandbox.server import StandIn, running


class Notebook(StandIn):
    """A stand-in that keeps what is posted."""

    name: ClassVar[str] = "notebook"

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[Any] = []

        @self.app.post("/notes")
        def write() -> flask.Response:
            self.notes.append(flask.request.get_json())
            return flask.jsonify({"number": len(self.notes), "text": "written", "all": self.notes})

        @self.app.get("/xml")
        def xml() -> flask.Response:
            return flask.Response("<notes><note>one</note></notes>", content_type="text/xml")

    def load(self, data: dict[str, Any]) -> None:
        self.notes = data["notes"]

    def state(self) -> dict[str, Any]:
        return {"notes": self.notes}

    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        status = {"rate_limited": 429, "expired_token": 401}.get(fault.kind, fault.status)
        return Response(json.dumps({"our": path}), status, {"Retry-After": f"{fault.seconds:g}"}, content_type="application/json")


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def address(notebook: Notebook) -> Iterator[str]:
    with running(notebook) as server:
        yield server.address


def post(address: str, **kwargs: Any) -> requests.Response:
    return requests.post(f"{address}/notes", json={"a": "b"}, **{"timeout": 60, **kwargs})


@pytest.mark.parametrize(
    ("fault", "status", "written"),
    [
        ({"kind": "rate_limited", "seconds": 7}, 429, 0),
        ({"kind": "expired_token"}, 401, 0),
        ({"kind": "error_before"}, 500, 0),
        ({"kind": "error_before", "status": 502}, 502, 0),
        ({"kind": "error_after", "status": 503}, 503, 1),
    ],
)
def test_an_error_is_the_systems_own_answer(
    notebook: Notebook, address: str, fault: dict[str, Any], status: int, written: int
) -> None:
    notebook.faults.replace([fault])
    answer = post(address)
    assert (answer.status_code, answer.json(), len(notebook.notes)) == (status, {"our": "/notes"}, written)
    assert answer.headers["Retry-After"] == f"{fault.get('seconds', 1)}"


@pytest.mark.parametrize(("kind", "written"), [("cut_before", 0), ("cut_after", 1), ("cut_during", 1)])
def test_a_cut_connection_is_really_cut(notebook: Notebook, address: str, kind: str, written: int) -> None:
    notebook.faults.replace([{"kind": kind, "calls": [1]}])
    with requests.Session() as session:
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            session.post(f"{address}/notes", json={}, timeout=60)
        assert len(notebook.notes) == written
        assert session.post(f"{address}/notes", json={}, timeout=60).json()["number"] == written + 1


def test_half_of_the_answer_comes_before_the_cut(notebook: Notebook, address: str) -> None:
    notebook.faults.replace([{"kind": "cut_during"}])
    with requests.post(f"{address}/notes", json={}, timeout=60, stream=True) as answer:
        assert answer.status_code == 200
        half = answer.raw.read(int(answer.headers["Content-Length"]) // 2)
        assert half.startswith(b'{"number": 1')
        with pytest.raises(Exception, match=r"IncompleteRead|Connection"):
            answer.raw.read()


def test_a_truncated_answer_is_complete_http_but_no_json(notebook: Notebook, address: str) -> None:
    notebook.faults.replace([{"kind": "truncated"}])
    answer = post(address)
    assert (answer.status_code, len(answer.content)) == (200, int(answer.headers["Content-Length"]))
    with pytest.raises(ValueError):
        answer.json()


def test_a_wrongly_typed_answer_is_json_with_texts_and_numbers_swapped(notebook: Notebook, address: str) -> None:
    notebook.faults.replace([{"kind": "wrong_type"}])
    assert post(address).json() == {"number": "1", "text": 7, "all": [{"a": 1}]}
    assert requests.get(f"{address}/xml", timeout=60).text == "[]"


@pytest.mark.parametrize(("kind", "written"), [("latency", 0), ("latency_after", 1)])
def test_a_slow_answer_runs_into_the_callers_time_limit(
    notebook: Notebook, address: str, kind: str, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, is_over = threading.Event(), threading.Event()

    def wait(seconds: float) -> None:
        if seconds:
            waits.set()
            assert is_over.wait(60)

    monkeypatch.setattr(faults, "time", SimpleNamespace(sleep=wait))
    notebook.faults.replace([{"kind": kind, "calls": [1]}])
    with pytest.raises(requests.Timeout):
        post(address, timeout=(60, 0.1))
    assert waits.wait(60)
    assert len(notebook.notes) == written
    is_over.set()
    while not notebook.notes:  # without an answer the caller cannot know whether it was written; it always is
        time.sleep(0.01)


def test_a_latency_and_another_fault_both_happen(notebook: Notebook, address: str) -> None:
    notebook.faults.replace([{"kind": "latency", "seconds": 0.2}, {"kind": "error_before"}])
    start = time.monotonic()
    assert post(address).status_code == 500
    assert time.monotonic() - start >= 0.2


def test_the_list_of_calls_tells_what_happened_to_each(notebook: Notebook, address: str) -> None:
    notebook.faults.replace([{"kind": "error_before", "calls": [1]}, {"kind": "error_after", "calls": [2]}])
    for _ in range(3):
        post(address)
    calls = requests.get(f"{address}/_sandbox/calls", timeout=60).json()["calls"]
    assert [(call["status"], call["fault"]) for call in calls] == [(None, "error_before"), (200, "error_after"), (200, None)]


def test_control_routes_meet_no_faults_and_can_end_them(notebook: Notebook, address: str) -> None:
    requests.post(f"{address}/_sandbox/faults", json=[{"kind": "error_before"}], timeout=60)
    assert post(address).status_code == 500
    assert requests.post(f"{address}/_sandbox/faults", json=[], timeout=60).json() == {"planned": 0}
    assert post(address).status_code == 200


def due(plan: FaultPlan, count: int = 12, method: str = "POST", path: str = "/notes?x=1") -> list[int]:
    """Which of so many calls the plan hits, counted from 1."""
    return [number for number in range(1, count + 1) if plan.due(method, path)]


@pytest.mark.parametrize(
    ("chosen", "hit"),
    [
        ({"calls": [1, 3]}, [1, 3]),
        ({"every": 5}, [5, 10]),
        ({}, list(range(1, 13))),
        ({"probability": 0}, []),
        ({"probability": 1}, list(range(1, 13))),
        ({"method": "GET"}, []),
        ({"method": "POST|PUT", "calls": [2]}, [2]),
        ({"path": "^/other"}, []),
        ({"path": r"\?x=1$", "calls": [2]}, [2]),
    ],
)
def test_calls_are_chosen_by_number_method_and_path(chosen: dict[str, Any], hit: list[int]) -> None:
    plan = FaultPlan()
    plan.replace([{"kind": "error_before", **chosen}])
    assert due(plan) == hit


def test_only_matching_calls_are_counted() -> None:
    plan = FaultPlan()
    plan.replace([{"kind": "error_before", "path": "^/notes", "calls": [2]}])
    assert not plan.due("GET", "/notes")
    assert not plan.due("GET", "/xml")
    assert plan.due("GET", "/notes")


def test_the_same_seed_gives_the_same_faults() -> None:
    def hit(seed: int) -> list[int]:
        plan = FaultPlan()
        plan.replace([{"kind": "error_before", "probability": 0.3, "seed": seed}])
        return due(plan, 200)

    assert hit(1) == hit(1) != hit(2)
    assert 30 < len(hit(1)) < 90


@pytest.mark.parametrize(
    "planned",
    [
        {"kind": "latency"},
        [{"kind": "earthquake"}],
        [{}],
        ["latency"],
        [{"kind": "latency", "seconds": "long"}],
        [{"kind": "latency", "path": "("}],
        [{"kind": "latency", "call": [1]}],
    ],
)
def test_what_is_no_plan_is_refused_and_the_old_one_stays(planned: Any) -> None:
    plan = FaultPlan()
    plan.replace([{"kind": "latency"}])
    with pytest.raises(FaultRefused):
        plan.replace(planned)
    assert len(plan.due("GET", "/")) == 1


def test_a_proxy_in_between_answers_with_a_page_of_its_own_after_the_work(notebook: Notebook, address: str) -> None:
    notebook.faults.replace([{"kind": "bad_gateway"}])
    answer = post(address)
    assert (answer.status_code, answer.text[:6], len(notebook.notes)) == (502, "<html>", 1)


def test_every_kind_that_is_documented_does_something(notebook: Notebook, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(faults, "time", SimpleNamespace(sleep=waited.append))

    def seen(fault: Callable[[], requests.Response]) -> tuple[Any, ...]:
        waited.clear()
        try:
            answer = fault()
        except requests.RequestException as error:
            return (type(error).__name__,)
        return (answer.status_code, answer.content, sum(waited))

    for kind in KINDS:
        notebook.notes.clear()
        notebook.faults.replace([])
        plain = seen(lambda: post(address))
        notebook.notes.clear()
        notebook.faults.replace([{"kind": kind, "seconds": 7}])
        assert seen(lambda: post(address)) != plain, kind
