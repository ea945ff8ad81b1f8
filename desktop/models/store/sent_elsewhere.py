"""Documents of the PSA that do not go from here: another integration of this store has them in hand, or they are there already.

A document goes to one company only.
Two integrations see the same document when they join the same site of a PSA, for instance one for each of its legal entities. It is
told by the GUID that the PSA gives every document, which no other site has; of a PSA without GUIDs by its id in the same company.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desktop.models.records import DocumentJudgement, Integration, Invoice, Reason, TransferState
from desktop.models.records.document_judgements import SET_ASIDE
from desktop.models.references import psa_mark
from desktop.models.store.document_judgements import DocumentJudgements
from desktop.models.store.integrations import Integrations
from desktop.models.store.invoices import MOST_NAMED
from desktop.models.store.packing import unpacked
from desktop.models.store.tables import IntegrationRow, InvoiceRow, TransferRow
from desktop.texts import Message

# The others are named, so that the index on integration and invoice finds their transfers.
_IN_HAND = select(TransferRow.integration_id, TransferRow.invoice_id).where(
    TransferRow.integration_id.in_(select(IntegrationRow.id).where(IntegrationRow.id != bindparam("integration"))),
    TransferRow.state != TransferState.FAILED,
)


@dataclass(frozen=True, slots=True)
class _Guid:
    """All that is wanted of an invoice as it is packed; the rest is not looked at."""

    guid: str = ""


class SentElsewhere:
    """What other integrations send, have sent, or may have sent; asked within the unit of work that claims an invoice."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reasons(self, integration: Integration, invoices: Sequence[Invoice]) -> dict[str, Reason]:
        """Why these documents cannot go from here, by id; those that can are left out.

        A document that was deleted over there, or proven never to have come, is free again. One that a person set aside, because
        it is there under the number that the PSA has, is so until somebody says that it is not.
        """
        aside = DocumentJudgements(self._session).set_aside(integration.id, {one.id for one in invoices})
        found = {id_: _set_aside(integration, said) for id_, said in aside.items()}
        for other_id, ids in self._in_hand(integration.id, {one.id for one in invoices}).items():
            other = Integrations(self._session).get(other_id)
            if other is None or other.psa.system != integration.psa.system:
                continue
            guids, is_same_company = self._guids(other_id, ids), psa_mark(other) == psa_mark(integration)
            for one in invoices:
                if one.id in ids and (guids.get(one.id) == one.guid if one.guid else is_same_company):
                    found[one.id] = _reason(other)
        return found

    def _in_hand(self, integration_id: int, invoice_ids: Collection[str]) -> dict[int, set[str]]:
        """Those of these ids that other integrations have in hand, by integration, whichever PSA it is of."""
        query = _IN_HAND
        if len(invoice_ids) <= MOST_NAMED:
            query = query.where(TransferRow.invoice_id.in_(invoice_ids))
        found: dict[int, set[str]] = {}
        for other_id, invoice_id in self._session.execute(query, {"integration": integration_id}):
            if invoice_id in invoice_ids:
                found.setdefault(other_id, set()).add(invoice_id)
        return found

    def _guids(self, integration_id: int, invoice_ids: Collection[str]) -> dict[str, str]:
        query = select(InvoiceRow.id, InvoiceRow.document).where(InvoiceRow.integration_id == integration_id)
        if len(invoice_ids) <= MOST_NAMED:
            query = query.where(InvoiceRow.id.in_(invoice_ids))
        return {id_: unpacked(document, _Guid).guid for id_, document in self._session.execute(query) if id_ in invoice_ids}


def _set_aside(integration: Integration, said: DocumentJudgement) -> Reason:
    company = integration.finance.company
    return Reason(
        kind=SET_ASIDE,
        sentence=Message(
            "It is {number} in {company}: {person} said so {time}. Reason: {reason}",
            number=said.document_id,
            company=company.name if company else integration.name,
            person=said.person,
            time=said.at,
            reason=said.reason,
        ),
        what_to_do=Message("If it is to be sent all the same, say that it is not there."),
    )


def _reason(other: Integration) -> Reason:
    company = other.finance.company.name if other.finance.company else other.name
    return Reason(
        kind="sent_elsewhere",
        sentence=Message(
            "The integration {integration} has sent this document to {company}, or is sending it.",
            integration=other.name,
            company=company,
        ),
        what_to_do=Message(
            "A document goes to one company only. If it belongs here, delete it in {company} and reconcile {integration} first.",
            integration=other.name,
            company=company,
        ),
    )
