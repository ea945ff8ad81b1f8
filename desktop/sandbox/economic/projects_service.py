"""Employees and employee groups of the newer projects service, over the same register as REST (economic.md sections 8.3, 13.8, 16).

Reading goes by cursor, 1000 rows a time; creating answers only the new number. Replacing needs the current `objectVersion`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flask
from werkzeug.exceptions import BadRequest

from desktop.sandbox.economic.bodies import EMPLOYEE, EMPLOYEE_GROUP
from desktop.sandbox.economic.filters import FilterRefused, Property, parse_filter
from desktop.sandbox.economic.refusals import Problem
from desktop.sandbox.economic.state import Agreement, Row
from desktop.sandbox.economic.validation import Field, check

PROJECTS = "/projectsapi/v1.1.0"
PAGE = 1000


@dataclass(frozen=True)
class _Noun:
    path: str
    register: str
    fields: Mapping[str, Field]
    properties: Mapping[str, Property]
    taken: str
    shape: Callable[[Row], Row]
    stored: Callable[[Row], Row]


def _employee(row: Row) -> Row:
    shown = {
        "number": row["employeeNumber"],
        "groupNumber": row.get("employeeGroup", {}).get("employeeGroupNumber", 0),
        "name": row.get("name", ""),
        "isBarred": row.get("barred", False),
        "phone": row.get("phone"),
        "email": row.get("email"),
    }
    return _versioned(shown)


def _employee_stored(values: Row) -> Row:
    kept = {name: values[name] for name in ("name", "phone", "email") if values.get(name)}
    group = {"employeeGroup": {"employeeGroupNumber": values["groupNumber"]}}
    return {"employeeNumber": values["number"], **group, **kept, "barred": values["isBarred"]}


def _group(row: Row) -> Row:
    return _versioned({"number": row["employeeGroupNumber"], "name": row.get("name", "")})


def _group_stored(values: Row) -> Row:
    return {"employeeGroupNumber": values["number"], "name": values["name"]}


def _versioned(shown: Row) -> Row:
    return shown | {"objectVersion": hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]}


_TEXT, _NUMBER, _FLAG = Property("text"), Property("number"), Property("flag")
_EMPLOYEE_FILTERS = {"number": _NUMBER, "groupNumber": _NUMBER, "name": _TEXT, "isBarred": _FLAG, "phone": _TEXT, "email": _TEXT}
_NOUNS = (
    _Noun(
        "Employees",
        "employees",
        EMPLOYEE,
        _EMPLOYEE_FILTERS,
        "EmployeeCannotBeCreatedUpdatedNumberAlreadyExists",
        _employee,
        _employee_stored,
    ),
    _Noun(
        "EmployeeGroups",
        "employeeGroups",
        EMPLOYEE_GROUP,
        {"number": _NUMBER, "name": _TEXT},
        "EmployeeGroupNumberAlreadyExists",
        _group,
        _group_stored,
    ),
)


def add_projects_service(app: flask.Flask, current: Callable[[], Agreement]) -> None:
    """Both nouns: listed, one by number, created, replaced and deleted."""
    for noun in _NOUNS:
        _add_noun(app, current, noun)


def _add_noun(app: flask.Flask, current: Callable[[], Agreement], noun: _Noun) -> None:
    def listed() -> flask.Response:
        rows = [noun.shape(row) for row in current()[noun.register]]
        if "filter" in flask.request.args:
            rows = _filtered(rows, noun)
        first = _cursor()
        answer: Row = {"items": rows[first : first + PAGE]}
        if first + PAGE < len(rows):
            answer["cursor"] = str(first + PAGE)
        return flask.jsonify(answer)

    def one(number: int) -> flask.Response:
        row = current()[noun.register].get(number)
        if row is None:
            raise Problem(404, "Resource not found.", "ResourceNotFound")
        return flask.jsonify(noun.shape(row))

    def create() -> tuple[flask.Response, int]:
        values = _checked(noun, current())
        if current()[noun.register].get(values["number"]) is not None:
            raise _invalid(noun.taken, "number", "The number is taken.")
        current()[noun.register].put(noun.stored(values))
        return flask.jsonify({"number": values["number"]}), 201

    def replace() -> tuple[str, int]:
        values = _checked(noun, current())
        row = current()[noun.register].get(values["number"])
        if row is None:
            raise Problem(404, "Resource not found.", "ResourceNotFound")
        version = flask.request.get_json().get("objectVersion")
        if version != noun.shape(row)["objectVersion"]:
            raise Problem(409, "The resource was changed by somebody else.", "UpdateConflict")
        current()[noun.register].put(noun.stored(values))
        return "", 204

    def delete(number: int) -> tuple[str, int]:
        if current()[noun.register].get(number) is None:
            raise Problem(404, "Resource not found.", "ResourceNotFound")
        current()[noun.register].drop(number)
        return "", 204

    path = f"{PROJECTS}/{noun.path}"
    app.add_url_rule(path, f"{noun.path} listed", listed)
    app.add_url_rule(path, f"{noun.path} created", create, methods=["POST"])
    app.add_url_rule(path, f"{noun.path} replaced", replace, methods=["PUT"])
    app.add_url_rule(f"{path}/<int:number>", f"{noun.path} one", one)
    app.add_url_rule(f"{path}/<int:number>", f"{noun.path} deleted", delete, methods=["DELETE"])


def _filtered(rows: list[Row], noun: _Noun) -> list[Row]:
    try:
        matches = parse_filter(flask.request.args["filter"], noun.properties)
    except FilterRefused as refused:
        raise Problem(400, str(refused), "BadFilterRequest") from None
    return [row for row in rows if matches(row)]


def _cursor() -> int:
    value = flask.request.args.get("cursor", "0")
    if not value.isdecimal():
        raise Problem(400, "The cursor is not one that was given out.", "BadCursor")
    return int(value)


def _checked(noun: _Noun, agreement: Agreement) -> Row:
    """The body, checked; null counts as left out in this family (its schemas say nullable)."""
    if flask.request.mimetype != "application/json":
        raise Problem(415, "Unsupported media type.", "UnsupportedMediaType")
    try:
        body = flask.request.get_json()
    except BadRequest:
        raise Problem(400, "The body is not valid JSON.", "InvalidRequest") from None
    if not isinstance(body, dict):
        raise Problem(400, "The body must be a JSON object.", "InvalidRequest")
    values, errors = check({name: value for name, value in body.items() if value is not None}, noun.fields, agreement)
    for name, found in errors.items():
        code = "EmployeeCannotBeCreatedUpdatedNameNullOrEmpty" if (noun.path, name) == ("Employees", "name") else "InvalidRequest"
        raise _invalid(code, name, found["errors"][0]["errorMessage"])
    if noun.register == "employees" and agreement["employeeGroups"].get(values["groupNumber"]) is None:
        raise _invalid("EmployeeCannotBeCreatedUpdatedGroupNotFound", "groupNumber", "The employee group was not found.")
    return values


def _invalid(code: str, name: str, message: str) -> Problem:
    return Problem(400, message, code, [{"message": message, "errorCode": code, "property": name}])
