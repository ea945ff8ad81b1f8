"""Choose standard values (Standardværdier), used only when something is created; product.md chapter 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from desktop.connectors.contract import Ability, SystemCard
from desktop.errors import RecordRefused
from desktop.models.records import Activity, Choice, ChoiceKind, Customer, Outcome, Side, StandardValues
from desktop.models.store.work import Store
from desktop.texts import Message

KINDS = (
    ChoiceKind.CUSTOMER_GROUP,
    ChoiceKind.VAT_ZONE,
    ChoiceKind.PAYMENT_TERMS,
    ChoiceKind.LAYOUT,
    ChoiceKind.EMPLOYEE_GROUP,
)
_OF_CUSTOMER: dict[ChoiceKind, Callable[[Customer], str]] = {
    ChoiceKind.CUSTOMER_GROUP: lambda customer: customer.group,
    ChoiceKind.VAT_ZONE: lambda customer: customer.vat_zone,
    ChoiceKind.PAYMENT_TERMS: lambda customer: customer.payment_terms,
    ChoiceKind.LAYOUT: lambda customer: customer.layout,
}


def why_none_are_needed(finance: SystemCard) -> Message | None:
    """The reason of a finance system that has values of its own for all of them; `None` where they must be chosen."""
    return finance.capabilities.why_not.get(Ability.STANDARD_VALUES)


class StandardValueChoice:
    """The standard values of an integration."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def choices(self, integration_id: int) -> dict[ChoiceKind, list[Choice]]:
        """What can be chosen, as last fetched from the finance system."""
        with self._store.reading() as work:
            return {kind: work.items.choices(integration_id, kind) for kind in KINDS}

    def chosen(self, integration_id: int) -> StandardValues:
        """What is chosen now."""
        with self._store.reading() as work:
            return work.settings.standard_values(integration_id)

    def proposed(self, integration_id: int) -> StandardValues:
        """What most customers in the finance system have, else the first entry of each list."""
        with self._store.reading() as work:
            customers = work.customers.all(integration_id, Side.FINANCE)
            values: dict[str, str] = {}
            for kind in KINDS:
                ids = [choice.id for choice in work.items.choices(integration_id, kind)]
                of_customer = _OF_CUSTOMER.get(kind)
                counts = Counter(value for one in customers if of_customer and (value := of_customer(one)) in ids)
                values[kind.value] = counts.most_common(1)[0][0] if counts else next(iter(ids), "")
        return StandardValues(**values)

    def check(self, integration_id: int, values: StandardValues) -> None:
        """`RecordRefused` when an entry does not exist (any more) in the finance system."""
        for kind, choices in self.choices(integration_id).items():
            chosen = getattr(values, kind.value)
            if chosen and chosen not in {choice.id for choice in choices}:
                raise RecordRefused(
                    Message("The standard value {value} does not exist in the finance system.", value=chosen),
                    what_to_do=Message("Read the lists again and choose another one."),
                )

    def choose(self, integration_id: int, values: StandardValues) -> None:
        """Keep the choice; `RecordRefused` as `check`."""
        self.check(integration_id, values)
        with self._store.work() as work:
            work.settings.put_standard_values(integration_id, values)
            work.log.note(integration_id, Activity.SETTINGS, Outcome.DONE, Message("Standard values were chosen."))
            work.commit()
