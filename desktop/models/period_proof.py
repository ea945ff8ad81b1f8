"""A month as an Excel file that proves what was signed off: every document, totals, acceptances, the sign-off, the log's hash."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from desktop.models.differences import CLASSES
from desktop.models.invoice_rows import STATUS_WORDS, there_word
from desktop.models.period_changes import PeriodChange
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import Figures, InvoiceKind, LogProof, PeriodTotal
from desktop.models.sign_off import Period
from desktop.models.table_export import Column, Kind, Sheet
from desktop.texts import Message, _

Row = ReconciledInvoice


def sheets(period: Period, psa: str, finance: str, read_at: dt.datetime | None, log: LogProof) -> list[Sheet[Any]]:
    """The sheets of the file; `psa` and `finance` are the names of the two sides, `read_at` when they were last read."""
    return [
        Sheet(_("Documents"), document_columns(psa, finance), period.rows),
        Sheet(_("Totals"), _total_columns(psa, finance), period.totals),
        Sheet(_("Accepted"), _acceptance_columns(psa, finance), [row for row in period.rows if row.is_accepted]),
        Sheet(_("Sign-off"), [Column(title="", value=lambda pair: pair[0]), _wide()], _signed(period, read_at, log)),
        Sheet(_("Changed since"), _change_columns(psa, finance), period.changes),
    ]


def _wide() -> Column[tuple[Message, Any]]:
    return Column(title=_("Value"), value=lambda pair: pair[1])


def document_columns(psa: str, finance: str) -> list[Column[Row]]:
    """Both sides of each document with what was said about it; `psa` and `finance` are the names of the two sides."""
    return [
        *_named(),
        Column(title=_("State in {system}").format(system=psa), value=lambda row: row.invoice and STATUS_WORDS[row.invoice.status]),
        *_side(psa, lambda row: row.figures.here),
        Column(title=_("No. in {system}").format(system=finance), value=lambda row: row.there.number if row.there else ""),
        Column(title=_("State in {system}").format(system=finance), value=there_word),
        Column(title=_("Customer in {system}").format(system=finance), value=lambda row: row.there_customer),
        *_side(finance, lambda row: row.figures.there),
        Column(title=_("Difference"), value=lambda row: row.difference, kind=Kind.AMOUNT),
        Column(title=_("Class"), value=lambda row: CLASSES[row.differences[0]] if row.differences else None),
        Column(title=_("Explanation"), value=lambda row: row.explanation),
        Column(title=_("Accepted"), value=lambda row: row.acceptance.reason if row.is_accepted and row.acceptance else ""),
    ]


def _named() -> list[Column[Row]]:
    kinds = {InvoiceKind.INVOICE: _("Invoice"), InvoiceKind.CREDIT_NOTE: _("Credit note")}
    return [
        Column(title=_("No."), value=lambda row: row.number),
        Column(title=_("Reference"), value=lambda row: row.reference),
        Column(title=_("Type"), value=lambda row: kinds[row.kind]),
        Column(title=_("Customer"), value=lambda row: row.customer_name),
    ]


def _side(system: str, of: Any) -> list[Column[Any]]:
    """The figures of one side; `of` gives them for a record, `None` when it has no document there."""

    def told(name: str) -> Any:
        def value(record: Any) -> Any:
            figures: Figures | None = of(record)
            return None if figures is None else getattr(figures, name)

        return value

    return [
        Column(title=_("Date in {system}").format(system=system), value=told("date"), kind=Kind.DATE),
        Column(title=_("Currency in {system}").format(system=system), value=told("currency")),
        Column(title=_("Net in {system}").format(system=system), value=told("net"), kind=Kind.AMOUNT),
        Column(title=_("VAT in {system}").format(system=system), value=told("vat"), kind=Kind.AMOUNT),
        Column(title=_("Total in {system}").format(system=system), value=told("gross"), kind=Kind.AMOUNT),
    ]


def _total_columns(psa: str, finance: str) -> list[Column[PeriodTotal]]:
    return [
        Column(title=_("Currency"), value=lambda one: one.currency),
        Column(title=_("Net in {system}").format(system=psa), value=lambda one: one.here, kind=Kind.AMOUNT),
        Column(title=_("Net in {system}").format(system=finance), value=lambda one: one.there, kind=Kind.AMOUNT),
        Column(title=_("Difference"), value=lambda one: one.difference, kind=Kind.AMOUNT),
        Column(title=_("Accepted"), value=lambda one: one.accepted, kind=Kind.AMOUNT),
        Column(title=_("Open"), value=lambda one: one.open, kind=Kind.AMOUNT),
    ]


def _acceptance_columns(psa: str, finance: str) -> list[Column[Row]]:
    def difference(row: Row) -> Decimal | None:
        return row.difference

    return [
        *_named()[:2],
        Column(title=_("Class"), value=lambda row: CLASSES[row.differences[0]]),
        Column(title=_("Difference"), value=difference, kind=Kind.AMOUNT),
        Column(title=_("Reason"), value=lambda row: row.acceptance and row.acceptance.reason),
        Column(title=_("Person"), value=lambda row: row.acceptance and row.acceptance.person),
        Column(title=_("Time"), value=lambda row: row.acceptance and row.acceptance.at, kind=Kind.TIME),
        *_side(psa, lambda row: row.acceptance and row.acceptance.figures.here),
        *_side(finance, lambda row: row.acceptance and row.acceptance.figures.there),
    ]


def _change_columns(psa: str, finance: str) -> list[Column[PeriodChange]]:
    before, now = _("Signed off: {system}"), _("Now: {system}")
    return [
        Column(title=_("No."), value=lambda one: one.number),
        Column(title=_("What happened"), value=lambda one: one.sentence),
        *_side(before.format(system=psa), lambda one: one.before and one.before.here),
        *_side(before.format(system=finance), lambda one: one.before and one.before.there),
        *_side(now.format(system=psa), lambda one: one.now and one.now.here),
        *_side(now.format(system=finance), lambda one: one.now and one.now.there),
    ]


def _signed(period: Period, read_at: dt.datetime | None, log: LogProof) -> list[tuple[Message, Any]]:
    signed = period.sign_off
    told: list[tuple[Message, Any]] = [
        (Message("Period"), f"{period.month:%Y-%m}"),
        (Message("State"), period.sentence),
        (Message("Read from both sides"), read_at),
        (Message("Documents"), len(period.rows)),
        (Message("Agree"), period.count.agree),
        (Message("Accepted"), period.count.accepted),
        (Message("Open"), period.open),
        (Message("Drafts"), period.drafts),
    ]
    if signed is not None:
        told += [
            (Message("Signed off by"), signed.person),
            (Message("Signed off at"), signed.at),
            (Message("Reason"), signed.reason),
            (Message("Documents when signed off"), len(signed.period.documents)),
            (Message("Hash of what was signed off (SHA-256)"), signed.hash),
        ]
    return [
        *told,
        (Message("Log entries"), log.entries),
        (Message("Log"), Message("Whole") if log.is_whole else Message("Changed by something else than Bindeled")),
        (Message("Hash of the newest log entry (SHA-256)"), log.hash),
    ]
