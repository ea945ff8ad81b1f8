"""Choose default items (Standardvarenumre), and resolve lines that nothing or too much decides about; product.md chapter 5."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.connectors.contract import ConnectorSource
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.item_changes import NAMED, change_of, sentences_of, taken_back
from desktop.models.item_choice import Decision, decide, facts_of, line_key
from desktop.models.item_rule_hits import DATA_TYPE_WORDS, DIMENSION_WORDS, Pasted, RuleHits, pasted, rule_hits, warnings
from desktop.models.item_use import is_ready
from desktop.models.records import (
    DIMENSIONS,
    Activity,
    DataType,
    Dimension,
    DimensionValue,
    Integration,
    Invoice,
    InvoiceLine,
    Item,
    ItemChange,
    ItemRules,
    ItemShare,
    LineChoice,
    Outcome,
    Principle,
    Side,
    ValueKey,
)
from desktop.models.store.work import Store, Work
from desktop.texts import Message, in_a_row


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueState:
    """A value with the item it gives; `is_own`: chosen here and not only kept by the PSA. `lines` to be sent have it."""

    value: DimensionValue
    item_number: str
    item_name: str
    is_own: bool
    is_ready: bool
    lines: int
    decided: int

    @property
    def key(self) -> ValueKey:
        """The value's key."""
        return self.value.key


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultItemRegister:
    """Everything that the page and the command line show; `items` are those that can be chosen, by number."""

    rules: ItemRules
    values: list[ValueState]
    items: list[Item]
    hits: RuleHits
    warnings: list[Message]
    not_told: Mapping[DataType, Message] = field(default_factory=dict)  # data types that the PSA does not tell of lines, with why

    def of_dimension(self, dimension: Dimension) -> list[ValueState]:
        """The values of one dimension, the active ones first, by name."""
        found = [one for one in self.values if one.key.dimension is dimension]
        return sorted(found, key=lambda one: (not one.value.is_active, one.value.name.casefold()))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """A line with what decides about it, and the values that a choice for it can be kept for as a rule."""

    line: InvoiceLine
    decision: Decision
    keepable: tuple[DimensionValue, ...]


class DefaultItems:
    """The default items of an integration and the choices for its lines."""

    def __init__(self, store: Store, connectors: ConnectorSource, read_table: Callable[[Path], list[list[str]]]) -> None:
        """`read_table` reads a CSV file or Excel workbook."""
        self._store = store
        self._connectors = connectors
        self._read_table = read_table

    # the rules

    def register(self, integration: Integration) -> DefaultItemRegister:
        """Principles, values with their items, and what they do on the invoices that are still to be sent."""
        id_ = integration.id
        with self._store.reading() as work:
            known, values = work.default_items.known(id_), work.default_items.values(id_)
            own = work.default_items.chosen_items(id_)
            activated = work.items.activated(id_)
            hits = rule_hits(work.invoices.all(id_), work.transfers.all(id_), known)
            psa = (work.integrations.get(id_) or integration).connection(Side.PSA)
        states = []
        for value in values:
            number = known.rules.items.get(value.key, "")
            item = activated.get(number)
            states.append(
                ValueState(
                    value=value,
                    item_number=number,
                    item_name=item.name if item is not None else "",
                    is_own=value.key in own,
                    is_ready=is_ready(item),
                    lines=hits.of_value.get(value.key, 0),
                    decided=hits.of_item(value.key),
                )
            )
        finance = self._connectors.card(integration, Side.FINANCE).label
        return DefaultItemRegister(
            rules=known.rules,
            values=states,
            items=[item for item in activated.values() if is_ready(item)],
            hits=hits,
            warnings=warnings(values, known.rules, activated, finance),
            not_told={
                data_type: one.why
                for one in self._connectors.card(integration, Side.PSA).not_told
                if not (one.until_field and dict(psa.settings).get(one.until_field))
                for data_type in one.data_types
            },
        )

    def set_principle(self, integration_id: int, data_type: DataType, principle: Principle) -> None:
        """Choose how lines of a data type get their item."""
        self.change(integration_id, principles={data_type: principle})

    def set_items(self, integration_id: int, items: Mapping[ValueKey, str | None]) -> None:
        """Give values an item: an empty number for none, `None` for the PSA's own again."""
        self.change(integration_id, items=items)

    def change(
        self,
        integration_id: int,
        *,
        principles: Mapping[DataType, Principle] | None = None,
        items: Mapping[ValueKey, str | None] | None = None,
    ) -> None:
        """All of it at once, or nothing: `RecordRefused` for an item that is not active, or what product.md's table does not allow.

        It is one entry in the log, with old and new, and one step of `undo`.
        """
        for data_type, principle in (principles or {}).items():
            _must_be_allowed(data_type, principle)
        with self._store.work() as work:
            chosen = [one.item_number for one in (principles or {}).values()] + list((items or {}).values())
            _must_be_ready(work, integration_id, [number for number in chosen if number])
            rules = work.default_items.rules(integration_id)
            made = change_of(rules, work.default_items.chosen_items(integration_id), principles or {}, items or {})
            if made:
                self._apply(work, integration_id, made)
                work.default_items.put_changes(integration_id, [*work.default_items.changes(integration_id), made])
                work.commit()

    def undo(self, integration_id: int) -> Message:
        """Take back the newest change; what somebody changed again since is left alone. Says what was done.

        `RecordNotFound` when there is nothing to take back.
        """
        with self._store.work() as work:
            changes = work.default_items.changes(integration_id)
            if not changes:
                raise RecordNotFound(Message("There is no change of default items to take back."))
            rules, own = work.default_items.rules(integration_id), work.default_items.chosen_items(integration_id)
            back, left = taken_back(changes[-1], rules, own)
            said = []
            if back:
                done = len(back.principles) + len(back.items)
                said.append(Message("{count} default item taken back.", "{count} default items taken back.", count=done))
            if left:
                kept = len(left.principles) + len(left.items)
                said.append(
                    Message(
                        "{count} was changed since and is left alone.", "{count} were changed since and are left alone.", count=kept
                    )
                )
            self._apply(work, integration_id, back, in_a_row(said))
            work.default_items.put_changes(integration_id, changes[:-1])
            work.commit()
        return in_a_row(said)

    def _apply(self, work: Work, integration_id: int, change: ItemChange, undone: Message | None = None) -> None:
        """Write the new values, and one entry that names old and new; `undone` goes before them."""
        for data_type, _before, principle in change.principles:
            work.default_items.put_principle(integration_id, data_type, principle)
        for value, _old, number in change.items:
            work.default_items.put_item(integration_id, value, number)
        integration = work.integrations.get(integration_id)
        psa = self._connectors.card(integration, Side.PSA).label if integration is not None else ""
        each = sentences_of(change, work.default_items.values(integration_id), psa)
        count = Message("{count} default item changed.", "{count} default items changed.", count=len(each))
        named = [*([undone] if undone else []), *(each if len(each) <= NAMED else () if undone else (count,))]
        work.log.note(integration_id, Activity.ITEMS, Outcome.DONE, in_a_row(named), technical="\n".join(map(str, each)))

    def pasted(self, integration_id: int, rows: Sequence[Sequence[str]], from_here: Sequence[DimensionValue] = ()) -> Pasted:
        """What a table asks for (see `item_rule_hits.pasted`); nothing is kept. `from_here`: the rows from the current one on."""
        with self._store.reading() as work:
            activated = work.items.activated(integration_id)
            values = work.default_items.values(integration_id)
        here = {value.key.dimension for value in from_here}
        shown = [value for value in values if not here or value.key.dimension in here]
        return pasted(rows, from_here, shown, lambda number: is_ready(activated.get(number)))

    def read_file(self, integration_id: int, file: Path) -> Pasted:
        """What a CSV file or Excel workbook asks for; nothing is kept. `RecordRefused` when it cannot be read."""
        return self.pasted(integration_id, [row for row in self._read_table(file) if any(row)])

    def usable_items(self, integration_id: int) -> list[Item]:
        """The items that can stand on a line, by number."""
        with self._store.reading() as work:
            return [item for item in work.items.activated(integration_id).values() if is_ready(item)]

    # the lines of one invoice

    def lines(self, integration_id: int, invoice_id: str) -> list[OpenLine]:
        """The lines that need an item, as the PSA has them, with what decides about each."""
        with self._store.reading() as work:
            invoice = _invoice(work, integration_id, invoice_id)
            known = work.default_items.known(integration_id)
            values = {value.key: value for value in work.default_items.values(integration_id)}
        found = []
        for line in invoice.lines:
            if not line.is_text_only:
                facts = facts_of(known, invoice, line)
                behind = (value for one in facts.registrations for value in one.values)
                keys = dict.fromkeys((*behind, *facts.values))
                keepable = tuple(values[key] for key in keys if key in values)
                found.append(OpenLine(line=line, decision=decide(known, invoice, line), keepable=keepable))
        return found

    def resolve(self, integration_id: int, invoice_id: str, line_id: str, shares: Sequence[ItemShare]) -> None:
        """Choose the item of a line, or split it; `RecordRefused` when the parts do not sum to the line's net amount.

        No shares: the choice is taken back.
        """
        with self._store.work() as work:
            invoice = _invoice(work, integration_id, invoice_id)
            line = next((one for one in invoice.lines if line_key(one) == line_id and not one.is_text_only), None)
            if line is None:
                raise RecordNotFound(Message("Invoice {number} has no such line.", number=invoice.number))
            _must_be_ready(work, integration_id, [one.item_number for one in shares])
            if len(shares) > 1 and sum(one.net for one in shares) != line.net:
                raise RecordRefused(
                    Message("The parts come to {sum}, and the line is {net}.", sum=sum(one.net for one in shares), net=line.net),
                    what_to_do=Message("Change the parts until they come to the amount of the line."),
                )
            choice = LineChoice(invoice_id=invoice_id, line_id=line_id, shares=tuple(shares))
            work.default_items.put_choice(integration_id, choice)
            work.log.note(
                integration_id,
                Activity.ITEMS,
                Outcome.DONE,
                _chosen(line, choice),
                subject=("invoice", invoice.id, invoice.number),
            )
            work.commit()

    def keep_as_rule(self, integration_id: int, value: ValueKey, item_number: str) -> None:
        """Give a value this item, and let every data type that may go by its dimension and has no principle yet go by it."""
        with self._store.reading() as work:
            rules = work.default_items.rules(integration_id)
        open_types = [
            one for one, allowed in DIMENSIONS.items() if value.dimension in allowed and rules.principle(one) == Principle()
        ]
        by_it = Principle(dimension=value.dimension)
        self.change(integration_id, principles=dict.fromkeys(open_types, by_it), items={value: item_number})


def _chosen(line: InvoiceLine, choice: LineChoice) -> Message:
    place = str(line.position)
    match choice.shares:
        case ():
            return Message("Line {line}: the choice of an item was taken back.", line=place)
        case (share,):
            return Message("Line {line}: item {item} was chosen.", line=place, item=share.item_number)
        case shares:
            parts = tuple(Message("{item} ({amount})", item=one.item_number, amount=one.net) for one in shares)
            return Message("Line {line}: split into {parts}.", line=place, parts=parts)


def _invoice(work: Work, integration_id: int, invoice_id: str) -> Invoice:
    invoice = work.invoices.get(integration_id, invoice_id)
    if invoice is None:
        raise RecordNotFound(Message("That invoice was not read."), what_to_do=Message("Fetch the invoices again."))
    return invoice


def _must_be_ready(work: Work, integration_id: int, numbers: Sequence[str]) -> None:
    activated = work.items.activated(integration_id)
    for number in numbers:
        if not is_ready(activated.get(number)):
            raise RecordRefused(
                Message("{item} is no active item number.", item=number or "-"),
                what_to_do=Message("Activate it under Item numbers, or choose another one."),
            )


def _must_be_allowed(data_type: DataType, principle: Principle) -> None:
    if principle.dimension is not None and principle.dimension not in DIMENSIONS[data_type]:
        raise RecordRefused(
            Message(
                "{data_type} cannot go by {dimension}.",
                data_type=DATA_TYPE_WORDS[data_type],
                dimension=DIMENSION_WORDS[principle.dimension],
            )
        )
