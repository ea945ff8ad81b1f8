"""The aids on the page of the demo company: accept all above, the waterfall, who stands twice, what was learned."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.models.linking import Tab
from desktop.models.matching.learning import LearnedWeight
from desktop.models.records import Action, Decision, EvidenceField, ExternalKey, Side, Verdict
from desktop.models.references import key_name
from desktop.models.waterfall import signed
from desktop.use_cases.learn_weights import Learned
from desktop.views.link_customers import aids
from desktop.views.link_customers.accept_dialog import AcceptDialog
from desktop.views.link_customers.duplicates_dialog import DuplicatesDialog
from desktop.views.link_customers.learned_dialog import LearnedDialog
from desktop.views.link_customers.pair_table import CHOICE, EVIDENCE
from desktop.views.link_customers.rows import LinkingRows
from desktop.views.link_customers.waterfall_popup import WaterfallPopup

W = TypeVar("W", bound=QWidget)


def opened(kind: type[W]) -> W:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_judged_and_accepted_pairs_become_plans_in_one_step_and_the_answers_stay(page, make_page) -> None:
    page.tab(Tab.ONE)
    before = {row.id for row in page.rows() if row.decision is not None}
    QTest.keyClick(page.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    page.wait()
    dialog = opened(AcceptDialog)
    dialog.only._take(f"kind {dialog.kinds[0].key}")
    dialog.judge_button.click()
    QTest.keyClick(dialog.card, Qt.Key.Key_2)
    while dialog.stack.currentWidget() is dialog.card:
        QTest.keyClick(dialog.card, Qt.Key.Key_1)
    page.wait()
    (kind,) = dialog.kinds
    assert not dialog.accepted_pairs()  # one answer was not right
    dialog.table.set_ticked([kind.key])
    dialog.verb.click()
    page.wait()

    planned = [row for row in page.rows() if row.decision is not None and row.id not in before]
    assert len(planned) == len(kind.pairs)
    assert [row.decision.action for row in planned].count(Action.LATER) == 1
    page.tab(Tab.ONE)
    page.press("z", ctrl=True)
    assert {row.id for row in page.rows() if row.decision is not None} == before

    again = make_page()
    again.tab(Tab.ONE)
    again.page.content.aids.accept()
    again.wait()
    kept = next(one for one in opened(AcceptDialog).kinds if one.key == kind.key)
    assert (kept.judged, kept.right) == (len(kind.sample), len(kind.sample) - 1)
    opened(AcceptDialog).reject()


def test_the_waterfall_opens_with_its_key_over_the_list(page) -> None:
    page.tab(Tab.ONE)
    page.go_to(page.rows()[0])
    page.press("e")
    page.wait()
    popup = opened(WaterfallPopup)
    assert popup.chart.accessibleDescription().count("\n") >= 2
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, WaterfallPopup) and one.isVisible()]


def test_the_line_above_the_list_says_who_stands_twice_and_they_are_exported(
    page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "doubles.csv"
    monkeypatch.setattr(aids, "ask_for_file", lambda *_args: file)
    strip = page.page.content.aids.strip
    assert "TimeLog" in strip.text
    page.page.content.aids.show_duplicates()
    page.wait()
    dialog = opened(DuplicatesDialog)
    dialog.sides.choose(Side.PSA.value)
    dialog.sides.chosen.emit(Side.PSA.value)
    assert dialog.table.total > 2
    dialog.verb.click()
    page.wait()
    assert len(file.read_text().splitlines()) == dialog.table.total + 1
    assert strip.isHidden()


def test_many_customers_are_searched_for_doubles_only_when_asked_and_the_line_says_so(
    make_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aids, "MOST_UNASKED", 10)
    page = make_page()
    line = page.page.content.aids
    assert "not searched" in line.strip.text
    line.see.click()
    page.wait()
    opened(DuplicatesDialog).reject()
    assert "TimeLog" in line.strip.text


def test_doubles_are_searched_for_again_when_a_register_was_read_again(page, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[Side] = []
    monkeypatch.setattr(page.program.duplicates, "find", lambda _integration, side, _job: searched.append(side) or [])
    session = page.page.content.session
    session.was_read.emit(session.reading)
    page.wait()
    assert not searched
    times = session.reading.read_at
    session.reading = replace(session.reading, read_at=(times[0], times[1] + dt.timedelta(minutes=1)))
    session.was_read.emit(session.reading)
    page.wait()
    assert searched == list(Side)


def test_links_that_another_installation_marked_in_the_psa_become_plans_of_one_step(page, monkeypatch: pytest.MonkeyPatch) -> None:
    session, line = page.page.content.session, page.page.content.aids.marked
    assert line.strip.isHidden()
    row = next(row for row in session.reading.rows.by_tab[Tab.ONE] if row.decision is None)
    finance, psa = row.id, row.psa
    key = ExternalKey(system_name=key_name(page.integration), external_id=finance)
    with page.program.store.work() as work:
        work.customers.put(page.integration.id, Side.PSA, replace(psa, external_keys=(key,)))
        work.commit()
    page.page._read()
    page.wait()
    assert line.strip.text == "1 customer is marked in TimeLog as linked, but is not linked here."
    line.strip.button.click()
    page.wait()
    assert line.strip.isHidden()
    assert page.said() == "1 link is planned. Nothing is written yet; Ctrl+Z takes it back."
    assert session.reading.rows.planned[finance].decision == Decision(finance_id=finance, action=Action.LINK_ONLY, psa_id=psa.id)
    monkeypatch.setattr(LinkingRows, "marked_plans", None)  # keys on single rows go through no others
    page.press("Z", ctrl=True)
    assert not line.strip.isHidden()
    session.decide([finance], Action.LATER)
    assert line.strip.isHidden()
    page.press("Z", ctrl=True)
    assert not line.strip.isHidden()
    with page.program.store.work() as work:
        work.customers.put(page.integration.id, Side.PSA, psa)
        work.commit()


def test_in_a_small_window_the_choice_is_seen_and_the_lines_above_the_list_stand_in_the_menu(page) -> None:
    body, line = page.page.content.body, page.page.content.aids.strip
    sections = {column.key: place for place, column in enumerate(body.table.columns)}
    assert (line.isVisible(), body.more.text()) == (True, "More …")
    assert not body.view.isColumnHidden(sections[EVIDENCE])
    page.page.resize(700, 480)
    page.wait()
    assert (line.isVisible(), body.more.text()) == (False, "More … (1)")
    assert body.view.isColumnHidden(sections[EVIDENCE])
    choice = sections[CHOICE]
    assert body.view.columnViewportPosition(choice) + body.view.columnWidth(choice) <= body.view.viewport().width()
    menu = body.more_menu()
    assert menu.actions()[0].text() == line.text
    menu.actions()[0].trigger()
    page.wait()
    opened(DuplicatesDialog).reject()
    assert body.more.text() == "More …"  # it was seen


def test_what_was_learned_stands_on_the_page_and_can_be_forgotten_there(page, monkeypatch: pytest.MonkeyPatch) -> None:
    learning = page.program.learning
    phone = LearnedWeight(
        field=EvidenceField.PHONE, verdict=Verdict.AGREES, shift=-1.75, right=120, of_right=214, refused=40, of_refused=60
    )
    told = [Learned(weights=(phone, replace(phone, shift=0.5)), decisions=214, refused=60)]
    monkeypatch.setattr(learning, "told", lambda _integration: told[-1])
    monkeypatch.setattr(learning, "forget", lambda _integration: told.append(Learned()))
    monkeypatch.setattr(page.page.content.aids, "_look_up", page.page.content.session.read)
    page.page.content.session.read()
    page.wait()
    line = page.page.content.aids.learned
    assert line.isVisible()
    counts = f"{phone.title} counts {signed(phone.weight)} instead of {signed(phone.declared)}, and 1 more."
    assert line.text == f"Learned from 274 of your decisions: {counts}"
    line.button.click()
    page.wait()
    opened(LearnedDialog).verb.click()
    page.wait()
    assert line.isHidden()


def test_what_was_learned_says_what_it_waits_for(page) -> None:
    page.page.content.aids.show_learned()
    page.wait()
    dialog = opened(LearnedDialog)
    assert "50" in dialog.sentence.text()
    assert not dialog.verb.isEnabled()
    dialog.reject()
