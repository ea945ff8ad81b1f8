"""Builds the window on top of the use cases: which pages there are, the side bar's lamps, and pictures of every page."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import __version__, texts
from desktop.app import Bindeled, open_bindeled
from desktop.diagnostics import struck_out
from desktop.models.lamps import Lamp, integration_connection_lamp
from desktop.texts import _
from desktop.views.background import Background
from desktop.views.main_window import MainWindow, PageSpec
from desktop.views.messages import Messages
from desktop.views.shared.preferences import Preferences
from desktop.views.shared.side_bar import IntegrationEntry
from desktop.views.shared.strips import StripKind, StripText
from desktop.views.shared.theme import Theme, ThemeChoice


class Window:
    """The window with its pages on one opened program."""

    def __init__(self, program: Bindeled, settings: QSettings) -> None:
        self.program = program
        self.settings = settings
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        preferences = Preferences(settings)
        texts.set_language(preferences.language)
        self.theme = Theme(app, preferences.theme, preferences.text_size)
        self.messages = Messages(struck_out)
        self.background = Background(self.messages)
        self.frame = MainWindow(
            self._pages(), messages=self.messages, background=self.background, theme=self.theme, settings=settings
        )
        self.show_lamps()
        self.background.ended.connect(lambda _job: self.show_lamps())
        if program.is_practice:
            sentence = _("Practice mode: everything is read from the real systems, nothing is written.")
            self.frame.set_strips([StripText(StripKind.PRACTICE, sentence)])

    def show_lamps(self, chosen: int | None = None) -> None:
        """The integrations with their two lamps, as the store has them now; `chosen` is the one to be shown from now on."""
        cards = self.program.connections
        self.frame.set_integrations(
            [
                IntegrationEntry(
                    id=one.id,
                    name=one.name,
                    systems=" · ".join(cards.card(one.id, side).label for side in (one.psa.side, one.finance.side)),
                    connection=integration_connection_lamp(one),
                    connection_word=_("Established") if integration_connection_lamp(one) is Lamp.DONE else _("Not established"),
                    activity=Lamp.DONE if one.is_active else Lamp.WAITING,
                    activity_word=_("Active") if one.is_active else _("Not active"),
                )
                for one in cards.integrations()
            ]
        )

    def _pages(self) -> list[PageSpec]:
        """The pages, in the order of the side bar. Each gets just the use cases it needs."""
        program, shared = self.program, {"background": self.background, "messages": self.messages, "settings": self.settings}
        return [
            PageSpec("log", lambda: _("Log"), "list-dashes", lambda: LogPage(program.log, **shared)),
        ]


def run_window(program: Bindeled) -> int:
    """Open the window and stay until it is closed; gives the exit code."""
    app = _application()
    window = Window(program, QSettings(str(program.paths.settings), QSettings.Format.IniFormat))
    window.frame.show()
    window.frame.show_first_page()
    signal.signal(signal.SIGINT, lambda *_: window.frame.close())
    awake = QTimer()  # lets Python look at signals while Qt waits
    awake.start(200)
    awake.timeout.connect(lambda: None)
    return app.exec()


def first_paint(data_folder: Path) -> None:
    """Open the program and its window, paint once and leave: what a start costs (benchmarks/starting.py)."""
    program = open_bindeled(data_folder, for_this_run=True)
    app = _application()
    window = Window(program, QSettings(str(program.paths.settings), QSettings.Format.IniFormat))
    window.frame.show()
    window.frame.show_first_page()
    app.processEvents()
    window.frame.close()
    program.close()


def draw_pages(program: Bindeled, folder: Path) -> list[Path]:
    """Draw every page in both languages and both themes at 1366 x 768 into the folder; gives the files."""
    app = _application()
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    before = texts.language()
    for language in texts.LANGUAGES:
        for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            settings = QSettings(str(folder / ".settings.ini"), QSettings.Format.IniFormat)
            preferences = Preferences(settings)
            preferences.language, preferences.theme = language, theme
            window = Window(program, settings)
            window.frame.resize(1366, 768)
            window.frame.show()
            for spec in window._pages():
                window.frame.show_page(spec.key)
                _until_idle(app, window)
                file = folder / f"{spec.key}-{theme.value}-{language}.png"
                window.frame.grab().save(str(file))
                files.append(file)
            window.frame.close()
    (folder / ".settings.ini").unlink(missing_ok=True)
    texts.set_language(before)
    return files


def _application() -> QApplication:
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Bindeled")
    app.setApplicationVersion(__version__)
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    return app


def _until_idle(app: QApplication, window: Window) -> None:
    """Let the page finish what it reads, so that the picture shows it filled."""
    app.processEvents()
    while window.background.running:
        app.processEvents()
    app.processEvents()
