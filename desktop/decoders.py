"""Decoders of JSON, one for each type, made one at a time.

msgspec works out a dataclass or typed dict when it first meets it, and two threads that do so at the same time can bring the whole
process down. Decoding with a decoder that is made needs no such care.
"""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")

_made: dict[Any, msgspec.json.Decoder[Any]] = {}
_making = threading.Lock()


def decoded(content: bytes | str, kind: type[T]) -> T:
    """JSON as `kind`; numbers with decimals are `Decimal` where the type leaves them open. `msgspec.DecodeError`."""
    decoder = _made.get(kind)
    if decoder is None:
        with _making:
            decoder = _made[kind] = msgspec.json.Decoder(kind, float_hook=Decimal)
    return cast(T, decoder.decode(content))
