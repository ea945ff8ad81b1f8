"""The lists below the fields of a customer: its invoices, the log about it, its contacts."""

from __future__ import annotations

from desktop.models.customer_card import CardContact
from desktop.models.invoice_rows import TransferRow
from desktop.models.lamps import Lamp
from desktop.models.log_words import ACTIVITIES, OUTCOME_LAMPS, OUTCOMES
from desktop.models.records import LogEntry
from desktop.texts import _
from desktop.views.shared.amounts import amount, day, moment
from desktop.views.shared.columns import Column, Tint, Tone, by_number
from desktop.views.shared.table_model import TableModel

_TINTS = {Lamp.REFUSED: Tint.RED, Lamp.UNKNOWN: Tint.AMBER, Lamp.DIFFERS: Tint.AMBER}


def invoices_table() -> TableModel[TransferRow]:
    """Lamp and word, number, date, amount, and number over there."""
    return TableModel(
        [
            Column(
                key="status", title=_("Status"), text=lambda row: str(row.word_there), lamp=lambda row: row.lamp_there, width=124
            ),
            Column(
                key="number",
                title=_("No."),
                text=lambda row: row.invoice.number,
                value=lambda row: by_number(row.invoice.number),
                width=76,
                right=True,
            ),
            Column(
                key="date", title=_("Date"), text=lambda row: day(row.invoice.date), value=lambda row: row.invoice.date, width=100
            ),
            Column(
                key="net", title=_("Amount"), text=lambda row: amount(row.net), value=lambda row: row.net, width=116, right=True
            ),
            Column(key="currency", title=_("Currency"), text=lambda row: row.invoice.currency, tone=Tone.QUIET, width=76),
            Column(
                key="there",
                title=_("Number over there"),
                text=lambda row: row.transfer.shown_number if row.transfer else "",
                width=140,
            ),
            Column(
                key="reason",
                title=_("Reason"),
                text=lambda row: str(row.reasons[0].sentence) if row.reasons else "",
                tooltip=lambda row: str(row.reasons[0].sentence) if row.reasons else "",
                tone_of=lambda row: Tone.RED if row.lamp is Lamp.REFUSED else Tone.AMBER,
                width=160,
                stretch=True,
            ),
        ],
        row_id=lambda row: row.id,
        tint=lambda row: _TINTS.get(row.lamp_there, Tint.PLAIN),
    )


def log_table() -> TableModel[LogEntry]:
    """Outcome, time, what, sentence."""
    return TableModel(
        [
            Column(
                key="outcome",
                title=_("Outcome"),
                text=lambda one: str(OUTCOMES[one.outcome]),
                lamp=lambda one: OUTCOME_LAMPS[one.outcome],
                width=124,
            ),
            Column(
                key="at", title=_("Time"), text=lambda one: moment(one.at), value=lambda one: one.id, tone=Tone.QUIET, width=140
            ),
            Column(key="activity", title=_("What"), text=lambda one: str(ACTIVITIES[one.activity]), width=116),
            Column(
                key="message",
                title=_("Happened"),
                text=lambda one: str(one.message),
                tooltip=lambda one: str(one.message),
                width=200,
                stretch=True,
            ),
        ],
        row_id=lambda one: one.id,
    )


def contacts_table() -> TableModel[CardContact]:
    """Name, e-mail, phone, and whether the contact is linked."""
    return TableModel(
        [
            Column(key="name", title=_("Name"), text=lambda one: one.contact.name, width=200, stretch=True),
            Column(key="email", title=_("E-mail"), text=lambda one: one.contact.email, width=220, stretch=True),
            Column(key="phone", title=_("Phone"), text=lambda one: one.contact.phone, width=130),
            Column(
                key="linked",
                title=_("Over there"),
                text=lambda one: one.finance_name or (_("Linked") if one.is_linked else _("Not linked")),
                tooltip=lambda one: one.finance_id,
                lamp=lambda one: Lamp.DONE if one.is_linked else None,
                dot=lambda one: not one.is_linked,
                width=200,
                stretch=True,
            ),
        ],
        row_id=lambda one: one.contact.id,
    )
