"""Whether invoices are over there under the numbers that the PSA has is asked once for all that a check stopped for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.errors import RecordRefused
from desktop.models.invoice_causes import Fix
from desktop.models.lamps import Lamp
from desktop.models.psa_numbers import numbered_already
from desktop.texts import Message
from desktop.views.invoices.judge_numbers import JudgeNumbersDialog

from .conftest import Office, Open, answer

NUMBERED = ("i1", "i2")


@pytest.fixture
def stopped(opened: Open, office: Office) -> Open:
    """A check stopped invoices 1 and 2, since the PSA has numbers for them."""
    for id_ in NUMBERED:
        office.put(replace(office.states[id_].invoice, external_number="20417"))
    office.found = {id_: [numbered_already(office.states[id_].invoice, "TimeLog", "e-conomic")] for id_ in NUMBERED}
    opened.page.work.load()
    opened.settle()
    opened.page.invoice_actions.check_chosen()
    opened.settle()
    return opened


def say(dialog: JudgeNumbersDialog, *, is_there: bool) -> None:
    dialog.reason.setText("Den gamle integration")
    (dialog.verb if is_there else dialog.is_not).click()


def test_all_of_a_cause_are_said_to_be_there_at_once(stopped: Open, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    headings: list[str] = []

    def act(dialog: JudgeNumbersDialog) -> None:
        headings.append(dialog.heading.text())
        say(dialog, is_there=True)

    answer(monkeypatch, JudgeNumbersDialog, act)
    stopped.page.lists.fix_wanted.emit(Fix.JUDGE_NUMBERS, NUMBERED)
    stopped.settle()
    assert headings == ["TimeLog says that 2 documents are in e-conomic already"]
    assert office.said == [(*NUMBERED, "Den gamle integration")]
    assert stopped.page.lists.rows["i1"].is_transferred
    assert "1 document is set aside: nothing from" in stopped.messages.last.text


def test_one_that_is_not_there_can_be_sent(stopped: Open, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stopped.page.lists.rows["i1"].lamp is Lamp.REFUSED
    answer(monkeypatch, JudgeNumbersDialog, lambda dialog: say(dialog, is_there=False))
    stopped.page.lists.fix_wanted.emit(Fix.JUDGE_NUMBERS, ["i1"])
    stopped.settle()
    assert office.said == [("not", "i1", "Den gamle integration")]
    assert stopped.page.lists.rows["i1"].lamp is Lamp.WAITING


def test_cancel_decides_nothing_and_what_was_refused_is_told(
    stopped: Open, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, JudgeNumbersDialog, lambda dialog: dialog.cancel.click())
    stopped.page.lists.fix_wanted.emit(Fix.JUDGE_NUMBERS, ["i1"])
    stopped.settle()
    assert not office.said
    office.trouble = RecordRefused(Message("Somebody is sending it."))
    answer(monkeypatch, JudgeNumbersDialog, lambda dialog: say(dialog, is_there=False))
    stopped.page.lists.fix_wanted.emit(Fix.JUDGE_NUMBERS, ["i1"])
    stopped.settle()
    assert "Somebody is sending it." in stopped.page.lists.current.trouble.sentence
