"""A program on a store that was filled by hand: one integration that something is to be done about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from desktop.app import Bindeled
from desktop.models.records import (
    Activity,
    Company,
    Connection,
    Customer,
    Integration,
    Invoice,
    InvoiceLine,
    Item,
    Outcome,
    Reason,
    Side,
    TransferState,
)
from desktop.texts import Message

NOW = dt.datetime.now(dt.UTC)


def filled(program: Bindeled, *, is_test: bool = False) -> Integration:
    """An integration with two customers, one item, one transferred, one refused, and one waiting invoice."""
    with program.store.work() as work:
        made = work.integrations.add(
            "Nordlys", Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic")
        )
        for side, system in ((Side.PSA, "timelog"), (Side.FINANCE, "economic")):
            company = Company(id="1", name="Nordlys A/S", currency="DKK", is_test=is_test and side is Side.FINANCE)
            work.integrations.put_connection(
                made.id,
                Connection(side=side, system=system, company=company, key="k", is_established=True, tested_at=NOW),
            )
            work.customers.replace_all(made.id, side, [Customer(id=f"{side}-1", number="1", name="Havblik ApS")])
            work.settings.fetched(made.id, side, f"{side}_customers", 1)
        work.items.replace_all(made.id, [Item(number="1010", name="Hours")])
        work.items.activate(made.id, ["1010"], True)
        work.invoices.put_all(made.id, [_invoice(number) for number in ("1", "2", "3")])
        for number in ("1", "2"):
            work.transfers.claim(made.id, f"i{number}", reference=number, key=number, claimed_by="", from_states=())
        reason = Reason(kind="field_refused", sentence=Message("The name is too long."))
        done = work.log.note(made.id, Activity.TRANSFER, Outcome.DONE, Message("Created as draft 1."), system="e-conomic")
        refused = work.log.note(made.id, Activity.TRANSFER, Outcome.REFUSED, reason.sentence, system="e-conomic")
        work.transfers.end(made.id, "i1", TransferState.TRANSFERRED, finance_id="1", log_entry_id=done)
        work.transfers.end(made.id, "i2", TransferState.FAILED, reason=reason, log_entry_id=refused)
        work.commit()
    return program.connections.integration(made.id)


def _invoice(number: str) -> Invoice:
    line = InvoiceLine(item_number="1010", quantity=Decimal(1), net=Decimal(1000))
    return Invoice(
        id=f"i{number}",
        number=number,
        date=NOW.date(),
        customer_name="Havblik ApS",
        currency="DKK",
        net=Decimal(1000),
        lines=(line,),
    )


def note_failed_reading(program: Bindeled, integration: Integration) -> None:
    """e-conomic did not answer the last time."""
    with program.store.work() as work:
        work.log.note(integration.id, Activity.FETCH, Outcome.REFUSED, Message("e-conomic does not answer."), system="e-conomic")
        work.commit()
