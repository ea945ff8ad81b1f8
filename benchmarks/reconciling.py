"""Reconciling 20,000 invoices: our own time, `python -m benchmarks.reconciling [INVOICES]`.

The finance system's pages come from memory, so that only the store and the comparison are measured; one document in a hundred has
a line more over there. The ratio is that time to the time of a plain loop that compares the same records by net, VAT and date.
Promise: under 2 s for 20,000. Told are seconds on the clock and, in brackets, those of the processor, which tell more on a busy
machine.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from desktop.connectors.contract import ConnectorSource, Page
from desktop.models.records import (
    Connection,
    FinanceInvoice,
    FinanceLine,
    FinanceState,
    Integration,
    Invoice,
    InvoiceLine,
    Side,
    TransferState,
)
from desktop.models.references import reference_of
from desktop.models.store.tables import TransferRow
from desktop.models.store.work import Store
from desktop.progress import Silent
from desktop.use_cases.reconcile_invoices import InvoiceReconciliation
from desktop.use_cases.sign_off_periods import PeriodSignOff

T = TypeVar("T")
PROMISE = 2.0  # s, for 20,000
FIRST_DAY = dt.date(2026, 1, 1)
PAGE = 1000


class Memory:
    """A finance system whose pages lie in memory, and the source of connectors that gives it."""

    def __init__(self, documents: list[FinanceInvoice]) -> None:
        self.documents = documents
        self.card = SimpleNamespace(label="e-conomic")

    def finance(self, _integration: Integration) -> Memory:
        return self

    def card_of(self, _integration: Integration, _side: Side) -> Any:
        return self.card

    @contextmanager
    def recording(self) -> Iterator[list[Any]]:
        yield []

    @contextmanager
    def on_wait(self, _listener: Callable[[float], None]) -> Iterator[None]:
        yield

    def invoices(self, _since: dt.date) -> Iterator[Page[FinanceInvoice]]:
        for first in range(0, len(self.documents), PAGE):
            yield Page(tuple(self.documents[first : first + PAGE]), len(self.documents))

    def invoice(self, document: FinanceInvoice) -> FinanceInvoice:
        lines = tuple(FinanceLine(position=place, net=Decimal("3750.00")) for place in (1, 2, 3))
        return replace(document, lines=(*lines, FinanceLine(position=4, text="Gebyr", net=Decimal(1))))


def main(count: int) -> None:
    """Measure, and print seconds and ratio."""
    invoices = [_invoice(number) for number in range(1, count + 1)]
    documents = [_counterpart(one, number) for number, one in enumerate(invoices)]
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as folder:
        store = Store.open(Path(folder) / "bindeled.sqlite3")
        integration = _filled(store, invoices, documents)
        memory = Memory(documents)
        source = cast(ConnectorSource, SimpleNamespace(finance=memory.finance, card=memory.card_of))
        use_case = InvoiceReconciliation(store, source, lambda *_lost: None, lambda *_documents: True)
        first, rows = _timed(lambda: use_case.reconcile(integration, Silent()))
        again, rows = _timed(lambda: use_case.reconcile(integration, Silent()))
        shown, _rows = _timed(lambda: use_case.rows(integration))
        months, _found = _timed(lambda: PeriodSignOff(store, source, use_case.rows, use_case.read_at).periods(integration, rows))
        store.close()
    plain, agreeing = _timed(lambda: _plain_loop(invoices, documents))
    assert sum(row.agrees for row in rows) == agreeing
    promise = f"promise {PROMISE * count / 20_000:.1f} s"
    print(f"{count} invoices, {agreeing} agree: {_told(first)} the first time, {_told(again)} again ({promise})")
    print(f"from the store alone {_told(shown)}, the months {_told(months)}")
    print(f"a plain loop over the same records {plain[0]:.3f} s, ratio {max(first, again)[1] / plain[1]:.0f}")


def _timed(work: Callable[[], T]) -> tuple[tuple[float, float], T]:
    """Seconds on the clock and of the processor, and the result."""
    began, own = time.perf_counter(), time.process_time()
    result = work()
    return (time.perf_counter() - began, time.process_time() - own), result


def _told(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.2f} s ({seconds[1]:.2f})"


def _plain_loop(invoices: list[Invoice], documents: list[FinanceInvoice]) -> int:
    there = {one.reference: one for one in documents}
    found = ((one, there[f"TL-{one.number}"]) for one in invoices)
    return sum(one.net == two.net and one.vat == two.vat and one.date == two.date for one, two in found)


def _invoice(number: int) -> Invoice:
    lines = tuple(
        InvoiceLine(position=place, item_number="1010", text="Rådgivning", quantity=Decimal("7.5"), net=Decimal("3750.00"))
        for place in (1, 2, 3)
    )
    return Invoice(
        id=f"i{number}",
        number=str(20_000 + number),
        date=FIRST_DAY + dt.timedelta(days=number % 300),
        customer_name=f"Kunde {number % 700}",
        currency="DKK",
        net=Decimal("11250.00"),
        vat=Decimal("2812.50"),
        gross=Decimal("14062.50"),
        lines=lines,
    )


def _counterpart(invoice: Invoice, place: int) -> FinanceInvoice:
    """As the invoice; one in a hundred differs by 1."""
    return FinanceInvoice(
        id=str(place),
        number=str(place),
        state=FinanceState.BOOKED,
        reference=reference_of(invoice),
        date=invoice.date,
        currency="DKK",
        net=invoice.net + (place % 100 == 0),
        vat=invoice.vat,
        gross=invoice.gross,
    )


def _filled(store: Store, invoices: list[Invoice], documents: list[FinanceInvoice]) -> Integration:
    """Every invoice transferred, and its number and state written back."""
    now = dt.datetime.now(dt.UTC)
    sides = (Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic"))
    with store.work() as work:
        integration = work.integrations.add("Nordlys", *sides)
        work.invoices.put_all(integration.id, invoices)
        work._session.bulk_save_objects(
            TransferRow(
                integration_id=integration.id,
                invoice_id=one.id,
                state=TransferState.TRANSFERRED,
                reference=document.reference,
                key="",
                attempts=1,
                reason=None,
                finance_id=document.id,
                finance_number=document.number,
                draft_number="",
                written_state=document.state,
                started_at=now,
                ended_at=now,
                log_entry_id=None,
                claimed_by="",
                steps={},
                answered=None,
            )
            for one, document in zip(invoices, documents, strict=True)
        )
        work.commit()
    return integration


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
