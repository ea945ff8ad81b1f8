"""Customers with the same evidence: one pattern, told in words; and the one field that differs."""

from __future__ import annotations

from desktop.models.alike import in_words, only_difference, pattern_of
from desktop.models.records.suggestions import Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message


def suggestion(score: float = 9, **verdicts: Verdict) -> Suggestion:
    evidence = tuple(Evidence(EvidenceField(name), verdict, 1, Message("Said")) for name, verdict in verdicts.items())
    return Suggestion("107", score, evidence)


def test_the_same_verdicts_are_the_same_pattern_whatever_the_score() -> None:
    one = suggestion(9, name=Verdict.AGREES, phone=Verdict.DIFFERS, ean=Verdict.ABSENT)
    other = suggestion(8, name=Verdict.AGREES, phone=Verdict.DIFFERS)
    assert pattern_of(one) == pattern_of(other)
    assert pattern_of(one) != pattern_of(suggestion(name=Verdict.CLOSE, phone=Verdict.DIFFERS))
    assert pattern_of(None) == ()


def test_a_pattern_is_told_in_words() -> None:
    one = pattern_of(suggestion(name=Verdict.CLOSE, vat_number=Verdict.AGREES, phone=Verdict.AGREES, email=Verdict.DIFFERS))
    assert str(in_words(one)) == "Same: CVR number, phone. Nearly the same: name. Different: e-mail."
    assert str(in_words(())) == "Nobody was found who looks like them."


def test_the_one_field_that_differs_is_named_and_customer_numbers_do_not_count() -> None:
    phone = suggestion(name=Verdict.AGREES, number=Verdict.DIFFERS, phone=Verdict.DIFFERS)
    assert only_difference(pattern_of(phone)) is EvidenceField.PHONE
    two = suggestion(name=Verdict.CLOSE, vat_number=Verdict.AGREES, phone=Verdict.DIFFERS)
    assert only_difference(pattern_of(two)) is None
    assert only_difference(pattern_of(suggestion(name=Verdict.AGREES, phone=Verdict.AGREES))) is None
    assert only_difference(pattern_of(suggestion(name=Verdict.CLOSE))) is None
