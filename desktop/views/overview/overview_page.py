"""Overview, the first page: what needs the user, what was transferred month by month, what was done last."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import BindeledError
from desktop.models.lamps import Lamp, integration_connection_lamp, unproven_since
from desktop.models.log_runs import Run
from desktop.models.log_words import ACTIVITIES, OUTCOME_LAMPS
from desktop.models.monthly import Year
from desktop.models.needs_handling import what_needs_me
from desktop.texts import _, ngettext, shown
from desktop.use_cases.show_overview import Overview, OverviewReading
from desktop.views.background import Background, Job
from desktop.views.messages import Messages
from desktop.views.overview.chart import Bar, BarChart
from desktop.views.overview.what_needs_me import WhatNeedsMe
from desktop.views.shared.amounts import amount, long_day, moment, month_name, short_month
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.labels import ElidedLabel, hairline, label
from desktop.views.shared.lamp import LampLabel
from desktop.views.shared.page import Page
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.trouble_line import TroubleLine

_ROOM_FOR_TWO = 900  # width that two charts beside each other need


class OverviewPage(Page):
    """How the chosen integration stands. Everything comes from the store; no system is asked."""

    def __init__(self, overview: Overview, *, background: Background, messages: Messages, settings: QSettings) -> None:
        super().__init__(_("Overview"))
        self._overview, self._background, self._messages = overview, background, messages
        self._reading: Job[OverviewReading] | None = None
        self.connection = LampLabel(Lamp.WAITING, _("Connection"), role="strong")
        self.activity = LampLabel(Lamp.WAITING, _("Integration"), role="strong")
        self._lamps = QWidget()
        row = QHBoxLayout(self._lamps)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(20))
        row.addWidget(self.connection)
        row.addWidget(self.activity)
        self.add_tool(self._lamps)
        self.needs = WhatNeedsMe()
        self.needs.wanted.connect(self.page_requested.emit)
        self.trouble = TroubleLine()
        self.start = Button(_("Make an integration …"), Kind.PRIMARY, on_click=lambda: self.page_requested.emit("setup", "new"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_content())
        self._stack.addWidget(self._make_empty())
        self.body.addWidget(self.trouble)
        self.body.addWidget(self._stack, 1)
        self.table.rows_changed.connect(self._fit_table)
        self.latest.keep_state(settings, "overview")
        background.ended.connect(self._follow_work)

    # building

    def _make_content(self) -> QWidget:
        content = QWidget()
        content.setProperty("ground", "page")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_heading(_("Needs handling")))
        column.addWidget(self.needs)
        column.addSpacing(look().px(4))
        column.addWidget(hairline())
        column.addLayout(self._make_charts())
        column.addWidget(hairline())
        column.addWidget(_heading(_("Latest")))
        inset = QHBoxLayout()
        inset.setContentsMargins(look().px(12), 0, 0, 0)
        inset.addWidget(self._make_latest())
        column.addLayout(inset)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def _make_charts(self) -> QBoxLayout:
        self.documents_chart = BarChart(_("Transferred per month"))
        self.amounts_chart = BarChart(_("Amount per month"))
        self._documents_note, self._amounts_note = ElidedLabel("small", "ink2"), ElidedLabel("small", "ink2")
        self._between = hairline(upright=True)
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._charts.setSpacing(0)
        self._charts.addWidget(_block(_("Transferred per month"), self._documents_note, self.documents_chart), 1)
        self._charts.addWidget(self._between)
        self._charts.addWidget(_block(_("Amount per month"), self._amounts_note, self.amounts_chart), 1)
        return self._charts

    def _make_latest(self) -> TableView:
        self.table: TableModel[Run] = TableModel(
            [
                Column(key="at", title=_("Time"), text=lambda run: moment(run.newest.at), tone=Tone.QUIET, width=138),
                Column(key="what", title=_("What"), text=lambda run: str(ACTIVITIES[run.activity]), width=190),
                Column(
                    key="result",
                    title=_("Result"),
                    text=lambda run: shown(run.result),
                    lamp=lambda run: OUTCOME_LAMPS[run.worst.outcome],
                    width=260,
                    stretch=True,
                ),
                Column(key="person", title=_("By"), text=lambda run: run.newest.person, tone=Tone.QUIET, width=170),
            ],
            row_id=lambda run: run.worst.id,
        )
        self.latest = TableView(self.table, name=_("Latest"))
        self.latest.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.latest.opened.connect(lambda entry_id: self.page_requested.emit("log", entry_id))
        return self.latest

    def _make_empty(self) -> EmptyPage:
        return EmptyPage(
            _("Join your PSA and your finance system"),
            _(
                "An integration joins one company in the PSA to one in the finance system. Bindeled links customers, "
                "and carries booked invoices over as drafts. Nothing is written before you have seen it."
            ),
            primary=self.start,
            fact=_("The credentials stay in the keyring of this computer."),
        )

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """How this integration stands now."""
        self.set_state(long_day(dt.datetime.now().astimezone().date()))
        super().on_shown(integration_id)
        self._stack.setCurrentIndex(1 if integration_id is None else 0)
        self._lamps.setVisible(integration_id is not None)
        self.refresh()

    def refresh(self) -> None:
        """Read the store anew."""
        integration_id = self.integration_id
        if integration_id is None:
            return

        def done(reading: OverviewReading) -> None:
            if self._reading is job:
                self.trouble.clear()
                self._show(reading)

        def failed(error: BaseException) -> None:
            if self._reading is not job:
                return
            if isinstance(error, BindeledError):
                self.trouble.tell(error, self.refresh)
            else:
                self._messages.failed(error)

        job = self._reading = self._background.run(
            lambda _job: self._overview.read(integration_id), on_done=done, on_failed=failed, queue="overview", owner=self
        )

    def first_focus(self) -> QWidget:
        """The primary button; without one the latest runs."""
        if self.integration_id is None:
            return self.start
        return self.needs.primary or self.latest

    def areas(self) -> list[QWidget]:
        """What needs the user, what was done last."""
        return [self.start] if self.integration_id is None else [*([self.needs.primary] if self.needs.primary else []), self.latest]

    def _follow_work(self, job: Job[object]) -> None:
        if job.title and self.isVisible():
            self.refresh()

    # showing

    def _show(self, reading: OverviewReading) -> None:
        had_focus = self.isVisible() and self.focusWidget() in (None, self.latest)
        integration = reading.integration
        lamp = integration_connection_lamp(integration, reading.facts.now)
        since = unproven_since(integration, reading.facts.now)
        not_tested = _("not tested since {time}").format(time=shown(since)) if since else _("not established")
        words = {Lamp.DONE: _("answers"), Lamp.REFUSED: _("broken")}
        self.connection.set_lamp(lamp, _("Connection"), words.get(lamp, not_tested))
        is_active = integration.is_active
        self.activity.set_lamp(
            Lamp.DONE if is_active else Lamp.WAITING, _("Integration"), _("active") if is_active else _("not active")
        )
        self.needs.show_items(what_needs_me(reading.facts))
        self._show_charts(reading.year)
        self.table.set_rows(reading.runs)
        if had_focus and self.needs.primary is not None:
            self.needs.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_charts(self, year: Year) -> None:
        months = year.months
        self.documents_chart.set_bars(
            [
                Bar(float(one.documents), shown(one.documents), short_month(one.first), f"{month_name(one.first)} {one.documents}")
                for one in months
            ]
        )
        self.amounts_chart.set_bars(
            [
                Bar(
                    float(one.net),
                    shown(round(one.net / 1000)).replace("-", "−"),
                    short_month(one.first),
                    f"{month_name(one.first)} {amount(one.net)} {year.currency}",
                )
                for one in months
            ]
        )
        if not any(one.documents for one in months):
            for part in (self._documents_note, self._amounts_note):
                part.set_text(_("nothing transferred yet"))
            return
        self._documents_note.set_text(_("invoices and credit notes by their date"))
        if year.elsewhere:
            note = ngettext(
                "thousand {currency} without VAT; {count} document in another currency left out",
                "thousand {currency} without VAT; {count} documents in other currencies left out",
                year.elsewhere,
            )
        else:
            note = _("thousand {currency} without VAT") if year.currency else ""
        self._amounts_note.set_text(note.format(currency=year.currency, count=shown(year.elsewhere)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The charts stand side by side where there is room."""
        super().resizeEvent(event)
        has_room = event.size().width() >= look().px(_ROOM_FOR_TWO)
        self._charts.setDirection(QBoxLayout.Direction.LeftToRight if has_room else QBoxLayout.Direction.TopToBottom)
        self._between.setVisible(has_room)
        self.latest.layout_of_columns.step_aside(() if has_room else ("person",))

    def _fit_table(self) -> None:
        """As high as its rows: the page scrolls, not the table."""
        rows = max(self.table.rowCount(), 1)
        self.latest.setFixedHeight(look().row_height() * (rows + 1) + look().px(2))


def _heading(text: str) -> QLabel:
    made = label(text, "heading")
    made.setContentsMargins(look().px(20), look().px(12), look().px(20), look().px(6))
    return made


def _block(title: str, note: ElidedLabel, chart: BarChart) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(look().px(20), look().px(10), look().px(20), look().px(10))
    column.setSpacing(look().px(8))
    top = QHBoxLayout()
    top.setSpacing(look().px(8))
    top.addWidget(label(title, "heading"))
    top.addWidget(note, 1)
    column.addLayout(top)
    column.addWidget(chart)
    return made
