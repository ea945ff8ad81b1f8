"""Numbers as people write them in files, read strictly: what could mean two numbers is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal


class WorkbookNumber(str):
    """A number that a workbook holds as one: a point stands before its decimals, so it is clear, whatever a screen shows."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> WorkbookNumber:
        """There is nothing to strip; it stays what it is."""
        return self


_PLAIN = re.compile(r"-?\d+")
_OTHER_SIGN = {",": ".", ".": ","}


def number_in(text: str, decimal: str = "") -> Decimal:
    """The number a text means; `ValueError` where it is none, or could be two (1.234).

    `decimal` is the sign that stands before decimals, where it is known; then groups take the other sign, a space, or nothing.
    """
    if isinstance(text, WorkbookNumber):
        return Decimal(text)
    if decimal:
        return _with_sign(text, decimal)
    found = set(_readings(text))
    if len(found) != 1:
        raise ValueError(text)
    return found.pop()


def is_ambiguous(text: str) -> bool:
    """Whether it is one number with a decimal comma and another one with a decimal point."""
    return not isinstance(text, WorkbookNumber) and len(set(_readings(text))) > 1


def sign_told_by(texts: Iterable[str]) -> str:
    """The sign before decimals that a column's own numbers tell, where they agree; else empty."""
    told = {sign for text in texts if not isinstance(text, WorkbookNumber) for sign in ",." if _told_alone(text, sign)}
    return told.pop() if len(told) == 1 else ""


def _readings(text: str) -> list[Decimal]:
    found = []
    for sign in ",.":
        try:
            found.append(_with_sign(text, sign))
        except ValueError:
            continue
    return found


def _told_alone(text: str, sign: str) -> bool:
    """Whether a text with a sign in it is a number with this sign before decimals, and none with the other one."""
    if _PLAIN.fullmatch(text.strip()) or not any(one in text for one in ",."):
        return False
    try:
        _with_sign(text, sign)
    except ValueError:
        return False
    return not is_ambiguous(text) and len(_readings(text)) == 1


def _with_sign(text: str, decimal: str) -> Decimal:
    compact = text.strip().replace("\u00a0", " ")
    group = re.escape(_OTHER_SIGN[decimal])
    sign = re.escape(decimal)
    if not re.fullmatch(rf"-?(\d+|\d{{1,3}}(?:([{group} ])\d{{3}})(?:\2\d{{3}})*)(?:{sign}\d+)?", compact):
        raise ValueError(text)
    return Decimal(compact.replace(_OTHER_SIGN[decimal], "").replace(" ", "").replace(decimal, "."))
