"""What can be done with a customer, in words: actions with key, icon and name; buttons and results with their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.models.linking import LinkReport
from desktop.models.records import LINKING, Action, Decision
from desktop.texts import Message, in_a_row


@dataclass(frozen=True, slots=True)
class Systems:
    """The names of the two sides, as people write them; `lacks`: fields of customers that the finance system has no place for."""

    finance: str
    psa: str
    lacks: frozenset[str] = frozenset()


_NAMED = 3  # customers that are told by name after a write

KEYS = {
    Action.USE_PSA: ("T",),
    Action.USE_FINANCE: ("F",),
    Action.LINK_ONLY: ("K",),
    Action.IMPORT: ("I",),
    Action.IGNORE: ("N", "G"),
    Action.LATER: ("S", "U"),
}
"""The first is the one that is printed."""
ICONS = {
    Action.USE_PSA: "arrow-left",
    Action.USE_FINANCE: "arrow-right",
    Action.LINK_ONLY: "link",
    Action.IMPORT: "plus",
    Action.IGNORE: "eye-slash",
    Action.LATER: "clock",
}


def short_name(action: Action, systems: Systems) -> Message:
    """What stands in the row's last column."""
    return {
        Action.USE_PSA: Message("{system} data", system=systems.psa),
        Action.USE_FINANCE: Message("{system} data", system=systems.finance),
        Action.LINK_ONLY: Message("Link only"),
        Action.IMPORT: Message("Import"),
        Action.IGNORE: Message("Ignore"),
        Action.LATER: Message("Later"),
    }[action]


def long_name(action: Action, systems: Systems) -> Message:
    """What stands in menus and in the list of keys."""
    return {
        Action.USE_PSA: Message("Link, use {system} data", system=systems.psa),
        Action.USE_FINANCE: Message("Link, use {system} data", system=systems.finance),
        Action.LINK_ONLY: Message("Link only, overwrite nothing"),
        Action.IMPORT: Message("Import as a new customer in {system}", system=systems.psa),
        Action.IGNORE: Message("Ignore"),
        Action.LATER: Message("Put off"),
    }[action]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many customers are linked, imported, ignored."""

    link: int = 0
    import_: int = 0
    ignore: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.link + self.import_ + self.ignore


def planned(decisions: Iterable[Decision]) -> Counts:
    """What writing these decisions would do."""
    return counted(Counter(one.action for one in decisions))


def counted(actions: Mapping[Action, int]) -> Counts:
    """The same, from how many customers each action is planned for."""
    link = sum(actions.get(action, 0) for action in LINKING)
    return Counts(link, actions.get(Action.IMPORT, 0), actions.get(Action.IGNORE, 0))


def verb(counts: Counts, *, is_practice: bool) -> Message:
    """The primary button: `Link 312, import 14`."""
    values = {"link": counts.link, "import_": counts.import_, "ignore": counts.ignore}
    said = _VERBS[bool(counts.link), bool(counts.import_), bool(counts.ignore)]
    text = said[1] if is_practice else said[0]
    return Message(text.text, **values)


_VERBS: Mapping[tuple[bool, bool, bool], tuple[Message, Message]] = {
    (False, False, False): (Message("Link"), Message("Try: link")),
    (True, False, False): (Message("Link {link}"), Message("Try: link {link}")),
    (False, True, False): (Message("Import {import_}"), Message("Try: import {import_}")),
    (False, False, True): (Message("Ignore {ignore}"), Message("Try: ignore {ignore}")),
    (True, True, False): (Message("Link {link}, import {import_}"), Message("Try: link {link}, import {import_}")),
    (True, False, True): (Message("Link {link}, ignore {ignore}"), Message("Try: link {link}, ignore {ignore}")),
    (False, True, True): (Message("Import {import_}, ignore {ignore}"), Message("Try: import {import_}, ignore {ignore}")),
    (True, True, True): (
        Message("Link {link}, import {import_}, ignore {ignore}"),
        Message("Try: link {link}, import {import_}, ignore {ignore}"),
    ),
}


def result(report: LinkReport, *, left: int, late: int, is_practice: bool) -> Message:
    """What came of it: `312 linked. 14 imported. 2 refused.` Choices for `late` customers came after they were written."""
    parts = [
        sentence
        for sentence, count in (
            (Message("{count} linked.", count=len(report.linked)), len(report.linked)),
            (Message("{count} imported.", count=len(report.imported)), len(report.imported)),
            (Message("{count} ignored.", count=len(report.ignored)), len(report.ignored)),
            (Message("{count} refused.", count=len(report.refused)), len(report.refused)),
            (Message("Stopped: {count} not written.", count=left), left),
            (
                Message(
                    "{count} is linked, but not marked as such in the PSA.",
                    "{count} are linked, but not marked as such in the PSA.",
                    count=len(report.warnings),
                ),
                len(report.warnings),
            ),
        )
        if count
    ]
    parts += list(report.changed.values())[:_NAMED]
    if (unnamed := len(report.changed) - _NAMED) > 0:
        more = Message(
            "{count} more was changed meanwhile, and was not written.",
            "{count} more were changed meanwhile, and were not written.",
            count=unnamed,
        )
        parts.append(more)
    if late:
        parts.append(too_late(late))
    if is_practice:
        parts.append(Message("This was practice: nothing was sent to any system."))
    return in_a_row(parts) if parts else Message("Nothing was written.")


def too_late(count: int) -> Message:
    """What is told of choices for customers that the running write had at hand."""
    return Message(
        "The new choice for {count} customer came too late: it is written already, or was changed meanwhile.",
        "The new choices for {count} customers came too late: they are written already, or were changed meanwhile.",
        count=count,
    )


def decided_meanwhile(count: int) -> Message:
    """What is told when others work on the same customers."""
    return Message(
        "Something else was decided about {count} customer meanwhile, or it is linked. That stays, and is shown now.",
        "Something else was decided about {count} customers meanwhile, or they are linked. That stays, and is shown now.",
        count=count,
    )
