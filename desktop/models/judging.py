"""What helps a person judge many pairs: which evidence is worth showing, and by what a list can be narrowed; pure."""

from __future__ import annotations

from enum import StrEnum

from desktop.models.countries import country_name
from desktop.models.matching.explain import sentence
from desktop.models.owner_rules import OwnerMode
from desktop.models.records import Action, Customer, Decision
from desktop.models.records.suggestions import Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message, language

_ORDER = (
    EvidenceField.VAT_NUMBER,
    EvidenceField.EAN,
    EvidenceField.NAME,
    EvidenceField.PHONE,
    EvidenceField.EMAIL,
    EvidenceField.ADDRESS,
    EvidenceField.NUMBER,
    EvidenceField.ZIP_CODE,
    EvidenceField.CITY,
    EvidenceField.COUNTRY,
)
_TELLING = 0.5  # weights nearer to nothing are not worth a person's eye
_IDENTIFYING = frozenset(_ORDER[:7]) - {EvidenceField.NAME}
_SAME = (Verdict.AGREES, Verdict.CLOSE)


class EvidenceFacet(StrEnum):
    """What the best suggestion of a customer rests on."""

    SAME_VAT_NUMBER = "same_vat_number"
    SAME_EAN = "same_ean"
    SAME_NAME = "same_name"
    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    SAME_ADDRESS = "same_address"
    NAME_ONLY = "name_only"
    NAME_DIFFERS = "name_differs"
    CONTRADICTED = "contradicted"


class ScoreBand(StrEnum):
    """How much speaks for the best suggestion; a single suggestion has 5 at least (docs/matching.md)."""

    FROM_20 = "from_20"
    FROM_15 = "from_15"
    FROM_10 = "from_10"
    FROM_5 = "from_5"
    UNDER_5 = "under_5"


_BANDS = ((20, ScoreBand.FROM_20), (15, ScoreBand.FROM_15), (10, ScoreBand.FROM_10), (5, ScoreBand.FROM_5))


class ChoiceFacet(StrEnum):
    """What the user has decided so far."""

    OPEN = "open"
    PLANNED = "planned"
    LATER = "later"
    REFUSED = "refused"


def telling_evidence(suggestion: Suggestion, most: int) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence worth showing, at most `most` of it, and the rest; what speaks against the pair is never in the rest."""
    told = [one for one in suggestion.evidence if one.verdict is not Verdict.ABSENT and _is_telling(one)]
    told.sort(key=lambda one: (one.verdict is not Verdict.CONTRADICTS, _ORDER.index(one.field)))
    return told[:most], told[most:]


def has_website_for_email(finance: Customer, psa: Customer) -> bool:
    """Whether a website was compared: it stands in where a customer has no e-mail."""
    return not (finance.email and psa.email)


def reason_for(suggestion: Suggestion) -> Message:
    """The suggestion in a line or two."""
    return sentence(suggestion)


def evidence_facets(suggestion: Suggestion | None) -> frozenset[EvidenceFacet]:
    """Everything that holds for the suggestion."""
    if suggestion is None:
        return frozenset()
    verdicts = {one.field: one.verdict for one in suggestion.evidence}
    agreeing = {field for field, verdict in verdicts.items() if verdict is Verdict.AGREES}
    name = verdicts.get(EvidenceField.NAME)
    holds = {
        EvidenceFacet.SAME_VAT_NUMBER: EvidenceField.VAT_NUMBER in agreeing,
        EvidenceFacet.SAME_EAN: EvidenceField.EAN in agreeing,
        EvidenceFacet.SAME_NAME: EvidenceField.NAME in agreeing,
        EvidenceFacet.SAME_PHONE: EvidenceField.PHONE in agreeing,
        EvidenceFacet.SAME_EMAIL: EvidenceField.EMAIL in agreeing,
        EvidenceFacet.SAME_ADDRESS: EvidenceField.ADDRESS in agreeing,
        EvidenceFacet.NAME_ONLY: name in _SAME and not agreeing & _IDENTIFYING,
        EvidenceFacet.NAME_DIFFERS: name is not None and name is not Verdict.AGREES,
        EvidenceFacet.CONTRADICTED: Verdict.CONTRADICTS in verdicts.values(),
    }
    return frozenset(facet for facet, is_so in holds.items() if is_so)


def score_band(suggestion: Suggestion | None) -> ScoreBand | None:
    """In which band the suggestion's score stands."""
    if suggestion is None:
        return None
    return next((band for least, band in _BANDS if suggestion.score >= least), ScoreBand.UNDER_5)


def choice_facet(decision: Decision | None, *, is_refused: bool) -> ChoiceFacet:
    """Where a customer stands between looked at and written."""
    if is_refused:
        return ChoiceFacet.REFUSED
    if decision is None:
        return ChoiceFacet.OPEN
    return ChoiceFacet.LATER if decision.action is Action.LATER else ChoiceFacet.PLANNED


def usual_link(mode: OwnerMode) -> Action:
    """How customers are linked until the user chooses otherwise: with the owner's data, with two owners overwriting nothing."""
    return {OwnerMode.PSA: Action.USE_PSA, OwnerMode.FINANCE: Action.USE_FINANCE, OwnerMode.BOTH: Action.LINK_ONLY}[mode]


def country_title(code: str) -> str:
    """A country's name in the language shown; what is no code comes back as it is."""
    return country_name(code, language())


def _is_telling(evidence: Evidence) -> bool:
    return abs(evidence.weight) >= _TELLING or evidence.verdict is Verdict.CONTRADICTS
