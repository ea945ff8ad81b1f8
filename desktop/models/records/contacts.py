"""People: contacts of a customer, and our own employees."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at a customer."""

    id: str = ""
    guid: str = ""
    customer_id: str = ""  # id of the customer in the same system
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    comment: str = ""
    is_active: bool = True

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """One of our own: an invoice's internal reference."""

    id: str = ""
    number: str = ""
    initials: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    group: str = ""  # id of the employee group (finance)
    is_active: bool = True

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()
