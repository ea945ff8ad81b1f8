"""TimeLog's Reporting API: lists as bare XML, asked for by form POST, with a sign-in of its own (timelog.md sections 2.4 and 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from lxml import etree

from desktop.connectors.answers import Answer
from desktop.connectors.timelog.soap_answers import NOT_XML, local_name
from desktop.errors import SettingsError, SignInRefused, SystemDown
from desktop.texts import Message

if TYPE_CHECKING:
    from desktop.connectors.api_session import ApiSession

SITE_CODE, API_ID, PASSWORD = "reporting_site_code", "reporting_api_id", "reporting_password"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of a list, each member a text, the id as `ID`."""

    answer: Answer
    records: list[Row]


class Reporting:
    """The lists of one site. It sees everything: no user's rights count. Safe to use from several threads."""

    def __init__(self, session: ApiSession, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        self._session = session
        given = (settings.get(SITE_CODE, ""), settings.get(API_ID, ""), secrets.get(PASSWORD, ""))
        self._credentials = dict(zip(("siteCode", "apiID", "apiPassword"), map(str.strip, given), strict=True))

    @property
    def is_signed_in_to(self) -> bool:
        """Whether anybody entered its sign-in, which is not needed to transfer."""
        return any(self._credentials.values())

    def sign_in(self) -> None:
        """Try the credentials for real; `SignInRefused`."""
        answer = self._asked("ValidateCredentials")
        if (_root(answer).text or "").strip().casefold() in ("false", "0"):
            raise _refused(answer)

    def rows(self, method: str, **parameters: str) -> Rows:
        """A list; of most parameters 0 stands for all."""
        answer = self._asked(method, **parameters)
        records = [{**dict(one.attrib), **{local_name(member): member.text or "" for member in one}} for one in _root(answer)]
        return Rows(answer, records)

    def _asked(self, method: str, **parameters: str) -> Answer:
        content = urlencode({**self._credentials, **parameters}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._session.read("POST", f"service.asmx/{method}", content=content, headers=headers, accepted=(500,))
        match answer.status:
            case 401:
                raise _refused(answer)
            case 404:
                raise SettingsError(
                    Message("There is no TimeLog site at {address}.", address=answer.address.split("/service.asmx/")[0]),
                    what_to_do=Message("Enter the address as your browser shows it, for instance https://app5.timelog.com/acme."),
                    technical=f"{answer.method} {answer.address} 404",
                )
            case 500:
                said = " ".join(text.strip() for text in _root(answer).itertext() if text.strip()) or "500"
                raise SystemDown(
                    Message("TimeLog has trouble of its own: {said}", said=said[:200]),
                    what_to_do=Message("Try again in some minutes."),
                    technical=f"{answer.method} {answer.address} 500: {said[:1000]}",
                )
        if not answer.is_success:
            raise answer.unexpected(f"status {answer.status}")
        return answer


def _root(answer: Answer) -> etree._Element:
    """The document; whitespace and comments between records do not count. `UnexpectedAnswer` when it is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, remove_blank_text=True)
    try:
        return etree.fromstring(NOT_XML.sub(b" ", answer.content), parser)
    except etree.XMLSyntaxError as error:
        raise answer.unexpected(str(error)) from error


def _refused(answer: Answer) -> SignInRefused:
    return SignInRefused(
        Message("TimeLog did not accept the site code, the API id or the password of the Reporting API."),
        what_to_do=Message("They stand in TimeLog under System Administration, Integrations and API, Reporting API settings."),
        technical=f"{answer.method} {answer.address} {answer.status}",
    )
