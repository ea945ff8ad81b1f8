"""The steps one below the other, with the registers under theirs, and the three ticks below; scrolls where the page is too low."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.models.setup_steps import StepKey
from desktop.texts import _
from desktop.views.setup.confirm_section import ConfirmSection
from desktop.views.setup.register_lines import RegisterLine, RegisterLines
from desktop.views.setup.step_row import StepRow
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import hairline

CONNECTIONS = (StepKey.PSA_CONNECTION, StepKey.FINANCE_CONNECTION)


class StepList(QScrollArea):
    """Tells which button of which step was pressed; what they do is not known here."""

    pressed = Signal(object)  # StepKey
    test_pressed = Signal(object)
    reset_pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("ground", "page")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows: dict[StepKey, StepRow] = {}
        self.tests: dict[StepKey, Button] = {}
        self.resets: dict[StepKey, Button] = {}
        for key in StepKey:
            button = Button("", on_click=partial(self.pressed.emit, key))
            self.rows[key] = StepRow(button, self._tools(key))
            column.addWidget(self.rows[key])
        self.registers = RegisterLines()
        self.registers.hide()
        self.rows[StepKey.REGISTERS].details.addWidget(self.registers)
        column.addWidget(hairline())
        self.confirm = ConfirmSection()
        column.addWidget(self.confirm)
        column.addStretch()
        self.setWidget(inner)

    def show_registers(self, lines: Sequence[RegisterLine], *, open_them: bool) -> None:
        """Fill the registers; they stay folded unless `open_them` or the user unfolds them."""
        self.registers.show_lines(lines)
        if open_them:
            self.registers.show()
        self._name_each()

    def _tools(self, key: StepKey) -> list[Button]:
        if key in CONNECTIONS:
            self.tests[key] = Button(_("Test"), Kind.QUIET, on_click=partial(self.test_pressed.emit, key))
            self.resets[key] = Button(_("Reset …"), Kind.QUIET, on_click=partial(self.reset_pressed.emit, key))
            return [self.tests[key], self.resets[key]]
        if key is StepKey.REGISTERS:
            self._each = Button(_("Show each"), Kind.QUIET, on_click=self._toggle_registers)
            return [self._each]
        return []

    def _toggle_registers(self) -> None:
        self.registers.setVisible(self.registers.isHidden())
        self._name_each()

    def _name_each(self) -> None:
        self._each.setText(_("Show each") if self.registers.isHidden() else _("Hide"))
