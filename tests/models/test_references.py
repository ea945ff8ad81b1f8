from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.records import Company, Connection, Integration, Invoice, InvoiceKind, Side
from desktop.models.references import (
    draft_key,
    key_name,
    kind_of,
    mark_of,
    marked_reference,
    may_have_been,
    number_of,
    own_key,
    psa_mark,
    reference_of,
)

DAY = dt.date(2026, 7, 14)
KINDS = st.sampled_from(InvoiceKind)


def integration(company: str | None = "77", *, id: int = 1, psa: str = "guid-1") -> Integration:
    return Integration(
        id=id,
        name="x",
        psa=Connection(side=Side.PSA, system="timelog", company=Company(id=psa, name="Acme") if psa else None),
        finance=Connection(side=Side.FINANCE, system="economic", company=Company(id=company, name="Æble") if company else None),
    )


def test_invoices_and_credit_notes_have_references_of_their_own() -> None:
    assert reference_of(Invoice(id="1", number="20418", date=DAY)) == "TL-20418"
    assert reference_of(Invoice(id="1", number="20418", kind=InvoiceKind.CREDIT_NOTE, date=DAY)) == "TLK-20418"


@given(st.tuples(KINDS, st.text()), st.tuples(KINDS, st.text()))
def test_two_documents_share_no_reference(one: tuple[InvoiceKind, str], other: tuple[InvoiceKind, str]) -> None:
    references = [reference_of(Invoice(id="1", kind=kind, number=number, date=DAY)) for kind, number in (one, other)]

    assert (references[0] == references[1]) == (one == other)


@given(st.lists(st.text() | st.integers()), st.lists(st.text() | st.integers()))
def test_the_same_parts_make_the_same_key_and_other_parts_another(one: list[object], other: list[object]) -> None:
    assert (own_key(*one) == own_key(*other)) == ([str(part) for part in one] == [str(part) for part in other])
    assert str(uuid.UUID(own_key(*one))) == own_key(*one)


def test_a_draft_has_a_key_per_company_document_and_generation() -> None:
    keys = {
        draft_key(integration(company, psa=psa), reference, generation)
        for psa in ("guid-1", "guid-2", "")
        for company in ("77", "78", None)
        for reference in ("TL-1", "TLK-1")
        for generation in (0, 1)
    }

    assert len(keys) == 36


def test_the_key_of_a_draft_is_the_same_in_another_installation() -> None:
    assert draft_key(integration(id=1), "TL-1", 0) == draft_key(integration(id=9), "TL-1", 0)


def test_the_psa_remembers_links_per_finance_company() -> None:
    assert key_name(integration("77")) == "Bindeled economic 77"
    assert key_name(integration(None)) == "Bindeled economic"


def test_a_reference_of_ours_says_what_kind_of_document_it_belongs_to() -> None:
    assert kind_of("TL-1") is InvoiceKind.INVOICE
    assert kind_of("TLK-1") is InvoiceKind.CREDIT_NOTE
    assert kind_of("PO 4711") is None


def test_what_is_written_over_there_tells_the_psa_and_is_the_same_in_another_installation() -> None:
    invoice = Invoice(id="1", number="20418", date=DAY)
    one, same, other = (
        marked_reference(invoice, psa_mark(psa))
        for psa in (integration(), integration("78", id=9, psa="GUID-1"), integration(psa="guid-2"))
    )
    assert one == same != other
    assert (kind_of(one), number_of(one), mark_of(one)) == (InvoiceKind.INVOICE, "20418", psa_mark(integration()))
    assert mark_of("TL-20418") == mark_of("anna@abcdef") == ""


@pytest.mark.parametrize(
    ("reference", "may"),
    [
        ("", True),
        ("PO 4711", True),
        ("TL-7", True),
        ("TL-7@aaaaaa", True),
        ("TL-7@aaaaaa PO 4711", True),
        ("TL-8@aaaaaa", True),
        ("TL-7@bbbbbb", False),
        ("TLK-7@aaaaaa", True),
        ("TL-8", True),
    ],
)
def test_what_a_reference_may_have_been_before_somebody_wrote_in_it(reference: str, may: bool) -> None:
    assert may_have_been(reference, "TL-7@aaaaaa") is may
