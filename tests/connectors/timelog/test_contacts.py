from __future__ import annotations

from typing import Any

import pytest

from desktop.connectors.timelog.connector import TimeLog
from desktop.errors import UnexpectedAnswer
from desktop.models.records import Contact

CONTACT = (
    "<Contact><GUID>{guid}</GUID><Firstname>Mette</Firstname><ContactID>{id}</ContactID><IsActive>true</IsActive>{more}</Contact>"
)
GUID = "2d0c9d4e-7f3b-4a7e-8d57-4b1c0a6f3353"


def test_contacts_are_joined_to_their_customer(timelog: TimeLog, site: Any) -> None:
    (page,) = timelog.contacts()
    mette, ole = page.records
    assert mette == Contact(
        id="3353",
        guid=site.state()["contacts"][0]["GUID"],
        customer_id="41",
        first_name="Mette",
        last_name="Holm",
        email="mette@havnensrederi.example",
        phone="33 00 00 01",
        comment="Ring før kl. 12",
    )
    assert (ole.customer_id, ole.is_active) == ("42", False)


def test_a_customer_named_in_the_answer_needs_no_further_call(odd: TimeLog, scripted: Any) -> None:
    details = "<Details><CustomerHeader><ID>41</ID></CustomerHeader></Details>"
    scripted.says("GetContactsModifiedSincePaged", CONTACT.format(guid=GUID, id=1, more=details))
    page = next(odd.contacts())
    assert page.records[0].customer_id == "41"
    assert not [one for one in scripted.asked if one.endswith("/customer")]


def test_a_contact_without_an_id_is_an_unexpected_answer(odd: TimeLog, scripted: Any) -> None:
    details = "<Details><CustomerHeader><ID>41</ID></CustomerHeader></Details>"
    scripted.says("GetContactsModifiedSincePaged", CONTACT.format(guid=GUID, id=0, more=details))
    with pytest.raises(UnexpectedAnswer) as caught:
        next(odd.contacts())
    assert "ContactID is missing" in caught.value.technical
