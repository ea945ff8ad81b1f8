"""REST v1: envelope, paging, sign-in, validation and errors (timelog.md section 3). The routes are in the `rest_...` files.

Stricter readings where the reference is silent: a page holds 1,000 rows at most (the most that was seen to work), a body member
that the model does not have is refused, and a business rule gives `ErrorCode` 0 where no code is known.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import flask

from desktop.sandbox.timelog.kinds import NotThisKind, from_json, to_json
from desktop.sandbox.timelog.rest_models import Model
from desktop.sandbox.timelog.state import Record, Site

DEFAULT_PAGE = 10
LARGEST_PAGE = 1000
STATUSES = {"-1": (True, False), "all": (True, False), "0": (False,), "inactive": (False,), "1": (True,), "active": (True,)}


class RestRefused(Exception):
    """Answered with TimeLog's error body: `code` 100 general, 102 business rule, 200 model validation."""

    def __init__(self, status: int, code: int, message: str, details: Sequence[Any] = (), parameters: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"Code": code, "Message": message, "Details": list(details), "Parameters": parameters}

    def answer(self) -> tuple[flask.Response, int]:
        """The answer to the request in hand."""
        return flask.jsonify({**self.body, "Url": flask.request.base_url}), self.status


def not_found(what: str, number: int) -> RestRefused:
    """An unknown id: 500, not 404 (section 3.3)."""
    return RestRefused(500, 100, f"{what} with id {number} was not found")


def business_rule(message: str, error_code: int = 0) -> RestRefused:
    """A business rule said no."""
    return RestRefused(500, 102, "Business rules violation", [{"Message": message, "ErrorCode": error_code}])


def invalid(details: Sequence[str], parameters: str = "") -> RestRefused:
    """The model is not valid."""
    return RestRefused(400, 200, "Invalid model state", details, parameters)


def words(member: str) -> str:
    """The member's name as validation texts show it: CustomerStatusID becomes Customer Status ID."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", member)


def body(model: Model, name: str, required: Iterable[str]) -> Record:
    """The request's body by its model, with the required members filled; `RestRefused` lists everything that is wrong."""
    if flask.request.mimetype not in ("application/json", "text/json"):
        flask.abort(415)
    raw = flask.request.get_data(as_text=True)
    try:
        given = flask.current_app.json.loads(raw)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise invalid(["The body is not a JSON object."])
    details = [f"'{words(member)}' is not known." for member in given if member not in model]
    record: Record = {}
    for member, kind in model.items():
        try:
            record[member] = from_json(kind, given.get(member))
        except NotThisKind as error:
            details.append(f"'{words(member)}': {error}.")
    details += [_missing(member, record[member], given) for member in required if member in record]
    if complaints := [detail for detail in details if detail]:
        raise invalid(complaints, f"{name}: {flask.current_app.json.dumps(given)}")
    return record


def _missing(member: str, value: Any, given: Mapping[str, Any]) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return "" if value > 0 else f"'{words(member)}' must be greater than '0'."
    is_there = given.get(member) is not None and (not isinstance(value, str) or value.strip())
    return "" if is_there else f"'{words(member)}' must not be empty."


def entity(model: Model, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as its model shows it; absent texts are empty."""
    return {
        name: "" if kind == "string" and not record.get(name) else to_json(kind, record.get(name)) for name, kind in model.items()
    }


def one(properties: dict[str, Any]) -> flask.Response:
    """A single object in its envelope."""
    return flask.jsonify({"Properties": properties, "Links": _links(), "Actions": []})


def listed(rows: Sequence[Any], shown: Callable[[Any], dict[str, Any]]) -> flask.Response:
    """One page of the rows in the envelope of lists: `$page` from 1, `$pagesize` 10 unless given; other paging names do nothing."""
    number, size = _number("$page", 1), _number("$pagesize", DEFAULT_PAGE)
    if size > LARGEST_PAGE:
        raise invalid([f"'$pagesize' must be {LARGEST_PAGE} at most."])
    start = (number - 1) * size
    return enveloped([shown(row) for row in rows[start : start + size]], len(rows), math.ceil(len(rows) / size), number)


def enveloped(entities: list[dict[str, Any]], rows: int, pages: int, number: int) -> flask.Response:
    """A list in its envelope; the totals are texts."""
    totals = {"TotalRecord": str(rows), "TotalPage": str(pages), "PageNumber": str(number)}
    return flask.jsonify({"Properties": totals, "Entities": [{"Properties": each} for each in entities], "Links": _links()})


def nothing() -> flask.Response:
    """The body `null`: a validation that found nothing wrong."""
    return flask.jsonify(None)


def query_number(name: str) -> int:
    """A required whole number of the query."""
    if name not in flask.request.args:
        raise invalid([f"'{words(name)}' must not be empty."])
    return _number(name, 0)


def with_status(rows: Iterable[Record], status: str) -> list[Record]:
    """The rows of a `{status}` segment: all(-1), inactive(0), active(1), by number or word."""
    if status.lower() not in STATUSES:
        raise invalid([f"The value '{status}' is not valid for status."])
    return [row for row in rows if row["IsActive"] in STATUSES[status.lower()]]


def found(site: Site, table: str, what: str, number: int) -> Record:
    """The record with that id; an unknown one is the documented 500."""
    record = site.tables[table].get(number)
    if record is None:
        raise not_found(what, number)
    return record


def _number(name: str, default: int) -> int:
    text = flask.request.args.get(name, str(default))
    if not re.fullmatch(r"\d{1,9}", text) or int(text) < 1:
        raise invalid([f"The value '{text}' is not valid for {name}."])
    return int(text)


def _links() -> list[dict[str, str]]:
    return [{"Href": flask.request.base_url, "Rel": "self"}]
