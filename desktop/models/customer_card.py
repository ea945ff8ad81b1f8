"""The customer card: both sides of one customer, where it is linked, what may be done, and what belongs to it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.models.att_person import FIELD, KEPT, NONE_THERE
from desktop.models.comparison import FieldPair
from desktop.models.invoice_rows import TransferRow
from desktop.models.owner_rules import CardAction, OwnerRules, off_on_card
from desktop.models.records import Contact, Customer, Integration, Link, LogEntry, Suggestion
from desktop.models.records.customers import PRIVATE_PERSON
from desktop.models.records.suggestions import Verdict
from desktop.texts import Message


@dataclass(frozen=True, slots=True)
class OpenCustomer:
    """What another page wants to be shown on the card: a customer by its id on either side, and its contacts to be chosen."""

    psa_id: str = ""
    finance_id: str = ""
    chooses_contacts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPlace:
    """The customer in one integration: linked (green tick) or not (black dot), and why an action is off; missing: allowed.

    A customer that was not read in this integration has no `psa` there; nothing can be done with it then.
    """

    integration: Integration
    system: str  # name of the finance system
    psa: Customer | None
    finance: Customer | None
    link: Link | None
    off: Mapping[CardAction, Message] = field(default_factory=dict)

    @property
    def is_linked(self) -> bool:
        """Green tick, or black dot."""
        return self.link is not None

    @property
    def sentence(self) -> Message:
        """Where the customer stands here, in words."""
        values = {"integration": self.integration.name, "system": self.system}
        if self.link is not None:
            title = self.finance.title if self.finance else self.link.finance_id
            return Message("{integration}: linked to {customer} in {system}", customer=title, **values)
        if self.psa is None and self.finance is None:
            return Message("{integration}: the customer was not read", **values)
        return Message("{integration}: not linked in {system}", **values)


@dataclass(frozen=True, slots=True)
class CardContact:
    """A contact of the customer in the PSA, with the id and the name of the one over there that it is linked to, else empty."""

    contact: Contact
    finance_id: str = ""
    finance_name: str = ""

    @property
    def is_linked(self) -> bool:
        """Whether it is linked to one over there."""
        return bool(self.finance_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """Everything about one customer of one integration; `others` are the other integrations that share the PSA."""

    place: CustomerPlace
    others: tuple[CustomerPlace, ...]
    psa_system: str
    fields: tuple[FieldPair, ...]
    lacks: frozenset[str]  # fields that the finance system has no place for
    contacts: tuple[CardContact, ...]
    invoices: tuple[TransferRow, ...]
    log: tuple[LogEntry, ...]  # newest first, without what was sent and answered
    is_att_person_kept: bool | None  # `None`: the finance system has no att. person
    why_no_contacts: Message | None = None  # why contacts cannot be linked, `None` where they can

    @property
    def name(self) -> str:
        """What the customer is called, the PSA's name first."""
        one = self.place.psa or self.place.finance
        return one.name if one else ""

    @property
    def differing(self) -> int:
        """How many fields differ between the two sides, those that one side lacks among them."""
        return sum(is_difference(one) for one in self.fields)


def att_person(finance: Customer | None, *, is_kept: bool) -> tuple[FieldPair, ...]:
    """The line of the finance customer's att. person, whom the PSA's customer has not; nothing without a finance customer."""
    if finance is None:
        return ()
    written = KEPT if is_kept else Message("Each invoice writes its contact as the att. person.")
    note = NONE_THERE if finance.status == PRIVATE_PERSON else written
    line = FieldPair(
        field=FIELD,
        label=Message("Att. person"),
        finance=finance.attention,
        psa="",
        verdict=Verdict.ABSENT,
        note=note,
        has_no_place=True,
    )
    return (line,)


def is_difference(pair: FieldPair) -> bool:
    """Whether a field counts as different; each system has its own customer numbers, and what has no place is not missing."""
    if pair.field == "number" or pair.has_no_place:
        return False
    return pair.verdict in (Verdict.DIFFERS, Verdict.CONTRADICTS) or (pair.verdict is Verdict.ABSENT and pair.note is not None)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Somebody to link to: a suggestion with its evidence, or anybody else who is not linked."""

    customer: Customer
    suggestion: Suggestion | None = None


def why_off(
    rules: OwnerRules, psa: Customer | None, finance: Customer | None, link: Link | None, systems: tuple[str, str]
) -> dict[CardAction, Message]:
    """Why each action is off for this customer: what it lacks first, then what the owner of customers forbids.

    `systems` are the names of the PSA and of the finance system. What is missing in the answer is allowed.
    """
    psa_system, finance_system = systems
    off: dict[CardAction, Message] = {}
    for action in CardAction:
        reason = _lacks(action, psa, finance, link, systems) or off_on_card(rules, action, psa_system, finance_system)
        if reason is not None:
            off[action] = reason
    return off


def _lacks(
    action: CardAction, psa: Customer | None, finance: Customer | None, link: Link | None, systems: tuple[str, str]
) -> Message | None:
    needs_link = action in (CardAction.UNLINK, CardAction.SEND_TO_FINANCE, CardAction.SEND_TO_PSA)
    if psa is None and finance is None:
        return Message("The customer was not read in this integration.")
    if link is None and needs_link:
        return Message("The customer is not linked.")
    if link is not None and not needs_link:
        return Message("The customer is linked already.")
    sides = {
        CardAction.CREATE_IN_FINANCE: (psa, systems[0]),
        CardAction.CREATE_IN_PSA: (finance, systems[1]),
    }
    if action in sides:
        source, system = sides[action]
        if source is None or source.is_gone:
            return Message("There is no such customer in {system} to create it from.", system=system)
    both = (psa, systems[0]), (finance, systems[1])
    if action in (CardAction.SEND_TO_FINANCE, CardAction.SEND_TO_PSA):
        for one, system in both:
            if one is None or one.is_gone:
                return Message("The customer is gone from {system}.", system=system)
    return None
