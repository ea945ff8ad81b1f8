"""What a terminal shows of long work."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.cli.output import TerminalProgress
from desktop.progress import Waiting
from desktop.texts import Message


class _Bar:
    """Keeps the lines that a terminal would show."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def add_task(self, description: str, total: int | None) -> int:
        self.lines.append(description)
        return len(self.lines) - 1

    def update(self, task: int, *, description: str, completed: int, total: int | None) -> None:
        self.lines[task] = f"{description} {completed}/{total}"


def _shown(monkeypatch: pytest.MonkeyPatch, *steps: tuple[int, int | None, Message]) -> list[str]:
    bar: Any = _Bar()
    monkeypatch.setattr("desktop.cli.output._bar", lambda: bar)
    with TerminalProgress(is_shown=True) as progress:
        for done, total, text in steps:
            progress.step(done, total, text)
    return list(bar.lines)


@pytest.mark.parametrize("total", [None, 9])
def test_work_that_waits_keeps_its_line_and_other_work_gets_one(monkeypatch: pytest.MonkeyPatch, total: int | None) -> None:
    assert _shown(
        monkeypatch,
        (0, None, Waiting("Waiting, 3 minutes left")),
        (0, None, Message("Customers")),
        (2, total, Message("Customers")),
        (2, total, Waiting("Waiting, 2 minutes left")),
        (2, total, Waiting("Waiting, 1 minute left")),
        (9, total, Message("Customers")),
        (9, total, Message("Items")),
        (9, total, Waiting("Waiting, 1 minute left")),
    ) == [f"Customers 9/{total}", f"Waiting, 1 minute left 9/{total}"]


def test_two_works_told_in_turns_have_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [(done, total, Message(words)) for done in range(5) for total, words in ((20, "Linking"), (300, "Writing"))]
    assert _shown(monkeypatch, *steps) == ["Linking 4/20", "Writing 4/300"]
