"""The window's settings: language, theme, text size."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from desktop.texts import _
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.preferences import Preferences
from desktop.views.shared.theme import Theme, ThemeChoice, look

TEXT_SIZES = (100, 110, 125, 150, 175, 200)


class PreferencesDialog(DecisionDialog):
    """The settings of the window. Changes are seen at once; Close keeps them."""

    language_chosen = Signal(str)

    def __init__(self, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        title = _("Settings")
        super().__init__(title, title, _("They hold for you on this computer, for all integrations."), _("Close"), parent=parent)
        self.cancel.hide()
        self._preferences, self._theme = preferences, theme
        form = QFormLayout()
        form.setContentsMargins(look().px(20), look().px(8), look().px(20), look().px(20))
        form.setHorizontalSpacing(look().px(20))
        form.setVerticalSpacing(look().px(12))
        self.language = self._choice([("da", "Dansk"), ("en", "English")], preferences.language)
        themes = [(ThemeChoice.SYSTEM, _("Follow the system")), (ThemeChoice.LIGHT, _("Light")), (ThemeChoice.DARK, _("Dark"))]
        self.theme = self._choice([(choice.value, text) for choice, text in themes], preferences.theme.value)
        self.text_size = self._choice([(str(size), f"{size} %") for size in TEXT_SIZES], str(preferences.text_size))
        form.addRow(_("Language"), self.language)
        form.addRow(_("Theme"), self.theme)
        form.addRow(_("Text size"), self.text_size)
        self.content.addLayout(form)
        self.theme.activated.connect(self._choose_theme)
        self.text_size.activated.connect(self._choose_text_size)
        self.language.activated.connect(self._choose_language)
        self.setMinimumWidth(look().px(460))

    def _choice(self, choices: list[tuple[str, str]], now: str) -> QComboBox:
        box = QComboBox()
        for key, text in choices:
            box.addItem(text, key)
        box.setCurrentIndex(max(box.findData(now), 0))
        return box

    def _choose_theme(self) -> None:
        self._preferences.theme = ThemeChoice(self.theme.currentData())
        self._theme.choose(self._preferences.theme)

    def _choose_text_size(self) -> None:
        self._preferences.text_size = int(self.text_size.currentData())
        self._theme.set_text_size(self._preferences.text_size)

    def _choose_language(self) -> None:
        self._preferences.language = str(self.language.currentData())
        self.accept()
        self.language_chosen.emit(self._preferences.language)
