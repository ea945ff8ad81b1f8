"""Links (Sammenkædninger), and what the user decides about a finance customer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class LinkKind(StrEnum):
    """What a link joins. The link of an invoice is its transfer."""

    CUSTOMER = "customer"
    CONTACT = "contact"
    EMPLOYEE = "employee"


class DecidedBy(StrEnum):
    """Who made a link."""

    PERSON = "person"
    RULE = "rule"  # Bindeled itself, by a rule that the user allowed
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A lasting pair: a record of the PSA and its counterpart in the finance system."""

    kind: LinkKind
    psa_id: str
    finance_id: str
    decided_by: DecidedBy
    decided_at: dt.datetime


class Action(StrEnum):
    """What the user wants done with a finance customer (product.md chapter 3)."""

    USE_PSA = "use_psa"  # link, use PSA data
    USE_FINANCE = "use_finance"  # link, use finance data
    LINK_ONLY = "link_only"
    IMPORT = "import"  # import as new PSA customer
    IGNORE = "ignore"
    LATER = "later"  # looked at and put off


LINKING = (Action.USE_PSA, Action.USE_FINANCE, Action.LINK_ONLY)
"""The actions that link two customers that are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A plan for one finance customer; nothing is written before the user says so.

    `kept_fields` are fields that the user keeps as they are although the action would overwrite them. `colleague` is who planned
    it, empty when it was this user; it says nothing about what is planned.
    """

    finance_id: str
    action: Action
    psa_id: str = ""
    kept_fields: frozenset[str] = frozenset()
    colleague: str = field(default="", compare=False)
