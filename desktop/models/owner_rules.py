"""Who owns customers, and what that allows (product.md chapter 2); pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.models.records import Customer, Reason
from desktop.texts import Message


class OwnerMode(StrEnum):
    """Which side creates and maintains customers."""

    PSA = "psa"
    FINANCE = "finance"
    BOTH = "both"


class Creation(StrEnum):
    """When a new customer is created in the finance system; by hand is always possible."""

    MANUAL = "manual"
    FIRST_INVOICE = "first_invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRules:
    """The choices of one integration."""

    mode: OwnerMode = OwnerMode.PSA
    creation: Creation = Creation.MANUAL
    may_link: bool = False  # let Bindeled link customers by itself

    @property
    def may_create_people(self) -> bool:
        """Whether contacts and employees of an invoice are created over there: not where the finance system owns its data."""
        return self.mode is not OwnerMode.FINANCE


class CardAction(StrEnum):
    """What can be done with one customer by hand, on its card."""

    LINK = "link"
    UNLINK = "unlink"
    CREATE_IN_FINANCE = "create_in_finance"
    CREATE_IN_PSA = "create_in_psa"
    SEND_TO_FINANCE = "send_to_finance"  # changed fields of a linked customer
    SEND_TO_PSA = "send_to_psa"


_OFF_ON_CARD: Mapping[OwnerMode, Mapping[CardAction, Message]] = {
    OwnerMode.PSA: {
        CardAction.CREATE_IN_PSA: Message("{psa} owns customers: import this one under Link customers."),
        CardAction.SEND_TO_PSA: Message("{psa} owns customers, so changes in {finance} are not carried to {psa}."),
    },
    OwnerMode.FINANCE: {
        CardAction.LINK: Message("{finance} owns customers: link this one under Link customers."),
        CardAction.CREATE_IN_FINANCE: Message("{finance} owns customers: make this one there, and read again."),
        CardAction.CREATE_IN_PSA: Message("{finance} owns customers: import this one under Link customers."),
        CardAction.SEND_TO_FINANCE: Message("{finance} owns customers, so nothing is written over them from {psa}."),
        CardAction.SEND_TO_PSA: Message("Changes in {finance} are not carried to {psa} when {finance} owns customers."),
    },
    OwnerMode.BOTH: {},
}
"""What each mode forbids (product.md chapter 2, the table and *Customer card*); what stands in no row is allowed."""


def off_on_card(rules: OwnerRules, action: CardAction, psa: str, finance: str) -> Message | None:
    """Why the owner of customers forbids something on the customer card, `None` when it is allowed; the names of both systems."""
    found = _OFF_ON_CARD[rules.mode].get(action)
    return None if found is None else Message(found.text, psa=psa, finance=finance)


class Step(StrEnum):
    """What happens to an unlinked customer when its invoice is to go."""

    LINK = "link"
    CREATE = "create"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStep:
    """The step, with the finance customer to link to, or the reason to stop."""

    step: Step
    customer: Customer | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverThere:
    """The finance customers that an unlinked PSA customer may be.

    `same`: not linked, with the same CVR or organisation number; `ignored`: the same, but a person has set it aside; `taken`: with
    the same number, but linked to another customer; `alike`: not linked, and in all other traits just what would be created;
    `gone`: deleted over there, and the same in one of these ways.
    """

    same: Sequence[Customer] = ()
    ignored: Sequence[Customer] = ()
    taken: Sequence[Customer] = ()
    alike: Sequence[Customer] = ()
    gone: Sequence[Customer] = ()


def before_invoice(rules: OwnerRules, customer: Customer, there: OverThere, system: str) -> CustomerStep:
    """What to do about an unlinked PSA customer when its invoice is to go.

    A customer is never created beside one that is the same or in place of one that was deleted, and never linked by a guess between
    several or to one that a person has ignored. *Manual only* is obeyed whatever the permission says: that lets Bindeled link by
    itself, and by hand only means that no invoice creates a customer (product.md chapter 2).
    """
    name, same = customer.title, there.same
    if len(same) > 1:
        return _stop(
            "customer_not_linked",
            Message(
                "{count} customers in {system} have the CVR number of {customer}.",
                count=len(same),
                system=system,
                customer=name,
            ),
            Message("Choose the right one under Link customers, and transfer again."),
        )
    if same and rules.may_link:
        return CustomerStep(step=Step.LINK, customer=same[0])
    if there.ignored and not same:
        return _stop("customer_ignored", _is_ignored(customer, there.ignored[0], system), _LINK_THE_TWO)
    creates = rules.mode in (OwnerMode.PSA, OwnerMode.BOTH) and rules.creation is Creation.FIRST_INVOICE
    if creates and not same:
        step = _created_unless_there(customer, there, system)
        return _deleted(there.gone[0], system) if there.gone and step.step is Step.CREATE else step
    return _stop(
        "customer_not_linked",
        Message("Customer {customer} is not linked to a customer in {system}.", customer=name, system=system),
        Message("Link the customer under Link customers, and transfer again."),
    )


def by_hand(rules: OwnerRules, customer: Customer, there: OverThere, psa: str, finance: str) -> CustomerStep:
    """What to do when somebody asks on the card that a PSA customer is created over there.

    When it is created does not matter then, and one that is the same is never linked unasked: the user chooses.
    """
    forbidden = off_on_card(rules, CardAction.CREATE_IN_FINANCE, psa, finance)
    if forbidden is not None:
        return _stop("not_owner", forbidden, Message("Another owner of customers is chosen under Setup."))
    if there.same:
        sentence = _looks_the_same(there.same[0], finance)
        return _stop("customer_is_there", sentence, Message("Link the two instead of creating another one."))
    if there.ignored:
        return _stop("customer_ignored", _is_ignored(customer, there.ignored[0], finance), _LINK_THE_TWO)
    return _created_unless_there(customer, there, finance)


def another_now(there: Customer, system: str) -> Reason:
    """Why nothing goes to a linked customer whose CVR number has become another one (`same_customer.is_another_now`)."""
    sentence = Message(
        "{customer} in {system} has another CVR number than when it was linked, so it may be another company.",
        customer=there.title,
        system=system,
    )
    what_to_do = Message(
        "If it is the right one, unlink the two and link them again; else link to another one. Then transfer again."
    )
    return Reason(kind="customer_is_another", sentence=sentence, what_to_do=what_to_do)


def _created_unless_there(customer: Customer, there: OverThere, system: str) -> CustomerStep:
    if there.taken:
        sentence = Message(
            "{customer} has the CVR number of {other} in {system}, which is linked to another customer.",
            customer=customer.title,
            other=there.taken[0].title,
            system=system,
        )
        return _stop("customer_is_linked", sentence, _LINK_THE_TWO)
    if there.alike:
        return _stop("customer_is_there", _looks_the_same(there.alike[0], system), _LINK_THE_TWO)
    return CustomerStep(step=Step.CREATE)


def _deleted(there: Customer, system: str) -> CustomerStep:
    return _stop(
        CUSTOMER_DELETED,
        Message("Customer {name} was deleted in {system}.", name=there.title, system=system),
        Message("Restore it in {system} and transfer again, or create another one by hand on the customer card.", system=system),
    )


CUSTOMER_DELETED = "customer_deleted"
"""The kind of that reason."""

_LINK_THE_TWO = Message("Look at the two under Link customers, and transfer again.")


def _is_ignored(customer: Customer, there: Customer, system: str) -> Message:
    return Message(
        "{other} in {system} has the CVR number of {customer}, but is ignored.",
        other=there.title,
        system=system,
        customer=customer.title,
    )


def _looks_the_same(there: Customer, system: str) -> Message:
    return Message("{system} has {customer} already, which looks like the same one.", system=system, customer=there.title)


def _stop(kind: str, sentence: Message, what_to_do: Message) -> CustomerStep:
    return CustomerStep(step=Step.STOP, reason=Reason(kind=kind, sentence=sentence, what_to_do=what_to_do))
