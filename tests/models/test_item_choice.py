"""Which item a line gets: a person's choice, the number it carries, a rule; and what is done where nothing or too much decides."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.item_choice import (
    Chosen,
    ChosenBy,
    Conflict,
    FromPsa,
    LineFacts,
    Missing,
    Rule,
    decide,
    item_of,
    shared_by_expense_types,
    with_items,
)
from desktop.models.records import (
    DIMENSIONS,
    DataType,
    Dimension,
    DimensionValue,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    ItemKnowledge,
    ItemRules,
    ItemShare,
    LineChoice,
    Principle,
    ProjectKinds,
    Registration,
    ValueKey,
)

TRAVEL, HOTEL = ValueKey(Dimension.EXPENSE_TYPE, "1"), ValueKey(Dimension.EXPENSE_TYPE, "2")
CONSULTING = ValueKey(Dimension.PROJECT_TYPE, "10")
BY_EXPENSE_TYPE = ItemRules(
    principles={DataType.EXPENSE: Principle(dimension=Dimension.EXPENSE_TYPE)}, items={TRAVEL: "4020", HOTEL: "4040"}
)


def money(text: str) -> Decimal:
    return Decimal(text)


def facts(net: str = "1000.00", item: str = "", *behind: Registration, values: tuple[ValueKey, ...] = ()) -> LineFacts:
    return LineFacts(net=money(net), item_number=item, registrations=behind, values=values)


def expense(value: ValueKey, net: str) -> Registration:
    return Registration(line_id="1", data_type=DataType.EXPENSE, values=(value,), net=money(net))


def choice(*shares: tuple[str, str]) -> LineChoice:
    return LineChoice(invoice_id="1", line_id="1", shares=tuple(ItemShare(item, money(net)) for item, net in shares))


def fixed(item: str, *data_types: DataType) -> ItemRules:
    return ItemRules(principles={one: Principle(item_number=item) for one in data_types or DataType})


def test_what_a_person_chose_wins_over_the_number_of_the_line() -> None:
    assert item_of(facts("80", "1010"), fixed("9000"), choice(("2020", "80"))) == Chosen(
        (ItemShare("2020", money("80")),), ChosenBy.PERSON
    )


def test_the_number_of_the_line_wins_over_every_rule() -> None:
    assert item_of(facts("80", "1010"), fixed("9000")) == FromPsa("1010")


def test_a_pick_stays_when_the_amount_of_the_line_changes_and_a_split_does_not() -> None:
    assert item_of(facts("90"), ItemRules(), choice(("2020", "80"))) == Chosen((ItemShare("2020", money("90")),), ChosenBy.PERSON)
    assert item_of(facts("90"), ItemRules(), choice(("2020", "40"), ("2030", "40"))) == Missing(is_outdated=True)


def test_a_line_whose_data_type_is_not_told_gets_the_item_that_every_data_type_would_give() -> None:
    found = item_of(facts(), fixed("9000"))
    assert isinstance(found, Chosen)
    assert [share.item_number for share in found.shares] == ["9000"]
    assert found.rules == {Rule(one, None) for one in DataType}


def test_a_line_whose_data_type_is_not_told_stays_to_be_chosen_when_one_of_them_could_give_another_item() -> None:
    rules = fixed("1010", DataType.TIME_AND_MATERIAL, DataType.FIXED_PRICE)
    assert item_of(facts(), rules) == Missing({"1010": (DataType.TIME_AND_MATERIAL, DataType.FIXED_PRICE)})


def test_the_type_of_the_project_decides_where_the_principle_says_so() -> None:
    by_type = Principle(dimension=Dimension.PROJECT_TYPE)
    rules = ItemRules(
        principles={
            **fixed("1010").principles,
            DataType.TIME_AND_MATERIAL: by_type,
            DataType.FIXED_PRICE: by_type,
        },
        items={CONSULTING: "1010"},
    )
    found = item_of(facts(values=(CONSULTING,)), rules)
    assert isinstance(found, Chosen)
    assert Rule(DataType.FIXED_PRICE, CONSULTING) in found.rules
    assert isinstance(item_of(facts(), rules), Missing)


def test_expenses_behind_a_line_decide_by_their_type() -> None:
    found = item_of(facts("500", "", expense(TRAVEL, "300"), expense(TRAVEL, "200")), BY_EXPENSE_TYPE)
    assert found == Chosen((ItemShare("4020", money("500")),), ChosenBy.RULE, frozenset({Rule(DataType.EXPENSE, TRAVEL)}))


def test_two_items_behind_a_merged_line_are_a_conflict_with_their_amounts() -> None:
    found = item_of(facts("500", "", expense(TRAVEL, "300"), expense(HOTEL, "200")), BY_EXPENSE_TYPE)
    assert found == Conflict((ItemShare("4020", money("300")), ItemShare("4040", money("200"))))


RATE, TASK = ValueKey(Dimension.HOURLY_RATE, "5"), ValueKey(Dimension.TASK_TYPE, "2")


def work(net: str, *values: ValueKey, or_else: tuple[DataType, ...] = (), project: str = "") -> Registration:
    kind = DataType.TIME_AND_MATERIAL
    return Registration(line_id="1", data_type=kind, values=values, net=money(net), or_else=or_else, project_id=project)


def test_hours_behind_a_line_decide_by_rate_or_by_task_as_the_principle_says() -> None:
    items = {RATE: "1050", TASK: "1010"}
    for value in (RATE, TASK):
        rules = ItemRules(principles={DataType.TIME_AND_MATERIAL: Principle(dimension=value.dimension)}, items=items)
        found = item_of(facts("500", "", work("300", RATE, TASK), work("200", RATE, TASK)), rules)
        assert found == Chosen(
            (ItemShare(items[value], money("500")),), ChosenBy.RULE, frozenset({Rule(DataType.TIME_AND_MATERIAL, value)})
        )


def test_what_could_be_two_data_types_is_decided_only_where_both_give_the_same_item() -> None:
    either = work("500", or_else=(DataType.FIXED_PRICE,))
    assert item_of(facts("500", "", either), fixed("1010", DataType.TIME_AND_MATERIAL)) == Missing(
        {"1010": (DataType.TIME_AND_MATERIAL,)}
    )
    found = item_of(facts("500", "", either), fixed("1010", DataType.TIME_AND_MATERIAL, DataType.FIXED_PRICE))
    assert isinstance(found, Chosen)
    assert {rule.data_type for rule in found.rules} == {DataType.TIME_AND_MATERIAL, DataType.FIXED_PRICE}


def test_the_project_of_a_registration_goes_before_that_of_the_line() -> None:
    by_type = {DataType.TIME_AND_MATERIAL: Principle(dimension=Dimension.PROJECT_TYPE)}
    other = ValueKey(Dimension.PROJECT_TYPE, "11")
    known = ItemKnowledge(
        rules=ItemRules(principles=by_type, items={CONSULTING: "1010", other: "1020"}),
        registrations={"7": (work("60", project="310"), work("40", project="311"))},
        projects={"310": ProjectKinds(id="310", type_id="10"), "311": ProjectKinds(id="311", type_id="11")},
    )
    found = decide(known, invoice(), InvoiceLine(id="7", net=money("100")))
    assert found == Conflict((ItemShare("1010", money("60")), ItemShare("1020", money("40"))))


def test_registrations_before_the_discount_or_with_more_decimals_are_fitted_to_the_amount_of_the_line() -> None:
    rules = ItemRules(
        principles={DataType.TIME_AND_MATERIAL: Principle(dimension=Dimension.TASK_TYPE)},
        items={TASK: "1010", ValueKey(Dimension.TASK_TYPE, "3"): "1020"},
    )
    behind = (work("66.6667", TASK), work("33.3333", ValueKey(Dimension.TASK_TYPE, "3")))
    for discount, net, parts in (("0", "100", ("66.67", "33.33")), ("10", "90", ("60.00", "30.00"))):
        line = LineFacts(net=money(net), discount_percent=money(discount), registrations=behind)
        assert item_of(line, rules) == Conflict((ItemShare("1010", money(parts[0])), ItemShare("1020", money(parts[1]))))
    unexplained = LineFacts(net=money("80"), discount_percent=money("10"), registrations=behind)
    assert any(not one.item_number for one in item_of(unexplained, rules).options)  # type: ignore[union-attr]  # a conflict


def test_what_no_registration_explains_is_a_part_of_its_own() -> None:
    found = item_of(facts("500", "", expense(TRAVEL, "300")), BY_EXPENSE_TYPE)
    assert found == Conflict((ItemShare("4020", money("300")), ItemShare("", money("200"))))


def test_the_number_that_the_psa_keeps_for_an_expense_goes_before_the_rule() -> None:
    kept = Registration(line_id="1", data_type=DataType.EXPENSE, values=(TRAVEL,), item_number="4099", net=money("500"))
    found = item_of(facts("500", "", kept), BY_EXPENSE_TYPE)
    assert found == Chosen((ItemShare("4099", money("500")),), ChosenBy.RULE)


def test_without_any_rule_nothing_decides() -> None:
    assert item_of(facts(), ItemRules()) == Missing()
    assert item_of(facts("500", "", expense(TRAVEL, "500")), ItemRules()) == Missing()


AMOUNTS = st.decimals(min_value=-100_000, max_value=100_000, places=2)


@settings(max_examples=150, deadline=None)
@given(AMOUNTS, st.lists(st.tuples(st.sampled_from([TRAVEL, HOTEL]), AMOUNTS), max_size=5))
def test_what_is_chosen_or_offered_always_sums_to_the_amount_of_the_line(
    net: Decimal, behind: list[tuple[ValueKey, Decimal]]
) -> None:
    registrations = tuple(expense(value, str(amount)) for value, amount in behind)
    found = item_of(LineFacts(net=net, registrations=registrations), BY_EXPENSE_TYPE)
    match found:
        case Chosen(shares=shares) | Conflict(options=shares):
            assert sum(share.net for share in shares) == net


PRICES = st.decimals(min_value=Decimal("0.05"), max_value=3000, places=2)


@settings(max_examples=150, deadline=None)
@given(AMOUNTS, PRICES, st.sampled_from(["0", "10", "33.33"]), st.lists(AMOUNTS, min_size=1, max_size=4))
def test_the_lines_of_a_split_come_to_the_amount_of_the_line_they_were(
    net: Decimal, price: Decimal, discount: str, parts: list[Decimal]
) -> None:
    shares = (*(ItemShare("1010", part) for part in parts), ItemShare("1020", net - sum(parts)))
    line = InvoiceLine(id="7", quantity=Decimal(3), unit_price=price, discount_percent=money(discount), net=net)
    known = ItemKnowledge(choices={("1", "7"): LineChoice(invoice_id="1", line_id="7", shares=shares)})
    lines = with_items(invoice(line), known).lines
    assert sum(one.net for one in lines) == net
    for one in lines:
        asked = one.quantity * one.unit_price * (1 - one.discount_percent / 100)
        assert asked.quantize(Decimal("0.01"), "ROUND_HALF_UP") == one.net


def invoice(*lines: InvoiceLine, kind: InvoiceKind = InvoiceKind.INVOICE) -> Invoice:
    return Invoice(id="1", date=dt.date(2026, 3, 31), project_id="310", kind=kind, lines=lines)


def test_a_part_keeps_price_and_discount_where_its_quantity_comes_out_to_the_cent() -> None:
    line = InvoiceLine(id="7", position=4, quantity=Decimal(10), unit_price=money("1250"), net=money("12500"))
    shares = (ItemShare("1010", money("10000")), ItemShare("1020", money("2500")))
    known = ItemKnowledge(choices={("1", "7"): LineChoice(invoice_id="1", line_id="7", shares=shares)})
    first, second = with_items(invoice(line), known).lines
    assert (first.quantity, first.unit_price, first.item_number) == (Decimal(8), money("1250"), "1010")
    assert (second.quantity, second.unit_price, second.item_number) == (Decimal(2), money("1250"), "1020")
    assert [one.position for one in (first, second)] == [4, 4]


def test_a_split_that_no_longer_fits_takes_the_number_away_so_that_nothing_goes_out_half_right() -> None:
    line = InvoiceLine(id="7", item_number="1010", net=money("12501"))
    shares = (ItemShare("1010", money("10000")), ItemShare("1020", money("2500")))
    known = ItemKnowledge(choices={("1", "7"): LineChoice(invoice_id="1", line_id="7", shares=shares)})
    assert with_items(invoice(line), known).lines[0].item_number == ""


def test_a_line_without_id_is_known_by_its_place() -> None:
    known = ItemKnowledge(choices={("1", "#2"): LineChoice(invoice_id="1", line_id="#2", shares=(ItemShare("1010", money("5")),))})
    assert isinstance(decide(known, invoice(), InvoiceLine(position=2, net=money("5"))), Chosen)


def test_the_project_of_the_invoice_counts_where_the_line_names_none() -> None:
    rules = ItemRules(principles={one: Principle(item_number="9000") for one in DataType if not DIMENSIONS[one]}, items={})
    known = ItemKnowledge(rules=rules, projects={"310": ProjectKinds(id="310", type_id="10")})
    found = decide(known, invoice(), InvoiceLine(net=money("5")))
    assert isinstance(found, Missing)
    assert list(found.offers) == ["9000"]


def test_expenses_are_not_taken_for_those_of_a_credit_note_with_the_same_line_numbers() -> None:
    known = ItemKnowledge(rules=BY_EXPENSE_TYPE, registrations={"1": (expense(TRAVEL, "5"),)})
    line = InvoiceLine(id="1", net=money("5"))
    assert isinstance(decide(known, invoice(), line), Chosen)
    assert isinstance(decide(known, invoice(kind=InvoiceKind.CREDIT_NOTE), line), Missing)


def test_text_lines_stay_as_they_are_and_an_invoice_that_nothing_changes_is_the_same() -> None:
    whole = invoice(InvoiceLine(text="Marts", is_text_only=True), InvoiceLine(id="7", item_number="1010"))
    assert with_items(whole, ItemKnowledge(rules=fixed("9000"))) is whole


def test_an_item_that_serves_several_expense_types_is_named_with_them() -> None:
    values = [
        DimensionValue(key=TRAVEL, name="Rejse"),
        DimensionValue(key=HOTEL, name="Hotel"),
        DimensionValue(key=ValueKey(Dimension.EXPENSE_TYPE, "3"), name="Gammel", is_active=False),
        DimensionValue(key=CONSULTING, name="Rådgivning"),
    ]
    rules = ItemRules(items={value.key: "4020" for value in values})
    assert shared_by_expense_types(values, rules) == {"4020": ("Rejse", "Hotel")}
