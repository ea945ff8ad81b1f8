"""What routes share: the JSON body of a request, and finding a record by the guid in the address."""

from __future__ import annotations

from typing import Any

import flask
from werkzeug.exceptions import BadRequest

from desktop.sandbox.dinero import refusals
from desktop.sandbox.dinero.refusals import NotJson, Refused, invalid_one
from desktop.sandbox.dinero.state import Books, Row


def json_object(*, may_be_missing: bool = False) -> Row:
    """The body; refused when it is not called JSON or is no JSON object."""
    if may_be_missing and not flask.request.get_data():
        return {}
    if flask.request.mimetype != "application/json":
        raise NotJson(415)
    try:
        body: Any = flask.request.get_json()
    except BadRequest:
        body = None
    if not isinstance(body, dict):
        raise invalid_one("body", "The body is not a JSON object", "Indholdet er ikke et JSON-objekt")
    return body


def refuse_deleted(row: Row, books: Books) -> None:
    """A deleted record cannot be changed: code 65. HTTP 400 is INFERRED; the friendlier reading has a status of its own for it."""
    if row.get("DeletedAt") is not None:
        raise Refused(400 if books.strict else 410, refusals.DELETED, "The entity is deleted and cannot be changed")


def done() -> flask.Response:
    """200 and nothing in it."""
    return flask.Response(status=200)
