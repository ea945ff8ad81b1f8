"""The stand-in of Visma e-conomic: REST API, the employees of the projects service, and the service of booked entries.

Written from economic.md (section 17 is its checklist). Not played, and answered with 404 or 405: orders, quotes, writing suppliers,
periods and totals of years, journals, templates, PDF and attachments, delivery locations, price lists, writes to groups and
payment terms, PATCH.
Beside the common control routes: `POST /_sandbox/pay {"bookedInvoiceNumber": n}` marks a booked invoice as paid.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from desktop.sandbox.economic import invoices
from desktop.sandbox.economic.addresses import link
from desktop.sandbox.economic.admission import Bucket, IdempotencyStore, signed_in
from desktop.sandbox.economic.booked_entries import BOOKED_ENTRIES, add_booked_entries
from desktop.sandbox.economic.customer_routes import add_customer_routes
from desktop.sandbox.economic.entry_routes import add_entry_routes
from desktop.sandbox.economic.invoice_routes import add_invoice_routes
from desktop.sandbox.economic.product_routes import add_product_routes
from desktop.sandbox.economic.projects_service import PROJECTS, add_projects_service
from desktop.sandbox.economic.refusals import Problem, Refused, not_found
from desktop.sandbox.economic.register_routes import add_register_routes
from desktop.sandbox.economic.state import Agreement
from desktop.sandbox.faults import PlannedFault
from desktop.sandbox.server import CONTROL, StandIn

NEWER_SERVICES = (PROJECTS, BOOKED_ENTRIES)


class Economic(StandIn):
    """One agreement of e-conomic on this machine; `agreement` holds its data."""

    name: ClassVar[str] = "economic"

    def __init__(self, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        super().__init__(clock)
        self.load({})
        self.app.before_request(self._admit)
        self.app.after_request(self._finish)
        self.app.register_error_handler(Refused, self._refused)
        self.app.register_error_handler(Problem, self._problem)
        self.app.register_error_handler(HTTPException, self._http_error)
        self.app.register_error_handler(Exception, self._own_bug)
        self._add_own_routes()
        add_register_routes(self.app, lambda: self.agreement)
        add_customer_routes(self.app, lambda: self.agreement, clock)
        add_product_routes(self.app, lambda: self.agreement, clock)
        add_invoice_routes(self.app, lambda: self.agreement, clock)
        add_entry_routes(self.app, lambda: self.agreement)
        add_projects_service(self.app, lambda: self.agreement)
        add_booked_entries(self.app, lambda: self.agreement)

    def load(self, data: dict[str, Any]) -> None:
        """Replace the agreement (format: state.py); the token bucket and the idempotency store start empty."""
        self.agreement = Agreement(data)
        self._bucket = Bucket()
        self._answers = IdempotencyStore()

    def state(self) -> dict[str, Any]:
        """The whole agreement, in the format that is loaded."""
        return self.agreement.to_json()

    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        """A planned 401, 429 or 5xx in the envelope of the API family that the path belongs to."""
        match fault.kind:
            case "rate_limited":
                error = Refused(429, "Too many requests.", hint="Wait and try again.")
            case "expired_token":
                error = Refused(401, "The tokens were not accepted.", hint="The grant was revoked.")
            case _:
                error = Refused(fault.status, "Internal server error.", hint="Contact support and quote the log id.")
        body, content_type = self._error_body(error, path)
        answer = Response(self.app.json.dumps(body), error.status, content_type=content_type)
        answer.headers["X-RequestId"] = str(uuid.uuid4())
        if fault.kind == "rate_limited":
            answer.headers["Retry-After"] = f"{max(0, round(fault.seconds))}"
        return answer

    def _add_own_routes(self) -> None:
        @self.app.get("/self")
        def own() -> flask.Response:
            return flask.jsonify({**self.agreement.own, "self": link("/self")})

        @self.app.post(f"{CONTROL}pay")
        def pay() -> flask.Response:
            invoices.pay(flask.request.get_json()["bookedInvoiceNumber"], self.agreement)
            return flask.jsonify({"paid": True})

    def _admit(self) -> flask.typing.ResponseReturnValue | None:
        request = flask.request
        if request.path.startswith(CONTROL):
            return None
        now = self.clock()
        demo = request.args.get("demo") == "true" and not request.path.startswith(NEWER_SERVICES)
        account = signed_in(request.headers, demo, request.method, self.agreement)
        flask.g.price = self._bucket.pay(now, self.agreement.rate_limit)
        key = request.headers.get("Idempotency-Key")
        if not key or request.method in ("GET", "HEAD"):
            return None
        answer = self._answers.replayed(account, key, now)
        if answer is None:
            flask.g.remember_as = (account, key)
            return None
        return flask.Response(answer.get_data(), answer.status, answer.headers)

    def _finish(self, answer: flask.Response) -> flask.Response:
        answer.headers["X-RequestId"] = str(uuid.uuid4())
        answer.headers.update(flask.g.get("price", {}))
        if "remember_as" in flask.g:
            account, key = flask.g.remember_as
            self._answers.keep(account, key, self.clock(), answer)
        return answer

    def _refused(self, error: Refused) -> flask.Response:
        body, content_type = self._error_body(error, flask.request.path)
        answer = flask.Response(self.app.json.dumps(body), error.status, content_type=content_type)
        answer.headers.update(error.headers)
        return answer

    def _problem(self, error: Problem) -> flask.Response:
        body = self.app.json.dumps(error.envelope(self.clock()))
        return flask.Response(body, error.status, content_type="application/problem+json")

    def _http_error(self, error: HTTPException) -> flask.Response:
        """What Flask itself refuses: unknown addresses, verbs and bodies that are no JSON."""
        if error.code == 404:
            return self._refused(not_found())
        return self._refused(Refused(error.code or 500, f"{error.name}.", hint=error.description or ""))

    def _own_bug(self, error: Exception) -> flask.Response:
        logging.getLogger(__name__).error("the stand-in of e-conomic failed", exc_info=error)
        return self._refused(Refused(500, "Internal server error.", hint="Contact support and quote the log id."))

    def _error_body(self, error: Refused, path: str) -> tuple[dict[str, Any], str]:
        if path.startswith(NEWER_SERVICES):
            return Problem(error.status, error.message, error.code).envelope(self.clock()), "application/problem+json"
        return error.envelope(self.clock()), "application/json; charset=utf-8"
