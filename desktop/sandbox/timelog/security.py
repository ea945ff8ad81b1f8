"""Who may call: personal access tokens of REST; SecurityService 1.2 and the tokens of SOAP (timelog.md section 2)."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Any

from desktop.sandbox.timelog import soap_types as types
from desktop.sandbox.timelog.soap import Answer, NotSignedIn, Service
from desktop.sandbox.timelog.state import Record, Site

SECURITY = Service(
    "SecurityService",
    path="Security/V1_2",
    namespace=types.V1_2,
    action_base="",
    token=types.SECURITY_TOKEN,
    answers_in=types.V1_1,
    alive_in=types.V1_2,
)

# New at every start, so that no token outlives the stand-in.
_SIGNING_KEY = secrets.token_bytes(32)


def user_of_access_token(site: Site, authorization: str | None) -> Record | None:
    """The active user whose unexpired token the `Authorization` header carries."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    for known in site.tokens:
        if hmac.compare_digest(known["token"].encode(), token.strip().encode()) and site.now() < known["expires"]:
            user = site.tables["users"].get(known["user_id"])
            return user if user and user["IsActive"] else None
    return None


def issue_token(site: Site, user: Record) -> dict[str, Any]:
    """A token for the user that ends after the site's token life."""
    expires = site.now() + dt.timedelta(seconds=site.soap_token_seconds)
    return {"Initials": user["Initials"], "Expires": expires, "Hash": _hash(site, user["Initials"], expires)}


def user_of_token(site: Site, token: dict[str, Any] | None) -> Record:
    """The active user whose unaltered, unexpired token this is; `NotSignedIn` otherwise."""
    if not token or not all(token.get(name) for name in types.TOKEN_MEMBERS):
        raise NotSignedIn("The security token is missing or incomplete.")
    expected = _hash(site, token["Initials"], token["Expires"])
    if not hmac.compare_digest(expected.encode(), token["Hash"].encode()):
        raise NotSignedIn("The security token is not valid.")
    if site.now() >= token["Expires"]:
        raise NotSignedIn("The security token has expired.")
    user = site.first("users", "Initials", token["Initials"])
    if not user or not user["IsActive"]:
        raise NotSignedIn("The user of the security token is not active.")
    return user


def _hash(site: Site, initials: str, expires: dt.datetime) -> str:
    signed = f"{site.account}\n{initials}\n{expires.isoformat()}"
    return hmac.new(_SIGNING_KEY, signed.encode(), hashlib.sha256).hexdigest()


@SECURITY.operation("GetToken", "GetTokenRequest", types.SECURITY_TOKEN, signed_in=False, user="string", password="string")
def get_token(site: Site, asked: dict[str, Any]) -> Answer:
    """A token for a user name or initials and the password."""
    name = (asked["user"] or "").casefold()
    for user in site.tables["users"].values():
        names = {(user["UserName"] or "").casefold(), (user["Initials"] or "").casefold()} - {""}
        is_right = hmac.compare_digest((user["Password"] or "").encode(), (asked["password"] or "").encode())
        if name in names and user["Password"] and is_right and user["IsActive"]:
            return Answer([issue_token(site, user)])
    raise NotSignedIn("The user name or the password is wrong.")


@SECURITY.operation("GetUser", "GetUserRequest", types.USER)
def get_user(site: Site, asked: dict[str, Any]) -> Answer:
    """The token's user with the names of the roles; `ID` is the user id (INFERRED: the employee id is another, section 5.4)."""
    user = asked["caller"]
    return Answer([{**user, "ID": user["UserID"]}])
