"""Of several legal entities the chosen one's invoices are read, as far as the Reporting API tells whose they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.connectors.timelog.connector import TimeLog

SETTINGS = {"reporting_site_code": "a1b2", "reporting_api_id": "acme"}


@pytest.fixture(autouse=True)
def invoices(site_data: dict[str, Any]) -> None:
    """Invoices 1 and 4 are of the first legal entity, 2 of the second; whose 3 is nobody says. Each is credited but the last."""
    site_data["reporting"] = {"site_code": "a1b2", "api_id": "acme", "api_password": "rapport-1"}
    shared = {"CustomerID": 41, "Status": "Booked", "Currency": "DKK"}
    of = {1: 1, 2: 2, 3: 0, 4: 1}
    days = {1: "2025-12-31", 2: "2026-01-01", 3: "2026-01-31", 4: "2026-02-28"}
    site_data["invoices"] = [
        {**shared, "ID": id_, "InvoiceNo": f"F{id_}", "InvoiceDate": days[id_], "LegalEntityID": entity}
        for id_, entity in of.items()
    ]
    site_data["credit_notes"] = [
        {**shared, "ID": id_, "CreditNoteNO": f"K{id_}", "CreditNoteDate": "2026-03-01", "CreditedInvoiceID": id_}
        for id_ in (1, 2, 3)
    ]


def read(timelog: TimeLog, since: dt.datetime | None = None) -> list[str]:
    return [one.number for page in timelog.invoices(since) for one in page.records]


def entities(connect: Any) -> list[str]:
    return [one.id for one in connect().companies()]


def test_the_chosen_legal_entitys_invoices_are_read_and_those_that_nobody_claims(connect: Any) -> None:
    first, second = entities(connect)
    both = [connect(settings=SETTINGS, reporting_password="rapport-1", company_id=one) for one in (first, second)]
    assert read(both[0]) == ["F1", "F3", "F4", "K1", "K3"]
    assert read(both[1]) == ["F2", "F3", "K2", "K3"]


def test_a_credit_note_read_without_its_invoice_is_still_known_by_it(connect: Any, site: Any) -> None:
    second = connect(settings=SETTINGS, reporting_password="rapport-1", company_id=entities(connect)[1])
    for id_ in (1, 2, 3, 4):
        site.site.tables["invoices"][id_]["ModifiedAt"] = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - as the stand-in has them
    assert read(second, dt.datetime.now(dt.UTC)) == ["K2", "K3"]


def test_a_credit_note_that_is_listed_itself_counts_before_the_invoice_it_credits(
    connect: Any, site: Any, site_data: dict[str, Any]
) -> None:
    site_data["reports_credit_notes"] = True
    site_data["credit_notes"][0]["LegalEntityID"] = 2
    site.load(site_data)
    second = connect(settings=SETTINGS, reporting_password="rapport-1", company_id=entities(connect)[1])
    assert read(second) == ["F2", "F3", "K1", "K2", "K3"]


def test_months_are_asked_for_once_and_only_where_there_are_several_legal_entities(
    connect: Any, site: Any, site_data: dict[str, Any]
) -> None:
    timelog = connect(settings=SETTINGS, reporting_password="rapport-1")
    with timelog.recording() as exchanges:
        read(timelog)
    asked = [one for one in exchanges if one.address.endswith("GetInvoicesRaw")]
    assert len(asked) == 4  # the months of the documents
    site_data["legal_entities"] = site_data["legal_entities"][:1]
    site.load(site_data)
    with timelog.recording() as exchanges:
        assert len(read(timelog)) == 7
    assert not [one for one in exchanges if one.address.endswith("GetInvoicesRaw")]


def test_without_the_reporting_api_everybodys_invoices_are_read(connect: Any) -> None:
    assert len(read(connect(company_id=entities(connect)[1]))) == 7
