"""Getting in: tokens for an API key, what a token opens, the limit of calls, planned faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from desktop.sandbox.dinero.state import Books

if TYPE_CHECKING:
    from desktop.sandbox.dinero.app import Dinero
    from tests.sandbox.dinero.conftest import Api, Clock


def test_the_token_host_answers_an_hour_and_no_refresh_token(api: Api) -> None:
    answer = api.sign_in().json()
    assert (answer["token_type"], answer["expires_in"], answer["refresh_token"]) == ("Bearer", 3600, "")


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client": "app:wrong"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"username": "wrong", "password": "wrong"}, 400, "invalid_grant"),
        ({"password": "not the key again"}, 400, "invalid_grant"),
        ({"scope": "read everything"}, 400, "invalid_scope"),
        ({"scope": ""}, 400, "invalid_scope"),
    ],
)
def test_a_wrong_request_for_a_token_gets_an_oauth_error(api: Api, changed: Any, status: int, error: str) -> None:
    answer = api.sign_in(**changed)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_a_token_is_good_for_an_hour(api: Api, clock: Clock) -> None:
    clock.move(3599)
    assert api.get("/vatTypes").status_code == 200
    clock.move(1)
    answer = api.get("/vatTypes")
    assert (answer.status_code, answer.text) == (401, "")
    api.sign_in()
    assert api.get("/vatTypes").status_code == 200


def test_without_a_token_or_with_a_made_up_one_nothing_opens(api: Api) -> None:
    for headers in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic a2V5OmtleQ=="}):
        assert requests.get(f"{api.address}/v1/organizations", headers=headers, timeout=60).status_code == 401


def test_a_token_for_reading_writes_nothing(api: Api, new_contact: dict[str, Any]) -> None:
    api.sign_in(scope="read")
    assert api.get("/contacts").status_code == 200
    answer = api.post("/contacts", json=new_contact)
    assert (answer.status_code, answer.json()["code"]) == (403, 41)


def test_the_token_opens_its_own_organization_only(api: Api) -> None:
    answer = api.get("/v1/4712/contacts")
    assert (answer.status_code, answer.json()["code"]) == (403, 41)


def test_without_pro_only_the_list_of_organizations_works(api: Api) -> None:
    api.sign_in(username="other-key", password="other-key")
    assert api.get("/v1/organizations").json() == [{"id": 4712, "name": "Uden Pro", "isPro": False}]
    assert api.get("/v1.1/organizations").json()[0]["Subscription"]["HasPro"] is False
    for path in ("/v1/4712/contacts", "/v1/countries"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, 90)


def test_calls_over_the_limit_of_the_last_minute_are_refused_in_plain_text(dinero: Dinero, api: Api, clock: Clock) -> None:
    dinero.books.rate_limit |= {"calls": 6}
    for _ in range(3):
        assert api.get("/vatTypes").ok
    clock.move(40)
    for _ in range(3):
        assert api.get("/vatTypes").ok
    refused = api.get("/vatTypes")
    assert refused.status_code == 429
    assert refused.text.startswith("API calls quota exceeded!")
    assert "Retry-After" not in refused.headers
    clock.move(20)  # the first three are a minute old; the others, and the one that was refused, are not
    assert [api.get("/vatTypes").ok for _ in range(3)] == [True] * 2 + [False]


def test_sixty_calls_a_minute_are_the_limit_unless_it_is_said_otherwise() -> None:
    assert Books().rate_limit == {"calls": 60, "seconds": 60}
    assert Books({"rateLimit": {"calls": 100}}).rate_limit == {"calls": 100, "seconds": 60}


def test_the_switches_change_limit_and_reading_while_it_runs(api: Api) -> None:
    body = {"rateLimit": {"calls": 2}, "strict": False}
    answer = api.post("/_sandbox/switches", json=body)
    assert answer.json() == {"strict": False, "ruleOfUsedGuid": "key", "rateLimit": {"calls": 2, "seconds": 60}}
    assert [api.get("/vatTypes").status_code for _ in range(3)] == [200, 200, 429]
    assert api.get("/vatTypes").headers["Retry-After"] == "60"
    assert api.sign_in(client="app:wrong").status_code == 400
    assert api.sign_in(scope="").status_code == 200


def test_an_address_that_does_not_exist_answers_a_page(api: Api) -> None:
    for answer in (api.get("/sales/invoices"), api.get("/contacts/no-guid"), api.delete("/contacts")):
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")


def test_planned_faults_speak_as_the_vendor(api: Api) -> None:
    plan = [
        {"kind": "rate_limited", "path": "vatTypes", "calls": [1], "seconds": 7},
        {"kind": "expired_token", "path": "vatTypes", "calls": [2]},
        {"kind": "error_before", "path": "vatTypes", "calls": [3], "status": 503},
        {"kind": "error_before", "path": "oauth/token", "calls": [1], "status": 500},
    ]
    assert api.post("/_sandbox/faults", json=plan).json() == {"planned": 4}
    limited, expired, broken, fine = (api.get("/vatTypes") for _ in range(4))
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    assert (expired.status_code, expired.text) == (401, "")
    assert (broken.status_code, broken.headers["Content-Type"].partition(";")[0]) == (503, "text/html")
    assert fine.status_code == 200
    assert api.sign_in().status_code == 500
    api.post("/_sandbox/faults", json=[])


def test_what_was_loaded_comes_out_again_as_the_state(api: Api, dinero: Dinero) -> None:
    state = api.get("/_sandbox/state").json()
    assert api.post("/_sandbox/load", json=state).json() == {"loaded": True}
    assert api.get("/_sandbox/state").json() == state
    for wrong in ({"customers": []}, {"contacts": [{"Name": "x"}]}, {"clients": [["a"]]}, {"accounts": [{"AccountNumber": "1"}]}):
        assert api.post("/_sandbox/load", json=wrong).status_code == 400
