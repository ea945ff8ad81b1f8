"""Two registers of customers -> suggestions with evidence. How it works: docs/matching.md.

normalise, names    a value or a name as people type it -> one form (`words`: the words we know)
registers           a register as columns of small numbers
candidates          which pairs are worth comparing
compare, evidence   what each field of each pair says, with the weights of `weights`
decide              one, several or none
explain             what the user reads
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.errors import Cancelled
from desktop.models.matching.candidates import candidate_pairs
from desktop.models.matching.decide import decide
from desktop.models.matching.evidence import find_evidence, is_enough
from desktop.models.matching.explain import Explainer, sentence
from desktop.models.matching.registers import Vocabulary, read_registers
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import Bucket, CustomerSuggestions

__all__ = ["sentence", "suggest"]


def suggest(
    finance: Sequence[Customer],
    psa: Sequence[Customer],
    *,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> list[CustomerSuggestions]:
    """For every finance customer the PSA customers that may be the same, best first, in order of finance id.

    The answer does not depend on the order of the rows. Raises `Cancelled` soon after `is_cancelled` says yes.
    """

    def check() -> None:
        if is_cancelled and is_cancelled():
            raise Cancelled

    def report(part: float) -> None:
        check()
        if progress:
            progress(round(part * len(finance)), len(finance))

    report(0)
    finance, psa = sorted(finance, key=_identity), sorted(psa, key=_identity)
    if not finance or not psa:
        return [CustomerSuggestions(customer.id, Bucket.NONE) for customer in finance]
    vocabulary = Vocabulary()
    left, right = read_registers(finance, psa, vocabulary, check)
    report(0.6)
    rows, partners = candidate_pairs(left, right, vocabulary)
    report(0.7)
    findings = find_evidence(left, right, rows, partners, vocabulary)
    report(0.85)
    decisions = decide(rows, partners, findings.score, is_enough(findings), left.count, right.count)
    explainer = Explainer(findings, left, right, vocabulary)
    chosen: list[list[int]] = [[] for _ in finance]
    for pair in decisions.shown.tolist():
        chosen[rows[pair]].append(pair)
    result = []
    for row, customer in enumerate(finance):
        if row % 4096 == 0:
            report(0.85 + 0.15 * row / len(finance))
        pairs = chosen[row]
        single = int(decisions.single[row])
        bucket = Bucket.ONE if single >= 0 else Bucket.SEVERAL if pairs else Bucket.NONE
        if single >= 0:
            pairs = pairs[pairs.index(single) :] if single in pairs else [single]
        suggestions = tuple(explainer.suggestion(pair, psa[partners[pair]].id) for pair in pairs)
        result.append(CustomerSuggestions(customer.id, bucket, suggestions))
    report(1)
    return result


def _identity(customer: Customer) -> tuple[str, ...]:
    return (
        customer.id,
        customer.number,
        customer.name,
        customer.vat_number,
        customer.ean,
        customer.phone,
        customer.email,
        customer.address,
    )
