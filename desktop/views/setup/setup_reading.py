"""What the page Setup shows, read from the store in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.models.lamps import Lamp
from desktop.models.records import Side, counted
from desktop.models.setup_steps import RegistersRead, SetupFacts
from desktop.texts import _, shown
from desktop.use_cases.activate_integration import IntegrationActivation
from desktop.use_cases.choose_standard_values import why_none_are_needed
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import SIDES, Fetched, RecordFetching, Register, registers_of, title
from desktop.use_cases.sync_customers import CustomerSync
from desktop.views.setup.register_lines import RegisterLine

_TOLD = 3  # rows that were left out; the log has them all


@dataclass(frozen=True, slots=True)
class SetupReading:
    """The facts behind the steps, and the registers with the time each was read."""

    facts: SetupFacts
    registers: list[RegisterLine]
    customers_read_at: dt.datetime | None  # when customers of a side were read last


class SetupReader:
    """Reads the setup of an integration."""

    def __init__(
        self, connections: Connections, fetching: RecordFetching, customers: CustomerSync, activation: IntegrationActivation
    ) -> None:
        self._connections, self._fetching = connections, fetching
        self._customers, self._activation = customers, activation

    def read(self, integration_id: int) -> SetupReading:
        """Everything the page shows; `RecordNotFound`."""
        integration = self._connections.integration(integration_id)
        finance = self._connections.card(integration_id, Side.FINANCE)
        registers = registers_of(finance)
        last = {one: fetch for one, fetch in self._fetching.last(integration_id).items() if one in registers}
        times = [one.fetched_at for one in last.values()]
        labels = self.labels(integration_id)
        facts = SetupFacts(
            integration=integration,
            labels=labels,
            registers=RegistersRead(count=len(last), total=len(registers), oldest=min(times, default=None)),
            owner=self._customers.rules(integration),
            is_owner_chosen=self._customers.are_rules_chosen(integration),
            activation=self._activation.state(integration_id),
            now=dt.datetime.now(dt.UTC),
            why_no_standard_values=why_none_are_needed(finance),
            others=self._connections.integrations(),
        )
        lines = []
        for register in registers:
            name = title(register, labels[SIDES[register]]).render()
            if (fetch := last.get(register)) is None:
                lines.append(RegisterLine(name, Lamp.WAITING))
            else:
                lines.append(RegisterLine(name, Lamp.DONE, fetch.count, _("read {time}").format(time=shown(fetch.fetched_at))))
        customers = [last[one].fetched_at for one in (Register.FINANCE_CUSTOMERS, Register.PSA_CUSTOMERS) if one in last]
        return SetupReading(facts, lines, max(customers, default=None))

    def labels(self, integration_id: int) -> dict[Side, str]:
        """Both systems as people write them."""
        return {side: self._connections.card(integration_id, side).label for side in Side}


def lines_of_run(
    labels: dict[Side, str], registers: Sequence[Register], results: list[Fetched], *, is_running: bool
) -> list[RegisterLine]:
    """The registers while they are being read, and as the run left them."""
    by_register = {one.register: one for one in results}
    lines = []
    for place, register in enumerate(registers):
        name = title(register, labels[SIDES[register]]).render()
        result = by_register.get(register)
        if result is None:
            lines.append(RegisterLine(name, Lamp.SENDING if is_running and place == len(results) else Lamp.WAITING))
        elif result.reason is not None:
            lines.append(RegisterLine(name, Lamp.REFUSED, said=result.reason.sentence.render()))
        else:
            said = [*counted(result.left_out), *(one.sentence for one in result.left_out[:_TOLD])]
            lines.append(RegisterLine(name, Lamp.DONE, result.count, " ".join(one.render() for one in said)))
    return lines
