"""Send one invoice: claim, customer, contact, employee, draft, outcome; design.md section 5.

Never twice. The claim is committed before anything is sent, the outcome after it. An outcome that nobody knows is settled by
looking our reference up over there; nothing is sent again before that. Each step keeps how it went, and a further attempt does only
what is not done yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial

from desktop.connectors.contract import ConnectorSource, Draft, Finance
from desktop.errors import (
    BindeledError,
    Cancelled,
    ClaimLost,
    KeyUsedUp,
    LookedUpLongAgo,
    NoConnection,
    OutcomeUnknown,
    RecordChanged,
    RecordNotFound,
    RecordRefused,
    SettingsError,
    StoreUnusable,
    TimedOut,
    UnexpectedAnswer,
)
from desktop.models.answered_amounts import answered_remark
from desktop.models.carry_rules import carried
from desktop.models.claims import SURE_CLAIM
from desktop.models.handed_in import CustomerReadiness, Settling
from desktop.models.item_choice import with_items
from desktop.models.records import (
    FinanceInvoice,
    Integration,
    Invoice,
    Outcome,
    Reason,
    Steps,
    Transfer,
    TransferState,
    TransferStep,
)
from desktop.models.references import marked_reference, psa_mark
from desktop.models.store import transfer_outcomes
from desktop.models.store.transfer_claims import claimed
from desktop.models.store.whose_document import is_of_another
from desktop.models.store.work import Store
from desktop.models.transfer_run import Ending, Known, Run
from desktop.progress import heed, heeding, heeding_too, holding
from desktop.senders import at_work
from desktop.texts import Message

_ATTEMPTS = 2  # a third reading of what lies over there would be as slow as the second


class InvoiceSending:
    """The way of one invoice, from the claim to the lamp."""

    def __init__(self, store: Store, connectors: ConnectorSource, customers: CustomerReadiness, settling: Settling) -> None:
        self._store = store
        self._connectors = connectors
        self._customers = customers
        self._settling = settling

    def send_one(self, run: Run, invoice_id: str) -> Ending:
        """Send one invoice; trouble that makes every further try useless ends the run.

        Begins anew, once, when what lies over there was read too long ago by then: this computer slept, or the reading is slow.
        """
        with at_work() as sender, heeding(run.check):
            for _attempt in range(_ATTEMPTS):
                with suppress(LookedUpLongAgo):
                    return self._attempt(run, invoice_id, sender)
            run.end(_reads_too_slowly(run.known.systems[1]))
            return Ending.OPEN

    def _attempt(self, run: Run, invoice_id: str, sender: str) -> Ending:
        """`LookedUpLongAgo`: nothing was sent, and the claim is given back."""
        try:
            begun = self._begin(run, invoice_id, sender)
        except (SettingsError, NoConnection) as trouble:  # nothing was sent
            run.end(trouble)
            return Ending.OPEN
        if isinstance(begun, Ending):
            return begun
        try:
            return self._deliver(run, *begun)
        except StoreUnusable as trouble:  # the outcome could not be kept: the claim ends with its sender, so it is looked up
            run.end(trouble)
            return Ending.UNKNOWN
        finally:
            run.on_change(invoice_id)

    def _begin(self, run: Run, invoice_id: str, sender: str) -> tuple[Invoice, Transfer] | Ending:
        """Check and claim the invoice; nothing is sent here. An ending: it is not to be sent now."""
        known, integration = run.known, run.known.integration
        with self._store.reading() as work:
            invoice, transfer = work.invoices.get(integration.id, invoice_id), work.transfers.get(integration.id, invoice_id)
        if invoice is None or (transfer is not None and transfer.state is TransferState.TRANSFERRED):
            return Ending.SKIPPED
        if transfer is not None and transfer.state is not TransferState.FAILED:
            state = self._settling.settle_one(integration, transfer, run.stop)
            run.on_change(invoice_id)
            if state is not TransferState.FAILED:
                return Ending.UNKNOWN if state is TransferState.UNKNOWN else Ending.SKIPPED
        invoice = with_items(invoice, known.item_knowledge)
        found = known.reasons(invoice)
        claim = None
        if not found:
            claim, found = self._claim(integration, invoice, sender)
        if found:
            transfer_outcomes.stopped(self._store, integration, invoice, found, self._connectors.finance(integration).card.label)
        elif claim is None:
            return Ending.SKIPPED
        run.on_change(invoice_id)
        return Ending.REFUSED if claim is None else (invoice, claim)

    def _claim(self, integration: Integration, invoice: Invoice, sender: str) -> tuple[Transfer | None, list[Reason]]:
        """The claim, or why it cannot be had; neither: somebody else is sending it."""
        reference = marked_reference(invoice, psa_mark(integration))
        with self._store.work() as work:
            try:
                found = claimed(
                    work, integration, invoice, reference=reference, claimed_by=sender, from_states={TransferState.FAILED}
                )
            except RecordRefused as trouble:
                return None, [Reason.of(trouble, trouble.code)]
            work.commit()
        return found, []

    def _deliver(self, run: Run, invoice: Invoice, transfer: Transfer) -> Ending:
        """Look for the document over there, else send it, and keep the outcome. No unit of work is open during a call."""
        integration = run.known.integration
        finance = self._connectors.finance(integration)
        system = finance.card.label
        steps: Steps = {}
        is_sent = is_doubted = False
        with finance.recording() as exchanges:
            try:
                try:
                    there = self._already_there(run.known, finance, invoice, transfer)
                except RecordChanged:  # it was there when the run began, and another document may be it now
                    is_doubted = True
                    raise
                if there is None and invoice.id in run.known.numbered:  # what explained the number went since
                    return self._stopped(run.known, invoice, transfer, system)
                if there is None:
                    draft = self._draft(run.known, invoice, transfer, steps)
                    with ExitStack() as turn:
                        turn.enter_context(heeding_too(self._holding(run.known, transfer)))
                        with _step(steps, TransferStep.CONTACT):
                            customer = turn.enter_context(run.known.people.att_person(invoice, draft.customer))
                        heed()
                        is_sent = True
                        with _step(steps, TransferStep.INVOICE):
                            there = finance.create_draft(replace(draft, customer=customer))
                            self._refuse_another(integration, invoice, there, system)
            except ClaimLost:
                transfer_outcomes.lost(self._store, integration, invoice, exchanges, system=system)
                return Ending.SKIPPED
            except LookedUpLongAgo:
                self._release(integration, transfer)
                raise
            except Cancelled:  # a connector raises it only where nothing was made (see the contract)
                self._release(integration, transfer)
                return Ending.OPEN
            except BindeledError as trouble:
                is_doubted = is_doubted or (is_sent and isinstance(trouble, RecordChanged))
                is_unknown = is_doubted or (is_sent and _outcome(trouble) is Outcome.UNKNOWN)
                transfer_outcomes.ended(
                    self._store,
                    integration,
                    invoice,
                    transfer,
                    TransferState.UNKNOWN if is_unknown else TransferState.FAILED,
                    trouble,
                    exchanges,
                    system=system,
                    is_sent=is_sent or is_doubted,
                    steps=steps,
                )
                if isinstance(trouble, SettingsError | NoConnection):
                    run.end(trouble)
                if not is_unknown:
                    return Ending.REFUSED
                self._settling.saw_unknown(integration, transfer)
                return Ending.UNKNOWN
        is_kept = transfer_outcomes.kept(
            self._store,
            integration,
            invoice,
            there,
            exchanges,
            system=system,
            is_new=is_sent,
            claimed_by=transfer.claimed_by,
            remark=answered_remark(invoice, there, run.known.rules.tolerance, run.known.systems),
            steps=steps,
        )
        if not is_kept:
            return Ending.UNKNOWN
        run.write_back(invoice, there)
        return Ending.TRANSFERRED

    def _holding(self, known: Known, transfer: Transfer) -> Callable[[], None]:
        """Asked right before each call, after all waits: whether the claim is still ours, `ClaimLost` otherwise.

        While this computer slept somebody may have proven the document absent and sent it; or another installation sent it, which
        only what is read now tells: `LookedUpLongAgo`.
        """
        integration = known.integration

        def is_held() -> bool:
            if not known.present.is_fresh:
                raise LookedUpLongAgo
            with self._store.work() as work:
                found = work.transfers.hold(integration.id, transfer.invoice_id, transfer.claimed_by)
                work.commit()
            return found

        return holding(transfer.started_at, is_held, SURE_CLAIM)

    def _release(self, integration: Integration, transfer: Transfer) -> None:
        with self._store.work() as work:
            work.transfers.release(integration.id, transfer.invoice_id, transfer.claimed_by)
            work.commit()

    def _stopped(self, known: Known, invoice: Invoice, transfer: Transfer, system: str) -> Ending:
        """Nothing is sent: the PSA has a number for it that nobody has explained."""
        self._release(known.integration, transfer)
        transfer_outcomes.stopped(self._store, known.integration, invoice, [known.numbered[invoice.id]], system)
        return Ending.REFUSED

    def _already_there(self, known: Known, finance: Finance, invoice: Invoice, transfer: Transfer) -> FinanceInvoice | None:
        """The document of an earlier attempt: ours, another installation's, or one from before the database was lost."""
        known.present.freshen()
        is_asked = transfer.attempts > 1 and not known.present.carrying(transfer.reference)
        found = finance.find_invoices(transfer.reference) if is_asked else ()
        if found:
            with self._store.reading() as work:
                same_company = work.integrations.of_finance_company(known.integration)
                another = partial(work.transfers.is_of_another, same_company, known.integration.id, invoice.id)
                found = tuple(one for one in found if not another(one))
        there = known.document(invoice, transfer.reference, found)
        if there is not None and not found:  # read when the run began: it may be gone since
            try:
                there = finance.invoice(there)
            except RecordNotFound:
                there = None
        return there

    def _refuse_another(self, integration: Integration, invoice: Invoice, there: FinanceInvoice, system: str) -> None:
        """`KeyUsedUp` when the system told again what an earlier attempt made, and another invoice names that by now.

        The attempt may be one that nobody here knows of, from before the database was lost.
        """
        with self._store.reading() as work:
            if not is_of_another(work, integration, invoice, there):
                return
        raise KeyUsedUp(
            Message(
                "What an earlier attempt made in {system}, {number}, is the document of another invoice now.",
                system=system,
                number=there.shown_number or there.id,
            ),
            what_to_do=Message("Transfer again to send it anew."),
        )

    def _draft(self, known: Known, invoice: Invoice, transfer: Transfer, steps: Steps) -> Draft:
        with _step(steps, TransferStep.CUSTOMER):
            customer = known.customers.get(invoice.customer_id)
            if customer is None:
                planned = known.customer_step(invoice.customer_id)
                customer = self._customers.make_ready(known.integration, invoice.customer_id, planned, known.batch_id)
        with _step(steps, TransferStep.CONTACT):
            contact_id = known.people.contact_id(invoice, customer)
        with _step(steps, TransferStep.EMPLOYEE):
            employee_id = known.people.employee_id(invoice)
        credited, credited_id = self._credited(known.integration, invoice)
        return Draft(
            invoice=carried(credited, known.rules.carry, known.tables).invoice,
            customer=customer,
            contact_id=contact_id,
            employee_id=employee_id,
            credited_id=credited_id,
            reference=transfer.reference,
            key=transfer.key,
            standard_values=known.standard_values,
        )

    def _credited(self, integration: Integration, invoice: Invoice) -> tuple[Invoice, str]:
        """A credit note names its invoice by the number that the customer has it under, where that is known; and its id then."""
        if not invoice.credited_invoice_id:
            return invoice, ""
        with self._store.reading() as work:
            transfer = work.transfers.get(integration.id, invoice.credited_invoice_id)
        if transfer is None or not transfer.finance_number:
            return invoice, ""
        return replace(invoice, credited_invoice_number=transfer.finance_number), transfer.finance_id


def _reads_too_slowly(system: str) -> TimedOut:
    return TimedOut(
        Message("Reading what lies in {system} takes longer than the reading counts: nothing was sent.", system=system),
        what_to_do=Message("Try again when {system} answers faster, or first without the oldest invoices.", system=system),
    )


@contextmanager
def _step(steps: Steps, step: TransferStep) -> Iterator[None]:
    """Notes how the step inside the `with` ended. Nothing of it is begun when somebody wants to stop."""
    heed()
    try:
        yield
    except BindeledError as trouble:
        steps[step] = _outcome(trouble)
        raise
    steps[step] = Outcome.DONE


def _outcome(trouble: BindeledError) -> Outcome:
    """What a trouble says about the call that it ended."""
    match trouble:
        case OutcomeUnknown() | UnexpectedAnswer():
            return Outcome.UNKNOWN
        case RecordRefused():
            return Outcome.REFUSED
        case _:
            return Outcome.NOT_SENT
