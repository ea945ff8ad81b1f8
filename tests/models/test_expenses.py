"""What becomes of supplier entries, without any system."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.expenses import (
    Standing,
    clashes,
    expense_rows,
    next_turn,
    opposite,
    reasons_to_leave_out,
    standing_twice,
    suggestions,
    turn_there,
    why_left_alone,
)
from desktop.models.lamps import Lamp
from desktop.models.records import (
    Account,
    Expense,
    ExpenseChoice,
    ExpenseKnowledge,
    ExpenseState,
    ExpenseType,
    LedgerEntry,
    Project,
    Reason,
    WrittenExpense,
)
from desktop.texts import Message

DAY = dt.date(2026, 10, 1)
HARBOUR = Project(id="1", number="P26.0001", name="Havnens Rederi")
FJORD = Project(id="2", number="P26.0002", name="Fjordbyg")


def entry(line: str, amount: str = "100", **more: Any) -> LedgerEntry:
    shared = {"voucher": line, "date": DAY, "account": "2201", "text": "Taxa", "currency": "DKK"}
    return LedgerEntry(id=line, amount=Decimal(amount), **{**shared, **more})


def written(key: str, turn: int, state: ExpenseState) -> WrittenExpense:
    reason = Reason(kind="x", sentence=Message("No.")) if state is ExpenseState.FAILED else None
    return WrittenExpense(
        entry_key=key,
        turn=turn,
        state=state,
        expense=Expense(),
        claimed_by="",
        started_at=dt.datetime.now(dt.UTC),
        reason=reason,
    )


@pytest.mark.parametrize(
    ("text", "project"),
    [
        ("Taxa, p26.0001.", HARBOUR),
        ("Taxa P26.0001/P26.0002", None),
        ("Taxa P26.00011", None),
        ("Frokost hos havnens rederi, to personer", HARBOUR),
        ("P26.0002 for Havnens Rederi", FJORD),  # a number counts more than a name
        ("Havnens Rederi og Fjordbyg", None),
        ("", None),
    ],
)
def test_a_project_is_suggested_only_where_the_text_names_one(text: str, project: Project | None) -> None:
    assert suggestions([HARBOUR, FJORD, Project(id="3", number="1", name="A/S")])(text) == project


def test_two_projects_of_one_name_are_never_guessed() -> None:
    twin = Project(id="9", number="P26.0009", name="Fjordbyg")
    assert suggestions([FJORD, twin])("Fjordbyg") is None


def test_a_cost_and_its_credit_leave_each_other_out_unless_one_is_imported() -> None:
    cost, credit = entry("1"), entry("2", "-100")
    assert set(reasons_to_leave_out([cost, credit], {})) == {cost.key, credit.key}
    done = written(cost.key, 1, ExpenseState.DONE)
    assert reasons_to_leave_out([cost, credit], {cost.key: done}) == {}
    taken_back = written(cost.key, 2, ExpenseState.DONE)
    assert len(reasons_to_leave_out([cost, credit], {cost.key: taken_back})) == 2


@pytest.mark.parametrize(
    "credit",
    [
        entry("2", "-99"),
        entry("2", "-100", account="2202"),
        entry("2", "-100", currency="EUR"),
        entry("2", "-100", text="Frokost"),
        entry("2", "-100", supplier="Taxa Syd"),
        entry("2", "-100", date=DAY - dt.timedelta(days=1)),
    ],
)
def test_a_credit_of_something_else_goes_as_a_negative_expense(credit: LedgerEntry) -> None:
    assert reasons_to_leave_out([entry("1"), credit], {}) == {}


def test_a_deleted_voucher_is_known_by_its_offset_whatever_its_text() -> None:
    assert len(reasons_to_leave_out([entry("1"), entry("1b", "-100", voucher="1", text="Slettet")], {})) == 2


def test_a_voucher_of_another_year_is_another_one_although_it_has_the_same_number() -> None:
    next_year = entry("1b", "-100", voucher="1", text="Hotel", date=DAY.replace(year=DAY.year + 1))
    assert reasons_to_leave_out([entry("1"), next_year], {}) == {}


@pytest.mark.parametrize(
    ("days", "years", "is_same"),
    [
        (30, ("2025/2026", "2026/2027"), False),  # both in the autumn of one calendar year, in two accounting years
        (120, ("2026/2027", "2026/2027"), True),  # in two calendar years, and one accounting year
    ],
)
def test_the_accounting_year_says_which_vouchers_are_one_and_the_same(days: int, years: tuple[str, str], is_same: bool) -> None:
    cost = entry("1", year=years[0])
    credit = entry("1b", "-100", voucher="1", text="Slettet", date=DAY + dt.timedelta(days=days), year=years[1])
    assert len(reasons_to_leave_out([cost, credit], {})) == (2 if is_same else 0)
    assert (cost.key, credit.key) == ("1:1", "1:1b")  # so imported entries are known as before


@given(st.lists(st.sampled_from(["100", "-100", "50", "-50", "0"]), max_size=12))
def test_what_is_left_out_as_taken_back_always_sums_to_nothing(amounts: list[str]) -> None:
    entries = [entry(str(place), amount) for place, amount in enumerate(amounts)]
    left = reasons_to_leave_out(entries, {})
    assert sum(one.amount for one in entries if one.key in left) == 0


def test_the_turns_of_an_entry_are_told_from_their_ids() -> None:
    ids = ["a:1:7:1", "a:1:7:1:2", "a:1:7:1:3", "a:1:7:10", "a:1:7:1:x"]
    assert turn_there("a:1:7:1", [Expense(external_id=one) for one in ids]) == 3
    assert turn_there("a:1:7:9", [Expense(external_id=one) for one in ids]) == 0
    assert next_turn(None) == 1
    assert next_turn(written("k", 1, ExpenseState.FAILED)) == 1
    assert next_turn(written("k", 2, ExpenseState.DONE)) == 3


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (["7:1 A", "7:1 B"], ["7:1 A", "7:1 B"]),
        (["7:1 A", "7:1 B", "7:1:2 A", "7:1:2 B"], []),
        (["7:1 A", "7:1:2 A", "7:1:3 A", "7:1:3 B"], ["7:1:3 A", "7:1:3 B"]),
        (["7:1 A", "7:1:2 A", "7:1:3 A", "7:1:3 B", "7:1:4 B"], []),
        (["7:1 A", "7:1 B", "7:1 C", "7:1:2 C"], ["7:1 A", "7:1 B"]),
        (["7:1 A", "7:1 B", "7:1:2 A", "7:1:3 C"], ["7:1 B", "7:1:3 C"]),  # imported anew while the double stood on
        (["7:1 A", "7:2 A", "7:3 B", "7:1:2 A"], []),  # lines of one voucher
    ],
)
def test_an_import_stands_twice_while_fewer_than_all_but_one_were_taken_back(there: list[str], told: list[str]) -> None:
    expenses = [Expense(external_id=f"e:9:{id_}", project_id=project) for id_, project in map(str.split, there)]
    found = standing_twice(expenses, "e:9:")
    assert [[f"{one.external_id.removeprefix('e:9:')} {one.project_id}" for one in those] for those in found] == (
        [told] if told else []
    )


def test_only_what_stands_as_written_is_taken_back() -> None:
    one = Expense(external_id="a", project_id="1", type_id="2", amount=Decimal("12.50"), currency="DKK", date=DAY)
    assert why_left_alone(one, Expense(id="7", **{**_fields(one), "amount": Decimal("12.5")})) is None
    assert "changed" in str(why_left_alone(one, Expense(**{**_fields(one), "type_id": "3"})))
    assert "invoiced" in str(why_left_alone(one, Expense(**_fields(one), is_invoiced=True)))
    assert opposite(one, "a:2").amount == Decimal("-12.50")


def _fields(one: Expense) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("external_id", "project_id", "type_id", "amount", "currency", "date")}


@pytest.mark.parametrize(
    ("turn", "state", "standing", "lamp"),
    [
        (1, ExpenseState.SENDING, Standing.SENDING, Lamp.SENDING),
        (1, ExpenseState.DONE, Standing.IMPORTED, Lamp.DONE),
        (1, ExpenseState.FAILED, Standing.REFUSED, Lamp.REFUSED),
        (1, ExpenseState.UNKNOWN, Standing.UNKNOWN, Lamp.UNKNOWN),
        (2, ExpenseState.DONE, Standing.READY, Lamp.WAITING),
        (2, ExpenseState.FAILED, Standing.IMPORTED, Lamp.DONE),
        (2, ExpenseState.UNKNOWN, Standing.UNKNOWN, Lamp.UNKNOWN),
    ],
)
def test_where_an_entry_stands_follows_its_newest_writing(turn: int, state: ExpenseState, standing: Standing, lamp: Lamp) -> None:
    one = entry("1")
    known = ExpenseKnowledge(
        chosen=frozenset({"2201"}),
        entries=(one, entry("2", account="9999")),
        types=(ExpenseType(id="5", account="2201"),),
        projects=(HARBOUR,),
        choices={one.key: ExpenseChoice(project_id="1")},
        imports={one.key: written(one.key, turn, state)},
    )
    (row,) = expense_rows(known)
    assert (row.standing, row.lamp) == (standing, lamp)
    assert row.can_go == (standing in (Standing.READY, Standing.REFUSED))


def test_an_account_without_a_type_of_its_own_is_a_clash_only_when_it_is_chosen() -> None:
    accounts = (Account(number="1"), Account(number="2"), Account(number="3"))
    types = tuple(ExpenseType(id=str(n), name=f"T{n}", account=a) for n, a in enumerate(("1", "2", "2")))
    known = ExpenseKnowledge(accounts=accounts, chosen=frozenset({"1", "2"}), types=types)
    assert [(one.account.number, len(one.types)) for one in clashes(known)] == [("2", 2)]
