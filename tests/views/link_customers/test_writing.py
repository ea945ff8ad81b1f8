"""Writing from the real page into the stand-ins: preview, kept fields, report, refusals, undo, unlink, ignored."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.connectors.contract import Psa
from desktop.errors import SystemDown
from desktop.models.judging import ChoiceFacet
from desktop.models.linking import LinkReport, Tab
from desktop.models.records import Action, Decision, ExternalKey, Side
from desktop.models.references import key_name
from desktop.models.undoing import UndoGroup
from desktop.progress import Silent
from desktop.texts import Message
from desktop.views.link_customers import writer as writer_module
from desktop.views.link_customers.rows import Row
from desktop.views.link_customers.undo_dialog import UndoDialog

from .conftest import Driven


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Every question is answered with its verb; what was asked is kept."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(writer_module, "ask", lambda _parent, *texts, destructive=False: asked.append(texts) or True)
    return asked


def one_that_changes(page: Driven) -> Row:
    return next(row for row in page.rows() if row.psa and row.psa.website and not row.pair.finance.website and row.is_open)


def linked_ids(page: Driven) -> set[str]:
    return {pair.finance.id for pair in page.program.linking.register(page.integration).pairs if pair.link}


def test_a_link_that_overwrites_nothing_is_written_at_once_and_stays_in_its_place(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("K")
    page.press(Qt.Key.Key_Return, ctrl=True)
    assert row.id in linked_ids(page)
    assert page.row(row.id).written is Action.LINK_ONLY
    assert page.page.content.body.candidates.said == "Linked. Remove the link to choose another customer."
    assert row.id not in page.planned()
    assert page.said() == "1 linked."
    assert [link.text for link in page.messages.last.links] == ["Show", "Undo"] if page.messages.last else False
    page.page.on_left()
    page.wait()
    assert row.id not in [one.id for one in page.rows()]


def judged_while_writing(page: Driven, monkeypatch: pytest.MonkeyPatch, *, is_written: bool) -> Row:
    """A row is planned to be linked, and put off while the write runs that has it at hand: before or after its turn."""
    page.tab(Tab.ONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("K")
    decided, goes_on = threading.Event(), threading.Event()
    write = page.program.linking.write_plans

    def slow(*given: Any, **named: Any) -> LinkReport:
        report = write(*given, **named) if is_written else None
        decided.set()
        assert goes_on.wait(30)
        return report or write(*given, **named)

    monkeypatch.setattr(page.program.linking, "write_plans", slow)
    QTest.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.qtbot.waitUntil(decided.is_set)
    with page.qtbot.waitSignal(page.page.content.session.plans_kept):  # type: ignore[union-attr]  # it is open
        QTest.keyClick(page.view, Qt.Key.Key_S)
    goes_on.set()
    page.wait()
    return row


def test_judging_what_the_running_write_has_written_already_is_told_to_be_too_late(
    page: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = judged_while_writing(page, monkeypatch, is_written=True)
    assert page.row(row.id).written is Action.LINK_ONLY
    late = "The new choice for 1 customer came too late: it is written already, or was changed meanwhile."
    assert page.said() == f"1 linked. {late}"


def test_judging_what_the_running_write_has_not_come_to_yet_counts(page: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    row = judged_while_writing(page, monkeypatch, is_written=False)
    assert row.id not in linked_ids(page)
    assert page.row(row.id).step is ChoiceFacet.LATER
    assert page.said() == f"Something else was chosen for {row.pair.finance.name} meanwhile: it was not written."
    page.press(Qt.Key.Key_Delete)


def test_what_a_colleague_plans_otherwise_behind_the_preview_is_not_written_and_told_by_name(
    page: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.tab(Tab.ONE)
    row = one_that_changes(page)
    page.go_to(row)
    page.press("T")
    page.press(Qt.Key.Key_Return, ctrl=True)
    dialog = page.dialog()
    monkeypatch.setenv("LOGNAME", "birthe")
    page.program.linking.plan(page.integration, [Decision(finance_id=row.id, action=Action.LATER)])
    monkeypatch.setenv("LOGNAME", "anna")
    dialog.accept()
    page.wait()
    page.activate()
    assert page.said().startswith(f"{row.pair.finance.name} was changed by birthe@")
    assert row.id not in linked_ids(page)
    assert page.row(row.id).step is ChoiceFacet.LATER
    page.program.linking.withdraw(page.integration, [row.id])


def test_what_a_colleague_planned_otherwise_meanwhile_is_not_written(page: Driven) -> None:
    page.tab(Tab.ONE)
    first, second = [row for row in page.rows() if row.decision is None][:2]
    for row in (first, second):
        page.go_to(row)
        page.press("K")
    page.program.linking.plan(page.integration, [Decision(finance_id=first.id, action=Action.LATER)])
    page.press(Qt.Key.Key_Return, ctrl=True)
    assert second.id in linked_ids(page)
    assert first.id not in linked_ids(page)
    assert page.row(first.id).step is ChoiceFacet.LATER
    page.program.linking.withdraw(page.integration, [first.id])


def test_nothing_is_written_before_the_changes_were_seen(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = one_that_changes(page)
    page.go_to(row)
    page.press("T")
    page.press(Qt.Key.Key_Return, ctrl=True)
    dialog = page.dialog()
    assert dialog.heading.text() == "1 customer is changed in e-conomic."
    assert dialog.verb.text().startswith("Write ")
    dialog.reject()
    page.wait()
    page.activate()
    assert row.id not in linked_ids(page)
    page.press("Z", ctrl=True)


def test_a_field_kept_in_the_preview_is_not_written(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = one_that_changes(page)
    page.go_to(row)
    page.press("T")
    page.press(Qt.Key.Key_F9)
    dialog = page.dialog()
    before = dialog.verb.text()
    assert dialog.fields.go_to("website")
    dialog.fields.setFocus()
    QTest.keyClick(dialog.fields, Qt.Key.Key_Left)
    assert dialog.verb.text() != before
    assert dialog.decisions()[0].kept_fields == {"website"}
    dialog.accept()
    page.wait()
    page.activate()
    assert row.id in linked_ids(page)
    written = page.program.linking._connectors.get(page.integration, Side.FINANCE).customer(row.id)
    assert written.website == ""


def test_enter_in_the_search_of_the_preview_writes_nothing(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = one_that_changes(page)
    page.go_to(row)
    page.press("T")
    page.press(Qt.Key.Key_F9)
    dialog = page.dialog()
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, row.pair.finance.name)
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()
    page.wait()
    page.activate()
    page.press("Z", ctrl=True)


def test_an_import_makes_a_customer_and_offers_to_continue_the_series(page: Driven) -> None:
    page.tab(Tab.NONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("I")
    page.press(Qt.Key.Key_Return, ctrl=True)
    dialog = page.dialog()
    assert dialog.heading.text() == "1 customer is created in TimeLog."
    dialog.accept()
    page.wait()
    page.activate()
    assert row.id in linked_ids(page)
    assert page.said() == "1 imported."
    assert page.page.content is not None
    assert "Continue the number series" in page.page.content.body.hint.text


def test_a_refused_row_stays_with_its_reason_and_the_others_go_on(page: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    page.tab(Tab.NONE)
    refused, linked = page.rows()[1], page.rows()[2]
    real = type(page.program.linking._connectors.get(page.integration, Side.PSA))
    create = real.create_customer

    def down(self: Psa, customer, values, *, key):  # type: ignore[no-untyped-def]  # the signature of the contract
        if customer.name == refused.pair.finance.name:
            raise SystemDown(Message("TimeLog did not answer."), what_to_do=Message("Try again later."))
        return create(self, customer, values, key=key)

    monkeypatch.setattr(real, "create_customer", down)
    for row in (refused, linked):
        page.go_to(row)
        page.press("I")
    page.press(Qt.Key.Key_Return, ctrl=True)
    page.dialog().accept()
    page.wait()
    page.activate()
    assert page.row(refused.id).reason == "TimeLog did not answer. Try again later."
    assert page.planned() == {refused.id}
    assert page.row(linked.id).written is Action.IMPORT
    assert page.said() == "1 imported. 1 refused."
    assert page.page.foot.is_run_shown
    page.go_to(refused)
    page.press(Qt.Key.Key_Delete)
    assert page.row(refused.id).reason == ""


def undo_dialog(page: Driven) -> UndoDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, UndoDialog) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def take_back(page: Driven) -> None:
    page.press("Z", ctrl=True)
    undo_dialog(page).verb.click()
    page.wait()
    page.activate()


def test_undo_shows_what_it_will_do_before_it_takes_the_batch_back(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("K")
    page.press(Qt.Key.Key_Return, ctrl=True)
    assert row.id in linked_ids(page)
    page.press("Z", ctrl=True)
    dialog = undo_dialog(page)
    assert dialog.heading.text() == "Take back what was decided for 1 customer?"
    assert dialog.sentence.text() == "That is 1 step, as listed below. Nobody changed anything of it since."
    assert [str(item.sentence) for _place, item in dialog.table.shown_rows()] == ["The link is removed."]
    assert row.id in linked_ids(page)
    dialog.verb.click()
    page.wait()
    page.activate()
    assert row.id not in linked_ids(page)
    again = page.row(row.id)
    assert again.decision is not None  # it is a plan again
    assert again.decision.action is Action.LINK_ONLY
    page.press("Y", ctrl=True)
    assert row.id in linked_ids(page)
    take_back(page)
    assert row.id not in linked_ids(page)
    page.go_to(page.row(row.id))
    page.press(Qt.Key.Key_Delete)


def test_an_older_batch_can_be_chosen_and_what_was_changed_since_stands_apart(page: Driven) -> None:
    page.tab(Tab.ONE)
    rows = [row for row in page.rows() if row.psa and row.is_open][:2]
    program, integration = page.program, page.integration
    for row in rows:
        assert row.psa is not None
        decision = Decision(finance_id=row.id, psa_id=row.psa.id, action=Action.USE_PSA)
        assert not program.linking.write(integration, [decision], Silent()).refused
    page.press("Z", ctrl=True)
    dialog = undo_dialog(page)
    newest = dialog.batch_id
    QTest.keyClick(dialog.batches, Qt.Key.Key_Down)
    page.wait()
    assert dialog.batch_id < newest
    assert any(rows[0].pair.finance.name in item.customer for _place, item in dialog.table.shown_rows())
    counts = [button.text() for button in dialog.groups.findChildren(QPushButton)]
    assert counts[1].startswith("Taken back  ")
    dialog.groups.chosen.emit(str(UndoGroup.IMPOSSIBLE))
    assert dialog.table.shown_rows() == []
    dialog.verb.click()
    page.wait()
    page.activate()
    assert rows[0].id not in linked_ids(page)
    assert rows[1].id in linked_ids(page)
    take_back(page)
    assert rows[1].id not in linked_ids(page)


def test_closing_the_undo_dialog_writes_nothing(page: Driven) -> None:
    page.tab(Tab.ONE)
    row = next(row for row in page.rows() if row.psa and row.is_open)
    assert row.psa is not None
    decision = Decision(finance_id=row.id, psa_id=row.psa.id, action=Action.LINK_ONLY)
    page.program.linking.write(page.integration, [decision], Silent())
    page.press("Z", ctrl=True)
    undo_dialog(page).reject()
    page.wait()
    assert row.id in linked_ids(page)
    page.activate()
    take_back(page)
    assert row.id not in linked_ids(page)


def test_ignored_customers_are_set_aside_and_brought_back_without_a_question(page: Driven, answers: list[tuple[str, ...]]) -> None:
    page.tab(Tab.SEVERAL)
    row = page.rows()[0]
    page.go_to(row)
    page.press("N")
    page.press(Qt.Key.Key_Return, ctrl=True)
    assert page.said() == "1 ignored."
    page.tab(Tab.IGNORED)
    assert [one.id for one in page.rows()] == [row.id]
    QTest.keyClick(page.view, "B")
    assert page.page.content is not None
    assert page.page.content.writer.is_running  # a second key does nothing until it is done
    page.press("B")
    assert page.said() == "1 customer brought back."
    page.press("Z", ctrl=True)
    assert page.said() == "1 ignored."
    assert [one.id for one in page.rows()] == [row.id]
    QTest.keyClick(page.view, "Y", Qt.KeyboardModifier.ControlModifier)
    page.press("Y", ctrl=True)
    assert page.said() == "1 customer brought back."
    page.press("Z", ctrl=True)
    page.program.linking.bring_back(page.integration, [row.id])
    page.page.on_left()
    page.press("Y", ctrl=True)
    assert page.said() == "There is nothing to redo."  # nobody is ignored any more
    page.tab(Tab.SEVERAL)
    assert row.id in [one.id for one in page.rows()]
    assert answers == []


def test_links_are_removed_after_a_question_and_undo_of_that_can_be_tried_again(
    page: Driven, answers: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.tab(Tab.ONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("K")
    page.press(Qt.Key.Key_Return, ctrl=True)
    batch_id = page.program.linking_undo.batches(page.integration)[0].id
    page.tab(Tab.LINKED)
    assert page.page.foot.unlink.isVisible()
    page.go_to(page.row(row.id))
    page.press(Qt.Key.Key_Delete)
    assert answers[-1][1] == "Remove the link of 1 customer?"
    assert row.id not in linked_ids(page)
    page.tab(Tab.ONE)
    assert row.id in [one.id for one in page.rows()]
    page.press("Z", ctrl=True)
    assert row.id in linked_ids(page)
    page.press("Y", ctrl=True)
    assert len(answers) == 2
    assert row.id not in linked_ids(page)

    def down(*_given: object) -> None:
        raise SystemDown(Message("TimeLog did not answer."))

    with monkeypatch.context() as for_now:
        for_now.setattr(page.program.linking, "_link_one", down)
        page.press("Z", ctrl=True)
        assert row.id not in linked_ids(page)
    page.press("Z", ctrl=True)
    assert row.id in linked_ids(page)
    page.press("Z", ctrl=True)
    assert undo_dialog(page).batch_id == batch_id  # not the batch that Ctrl+Z itself wrote
    undo_dialog(page).verb.click()
    page.wait()
    page.activate()
    assert row.id not in linked_ids(page)
    page.press("Y", ctrl=True)
    assert row.id in linked_ids(page)


def test_a_link_whose_mark_was_prevented_is_told_above_the_list_and_marked_with_one_button(
    page: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.tab(Tab.ONE)
    row = page.rows()[0]
    page.go_to(row)
    page.press("K")
    real = type(page.program.linking._connectors.get(page.integration, Side.PSA))

    def cut(*_given: object, **_named: object) -> None:
        raise SystemDown(Message("TimeLog did not answer."))

    with monkeypatch.context() as for_now:
        for_now.setattr(real, "set_external_key", cut)
        page.press(Qt.Key.Key_Return, ctrl=True)
    assert page.said() == "1 linked. 1 is linked, but not marked as such in the PSA."
    assert page.page.content is not None
    strip = page.page.content.aids.unmarked.strip
    assert strip.text.startswith("1 customer is linked here, but not marked in TimeLog")
    page.tab(Tab.LINKED)
    assert page.row(row.id).reason == "Linked here, but not marked in the PSA yet."
    assert strip.button is not None
    strip.button.click()
    page.wait()
    assert page.said() == "1 link is marked in TimeLog."
    assert strip.text == ""
    assert page.row(row.id).reason == ""


def test_a_link_whose_psa_customer_is_marked_for_another_one_is_told_and_no_button_replaces_that(page: Driven) -> None:
    page.tab(Tab.ONE)
    linked, other, *_ = page.rows()
    assert linked.psa is not None
    page.go_to(linked)
    page.press("K")
    page.press(Qt.Key.Key_Return, ctrl=True)
    key = ExternalKey(system_name=key_name(page.integration), external_id=other.id)
    with page.program.store.work() as work:
        work.customers.put(page.integration.id, Side.PSA, replace(linked.psa, external_keys=(key,)))
        work.commit()
    page.page.on_left()
    page.page.on_shown(page.integration.id)
    page.wait()
    assert page.page.content is not None
    strip = page.page.content.aids.unmarked.strip
    said = "1 customer is linked here, but marked in TimeLog as linked to another one. Under Linked it says to which."
    assert strip.text == said
    assert strip.button is not None
    assert not strip.button.isVisibleTo(strip)
    page.tab(Tab.LINKED)
    assert f"marked in the PSA as linked to {other.pair.finance.title}." in page.row(linked.id).reason
    with page.program.store.work() as work:  # the demo is shared
        own = replace(key, external_id=linked.id)
        work.customers.put(page.integration.id, Side.PSA, replace(linked.psa, external_keys=(own,)))
        work.commit()


def test_stopping_keeps_what_was_written(page: Driven) -> None:
    page.tab(Tab.ONE)
    before = linked_ids(page)
    page.press("A", ctrl=True)
    page.press("K")
    QTest.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.qtbot.waitUntil(lambda: len(linked_ids(page)) > len(before) + 2)
    assert page.page.foot.is_run_shown
    assert page.page.on_escape()
    page.wait()
    done = linked_ids(page) - before
    assert 0 < len(done) < len(page.rows())
    assert page.said() == f"{len(done)} linked. Stopped: {len(page.rows()) - len(done)} not written."
    assert {row.id for row in page.rows() if row.written} == done
    assert not page.planned() & done
