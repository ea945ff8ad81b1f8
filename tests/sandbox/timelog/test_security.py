"""Who gets in, over REST and over SOAP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

V1_2 = "http://www.timelog.com/api/tlp/v1_2"


@pytest.mark.parametrize("token", [None, "unknown", "pat-old", "pat-gone"])
def test_a_missing_unknown_or_expired_access_token_and_one_of_a_left_employee_are_401_with_a_message(
    caller: Any, token: str | None
) -> None:
    answer = caller.rest("/user/me", token=token)
    assert answer.status_code == 401
    assert list(answer.json) == ["Message"]


def test_an_access_token_works_until_it_expires(caller: Any, clock: Any) -> None:
    assert caller.rest("/user/me").json["Properties"]["Initials"] == "ALU"
    clock.now += dt.timedelta(days=366)
    assert caller.rest("/user/me").status_code == 401


@pytest.mark.parametrize("user", ["anna", "ANNA", "ALU"])
def test_user_name_or_initials_with_the_password_give_a_token_for_twelve_hours(caller: Any, user: str) -> None:
    answer = caller.sign_in(user)
    assert (answer.state, answer.text("Initials"), answer.text("Expires")) == ("Success", "ALU", "2026-03-14T20:15:00")


@pytest.mark.parametrize(("user", "password"), [("anna", "forkert"), ("nobody", "hemmelig"), ("", ""), ("bo", "borte")])
def test_a_wrong_password_or_a_left_employee_gets_a_message_and_no_token(caller: Any, user: str, password: str) -> None:
    answer = caller.sign_in(user, password)
    assert (answer.state, answer.records) == ("Error", [])
    assert answer.message


def test_a_token_is_refused_after_its_end(caller: Any, clock: Any) -> None:
    assert caller.soap("CRM/V1_4", "GetCustomerStatuses").state == "Success"
    clock.now += dt.timedelta(hours=12)
    answer = caller.soap("CRM/V1_4", "GetCustomerStatuses")
    assert (answer.state, answer.message) == ("Error", "The security token has expired.")


@pytest.mark.parametrize(("old", "new"), [(":15:00<", ":15:01<"), (">ALU<", ">BGO<"), ("<t:Hash>", "<t:Hash>0")])
def test_an_altered_token_is_refused(caller: Any, old: str, new: str) -> None:
    token = caller.token()
    assert old in token
    caller._token = token.replace(old, new)
    assert caller.soap("CRM/V1_4", "GetCustomerStatuses").state == "Error"


def test_a_call_without_a_token_is_refused(caller: Any) -> None:
    caller._token = " "
    assert caller.soap("CRM/V1_4", "GetCustomerStatuses").state == "Error"


def test_the_token_namespace_of_the_security_service_is_not_taken_by_the_others(caller: Any) -> None:
    token = caller.token().replace("v1_3", "v1_2")
    action = "http://api.timelog.com/services/crm/1_4/ICRMService/GetCustomerStatuses"
    body = f'<GetCustomerStatuses xmlns="http://api.timelog.com/services/crm/1_4">{token}</GetCustomerStatuses>'
    answer = caller.send("CRM/V1_4", action, body)
    assert answer.status_code == 500
    assert "is not a member of SecurityToken" in answer.text


def test_get_user_says_who_the_token_belongs_to_and_the_roles(caller: Any) -> None:
    token = caller.token().replace("v1_3", "v1_2")
    answer = caller.send("Security/V1_2", "GetUserRequest", f'<GetUser xmlns="{V1_2}">{token}</GetUser>')
    assert "<d:ID>7</d:ID><d:Initials>ALU</d:Initials>" in answer.text
    assert "<k:RoleTypes>SystemAdministrator</k:RoleTypes>" in answer.text


@pytest.mark.parametrize(
    ("service", "namespace"), [("Security/V1_2", V1_2), ("Invoicing/V1_1", "http://www.timelog.com/api/tlp/v1_3")]
)
def test_every_service_says_that_it_is_alive(caller: Any, service: str, namespace: str) -> None:
    answer = caller.send(service, "IsAliveRequest", f'<IsAlive xmlns="{namespace}"/>')
    assert "IsAliveResult>true</" in answer.text
