"""Transfer invoices and credit notes (Overfør fakturaer) as drafts; product.md chapter 7, design.md section 5.

One run: what it knows is read once, invoices go side by side (`send_invoice.py` has the way of one of them), and beside them
numbers go back to the PSA, so that neither waits for the other.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from desktop.connectors.contract import Ability, ConnectorSource
from desktop.errors import BindeledError, Cancelled, RecordError, StoreUnusable
from desktop.garbage_collector import garbage_collector_resting
from desktop.models.before_sending import must_be_active, must_be_company
from desktop.models.document_judgements import NOTHING_JUDGED, Judged
from desktop.models.handed_in import CustomerReadiness, InvoicePeople
from desktop.models.invoice_checks import Surroundings
from desktop.models.item_choice import with_items
from desktop.models.presence import Presence
from desktop.models.psa_numbers import is_unexplained, numbered_already
from desktop.models.records import (
    Activity,
    ChoiceKind,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    InvoiceState,
    LinkKind,
    Outcome,
    Reason,
    Side,
    Transfer,
    TransferReport,
    TransferState,
)
from desktop.models.records.agreement import DATES_MOVED
from desktop.models.records.document_names import Name, each_once, names_of
from desktop.models.references import folded, key_name, marked_reference, psa_mark
from desktop.models.store.run_batch import RunBatch
from desktop.models.store.work import Store
from desktop.models.transfer_run import Ending, Known, Run
from desktop.progress import Lane, Progress, Silent, heeding, patient, side_by_side
from desktop.texts import Message

SILENT = Silent()
SPARE_WORKERS = 3
"""More than the calls that a system takes at once, so that one calls while another is checked or written down here."""


class InvoiceTransfers:
    """The invoices of an integration on their way to the finance system."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        customers: CustomerReadiness,
        people: Callable[[Integration, RunBatch], InvoicePeople],
        send_one: Callable[[Run, str], Ending],
        write_back: Callable[[Integration, Invoice, FinanceInvoice], bool],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._customers = customers
        self._people = people
        self._send_one = send_one
        self._write_back = write_back

    def invoices(self, integration: Integration) -> list[InvoiceState]:
        """Every invoice that was fetched, its lines with the items they would be sent with, and its transfer."""
        with self._store.reading() as work:
            transfers, tolerance = work.transfers.all(integration.id), work.settings.sending_rules(integration.id).tolerance
            known = work.default_items.known(integration.id)
            found = [with_items(one, known) for one in work.invoices.all(integration.id)]
            elsewhere = work.sent_elsewhere.reasons(integration, found)
        return [InvoiceState(one, transfers.get(one.id), tolerance, elsewhere.get(one.id)) for one in found]

    def states(self, integration: Integration, invoice_ids: Collection[str]) -> list[InvoiceState]:
        """These invoices with their transfers, read one by one: cheap for the few that changed during a run."""
        with self._store.reading() as work:
            invoices = [one for id_ in invoice_ids if (one := work.invoices.get(integration.id, id_)) is not None]
            transfers = {one.id: work.transfers.get(integration.id, one.id) for one in invoices}
            elsewhere = work.sent_elsewhere.reasons(integration, invoices)
            tolerance = work.settings.sending_rules(integration.id).tolerance
            known = work.default_items.known(integration.id)
        return [InvoiceState(with_items(one, known), transfers[one.id], tolerance, elsewhere.get(one.id)) for one in invoices]

    def check(self, integration: Integration, invoice_ids: Collection[str], progress: Progress = SILENT) -> dict[str, list[Reason]]:
        """The reasons that would stop each invoice; nothing is sent, nothing is kept. An empty list means it can go.

        Documents and contacts over there are read: they may stop an invoice too.
        """
        text = Message("Checking")
        with heeding(partial(progress.step, 0, len(invoice_ids), text)):
            known = self._known(integration, invoice_ids)
        with self._store.reading() as work:
            found = {one.id: one for one in work.invoices.all(integration.id)}
        reasons: dict[str, list[Reason]] = {}
        for id_ in (one for one in dict.fromkeys(invoice_ids) if one in found):
            progress.step(len(reasons), len(invoice_ids), text)
            invoice = with_items(found[id_], known.item_knowledge)
            reasons[id_] = [*known.reasons(invoice), *_reasons_there(known, invoice)]
        return reasons

    def send(
        self,
        integration: Integration,
        invoice_ids: Collection[str],
        progress: Progress,
        on_change: Callable[[str], None] = lambda _invoice_id: None,
    ) -> TransferReport:
        """Send invoices as drafts; `on_change` is told the id of each invoice whose state changed, on the sending thread.

        Stops before the next call when asked to, and when the settings or the network make every further try useless. Of those that
        were sent before, only a number that did not reach the PSA is written back again.
        """
        text = Message("Transferring {count} invoice", "Transferring {count} invoices", count=len(invoice_ids))
        waiting, sent = list(dict.fromkeys(invoice_ids)), list[str]()
        stop = threading.Event()
        lane = self._write_back_lane(integration, on_change, stop)
        try:
            done = self._transferred(integration)
            waiting, sent = [one for one in waiting if one not in done], [one for one in waiting if one in done]
            for one in self._not_written_back(integration, [done[id_] for id_ in sent]):
                lane.give(one)
            if not waiting:
                return TransferReport(skipped=tuple(sent))
            with self._store.reading() as work:
                must_be_active(work.integrations.get(integration.id))
            with heeding(partial(progress.step, 0, len(waiting), text)):
                must_be_company(self._connectors.finance(integration).sign_in(), integration.finance.company)
                with self._store.work() as work:
                    work.integrations.prove(integration.id, Side.FINANCE)
                    work.commit()
                with garbage_collector_resting(what_is_made_stays=True):
                    known = self._known(integration, waiting)
            run = Run(known, on_change, lambda invoice, there: lane.give((invoice, there)), stop)
            finance = self._connectors.finance(integration)
            with patient(finance.on_wait, finance.card.label, progress) as patiently:
                return self._sent(run, waiting, sent, patiently, text)
        except BindeledError as trouble:
            with suppress(StoreUnusable):
                self._note_stop(integration, trouble)
            return TransferReport(skipped=tuple(sent), open=tuple(waiting), stopped_by=Reason.of(trouble))
        finally:
            lane.finish(progress, Message("Writing numbers back"))

    def _sent(self, run: Run, waiting: list[str], sent: list[str], progress: Progress, text: Message) -> TransferReport:
        results, left = side_by_side(
            waiting,
            partial(self._send_one, run),
            workers=self._connectors.finance(run.known.integration).card.parallel_writes + SPARE_WORKERS,
            progress=progress,
            text=text,
            stop=run.stop,
        )
        endings: dict[Ending, list[str]] = {ending: [] for ending in Ending}
        for invoice_id, ending in results:
            endings[ending].append(invoice_id)
        endings[Ending.OPEN] += left
        endings[Ending.SKIPPED] += sent
        if endings[Ending.OPEN] and not run.stopped_by:
            run.end(Cancelled())
        return TransferReport(
            **{ending.value: tuple(ids) for ending, ids in endings.items()},
            stopped_by=Reason.of(run.stopped_by[0]) if run.stopped_by else None,
        )

    def _write_back_lane(
        self, integration: Integration, on_change: Callable[[str], None], stop: threading.Event
    ) -> Lane[tuple[Invoice, FinanceInvoice]]:
        """Where numbers and states go back to the PSA beside the run; what a stop leaves out is written at the next occasion."""

        def check() -> None:
            if stop.is_set():
                raise Cancelled

        def write(one: tuple[Invoice, FinanceInvoice]) -> None:
            with heeding(check):
                self._write_back(integration, *one)
            on_change(one[0].id)

        workers = self._connectors.card(integration, Side.PSA).parallel_writes + SPARE_WORKERS
        return Lane(write, workers=workers, stop=stop)

    def _not_written_back(self, integration: Integration, done: Iterable[Transfer]) -> list[tuple[Invoice, FinanceInvoice]]:
        """Documents whose number never reached the PSA, as far as is known here."""
        with self._store.reading() as work:
            found = [(work.invoices.get(integration.id, one.invoice_id), one) for one in done if not one.written_state]
        return [(invoice, _as_known(transfer)) for invoice, transfer in found if invoice is not None]

    def _transferred(self, integration: Integration) -> dict[str, Transfer]:
        with self._store.reading() as work:
            return {id_: one for id_, one in work.transfers.all(integration.id).items() if one.state is TransferState.TRANSFERRED}

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

    def _known(self, integration: Integration, invoice_ids: Collection[str]) -> Known:
        """What is known about all that may be sent: from the store, and what is over there already."""
        finance, psa = self._connectors.finance(integration).card, self._connectors.psa(integration).card
        self._customers.read_changes(integration)
        wanted = set(invoice_ids)
        with self._store.reading() as work:
            invoices = [one for one in work.invoices.all(integration.id) if one.id in wanted]
            items = {item.number: item for item, _active in work.items.all(integration.id)}
            activated = frozenset(work.items.activated(integration.id))
            listed = frozenset(one.id for one in work.items.choices(integration.id, ChoiceKind.CURRENCY))
            kinds = {*finance.draft_needs, *finance.customer_needs}
            choices = {kind: frozenset(one.id for one in work.items.choices(integration.id, kind)) for kind in kinds}
            customers = {one.id: one for one in work.customers.all(integration.id, Side.FINANCE)}
            links = work.links.all(integration.id, LinkKind.CUSTOMER)
            standard_values = work.settings.standard_values(integration.id)
            rules = work.settings.sending_rules(integration.id)
            item_knowledge = work.default_items.known(integration.id)
            elsewhere = work.sent_elsewhere.reasons(integration, invoices)
            judged = {id_: Judged(said) for id_, said in work.document_judgements.all(integration.id).items()}
            transfers = work.transfers.all(integration.id)
        linked = {link.psa_id: customers[link.finance_id] for link in links if link.finance_id in customers}
        numbered = {
            one.id: numbered_already(one, psa.label, finance.label)
            for one in invoices
            if is_unexplained(integration, one, transfers.get(one.id), judged.get(one.id, NOTHING_JUDGED))
        }
        tables = {table.kind: table for table in finance.tables}
        currencies = listed if Ability.CURRENCIES in finance.capabilities.can else self._currencies(integration, invoices)
        step, batch = self._customers.steps(integration, asks=True), RunBatch(self._store, integration.id)
        doubt = self._customers.doubts(integration)

        def surroundings(invoice: Invoice) -> Surroundings:
            customer = linked.get(invoice.customer_id)
            unlinked = step(invoice.customer_id) if customer is None else None
            doubted = doubt(invoice.customer_id) if customer is not None else None
            return Surroundings(
                system=finance.label,
                psa=psa.label,
                customer=unlinked.customer if unlinked else customer if doubted is None else None,
                unlinked=unlinked.reason if unlinked else doubted,
                items=items,
                activated=activated,
                currencies=currencies,
                tables=tables,
                money=finance.money,
                draft_needs=finance.draft_needs,
                customer_needs=finance.customer_needs,
                standard_values=standard_values,
                choices=choices,
                item_knowledge=item_knowledge,
            )

        return Known(
            integration=integration,
            standard_values=standard_values,
            rules=rules,
            tables=tables,
            systems=(psa.label, finance.label),
            customers=linked,
            whose=customers.get,
            customer_step=step,
            surroundings=surroundings,
            people=self._people(integration, batch),
            batch_id=batch,
            item_knowledge=item_knowledge,
            present=Presence(lambda: self._present(integration, invoices)),
            elsewhere=elsewhere,
            numbered=numbered,
            judged=judged,
        )

    def _currencies(self, integration: Integration, invoices: Sequence[Invoice]) -> frozenset[str]:
        """Those of the invoices' currencies that a system takes that does not list them; asked before anything is written."""
        finance = self._connectors.finance(integration)
        return frozenset(one for one in {invoice.currency for invoice in invoices} if finance.takes_currency(one))

    def _present(self, integration: Integration, invoices: Sequence[Invoice]) -> dict[str, list[FinanceInvoice]]:
        """What is over there already, by reference: of another installation, or of this one before its database was lost.

        Where nobody can tell by the reference as it stands which invoice it belongs to, it is folded.

        What is known to be that of another invoice is left out, whatever reference it carries; so is what an earlier version sent
        from another PSA of this store, whose reference does not tell that.
        """
        if not invoices:
            return {}
        known, ours = self._references_of_known(integration), {marked_reference(one, psa_mark(integration)) for one in invoices}
        found: dict[str, list[FinanceInvoice]] = defaultdict(list)
        for page in self._connectors.finance(integration).invoices(min(one.date for one in invoices) - DATES_MOVED):
            for one in page.records:
                references = {known[name] for name in names_of(one) if name in known}
                if one.reference and references <= {one.reference}:
                    is_told = references or one.reference in ours
                    found[one.reference if is_told else folded(one.reference)].append(one)
        return {reference: each_once(ones) for reference, ones in found.items()}

    def _references_of_known(self, integration: Integration) -> dict[Name | None, str]:
        """The references of all documents that are known in this finance company; empty for those of other PSAs."""
        found: dict[Name | None, str] = {}
        with self._store.reading() as work:
            for other in work.integrations.all():
                if key_name(other) == key_name(integration):
                    references = work.transfers.references(other.id)
                    found |= references if psa_mark(other) == psa_mark(integration) else dict.fromkeys(references, "")
        return found


def _reasons_there(known: Known, invoice: Invoice) -> Iterator[Reason]:
    """What only the other side can tell, as sending would find it."""
    customer = known.customers.get(invoice.customer_id)
    try:
        known.document(invoice, known.reference(invoice))
        doubt = known.people.contact_doubt(invoice, customer) if customer is not None else None
    except RecordError as trouble:
        yield Reason.of(trouble)
    else:
        if doubt is not None:
            yield Reason.of(doubt)


def _as_known(transfer: Transfer) -> FinanceInvoice:
    """The document of a transfer, as far as it was kept."""
    state = FinanceState.BOOKED if transfer.finance_number else FinanceState.DRAFT
    number, draft_number = transfer.finance_number, transfer.draft_number
    return FinanceInvoice(id=transfer.finance_id, number=number, draft_number=draft_number, state=state)
