"""Every contrast pair of the direction's colour table, measured by the formula of WCAG 2."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from desktop.views.shared.tokens import Colours, colours, contrast_colours

GROUNDS = ("page", "chrome", "sel")
TEXT, SHAPE = 4.5, 3.0


def light_of(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    bright, dark = sorted((light_of(one), light_of(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


# ink, its grounds, what is needed, and the ratios as the direction's table prints them (light, dark)
TABLE = [
    ("ctl", GROUNDS, SHAPE, (3.7, 3.3, 3.1), (4.3, 4.7, 3.1)),
    ("ink", GROUNDS, TEXT, (16.8, 15.1, 14.2), (13.1, 14.3, 9.6)),
    ("ink2", GROUNDS, TEXT, (6.7, 6.0, 5.6), (7.4, 8.1, 5.4)),
    ("ink3", ("page",), TEXT, (4.9,), (5.8,)),
    ("accent", GROUNDS, TEXT, (6.5, 5.8, 5.5), (7.8, 8.5, 5.7)),
    ("on_accent", ("accent_fill",), TEXT, (6.5,), (5.1,)),
    ("on_accent", ("accent_hover",), TEXT, (8.3,), (4.7,)),
    ("green", GROUNDS, SHAPE, (5.4, 4.8, 4.5), (8.0, 8.7, 5.8)),
    ("red", GROUNDS, TEXT, (6.5, 5.9, 5.5), (7.5, 8.1, 5.4)),
    ("red", ("red_bg",), TEXT, (5.8,), (6.7,)),
    ("amber", GROUNDS, TEXT, (5.9, 5.3, 5.0), (9.0, 9.8, 6.6)),
    ("amber", ("amber_bg",), TEXT, (5.5,), (7.4,)),
    ("amber_lamp", GROUNDS, SHAPE, (4.1, 3.7, 3.5), (7.6, 8.3, 5.6)),
    ("grey", GROUNDS, SHAPE, (4.9, 4.4, 4.1), (5.8, 6.3, 4.2)),
    ("glyph", ("green", "red", "amber_lamp"), SHAPE, (5.4, 6.5, 4.1), (9.0, 8.4, 8.6)),
    ("ink", ("mark",), TEXT, (13.4,), (6.3,)),
    ("practice", ("practice_bg",), TEXT, (6.8,), (7.3,)),
    ("bar", ("page",), SHAPE, (6.5,), (7.8,)),
    ("bar2", ("page",), SHAPE, (3.1,), (3.5,)),
]  # fmt: skip


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "grounds", "needed", "light", "dark"), TABLE)
def test_every_pair_has_the_contrast_of_the_table(
    theme_name: str, ink: str, grounds: tuple[str, ...], needed: float, light: tuple[float, ...], dark: tuple[float, ...]
) -> None:
    shown = colours(theme_name)
    measured = [contrast(getattr(shown, ink), getattr(shown, ground)) for ground in grounds]

    assert min(measured) >= needed
    assert measured == pytest.approx(light if theme_name == "light" else dark, abs=0.06)


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "ink2", "ink3"])
def test_text_can_be_read_on_raised_ground(theme_name: str, ink: str) -> None:
    shown = colours(theme_name)

    assert contrast(getattr(shown, ink), shown.raised) >= TEXT


def test_a_contrast_theme_uses_nothing_but_the_systems_colours(qapp: object) -> None:
    palette = QPalette(QColor("#000000"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#000000"))
    palette.setColor(QPalette.ColorRole.Text, QColor("#FFFF00"))
    shown = contrast_colours(palette)

    systems = {palette.color(role).rgba() for role in QPalette.ColorRole if role is not QPalette.ColorRole.NColorRoles}
    assert {getattr(shown, name).rgba() for name in Colours.__dataclass_fields__} <= systems
    assert shown.red == shown.green == QColor("#FFFF00")
