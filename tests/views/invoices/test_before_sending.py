"""Before sending: what will differ, what does not arrive, what stops it, and one fix for all that a cause stops."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.carry_rules import choices
from desktop.models.lamps import Lamp
from desktop.models.linking import ShowCustomers
from desktop.models.money_rules import AmountDifference, PredictedDifference
from desktop.models.records import Amounts, CarryRule, Reason, SendingRules
from desktop.texts import Message
from desktop.views.invoices import preflight
from desktop.views.invoices.check_summary import CheckSummary
from desktop.views.invoices.sending_dialog import SendingDialog

from .conftest import NOTHING_LOST, PROJECT_LOST, TABLES, Office, Open, done

DIFFERENCE = PredictedDifference(AmountDifference(Decimal("1000.50"), Decimal("1000.49")), None, None, ())
LOW_SCREEN = 340  # what 1366 x 768 leaves a dialog at 200 %
WILL_DIFFER = replace(NOTHING_LOST, difference=DIFFERENCE, difference_sentence=Message("Line 1 differs."))


def press(opened: Open, text: str) -> None:
    found = [one for one in opened.page.lists.panel.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    found[0].click()
    opened.settle()


def column(opened: Open, key: str) -> int:
    return next(place for place, one in enumerate(opened.page.lists.waiting.table.columns) if one.key == key)


def test_a_predicted_difference_has_a_column_while_there_is_one_and_stands_in_the_panel(office: Office, opened: Open) -> None:
    view, place = opened.page.lists.waiting.view, column(opened, "predicted")
    assert view.isColumnHidden(place)

    office.previews = {"i1": WILL_DIFFER}
    opened.page.work.load()
    opened.settle()
    assert not view.isColumnHidden(place)
    row = opened.page.lists.waiting.table.row_of("i1")
    assert view.model().index(row, place).data() == "−0.01"

    view.go_to("i1")
    before = opened.page.lists.panel.before
    assert (before.isVisible(), before.amount.text) == (True, "Line 1 differs.")


def test_a_loss_is_carried_along_with_one_press_and_left_behind_with_another(office: Office, opened: Open) -> None:
    office.previews = {"i1": PROJECT_LOST}
    opened.page.work.load()
    opened.settle()
    opened.page.lists.waiting.view.go_to("i1")
    before = opened.page.lists.panel.before
    assert before.meter.text() == "1 field does not arrive in e-conomic:"
    assert "Project no.: P-7" in [one.text() for one in before.findChildren(QLabel)]

    press(opened, "Carry along")
    assert [one.source for one in office.rules.carry] == ["project_number"]
    assert before.meter.text() == "Every field arrives in e-conomic."
    assert "It goes along from now on." in opened.messages.last.text

    press(opened, "Leave behind")
    assert office.rules.carry == ()
    assert before.meter.text() == "1 field does not arrive in e-conomic:"


def test_another_amount_over_there_is_amber_with_both_numbers(office: Office, opened: Open) -> None:
    state = office.states["i1"]
    answered = Amounts(net=Decimal("1000.49"))
    office.put(state.invoice, replace(done("i1", "77"), answered=answered))
    opened.page.work.load()
    opened.settle()
    row = opened.page.lists.rows["i1"]
    assert (row.lamp, str(row.word_there)) == (Lamp.DIFFERS, "Differs")
    assert opened.page.tabs.tabText(1) == "Transferred  3"
    opened.page.tabs.choose("transferred")
    opened.page.lists.transferred.view.go_to("i1")
    told = opened.page.lists.panel._happened.text()
    assert "1,000.50 DKK in TimeLog and 1,000.49 DKK in e-conomic" in told

    office.states["i1"] = replace(office.states["i1"], tolerance=Decimal("0.01"))
    opened.page.work.load()
    opened.settle()
    assert opened.page.lists.rows["i1"].lamp is Lamp.DONE


def test_one_press_activates_the_items_of_all_documents_of_a_cause_and_checks_them_again(office: Office, opened: Open) -> None:
    inactive = Reason(kind="inactive_item", line=2, sentence=Message("Item number 4012 on line 2 is not activated."))
    office.found = {"i1": [inactive], "i2": [inactive]}
    opened.page.invoice_actions.check_chosen()
    opened.settle()
    assert "2 of 4 documents would be stopped: 2 item numbers. Nothing was sent." in opened.messages.last.text

    press(opened, "Activate the items")
    assert office.activated == ["4012"]
    assert [str(opened.page.lists.rows[id_].word) for id_ in ("i1", "i2")] == ["Checked", "Checked"]


def test_the_right_page_is_asked_for_with_the_customer_and_a_cause_can_be_checked_alone(office: Office, opened: Open) -> None:
    unlinked = Reason(kind="customer_not_linked", sentence=Message("Customer Kunde 2 is not linked."))
    one = office.states["i2"]
    office.put(replace(one.invoice, customer_id="c2"))
    opened.page.work.load()
    opened.settle()
    office.found = {"i2": [unlinked]}
    opened.page.invoice_actions.check_chosen()
    opened.settle()
    wanted: list[tuple[str, object]] = []
    opened.page.page_requested.connect(lambda key, what: wanted.append((key, what)))
    press(opened, "Link customers …")
    assert wanted == [("link_customers", ShowCustomers(psa_ids=("c2",)))]

    office.found = {}
    press(opened, "Check only it")
    assert str(opened.page.lists.rows["i2"].word) == "Checked"


def test_nothing_is_sent_while_the_integration_is_not_active_but_it_can_be_checked(office: Office, opened: Open) -> None:
    office.is_active = False
    opened.page.on_shown(1)
    opened.settle()
    opened.page._follow()
    assert "not active" in opened.page.notes.inactive.text
    assert not opened.page.foot.transfer.isEnabled()
    assert opened.page.foot.check.isEnabled()
    opened.page.invoice_actions.transfer_chosen()
    assert office.sent == []


def test_the_dialog_chooses_targets_words_and_the_tolerance(qtbot: QtBot, tmp_path: object) -> None:
    kept: list[SendingRules] = []
    rule = CarryRule(table="invoices", source="project_number", target="message", lead="Sag ")
    dialog = SendingDialog(choices(TABLES), SendingRules(carry=(rule,)), "e-conomic", kept.append)
    qtbot.addWidget(dialog)
    assert dialog.minimumSizeHint().height() < LOW_SCREEN
    assert dialog.rules == SendingRules(carry=(rule,))
    key = ("invoices", "attention")
    dialog.ticks[key].setChecked(True)
    dialog.words[key].setText("Att.: ")
    dialog.targets[key].setCurrentIndex(1)
    dialog.tolerance.edit.setText("x")
    dialog.accept()
    assert (kept, dialog.tolerance.edit.property("wrong")) == ([], "true")
    dialog.tolerance.edit.setText("0.05")
    dialog.accept()
    (found,) = kept
    assert found.tolerance == Decimal("0.05")
    assert set(found.carry) == {rule, CarryRule(table="invoices", source="attention", target="heading", lead="Att.: ")}


def test_the_customers_of_a_cause_are_created_after_asking_once(
    office: Office, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(preflight, "ask", lambda _parent, *told: asked.append(told) or True)
    unlinked = Reason(kind="customer_not_linked", sentence=Message("Not linked."))
    for id_, customer in (("i1", "c1"), ("i2", "twin"), ("i3", "c1")):
        office.put(replace(office.states[id_].invoice, customer_id=customer))
        office.found[id_] = [unlinked]
    opened.page.work.load()
    opened.settle()
    opened.page.invoice_actions.check_chosen()
    opened.settle()
    press(opened, "Create …")
    assert asked[0][1] == "2 customers are created in e-conomic"
    assert office.created == ["c1"]
    assert isinstance(opened.page.lists.panel.currentWidget(), CheckSummary)  # checked again: the twin still stops its document
