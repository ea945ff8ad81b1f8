"""Tally on this machine: one key, customers, items, documents; a record is put under an id that the caller chooses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import flask
from werkzeug.wrappers import Response

from desktop.sandbox.faults import PlannedFault
from desktop.sandbox.server import StandIn


class TallyStandIn(StandIn):
    """Holds `customers`, `items` and `documents` by their ids."""

    name: ClassVar[str] = "tally"

    def __init__(self) -> None:
        super().__init__()
        self.load({})
        self.app.before_request(self._admit)
        self.app.add_url_rule("/company", "company", lambda: {"id": "T1", "name": "Tally Bog ApS"})
        self.app.add_url_rule("/<register>", view_func=self._listed)
        self.app.add_url_rule("/<register>/<record_id>", view_func=self._one, methods=["GET", "PUT", "PATCH", "DELETE"])

    def load(self, data: dict[str, Any]) -> None:
        self.key = data.get("key", "")
        self.registers: dict[str, dict[str, Any]] = {name: data.get(name, {}) for name in ("customers", "items", "documents")}

    def state(self) -> dict[str, Any]:
        return {"key": self.key, **self.registers}

    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        return Response("trouble", fault.status)

    def _admit(self) -> tuple[str, int] | None:
        is_control = flask.request.path.startswith("/_sandbox/")
        return None if is_control or flask.request.headers.get("X-Key") == self.key else ("no", 401)

    def _listed(self, register: str) -> flask.Response:
        wanted = flask.request.args.get("reference")
        rows = [row for row in self.registers[register].values() if wanted in (None, row.get("reference"))]
        return flask.jsonify(rows)

    def _one(self, register: str, record_id: str) -> flask.Response | tuple[str, int]:
        rows, method = self.registers[register], flask.request.method
        if method == "PUT" and record_id not in rows:
            rows[record_id] = {**flask.request.get_json(), "id": record_id}
            if register == "documents":
                rows[record_id]["net"] = sum((_net(line) for line in rows[record_id]["lines"]), Decimal(0))
        if record_id not in rows:
            return "nothing here", 404
        if method == "PATCH":
            rows[record_id] |= flask.request.get_json()
        return flask.jsonify(rows.pop(record_id) if method == "DELETE" else rows[record_id])


def _net(line: dict[str, Any]) -> Decimal:
    return (Decimal(line["quantity"]) * line["price"] * (100 - line["discount"]) / 100).quantize(Decimal("0.01"))
