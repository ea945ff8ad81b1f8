"""Decisions out to a file and back: what a file would plan is listed first, with the rows that are not readable and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QSettings, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.models.decision_table import WORDS, DecisionReading, FilePlanning, planned_now
from desktop.models.lamps import Lamp
from desktop.texts import Message, _, in_a_row
from desktop.use_cases.exchange_decisions import DecisionFiles
from desktop.views.background import Background
from desktop.views.link_customers.rows import LinkingRows
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages
from desktop.views.shared.columns import Column
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.labels import hairline
from desktop.views.shared.save_file import ask_for_file
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look

_HEIGHT, _LEAST_SCREEN = 380, 330  # of the list; at 200 % a low screen has no room for more
_NAMED = 3  # customers whose choice stays, in one message


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the file that plans something or is not readable."""

    row: int
    customer: str
    now: str
    becomes: str
    is_readable: bool


class DecisionsDialog(DecisionDialog):
    """Accepted: plan what is readable."""

    def __init__(self, reading: DecisionReading, file: str, *, settings: QSettings, parent: QWidget | None = None) -> None:
        heading = Message(
            "{file} would plan {count} decision", "{file} would plan {count} decisions", count=len(reading.differences), file=file
        )
        sentences = [
            Message("{count} row is not readable.", "{count} rows are not readable.", count=len(reading.unreadable)),
            Message("{count} row changes nothing.", "{count} rows change nothing.", count=reading.unchanged),
            Message("A plan is written nowhere before you say so, and Ctrl+Z takes it back."),
        ]
        title = _("Read decisions from a file")
        super().__init__(
            title, heading.render(), in_a_row(sentences).render(), _("Plan"), settings=settings, name="decision-file", parent=parent
        )
        self.table: TableModel[_Line] = TableModel(_columns(), row_id=lambda line: str(line.row))
        self.view = TableView(self.table, name=title)
        self.view.setMinimumHeight(min(look().px(_HEIGHT), _LEAST_SCREEN))
        self.content.addWidget(hairline())
        self.content.addWidget(self.view, 1)
        self.table.set_rows(_lines(reading))
        self.verb.set_enabled(bool(reading.differences), _("No row would plan anything."))
        self.begin_with(860, 560)
        self.view.setFocus()


def _lines(reading: DecisionReading) -> list[_Line]:
    lines = [_Line(one.row, one.title, "", one.reason.render(), is_readable=False) for one in reading.unreadable]
    for one in reading.differences:
        becomes = Message("{action} {customer}", action=WORDS[one.decision.action], customer=one.psa.title if one.psa else "")
        lines.append(_Line(one.row, one.finance.title, planned_now(one.before), becomes.render().strip(), is_readable=True))
    return lines


def _columns() -> list[Column[_Line]]:
    def lamp(line: _Line) -> Lamp:
        return Lamp.DONE if line.is_readable else Lamp.REFUSED

    return [
        Column(key="row", title=_("Row"), text=lambda line: str(line.row), value=lambda line: line.row, width=64, right=True),
        Column(
            key="state",
            title=_("State"),
            text=lambda line: _("Readable") if line.is_readable else _("Not readable"),
            lamp=lamp,
            width=120,
        ),
        Column(key="customer", title=_("Customer"), text=lambda line: line.customer, width=220),
        Column(key="now", title=_("Planned now"), text=lambda line: line.now, width=130),
        Column(key="becomes", title=_("Becomes"), text=lambda line: line.becomes, width=260, stretch=True),
    ]


class DecisionExchange(QObject):
    """For one integration; `page` is what dialogs stand before."""

    outdated = Signal()  # a colleague decided something: the store is to be read again

    def __init__(
        self,
        page: QWidget,
        session: LinkingSession,
        files: DecisionFiles,
        background: Background,
        messages: Messages,
        settings: QSettings,
        owner: QObject,
    ) -> None:
        super().__init__(owner)
        self._page, self._session, self._files = page, session, files
        self._background, self._messages, self._settings = background, messages, settings

    def write(self) -> None:
        """Write the open decisions to a file."""
        integration = self._session.integration
        file = ask_for_file(self._page, _("Decisions"))
        if file is None:
            return

        def told(count: int) -> None:
            sentence = Message(
                "{count} customer exported to {file}.", "{count} customers exported to {file}.", count=count, file=file.name
            )
            self._messages.say(sentence)

        self._background.run(
            lambda job: self._files.write(integration, file, job), on_done=told, queue="export", title=_("Decisions"), owner=self
        )

    def choose(self) -> None:
        """Ask for a file that was filled in, and read it."""
        kinds = _("Excel and CSV files (*.xlsx *.xls *.ods *.csv *.txt)")
        chosen, _kind = QFileDialog.getOpenFileName(self._page, _("Read decisions from a file"), QDir.homePath(), kinds)
        if chosen:
            self.read(Path(chosen))

    def read(self, file: Path) -> None:
        """List what a file would plan, and plan it when that is wanted."""
        integration = self._session.integration
        self._background.run(
            lambda _job: self._files.read(integration, file),
            on_done=lambda reading: self._show(reading, file.name),
            queue=f"decisions-{integration.id}",  # a long file, and what is judged meanwhile is kept at once
            title=_("Read decisions from a file"),
            owner=self,
        )

    def _show(self, reading: DecisionReading, file: str) -> None:
        dialog = DecisionsDialog(reading, file, settings=self._settings, parent=self._page)

        def finished(outcome: int) -> None:
            dialog.deleteLater()
            if outcome == QDialog.DialogCode.Accepted:
                self._plan(reading, file)

        dialog.finished.connect(finished)
        dialog.open()

    def _plan(self, reading: DecisionReading, file: str) -> None:
        session = self._session

        def done(found: FilePlanning) -> None:
            said = _said(found)
            if found.planned:
                session.change({one.finance.id: one.decision for one in found.planned}, told=said)
            else:
                self._messages.say(said)
            if found.stays and not session.is_over:
                self.outdated.emit()

        def plan(_rows: LinkingRows) -> FilePlanning:
            return self._files.plan(session.integration, reading, file, replaces_colleagues=True)  # the dialog named them

        session.work_out(plan, done)


def _said(found: FilePlanning) -> Message:
    planned = Message(
        "{count} decision is planned. Nothing is written yet; Ctrl+Z takes it back.",
        "{count} decisions are planned. Nothing is written yet; Ctrl+Z takes them back.",
        count=len(found.planned),
    )
    said = [*([planned] if found.planned else []), *found.stays[:_NAMED]]
    if (unnamed := len(found.stays) - _NAMED) > 0:
        said.append(Message("What was chosen for {count} more stays too.", count=unnamed))
    return in_a_row(said)
