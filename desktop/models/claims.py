"""Claims: who sends something has claimed it before; when such a claim was left behind, and how long one is ours without asking."""

from __future__ import annotations

import datetime as dt

from desktop.senders import is_alive, is_ours

LONGEST_CLAIM = dt.timedelta(minutes=30)
"""Longer than an attempt can take with all its waits. A claim that is older was left behind, whatever its process id says: it may
be one of another machine, or one that the operating system has given to another program."""

SURE_CLAIM = dt.timedelta(seconds=20)
"""A claim is taken over only when its process is dead or after half an hour; a younger one is ours without asking the store."""


def is_left_behind(claimed_by: str, started_at: dt.datetime) -> bool:
    """Whether nobody is at it any more. By the time of day, which may be wrong, for a process of which we cannot know."""
    alive = is_alive(claimed_by)
    if alive is False or is_ours(claimed_by):
        return not alive
    return dt.datetime.now(dt.UTC) - started_at > LONGEST_CLAIM
