"""A table of decisions is read strictly: a row plans what it says, or is told with its number and the reason."""

from __future__ import annotations

import pytest

from desktop import texts
from desktop.errors import RecordRefused
from desktop.models.decision_table import DecisionReading, decision_columns, open_pairs, read_decisions
from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Action, Bucket, Customer, CustomerSuggestions, Decision, Suggestion

HEADS = ["Finance no.", "Decision", "PSA no."]


def register() -> LinkingRegister:
    """101 has one suggestion, 102 several, 103 is planned, 104 linked; 105 and 106 have one number."""
    found = {
        "101": CustomerSuggestions("101", Bucket.ONE, (Suggestion("1", 30.4, ()),)),
        "102": CustomerSuggestions("102", Bucket.SEVERAL, (Suggestion("2", 20, ()), Suggestion("3", 19, ()))),
    }
    planned = Decision(finance_id="103", action=Action.LINK_ONLY, psa_id="3", kept_fields=frozenset({"phone"}))
    rows = [("101", Tab.ONE), ("102", Tab.SEVERAL), ("103", Tab.NONE), ("104", Tab.LINKED)]
    pairs = [
        CustomerPair(
            finance=Customer(id=id_, number=id_, name=f"Kunde {id_}"),
            tab=tab,
            suggestions=found.get(id_),
            decision=planned if id_ == "103" else None,
        )
        for id_, tab in rows
    ]
    pairs += [CustomerPair(finance=Customer(id=id_, number="7", name="Dobbelt"), tab=Tab.NONE) for id_ in ("105", "106")]
    psa = {id_: Customer(id=id_, number=f"100{id_}", name=f"PSA {id_}") for id_ in ("1", "2", "3", "4")}
    psa["5"] = Customer(id="5", number="1001", name="Samme nummer")
    psa["6"] = Customer(id="6", name="Uden nummer")
    return LinkingRegister(pairs=pairs, psa=psa, linked_psa_ids=frozenset({"4"}))


def read(*rows: list[str], heads: list[str] = HEADS) -> DecisionReading:
    return read_decisions([heads, *rows], register())


def test_each_word_plans_its_action_whatever_its_case_and_language() -> None:
    found = read(["101", "IMPORT", ""], ["102", "kun sammenkæd", "1002"], heads=["Finansnr.", "Beslutning", "PSA-nr."])
    assert [(one.row, one.decision.action, one.decision.psa_id) for one in found.differences] == [
        (2, Action.IMPORT, ""),
        (3, Action.LINK_ONLY, "2"),
    ]
    assert read(["101", "use_psa", "1002"]).differences[0].decision.action is Action.USE_PSA
    assert found.unreadable == ()


def test_an_empty_decision_and_what_is_planned_already_change_nothing() -> None:
    found = read(["101", "", "1001"], ["103", "Link only", "1003"], ["", "", ""])
    assert (found.differences, found.unreadable, found.unchanged) == ((), (), 2)


def test_another_customer_for_a_plan_keeps_the_fields_that_were_kept_and_tells_what_was_planned() -> None:
    [one] = read(["103", "Link only", "1002"]).differences
    assert (one.decision.psa_id, one.decision.kept_fields) == ("2", {"phone"})
    assert one.before is not None
    assert one.before.psa_id == "3"


def test_a_customer_without_a_number_is_named_by_its_id() -> None:
    assert read(["101", "Link only", "6"]).differences[0].decision.psa_id == "6"
    heads = ["Finance id", "Decision", "PSA no."]
    assert read(["106", "Ignore", ""], heads=heads).differences[0].finance.id == "106"


UNREADABLE = [
    (["101", "Perhaps", "1002"], "Perhaps is no decision."),
    (["999", "Ignore", ""], "There is no finance customer 999."),
    (["7", "Ignore", ""], "Several finance customers have the number 7."),
    (["104", "Ignore", ""], "linked or ignored"),
    (["101", "Link only", ""], "is missing"),
    (["101", "Link only", "888"], "There is no PSA customer 888."),
    (["101", "Link only", "1001"], "Several PSA customers have the number 1001."),
    (["101", "Link only", "1004"], "PSA 4 is linked already."),
    (["101", "Link only", "1003"], "more than one customer"),  # 103 is planned to it
]


@pytest.mark.parametrize(("row", "reason"), UNREADABLE)
def test_what_cannot_be_meant_is_told_with_its_row_and_plans_nothing(row: list[str], reason: str) -> None:
    found = read(["102", "Ignore", ""], row)
    assert [one.finance.id for one in found.differences] == ["102"]
    [trouble] = found.unreadable
    assert trouble.row == 3
    assert reason in trouble.reason.render()


def test_two_rows_for_one_customer_and_one_customer_for_two_rows_are_told() -> None:
    twice = read(["101", "Ignore", ""], ["101", "Import", ""])
    assert ([one.row for one in twice.differences], [one.row for one in twice.unreadable]) == ([2], [3])
    shared = read(["101", "Link only", "1002"], ["102", "Link only", "1002"])
    assert (shared.differences, [one.row for one in shared.unreadable]) == ((), [2, 3])


def test_a_number_and_an_id_of_two_customers_are_told() -> None:
    found = read(["101", "102", "Ignore", ""], heads=["Finance no.", "Finance id", "Decision", "PSA no."])
    assert found.differences == ()
    assert "not of one customer" in found.unreadable[0].reason.render()


@pytest.mark.parametrize("heads", [["Finance no.", "PSA no."], ["Decision", "Name"], []])
def test_a_file_without_the_columns_is_refused(heads: list[str]) -> None:
    with pytest.raises(RecordRefused):
        read(["101", "Ignore"], heads=heads)


def test_what_was_written_comes_back_as_nothing_new_in_either_language() -> None:
    known = register()
    try:
        for language in texts.LANGUAGES:
            texts.set_language(language)
            columns = decision_columns(known)
            table = [[column.title for column in columns]]
            table += [[str(column.value(pair) or "") for column in columns] for pair in open_pairs(known)]
            assert len(table) == 6
            assert len(",".join(columns[2].allowed)) <= 255
            found = read_decisions(table, known)
            assert (found.differences, found.unreadable, found.unchanged) == ((), (), 5)
    finally:
        texts.set_language("en")


def test_headings_below_a_title_are_found_and_rows_count_on() -> None:
    found = read_decisions([["Til Mette"], [], HEADS, ["101", "Ignore", ""], ["102", "?", ""]], register())
    assert [one.row for one in (*found.differences, *found.unreadable)] == [4, 5]
