"""What linking customers shows and reports: tabs, pairs, previews, and what a batch did or took back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop.models import field_mapping
from desktop.models.field_mapping import EMPTY_THERE, FieldTable
from desktop.models.field_mapping import FieldChange as FieldChange  # a part of the preview: views know it from here
from desktop.models.records import Action, Bucket, Customer, CustomerSuggestions, Decision, Link, Reason, Side, Suggestion
from desktop.texts import Message, in_a_row

KEPT_BY_YOU = Message("Kept by you.")


class Tab(StrEnum):
    """The tabs of the page; `LINKED` holds what is done."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"
    IGNORED = "ignored"
    LINKED = "linked"
    NOT_LOOKED_UP = "not_looked_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPair:
    """A finance customer with all that is known about its counterpart."""

    finance: Customer
    tab: Tab
    suggestions: CustomerSuggestions | None = None
    decision: Decision | None = None
    link: Link | None = None

    @property
    def suggested(self) -> tuple[Suggestion, ...]:
        """Its suggestions, best first; none where none were found, or looked for."""
        return self.suggestions.suggestions if self.suggestions else ()

    @property
    def is_undecided(self) -> bool:
        """Nobody has decided about it: it is neither linked, planned, put off nor ignored."""
        return self.decision is None and self.tab not in (Tab.LINKED, Tab.IGNORED)

    @property
    def is_broken_off(self) -> bool:
        """The two are linked, but the values that were to be overwritten then are still planned."""
        return is_broken_off(self.decision, self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingRegister:
    """Everything the page shows: the finance customers, and the PSA customers to choose from, by id.

    `groups` are the names of the finance system's customer groups by id; `troubles` say why the last look-up failed. `marked` are
    those that the PSA says are linked, though they are not here: another installation wrote that there. PSA ids by finance id.
    `unmarked` are linked here, though the PSA does not say so where it could: finance ids. `marked_otherwise` are linked here to
    PSA customers that are marked as linked to another finance customer: its number and name, by finance id.
    """

    pairs: list[CustomerPair]
    psa: dict[str, Customer]
    linked_psa_ids: frozenset[str]
    groups: Mapping[str, str] = field(default_factory=dict)
    troubles: tuple[Message, ...] = ()
    marked: Mapping[str, str] = field(default_factory=dict)
    unmarked: frozenset[str] = frozenset()
    marked_otherwise: Mapping[str, str] = field(default_factory=dict)

    def counts(self) -> dict[Tab, int]:
        """How many customers stand in each tab."""
        counts = dict.fromkeys(Tab, 0)
        for pair in self.pairs:
            counts[pair.tab] += 1
        return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCustomers:
    """What another page wants to be shown here: a tab, or the tab of one customer, and what the list is narrowed to.

    `psa_ids` are customers of the PSA: the first that stands in a row is gone to; of several the list shows these alone.
    `facets` are keys by group as the page's facets have them, for instance `{"choice": {"later"}}`. `chooses_employees`: who is who
    among the employees is asked.
    """

    tab: Tab | None = None
    finance_id: str = ""
    psa_ids: tuple[str, ...] = ()
    search: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    chooses_employees: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPreview:
    """What one decision would write: in which system, field by field, and what that system would refuse."""

    decision: Decision
    finance: Customer
    psa: Customer | None
    written_side: Side | None  # None: a link only, nothing is overwritten
    changes: tuple[FieldChange, ...] = ()
    problems: tuple[Message, ...] = ()

    @property
    def changed_fields(self) -> int:
        """How many fields get a new value."""
        return sum(change.is_changed for change in self.changes)

    @property
    def what_changes(self) -> dict[str, tuple[str, str]]:
        """The values of each field that would change, as shown: before and after."""
        return {one.field: (one.old, one.new) for one in self.changes if one.is_changed}

    def can_choose(self, change: FieldChange) -> bool:
        """Whether the user may keep or change this field; a customer that is created takes all of them."""
        return self.psa is not None and (change.is_changed or change.field in self.decision.kept_fields)

    def choosing(self, field: str, *, keep: bool) -> CustomerPreview:
        """The same preview with one field kept as it is, or changed after all."""
        kept = self.decision.kept_fields | {field} if keep else self.decision.kept_fields - {field}
        changes = tuple(
            replace(change, is_changed=not keep, reason=KEPT_BY_YOU if keep else None)
            if change.field == field and self.can_choose(change)
            else change
            for change in self.changes
        )
        return replace(self, decision=replace(self.decision, kept_fields=kept), changes=changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewTotals:
    """What many decisions together would write."""

    changed_customers: Mapping[Side, int]  # that are there already and get new values
    changed_fields: Mapping[Side, int]  # of those customers
    created: int  # in the PSA
    kept_because_empty: int
    refused: int  # customers with a value that the system would refuse

    @property
    def is_nothing(self) -> bool:
        """Nothing is overwritten, created or refused: links only."""
        return not (any(self.changed_customers.values()) or self.created or self.refused)


def preview_totals(previews: Iterable[CustomerPreview]) -> PreviewTotals:
    """The sums of a preview."""
    customers, fields = dict.fromkeys(Side, 0), dict.fromkeys(Side, 0)
    created = kept = refused = 0
    for one in previews:
        refused += bool(one.problems)
        created += one.decision.action is Action.IMPORT
        kept += sum(change.reason == EMPTY_THERE for change in one.changes)
        if one.psa is not None and one.written_side is not None and one.changed_fields:
            customers[one.written_side] += 1
            fields[one.written_side] += one.changed_fields
    return PreviewTotals(
        changed_customers=customers, changed_fields=fields, created=created, kept_because_empty=kept, refused=refused
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """What a batch did to which finance customers (by id), and why the refused ones were refused.

    `changed` are those that were planned otherwise meanwhile: they were not written, and the sentences name customer and person.
    """

    batch_id: int
    linked: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    refused: Mapping[str, Reason]
    changed: Mapping[str, Message] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkReport:
    """How many missing marks of links were written in the PSA, how many were not, and why the first of those was not."""

    written: int
    left: int
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoReport:
    """For how many customers and people undo took something back, what it left alone and why, and what cannot be taken back.

    `failed` is what a passing trouble prevented: the batch stays open, and undo may be repeated.
    """

    undone: int
    left_alone: tuple[Message, ...]
    not_possible: tuple[Message, ...]
    failed: tuple[Message, ...] = ()
    people: int = 0

    @property
    def sentence(self) -> Message:
        """What was taken back, in a sentence."""
        customers = Message(
            "What was decided for {count} customer is taken back.",
            "What was decided for {count} customers is taken back.",
            count=self.undone,
        )
        if not self.people:
            return customers
        people = Message(
            "What was decided for {count} contact or employee is taken back.",
            "What was decided for {count} contacts and employees is taken back.",
            count=self.people,
        )
        return in_a_row([customers, people]) if self.undone else people


_TABS = {Bucket.ONE: Tab.ONE, Bucket.SEVERAL: Tab.SEVERAL, Bucket.NONE: Tab.NONE}
UNDO_AGAIN = Message("Undo once more to take back the rest.")


def is_broken_off(plan: Decision | None, link: Link | None) -> bool:
    """Whether linking ended between the link and the overwriting, for instance because the program was killed: both are there."""
    overwrites = plan is not None and plan.action in (Action.USE_PSA, Action.USE_FINANCE)
    return overwrites and plan is not None and link is not None and plan.psa_id == link.psa_id


def number_after(customers: Iterable[Customer]) -> str:
    """The number that continues the series: one above the highest number of digits only; empty when there is none."""
    numbers = [int(one.number) for one in customers if one.number.isascii() and one.number.isdigit()]
    return str(max(numbers) + 1) if numbers else ""


def still_free(suggestions: Mapping[str, CustomerSuggestions], links: Mapping[str, Link]) -> dict[str, CustomerSuggestions]:
    """The suggestions without PSA customers that were linked since; `links` by finance id. Who is linked keeps what was found.

    Who has lost the one clear match stands under *Several* while anything is left, and who has nothing left under *None*.
    """
    taken = {link.psa_id for link in links.values()}
    return {id_: one if id_ in links else _without(one, taken) for id_, one in suggestions.items()}


def _without(found: CustomerSuggestions, taken: set[str]) -> CustomerSuggestions:
    left = tuple(one for one in found.suggestions if one.psa_id not in taken)
    if len(left) == len(found.suggestions):
        return found
    if not left or found.bucket is Bucket.NONE:
        bucket = Bucket.NONE
    elif found.suggestions[0].psa_id in taken:
        bucket = Bucket.SEVERAL
    else:
        bucket = found.bucket
    return replace(found, bucket=bucket, suggestions=left)


def marked_pairs(psa: Iterable[Customer], links: Mapping[str, Link], key_name: str) -> dict[str, str]:
    """Which finance customers the PSA's external keys of that name say are linked, though neither side is linked here.

    PSA ids by finance id; product.md chapter 10. Two PSA customers with the same key say nothing, nor does one with two keys.
    """
    taken = {link.psa_id for link in links.values()}
    found: dict[str, list[str]] = {}
    for one in psa:
        for key in one.external_keys:
            if key.system_name == key_name and not one.is_gone:
                found.setdefault(key.external_id, []).append(one.id)
    keys = Counter(psa_id for psa_ids in found.values() for psa_id in psa_ids)
    return {
        finance_id: psa_ids[0]
        for finance_id, psa_ids in found.items()
        if finance_id not in links and len(psa_ids) == 1 and psa_ids[0] not in taken and keys[psa_ids[0]] == 1
    }


def unmarked_links(psa: Mapping[str, Customer], links: Iterable[Link], key_name: str) -> list[Link]:
    """The links of PSA customers that carry no external key of that name; customers that are gone keep no keys."""
    return [
        link
        for link in links
        if (customer := psa.get(link.psa_id)) is not None and not customer.is_gone and not marks_of(customer, key_name)
    ]


def marked_otherwise(psa: Mapping[str, Customer], links: Iterable[Link], key_name: str) -> dict[str, str]:
    """The links of PSA customers whose external keys of that name tell another link; customers that are gone keep no keys.

    By finance id the one that is told instead.
    """
    found = {}
    for link in links:
        customer = psa.get(link.psa_id)
        marks = [] if customer is None or customer.is_gone else marks_of(customer, key_name)
        if marks and link.finance_id not in marks:
            found[link.finance_id] = marks[0]
    return found


def marks_of(customer: Customer, key_name: str) -> list[str]:
    """To which finance customers (ids) the external keys of that name say that a PSA customer is linked."""
    return [key.external_id for key in customer.external_keys if key.system_name == key_name]


def marked_to_link(marked: Mapping[str, str], pairs: Iterable[CustomerPair], planned: Iterable[Decision | None]) -> dict[str, str]:
    """Which of the `marked` among these pairs are undecided, without those whose PSA customer is planned for another one.

    PSA ids by finance id.
    """
    chosen = {one.psa_id for one in planned if one is not None}
    return {
        pair.finance.id: psa_id
        for pair in pairs
        if pair.is_undecided and (psa_id := marked.get(pair.finance.id)) is not None and psa_id not in chosen
    }


def tab_of(finance_id: str, links: Mapping[str, Link], ignored: set[str], suggestions: Mapping[str, CustomerSuggestions]) -> Tab:
    """In which tab a finance customer stands; a link counts more than *ignored*, and that more than a suggestion."""
    if finance_id in links:
        return Tab.LINKED
    if finance_id in ignored:
        return Tab.IGNORED
    found = suggestions.get(finance_id)
    return Tab.NOT_LOOKED_UP if found is None else _TABS[found.bucket]


def preview_of(
    decision: Decision, finance: Customer, psa: Customer | None, table_of: Callable[[Side], FieldTable]
) -> CustomerPreview:
    """What writing a decision would do, field by field, by the declared table of the system that is written to."""
    plain = CustomerPreview(decision=decision, finance=finance, psa=psa, written_side=None)
    match decision.action:
        case Action.USE_PSA if psa is not None:
            side, target, source = Side.FINANCE, finance, psa
        case Action.USE_FINANCE if psa is not None:
            side, target, source = Side.PSA, psa, finance
        case Action.IMPORT:
            side, target, source = Side.PSA, Customer(), finance
        case _:
            return plain
    table = table_of(side)
    changes, after = field_mapping.overwritten(table, target, source)
    kept = [
        replace(change, is_changed=False, reason=KEPT_BY_YOU) if change.field in decision.kept_fields else change
        for change in changes
    ]
    kept_names = {name for one in table.fields if one.ours in decision.kept_fields for name in (one.ours, *one.joined)}
    after = replace(after, **{name: getattr(target, name) for name in kept_names})
    creating = decision.action is Action.IMPORT
    problems = field_mapping.problems(table, source if creating else after, creating=creating)
    if not creating:  # what stands there already is that system's own
        written = {one.field for one in kept if one.is_changed}
        problems = [one for one in problems if one.field in written]
    return replace(plain, written_side=side, changes=tuple(kept), problems=tuple(problem.sentence for problem in problems))
