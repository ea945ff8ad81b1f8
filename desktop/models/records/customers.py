"""A customer, of either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalKey:
    """What a record of the PSA is called in another system."""

    system_name: str
    external_id: str


PRIVATE_PERSON = "private person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer as one system knows it. `id` is the system's own key as text; `number` what people call it."""

    id: str = ""
    guid: str = ""  # where a system names customers by guid as well
    number: str = ""
    name: str = ""
    vat_number: str = ""  # CVR in Denmark, as written in the system; `models/matching/normalise.py` reads it
    organisation_number: str = ""
    ean: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    address2: str = ""
    address3: str = ""
    zip_code: str = ""
    city: str = ""
    state: str = ""
    country: str = ""  # ISO 3166 two letters where recognised, else as the system writes it (`models/countries.py`)
    currency: str = ""  # ISO 4217
    group: str = ""  # id of the customer group (finance)
    vat_zone: str = ""
    payment_terms: str = ""
    layout: str = ""
    owner: str = ""  # initials of the person who looks after the customer (PSA)
    attention: str = ""  # name of the att. person, where a customer has one in place of contacts
    status: str = ""  # the PSA's own word, for instance Kunde; `PRIVATE_PERSON` where a finance system tells persons apart
    is_active: bool = True
    is_gone: bool = False  # was there at an earlier fetch, is not any more
    version: str = ""  # row version or time stamp of a system that locks optimistically
    changed_at: str = ""  # the system's own time of last change, ISO 8601, empty when it tells none
    external_keys: tuple[ExternalKey, ...] = ()

    @property
    def title(self) -> str:
        """Number and name, as people call the customer."""
        return f"{self.number} {self.name}".strip()

    @property
    def number_or_id(self) -> str:
        """By what a command names the customer: its id where its system has no customer numbers."""
        return self.number or self.id


class ListedCustomer(NamedTuple):
    """A customer as a row of an exported file: what matching looks at, under the names that `Customer` has for it."""

    id: str
    number: str
    name: str
    vat_number: str
    organisation_number: str
    ean: str
    phone: str
    email: str
    website: str
    address: str
    zip_code: str
    city: str
    country: str
