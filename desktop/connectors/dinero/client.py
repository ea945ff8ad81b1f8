"""How to talk to Dinero: token, organization in the path, version per endpoint, paging, filter, the limit of calls."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from desktop.connectors.answers import Answer, to_json
from desktop.connectors.call_limit import CallLimit
from desktop.connectors.contract import Access, Page
from desktop.connectors.dinero.refusals import SYSTEM, is_about, no_pro, refusal
from desktop.connectors.dinero.sign_in import TokenExchange
from desktop.connectors.paging import Part, all_pages
from desktop.connectors.recording import Recorder
from desktop.errors import AccessDenied, NoConnection, RecordNotFound, SettingsError, TooManyCalls, WrongCompany
from desktop.models.records import Company
from desktop.texts import Message

API_ADDRESS = "https://api.dinero.dk"
TOKEN_ADDRESS = "https://authz.dinero.dk"
PAGE_SIZE = 1000  # the most there is, section 3
CALLS_A_MINUTE = 60  # of a personal integration; one that is registered with Visma gets 100, section 3
WINDOW = 61.0  # seconds; one more than the minute, since calls do not arrive as evenly as they are sent
MOST_TRIES = 3  # to read a record and write it back changed
LONGEST_WAIT = 120.0  # seconds that a merge waits when the limit of calls is met
_OURS = uuid.UUID("a4d8d1f0-52c6-5e0b-9d0c-6f2b7f3c9e15")  # under it a key gives the same guid at every attempt

T = TypeVar("T")
R = TypeVar("R")


def own_guid(key: str) -> str:
    """The guid that a record of ours gets; Dinero refuses a second record with it (section 6)."""
    return str(uuid.uuid5(_OURS, key))


def as_guid(record_id: str) -> str:
    """A record's id as it stands in an address; `RecordNotFound` for what is no guid, since it would lead somewhere else."""
    try:
        return str(uuid.UUID(record_id))
    except ValueError as trouble:
        raise RecordNotFound(Message("{what} does not exist in {system}.", what=record_id or "-", system=SYSTEM)) from trouble


class _Subscription(msgspec.Struct, rename="pascal"):
    has_pro: bool = False


class _Organization(msgspec.Struct, rename="pascal"):
    id: int
    name: str | None = None
    subscription: _Subscription = msgspec.field(default_factory=_Subscription)

    def company(self) -> Company:
        return Company(id=str(self.id), name=self.name or str(self.id), currency="DKK")  # its books are in DKK, section 12


class _Pagination(msgspec.Struct, rename="pascal"):
    page_size: int = PAGE_SIZE
    result_without_filter: int | None = None


class _Collection(msgspec.Struct, Generic[T], rename="pascal"):
    collection: list[T] | None = None
    pagination: _Pagination = msgspec.field(default_factory=_Pagination)


class Client:
    """Signed in with one API key, for one organization. Safe to use from several threads."""

    def __init__(self, access: Access, at_once: int = 0) -> None:
        """`access.settings["token_address"]` says where tokens are given; `at_once` is how many calls go at one time.

        Without the address that is the vendor's own address, or, when the API is somewhere else, the same host as that.
        """
        from desktop.connectors.api_session import ApiSession  # brings requests, for which no start waits

        base_address = self._base_address = (access.base_address or API_ADDRESS).rstrip("/")
        token_address = access.settings.get("token_address") or (TOKEN_ADDRESS if base_address == API_ADDRESS else base_address)
        secrets = tuple(access.secrets.values())
        recorder = Recorder()
        calls = _calls_a_minute(access.settings.get("calls_a_minute", ""))
        self._access, self._organization = access, access.company_id
        self._limit = CallLimit(calls, WINDOW, file=access.calls_file, whose=self._caller())
        self._session = ApiSession(
            base_address,
            SYSTEM,
            headers={"Accept": "application/json"},
            secrets=secrets,
            recorder=recorder,
            at_once=at_once,
            limit=self._limit,
        )
        self._token_session = ApiSession(token_address, SYSTEM, secrets=secrets, recorder=recorder)
        self._exchange = TokenExchange(self._token_session, access.settings.get("client_id", "").strip(), access.secrets)
        self._choosing, self._merging = threading.Lock(), threading.Lock()
        self.sessions = (self._session, self._token_session)

    def companies(self) -> tuple[Company, ...]:
        """The organizations of the API key."""
        return tuple(one.company() for one in self._organizations())

    def company(self) -> Company:
        """The chosen organization, else the only one; `WrongCompany`, `AccessDenied` without a Pro subscription."""
        found = self._organizations()
        chosen = [one for one in found if self._organization in ("", str(one.id))]
        if not found:
            raise AccessDenied(
                Message("The API key opens no company in {system}.", system=SYSTEM),
                what_to_do=Message("Make an API key in the right company in {system}, and enter it.", system=SYSTEM),
            )
        if not chosen:
            raise WrongCompany(
                Message("The API key does not open the company of this integration in {system}.", system=SYSTEM),
                what_to_do=Message("Enter an API key of the right company, or make another integration."),
                technical=f"organization {self._organization} is none of {', '.join(str(one.id) for one in found)}",
            )
        if len(chosen) > 1:
            raise SettingsError(
                Message("The credentials open several companies in {system}.", system=SYSTEM),
                what_to_do=Message("Choose the company, and connect."),
            )
        if not chosen[0].subscription.has_pro:
            raise no_pro(f"organization {chosen[0].id} has no Pro")
        self._organization = str(chosen[0].id)
        self._limit.counts_as(self._caller())
        return chosen[0].company()

    def get(self, version: str, path: str, kind: type[T], params: Mapping[str, str] | None = None) -> T:
        """One document of the organization."""
        return self._read(self._path(version, path), params).decoded(kind)

    def is_refused(self, version: str, path: str, document: Any, name: str) -> bool:
        """Whether a property of the document is refused, by an address that makes nothing of it."""
        path, content = self._path(version, path), to_json(document)
        kind = {"Content-Type": "application/json"}
        answer = self._answered(lambda headers: self._session.read("POST", path, content=content, headers=headers | kind))
        if not answer.is_success and answer.status != 400:
            raise refusal(answer)
        return not answer.is_success and is_about(answer, name)

    def pages(
        self, version: str, path: str, row: type[T], record: Callable[[T], R], params: Mapping[str, str], fields: tuple[str, ...]
    ) -> Iterator[Page[R]]:
        """Every page of a list, each row made a record; `fields` in the spelling that the rows are to have (section 4.2)."""

        def part(marker: str) -> Part[R]:
            asked = {"page": marker or "0", "pageSize": str(PAGE_SIZE), "fields": ",".join(fields), **params}
            found = self.get(version, path, _Collection[row], asked)  # type: ignore[valid-type]  # msgspec reads the type at run time
            rows = found.collection or []
            # Whether the total counts what a filter leaves out is not published, so it counts only where there is none.
            total = None if {"queryFilter", "startDate", "changesSince"} & params.keys() else found.pagination.result_without_filter
            return Part(
                tuple(map(record, rows)), str(int(marker or 0) + 1) if len(rows) >= found.pagination.page_size else None, total
            )

        return all_pages(part, system=SYSTEM, register=path)

    def merge(self, path: str, merged: Callable[[dict[str, Any]], dict[str, Any] | None]) -> tuple[dict[str, Any], bool]:
        """Read a document and put it back as `merged` makes it (`None`: not at all); gives what stands, and whether it was put.

        Contacts carry no time stamp (section 7): a change that comes between reading and writing is lost. So no other thread of
        ours writes meanwhile, no place among the calls is waited for in between, and when either call was not taken (limit of
        calls, token, no connection) the document is read and merged again in place of sending the old one.
        """
        source, address = self._path("v1", path), self._path("v2", path)
        for tries in range(1, MOST_TRIES + 1):
            is_last = tries == MOST_TRIES
            with self._merging, self._session.together(2):
                token = self._exchange.token()
                headers = {"Authorization": f"Bearer {token}"}
                answer = self._session.read("GET", source, headers=headers)
                if answer.is_success:
                    stands = answer.decoded(dict[str, Any])
                    document = merged(stands)
                    if document is None:
                        return stands, False
                    if not (self._session.has_place or is_last):  # the read was repeated, so this would wait
                        continue
                    headers["Content-Type"] = "application/json"
                    try:
                        answer = self._session.write("PUT", address, content=to_json(document), headers=headers, is_sent_once=True)
                    except (TooManyCalls, NoConnection) as trouble:
                        if is_last or (isinstance(trouble, TooManyCalls) and trouble.wait > LONGEST_WAIT):
                            raise
                        continue
                    if answer.is_success:
                        return stands | document, True
            if answer.status != 401 or is_last:
                raise refusal(answer)
            self._exchange.token(refused=token)
        raise AssertionError("the last try returns or raises")

    def post(self, version: str, path: str, document: Any, kind: type[T]) -> T:
        """Create something."""
        return self._written("POST", version, path, document).decoded(kind)

    def change(self, method: str, version: str, path: str, document: Any = None) -> None:
        """Replace, delete or restore something; nothing is answered (section 9)."""
        self._written(method, version, path, document)

    def _caller(self) -> str:
        """Who is counted: the client in a company, as section 3 says of public integrations; of personal ones it does not say.

        So all keys of one company count together. Until the company is known, a key counts by itself; it must not stand in a file.
        """
        client_id = self._access.settings.get("client_id", "").strip()
        company = self._organization or f"key {self._access.secrets.get('api_key', '')}"
        return hashlib.sha256("\n".join((self._base_address, client_id, company)).encode()).hexdigest()

    def _organizations(self) -> list[_Organization]:
        return self._read("v1.1/organizations", None).decoded(list[_Organization])

    def _path(self, version: str, path: str) -> str:
        with self._choosing:
            if not self._organization:
                self._organization = self.company().id
        return f"{version}/{self._organization}/{path}"

    def _read(self, path: str, params: Mapping[str, str] | None) -> Answer:
        return self._accepted(lambda headers: self._session.read("GET", path, params=params, headers=headers))

    def _written(self, method: str, version: str, path: str, document: Any) -> Answer:
        address = self._path(version, path)
        content = None if document is None else to_json(document)
        kind = {} if content is None else {"Content-Type": "application/json"}
        return self._accepted(lambda headers: self._session.write(method, address, content=content, headers=headers | kind))

    def _accepted(self, call: Callable[[dict[str, str]], Answer]) -> Answer:
        answer = self._answered(call)
        if not answer.is_success:
            raise refusal(answer)
        return answer

    def _answered(self, call: Callable[[dict[str, str]], Answer]) -> Answer:
        """The answer of a call; one that is refused for its token is sent once more with a new one, since nothing was done."""
        token = self._exchange.token()
        answer = call({"Authorization": f"Bearer {token}"})
        if answer.status == 401:
            answer = call({"Authorization": f"Bearer {self._exchange.token(refused=token)}"})
        return answer


def equals(field: str, value: str) -> str:
    """A condition of `queryFilter` (section 4.3). No rule says how to write a quote: the longest part without one is looked for."""
    return f"{field} eq '{value}'" if "'" not in value else contains(field, value)


def contains(field: str, value: str) -> str:
    """The condition that the field contains the value, or the longest part of it without a quote."""
    return f"{field} contains '{max(value.split(chr(39)), key=len)}'"


def _calls_a_minute(entered: str) -> int:
    if not entered.strip():
        return CALLS_A_MINUTE
    if not entered.strip().isdigit() or int(entered) < 1:
        raise SettingsError(
            Message("{value} is no number of calls a minute.", value=entered),
            what_to_do=Message("Enter the number that {system} allows, or nothing.", system=SYSTEM),
        )
    return int(entered)
