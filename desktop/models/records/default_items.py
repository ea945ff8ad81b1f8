"""Default items: what kinds of data lines are made of, what may decide their item, and what was chosen; product.md chapter 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from desktop.texts import Message


class DataType(StrEnum):
    """What was registered in the PSA and stands behind a line."""

    TIME_AND_MATERIAL = "time_and_material"
    FIXED_PRICE = "fixed_price"
    EXPENSE = "expense"
    MILEAGE = "mileage"
    PER_DIEM = "per_diem"
    ACCOMMODATION = "accommodation"
    SUPPORT_TIME = "support_time"
    SUPPORT_SUBSCRIPTION = "support_subscription"


class Dimension(StrEnum):
    """A register of the PSA whose values may each have an item number."""

    HOURLY_RATE = "hourly_rate"
    TASK_TYPE = "task_type"
    PROJECT_TYPE = "project_type"
    PROJECT_CATEGORY = "project_category"
    EXPENSE_TYPE = "expense_type"
    SUPPORT_TYPE = "support_type"


DIMENSIONS: Mapping[DataType, tuple[Dimension, ...]] = {
    DataType.TIME_AND_MATERIAL: (
        Dimension.HOURLY_RATE,
        Dimension.TASK_TYPE,
        Dimension.PROJECT_TYPE,
        Dimension.PROJECT_CATEGORY,
    ),
    DataType.FIXED_PRICE: (Dimension.PROJECT_TYPE, Dimension.PROJECT_CATEGORY),
    DataType.EXPENSE: (Dimension.EXPENSE_TYPE,),
    DataType.MILEAGE: (),
    DataType.PER_DIEM: (),
    DataType.ACCOMMODATION: (),
    DataType.SUPPORT_TIME: (Dimension.HOURLY_RATE, Dimension.SUPPORT_TYPE),
    DataType.SUPPORT_SUBSCRIPTION: (),
}
"""Which dimensions each data type may go by (the table of product.md chapter 5)."""


@dataclass(frozen=True, slots=True)
class NotTold:
    """Data types that a PSA does not tell of lines, or not apart, with why; `until_field`: the sign-in field that changes it."""

    data_types: tuple[DataType, ...]
    why: Message
    until_field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """How lines of one data type get their item: by a dimension, one fixed item, or neither: chosen when invoicing."""

    dimension: Dimension | None = None
    item_number: str = ""


@dataclass(frozen=True, slots=True, order=True)
class ValueKey:
    """A value of a dimension, by its id in the PSA."""

    dimension: Dimension
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionValue:
    """A value as the PSA has it; `item_number` is the one that the PSA itself keeps for it."""

    key: ValueKey
    name: str
    is_active: bool = True
    item_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectKinds:
    """The type and category of a project, by their ids in the PSA; empty: none."""

    id: str
    type_id: str = ""
    category_id: str = ""

    @property
    def values(self) -> tuple[ValueKey, ...]:
        """As values of the two dimensions."""
        both = (ValueKey(Dimension.PROJECT_TYPE, self.type_id), ValueKey(Dimension.PROJECT_CATEGORY, self.category_id))
        return tuple(one for one in both if one.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One thing that the PSA says stands behind a line. `net` is what was invoiced for it, in the currency of its project.

    `or_else`: other data types that it could be as well, where the PSA does not tell them apart. `project_id`: its own project.
    """

    line_id: str
    data_type: DataType
    values: tuple[ValueKey, ...] = ()
    item_number: str = ""
    net: Decimal = Decimal(0)
    or_else: tuple[DataType, ...] = ()
    project_id: str = ""

    @property
    def data_types(self) -> tuple[DataType, ...]:
        """Everything that it could be."""
        return (self.data_type, *self.or_else)


@dataclass(frozen=True, slots=True)
class ItemShare:
    """The part of a line's net amount that goes under an item number; the number is empty where nothing says which."""

    item_number: str
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChoice:
    """What a person chose for a line. One share is a pick, and goes for the whole line whatever its amount; more are a split."""

    invoice_id: str
    line_id: str
    shares: tuple[ItemShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What was changed of the rules at one time, each with old and new; an item of `None` is the PSA's own."""

    principles: tuple[tuple[DataType, Principle, Principle], ...] = ()
    items: tuple[tuple[ValueKey, str | None, str | None], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.principles or self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRules:
    """All principles and items of values. `items` holds the items chosen here, and where none was, those of the PSA."""

    principles: Mapping[DataType, Principle] = field(default_factory=dict)
    items: Mapping[ValueKey, str] = field(default_factory=dict)

    def principle(self, data_type: DataType) -> Principle:
        """The principle of a data type; without one, items are chosen when invoicing."""
        return self.principles.get(data_type, Principle())


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKnowledge:
    """All that decides about the items of an integration's lines."""

    rules: ItemRules = field(default_factory=ItemRules)
    choices: Mapping[tuple[str, str], LineChoice] = field(default_factory=dict)  # by invoice id and line id
    registrations: Mapping[str, tuple[Registration, ...]] = field(default_factory=dict)  # by line id
    projects: Mapping[str, ProjectKinds] = field(default_factory=dict)  # by project id
