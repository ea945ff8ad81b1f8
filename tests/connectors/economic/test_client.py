"""Addresses, filters, paging, pace, keys and refusals of the client, against the stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop.connectors.contract import Access, Draft
from desktop.connectors.economic import client as client_module
from desktop.connectors.economic.client import REST_ADDRESS, SERVICES_ADDRESS, Client, in_filter, in_path, pause_after
from desktop.connectors.economic.connector import Economic
from desktop.errors import (
    AccessDenied,
    KeyUsedUp,
    NoConnection,
    OutcomeUnknown,
    RecordNotFound,
    RecordRefused,
    SignInRefused,
    SystemDown,
    UnexpectedAnswer,
)
from desktop.sandbox.economic.app import Economic as EconomicStandIn


@pytest.mark.parametrize(
    ("record_id", "written"),
    [
        ("AB/1.5 kg", "AB_6_1_11_5_9_kg"),
        ("2025/2026", "2025_6_2026"),
        ("ZZ-PROBE-BOOK", "ZZ-PROBE-BOOK"),
        ("a_6_b", "a_8_6_8_b"),
        ("<*>%:&\\?#+", "_0__2__1__3__4__5__7__10__12__13_"),
        ("rød", "r%C3%B8d"),
    ],
)
def test_ids_are_written_into_addresses_as_the_vendor_asks(record_id: str, written: str) -> None:
    assert in_path(record_id) == written


def test_a_record_without_id_has_no_address() -> None:
    with pytest.raises(RecordNotFound):
        in_path("")


@pytest.mark.parametrize(("text", "written"), [("TL-1", "TL-1"), ("a$b(c)*,", "a$$b$(c$)$*$,"), ("[x]", "[x]")])
def test_texts_are_escaped_in_filters(text: str, written: str) -> None:
    assert in_filter(text) == written


@pytest.mark.parametrize(
    ("base_address", "settings", "rest", "services"),
    [
        ("", {}, REST_ADDRESS, SERVICES_ADDRESS),
        (REST_ADDRESS + "/", {}, REST_ADDRESS, SERVICES_ADDRESS),
        ("http://127.0.0.1:5000", {}, "http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("http://127.0.0.1:5000", {"apis_address": "http://127.0.0.1:6000"}, "http://127.0.0.1:5000", "http://127.0.0.1:6000"),
    ],
)
def test_the_newer_services_are_at_the_vendor_or_on_the_same_host(
    base_address: str, settings: dict[str, str], rest: str, services: str
) -> None:
    client = Client(Access(base_address, settings, {}))
    assert (client._rest.base_address, client._services.base_address) == (rest, services)
    for one in client.sessions:
        one.close()


@pytest.mark.parametrize(
    ("used", "cost", "seconds"),
    [("147/10000", "3", 0.0), ("8000/10000", "2", 0.06), ("9999/10000", "3", 60.0), ("9000/10000", "", 0.06)],
)
def test_above_eighty_percent_of_the_limit_calls_are_spread_over_the_window(used: str, cost: str, seconds: float) -> None:
    headers = {"X-RateLimiting": f"token-limit-10000-per-60-seconds: {used}", "X-CallCost": cost}
    assert pause_after(headers) == pytest.approx(seconds)


def test_without_the_header_nothing_is_waited_for() -> None:
    assert pause_after({}) == 0.0


def test_near_the_limit_the_next_call_waits_and_says_so(economic: Economic, stand_in: EconomicStandIn) -> None:
    stand_in.agreement.rate_limit = {"tokens": 10, "seconds": 1, "cost": 9}
    waits: list[float] = []
    with economic.on_wait(waits.append):
        for _ in range(2):
            economic.sign_in()
    assert waits
    assert all(call["status"] == 200 for call in stand_in.calls.listed()["calls"])


def test_after_a_429_the_call_is_made_again(economic: Economic, plan: Callable[..., None], calls: Callable[..., Any]) -> None:
    plan({"kind": "rate_limited", "path": "/self", "calls": [1], "seconds": 1})
    started = time.monotonic()
    assert economic.sign_in().id == "4711"
    assert len(calls("GET")) == 2
    assert time.monotonic() - started >= 0.9


def test_collections_are_read_page_by_page(economic: Economic, calls: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "PAGE_SIZE", 2)
    pages = list(economic.customers())
    assert [[one.id for one in page.records] for page in pages] == [["101", "102"], ["103"]]
    assert [page.total for page in pages] == [3, 3]
    assert calls("GET") == ["/customers?pagesize=2&skippages=0", "/customers?pagesize=2&skippages=1"]


@pytest.mark.parametrize(
    ("secrets", "sentence"),
    [
        ({"app_secret_token": "wrong-one", "agreement_grant_token": "grant-of-tests"}, "did not accept the tokens"),
        ({"app_secret_token": "app-secret-of-tests", "agreement_grant_token": "other-grant"}, "do not belong together"),
        ({}, "did not accept the tokens"),
    ],
)
def test_wrong_tokens_are_refused_with_the_next_step(secrets: dict[str, str], sentence: str, server: Any) -> None:
    connector = Economic(Access(server.address, {}, secrets))
    with pytest.raises(SignInRefused, match=sentence) as caught:
        connector.sign_in()
    assert "Enter both tokens again" in str(caught.value)
    connector.close()


def test_the_demo_agreement_can_be_read_but_not_written(
    connect: Callable[..., Economic], psa_customer: Any, standard_values: Any
) -> None:
    demo = connect({"app_secret_token": "demo", "agreement_grant_token": "demo"})
    assert demo.sign_in().id == "4711"
    with pytest.raises(AccessDenied, match="can only be read"):
        demo.create_customer(psa_customer, standard_values, key="k")


def test_a_revoked_grant_is_told_in_the_middle_of_work(economic: Economic, plan: Callable[..., None]) -> None:
    economic.sign_in()
    plan({"kind": "expired_token"})
    with pytest.raises(SignInRefused):
        economic.customer("101")


def test_a_write_that_is_repeated_with_its_key_is_done_once(economic: Economic, draft: Draft, stand_in: EconomicStandIn) -> None:
    assert economic.create_draft(draft) == economic.create_draft(draft)
    assert len(stand_in.agreement["drafts"]) == 1


def test_an_answer_that_is_told_again_is_not_believed_when_the_draft_was_deleted_since(
    economic: Economic, draft: Draft, stand_in: EconomicStandIn
) -> None:
    first = economic.create_draft(draft)
    stand_in.agreement["drafts"].drop(int(first.id))
    second = economic.create_draft(draft)

    assert [str(one["draftInvoiceNumber"]) for one in stand_in.agreement["drafts"]] == [second.id]
    assert second.id != first.id
    with pytest.raises(KeyUsedUp):  # it carries our reference, so a look-up finds it
        economic.create_draft(draft)
    assert len(stand_in.agreement["drafts"]) == 1


def test_a_refusal_that_is_remembered_over_there_does_not_outlive_its_cause(
    economic: Economic, draft: Draft, stand_in: EconomicStandIn
) -> None:
    stand_in.agreement["customers"].put({**stand_in.agreement["customers"].get(101), "barred": True})
    with pytest.raises(RecordRefused):
        economic.create_draft(draft)
    stand_in.agreement["customers"].put({**stand_in.agreement["customers"].get(101), "barred": False})
    assert economic.create_draft(draft).reference == "TL-20418"
    assert len(stand_in.agreement["drafts"]) == 1


@pytest.mark.parametrize("kind", ["cut_after", "cut_during", "error_after", "truncated", "wrong_type"])
def test_a_draft_that_was_made_without_a_clear_answer_is_unknown_and_found_by_its_reference(
    kind: str, economic: Economic, draft: Draft, plan: Callable[..., None], calls: Callable[..., Any]
) -> None:
    plan({"kind": kind, "method": "POST"})
    with pytest.raises(OutcomeUnknown):
        economic.create_draft(draft)
    plan()
    assert calls("POST") == ["/invoices/drafts"]
    assert [found.reference for found in economic.find_invoices(draft.reference)] == ["TL-20418"]


@pytest.mark.parametrize("kind", ["cut_before", "error_before"])
def test_a_draft_that_was_not_made_without_a_clear_answer_is_unknown_and_not_found(
    kind: str, economic: Economic, draft: Draft, plan: Callable[..., None]
) -> None:
    plan({"kind": kind, "method": "POST", "path": "drafts"})
    with pytest.raises(OutcomeUnknown):
        economic.create_draft(draft)
    plan()
    assert economic.find_invoices(draft.reference) == ()


@pytest.mark.parametrize(("kind", "error"), [("wrong_type", UnexpectedAnswer), ("truncated", UnexpectedAnswer)])
def test_reads_that_cannot_be_understood_name_their_path(
    kind: str, error: type[Exception], economic: Economic, plan: Callable[..., None]
) -> None:
    plan({"kind": kind})
    with pytest.raises(error, match="/customers"):
        list(economic.customers())


def test_a_system_in_trouble_is_passing_trouble(economic: Economic, plan: Callable[..., None]) -> None:
    plan({"kind": "error_before", "status": 500})
    with pytest.raises(SystemDown, match="status 500"):
        economic.sign_in()


def test_nobody_at_the_address_is_no_connection(connect: Callable[..., Economic]) -> None:
    connector = Economic(replace(connect().access, base_address="http://127.0.0.1:9"))
    with pytest.raises(NoConnection):
        connector.sign_in()
    connector.close()


def test_a_filter_that_is_refused_is_ours_to_mend(economic: Economic) -> None:
    with pytest.raises(UnexpectedAnswer):
        list(economic._client.pages("customers", dict, lambda row: row, "nope$eq:1"))
