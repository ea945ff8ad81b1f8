"""Accept all above and the waterfall, on a hand-made register: what is asked, shown and accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Answer, Bucket, Customer, CustomerSuggestions, Evidence, EvidenceField, Suggestion, Verdict
from desktop.models.sample_proof import Look
from desktop.models.sampling import SuggestedPair, suggested_pairs
from desktop.texts import Message, set_language
from desktop.views.link_customers.accept_dialog import AcceptDialog
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.rows import LinkingRows, Row
from desktop.views.link_customers.waterfall_popup import WaterfallPopup
from desktop.views.shared.theme import Theme

SYSTEMS = Systems("e-conomic", "TimeLog")
KINDS = ((60, EvidenceField.EAN, 6.0), (50, EvidenceField.PHONE, 9.0))
KEYS = {Answer.RIGHT: Qt.Key.Key_1, Answer.WRONG: Qt.Key.Key_2, Answer.UNSURE: Qt.Key.Key_3}


def register() -> LinkingRegister:
    pairs, psa = [], {}
    for count, field, score in KINDS:
        for number in range(count):
            id_ = f"{field}{number}"
            psa[f"p{id_}"] = Customer(id=f"p{id_}", number=str(number), name=f"Havblik {number}")
            evidence = (Evidence(field, Verdict.AGREES, score, Message("Same value")),)
            found = CustomerSuggestions(id_, Bucket.ONE, (Suggestion(f"p{id_}", score, evidence),))
            finance = Customer(id=id_, number=str(number), name=f"Havblik {number}")
            pairs.append(CustomerPair(finance=finance, tab=Tab.ONE, suggestions=found))
    return LinkingRegister(pairs=pairs, psa=psa, linked_psa_ids=frozenset())


class Asked:
    """The dialog, and what it kept."""

    def __init__(self, qtbot: QtBot, settings: QSettings, looks: Sequence[Look] = ()) -> None:
        set_language("en")
        self.looks: list[Look] = []
        self.rows = LinkingRows(register())
        self.kept: list[tuple[str, Answer]] = []
        self.dialog = AcceptDialog(
            suggested_pairs(self.rows.register.pairs, []),
            "seed",
            SYSTEMS,
            looks=looks,
            choose=lambda look, drawn: self.looks.append(look),
            row_of=self.row_of,
            keep=lambda pair, answer: self.kept.append((pair.finance_id, answer)),
            work_out=lambda work, take: take(work()),
            settings=settings,
        )
        qtbot.addWidget(self.dialog)
        self.dialog.show()

    def row_of(self, pair: SuggestedPair) -> Row | None:
        row = self.rows.row(pair.finance_id)
        assert row is not None
        return Row(row.id, CustomerPair(finance=row.pair.finance, tab=Tab.ONE), row.psa)

    def press(self, *answers: Answer) -> None:
        for one in answers:
            QTest.keyClick(self.dialog.card, KEYS[one])

    def texts(self, widget: QWidget) -> str:
        return " ".join(one.text() for one in widget.findChildren(QLabel))


@pytest.fixture
def asked(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Asked:
    return Asked(qtbot, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


def test_nothing_can_be_accepted_before_a_sample_is_judged(asked: Asked) -> None:
    dialog = asked.dialog
    assert [(kind.key, len(kind.pairs)) for kind in dialog.kinds] == [("ean", 60), ("phone", 50)]
    assert not dialog.verb.isEnabled()
    assert dialog.judge_button.text() == "Judge 40 pairs"
    assert dialog.accepted_pairs() == []
    dialog.table.set_ticked(["ean", "phone"])
    assert dialog.accepted_pairs() == []


def test_pairs_are_shown_without_score_and_evidence(asked: Asked) -> None:
    asked.dialog.judge_button.click()
    said = asked.texts(asked.dialog)
    assert "Pair 1 of 40" in said
    assert "core" not in asked.texts(asked.dialog.card)
    assert asked.row_of(asked.dialog._asked[0]).suggestion is None  # type: ignore[union-attr]  # it has a row


def test_judging_by_keys_proves_and_accepts_the_rest(asked: Asked) -> None:
    dialog = asked.dialog
    dialog.judge_button.click()
    asked.press(*[Answer.RIGHT] * 40)

    assert len(asked.kept) == 40
    assert dialog.verb.text() == "Plan 110 links"
    assert "20 of 20 right proves that at least 86 % are right, at 95 % confidence; 60 customers of this kind." in asked.texts(
        dialog
    )
    dialog.verb.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert len(dialog.accepted_pairs()) == 110


def test_a_kind_with_a_wrong_answer_is_left_out_until_the_user_ticks_it(asked: Asked) -> None:
    dialog = asked.dialog
    dialog.judge_button.click()
    wrong = next(number for number, one in enumerate(dialog._asked) if one.pattern == "phone")
    asked.press(*[Answer.RIGHT] * wrong, Answer.WRONG, *[Answer.RIGHT] * (39 - wrong))

    assert {one.pattern for one in dialog.accepted_pairs()} == {"ean"}
    dialog.view.go_to("phone")
    assert "19 of 20 right proves only that at least 78 % are right" in asked.texts(dialog)
    dialog.table.set_ticked(["phone"])
    assert len(dialog.accepted_pairs()) == 60 + 49
    dialog.size_choice.choose("59")
    dialog.size_choice.chosen.emit("59")
    assert dialog.accepted_pairs() == []  # a larger sample is not judged yet
    assert "so far. What that proves is told when all 50 are judged" in asked.texts(dialog)

    dialog.judge_button.click()
    asked.press(*[Answer.RIGHT] * 69)
    dialog.view.go_to("ean")
    assert "59 of 59 right proves that at least 95 % are right, at 95 % confidence" in asked.texts(dialog)
    assert asked.looks == [Look(5, 20), Look(5, 59)]


def test_another_score_tells_what_is_proven_only_once_it_is_chosen_and_at_less_confidence(asked: Asked) -> None:
    dialog = asked.dialog
    dialog.judge_button.click()
    asked.press(*[Answer.RIGHT] * 40)
    dialog.score._take("7")
    assert "told at 90 % confidence, since it was looked at before" in asked.texts(dialog)
    assert (dialog.judge_button.text(), dialog.accepted_pairs()) == ("Tell what is proven", [])
    dialog.judge_button.click()
    assert "20 of 20 right proves that at least 86 % are right, at 90 % confidence" in asked.texts(dialog)
    assert len(dialog.accepted_pairs()) == 50


def test_the_dialog_opens_at_the_look_that_was_chosen_last(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert Asked(qtbot, settings, [Look(5, 20), Look(7, 59)]).dialog.look == Look(7, 59)


def test_an_answer_can_be_given_again_and_escape_leads_back_to_what_is_proven_so_far(asked: Asked) -> None:
    dialog = asked.dialog
    dialog.judge_button.click()
    asked.press(Answer.WRONG)
    QTest.keyClick(dialog.card, Qt.Key.Key_Backspace)
    assert "You said: two customers" in asked.texts(dialog.card)
    asked.press(Answer.UNSURE, Answer.RIGHT)
    QTest.keyClick(dialog.card, Qt.Key.Key_Escape)

    assert dialog.isVisible()
    assert [answer for _, answer in asked.kept] == [Answer.WRONG, Answer.UNSURE, Answer.RIGHT]
    assert [one.answer for one in dialog.judged_pairs()] == [Answer.UNSURE, Answer.RIGHT]
    assert dialog.judge_button.text() == "Judge 38 pairs"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_threshold_and_a_kind_narrow_what_is_asked(asked: Asked) -> None:
    dialog = asked.dialog
    choose: Callable[[str], None] = dialog.score._take
    choose("7")
    assert [kind.key for kind in dialog.kinds] == ["phone"]
    choose("5")
    dialog.only._take("kind ean")
    assert dialog.judge_button.text() == "Judge 20 pairs"


def test_the_waterfall_says_in_words_what_its_bars_show_and_closes_with_its_own_key(qtbot: QtBot, theme: Theme) -> None:
    set_language("en")
    rows = LinkingRows(register())
    row = rows.row("ean0")
    assert row is not None
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    popup = WaterfallPopup(row, page)
    popup.open_over(page)
    assert popup.chart.accessibleDescription() == "Same value: +6, which makes 6\nScore 6"
    assert not popup.chart.grab().isNull()
    QTest.keyClick(popup, Qt.Key.Key_E)
    assert not popup.isVisible()
