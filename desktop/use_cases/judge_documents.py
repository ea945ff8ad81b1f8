"""A person says whether a document over there is an invoice of ours, where nobody else can tell; design.md section 5, step 4.

It is found first and shown beside the invoice, so that a person judges on evidence. Nothing is sent from here: what is not the
invoice is passed over by later look-ups, which must still prove that nothing else is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from desktop.connectors.contract import ConnectorSource
from desktop.errors import RecordChanged, RecordError, RecordNotFound, RecordRefused
from desktop.models.answered_amounts import answered_remark
from desktop.models.differences import DELETED_THERE
from desktop.models.document_judgements import (
    DoubtfulDocument,
    InvoiceDoubt,
    Judged,
    beside,
    id_of_number,
    judged_sentence,
    said_sentence,
    says_the_same,
    sought,
)
from desktop.models.records import (
    Activity,
    Customer,
    DocumentJudgement,
    Exchange,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    LinkKind,
    Outcome,
    Reason,
    Ruling,
    Side,
    Transfer,
    TransferState,
)
from desktop.models.records.agreement import DATES_MOVED
from desktop.models.references import draft_key, marked_reference, psa_mark, reference_of
from desktop.models.store import transfer_outcomes
from desktop.models.store.log_entries import person
from desktop.models.store.transfer_claims import claimed
from desktop.models.store.whose_document import is_of_another
from desktop.models.store.work import Store, Work
from desktop.senders import at_work
from desktop.texts import Message, in_a_row


class DocumentJudging:
    """Decisions about documents over there. `write_back` tells the PSA of the document of an invoice."""

    def __init__(
        self, store: Store, connectors: ConnectorSource, write_back: Callable[[Integration, Invoice, FinanceInvoice], bool]
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._write_back = write_back

    def look(self, integration: Integration, invoice_id: str) -> InvoiceDoubt:
        """Everything over there that may be this invoice, read now; `RecordNotFound` when the invoice was never read.

        Of a transferred one the document that somebody said it is, so that this can be taken back; where its document is gone, all
        that may be it.
        """
        with self._store.reading() as work:
            invoice, transfer = work.invoices.get(integration.id, invoice_id), work.transfers.get(integration.id, invoice_id)
            judged = Judged(work.document_judgements.of(integration.id, invoice_id))
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, invoice.customer_id) if invoice is not None else None
            customer = work.customers.get(integration.id, Side.FINANCE, link.finance_id) if link is not None else None
        if invoice is None:
            raise RecordNotFound(Message("The invoice was not read from the PSA."), what_to_do=Message("Read invoices first."))
        with self._connectors.finance(integration).recording() as exchanges:
            if transfer is not None and transfer.state is TransferState.TRANSFERRED:
                of_key = None
                found, judged = self._of_transferred(integration, invoice, transfer, customer, judged)
            else:
                of_key, found = self._candidates(integration, invoice, transfer, customer)
        ours = {_reference(integration, invoice, transfer), reference_of(invoice)}
        with self._store.reading() as work:
            documents = tuple(
                beside(
                    one,
                    invoice,
                    customer,
                    self._name(work, integration, one),
                    judged,
                    holds_our_key=one is of_key or one.reference in ours,
                )
                for one in found
                if not is_of_another(work, integration, invoice, one)
            )
        return InvoiceDoubt(invoice=invoice, customer=customer, transfer=transfer, documents=documents, exchanges=tuple(exchanges))

    def decide(
        self, integration: Integration, doubt: InvoiceDoubt, found: DoubtfulDocument, ruling: Ruling, reason: str
    ) -> DocumentJudgement:
        """Keep what a person said about one of the documents that were shown.

        It is the invoice: transferred with this document, and the PSA is told. It is not: the invoice is uncertain until a look-up
        proves that nothing else is there; a transferred one whose document is gone stays as it is, and can be sent again once it
        is looked up. A later decision replaces an earlier one as long as nothing was sent since.

        Raises `RecordRefused` without a reason, or when the invoice was sent since; `RecordNotFound` or `RecordChanged` when the
        document or the invoice is not as it was shown, for instance because somebody else decided meanwhile.
        """
        given = reason.strip()
        if not given:
            raise RecordRefused(
                Message("Whether a document is an invoice is decided with a reason only."),
                code="no_reason",
                what_to_do=Message("Say in a few words how you know."),
            )
        finance, invoice = self._connectors.finance(integration), doubt.invoice
        with finance.recording() as exchanges:
            now = finance.invoice(found.document)
        if not says_the_same(now, found.document):
            raise RecordChanged(
                Message("The document was changed in {system} since it was shown.", system=finance.card.label),
                what_to_do=_LOOK_AGAIN,
            )
        judgement = DocumentJudgement(
            invoice_id=invoice.id,
            document_id=now.id,
            is_draft=_is_draft(now),
            ruling=ruling,
            reason=given,
            person=person(),
            at=dt.datetime.now(dt.UTC),
        )
        with at_work() as sender, self._store.work() as work:
            transfer = self._as_shown(work, integration, doubt, found)
            is_own = found.judgement is not None and found.judgement.ruling is Ruling.IS
            is_gone = transfer is not None and transfer.state is TransferState.TRANSFERRED and not is_own  # as `look` found
            if ruling is Ruling.IS and is_of_another(work, integration, invoice, now):
                raise RecordRefused(
                    Message("Document {number} is that of another invoice.", number=now.shown_number or now.id),
                    code="of_another_invoice",
                )
            work.document_judgements.put(integration.id, judgement)
            if ruling is Ruling.IS_NOT and _is_of_number(now, found, invoice.external_number):
                of_number = replace(judgement, document_id=id_of_number(invoice.external_number), is_draft=False)
                work.document_judgements.put(integration.id, of_number)
            entry = self._note(work, integration, doubt, found, judgement, [*doubt.exchanges, *exchanges], now)
            if ruling is Ruling.IS:
                if is_gone:
                    self._let_go(work, integration, transfer)
                self._claim(work, integration, invoice, transfer, sender)
                transfer_outcomes.keep(work, integration, invoice, now, entry, claimed_by=sender)
            elif transfer is not None and transfer.attempts and not is_gone:
                self._make_uncertain(work, integration, invoice, transfer, found, entry, sender)
            work.commit()
        if ruling is Ruling.IS:
            self._write_back(integration, invoice, now)
        return judgement

    # looking

    def _candidates(
        self, integration: Integration, invoice: Invoice, transfer: Transfer | None, customer: Customer | None
    ) -> tuple[FinanceInvoice | None, list[FinanceInvoice]]:
        """The document of our key, where the system tells, and all that may be the invoice: by reference, and by what they say.

        Where none carries its reference, also those of the number that the PSA has for it.
        """
        finance = self._connectors.finance(integration)
        reference = _reference(integration, invoice, transfer)
        found = [one for each in dict.fromkeys((reference, reference_of(invoice))) for one in finance.find_invoices(each)]
        if invoice.external_number and not found:
            for page in finance.invoices(invoice.date - DATES_MOVED):
                found += [one for one in page.records if invoice.external_number in (one.number, one.draft_number)]
        of_key = None

        def may_be(one: FinanceInvoice) -> bool:
            """Collect what keeps a look-up from saying that nothing is there, and let it go on."""
            found.append(one)
            return True

        if transfer is not None and transfer.attempts:
            with suppress(RecordError):  # not there, or turned into something else: nothing to be shown
                of_key = finance.sent_invoice(sought(invoice, transfer, reference, customer), transfer.key, may_be)
                found.append(of_key)
        by_id = {(one.id, one.state): one for one in found}
        return of_key, list(by_id.values())

    def _of_transferred(
        self, integration: Integration, invoice: Invoice, transfer: Transfer, customer: Customer | None, judged: Judged
    ) -> tuple[list[FinanceInvoice], Judged]:
        """The document that somebody said it is, as it is now, or all that may be it when its own is gone; with what was said."""
        found: list[FinanceInvoice] = []

        def may_be(one: FinanceInvoice) -> bool:
            found.append(one)
            return True

        try:
            own = self._connectors.finance(integration).sent_invoice(
                sought(invoice, transfer, transfer.reference, customer), transfer.key, may_be
            )
        except RecordError:
            is_booked = any(one.reference == transfer.reference for one in found)  # its own, which does not tell its draft
            return ([], judged) if is_booked else (found, judged)
        said = next((one for one in judged.judgements if one.ruling is Ruling.IS), None)
        if said is None or said.document_id != transfer.finance_id:
            return [], judged
        return [own], Judged((replace(said, document_id=own.id, is_draft=_is_draft(own)),))

    def _name(self, work: Work, integration: Integration, document: FinanceInvoice) -> str:
        customer = work.customers.get(integration.id, Side.FINANCE, document.customer_id)
        return "" if customer is None else f"{customer.number} {customer.name}".strip()

    # deciding

    def _as_shown(self, work: Work, integration: Integration, doubt: InvoiceDoubt, found: DoubtfulDocument) -> Transfer | None:
        """The transfer, when nobody decided, looked up or sent anything since it was shown."""
        now = work.transfers.get(integration.id, doubt.invoice.id)
        said = Judged(work.document_judgements.of(integration.id, doubt.invoice.id)).of(found.document)
        if said is not None and said != found.judgement:
            raise RecordChanged(said_sentence(said), what_to_do=_LOOK_AGAIN)
        if _standing(now) != _standing(doubt.transfer):
            raise RecordChanged(
                Message("Invoice {number} has changed since it was looked at.", number=doubt.invoice.number),
                what_to_do=_LOOK_AGAIN,
            )
        if now is not None and now.state is TransferState.SENDING:
            raise RecordRefused(
                Message("Invoice {number} is being sent or looked up.", number=doubt.invoice.number),
                what_to_do=Message("Wait until that is over, and look again."),
            )
        return now

    def _note(
        self,
        work: Work,
        integration: Integration,
        doubt: InvoiceDoubt,
        found: DoubtfulDocument,
        judgement: DocumentJudgement,
        exchanges: list[Exchange],
        now: FinanceInvoice,
    ) -> int:
        system, psa = self._connectors.finance(integration).card.label, self._connectors.card(integration, Side.PSA).label
        sentences = [judged_sentence(judgement, found, system)]
        if found.judgement is not None:
            sentences.append(said_sentence(found.judgement))
        tolerance = work.settings.sending_rules(integration.id).tolerance
        remark = answered_remark(doubt.invoice, now, tolerance, (psa, system)) if judgement.ruling is Ruling.IS else None
        return work.log.note(
            integration.id,
            Activity.LOOK_UP,
            Outcome.DONE,
            in_a_row([*sentences, *([remark] if remark is not None else [])]),
            system=system,
            subject=("invoice", doubt.invoice.id, doubt.invoice.number),
            exchanges=exchanges,
        )

    def _claim(self, work: Work, integration: Integration, invoice: Invoice, transfer: Transfer | None, sender: str) -> None:
        """Take the invoice in hand for this unit of work; a transferred one is never taken: it was sent, or found, since."""
        reference = _reference(integration, invoice, transfer)
        from_states = {TransferState.FAILED, TransferState.UNKNOWN}
        if claimed(work, integration, invoice, reference=reference, claimed_by=sender, from_states=from_states) is None:
            raise RecordRefused(
                Message("Invoice {number} is transferred already.", number=invoice.number),
                code="sent_since",
                what_to_do=Message("If another document is the right one, delete or correct them in the finance system."),
            )

    def _let_go(self, work: Work, integration: Integration, transfer: Transfer | None) -> None:
        """Another document takes the place of the one that the transfer names, which is gone."""
        assert transfer is not None
        reason = Reason(kind=DELETED_THERE, sentence=Message("The draft was deleted in {system}.", system=self._label(integration)))
        work.transfers.reopen(integration.id, transfer.invoice_id, finance_id=transfer.finance_id, reason=reason, key=transfer.key)

    def _make_uncertain(
        self,
        work: Work,
        integration: Integration,
        invoice: Invoice,
        transfer: Transfer,
        found: DoubtfulDocument,
        entry: int,
        sender: str,
    ) -> None:
        """It stands as before its look-up: what was judged is passed over, and the absence of all else is not proven yet."""
        reason = Reason(
            kind="judged_another",
            sentence=Message(
                "Somebody said that document {number} is not this invoice.",
                number=found.document.shown_number or found.document.id,
            ),
            what_to_do=Message("It is looked up once more before it can be sent again."),
        )
        key = draft_key(integration, transfer.reference, transfer.attempts) if found.holds_our_key else transfer.key
        if transfer.state is TransferState.TRANSFERRED:
            work.transfers.reopen(integration.id, invoice.id, finance_id=transfer.finance_id, reason=reason, key=key)
        else:
            self._claim(work, integration, invoice, transfer, sender)
        work.transfers.end(integration.id, invoice.id, TransferState.UNKNOWN, reason=reason, log_entry_id=entry, next_key=key)

    def _label(self, integration: Integration) -> str:
        return self._connectors.card(integration, Side.FINANCE).label


_LOOK_AGAIN = Message("Nothing was decided now. Look again, and decide on what is shown then.")


def _reference(integration: Integration, invoice: Invoice, transfer: Transfer | None) -> str:
    """The one that was or will be sent with it."""
    return (transfer.reference if transfer is not None else "") or marked_reference(invoice, psa_mark(integration))


def _is_of_number(document: FinanceInvoice, found: DoubtfulDocument, number: str) -> bool:
    """Whether a document is what has this number; a draft that carries our reference may have it beside a booked one."""
    return bool(number) and (document.number == number or (document.draft_number == number and not found.holds_our_key))


def _is_draft(document: FinanceInvoice) -> bool:
    return document.state is FinanceState.DRAFT


def _standing(transfer: Transfer | None) -> tuple[object, ...] | None:
    return None if transfer is None else (transfer.state, transfer.attempts, transfer.finance_id)
