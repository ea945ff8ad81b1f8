"""Our reference: the text by which a transferred document is found again in the finance system (design.md section 5, step 4)."""

from __future__ import annotations

import json
import uuid

from desktop.models.records import Integration, Invoice, InvoiceKind

PREFIXES = {InvoiceKind.INVOICE: "TL-", InvoiceKind.CREDIT_NOTE: "TLK-"}
_OURS = uuid.UUID("6f1d6a5e-9d53-5c6b-8a54-2f7a1c0b7e11")


def reference_of(invoice: Invoice) -> str:
    """The reference of an invoice or credit note; the two kinds have number series of their own in the PSA, so they differ."""
    return f"{PREFIXES[invoice.kind]}{invoice.number}"


def kind_of(reference: str) -> InvoiceKind | None:
    """What kind of document a reference of ours belongs to; `None` when it is not one of ours."""
    return next((kind for kind, prefix in PREFIXES.items() if reference.startswith(prefix)), None)


def number_of(reference: str) -> str:
    """The number of the document that a reference of ours belongs to; the text itself when it is not one of ours."""
    kind = kind_of(reference)
    return reference.removeprefix(PREFIXES[kind]) if kind else reference


def own_key(*parts: object) -> str:
    """A key of ours that is the same for the same parts, on any machine: a second attempt is recognised by it."""
    return str(uuid.uuid5(_OURS, json.dumps([str(part) for part in parts])))


def draft_key(integration: Integration, reference: str, generation: int) -> str:
    """The key sent with a draft: the same on any machine for the same company, document and generation.

    A generation ends when the system refused, or when the document was proven to be gone: only then a new key is right.
    """
    company = integration.finance.company
    return own_key("draft", integration.finance.system, company.id if company else "", reference, generation)


def key_name(integration: Integration) -> str:
    """Under which name the PSA remembers links: the finance system and its company, since one PSA may have several."""
    company = integration.finance.company
    return f"Bindeled {integration.finance.system} {company.id if company else ''}".strip()
