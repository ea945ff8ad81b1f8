"""What needs the user in an integration, worst first (Overview: *Kræver handling*); pure.

A new kind of row is one more function here; the page draws whatever comes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desktop.models.invoice_causes import Fix, causes
from desktop.models.invoice_rows import NOT_THERE, REFUSED, STOPPED, CurrencySum, TransferRow, differs_sentence, sums
from desktop.models.lamps import WORDS, Lamp
from desktop.models.linking import ShowCustomers, Tab
from desktop.models.records import FinanceState, Side
from desktop.models.setup_steps import SetupFacts, StepKey, setup_steps, steps_left
from desktop.models.updates import waiting_sentence, why_not_carried
from desktop.texts import Message

OVERDUE_DAYS = 5
"""How long a draft may lie in the finance system before it is called overdue (ui/direction.md section 8)."""


class Place(StrEnum):
    """Where something is put right; the keys of the pages."""

    SETUP = "setup"
    LINK_CUSTOMERS = "link_customers"
    ITEMS = "items"
    INVOICES = "invoices"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsHandlingFacts:
    """All that the rows are made from; `invoices` are the documents of the PSA with where they stand."""

    setup: SetupFacts
    invoices: Sequence[TransferRow]
    now: dt.datetime
    updates: int = 0  # linked customers with changes that wait to be carried

    @property
    def psa(self) -> str:
        """The PSA as people write it."""
        return self.setup.labels[Side.PSA]

    @property
    def finance(self) -> str:
        """The finance system as people write it."""
        return self.setup.labels[Side.FINANCE]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsHandling:
    """One thing that needs the user: `wanted` is what is to be shown at the place, as that page takes it."""

    lamp: Lamp
    word: Message
    sentence: Message
    detail: Message
    button: Message
    place: Place
    wanted: Any = None
    amounts: tuple[CurrencySum, ...] = ()
    is_next: bool = False  # the one that the primary button is for


def what_needs_me(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    """Everything that needs the user, worst first; empty when nothing does."""
    makers: list[Callable[[NeedsHandlingFacts], list[NeedsHandling]]] = [
        _broken_connections, _uncertain, _refused, _missing_items, _differing, _overdue, _undecided_customers, _updates,
        _ready, _setup,
    ]  # fmt: skip
    rows = [row for make in makers for row in make(facts)]
    is_active = facts.setup.integration.is_active
    for place, row in enumerate(rows):
        if row.place is (Place.INVOICES if is_active else Place.SETUP) and row.lamp is Lamp.WAITING:
            return [*rows[:place], replace(row, is_next=True), *rows[place + 1 :]]
    return [replace(rows[0], is_next=True), *rows[1:]] if rows else []


def _broken_connections(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    sides = {StepKey.PSA_CONNECTION: facts.psa, StepKey.FINANCE_CONNECTION: facts.finance}
    return [
        NeedsHandling(
            lamp=Lamp.REFUSED,
            word=step.word,
            sentence=Message("The connection to {system} is broken", system=sides[step.key]),
            detail=step.evidence,
            button=Message("Setup …"),
            place=Place.SETUP,
        )
        for step in setup_steps(facts.setup)
        if step.key in sides and step.lamp is Lamp.REFUSED
    ]


def _uncertain(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    rows = [row for row in facts.invoices if row.is_unknown]
    if not rows:
        return []
    first, count = rows[0], len(rows)
    entry = first.transfer.log_entry_id if first.transfer and count == 1 else None
    one = Message(
        "{number} to {customer}. {system} did not answer. It is looked up before it is sent again.",
        number=first.invoice.number,
        customer=first.invoice.customer_name,
        system=facts.finance,
    )
    many = Message("{system} did not answer. They are looked up before they are sent again.", system=facts.finance)
    return [
        NeedsHandling(
            lamp=Lamp.UNKNOWN,
            word=Message("Uncertain"),
            sentence=Message("{count} document is uncertain", "{count} documents are uncertain", count=count),
            detail=one if count == 1 else many,
            button=Message("Show in the log") if entry is not None else Message("Show it", "Show the {count}", count=count),
            place=Place.LOG if entry is not None else Place.INVOICES,
            wanted=first.id if entry is None else entry,
            amounts=tuple(sums(rows)),
        )
    ]


def _refused(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    """A row for each word that the list of invoices has for what did not go."""
    by_word: dict[Message, list[TransferRow]] = {REFUSED: [], STOPPED: [], NOT_THERE: []}
    for row in facts.invoices:
        if row.lamp is Lamp.REFUSED:
            by_word[row.word].append(row)
    return [_not_gone(rows, facts.finance) for rows in by_word.values() if rows]


def _not_gone(rows: Sequence[TransferRow], finance: str) -> NeedsHandling:
    count = len(rows)
    found = causes({row.id: row.reasons for row in rows})
    is_one_cause = len(found) == 1
    place, button = Place.INVOICES, Message("Show it", "Show the {count}", count=count)
    if is_one_cause and found[0].fix in _FIX_PLACES:
        place, button = _FIX_PLACES[found[0].fix]
    return NeedsHandling(
        lamp=Lamp.REFUSED,
        word=rows[0].word,
        sentence=_not_gone_sentence(rows[0].word, count, finance, is_one_cause=is_one_cause and count > 1),
        detail=_one_of(rows, found[0].example) if is_one_cause else _list_of([cause.title for cause in found]),
        button=button,
        place=place,
        wanted=rows[0].id if place is Place.INVOICES else None,
        amounts=tuple(sums(rows)),
    )


def _one_of(rows: Sequence[TransferRow], example: Message) -> Message:
    """The sentence of all these documents, or, where it names what is the matter with one of them, that as an instance."""
    is_said_of_all = len({reason.sentence for row in rows for reason in row.reasons}) == 1
    return example if is_said_of_all else Message("For instance: {sentence}", sentence=example)


def _not_gone_sentence(word: Message, count: int, finance: str, *, is_one_cause: bool) -> Message:
    if word == NOT_THERE:
        return Message("{count} document is not in {system}", "{count} documents are not in {system}", count=count, system=finance)
    if word == REFUSED:
        if is_one_cause:
            return Message(
                "{count} document was refused, all for the same reason",
                "{count} documents were refused, all for the same reason",
                count=count,
            )
        return Message("{count} document was refused", "{count} documents were refused", count=count)
    if is_one_cause:
        return Message(
            "{count} document was stopped, all for the same reason",
            "{count} documents were stopped, all for the same reason",
            count=count,
        )
    return Message("{count} document was stopped", "{count} documents were stopped", count=count)


def _differing(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    rows = [row for row in facts.invoices if row.differs is not None]
    if not rows:
        return []
    count, one = len(rows), differs_sentence(rows[0], facts.psa, facts.finance)
    first = Message("Document {number}: {sentence}", number=rows[0].invoice.number, sentence=one)
    return [
        NeedsHandling(
            lamp=Lamp.DIFFERS,
            word=WORDS[Lamp.DIFFERS],
            sentence=Message(
                "{count} document has another amount in {system}",
                "{count} documents have other amounts in {system}",
                count=count,
                system=facts.finance,
            ),
            detail=first,
            button=Message("Show it", "Show the {count}", count=count),
            place=Place.INVOICES,
            wanted=rows[0].id,
            amounts=tuple(sums(rows)),
        )
    ]


_FIX_PLACES: dict[Fix | None, tuple[Place, Message]] = {
    Fix.ITEM_NUMBERS: (Place.ITEMS, Message("Item numbers …")),
    Fix.ACTIVATE_ITEMS: (Place.ITEMS, Message("Item numbers …")),
    Fix.LINK_CUSTOMERS: (Place.LINK_CUSTOMERS, Message("Link customers …")),
    Fix.SETUP: (Place.SETUP, Message("Setup …")),
}


def _list_of(titles: list[Message]) -> Message:
    if len(titles) <= 3:
        return Message("{titles}.", titles=tuple(titles))
    return Message("{titles} and more.", titles=tuple(titles[:3]))


def _missing_items(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    items = facts.setup.activation.items
    if not items.stopped_invoices or not items.is_read:
        return []
    return [
        NeedsHandling(
            lamp=Lamp.REFUSED,
            word=Message("Stops invoices"),
            sentence=Message(
                "{count} document to be sent has a line without a usable item number",
                "{count} documents to be sent have lines without a usable item number",
                count=items.stopped_invoices,
            ),
            detail=Message(
                "{count} line of {all} documents to be sent.",
                "{count} lines of {all} documents to be sent.",
                count=items.stopped_lines,
                all=items.waiting_invoices,
            ),
            button=Message("Item numbers …"),
            place=Place.ITEMS,
        )
    ]


def _overdue(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    limit = facts.now - dt.timedelta(days=OVERDUE_DAYS)
    lying = [
        (row.transfer.ended_at, row)
        for row in facts.invoices
        if row.there is FinanceState.DRAFT and row.is_transferred and row.transfer is not None and row.transfer.ended_at is not None
    ]
    rows = [row for ended_at, row in sorted(lying, key=lambda one: one[0]) if ended_at < limit]
    if not rows:
        return []
    return [
        NeedsHandling(
            lamp=Lamp.SENDING,
            word=Message("Overdue"),
            sentence=Message(
                "{count} draft has lain in {system} for more than {days} days",
                "{count} drafts have lain in {system} for more than {days} days",
                count=len(rows),
                system=facts.finance,
                days=OVERDUE_DAYS,
            ),
            detail=Message(
                "The oldest is {number} from {date}. Drafts are booked in {system}.",
                number=rows[0].invoice.number,
                date=rows[0].invoice.date,
                system=facts.finance,
            ),
            button=Message("Show it", "Show the {count}", count=len(rows)),
            place=Place.INVOICES,
            wanted=rows[0].id,
            amounts=tuple(sums(rows)),
        )
    ]


def _undecided_customers(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    customers = facts.setup.activation.customers
    if not customers.is_read or customers.is_met:
        return []
    tabs = customers.tabs
    return [
        NeedsHandling(
            lamp=Lamp.WAITING,
            word=Message("To do"),
            sentence=Message(
                "{count} customer in {system} is neither linked nor ignored",
                "{count} customers in {system} are neither linked nor ignored",
                count=customers.undecided,
                system=facts.finance,
            ),
            detail=Message(
                "{one} have one suggestion, {several} several, {none} none.",
                one=tabs.get(Tab.ONE, 0),
                several=tabs.get(Tab.SEVERAL, 0),
                none=tabs.get(Tab.NONE, 0),
            )
            if not tabs.get(Tab.NOT_LOOKED_UP)
            else Message("For {count} nobody has looked for a counterpart yet.", count=tabs[Tab.NOT_LOOKED_UP]),
            button=Message("Link customers …"),
            place=Place.LINK_CUSTOMERS,
        )
    ]


def _updates(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    owner = facts.setup.owner
    if not facts.updates or why_not_carried(owner, facts.psa, facts.finance) is not None:
        return []
    return [
        NeedsHandling(
            lamp=Lamp.WAITING,
            word=Message("To do"),
            sentence=waiting_sentence(facts.updates, owner.mode, facts.psa, facts.finance),
            detail=Message("The changes are shown before they are written to the other side."),
            button=Message("See changes …"),
            place=Place.LINK_CUSTOMERS,
            wanted=ShowCustomers(tab=Tab.LINKED),
        )
    ]


def _ready(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    rows = [row for row in facts.invoices if row.transfer is None and row.can_send]
    if not rows:
        return []
    return [
        NeedsHandling(
            lamp=Lamp.WAITING,
            word=Message("Waiting"),
            sentence=Message(
                "{count} document is waiting to be transferred", "{count} documents are waiting to be transferred", count=len(rows)
            ),
            detail=Message("Booked in {psa}, and not sent to {system} yet.", psa=facts.psa, system=facts.finance),
            button=Message("Transfer {count} …", count=len(rows)),
            place=Place.INVOICES,
            amounts=tuple(sums(rows)),
        )
    ]


_ROWS_OF_THEIR_OWN = {StepKey.CUSTOMERS, StepKey.ITEMS, StepKey.DEFAULT_ITEMS}


def _setup(facts: NeedsHandlingFacts) -> list[NeedsHandling]:
    left = steps_left(facts.setup)
    is_told = all(step.lamp is Lamp.REFUSED or step.key in _ROWS_OF_THEIR_OWN for step in left)
    if is_told and facts.setup.integration.is_active:
        return []
    titles = [step.title for step in left] or [Message("Activate integration")]
    return [
        NeedsHandling(
            lamp=Lamp.WAITING,
            word=Message("To do"),
            sentence=Message("{count} step of the setup is left", "{count} steps of the setup are left", count=len(left))
            if left
            else Message("Not active, ready to be activated"),
            detail=_list_of(titles),
            button=Message("Setup …"),
            place=Place.SETUP,
        )
    ]
