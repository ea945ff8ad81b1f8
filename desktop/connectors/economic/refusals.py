"""How e-conomic says no: its error documents (economic.md section 8) turned into sentences a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from desktop.connectors.answers import Answer
from desktop.errors import AccessDenied, BindeledError, RecordNotFound, RecordRefused, SignInRefused
from desktop.texts import Message, in_a_row

SYSTEM = "e-conomic"
NOT_FOUND_CODES = {"E06000", "E07080", "E07140", "E07150"}
BARRED_CODES = {"E06600", "E06820"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One refused value: where it stood in our document, and what e-conomic says about it."""

    path: tuple[str, ...]
    line: int | None  # counted from 1
    code: str
    text: str
    value: str

    @property
    def name(self) -> str:
        """The member that was refused, for instance `product`."""
        return self.path[-1] if self.path else ""


def refusal(answer: Answer) -> BindeledError:
    """The error of a 4xx. Nothing was done by it, so a write may be sent again when its cause is mended."""
    document = _document(answer)
    code = str(document.get("errorCode") or "")
    text = str(document.get("message") or document.get("msg") or document.get("title") or "")
    technical = f"{answer.method} {answer.address} {answer.status} {code} {document.get('logId') or document.get('traceId') or ''}"
    match answer.status:
        case 401:
            return _sign_in_refused(code, technical)
        case 403:
            return AccessDenied(
                Message("{system} does not give access to this: {text}", system=SYSTEM, text=text or "403"),
                what_to_do=Message("Ask the administrator of {system} for the roles that the app needs.", system=SYSTEM),
                technical=technical,
            )
        case 404:
            return RecordNotFound(
                Message("{what} does not exist in {system}.", what=urlsplit(answer.address).path.strip("/"), system=SYSTEM),
                what_to_do=Message("Read again to see what is there."),
                technical=technical,
            )
    leaves = list(_leaves(document.get("errors"), (), None))
    if answer.is_write:
        return _record_refused(leaves, code, text or str(answer.status), technical)
    said = f"{code} {text} {'; '.join(leaf.text for leaf in leaves)}".strip()
    return answer.unexpected(said, said=said)


def _document(answer: Answer) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        return {}
    return document if isinstance(document, dict) else {}


def _sign_in_refused(code: str, technical: str) -> SignInRefused:
    if code == "E02250":
        message = Message("The app secret token and the agreement grant token do not belong together.")
    else:
        message = Message("{system} did not accept the tokens, or the agreement has revoked the grant.", system=SYSTEM)
    return SignInRefused(message, what_to_do=Message("Enter both tokens again under Setup."), technical=technical)


def _record_refused(leaves: list[Leaf], code: str, text: str, technical: str) -> RecordRefused:
    technical += "".join(f"\n{'.'.join(leaf.path)} {leaf.code}: {leaf.text}" for leaf in leaves)
    if not leaves:
        return RecordRefused(Message("{system} says no: {text}", system=SYSTEM, text=text), code=code, technical=technical)
    message = in_a_row(_sentence(leaf) for leaf in leaves)
    return RecordRefused(message, code=leaves[0].code, what_to_do=_what_to_do(leaves[0]), technical=technical)


def _sentence(leaf: Leaf) -> Message:
    values = {"value": leaf.value, "line": str(leaf.line), "system": SYSTEM}
    match leaf.name, leaf.code:
        case "product", "E06600":
            return Message("Item {value} on line {line} is barred in {system}.", **values)
        case "product", found if found in NOT_FOUND_CODES:
            return Message("Item {value} on line {line} does not exist in {system}.", **values)
        case "customer", "E06820":
            return Message("Customer {value} is barred in {system}.", **values)
        case "currency", _:
            return Message("Currency {currency} does not exist in {system}.", currency=leaf.value, system=SYSTEM)
        case "paymentTermsType", "E07180":
            return Message("The payment terms changed in {system}.", **values)
        case "quantity", "E04730" if leaf.value:
            return Message("Line {line} has quantity 0, which {system} refuses.", **values)
        case "quantity", "E04730":
            return Message("Line {line} has an item but no quantity.", **values)
        case _, "E04740":
            return Message("{value} on line {line} has more decimals than {system} takes.", **values)
        case "dueDate", _:
            return Message("The due date {value} is refused: {text}", **values, text=leaf.text)
        case "customerNumber", _:
            return Message("Customer number {value} is refused: {text}", **values, text=leaf.text)
        case name, found if found in NOT_FOUND_CODES and name in NOUNS:
            return Message("{noun} {value} does not exist in {system}.", noun=NOUNS[name], **values)
        case _ if leaf.line is not None:
            return Message("{system} refuses line {line}: {text}", text=leaf.text, **values)
    return Message("{system} refuses {field}: {text}", field=leaf.name or "-", text=leaf.text, **values)


NOUNS = {
    "customer": Message("Customer"),
    "customerGroup": Message("Customer group"),
    "paymentTerms": Message("Payment terms"),
    "vatZone": Message("VAT zone"),
    "layout": Message("Layout"),
    "salesPerson": Message("Employee"),
    "customerContact": Message("Contact"),
    "attention": Message("Contact"),
    "unit": Message("Unit"),
    "project": Message("Project"),
}


def _what_to_do(leaf: Leaf) -> Message:
    if leaf.code in BARRED_CODES:
        return Message("Open it in {system} or choose another one, read again, and try again.", system=SYSTEM)
    if leaf.name in ("paymentTerms", "vatZone", "layout", "customerGroup"):
        return Message("Correct the customer in {system} or the standard values, and try again.", system=SYSTEM)
    if leaf.code in NOT_FOUND_CODES:
        return Message("Create it in {system} or choose another one, read again, and try again.", system=SYSTEM)
    return Message("Correct it, read again, and try again.")


def _leaves(errors: Any, path: tuple[str, ...], line: int | None) -> Iterator[Leaf]:
    """Every refused value of an `errors` document, which mirrors ours (section 8.1), in its current and its older form."""
    if isinstance(errors, str):
        yield Leaf(path, line, "", errors, "")
    elif isinstance(errors, list):
        for one in errors:
            yield from _leaves(one, path, line)
    elif isinstance(errors, dict):
        if "arrayIndex" in errors:
            line = int(errors["arrayIndex"]) + 1
        text = errors.get("errorMessage") or errors.get("message")
        if isinstance(text, str):
            found = errors.get("inputValue", errors.get("value"))
            name = str(errors.get("propertyName") or errors.get("property") or "")
            yield Leaf(path or (name,), line, str(errors.get("errorCode") or ""), text, _shown(found))
            return
        for member, branch in errors.items():
            if member != "arrayIndex":
                yield from _leaves(branch, path if member in ("errors", "items") else (*path, member), line)


def _shown(value: Any) -> str:
    """The refused value in few words: of an object its number."""
    if isinstance(value, dict):
        value = next((one for name, one in value.items() if name != "self"), "")
    return "" if value is None else str(value)
