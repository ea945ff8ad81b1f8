"""`bindeled judge` shows what may be an invoice over there, and keeps what a person says about it."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from desktop.models.records.agreement import DATES_MOVED
from desktop.models.store.work import Store


def test_a_person_says_at_the_terminal_that_a_document_is_the_invoice(office: Any) -> None:
    sent, doubted = (one["number"] for one in office.run("transfer", "--all", "--check", "--json").data[:2])
    assert office.run("judge", doubted, "--json").data["documents"] == []
    assert office.run("transfer", sent).code == 0
    [draft] = office.company.drafts()
    register = office.company.economic.agreement["drafts"]
    number = draft["draftInvoiceNumber"] + 1000
    reference = draft["references"]["other"].replace(f"TL-{sent}", f"TL-{doubted}")
    made = {**draft, "draftInvoiceNumber": number, "references": {"other": reference}, "netAmount": 1}
    register.put(made)
    booked = {name: value for name, value in made.items() if name != "draftInvoiceNumber"} | {"remainder": 1}
    office.company.economic.agreement["booked"].put({**booked, "bookedInvoiceNumber": number})

    found = office.run("judge", doubted, "--json").data["documents"]
    assert {(one["id"], one["state"], one["reference"]) for one in found} == {
        (str(number), "draft", reference),
        (str(number), "booked", reference),
    }
    ambiguous = office.run("judge", doubted, "--is", str(number), "--reason", "den")
    assert ambiguous.code == 1
    assert f"draft:{number}, booked:{number}" in ambiguous.err
    assert "Draft" in office.run("judge", doubted).out
    assert office.run("judge", doubted, "--is", str(number)).code == 1  # no reason
    assert office.run("judge", doubted, "--is", "17", "--reason", "den").code == 1
    assert office.run("judge", doubted, "--is", str(number), "--is-not", str(number)).code == 2
    assert office.run("judge", doubted, "--is", f"draft:{number}", "--reason", "Lagt ind i hånden").code == 0
    assert office.run("transfer", doubted, "--json").data["skipped"] == 1
    assert "Lagt ind i hånden" in office.run("log", "--json").out


def test_numbers_that_the_psa_has_already_are_explained_for_one_or_for_all(office: Any) -> None:
    linked, aside = (one["number"] for one in office.run("transfer", "--all", "--check", "--json").data[:2])
    assert office.run("transfer", linked).code == 0
    [draft] = office.company.drafts()
    office.company.economic.agreement["drafts"].put({**draft, "references": {}})
    numbers = {linked: str(draft["draftInvoiceNumber"]), aside: "999999"}
    with closing(Store.open(office.folder / "bindeled.sqlite3")) as store, store.work() as work:
        found = [one for one in work.invoices.all(1) if one.number in numbers]
        work.invoices.put_all(1, [replace(one, external_number=numbers[one.number]) for one in found])
        work._session.execute(text("DELETE FROM transfers"))
        work.commit()

    checked = office.run("transfer", linked, aside, "--check", "--json").data
    assert {reason["kind"] for one in checked for reason in one["reasons"]} == {"numbered_already"}
    assert {one["number"] for one in office.run("judge", "--all", "--json").data} == {linked, aside}
    assert office.run("judge", "--all", "--there").code == 1  # no reason
    assert office.run("judge", aside, "--there", "--not-there", "--reason", "x").code == 2
    assert office.run("judge", linked, aside).code == 2
    assert office.run("judge", "--all", "--is", "77", "--reason", "x").code == 2
    assert office.run("judge", linked, "--reason", "x").code == 2  # nothing is decided
    told = office.run("judge", "--all", "--there", "--reason", "Sendt af den gamle", "--json").data
    since = (min(one.date for one in found) - DATES_MOVED).isoformat()
    assert told == {"linked": [linked], "set_aside": [aside], "left": [], "since": since}
    assert office.run("judge", "--all", "--json").data == []
    assert re.search(r"from \d\d/\d\d/20\d\d on\.", office.run("judge", aside, "--there", "--reason", "Stadig").err)
    assert office.run("judge", aside, "--not-there", "--reason", "Den er slettet", "--json").data == {"can_be_sent": [aside]}
    assert office.run("transfer", linked, aside, "--check", "--json").data[1]["reasons"] == []
