"""What a run under faults ends with: everything over there is counted, documents without our reference as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from desktop.demo.finance_sides import Content, Document
from desktop.models.records import Transfer, TransferState
from desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Meddled:
    """Ids of documents with which a person did something over there while the run was going on."""

    deleted: Collection[str] = ()  # and *Transfer again* was pressed, which need not have come through yet
    renamed: Collection[str] = ()  # given another reference, whatever else was changed or done
    copies: Collection[str] = ()  # drafts over there that a person made, by their own ids


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted at the end. Everything in `must_be_zero` is a broken promise unless it is 0."""

    documents: int
    seed: int
    killed: int  # processes that were killed while they sent
    faults: Mapping[str, int]  # how many of each kind happened
    attempts: int
    uncertain: int  # outcomes that were unknown for a time
    seconds: float
    must_be_zero: Mapping[str, int]
    meddled: Mapping[str, int] = field(default_factory=dict)  # what persons did meanwhile, and how often
    judged: int = 0  # documents of which a person said whether they are the invoice, since nobody else could tell

    @property
    def is_proven(self) -> bool:
        """Whether each document lies in exactly one place, and is green."""
        return not any(self.must_be_zero.values())

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {**asdict(self), "is_proven": self.is_proven}

    def rows(self) -> list[tuple[Message, int]]:
        """The table of counts, for people."""
        return [
            (Message("Documents"), self.documents),
            (Message("Seed"), self.seed),
            (Message("Processes killed"), self.killed),
            (Message("Faults"), sum(self.faults.values())),
            *((Message("of these: {kind}", kind=kind), number) for kind, number in sorted(self.faults.items())),
            *((_MEDDLING[name], number) for name, number in self.meddled.items()),
            (Message("Documents of which only a person could say whether they are the invoice"), self.judged),
            (Message("Attempts"), self.attempts),
            (Message("Outcomes that were unknown for a time"), self.uncertain),
            *((Message("At the end: {what}", what=_WORDS[name]), number) for name, number in self.must_be_zero.items()),
            (Message("Seconds"), round(self.seconds)),
        ]


_WORDS = {
    "doubles": Message("doubles"),
    "lost": Message("lost"),
    "false_green": Message("green but not there"),
    "unknown": Message("still unknown"),
    "not_green": Message("not green"),
    "not_written_back": Message("number not in the PSA"),
    "people_twice": Message("customers, contacts and employees made twice"),
}
_MEDDLING = {
    "deleted": Message("Drafts that a person deleted, and let be sent again from two processes"),
    "renamed": Message("Drafts that a person gave another reference, and booked"),
    "moved": Message("Drafts that a person gave another reference and date"),
    "altered": Message("Drafts that a person gave another reference, made 0.01 dearer, and booked"),
    "copied": Message("Drafts that a person copied for another customer, with our reference"),
    "taken": Message("Drafts that a person gave the reference of another invoice of ours"),
    "priced": Message("Drafts of which a person made a line 1.00 dearer"),
    "booked": Message("Drafts that a person booked under an own number, without a trace of the draft"),
    "cleared": Message("Drafts that a person took the reference from, and booked without a trace of the draft"),
}


def broken_promises(
    wanted: Mapping[str, Content],
    there: Iterable[Document],
    transfers: Mapping[str, Transfer],
    meddled: Meddled | None = None,
) -> dict[str, int]:
    """What must be 0 at the end, by our invoice ids; doubles and false green must be it all the time.

    A double is every document beyond the wanted ones, by reference and by content, so one without our reference is counted as well;
    lost is a wanted one that cannot be found in one of the two ways.
    """
    meddled = meddled or Meddled()
    documents = [one for one in there if one.draft_id not in meddled.copies]
    transfers = {id_: one for id_, one in transfers.items() if id_ in wanted}
    green = {id_: one for id_, one in transfers.items() if one.state is TransferState.TRANSFERRED}
    contents, wanted_contents = Counter(one.content for one in documents), Counter(wanted.values())
    references = Counter(one.reference for one in documents)
    ours = Counter(one.reference for id_, one in transfers.items() if id_ not in meddled.renamed)
    unasked = references.total() - (references & ours).total() - len(meddled.renamed)
    missing = [id_ for id_, one in green.items() if id_ not in meddled.renamed and id_ not in meddled.deleted]
    return {
        "doubles": max(unasked, (contents - wanted_contents).total()),
        "lost": max(sum(transfers[id_].reference not in references for id_ in missing), (wanted_contents - contents).total()),
        "false_green": _false_green(documents, {id_: wanted[id_] for id_ in green if id_ not in meddled.deleted}, green),
        "unknown": sum(one.state in (TransferState.UNKNOWN, TransferState.SENDING) for one in transfers.values()),
        "not_green": len(wanted) - len(green),
        "not_written_back": sum(not one.written_state for one in green.values()),
    }


def _false_green(documents: Sequence[Document], contents: Mapping[str, Content], green: Mapping[str, Transfer]) -> int:
    """How many do not name a document that says what theirs must say, or one that another green row names too."""
    at = {("draft", one.draft_id): one for one in documents if one.draft_id}
    at |= {("booked", one.number): one for one in documents if one.number}
    named = set()
    for id_, content in contents.items():
        found = (at.get(("booked", green[id_].finance_number)), at.get(("draft", green[id_].finance_id)))
        named.update(next(([one] for one in found if one is not None and one.content == content), []))
    return len(contents) - len(named)


def made_twice(people: Iterable[tuple[str, ...]], before: Mapping[tuple[str, ...], int]) -> int:
    """Customers, contacts and employees over there that stand there more often than one time, and than they did before."""
    return sum(max(0, count - max(1, before.get(one, 0))) for one, count in Counter(people).items())
