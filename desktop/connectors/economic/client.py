"""How to talk to e-conomic: two headers, two API families on two hosts, paging, rate limit, `Idempotency-Key`, ids in addresses."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec

from desktop.connectors.answers import Answer, outcome_unknown, to_json
from desktop.connectors.contract import Access, Page
from desktop.connectors.economic.refusals import SYSTEM, refusal
from desktop.connectors.paging import Part, all_pages, pages_by_number
from desktop.connectors.recording import Recorder
from desktop.errors import PassingTrouble, RecordNotFound
from desktop.models.references import own_key
from desktop.texts import Message

if TYPE_CHECKING:
    from desktop.connectors.api_session import ApiSession

REST_ADDRESS = "https://restapi.e-conomic.com"
SERVICES_ADDRESS = "https://apis.e-conomic.com"
PROJECTS = "projectsapi/v1.1.0"
PAGE_SIZE = 1000  # the most the REST API gives, section 4
BUSY_FROM = 0.8  # share of the rate limit from which calls are spread over the rest of the window, section 9
_RATE_LIMIT = re.compile(r"token-limit-\d+-per-(?P<window>\d+)-seconds:\s*(?P<used>\d+)/(?P<limit>\d+)")

# Section 11: what REST puts in place of characters in ids; the underscore itself too, so that nothing is read twice.
_IN_PATHS = str.maketrans(
    {
        "<": "_0_",
        ">": "_1_",
        "*": "_2_",
        "%": "_3_",
        ":": "_4_",
        "&": "_5_",
        "/": "_6_",
        "\\": "_7_",
        "_": "_8_",
        " ": "_9_",
        "?": "_10_",
        ".": "_11_",
        "#": "_12_",
        "+": "_13_",
    }
)
# Section 6: brackets are not escaped, since the escaped form matches nothing under `$eq:`.
_IN_FILTERS = str.maketrans({"$": "$$", "(": "$(", ")": "$)", "*": "$*", ",": "$,"})

T = TypeVar("T")
R = TypeVar("R")


def in_path(record_id: str) -> str:
    """A record's id as it stands in a REST address; `RecordNotFound` for none, since that address would mean all records."""
    if not record_id:
        raise RecordNotFound(Message("The record has no number in {system}.", system=SYSTEM))
    return quote(record_id.translate(_IN_PATHS), safe="")


def in_filter(text: str) -> str:
    """A text as a value in a filter."""
    return text.translate(_IN_FILTERS)


class _Pagination(msgspec.Struct, rename="camel"):
    results: int | None = None
    next_page: str | None = None


class _Collection(msgspec.Struct, Generic[T]):
    collection: list[T]
    pagination: _Pagination = msgspec.field(default_factory=_Pagination)


class _ServiceItems(msgspec.Struct, Generic[T]):
    items: list[T]
    cursor: str | None = None


class Client:
    """Signed in to one agreement with its two tokens. Safe to use from several threads."""

    def __init__(self, access: Access, at_once: int = 0) -> None:
        """`access.settings["apis_address"]` says where the newer services are; `at_once` is how many calls go at one time.

        Without the address they are at the vendor's own address, or, when the REST API is not, on the same host as that.
        """
        from desktop.connectors.api_session import ApiSession  # brings requests, for which no start waits

        base_address = (access.base_address or REST_ADDRESS).rstrip("/")
        services_address = access.settings.get("apis_address") or (
            SERVICES_ADDRESS if base_address == REST_ADDRESS else base_address
        )
        headers = {
            "X-AppSecretToken": access.secrets.get("app_secret_token", ""),
            "X-AgreementGrantToken": access.secrets.get("agreement_grant_token", ""),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        secrets = tuple(access.secrets.values())
        self._recorder = Recorder()
        self._rest, self._services = (
            ApiSession(address, SYSTEM, headers=headers, secrets=secrets, recorder=self._recorder, at_once=at_once)
            for address in (base_address, services_address)
        )
        self.sessions = (self._rest, self._services)
        self._pause = 0.0
        self._pause_told_at = 0.0

    def get(self, path: str, kind: type[T], params: Mapping[str, str] | None = None) -> T:
        """One document of the REST API."""
        return self.answer(path, params).decoded(kind)

    def find(self, path: str, kind: type[T]) -> T | None:
        """The same, or `None` when it is not there."""
        try:
            return self.get(path, kind)
        except RecordNotFound:
            return None

    def answer(self, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """One document of the REST API, still undecoded; it is there."""
        return self._accepted(self._read(self._rest, path, params))

    def pages(self, path: str, row: type[T], record: Callable[[T], R], filter: str = "") -> Iterator[Page[R]]:
        """Every page of a collection of the REST API, each row made a record."""

        def part(marker: str) -> Part[R]:
            params = {"pagesize": str(PAGE_SIZE), "skippages": marker or "0"} | ({"filter": filter} if filter else {})
            found = self.get(path, _Collection[row], params)  # type: ignore[valid-type]  # msgspec reads the type at run time
            # Only the page number is taken from the link, so that the credentials never travel to a host that an answer names.
            link = dict(parse_qsl(urlsplit(found.pagination.next_page or "").query))
            return Part(tuple(map(record, found.collection)), link.get("skippages"), found.pagination.results)

        return all_pages(part, system=SYSTEM, register=path)

    def numbered_pages(
        self, path: str, row: type[T], record: Callable[[T], R], number: str, number_of: Callable[[T], int], filter: str = ""
    ) -> Iterator[Page[R]]:
        """The same of a register whose rows are numbered, each page after the last number of the one before.

        So a row that comes or goes while the pages are read moves no other to a page that was read. `number` is the property.
        """

        def part(marker: str) -> Part[R]:
            beyond = f"{number}$gt:{marker}" if marker else ""
            both = f"({filter})$and:{beyond}" if filter and beyond else filter or beyond
            params = {"pagesize": str(PAGE_SIZE), "sort": number} | ({"filter": both} if both else {})
            found = self.get(path, _Collection[row], params)  # type: ignore[valid-type]  # msgspec reads the type at run time
            rows, pages = found.collection, found.pagination
            last = str(max(map(number_of, rows), default=marker))
            return Part(tuple(map(record, rows)), last if pages.next_page else None, pages.results)

        return pages_by_number(part, system=SYSTEM, register=path)

    def service_rows(self, path: str, row: type[T]) -> list[T]:
        """Every row of a list of one of the newer services."""

        def part(marker: str) -> Part[T]:
            answer = self._accepted(self._read(self._services, path, {"cursor": marker} if marker else None))
            found = answer.decoded(_ServiceItems[row])  # type: ignore[valid-type]  # as above
            return Part(tuple(found.items), found.cursor)

        return [one for page in all_pages(part, system=SYSTEM, register=path) for one in page.records]

    def post(self, path: str, document: Any, kind: type[T], *, key: str, is_there: Callable[[T], bool]) -> T:
        """Create something on the REST API; `key` is the same at every attempt.

        The answer to an earlier attempt with this key, told again, counts only when `is_there` finds what it names: that may
        have been deleted since (section 10).
        """
        return self._created(self._rest, path, document, kind, key, is_there)

    def service_post(self, path: str, document: Any, kind: type[T], *, key: str, is_there: Callable[[T], bool]) -> T:
        """The same on one of the newer services."""
        return self._created(self._services, path, document, kind, key, is_there)

    def _created(self, session: ApiSession, path: str, document: Any, kind: type[T], key: str, is_there: Callable[[T], bool]) -> T:
        while True:
            answer = self._written(session, "POST", path, document, key)
            created = answer.decoded(kind)
            try:
                if not _is_told_again(answer) or is_there(created):
                    return created
            except PassingTrouble as trouble:  # what was created before may well be there
                raise outcome_unknown(SYSTEM, trouble.technical) from trouble
            key = _key_after(key)

    def service_get(self, path: str, kind: type[T]) -> T:
        """One document of one of the newer services."""
        return self._accepted(self._read(self._services, path, None)).decoded(kind)

    def service_put(self, path: str, document: Any) -> None:
        """Replace something on one of the newer services, which answer nothing to it (section 1)."""
        self._keep_pace(self._services)
        self._accepted(self._services.write("PUT", path, content=to_json(document)))

    def service_delete(self, path: str) -> None:
        """Delete something on one of the newer services."""
        self._written(self._services, "DELETE", path, None, str(uuid.uuid4()))

    def put(self, path: str, document: Any, kind: type[T]) -> T:
        """Replace something on the REST API: whatever is left out is cleared there."""
        self._keep_pace(self._rest)
        return self._accepted(self._rest.write("PUT", path, content=to_json(document))).decoded(kind)

    def delete(self, path: str) -> None:
        """Delete something on the REST API."""
        self._written(self._rest, "DELETE", path, None, str(uuid.uuid4()))

    def _read(self, session: ApiSession, path: str, params: Mapping[str, str] | None) -> Answer:
        self._keep_pace(session)
        return session.read("GET", path, params=params)

    def _written(self, session: ApiSession, method: str, path: str, document: Any, key: str) -> Answer:
        content = None if document is None else to_json(document)
        self._keep_pace(session)
        answer = session.write(method, path, content=content, headers={"Idempotency-Key": key})
        while 400 <= answer.status < 500 and _is_told_again(answer):
            # The refusal of an earlier attempt, kept for an hour (section 10). Nothing was done then, so another key is safe.
            key = _key_after(key)
            answer = session.write(method, path, content=content, headers={"Idempotency-Key": key})
        return self._accepted(answer)

    def _accepted(self, answer: Answer) -> Answer:
        self._pause = pause_after(answer.headers)
        self._pause_told_at = time.monotonic()
        if not answer.is_success:
            raise refusal(answer)
        return answer

    def _keep_pace(self, session: ApiSession) -> None:
        waited = time.monotonic() - self._pause_told_at
        if self._pause > waited:
            session.wait(self._pause - waited)


def _is_told_again(answer: Answer) -> bool:
    """Whether this is the kept answer to an earlier call with the same key (section 10)."""
    return answer.headers.get("X-ResultFromCache", "").lower() == "true"


def _key_after(key: str) -> str:
    """The key that follows one that is used up: the same on any machine, so that it guards against doubles as the first one did."""
    return own_key("after", key)


def pause_after(headers: Mapping[str, str]) -> float:
    """Seconds before the next call: none below `BUSY_FROM` of the limit, above it what is left is spread over the window."""
    found = _RATE_LIMIT.search(headers.get("X-RateLimiting", ""))
    if found is None:
        return 0.0
    window, used, limit = (int(found[name]) for name in ("window", "used", "limit"))
    if used < BUSY_FROM * limit:
        return 0.0
    cost = headers.get("X-CallCost", "")
    calls_left = (limit - used) / (int(cost) if cost.isdigit() and int(cost) else 1)
    return min(float(window), window / calls_left) if calls_left >= 1 else float(window)
