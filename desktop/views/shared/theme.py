"""How everything looks now: light, dark or the system's contrast theme, and the text size.

`look()` is the look shown now, as `texts.language()` is the language. `Theme` changes it: palette, application font and stylesheet
are swapped, and every widget gets Qt's own change events; what is painted by hand reads `look()` again.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from desktop.views.shared import tokens
from desktop.views.shared.style import BindeledStyle
from desktop.views.shared.tokens import Colours

TABULAR_FIGURES = QFont.Tag("tnum")
SEMIBOLD = QFont.Weight.DemiBold.value


class ThemeChoice(StrEnum):
    """What the user chose in the settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Look:
    """Colours, fonts and sizes shown now. `factor` is the text size, 1.0 to 2.0."""

    name: str = "light"
    colours: Colours = field(default_factory=lambda: tokens.colours("light"))
    factor: float = 1.0
    _fonts: dict[tuple[str, int], QFont] = field(default_factory=dict)
    _metrics: dict[tuple[str, int], QFontMetrics] = field(default_factory=dict)

    def px(self, length: float) -> int:
        """A length of the direction (logical pixels at 100 %) at the text size shown now."""
        return round(length * self.factor)

    def font(self, role: str = "body", weight: int = 400) -> QFont:
        """The font of a role (`title`, `empty`, `heading`, `body`, `small`, `raw`), with tabular figures. Not to be changed."""
        known = self._fonts.get((role, weight))
        if known is None:
            sizes = tokens.type_sizes()
            known = QFont(sizes["raw_family" if role == "raw" else "family"])
            known.setPointSizeF(sizes[role] * self.factor)
            known.setWeight(QFont.Weight(weight))
            known.setFeature(TABULAR_FIGURES, 1)
            self._fonts[role, weight] = known
        return known

    def metrics(self, role: str = "body", weight: int = 400) -> QFontMetrics:
        """Measures of a role's font."""
        known = self._metrics.get((role, weight))
        if known is None:
            known = self._metrics[role, weight] = QFontMetrics(self.font(role, weight))
        return known

    def row_height(self) -> int:
        """Height of a plain table row: line height + 12."""
        return max(self.metrics().height() + self.px(12), self.px(28))


_look: Look | None = None


def look() -> Look:
    """The look shown now."""
    global _look
    if _look is None:
        _look = Look()
    return _look


class Theme(QObject):
    """Applies the look to the application; `changed` comes after each change."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM, text_size: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self.choice = choice
        self.text_size = text_size
        load_fonts()
        self._style = BindeledStyle(look)
        app.setStyle(self._style)
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._apply)
        hints.accessibility().contrastPreferenceChanged.connect(self._apply)
        self.choose(choice)

    def choose(self, choice: ThemeChoice) -> None:
        """Follow the system, or be light or dark."""
        self.choice = choice
        hints = self._app.styleHints()
        if choice is ThemeChoice.SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if choice is ThemeChoice.DARK else Qt.ColorScheme.Light)
        self._apply()

    def set_text_size(self, percent: int) -> None:
        """Multiply fonts, and with them rows, lamps, icons and widths; 100 to 200 %."""
        self.text_size = min(max(percent, 100), 200)
        self._apply()

    def _name(self) -> str:
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "contrast"
        if self.choice is not ThemeChoice.SYSTEM:
            return self.choice.value
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    def _apply(self) -> None:
        global _look
        name = self._name()
        colours = tokens.contrast_colours(QPalette()) if name == "contrast" else tokens.colours(name)
        wanted = Look(name, colours, self.text_size / 100)
        if _look is not None and (_look.name, _look.factor) == (name, wanted.factor) and self._app.styleSheet():
            return
        _look = wanted
        self._app.setPalette(QPalette() if name == "contrast" else palette(colours))
        self._app.setFont(wanted.font())
        self._app.setStyleSheet(stylesheet(wanted))
        self.changed.emit()


def load_fonts() -> None:
    """Make the shipped fonts known to Qt (Inter; SIL Open Font License 1.1)."""
    for file in sorted((tokens.RESOURCES / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def palette(colours: Colours) -> QPalette:
    """Qt's palette of a theme."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: colours.chrome,
        roles.WindowText: colours.ink,
        roles.Base: colours.page,
        roles.AlternateBase: colours.raised,
        roles.Text: colours.ink,
        roles.Button: colours.page,
        roles.ButtonText: colours.ink,
        roles.BrightText: colours.on_accent,
        roles.ToolTipBase: colours.raised,
        roles.ToolTipText: colours.ink,
        roles.PlaceholderText: colours.ink3,
        roles.Highlight: colours.accent_fill,
        roles.HighlightedText: colours.on_accent,
        roles.Accent: colours.accent_fill,
        roles.Link: colours.accent,
        roles.LinkVisited: colours.accent,
        roles.Mid: colours.line2,
        roles.Midlight: colours.line,
        roles.Light: colours.raised,
        roles.Dark: colours.ctl,
        roles.Shadow: colours.line2,
    }.items():
        made.setColor(role, colour)
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, colours.ink3)
    return made


class _Values(dict[str, str]):
    """Values of the stylesheet's placeholders: a colour's name, `px8` for a length, `pt_small` for a size of type, `caret`."""

    def __init__(self, shown: Look) -> None:
        super().__init__({name: getattr(shown.colours, name).name() for name in tokens.NAMES})
        self._shown = shown

    def __missing__(self, key: str) -> str:
        if length := re.fullmatch(r"px(\d+)", key):
            return f"{self._shown.px(int(length[1]))}px"
        if key == "caret":
            kind = "dark" if self._shown.colours.page.lightness() < 128 else "light"
            return (tokens.RESOURCES / "styles" / f"caret-{kind}.svg").as_posix()
        if key == "raw_family":
            return str(tokens.type_sizes()["raw_family"])
        if role := re.fullmatch(r"pt_(\w+)", key):
            return f"{self._shown.font(role[1]).pointSizeF():g}pt"
        raise KeyError(key)


def stylesheet(shown: Look) -> str:
    """The one stylesheet of the application, filled from the look."""
    template = (tokens.RESOURCES / "styles" / "bindeled.qss").read_text(encoding="utf-8")
    return string.Template(template).substitute(_Values(shown))
