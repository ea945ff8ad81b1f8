"""Tokens for an API key, and what every call passes before the work (dinero.md sections 2, 3 and 5).

Behind the switch: the scope must be named, a wrong client is 401 (else 400), an OAuth error has nothing but its name, a token lists
the organization of its key alone (else those of every key), refused calls count too, and 429 comes without `Retry-After`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict, deque
from dataclasses import dataclass, field

import flask

from desktop.sandbox.dinero import refusals
from desktop.sandbox.dinero.refusals import NotJson, Refused
from desktop.sandbox.dinero.state import Books, Row

TOKEN_ADDRESS = "/dineroapi/oauth/token"
SCOPES = {"read", "write"}


@dataclass(frozen=True)
class Token:
    """What a token opens, and until when."""

    client: str
    organization: int
    scopes: frozenset[str]
    until: dt.datetime


@dataclass
class Door:
    """The tokens that were given, and the calls of the last minute by client and organization."""

    tokens: dict[str, Token] = field(default_factory=dict)
    calls: dict[tuple[str, int], deque[dt.datetime]] = field(default_factory=lambda: defaultdict(deque))

    def token_for(self, request: flask.Request, books: Books, now: dt.datetime) -> Row:
        """The answer of the token host; a `Refused` OAuth error when client, grant, key or scope are not right."""
        asked = request.authorization
        if asked is None or asked.type != "basic" or (asked.username, asked.password) not in books.clients:
            raise _oauth_error("invalid_client", books, 401 if books.strict else 400)
        form = request.form
        if form.get("grant_type") != "password":
            raise _oauth_error("unsupported_grant_type", books)
        organization = next((one["organizationId"] for one in books.api_keys if one["key"] == form.get("username")), None)
        if organization is None or form.get("password") != form.get("username"):
            raise _oauth_error("invalid_grant", books)
        scopes = frozenset((form.get("scope") or ("" if books.strict else "read write")).split())
        if not scopes or scopes - SCOPES:
            raise _oauth_error("invalid_scope", books)
        token = secrets.token_urlsafe(32)
        until = now + dt.timedelta(seconds=books.token_seconds)
        self.tokens[token] = Token(str(asked.username), int(organization), scopes, until)
        return {"access_token": token, "token_type": "Bearer", "expires_in": books.token_seconds, "refresh_token": ""}

    def admitted(self, request: flask.Request, books: Books, now: dt.datetime) -> Token:
        """Who calls; refused without a good token, without Pro, in a foreign organization, without the scope, over the limit."""
        asked = request.authorization
        token = self.tokens.get(str(asked.token)) if asked is not None and asked.type == "bearer" else None
        if token is None or now >= token.until:
            raise refusals.not_signed_in()
        self._count(token, books, now)
        lists_organizations = request.path.endswith("/organizations")
        wanted = (request.view_args or {}).get("organization", str(token.organization))
        if wanted != str(token.organization) or not (request.method == "GET" or "write" in token.scopes):
            raise Refused(403, refusals.NO_PERMISSION, "No permission")
        if not lists_organizations and not _has_pro(token.organization, books):
            raise Refused(403, refusals.NO_PRO, "The organization has no Pro subscription")
        return token

    def _count(self, token: Token, books: Books, now: dt.datetime) -> None:
        """The limit counts the calls of the last minute at every moment; whether refused ones count is told nowhere."""
        recent = self.calls[token.client, token.organization]
        window = dt.timedelta(seconds=books.rate_limit["seconds"])
        while recent and recent[0] <= now - window:
            recent.popleft()
        if len(recent) >= books.rate_limit["calls"]:
            wait = max(1, round((recent[0] + window - now).total_seconds()))
            if books.strict:
                recent.append(now)
            raise refusals.too_many_calls(books.rate_limit["calls"], {} if books.strict else {"Retry-After": str(wait)})
        recent.append(now)


def organizations(token: Token, books: Books) -> list[Row]:
    """What the token lists: that it is the organization of its key alone is INFERRED (section 8)."""
    opened = {token.organization} if books.strict else {one["organizationId"] for one in books.api_keys}
    return [one for one in books.organizations if one["Id"] in opened]


def _has_pro(organization: int, books: Books) -> bool:
    return any(one["Id"] == organization and one["Subscription"]["HasPro"] for one in books.organizations)


def _oauth_error(error: str, books: Books, status: int = 400) -> NotJson:
    """The exact body is INFERRED; 400 and `_grant` in it were seen."""
    explained = "" if books.strict else f',"error_description":"{error.replace("_", " ")}"'
    return NotJson(status, f'{{"error":"{error}"{explained}}}', "application/json")
