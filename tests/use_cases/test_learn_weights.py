from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.matching.weights import FIELDS
from desktop.models.records import (
    Answer,
    Bucket,
    Connection,
    CustomerSuggestions,
    DecidedBy,
    Evidence,
    EvidenceField,
    Integration,
    JudgedPair,
    LinkKind,
    Side,
    Suggestion,
    Verdict,
)
from desktop.models.store.work import Store
from desktop.texts import Message, set_language
from desktop.use_cases.learn_weights import WeightLearning
from desktop.use_cases.read_log import IntegrationLog

RIGHT, REFUSED = 214, 60


@pytest.fixture
def store(tmp_path: Path, fresh_store: Path) -> Iterator[Store]:
    opened = Store.open(shutil.copyfile(fresh_store, tmp_path / "bindeled.sqlite3"))
    yield opened
    opened.close()


@pytest.fixture
def integration(store: Store) -> Integration:
    """214 links made by a person, and 60 other suggestions that those refused, half of them with the same phone."""
    phone = {verdict: (Evidence(EvidenceField.PHONE, verdict, 0, Message("")),) for verdict in (Verdict.AGREES, Verdict.DIFFERS)}
    with store.work() as work:
        made = work.integrations.add(
            "Nordlys", Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic")
        )
        found = []
        for n in range(RIGHT):
            suggestions = [Suggestion(f"p{n}", 12, phone[Verdict.AGREES if n < 140 else Verdict.DIFFERS])]
            if n < REFUSED:
                suggestions.append(Suggestion(f"q{n}", 4.5, phone[Verdict.AGREES if n % 2 else Verdict.DIFFERS]))
            found.append(CustomerSuggestions(f"f{n}", Bucket.SEVERAL, tuple(suggestions)))
            work.links.add(made.id, LinkKind.CUSTOMER, f"p{n}", f"f{n}", DecidedBy.PERSON)
        work.decisions.replace_suggestions(made.id, found)
        work.commit()
    return made


def test_what_was_learned_is_told_kept_and_logged(store: Store, integration: Integration) -> None:
    learning = WeightLearning(store)
    table = learning.learn(integration)

    assert table[EvidenceField.PHONE]["same"].weight == 2.25
    told = WeightLearning(store).told(integration)
    assert (told.decisions, told.refused) == (RIGHT, REFUSED)
    assert str(told.sentence).startswith(f"Learned from {RIGHT + REFUSED} of your decisions: ")
    assert (EvidenceField.PHONE, Verdict.AGREES, 2.25) in [(one.field, one.verdict, one.weight) for one in told.weights]
    learning.learn(integration)
    set_language("en")
    said = [str(entry.message) for entry in IntegrationLog(store).entries(integration.id)]
    assert len(said) == 1  # the same again is no news
    assert said[0].startswith("From 214 decisions ")


def test_forgetting_brings_the_declared_weights_back_and_old_decisions_teach_no_more(
    store: Store, integration: Integration
) -> None:
    learning = WeightLearning(store)
    learning.learn(integration)
    learning.notice(integration, [Message("Names are cut off.")])
    learning.forget(integration)

    assert learning.told(integration).weights == ()
    assert learning.learn(integration) is FIELDS
    assert [one.text for one in learning.told(integration).noticed] == ["Names are cut off."]


def test_what_followed_from_a_sample_teaches_nothing(store: Store, integration: Integration) -> None:
    accepted = [
        JudgedPair(
            finance_id=f"f{n}",
            psa_id=f"p{n}",
            answer=Answer.ACCEPTED,
            pattern="",
            score=12,
            judged_at=dt.datetime.now(dt.UTC),
        )
        for n in range(RIGHT)
    ]
    with store.work() as work:
        work.judged_pairs.put(integration.id, accepted)
        work.commit()
    assert WeightLearning(store).learn(integration) is FIELDS


def test_what_was_found_for_linked_customers_is_kept_at_the_next_look_up(store: Store, integration: Integration) -> None:
    with store.work() as work:
        work.decisions.replace_suggestions(integration.id, [CustomerSuggestions("new", Bucket.NONE)], {"f1", "f2"})
        assert {one.finance_id for one in work.decisions.suggestions(integration.id)} == {"f1", "f2", "new"}
        assert [one.finance_id for one in work.decisions.suggestions_of(integration.id, ["f2", "gone"])] == ["f2"]
