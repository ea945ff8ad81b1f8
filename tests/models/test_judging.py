"""What helps a person judge: evidence worth showing, facets, steps of judging."""

from __future__ import annotations

import pytest

from desktop.models.judging import (
    ChoiceFacet,
    EvidenceFacet,
    ScoreBand,
    choice_facet,
    evidence_facets,
    has_website_for_email,
    score_band,
    telling_evidence,
    usual_link,
)
from desktop.models.owner_rules import OwnerMode
from desktop.models.records import Action, Customer, Decision
from desktop.models.records.suggestions import Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message

SENTENCE = Message("Said")


def suggestion(**verdicts: tuple[Verdict, float]) -> Suggestion:
    evidence = tuple(Evidence(EvidenceField(name), verdict, weight, SENTENCE) for name, (verdict, weight) in verdicts.items())
    return Suggestion("107", sum(one.weight for one in evidence), evidence)


def test_what_speaks_against_a_pair_is_shown_before_all_else() -> None:
    one = suggestion(
        name=(Verdict.AGREES, 6),
        ean=(Verdict.AGREES, 6),
        phone=(Verdict.AGREES, 3),
        email=(Verdict.AGREES, 3),
        vat_number=(Verdict.CONTRADICTS, -5.5),
    )
    shown, rest = telling_evidence(one, 3)
    assert [evidence.field for evidence in shown] == [EvidenceField.VAT_NUMBER, EvidenceField.EAN, EvidenceField.NAME]
    assert [evidence.field for evidence in rest] == [EvidenceField.PHONE, EvidenceField.EMAIL]


def test_small_signs_and_missing_fields_are_not_shown() -> None:
    one = suggestion(name=(Verdict.AGREES, 6), country=(Verdict.AGREES, 0.25), ean=(Verdict.ABSENT, 0))
    assert [evidence.field for evidence in telling_evidence(one, 3)[0]] == [EvidenceField.NAME]


def test_only_the_name_means_that_no_number_phone_mail_or_address_agrees() -> None:
    assert EvidenceFacet.NAME_ONLY in evidence_facets(suggestion(name=(Verdict.CLOSE, 3), zip_code=(Verdict.AGREES, 1)))
    assert EvidenceFacet.NAME_ONLY not in evidence_facets(suggestion(name=(Verdict.AGREES, 6), phone=(Verdict.AGREES, 3)))


def test_facets_of_a_suggestion_that_is_contradicted() -> None:
    one = suggestion(name=(Verdict.DIFFERS, -2), phone=(Verdict.AGREES, 3), vat_number=(Verdict.CONTRADICTS, -5))
    assert evidence_facets(one) == {EvidenceFacet.SAME_PHONE, EvidenceFacet.NAME_DIFFERS, EvidenceFacet.CONTRADICTED}


def test_nothing_holds_without_a_suggestion() -> None:
    assert evidence_facets(None) == frozenset()


@pytest.mark.parametrize(
    ("action", "is_refused", "step"),
    [
        (None, False, ChoiceFacet.OPEN),
        (Action.IMPORT, False, ChoiceFacet.PLANNED),
        (Action.LATER, False, ChoiceFacet.LATER),
        (Action.USE_PSA, True, ChoiceFacet.REFUSED),
    ],
)
def test_the_step_of_a_customer(action: Action | None, is_refused: bool, step: ChoiceFacet) -> None:
    decision = Decision(finance_id="1", action=action) if action else None
    assert choice_facet(decision, is_refused=is_refused) is step


@pytest.mark.parametrize(
    ("score", "band"), [(23.5, ScoreBand.FROM_20), (20, ScoreBand.FROM_20), (5.25, ScoreBand.FROM_5), (-3, ScoreBand.UNDER_5)]
)
def test_a_score_stands_in_one_band(score: float, band: ScoreBand) -> None:
    assert score_band(suggestion(name=(Verdict.AGREES, score))) is band
    assert score_band(None) is None


def test_customers_are_linked_with_the_owners_data_unless_both_own_them() -> None:
    assert [usual_link(mode) for mode in OwnerMode] == [Action.USE_PSA, Action.USE_FINANCE, Action.LINK_ONLY]


def test_a_website_stands_in_where_a_customer_has_no_email() -> None:
    mail, web = Customer(email="post@havblik.dk"), Customer(website="www.havblik.dk")
    assert has_website_for_email(mail, web)
    assert has_website_for_email(web, web)
    assert not has_website_for_email(mail, Customer(email="kontor@havblik.dk", website="www.havblik.dk"))
