"""A page in sight, as the window would show it: every step waits until the work behind it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.shared.page import Badge


class ShownPage:
    """`page` must be made from `background`, `messages` and `settings`, and then shown."""

    page: Any

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.messages = Messages()
        self.crashes: list[str] = []
        self.messages.crashed.connect(self.crashes.append)
        self.background = Background(self.messages)
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.requested: list[tuple[str, object]] = []
        self.badges: list[Badge] = []

    def show(self, integration_id: int | None) -> None:
        """Show it with an integration, and keep what it asks the window for."""
        self.qtbot.addWidget(self.page)
        self.page.page_requested.connect(lambda key, wanted: self.requested.append((key, wanted)))
        self.page.badge_changed.connect(self.badges.append)
        self.page.resize(1130, 700)
        self.page.show()
        self.page.on_shown(integration_id)
        self.settle()

    def activate(self) -> None:
        """Keys reach only the active window."""
        with self.qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.page.raise_()

    def settle(self) -> None:
        """Wait for the work behind the page."""
        self.qtbot.waitUntil(lambda: not self.background.running)
        assert not self.crashes, self.crashes[0]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the list."""
        self.qtbot.keyClick(self.page.list.view, key, modifier)
        self.settle()
