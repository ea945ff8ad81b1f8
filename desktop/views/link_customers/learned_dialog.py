"""What was learned: which weights follow the user's own decisions and why, what was noticed about the registers, and *Forget*."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.matching.learning import ENOUGH_REFUSED, ENOUGH_RIGHT, LearnedWeight
from desktop.models.waterfall import signed
from desktop.texts import Message, _
from desktop.use_cases.learn_weights import Learned
from desktop.views.shared.dialogs import DecisionDialog, ScrolledContent
from desktop.views.shared.labels import hairline, label
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
        said = QWidget()
        lines = QVBoxLayout(said)
        lines.setContentsMargins(shown.px(20), shown.px(12), shown.px(20), shown.px(12))
        lines.setSpacing(shown.px(6))
        for one in learned.weights:
            lines.addWidget(label(str(_counts(one)), wrap=True, selectable=True))
        lines.addWidget(label(_("What is taken into account about your two registers"), "strong"))
        for sentence in learned.noticed or (Message("Nothing out of the ordinary."),):
            lines.addWidget(label(str(sentence), wrap=True, selectable=True))
        self.content.addWidget(hairline())
        self.content.addWidget(ScrolledContent(said))
        self.verb.set_enabled(bool(learned.weights), _("Nothing was learned."))
        self.setMinimumWidth(shown.px(640))
        self.cancel.setFocus()


def _counts(one: LearnedWeight) -> Message:
    return Message(
        "{title} counts {weight} instead of {declared}, because of {because}.",
        title=one.title,
        weight=signed(one.weight),
        declared=signed(one.declared),
        because=one.because,
    )


def _heading(learned: Learned) -> Message:
    if not learned.weights:
        return learned.sentence
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
