from __future__ import annotations

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.shared.labels import label
from desktop.views.shared.theme import Theme, ThemeChoice, look


def test_light_and_dark_swap_palette_and_stylesheet(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    light_sheet = qapp.styleSheet()
    with qtbot.waitSignal(theme.changed):
        theme.choose(ThemeChoice.DARK)

    assert look().name == "dark"
    assert qapp.palette().base().color().name().upper() == "#1F2225"
    assert qapp.styleSheet() != light_sheet


def test_text_size_multiplies_fonts_and_rows(theme: Theme, qapp: QApplication) -> None:
    before, row = qapp.font().pointSizeF(), look().row_height()
    theme.set_text_size(200)

    assert qapp.font().pointSizeF() == 2 * before
    assert look().row_height() >= 2 * row - 1


def test_text_size_stays_between_100_and_200(theme: Theme) -> None:
    theme.set_text_size(900)
    assert theme.text_size == 200
    theme.set_text_size(10)
    assert theme.text_size == 100


def test_digits_have_one_width_in_every_role(theme: Theme, qtbot: QtBot) -> None:
    for role in ("title", "heading", "strong", "small"):
        shown = label("", role)
        qtbot.addWidget(shown)
        shown.ensurePolished()
        measures = QFontMetricsF(shown.font())
        assert measures.horizontalAdvance("1111") == measures.horizontalAdvance("0000"), role


def test_no_placeholder_is_left_in_the_stylesheet(theme: Theme, qapp: QApplication) -> None:
    assert "$" not in qapp.styleSheet()


def test_roles_of_the_type_table_have_their_sizes(theme: Theme) -> None:
    sizes = [look().font(role).pointSizeF() for role in ("title", "empty", "heading", "body", "small")]

    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= 8.5
