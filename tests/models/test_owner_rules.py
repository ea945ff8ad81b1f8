"""Who owns customers: the whole table of owner x creation x permission x link state x event (product.md chapter 2)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.models.customer_card import why_off
from desktop.models.field_mapping import Field, FieldTable
from desktop.models.invoice_checks import Surroundings, reasons
from desktop.models.owner_change import Standing, consequences
from desktop.models.owner_rules import (
    CardAction,
    Creation,
    OverThere,
    OwnerMode,
    OwnerRules,
    Step,
    before_invoice,
    by_hand,
    off_on_card,
)
from desktop.models.records import (
    CarriedValues,
    Customer,
    DecidedBy,
    Invoice,
    InvoiceLine,
    Item,
    Link,
    LinkKind,
    MoneyRules,
    Side,
)
from desktop.models.updates import LinkedPair, field_updates, targets, unseen_decision, why_not_carried, why_not_to
from desktop.texts import Message

KNOWN = Surroundings(
    system="e-conomic",
    psa="TimeLog",
    customer=None,
    unlinked=None,
    items={"1": Item(number="1")},
    activated=frozenset("1"),
    currencies=None,
    tables={name: FieldTable("e-conomic", name, ()) for name in ("invoices", "invoice_lines")},
    money=MoneyRules(),
)
INVOICE = Invoice(
    id="1", date=dt.date(2026, 3, 2), customer_id="p1", lines=(InvoiceLine(item_number="1", quantity=Decimal(1), net=Decimal(1)),)
)
"""Nothing but its customer can stop this invoice."""

CUSTOMER = Customer(id="p1", number="42", name="Æble ApS")
THERE = Customer(id="f1", number="7", name="Æble")
OTHER = Customer(id="f2", number="8", name="Æble")
GONE = replace(THERE, is_gone=True)
LINKED = Link(kind=LinkKind.CUSTOMER, psa_id="p1", finance_id="f1", decided_by=DecidedBy.PERSON, decided_at=dt.datetime.now(dt.UTC))
SYSTEMS = ("TimeLog", "e-conomic")

STATES: dict[str, tuple[Customer | None, Customer | None, Link | None, OverThere]] = {
    # the PSA's customer, the one over there on its card, the link, and whom it may be over there
    "in the PSA only": (CUSTOMER, None, None, OverThere()),
    "same CVR there": (CUSTOMER, None, None, OverThere(same=[THERE])),
    "same CVR, several": (CUSTOMER, None, None, OverThere(same=[THERE, OTHER])),
    "same CVR, ignored": (CUSTOMER, None, None, OverThere(ignored=[THERE])),
    "same CVR, linked": (CUSTOMER, None, None, OverThere(taken=[THERE])),
    "looks the same": (CUSTOMER, None, None, OverThere(alike=[THERE])),
    "over there only": (None, THERE, None, OverThere()),
    "linked": (CUSTOMER, THERE, LINKED, OverThere()),
    "linked, gone there": (CUSTOMER, GONE, LINKED, OverThere()),
    "read on no side": (None, None, None, OverThere()),
}
"""The link states of a customer."""

TABLE = """
owner   | creation      | may link | link state         | invoice | by hand            | PSA changed | finance changed | both change
psa     | manual        | any      | in the PSA only    | stop    | link create>       | -           | -               | -
psa     | first_invoice | any      | in the PSA only    | create  | link create>       | -           | -               | -
psa     | any           | no       | same CVR there     | stop    | link               | -           | -               | -
psa     | any           | yes      | same CVR there     | link    | link               | -           | -               | -
psa     | any           | any      | same CVR, several  | stop    | link               | -           | -               | -
psa     | any           | any      | same CVR, ignored  | stop    | link               | -           | -               | -
psa     | any           | any      | same CVR, linked   | stop    | link               | -           | -               | -
psa     | any           | any      | looks the same     | stop    | link               | -           | -               | -
psa     | any           | any      | over there only    | -       | link               | -           | -               | -
psa     | any           | any      | linked             | go      | unlink send>       | >           | >, shown        | >, shown
psa     | any           | any      | linked, gone there | stop    | unlink             | -           | -               | -
psa     | any           | any      | read on no side    | -       | -                  | -           | -               | -
finance | any           | any      | in the PSA only    | stop    | -                  | -           | -               | -
finance | any           | no       | same CVR there     | stop    | -                  | -           | -               | -
finance | any           | yes      | same CVR there     | link    | -                  | -           | -               | -
finance | any           | any      | same CVR, several  | stop    | -                  | -           | -               | -
finance | any           | any      | same CVR, ignored  | stop    | -                  | -           | -               | -
finance | any           | any      | same CVR, linked   | stop    | -                  | -           | -               | -
finance | any           | any      | looks the same     | stop    | -                  | -           | -               | -
finance | any           | any      | over there only    | -       | -                  | -           | -               | -
finance | any           | any      | linked             | go      | unlink             | -           | -               | -
finance | any           | any      | linked, gone there | stop    | unlink             | -           | -               | -
finance | any           | any      | read on no side    | -       | -                  | -           | -               | -
both    | manual        | any      | in the PSA only    | stop    | link create>       | -           | -               | -
both    | first_invoice | any      | in the PSA only    | create  | link create>       | -           | -               | -
both    | any           | no       | same CVR there     | stop    | link               | -           | -               | -
both    | any           | yes      | same CVR there     | link    | link               | -           | -               | -
both    | any           | any      | same CVR, several  | stop    | link               | -           | -               | -
both    | any           | any      | same CVR, ignored  | stop    | link               | -           | -               | -
both    | any           | any      | same CVR, linked   | stop    | link               | -           | -               | -
both    | any           | any      | looks the same     | stop    | link               | -           | -               | -
both    | any           | any      | over there only    | -       | link create<       | -           | -               | -
both    | any           | any      | linked             | go      | unlink send> send< | >           | <               | > <, asked
both    | any           | any      | linked, gone there | stop    | unlink             | -           | -               | -
both    | any           | any      | read on no side    | -       | -                  | -           | -               | -
"""
"""Owner x creation x permission x link state x event: what happens. ">" is to the finance system, "<" to the PSA, "-" nothing.

How product.md chapter 2 reads for each:
- psa, manual, in the PSA only -> stop, with the permission too. "choice: manual only or automatically at the first invoice"; the
  permission is to *link* by itself, and its "no match creates and links the customer" tells what comes before an invoice where
  invoices create customers at all. In TimeLog's guide to its integration of today ("Kom godt i gang. Integration med e-conomic",
  under "Hvordan og hvornår kunder oprettes i e-conomic") this choice means that a customer is created when somebody asks for it,
  and that no transfer of an invoice can create one.
- same CVR -> "a match links without carrying customer data", only with the permission; without it nothing is linked, and nothing
  is created beside it either: that would be the duplicate which chapter 6 warns of.
- same CVR, ignored -> a person has set that one aside (chapter 3): neither linked nor doubled without being asked.
- several, linked to another, looks the same -> nothing is guessed: a person decides.
- finance -> "a match on CVR links and the invoice goes, no customer data is carried, and linking from the customer card is off";
  new customers are "imported into the PSA through the linking wizard"; updates are "not carried to the PSA".
- by hand -> "black dot (not linked: click creates or links) or a green tick (linked: click unlinks)"; "manual stays possible".
- psa, linked -> "PSA wins over changes made in the finance system": what takes such a change back is shown before it is written.
- both -> "both ways, each side's news goes to the other": both changed means that somebody is asked which counts.
- linked, gone there -> the invoice has nobody to go to; unlinking "deletes nothing on either side".
- "-" at an invoice: there is no customer in the PSA that it could be made out to.
"""

Cell = dict[str, str]


def table() -> list[Cell]:
    """The rows of the table with their columns by name."""
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


ROWS = table()
WHOLE = pytest.mark.parametrize("row", ROWS, ids=[" ".join(list(row.values())[:4]) for row in ROWS])


def rules_of(row: Cell) -> list[OwnerRules]:
    """Every choice that a row is about."""
    return [
        OwnerRules(mode=mode, creation=creation, may_link=may_link)
        for mode, creation, may_link in itertools.product(OwnerMode, Creation, (False, True))
        if row["owner"] == mode and row["creation"] in ("any", creation) and row["may link"] in ("any", "yes" if may_link else "no")
    ]


def test_every_combination_stands_in_the_table_once() -> None:
    told = Counter((rules, row["link state"]) for row in ROWS for rules in rules_of(row))
    assert set(told.values()) == {1}
    assert len(told) == len(OwnerMode) * len(Creation) * 2 * len(STATES)


@WHOLE
def test_what_happens_to_the_customer_of_an_invoice(row: Cell) -> None:
    ours, theirs, link, there = STATES[row["link state"]]
    if ours is None:
        assert row["invoice"] == "-"
        return
    for rules in rules_of(row):
        step = before_invoice(rules, ours, there, "e-conomic") if link is None else None
        stops = reasons(INVOICE, replace(KNOWN, customer=theirs if link else None, unlinked=step.reason if step else None))
        assert row["invoice"] == ("stop" if stops else step.step if step else "go")
        assert step is None or step.customer == (THERE if step.step is Step.LINK else None)
        assert all(one.what_to_do is not None for one in stops)


@WHOLE
def test_what_a_person_can_do_on_the_card(row: Cell) -> None:
    ours, theirs, link, there = STATES[row["link state"]]
    for rules in rules_of(row):
        off = why_off(rules, ours, theirs, link, SYSTEMS)
        allowed = set(CardAction) - set(off)
        if ours is not None and by_hand(rules, ours, there, *SYSTEMS).step is Step.STOP:
            allowed.discard(CardAction.CREATE_IN_FINANCE)
        assert allowed == {BY_HAND[word] for word in row["by hand"].split() if word != "-"}
        assert all(reason.render() for reason in off.values())


BY_HAND = {
    "link": CardAction.LINK,
    "unlink": CardAction.UNLINK,
    "create>": CardAction.CREATE_IN_FINANCE,
    "create<": CardAction.CREATE_IN_PSA,
    "send>": CardAction.SEND_TO_FINANCE,
    "send<": CardAction.SEND_TO_PSA,
}
ECONOMIC = FieldTable("e-conomic", "customers", (Field("phone", "phone", Message("Phone")),))
THEN = CarriedValues(psa={"phone": "1"}, finance={"phone": "1"})
"""What both sides held when something was last carried."""


@WHOLE
@pytest.mark.parametrize("event", ["PSA changed", "finance changed", "both change"])
def test_where_a_changed_field_goes_and_who_is_asked_first(row: Cell, event: str) -> None:
    ours, theirs, link, _there = STATES[row["link state"]]
    words, _comma, how = row[event].partition(", ")
    expected = {{">": Side.FINANCE, "<": Side.PSA}[word] for word in words.split() if word != "-"}
    for rules in rules_of(row):
        if ours is None or theirs is None or link is None or theirs.is_gone:  # nothing is carried between others
            assert not expected
            assert {CardAction.SEND_TO_FINANCE, CardAction.SEND_TO_PSA} <= set(why_off(rules, ours, theirs, link, SYSTEMS))
            continue
        pair = LinkedPair(
            psa=replace(ours, phone="1" if event == "finance changed" else "2"),
            finance=replace(theirs, phone="1" if event == "PSA changed" else "3"),
            carried=THEN,
        )
        found = {
            side: updates
            for side in targets(rules.mode)
            if why_not_to(side, rules, *SYSTEMS) is None and (updates := field_updates(ECONOMIC, pair, side, rules.mode))
        }
        assert set(found) == expected
        assert {one.is_asked for updates in found.values() for one in updates} <= {how == "asked"}
        unseen = {side for side, updates in found.items() if unseen_decision(ECONOMIC, pair, side, updates) is not None}
        assert unseen == (set() if how else expected), "only what takes nothing back goes without being seen"


def test_a_customer_that_nobody_changed_has_nothing_to_carry() -> None:
    pair = LinkedPair(psa=replace(CUSTOMER, phone="1"), finance=replace(THERE, phone="1"), carried=THEN)
    assert not any(field_updates(ECONOMIC, pair, side, mode) for mode in OwnerMode for side in targets(mode))


@pytest.mark.parametrize(
    ("there", "sentence"),
    [
        (OverThere(), "Customer 42 Æble ApS is not linked to a customer in e-conomic."),
        (OverThere(same=[THERE, OTHER]), "2 customers in e-conomic have the CVR number of 42 Æble ApS."),
        (OverThere(ignored=[THERE]), "7 Æble in e-conomic has the CVR number of 42 Æble ApS, but is ignored."),
        (OverThere(taken=[THERE]), "42 Æble ApS has the CVR number of 7 Æble in e-conomic, which is linked to another customer."),
        (OverThere(alike=[THERE]), "e-conomic has 7 Æble already, which looks like the same one."),
        (OverThere(gone=[THERE]), "Customer 7 Æble was deleted in e-conomic."),
    ],
)
def test_an_invoice_that_is_stopped_says_why(there: OverThere, sentence: str) -> None:
    creation = Creation.FIRST_INVOICE if there.taken or there.alike or there.gone else Creation.MANUAL
    reason = before_invoice(OwnerRules(creation=creation), CUSTOMER, there, "e-conomic").reason
    assert reason is not None
    assert reason.sentence.render() == sentence


def test_one_that_was_deleted_over_there_is_created_anew_by_hand_only() -> None:
    there, rules = OverThere(gone=[THERE]), OwnerRules(creation=Creation.FIRST_INVOICE)
    assert before_invoice(rules, CUSTOMER, there, "e-conomic").step is Step.STOP
    assert by_hand(rules, CUSTOMER, there, *SYSTEMS).step is Step.CREATE


@pytest.mark.parametrize("mode", OwnerMode)
def test_what_a_mode_forbids_on_the_card_names_the_systems_and_people_follow_the_mode(mode: OwnerMode) -> None:
    rules = OwnerRules(mode=mode)
    forbidden = [reason for action in CardAction if (reason := off_on_card(rules, action, *SYSTEMS)) is not None]
    assert all("e-conomic" in one.render() or "TimeLog" in one.render() for one in forbidden)
    assert rules.may_create_people is (mode is not OwnerMode.FINANCE)
    assert (why_not_carried(rules, *SYSTEMS) is None) is (mode is not OwnerMode.FINANCE)


# another choice later

LABELS = {Side.PSA: "TimeLog", Side.FINANCE: "e-conomic"}


def test_what_another_choice_changes_is_told_with_its_counts() -> None:
    before = Standing(
        rules=OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True),
        steps={"1": Step.CREATE, "2": Step.CREATE, "3": Step.LINK, "4": Step.STOP},
        updates={Side.FINANCE: 12},
    )
    after = Standing(
        rules=OwnerRules(mode=OwnerMode.FINANCE, may_link=True),
        steps={"1": Step.STOP, "2": Step.STOP, "3": Step.LINK, "4": Step.LINK},
    )

    assert [one.render() for one in consequences(before, after, LABELS)] == [
        "1 customer with invoices that wait would be linked by CVR number.",
        "2 customers with invoices that wait would have to be linked by hand; until then their invoices are stopped.",
        "Changes of 12 linked customers that wait now would not be carried to e-conomic.",
        "Contacts and employees of invoices are no longer created in e-conomic.",
    ]
    assert [one.render() for one in consequences(after, before, LABELS)] == [
        "2 customers with invoices that wait would be created in e-conomic.",
        "1 customer with invoices that wait would have to be linked by hand; until then its invoices are stopped.",
        "Changes of 12 linked customers would wait to be carried to e-conomic.",
        "Contacts and employees of invoices are created in e-conomic when they are missing.",
    ]


def test_a_choice_that_changes_nothing_now_says_so() -> None:
    same = Standing(rules=OwnerRules())

    assert [one.render() for one in consequences(same, same, LABELS)] == ["Nothing of what waits now is treated in another way."]
