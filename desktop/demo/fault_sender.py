"""The process of a fault run that sends, and that is killed at any moment: `bindeled demo --sender`, told on standard input."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.app import Bindeled, open_bindeled
from desktop.connectors import api_session
from desktop.connectors.keychain import KeychainForThisRun
from desktop.demo import PSA_VALUES
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.demo.step_kills import die_before
from desktop.errors import BindeledError
from desktop.models.records import Integration, Side
from desktop.progress import Silent


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long an answer is waited for, and when absence counts as proven. People get 30 and 60."""

    answer: float = 2.0
    proof_after: float = 3.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sending process is told on its standard input."""

    data_folder: str
    finance: str  # which finance system the demo company has
    invoice_ids: list[str]
    pace: Pace
    rounds: int
    reopened: list[str]  # for which *Transfer again* is pressed first
    dies_before: int = 0  # the step before which it kills itself (see `step_kills`); 0: never

    def to_json(self) -> bytes:
        """For the process."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Wish:
        """In the process."""
        read = json.loads(content)
        return cls(**{**read, "pace": Pace(**read["pace"])})


def send_as_told() -> None:
    """What the process does; it prints a line when it begins."""
    send(Wish.from_json(sys.stdin.buffer.read()), lambda: print("sending", flush=True))


def send(wish: Wish, begin: Callable[[], None] = lambda: None) -> None:
    """Press *Transfer again* where that is wished, send until everything is there or the rounds are over, and reconcile."""
    hurry(wish.pace.answer)
    keychain = KeychainForThisRun()
    proof_after = dt.timedelta(seconds=wish.pace.proof_after)
    program = open_bindeled(Path(wish.data_folder), keychain=keychain, proof_after=proof_after)
    try:
        (integration,) = program.connections.integrations()
        for side, secrets in secrets_of(program, integration).items():
            keychain.save(integration.connection(side).key, secrets)
        if wish.dies_before:
            die_before(wish.dies_before)
        begin()
        program.settling.reopen(integration, wish.reopened, Silent())
        for _ in range(wish.rounds):
            report = program.transfers.send(integration, wish.invoice_ids, Silent())
            if not (report.unknown or report.open or report.refused):
                with suppress(BindeledError):  # it is done again at the end
                    program.reconciliation.reconcile(integration, Silent())
                break
    finally:
        program.close()


def secrets_of(program: Bindeled, integration: Integration) -> dict[Side, dict[str, str]]:
    """The demo company's credentials, which are on no disk."""
    values = {Side.PSA: PSA_VALUES, Side.FINANCE: FINANCE_SIDES[integration.finance.system].values}
    cards = {side: program.connections.card(integration.id, side) for side in values}
    return {side: {one.name: values[side][one.name] for one in card.sign_in if one.is_secret} for side, card in cards.items()}


def hurry(answer_seconds: float) -> None:
    """From now on wait for answers and before second tries as a fault run does, not as people do."""
    api_session.TIMEOUTS = (5.0, answer_seconds)
    api_session.BACKOFF = 0.01
