"""Whether a document over there lies with the customer that the PSA's is linked to; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.models.records import FinanceInvoice, Invoice


@dataclass(frozen=True, slots=True)
class LinkedCustomers:
    """The live links of customers: ids over there by PSA id; and what the finance system's customers are called, by id."""

    there: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    _linked: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_linked", frozenset(self.there.values()))

    def is_another(self, invoice: Invoice, there: FinanceInvoice) -> bool:
        """True when it lies with another customer; where neither of the two is linked, nobody can tell."""
        linked = self.there.get(invoice.customer_id)
        if linked is None:
            return there.customer_id in self._linked
        return bool(there.customer_id) and there.customer_id != linked

    def name_of(self, there: FinanceInvoice) -> str:
        """The customer over there by name, by id where the register does not have it."""
        return self.names.get(there.customer_id, there.customer_id)
