from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop import texts
from desktop.models.activation import ActivationState, CustomerEvidence, ItemEvidence, StandardValueEvidence
from desktop.models.differences import DELETED_THERE
from desktop.models.invoice_rows import CurrencySum, TransferRow
from desktop.models.lamps import Lamp
from desktop.models.linking import Tab
from desktop.models.needs_handling import NeedsHandling, NeedsHandlingFacts, Place, what_needs_me
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.records import (
    Amounts,
    Company,
    Connection,
    FinanceState,
    Integration,
    Invoice,
    Reason,
    Side,
    Transfer,
    TransferState,
)
from desktop.models.setup_steps import RegistersRead, SetupFacts
from desktop.texts import Message

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


def connection(side: Side, *, is_established: bool = True) -> Connection:
    company = Company(id="1", name="Nordlys A/S", currency="DKK")
    system = "timelog" if side is Side.PSA else "economic"
    return Connection(side=side, system=system, company=company, key="k", is_established=is_established, tested_at=NOW)


def facts(
    *rows: TransferRow,
    broken: Side | None = None,
    is_active: bool = True,
    tabs: Mapping[Tab, int] | None = None,
    items: ItemEvidence | None = None,
    registers: int = 8,
    is_owner_chosen: bool = True,
) -> NeedsHandlingFacts:
    """An integration that needs nothing, but for what is said here."""
    sides = {side: connection(side, is_established=side is not broken) for side in Side}
    setup = SetupFacts(
        integration=Integration(id=1, name="Nordlys", psa=sides[Side.PSA], finance=sides[Side.FINANCE], is_active=is_active),
        labels={Side.PSA: "TimeLog", Side.FINANCE: "e-conomic"},
        registers=RegistersRead(count=registers, total=8, oldest=NOW),
        owner=OwnerRules(),
        is_owner_chosen=is_owner_chosen,
        activation=ActivationState(
            is_active=is_active,
            customers=CustomerEvidence(is_read=True, psa=10, tabs=dict.fromkeys(Tab, 0) | (tabs or {Tab.LINKED: 10})),
            standard_values=StandardValueEvidence(is_read=True, chosen={}, missing=()),
            items=items or ItemEvidence(is_read=True, items=60, active=40),
        ),
    )
    return NeedsHandlingFacts(setup=setup, invoices=rows, now=NOW)


def row(number: str, state: TransferState | None = None, **more: Any) -> TransferRow:
    """A booked invoice of 100 DKK, and where it stands."""
    net, currency = Decimal(more.pop("net", 100)), more.pop("currency", "DKK")
    invoice = Invoice(
        id=f"i{number}", number=number, date=dt.date(2026, 10, 31), customer_name="Havblik ApS", currency=currency, net=net
    )
    there = more.pop("there", None)
    transfer = None
    if state is not None:
        transfer = Transfer(invoice_id=invoice.id, state=state, reference=number, key="", started_at=NOW, **more)
    return TransferRow(invoice=invoice, transfer=transfer, there=there)


def refused(number: str, kind: str, sentence: str, **more: Any) -> TransferRow:
    return row(number, TransferState.FAILED, reason=Reason(kind=kind, sentence=Message(sentence)), **more)


def sentences(found: list[NeedsHandling]) -> list[str]:
    return [str(one.sentence) for one in found]


def test_nothing_needs_handling_when_everything_is_done() -> None:
    assert what_needs_me(facts(row("1", TransferState.TRANSFERRED, ended_at=NOW))) == []


def test_everything_stands_worst_first() -> None:
    found = what_needs_me(
        facts(
            row("1"),
            row("2", TransferState.UNKNOWN, log_entry_id=7),
            refused("3", "unknown_item", "Item 4012 does not exist."),
            row("4", TransferState.TRANSFERRED, ended_at=NOW - dt.timedelta(days=6), there=FinanceState.DRAFT),
            broken=Side.FINANCE,
            is_active=False,
            tabs={Tab.LINKED: 8, Tab.ONE: 1, Tab.SEVERAL: 1},
            items=ItemEvidence(is_read=True, items=60, active=40, waiting_invoices=3, stopped_invoices=2, stopped_lines=5),
        )
    )
    assert sentences(found) == [
        "The connection to e-conomic is broken",
        "1 document is uncertain",
        "1 document was refused",
        "2 documents to be sent have lines without a usable item number",
        "1 draft has lain in e-conomic for more than 5 days",
        "2 customers in e-conomic are neither linked nor ignored",
        "1 document is waiting to be transferred",
        "3 steps of the setup are left",
    ]
    assert [one.lamp for one in found] == [
        Lamp.REFUSED, Lamp.UNKNOWN, Lamp.REFUSED, Lamp.REFUSED, Lamp.SENDING, Lamp.WAITING, Lamp.WAITING, Lamp.WAITING,
    ]  # fmt: skip


def test_refused_invoices_of_one_cause_lead_to_where_it_is_put_right() -> None:
    found = what_needs_me(
        facts(
            refused("1", "unknown_item", "Item 4012 does not exist."),
            refused("2", "unknown_item", "Item 4013 does not exist.", net=50, currency="SEK"),
        )
    )
    [only] = found
    assert str(only.sentence) == "2 documents were refused, all for the same reason"
    assert str(only.detail) == "For instance: Item 4012 does not exist."
    assert (only.place, only.wanted, str(only.button)) == (Place.ITEMS, None, "Item numbers …")
    assert only.amounts == (CurrencySum("DKK", Decimal(100)), CurrencySum("SEK", Decimal(50)))


def test_what_did_not_go_is_told_in_the_words_of_the_list_of_invoices() -> None:
    rows = (
        refused("1", DELETED_THERE, "a"),
        refused("2", "no_lines", "b", attempts=0),
        refused("3", "no_lines", "b", attempts=0),
        refused("4", "no_lines", "b"),
    )
    found = what_needs_me(facts(*rows))
    assert [(str(one.word), str(one.sentence), one.wanted) for one in found] == [
        ("Refused", "1 document was refused", "i4"),
        ("Stopped", "2 documents were stopped, all for the same reason", "i2"),
        ("Not there", "1 document is not in e-conomic", "i1"),
    ]
    assert {str(one.word) for one in found} == {str(row.word) for row in rows}


def test_refused_invoices_of_several_causes_name_them_and_lead_to_the_list() -> None:
    [only] = what_needs_me(facts(refused("1", "unknown_item", "a"), refused("2", "no_lines", "b")))
    assert str(only.sentence) == "2 documents were refused"
    assert str(only.detail) == "1 document without lines, 1 document with an unknown item number."
    assert (only.place, only.wanted, str(only.button)) == (Place.INVOICES, "i1", "Show the 2")


def test_one_uncertain_invoice_leads_to_its_entry_in_the_log_and_several_to_the_list() -> None:
    [one] = what_needs_me(facts(row("1", TransferState.UNKNOWN, log_entry_id=7)))
    assert (one.place, one.wanted) == (Place.LOG, 7)
    assert "1 to Havblik ApS." in str(one.detail)

    [many] = what_needs_me(facts(row("1", TransferState.UNKNOWN, log_entry_id=7), row("2", TransferState.UNKNOWN)))
    assert (many.place, many.wanted) == (Place.INVOICES, "i1")


def test_a_draft_is_overdue_only_while_it_is_a_draft_and_only_after_five_days() -> None:
    long_ago, yesterday = NOW - dt.timedelta(days=6), NOW - dt.timedelta(days=1)
    fine = (
        row("1", TransferState.TRANSFERRED, ended_at=long_ago, there=FinanceState.BOOKED),
        row("2", TransferState.TRANSFERRED, ended_at=yesterday, there=FinanceState.DRAFT),
        row("3", TransferState.TRANSFERRED, ended_at=long_ago),
    )
    assert what_needs_me(facts(*fine)) == []


def test_the_primary_button_transfers_when_active_and_sets_up_before_that() -> None:
    active = what_needs_me(facts(refused("1", "x", "a"), row("2")))
    assert [str(one.button) for one in active if one.is_next] == ["Transfer 1 …"]

    before = what_needs_me(facts(row("2"), is_active=False))
    assert [str(one.button) for one in before if one.is_next] == ["Setup …"]

    neither = what_needs_me(facts(refused("1", "unknown_item", "a")))
    assert [str(one.button) for one in neither if one.is_next] == ["Item numbers …"]


def test_setup_counts_and_names_the_steps_that_are_left() -> None:
    [only] = what_needs_me(facts(registers=3, is_owner_chosen=False, is_active=False))
    assert str(only.sentence) == "2 steps of the setup are left"
    assert str(only.detail) == "Fetch registers, Customer owner."


def test_a_setup_that_is_ready_lacks_only_the_activation() -> None:
    [only] = what_needs_me(facts(is_active=False))
    assert str(only.sentence) == "Not active, ready to be activated"
    assert str(only.detail) == "Activate integration."


def test_customers_nobody_looked_a_counterpart_up_for_are_told_so() -> None:
    [only] = what_needs_me(facts(tabs={Tab.LINKED: 1, Tab.NOT_LOOKED_UP: 4}))
    assert str(only.detail) == "For 4 nobody has looked for a counterpart yet."
    assert only.place is Place.LINK_CUSTOMERS


def test_changes_of_linked_customers_are_told_unless_the_owner_lets_nothing_be_written() -> None:
    (row_,) = what_needs_me(replace(facts(), updates=12))
    assert str(row_.sentence) == "Changes of 12 linked customers wait to be carried to e-conomic."
    assert (row_.place, row_.wanted.tab) == (Place.LINK_CUSTOMERS, Tab.LINKED)

    setup = replace(facts().setup, owner=OwnerRules(mode=OwnerMode.FINANCE))
    assert what_needs_me(replace(facts(), setup=setup, updates=12)) == []


def test_an_amount_that_was_answered_otherwise_is_told_with_both_numbers_until_it_is_accepted() -> None:
    texts.set_language("en")
    one = row("1", TransferState.TRANSFERRED)
    assert one.transfer is not None
    other = replace(one, transfer=replace(one.transfer, answered=Amounts(net=one.invoice.net - 1)))
    (told,) = (found for found in what_needs_me(facts(other)) if found.lamp is Lamp.DIFFERS)
    assert str(told.sentence) == "1 document has another amount in e-conomic"
    assert "in TimeLog and" in str(told.detail)
    assert not [found for found in what_needs_me(facts(replace(other, is_accepted=True))) if found.lamp is Lamp.DIFFERS]
