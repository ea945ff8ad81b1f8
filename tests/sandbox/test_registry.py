"""One stand-in alone, as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from desktop.errors import SettingsError
from desktop.sandbox.registry import STAND_INS, serve, stand_in

REPOSITORY = Path(__file__).resolve().parents[2]


def test_every_stand_in_starts_empty_and_gives_its_state_as_json() -> None:
    for system in STAND_INS:
        found = stand_in(system)
        assert found.name == system
        assert isinstance(json.loads(found.app.json.dumps(found.state())), dict)


def test_a_served_stand_in_prints_its_address_and_holds_the_file(tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text(json.dumps({"tokens": [["s", "g"]], "units": [{"unitNumber": 1, "name": "stk."}]}), encoding="utf-8")
    code = "import sys, pathlib; from desktop.sandbox.registry import serve; serve('economic', 0, pathlib.Path(sys.argv[1]), 5)"
    command = [sys.executable, "-c", code, str(data)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            tokens = {"X-AppSecretToken": "s", "X-AgreementGrantToken": "g"}
            assert requests.get(f"{address}/units/1", headers=tokens, timeout=10).json()["name"] == "stk."
        finally:
            process.terminate()


def test_what_cannot_be_served_says_why(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    for text in ("[]", "{", '{"customers": [{}]}'):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError, match=r"bad\.json"):
            serve("economic", 0, bad)
    with pytest.raises(SettingsError):
        serve("economic", 0, tmp_path / "none.json")
