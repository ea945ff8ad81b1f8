"""What both sides of a link held when something was last carried between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

_OF_THE_SYSTEM = frozenset(("version", "changed_at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedValues:
    """The texts of both records by our field names. A field that is not named was never looked at."""

    psa: Mapping[str, str] = field(default_factory=dict)
    finance: Mapping[str, str] = field(default_factory=dict)


def texts_of(record: Any) -> dict[str, str]:
    """The texts of a customer or contact, without what its system changes by itself."""
    found = {one.name: getattr(record, one.name) for one in fields(record) if one.name not in _OF_THE_SYSTEM}
    return {name: value for name, value in found.items() if isinstance(value, str)}
