"""`bindeled accept`: the hidden sample is judged and the rest planned, by programs and by people."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.models.records import Action, Decision
from desktop.use_cases.accept_suggestions import SampleJudging


def test_a_program_judges_the_sample_and_plans_what_it_proves(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = office.run("accept", "--json").data["kinds"]
    assert kinds
    assert not any(one["is_proven"] for one in kinds)
    assert office.run("accept", "--plan", "--json").data["planned"] == []

    pairs = office.run("accept", "--judge", "--json").data["pairs"]
    assert len(pairs) == sum(one["sample"] for one in kinds)
    assert set(pairs[0]) == {"finance_id", "psa_id", "fields"}
    assert not {"score", "evidence", "kind"} & {field["field"] for field in pairs[0]["fields"]}
    first, *others = pairs
    given = [f"--answer={first['finance_id']}=unsure", *(f"--answer={one['finance_id']}=right" for one in others)]
    judged = office.run("accept", *given, "--json").data["kinds"]
    assert all(one["is_proven"] for one in judged)
    (doubtful,) = (one for one in judged if one["right"] < one["judged"])

    planned = office.run("accept", "--plan", "--action", "link_only", "--json").data
    assert len(planned["planned"]) == sum(one["to_accept"] for one in judged if one is not doubtful) + doubtful["right"]
    assert (planned["put_off"], planned["action"]) == (1, "link_only")
    theirs, accept_really = list[str](), SampleJudging.accept

    def meanwhile(samples: Any, integration: Any, pairs: Any) -> None:
        accept_really(samples, integration, pairs)
        with samples._store.work() as work:
            work.decisions.plan(integration.id, [Decision(finance_id=pairs[0].finance_id, action=Action.IGNORE)])
            work.commit()
        theirs.append(pairs[0].finance_id)

    monkeypatch.setattr(SampleJudging, "accept", meanwhile)
    more = office.run("accept", "--plan", "--kind", doubtful["kind"], "--json").data
    assert (len(more["planned"]), more["stays"]) == (doubtful["to_accept"] - doubtful["right"] - 1, theirs)

    another = office.run("accept", "--least-score", "8", "--json").data
    assert not any(one["is_proven"] for one in another["kinds"])
    assert office.run("accept", "--answer", "nobody=right").code == 1
    assert office.run("accept", "--kind", "ean").code == 2


def test_a_person_is_asked_pair_by_pair_until_nothing_is_typed(office: Any) -> None:
    answer = office.run("accept", "--judge", stdin="1\n2\n\n")
    assert answer.code == 0
    assert "Pair 1 of" in answer.out
    assert "Pair 4 of" not in answer.out
    kinds = office.run("accept", "--json").data["kinds"]
    assert (sum(one["judged"] for one in kinds), sum(one["right"] for one in kinds)) == (2, 1)
    assert not any(one["is_proven"] for one in kinds)
