from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from desktop.errors import StoreUnusable
from desktop.models.customer_card import OpenCustomer
from desktop.models.records import PSA_CUSTOMER, Activity, Connection, Exchange, LogEntry, Outcome, Side
from desktop.models.store.tables import LogEntryRow
from desktop.models.store.work import Store
from desktop.texts import Message
from desktop.use_cases.read_log import IntegrationLog
from desktop.views.background import Background
from desktop.views.log import log_page
from desktop.views.log.log_page import LogPage
from desktop.views.messages import Messages
from desktop.views.shared.theme import Theme

SENT = Exchange(
    method="POST",
    address="https://economic.invalid/invoices/drafts",
    sent='{"net":1.50}',
    status=400,
    answered='{"message":"no such product"}',
    started_at=dt.datetime(2026, 11, 2, 9, 41, 6, tzinfo=dt.UTC),
    seconds=0.35,
)


class Books:
    """A store with a log in it, and the page on top."""

    def __init__(self, store: Store, settings: QSettings) -> None:
        self.store = store
        with store.work() as work:
            made = [
                work.integrations.add(
                    name, Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic")
                )
                for name in ("Nordlys", "Fjord")
            ]
            work.commit()
        self.here, self.elsewhere = (one.id for one in made)
        self.messages = Messages()
        self.background = Background(self.messages)
        self.log = IntegrationLog(store)
        self.page = LogPage(self.log, background=self.background, messages=self.messages, settings=settings)

    def note(self, sentence: str, activity: Activity = Activity.TRANSFER, outcome: Outcome = Outcome.DONE, **more: object) -> int:
        """Add an entry; gives its number."""
        kept: dict[str, object] = {"integration_id": self.here, "system": "e-conomic", "person": "karen@nordlys", **more}
        with self.store.work() as work:
            number = work.log.add(
                LogEntry(at=dt.datetime.now(dt.UTC), activity=activity, outcome=outcome, message=Message(sentence), **kept)  # type: ignore[arg-type]  # any member
            )
            work.commit()
        return number

    def sentences(self) -> list[str]:
        """What the list shows, top first."""
        return [str(entry.message) for entry in self.page.table.shown_rows()]


@pytest.fixture
def books(theme: Theme, qtbot: QtBot, tmp_path: Path, fresh_store: Path) -> Iterator[Books]:
    store = Store.open(shutil.copyfile(fresh_store, tmp_path / "bindeled.db"))
    made = Books(store, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made.page)
    made.page.resize(1366, 700)
    yield made
    made.background.close()
    store.close()


def show(books: Books, qtbot: QtBot, integration_id: int | None = None) -> None:
    books.page.show()
    books.page.on_shown(integration_id or books.here)
    idle(books, qtbot)


def idle(books: Books, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not books.background.running)


def facet(books: Books, name: str) -> QPushButton:
    return next(one for one in books.page.facets.findChildren(QPushButton) if one.accessibleName().startswith(name))


def test_the_newest_entry_stands_on_top_and_its_detail_beside_it(books: Books, qtbot: QtBot) -> None:
    books.note("Connected.", Activity.CONNECT)
    books.note(
        "Item 4012 does not exist.",
        outcome=Outcome.REFUSED,
        what_to_do=Message("Choose another item number."),
        subject_kind="invoice",
        subject_id="i7",
        subject="20418",
        technical="E04300",
        exchanges=(SENT,),
    )

    show(books, qtbot)

    assert books.sentences() == ["Item 4012 does not exist.", "Connected."]
    panel = books.page.panel
    assert panel.entry is not None
    assert panel.entry.exchanges == (SENT,)
    assert panel.unfold.text() == "Sent and answered, 1 call"
    assert panel.raw.isHidden()
    panel.unfold.click()
    assert not panel.raw.isHidden()
    text = panel.raw.toPlainText()
    assert "POST https://economic.invalid/invoices/drafts" in text
    assert '"net": 1.50' in text
    assert "→ 400  (0.35 s)" in text


def test_the_detail_follows_the_arrow_keys_and_copies_everything(books: Books, qtbot: QtBot) -> None:
    books.note("Older.", what_to_do=Message("Wait."), exchanges=(SENT,))
    books.note("Newer.")
    show(books, qtbot)

    qtbot.keyClick(books.page.view, Qt.Key.Key_Down)
    idle(books, qtbot)
    books.page.panel.copy()

    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Transfer")
    for part in ("Older.", "Wait.", "no such product"):
        assert part in copied


def test_an_entry_without_calls_says_so_and_the_next_one_is_unfolded_again(books: Books, qtbot: QtBot) -> None:
    books.note("With calls.", exchanges=(SENT,))
    books.note("Without calls.")
    show(books, qtbot)
    panel = books.page.panel
    assert not panel.unfold.isEnabled()
    assert panel.unfold.toolTip() == "Nothing was sent to any system."

    qtbot.keyClick(books.page.view, Qt.Key.Key_Down)
    idle(books, qtbot)
    panel.toggle_raw()
    qtbot.keyClick(books.page.view, Qt.Key.Key_Up)
    idle(books, qtbot)
    assert panel.raw.isHidden()
    qtbot.keyClick(books.page.view, Qt.Key.Key_Down)
    idle(books, qtbot)
    assert not panel.raw.isHidden()


def test_facets_of_one_group_widen_and_of_two_groups_narrow(books: Books, qtbot: QtBot) -> None:
    books.note("a", Activity.CONNECT)
    books.note("b", Activity.TRANSFER)
    books.note("c", Activity.TRANSFER, Outcome.REFUSED)
    books.note("d", Activity.LINK, Outcome.REFUSED)
    show(books, qtbot)

    facet(books, "Transferring").click()
    assert books.sentences() == ["c", "b"]
    assert facet(books, "Refused").accessibleName() == "Refused 1"
    assert facet(books, "Connecting").accessibleName() == "Connecting 1"
    facet(books, "Refused").click()
    assert books.sentences() == ["c"]
    facet(books, "Linking").click()
    assert books.sentences() == ["d", "c"]

    books.page.table.clear_filters()
    assert len(books.sentences()) == 4
    assert books.page.facets.chosen == {}


def test_search_finds_the_record_and_the_sentence(books: Books, qtbot: QtBot) -> None:
    books.note("Created as draft.", subject="20418")
    books.note("Created as draft.", subject="20419")
    show(books, qtbot)

    qtbot.keyClicks(books.page.search, "draft 20418")

    assert [entry.subject for entry in books.page.table.shown_rows()] == ["20418"]


def test_what_happens_meanwhile_comes_on_top_and_the_chosen_row_stays(books: Books, qtbot: QtBot) -> None:
    first = books.note("First.")
    show(books, qtbot)
    books.note("Second.")

    books.page.refresh()
    idle(books, qtbot)

    assert books.sentences() == ["Second.", "First."]
    assert books.page.view.current_id() == first


def test_a_long_log_is_read_in_pieces_until_it_is_whole(books: Books, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_page, "FIRST_ENTRIES", 3)
    monkeypatch.setattr(log_page, "ENTRIES_AT_A_TIME", 2)
    for number in range(10):
        books.note(str(number))

    show(books, qtbot)

    assert books.sentences() == [str(number) for number in range(9, -1, -1)]


def test_the_requested_entry_is_found_also_behind_a_filter_and_before_it_is_read(books: Books, qtbot: QtBot) -> None:
    wanted = books.note("Wanted.", Activity.LINK)
    books.note("Other.")
    books.page.show()
    books.page.on_shown(books.here)
    books.page.on_requested(wanted)
    idle(books, qtbot)
    assert books.page.view.current_id() == wanted

    qtbot.keyClicks(books.page.search, "other")
    books.page.on_requested(wanted)
    assert books.page.view.current_id() == wanted


def test_each_integration_has_its_own_log(books: Books, qtbot: QtBot) -> None:
    books.note("Here.")
    books.note("Elsewhere.", integration_id=books.elsewhere)
    show(books, qtbot)
    assert books.sentences() == ["Here."]

    show(books, qtbot, books.elsewhere)

    assert books.sentences() == ["Elsewhere."]


def test_the_record_of_an_entry_is_one_button_away(books: Books, qtbot: QtBot) -> None:
    books.note("Refused.", subject_kind="invoice", subject_id="i7", subject="20418")
    show(books, qtbot)
    button = next(one for one in books.page.panel.findChildren(QPushButton) if one.text() == "Show the document")

    with qtbot.waitSignal(books.page.page_requested) as asked:
        button.click()

    assert asked.args == ["invoices", "i7"]


def test_a_customer_of_the_psa_alone_is_shown_by_its_id_there(books: Books, qtbot: QtBot) -> None:
    books.note("Kept.", subject_kind=PSA_CUSTOMER, subject_id="8", subject="Fjordlund")
    show(books, qtbot)
    button = next(one for one in books.page.panel.findChildren(QPushButton) if one.text() == "Show the customer")

    with qtbot.waitSignal(books.page.page_requested) as asked:
        button.click()

    assert asked.args == ["customer", OpenCustomer(psa_id="8")]


def test_a_store_that_does_not_answer_is_told_above_the_list(books: Books, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_args: object, **_more: object) -> list[LogEntry]:
        raise StoreUnusable(Message("The database is locked."))

    monkeypatch.setattr(books.log, "heads", locked)
    show(books, qtbot)
    assert books.page.trouble.sentence == "The database is locked."

    monkeypatch.undo()
    books.note("Back.")
    next(one for one in books.page.trouble.findChildren(QPushButton) if one.text() == "Try again").click()
    idle(books, qtbot)

    assert books.page.trouble.sentence == ""
    assert books.sentences() == ["Back."]


def test_only_the_rows_shown_are_exported(books: Books, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books.note("Kept out.", Activity.CONNECT)
    books.note("=Exported.", subject="20418", exchanges=(SENT,))
    show(books, qtbot)
    facet(books, "Transferring").click()
    file = tmp_path / "log.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))

    qtbot.keyClick(books.page.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: books.messages.last is not None and not books.background.running)

    text = file.read_text("utf-8-sig")
    assert "'=Exported." in text
    assert "20418" in text
    assert "Kept out." not in text
    assert "no such product" not in text
    assert books.messages.last is not None
    assert books.messages.last.text == "1 entry exported to log.csv."


def test_exported_json_lines_hold_the_whole_entry_with_its_hash(books: Books, qtbot: QtBot, tmp_path: Path) -> None:
    books.note("Kept.", exchanges=(SENT,))
    show(books, qtbot)
    books.page.export_to(tmp_path / "log.jsonl")
    idle(books, qtbot)
    line = json.loads((tmp_path / "log.jsonl").read_text(encoding="utf-8"))
    assert line["hash"] == books.log.verify().hash
    assert "no such product" in json.dumps(line["entry"])


def test_verifying_says_what_was_verified_or_goes_to_the_first_broken_entry(books: Books, qtbot: QtBot) -> None:
    number = books.note("First.")
    books.note("Second.")
    show(books, qtbot)
    books.page.verify_button.click()
    idle(books, qtbot)
    assert books.messages.last is not None
    assert books.messages.last.text.startswith("All 2 log entries stand as they were written.")
    books.messages.last.links[0].on_click()
    assert QGuiApplication.clipboard().text() == books.log.verify().hash

    with books.store.work() as work:
        work._session.execute(update(LogEntryRow).where(LogEntryRow.id == number).values(subject="other"))
        work.commit()
    books.page.verify_button.click()
    idle(books, qtbot)
    assert books.page.trouble.sentence == f"Log entry {number} was changed after it was written."
    assert books.page.panel.entry is not None
    assert books.page.panel.entry.id == number
    assert books.page.verify_button.isEnabled()


def test_a_narrow_page_gives_the_facets_room_to_the_list(books: Books, qtbot: QtBot) -> None:
    show(books, qtbot)
    assert books.page.facets.isVisible()

    books.page.resize(900, 700)
    assert not books.page.facets.isVisible()

    qtbot.keyClick(books.page.view, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert books.page.facets.isVisible()
