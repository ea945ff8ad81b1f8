from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.models.lamps import Lamp
from desktop.views.shared.lamp import LampLabel, LampSign, lamp_pixmap
from desktop.views.shared.theme import Theme, ThemeChoice


def on_white_paper(image: QImage) -> list[bool]:
    """Which dots are dark when the lamp is printed in black and white: filled shapes dark, the signs in them left white."""
    dots = [image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width())]
    return [dot.alpha() > 127 and dot.lightness() < 200 for dot in dots]


def test_every_shape_is_told_apart_without_colour(theme: Theme) -> None:
    shapes = {lamp: on_white_paper(lamp_pixmap(lamp, 32, 1.0).toImage()) for lamp in Lamp}

    for one in Lamp:
        for other in Lamp:
            if one is not other:
                differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
                assert differing > 40, (one, other)


@pytest.mark.parametrize("size", [14, 16, 18, 22])
def test_a_lamp_is_drawn_once_per_size_and_theme(theme: Theme, size: int) -> None:
    first = lamp_pixmap(Lamp.DONE, size, 1.0)
    assert lamp_pixmap(Lamp.DONE, size, 1.0) is first

    theme.choose(ThemeChoice.DARK)
    assert lamp_pixmap(Lamp.DONE, size, 1.0).toImage() != first.toImage()


def test_a_lamp_alone_says_its_state_to_a_screen_reader(theme: Theme, qtbot: QtBot) -> None:
    sign = LampSign(Lamp.REFUSED, word="Refused, item number 4012 does not exist")
    qtbot.addWidget(sign)

    assert sign.accessibleName() == "Status: Refused, item number 4012 does not exist"


def test_a_lamp_never_stands_without_a_word(theme: Theme, qtbot: QtBot) -> None:
    shown = LampLabel(Lamp.UNKNOWN)
    qtbot.addWidget(shown)
    shown.set_lamp(Lamp.WAITING)

    assert shown.lamp is Lamp.WAITING
    assert shown.findChild(LampSign).toolTip() == "Waiting"
