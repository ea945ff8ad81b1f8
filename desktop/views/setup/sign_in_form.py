"""What a system asks for to be connected, as fields: made from the card that its connector declares."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from desktop.models.records import Connection
from desktop.texts import _
from desktop.use_cases.connect_system import SignInField, SystemCard
from desktop.views.shared.buttons import Button
from desktop.views.shared.fields import Field
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


class SignInForm(QWidget):
    """The address and the declared fields; what was entered before and is no secret is there again."""

    NAMES_WIDTH = 190

    def __init__(self, card: SystemCard, connection: Connection) -> None:
        super().__init__()
        shown = look()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(shown.px(20), shown.px(4), shown.px(20), shown.px(8))
        self._grid.setHorizontalSpacing(shown.px(12))
        self._grid.setVerticalSpacing(shown.px(2))
        self._grid.setColumnMinimumWidth(0, shown.px(self.NAMES_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._card = card
        kept = dict(connection.settings)
        self._fields: dict[str, Field] = {}
        address = connection.base_address if connection.base_address != card.default_address else ""
        needed = [one for one in card.sign_in if not one.is_optional]
        if not card.default_address:  # each site has its own: the first thing to be entered
            self.address_field = self._add_address(card, address)
        for one in needed:
            self._add(one, "" if one.is_secret else kept.get(one.name, ""))
        if card.default_address:
            self.address_field = self._add_address(card, address)
        for one in card.sign_in:
            if one not in needed:
                self._add(one, "" if one.is_secret else kept.get(one.name, ""))

    @property
    def address(self) -> str:
        """The base address as typed; empty is the vendor's own."""
        return self.address_field.text

    def values(self) -> dict[str, str]:
        """What was typed, by name of the field; what was left empty is not among it."""
        return {name: field.text for name, field in self._fields.items() if field.text}

    def field(self, name: str) -> Field:
        """The field of one declared name."""
        return self._fields[name]

    def hide_field(self, name: str) -> None:
        """Take a field out of sight; its value stays, for something else to set it."""
        row = self._row_of(self._fields[name])
        for place in (row, row + 1):
            for column in range(self._grid.columnCount()):
                item = self._grid.itemAtPosition(place, column)
                if item is not None and (widget := item.widget()) is not None:
                    widget.hide()
        self._grid.setRowMinimumHeight(row, 0)
        self._grid.setRowMinimumHeight(row + 2, 0)

    def first_empty(self) -> QLineEdit:
        """Where to begin typing."""
        fields = self._needed()
        return next((field.edit for field in fields if not field.text), fields[0].edit)

    def is_complete(self) -> bool:
        """Whether all that is needed is there; what is not says so, and the first of it gets the keyboard."""
        empty = []
        for field in self._needed():
            field.set_wrong("" if field.text else _("Needed to connect."))
            if not field.text:
                empty.append(field)
        if empty:
            empty[0].edit.setFocus()
        return not empty

    def _needed(self) -> list[Field]:
        own_address = [] if self._card.default_address else [self.address_field]
        return own_address + [self._fields[one.name] for one in self._card.sign_in if not one.is_optional]

    def _add(self, one: SignInField, text: str) -> None:
        name = one.label.render()
        field = Field(name=name, secret=one.is_secret, width=300, fills=one.is_file)
        field.edit.setText(text)
        self._fields[one.name] = field
        shown_name = _("{name} (not needed)").format(name=name) if one.is_optional else name
        self._place(shown_name, field, one.hint.render() if one.hint else "")
        if one.is_file:
            choose = Button(_("Choose …"), on_click=partial(self._choose, name, field))
            choose.setAccessibleName(f"{name}: {choose.text()}")
            self._grid.addWidget(choose, self._row_of(field), 2)

    def _row_of(self, field: Field) -> int:
        return int(self._grid.getItemPosition(self._grid.indexOf(field))[0])  # type: ignore[index]  # Qt's types forget the tuple

    def _choose(self, title: str, field: Field) -> None:
        kinds = _("Excel and CSV files (*.xlsx *.xls *.ods *.csv *.txt)")
        chosen, _kind = QFileDialog.getOpenFileName(self, title, field.text or QDir.homePath(), kinds)
        if chosen:
            field.edit.setText(chosen)

    def _add_address(self, card: SystemCard, text: str) -> Field:
        field = Field(name=_("Address"), placeholder=card.default_address or "https://", width=300)
        field.edit.setText(text)
        hint = (
            _("Leave it empty unless you use a test host.")
            if card.default_address
            else _("The address of your own {system}, as your browser shows it when you have signed in.")
        )
        if card.is_files:
            field.setParent(self)
            field.hide()  # files lie on this computer
        else:
            self._place(_("Address"), field, hint.format(system=card.label))
        return field

    def _place(self, name: str, field: Field, hint: str) -> None:
        row = self._grid.rowCount()
        title = label(name, wrap=True)
        title.setBuddy(field.edit)
        title.setMinimumHeight(look().px(30))
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(field, row, 1)
        if hint:
            self._grid.addWidget(label(hint, "small", "ink2", wrap=True), row + 1, 1)
            field.edit.setToolTip(hint)
            field.edit.setAccessibleDescription(hint)
        self._grid.setRowMinimumHeight(row + 2, look().px(8))
