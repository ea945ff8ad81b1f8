"""What the tabs of the linking page are called; apart from `words`, so that matching files loads nothing of linking."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.texts import Message

TABS: Mapping[str, Message] = {
    "one": Message("One suggestion"),
    "several": Message("Several suggestions"),
    "none": Message("No suggestion"),
    "ignored": Message("Ignored"),
    "linked": Message("Linked"),
    "not_looked_up": Message("Not looked up"),
}
"""By `Tab`, of which the words of a `Bucket` are some."""
