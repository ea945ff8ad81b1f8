"""TimeLog's SOAP services: signed-in calls, their requests built by zeep from the descriptions in `wsdl/`.

The descriptions hold only what a request needs; answers are read by `soap_answers.py`.
"""

from __future__ import annotations

import copy
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lxml import etree

from desktop.connectors.answers import Answer
from desktop.connectors.timelog.soap_answers import ENVELOPE, Document, Reply, document, local_name, reply_of
from desktop.diagnostics import register_secret
from desktop.errors import BindeledError, RecordRefused, SignInRefused
from desktop.texts import Message

if TYPE_CHECKING:
    from desktop.connectors.api_session import ApiSession

TOKEN_RESERVE = dt.timedelta(minutes=1)  # a token with less left is renewed, as TimeLog's own SDK does (timelog.md section 2.3)


class SoapClient:
    """The signed-in SOAP services of one site. Safe to use from several threads."""

    def __init__(self, session: ApiSession, user: str, password: str) -> None:
        self._session = session
        self._user = user
        self._password = password
        self._lock = threading.Lock()
        self._token: Document | None = None

    def read(self, service: str, operation: str, **parameters: Any) -> Reply:
        """Call an operation that changes nothing; `AccessDenied` when TimeLog refuses it."""
        return self._signed_in(self._session.read, service, operation, parameters)

    def write(self, service: str, operation: str, **parameters: Any) -> Reply:
        """Call an operation that changes something; `RecordRefused`, or `OutcomeUnknown` without a clear answer."""
        return self._signed_in(self._session.write, service, operation, parameters)

    def pages(self, service: str, operation: str, page_size: int, **parameters: Any) -> Iterator[Reply]:
        """Every page until one is empty or the last one is reached (timelog.md section 7.3)."""
        page, last_start = 1, b""
        while True:
            reply = self.read(service, operation, **parameters, page=page, pageSize=page_size)
            if not reply.records:
                return
            start = etree.tostring(reply.records[0])
            if start == last_start:
                raise reply.answer.unexpected(f"page {page} of {operation} is the page before", place=operation)
            yield reply
            if 0 < reply.page_count <= page:
                return
            page, last_start = page + 1, start

    def sign_in(self) -> None:
        """Try user name and password for real; `SignInRefused`."""
        with self._lock:
            self._token = self._fetched_token()

    def _signed_in(self, door: Callable[..., Answer], service: str, operation: str, parameters: Document) -> Reply:
        token = self._valid_token()
        reply, refusal = self._called(door, service, operation, {**parameters, "token": token})
        if refusal is not None and not self._is_accepted(token, refusal):
            # A refused call did nothing, so it can be made again with a new token.
            with self._lock:
                if self._token is token:
                    self._token = None
            token = self._valid_token()
            reply, refusal = self._called(door, service, operation, {**parameters, "token": token})
        if refusal is not None:
            raise refusal
        return reply

    def _valid_token(self) -> Document:
        with self._lock:
            if self._token is None or _expires(self._token) - TOKEN_RESERVE < dt.datetime.now(dt.UTC):
                self._token = self._fetched_token()
            return self._token

    def _is_accepted(self, token: Document, refusal: BindeledError) -> bool:
        """No code says that a refusal was meant for the token: its words may, else the token is tried where nothing else counts."""
        if "token" in refusal.technical.casefold():
            return False
        _, refused_alone = self._called(self._session.read, "Security", "GetUser", {"token": token})
        return refused_alone is None

    def _fetched_token(self) -> Document:
        reply, refusal = self._called(self._session.read, "Security", "GetToken", {"user": self._user, "password": self._password})
        if refusal is not None:
            raise SignInRefused(
                Message("TimeLog did not accept the user name or the password."),
                what_to_do=Message("Enter the user name and the password of a TimeLog user; a single sign-on does not work here."),
                technical=refusal.technical,
            )
        if not reply.records:
            raise reply.answer.unexpected("no security token")
        found = document(reply.records[0])
        token = {name: found.get(name) or "" for name in ("Initials", "Expires", "Hash")}
        try:
            _expires(token)
        except ValueError as error:
            raise reply.answer.unexpected(f"Expires: {error}", place="Expires") from error
        register_secret(token["Hash"])
        return token

    def _called(
        self, door: Callable[..., Answer], service: str, operation: str, parameters: Document
    ) -> tuple[Reply, BindeledError | None]:
        """One call: what came back, and the refusal if it was one."""
        content, path, action = _request(service, operation, parameters)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        answer = door("POST", path, content=content, headers=headers)
        return reply_of(answer)


def described_type(service: str, name: str) -> Any:
    """zeep's view of a type of the service, with its members in the order that TimeLog expects."""
    client = _described(service)
    return client.get_type(f"{{{client.service._binding.name.namespace}}}{name}")


@cache
def _described(service: str) -> Any:
    import zeep  # takes a quarter of a second, so not before the first call

    return zeep.Client(str(files(__package__) / "wsdl" / f"{service}Service.wsdl"))


def _request(service: str, operation: str, parameters: Document) -> tuple[bytes, str, str]:
    """Envelope, path after the site root, and action; a parameter that is an element goes as it is, member by member."""
    client = _described(service)
    verbatim = {name: value for name, value in parameters.items() if etree.iselement(value)}
    try:
        described = {name: {} if name in verbatim else value for name, value in parameters.items()}
        envelope = client.create_message(client.service, operation, **described)
    except ValueError as error:
        raise RecordRefused(
            Message("A text holds a character that cannot be sent to TimeLog."),
            what_to_do=Message("Look for invisible characters in the record and remove them."),
            technical=str(error),
        ) from error
    for name, element in verbatim.items():
        call = envelope.find(f"{ENVELOPE}Body")[0]
        next(one for one in call if local_name(one) == name).extend(copy.deepcopy(list(element)))
    path = client.service._binding_options["address"]
    return etree.tostring(envelope, encoding="utf-8", xml_declaration=True), path, client.service._binding.get(operation).soapaction


def _expires(token: Document) -> dt.datetime:
    """When the token ends; TimeLog does not say in which zone, so UTC is taken, and a token refused earlier is renewed then."""
    moment = dt.datetime.fromisoformat(token["Expires"])
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
