"""The values of the visual direction as data: colours of the two themes, type sizes (`resources/styles/tokens.json`)."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QPalette

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of one theme, by what it is used for."""

    page: QColor  # tables, pages, dialogs
    chrome: QColor  # side bar, status bar
    raised: QColor  # sum rows, key caps, tooltips, disabled buttons
    hover: QColor
    sel: QColor  # selected row where the focus is
    chip: QColor  # neutral chip, selected row without focus, empty progress
    sel_chrome: QColor  # selected entry in the side bar
    line: QColor  # hairline between rows
    line2: QColor  # line under headings and between two sides
    ctl: QColor  # frames of fields, buttons, tick boxes
    ink: QColor
    ink2: QColor  # second text, headings of columns, currency, icons
    ink3: QColor  # placeholder and disabled, on page and raised only
    accent: QColor  # quiet buttons, links, focus ring, selection edge
    accent_fill: QColor  # primary button, ticked box
    accent_hover: QColor
    on_accent: QColor
    green: QColor
    red: QColor
    red_bg: QColor
    amber: QColor  # text
    amber_bg: QColor
    amber_lamp: QColor  # lamp and progress part, never text
    grey: QColor
    glyph: QColor  # sign inside a filled lamp
    mark: QColor  # behind differing characters
    practice: QColor
    practice_bg: QColor
    bar: QColor  # chart: this month
    bar2: QColor  # chart: the others


NAMES = tuple(field.name for field in fields(Colours))


@cache
def _tokens() -> dict[str, Any]:
    tokens: dict[str, Any] = json.loads((RESOURCES / "styles" / "tokens.json").read_text(encoding="utf-8"))
    return tokens


@cache
def colours(theme: str) -> Colours:
    """The colours of the theme `light` or `dark`."""
    return Colours(**{name: QColor(value) for name, value in _tokens()[theme].items()})


def contrast_colours(palette: QPalette) -> Colours:
    """The system's own colours under a contrast theme: shapes and words carry status alone."""
    page, chrome = palette.base().color(), palette.window().color()
    ink, accent = palette.text().color(), palette.highlight().color()
    on_accent = palette.highlightedText().color()
    grounds = dict.fromkeys(("page", "raised", "hover", "sel", "chip", "red_bg", "amber_bg", "practice_bg", "glyph", "mark"), page)
    special = {"chrome": chrome, "sel_chrome": chrome, "accent_fill": accent, "accent_hover": accent, "on_accent": on_accent}
    return Colours(**(dict.fromkeys(NAMES, ink) | grounds | special))


def type_sizes() -> dict[str, Any]:
    """Point size of each role (`title`, `empty`, `heading`, `body`, `small`, `raw`), `family` and `raw_family`."""
    sizes: dict[str, Any] = _tokens()["type"]["windows" if sys.platform == "win32" else "other"]
    return sizes
