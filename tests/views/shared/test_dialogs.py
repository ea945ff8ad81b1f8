from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop import texts
from desktop.views.crash_dialog import CrashDialog
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.key_caps import KeyHint, KeyHints
from desktop.views.shared.keys_overlay import KeysOverlay
from desktop.views.shared.preferences import Preferences, speak_language
from desktop.views.shared.preferences_dialog import PreferencesDialog
from desktop.views.shared.theme import Theme, ThemeChoice

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize(("destructive", "answer"), [(False, QDialog.DialogCode.Accepted), (True, QDialog.DialogCode.Rejected)])
def test_enter_presses_the_verb_unless_it_deletes(destructive: bool, answer: QDialog.DialogCode, qtbot: QtBot) -> None:
    dialog = DecisionDialog("Unlink", "3 customers are unlinked", "Nothing is deleted.", "Unlink 3", destructive=destructive)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)

    assert dialog.result() == answer
    assert not dialog.isVisible()


def test_a_dialog_keeps_its_size(settings: QSettings, qtbot: QtBot) -> None:
    def make() -> DecisionDialog:
        dialog = DecisionDialog("Preview", "27 customers change", "", "Write", settings=settings, name="preview")
        qtbot.addWidget(dialog)
        return dialog

    first = make()
    first.resize(700, 500)
    first.show()
    first.reject()

    assert make().size() == first.size()


def test_a_size_is_kept_for_its_text_size_alone(settings: QSettings, qtbot: QtBot, theme: Theme) -> None:
    def make() -> DecisionDialog:
        dialog = DecisionDialog("Preview", "27 customers change", "", "Write", settings=settings, name="preview")
        qtbot.addWidget(dialog)
        dialog.begin_with(300, 200)
        return dialog

    first = make()
    first.show()
    first.resize(400, 220)
    first.reject()
    theme.set_text_size(150)
    larger = make()

    assert larger.size() == QSize(450, 300)
    theme.set_text_size(100)
    assert make().size() == QSize(400, 220)


def test_what_a_list_asks_for_is_not_taken_back_by_the_texts_above_it(qtbot: QtBot) -> None:
    dialog = DecisionDialog("Preview", "27 customers change", "A sentence.", "Write")
    qtbot.addWidget(dialog)
    dialog.begin_with(500, 400)
    dialog.show()

    assert dialog.size() == QSize(500, 400)


def test_a_high_dialog_is_moved_up_so_that_its_buttons_are_on_the_screen(qtbot: QtBot) -> None:
    dialog = DecisionDialog("Preview", "27 customers change", "", "Write")
    qtbot.addWidget(dialog)
    screen = dialog.screen().availableGeometry()
    dialog.setMinimumHeight(screen.height() - 60)
    dialog.move(screen.x() + 100, screen.y() + 300)
    dialog.show()

    assert screen.contains(dialog.geometry())
    assert dialog.x() == screen.x() + 100


def test_the_details_of_a_crash_can_be_copied(qtbot: QtBot) -> None:
    dialog = CrashDialog("Traceback: KeyError")
    qtbot.addWidget(dialog)
    next(button for button in dialog.findChildren(Button) if button.text() == "Copy details").click()

    assert QGuiApplication.clipboard().text() == "Traceback: KeyError"


def test_all_keys_are_listed_group_by_group(qtbot: QtBot) -> None:
    overlay = KeysOverlay([("Invoices", [KeyHint("F9", "preview")]), ("Everywhere", [KeyHint("F5", "read again")])])
    qtbot.addWidget(overlay)

    assert [line.accessibleName() for line in overlay.findChildren(KeyHints)] == ["F9 preview", "F5 read again"]


def test_all_keys_stand_below_each_other_where_they_are_wider_than_the_screen(qtbot: QtBot) -> None:
    overlay = KeysOverlay([(name, [KeyHint("F9", f"{name} " * 40)]) for name in ("one", "two", "three", "four")])
    qtbot.addWidget(overlay)
    overlay.show()
    headings = [line.mapTo(overlay, line.rect().topLeft()) for line in overlay.findChildren(KeyHints)]

    assert len({place.x() for place in headings}) == 1
    assert overlay.screen().availableGeometry().size().expandedTo(overlay.size()) == overlay.screen().availableGeometry().size()


def test_preferences_are_seen_at_once_and_kept(theme: Theme, settings: QSettings, qtbot: QtBot) -> None:
    dialog = PreferencesDialog(Preferences(settings), theme)
    qtbot.addWidget(dialog)
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.theme.activated.emit(0)
    dialog.text_size.setCurrentIndex(dialog.text_size.findData("150"))
    dialog.text_size.activated.emit(0)
    assert (theme.choice, theme.text_size) == (ThemeChoice.DARK, 150)
    with qtbot.waitSignal(dialog.language_chosen) as told:
        dialog.language.setCurrentIndex(dialog.language.findData("en"))
        dialog.language.activated.emit(0)

    kept = Preferences(settings)
    assert told.args == ["en"]
    assert (kept.language, kept.theme, kept.text_size) == ("en", ThemeChoice.DARK, 150)


def test_enter_presses_the_button_that_has_the_keyboard_not_always_the_verb(qtbot: QtBot) -> None:
    dialog = DecisionDialog("Undo", "Undo", "", "Undo all")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)

    assert dialog.result() == DecisionDialog.DialogCode.Rejected
    assert not dialog.isVisible()


def test_damaged_preferences_count_as_the_usual_ones(settings: QSettings) -> None:
    settings.setValue("language", "xx")
    settings.setValue("theme", "pink")
    settings.setValue("text_size", "huge")
    kept = Preferences(settings)

    assert (kept.language, kept.theme, kept.text_size) == ("da", ThemeChoice.SYSTEM, 100)


def test_qts_own_words_follow_the_language(qapp: QApplication) -> None:
    texts.set_language("da")
    speak_language()
    assert qapp.translate("QPlatformTheme", "Cancel") == "Annuller"
    assert QLocale().name() == "da_DK"
    speak_language()  # a second window

    texts.set_language("en")
    speak_language()
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"
