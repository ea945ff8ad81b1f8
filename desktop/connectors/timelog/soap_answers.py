"""Answers of TimeLog's SOAP services, read as texts without a description, so that a new member never stops the program.

How SOAP says no: HTTP 200 with a `ResponseState` that is not `Success`, and messages (timelog.md section 7.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from desktop.connectors.answers import Answer
from desktop.errors import AccessDenied, BindeledError, RecordRefused, SettingsError
from desktop.texts import Message

ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
LISTS = {"ExternalKeys", "InvoiceLines", "Contacts", "CustomFields"}

# Characters that people paste into texts and that .NET writes although XML does not have them; lxml would refuse the whole page.
NOT_XML = re.compile(rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.IGNORECASE)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operation returned: the records as elements, and on how many pages they are (0: not told)."""

    answer: Answer
    records: tuple[Any, ...]
    page_count: int

    def documents(self) -> list[Document]:
        """The records as `document` gives them."""
        return [document(record) for record in self.records]


def reply_of(answer: Answer) -> tuple[Reply, BindeledError | None]:
    """What came back, and the refusal if it was one; `UnexpectedAnswer` (of a write: `OutcomeUnknown`) when it is neither."""
    if answer.status == 404:
        raise SettingsError(
            Message("There is no TimeLog site at {address}.", address=answer.address.split("/WebServices/")[0]),
            what_to_do=Message("Enter the address as your browser shows it, for instance https://app5.timelog.com/acme."),
            technical=f"{answer.method} {answer.address} 404",
        )
    if not answer.is_success:
        raise answer.unexpected(f"status {answer.status}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        result = etree.fromstring(NOT_XML.sub(b" ", answer.content), parser).find(f"{ENVELOPE}Body/*/*")
    except etree.XMLSyntaxError as error:
        raise answer.unexpected(str(error)) from error
    members = {} if result is None else {local_name(one): one for one in result}
    state = members["ResponseState"].text if "ResponseState" in members else None
    if state not in ("Success", "Invalid", "Error"):
        raise answer.unexpected(f"ResponseState is {state}", place="ResponseState")
    records = members.get("Return")
    pages = members["TotalPageCount"].text if "TotalPageCount" in members else None
    reply = Reply(answer, () if records is None else tuple(records), int(pages) if pages and pages.isdecimal() else 0)
    return reply, None if state == "Success" else _refusal(answer, members)


def _refusal(answer: Answer, members: dict[str, Any]) -> BindeledError:
    messages = [] if members.get("Messages") is None else [document(one) for one in members["Messages"]]
    said = " ".join(text for one in messages if (text := (one.get("Message") or "").strip()))
    code = next((one["ErrorCode"] for one in messages if one.get("ErrorCode") not in (None, "", "0")), "")
    technical = f"{answer.address} {members['ResponseState'].text} {code}: {said}"
    sentence = Message("TimeLog refused it: {reason}", reason=said or members["ResponseState"].text)
    if answer.is_write:
        return RecordRefused(
            sentence, code=code, what_to_do=Message("Correct the record in TimeLog and try again."), technical=technical
        )
    return AccessDenied(
        sentence,
        what_to_do=Message("Check that the TimeLog user has the rights; TimeLog recommends the role system administrator."),
        technical=technical,
    )


def document(element: Any) -> Document:
    """The element's members by local name: texts, `None` for nil, nested members, and lists of members where TimeLog has lists."""
    found: Document = {}
    for child in element:
        name = local_name(child)
        if child.get(NIL) in ("true", "1"):
            found[name] = None
        elif name in LISTS:
            found[name] = [document(item) for item in child]
        elif len(child):
            found[name] = document(child)
        else:
            found[name] = child.text or ""
    return found


def local_name(element: Any) -> str:
    """The element's name without its namespace."""
    return _without_namespace(element.tag)


@cache
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]
