from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from desktop.errors import SignInRefused
from desktop.models.lamps import Lamp
from desktop.models.records import Reason, TransferState
from desktop.texts import Message
from desktop.views.invoices import transfer_question
from desktop.views.shared.buttons import Button
from desktop.views.shared.columns import Tint

from .conftest import UNKNOWN_ITEM, Office, Open, transfer


def _button(opened: Open, text: str) -> Button:
    return next(one for one in opened.page.findChildren(Button) if one.text() == text and one.isVisible())


def _panel_texts(opened: Open) -> list[str]:
    return [one.text() for one in opened.page.lists.panel.findChildren(QLabel) if one.isVisible()]


# the lists


def test_each_document_stands_in_the_list_it_belongs_to_with_its_word(opened: Open) -> None:
    assert opened.words() == {"i1": "Waiting", "i2": "Waiting", "i3": "Waiting", "i4": "Refused", "i5": "Uncertain", "i6": "Draft"}
    assert [opened.page.tabs.tabText(n) for n in range(3)] == ["Not transferred  6", "Transferred  2", "Reconcile"]


def test_red_and_amber_rows_carry_their_reason_across_the_row(opened: Open) -> None:
    table = opened.page.lists.waiting.table
    looks = {id_: table.row_look_at(table.row_of(id_)) for id_ in ("i1", "i4", "i5")}

    assert looks["i4"].tint is Tint.RED
    assert looks["i4"].reason == "Item number 4012 on line 2 does not exist in e-conomic."
    assert (looks["i5"].tint, looks["i5"].reason) == (Tint.AMBER, "No answer.")
    assert (looks["i1"].tint, looks["i1"].reason) == (Tint.PLAIN, "")


def test_a_draft_of_the_psa_cannot_be_ticked_and_says_why(opened: Open) -> None:
    table = opened.page.lists.waiting.table
    table.set_all_ticked(True)

    assert table.ticked_ids == {"i1", "i2", "i3", "i4"}
    assert "Still a draft in TimeLog" in table.row_look_at(table.row_of("i6")).reason


def test_amounts_are_signed_and_summed_per_currency(opened: Open) -> None:
    chosen = opened.page.lists.waiting
    assert chosen.summary() == ("6 documents", ["DKK 1,500.50", "EUR −50.00"])

    chosen.table.set_ticked(["i1", "i3"])
    assert chosen.summary() == ("2 ticked", ["DKK 1,000.50", "EUR −50.00"])


def test_filters_by_kind_status_and_month_narrow_the_list_and_come_off_again(opened: Open) -> None:
    chosen = opened.page.lists.waiting
    chosen._kind._take("credit_note")
    assert set(opened.words()) == {"i3"}
    chosen._kind._take("")
    chosen._month._take("2026-09-01")
    assert set(opened.words()) == {"i2"}
    chosen._status._take("refused")
    assert not opened.words()

    chosen.table.clear_filters()
    assert len(opened.words()) == 6
    assert (chosen._month.key, chosen._status.key) == ("", "")


def test_ticks_survive_search_and_sorting(opened: Open) -> None:
    chosen = opened.page.lists.waiting
    chosen.table.set_ticked(["i2"])
    chosen.search.setText("Kunde 1")
    chosen.table.click_heading("net")
    chosen.search.clear()
    assert chosen.table.ticked_ids == {"i2"}


def test_the_badge_tells_how_many_are_red(opened: Open) -> None:
    with opened.bot.waitSignal(opened.page.badge_changed) as told:
        opened.page._follow()
    assert (told.args[0].text, told.args[0].lamp) == ("1", Lamp.REFUSED)


# what the buttons act on


def test_the_button_says_on_how_many_it_acts(opened: Open) -> None:
    foot, table = opened.page.foot, opened.page.lists.waiting.table
    assert foot.transfer.text() == "Transfer all 4 shown"
    table.set_ticked(["i1", "i2"])
    assert (foot.transfer.text(), foot.check.text()) == ("Transfer 2", "Check 2")
    assert foot.look_up.text() == "Look up 1 uncertain"


def test_what_is_sent_is_what_is_ticked_and_shown(office: Office, opened: Open) -> None:
    foot, chosen = opened.page.foot, opened.page.lists.waiting
    chosen.table.set_ticked(["i1", "i2", "i4"])
    chosen.search.setText('"Kunde 2"')
    assert (foot.transfer.text(), foot.check.text()) == ("Transfer 1", "Check 1")
    assert chosen.summary()[0] == "1 ticked"
    assert chosen.sums.told == ("1 ticked", "1 of 6 documents", "DKK 200.00")
    assert foot.ticked_note.text == "2 ticked rows are hidden"
    foot.transfer.click()
    opened.settle()
    assert office.sent == ["i2"]

    foot.show_actions()
    foot.ticked_note.button.click()
    assert set(opened.words()) == chosen.table.ticked_ids == {"i1", "i4"}


def test_where_all_that_is_ticked_is_hidden_nothing_else_is_sent_in_its_place(office: Office, opened: Open) -> None:
    opened.page.lists.waiting.table.set_ticked(["i2"])
    opened.page.lists.waiting.search.setText('"Kunde 1"')
    foot = opened.page.foot
    assert (foot.transfer.text(), foot.transfer.isEnabled(), foot.check.isEnabled()) == ("Transfer", False, False)
    assert foot.transfer.toolTip() == "What is ticked is hidden. Show it, or tick what you see."
    opened.page.invoice_actions.transfer_chosen()
    opened.settle()
    assert not office.sent
    assert opened.page.lists.waiting.summary()[0] == "1 of 6 documents"


def test_with_nothing_to_transfer_the_button_says_why(office: Office, opened: Open) -> None:
    opened.page.lists.waiting._status._take("draft")
    assert not opened.page.foot.transfer.isEnabled()
    assert opened.page.foot.transfer.toolTip() == "No document in this list can be transferred."


def test_an_asked_for_document_is_shown_ticked_and_current(opened: Open) -> None:
    opened.page.lists.waiting.search.setText("Kunde 1")
    opened.page.on_requested("i2")
    assert opened.page.lists.waiting.view.current_id() == "i2"
    assert opened.page.lists.waiting.table.ticked_ids == {"i2"}

    opened.page.on_requested("i7")
    assert opened.page.tabs.key == "transferred"
    assert opened.page.lists.transferred.view.current_id() == "i7"


# the check


def test_a_check_sends_nothing_and_shows_its_reasons_in_rows_and_panel(office: Office, opened: Open) -> None:
    office.found = {"i1": [UNKNOWN_ITEM], "i2": [UNKNOWN_ITEM]}
    opened.bot.keyClick(opened.page, Qt.Key.Key_F9)
    opened.settle()

    assert not office.sent
    assert {id_: word for id_, word in opened.words().items() if id_ in ("i1", "i2", "i3")} == {
        "i1": "Stopped",
        "i2": "Stopped",
        "i3": "Checked",
    }
    texts = _panel_texts(opened)
    assert "2 of 4 documents would be stopped" in texts
    assert "2 documents with unknown item numbers" in texts

    _button(opened, "Show these 2 alone").click()
    assert set(opened.words()) == {"i1", "i2"}
    opened.page.lists.waiting.show_all_causes()
    assert len(opened.words()) == 6


# the run


def test_a_run_changes_the_rows_in_their_places_and_green_rows_lose_their_tick(office: Office, opened: Open) -> None:
    office.outcomes = {"i2": transfer("i2", TransferState.FAILED, reason=UNKNOWN_ITEM), "i3": transfer("i3", TransferState.UNKNOWN)}
    before = list(opened.words())
    opened.page.lists.waiting.table.set_ticked(["i1", "i2", "i3"])
    opened.bot.keyClick(opened.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    opened.settle()

    assert list(opened.words()) == before
    assert [opened.words()[id_] for id_ in ("i1", "i2", "i3")] == ["Transferred", "Refused", "Uncertain"]
    assert opened.page.lists.waiting.table.ticked_ids == {"i2"}
    assert opened.messages.last is not None
    assert opened.messages.last.text == "1 transferred, 1 refused or stopped, 1 uncertain."
    assert opened.page.foot.is_run_shown
    assert opened.page.tabs.tabText(1) == "Transferred  3"


@pytest.mark.parametrize("answer", [False, True])
def test_with_nothing_ticked_all_that_is_shown_goes_only_after_a_question(
    office: Office, opened: Open, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(transfer_question, "ask", lambda _parent, *told: asked.append(told) or answer)
    opened.bot.keyClick(opened.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    opened.settle()

    assert [(heading, sentence, verb) for _title, heading, sentence, verb in asked] == [
        (
            "4 documents are transferred",
            "Nothing is ticked, so all documents shown are sent to e-conomic: 1,300.50 DKK, −50.00 EUR.",
            "Transfer 4",
        )
    ]
    assert sorted(office.sent) == (["i1", "i2", "i3", "i4"] if answer else [])


def test_one_document_or_ticked_ones_go_without_a_question(office: Office, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer_question, "ask", lambda *_given: pytest.fail("asked"))
    opened.page.lists.waiting.table.set_ticked(["i1", "i2"])
    opened.page.invoice_actions.transfer_chosen()
    opened.settle()
    opened.page.lists.waiting.show_only(["i3"])
    opened.page.invoice_actions.transfer_chosen()
    opened.settle()

    assert sorted(office.sent) == ["i1", "i2", "i3"]


def test_rows_that_went_leave_the_list_when_the_page_is_shown_again(office: Office, opened: Open) -> None:
    opened.page.lists.waiting.table.set_ticked(["i1"])
    opened.page.invoice_actions.transfer_chosen()
    opened.settle()
    assert "i1" in opened.words()

    opened.page.on_left()
    opened.page.on_shown(1)
    opened.settle()
    assert "i1" not in opened.words()
    assert not opened.page.foot.is_run_shown


def test_escape_stops_the_run_after_the_document_it_is_at(office: Office, opened: Open) -> None:
    office.go_on.clear()
    opened.page.lists.waiting.table.set_ticked(["i1", "i2", "i3", "i4"])
    opened.page.invoice_actions.transfer_chosen()
    opened.bot.waitUntil(lambda: opened.words()["i1"] == "Sending")
    assert not opened.page.foot.check.isEnabled()

    assert opened.page.on_escape()
    office.go_on.set()
    opened.settle()
    assert office.sent == ["i1"]
    assert opened.messages.last is not None
    assert opened.messages.last.text == "1 transferred, 0 refused or stopped, 0 uncertain. 3 were not begun."
    assert not opened.page.on_escape()


def test_nothing_is_started_twice_while_a_run_is_on(office: Office, opened: Open) -> None:
    office.go_on.clear()
    opened.page.lists.waiting.table.set_ticked(["i1", "i2", "i3", "i4"])
    opened.page.invoice_actions.transfer_chosen()
    opened.page.invoice_actions.transfer_chosen()
    opened.page.invoice_actions.look_up_uncertain()
    office.go_on.set()
    opened.settle()
    assert sorted(office.sent) == ["i1", "i2", "i3", "i4"]


def test_what_stops_the_whole_run_stands_above_the_list(office: Office, opened: Open) -> None:
    office.trouble = SignInRefused(Message("e-conomic did not accept the token."), what_to_do=Message("Connect again under Setup."))
    opened.page.lists.waiting.table.set_ticked(["i1", "i2", "i3", "i4"])
    opened.page.invoice_actions.transfer_chosen()
    opened.settle()
    assert opened.page.lists.waiting.trouble.sentence == "e-conomic did not accept the token. Connect again under Setup."
    assert not opened.page.foot.is_run_shown


def test_uncertain_documents_are_looked_up_and_never_just_sent(office: Office, opened: Open) -> None:
    opened.page.lists.waiting.view.go_to("i5")
    opened.settle()
    _button(opened, "Look up now").click()
    opened.settle()

    assert not office.sent
    assert opened.words()["i5"] == "Transferred"
    assert opened.messages.last is not None
    assert opened.messages.last.text == "1 found there, 0 not there, 0 still uncertain."


def test_transfer_again_sends_only_what_is_proven_to_be_gone(office: Office, opened: Open) -> None:
    opened.page.tabs.choose("transferred")
    table = opened.page.lists.transferred.table
    table.set_ticked(["i7", "i8"])
    _button(opened, "Transfer 2 again").click()
    opened.settle()

    assert office.sent == ["i8"]
    row = opened.page.lists.rows["i7"]
    assert [str(one.sentence) for one in row.reasons] == ["The document is still in e-conomic."]
    assert opened.messages.last is not None
    assert opened.messages.last.text == "1 transferred, 0 refused or stopped, 0 uncertain. 1 was not sent again."


def test_escape_stops_transfer_again_while_documents_are_looked_up(office: Office, opened: Open) -> None:
    office.go_on.clear()
    opened.page.tabs.choose("transferred")
    opened.page.lists.transferred.table.set_ticked(["i7", "i8"])
    _button(opened, "Transfer 2 again").click()
    assert office.is_proving.wait(60)
    assert opened.page.on_escape()
    office.go_on.set()
    opened.settle()
    assert not office.sent
    assert opened.messages.last is not None
    assert opened.messages.last.text == "0 transferred, 0 refused or stopped, 0 uncertain. 2 were not begun."


# fetching


def test_fetching_reads_invoices_items_and_currencies_and_shows_what_is_new(office: Office, opened: Open) -> None:
    opened.page.refresh()
    opened.settle()
    assert office.asked == ["psa_invoices", "psa_contacts", "psa_dimensions", "finance_items", "finance_choices"]
    assert "i9999" in opened.words()


def test_a_register_that_cannot_be_read_is_told_above_the_list_with_the_way_to_try_again(office: Office, opened: Open) -> None:
    office.fetch_reason = Reason(kind="not_read", sentence=Message("TimeLog did not answer."), what_to_do=Message("Try later."))
    opened.page.fetch.click()
    opened.settle()
    assert opened.page.lists.waiting.trouble.sentence == "TimeLog did not answer. Try later."

    office.fetch_reason = None
    _button(opened, "Try again").click()
    opened.settle()
    assert opened.page.lists.waiting.trouble.sentence == ""


def test_an_empty_page_offers_to_fetch(office: Office, opened: Open) -> None:
    office.states.clear()
    office.was_fetched = False
    opened.page.on_shown(1)
    opened.settle()
    assert opened.page.lists.waiting.is_empty
    _button(opened, "Fetch invoices").click()
    opened.settle()
    assert set(opened.words()) == {"i9999"}


# the panel


def test_the_panel_follows_the_row_without_taking_the_keyboard(opened: Open) -> None:
    view = opened.page.lists.waiting.view
    view.setFocus()
    view.go_to("i4")
    opened.settle()

    texts = _panel_texts(opened)
    assert "Invoice 4 was refused" in texts
    assert "Item number 4012 on line 2 does not exist in e-conomic. There is no draft in e-conomic." in texts
    assert "The invoice was refused." in texts
    assert "A customer has this id too." not in texts
    lines = opened.page.lists.panel.lines.table.rows()
    assert [line.is_faulty for line in lines] == [False, True]
    assert view.hasFocus()


def test_enter_moves_into_the_panel_and_escape_back_to_the_row(opened: Open) -> None:
    view = opened.page.lists.waiting.view
    view.setFocus()
    view.go_to("i4")
    opened.bot.keyClick(view, Qt.Key.Key_Return)
    assert opened.page.lists.panel.document.hasFocus()

    opened.bot.keyClick(opened.page.lists.panel.document, Qt.Key.Key_Escape)
    assert view.hasFocus()
    assert view.current_id() == "i4"


def test_sent_and_answered_unfold_and_everything_can_be_copied(opened: Open) -> None:
    panel = opened.page.lists.panel
    opened.page.lists.waiting.view.go_to("i4")
    opened.settle()
    panel.toggle_raw()
    assert panel.raw.isVisible()
    assert "POST https://example.com/invoices/drafts" in panel.raw.toPlainText()

    panel.copy()
    copied = QGuiApplication.clipboard().text()
    assert "Invoice 4 was refused" in copied
    assert "→ 400" in copied


def test_the_panel_leads_to_the_page_where_a_cause_is_put_right(opened: Open) -> None:
    opened.page.lists.waiting.view.go_to("i4")
    opened.settle()
    with opened.bot.waitSignal(opened.page.page_requested) as asked:
        _button(opened, "Item numbers …").click()
    assert asked.args[0] == "items"


def test_in_a_small_window_the_panel_takes_the_lists_place(opened: Open) -> None:
    page = opened.page
    page.resize(620, 400)
    assert page.lists.panel.isHidden()
    assert page.lists.waiting.view.isColumnHidden(3)
    page.lists.waiting.view.opened.emit("i4")
    assert page.lists.panel.isVisible()
    assert not page.lists.waiting.isVisible()
    page.lists.close_detail()
    assert page.lists.waiting.isVisible()
    page.resize(1130, 740)
    assert page.lists.panel.isVisible()
    assert not page.lists.waiting.view.isColumnHidden(3)


# reconcile


def test_nothing_is_called_deleted_before_both_sides_were_read(opened: Open) -> None:
    opened.page.tabs.choose("reconcile")
    assert opened.page.wants_rail()
    assert opened.page.reconcile.differences is None
    assert opened.page.first_focus() is not opened.page.reconcile.view


def test_both_sides_are_read_compared_and_only_differences_shown_at_first(office: Office, opened: Open) -> None:
    opened.page.tabs.choose("reconcile")
    _button(opened, "Read both sides").click()
    opened.settle()

    tab = opened.page.reconcile
    assert {row.id for row in tab.table.shown_rows()} == {"i5", "i7", "i8"}
    assert opened.page.tabs.tabText(2) == "Reconcile  3"
    row = tab.table.row_of("i7")
    shown = {column.key: column.cell(tab.table.record(row)) for column in tab.table.columns}
    assert shown["net"].marks == ((0, 6),)
    assert shown["there_net"].text == "110.00"
    assert shown["difference"].text == "10.00"
    tab.show_everything()
    assert tab.table.rowCount() == 7


def test_what_was_deleted_over_there_is_ticked_and_sent_again(office: Office, opened: Open) -> None:
    opened.page.tabs.choose("reconcile")
    opened.page.refresh()
    opened.settle()
    opened.page.reconcile.table.set_all_ticked(True)
    assert opened.page.reconcile.table.ticked_ids == {"i7", "i8"}  # both can be accepted, one was deleted

    _button(opened, "Transfer 1 again").click()
    opened.settle()
    assert office.sent == ["i8"]


def test_the_list_in_sight_is_exported(opened: Open, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    opened.page.invoice_actions.export_to(file)
    opened.settle()
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 7
    assert lines[3].split(",")[:3] == ["Waiting", "3", "2026-10-31"]
    assert lines[3].split(",")[6] == "-50"


def test_the_next_refresh_keeps_the_ticks_of_what_is_still_there(opened: Open) -> None:
    opened.page.lists.waiting.table.set_ticked(["i1"])
    opened.page.refresh()
    opened.settle()
    assert opened.page.lists.waiting.table.ticked_ids == {"i1"}
