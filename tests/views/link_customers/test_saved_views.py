"""The menu of saved views: nothing that is replaced or deleted is lost before the user has a way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.linking import Tab
from desktop.views.link_customers import saved_views
from desktop.views.link_customers.saved_views import SavedView, SavedViews, ViewMenu
from desktop.views.messages import Messages


@pytest.mark.parametrize("path", [["Save what is shown …"], ["Rename", "Paused"], ["Delete", "Due"]])
def test_a_view_that_was_replaced_or_deleted_comes_back_with_undo(
    path: list[str], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = SavedViews(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat), 1)
    views.keep([SavedView("Due", Tab.ONE, search="due"), SavedView("Paused", Tab.NONE, search="paused")])
    before = views.all()
    messages, parent = Messages(), QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(saved_views, "ask_for_name", lambda *_texts: "Due")
    trigger(ViewMenu(views, messages, parent, lambda name: SavedView(name, Tab.ONE), lambda _view: None).make, path)
    assert views.all() != before
    assert messages.last is not None
    assert "Due" in messages.last.text
    (undo,) = messages.last.links
    undo.on_click()
    assert views.all() == before


def trigger(make: Callable[[], QMenu], path: list[str]) -> None:
    menu: QMenu | None = make()
    for text in path:
        assert menu is not None
        action = next(one for one in menu.actions() if one.text() == text)
        menu = action.menu()  # type: ignore[assignment]  # PySide says QObject
    action.trigger()
