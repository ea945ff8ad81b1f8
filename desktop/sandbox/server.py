"""What every stand-in shares: its lock, its list of calls, the control routes beside the vendor's, and a server on this machine.

    GET  /_sandbox/state     everything it holds
    POST /_sandbox/load      replace all its data (the format is documented in each system's state.py)
    POST /_sandbox/faults    replace the plan of faults (format: faults.py)
    GET  /_sandbox/calls     {"count": all calls so far, "calls": [{"method", "path", "status", "fault"}, ... newest last]}

A request passes: list of calls -> planned faults -> lock -> the system's own routes, and then waits until the latency is over.
Control requests pass none of these but the lock. `status` is what the work answered, null when the call never reached it.
"""

from __future__ import annotations

import abc
import collections
import contextlib
import datetime as dt
import io
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, ClassVar

import flask
from flask.json.provider import JSONProvider
from werkzeug.exceptions import HTTPException
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Response

from desktop.sandbox.faults import FaultPlan, FaultRefused, Faults, PlannedFault

KEPT_CALLS = 20_000
CONTROL = "/_sandbox/"


class LoadRefused(ValueError):
    """The data to load do not have the format that the stand-in documents; the text says where."""


class StandIn(abc.ABC):
    """One outside system, played on this machine: subclasses add the vendor's routes to `app` in their `__init__`.

    `clock` is the stand-in's own time (aware, UTC), so that a test can move it.
    """

    name: ClassVar[str]
    root: str = ""  # the path that every address of the system begins with

    def __init__(self, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.calls = Calls()
        self.faults = FaultPlan()
        self.app = flask.Flask(__name__, static_folder=None)
        self.app.json = ExactJson(self.app)
        self.app.register_blueprint(_control_routes(self))

    @abc.abstractmethod
    def load(self, data: dict[str, Any]) -> None:
        """Replace all data; `LoadRefused` when the format is wrong. Numbers with decimals come as `Decimal`."""

    @abc.abstractmethod
    def state(self) -> dict[str, Any]:
        """Everything it holds, as JSON-able data (`Decimal` allowed) that `load` takes again."""

    @abc.abstractmethod
    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        """How this system words a planned 429 (with Retry-After `fault.seconds`), 401 or 5xx (`fault.status`) on that path."""

    def wsgi(self, latency_ms: int = 0) -> Callable[..., Iterable[bytes]]:
        """The whole way of a request, ready for a server."""
        faulty = Faults(_Work(self), self.faults, self.error_answer)

        def way(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if environ["PATH_INFO"].startswith(CONTROL):
                return _Work(self)(environ, start_response)
            call, began = self.calls.note(environ), time.monotonic()
            try:
                return faulty(environ, start_response)
            finally:
                call["fault"] = environ.get("sandbox.fault")
                time.sleep(max(0.0, began + latency_ms / 1000 - time.monotonic()))  # the answer takes so long, the work included

        return way


class Calls:
    """The calls that reached the server, newest last; the oldest are forgotten beyond `KEPT_CALLS`."""

    def __init__(self) -> None:
        self.count = 0
        self.kept: collections.deque[dict[str, Any]] = collections.deque(maxlen=KEPT_CALLS)
        self._lock = threading.Lock()

    def note(self, environ: dict[str, Any]) -> dict[str, Any]:
        """Note a call as it arrives; its status is filled in when the work is done."""
        call = {"method": environ["REQUEST_METHOD"], "path": environ["RAW_URI"], "status": None, "fault": None}
        if action := environ.get("HTTP_SOAPACTION", "").strip('"'):
            call["operation"] = action.rpartition("/")[2]
        environ["sandbox.call"] = call
        with self._lock:
            self.count += 1
            self.kept.append(call)
        return call

    def listed(self) -> dict[str, Any]:
        """All of them, as the control route shows them."""
        with self._lock:
            return {"count": self.count, "calls": [dict(call) for call in self.kept]}


class _Work:
    """The system's own routes, one request at a time."""

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.stand_in.lock:
            answer = Response.from_app(self.stand_in.app.wsgi_app, environ, buffered=True)
        if "sandbox.call" in environ:
            environ["sandbox.call"]["status"] = answer.status_code
        return answer(environ, start_response)


class ExactJson(JSONProvider):
    """JSON whose numbers with decimals are `Decimal` on both sides, never a float."""

    _mark = f"decimal-{secrets.token_hex(8)}:"

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The text of it; a `Decimal` is written digit by digit as it is."""
        text = json.dumps(obj, ensure_ascii=False, default=self._packed, **kwargs)
        parts = text.split(f'"{self._mark}')
        return parts[0] + "".join(part.replace('"', "", 1) for part in parts[1:])

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The data of a text; NaN and Infinity are refused, as JSON does not have them."""
        return json.loads(s, parse_float=Decimal, parse_constant=_not_json, **kwargs)

    def _packed(self, value: Any) -> str:
        if isinstance(value, Decimal):
            return f"{self._mark}{value:f}"
        raise TypeError(f"{type(value).__name__} is not JSON")


def _not_json(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _control_routes(stand_in: StandIn) -> flask.Blueprint:
    routes = flask.Blueprint("sandbox_control", __name__, url_prefix=CONTROL.rstrip("/"))

    @routes.get("/state")
    def state() -> flask.Response:
        return flask.jsonify(stand_in.state())

    @routes.post("/load")
    def load() -> flask.Response:
        data = flask.request.get_json()
        if not isinstance(data, dict):
            raise LoadRefused("the data to load are a JSON object")
        stand_in.load(data)
        return flask.jsonify({"loaded": True})

    @routes.post("/faults")
    def faults() -> flask.Response:
        planned = flask.request.get_json()
        stand_in.faults.replace(planned)
        return flask.jsonify({"planned": len(planned)})

    @routes.get("/calls")
    def calls() -> flask.Response:
        return flask.jsonify(stand_in.calls.listed())

    @routes.errorhandler(LoadRefused)
    @routes.errorhandler(FaultRefused)
    def refused(error: Exception) -> tuple[flask.Response, int]:
        return flask.jsonify({"error": str(error)}), 400

    @routes.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[flask.Response, int]:
        return flask.jsonify({"error": error.description}), error.code or 500

    return routes


class _Handler(WSGIRequestHandler):
    """HTTP/1.1 with kept connections: the body is read before the work and the answer goes out with its length."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a small answer in two packets would otherwise wait 40 ms for an acknowledgement
    wbufsize = 64 * 1024

    def run_wsgi(self) -> None:
        """Answer one request; the connection stays open unless one side or a planned fault closes it."""
        environ = self.make_environ()
        if "wsgi.input_terminated" not in environ:
            content = self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0))
        else:
            content = environ["wsgi.input"].read()
            environ["CONTENT_LENGTH"] = str(len(content))
        environ["wsgi.input"] = io.BytesIO(content)
        try:
            answer = Response.from_app(self.server.app, environ, buffered=True)
            self._send(answer)
        except ConnectionError:
            self.close_connection = True

    def _send(self, answer: Response) -> None:
        content = answer.get_data()
        has_content = answer.status_code not in (204, 304)
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        if has_content:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if has_content and self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def log(self, type: str, message: str, *args: Any) -> None:
        """Stay quiet: the list of calls says what came in."""


class SandboxServer(ThreadedWSGIServer):
    """One stand-in behind an address on this machine; ended with `stop`, which also cuts the connections still open."""

    def __init__(self, stand_in: StandIn, port: int = 0, latency_ms: int = 0) -> None:
        """Take the port (0: any free one); an `OSError` says that it cannot be had."""
        self._open: set[socket.socket] = set()
        with socket.create_server(("127.0.0.1", port), backlog=128) as listener:
            super().__init__("127.0.0.1", port, stand_in.wsgi(latency_ms), _Handler, fd=listener.fileno())
        self.address = f"http://127.0.0.1:{self.port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, then serve it on a thread of its own."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def stop(self) -> None:
        """Take no more requests and cut the connections that clients keep open."""
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def running(stand_in: StandIn, port: int = 0, latency_ms: int = 0) -> Iterator[SandboxServer]:
    """The stand-in, served on a thread of this process while the block runs; `.address` is where."""
    server = SandboxServer(stand_in, port, latency_ms)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name=f"sandbox-{stand_in.name}")
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
