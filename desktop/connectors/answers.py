"""What comes back from a system: its JSON read strictly, and the errors of an answer that cannot be read."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from desktop.decoders import decoded
from desktop.errors import OutcomeUnknown, UnexpectedAnswer
from desktop.texts import Message

T = TypeVar("T")
_PLACE = re.compile(r" - at `(.+)`$")  # how msgspec ends its words
_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json(document: Any) -> bytes:
    """The document as JSON; a `Decimal` becomes a number, digit by digit as it is."""
    return _encoder.encode(document)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with the headers' names in any case."""

    system: str
    method: str
    address: str
    is_write: bool
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def is_success(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")

    def decoded(self, kind: type[T]) -> T:
        """The JSON content as `kind`, numbers with decimals as `Decimal`.

        `UnexpectedAnswer` (of a write: `OutcomeUnknown`) names the place in the answer.
        """
        try:
            return decoded(self.content, kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            place = _PLACE.search(str(error))
            raise self.unexpected(str(error), place=place[1] if place else "") from error

    def unexpected(self, detail: str, *, place: str = "", said: str = "") -> UnexpectedAnswer | OutcomeUnknown:
        """The error of an answer that is not what the vendor's reference says.

        `detail` is for the log: where and how. The sentence holds only what is in no language, or in the system's own: the
        `place` inside the answer (a field, a record), or what the system `said`.
        """
        technical = f"{self.method} {self.address} {self.status}: {detail}"
        path = urlsplit(self.address).path
        if self.is_write:
            return outcome_unknown(self.system, technical)
        if said:
            sentence = Message(
                "{system} answered at {path} with something else than expected: {detail}",
                system=self.system,
                path=path,
                detail=said,
            )
        else:
            sentence = Message(
                "The answer of {system} is not as documented, at {place}.", system=self.system, place=f"{path} {place}".rstrip()
            )
        return UnexpectedAnswer(
            sentence,
            what_to_do=Message("Check the address of the connection. If it is right, send us the log entry."),
            technical=technical,
        )


def outcome_unknown(system: str, technical: str) -> OutcomeUnknown:
    """The error of a write that was sent and whose answer never came, or told nothing."""
    return OutcomeUnknown(
        Message("It was sent to {system}, but no clear answer came back, so it may be there or not.", system=system),
        what_to_do=Message("It is looked up in {system} before anything is sent again.", system=system),
        technical=technical,
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds of a `Retry-After` header, which holds seconds or a date."""
    value = headers.get("Retry-After", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(value) - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
