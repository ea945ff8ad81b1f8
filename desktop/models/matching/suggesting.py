"""The door of matching: two registers in, suggestions out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from desktop.errors import Cancelled
from desktop.garbage_collector import garbage_collector_resting
from desktop.models.matching.candidates import candidate_pairs
from desktop.models.matching.decide import NAMES_ALONE, NAMES_AND_NUMBERS, NAMES_AND_TOWNS, ORDINARY, Limits, decide
from desktop.models.matching.evidence import find_evidence
from desktop.models.matching.explainer import Explainer
from desktop.models.matching.noticing import noticed
from desktop.models.matching.reading import AnyCustomer, OwnNumbers, in_order, read_register
from desktop.models.matching.registers import Register, joined
from desktop.models.matching.weights import FIELDS, Table
from desktop.models.records.suggestions import Bucket, CustomerSuggestions, Suggestion
from desktop.texts import Message

FILLED = 50  # a column is there to compare when one in so many customers of each side has it
TELLING_COLUMNS = ("vat_number", "ean", "phone", "email", "street")


def suggest(
    finance: Sequence[AnyCustomer],
    psa: Sequence[AnyCustomer],
    *,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    table: Table = FIELDS,
    on_noticed: Callable[[list[Message]], None] | None = None,
) -> list[CustomerSuggestions]:
    """For every finance customer the PSA customers that may be the same, best first, in order of finance id.

    The answer does not depend on the order of the rows. Raises `Cancelled` soon after `is_cancelled` says yes.
    `table` has the weights, the declared ones or those that were learned; `on_noticed` is told what the two registers are like.
    """

    def check() -> None:
        if is_cancelled and is_cancelled():
            raise Cancelled

    def report(part: float) -> None:
        check()
        if progress:
            progress(round(part * len(finance)), len(finance))

    report(0)
    with garbage_collector_resting():
        finance, psa = in_order(finance), in_order(psa)
        left, right = read_register(finance, check), read_register(psa, check)
        return suggest_among(left, right, report, table, on_noticed)


def suggest_among(
    finance: OwnNumbers,
    psa: OwnNumbers,
    report: Callable[[float], None],
    table: Table = FIELDS,
    on_noticed: Callable[[list[Message]], None] | None = None,
) -> list[CustomerSuggestions]:
    """`suggest` for registers that are read; `report` is told which part of the whole is done."""
    report(0.55)
    if not finance.ids or not psa.ids:
        return [CustomerSuggestions(id_, Bucket.NONE) for id_ in finance.ids]
    left, right, vocabulary = joined(finance, psa)
    report(0.6)
    limits = _limits(left, right)
    pairs = candidate_pairs(left, right, vocabulary, only_names=limits.only_names)
    report(0.7)
    findings = find_evidence(left, right, *pairs, vocabulary, table, limits.worth_showing, limits.only_names)
    report(0.85)
    decisions = decide(findings, left.count, right.count, limits)
    if on_noticed:
        on_noticed(noticed(findings, left, right, limits, leans_on_names=decisions.leans_on_names))
    suggestions = Explainer(findings, decisions.shown, left, right, vocabulary).suggestions()
    ends = np.cumsum(np.bincount(findings.rows[decisions.shown], minlength=left.count)).tolist()  # they are in order of rows
    of_customers = [tuple(suggestions[first:end]) for first, end in pairwise([0, *ends])]
    report(1)
    return [
        CustomerSuggestions(id_, _bucket(found, single), found)
        for id_, found, single in zip(left.ids, of_customers, decisions.is_single.tolist(), strict=True)
    ]


def _limits(finance: Register, psa: Register) -> Limits:
    """What scores mean for these two registers; a stray value in a register of names changes nothing."""
    columns = (*TELLING_COLUMNS, "number", "city", "zip_code")
    filled = {column for column in columns if all(np.count_nonzero(side[column]) * FILLED >= side.count for side in (finance, psa))}
    if filled & set(TELLING_COLUMNS):
        return ORDINARY
    if "number" in filled:
        return NAMES_AND_NUMBERS
    return NAMES_AND_TOWNS if filled else NAMES_ALONE


def _bucket(found: tuple[Suggestion, ...], is_single: bool) -> Bucket:
    return Bucket.ONE if is_single else Bucket.SEVERAL if found else Bucket.NONE
