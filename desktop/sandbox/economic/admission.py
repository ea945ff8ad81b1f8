"""What every call passes before the work: tokens, the token bucket, the idempotency store (economic.md sections 2, 9 and 10)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from desktop.sandbox.economic import refusals
from desktop.sandbox.economic.refusals import Refused
from desktop.sandbox.economic.state import Agreement

Account = tuple[str, str]
DEMO: Account = ("demo", "demo")
REMEMBERED = dt.timedelta(hours=1)
SIGN_IN_HINT = "Send X-AppSecretToken and X-AgreementGrantToken; to try the API without an agreement, use the demo tokens."


def signed_in(headers: Headers, demo_query: bool, method: str, agreement: Agreement) -> Account:
    """Who calls: a known pair of tokens, or the demo, which may only read (status 403 is INFERRED)."""
    secret, grant = headers.get("X-AppSecretToken", ""), headers.get("X-AgreementGrantToken", "")
    account: Account = DEMO if demo_query and not secret and not grant else (secret, grant)
    if account == DEMO:
        if method not in ("GET", "HEAD"):
            raise Refused(403, "The demo agreement can only be read.")
        return account
    if account in agreement.tokens:
        return account
    known_secret = any(secret == one for one, _ in agreement.tokens)
    known_grant = any(grant == one for _, one in agreement.tokens)
    code = refusals.GRANT_OF_ANOTHER_APP if known_secret and known_grant else ""
    raise Refused(401, "The tokens were not accepted.", code, SIGN_IN_HINT)


@dataclass
class Bucket:
    """Tokens used in the running window, one bucket for both API families. The price of a call was seen once: 3."""

    started: dt.datetime | None = None
    used: int = 0

    def pay(self, now: dt.datetime, limit: Mapping[str, int]) -> dict[str, str]:
        """Take the price of one call; the headers that tell it, or `Refused` (429) when the bucket is empty."""
        window = dt.timedelta(seconds=limit["seconds"])
        if self.started is None or now >= self.started + window:
            self.started, self.used = now, 0
        if self.used + limit["cost"] > limit["tokens"]:
            wait = max(1, math.ceil((self.started + window - now).total_seconds()))
            raise Refused(429, "Too many requests.", hint="Wait and try again.", headers={"Retry-After": str(wait)})
        self.used += limit["cost"]
        rule = f"token-limit-{limit['tokens']}-per-{limit['seconds']}-seconds"
        return {"X-CallCost": str(limit["cost"]), "X-RateLimiting": f"{rule}: {self.used}/{limit['tokens']}"}


@dataclass
class IdempotencyStore:
    """Answers to calls that carried an `Idempotency-Key`, kept for one hour.

    INFERRED in the reference and taken strictly: the key alone (per account) finds the answer, whatever else was sent, and errors
    are kept too, so that a key that is used again after a refusal gets the refusal again.
    """

    answers: dict[tuple[Account, str], tuple[dt.datetime, Response]] = field(default_factory=dict)

    def replayed(self, account: Account, key: str, now: dt.datetime) -> Response | None:
        """The first answer to this key, marked as such, if it is younger than an hour."""
        stored, answer = self.answers.get((account, key), (None, None))
        if stored is None or answer is None or now >= stored + REMEMBERED:
            return None
        again = Response(answer.get_data(), answer.status, answer.headers.copy())
        again.headers["X-ResultFromCache"] = "true"
        return again

    def keep(self, account: Account, key: str, now: dt.datetime, answer: Response) -> None:
        """Remember the first answer to this key."""
        self.answers[(account, key)] = (now, Response(answer.get_data(), answer.status, answer.headers.copy()))
