"""The way to one TimeLog site: its address, REST reads (`/api/v1`, with a personal access token), and how REST says no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import msgspec

from desktop.connectors.answers import Answer, to_json
from desktop.connectors.contract import Access, Page
from desktop.connectors.paging import Part, all_pages
from desktop.connectors.timelog.soap_client import SoapClient
from desktop.decoders import decoded
from desktop.errors import AccessDenied, RecordRefused, SettingsError, SignInRefused, SystemDown
from desktop.texts import Message

LABEL = "TimeLog"
PAGE_SIZE = 500  # what TimeLog's own importer uses (timelog.md section 3.2)

T = TypeVar("T")


class Entity(msgspec.Struct, Generic[T]):
    """One record in its envelope (timelog.md section 3.1)."""

    Properties: T


class Totals(msgspec.Struct):
    """The numbers of a list; they come as texts."""

    TotalRecord: str | int = 0
    TotalPage: str | int = 0


class EntityList(msgspec.Struct, Generic[T]):
    """A list in its envelope."""

    Properties: Totals
    Entities: list[Entity[T]]


class _ResponseError(msgspec.Struct):
    Code: int = 0
    Message: str | None = None
    Details: list[Any] | None = None

    def said(self) -> str:
        """Its own words: the details where it gives any, as texts or as objects with a text (timelog.md section 3.3)."""
        details = [str(one.get("Message", "")) if isinstance(one, dict) else str(one) for one in self.Details or ()]
        return " ".join(text for text in details if text) or self.Message or ""


class TimeLogClient:
    """REST reads of one site, and its SOAP services in `soap`. Safe to use from several threads."""

    def __init__(self, access: Access, at_once: int = 0) -> None:
        """`at_once` is how many calls go at one time. `SettingsError` when the address cannot be a site's."""
        from desktop.connectors.api_session import ApiSession  # brings requests, for which no start waits

        token = access.secrets.get("personal_access_token", "").strip()
        self.session = ApiSession(site_root(access.base_address), LABEL, secrets=access.secrets.values(), at_once=at_once)
        self.soap = SoapClient(self.session, access.settings.get("user_name", "").strip(), access.secrets.get("password", ""))
        self._token = token

    def one(self, path: str, kind: type[T]) -> T:
        """The record at a path below `/api/v1`."""
        return self._read(path, {}).decoded(Entity[kind]).Properties  # type: ignore[valid-type]  # msgspec takes the kind at run time

    def pages(self, path: str, kind: type[T]) -> Iterator[Page[T]]:
        """A list, page by page.

        A few lists come as plain arrays without an envelope (timelog.md section 3.1).
        """

        def read(marker: str) -> Part[T]:
            page = int(marker or 1)
            answer = self._read(path, {"$page": str(page), "$pagesize": str(PAGE_SIZE)})
            found: Any = answer.decoded(EntityList[kind] | list[kind])  # type: ignore[valid-type,arg-type]  # as above
            if isinstance(found, list):
                return Part(tuple(found))
            try:
                total, pages = int(found.Properties.TotalRecord), int(found.Properties.TotalPage)
            except ValueError as error:
                raise answer.unexpected(f"Properties: {error}", place="Properties") from error
            rows = tuple(one.Properties for one in found.Entities)
            return Part(rows, str(page + 1) if page < pages else None, total or None)

        return all_pages(read, system=LABEL, register=path)

    def every(self, path: str, kind: type[T]) -> list[T]:
        """A short list, whole."""
        return [row for page in self.pages(path, kind) for row in page.records]

    def create(self, path: str, document: dict[str, Any]) -> None:
        """Create a record; what TimeLog answers to that is not reliable (timelog.md section 3.1), so it is not read."""
        headers = {**self._headers(), "Content-Type": "application/json"}
        answer = self.session.write("POST", f"api/v1/{path}", content=to_json(document), headers=headers, accepted=(500,))
        if not answer.is_success:
            raise _refusal(answer)

    def _read(self, path: str, params: dict[str, str]) -> Answer:
        answer = self.session.read("GET", f"api/v1/{path}", params=params, headers=self._headers(), accepted=(500,))
        if not answer.is_success:
            raise _refusal(answer)
        return answer

    def _headers(self) -> dict[str, str]:
        if not (self._token and self._token.isascii() and self._token.isprintable()):
            raise _token_refused("it has characters that no token has")
        return {"Authorization": f"Bearer {self._token}"}


def site_root(address: str) -> str:
    """The site's address without what people copy along: a trailing slash, `/api`, `/api/v1`, a query (timelog.md section 1)."""
    parts = urlsplit(address.strip())
    path = parts.path.rstrip("/")
    for ending in ("/v1", "/api"):
        path = path.removesuffix(ending)
    return f"{parts.scheme}://{parts.netloc}{path}" if parts.scheme else address


def _refusal(answer: Answer) -> Exception:
    """What an answer without success means (timelog.md section 3.3); its own sentence is shown where it has one."""
    try:
        error = decoded(answer.content, _ResponseError)
    except (msgspec.DecodeError, UnicodeDecodeError):
        error = _ResponseError()
    said = error.said()
    technical = f"{answer.method} {answer.address} {answer.status} {error.Code}: {said}"
    match answer.status, error.Code:
        case (401, _):
            return _token_refused(technical)
        case (_, 102 | 200) if answer.is_write:
            return RecordRefused(Message("TimeLog refused it: {reason}", reason=said), code=str(error.Code), technical=technical)
        case (403, _):
            return AccessDenied(
                Message("The owner of the personal access token may not read this in TimeLog."),
                what_to_do=Message("Ask a TimeLog administrator to give that user the rights."),
                technical=technical,
            )
        case (404, _):
            return SettingsError(
                Message("There is no TimeLog site at {address}.", address=answer.address.split("/api/v1/")[0]),
                what_to_do=Message("Enter the address as your browser shows it, for instance https://app5.timelog.com/acme."),
                technical=technical,
            )
        case (500, _) if not answer.is_write:
            return SystemDown(
                Message("TimeLog has trouble of its own: {said}", said=said or "500"),
                what_to_do=Message("Try again in some minutes."),
                technical=technical,
            )
        case _:
            return answer.unexpected(said or f"status {answer.status}", said=said)


def _token_refused(technical: str) -> SignInRefused:
    return SignInRefused(
        Message("TimeLog did not accept the personal access token."),
        what_to_do=Message("Make a new token at https://login.timelog.com/personaltoken and enter it in the setup."),
        technical=technical,
    )
