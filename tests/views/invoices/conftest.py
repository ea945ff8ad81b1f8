"""The page on use cases that answer from memory: nine documents, one of each kind that matters."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from desktop.connectors.economic.connector import Economic
from desktop.errors import Cancelled, RecordRefused
from desktop.models.carry_rules import CarriedValue, CarryChoice, choices
from desktop.models.document_judgements import DoubtfulDocument, InvoiceDoubt
from desktop.models.invoice_preview import InvoicePreview, MeterLine, meter
from desktop.models.losses import Loss, LossKind
from desktop.models.reconciliation import ReconciledInvoice, reconciled
from desktop.models.records import (
    Acceptance,
    Activity,
    Connection,
    Exchange,
    FinanceInvoice,
    FinanceLine,
    FinanceState,
    Integration,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceState,
    InvoiceStatus,
    LogEntry,
    Outcome,
    Reason,
    Ruling,
    SendingRules,
    Side,
    SignOff,
    Transfer,
    TransferReport,
    TransferState,
)
from desktop.models.records.document_judgements import NumbersJudged
from desktop.models.sign_off import Period, periods, to_sign
from desktop.progress import Progress
from desktop.texts import Message
from desktop.use_cases.fetch_records import Fetched, Register
from desktop.views.background import Background, Job
from desktop.views.invoices.invoices_page import InvoiceSources, InvoicesPage
from desktop.views.messages import Messages
from desktop.views.shared.theme import Theme

NOW = dt.datetime(2026, 10, 31, 9, 41, 7, tzinfo=dt.UTC)
INTEGRATION = Integration(
    id=1,
    name="Nordlys Rådgivning A/S",
    psa=Connection(side=Side.PSA, system="timelog"),
    finance=Connection(side=Side.FINANCE, system="economic"),
    is_active=True,
)
UNKNOWN_ITEM = Reason(
    kind="unknown_item",
    line=2,
    sentence=Message("Item number {item} on line {line} does not exist in {system}.", item="4012", line="2", system="e-conomic"),
    what_to_do=Message("Choose another item number."),
)
TABLES = {table.kind: table for table in Economic.card.tables}
NOTHING_LOST = InvoicePreview((), None, None)
PROJECT_LOST = InvoicePreview(
    (Loss(LossKind.NOT_CARRIED, "project_number", Message("Project no."), "P-7", Message("Needs the project module.")),), None, None
)
NO_ANSWER = Reason(kind="OutcomeUnknown", sentence=Message("No answer."), what_to_do=None)


def invoice(number: int, net: str = "100", **more: Any) -> Invoice:
    lines = (
        InvoiceLine(position=1, item_number="1010", text="Rådgivning", net=Decimal(net)),
        InvoiceLine(position=2, item_number="4012", text="Kørsel"),
    )
    given = {"date": dt.date(2026, 10, 31), "customer_name": f"Kunde {number}", "currency": "DKK", "lines": lines, **more}
    return Invoice(id=f"i{number}", number=str(number), net=Decimal(net), **given)


def transfer(invoice_id: str, state: TransferState, **more: Any) -> Transfer:
    return Transfer(
        invoice_id=invoice_id, state=state, reference=f"TL-{invoice_id}", key="k", started_at=NOW, **{"ended_at": NOW, **more}
    )


def done(invoice_id: str, number: str) -> Transfer:
    return transfer(invoice_id, TransferState.TRANSFERRED, finance_id=number)


@dataclass
class Office:
    """What both systems and the store hold, and what was asked of the use cases."""

    states: dict[str, InvoiceState] = field(default_factory=dict)
    there: dict[str, FinanceInvoice] = field(default_factory=dict)
    read_at: dt.datetime | None = None
    outcomes: dict[str, Transfer] = field(default_factory=dict)  # how sending ends; done when not named
    found: dict[str, list[Reason]] = field(default_factory=dict)
    fetch_reason: Reason | None = None
    sent: list[str] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    is_proving: threading.Event = field(default_factory=threading.Event)  # that documents are gone over there
    asked: list[str] = field(default_factory=list)
    was_fetched: bool = True
    is_active: bool = True
    previews: dict[str, InvoicePreview] = field(default_factory=dict)
    rules: SendingRules = field(default_factory=SendingRules)
    activated: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    acceptances: dict[str, Acceptance] = field(default_factory=dict)
    sign_offs: dict[dt.date, SignOff] = field(default_factory=dict)
    trouble: Exception | None = None
    doubtful: tuple[DoubtfulDocument, ...] = ()
    said: list[tuple[str, ...]] = field(default_factory=list)

    def put(self, document: Invoice, way: Transfer | None = None) -> None:
        self.states[document.id] = InvoiceState(invoice=document, transfer=way)

    # connections

    def integration(self, _id: int) -> Integration:
        return replace(INTEGRATION, is_active=self.is_active)

    def card(self, _id: int, side: Side) -> SimpleNamespace:
        return SimpleNamespace(label="TimeLog" if side is Side.PSA else "e-conomic")


class Transfers:
    def __init__(self, office: Office) -> None:
        self.office = office

    def invoices(self, _integration: Integration) -> list[InvoiceState]:
        return list(self.office.states.values())

    def states(self, _integration: Integration, ids: Collection[str]) -> list[InvoiceState]:
        return [self.office.states[id_] for id_ in ids]

    def check(self, _integration: Integration, ids: Collection[str], _progress: Progress) -> dict[str, list[Reason]]:
        return {id_: self.office.found.get(id_, []) for id_ in ids}

    def send(
        self, _integration: Integration, ids: Collection[str], progress: Progress, on_change: Callable[[str], None]
    ) -> TransferReport:
        office, ended, left = self.office, [], list(ids)
        if office.trouble is not None:
            raise office.trouble
        for id_ in ids:
            try:
                progress.step(len(ended), len(ids), Message("Transferring"))
            except Cancelled:
                break
            before = office.states[id_]
            office.put(before.invoice, transfer(id_, TransferState.SENDING, ended_at=None))
            on_change(id_)
            assert office.go_on.wait(60)
            office.put(before.invoice, office.outcomes.get(id_) or done(id_, f"d{id_}"))
            office.sent.append(id_)
            on_change(id_)
            ended.append(id_)
            left.remove(id_)
        by_state = {state: tuple(id_ for id_ in ended if self._state(id_) is state) for state in TransferState}
        return TransferReport(
            transferred=by_state[TransferState.TRANSFERRED],
            refused=by_state[TransferState.FAILED],
            unknown=by_state[TransferState.UNKNOWN],
            open=tuple(left),
        )

    def _state(self, id_: str) -> TransferState:
        found = self.office.states[id_].transfer
        assert found is not None
        return found.state


class Previews:
    def __init__(self, office: Office) -> None:
        self.office = office

    def previews(self, _integration: Integration, ids: Collection[str]) -> dict[str, InvoicePreview]:
        return {id_: self.office.previews.get(id_, NOTHING_LOST) for id_ in ids}

    def meter(self, _integration: Integration, preview: InvoicePreview) -> list[MeterLine]:
        return meter(preview, choices(TABLES), TABLES)


class Sending:
    def __init__(self, office: Office) -> None:
        self.office = office

    def rules(self, _integration_id: int) -> SendingRules:
        return self.office.rules

    def carry_choices(self, _integration: Integration) -> list[CarryChoice]:
        return choices(TABLES)

    def carry(self, _integration: Integration, table: str, source: str) -> None:
        rule = next(one for one in choices(TABLES) if (one.table, one.source) == (table, source)).rule()
        self.office.rules = SendingRules(carry=(rule,))
        self.office.previews = {"i1": replace(NOTHING_LOST, carried=(CarriedValue(rule, None, "Project no.: P-7"),))}

    def stop_carrying(self, _integration: Integration, _table: str, _source: str) -> None:
        self.office.rules, self.office.previews = SendingRules(), {"i1": PROJECT_LOST}

    def choose(self, _integration: Integration, rules: SendingRules) -> None:
        self.office.rules = rules


class Items:
    def __init__(self, office: Office) -> None:
        self.office = office

    def activate(self, _integration_id: int, numbers: Collection[str]) -> int:
        self.office.activated += numbers
        self.office.found = {}
        return len(numbers)


class Customers:
    def __init__(self, office: Office) -> None:
        self.office = office

    def create_by_hand(self, _integration: Integration, psa_id: str) -> None:
        if psa_id == "twin":
            raise RecordRefused(Message("e-conomic has Kunde 3 already."))
        self.office.created.append(psa_id)


class Settling:
    def __init__(self, office: Office) -> None:
        self.office = office

    def settle(self, _integration: Integration, _progress: Progress) -> TransferReport:
        open_ = [id_ for id_, one in self.office.states.items() if one.transfer and one.transfer.state is TransferState.UNKNOWN]
        for id_ in open_:
            self.office.put(self.office.states[id_].invoice, done(id_, "77"))
        return TransferReport(transferred=tuple(open_))

    def reopen(self, _integration: Integration, ids: Collection[str], progress: Progress) -> dict[str, Reason | None]:
        self.office.is_proving.set()
        self.office.go_on.wait(60)
        progress.step(0, len(ids), Message("Looking up"))
        still = Reason(kind="still_there", sentence=Message("The document is still in e-conomic."), what_to_do=None)
        return {id_: still if id_ in self.office.there else None for id_ in ids}


class Reconciliation:
    def __init__(self, office: Office) -> None:
        self.office = office

    def read_at(self, _integration_id: int) -> dt.datetime | None:
        return self.office.read_at

    def rows(self, _integration: Integration) -> list[ReconciledInvoice]:
        there = self.office.there
        return [
            reconciled(
                one.invoice,
                one.transfer,
                [there[id_]] if id_ in there else [],
                "e-conomic",
                self.office.read_at,
                acceptance=self.office.acceptances.get(id_),
            )
            for id_, one in self.office.states.items()
            if one.invoice.status is not InvoiceStatus.DRAFT
        ]

    def reconcile(self, integration: Integration, _progress: Progress) -> list[ReconciledInvoice]:
        self.office.read_at = dt.datetime.now(dt.UTC)
        return self.rows(integration)

    def read_lines(self, integration: Integration, _progress: Progress) -> list[ReconciledInvoice]:
        self.office.there = {
            id_: replace(one, lines=(FinanceLine(net=one.net),)) if not one.lines else one for id_, one in self.office.there.items()
        }
        return self.rows(integration)


class Acceptances:
    def __init__(self, office: Office) -> None:
        self.office = office

    def accept(self, integration: Integration, ids: Collection[str], reason: str) -> list[ReconciledInvoice]:
        rows = [row for row in Reconciliation(self.office).rows(integration) if row.id in ids]
        for row in rows:
            given = {"document": row.id, "reason": reason, "person": "ole@kontor", "at": NOW, "figures": row.figures}
            self.office.acceptances[row.id] = Acceptance(**given)
        return rows

    def take_back(self, integration: Integration, ids: Collection[str]) -> list[ReconciledInvoice]:
        rows = [row for row in Reconciliation(self.office).rows(integration) if row.id in ids]
        for row in rows:
            del self.office.acceptances[row.id]
        return rows


class SignOffs:
    def __init__(self, office: Office) -> None:
        self.office = office

    def periods(self, integration: Integration, rows: list[ReconciledInvoice] | None = None) -> list[Period]:
        listed = Reconciliation(self.office).rows(integration) if rows is None else rows
        return periods(listed, self.office.sign_offs.values())

    def sign_off(self, integration: Integration, month: dt.date, reason: str) -> SignOff:
        period = next(one for one in self.periods(integration) if one.month == month)
        made = SignOff(id=1, person="ole@kontor", at=NOW, reason=reason, hash="f" * 64, is_intact=True, period=to_sign(period, NOW))
        self.office.sign_offs[month] = made
        return made

    def take_back(self, _integration: Integration, month: dt.date, reason: str) -> None:
        assert reason
        del self.office.sign_offs[month]

    def write_proof(self, integration: Integration, month: dt.date, file: Path) -> int:
        file.write_text(f"{month}", encoding="utf-8")
        return len(next(one for one in self.periods(integration) if one.month == month).rows)


class Judging:
    def __init__(self, office: Office) -> None:
        self.office = office

    def look(self, _integration: Integration, invoice_id: str) -> InvoiceDoubt:
        one = self.office.states[invoice_id]
        return InvoiceDoubt(invoice=one.invoice, customer=None, transfer=one.transfer, documents=self.office.doubtful, exchanges=())

    def decide(self, _integration: Integration, doubt: InvoiceDoubt, found: DoubtfulDocument, ruling: Ruling, reason: str) -> None:
        if self.office.trouble is not None:
            raise self.office.trouble
        self.office.said.append((found.document.id, ruling, reason))
        if ruling is Ruling.IS:
            self.office.put(doubt.invoice, done(doubt.invoice.id, found.document.id))


class Numbers:
    """Of what is said to be there the first is found, and the others have no document."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def are_there(self, _integration: Integration, ids: Sequence[str], reason: str, _progress: Job[object]) -> NumbersJudged:
        self.office.said.append((*ids, reason))
        self.office.put(self.office.states[ids[0]].invoice, done(ids[0], "20417"))
        return NumbersJudged(linked=tuple(ids[:1]), set_aside=tuple(ids[1:]))

    def are_not_there(self, _integration: Integration, ids: Sequence[str], reason: str) -> list[Invoice]:
        if self.office.trouble is not None:
            raise self.office.trouble
        self.office.said.append(("not", *ids, reason))
        return [self.office.states[id_].invoice for id_ in ids]


class Log:
    def entries(self, integration_id: int, *, subject_id: str, limit: int) -> list[LogEntry]:
        told = Exchange("POST", "https://example.com/invoices/drafts", "{}", 400, "{}", NOW, 0.12)
        kinds = (("invoice", "The invoice was refused."), ("customer", "A customer has this id too."))
        return [
            LogEntry(
                id=n,
                at=NOW,
                integration_id=integration_id,
                activity=Activity.TRANSFER,
                outcome=Outcome.REFUSED,
                message=Message(text),
                subject_kind=kind,
                subject_id=subject_id,
                exchanges=(told,),
            )
            for n, (kind, text) in enumerate(kinds)
        ][:limit]


class Fetching:
    def __init__(self, office: Office) -> None:
        self.office = office

    def last(self, _integration_id: int) -> dict[Register, object]:
        return {Register.PSA_INVOICES: object()} if self.office.was_fetched else {}

    def fetch(self, _integration: Integration, registers: Collection[Register], *, progress: Progress) -> list[Fetched]:
        self.office.asked.extend(registers)
        self.office.put(invoice(9999))
        self.office.was_fetched = True
        return [Fetched(register=Register.PSA_INVOICES, title=Message("Invoices"), count=1, reason=self.office.fetch_reason)]


@pytest.fixture
def office() -> Office:
    """1-3 wait (3 is a credit note in EUR), 4 refused, 5 uncertain, 6 a draft of the PSA, 7 booked there, 8 deleted there."""
    made = Office()
    made.go_on.set()
    made.put(invoice(1, "1000.50"))
    made.put(invoice(2, "200", date=dt.date(2026, 9, 30)))
    made.put(invoice(3, "50", kind=InvoiceKind.CREDIT_NOTE, currency="EUR"))
    made.put(invoice(4), transfer("i4", TransferState.FAILED, reason=UNKNOWN_ITEM))
    made.put(invoice(5), transfer("i5", TransferState.UNKNOWN, reason=NO_ANSWER))
    made.put(replace(invoice(6), number="", status=InvoiceStatus.DRAFT))
    made.put(invoice(7), replace(done("i7", "71"), written_state="booked"))
    made.put(invoice(8), done("i8", "72"))
    made.there["i7"] = FinanceInvoice(
        id="71", number="50071", state=FinanceState.BOOKED, date=dt.date(2026, 10, 31), currency="DKK", net=Decimal(110)
    )
    return made


@pytest.fixture
def background(qapp: object) -> Iterator[Background]:
    made = Background(Messages())
    yield made
    assert made.close(wait=60)


@dataclass
class Open:
    """The page with what it says."""

    page: InvoicesPage
    messages: Messages
    bot: QtBot
    background: Background

    def settle(self) -> None:
        """Until nothing runs any more."""
        self.bot.wait(5)
        self.bot.waitUntil(lambda: not self.background.running and not self.page.runs.is_on)
        self.bot.wait(100)
        self.bot.waitUntil(lambda: not self.background.running)

    def words(self) -> dict[str, str]:
        """The word beside the lamp, by invoice id, of the list in sight."""
        return {row.id: str(row.word) for row in self.page.lists.current.table.shown_rows()}


@pytest.fixture
def opened(office: Office, background: Background, theme: Theme, qtbot: QtBot, tmp_path: Path) -> Open:
    """The page in sight, loaded."""
    messages = Messages()
    page = InvoicesPage(
        InvoiceSources(
            office,  # type: ignore[arg-type]  # use cases that answer from memory
            Transfers(office),  # type: ignore[arg-type]  # played
            Previews(office),  # type: ignore[arg-type]  # played
            Sending(office),  # type: ignore[arg-type]  # played
            Items(office),  # type: ignore[arg-type]  # played
            office,  # type: ignore[arg-type]  # played: nobody asks for items of lines
            Customers(office),  # type: ignore[arg-type]  # played
            Settling(office),  # type: ignore[arg-type]  # played
            Reconciliation(office),  # type: ignore[arg-type]  # played
            Log(),  # type: ignore[arg-type]  # played
            Fetching(office),  # type: ignore[arg-type]  # played
            Acceptances(office),  # type: ignore[arg-type]  # played
            SignOffs(office),  # type: ignore[arg-type]  # played
            Judging(office),  # type: ignore[arg-type]  # played
            Numbers(office),  # type: ignore[arg-type]  # played
        ),
        background=background,
        messages=messages,
        settings=QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat),
    )
    qtbot.addWidget(page)
    page.resize(1130, 740)
    page.show()
    page.on_shown(1)
    made = Open(page, messages, qtbot, background)
    made.settle()
    return made


def answer(monkeypatch: pytest.MonkeyPatch, dialog_class: type[Any], act: Callable[[Any], object]) -> None:
    """What a person does in a dialog that asks for one of two answers with a reason."""

    def exec_(dialog: Any) -> int:
        dialog.show()
        assert dialog.cancel.isDefault()
        assert [one.isEnabled() for one in (dialog.verb, dialog.is_not)] == [False, False]  # not before there is a reason
        act(dialog)
        dialog.hide()
        return int(dialog.result())

    monkeypatch.setattr(dialog_class, "exec", exec_)
