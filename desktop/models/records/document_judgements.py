"""What a person said about a document over there that may be an invoice of ours; design.md section 5, step 4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.models.records.transfers import Reason

SET_ASIDE = "set_aside"
"""The kind of the reason why an invoice is not sent that is there under a number alone (`Ruling.AS_NUMBERED`)."""


class Ruling(StrEnum):
    """What a document over there was judged to be."""

    IS = "is"  # it is this invoice, whatever it says
    IS_NOT = "is_not"  # it is another one, whatever reference it carries
    AS_NUMBERED = "as_numbered"  # the invoice is there under this number, which the PSA has; nothing was found under it


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentJudgement:
    """One decision; a later one about the same document replaces it, and the log keeps both."""

    invoice_id: str
    document_id: str  # as the finance system calls it; the number itself where the number is judged that the PSA has
    is_draft: bool  # a draft and a booked document may have one number, and a draft that is booked is looked at anew
    ruling: Ruling
    reason: str
    person: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class NumbersJudged:
    """What became of the invoices that somebody said are there, by id; what is `left` was not decided."""

    linked: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    left: Mapping[str, Reason] = field(default_factory=dict)
    since: dt.date | None = None  # documents from before that day were not looked at
