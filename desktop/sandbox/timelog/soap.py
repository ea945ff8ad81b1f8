"""The SOAP services: which operations there are, and the way of a call from envelope to answer (timelog.md sections 7.1 to 7.3).

A refusal of the business is HTTP 200 with a `ResponseState` other than `Success` and a message; what breaks the contract itself
is a SOAP fault with HTTP 500. Without a published list of codes, `ErrorCode` is always 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.sandbox.timelog import soap_types as types
from desktop.sandbox.timelog.kinds import Kind, Struct, default
from desktop.sandbox.timelog.soap_xml import (
    PREFIXES,
    NotUnderstood,
    envelope,
    read_envelope,
    read_members,
    text,
    written,
)
from desktop.sandbox.timelog.state import Site


class Refused(Exception):
    """The request is understood and answered with `ResponseState` `Invalid` and this text; nothing was done."""

    state = "Invalid"


class NotSignedIn(Refused):
    """Wrong password, or a token that is missing, altered or expired: `Error` (INFERRED, section 12 row 12)."""

    state = "Error"


@dataclass(frozen=True)
class Answer:
    """What was found, in the type of the operation; `pages` is the number of pages where the operation is paged."""

    found: Sequence[Mapping[str, Any]]
    pages: int | None = None


Work = Callable[[Site, dict[str, Any]], Answer]


@dataclass(frozen=True)
class Operation:
    """One call: its parameters in wire order (with the token last), and the type of what it returns."""

    name: str
    action: str
    parameters: Struct
    returns: Struct
    work: Work
    is_signed_in: bool


@dataclass
class Service:
    """One .svc address with its operations."""

    name: str
    path: str
    namespace: str
    action_base: str
    token: Struct = types.TOKEN_ELSEWHERE
    answers_in: str = types.API
    alive_in: str = types.V1_3
    operations: dict[str, Operation] = field(default_factory=dict)

    def operation(
        self, name: str, action: str, returns: Struct, /, *, signed_in: bool = True, **parameters: Kind
    ) -> Callable[[Work], Work]:
        """Enter the decorated function as an operation; an empty action is the service's usual one.

        The function gets every parameter, absent ones at their default, and the user as `caller`.
        """
        action = action or f"{self.action_base}{name}"
        members = {**parameters, "token": self.token} if signed_in else parameters

        def enter(work: Work) -> Work:
            self.operations[action] = Operation(name, action, Struct(name, self.namespace, members), returns, work, signed_in)
            return work

        return enter


def call(service: Service, site: Site, action: str, content: bytes, sign_in: Callable[[Site, Any], Any]) -> bytes:
    """The answer to an envelope; `NotUnderstood` when it breaks the contract."""
    body = read_envelope(content)
    if action == "IsAliveRequest":
        return _alive(service, body.tag)
    operation = service.operations.get(action)
    if operation is None:
        raise NotUnderstood(f"The SOAPAction '{action}' is none of {service.name}, or the stand-in does not have it.")
    if body.tag != f"{{{service.namespace}}}{operation.name}":
        raise NotUnderstood(f"The SOAPAction '{action}' does not go with the element {body.tag}.")
    given = read_members(operation.parameters, body)
    asked = {name: given.get(name, default(kind)) for name, kind in operation.parameters.members.items()}
    try:
        if operation.is_signed_in:
            asked["caller"] = sign_in(site, asked.pop("token"))
        answer = operation.work(site, asked)
    except Refused as refusal:
        return refused(service, operation, str(refusal), refusal.state)
    return _answered(service, operation, answer)


def refused(service: Service, operation: Operation, message: str, state: str) -> bytes:
    """The answer of an operation that was not carried out."""
    return _response(service, operation, None, state, message, 0, is_paged=False)


def page(records: Sequence[Any], asked: dict[str, Any], largest: int) -> tuple[Sequence[Any], int]:
    """One page of the records and the number of pages.

    A page number below 1 or a page size beyond the limit is `Refused` (stricter reading: section 7.3 names the limits only).
    """
    number, size = asked["page"], asked["pageSize"]
    if number < 1:
        raise Refused("The parameter page starts at 1.")
    if not 1 <= size <= largest:
        raise Refused(f"The parameter pageSize must be from 1 to {largest}.")
    start = (number - 1) * size
    return records[start : start + size], math.ceil(len(records) / size)


def _alive(service: Service, tag: str) -> bytes:
    if tag != f"{{{service.alive_in}}}IsAlive":
        raise NotUnderstood(f"The element {tag} is not the IsAlive of {service.name}.")
    prefix = PREFIXES[service.alive_in]
    alive = written("bool", "IsAliveResult", service.alive_in, True)
    return envelope(f"<{prefix}:IsAliveResponse>{alive}</{prefix}:IsAliveResponse>")


def _answered(service: Service, operation: Operation, answer: Answer) -> bytes:
    kind = operation.returns
    found = "".join(written(kind, kind.name, kind.namespace, one) for one in answer.found)
    return _response(service, operation, found, "Success", "", answer.pages or 0, is_paged=answer.pages is not None)


def _response(
    service: Service, operation: Operation, found: str | None, state: str, message: str, pages: int, *, is_paged: bool
) -> bytes:
    outer, inner = PREFIXES[service.namespace], PREFIXES[service.answers_in]
    returned = f'<{inner}:Return i:nil="true"/>' if found is None else f"<{inner}:Return>{found}</{inner}:Return>"
    severity = "Error" if state == "Error" else "Invalid"
    messages = message and (
        f"<{inner}:APIMessage><{inner}:Message>{text(message)}</{inner}:Message><{inner}:Severity>{severity}</{inner}:Severity>"
        f"<{inner}:ErrorCode>0</{inner}:ErrorCode></{inner}:APIMessage>"
    )
    paging = (
        f"<{inner}:IsReturnPaged>{str(is_paged).lower()}</{inner}:IsReturnPaged><{inner}:TotalPageCount>{pages}</{inner}:TotalPageCount>"
        if service.answers_in == types.API
        else ""
    )
    return envelope(
        f"<{outer}:{operation.name}Response><{outer}:{operation.name}Result>{returned}"
        f'<{inner}:ReturnTypeDescription>{operation.returns.name}</{inner}:ReturnTypeDescription><{inner}:Request i:nil="true"/>'
        f"<{inner}:ResponseState>{state}</{inner}:ResponseState><{inner}:Messages>{messages}</{inner}:Messages>"
        f"<{inner}:ErrorCode>0</{inner}:ErrorCode>{paging}"
        f"</{outer}:{operation.name}Result></{outer}:{operation.name}Response>"
    )
