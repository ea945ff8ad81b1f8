"""A line with a red lamp above a list: what went wrong, whose move it is, and the way to try again; the old rows stay."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.errors import BindeledError
from desktop.models.lamps import Lamp
from desktop.texts import _
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look


class TroubleLine(QWidget):
    """Hidden until something goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), look().px(8), look().px(12), look().px(4))
        row.setSpacing(look().px(8))
        self._sentence = label(wrap=True, selectable=True)
        self._again = Button(_("Try again"), Kind.QUIET)
        self._again.clicked.connect(self._press)
        self._on_again: Callable[[], object] | None = None
        row.addWidget(LampSign(Lamp.REFUSED, 16))
        row.addWidget(self._sentence, 1)
        row.addWidget(self._again)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said now; empty when all is well."""
        return "" if self.isHidden() else self._sentence.text()

    def tell(self, trouble: BindeledError | str, on_again: Callable[[], object] | None = None) -> None:
        """Say what went wrong; with `on_again` there is a button that tries it again."""
        self._on_again = on_again
        self._sentence.setText(str(trouble))
        self._again.setVisible(on_again is not None)
        self.show()

    def clear(self) -> None:
        """All is well."""
        self.hide()

    def _press(self) -> None:
        if self._on_again is not None:
            self.clear()
            self._on_again()
