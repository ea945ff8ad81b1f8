"""Contacts: creating with a guid of our own, replacing, deleting, restoring, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.dinero.conftest import Api, Clock

Row = dict[str, Any]

GUID = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d2001"
NORDLYS = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"
LUKKET = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a03"


def test_a_contact_takes_our_guid_and_the_defaults_of_the_settings(api: Api, new_contact: Row) -> None:
    answer = api.post("/contacts", json={**new_contact, "ContactGuid": GUID.upper(), "CountryKey": "SE"})
    assert answer.json() == {"ContactGuid": GUID}
    read = api.get(f"/contacts/{GUID}").json()
    assert (read["VatRegionKey"], read["IsDebitor"], read["DeletedAt"]) == ("EU", False, None)
    assert (read["PaymentConditionType"], read["PaymentConditionNumberOfDays"]) == ("Netto", 8)
    assert read["CreatedAt"] == read["UpdatedAt"] == "2026-11-02T09:30:00.000"


def test_without_a_guid_dinero_gives_one(api: Api, new_contact: Row) -> None:
    first, second = (api.post("/contacts", json=new_contact).json()["ContactGuid"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("guid", [NORDLYS, LUKKET])
def test_a_used_guid_is_refused_even_of_a_deleted_contact(api: Api, new_contact: Row, guid: str) -> None:
    answer = api.post("/contacts", json={**new_contact, "ContactGuid": guid})
    assert answer.status_code == 400
    assert "guidMustBeUnique" in answer.json()["validationErrors"]
    assert [one["Code"] for one in answer.json()["errorMessageList"]] == ["guidMustBeUnique"]


@pytest.mark.parametrize("name", ["Name", "CountryKey", "IsPerson", "IsMember", "UseCvr"])
def test_what_is_required_must_be_there(api: Api, new_contact: Row, name: str) -> None:
    answer = api.post("/contacts", json={key: value for key, value in new_contact.items() if key != name})
    assert answer.status_code == 400
    error = answer.json()
    assert (error["code"], list(error["validationErrors"])) == (42, [name])
    assert error["languageSpecificMessages"] == [{"property": name, "message": f"{name} skal udfyldes"}]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Name", ""),
        ("CountryKey", "Danmark"),
        ("CountryKey", "XX"),
        ("ContactGuid", "4711"),
        ("ExternalReference", "x" * 129),
        ("Phone", 87654321),
        ("IsPerson", "false"),
        ("PaymentConditionType", "Paid"),
        ("PaymentConditionNumberOfDays", "14"),
        ("PaymentConditionNumberOfDays", -1),
        ("CompanyTypeKey", "ApS"),
        ("EanNumber", "123"),
        ("PreferredInvoiceCurrencyKey", "GBP"),
        ("PreferredInvoiceLanguageKey", "da-DK"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(api: Api, new_contact: Row, name: str, value: Any) -> None:
    answer = api.post("/contacts", json={**new_contact, name: value})
    assert (answer.status_code, answer.json()["code"]) == (400, 42)
    assert list(answer.json()["validationErrors"]) == [name]


def test_fields_that_belong_together_are_held_together(api: Api, new_contact: Row) -> None:
    for more, name in (
        ({"IsPerson": True, "VatNumber": "12345674"}, "VatNumber"),
        ({"InvoiceMailOutOptionKey": "GLN"}, "EanNumber"),
        ({"PaymentConditionType": "NettoCash", "PaymentConditionNumberOfDays": 8}, "PaymentConditionNumberOfDays"),
    ):
        answer = api.post("/contacts", json={**new_contact, **more})
        assert list(answer.json()["validationErrors"]) == [name]


def test_replacing_takes_everything_away_that_is_not_sent(api: Api, new_contact: Row, clock: Clock) -> None:
    clock.move(60)
    assert api.put(f"/v2/4711/contacts/{NORDLYS}", json={**new_contact, "AttPerson": "Lise Holm"}).text == ""
    read = api.get(f"/contacts/{NORDLYS}").json()
    assert (read["Name"], read["AttPerson"], read["Email"], read["VatNumber"]) == ("Solgården ApS", "Lise Holm", None, None)
    assert (read["CreatedAt"], read["UpdatedAt"]) == ("2026-01-05T08:00:00.000", "2026-11-02T09:31:00.000")
    assert read["IsDebitor"] is True


def test_the_last_write_wins_as_contacts_carry_no_timestamp(api: Api, new_contact: Row) -> None:
    for name in ("Den første ApS", "Den anden ApS"):
        assert api.put(f"/v1/4711/contacts/{NORDLYS}", json={**new_contact, "Name": name}).ok
    assert api.get(f"/contacts/{NORDLYS}").json()["Name"] == "Den anden ApS"


def test_names_that_the_api_does_not_know_are_dropped_silently(api: Api, new_contact: Row) -> None:
    body = {**new_contact, "ContactGuid": GUID, "CustomerNumber": "10001", "name": "i småt", "IsDebitor": True}
    assert api.post("/contacts", json=body).ok
    read = api.get(f"/contacts/{GUID}").json()
    assert (read["Name"], read["IsDebitor"]) == ("Solgården ApS", False)


def test_use_cvr_overwrites_name_and_address_from_the_register(api: Api, new_contact: Row) -> None:
    body = {**new_contact, "ContactGuid": GUID, "VatNumber": "12345674", "Street": "Vores vej 1"}
    assert api.post("/contacts", json={**body, "UseCvr": True}).ok
    read = api.get(f"/contacts/{GUID}").json()
    assert (read["Name"], read["Street"]) == ("NORDLYS APS", "Havnegade 14")


def test_a_deleted_contact_is_still_read_and_can_be_restored(api: Api, new_contact: Row) -> None:
    assert api.delete(f"/contacts/{NORDLYS}").ok
    assert api.get(f"/contacts/{NORDLYS}").json()["DeletedAt"] == "2026-11-02T09:30:00.000"
    assert NORDLYS not in [one["ContactGuid"] for one in api.found("/contacts", fields="ContactGuid")]
    refused = api.put(f"/v2/4711/contacts/{NORDLYS}", json=new_contact)
    assert (refused.status_code, refused.json()["code"]) == (400, 65)
    assert api.delete(f"/contacts/{NORDLYS}").status_code == 400
    assert api.post(f"/contacts/{NORDLYS}/restore").ok
    assert api.get(f"/contacts/{NORDLYS}").json()["DeletedAt"] is None
    assert api.post(f"/contacts/{NORDLYS}/restore").status_code == 400


def test_an_unknown_contact_is_404_without_json(api: Api, new_contact: Row) -> None:
    for answer in (api.get(f"/contacts/{GUID}"), api.put(f"/v2/4711/contacts/{GUID}", json=new_contact)):
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")


def test_a_body_must_be_json_and_say_so(api: Api) -> None:
    assert api.post("/contacts", data="{}").status_code == 415
    for text in ("{", "[]", '"x"'):
        answer = api.post("/contacts", data=text, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (400, 42)


def test_the_friendlier_reading_takes_what_old_clients_sent(api: Api) -> None:
    api.post("/_sandbox/switches", json={"strict": False})
    body = {"Name": "Ole Bager", "CountryKey": "DK", "IsPerson": True, "EanNumber": "12", "ContactGuid": GUID}
    assert api.post("/contacts", json=body).ok
    assert api.get(f"/contacts/{GUID}").json()["UseCvr"] is False
    missing = api.get("/contacts/0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d2999")
    assert (missing.status_code, missing.json()["code"]) == (404, 40)
    assert api.delete(f"/contacts/{LUKKET}").ok
    assert api.post(f"/contacts/{NORDLYS}/restore").ok
