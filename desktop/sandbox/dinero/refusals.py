"""Refusals and their wording (dinero.md section 5): one envelope for what the API judged, bare answers for what it did not.

An address that does not exist answers HTML, a missing token nothing at all, the limit of calls plain text, the token host an OAuth
object: a client that takes every answer for JSON must not come through here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import flask

NOT_FOUND = 40
NO_PERMISSION = 41
VALIDATION = 42
LIMIT_EXCEEDED = 43
NO_LINES = 45
OLD_TIMESTAMP = 58
NO_SUCH_RECORD = 63
DELETED = 65
DUPLICATE_GUID = 72
NO_PRO = 90


class Wrong(NamedTuple):
    """What is the matter with one property, for people in both languages."""

    english: str
    danish: str


def missing(name: str) -> Wrong:
    """The property must be there."""
    return Wrong(f"{name} is required", f"{name} skal udfyldes")


def inferred(code: int, *, is_strict: bool) -> int:
    """A code that the reference only infers: strictly 0, so that no client can rely on it."""
    return 0 if is_strict else code


@dataclass(eq=False)
class Refused(Exception):
    """An answer that is an error; `wrong` names the properties, or the rule, that failed."""

    status: int
    code: int
    message: str
    wrong: dict[str, Wrong] = field(default_factory=dict)
    is_listed_only: bool = False  # in `errorMessageList` alone

    def envelope(self) -> dict[str, Any]:
        """The body of the answer."""
        shown = {} if self.is_listed_only else self.wrong
        return {
            "code": self.code,
            "message": self.message,
            "validationErrors": {name: wrong.english for name, wrong in shown.items()} or None,
            "languageSpecificMessages": [{"property": name, "message": wrong.danish} for name, wrong in shown.items()],
            "errorMessageList": [{"Code": name, "Message": wrong.english} for name, wrong in self.wrong.items()],
        }


@dataclass(eq=False)
class NotJson(Exception):
    """An answer without the envelope."""

    status: int
    text: str = ""
    mimetype: str = "text/plain"
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self) -> flask.Response:
        """The answer itself."""
        return flask.Response(self.text, self.status, self.headers, mimetype=self.mimetype)


def invalid(wrong: dict[str, Wrong]) -> Refused:
    """400 with everything that is the matter."""
    return Refused(400, VALIDATION, "Validation Error", wrong)


def invalid_one(name: str, english: str, danish: str) -> Refused:
    """400 about one property."""
    return invalid({name: Wrong(english, danish)})


def unknown_address() -> NotJson:
    """404 as the host gives it: a page for people (section 5)."""
    return NotJson(404, "<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>", "text/html")


def server_fault(status: int = 500) -> NotJson:
    """5xx; what the vendor writes into it is not published."""
    return NotJson(status, "<!DOCTYPE html><html><head><title>Error</title></head><body>Server error</body></html>", "text/html")


def not_signed_in() -> NotJson:
    """401; the vendor publishes no body for it."""
    return NotJson(401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def too_many_calls(calls: int, headers: dict[str, str]) -> NotJson:
    """429; only the beginning of the text is published, and no `Retry-After` is promised (section 3)."""
    return NotJson(429, f"API calls quota exceeded! maximum admitted {calls} per 1m.", headers=headers)
