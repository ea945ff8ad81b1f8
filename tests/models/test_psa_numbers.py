"""Which number of the PSA nobody has explained yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from desktop.models.document_judgements import NOTHING_JUDGED
from desktop.models.psa_numbers import is_unexplained
from desktop.models.records import Company, Connection, Integration, Invoice, Side, Transfer, TransferState
from desktop.models.references import draft_key

BEFORE = Integration(
    id=1,
    name="Acme",
    psa=Connection(side=Side.PSA, system="timelog", base_address="https://example.test"),
    finance=Connection(side=Side.FINANCE, system="economic", company=Company(id="77", name="Acme")),
)
NOW = replace(BEFORE, psa=replace(BEFORE.psa, company=Company(id="guid-1", name="Acme")))
INVOICE = Invoice(id="6", number="F6", date=dt.date(2026, 3, 31), external_number="20417")
REFERENCE = "TL-F6@3f9a2c"


@pytest.mark.parametrize(
    ("key", "is_ours"),
    [
        (draft_key(NOW, REFERENCE, 0), False),
        (draft_key(NOW, REFERENCE, 2), True),
        (draft_key(BEFORE, REFERENCE, 0), False),  # sent before the company of the PSA was known
        ("a key of an earlier version", False),
    ],
    ids=["the first", "a later one", "the first of the address", "an old one"],
)
def test_only_a_key_that_followed_a_proof_tells_that_the_number_was_ours(key: str, is_ours: bool) -> None:
    then = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    transfer = Transfer(invoice_id="6", state=TransferState.FAILED, reference=REFERENCE, key=key, attempts=2, started_at=then)
    assert is_unexplained(NOW, INVOICE, transfer, NOTHING_JUDGED) is not is_ours
