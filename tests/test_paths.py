"""Where files lie, from source and from the built program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.paths import Paths, resources_folder


def test_everything_lies_under_the_folder_that_was_chosen(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "here")

    for one in (paths.database, paths.logs, paths.backups, paths.settings):
        assert one.is_relative_to((tmp_path / "here").resolve())


def test_nothing_is_made_before_it_is_asked_for(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "here")
    assert not paths.data.exists()

    paths.make()

    assert paths.logs.is_dir()
    assert paths.backups.is_dir()
    if sys.platform != "win32":
        assert paths.data.stat().st_mode & 0o077 == 0


def test_without_a_folder_the_operating_system_says_where() -> None:
    paths = Paths()

    assert "Bindeled" in paths.database.parts
    assert paths.database.is_absolute()
    assert paths.logs != paths.data


def test_resources_lie_beside_the_source() -> None:
    assert resources_folder() == Path(__file__).resolve().parent.parent / "resources"
    assert Paths().resources == resources_folder()


def test_resources_lie_in_the_folder_of_the_built_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    assert resources_folder() == tmp_path / "resources"


def test_the_catalogue_is_looked_for_in_the_built_program_too(tmp_path: Path) -> None:
    program = f"import sys; sys._MEIPASS = {str(tmp_path)!r}; from desktop import texts; print(texts.TRANSLATIONS)"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert Path(answer.stdout.strip()) == tmp_path / "resources" / "translations"
