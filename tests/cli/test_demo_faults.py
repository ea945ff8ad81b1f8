"""`bindeled demo --faults`: what it prints and how it ends; the run itself is proven in tests/faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from desktop.cli import bindeled
from desktop.demo import fault_run
from desktop.demo.fault_counts import Counts
from desktop.texts import Message

ZEROS = dict.fromkeys(("doubles", "lost", "false_green", "unknown", "not_green", "not_written_back", "people_twice"), 0)


def counts(**broken: int) -> Counts:
    return Counts(
        documents=3,
        seed=7,
        killed=4,
        faults={"e-conomic: cut_after": 2},
        attempts=5,
        uncertain=1,
        seconds=9.4,
        must_be_zero=ZEROS | broken,
    )


class Played:
    """A run that ends with these counts."""

    wanted = ("1", "2", "3")
    integration = SimpleNamespace(finance=SimpleNamespace(system="economic"))

    def __init__(self, ends_with: Counts) -> None:
        self.ends_with = ends_with

    def run(self, tell: Callable[[Message], None], turns: int) -> Counts:
        tell(Message("Something happened."))
        return self.ends_with


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Counts], Any]:
    def played(ends_with: Counts) -> Any:
        @contextmanager
        def prepared(*_: Any, **__: Any) -> Iterator[Played]:
            yield Played(ends_with)

        monkeypatch.setattr(fault_run, "fault_run", prepared)
        return CliRunner().invoke(bindeled, ["demo", "--faults", "7", "--json", str(tmp_path / "counts.json")])

    return played


def test_it_tells_what_happens_and_counts_and_ends_with_0(play: Callable[[Counts], Any], tmp_path: Path) -> None:
    answer = play(counts())
    assert answer.exit_code == 0, answer.output
    for words in ("3 documents go to e-conomic", "Something happened.", "At the end: doubles", "exactly once, and green"):
        assert words in answer.output
    kept = json.loads((tmp_path / "counts.json").read_text("utf-8"))
    assert (kept["is_proven"], kept["must_be_zero"], kept["faults"]) == (True, ZEROS, {"e-conomic: cut_after": 2})


@pytest.mark.parametrize("promise", list(ZEROS))
def test_each_broken_promise_ends_it_with_another_code(play: Callable[[Counts], Any], promise: str) -> None:
    answer = play(counts(**{promise: 1}))
    assert answer.exit_code != 0
    assert "A promise was broken" in answer.output
