"""What a person said about a document over there that may be an invoice of ours; design.md section 5, step 4."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Ruling(StrEnum):
    """What a document over there was judged to be."""

    IS = "is"  # it is this invoice, whatever it says
    IS_NOT = "is_not"  # it is another one, whatever reference it carries


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentJudgement:
    """One decision; a later one about the same document replaces it, and the log keeps both."""

    invoice_id: str
    document_id: str  # as the finance system calls it
    is_draft: bool  # a draft and a booked document may have one number, and a draft that is booked is looked at anew
    ruling: Ruling
    reason: str
    person: str
    at: dt.datetime
