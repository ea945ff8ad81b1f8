"""What was sent and answered, as text to read: JSON and XML with their structure, one exchange after the other."""

from __future__ import annotations

from collections.abc import Iterable
from xml.dom import minidom
from xml.parsers.expat import ExpatError

import msgspec

from desktop.models.records import Exchange
from desktop.texts import _
from desktop.views.shared.amounts import clock

_MOST_XML = 100_000  # characters; a longer text stands as it came


def structured(body: str) -> str:
    """A body with its structure laid open. What is neither JSON nor XML, or was cut, stands as it came."""
    text = body.strip()
    if text.startswith(("{", "[")):
        try:
            return msgspec.json.format(text, indent=2)  # every number keeps its digits
        except msgspec.DecodeError:
            return body
    if text.startswith("<") and "<!" not in text and len(text) < _MOST_XML:  # no declarations: entities could grow without end
        try:
            pretty = minidom.parseString(text).toprettyxml(indent="  ")
        except ExpatError:
            return body
        return "\n".join(line for line in pretty.splitlines() if line.strip())
    return body


def exchanges_as_text(exchanges: Iterable[Exchange]) -> str:
    """Time, request, what was sent, status and seconds, what was answered; secrets were struck out before it was kept."""
    parts = []
    for one in exchanges:
        answer = _("no answer") if one.status is None else str(one.status)
        told = [
            f"{clock(one.started_at)}  {one.method} {one.address}",
            structured(one.sent),
            f"→ {answer}  ({one.seconds:.2f} s)",
            structured(one.answered),
        ]
        parts.append("\n".join(part for part in told if part))
    return "\n\n".join(parts)
