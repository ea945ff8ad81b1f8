from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QMetaObject, QSettings, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import texts
from desktop.app import Bindeled, open_bindeled
from desktop.demo.pictures import draw_pages
from desktop.errors import StoreUnusable
from desktop.models.lamps import Lamp
from desktop.models.records import Activity, Integration, Outcome, Side
from desktop.paths import Paths
from desktop.texts import Message
from desktop.views.background import Background, Job
from desktop.views.crash_dialog import CrashDialog
from desktop.views.customer.customer_page import CustomerPage
from desktop.views.link_customers.link_customers_page import LinkCustomersPage
from desktop.views.log.log_page import LogPage
from desktop.views.opening_page import OpeningPage
from desktop.views.shared.buttons import Button
from desktop.views.shared.page import Badge
from desktop.views.shared.strips import Strip
from desktop.views.shared.theme import Theme
from desktop.window import Window, run_window
from tests.filled_program import filled, note_failed_reading

Open = Callable[..., Window]


@pytest.fixture(scope="module")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """A data folder with a filled store, to be copied: with a test company, or a real one."""

    @cache
    def folder(is_test: bool) -> Path:
        place = tmp_path_factory.mktemp("filled")
        program = open_bindeled(place, for_this_run=True)
        filled(program, is_test=is_test)
        program.close()
        return place

    return folder


@pytest.fixture
def open_window(theme: Theme, qtbot: QtBot, tmp_path: Path, filled_folder: Callable[[bool], Path]) -> Iterator[Open]:
    """Opens the window on a filled program, in English."""
    opened: list[Window] = []

    def opening(*, practice: bool = False, is_test: bool = False, prepare: Callable[[Bindeled], object] | None = None) -> Window:
        if prepare is None:
            shutil.copytree(filled_folder(is_test), tmp_path, dirs_exist_ok=True)
        else:
            with_data = open_bindeled(tmp_path, for_this_run=True)
            prepare(with_data)
            with_data.close()
        program = open_bindeled(tmp_path, for_this_run=True, practice=practice)
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", "en")
        window = Window(program, settings)
        opened.append(window)
        qtbot.addWidget(window.frame)
        window.frame.show()
        window.frame.show_first_page()
        idle(window, qtbot)
        return window

    yield opening
    for window in opened:
        window.frame.close()
        window.program.close()


def idle(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.background.running)


def badges(window: Window) -> dict[str, Badge]:
    return {key: window.frame.badge(key) for key in window.frame.page_keys}


def strips(window: Window) -> list[str]:
    return [one.accessibleName() for one in window.frame.findChildren(Strip) if one.isVisible()]


def test_the_pages_stand_in_the_order_of_the_work(open_window: Open) -> None:
    assert open_window().frame.page_keys == ["overview", "setup", "link_customers", "items", "invoices", "expenses", "log"]


def test_every_page_opens_and_reads_its_data(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    crashes: list[str] = []
    window.messages.crashed.connect(crashes.append)

    for key in window.frame.page_keys:
        window.frame.show_page(key)
        idle(window, qtbot)
        assert window.frame.page is not None

    assert crashes == []


def test_badges_stand_at_pages_that_nobody_opened(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()

    window.state.read()
    idle(window, qtbot)

    found = badges(window)
    assert found["invoices"] == Badge("1", Lamp.REFUSED)
    assert found["link_customers"] == Badge("1")
    assert found["items"] == Badge()
    assert found["setup"].text.endswith("left")


def test_lamps_follow_when_work_ends_and_are_read_behind_the_window(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    ids = [one.id for one in window.program.connections.integrations()]
    threads: list[str] = []
    done: list[None] = []
    all_done = threading.Event()
    read = window.program.connections.integrations

    def reading() -> list[Integration]:
        threads.append(threading.current_thread().name)
        all_done.wait(60)  # longer than the three works take on a busy machine
        return read()

    monkeypatch.setattr(window.program.connections, "integrations", reading)
    window.program.activation.activate(ids[0], "for this test")
    for _one in range(3):
        window.background.run(lambda _job: None, on_done=done.append)
    qtbot.waitUntil(lambda: len(done) == 3)
    all_done.set()
    idle(window, qtbot)
    assert window.frame._integrations[0].activity_word == "Active"
    assert set(threads) == {"work lamps"}
    assert len(threads) <= 3, "work that ends meanwhile waits for one reading more"


def test_who_comes_back_to_the_window_has_old_proofs_made_again(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tested: list[Side] = []
    window = open_window()
    monkeypatch.setattr(window.program.connections, "test", lambda _id, side: tested.append(side))
    monkeypatch.setattr("desktop.models.proving.is_unproven", lambda connection, _now: connection.side is Side.FINANCE)
    monkeypatch.setattr(window.state, "_is_online", lambda: True)
    window.state.read()
    idle(window, qtbot)
    window.state._attempts.clear()
    tested.clear()

    monkeypatch.setattr(window.frame, "isActiveWindow", lambda: True)  # whatever the screen of the tests makes of it
    QApplication.sendEvent(window.frame, QEvent(QEvent.Type.ActivationChange))
    idle(window, qtbot)
    assert tested == [Side.FINANCE]


def test_badges_follow_when_work_ends(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.state.read()
    idle(window, qtbot)
    integration = window.frame.integration_id
    assert integration is not None
    with window.program.store.work() as work:
        work.decisions.ignore(integration, "finance-1")
        work.commit()

    window.background.run(lambda _job: None, title="Work")

    qtbot.waitUntil(lambda: badges(window)["link_customers"] == Badge())


def test_a_failed_reading_is_a_strip_until_the_system_answers(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(prepare=lambda program: note_failed_reading(program, filled(program)))
    window.state.read()
    qtbot.waitUntil(lambda: len(strips(window)) == 1)
    [told] = strips(window)
    assert told.startswith("e-conomic could not be read the last time. What you see was read ")

    next(one for one in window.frame.findChildren(Button) if one.text() == "Try again" and one.isVisible()).click()
    qtbot.waitUntil(lambda: window.messages.last is not None)
    idle(window, qtbot)
    assert window.messages.last is not None
    assert "e-conomic is not connected." in window.messages.last.text
    qtbot.waitUntil(lambda: len(strips(window)) == 1)

    integration = window.frame.integration_id
    assert integration is not None
    with window.program.store.work() as work:
        work.log.note(integration, Activity.CONNECT, Outcome.DONE, Message("Answers."), system="e-conomic")
        work.commit()
    window.state.read()
    qtbot.waitUntil(lambda: strips(window) == [])


def test_practice_mode_and_a_test_company_are_two_strips(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(practice=True, is_test=True)
    window.state.read()
    idle(window, qtbot)

    assert strips(window) == [
        "Practice mode: everything is read from the real systems, nothing is written.",
        "Test company in e-conomic: Nordlys A/S",
    ]


def test_the_status_bar_tells_the_keys_of_the_page(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.frame.show_page("items")
    idle(window, qtbot)
    assert window.frame.status_bar.keys == "Ctrl+Z undoes   F1 all keys"

    window.frame.show_page("log")
    assert window.frame.status_bar.keys == "F1 all keys"


def test_another_language_reaches_badges_strips_lamps_and_the_status_bar_at_once(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(practice=True, is_test=True)
    window.state.read()
    idle(window, qtbot)
    window.messages.say(Message("{count} link removed.", "{count} links removed.", count=2))

    window.frame.change_language("da")

    assert badges(window)["setup"].text.endswith(texts.ngettext("{count} left", "{count} left", 2).format(count=""))
    assert not badges(window)["setup"].text.endswith("left")
    assert not any("Test company" in one for one in strips(window))
    assert not any("Practice mode" in one for one in strips(window))
    assert window.frame.status_bar.text.text == Message("{count} link removed.", "{count} links removed.", count=2).render()
    assert "removed" not in window.frame.status_bar.text.text
    entries = window.frame.side_bar.list.model()
    told = " ".join(str(entries.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(entries.rowCount()))
    assert "Not active" not in told


def test_the_window_closes_while_work_runs_and_the_work_stops_after_its_record(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    begun, ended = threading.Event(), threading.Event()

    def long_work(job: Job[None]) -> None:
        begun.set()
        try:
            for number in range(10_000):
                job.step(number, 10_000, Message("Working"))
                time.sleep(0.005)
        finally:
            ended.set()

    window.background.run(long_work, title="Work")
    assert begun.wait(60)

    window.frame.close()

    assert ended.wait(60)
    assert not window.frame.isVisible()


def heading(window: Window) -> str:
    page = window.frame.page
    assert isinstance(page, OpeningPage)
    return page.content.heading.text()


def test_pages_wait_while_the_data_are_opened_and_then_show_them(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("language", "en")
    window = Window(None, settings)
    qtbot.addWidget(window.frame)
    may_open = threading.Event()

    def opening() -> Bindeled:
        assert may_open.wait(60)
        program = open_bindeled(tmp_path, for_this_run=True)
        filled(program)
        return program

    window.open(opening)
    assert heading(window) == "Opening the data …"
    window.frame.show_page("log")
    assert heading(window) == "Opening the data …"

    may_open.set()
    idle(window, qtbot)
    assert isinstance(window.frame.page, LogPage)
    assert window.frame.page.integration_id is not None
    assert badges(window).keys() == set(window.frame.page_keys)
    window.frame.close()
    window.program.close()


def test_data_that_cannot_be_opened_are_told_in_the_window_and_to_who_started_it(theme: Theme, tmp_path: Path) -> None:
    trouble = StoreUnusable(Message("The database is damaged."), what_to_do=Message("Bring back a backup."))
    told: list[str] = []

    def opening() -> Bindeled:
        raise trouble

    def read() -> None:
        now = [one.text() for page in waiting_pages() for one in (page.content.heading, page.content.text)]
        if str(trouble.message) not in now:
            QTimer.singleShot(20, read)
        else:
            told.extend(now)
            QApplication.closeAllWindows()

    def waiting_pages() -> list[OpeningPage]:
        return [one for one in QApplication.allWidgets() if isinstance(one, OpeningPage) and one.isVisible()]

    QTimer.singleShot(20, read)
    texts.set_language("en")
    with pytest.raises(StoreUnusable) as raised:
        run_window(Paths(tmp_path), opening)

    assert raised.value is trouble
    assert told == ["The database is damaged.", "Bring back a backup."]
    assert texts.language() == "en"


def fails() -> Bindeled:
    raise ZeroDivisionError("of ours")


def opens_what_no_page_can_be_put_on() -> Bindeled:
    return cast(Bindeled, object())


@pytest.mark.parametrize(
    ("opening", "fault", "detail"),
    [(fails, "ZeroDivisionError", "of ours"), (opens_what_no_page_can_be_put_on, "AttributeError", "object")],
)
def test_data_that_cannot_be_opened_for_a_fault_of_ours_are_told_on_every_page_with_what_to_do(
    theme: Theme, qtbot: QtBot, tmp_path: Path, opening: Callable[[], Bindeled], fault: str, detail: str
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("language", "en")
    window = Window(None, settings)
    qtbot.addWidget(window.frame)
    details: list[str] = []
    window.messages.crashed.disconnect()
    window.messages.crashed.connect(details.append)

    window.open(opening)
    idle(window, qtbot)
    assert heading(window) == "The data cannot be opened"
    window.frame.show_page("log")
    assert heading(window) == "The data cannot be opened"
    page = window.frame.page
    assert isinstance(page, OpeningPage)
    assert page.content.text.text() == (
        f"Something went wrong in Bindeled that should not: {fault}. Close the window and open it again. "
        "If it happens again, send us the log file: bindeled doctor tells where it is."
    )
    assert detail in details[0]
    window.frame.close()


@pytest.mark.parametrize("trouble", [None, StoreUnusable(Message("The database is damaged."))])
def test_a_window_that_is_closed_while_the_data_are_opened_leaves_nothing_open_and_hides_no_trouble(
    theme: Theme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trouble: StoreUnusable | None
) -> None:
    has_ended, open_now = threading.Event(), list[str]()
    close, await_opening = Background.close, Window.await_opening

    def close_at_once(background: Background) -> bool:
        close(background, wait=0)
        return False

    def end(window: Window) -> None:
        has_ended.set()
        await_opening(window)

    def opening() -> Bindeled:
        QMetaObject.invokeMethod(QApplication.instance(), "closeAllWindows", Qt.ConnectionType.QueuedConnection)
        assert has_ended.wait(60)  # the window's end comes first
        if trouble is not None:
            raise trouble
        open_now.append("program")
        exits.callback(open_now.clear)
        return cast(Bindeled, None)  # no window is left to use it

    monkeypatch.setattr(Background, "close", close_at_once)
    monkeypatch.setattr(Window, "await_opening", end)
    with ExitStack() as exits:
        if trouble is None:
            run_window(Paths(tmp_path), opening)
            assert open_now == ["program"]
        else:
            with pytest.raises(StoreUnusable):
                run_window(Paths(tmp_path), opening)
    assert open_now == []


def test_an_error_nobody_expected_is_shown_and_logged_without_secrets(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    program = open_bindeled(tmp_path, for_this_run=True)
    hooks = sys.excepthook, threading.excepthook
    seen: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError("token=abcdef123456")

    def close() -> None:
        seen.extend(
            type(one).__name__ for one in QApplication.topLevelWidgets() if isinstance(one, CrashDialog) and one.isVisible()
        )
        if seen:
            QApplication.closeAllWindows()
        else:
            QTimer.singleShot(20, close)

    QTimer.singleShot(100, fail)
    QTimer.singleShot(100, close)
    exit_code = run_window(program.paths, lambda: program)
    log = (program.paths.logs / "bindeled.log").read_text("utf-8")
    program.close()

    assert exit_code == 0
    assert seen == ["CrashDialog"]
    assert "ZeroDivisionError" in log
    assert "abcdef123456" not in log
    assert (sys.excepthook, threading.excepthook) == hooks


def test_pictures_of_every_page_are_drawn_in_both_languages_and_themes(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    program = open_bindeled(tmp_path / "data", for_this_run=True)
    filled(program)

    files = draw_pages(program, tmp_path / "pictures", (800, 500))
    program.close()

    assert len(files) == len(set(files)) == (7 + 1) * 2 * 2  # seven pages, and Reconcile
    assert {QImage(str(file)).width() for file in files} == {800}
    assert sorted(one.name for one in (tmp_path / "pictures").iterdir()) == sorted(one.name for one in files)
    light, dark = (
        QImage(str(tmp_path / "pictures" / f"log-{name}-en.png")).pixelColor(400, 480).lightness() for name in ("light", "dark")
    )
    assert light > dark
    assert texts.language() == "en"


def test_ctrl_o_opens_the_card_of_the_customer_and_esc_leads_back(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.frame.show_page("link_customers")
    idle(window, qtbot)
    page = window.frame.page
    assert isinstance(page, LinkCustomersPage)
    assert page.content is not None
    page.content.body.view.go_to("finance-1")
    qtbot.keyClick(page.content.body.view, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    idle(window, qtbot)
    card = window.frame.page
    assert isinstance(card, CustomerPage)
    assert card.card is not None
    assert card.card.name == "Havblik ApS"
    qtbot.keyClick(card.fields.view, Qt.Key.Key_Escape)
    assert window.frame.page is page
