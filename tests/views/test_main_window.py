from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import texts
from desktop.models.lamps import Lamp
from desktop.views import closing
from desktop.views.background import Background, Job
from desktop.views.crash_dialog import CrashDialog
from desktop.views.main_window import MainWindow, PageSpec
from desktop.views.messages import Messages, NoticeLink
from desktop.views.shared.buttons import Button
from desktop.views.shared.page import Badge, Page
from desktop.views.shared.side_bar import EntryKind, IntegrationEntry
from desktop.views.shared.strips import Strip, StripKind, StripText
from desktop.views.shared.theme import Theme, look


class WrittenPage(Page):
    """A page that writes down what the window asks of it."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.asked: list[object] = []
        self.field = QLineEdit()
        self.body.addWidget(self.field)
        self.add_key("F9", "Preview", lambda: self.asked.append("preview"))

    def on_shown(self, integration_id: int | None) -> None:
        super().on_shown(integration_id)
        self.asked.append(("shown", integration_id))

    def on_requested(self, wanted: object) -> None:
        self.asked.append(("wanted", wanted))

    def on_left(self) -> None:
        self.asked.append("left")

    def refresh(self) -> None:
        self.asked.append("refresh")

    def on_escape(self) -> bool:
        self.asked.append("escape")
        return True

    def first_focus(self) -> QWidget:
        return self.field


class Frame:
    """A window with two pages and what it was given."""

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        self.messages = Messages()
        self.background = Background(self.messages)
        self.theme, self.settings = theme, settings
        self.chosen: list[int] = []
        pages = [
            PageSpec("overview", lambda: texts._("Overview"), "house", lambda: WrittenPage("Overview")),
            PageSpec("invoices", lambda: texts._("Invoices"), "article", lambda: WrittenPage("Invoices")),
        ]
        self.window = MainWindow(
            pages,
            messages=self.messages,
            background=self.background,
            theme=theme,
            settings=settings,
            on_integration=self.chosen.append,
        )
        self.window.set_integrations(
            [
                IntegrationEntry(id=1, name="Nordlys Rådgivning A/S", systems="TimeLog · e-conomic", connection=Lamp.DONE),
                IntegrationEntry(id=2, name="Nordlys Teknik ApS", systems="TimeLog · Uniconta"),
            ]
        )
        self.window.show_first_page()

    @property
    def page(self) -> WrittenPage:
        page = self.window.page
        assert isinstance(page, WrittenPage)
        return page

    def entries(self, kind: EntryKind) -> list[str]:
        return [entry.text for entry in self.window.side_bar.list.list_model.entries if entry.kind is kind]


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def frame(theme: Theme, settings: QSettings, qtbot: QtBot) -> Iterator[Frame]:
    made = Frame(theme, settings)
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.background.close()


def test_the_first_page_is_shown_for_the_first_integration(frame: Frame) -> None:
    assert frame.page.asked == [("shown", 1)]
    assert frame.entries(EntryKind.PAGE) == ["Overview", "Invoices"]


def test_ctrl_digits_go_to_the_pages(frame: Frame, qtbot: QtBot) -> None:
    overview = frame.page
    qtbot.keyClick(frame.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    assert frame.page.title == "Invoices"
    assert overview.asked[-1] == "left"


def test_ctrl_page_keys_go_through_the_integrations(frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(frame.window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert frame.window.integration_id == 2
    qtbot.keyClick(frame.window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)

    assert frame.chosen == [2, 1]
    assert frame.page.asked == [("shown", 1), ("shown", 2), ("shown", 1)]


def test_f5_reads_again_and_the_pages_own_keys_work(frame: Frame, qtbot: QtBot) -> None:
    frame.page.field.setFocus()
    qtbot.keyClick(frame.window, Qt.Key.Key_F5)
    qtbot.keyClick(frame.page.field, Qt.Key.Key_F9)

    assert frame.page.asked[1:] == ["refresh", "preview"]


def test_escape_that_nobody_took_goes_to_the_page(frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(frame.window, Qt.Key.Key_Escape)
    assert frame.page.asked[-1] == "escape"


def test_a_page_can_ask_for_another_one(frame: Frame) -> None:
    frame.page.page_requested.emit("invoices", "20418")

    assert frame.page.title == "Invoices"
    assert frame.page.asked == [("shown", 1), ("wanted", "20418")]


def test_badges_stand_in_the_side_bar_and_are_spoken(frame: Frame) -> None:
    frame.page.badge_changed.emit(Badge("11", Lamp.REFUSED))
    entry = next(one for one in frame.window.side_bar.list.list_model.entries if one.key == "overview")

    assert entry.spoken == "Overview Refused 11"


def test_the_two_lamps_of_an_integration_are_spoken(frame: Frame) -> None:
    entry = next(one for one in frame.window.side_bar.list.list_model.entries if one.kind is EntryKind.INTEGRATION)

    assert "Connection: Transferred. Integration: Waiting" in entry.spoken


def test_ctrl_b_folds_the_side_bar_and_it_stays_so(frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(frame.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)

    assert frame.window.side_bar.is_rail
    assert frame.window.side_bar.width() == look().px(56)
    assert frame.entries(EntryKind.INTEGRATION) == ["Nordlys Rådgivning A/S"]
    assert frame.settings.value("window/folded") == "true"


def test_a_narrow_window_has_a_rail(frame: Frame) -> None:
    frame.window.resize(900, 700)
    assert frame.window.side_bar.is_rail
    frame.window.resize(1300, 700)
    assert not frame.window.side_bar.is_rail


def test_another_language_makes_the_pages_anew(frame: Frame) -> None:
    frame.window.show_page("invoices")
    before = frame.page
    frame.window.change_language("da")

    assert frame.page is not before
    assert frame.page.title == "Invoices"
    assert frame.window.integration_id == 1


def test_another_text_size_makes_the_pages_anew(frame: Frame, theme: Theme) -> None:
    before = frame.page
    theme.set_text_size(150)

    assert frame.page is not before


def test_strips_stand_over_everything_with_their_way_out(frame: Frame, qtbot: QtBot) -> None:
    def shown() -> list[str]:
        return [one.accessibleName() for one in frame.window.findChildren(Strip) if one.isVisible()]

    left: list[str] = []
    strip = StripText(StripKind.PRACTICE, "Practice mode: nothing is written.", "Leave", lambda: left.append("left"))
    frame.window.set_strips([strip, StripText(StripKind.TEST_COMPANY, "Test company: Nordlys Test A/S.")])
    qtbot.waitUntil(lambda: shown() == ["Practice mode: nothing is written.", "Test company: Nordlys Test A/S."])
    next(button for button in frame.window.findChildren(Button) if button.text() == "Leave").click()
    assert left == ["left"]

    frame.window.set_strips([])
    assert shown() == []


def test_a_result_stays_in_the_status_bar_until_the_next(frame: Frame) -> None:
    shown: list[str] = []
    frame.messages.say("312 linked, 14 imported", lamp=Lamp.DONE, links=(NoticeLink("Show", lambda: shown.append("shown")),))
    assert frame.window.status_bar.text.text == "312 linked, 14 imported"
    next(button for button in frame.window.findChildren(Button) if button.text() == "Show").click()
    assert shown == ["shown"]
    frame.messages.say("Saved.")
    assert frame.window.status_bar.text.text == "Saved."


def test_running_work_is_told_in_the_status_bar_and_can_be_stopped(frame: Frame, qtbot: QtBot) -> None:
    def work(job: Job[None]) -> None:
        while True:
            job.check()
            job.progress(3, 38)

    frame.background.run(work, title="Transferring")
    qtbot.waitUntil(lambda: "3 of 38" in frame.window.status_bar.text.text)
    frame.window.status_bar._stop.click()
    qtbot.waitUntil(lambda: not frame.background.running)

    assert frame.window.status_bar.text.text == "Stopped. What was done before stays done."


def test_what_nobody_expected_opens_the_crash_dialog(frame: Frame) -> None:
    frame.messages.unexpected(KeyError("customer"))
    dialog = frame.window.findChild(CrashDialog)

    assert dialog.isVisible()
    dialog.close()


def test_the_page_and_integration_of_the_last_run_come_back(frame: Frame, theme: Theme, settings: QSettings, qtbot: QtBot) -> None:
    frame.window.show_page("invoices")
    frame.window.choose_integration(2)
    frame.window.close()

    again = Frame(theme, settings)
    qtbot.addWidget(again.window)
    assert again.page.title == "Invoices"
    assert again.window.integration_id == 2
    again.background.close()


def test_the_window_closes_once_what_was_promised_is_kept(frame: Frame, qtbot: QtBot) -> None:
    frame.background.begin_promise(frame.messages)
    for _twice in range(2):
        frame.window.close()
    assert frame.window.isVisible()
    assert frame.window.status_bar.text.text == "Your choices are being kept. The window closes as soon as that is done."
    assert "left" not in frame.page.asked
    frame.background.end_promise(frame.messages)
    qtbot.waitUntil(lambda: not frame.window.isVisible())


def test_the_window_does_not_wait_for_ever_for_what_was_promised(
    theme: Theme, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "_PATIENCE", 1)
    frame = Frame(theme, settings)
    qtbot.addWidget(frame.window)
    frame.window.show()
    frame.background.begin_promise(frame.messages)
    frame.window.close()
    qtbot.waitUntil(lambda: not frame.window.isVisible())


def test_a_window_without_integrations_can_be_shown(theme: Theme, settings: QSettings, qtbot: QtBot) -> None:
    frame = Frame(theme, settings)
    qtbot.addWidget(frame.window)
    frame.window.set_integrations([])

    assert frame.window.integration_id is None
    assert not frame.window.grab().isNull()
    frame.background.close()
