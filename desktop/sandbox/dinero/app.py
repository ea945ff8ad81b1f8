"""The stand-in of Dinero: the token host and the API behind one address.

Written from dinero.md (section 17 is its checklist). Not played, and answered with the host's 404 page: sign-in through Visma
Connect, contact notes, state of account, PDF, files, mail and e-invoices, payments of anything but invoices, reminders, trade
offers, reports, writing of accounts, purchase and manual vouchers, ledger items, webhooks.
Beside the common control routes: `POST /_sandbox/switches {"strict": false, "rateLimit": {"calls": 100000}}` changes what is named.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any, ClassVar

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from desktop.sandbox.dinero import refusals
from desktop.sandbox.dinero.contact_routes import add_contact_routes
from desktop.sandbox.dinero.entry_routes import add_entry_routes
from desktop.sandbox.dinero.payment_routes import add_payment_routes
from desktop.sandbox.dinero.product_routes import add_product_routes
from desktop.sandbox.dinero.refusals import NotJson, Refused
from desktop.sandbox.dinero.register_routes import add_register_routes
from desktop.sandbox.dinero.sign_in import TOKEN_ADDRESS, Door
from desktop.sandbox.dinero.state import Books
from desktop.sandbox.dinero.voucher_routes import add_voucher_routes
from desktop.sandbox.faults import PlannedFault
from desktop.sandbox.server import CONTROL, StandIn


class Dinero(StandIn):
    """One organization of Dinero on this machine; `books` holds its data."""

    name: ClassVar[str] = "dinero"

    def __init__(self, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        super().__init__(clock)
        self.load({})
        self.app.before_request(self._admit)
        self.app.register_error_handler(Refused, self._refused)
        self.app.register_error_handler(NotJson, lambda error: error.answer())
        self.app.register_error_handler(HTTPException, self._http_error)
        self.app.register_error_handler(Exception, self._own_bug)
        self._add_own_routes()
        add_register_routes(self.app, lambda: self.books)
        add_contact_routes(self.app, lambda: self.books, clock)
        add_product_routes(self.app, lambda: self.books, clock)
        add_voucher_routes(self.app, lambda: self.books, clock)
        add_payment_routes(self.app, lambda: self.books, clock)
        add_entry_routes(self.app, lambda: self.books, clock)

    def load(self, data: dict[str, Any]) -> None:
        """Replace the books (format: state.py); tokens given before are void and the count of calls starts anew."""
        self.books = Books(data)
        self._door = Door()

    def state(self) -> dict[str, Any]:
        """The whole organization, in the format that is loaded."""
        return self.books.to_json()

    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        """A planned 401, 429 or 5xx."""
        match fault.kind:
            case "rate_limited":
                wait = {"Retry-After": f"{max(0, round(fault.seconds))}"}
                error = refusals.too_many_calls(self.books.rate_limit["calls"], wait)
            case "expired_token":
                error = refusals.not_signed_in()
            case _:
                error = refusals.server_fault(fault.status)
        return error.answer()

    def _add_own_routes(self) -> None:
        @self.app.post(TOKEN_ADDRESS)
        def token() -> flask.Response:
            return flask.jsonify(self._door.token_for(flask.request, self.books, self.clock()))

        @self.app.post(f"{CONTROL}switches")
        def switches() -> flask.Response:
            asked = flask.request.get_json()
            self.books.strict = bool(asked.get("strict", self.books.strict))
            self.books.rate_limit |= asked.get("rateLimit", {})
            self.books.rule_of_used_guid = str(asked.get("ruleOfUsedGuid", self.books.rule_of_used_guid))
            names = ("strict", "rateLimit", "ruleOfUsedGuid")
            return flask.jsonify({name: value for name, value in self.books.to_json().items() if name in names})

    def _admit(self) -> None:
        request = flask.request
        if request.path.startswith(CONTROL) or request.path == TOKEN_ADDRESS or request.url_rule is None:
            return
        flask.g.token = self._door.admitted(request, self.books, self.clock())

    def _refused(self, error: Refused) -> flask.Response:
        return flask.Response(self.app.json.dumps(error.envelope()), error.status, content_type="application/json; charset=utf-8")

    def _http_error(self, error: HTTPException) -> flask.Response:
        """What Flask itself refuses: unknown addresses and verbs."""
        if error.code in (404, 405):
            return refusals.unknown_address().answer()
        return NotJson(error.code or 500, error.name).answer()

    def _own_bug(self, error: Exception) -> flask.Response:
        logging.getLogger(__name__).error("the stand-in of Dinero failed", exc_info=error)
        return refusals.server_fault().answer()
