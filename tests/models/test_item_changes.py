"""Changes of default items: old and new in words, and taken back where nobody changed it since."""

from __future__ import annotations

from desktop.models.item_changes import change_of, sentences_of, taken_back
from desktop.models.records import DataType, Dimension, DimensionValue, ItemChange, ItemRules, Principle, ValueKey

ANALYSIS, TEST = ValueKey(Dimension.TASK_TYPE, "1"), ValueKey(Dimension.TASK_TYPE, "3")
BY_TASK = Principle(dimension=Dimension.TASK_TYPE)


def test_a_change_holds_only_what_differs() -> None:
    rules = ItemRules(principles={DataType.MILEAGE: Principle(item_number="4010")})
    change = change_of(
        rules,
        {ANALYSIS: "1010"},
        {DataType.MILEAGE: Principle(item_number="4010"), DataType.TIME_AND_MATERIAL: BY_TASK},
        {ANALYSIS: "1010", TEST: "1060"},
    )
    assert change == ItemChange(principles=((DataType.TIME_AND_MATERIAL, Principle(), BY_TASK),), items=((TEST, None, "1060"),))
    assert not change_of(rules, {}, {}, {})


def test_what_was_changed_again_since_is_left_alone() -> None:
    change = ItemChange(
        principles=((DataType.TIME_AND_MATERIAL, Principle(), BY_TASK),), items=((ANALYSIS, None, "1010"), (TEST, "", "1060"))
    )
    back, left = taken_back(change, ItemRules(principles={DataType.TIME_AND_MATERIAL: BY_TASK}), {ANALYSIS: "1010", TEST: "1099"})
    assert back == ItemChange(principles=((DataType.TIME_AND_MATERIAL, BY_TASK, Principle()),), items=((ANALYSIS, "1010", None),))
    assert left == ItemChange(items=((TEST, "1060", ""),))


def test_sentences_name_old_and_new() -> None:
    change = ItemChange(
        principles=((DataType.MILEAGE, Principle(), Principle(item_number="4010")),),
        items=((ANALYSIS, None, "1010"), (TEST, "1", "")),
    )
    said = [str(one) for one in sentences_of(change, [DimensionValue(key=ANALYSIS, name="Analyse")], "TimeLog")]
    assert said == [
        "Mileage: Choose when invoicing became 4010.",
        "Task type Analyse: TimeLog's own item became 1010.",
        "Task type 3: 1 became no item.",
    ]
