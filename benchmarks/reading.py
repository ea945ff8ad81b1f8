"""Reading 10,000 customers: how much of the time is the system's own? `python -m benchmarks.reading [CUSTOMERS]`.

The ratio is the time of the bare answers (the same pages over the same kind of session, not even decoded) to the time of our
connector with its records. Promise (design.md section 6): at least 0.90 at 50 ms per answer.
"""

from __future__ import annotations

import sys
import time

import requests

from benchmarks._stand_ins import connected
from desktop.connectors.contract import Access
from desktop.connectors.economic.connector import Economic
from desktop.sandbox import demo_company

LATENCY_MS = 50


def main(customers: int) -> None:
    """Measure, and print the ratio."""
    secrets = {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT}
    with connected(customers, 1, LATENCY_MS) as (_program, _integration, address):
        connector = Economic(Access(address, {}, secrets))
        next(connector.customers())  # both sides warm: connection, plans of reading
        bare = _bare(address)
        began = time.perf_counter()
        count = sum(len(page.records) for page in connector.customers())
        ours = time.perf_counter() - began
        connector.close()
    print(f"{count} customers: {ours:.2f} s, the bare answers {bare:.2f} s, ratio {bare / ours:.2f} (promise 0.90)")


def _bare(address: str) -> float:
    session = requests.Session()
    session.headers.update({"X-AppSecretToken": demo_company.ECONOMIC_SECRET, "X-AgreementGrantToken": demo_company.ECONOMIC_GRANT})
    began, page = time.perf_counter(), 0
    while True:
        answer = session.get(f"{address}/customers", params={"pagesize": 1000, "skippages": page}, timeout=30)
        if b'"nextPage"' not in answer.content:
            return time.perf_counter() - began
        page += 1


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
