"""The columns of the log, and its facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from desktop.models.log_words import ACTIVITIES, OUTCOME_LAMPS, OUTCOMES
from desktop.models.records import Activity, LogEntry, Outcome
from desktop.texts import _, shown
from desktop.views.shared.amounts import moment
from desktop.views.shared.columns import Column, Tint, Tone, by_number
from desktop.views.shared.facets import Facet, FacetGroup

ACTIVITY, OUTCOME, SYSTEM, PERSON = "activity", "outcome", "system", "person"
Counts = Counter[tuple[Activity, Outcome, str, str]]

_TINTS = {Outcome.REFUSED: Tint.RED, Outcome.NOT_SENT: Tint.RED, Outcome.UNKNOWN: Tint.AMBER, Outcome.DONE: Tint.PLAIN}


def columns() -> list[Column[LogEntry]]:
    """Lamp, time, what, record, sentence; system and person on demand."""
    outcomes = {one: str(word) for one, word in OUTCOMES.items()}  # once, not for each of very many rows
    activities = {one: str(word) for one, word in ACTIVITIES.items()}
    return [
        Column(
            key=OUTCOME,
            title=_("Outcome"),
            text=lambda entry: outcomes[entry.outcome],
            lamp=lambda entry: OUTCOME_LAMPS[entry.outcome],
            width=104,
            fixed=True,
        ),
        Column(
            key="at",
            title=_("Time"),
            text=lambda entry: moment(entry.at),
            value=lambda entry: (entry.at, entry.id),
            tooltip=lambda entry: shown(entry.at),
            tone=Tone.QUIET,
            width=122,
            searched=False,
        ),
        Column(key=ACTIVITY, title=_("What"), text=lambda entry: activities[entry.activity], width=122),
        Column(
            key="subject",
            title=_("Record"),
            text=lambda entry: entry.subject,
            value=lambda entry: by_number(entry.subject),
            tooltip=lambda entry: entry.subject,
            width=66,
        ),
        Column(
            key="message",
            title=_("Happened"),
            text=lambda entry: str(entry.message),
            tooltip=lambda entry: str(entry.message),
            width=110,
            stretch=True,
        ),
        Column(key=SYSTEM, title=_("System"), text=lambda entry: entry.system, tone=Tone.QUIET, width=96, shown=False),
        Column(key=PERSON, title=_("Person"), text=lambda entry: entry.person, tone=Tone.QUIET, width=140, shown=False),
    ]


def tint(entry: LogEntry) -> Tint:
    """Red for what was refused or stopped, amber for what is uncertain."""
    return _TINTS[entry.outcome]


# facets


def counted(entries: Iterable[LogEntry]) -> Counts:
    """How many entries there are of each combination: few, however long the log."""
    return Counter((entry.activity, entry.outcome, entry.system, entry.person) for entry in entries)


def facet_groups(counts: Counts, chosen: Mapping[str, frozenset[str]]) -> list[FacetGroup]:
    """Every facet with the number of entries that the facets chosen in the other groups leave it."""
    found: dict[str, Counter[str]] = {key: Counter() for key in (ACTIVITY, OUTCOME, SYSTEM, PERSON)}
    for combination, count in counts.items():
        values = dict(zip(found, (str(value) for value in combination), strict=True))
        missed = [key for key, wanted in chosen.items() if values[key] not in wanted]
        for key, value in values.items():
            found[key][value] += 0 if set(missed) - {key} else count
    activities = [one for one in Activity if one in found[ACTIVITY]]
    return [
        FacetGroup(ACTIVITY, _("What"), tuple(Facet(one.value, str(ACTIVITIES[one]), found[ACTIVITY][one]) for one in activities)),
        FacetGroup(OUTCOME, _("Outcome"), tuple(Facet(one.value, str(OUTCOMES[one]), found[OUTCOME][one]) for one in Outcome)),
        FacetGroup(SYSTEM, _("System"), _named(found[SYSTEM], _("No system"))),
        FacetGroup(PERSON, _("Person"), _named(found[PERSON], _("Nobody"))),
    ]


def _named(counts: Counter[str], nameless: str) -> tuple[Facet, ...]:
    return tuple(Facet(name, name or nameless, counts[name]) for name in sorted(counts, key=str.casefold))


def keeps(chosen: Mapping[str, frozenset[str]]) -> Callable[[LogEntry], bool] | None:
    """The filter of the chosen facets; `None` when none is chosen."""
    if not chosen:
        return None
    activities, outcomes, systems, people = (chosen.get(key) for key in (ACTIVITY, OUTCOME, SYSTEM, PERSON))

    def is_kept(entry: LogEntry) -> bool:
        return (
            (activities is None or entry.activity in activities)
            and (outcomes is None or entry.outcome in outcomes)
            and (systems is None or entry.system in systems)
            and (people is None or entry.person in people)
        )

    return is_kept
