"""The program as its users get it: one folder, no Python beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import desktop

ROOT = Path(__file__).resolve().parent.parent

pytestmark = [pytest.mark.build, pytest.mark.timeout(600)]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run where neither the source nor this Python's folders can help, without a screen."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in ("PATH", "SYSTEMROOT", "TEMP", "TMP")}
    surroundings = {**kept, "HOME": str(folder), "USERPROFILE": str(folder), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, encoding="utf-8", timeout=300)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built program, made for this run."""
    bindepend = pytest.importorskip("PyInstaller.depend.bindepend")
    try:
        bindepend.get_python_library_path()
    except Exception as trouble:
        pytest.skip(f"this Python has no shared library, which PyInstaller needs: {type(trouble).__name__}")
    folder = tmp_path_factory.mktemp("build")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec"]
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "work")]
    made = subprocess.run([*command, *places], cwd=ROOT, capture_output=True, text=True, timeout=500)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder / "dist" / "bindeled" / ("bindeled.exe" if os.name == "nt" else "bindeled")


def test_the_built_program_tells_its_version(program: Path, tmp_path: Path) -> None:
    answer = run([str(program), "--version"], tmp_path)

    assert answer.returncode == 0, answer.stderr
    assert desktop.__version__ in answer.stdout


def test_the_built_program_does_the_main_job(program: Path, tmp_path: Path) -> None:
    answer = run([str(program), "demo", "--headless", "--json", str(tmp_path / "out.json")], tmp_path)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert told["passed"], told["faults"]
    assert told["steps"]["suggest"]["wrong_singles"] == 0
    assert told["steps"]["link"]["linked"] == told["steps"]["suggest"]["one"] > 300
    assert told["steps"]["reconcile"]["agree"] == told["steps"]["transfer"]["green"]


def test_the_built_program_brings_what_a_window_needs_and_no_more(program: Path) -> None:
    files = {path.relative_to(program.parent).as_posix() for path in program.parent.rglob("*") if path.is_file()}

    def has(part: str) -> bool:
        return any(part in file for file in files)

    assert has("plugins/platforms/")
    assert has("qtbase_da.qm")
    assert has("resources/")
    assert has("babel/locale-data/da.dat")
    assert not has("babel/locale-data/zh.dat")
    assert not has("Qt6Quick")
