"""Which faults may meet a call during a turn of a run under faults, and how often."""

from __future__ import annotations

from typing import Any

from desktop.models.records import Side

FAULTS = {
    Side.FINANCE: {
        "cut_before": 0.01,
        "cut_after": 0.03,
        "cut_during": 0.02,
        "truncated": 0.02,
        "wrong_type": 0.01,
        "error_before": 0.02,
        "error_after": 0.02,
        "bad_gateway": 0.01,
        "rate_limited": 0.02,
        "expired_token": 0.002,
        "latency_after": 0.01,
    },
    Side.PSA: {"error_before": 0.02, "cut_after": 0.02, "truncated": 0.01},
}
"""The chance of each kind of fault at each call; the kinds are those of `desktop/sandbox/faults.py`."""


def planned_faults(seed: int, chance: float, late_seconds: float) -> dict[Side, list[dict[str, Any]]]:
    """The faults as the stand-ins take them. `chance` multiplies that of each; an answer that comes late takes so many seconds."""
    return {
        side: [
            {
                "kind": kind,
                "probability": one * chance,
                "seed": seed + place,
                "seconds": late_seconds if kind.startswith("latency") else 0.0,
                "status": 503,
            }
            for place, (kind, one) in enumerate(chances.items())
        ]
        for side, chances in FAULTS.items()
    }
