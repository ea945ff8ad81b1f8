"""See changes: every field that would change, old and new, before anything is written; each can be kept as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.models.linking import CustomerPreview, PreviewTotals, preview_totals
from desktop.models.records import Action, Decision, Side
from desktop.texts import Message, _, in_a_row, ngettext
from desktop.texts import shown as as_text
from desktop.views.link_customers.choices import Systems, planned, verb
from desktop.views.link_customers.preview_fields import PreviewFields
from desktop.views.link_customers.two_line_list import TwoLineList, TwoLines
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.fields import SearchField
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import ElidedLabel, hairline, label
from desktop.views.shared.theme import look


class ChangePreview(DecisionDialog):
    """Accepted: write. `decisions()` are the decisions with the fields that the user keeps, whether accepted or not.

    `verb` says what the button does, where it links nothing. `look_again` works out one preview anew (in the background) after a
    choice, for the problems that may be gone then.
    """

    def __init__(
        self,
        previews: Sequence[CustomerPreview],
        systems: Systems,
        *,
        is_practice: bool,
        settings: QSettings,
        look_again: Callable[[Decision, Callable[[CustomerPreview], None]], object],
        verb: Callable[[PreviewTotals], Message] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("See changes"), "", "", "", cancel=_("Back"), settings=settings, name="change-preview", parent=parent)
        self._systems, self._is_practice, self._look_again = systems, is_practice, look_again
        self._own_verb = verb
        self._all = {_key(one.decision): one for one in previews}
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(self._make_left())
        middle.addWidget(hairline(upright=True))
        middle.addLayout(self._make_right(), 1)
        self.content.addWidget(hairline())
        self.content.addLayout(middle, 1)
        self.hints.set_hints(
            [KeyHint("↑↓", _("field")), KeyHint("←→", _("keep, change")), KeyHint("Ctrl+Down", _("next customer"))]
        )
        for keys, by in (("Ctrl+Down", 1), ("Ctrl+Up", -1)):
            QShortcut(QKeySequence(keys), self, lambda by=by: self._step(by))
        self.begin_with(1180, 630)
        self._follow_totals()
        self._fill_list()
        if self.records.entries.shown:
            self.records.go_to(self.records.entries.shown[0].key)
        self.fields.setFocus()

    def decisions(self) -> list[Decision]:
        """The decisions, with the fields that the user keeps."""
        return [one.decision for one in self._all.values()]

    def previews(self) -> list[CustomerPreview]:
        """What is shown, with the fields that the user keeps."""
        return list(self._all.values())

    # building

    def _make_left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        self.search = SearchField(_("Search customer"), width=236)
        holder = QHBoxLayout()
        holder.setContentsMargins(look().px(16), look().px(6), look().px(16), look().px(6))
        holder.addWidget(self.search)
        self.records = TwoLineList(name=_("Customers that change"), chooses_current=True)
        self.records.setFixedWidth(look().px(268))
        column.addLayout(holder)
        column.addWidget(hairline())
        column.addWidget(self.records, 1)
        self.search.textChanged.connect(self.records.search)
        self.records.moved.connect(self._show)
        self.records.taken.connect(lambda _key: self.fields.setFocus())
        return column

    def _make_right(self) -> QVBoxLayout:
        shown = look()
        column = QVBoxLayout()
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(shown.px(12), shown.px(6), shown.px(12), shown.px(6))
        head.setSpacing(shown.px(8))
        self._customer = label(role="strong")
        self._numbers = ElidedLabel(tone="ink2")
        self._keep_all = Button(_("Keep all"), Kind.QUIET, on_click=lambda: self._choose_all(keep=True))
        self._change_all = Button(_("Change all"), Kind.QUIET, on_click=lambda: self._choose_all(keep=False))
        head.addWidget(self._customer)
        head.addWidget(self._numbers, 1)
        head.addWidget(self._keep_all)
        head.addWidget(self._change_all)
        self._problems = label(tone="red", wrap=True)
        self._problems.setContentsMargins(shown.px(12), 0, shown.px(12), shown.px(8))
        self.fields = PreviewFields()
        self.fields.chosen.connect(lambda field, keep: self._choose({field}, keep=keep))
        self.fields.current_changed.connect(lambda _field: self._follow_same())
        enter = QShortcut(QKeySequence(Qt.Key.Key_Return), self.fields, lambda: self.verb.click())
        enter.setContext(Qt.ShortcutContext.WidgetShortcut)
        same = QHBoxLayout()
        same.setContentsMargins(shown.px(12), shown.px(6), shown.px(12), shown.px(6))
        same.setSpacing(shown.px(8))
        self._same = label()
        self._keep_same = Button(_("Keep on all"), Kind.QUIET, on_click=lambda: self._choose_same(keep=True))
        self._change_same = Button(_("Change on all"), Kind.QUIET, on_click=lambda: self._choose_same(keep=False))
        for part in (self._same, self._keep_same, self._change_same):
            same.addWidget(part)
        same.addStretch()
        column.addLayout(head)
        column.addWidget(self._problems)
        column.addWidget(hairline())
        column.addWidget(self.fields, 1)
        column.addWidget(hairline())
        column.addLayout(same)
        return column

    # showing

    def _fill_list(self) -> None:
        wanted = [one for one in self._all.values() if one.changes or one.problems]
        self.records.set_entries([self._entry(one) for one in wanted])

    def _entry(self, one: CustomerPreview) -> TwoLines:
        number = one.finance.number
        below = _("{number} in {system}").format(number=number, system=self._systems.finance)
        if one.decision.action is Action.IMPORT:
            below = _("{number}, new in {system}").format(number=number, system=self._systems.psa)
        count = one.changed_fields
        return TwoLines(
            key=_key(one.decision),
            text=one.finance.name,
            note=ngettext("{count} field", "{count} fields", count).format(count=as_text(count)),
            below=below,
            lamp=Lamp.REFUSED if one.problems else None,
        )

    def _show(self, key: str) -> None:
        one = self._all[key]
        self._customer.setText(one.finance.name)
        both = _("{finance_number} in {finance}, {psa_number} in {psa}")
        new = _("{finance_number} in {finance}, new in {psa}")
        self._numbers.set_text(
            (both if one.psa else new).format(
                finance_number=one.finance.number,
                finance=self._systems.finance,
                psa_number=one.psa.number if one.psa else "",
                psa=self._systems.psa,
            )
        )
        into, from_ = self._systems.psa, self._systems.finance
        if one.written_side is Side.FINANCE:
            into, from_ = from_, into
        now, then = _("Now in {system}").format(system=into), _("Becomes (from {system})").format(system=from_)
        self.fields.show_preview(one, now, then)
        self._problems.setText("\n".join(str(problem) for problem in one.problems))
        self._problems.setVisible(bool(one.problems))
        can_choose = any(one.can_choose(change) for change in one.changes)
        for button in (self._keep_all, self._change_all):
            button.set_enabled(can_choose, _("A new customer takes every field."))
        self._follow_same()

    def _follow_same(self) -> None:
        change = self.fields.table.record_of(self.fields.current_id())
        others = self._with_field(change.field) if change is not None else []
        is_wanted = change is not None and len(others) > 1
        for part in (self._same, self._keep_same, self._change_same):
            part.setVisible(is_wanted)
        if change is not None and is_wanted:
            count = len(others) - 1
            sentence = Message(
                "The same choice for the field {field} on {count} other customer",
                "The same choice for the field {field} on {count} other customers",
                field=change.label,
                count=count,
            )
            self._same.setText(str(sentence))

    def _follow_totals(self) -> None:
        totals = preview_totals(self._all.values())
        counts = planned(self.decisions())
        self.heading.setText(str(_heading(totals, counts.total, self._systems)))
        self.sentence.setText(str(_sentence(totals)))
        self.verb.setText(str(self._verb(totals)))

    def _verb(self, totals: PreviewTotals) -> Message:
        if self._own_verb is not None:
            return self._own_verb(totals)
        counts = planned(self.decisions())
        sides = [side for side in Side if totals.changed_fields[side]]
        if len(sides) == 1 and totals.changed_customers[sides[0]] == counts.total and not self._is_practice:
            system = self._systems.finance if sides[0] is Side.FINANCE else self._systems.psa
            count = totals.changed_fields[sides[0]]
            return Message("Write {count} field to {system}", "Write {count} fields to {system}", count=count, system=system)
        return verb(counts, is_practice=self._is_practice)

    # choosing

    def _choose(self, fields: set[str], *, keep: bool) -> None:
        one = self._all[self.records.key]
        for field in fields:
            one = one.choosing(field, keep=keep)
        self._put(one)
        self.records.put(self._entry(one))
        self._show(_key(one.decision))
        self._follow_totals()

    def _choose_all(self, *, keep: bool) -> None:
        one = self._all[self.records.key]
        self._choose({change.field for change in one.changes if one.can_choose(change)}, keep=keep)

    def _choose_same(self, *, keep: bool) -> None:
        field = self.fields.current_id()
        if field is not None:
            for one in self._with_field(field):
                self._put(one.choosing(field, keep=keep))
            self._fill_list()
            self._show(self.records.key)
            self._follow_totals()

    def _with_field(self, field: str) -> list[CustomerPreview]:
        return [
            one for one in self._all.values() if any(change.field == field and one.can_choose(change) for change in one.changes)
        ]

    def _put(self, one: CustomerPreview) -> None:
        self._all[_key(one.decision)] = one
        if one.problems:
            self._look_again(one.decision, self._take)

    def _take(self, one: CustomerPreview) -> None:
        key = _key(one.decision)
        if self._all[key].decision == one.decision:  # no newer choice meanwhile
            self._all[key] = one
            self.records.put(self._entry(one))
            self._follow_totals()
            if self.records.key == key:
                self._show(key)

    def _step(self, by: int) -> None:
        keys = [entry.key for entry in self.records.entries.shown]
        if keys:
            now = keys.index(self.records.key) if self.records.key in keys else 0
            self.records.go_to(keys[(now + by) % len(keys)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search goes to the fields; it must not write."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus():
            self.fields.setFocus()
            return
        super().keyPressEvent(event)


def _key(decision: Decision) -> str:
    """A customer may be written to on both sides."""
    return f"{decision.finance_id} {decision.action}"


def _heading(totals: PreviewTotals, count: int, systems: Systems) -> Message:
    parts = []
    for side, system in ((Side.FINANCE, systems.finance), (Side.PSA, systems.psa)):
        if changed := totals.changed_customers[side]:
            parts.append(
                Message(
                    "{count} customer is changed in {system}.",
                    "{count} customers are changed in {system}.",
                    count=changed,
                    system=system,
                )
            )
    if totals.created:
        parts.append(
            Message(
                "{count} customer is created in {system}.",
                "{count} customers are created in {system}.",
                count=totals.created,
                system=systems.psa,
            )
        )
    if not parts:
        return Message("Nothing is overwritten for {count} customer.", "Nothing is overwritten for {count} customers.", count=count)
    return in_a_row(parts)


def _sentence(totals: PreviewTotals) -> Message:
    fields = sum(totals.changed_fields.values())
    parts = [Message("{count} field gets a new value.", "{count} fields get a new value.", count=fields)] if fields else []
    if kept := totals.kept_because_empty:
        parts.append(
            Message(
                "{count} field is kept because it is empty on the other side.",
                "{count} fields are kept because they are empty on the other side.",
                count=kept,
            )
        )
    if totals.refused:
        parts.append(
            Message(
                "{count} customer has a value that would be refused.",
                "{count} customers have a value that would be refused.",
                count=totals.refused,
            )
        )
    return in_a_row([*parts, Message("Nothing is written yet.")])
