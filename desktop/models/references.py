"""Our reference: the text by which a transferred document is found again in the finance system (design.md section 5, step 4)."""

from __future__ import annotations

import json
import re
import uuid

from desktop.models.records import Integration, Invoice, InvoiceKind

PREFIXES = {InvoiceKind.INVOICE: "TL-", InvoiceKind.CREDIT_NOTE: "TLK-"}
_OURS = uuid.UUID("6f1d6a5e-9d53-5c6b-8a54-2f7a1c0b7e11")
_MARK = re.compile(r"@([0-9a-f]{6})$")


def reference_of(invoice: Invoice) -> str:
    """The reference as people name it; the two kinds have number series of their own in the PSA, so they differ.

    Earlier versions wrote it over there as it is, so two PSAs with one finance company could share it.
    """
    return f"{PREFIXES[invoice.kind]}{invoice.number}"


def marked_reference(invoice: Invoice, mark: str) -> str:
    """The reference that is written over there: the mark of the PSA makes it differ from the same number of another PSA."""
    return f"{reference_of(invoice)}@{mark}"


def psa_mark(integration: Integration) -> str:
    """Six characters that are the same for the same company of the same PSA, on any machine.

    A PSA names its companies by GUIDs, which no other site has.
    """
    return own_key("psa", *_psa(integration))[:6]


def mark_of(reference: str) -> str:
    """The mark of the PSA in a reference; empty when it was written by an earlier version, or is none of ours."""
    found = _MARK.search(reference)
    return found[1] if found and kind_of(reference) else ""


def folded(reference: str) -> str:
    """A reference as it is compared with others: somebody may have changed its capitals, or left blanks around it."""
    return reference.strip().casefold()


def may_have_been(reference: str, ours: str) -> bool:
    """Whether what stands over there may be a reference of ours that somebody wrote over, also with that of another invoice.

    Nobody writes the mark of a PSA that is not his.
    """
    return mark_of(reference) in ("", mark_of(ours))


def kind_of(reference: str) -> InvoiceKind | None:
    """What kind of document a reference of ours belongs to; `None` when it is not one of ours."""
    return next((kind for kind, prefix in PREFIXES.items() if reference.startswith(prefix)), None)


def number_of(reference: str) -> str:
    """The number of the document that a reference of ours belongs to; the text itself when it is not one of ours."""
    kind = kind_of(reference)
    return _MARK.sub("", reference.removeprefix(PREFIXES[kind])) if kind else reference


def own_key(*parts: object) -> str:
    """A key of ours that is the same for the same parts, on any machine: a second attempt is recognised by it."""
    return str(uuid.uuid5(_OURS, json.dumps([str(part) for part in parts])))


def draft_key(integration: Integration, reference: str, generation: int) -> str:
    """The key sent with a draft: the same on any machine for the same two companies, document and generation.

    A generation ends when its document was proven to be gone or used up (`KeyUsedUp`): only then a new key is right.
    """
    company = integration.finance.company
    return own_key("draft", *_psa(integration), integration.finance.system, company.id if company else "", reference, generation)


def _psa(integration: Integration) -> tuple[str, str]:
    """The PSA and its company; before that is known, the address of the site."""
    company = integration.psa.company
    return integration.psa.system, (company.id if company else integration.psa.base_address.rstrip("/")).lower()


def record_key(integration: Integration, kind: str, *parts: object) -> str:
    """The key sent with the creation of a record: the same on any machine for the same two companies.

    Two PSAs may give one number to two customers: the key of one must never be answered with the record of the other.
    """
    company = integration.finance.company
    return own_key(kind, *_psa(integration), integration.finance.system, company.id if company else "", *parts)


def key_name(integration: Integration) -> str:
    """Under which name the PSA remembers links: the finance system and its company, since one PSA may have several."""
    company = integration.finance.company
    return f"Bindeled {integration.finance.system} {company.id if company else ''}".strip()
