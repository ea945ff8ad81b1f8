"""The process of a fault run that sends, and that is killed at any moment: `bindeled demo --sender`, told on standard input."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from desktop.app import open_bindeled
from desktop.connectors import api_session
from desktop.connectors.keychain import KeychainForThisRun
from desktop.demo import PSA_VALUES
from desktop.demo.fault_run import Wish
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.models.records import Side
from desktop.progress import Silent


def send_as_told() -> None:
    """Send until everything is there, as often as was wished at most; prints a line when it begins."""
    wish = Wish.from_json(sys.stdin.buffer.read())
    hurry(wish.pace.answer)
    keychain = KeychainForThisRun()
    proof_after = dt.timedelta(seconds=wish.pace.proof_after)
    program = open_bindeled(Path(wish.data_folder), keychain=keychain, proof_after=proof_after)
    try:
        (integration,) = program.connections.integrations()
        for side, values in ((Side.PSA, PSA_VALUES), (Side.FINANCE, FINANCE_SIDES[wish.finance].values)):
            secrets = {one.name for one in program.connections.card(integration.id, side).sign_in if one.is_secret}
            keychain.save(integration.connection(side).key, {name: values[name] for name in secrets})
        print("sending", flush=True)
        for _ in range(wish.rounds):
            report = program.transfers.send(integration, wish.invoice_ids, Silent())
            if not (report.unknown or report.open or report.refused):
                break
    finally:
        program.close()


def hurry(answer_seconds: float) -> None:
    """From now on wait for answers and before second tries as a fault run does, not as people do."""
    api_session.TIMEOUTS = (5.0, answer_seconds)
    api_session.BACKOFF = 0.01
