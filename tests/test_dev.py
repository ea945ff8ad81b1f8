"""dev.py: which command starts what, and when .venv is made anew."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py as if it stood in an empty folder with its own .venv."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("VENV", "BIN", "PYTHON", "STAMP", "INSTALL_LOG", "SYSTEM_PACKAGES_TRIED"):
        monkeypatch.setattr(module, name, tmp_path / getattr(module, name).relative_to(ROOT))
    monkeypatch.setattr(module, "ROOT", tmp_path)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "add_system_packages", lambda command: None)
    return module


@pytest.fixture
def started(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What dev.py would have started, with a .venv that is up to date."""
    commands: list[list[str]] = []

    def remember(command: list[str], environment: dict[str, str] | None = None) -> int:
        commands.append(command)
        return 0

    monkeypatch.setattr(dev, "run", remember)
    monkeypatch.setattr(dev, "hand_over", remember)
    monkeypatch.setattr(dev, "is_installed", lambda: True)
    monkeypatch.setattr(dev, "keyring_session", lambda command: command)
    monkeypatch.setenv("DISPLAY", ":0")
    return commands


def make_venv(dev: ModuleType) -> None:
    dev.BIN.mkdir(parents=True)
    dev.PYTHON.write_text("")
    dev.STAMP.write_text(dev.fingerprint())


def test_it_is_written_for_the_standard_library_alone() -> None:
    answer = subprocess.run([sys.executable, "-I", "-S", "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0
    assert "demo" in answer.stdout


@pytest.mark.parametrize("arguments", [[], ["dmeo"]])
def test_an_unknown_command_shows_what_there_is(dev: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == 2
    assert "bench" in capsys.readouterr().out


def test_an_older_python_is_told_what_is_needed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))

    assert dev.main(["check"]) == 2
    assert "3.11 or newer" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs special rights on Windows")
def test_a_venv_that_is_a_link_is_refused_and_left_alone(
    dev: ModuleType, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    dev.VENV.symlink_to(theirs)
    monkeypatch.setattr(dev, "is_installed", lambda: False)

    assert dev.main(["check"]) == 2
    assert f"is a link to {theirs}" in capsys.readouterr().out
    assert (started, list(theirs.iterdir())) == ([], [])


def test_demo_hands_all_its_arguments_to_the_program(dev: ModuleType, started: list[list[str]]) -> None:
    dev.main(["demo", "--json", "out.json", "--faults"])

    assert started == [[str(dev.PYTHON), "-m", "desktop", "demo", "--json", "out.json", "--faults"]]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS always have a screen")
def test_demo_without_a_screen_says_so_and_runs_without_a_window(
    dev: ModuleType, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    dev.main(["demo", "--json", "out.json"])
    dev.main(["demo", "--headless"])

    assert started[0][-3:] == ["--headless", "--json", "out.json"]
    assert started[1][-2:] == ["demo", "--headless"]
    assert capsys.readouterr().out.count("no screen") == 1


def test_chosen_tests_run_without_checks_and_coverage(dev: ModuleType, started: list[list[str]]) -> None:
    dev.main(["test", "tests/test_dev.py", "-k", "demo"])

    assert started == [[str(dev.PYTHON), "-m", "pytest", "tests/test_dev.py", "-k", "demo"]]


def test_a_failed_check_fails_the_test_command_although_the_tests_pass(
    dev: ModuleType, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "run_checks", lambda rest: [("mypy", subprocess.CompletedProcess([], 3, "", ""))])

    assert dev.main(["test"]) == 3
    assert [command[2] for command in started] == ["pytest", "pytest", "coverage"]
    assert "--fail-under=90" in started[2]


def test_every_test_runs_once_and_those_below_the_window_are_measured(
    dev: ModuleType, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "run_checks", lambda rest: [])

    dev.main(["test"])

    others, measured, _ = started
    assert [one for one in others if one.startswith("--ignore=")] == [f"--ignore={folder}" for folder in dev.MEASURED]
    assert measured[-len(dev.MEASURED) :] == dev.MEASURED
    assert ("--cov" in others, "--cov" in measured) == (False, True)


def test_only_a_failed_check_shows_its_words(
    dev: ModuleType, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, int("mypy" in command), "the words of a check", "")

    monkeypatch.setattr(subprocess, "run", answer)

    assert dev.main(["check"]) == 1
    shown = capsys.readouterr().out
    assert shown.count("the words of a check") == 1
    assert shown.count("FAILED") == 1
    assert shown.count(" ok") == 5


def test_benchmarks_run_one_by_one_or_by_name(
    dev: ModuleType, started: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    (dev.ROOT / "benchmarks").mkdir()
    for name in ("start", "matching", "_measure"):
        (dev.ROOT / "benchmarks" / f"{name}.py").write_text("")

    dev.main(["bench"])
    dev.main(["bench", "start"])

    assert [command[-1] for command in started] == ["benchmarks.matching", "benchmarks.start", "benchmarks.start"]
    assert dev.main(["bench", "nothing"]) == 2
    assert "matching, start" in capsys.readouterr().out


def test_a_second_start_installs_nothing(dev: ModuleType) -> None:
    make_venv(dev)

    assert dev.is_installed()


@pytest.mark.parametrize(
    "change",
    [
        lambda dev: (dev.ROOT / "pyproject.toml").write_text("changed"),
        lambda dev: (dev.ROOT / "constraints.txt").write_text("changed"),
        lambda dev: dev.PYTHON.unlink(),
        lambda dev: dev.STAMP.unlink(),
    ],
    ids=["pyproject changed", "constraints changed", "no Python", "an installation that was broken off"],
)
def test_what_changed_is_installed_again(dev: ModuleType, change: Callable[[ModuleType], object]) -> None:
    make_venv(dev)
    change(dev)

    assert not dev.is_installed()


def test_a_failed_installation_says_why_names_no_host_and_is_tried_again(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_venv(dev)
    monkeypatch.setattr(dev, "venv_is_usable", lambda: True)

    def refuse(command: list[str], stdout: IO[str], **_: object) -> subprocess.CompletedProcess[str]:
        stdout.write("Looking\nERROR: no answer from https://registry.example/simple and host='registry.example'\n")
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", refuse)
    (dev.ROOT / "constraints.txt").write_text("changed")

    assert dev.main(["check"]) == 1
    shown = capsys.readouterr().out
    assert "ERROR: no answer from (address)" in shown
    assert "registry.example" not in shown
    assert not dev.STAMP.exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian packages")
def test_missing_debian_packages_are_named_in_one_command(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(dev, "SYSTEM_PACKAGES_TRIED", dev.VENV / "never")
    monkeypatch.setattr(dev, "can_load", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(dev.shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    dev.add_system_packages("demo")

    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1\n" in capsys.readouterr().out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian packages")
def test_when_apt_fails_it_goes_on_and_does_not_try_again(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "SYSTEM_PACKAGES_TRIED", tmp_path / "tried")
    monkeypatch.setattr(dev, "can_load", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(dev.shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 100, "", "E: Unable to locate package libegl1\n")

    monkeypatch.setattr(subprocess, "run", refuse)

    dev.add_system_packages("demo")
    dev.add_system_packages("demo")

    assert [command[-1] for command in asked] == ["update", "libegl1"]
    assert "going on without: E: Unable to locate package libegl1" in capsys.readouterr().out
