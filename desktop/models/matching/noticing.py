"""What matching notices about two registers as wholes and takes into account by itself, as sentences for the user."""

from __future__ import annotations

import numpy as np

from desktop.models.matching.decide import NAMES_AND_NUMBERS, ORDINARY, Limits
from desktop.models.matching.evidence import Findings
from desktop.models.matching.pairs import code
from desktop.models.matching.registers import Register
from desktop.models.records.suggestions import EvidenceField
from desktop.texts import Message


def noticed(findings: Findings, finance: Register, psa: Register, limits: Limits, *, leans_on_names: bool) -> list[Message]:
    """Everything that changes what a finding counts here; empty for two ordinary registers."""
    said = []
    field = EvidenceField.NUMBER
    both = (finance["number"][findings.rows] != 0) & (psa["number"][findings.partners] != 0)
    if (both & (findings.fields[field] == code(field, "absent"))).any():
        said.append(
            Message("The two systems number their customers independently, so the same customer number counts next to nothing.")
        )
    for side, sentence in (
        (
            finance,
            Message("The finance system cuts long names off, so what is missing at their end does not count against a pair."),
        ),
        (psa, Message("The PSA cuts long names off, so what is missing at their end does not count against a pair.")),
    ):
        if side.is_cut.any():
            said.append(sentence)
    for side, sentence in (
        (
            finance,
            Message(
                "Most customers of the finance system have no name, so only a CVR number, EAN or e-mail makes a single suggestion."
            ),
        ),
        (
            psa,
            Message("Most customers of the PSA have no name, so only a CVR number, EAN or e-mail makes a single suggestion."),
        ),
    ):
        if np.count_nonzero(side["core"]) * 2 < side.count:
            said.append(sentence)
            limits = ORDINARY  # no names to compare: what names alone would prove is beside the point
    if leans_on_names:
        said.append(
            Message(
                "Many customers have nothing to compare but the name, so a name alone makes a single suggestion only with the same "
                "legal form on both sides."
            )
        )
    if limits.only_names:
        said.append(Message("Only names and places can be compared, so a single suggestion needs more than usual."))
    elif limits is NAMES_AND_NUMBERS:
        said.append(Message("Only names and customer numbers can be compared, so a single suggestion needs more than usual."))
    return said
