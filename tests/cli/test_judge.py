"""`bindeled judge` shows what may be an invoice over there, and keeps what a person says about it."""

from __future__ import annotations

from typing import Any


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
