"""Whether a document over there is that of another invoice: of this PSA, or of another one with the same finance company."""

from __future__ import annotations

from desktop.models.records import Customer, FinanceInvoice, Integration, Invoice, LinkKind, Side
from desktop.models.records.agreement import says_all_of
from desktop.models.references import marked_reference, number_of, psa_mark
from desktop.models.store.work import Work


def is_of_another(work: Work, integration: Integration, invoice: Invoice, there: FinanceInvoice) -> bool:
    """Whether another invoice names the document, or carries its reference and says in all what it says.

    The latter is one that another installation sent, or this one before its database was lost. When it is also dated as this
    invoice is, it may be either: then it is not taken for the other's.
    """
    same_company = work.integrations.of_finance_company(integration)
    if work.transfers.is_of_another(same_company, integration.id, invoice.id, there):
        return True
    if there.date == invoice.date:
        return False
    mark = psa_mark(integration)
    return any(
        marked_reference(one, mark) == there.reference and says_all_of(there, one, _customer(work, integration, one))
        for one in work.invoices.numbered(integration.id, number_of(there.reference))
        if one.id != invoice.id
    )


def _customer(work: Work, integration: Integration, invoice: Invoice) -> Customer | None:
    """The linked finance customer."""
    link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, invoice.customer_id)
    return work.customers.get(integration.id, Side.FINANCE, link.finance_id) if link is not None else None
