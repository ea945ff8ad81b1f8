"""What is carried along is chosen per integration, stands in the draft, and is logged."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop import texts
from desktop.errors import RecordRefused
from desktop.models.records import CarryRule
from desktop.progress import Silent
from desktop.use_cases.choose_sending_rules import SendingChoice
from desktop.use_cases.preview_invoices import InvoicePreviews


@pytest.fixture
def choice(office: Any) -> SendingChoice:
    texts.set_language("en")
    return SendingChoice(office.store, office.connectors)


def test_a_carried_value_stands_in_the_stored_draft_and_is_no_loss_in_the_preview(office: Any, choice: SendingChoice) -> None:
    with office.store.work() as work:
        one = work.invoices.get(office.integration.id, "2")
        work.invoices.put_all(office.integration.id, [replace(one, project_number="P-7", project_name="Drift", message="Tak")])
        work.commit()
    choice.carry(office.integration, "invoices", "project_number", lead="Sag ")
    choice.carry(office.integration, "invoices", "project_name", "heading")

    preview = InvoicePreviews(office.store, office.connectors, office.customers).previews(office.integration, ["2"])["2"]
    assert not {"project_number", "project_name"} & {one.field for one in preview.losses}
    assert {one.text for one in preview.carried} == {"Sag P-7", "Project name: Drift"}

    assert office.transfers.send(office.integration, ["2"], Silent()).transferred == ("2",)
    notes = office.company.drafts("TL-F2")[0]["notes"]
    assert notes["textLine1"].endswith("Tak\nSag P-7")
    assert notes["heading"].endswith("Project name: Drift")


def test_a_choice_is_kept_replaced_taken_back_and_logged(office: Any, choice: SendingChoice) -> None:
    id_ = office.integration.id
    choice.carry(office.integration, "invoice_lines", "unit")
    assert choice.rules(id_).carry == (CarryRule(table="invoice_lines", source="unit", target="text", lead="Unit: "),)
    choice.carry(office.integration, "invoice_lines", "unit", "text", "Enhed ")
    assert [one.lead for one in choice.rules(id_).carry] == ["Enhed "]
    choice.stop_carrying(office.integration, "invoice_lines", "unit")
    assert choice.rules(id_).carry == ()
    said = [str(one.message) for one in office.log.entries(id_, limit=3)]
    assert said[0] == "Unit is not carried any more."
    assert said[2] == "Unit is carried in Description from now on."


def test_what_the_system_takes_by_itself_cannot_be_carried(office: Any, choice: SendingChoice) -> None:
    for table, source, target in (("invoices", "ean", ""), ("invoices", "project_name", "city"), ("customers", "fax", "")):
        with pytest.raises(RecordRefused):
            choice.carry(office.integration, table, source, target)


def test_the_tolerance_is_kept_beside_the_carry_rules_and_a_large_one_is_refused(office: Any, choice: SendingChoice) -> None:
    id_ = office.integration.id
    assert choice.rules(id_).tolerance == 0
    choice.carry(office.integration, "invoices", "project_name")
    choice.choose_tolerance(id_, Decimal("0.05"))
    assert (choice.rules(id_).tolerance, len(choice.rules(id_).carry)) == (Decimal("0.05"), 1)
    for wrong in ("-0.01", "10.01", "0.005"):
        with pytest.raises(RecordRefused):
            choice.choose_tolerance(id_, Decimal(wrong))


def test_an_amount_that_was_answered_otherwise_is_kept_and_logged_beyond_the_tolerance(office: Any, choice: SendingChoice) -> None:
    office.company.change_psa("invoices", 2, NetAmount=Decimal("400.02"))
    office.company.change_psa("invoices", 3, NetAmount=Decimal("600.05"))
    office.fetching.fetch(office.integration, progress=Silent())
    choice.choose_tolerance(office.integration.id, Decimal("0.03"))
    office.transfers.send(office.integration, ["2", "3"], Silent())
    for number, net, differs in (("2", 400, False), ("3", 600, True)):
        transfer = office.transfer(number)
        assert transfer.answered.net == net
        said = str(office.log.entry(transfer.log_entry_id).message)
        assert ("600.05 DKK in TimeLog and 600.00 DKK in e-conomic" in said) == differs
    (state,) = office.transfers.states(office.integration, ["3"])
    assert state.tolerance == Decimal("0.03")
