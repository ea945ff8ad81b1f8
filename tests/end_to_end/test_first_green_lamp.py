"""A new integration, from an empty store to the first green lamp, with nothing but the keyboard of the real window."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from benchmarks.first_lamp import FOR_WAITING, PROMISE, Hands, green, sign_ins, steps
from desktop.app import open_bindeled
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import running
from desktop.window import Window

CUSTOMERS, DOCUMENTS = 40, 4


def test_the_keyboard_alone_leads_from_an_empty_store_to_one_draft_and_a_green_lamp(tmp_path: Path, qtbot: QtBot) -> None:
    with ExitStack() as stack:
        systems = {"timelog": stand_in("timelog"), "economic": stand_in("economic")}
        for one, data in zip(systems.values(), demo_company.scaled(CUSTOMERS, DOCUMENTS), strict=True):
            one.load(data)
        psa, finance = (stack.enter_context(running(one)).address for one in systems.values())
        program = open_bindeled(tmp_path / "data", for_this_run=True)
        stack.callback(program.close)
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", "en")
        window = Window(program, settings)
        qtbot.addWidget(window.frame)
        crashes: list[str] = []
        window.messages.crashed.connect(crashes.append)
        window.frame.show()
        window.frame.show_first_page()

        hands = Hands(window, steps(*sign_ins(f"{psa}/{demo_company.ACCOUNT}", finance, "economic")))
        qtbot.waitUntil(lambda: hands.is_done or bool(crashes), timeout=120_000)

        assert not crashes, f"{hands.step}: {crashes[0]}"
        assert green(program) == 1
        assert hands.seconds < PROMISE - FOR_WAITING, f"{hands.keys} keys and {hands.thoughts} thoughts"
        assert len(list(FINANCE_SIDES["economic"].documents(systems["economic"].state()))) == 1
        window.frame.close()
