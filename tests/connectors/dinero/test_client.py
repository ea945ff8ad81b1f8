"""Signing in, the chosen company, and how Dinero says no."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from desktop.connectors.api_session import ApiSession
from desktop.connectors.contract import Access
from desktop.connectors.dinero.connector import Dinero
from desktop.errors import AccessDenied, OutcomeUnknown, SettingsError, SignInRefused, SystemDown, UnexpectedAnswer, WrongCompany
from desktop.models.records import Customer, StandardValues
from desktop.sandbox.dinero.app import Dinero as DineroStandIn
from desktop.sandbox.server import SandboxServer
from tests.connectors.dinero.conftest import SECRETS, SETTINGS


def test_the_company_of_the_key_is_opened(dinero: Dinero) -> None:
    company = dinero.sign_in()
    assert (company.id, company.name, company.currency) == ("4711", "Nordhavn Rådgivning ApS", "DKK")
    assert dinero.companies() == (company,)


def test_a_company_without_pro_is_named_as_the_reason(connect: Callable[..., Dinero]) -> None:
    with pytest.raises(AccessDenied, match="Dinero Pro"):
        connect({"api_key": "key-without-pro"}).sign_in()


def test_a_key_of_another_company_is_refused_before_anything_is_read(connect: Callable[..., Dinero]) -> None:
    with pytest.raises(WrongCompany):
        connect(company="4799").sign_in()


def test_of_several_companies_one_must_be_chosen(connect: Callable[..., Dinero], monkeypatch: pytest.MonkeyPatch) -> None:
    several = connect()
    found = several._client._organizations()
    monkeypatch.setattr(several._client, "_organizations", lambda: found * 2)
    with pytest.raises(SettingsError, match="several"):
        several.sign_in()
    assert len(several.companies()) == 2


@pytest.mark.parametrize(
    ("secrets", "settings"),
    [({"client_secret": "wrong-one"}, {}), ({"api_key": "wrong-one"}, {}), ({}, {"client_id": "somebody-else"})],
)
def test_wrong_credentials_are_refused_and_told_to_nobody(
    connect: Callable[..., Dinero], secrets: dict[str, str], settings: dict[str, str]
) -> None:
    wrong = connect(secrets, settings)
    with wrong.recording() as exchanges, pytest.raises(SignInRefused) as caught:
        wrong.sign_in()
    told = repr(exchanges) + str(caught.value) + caught.value.technical
    assert all(secret not in told for secret in ("wrong-one", "api-key-of-tests", "client-secret-of-tests"))


def test_one_token_serves_every_call_and_is_never_recorded(dinero: Dinero, calls: Callable[[str], list[str]]) -> None:
    with dinero.recording() as exchanges:
        dinero.sign_in()
        next(dinero.customers())
    assert calls("POST") == ["/dineroapi/oauth/token"]
    assert dinero._client._exchange.token() not in repr(exchanges)


def test_a_token_that_ran_out_is_renewed_once_and_the_call_repeated(
    dinero: Dinero, stand_in: DineroStandIn, calls: Callable[[str], list[str]]
) -> None:
    dinero.sign_in()
    stand_in._door.tokens.clear()
    made = dinero.create_customer(Customer(name="Solgården ApS", country="DK"), StandardValues(), key="key-1")
    assert made.name == "Solgården ApS"
    assert calls("POST").count("/dineroapi/oauth/token") == 2
    assert calls("POST").count("/v1/4711/contacts") == 2


def test_a_token_is_renewed_before_it_runs_out(connect: Callable[..., Dinero], stand_in: DineroStandIn) -> None:
    stand_in.books.token_seconds = 0
    dinero = connect()
    first = dinero._client._exchange.token()
    assert dinero._client._exchange.token() != first


def test_credentials_that_were_withdrawn_end_every_call(dinero: Dinero, stand_in: DineroStandIn) -> None:
    dinero.sign_in()
    stand_in._door.tokens.clear()
    stand_in.books.api_keys.clear()
    with pytest.raises(SignInRefused):
        next(dinero.customers())


def test_the_limit_of_calls_must_be_a_number(connect: Callable[..., Dinero]) -> None:
    with pytest.raises(SettingsError, match="mange"):
        connect(settings={"calls_a_minute": "mange"})


def test_calls_beyond_the_limit_wait_and_say_so(connect: Callable[..., Dinero], monkeypatch: pytest.MonkeyPatch) -> None:
    dinero = connect(settings={"calls_a_minute": "2"})
    waits: list[float] = []
    monkeypatch.setattr(dinero._client._session, "wait", waits.append)
    dinero.sign_in()
    next(dinero.customers())
    next(dinero.customers())
    assert [round(seconds) for seconds in waits if seconds] == [61]


def test_calls_side_by_side_keep_to_one_limit_together(
    connect: Callable[..., Dinero], stand_in: DineroStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.connectors.dinero.client.WINDOW", 0.6)
    stand_in.books.rate_limit |= {"calls": 8, "seconds": 0.2}  # type: ignore[dict-item]  # a part of a second will do here
    dinero = connect(settings={"calls_a_minute": "8"})
    dinero.sign_in()
    stand_in.calls.kept.clear()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _number: len(dinero.companies()), range(10)))
    assert found == [1] * 10
    assert 429 not in {call["status"] for call in stand_in.calls.listed()["calls"]}


def test_whatever_calls_one_company_keeps_to_one_limit_together_with_any_key(
    server: SandboxServer, stand_in: DineroStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(ApiSession, "wait", lambda _session, seconds: waits.append(round(seconds)))
    stand_in.books.api_keys.append({"key": "second-key", "organizationId": 4711})
    settings = {**SETTINGS, "calls_a_minute": "2"}
    # Two windows, an integration with another key, and one of another company; the first does not know its company yet.
    callers = [("", "api_key"), ("4711", "api_key"), ("4711", "second-key"), ("4712", "key-without-pro")]
    with ExitStack() as stack:
        for company, key in callers:
            secrets = SECRETS if key == "api_key" else {**SECRETS, "api_key": key}
            dinero = Dinero(Access(server.address, settings, secrets, company, calls_file=tmp_path / "calls"))
            stack.callback(dinero.close)
            if company:
                dinero.companies()
            else:
                dinero.sign_in()
    assert [one for one in waits if one] == [61]  # two calls of the company, and the third; the other company has its own limit
    assert not any(secret.encode() in (tmp_path / "calls").read_bytes() for secret in SECRETS.values())


def test_a_new_start_after_a_killed_one_waits_as_long_as_it_must_and_goes_on(
    connect: Callable[..., Dinero], stand_in: DineroStandIn
) -> None:
    stand_in.books.strict, stand_in.books.rate_limit = False, {"calls": 4, "seconds": 1}
    killed = connect(company="4711")
    for _ in range(4):
        killed.companies()
    killed.close()  # nobody remembers how many calls were made, but Dinero counts on
    resumed, told = connect(company="4711"), list[float]()
    with resumed.on_wait(told.append):
        made = resumed.create_customer(Customer(name="Solgården ApS", country="DK"), StandardValues(), key="key-1")
    assert told[-1] == 0 < max(told) <= 1
    assert [row["Name"] for row in stand_in.books["contacts"].values()].count(made.name) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [({"kind": "error_before", "status": 503}, SystemDown), ({"kind": "wrong_type"}, UnexpectedAnswer)],
)
def test_reads_in_trouble_say_which(
    dinero: Dinero, plan: Callable[..., None], fault: dict[str, Any], error: type[Exception]
) -> None:
    dinero._client._session._backoff = 0.0
    dinero.sign_in()
    plan({"method": "GET", "path": "/contacts", "calls": [1, 2, 3], **fault})
    with pytest.raises(error):
        next(dinero.customers())


def test_a_write_that_ended_in_a_server_fault_has_an_unknown_outcome(dinero: Dinero, plan: Callable[..., None]) -> None:
    dinero.sign_in()
    plan({"kind": "error_before", "status": 500, "method": "POST", "path": "/contacts$", "calls": [1]})
    with pytest.raises(OutcomeUnknown):
        dinero.create_customer(Customer(name="Solgården ApS", country="DK"), StandardValues(), key="key-1")
