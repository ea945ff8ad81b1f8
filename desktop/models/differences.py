"""What is not the same on both sides of a transferred invoice, by class and in words; pure (product.md chapter 7, *Afstem*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop.models.records import BothSides, Figures, FinanceInvoice, FinanceLine, Invoice, InvoiceLine
from desktop.models.records.rounding import CENT
from desktop.texts import Message


class Difference(StrEnum):
    """What is not the same; of several the first named here is the gravest, and is the class of the row."""

    MISSING = "missing"  # never transferred, or nothing over there under our reference
    UNKNOWN_HERE = "unknown_here"  # over there under a reference of ours that no document of the PSA has
    NOT_READ = "not_read"  # transferred after the other side was last read
    CANNOT_BE_TOLD = "cannot_be_told"  # the document is gone, but another one may be it: `Reason` of the transfer says which
    DELETED = "deleted"  # was transferred, is not there any more
    TWICE = "twice"  # more than one document over there under our reference
    KIND = "kind"
    CUSTOMER = "customer"  # over there it lies with a customer that ours is not linked to
    CURRENCY = "currency"
    EXTRA_LINE = "extra_line"  # a line over there that is not here
    MISSING_LINE = "missing_line"  # a line here that is not over there
    ROUNDING = "rounding"  # of the amounts below: not more than a hundredth a line
    NET = "net"
    VAT = "vat"
    GROSS = "gross"
    DATE = "date"
    CHANGED_HERE = "changed_here"  # since the transfer
    CHANGED_THERE = "changed_there"


AMOUNTS = frozenset({Difference.NET, Difference.VAT, Difference.GROSS})

CLASSES: dict[Difference, Message] = {
    Difference.MISSING: Message("Not transferred"),
    Difference.UNKNOWN_HERE: Message("Unknown here"),
    Difference.NOT_READ: Message("Not read yet"),
    Difference.CANNOT_BE_TOLD: Message("Cannot be told"),
    Difference.DELETED: Message("Deleted"),
    Difference.TWICE: Message("There twice"),
    Difference.KIND: Message("Other type"),
    Difference.CUSTOMER: Message("Customer"),
    Difference.CURRENCY: Message("Currency"),
    Difference.EXTRA_LINE: Message("Extra line there"),
    Difference.MISSING_LINE: Message("Line missing there"),
    Difference.ROUNDING: Message("Rounding"),
    Difference.NET: Message("Amount"),
    Difference.VAT: Message("VAT"),
    Difference.GROSS: Message("Total with VAT"),
    Difference.DATE: Message("Date"),
    Difference.CHANGED_HERE: Message("Changed after the transfer"),
    Difference.CHANGED_THERE: Message("Changed after the transfer"),
}
"""What each class is called."""

OF_ANOTHER = frozenset({Difference.TWICE, Difference.KIND, Difference.CUSTOMER, Difference.CURRENCY})
"""Such a document may not be this one: nothing about it is told to the PSA before somebody has accepted it."""


CANNOT_BE_TOLD = "cannot_be_told"
"""Kind of the reason that a transferred document keeps while nobody can tell what became of it over there."""

DELETED_THERE = "deleted_there"
"""Kind of the reason that a transfer keeps once its document was proven to be gone over there."""


@dataclass(frozen=True, slots=True)
class LineChanges:
    """How the lines of both sides fit. `rounded` are positions of our lines that differ by a hundredth at most."""

    added: tuple[FinanceLine, ...]
    missing: tuple[InvoiceLine, ...]
    rounded: tuple[int, ...]


def compared(
    invoice: Invoice,
    there: FinanceInvoice,
    ours: Figures,
    theirs: Figures,
    *,
    copies: int,
    before: BothSides | None,
    is_another_customer: bool = False,
) -> list[Difference]:
    """What differs, the gravest first. `before` are the figures of both sides when it was transferred, if they are known.

    Amounts are compared as they count: an invoice may be negative, and a credit note of 0 looks like an invoice of 0.
    """
    if copies == 1 and not is_another_customer and ours.is_exactly(theirs):
        return []
    found = {Difference.TWICE} if copies > 1 else set()
    if is_another_customer:
        found.add(Difference.CUSTOMER)
    amounts = _amounts_that_differ(ours, theirs)
    if Difference.NET in amounts and (invoice.kind is not there.kind or ours.net * theirs.net < 0):
        found.add(Difference.KIND)
    if ours.currency != theirs.currency:
        found.add(Difference.CURRENCY)
    if amounts and not found & {Difference.KIND, Difference.CURRENCY}:
        found |= _cause(invoice, there, ours, theirs, amounts)
    if theirs.date is not None and ours.date != theirs.date:
        found.add(Difference.DATE)
    found |= amounts
    if found and before is not None:
        if before.here is not None and not before.here.says_the_same(ours):
            found.add(Difference.CHANGED_HERE)
        if before.there is not None and not before.there.says_the_same(theirs):
            found.add(Difference.CHANGED_THERE)
    return [one for one in Difference if one in found] if found else []


def line_changes(invoice: Invoice, there: FinanceInvoice) -> LineChanges | None:
    """How the lines fit, by their amounts; `None` when those over there were not read."""
    if not there.lines:
        return None
    left = [line for line in there.lines if line.net]
    unmatched: list[InvoiceLine] = []
    for line in invoice.lines:
        same = next((one for one in left if one.net == line.net), None)
        if same is not None:
            left.remove(same)
        elif line.net:
            unmatched.append(line)
    missing, rounded = [], []
    for line in unmatched:
        near = next((one for one in left if abs(one.net - line.net) <= CENT), None)
        if near is None:
            missing.append(line)
        else:
            left.remove(near)
            rounded.append(line.position)
    return LineChanges(tuple(left), tuple(missing), tuple(rounded))


def explanation(
    differences: Sequence[Difference],
    invoice: Invoice | None,
    there: FinanceInvoice | None,
    *,
    psa: str,
    system: str,
    customer: str = "",
) -> Message | None:
    """The gravest difference as a sentence; of amounts, which are marked anyhow, it says where they changed, if that is known.

    `customer` is what the customer over there is called.
    """
    if not differences:
        return None
    sides = {Difference.CHANGED_HERE: psa, Difference.CHANGED_THERE: system}
    changed = [name for side, name in sides.items() if side in differences]
    if differences[0] in AMOUNTS and changed:
        return Message("Changed later in {system}.", system=tuple(changed))
    if differences[0] is Difference.CUSTOMER:
        return Message("Lies with {customer} in {system}.", customer=customer, system=system)
    return _sentence(differences[0], invoice, there, psa=psa, system=system)


def _amounts_that_differ(ours: Figures, theirs: Figures) -> set[Difference]:
    """The total with VAT says something of its own only when net and VAT agree."""
    found = {Difference.NET} if _differ(ours.net, theirs.net) else set()
    if _differ(ours.vat, theirs.vat):
        found.add(Difference.VAT)
    if not found and _differ(ours.gross, theirs.gross):
        found.add(Difference.GROSS)
    return found


def _differ(one: Decimal | None, two: Decimal | None) -> bool:
    return one is not None and two is not None and abs(one - two) >= CENT


def _cause(invoice: Invoice, there: FinanceInvoice, ours: Figures, theirs: Figures, amounts: set[Difference]) -> set[Difference]:
    """Why amounts differ, as far as it can be told: a line more or less, or rounding."""
    lines = line_changes(invoice, there)
    if lines is not None and (lines.added or lines.missing):
        if lines.added and lines.missing:
            return set()
        return {Difference.EXTRA_LINE if lines.added else Difference.MISSING_LINE}
    # Either side rounds each line and its VAT to the hundredth, so a line may add half of one on each side.
    most = CENT * max(1, sum(not line.is_text_only for line in invoice.lines))
    apart = {
        Difference.NET: (ours.net, theirs.net, most),
        Difference.VAT: (ours.vat, theirs.vat, most),
        Difference.GROSS: (ours.gross, theirs.gross, 2 * most + abs(invoice.rounding)),
    }
    is_rounding = all(one is None or two is None or abs(one - two) <= limit for one, two, limit in map(apart.__getitem__, amounts))
    return {Difference.ROUNDING} if is_rounding else set()


def _sentence(difference: Difference, invoice: Invoice | None, there: FinanceInvoice | None, *, psa: str, system: str) -> Message:
    match difference:
        case Difference.NOT_READ:
            return Message("Transferred since {system} was last read.", system=system)
        case Difference.MISSING:
            return Message("Not found in {system}.", system=system)
        case Difference.UNKNOWN_HERE:
            reference = there.reference if there else ""
            return Message("{system} has it as {reference}; {psa} does not.", system=system, reference=reference, psa=psa)
        case Difference.DELETED:
            return Message("Deleted in {system}.", system=system)
        case Difference.TWICE:
            return Message("More than one document in {system} carries this reference.", system=system)
        case Difference.KIND:
            return Message("Invoice on one side, credit note on the other.")
        case Difference.CURRENCY:
            ours, theirs = invoice.currency if invoice else "", there.currency if there else ""
            return Message("{ours} here, {theirs} in {system}.", ours=ours, theirs=theirs, system=system)
        case Difference.EXTRA_LINE | Difference.MISSING_LINE | Difference.ROUNDING:
            return _line_sentence(difference, invoice, there, system)
        case Difference.NET:
            return Message("The net amounts differ.")
        case Difference.VAT:
            return Message("The VAT differs.")
        case Difference.GROSS:
            return Message("The totals with VAT differ.")
        case _:
            return Message("Dated {date} in {system}.", date=there.date if there else None, system=system)


def _line_sentence(difference: Difference, invoice: Invoice | None, there: FinanceInvoice | None, system: str) -> Message:
    changes = line_changes(invoice, there) if invoice and there else None
    added, missing = (changes.added, changes.missing) if changes else ((), ())
    match difference:
        case Difference.EXTRA_LINE:
            texts = tuple(line.text for line in added)
            return Message(
                "A line was added in {system}: {lines}.",
                "{count} lines were added in {system}: {lines}.",
                count=len(added),
                system=system,
                lines=texts,
            )
        case Difference.MISSING_LINE:
            texts = tuple(line.text for line in missing)
            return Message(
                "A line is missing in {system}: {lines}.",
                "{count} lines are missing in {system}: {lines}.",
                count=len(missing),
                system=system,
                lines=texts,
            )
        case _ if changes and changes.rounded:
            lines = tuple(str(position) for position in changes.rounded)
            return Message("Rounded differently on line {lines}.", lines=lines)
        case _:
            return Message("Rounded differently.")
