"""What a terminal shows of long work."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.cli.output import TerminalProgress
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


def test_work_that_says_something_else_meanwhile_keeps_its_line_and_other_work_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    bar: Any = _Bar()
    monkeypatch.setattr("desktop.cli.output._bar", lambda: bar)
    with TerminalProgress(is_shown=True) as progress:
        for done, total, words in (
            (0, None, "Customers"),
            (2, 9, "Customers"),
            (2, 9, "Waiting, 2 minutes left"),
            (2, 9, "Waiting, 1 minute left"),
            (9, 9, "Customers"),
            (0, 9, "Items"),
        ):
            progress.step(done, total, Message(words))
    assert bar.lines == ["Customers 9/9", "Items 0/9"]
