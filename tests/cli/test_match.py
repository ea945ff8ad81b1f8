"""`bindeled match` at a terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NEEDED_BY_OTHERS = {"PySide6", "sqlalchemy", "alembic", "requests", "zeep", "keyring", "rich", "python_calamine", "stdnum"}
PROGRAM = f"""
import atexit, sys
atexit.register(lambda: print(set(sys.modules) & {NEEDED_BY_OTHERS}, file=sys.stderr))
from desktop.cli import bindeled
bindeled(["match", "--json", *sys.argv[1:]])
"""


def test_matching_two_csv_files_loads_nothing_that_only_other_commands_need(tmp_path: Path) -> None:
    for name in ("finance", "psa"):
        (tmp_path / f"{name}.csv").write_text(
            "customer_no,name,cvr,country\n1042,Havblik Ingeniører A/S,12345674,Danmark\n", "utf-8"
        )
    files = [f"--{name}={tmp_path / name}.csv" for name in ("finance", "psa", "out")]

    answer = subprocess.run([sys.executable, "-c", PROGRAM, *files], capture_output=True, text=True, encoding="utf-8", check=True)

    assert answer.stderr.strip() == "set()"
    assert '"one": 1' in answer.stdout
