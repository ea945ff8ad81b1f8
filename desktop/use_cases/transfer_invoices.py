"""Transfer invoices and credit notes (Overfør fakturaer) as drafts; product.md chapter 7, design.md section 5.

Never twice. The claim is committed before anything is sent, the outcome after it, one invoice at a time. An outcome that nobody
knows is settled by looking our reference up over there; nothing is sent again before that.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, partial
from typing import cast

from desktop.connectors.contract import ConnectorSource, Draft, Finance
from desktop.errors import (
    BindeledError,
    Cancelled,
    NoConnection,
    NotActive,
    OutcomeUnknown,
    RecordRefused,
    SettingsError,
    StoreUnusable,
    UnexpectedAnswer,
    WrongCompany,
)
from desktop.models.handed_in import CustomerReadiness, PeopleFinder, Settling
from desktop.models.invoice_checks import Surroundings, is_another_document, reasons
from desktop.models.owner_rules import CustomerStep
from desktop.models.records import (
    Activity,
    ChoiceKind,
    Customer,
    FinanceInvoice,
    Integration,
    Invoice,
    InvoiceState,
    LinkKind,
    Outcome,
    Reason,
    Side,
    StandardValues,
    Transfer,
    TransferReport,
    TransferState,
)
from desktop.models.references import draft_key, reference_of
from desktop.models.store import transfer_outcomes
from desktop.models.store.work import Store
from desktop.progress import Progress, side_by_side
from desktop.senders import at_work
from desktop.texts import Message

DATES_MOVED = dt.timedelta(days=90)  # how far back somebody may have moved the date of a draft over there


class Ending(StrEnum):
    """How one invoice of a run ended; the names are those of `TransferReport`."""

    TRANSFERRED = "transferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class _Known:
    """What one run knows when it begins."""

    integration: Integration
    standard_values: StandardValues
    customers: Mapping[str, Customer]  # linked finance customers by PSA id
    surroundings: Callable[[Invoice], Surroundings]
    present: Mapping[str, FinanceInvoice]  # documents with a reference of ours that were over there when the run began


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of sending: what it knows, whom it tells, and what stopped it."""

    known: _Known
    on_change: Callable[[str], None]
    stop: threading.Event = field(default_factory=threading.Event)
    stopped_by: list[BindeledError] = field(default_factory=list)

    def end(self, trouble: BindeledError) -> None:
        """Begin no further invoice, because every further try is useless."""
        self.stopped_by.append(trouble)
        self.stop.set()


class InvoiceTransfers:
    """The invoices of an integration on their way to the finance system."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        customers: CustomerReadiness,
        people: PeopleFinder,
        settling: Settling,
        write_back: Callable[[Integration, Invoice, FinanceInvoice], bool],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._customers = customers
        self._people = people
        self._settling = settling
        self._write_back = write_back

    def invoices(self, integration: Integration) -> list[InvoiceState]:
        """Every invoice that was fetched, with its transfer."""
        with self._store.reading() as work:
            transfers = work.transfers.all(integration.id)
            return [InvoiceState(invoice=one, transfer=transfers.get(one.id)) for one in work.invoices.all(integration.id)]

    def states(self, integration: Integration, invoice_ids: Collection[str]) -> list[InvoiceState]:
        """These invoices with their transfers, read one by one: cheap for the few that changed during a run."""
        with self._store.reading() as work:
            found = [(work.invoices.get(integration.id, id_), work.transfers.get(integration.id, id_)) for id_ in invoice_ids]
        return [InvoiceState(invoice=invoice, transfer=transfer) for invoice, transfer in found if invoice is not None]

    def check(self, integration: Integration, invoice_ids: Collection[str]) -> dict[str, list[Reason]]:
        """The reasons that would stop each invoice; nothing is sent, nothing is kept. An empty list means it can go."""
        known = self._known(integration, present={})
        with self._store.reading() as work:
            found = {one.id: one for one in work.invoices.all(integration.id)}
        return {id_: reasons(found[id_], known.surroundings(found[id_])) for id_ in invoice_ids if id_ in found}

    def send(
        self,
        integration: Integration,
        invoice_ids: Collection[str],
        progress: Progress,
        on_change: Callable[[str], None] = lambda _invoice_id: None,
    ) -> TransferReport:
        """Send invoices as drafts; `on_change` is told the id of each invoice whose state changed, on the sending thread.

        Stops between two invoices when asked to, and when the settings or the network make every further try useless.
        """
        waiting, sent = list(dict.fromkeys(invoice_ids)), list[str]()
        try:
            done = self._transferred(integration)
            waiting, sent = [one for one in waiting if one not in done], [one for one in waiting if one in done]
            if not waiting:
                return TransferReport(skipped=tuple(sent))
            self._must_be_active(integration)
            self._same_company(integration)
            known = self._known(integration, present=self._present(integration, waiting))
        except BindeledError as trouble:
            with suppress(StoreUnusable):
                self._note_stop(integration, trouble)
            return TransferReport(skipped=tuple(sent), open=tuple(waiting), stopped_by=transfer_outcomes.reason_of(trouble))
        run = _Run(known, on_change)
        results, left = side_by_side(
            waiting,
            partial(self._send_one, run),
            workers=self._finance(integration).card.parallel_writes,
            progress=progress,
            text=Message("Transferring {count} invoice", "Transferring {count} invoices", count=len(waiting)),
            stop=run.stop,
        )
        if left and not run.stopped_by:
            run.end(Cancelled())
        endings: dict[Ending, list[str]] = {ending: [] for ending in Ending}
        for invoice_id, ending in results:
            endings[ending].append(invoice_id)
        endings[Ending.OPEN] += left
        endings[Ending.SKIPPED] += sent
        return TransferReport(
            **{ending.value: tuple(ids) for ending, ids in endings.items()},
            stopped_by=transfer_outcomes.reason_of(run.stopped_by[0]) if run.stopped_by else None,
        )

    def _transferred(self, integration: Integration) -> set[str]:
        with self._store.reading() as work:
            return {id_ for id_, one in work.transfers.all(integration.id).items() if one.state is TransferState.TRANSFERRED}

    def _note_stop(self, integration: Integration, trouble: BindeledError) -> None:
        with self._store.work() as work:
            work.log.note(
                integration.id,
                Activity.TRANSFER,
                Outcome.NOT_SENT,
                trouble.message,
                what_to_do=trouble.what_to_do,
                technical=trouble.technical,
            )
            work.commit()

    def _send_one(self, run: _Run, invoice_id: str) -> Ending:
        """Send one invoice, from the claim to the lamp."""
        with at_work() as sender:
            try:
                begun = self._begin(run, invoice_id, sender)
            except (SettingsError, NoConnection) as trouble:  # nothing was sent
                run.end(trouble)
                return Ending.OPEN
            if isinstance(begun, Ending):
                return begun
            invoice, claimed = begun
            try:
                return self._deliver(run, invoice, claimed)
            except StoreUnusable as trouble:  # the outcome could not be kept: the claim ends with this block, so it is looked up
                run.end(trouble)
                return Ending.UNKNOWN
            finally:
                run.on_change(invoice_id)

    def _begin(self, run: _Run, invoice_id: str, sender: str) -> tuple[Invoice, Transfer] | Ending:
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
        found = reasons(invoice, known.surroundings(invoice))
        claimed = None
        if not found:
            try:
                claimed = self._claim(integration, invoice, sender)
            except RecordRefused as trouble:
                found = [transfer_outcomes.reason_of(trouble, "same_reference")]
        if found:
            transfer_outcomes.stopped(self._store, integration, invoice, found, self._finance(integration).card.label)
        elif claimed is None:
            return Ending.SKIPPED
        run.on_change(invoice_id)
        return Ending.REFUSED if claimed is None else (invoice, claimed)

    def _claim(self, integration: Integration, invoice: Invoice, sender: str) -> Transfer | None:
        reference = reference_of(invoice)
        with self._store.work() as work:
            claimed = work.transfers.claim(
                integration.id,
                invoice.id,
                reference=reference,
                key=draft_key(integration, reference, 0),
                claimed_by=sender,
                from_states={TransferState.FAILED},
            )
            work.commit()
        return claimed

    def _deliver(self, run: _Run, invoice: Invoice, transfer: Transfer) -> Ending:
        """Look for the document over there, else send it, and keep the outcome. No unit of work is open during a call."""
        known, integration = run.known, run.known.integration
        finance = self._finance(integration)
        system = finance.card.label
        is_sent = False
        with finance.recording() as exchanges:
            try:
                there = self._already_there(known, finance, invoice, transfer)
                if there is None:
                    draft = self._draft(known, invoice, transfer)
                    if not self._holds(integration, transfer):
                        transfer_outcomes.lost(self._store, integration, invoice, exchanges, system=system)
                        return Ending.SKIPPED
                    is_sent = True
                    there = finance.create_draft(draft)
            except BindeledError as trouble:
                is_unknown = is_sent and isinstance(trouble, OutcomeUnknown | UnexpectedAnswer)
                state = TransferState.UNKNOWN if is_unknown else TransferState.FAILED
                transfer_outcomes.ended(
                    self._store,
                    integration,
                    invoice,
                    transfer,
                    state,
                    trouble,
                    exchanges,
                    system=system,
                    is_sent=is_sent,
                )
                if isinstance(trouble, SettingsError | NoConnection):
                    run.end(trouble)
                return Ending.UNKNOWN if is_unknown else Ending.REFUSED
        is_kept = transfer_outcomes.kept(
            self._store,
            integration,
            invoice,
            there,
            exchanges,
            system=system,
            is_new=is_sent,
            claimed_by=transfer.claimed_by,
        )
        if not is_kept:
            return Ending.UNKNOWN
        self._write_back(integration, invoice, there)
        return Ending.TRANSFERRED

    def _holds(self, integration: Integration, transfer: Transfer) -> bool:
        """Whether the claim is still ours. While this computer slept somebody may have proven the document absent and sent it."""
        with self._store.work() as work:
            is_held = work.transfers.hold(integration.id, transfer.invoice_id, transfer.claimed_by)
            work.commit()
        return is_held

    def _already_there(self, known: _Known, finance: Finance, invoice: Invoice, transfer: Transfer) -> FinanceInvoice | None:
        """The document of an earlier attempt: ours, another installation's, or one from before the database was lost."""
        there = known.present.get(transfer.reference)
        if there is None and transfer.attempts > 1:
            there = next(iter(finance.find_invoices(transfer.reference)), None)
        customer = known.customers.get(invoice.customer_id)
        if there is not None and is_another_document(there, invoice, customer):
            raise RecordRefused(
                Message(
                    "Document {number} in {system} carries our reference {reference}, but is for another customer and amount.",
                    number=there.number or there.id,
                    system=finance.card.label,
                    reference=transfer.reference,
                ),
                what_to_do=Message("Look whether two PSAs number their invoices alike, and change the reference over there."),
            )
        return there

    def _draft(self, known: _Known, invoice: Invoice, transfer: Transfer) -> Draft:
        customer = known.customers.get(invoice.customer_id)
        if customer is None:
            customer = self._customers.make_ready(known.integration, invoice.customer_id)
        return Draft(
            invoice=invoice,
            customer=customer,
            contact_id=self._people.contact_id(known.integration, invoice, customer),
            employee_id=self._people.employee_id(known.integration, invoice),
            reference=transfer.reference,
            key=transfer.key,
            standard_values=known.standard_values,
        )

    def _known(self, integration: Integration, present: Mapping[str, FinanceInvoice]) -> _Known:
        finance, psa = self._finance(integration).card, self._connectors.get(integration, Side.PSA).card
        with self._store.reading() as work:
            items = {item.number: item for item, _active in work.items.all(integration.id)}
            activated = frozenset(work.items.activated(integration.id))
            currencies = frozenset(one.id for one in work.items.choices(integration.id, ChoiceKind.CURRENCY))
            customers = {one.id: one for one in work.customers.all(integration.id, Side.FINANCE)}
            links = work.links.all(integration.id, LinkKind.CUSTOMER)
            standard_values = work.settings.standard_values(integration.id)
        linked = {link.psa_id: customers[link.finance_id] for link in links if link.finance_id in customers}
        tables = {table.kind: table for table in finance.tables}

        @cache
        def step(psa_id: str) -> CustomerStep:
            return self._customers.step_before_invoice(integration, psa_id)

        def surroundings(invoice: Invoice) -> Surroundings:
            customer = linked.get(invoice.customer_id)
            unlinked = step(invoice.customer_id) if customer is None else None
            return Surroundings(
                system=finance.label,
                psa=psa.label,
                customer=unlinked.customer if unlinked else customer,
                unlinked=unlinked.reason if unlinked else None,
                items=items,
                activated=activated,
                currencies=currencies,
                tables=tables,
                money=finance.money,
                draft_needs=finance.draft_needs,
                customer_needs=finance.customer_needs,
                standard_values=standard_values,
            )

        return _Known(integration, standard_values, linked, surroundings, present)

    def _present(self, integration: Integration, invoice_ids: Collection[str]) -> dict[str, FinanceInvoice]:
        """What is over there already under our references: another installation, or this one before its database was lost."""
        wanted = set(invoice_ids)
        with self._store.reading() as work:
            dates = [one.date for one in work.invoices.all(integration.id) if one.id in wanted]
        if not dates:
            return {}
        pages = self._finance(integration).invoices(min(dates) - DATES_MOVED)
        return {one.reference: one for page in pages for one in page.records if one.reference}

    def _must_be_active(self, integration: Integration) -> None:
        """Nothing is sent before somebody confirmed the setup (product.md chapter 6); checking and looking up need no activation."""
        with self._store.reading() as work:
            now = work.integrations.get(integration.id)
        if now is None or not now.is_active:
            raise NotActive(
                Message("The integration is not active, so nothing is sent."),
                what_to_do=Message("Activate it under Setup, and transfer again."),
            )

    def _same_company(self, integration: Integration) -> None:
        """Nothing of one integration is ever sent to another company."""
        company, wanted = self._finance(integration).sign_in(), integration.finance.company
        if wanted is not None and company.id != wanted.id:
            raise WrongCompany(
                Message(
                    "The credentials open {found}, but this integration belongs to {wanted}.",
                    found=company.name,
                    wanted=wanted.name,
                ),
                what_to_do=Message("Connect again under Setup."),
            )

    def _finance(self, integration: Integration) -> Finance:
        return cast(Finance, self._connectors.get(integration, Side.FINANCE))
