"""The stand-ins as processes of their own, so that their time is not ours, and a program connected to them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from desktop.app import Bindeled, open_bindeled
from desktop.demo import connect
from desktop.models.records import Integration
from desktop.sandbox import demo_company

PLENTY = {"tokens": 100_000_000, "seconds": 60, "cost": 1}  # e-conomic's own limit would be what is measured


@contextmanager
def served(system: str, data: dict[str, Any], latency_ms: int) -> Iterator[str]:
    """One stand-in with these data in a process of its own; gives the address to connect to."""
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as folder:
        file = Path(folder) / f"{system}.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        options = ["--system", system, "--load", str(file), "--latency-ms", str(latency_ms)]
        process = subprocess.Popen([sys.executable, "-m", "desktop", "sandbox", *options], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def connected(customers: int, invoices: int, latency_ms: int = 0) -> Iterator[tuple[Bindeled, Integration, str]]:
    """A program on a throw-away store, connected to a company of that size; gives it, its integration and e-conomic's address."""
    timelog, economic = demo_company.scaled(customers, invoices)
    with ExitStack() as stack:
        psa = stack.enter_context(served("timelog", timelog, latency_ms))
        finance = stack.enter_context(served("economic", economic | {"rateLimit": PLENTY}, latency_ms))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bindeled-bench-"))
        program = open_bindeled(Path(folder), for_this_run=True)
        stack.callback(program.close)
        yield program, connect(program, psa, finance), finance
