"""The stand-in of TimeLog: REST v1 under /<account>/api/v1, the SOAP services under /<account>/WebServices, the Reporting API.

Any invoice route of REST is a 404, as at TimeLog: invoices are read and written through SOAP only (timelog.md section 0).
"""

from __future__ import annotations

import datetime as dt
import json
import math
import threading
from collections.abc import Callable, Iterable
from typing import Any

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from desktop.sandbox.faults import PlannedFault
from desktop.sandbox.server import StandIn
from desktop.sandbox.timelog.crm_contacts import CRM
from desktop.sandbox.timelog.financial import FINANCIAL
from desktop.sandbox.timelog.invoicing import INVOICING
from desktop.sandbox.timelog.organisation import ORGANISATION
from desktop.sandbox.timelog.reporting import reporting_error, reporting_routes
from desktop.sandbox.timelog.rest import RestRefused
from desktop.sandbox.timelog.rest_customers import add_customer_routes
from desktop.sandbox.timelog.rest_integration import add_conflict_routes, add_external_system_routes
from desktop.sandbox.timelog.rest_projects import add_project_expense_routes, add_project_routes
from desktop.sandbox.timelog.rest_registers import add_register_routes
from desktop.sandbox.timelog.security import SECURITY, user_of_access_token, user_of_token
from desktop.sandbox.timelog.soap import call, refused
from desktop.sandbox.timelog.soap_xml import NotUnderstood, fault
from desktop.sandbox.timelog.state import Site

SERVICES = {service.path: service for service in (SECURITY, CRM, INVOICING, FINANCIAL, ORGANISATION)}
_XML = "text/xml; charset=utf-8"
_ACCESS_TOKEN_REFUSED = "The personal access token is missing, unknown or has expired."


class TimeLog(StandIn):
    """One TimeLog site; its root is the server's address followed by the account, for instance http://127.0.0.1:8080/acme."""

    name = "timelog"

    def __init__(self, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        super().__init__(clock)
        self.site = Site(clock)
        self.root = f"/{self.site.account}"
        self._call = threading.local()
        self.app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        self.app.register_blueprint(_rest_routes(self.site))
        self.app.register_blueprint(_soap_routes(self.site))
        self.app.register_blueprint(reporting_routes(self.site))
        self.app.register_error_handler(HTTPException, _http_error)

    def load(self, data: dict[str, Any]) -> None:
        """Replace all data; the format stands in `state`."""
        self.site.load(data)
        self.root = f"/{self.site.account}"

    def state(self) -> dict[str, Any]:
        """All data, in the format of `load`."""
        return self.site.shown()

    def wsgi(self, latency_ms: int = 0) -> Callable[..., Iterable[bytes]]:
        """As any stand-in, and remembers the SOAPAction, which the answer to a planned expired token needs."""
        way = super().wsgi(latency_ms)

        def remembering(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            self._call.action = _action(environ.get("HTTP_SOAPACTION", ""))
            return way(environ, start_response)

        return remembering

    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        """A planned trouble; how TimeLog words 429 and 5xx is not documented (section 11)."""
        is_soap = "/WebServices/" in path
        if "/service.asmx/" in path:
            status = {"expired_token": 401, "rate_limited": 429}.get(fault.kind, fault.status)
            return reporting_error("The server met a trouble of its own.", status)
        if fault.kind == "expired_token":
            return self._expired_soap_token(path) if is_soap else _json({"Message": _ACCESS_TOKEN_REFUSED}, 401)
        status = 429 if fault.kind == "rate_limited" else fault.status
        message = "Too many requests." if status == 429 else "The server met a trouble of its own."
        answer = _fault(message, "Server", status) if is_soap else _json({"Code": 100, "Message": message}, status)
        if status == 429:
            answer.headers["Retry-After"] = str(math.ceil(fault.seconds))
        return answer

    def _expired_soap_token(self, path: str) -> Response:
        service = SERVICES.get("/".join(path.split("/WebServices/")[1].split("/")[:2]))
        operation = service.operations.get(self._call.action) if service else None
        if not service or not operation:
            return _fault("The planned fault expired_token fits no operation of this call.", "Server", 500)
        return Response(refused(service, operation, "The security token has expired.", "Error"), content_type=_XML)


def _rest_routes(site: Site) -> flask.Blueprint:
    routes = flask.Blueprint("timelog_rest", __name__, url_prefix="/<account>/api/v1")

    @routes.url_value_preprocessor
    def check_account(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values is not None and values.pop("account") != site.account:
            flask.abort(404)

    @routes.before_request
    def sign_in() -> Response | None:
        user = user_of_access_token(site, flask.request.headers.get("Authorization"))
        if user is None:
            return _json({"Message": _ACCESS_TOKEN_REFUSED}, 401)
        flask.g.user = user
        return None

    @routes.errorhandler(RestRefused)
    def refuse(refusal: RestRefused) -> tuple[flask.Response, int]:
        return refusal.answer()

    add_customer_routes(routes, site)
    add_register_routes(routes, site)
    add_project_routes(routes, site)
    add_project_expense_routes(routes, site)
    add_external_system_routes(routes, site)
    add_conflict_routes(routes, site)
    return routes


def _soap_routes(site: Site) -> flask.Blueprint:
    routes = flask.Blueprint("timelog_soap", __name__)

    @routes.post("/<account>/WebServices/<area>/<version>/<file>")
    def soap(account: str, area: str, version: str, file: str) -> Response:
        service = SERVICES.get(f"{area}/{version}")
        if account != site.account or service is None or file != f"{service.name}Secure.svc":
            flask.abort(404)
        if flask.request.mimetype != "text/xml":
            flask.abort(415)
        try:
            action = _action(flask.request.headers.get("SOAPAction", ""))
            answer = call(service, site, action, flask.request.get_data(), user_of_token)
        except NotUnderstood as error:
            return _fault(str(error), "Client", 500)
        return Response(answer, content_type=_XML)

    return routes


def _action(header: str) -> str:
    return header.strip().strip('"')


def _json(content: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(content), status, content_type="application/json; charset=utf-8")


def _fault(reason: str, code: str, status: int) -> Response:
    return Response(fault(reason, code), status, content_type=_XML)


def _http_error(error: HTTPException) -> Response | HTTPException:
    """JSON for REST: a verb that a route does not have is named as TimeLog does (section 3.3)."""
    if "/api/" not in flask.request.path:
        return error
    if error.code == 405:
        return _json({"Error": {"Code": "UnsupportedApiVersion", "Message": "The route does not have this verb."}}, 405)
    return _json({"Message": error.description or error.name}, error.code or 500)
