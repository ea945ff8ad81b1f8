"""SOAP 1.1 on the wire: an element tree read strictly by its type, and a value written in the order of its type.

The real server is thought to skip elements that come out of order without a word (INFERRED, timelog.md section 7.1). The stand-in
takes the stricter reading: an element that is unknown, in another namespace, twice or out of order is refused with a fault.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from desktop.sandbox.timelog import soap_types as types
from desktop.sandbox.timelog.kinds import (
    Choice,
    Kind,
    ListOf,
    NotThisKind,
    Struct,
    default,
    from_json,
    parse_guid,
    parse_time,
)

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

PREFIXES = {
    ENVELOPE: "s",
    INSTANCE: "i",
    types.API: "a",
    types.V1: "b",
    types.V1_1: "c",
    types.V1_2: "d",
    types.V1_3: "e",
    types.V1_4: "f",
    types.V1_9: "g",
    types.CRM: "h",
    types.FINANCIAL: "j",
    types.ROLES: "k",
    "http://api.timelog.com/services/customfield/1_0": "m",
}
_NIL = f"{{{INSTANCE}}}nil"
_NILLABLE = ("string", "base64", "dateTime?")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotUnderstood(Exception):
    """The request is no SOAP 1.1, or not what the contract says; the text names the element."""


def read_envelope(content: bytes) -> etree._Element:
    """The one element of the body; `NotUnderstood` when there is none, or a header that must be understood."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as error:
        raise NotUnderstood(f"The request is not well-formed XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise NotUnderstood("A document type is not allowed in a SOAP message.")
    if root.tag != f"{{{ENVELOPE}}}Envelope":
        raise NotUnderstood("The request is not a SOAP 1.1 envelope.")
    for header in root.findall(f"{{{ENVELOPE}}}Header/*"):
        if header.get(f"{{{ENVELOPE}}}mustUnderstand") in ("1", "true"):
            raise NotUnderstood(f"The header {header.tag} is not understood.")
    body = root.findall(f"{{{ENVELOPE}}}Body/*")
    if len(body) != 1:
        raise NotUnderstood("The body of the envelope must hold one element.")
    return body[0]


def read_members(struct: Struct, node: etree._Element) -> dict[str, Any]:
    """The members that the element holds; those that are absent are left out; `NotUnderstood` for anything else."""
    found: dict[str, Any] = {}
    last = -1
    if (node.text or "").strip():
        raise NotUnderstood(f"{_shown(node)} must not hold text.")
    for child in node.iterchildren(tag=etree.Element):
        name = etree.QName(child)
        place = struct.positions.get((name.namespace or "", name.localname))
        if place is None:
            raise NotUnderstood(f"{_shown(child)} is not a member of {struct.name} (is the namespace right?).")
        if place <= last:
            raise NotUnderstood(f"{_shown(child)} is out of order or twice in {struct.name}.")
        last = place
        found[name.localname] = _read(struct.elements[place].kind, child)
    return found


def _read(kind: Kind, node: etree._Element) -> Any:
    if node.get(_NIL) in ("true", "1"):
        if isinstance(kind, Choice) or (isinstance(kind, str) and kind not in _NILLABLE):
            raise NotUnderstood(f"{_shown(node)} may not be nil.")
        return None
    match kind:
        case Struct():
            return read_members(kind, node)
        case ListOf(item=Struct() as item):
            return [_read(item, one) for one in _items(item, node)]
        case ListOf():
            raise NotUnderstood(f"{_shown(node)} is not taken from outside.")
    if len(node):
        raise NotUnderstood(f"{_shown(node)} must hold text only.")
    try:
        return _parsed(kind, node.text or "")
    except NotThisKind as error:
        raise NotUnderstood(f"{_shown(node)}: {error}") from error


def _items(item: Struct, node: etree._Element) -> list[etree._Element]:
    items = list(node.iterchildren(tag=etree.Element))
    for one in items:
        if one.tag != f"{{{item.namespace}}}{item.name}":
            raise NotUnderstood(f"{_shown(node)} is a list of {{{item.namespace}}}{item.name}, not of {_shown(one)}.")
    return items


def _parsed(kind: Kind, text: str) -> Any:
    match kind:
        case "string":
            return text
        case "int":
            if not re.fullmatch(r"\s*[+-]?\d{1,10}\s*", text):
                raise NotThisKind(f"'{text}' is not a whole number")
            return from_json("int", int(text))
        case "bool":
            if text.strip() not in ("true", "false", "1", "0"):
                raise NotThisKind(f"'{text}' is neither true nor false")
            return text.strip() in ("true", "1")
        case "double" | "base64":
            return from_json(kind, text.strip())
        case "guid":
            return parse_guid(text.strip())
        case "dateTime" | "dateTime?":
            return parse_time(text.strip())
        case Choice(many=True):
            return " ".join(from_json(kind, name) for name in text.split())
        case Choice():
            return from_json(kind, text.strip())
    raise AssertionError(kind)


def _shown(node: etree._Element) -> str:
    return f"The element {node.tag}"


def written(kind: Kind, name: str, namespace: str, value: Any) -> str:
    """The element as text, with the prefixes of `PREFIXES`; None is nil, or zero where the contract does not allow nil."""
    tag = f"{PREFIXES[namespace]}:{name}"
    if value is None:
        if not isinstance(kind, Choice) and (not isinstance(kind, str) or kind in _NILLABLE):
            return f'<{tag} i:nil="true"/>'
        value = default(kind)
    match kind:
        case str() | Choice():
            return f"<{tag}>{_plain(value)}</{tag}>"
        case Struct():
            return f"<{tag}>{written_members(kind, value)}</{tag}>"
        case ListOf(item=Struct() as item):
            return f"<{tag}>{''.join(written(item, item.name, item.namespace, one) for one in value)}</{tag}>"
        case ListOf(item=item, item_name=item_name, namespace=item_namespace):
            return f"<{tag}>{''.join(written(item, item_name, item_namespace, one) for one in value)}</{tag}>"


def written_members(struct: Struct, value: dict[str, Any]) -> str:
    """Every member of the type in its order, absent ones included (INFERRED: derived/README.md section 2)."""
    return "".join(written(one.kind, one.name, one.namespace, value.get(one.name)) for one in struct.elements)


def text(value: str) -> str:
    """Text as XML carries it; signs that XML 1.0 cannot hold are left out."""
    return escape(value if value.isprintable() else _NOT_XML.sub("", value))


def _plain(value: Any) -> str:
    match value:
        case str():
            return text(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return _number(value)
        case dt.datetime():
            return value.isoformat(timespec="seconds")
        case bytes():
            return base64.b64encode(value).decode()
    raise AssertionError(value)


def _number(value: Decimal) -> str:
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits


def envelope(body: str) -> bytes:
    """A whole answer round this body."""
    spaces = "".join(f' xmlns:{prefix}="{namespace}"' for namespace, prefix in PREFIXES.items())
    return f'<?xml version="1.0" encoding="utf-8"?><s:Envelope{spaces}><s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault(reason: str, code: str = "Client") -> bytes:
    """A SOAP 1.1 fault: `Client` when the request is at fault, `Server` otherwise."""
    return envelope(f'<s:Fault><faultcode>s:{code}</faultcode><faultstring xml:lang="en">{text(reason)}</faultstring></s:Fault>')
