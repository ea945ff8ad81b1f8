"""How e-conomic says no: the REST error envelope and its leaves (economic.md section 8), and problem+json of the newer services."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

INVALID = "E04010"
MISSING = "E04042"
REFERENCE_EMPTY = "E04500"
QUANTITY_NEEDED = "E04730"
TOO_MANY_DECIMALS = "E04740"
DATE_TOO_EARLY = "E04760"
PAGE_SIZE = "E04810"
NOT_FOUND = "E06000"
PRODUCT_BARRED = "E06600"
CUSTOMER_BARRED = "E06820"
TERMS_TYPE_DIFFERS = "E07180"
VALIDATION_FAILED = "E04300"
GRANT_OF_ANOTHER_APP = "E02250"

NOT_FOUND_HINT = (
    "The API tries to provide all the resource urls you need. If you have hard coded urls yourself, then try to look at the "
    "enclosing collection for hypermedia information on where the resource you are looking for could be."
)


@dataclass(eq=False)
class Refused(Exception):
    """An answer of the REST API that is an error; `more` holds further members of its envelope."""

    status: int
    message: str
    code: str = ""
    hint: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def envelope(self, now: dt.datetime) -> dict[str, Any]:
        """The body of the answer (section 8.1)."""
        body: dict[str, Any] = {"message": self.message}
        if self.code:
            body["errorCode"] = self.code
        body |= {"developerHint": self.hint, "logId": log_id(), "httpStatusCode": self.status}
        return body | self.more | {"logTime": now.astimezone().strftime("%Y-%m-%dT%H:%M:%S")}


@dataclass(eq=False)
class Problem(Exception):
    """An error of one of the newer services (section 8.3)."""

    status: int
    title: str
    code: str
    errors: list[dict[str, str]] = field(default_factory=list)

    def envelope(self, now: dt.datetime) -> dict[str, Any]:
        """The body of the answer, `application/problem+json`."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.title,
            "errors": self.errors,
            "traceId": secrets.token_hex(16),
            "errorCode": self.code,
            "traceTimeUtc": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def log_id() -> str:
    """A new trace id in the form of today's answers."""
    return f"{secrets.token_hex(8)}-CPH"


def not_found(code: str = "") -> Refused:
    """404 on an address; a record that is gone carries E06000 as well."""
    return Refused(404, "Resource not found.", code, NOT_FOUND_HINT)


def leaf(name: str, message: str, code: str, value: Any = None, hint: str = "") -> dict[str, Any]:
    """One leaf of the `errors` document, wrapped as the property that failed."""
    found = {"propertyName": name, "errorMessage": message, "errorCode": code, "inputValue": value, "developerHint": hint}
    return {"errors": [found]}


def count_leaves(errors: Any) -> int:
    """How many leaves an `errors` document holds."""
    if isinstance(errors, dict):
        own = len(errors["errors"]) if isinstance(errors.get("errors"), list) else 0
        return own + sum(count_leaves(value) for name, value in errors.items() if name != "errors")
    if isinstance(errors, list):
        return sum(count_leaves(one) for one in errors)
    return 0


def validation_failed(errors: dict[str, Any]) -> Refused:
    """400 with the `errors` document that mirrors the body (section 8.1)."""
    count = count_leaves(errors)
    message = f"Validation failed. {count} error{'' if count == 1 else 's'} found."
    hint = "Inspect validation errors and correct your request."
    return Refused(400, message, VALIDATION_FAILED, hint, {"errors": errors, "errorCount": count})
