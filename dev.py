#!/usr/bin/env python3
"""The door for newcomers and developers: `python3 dev.py COMMAND`, with nothing but Python 3.11 or newer installed.

    demo [...]      the program with stand-ins of both systems and a made-up company; nothing leaves this machine
                    (--headless runs the main job without a window, --faults SEED a transfer while calls fail and processes
                    are killed; `demo --help` shows the rest)
    test [...]      every check and every test, those of the layers below the window with their coverage; with arguments: only
                    the tests that they choose, as pytest takes them
    check           the checks alone: ruff, mypy, import-linter, deptry, the Danish catalogue
    bench [NAME]    the benchmarks: what the program promises, each as a ratio
    build           the program as one folder, dist/bindeled, that needs no Python

Each makes or renews .venv first, when it is missing or when pyproject.toml or constraints.txt changed since.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.sha256"
INSTALL_LOG = VENV / "install.log"
SYSTEM_PACKAGES_TRIED = VENV / "system-packages-tried"

COVERAGE_PERCENT = 90
MEASURED = ["tests/connectors", "tests/models", "tests/use_cases"]  # following their lines makes tests take twice as long
TEST_PROCESSES = 4  # on two cores: a third of a test run is waiting for servers, processes and pauses
CHECKS_AT_ONCE = 2

# What Qt loads on Linux -> the Debian package that has it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "objcopy": "binutils",
    "initdb": "postgresql",
}


def main(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    commands = {"demo": demo, "test": test, "check": check, "bench": bench, "build": build}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 0 if arguments and arguments[0] in ("-h", "--help", "help") else 2
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this may have an older one
        print(f"Bindeled needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    if VENV.is_symlink():
        print(f"{VENV} is a link to {VENV.readlink()}: installing there would change somebody else's libraries. Remove the link.")
        return 2
    name, rest = arguments[0], arguments[1:]
    add_system_packages(name)
    if not is_installed() and not install():
        return 1
    return commands[name](rest)


def demo(rest: list[str]) -> int:
    """Hand over to the program's own demo, without a window where there is no screen."""
    has_no_window = any(one.partition("=")[0] in ("--headless", "--faults", "-h", "--help") for one in rest)
    if not has_screen() and not has_no_window:
        print("There is no screen here: the demo runs without a window.")
        rest = ["--headless", *rest]
    return hand_over([str(PYTHON), "-m", "desktop", "demo", *rest])


def test(rest: list[str]) -> int:
    """Every check and every test; or only the tests that `rest` chooses, without checks and coverage."""
    with tempfile.TemporaryDirectory(prefix="bindeled-test-") as folder:
        surroundings = test_surroundings(Path(folder))
        if rest:
            return run(keyring_session([str(PYTHON), "-m", "pytest", *rest]), surroundings)
        # By default the files with the fewest tests come last; those hold the tests that take longest (tests/conftest.py).
        command = [str(PYTHON), "-m", "pytest", "-n", str(TEST_PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"]
        with ThreadPoolExecutor(1) as beside:
            checks = beside.submit(lambda: list(run_checks([])))
            codes = [run(keyring_session([*command, *(f"--ignore={folder}" for folder in MEASURED)]), surroundings)]
        codes.append(tell_checks(checks.result()))
        codes.append(run(keyring_session([*command, "--cov", "--cov-report=", *MEASURED]), surroundings))
        codes.append(run([str(PYTHON), "-m", "coverage", "report", "--skip-covered", f"--fail-under={COVERAGE_PERCENT}"]))
    return first_failure(codes)


def check(rest: list[str]) -> int:
    """Run every check, also after one failed; show the words only of those that fail."""
    return tell_checks(run_checks(rest))


def run_checks(rest: list[str]) -> Iterator[tuple[str, subprocess.CompletedProcess[str]]]:
    """The checks' names and what they say, in this order; most of the time is mypy's, and the others run beside it."""
    checks = {
        "ruff check": [str(PYTHON), "-m", "ruff", "check", "--output-format", "concise", "."],
        "ruff format": [str(PYTHON), "-m", "ruff", "format", "--check", "."],
        "mypy": [str(PYTHON), "-m", "mypy"],
        "import-linter": [str(BIN / "lint-imports"), "--no-cache"],
        "deptry": [str(PYTHON), "-m", "deptry", "--no-ansi", "."],
        "catalogue": [str(PYTHON), str(Path("resources", "translations", "catalogue.py")), "check"],
    }
    checks |= {script.stem: [str(PYTHON), str(script)] for script in sorted(ROOT.glob("scripts/check_*.py"))}

    def answer(command: list[str]) -> subprocess.CompletedProcess[str]:
        asked = [*command, *rest]
        return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", errors="replace")

    with ThreadPoolExecutor(CHECKS_AT_ONCE) as pool:
        yield from zip(checks, pool.map(answer, checks.values()), strict=True)


def tell_checks(answers: Iterable[tuple[str, subprocess.CompletedProcess[str]]]) -> int:
    """Print a line for each check, and the words of those that failed; gives the exit code of the first of these, or 0."""
    codes = []
    for name, answer in answers:
        codes.append(answer.returncode)
        print(f"{name:14} {'ok' if answer.returncode == 0 else 'FAILED'}", flush=True)
        if answer.returncode:
            print(answer.stdout + answer.stderr, flush=True)
    return first_failure(codes)


def bench(rest: list[str]) -> int:
    """Run the modules of benchmarks/ one after the other, or those named; each prints its ratios."""
    found = [file.stem for file in sorted((ROOT / "benchmarks").glob("*.py")) if not file.stem.startswith("_")]
    unknown = set(rest) - set(found)
    if unknown:
        print(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(found)}.")
        return 2
    codes = []
    for name in rest or found:
        print(f"--- {name}", flush=True)
        codes.append(run([str(PYTHON), "-m", f"benchmarks.{name}"]))
    return first_failure(codes)


def build(rest: list[str]) -> int:
    """Make the one-folder program with PyInstaller."""
    code = run([str(PYTHON), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec", *rest])
    if code == 0 and not rest:
        print("Made dist/bindeled")
    return code


def is_installed() -> bool:
    """Whether .venv holds what pyproject.toml and constraints.txt say now."""
    return PYTHON.exists() and STAMP.is_file() and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    """What .venv depends on, as one hash: both files, the Python and the folder (a .venv cannot be moved)."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    parts.append(repr((sys.version_info[:2], sys.platform, str(ROOT))).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install() -> bool:
    """Make .venv where it is missing or foreign, install what is pinned, and say in a line what went wrong."""
    STAMP.unlink(missing_ok=True)
    if not venv_is_usable():
        print("Making .venv ...", flush=True)
        clear = ["--clear"] if PYTHON.exists() else []
        made = subprocess.run([sys.executable, "-m", "venv", *clear, str(VENV)], capture_output=True, text=True)
        if made.returncode:
            print(f"Python could not make .venv: {last_line(made.stdout + made.stderr)}")
            return False
    print("Installing the libraries that constraints.txt pins; this takes a minute or two ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-e", ".[dev]", "-c", "constraints.txt"]
    with INSTALL_LOG.open("w", encoding="utf-8") as log:
        code = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT).returncode
    if code:
        print(f"pip could not install them: {last_line(INSTALL_LOG.read_text(encoding='utf-8', errors='replace'))}")
        print(f"All of pip's words are in {INSTALL_LOG.relative_to(ROOT)}.")
        return False
    STAMP.write_text(fingerprint())
    return True


def venv_is_usable() -> bool:
    """Whether .venv has pip, lies where it was made and has this Python."""
    if not PYTHON.exists():
        return False
    question = "import sys, pip; print(sys.prefix, *sys.version_info[:2], sep='|')"
    answer = subprocess.run([str(PYTHON), "-c", question], capture_output=True, text=True)
    return answer.stdout.strip() == "|".join(map(str, (VENV, *sys.version_info[:2])))


def last_line(words: str) -> str:
    """The last line of a tool's complaint, an error if it names one, without the addresses it asked."""
    lines = [line.strip() for line in words.splitlines() if line.strip()] or ["it said nothing"]
    errors = [line for line in lines if line.lower().startswith(("error", "e:"))]
    return re.sub(r"\w+://\S+|host='[^']*'", "(address)", (errors or lines)[-1])


def missing_system_packages(command: str) -> list[str]:
    """The Debian packages that this command needs and whose library, program or module is not found."""
    missing = [package for library, package in QT_LIBRARIES.items() if not can_load(library)]
    if command == "test":
        missing += [package for program, package in TEST_PROGRAMS.items() if not has_program(program)]
    if importlib.util.find_spec("ensurepip") is None and not PYTHON.exists():
        missing.append(f"python3.{sys.version_info[1]}-venv")
    return missing


def has_program(name: str) -> bool:
    """Whether a program is found; Debian keeps those of a PostgreSQL server off the path, in a folder for each version."""
    return bool(shutil.which(name) or list(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))


def can_load(library: str) -> bool:
    """Whether the loader finds this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def add_system_packages(command: str) -> None:
    """On Debian and its kin, install what is missing when root, else say how; once, and never an end to the command."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_system_packages(command)
    if not missing:
        return
    if not shutil.which("apt-get"):
        print(f"Some system libraries are missing (Debian calls them {' '.join(missing)}); going on without them.")
        return
    install_them = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    tried = SYSTEM_PACKAGES_TRIED.is_file() and SYSTEM_PACKAGES_TRIED.read_text().split() == missing
    if os.geteuid() != 0 or tried:
        sudo = "" if os.geteuid() == 0 else "sudo "
        print(f"Some system packages are missing. This installs them: {sudo}apt-get update && {sudo}{shlex.join(install_them)}")
        return
    print(f"Installing system packages: {' '.join(missing)} ...", flush=True)
    quickly = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30"]
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *quickly, "update"], capture_output=True, env=settings)
    answer = subprocess.run([install_them[0], *quickly, *install_them[1:]], capture_output=True, text=True, env=settings)
    if answer.returncode:
        print(f"apt-get could not install them; going on without: {last_line(answer.stdout + answer.stderr)}")
    if still := missing_system_packages(command):
        VENV.mkdir(exist_ok=True)
        SYSTEM_PACKAGES_TRIED.write_text(" ".join(still))


def has_screen() -> bool:
    """Whether a window can be shown; Windows and macOS always have a screen."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def surroundings() -> dict[str, str]:
    """The environment of what is started: Qt draws in memory where there is no screen."""
    found = {**os.environ, "PYTHONUTF8": "1"}
    if not has_screen():
        found.setdefault("QT_QPA_PLATFORM", "offscreen")
    return found


def test_surroundings(folder: Path) -> dict[str, str]:
    """The environment of the tests: no windows in the way, and every file in a folder that is thrown away.

    Every process that a test starts would compile the whole program again where keeping the outcome is switched off.
    """
    found = {**surroundings(), "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        place = folder / name.lower()
        place.mkdir(mode=0o700)
        found[name] = str(place)
    return found


def keyring_session(command: list[str]) -> list[str]:
    """The command inside a throw-away Secret Service keyring, already unlocked, where one can be started."""
    if not shutil.which("dbus-run-session") or not shutil.which("gnome-keyring-daemon"):
        print("No dbus-run-session or gnome-keyring-daemon here: tests that need a real keyring are skipped.")
        return command
    start = (
        "if printf made-up | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
        "then export BINDELED_TEST_KEYRING=secret-service; "
        "else echo 'gnome-keyring-daemon does not start: tests that need a real keyring are skipped.'; fi; "
        'exec "$@"'
    )
    return ["dbus-run-session", "--", "sh", "-c", start, "sh", *command]


def run(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run a command in the repository and give its exit code."""
    try:
        return subprocess.run(command, cwd=ROOT, env=environment or surroundings()).returncode
    except KeyboardInterrupt:
        return 130


def hand_over(command: list[str]) -> int:
    """Become the command, in the folder of whoever asked; Windows cannot, so there it is waited for."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, surroundings())
    return subprocess.run(command, env=surroundings()).returncode


def first_failure(codes: list[int]) -> int:
    """The exit code of the first that failed, 0 if none did."""
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
