"""An empty page: what will happen, the primary button, one alternative, one fact as proof; no picture."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look

_PROSE_WIDTH = 560  # about 75 characters
_AIR = 76  # above the heading


class EmptyPage(QWidget):
    """Heading, two lines, buttons, one fact. The primary button is the first focus."""

    def __init__(
        self, heading: str, text: str, *, primary: Button | None = None, other: Button | None = None, fact: str = ""
    ) -> None:
        super().__init__()
        shown = look()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[shown.px(20)] * 4)
        whole.setSpacing(0)
        low, least = QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum
        whole.addSpacerItem(QSpacerItem(0, shown.px(_AIR), least, low))  # gives way where the screen is low
        self.heading = label(heading, "empty", wrap=True)
        self.text = label(text, tone="ink2", wrap=True)
        self.fact = label(fact, "small", "ink2", wrap=True)
        for part in (self.heading, self.text, self.fact):
            part.setMaximumWidth(shown.px(_PROSE_WIDTH))
        whole.addWidget(self.heading)
        whole.addSpacing(shown.px(8))
        whole.addWidget(self.text)
        whole.addSpacing(shown.px(16))
        buttons = QHBoxLayout()
        buttons.setSpacing(shown.px(10))
        for button in (primary, other):
            if button is not None:
                buttons.addWidget(button)
        buttons.addStretch()
        whole.addLayout(buttons)
        whole.addSpacing(shown.px(20))
        whole.addWidget(self.fact)
        whole.addStretch()
        if (first := primary or other) is not None:
            self.setFocusProxy(first)
