"""The rules of the house that a machine can hold (docs/architecture.md)."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "desktop").rglob("*.py"))
MOST_LINES = 400
DRAWERS = {"utils", "util", "misc", "helpers", "common"}


def listed() -> list[Path]:
    """Every text file that the repository keeps, or would keep when added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_layer_imports_one_above_it() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([str(lint_imports), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout


def test_every_system_is_held_apart_from_the_others() -> None:
    """Read off the folders, so that a new one is held apart without being named anywhere but in `registry.py`."""
    connectors = ROOT / "desktop" / "connectors"
    systems = {file.parent.name for file in connectors.glob("*/__init__.py")}
    shared = {file.stem for file in connectors.glob("*.py")} - {"__init__", "registry"}
    forbidden = systems | {"registry"}
    found = {(own, other) for own in systems | shared for other in _reached(f"desktop.connectors.{own}") & forbidden - {own}}

    assert len(systems) > 3
    assert systems <= _reached("desktop.connectors.registry")
    assert found == set()


def _reached(package: str) -> set[str]:
    """What of the connectors a package leads to, however many imports lie between."""
    connectors = "desktop.connectors."
    waiting = {name for name in _modules() if f"{name}.".startswith(f"{package}.")}
    seen: set[str] = set()
    while waiting:
        seen |= waiting
        waiting = {name for module in waiting for name in _imported_by(module)} - seen
    return {name.removeprefix(connectors).partition(".")[0] for name in seen if name.startswith(connectors)}


@cache
def _modules() -> dict[str, Path]:
    """Every module of the program by its full name; a folder's is that of its `__init__.py`."""
    parts = {file: file.relative_to(ROOT).with_suffix("").parts for file in SOURCES}
    return {".".join(one[:-1] if one[-1] == "__init__" else one): file for file, one in parts.items()}


@cache
def _imported_by(module: str) -> set[str]:
    """Our own modules that a module imports, inside functions too; house files import nothing by relative names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(_modules()[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, module
            found |= {node.module or "", *(f"{node.module}.{one.name}" for one in node.names)}
    return found & _modules().keys()


def test_nothing_above_the_connectors_names_a_system() -> None:
    """What a system can and cannot is asked of its card (`connectors/contract.py`), so that adding one changes nothing above."""
    above = [file for file in SOURCES if file.parts[len(ROOT.parts) + 1] not in ("connectors", "sandbox", "demo")]
    systems = {file.parent.name for file in (ROOT / "desktop" / "connectors").glob("*/connector.py")}
    systems.discard("files")  # an everyday word; what reads exports is a system like any other
    names = re.compile("|".join({*systems, "e-conomic", "uniconta", "navision", "business.central", "webcrm"}), re.IGNORECASE)

    assert [str(file.relative_to(ROOT)) for file in above if names.search(file.read_text("utf-8"))] == []


def test_no_file_is_too_long_to_be_read() -> None:
    long = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in SOURCES}

    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_nothing_is_named_like_a_drawer() -> None:
    names = {part for file in SOURCES for part in (*file.relative_to(ROOT).parts[:-1], file.stem)}

    assert names & DRAWERS == set()


def test_every_module_says_in_a_line_what_it_is() -> None:
    silent = [str(file.relative_to(ROOT)) for file in SOURCES if not file.read_text("utf-8").lstrip().startswith(('"""', 'r"""'))]

    assert silent == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("work left for later", r"\b(TO" r"DO|FIX" r"ME)\b"),
        ("a type error waved through without a reason", r"# type: ignore(\[[\w, -]+\])?\s*$"),
        ("a certificate that is not checked", r"verify\s*=\s*Fal" r"se"),
        ("a folder of one machine", r"/(wo" r"rk|ro" r"ot|ho" r"me/\w+)/"),
    ],
)
def test_no_line_holds(what: str, pattern: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in listed()
        if file.suffix in (".py", ".toml", ".spec", ".md", ".txt", ".qss") or file.parent.name == ".ci"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]

    assert found == [], what


@pytest.mark.parametrize(
    ("start", "late"),
    [
        ("import desktop.window", {"sqlalchemy", "alembic", "requests", "zeep", "flask", "numpy", "babel", "desktop.app"}),
        (
            "import desktop.cli as cli; cli.bindeled(['--help'], standalone_mode=False)",
            {"PySide6", "sqlalchemy", "alembic", "requests", "zeep", "flask", "numpy", "babel", "desktop.app"},
        ),
    ],
    ids=["the window's first picture", "bindeled --help"],
)
def test_what_is_shown_at_once_does_not_wait_for_what_takes_long_to_load(start: str, late: set[str]) -> None:
    told = f"{start}; import sys; print(); print(*sorted({late!r} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)

    assert answer.stdout.splitlines()[-1] == ""


def test_a_test_that_reaches_for_another_machine_is_caught(only_this_machine: list[str]) -> None:
    with pytest.raises(ConnectionRefusedError, match="203"):
        socket.create_connection(("203.0.113.7", 80))
    with pytest.raises(ConnectionRefusedError, match=r"example\.com"):
        socket.getaddrinfo("example.com", 443)
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("nobody.invalid", 443)

    assert only_this_machine == ["203.0.113.7", "example.com"]
    only_this_machine.clear()


def test_the_real_keyring_keeps_and_forgets_a_secret(secret_service: None) -> None:
    import keyring

    keyring.set_password("bindeled-test", "somebody", "æøå" * 100)
    assert keyring.get_password("bindeled-test", "somebody") == "æøå" * 100

    keyring.delete_password("bindeled-test", "somebody")
    assert keyring.get_password("bindeled-test", "somebody") is None
