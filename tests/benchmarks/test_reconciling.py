"""The measurement of reconciling still fits the program that it measures."""

from __future__ import annotations

import pytest

from benchmarks import reconciling


def test_a_few_invoices_are_compared_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    reconciling.main(200)
    assert "200 invoices, 198 agree" in capsys.readouterr().out
