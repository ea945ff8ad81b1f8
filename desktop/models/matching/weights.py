"""The one table of weights: what each finding adds to the score of a pair, and the sentence that says it.

A weight is about the natural logarithm of how much more often the finding is met in true pairs than in pairs that merely look
alike, rounded to quarters, so that sums are exact in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from desktop.models.records.suggestions import EvidenceField, Verdict
from desktop.texts import Message

AGREES, CLOSE, DIFFERS, CONTRADICTS, ABSENT = Verdict.AGREES, Verdict.CLOSE, Verdict.DIFFERS, Verdict.CONTRADICTS, Verdict.ABSENT

TELLING_FIELDS = (
    EvidenceField.VAT_NUMBER,
    EvidenceField.EAN,
    EvidenceField.PHONE,
    EvidenceField.EMAIL,
    EvidenceField.ADDRESS,
)
"""What tells who a customer is beside the name; the first two are one customer's own."""


class Finding(NamedTuple):
    """One thing a field can say."""

    verdict: Verdict
    weight: float
    sentence: Message


Table = Mapping[EvidenceField, Mapping[str, Finding]]
"""For each field everything it can say."""

FIELDS: dict[EvidenceField, dict[str, Finding]] = {
    EvidenceField.NUMBER: {
        "absent": Finding(ABSENT, 0, Message("Customer number missing on one side")),
        "same": Finding(AGREES, 3.5, Message("Same customer number")),
        "same_by_chance": Finding(
            CLOSE, 0.25, Message("Same customer number, but the two systems number their customers independently")
        ),
        "differs": Finding(DIFFERS, -0.25, Message("The customer number differs")),
    },
    EvidenceField.VAT_NUMBER: {
        "absent": Finding(ABSENT, 0, Message("CVR number missing or unreadable on one side")),
        "same": Finding(AGREES, 6.5, Message("Same CVR number")),
        "same_unchecked": Finding(AGREES, 5.5, Message("Same CVR number, though its check digits cannot be confirmed")),
        "same_in_finance": Finding(AGREES, 3, Message("Same CVR number, which several finance customers share")),
        "same_few": Finding(AGREES, 1, Message("Same CVR number, which a few customers share")),
        "same_shared": Finding(AGREES, 1, Message("Same CVR number, which many customers share")),
        "one_digit": Finding(CLOSE, 3, Message("The CVR numbers differ by one digit, and one of them is not valid")),
        "differs_unchecked": Finding(DIFFERS, -2, Message("The CVR number differs, but not both could be confirmed")),
        "differs": Finding(CONTRADICTS, -5.5, Message("Two valid and different CVR numbers")),
    },
    EvidenceField.EAN: {
        "absent": Finding(ABSENT, 0, Message("EAN missing or unreadable on one side")),
        "same": Finding(AGREES, 6.5, Message("Same EAN")),
        "same_in_finance": Finding(AGREES, 5, Message("Same EAN, which several finance customers share")),
        "same_few": Finding(AGREES, 5, Message("Same EAN, which a few customers share")),
        "same_shared": Finding(AGREES, 2.5, Message("Same EAN, which many customers share")),
        "differs": Finding(CONTRADICTS, -5.5, Message("Two different EANs")),
    },
    EvidenceField.PHONE: {
        "absent": Finding(ABSENT, 0, Message("Phone missing on one side")),
        "same": Finding(AGREES, 3.25, Message("Same phone")),
        "same_in_finance": Finding(AGREES, 1.75, Message("Same phone, which several finance customers share")),
        "same_few": Finding(AGREES, 0.75, Message("Same phone, which a few customers share")),
        "same_shared": Finding(AGREES, 1, Message("Same phone, which many customers share")),
        "differs": Finding(DIFFERS, -0.5, Message("The phone differs")),
    },
    EvidenceField.EMAIL: {
        "absent": Finding(ABSENT, 0, Message("E-mail missing on one side")),
        "same": Finding(AGREES, 3.5, Message("Same e-mail")),
        "same_domain": Finding(AGREES, 3.5, Message("Same mail or web domain")),
        "same_in_finance": Finding(AGREES, 1.75, Message("Same mail or web domain, which several finance customers share")),
        "same_few": Finding(AGREES, 0.75, Message("Same mail or web domain, which a few customers share")),
        "similar_domain": Finding(CLOSE, 0, Message("The mail or web domains differ only in signs or ending")),
        "spells_name": Finding(CLOSE, 2, Message("The mail or web domain spells the other name")),
        "same_shared": Finding(CLOSE, 0.25, Message("Same mail or web domain, which many customers share")),
        "free": Finding(ABSENT, -0.5, Message("The e-mail is at a provider that anybody can use")),
        "differs": Finding(DIFFERS, -2.25, Message("The mail or web domain differs")),
    },
    EvidenceField.ADDRESS: {
        "absent": Finding(ABSENT, 0, Message("Address missing on one side")),
        "same": Finding(AGREES, 2.75, Message("Same address")),
        "near": Finding(CLOSE, 0.5, Message("Same street, another house number")),
        "differs": Finding(DIFFERS, -0.75, Message("The address differs")),
    },
    EvidenceField.ZIP_CODE: {
        "absent": Finding(ABSENT, 0, Message("Postcode missing on one side")),
        "same": Finding(AGREES, 1, Message("Same postcode")),
        "same_without_address": Finding(AGREES, 2.25, Message("Same postcode, and no two addresses to compare")),
        "near": Finding(CLOSE, -0.25, Message("The postcode is in the same area")),
        "differs": Finding(DIFFERS, -0.5, Message("The postcode differs")),
    },
    EvidenceField.CITY: {
        "absent": Finding(ABSENT, 0, Message("Town missing on one side")),
        "same": Finding(AGREES, 0.25, Message("Same town")),
        "differs": Finding(DIFFERS, -0.25, Message("The town differs")),
    },
    EvidenceField.COUNTRY: {
        "absent": Finding(ABSENT, 0, Message("Country missing on one side")),
        "same": Finding(AGREES, 0.25, Message("Same country")),
        "differs": Finding(CONTRADICTS, -2.5, Message("The country differs")),
    },
}

# What the words of the name say; the parts below are added to it.
NAME: dict[str, Finding] = {
    "absent": Finding(ABSENT, 0, Message("Name missing on one side")),
    "differs": Finding(DIFFERS, -2.5, Message("The name differs")),
    "little": Finding(DIFFERS, -1.5, Message("The names have little in common")),
    "partly": Finding(DIFFERS, -0.25, Message("The names have some words in common")),
    "initials": Finding(CLOSE, 0.25, Message("One name is the initials of the other")),
    "related": Finding(CLOSE, 0.5, Message("The names have most words in common")),
    "similar": Finding(CLOSE, 1.5, Message("The name is similar")),
    "near_common": Finding(CLOSE, 2.25, Message("Nearly the same name")),
    "near": Finding(CLOSE, 3, Message("Nearly the same name")),
    "same_plain": Finding(AGREES, 3.75, Message("Same name, of words that many names have")),
    "same_common": Finding(AGREES, 2.5, Message("Same name, which many customers have")),
    "same_in_finance": Finding(AGREES, 4.25, Message("Same name, which several finance customers have")),
    "same_few": Finding(AGREES, 3.25, Message("Same name, which a few customers have")),
    "same": Finding(AGREES, 6, Message("Same name")),
}
NAME_PARTS: dict[str, dict[str, float]] = {
    "form": {"absent": 0, "same": 0.25, "differs": -1.75},
    "numbers": {"absent": 0, "same": 0.25, "cut_off": 0, "one_side": -2, "letter": -2, "begins_alike": -2, "differs": -9},
    "mark": {"absent": 0, "same": 0, "differs": -5},
    "branch": {"absent": 0, "same": 1, "one_side": 0.75, "one_side_with_better_fit": -2.5, "differs": -5},
    "contained": {"absent": 0, "yes": 0.25},
    "role": {"absent": 0, "left_out": -1, "one_company": -4.5, "one_side": -4.5},
    "body": {"absent": 0, "same": 0.25, "fits": 0.25, "other_unit": -4, "differs": -4.5},
    "owner": {"absent": 0, "same": 1, "company": 0, "differs": -1},
}
