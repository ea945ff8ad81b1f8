"""The kinds of evidence behind the single suggestions: how many customers each has, what was judged, and what that proves."""

from __future__ import annotations

from desktop.models.sampling import EvidenceKind
from desktop.texts import Message, _
from desktop.texts import shown as as_text
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.table_model import TableModel


def kinds_table() -> TableModel[EvidenceKind]:
    """Ticked kinds are accepted; a kind whose sample is not judged cannot be ticked."""
    return TableModel(
        [
            Column(key="title", title=_("What agrees"), text=lambda one: str(one.title), width=220, stretch=True),
            Column(
                key="count",
                title=_("Customers"),
                text=lambda one: as_text(len(one.pairs)),
                value=lambda one: len(one.pairs),
                width=80,
                right=True,
            ),
            Column(key="judged", title=_("Judged"), text=_judged, width=124),
            Column(
                key="proven",
                title=_("Proven right"),
                text=_proven,
                value=lambda one: one.percent,
                tone_of=lambda one: Tone.INK if one.is_proven else Tone.QUIET,
                width=112,
            ),
            Column(
                key="rest",
                title=_("To accept"),
                text=lambda one: as_text(len(one.rest)),
                value=lambda one: len(one.rest),
                width=98,
                right=True,
            ),
        ],
        row_id=lambda one: one.key,
        tickable=True,
        can_tick=lambda one: one.can_be_accepted,
    )


def _judged(one: EvidenceKind) -> str:
    if not one.judged:
        return str(Message("0 of {count}", count=len(one.sample)))
    if one.is_judged:
        return str(Message("{right} of {count} right", right=one.right, count=one.judged))
    return str(Message("{judged} of {count}, {right} right", judged=one.judged, count=len(one.sample), right=one.right))


def _proven(one: EvidenceKind) -> str:
    if one.judged == len(one.pairs):
        return _("all judged")
    if not one.is_proven:
        return _("nothing yet")
    return str(Message("at least {percent} %", percent=one.percent))
