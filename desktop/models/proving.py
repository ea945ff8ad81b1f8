"""When a connection is proven again by itself: what was not tested for a day, and what failed for a reason that passes; pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.models.lamps import is_unproven
from desktop.models.records import Connection

TRY_AGAIN_AFTER = dt.timedelta(minutes=5)
"""How long a system is left in peace after a test that failed."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A test that was begun by itself; `may_pass` until it is known that only a person can mend what it failed for."""

    at: dt.datetime
    may_pass: bool = True


def needs_proof(connection: Connection, now: dt.datetime) -> bool:
    """Whether credentials are there, and nothing proves now that they work."""
    return bool(connection.key) and (not connection.is_established or is_unproven(connection, now))


def is_to_be_tested(connection: Connection, now: dt.datetime, latest: Attempt | None) -> bool:
    """Whether it is tested now; refused credentials are not tried again: that locks people out."""
    if not needs_proof(connection, now):
        return False
    return latest is None or (latest.may_pass and now - latest.at >= TRY_AGAIN_AFTER)
