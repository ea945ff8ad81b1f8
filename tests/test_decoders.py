from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from desktop.decoders import decoded

ROOT = Path(__file__).resolve().parents[1]
RACE = """
import sys, threading
from dataclasses import make_dataclass
from desktop.decoders import decoded
sys.setswitchinterval(0.00001)
for number in range(60):
    inner = make_dataclass(f"Inner{number}", [(f"a{place}", str | None, None) for place in range(15)], frozen=True, slots=True)
    outer = make_dataclass(f"Outer{number}", [("rows", list[inner], None), ("one", inner | None, None)], frozen=True, slots=True)
    start = threading.Barrier(8)
    def work():
        start.wait()
        assert decoded(b'{"rows": [{"a1": "b"}], "one": {"a2": "c"}}', outer).one.a2 == "c"
    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads: one.start()
    for one in threads: one.join()
"""


def test_a_number_with_decimals_keeps_its_digits_where_no_type_is_told() -> None:
    assert decoded('{"amount": 0.1000000000000000055511151231257827}', dict[str, object]) == {
        "amount": Decimal("0.1000000000000000055511151231257827")
    }


def test_threads_that_meet_a_type_for_the_first_time_together_all_get_their_record() -> None:
    """Left to msgspec alone, this brings the process down."""
    done = subprocess.run([sys.executable, "-c", RACE], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
