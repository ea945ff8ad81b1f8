"""Tokens, the demo agreement, the token bucket, idempotency, and the shape of every refusal."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from desktop.sandbox.economic.app import Economic
    from tests.sandbox.economic.conftest import Api, Clock


@pytest.mark.parametrize(
    ("secret", "grant", "code"),
    [("", "", None), ("secret", "", None), ("x", "y", None), ("secret", "other-grant", "E02250"), ("demo", "grant", None)],
)
def test_wrong_tokens_are_401_in_the_vendors_envelope(api: Api, secret: str, grant: str, code: str | None) -> None:
    tokens = {"X-AppSecretToken": secret, "X-AgreementGrantToken": grant}
    answer = requests.get(f"{api.address}/self", headers=tokens, timeout=60)
    body = answer.json()
    assert (answer.status_code, body["httpStatusCode"], body.get("errorCode")) == (401, 401, code)
    assert re.fullmatch(r"[0-9a-f]{16}-[A-Z]{3}", body["logId"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", body["logTime"])
    assert answer.headers["X-RequestId"]


def test_the_demo_agreement_reads_and_never_writes(api: Api, customer: dict[str, Any]) -> None:
    demo = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}
    assert api.get("/customers", headers=demo).status_code == 200
    assert api.post("/customers", json=customer, headers=demo).status_code == 403
    assert api.delete("/customers/2", headers=demo).status_code == 403


def test_the_demo_query_opens_it_too_and_stays_on_every_link(api: Api) -> None:
    body = requests.get(f"{api.address}/customers?demo=true&pagesize=1", timeout=60).json()
    assert body["pagination"]["nextPage"].endswith("&demo=true")
    assert body["collection"][0]["self"] == f"{api.address}/customers/1?demo=true"


def test_links_name_the_host_that_was_asked(api: Api) -> None:
    body = api.get("/customers/1", headers={"Host": "proxy.example:8443"}).json()
    assert body["customerGroup"]["self"] == "http://proxy.example:8443/customer-groups/1"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/customers/99", 404), ("PUT", "/customers", 405), ("DELETE", "/employees/3", 405)],
)
def test_unknown_addresses_and_verbs(api: Api, method: str, path: str, status: int) -> None:
    body = api.request(method, path).json()
    assert (body["httpStatusCode"], bool(body["message"])) == (status, True)


def test_bodies_must_be_json_objects(api: Api) -> None:
    assert api.post("/customers", data="name=x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert api.post("/customers", data="{", headers={"Content-Type": "application/json"}).status_code == 400
    assert api.post("/customers", json=[]).status_code == 400


def test_every_answer_tells_its_price_also_a_400(api: Api) -> None:
    first = api.get("/self")
    second = api.get("/customers?pagesize=1001")
    assert (first.headers["X-CallCost"], first.headers["X-RateLimiting"]) == ("3", "token-limit-10000-per-60-seconds: 3/10000")
    assert (second.status_code, second.headers["X-RateLimiting"]) == (400, "token-limit-10000-per-60-seconds: 6/10000")


def test_an_empty_bucket_is_429_until_the_window_ends(api: Api, economic: Economic, clock: Clock) -> None:
    economic.agreement.rate_limit = {"tokens": 7, "seconds": 60, "cost": 3}
    assert [api.get("/self").status_code for _ in range(2)] == [200, 200]
    clock.now += dt.timedelta(seconds=20)
    refused = api.get("/projectsapi/v1.1.0/Employees")  # both families draw on one bucket
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    clock.now += dt.timedelta(seconds=40)
    assert api.get("/self").status_code == 200


def test_the_same_key_gets_the_same_answer_for_an_hour(api: Api, clock: Clock, customer: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = api.post("/customers", json=customer, headers=key)
    again = api.post("/customers", json=customer, headers=key)
    assert (again.status_code, again.json(), again.headers["X-ResultFromCache"]) == (201, first.json(), "true")
    assert again.headers["Location"] == first.headers["Location"]
    assert "X-ResultFromCache" not in first.headers
    clock.now += dt.timedelta(hours=1)
    later = api.post("/customers", json=customer, headers=key)
    assert later.json()["customerNumber"] == first.json()["customerNumber"] + 1


def test_a_delete_is_replayed_and_another_account_is_not_served_from_it(api: Api) -> None:
    key = {"Idempotency-Key": "k-2"}
    other = {"X-AppSecretToken": "other-secret", "X-AgreementGrantToken": "other-grant"}
    assert api.delete("/customers/2", headers=key).status_code == 204
    assert api.delete("/customers/2", headers=key).status_code == 204
    assert api.delete("/customers/2", headers={**key, **other}).status_code == 404


def test_a_key_that_met_a_refusal_keeps_it(api: Api, customer: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "k-3"}
    assert api.post("/customers", json={"name": "x"}, headers=key).status_code == 400
    assert api.post("/customers", json=customer, headers=key).status_code == 400


def test_planned_faults_speak_the_vendors_language(api: Api, customer: dict[str, Any]) -> None:
    plan = [
        {"kind": "rate_limited", "path": "^/customers", "calls": [1], "seconds": 7},
        {"kind": "expired_token", "path": "^/customers", "calls": [2]},
        {"kind": "error_after", "path": "^/customers", "calls": [3], "status": 503},
        {"kind": "error_before", "path": "^/projectsapi", "calls": [1]},
    ]
    assert api.post("/_sandbox/faults", json=plan).json() == {"planned": 4}
    limited, expired, late = (api.post("/customers", json=customer) for _ in range(3))
    assert (limited.status_code, limited.headers["Retry-After"], limited.json()["httpStatusCode"]) == (429, "7", 429)
    assert (expired.status_code, expired.json()["httpStatusCode"]) == (401, 401)
    assert late.status_code == 503
    assert len(api.found("/customers")) == 4  # the third one did its work
    problem = api.get("/projectsapi/v1.1.0/Employees")
    assert (problem.status_code, problem.headers["Content-Type"]) == (500, "application/problem+json")
    assert problem.json()["status"] == 500
