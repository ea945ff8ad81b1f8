"""A file that exists is never replaced without a question, also when its ending is put on for the user."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.shared.save_file import ask_for_file


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_a_name_without_an_ending_is_asked_about_again_when_such_a_file_is_there(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answers(_parent: object, _title: str, start: str, kinds: str) -> tuple[str, str]:
        asked.append(start)
        return (str(tmp_path / "kunder") if len(asked) != 2 else start), kinds.split(";;", maxsplit=1)[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answers)
    (tmp_path / "kunder.xlsx").touch()
    assert ask_for_file(parent, "kunder") == tmp_path / "kunder.xlsx"
    assert asked[1:] == [str(tmp_path / "kunder.xlsx")]
    (tmp_path / "kunder.xlsx").unlink()
    assert ask_for_file(parent, "kunder") == tmp_path / "kunder.xlsx"
    assert len(asked) == 3
