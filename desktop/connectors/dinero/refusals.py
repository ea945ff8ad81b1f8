"""How Dinero says no (dinero.md section 5): one envelope for what it judged, else HTML, plain text, an OAuth object or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from desktop.connectors.answers import Answer
from desktop.errors import AccessDenied, BindeledError, RecordChanged, RecordNotFound, RecordRefused, SignInRefused
from desktop.texts import Message, in_a_row

SYSTEM = "Dinero"
OLD_TIMESTAMP, NO_SUCH_RECORD, GUID_TAKEN = "58", "63", "72"
NO_PRO = ("48", "90")
_GUID_RULE = "guidMustBeUnique"  # contacts name the rule where other records have a code of their own
_LINE = re.compile(r"ProductLines\[(?P<index>\d+)\]\.?(?P<name>\w*)")


@dataclass(frozen=True, slots=True)
class _Envelope:
    code: str
    message: str
    wrong: dict[str, str]  # what is the matter, by property or rule
    said: frozenset[str]  # every name and text in it: a rule may stand in any place


def refusal(answer: Answer) -> BindeledError:
    """The error of a 4xx. Nothing was done by it, so a write may be sent again when its cause is mended."""
    found = _envelope(answer)
    technical = f"{answer.method} {answer.address} {answer.status} {found.code} {found.message} {found.wrong or ''}".rstrip()
    match answer.status, found.code:
        case 401, _:
            return credentials_refused(technical)
        case _, code if code in NO_PRO:
            return no_pro(technical)
        case (403, _) | (_, "41"):
            return AccessDenied(
                Message("{system} does not give access to this: {text}", system=SYSTEM, text=found.message or "403"),
                what_to_do=Message("Ask an administrator of the company in {system} for the rights.", system=SYSTEM),
                technical=technical,
            )
        case (404, _) | (_, "63"):
            return RecordNotFound(
                Message("{what} does not exist in {system}.", what=urlsplit(answer.address).path.strip("/"), system=SYSTEM),
                what_to_do=Message("Read again to see what is there."),
                technical=technical,
            )
        case _, "58":
            return RecordChanged(
                Message("It was changed in {system} at the same moment.", system=SYSTEM),
                what_to_do=Message("Read again, look at the change, and try again."),
                technical=technical,
            )
    if not answer.is_write:
        said = f"{found.code} {found.message} {'; '.join(found.wrong.values())}".strip() or str(answer.status)
        return answer.unexpected(said, said=said)
    code = GUID_TAKEN if answer.status == 409 or _GUID_RULE in found.said else found.code
    sentences = [_sentence(name, text) for name, text in found.wrong.items()]
    return RecordRefused(
        in_a_row(sentences)
        if sentences
        else Message("{system} says no: {text}", system=SYSTEM, text=found.message or str(answer.status)),
        code=code,
        what_to_do=Message("Correct it, read again, and try again."),
        technical=technical,
    )


def is_about(answer: Answer, name: str) -> bool:
    """Whether a refusal names this property among those that are wrong."""
    return name in _envelope(answer).wrong


def credentials_refused(technical: str) -> SignInRefused:
    """Client, secret or API key is wrong, or was withdrawn."""
    return SignInRefused(
        Message("{system} did not accept the client or the API key.", system=SYSTEM),
        what_to_do=Message("Enter client id, client secret and API key again under Setup."),
        technical=technical,
    )


def no_pro(technical: str) -> AccessDenied:
    """The company has no subscription that opens the API (section 1)."""
    return AccessDenied(
        Message("The company has no Dinero Pro or Total subscription, so {system} gives no access.", system=SYSTEM),
        what_to_do=Message("Change the subscription in {system}, and try again.", system=SYSTEM),
        technical=technical,
    )


def _envelope(answer: Answer) -> _Envelope:
    try:
        document = msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        document = None
    if not isinstance(document, dict):
        return _Envelope("", "", {}, frozenset())
    found = _named(document)
    said = frozenset(text for pair in found for text in pair) | {str(document.get("message") or "")}
    return _Envelope(str(document.get("code") or ""), str(document.get("message") or ""), dict(found), said)


def _named(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Each wrong property with its text; those for people, in the language of the company, come last. Any list may be missing."""
    lists = (("errorMessageList", "Code", "Message"), ("languageSpecificMessages", "property", "message"))
    coded, for_people = (
        [
            (str(one[name]), str(one[text]))
            for one in document.get(where) or ()
            if isinstance(one, dict) and one.get(name) and one.get(text)
        ]
        for where, name, text in lists
    )
    values = [(str(name), str(text)) for name, text in (document.get("validationErrors") or {}).items()]
    return [*coded, *values, *for_people]


def _sentence(name: str, text: str) -> Message:
    if found := _LINE.match(name):
        return Message("{system} refuses line {line}: {text}", system=SYSTEM, line=str(int(found["index"]) + 1), text=text)
    if name == "Currency":
        return Message("{system} refuses the currency: {text}", system=SYSTEM, text=text)
    return Message("{system} refuses {field}: {text}", system=SYSTEM, field=name, text=text)
