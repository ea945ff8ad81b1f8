"""Accept all above: a hidden sample of each kind of suggestion is judged, and what it proves is seen, before anything is done."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.models.records import Answer
from desktop.models.sample_proof import SAMPLE_SIZES, Look, proven_share
from desktop.models.sampling import EvidenceKind, SuggestedPair, evidence_kinds, score_steps, to_be_judged
from desktop.texts import Message, _
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.kinds_table import kinds_table
from desktop.views.link_customers.rows import Row
from desktop.views.link_customers.sample_card import SampleCard
from desktop.views.shared.buttons import Button, PickButton, Segments
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.tools import ToolRow

_ALL = "*"
_HEIGHT, _LEAST_SCREEN = 330, 360  # of the list; at 200 % a low screen has no room for more


class AcceptDialog(DecisionDialog):
    """Accepted: plan `accepted()`. `judged()` are the pairs that were answered here, whether it was accepted or not.

    `looks` are those chosen until now, the latest last; `choose` stores one more, and who is drawn for it. `keep` stores one answer
    at once; `row_of` gives the row of a pair. `work_out` calls its first argument where that may take its time, and its second with
    what came of it.
    """

    def __init__(
        self,
        pairs: list[SuggestedPair],
        seed: str,
        systems: Systems,
        *,
        looks: Sequence[Look],
        choose: Callable[[Look, list[SuggestedPair]], object],
        row_of: Callable[[SuggestedPair], Row | None],
        keep: Callable[[SuggestedPair, Answer], object],
        work_out: Callable[[Callable[[], list[EvidenceKind]], Callable[[list[EvidenceKind]], object]], object],
        settings: QSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Accept all above"), "", "", "", cancel=_("Close"), settings=settings, name="accept", parent=parent)
        self._pairs = {one.finance_id: one for one in pairs}
        self._seed, self._row_of, self._keep, self._work_out = seed, row_of, keep, work_out
        self._looks, self._choose = list(looks), choose
        self._judged: dict[str, SuggestedPair] = {}
        self._choices: dict[tuple[str, int, int], bool] = {}  # what the user ticked, by kind and its answers
        self._is_refreshing = False
        self._asked: list[SuggestedPair] = []
        self._place = 0
        self.kinds: list[EvidenceKind] = []
        self._all_kinds: list[EvidenceKind] = []
        self.card = SampleCard(systems)
        self.card.answered.connect(self._answer)
        self.card.back_wanted.connect(self._back)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_overview())
        self.stack.addWidget(self.card)
        self.stack.setMinimumHeight(min(look().px(_HEIGHT), _LEAST_SCREEN))
        self.content.addWidget(hairline())
        self.content.addWidget(self.stack, 1)
        self.judge_button = Button("", on_click=self._go_on)
        self.add_button(self.judge_button)
        self.begin_with(900, 560)
        self._refresh()
        self.view.setFocus()

    def accepted_pairs(self) -> list[SuggestedPair]:
        """What is left of the ticked kinds."""
        return [one for kind in self.table.ticked_rows() for one in kind.rest]

    def judged_pairs(self) -> list[SuggestedPair]:
        """The open pairs that were answered here, with the last answer to each."""
        return [one for one in self._judged.values() if one.is_open]

    @property
    def look(self) -> Look:
        """The score and the size that are shown."""
        return Look(float(self.score.key), int(self.size_choice.key))

    # building

    def _make_overview(self) -> QWidget:
        shown = look()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        pairs = list(self._pairs.values())
        scores = [
            (str(score), str(Message("Score {score} or more: {count}", score=score, count=count)))
            for score, count in score_steps(pairs)
        ]
        self.score = PickButton(scores or [("0", _("No suggestion"))], name=_("Lowest score"))
        last = self._looks[-1] if self._looks else None
        if last is not None and f"{last.least_score:g}" in dict(scores):
            self.score.choose(f"{last.least_score:g}")
        self.score.chosen.connect(lambda _key: self._refresh())
        self.only = PickButton([(_ALL, _("All kinds"))], name=_("What agrees"))
        self.only.chosen.connect(lambda _key: self._show_kinds(self._all_kinds))
        sizes = [
            (str(size), str(Message("{size} each: {percent} %", size=size, percent=math.floor(proven_share(size, size) * 100))))
            for size in SAMPLE_SIZES
        ]
        self.size_choice = Segments(sizes, name=_("How many of each kind are judged, and what that proves when all are right"))
        if last is not None and last.size in SAMPLE_SIZES:
            self.size_choice.choose(str(last.size))
        self.size_choice.chosen.connect(lambda _key: self._refresh())
        self.table = kinds_table()
        self.table.ticks_changed.connect(self._take_ticks)
        self.view = TableView(self.table, name=_("Kinds of evidence"))
        self.view.current_changed.connect(lambda _key: self._show_sentence())
        self._proof = label(wrap=True, selectable=True)
        self._proof.setContentsMargins(shown.px(20), shown.px(10), shown.px(20), shown.px(10))
        self._proof.setMinimumHeight(shown.px(52))
        column.addWidget(ToolRow(None, [self.score, self.only], [self.size_choice]))
        column.addWidget(hairline())
        column.addWidget(self.view, 1)
        column.addWidget(hairline())
        column.addWidget(self._proof)
        return page

    # what is shown

    def _refresh(self) -> None:
        """Work out the kinds anew."""
        pairs, look, looks = list(self._pairs.values()), self.look, list(self._looks)
        self._work_out(lambda: evidence_kinds(pairs, seed=self._seed, look=look, looks=looks), self._show_kinds)

    def _show_kinds(self, all_kinds: list[EvidenceKind]) -> None:
        """What is proven is ticked unless the user thought otherwise."""
        if not isValid(self):  # closed meanwhile
            return
        self._all_kinds = all_kinds
        self.only.set_choices([(_ALL, _("All kinds")), *((f"kind {one.key}", str(one.title)) for one in all_kinds)])
        self.kinds = [one for one in all_kinds if self.only.key in (_ALL, f"kind {one.key}")]
        self._is_refreshing = True
        self.table.set_rows(self.kinds)
        self.table.set_ticked([one.key for one in self.kinds], False)
        self.table.set_ticked([one.key for one in self.kinds if self._choices.get(_state(one), one.is_accepted_by_default)])
        self._is_refreshing = False
        if self.view.current_id() is None and self.kinds:
            self.view.go_to(self.kinds[0].key)
        self._follow_ticks()
        self._show_sentence()

    def _take_ticks(self) -> None:
        """What the user ticks holds as long as the kind has the same answers."""
        if not self._is_refreshing:
            ticked = self.table.ticked_ids
            self._choices = {_state(one): one.key in ticked for one in self.kinds if one.can_be_accepted}
            self._follow_ticks()

    def _follow_ticks(self) -> None:
        waiting = sum(len(kind.waiting) for kind in self.kinds)
        count = sum(len(kind.rest) for kind in self.table.ticked_rows())
        self.heading.setText(str(_heading(self.kinds)))
        self.sentence.setText(
            _(
                "Choose score and size first, then judge a random sample of each kind without seeing its score. Each kind is "
                "proven by itself. Nothing is written yet."
            )
        )
        self.hints.set_hints([KeyHint("↑↓", _("kind")), KeyHint("Space", _("tick"))])
        self.judge_button.show()
        is_new = bool(self.kinds) and self.look not in self._looks
        if waiting or not is_new:
            self.judge_button.setText(str(Message("Judge {count} pair", "Judge {count} pairs", count=waiting)))
        else:
            self.judge_button.setText(_("Tell what is proven"))
        self.judge_button.set_enabled(waiting > 0 or is_new, _("Every sample is judged."))
        self.verb.show()
        self.verb.setText(str(Message("Plan {count} link", "Plan {count} links", count=count)))
        self.verb.set_enabled(count > 0, _("Judge the sample of a kind first, and tick the kind."))
        self.judge_button.setDefault((waiting > 0 or is_new) and not count)
        self.verb.setDefault(count > 0)

    def _show_sentence(self) -> None:
        kind = self.table.record_of(self.view.current_id())
        self._proof.setText(f"{kind.title}. {kind.sentence}" if kind is not None else "")

    # judging

    def _go_on(self) -> None:
        """From here on this look counts, and who is in its samples stays there."""
        look = self.look
        self._choose(look, [one for kind in self._all_kinds for one in kind.waiting])
        self._looks = [*(one for one in self._looks if one != look), look]
        if any(kind.waiting for kind in self.kinds):
            self._start_judging()
        else:
            self._refresh()

    def _start_judging(self) -> None:
        self._asked = to_be_judged(self.kinds, self._seed)
        self._place = 0
        if self._asked:
            self.heading.setText(_("Is it one customer or two?"))
            self.sentence.setText(_("The pairs are drawn at random and mixed. Who is not sure has not found the pair right."))
            self.hints.set_hints(self.card.hints())
            self.judge_button.hide()
            self.verb.hide()
            self.cancel.setText(_("Stop for now"))
            self.stack.setCurrentWidget(self.card)
            self._show_pair()
            self.card.setFocus()

    def _show_pair(self) -> None:
        one = self._asked[self._place]
        row = self._row_of(one)
        assert row is not None  # both customers of every pair are there
        answered = self._judged.get(one.finance_id)
        self.card.show_pair(row, self._place + 1, len(self._asked), answered.answer if answered else None)

    def _answer(self, answer: Answer) -> None:
        one = replace(self._asked[self._place], answer=answer)
        self._pairs[one.finance_id] = self._judged[one.finance_id] = one
        self._keep(one, answer)
        self._place += 1
        if self._place < len(self._asked):
            self._show_pair()
        else:
            self._stop_judging()

    def _back(self) -> None:
        if self._place:
            self._place -= 1
            self._show_pair()

    def _stop_judging(self) -> None:
        self.stack.setCurrentIndex(0)
        self.cancel.setText(_("Close"))
        self._refresh()
        self.view.setFocus()

    def reject(self) -> None:
        """Esc and Close: from a pair back to the kinds, from there out."""
        if self.stack.currentWidget() is self.card:
            self._stop_judging()
        else:
            super().reject()


def _state(kind: EvidenceKind) -> tuple[str, int, int]:
    return kind.key, kind.right, kind.judged


def _heading(kinds: list[EvidenceKind]) -> Message:
    judged = sum(kind.judged for kind in kinds)
    total = sum(len(kind.pairs) for kind in kinds)
    if not judged:
        return Message(
            "{count} customer has one suggestion with such a score; nothing is proven yet",
            "{count} customers have one suggestion with such a score; nothing is proven yet",
            count=total,
        )
    return Message(
        "{count} customer has one suggestion with such a score; {judged} judged",
        "{count} customers have one suggestion with such a score; {judged} judged",
        count=total,
        judged=judged,
    )
