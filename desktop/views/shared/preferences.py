"""What the user prefers (language, theme, text size), kept in the settings handed in; Qt's own words in that language."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import texts
from desktop.views.shared.theme import ThemeChoice

_WORDS = "Qt's own words"  # the name of their translator in the application


class Preferences:
    """Language, theme and text size as kept from the last run."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def language(self) -> str:
        """`da` or `en`; Danish until the user chooses."""
        kept = str(self._settings.value("language", "da"))
        return kept if kept in texts.LANGUAGES else "da"

    @language.setter
    def language(self, language: str) -> None:
        self._settings.setValue("language", language)

    @property
    def theme(self) -> ThemeChoice:
        """Follow the system until the user chooses."""
        kept = str(self._settings.value("theme", ThemeChoice.SYSTEM.value))
        return ThemeChoice(kept) if kept in set(ThemeChoice) else ThemeChoice.SYSTEM

    @theme.setter
    def theme(self, theme: ThemeChoice) -> None:
        self._settings.setValue("theme", theme.value)

    @property
    def text_size(self) -> int:
        """Per cent, 100 to 200."""
        kept = str(self._settings.value("text_size", "100"))
        return min(max(int(kept), 100), 200) if kept.isdecimal() else 100

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._settings.setValue("text_size", str(percent))


def speak_language() -> None:
    """Load Qt's own words (menus, standard buttons) of `texts.language()`, and its locale for fields; English needs no words.

    The words loaded before are taken out, whoever loaded them: an application has one language.
    """
    app = QApplication.instance()
    assert app is not None
    QLocale.setDefault(QLocale(texts.locale()))
    for loaded in app.findChildren(QTranslator, _WORDS):
        app.removeTranslator(loaded)
        loaded.setParent(None)
    words = QTranslator(app)
    words.setObjectName(_WORDS)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if texts.language() != "en" and words.load(f"qtbase_{texts.language()}", folder):
        app.installTranslator(words)
