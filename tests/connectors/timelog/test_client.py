from __future__ import annotations

import re
from typing import Any

import pytest

from desktop.connectors.timelog.client import site_root
from desktop.connectors.timelog.connector import TimeLog
from desktop.errors import AccessDenied, OutcomeUnknown, RecordRefused, SettingsError, SignInRefused, SystemDown, UnexpectedAnswer
from desktop.models.records import ExternalKey

ROOT = "https://app5.timelog.com/acme"
PERSON = '{"UserID": 7, "FirstName": "Anna", "LastName": "Lund", "Initials": "ALU", "IsActive": true}'


@pytest.mark.parametrize("address", [ROOT, f"{ROOT}/", f" {ROOT}/api ", f"{ROOT}/api/v1/", f"{ROOT}?a=1"])
def test_the_site_is_found_in_what_people_copy(address: str) -> None:
    assert site_root(address) == ROOT


@pytest.mark.parametrize(
    ("status", "content", "error", "words"),
    [
        (401, '{"Message": "Expired"}', SignInRefused, "personal access token"),
        (403, "", AccessDenied, "administrator"),
        (404, "<html>", SettingsError, "no TimeLog site"),
        (500, '{"Code": 100, "Message": "Something broke"}', SystemDown, "Something broke"),
        (500, "<html>", SystemDown, "500"),
        (503, "", SystemDown, "503"),
        (400, '{"Code": 200, "Message": "Bad", "Details": ["\'X\' must not be empty."]}', UnexpectedAnswer, "must not be empty"),
        (405, "", UnexpectedAnswer, "405"),
        (200, "not json", UnexpectedAnswer, "user"),
        (200, '{"Properties": {"TotalRecord": "x", "TotalPage": "1"}, "Entities": []}', UnexpectedAnswer, "Properties"),
        (200, '{"Entities": []}', UnexpectedAnswer, "Properties"),
        (200, '[{"UserID": "7"}]', UnexpectedAnswer, "UserID"),
    ],
)
def test_an_answer_without_employees_becomes_our_error(
    odd: TimeLog, scripted: Any, status: int, content: str, error: type, words: str
) -> None:
    scripted.answers["user"] = (status, content)
    with pytest.raises(error) as told:
        list(odd.employees())
    assert re.search(words, f"{told.value} {told.value.technical}")


def test_a_plain_array_is_a_list_too(odd: TimeLog, scripted: Any) -> None:
    scripted.answers["user"] = (200, f"[{PERSON}]")
    (page,) = odd.employees()
    assert [one.name for one in page.records] == ["Anna Lund"]


def test_lists_are_read_to_their_last_page(timelog: TimeLog, site: Any) -> None:
    people = [{"UserID": number, "Initials": f"P{number}", "FirstName": "P", "LastName": str(number)} for number in range(1, 502)]
    site.load({**site.state(), "users": people, "personal_access_tokens": [{"token": "pat-anna-0001", "user_id": 1}]})
    pages = list(timelog.employees())
    assert [len(page.records) for page in pages] == [500, 1]
    assert pages[0].total == 501


@pytest.mark.parametrize(
    ("status", "content", "error", "words"),
    [
        (
            500,
            '{"Code": 102, "Message": "Rules", "Details": [{"Message": "Name taken", "ErrorCode": 7}]}',
            RecordRefused,
            "Name taken",
        ),
        (
            400,
            '{"Code": 200, "Message": "Invalid", "Details": ["\'Name\' must not be empty."]}',
            RecordRefused,
            "must not be empty",
        ),
        (500, '{"Code": 100, "Message": "Something broke"}', OutcomeUnknown, "no clear answer"),
    ],
)
def test_a_write_that_is_refused_says_so_and_any_other_is_unknown(
    odd: TimeLog, scripted: Any, status: int, content: str, error: type, words: str
) -> None:
    scripted.answers["external-systems"] = (200, "[]")
    scripted.answers["POST external-systems"] = (status, content)
    with pytest.raises(error, match=words):
        odd.set_external_key("41", ExternalKey(system_name="Bindeled", external_id="1"))
