"""Opens *Accept all above* and makes plans of its outcome, as one step of undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.linking import CustomerPair, Tab
from desktop.models.records import Action, Answer, Decision
from desktop.models.sample_proof import Look
from desktop.models.sampling import SuggestedPair, decisions_for, suggested_pairs
from desktop.texts import Message
from desktop.use_cases.accept_suggestions import SampleAnswers, SampleJudging
from desktop.views.link_customers.accept_dialog import AcceptDialog
from desktop.views.link_customers.rows import LinkingRows, Row
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages


class Accepting(QObject):
    """For one integration; `over` is the page that the dialog stands before."""

    def __init__(
        self, session: LinkingSession, samples: SampleJudging, messages: Messages, settings: QSettings, over: QWidget
    ) -> None:
        super().__init__(over)
        self._session, self._samples, self._messages, self._settings, self._over = session, samples, messages, settings, over

    def open(self, then: Callable[[], object]) -> None:
        """Read the answers so far and open the dialog; `then` is called when it is closed."""
        session, reading = self._session, self._session.reading
        if reading is None:
            return

        def work() -> tuple[SampleAnswers, list[SuggestedPair]]:
            answers, psa = self._samples.answers(session.integration), reading.rows.register.psa
            found = suggested_pairs((row.pair for rows in reading.rows.by_tab.values() for row in rows), answers.judged)
            return answers, [one for one in found if one.psa_id in psa]

        session.jobs.work_out(session.integration, work, lambda found: self._show(*found, then))

    def _show(self, answers: SampleAnswers, pairs: list[SuggestedPair], then: Callable[[], object]) -> None:
        session = self._session
        if not pairs:
            self._messages.say(Message("Nobody who is undecided has just one suggestion."))
            return
        dialog = AcceptDialog(
            pairs,
            answers.seed,
            session.systems,
            looks=answers.looks,
            choose=self._choose,
            row_of=self._row_of,
            keep=self._keep,
            work_out=partial(session.jobs.work_out, session.integration),
            settings=self._settings,
            parent=self._over,
        )

        def finished(outcome: int) -> None:
            accepted = dialog.accepted_pairs() if outcome == QDialog.DialogCode.Accepted else []
            self._plan(dialog.judged_pairs(), accepted)
            dialog.deleteLater()
            then()

        dialog.finished.connect(finished)
        dialog.open()

    def _choose(self, look: Look, drawn: list[SuggestedPair]) -> None:
        session = self._session
        session.jobs.work_out(
            session.integration, partial(self._samples.choose, session.integration, look, drawn), lambda _none: None
        )

    def _keep(self, pair: SuggestedPair, answer: Answer) -> None:
        session = self._session
        session.jobs.work_out(
            session.integration, partial(self._samples.judge, session.integration, pair, answer), lambda _none: None
        )

    def _row_of(self, pair: SuggestedPair) -> Row | None:
        """The pair as a row without suggestion and choice: whoever judges it sees the two customers only."""
        reading = self._session.reading
        row = reading.rows.row(pair.finance_id) if reading is not None else None
        psa = reading.rows.register.psa.get(pair.psa_id) if reading is not None else None
        if row is None or psa is None:
            return None
        return Row(row.id, CustomerPair(finance=row.pair.finance, tab=Tab.ONE), psa)

    def _plan(self, judged: list[SuggestedPair], accepted: list[SuggestedPair]) -> None:
        session, reading = self._session, self._session.reading
        if reading is None or not (judged or accepted):
            return
        action = session.link_action

        def plan(rows: LinkingRows) -> dict[str, Decision | None]:
            wanted = {one.finance_id: one for one in [*accepted, *judged]}
            chosen = {row.decision.psa_id: row.id for row in rows.planned.values() if row.decision is not None}
            plans: dict[str, Decision | None] = {
                one.finance_id: one for one in decisions_for(wanted.values(), action, chosen) if rows.row(one.finance_id)
            }
            if accepted:
                self._samples.accept(session.integration, accepted)
            return plans

        def done(plans: dict[str, Decision | None]) -> None:
            links = sum(one is not None and one.action is not Action.LATER for one in plans.values())
            planned = Message(
                "{count} link is planned. Nothing is written yet; Ctrl+Z takes it back.",
                "{count} links are planned. Nothing is written yet; Ctrl+Z takes them back.",
                count=links,
            )
            session.change(plans, told=planned)

        session.work_out(plan, done)
