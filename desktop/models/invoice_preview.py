"""What is known of an invoice before it is sent: what does not arrive, what goes along in a text, where amounts will differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.models.att_person import KEPT, NONE_THERE
from desktop.models.carry_rules import CarriedValue, CarryChoice
from desktop.models.field_mapping import FieldChange, FieldTable
from desktop.models.losses import Loss, LossKind
from desktop.models.money_rules import PredictedDifference
from desktop.texts import Message, shown


@dataclass(frozen=True, slots=True)
class InvoicePreview:
    """One invoice. No difference: the amounts will agree, or the checks refuse the invoice anyway.

    `unknown_vat` says why VAT is not among the amounts; `carried` is what goes along in another text, as the integration chose.
    """

    losses: tuple[Loss, ...]
    difference: PredictedDifference | None
    difference_sentence: Message | None
    unknown_vat: Message | None = None
    carried: tuple[CarriedValue, ...] = ()
    is_tolerated: bool = False  # the difference is within the integration's tolerance
    att_person: FieldChange | None = None  # what becomes of the finance customer's, where each invoice writes its contact there

    @property
    def not_carried(self) -> int:
        """How many fields do not arrive; the same field of several lines counts once."""
        return len({(one.field, one.line is None) for one in self.losses if one.kind is LossKind.NOT_CARRIED})

    @property
    def is_att_person_kept(self) -> bool:
        """Whether the one who stands there stays because somebody chose so; a private person has none."""
        return self.att_person is not None and self.att_person.reason == KEPT

    @property
    def att_sentence(self) -> Message | None:
        """What becomes of the att. person, for people."""
        change = self.att_person
        if change is None:
            return None
        if change.reason == NONE_THERE:
            return NONE_THERE
        if not change.is_changed:
            return Message("{label}: {old} is kept.", label=change.label, old=change.old)
        if not change.old:
            return Message("{label}: {new} is written.", label=change.label, new=change.new)
        return Message("{label}: {new} is written over {old}.", label=change.label, new=change.new, old=change.old)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterLine:
    """One field of the loss meter, for people. `table` and `source` name it for a carry rule; `can_carry`: one is possible."""

    table: str
    source: str
    label: Message
    text: str
    note: Message | None
    is_carried: bool
    can_carry: bool


def meter(preview: InvoicePreview, choices: Iterable[CarryChoice], tables: Mapping[str, FieldTable]) -> list[MeterLine]:
    """What does not arrive, then what is carried along; the same field of several lines stands once."""
    possible = {(one.table, one.source) for one in choices}
    found: dict[tuple[str, str], MeterLine] = {}
    for loss in preview.losses:
        key = ("invoices" if loss.line is None else "invoice_lines", loss.field)
        if loss.kind is LossKind.NOT_CARRIED and key not in found:
            found[key] = MeterLine(
                table=key[0],
                source=key[1],
                label=loss.label,
                text=shown(loss.value),
                note=loss.note,
                is_carried=False,
                can_carry=key in possible,
            )
    for value in preview.carried:
        rule = value.rule
        key = (rule.table, rule.source)
        if value.too_long is None and key not in found:
            where = Message("Goes along in {target}.", target=tables[rule.table].field(rule.target).label)
            found[key] = MeterLine(
                table=key[0],
                source=key[1],
                label=tables[rule.table].field(rule.source).label,
                text=value.text,
                note=where,
                is_carried=True,
                can_carry=True,
            )
    return list(found.values())
