"""The table of weights is the one that the documentation prints."""

from __future__ import annotations

from pathlib import Path

from desktop.models.matching.weights import FIELDS, NAME, NAME_PARTS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "matching.md"


def shown(weight: float) -> str:
    return f"{weight:+g}" if weight else "0"


def test_the_page_prints_every_weight_and_sentence() -> None:
    printed = PAGE.read_text("utf-8").splitlines()
    tables = {"name": NAME} | {field.value: findings for field, findings in FIELDS.items()}
    expected = [
        f"| {field} | {kind.replace('_', ' ')} | {finding.verdict.value} | {shown(finding.weight)} | {finding.sentence.text} |"
        for field, findings in tables.items()
        for kind, finding in findings.items()
    ]
    expected += [
        f"| {part} | {kind.replace('_', ' ')} | {shown(weight)} |"
        for part, kinds in NAME_PARTS.items()
        for kind, weight in kinds.items()
    ]

    assert [line for line in printed if line in expected] == expected
