from __future__ import annotations

from pathlib import Path

from desktop.models.records import Answer, Connection, Side
from desktop.models.sample_proof import Look
from desktop.models.sampling import SuggestedPair
from desktop.models.store.work import Store
from desktop.use_cases.accept_suggestions import SampleJudging

ONE = SuggestedPair(finance_id="f1", psa_id="p1", pattern="ean", score=7.5, is_open=True)
TWO = SuggestedPair(finance_id="f2", psa_id="p2", pattern="ean", score=7.5, is_open=True)


def test_seed_and_answers_survive_a_restart(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "bindeled.sqlite3")
    with store.work() as work:
        integration = work.integrations.add(
            "Nordlys", Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic")
        )
        work.commit()
    samples = SampleJudging(store)
    seed = samples.answers(integration).seed
    samples.judge(integration, ONE, Answer.WRONG)
    samples.judge(integration, ONE, Answer.RIGHT)
    samples.accept(integration, [TWO])
    for look in (Look(5, 20), Look(10, 20), Look(5, 20)):
        samples.choose(integration, look, [])
    store.close()

    store = Store.open(tmp_path / "bindeled.sqlite3")
    found = SampleJudging(store).answers(integration)
    assert found.seed == seed
    assert len(seed) == 16
    assert found.looks == (Look(10, 20), Look(5, 20))  # each once, the latest last
    assert {one.finance_id: (one.psa_id, one.answer, one.score) for one in found.judged} == {
        "f1": ("p1", Answer.RIGHT, 7.5),
        "f2": ("p2", Answer.ACCEPTED, 7.5),
    }
    store.close()
