"""A theme for every test of a window part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.views.shared.theme import Theme, ThemeChoice


@pytest.fixture(scope="session")
def session_theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture
def theme(session_theme: Theme) -> Iterator[Theme]:
    """The application's theme, light and at 100 % before and after."""
    yield session_theme
    session_theme.choose(ThemeChoice.LIGHT)
    session_theme.set_text_size(100)
