from __future__ import annotations

from desktop.models.records import Action, Bucket, CustomerSuggestions, Decision, Evidence, EvidenceField, Suggestion, Verdict
from desktop.models.store.work import Store
from desktop.texts import Message

EVIDENCE = Evidence(EvidenceField.VAT_NUMBER, Verdict.AGREES, 4.5, Message("Same CVR no. {number}", number="10203040"))
FOUND = [
    CustomerSuggestions("f1", Bucket.ONE, (Suggestion("p1", 7.25, (EVIDENCE,)), Suggestion("p2", -1.5, ()))),
    CustomerSuggestions("f2", Bucket.NONE),
]
DECISION = Decision(finance_id="f1", action=Action.USE_PSA, psa_id="p1", kept_fields=frozenset({"name", "city"}))


def test_suggestions_come_back_with_their_evidence(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        work.decisions.replace_suggestions(elsewhere, FOUND[1:])
        work.decisions.replace_suggestions(here, FOUND)
        work.commit()

    with store.work() as work:
        assert work.decisions.suggestions(here) == FOUND
        assert {key: one.bucket for key, one in work.decisions.candidates(here).items()} == {"f1": Bucket.ONE, "f2": Bucket.NONE}
        work.decisions.replace_suggestions(here, FOUND[1:])
        assert work.decisions.suggestions(here) == FOUND[1:]
        work.decisions.replace_suggestions(here, [])
        assert work.decisions.suggestions(here) == []
        assert work.decisions.suggestions(elsewhere) == FOUND[1:]


def test_a_plan_replaces_the_one_before(store: Store, here: int) -> None:
    later = Decision(finance_id="f1", action=Action.LATER)
    with store.work() as work:
        work.decisions.plan(here, [DECISION])
        work.decisions.plan(here, [Decision(finance_id="f2", action=Action.IMPORT)])
        assert work.decisions.plans(here)["f1"] == DECISION
        work.decisions.plan(here, [later])
        assert work.decisions.plans(here)["f1"] == later
        work.decisions.drop_plans(here, ["f1", "none"])
        assert set(work.decisions.plans(here)) == {"f2"}


def test_a_customer_is_set_aside_and_brought_back(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        work.decisions.ignore(here, "f1")
        work.decisions.ignore(here, "f1")
        work.decisions.ignore(elsewhere, "f2")
        assert work.decisions.ignored(here) == {"f1"}
        work.decisions.bring_back(here, "f1")
        work.decisions.bring_back(here, "f1")
        assert work.decisions.ignored(here) == set()
        assert work.decisions.ignored(elsewhere) == {"f2"}
