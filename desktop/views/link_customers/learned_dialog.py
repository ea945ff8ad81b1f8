"""What was learned: which weights follow the user's own decisions and why, what was noticed about the registers, and *Forget*."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.matching.learning import ENOUGH_REFUSED, ENOUGH_RIGHT, LearnedWeight
from desktop.models.waterfall import signed
from desktop.texts import Message, _
from desktop.use_cases.learn_weights import Learned
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.dialogs import DecisionDialog, ScrolledContent
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look


class LearnedDialog(DecisionDialog):
    """Accepted: forget it."""

    def __init__(self, learned: Learned, *, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(
            _("What was learned"),
            str(_heading(learned)),
            str(_sentence(learned)),
            _("Forget"),
            destructive=True,
            cancel=_("Close"),
            settings=settings,
            name="learned",
            parent=parent,
        )
        shown = look()
        self.table: TableModel[LearnedWeight] = TableModel(
            [
                Column(key="title", title=_("What is found"), text=lambda one: str(one.title), width=150),
                Column(key="now", title=_("Counts"), text=lambda one: signed(one.weight), width=72, right=True),
                Column(
                    key="before",
                    title=_("Instead of"),
                    text=lambda one: signed(one.declared),
                    tone=Tone.QUIET,
                    width=84,
                    right=True,
                ),
                Column(
                    key="because",
                    title=_("Because of"),
                    text=lambda one: str(one.because),
                    tooltip=lambda one: str(one.because),
                    width=320,
                    stretch=True,
                ),
            ],
            row_id=lambda one: f"{one.field} {one.verdict}",
        )
        self.view = TableView(self.table, name=_("Learned weights"))
        self.view.setMinimumHeight(look().row_height() * (min(len(learned.weights), 6) + 1))
        self.table.set_rows(learned.weights)
        self.content.addWidget(hairline())
        if learned.weights:
            self.content.addWidget(self.view, 1)
            self.content.addWidget(hairline())
        noticed = QWidget()
        lines = QVBoxLayout(noticed)
        lines.setContentsMargins(shown.px(20), shown.px(12), shown.px(20), shown.px(12))
        lines.setSpacing(shown.px(6))
        lines.addWidget(label(_("What is taken into account about your two registers"), "strong"))
        for sentence in learned.noticed or (Message("Nothing out of the ordinary."),):
            lines.addWidget(label(str(sentence), wrap=True, selectable=True))
        self.content.addWidget(ScrolledContent(noticed))
        self.verb.set_enabled(bool(learned.weights), _("Nothing was learned."))
        self.setMinimumWidth(shown.px(680))
        (self.view if learned.weights else self.cancel).setFocus()


def _heading(learned: Learned) -> Message:
    if not learned.weights:
        return Message("Nothing was learned yet; the declared weights are in use")
    return Message(
        "What was learned from {count} decision",
        "What was learned from {count} decisions",
        count=learned.decisions + learned.refused,
    )


def _sentence(learned: Learned) -> Message:
    if learned.weights:
        return Message(
            "The last look-up used these weights. Forget them, and the next look-up uses the declared ones again; "
            "what was decided until then teaches nothing any more."
        )
    return Message(
        "A weight follows your decisions when {right} pairs that were found right and {refused} that were refused have the field "
        "on both sides; until now there are {decisions} and {were_refused} in all. A contradiction always stays one.",
        right=ENOUGH_RIGHT,
        refused=ENOUGH_REFUSED,
        decisions=learned.decisions,
        were_refused=learned.refused,
    )
