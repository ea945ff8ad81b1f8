"""What routes share: the JSON body of a request, and answers to writes (economic.md section 3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from werkzeug.exceptions import BadRequest

from desktop.sandbox.economic.refusals import Refused
from desktop.sandbox.economic.state import Row


def json_object() -> Row:
    """The body; `Refused` with 415 when it is not called JSON and 400 when it is no JSON object."""
    if flask.request.mimetype != "application/json":
        raise Refused(415, "Unsupported media type.", hint="Set Content-Type to application/json.")
    try:
        body: Any = flask.request.get_json()
    except BadRequest:
        raise Refused(400, "The body is not valid JSON.", hint="Check the syntax of the body.") from None
    if not isinstance(body, dict):
        raise Refused(400, "The body must be a JSON object.", hint="Check the body against the schema.")
    return body


def created(shown: Row) -> flask.Response:
    """201 with the whole stored resource and its address."""
    answer = flask.jsonify(shown)
    answer.status_code = 201
    answer.headers["Location"] = shown["self"]
    return answer


def deleted() -> flask.Response:
    """204 and nothing in it."""
    return flask.Response(status=204)


def stamp(now: dt.datetime) -> str:
    """A time as the wire has it."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
