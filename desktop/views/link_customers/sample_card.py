"""One pair of the sample: both customers field by field, without score and evidence, and three answers by key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.records import Answer
from desktop.texts import Message, _
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.comparison import ComparisonPanel
from desktop.views.link_customers.rows import Row
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.theme import look

KEYS = {Answer.RIGHT: "1", Answer.WRONG: "2", Answer.UNSURE: "3"}


class SampleCard(QWidget):
    """`answered` carries the answer to the pair shown; `back_wanted`: the pair before is to be shown again."""

    answered = Signal(object)  # Answer
    back_wanted = Signal()

    def __init__(self, systems: Systems) -> None:
        super().__init__()
        shown = look()
        self._where = label(tone="ink2")
        self._before = label(tone="ink2")
        self.comparison = ComparisonPanel(systems)
        self.comparison.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys belong to the answers
        head = QHBoxLayout()
        head.setContentsMargins(shown.px(20), shown.px(6), shown.px(20), shown.px(6))
        head.addWidget(self._where)
        head.addStretch()
        head.addWidget(self._before)
        self.back = Button(_("Back"), Kind.QUIET, on_click=self.back_wanted.emit)
        head.addWidget(self.back)
        texts = {
            Answer.RIGHT: _("1  The same customer"),
            Answer.WRONG: _("2  Two customers"),
            Answer.UNSURE: _("3  Not sure"),
        }
        self.buttons = {one: Button(text, on_click=self._tell(one)) for one, text in texts.items()}
        answers = QHBoxLayout()
        answers.setContentsMargins(shown.px(20), shown.px(10), shown.px(20), shown.px(10))
        answers.setSpacing(shown.px(10))
        answers.addWidget(label(_("Are they the same customer?"), "strong"))
        answers.addStretch()
        for button in self.buttons.values():
            answers.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addWidget(self.comparison, 1)
        column.addWidget(hairline())
        column.addLayout(answers)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for answer, key in KEYS.items():
            self._add_key(key, self._tell(answer))
        self._add_key("Backspace", self.back_wanted.emit)

    def show_pair(self, row: Row, number: int, total: int, before: Answer | None) -> None:
        """The pair that is to be answered; `before` is what was answered last time it was shown."""
        self._where.setText(str(Message("Pair {number} of {total}", number=number, total=total)))
        said = {
            Answer.RIGHT: _("You said: the same customer"),
            Answer.WRONG: _("You said: two customers"),
            Answer.UNSURE: _("You said: not sure"),
        }
        self._before.setText(said.get(before, "") if before is not None else "")
        self.back.set_enabled(number > 1, _("This is the first pair."))
        self.comparison.show_row(row)
        psa = row.psa.name if row.psa is not None else ""
        self.setAccessibleName(str(Message("{finance} and {psa}", finance=row.pair.finance.name, psa=psa)))

    def hints(self) -> list[KeyHint]:
        """The keys of the card."""
        return [
            KeyHint("1", _("the same")),
            KeyHint("2", _("two customers")),
            KeyHint("3", _("not sure")),
            KeyHint("Backspace", _("pair before")),
            KeyHint("Esc", _("stop for now")),
        ]

    def _tell(self, answer: Answer) -> Callable[[], None]:
        return lambda: self.answered.emit(answer)

    def _add_key(self, keys: str, on_press: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self, on_press)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
