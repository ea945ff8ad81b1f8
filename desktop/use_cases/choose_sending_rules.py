"""Choose how invoices are sent: what is carried along in another text, and how far an amount may differ; product.md chapter 7."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from desktop.connectors.contract import ConnectorSource
from desktop.errors import RecordRefused
from desktop.models.carry_rules import CarryChoice, choices, with_rule, without_rule
from desktop.models.records import Activity, CarryRule, Integration, Outcome, SendingRules, Side
from desktop.models.store.work import Store
from desktop.texts import Message

LARGEST_TOLERANCE = Decimal("10.00")


class SendingChoice:
    """The sending rules of an integration."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def rules(self, integration_id: int) -> SendingRules:
        """What is chosen now."""
        with self._store.reading() as work:
            return work.settings.sending_rules(integration_id)

    def carry_choices(self, integration: Integration) -> list[CarryChoice]:
        """What its finance system has no field for, and the texts that it can go along in."""
        return choices({table.kind: table for table in self._connectors.card(integration, Side.FINANCE).tables})

    def choose(self, integration: Integration, rules: SendingRules) -> None:
        """Keep all of this in place of what was chosen before; `RecordRefused` as below, before anything is kept."""
        self.check(integration, rules)
        before, wanted = self.rules(integration.id), {(one.table, one.source) for one in rules.carry}
        if rules.tolerance != before.tolerance:
            self.choose_tolerance(integration.id, rules.tolerance)
        for one in before.carry:
            if (one.table, one.source) not in wanted:
                self.stop_carrying(integration, one.table, one.source)
        for one in rules.carry:
            if one not in before.carry:
                self.carry(integration, one.table, one.source, one.target, one.lead)

    def check(self, integration: Integration, rules: SendingRules) -> None:
        """`RecordRefused` when something new in these rules cannot be chosen."""
        before = self.rules(integration.id)
        if rules.tolerance != before.tolerance:
            _must_be_tolerance(rules.tolerance)
        for one in rules.carry:
            if one not in before.carry:
                self.rule(integration, one.table, one.source, one.target, one.lead)

    def rule(self, integration: Integration, table: str, source: str, target: str = "", lead: str | None = None) -> CarryRule:
        """How a value would be carried along: without `target` in the text with the most room, without `lead` behind its own name.

        `RecordRefused` when this system cannot.
        """
        choice = self._choice(integration, table, source, target)
        rule = choice.rule(target)
        return rule if lead is None else replace(rule, lead=lead)

    def carry(self, integration: Integration, table: str, source: str, target: str = "", lead: str | None = None) -> None:
        """Carry a value along from now on, as `rule` says."""
        choice, rule = self._choice(integration, table, source, target), self.rule(integration, table, source, target, lead)
        sentence = Message(
            "{label} is carried in {target} from now on.", label=choice.label, target=dict(choice.targets)[rule.target]
        )
        rules = self.rules(integration.id)
        self._keep(integration.id, replace(rules, carry=with_rule(rules.carry, rule)), sentence)

    def _choice(self, integration: Integration, table: str, source: str, target: str) -> CarryChoice:
        choice = next((one for one in self.carry_choices(integration) if (one.table, one.source) == (table, source)), None)
        if choice is None or (target and target not in dict(choice.targets)):
            raise RecordRefused(
                Message("{source} cannot be carried in {target} here.", source=source, target=target or "-"),
                what_to_do=Message("The settings list what can be carried, and where."),
            )
        return choice

    def stop_carrying(self, integration: Integration, table: str, source: str) -> None:
        """Leave a value behind again."""
        rules = self.rules(integration.id)
        left = without_rule(rules.carry, table, source)
        if left != rules.carry:
            labels = {(one.table, one.source): one.label for one in self.carry_choices(integration)}
            sentence = Message("{label} is not carried any more.", label=labels.get((table, source), source))
            self._keep(integration.id, replace(rules, carry=left), sentence)

    def choose_tolerance(self, integration_id: int, tolerance: Decimal) -> None:
        """How far an amount may differ before it turns amber; `RecordRefused` for one that would hide real differences."""
        _must_be_tolerance(tolerance)
        rules = replace(self.rules(integration_id), tolerance=tolerance)
        sentence = Message("Amounts may differ by {tolerance} before they turn amber.", tolerance=tolerance)
        self._keep(integration_id, rules, sentence)

    def _keep(self, integration_id: int, rules: SendingRules, sentence: Message) -> None:
        with self._store.work() as work:
            work.settings.put_sending_rules(integration_id, rules)
            work.log.note(integration_id, Activity.SETTINGS, Outcome.DONE, sentence)
            work.commit()


def _must_be_tolerance(tolerance: Decimal) -> None:
    if not 0 <= tolerance <= LARGEST_TOLERANCE or tolerance != round(tolerance, 2):
        raise RecordRefused(
            Message("A tolerance is between {least} and {most}, with two decimals.", least=Decimal(0), most=LARGEST_TOLERANCE)
        )
