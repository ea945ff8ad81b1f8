"""Loading the stand-in, looking at it, and planned faults on its way."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from desktop.sandbox.server import LoadRefused, running

STATUSES = "http://api.timelog.com/services/crm/1_4/ICRMService/GetCustomerStatuses"


def test_what_is_shown_can_be_loaded_again_and_is_then_the_same(stand_in: Any) -> None:
    shown = stand_in.state()
    stand_in.load(shown)
    assert stand_in.state() == shown
    assert shown["customers"][0]["DefaultDiscountPercent"].as_tuple().digits == (2, 5, 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"account": ""}, "account"),
        ({"invoises": []}, "unknown invoises"),
        ({"customers": {}}, "customers: not a list"),
        ({"customers": [{"Name": "x"}]}, "ID 0 is missing or taken"),
        ({"customers": [{"ID": 1}, {"ID": 1}]}, r"customers\[1\]"),
        ({"customers": [{"ID": 1, "Adress": {}}]}, r"customers\[0\]: unknown Adress"),
        ({"customers": [{"ID": 1, "VAT": "much"}]}, "VAT"),
        ({"customers": [{"ID": 1, "Address": {"Street": "x"}}]}, "Address: unknown Street"),
        ({"users": [{"UserID": 1, "Roles": ["Boss"]}]}, "Roles"),
        ({"soap_token_seconds": "12"}, "soap_token_seconds"),
    ],
)
def test_data_in_another_format_are_refused_with_the_place_and_nothing_changes(
    stand_in: Any, site_data: dict[str, Any], change: dict[str, Any], reason: str
) -> None:
    before = stand_in.state()
    with pytest.raises(LoadRefused, match=reason):
        stand_in.load({**site_data, **change})
    assert stand_in.state() == before


def test_contacts_find_their_customer_by_id_or_by_guid(stand_in: Any, site_data: dict[str, Any]) -> None:
    guid = site_data["customers"][0]["GUID"]
    site_data["contacts"] = [{"ContactID": 1, "CustomerID": 41}, {"ContactID": 2, "CustomerGUID": guid}, {"ContactID": 3}]
    stand_in.load(site_data)
    assert [(one["CustomerID"], one["CustomerGUID"] == guid) for one in stand_in.state()["contacts"]] == [
        (41, True),
        (41, True),
        (0, False),
    ]


def test_the_server_shows_and_loads_the_data_and_links_name_the_host_that_was_asked(
    stand_in: Any, site_data: dict[str, Any]
) -> None:
    with running(stand_in) as server:
        loaded = requests.post(f"{server.address}/_sandbox/load", json={**site_data, "account": "nyt"}, timeout=60)
        assert loaded.status_code == 200
        state = requests.get(f"{server.address}/_sandbox/state", timeout=60).json()
        assert state["account"] == "nyt"
        headers = {"Authorization": "Bearer pat-anna", "Host": "proxy.example"}
        answer = requests.get(f"{server.address}/nyt/api/v1/user/me", headers=headers, timeout=60).json()
        assert answer["Links"][0]["Href"] == "http://proxy.example/nyt/api/v1/user/me"


def test_planned_faults_are_worded_as_timelog_words_them(stand_in: Any, caller: Any) -> None:
    body = f'<GetCustomerStatuses xmlns="http://api.timelog.com/services/crm/1_4">{caller.token()}</GetCustomerStatuses>'
    envelope = f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{body}</s:Body></s:Envelope>'
    stand_in.faults.replace([{"kind": "expired_token"}])
    with running(stand_in) as server:

        def rest() -> requests.Response:
            return requests.get(f"{server.address}/acme/api/v1/user/me", headers={"Authorization": "Bearer pat-anna"}, timeout=60)

        def soap() -> requests.Response:
            headers = {"SOAPAction": f'"{STATUSES}"', "Content-Type": "text/xml; charset=utf-8"}
            path = "/acme/WebServices/CRM/V1_4/CRMServiceSecure.svc"
            return requests.post(server.address + path, data=envelope, headers=headers, timeout=60)

        assert rest().status_code == 401
        expired = soap()
        assert (expired.status_code, "<a:ResponseState>Error<" in expired.text) == (200, True)
        stand_in.faults.replace([{"kind": "rate_limited", "seconds": 3}])
        limited = [rest(), soap()]
        assert [(one.status_code, one.headers["Retry-After"]) for one in limited] == [(429, "3")] * 2
        stand_in.faults.replace([{"kind": "error_after", "status": 503}])
        assert rest().json()["Code"] == 100
        broken = soap()
        assert (broken.status_code, "<faultcode>s:Server<" in broken.text) == (503, True)
        stand_in.faults.replace([])
        assert (rest().status_code, soap().status_code) == (200, 200)
