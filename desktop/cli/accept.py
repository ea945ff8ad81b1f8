"""`bindeled accept`: judge a hidden sample of each kind of single suggestion, see what it proves, plan the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from desktop.cli.output import print_table, table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.comparison import FieldPair, compare_customers
from desktop.models.judging import usual_link
from desktop.models.linking import LinkingRegister
from desktop.models.records import LINKING, Action, Answer, Integration, Side
from desktop.models.sample_proof import SAMPLE_SIZES, Look
from desktop.models.sampling import (
    THRESHOLDS,
    EvidenceKind,
    SuggestedPair,
    decisions_for,
    evidence_kinds,
    suggested_pairs,
    to_be_judged,
)
from desktop.texts import Message, _, in_a_row

_KEYS = {"1": Answer.RIGHT, "2": Answer.WRONG, "3": Answer.UNSURE}


@command("accept", short_help="Judge a sample of the suggestions, see what it proves, accept the rest.")
@integration_option
@click.option("--least-score", type=float, help="Only suggestions with this score or more; as chosen last without it.")
@click.option("--size", type=click.Choice([str(one) for one in SAMPLE_SIZES]), help="How many of each kind are judged.")
@click.option("--judge", is_flag=True, help="Ask about the sample, pair by pair, without score and evidence; with --json list it.")
@click.option(
    "--answer", "answers", multiple=True, metavar="FINANCE_ID=right|wrong|unsure", help="What a person says about a listed pair."
)
@click.option("--plan", is_flag=True, help="Plan links for the rest of each kind whose sample was all right.")
@click.option("--kind", "keys", multiple=True, help="With --plan: this kind alone, also when not every answer was right.")
@click.option("--action", type=click.Choice([str(one) for one in LINKING]), help="How --plan links; as the customer owner asks.")
def accept(
    surroundings: Surroundings,
    name: str | None,
    least_score: float | None,
    size: str | None,
    judge: bool,
    answers: Sequence[str],
    plan: bool,
    keys: Sequence[str],
    action: str | None,
) -> None:
    """Show each kind of suggestion, by the fields that agree, with what its random sample proves.

    Score and size are chosen before anything is judged: another one afterwards is told at less confidence.
    """
    if (keys or action) and not plan:
        raise click.UsageError(_("--kind and --action belong to --plan."))
    sample = _Sample(surroundings, surroundings.integration(name), least_score, int(size) if size else None)
    if answers:
        sample.choose()
        sample.answer(dict(_told(one) for one in answers))
    if judge:
        sample.choose()
        waiting = to_be_judged(sample.kinds(), sample.seed)
        if surroundings.as_json:
            surroundings.tell({"pairs": [sample.data_of(one) for one in waiting]}, str)
            return
        sample.ask(waiting)
    data, said = sample.plan(keys, Action(action) if action else None) if plan else ({}, None)
    kinds = sample.kinds()
    data |= {"least_score": sample.look.least_score, "size": sample.look.size, "kinds": [_data(one) for one in kinds]}
    columns = [_("Kind"), _("What agrees"), _("Customers"), _("Judged"), _("To accept"), _("What that proves")]
    surroundings.tell(data, lambda: table_of(columns, [_row(one) for one in kinds]))
    if said is not None and not surroundings.as_json:
        surroundings.remark(said)


class _Sample:
    """The single suggestions of one integration under a look, and the answers about them."""

    def __init__(self, surroundings: Surroundings, integration: Integration, least_score: float | None, size: int | None) -> None:
        program = surroundings.program
        self._surroundings, self._integration, self._samples = surroundings, integration, program.samples
        self._register: LinkingRegister = program.linking.register(integration)
        last = next(reversed(self._samples.answers(integration).looks), Look(THRESHOLDS[0], SAMPLE_SIZES[0]))
        self.look = Look(last.least_score if least_score is None else least_score, size or last.size)

    @property
    def seed(self) -> str:
        """What says who is drawn."""
        return self._samples.answers(self._integration).seed

    def choose(self) -> None:
        """From now on this look counts, and who is in its samples stays there."""
        drawn = [one for kind in self.kinds() for one in kind.waiting]
        self._samples.choose(self._integration, self.look, drawn)

    def kinds(self) -> list[EvidenceKind]:
        """The kinds as they are judged now."""
        known = self._samples.answers(self._integration)
        return evidence_kinds(self._pairs(), seed=known.seed, look=self.look, looks=known.looks)

    def answer(self, said: Mapping[str, Answer]) -> None:
        """Keep what a person said about pairs of the sample, by finance id."""
        drawn = {one.finance_id: one for kind in self.kinds() for one in kind.sample}
        if unknown := next((one for one in said if one not in drawn), ""):
            raise RecordNotFound(
                Message("{customer} is not in the sample.", customer=unknown),
                what_to_do=Message("accept --judge --json lists who is."),
            )
        for finance_id, answer in said.items():
            self._samples.judge(self._integration, drawn[finance_id], answer)

    def ask(self, pairs: Sequence[SuggestedPair]) -> None:
        """One pair after the other, until all are answered or nothing is typed."""
        for number, one in enumerate(pairs, start=1):
            where = str(Message("Pair {number} of {total}", number=number, total=len(pairs)))
            rows = [(pair.label, pair.finance, pair.psa) for pair in self._fields(one)]
            print_table(table_of([where, *self._systems()], rows))
            said = click.prompt(
                _("1 the same customer, 2 two customers, 3 not sure, Enter stops"),
                type=click.Choice([*_KEYS, ""]),
                default="",
                show_choices=False,
                show_default=False,
                err=True,
            )
            if not said:
                return
            self._samples.judge(self._integration, one, _KEYS[said])

    def plan(self, keys: Sequence[str], action: Action | None) -> tuple[dict[str, Any], Message]:
        """Plan the rest of the kinds that are proven; pairs that were not found right are put off."""
        kinds = {one.key: one for one in self.kinds()}
        wanted = [kinds[key] for key in keys if key in kinds] or [one for one in kinds.values() if one.is_accepted_by_default]
        if unproven := [key for key in keys if key not in kinds or not kinds[key].can_be_accepted]:
            raise RecordRefused(
                Message("Nothing is proven about {kind}.", kind=unproven[0]), what_to_do=Message("Judge its sample: accept --judge")
            )
        accepted = [one for kind in wanted for one in kind.rest]
        judged = [one for one in self._pairs() if one.is_open and one.answer is not None]
        chosen = {
            one.decision.psa_id: one.finance.id for one in self._register.pairs if one.decision is not None and one.decision.psa_id
        }
        program = self._surroundings.program
        how = action or usual_link(program.customers.rules(self._integration).mode)
        decisions = decisions_for({one.finance_id: one for one in [*accepted, *judged]}.values(), how, chosen)
        if accepted:
            self._samples.accept(self._integration, accepted)
        before = {pair.finance.id: pair.decision for pair in self._register.pairs}
        others = program.linking.replan(self._integration, before, {one.finance_id: one for one in decisions})
        decisions = [one for one in decisions if one.finance_id not in others]
        self._register = program.linking.register(self._integration)
        links = [one for one in decisions if one.action is not Action.LATER]
        said = Message(
            "{count} link is planned, {later} put off. Nothing is written yet; the window writes plans.",
            "{count} links are planned, {later} put off. Nothing is written yet; the window writes plans.",
            count=len(links),
            later=len(decisions) - len(links),
        )
        if others:
            stays = Message(
                "Something else was decided about {count} customer meanwhile, or it is linked. That stays.",
                "Something else was decided about {count} customers meanwhile, or they are linked. That stays.",
                count=len(others),
            )
            said = in_a_row([said, stays])
        data = {
            "planned": [one.finance_id for one in links],
            "put_off": len(decisions) - len(links),
            "stays": sorted(others),
            "action": how,
        }
        return data, said

    def data_of(self, pair: SuggestedPair) -> dict[str, Any]:
        """A pair as whoever judges it sees it: both customers, nothing of what was thought of them."""
        fields = [{"field": one.field, "finance": one.finance, "psa": one.psa} for one in self._fields(pair)]
        return {"finance_id": pair.finance_id, "psa_id": pair.psa_id, "fields": fields}

    def _pairs(self) -> list[SuggestedPair]:
        answers = self._samples.answers(self._integration).judged
        return [one for one in suggested_pairs(self._register.pairs, answers) if one.psa_id in self._register.psa]

    def _fields(self, pair: SuggestedPair) -> list[FieldPair]:
        finance = next(one.finance for one in self._register.pairs if one.finance.id == pair.finance_id)
        return compare_customers(finance, self._register.psa[pair.psa_id], *self._systems())

    def _systems(self) -> tuple[str, str]:
        cards = self._surroundings.program.connections
        return cards.card(self._integration.id, Side.FINANCE).label, cards.card(self._integration.id, Side.PSA).label


def _told(text: str) -> tuple[str, Answer]:
    finance_id, _sign, said = text.partition("=")
    if said not in set(_KEYS.values()):
        raise click.UsageError(_("An answer is right, wrong or unsure."))
    return finance_id, Answer(said)


def _row(kind: EvidenceKind) -> tuple[Any, ...]:
    judged = Message("{judged} of {count}, {right} right", judged=kind.judged, count=len(kind.sample), right=kind.right)
    return kind.key, kind.title, len(kind.pairs), judged, len(kind.rest), kind.sentence


def _data(kind: EvidenceKind) -> dict[str, Any]:
    return {
        "kind": kind.key,
        "title": str(kind.title),
        "customers": len(kind.pairs),
        "sample": len(kind.sample),
        "judged": kind.judged,
        "right": kind.right,
        "is_proven": kind.is_proven,
        "percent": kind.percent,
        "confidence": round(kind.confidence, 2),
        "to_accept": len(kind.rest),
        "sentence": str(kind.sentence),
    }
