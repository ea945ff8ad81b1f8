"""The columns of the list: finance customer left, PSA customer right, the evidence, and the choice made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from desktop.models import table_export
from desktop.models.judging import has_website_for_email, reason_for, telling_evidence
from desktop.models.linking import Tab
from desktop.models.records import LINKING, Action, Customer
from desktop.models.records.suggestions import EvidenceField, Suggestion
from desktop.texts import _
from desktop.texts import shown as as_text
from desktop.views.link_customers.choices import ICONS, Systems, short_name
from desktop.views.link_customers.rows import Row
from desktop.views.shared.chips import SIGN_OF, Chip
from desktop.views.shared.columns import Column, Tint, Tone, by_number
from desktop.views.shared.table_model import TableModel

CHOICE, EVIDENCE, PSA_NAME, PSA_NUMBER, FINANCE_NUMBER = "choice", "evidence", "psa_name", "psa_number", "finance_number"
_MOST_CHIPS = 3
_ACTION_ORDER = {action: number for number, action in enumerate(Action)}


def pair_table(systems: Systems) -> TableModel[Row]:
    """The model of the list."""
    return TableModel(
        _columns(systems),
        row_id=attrgetter("id"),
        reason=attrgetter("reason"),
        tint=_tint,
        found_by=attrgetter("found_by"),
        tickable=True,
        can_tick=lambda row: row.written is None,
    )


def export_columns(columns: Sequence[Column[Row]], systems: Systems) -> list[table_export.Column[Row]]:
    """These columns for a file: each says whose field it is, the evidence stands in words."""
    names = {"finance": systems.finance, "psa": systems.psa}

    def one(column: Column[Row]) -> table_export.Column[Row]:
        system = names.get(column.key.split("_")[0], "")
        title = column.title if not system or system in column.title else f"{column.title} ({system})"
        return table_export.Column(title=title, value=_evidence_in_words if column.key == EVIDENCE else column.text)

    return [one(column) for column in columns]


def _evidence_in_words(row: Row) -> str:
    return str(reason_for(row.suggestion)) if row.suggestion else ""


def evidence_chips(suggestion: Suggestion | None, finance: Customer, psa: Customer | None) -> tuple[Chip, ...]:
    """The evidence worth showing as chips; the rest is one more chip, `+2`."""
    if suggestion is None or psa is None:
        return ()
    shown, rest = telling_evidence(suggestion, _MOST_CHIPS)
    names = field_titles()
    if has_website_for_email(finance, psa):
        names[EvidenceField.EMAIL] = _("Website")
    chips = [Chip(names[one.field], SIGN_OF[one.verdict], f"{one.sentence}.") for one in shown]
    if rest:
        chips.append(Chip(f"+{len(rest)}", sentence="\n".join(f"{one.sentence}." for one in rest)))
    return tuple(chips)


def field_titles() -> dict[EvidenceField, str]:
    """The short names of what two customers are compared by, as chips and facets have them."""
    return {
        EvidenceField.NUMBER: _("No."),
        EvidenceField.VAT_NUMBER: _("CVR"),
        EvidenceField.EAN: _("EAN"),
        EvidenceField.PHONE: _("Phone"),
        EvidenceField.EMAIL: _("E-mail"),
        EvidenceField.NAME: _("Name"),
        EvidenceField.ADDRESS: _("Address"),
        EvidenceField.ZIP_CODE: _("Postcode"),
        EvidenceField.CITY: _("Town"),
        EvidenceField.COUNTRY: _("Country"),
    }


def _columns(systems: Systems) -> Sequence[Column[Row]]:
    new, nobody, unread = _("New customer in {system}").format(system=systems.psa), _("No suggestion"), _("Not looked up yet")
    failed = _("Look-up failed")

    def psa_name(row: Row) -> str:
        if row.psa is not None:
            return row.psa.name
        if row.decision is not None and row.decision.action is Action.IMPORT:
            return new
        if row.is_failed:
            return failed
        return {Tab.NOT_LOOKED_UP: unread, Tab.LINKED: ""}.get(row.pair.tab, nobody)

    return [
        Column(
            key=FINANCE_NUMBER,
            title=_("No."),
            text=lambda row: row.pair.finance.number,
            value=lambda row: by_number(row.pair.finance.number) if row.pair.finance.number else None,
            width=74,
            right=True,
            fixed=True,
            held=True,
        ),
        Column(
            key="finance_name",
            title=_("Name"),
            text=lambda row: row.pair.finance.name,
            width=130,
            stretch=True,
            fixed=True,
            held=True,
        ),
        *_more("finance", systems.finance, lambda row: row.pair.finance),
        Column(
            key=PSA_NUMBER,
            title=_("No."),
            text=lambda row: row.psa.number if row.psa else "",
            value=lambda row: by_number(row.psa.number) if row.psa and row.psa.number else None,
            width=74,
            right=True,
            side_line=True,
            fixed=True,
        ),
        Column(
            key=PSA_NAME,
            title=_("Name"),
            text=psa_name,
            tone_of=lambda row: Tone.INK if row.psa is not None else Tone.QUIET,
            caret=lambda row: row.is_open,
            width=130,
            stretch=True,
            fixed=True,
        ),
        *_more("psa", systems.psa, lambda row: row.psa),
        Column(
            key=EVIDENCE,
            title=_("Evidence"),
            text=lambda row: ", ".join(chip.shown for chip in evidence_chips(row.suggestion, row.pair.finance, row.psa)),
            value=lambda row: -row.suggestion.score if row.suggestion else None,
            chips=lambda row: evidence_chips(row.suggestion, row.pair.finance, row.psa),
            width=206,
            searched=False,
        ),
        Column(
            key=CHOICE,
            title=_("Choice"),
            text=_choice_text(systems),
            value=lambda row: _ACTION_ORDER[row.decision.action] if row.decision else None,
            icon=_choice_icon,
            tone_of=_choice_tone,
            caret=lambda row: row.is_open,
            width=166,
            fixed=True,
            searched=False,
        ),
    ]


def _more(side: str, system: str, customer: Callable[[Row], Customer | None]) -> list[Column[Row]]:
    """Columns that stay hidden until they are chosen; the search looks into them all the same."""

    def column(name: str, title: str, *, width: int = 120) -> Column[Row]:
        def text(row: Row) -> str:
            found = customer(row)
            return getattr(found, name) if found is not None else ""

        return Column(key=f"{side}_{name}", title=f"{title} ({system})", text=text, width=width, shown=False)

    return [
        column("vat_number", _("CVR number"), width=104),
        column("ean", _("EAN")),
        column("phone", _("Phone")),
        column("email", _("E-mail"), width=180),
        column("address", _("Address"), width=180),
        column("zip_code", _("Postcode"), width=80),
        column("city", _("Town")),
        column("country", _("Country"), width=64),
    ]


def _choice_text(systems: Systems) -> Callable[[Row], str]:
    actions = {action: short_name(action, systems).render() for action in Action}
    choose, linked, imported, ignored, unread = _("Choose"), _("Linked"), _("Imported"), _("Ignored customer"), _("Not looked up")
    failed, nothing = _("Look-up failed"), _("Nothing found")
    written = dict.fromkeys(LINKING, linked) | {Action.IMPORT: imported, Action.IGNORE: ignored}

    def text(row: Row) -> str:
        if row.written is not None:
            return written[row.written]
        if row.pair.link is not None:
            return as_text(row.pair.link.decided_at.astimezone().date())
        if row.decision is not None:
            return actions[row.decision.action]
        if row.is_failed:
            return failed
        return {Tab.IGNORED: ignored, Tab.NOT_LOOKED_UP: unread, Tab.NONE: nothing}.get(row.pair.tab, choose)

    return text


def _choice_icon(row: Row) -> str:
    if row.written is not None or row.pair.link is not None:
        return "check"
    if row.decision is not None:
        return ICONS[row.decision.action]
    if row.is_failed:
        return "warning-circle"
    return {Tab.IGNORED: "eye-slash", Tab.NOT_LOOKED_UP: "hourglass", Tab.NONE: "magnifying-glass"}.get(
        row.pair.tab, "circle-dashed"
    )


def _choice_tone(row: Row) -> Tone:
    if row.written is not None:
        return Tone.GREEN
    if row.is_failed:
        return Tone.RED
    return Tone.INK if row.decision is not None and row.decision.action is not Action.LATER else Tone.QUIET


def _tint(row: Row) -> Tint:
    if not row.reason:
        return Tint.PLAIN
    return Tint.RED if row.pair.link is None else Tint.AMBER  # a link stands, whatever is to be said of it
