"""A person says of invoices that were never sent from here, and that the PSA has a number for, whether they are over there.

Those that are there become transferred as the document of that number, if it says what the invoice says; where no document has
the number, the invoice is set aside as transferred under it. Nothing is sent from here, and nothing is written to the PSA.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from desktop.connectors.contract import ConnectorSource, Finance
from desktop.errors import RecordRefused
from desktop.models.answered_amounts import answered_remark
from desktop.models.document_judgements import Judged, id_of_number
from desktop.models.psa_numbers import can_be_judged, document_of, is_unexplained, not_the_same
from desktop.models.records import (
    Activity,
    DocumentJudgement,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    LinkKind,
    Outcome,
    Reason,
    Ruling,
    Side,
    TransferState,
)
from desktop.models.records.agreement import DATES_MOVED
from desktop.models.records.document_judgements import NumbersJudged
from desktop.models.references import marked_reference, psa_mark
from desktop.models.store import transfer_outcomes
from desktop.models.store.log_entries import person
from desktop.models.store.transfer_claims import claimed
from desktop.models.store.whose_document import is_of_another
from desktop.models.store.work import Store, Work
from desktop.progress import Progress, patient
from desktop.senders import at_work
from desktop.texts import Message, in_a_row


class NumberJudging:
    """Decisions about the numbers that the PSA has for invoices."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def open(self, integration: Integration) -> list[Invoice]:
        """The invoices whose number nobody has explained yet, by number."""
        with self._store.reading() as work:
            transfers = work.transfers.all(integration.id)
            judged = {id_: Judged(said) for id_, said in work.document_judgements.all(integration.id).items()}
            found = [one for one in work.invoices.without_lines(integration.id) if can_be_judged(one, transfers.get(one.id))]
            elsewhere = work.sent_elsewhere.reasons(integration, found)
        return [
            one
            for one in found
            if one.id not in elsewhere and is_unexplained(integration, one, transfers.get(one.id), judged.get(one.id, Judged()))
        ]

    def are_there(self, integration: Integration, invoice_ids: Collection[str], reason: str, progress: Progress) -> NumbersJudged:
        """Somebody says that these are over there under their numbers: each is linked to that document, or set aside.

        `left` are those whose document says something else; nothing is decided about them. Raises `RecordRefused` without a reason.
        `Cancelled`: what was decided before it counts.
        """
        given, finance = _given(reason), self._connectors.finance(integration)
        invoices = self._chosen(integration, invoice_ids)
        if not invoices:
            return NumbersJudged()
        since = min(one.date for one in invoices) - DATES_MOVED
        with patient(finance.on_wait, finance.card.label, progress) as patiently:
            numbered = self._numbered(finance, invoices, since, patiently)
        linked, aside, left = list[str](), list[str](), dict[str, Reason]()
        for done, invoice in enumerate(invoices):
            progress.step(done, len(invoices), Message("Keeping the decisions"))
            documents = numbered.get(invoice.external_number, [])
            if not documents:
                self._set_aside(integration, invoice, given, since)
                aside.append(invoice.id)
            else:
                try:
                    is_linked = self._link(integration, invoice, documents, given)
                except RecordRefused as trouble:  # another invoice, or another integration, has it in hand
                    left[invoice.id] = Reason.of(trouble, trouble.code)
                    continue
                if is_linked:
                    linked.append(invoice.id)
                else:
                    left[invoice.id] = not_the_same(documents[0], finance.card.label)
        return NumbersJudged(tuple(linked), tuple(aside), left, since)

    def are_not_there(self, integration: Integration, invoice_ids: Collection[str], reason: str) -> list[Invoice]:
        """Somebody says that these are not over there, whatever number the PSA has: they can be sent. Gives them.

        It also takes back that they were set aside. Raises `RecordRefused` without a reason.
        """
        given = _given(reason)
        invoices = self._chosen(integration, invoice_ids)
        for invoice in invoices:
            self._free(integration, invoice, given)
        return invoices

    def _chosen(self, integration: Integration, invoice_ids: Collection[str]) -> list[Invoice]:
        with self._store.reading() as work:
            found = [(work.invoices.get(integration.id, id_), work.transfers.get(integration.id, id_)) for id_ in invoice_ids]
            aside = work.document_judgements.set_aside(integration.id, invoice_ids)
        return [one for one, transfer in found if one is not None and (one.id in aside or can_be_judged(one, transfer))]

    def _numbered(
        self, finance: Finance, invoices: Sequence[Invoice], since: dt.date, progress: Progress
    ) -> dict[str, list[FinanceInvoice]]:
        """The documents from a day on that have, or had as drafts, the numbers of these invoices, read now."""
        wanted = {one.external_number for one in invoices}
        found: dict[str, list[FinanceInvoice]] = defaultdict(list)
        for page in finance.invoices(since):
            progress.step(0, None, Message("Looking up their numbers"))
            for one in page.records:
                for number in {one.number, one.draft_number} & wanted:
                    found[number].append(one)
        return found

    def _link(self, integration: Integration, invoice: Invoice, documents: Sequence[FinanceInvoice], reason: str) -> bool:
        """Transferred as the one of these documents that says what the invoice says; False when none does."""
        with at_work() as sender, self._store.work() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, invoice.customer_id)
            free = (one for one in documents if not is_of_another(work, integration, invoice, one))
            there = document_of(free, invoice, link.finance_id if link is not None else "")
            if there is None:
                return False
            self._put(work, integration, invoice, Ruling.IS, reason, there.id, is_draft=there.state is FinanceState.DRAFT)
            system, psa = (self._connectors.card(integration, side).label for side in (Side.FINANCE, Side.PSA))
            said = Message(
                "It is {number} in {system}, as {psa} says. Reason: {reason}",
                number=there.shown_number or there.id,
                system=system,
                psa=psa,
                reason=reason,
            )
            remark = answered_remark(invoice, there, work.settings.sending_rules(integration.id).tolerance, (psa, system))
            entry = self._note(work, integration, invoice, in_a_row([said, *([remark] if remark is not None else [])]))
            reference = marked_reference(invoice, psa_mark(integration))
            states = {TransferState.FAILED}
            if claimed(work, integration, invoice, reference=reference, claimed_by=sender, from_states=states) is None:
                return False
            transfer_outcomes.keep(work, integration, invoice, there, entry, claimed_by=sender)
            work.commit()
        return True

    def _set_aside(self, integration: Integration, invoice: Invoice, reason: str, since: dt.date) -> None:
        said = Message(
            "Set aside as {number} in {system}, where nothing from {date} on has that number. Reason: {reason}",
            number=invoice.external_number,
            system=self._connectors.card(integration, Side.FINANCE).label,
            date=since,
            reason=reason,
        )
        self._say(integration, invoice, Ruling.AS_NUMBERED, invoice.external_number, reason, said)

    def _free(self, integration: Integration, invoice: Invoice, reason: str) -> None:
        said = Message(
            "It is not {number} in {system}, and can be sent. Reason: {reason}",
            number=invoice.external_number,
            system=self._connectors.card(integration, Side.FINANCE).label,
            reason=reason,
        )
        self._say(integration, invoice, Ruling.IS_NOT, id_of_number(invoice.external_number), reason, said)

    def _say(
        self, integration: Integration, invoice: Invoice, ruling: Ruling, document_id: str, reason: str, said: Message
    ) -> None:
        with self._store.work() as work:
            self._put(work, integration, invoice, ruling, reason, document_id)
            self._note(work, integration, invoice, said)
            work.commit()

    def _put(
        self,
        work: Work,
        integration: Integration,
        invoice: Invoice,
        ruling: Ruling,
        reason: str,
        document_id: str,
        *,
        is_draft: bool = False,
    ) -> None:
        judgement = DocumentJudgement(
            invoice_id=invoice.id,
            document_id=document_id,
            is_draft=is_draft,
            ruling=ruling,
            reason=reason,
            person=person(),
            at=dt.datetime.now(dt.UTC),
        )
        work.document_judgements.put(integration.id, judgement)

    def _note(self, work: Work, integration: Integration, invoice: Invoice, said: Message) -> int:
        return work.log.note(
            integration.id,
            Activity.LOOK_UP,
            Outcome.DONE,
            said,
            system=self._connectors.card(integration, Side.FINANCE).label,
            subject=("invoice", invoice.id, invoice.number),
        )


def _given(reason: str) -> str:
    if not (given := reason.strip()):
        raise RecordRefused(
            Message("Whether an invoice is there already is decided with a reason only."),
            code="no_reason",
            what_to_do=Message("Say in a few words how you know."),
        )
    return given
