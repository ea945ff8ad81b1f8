"""Both registers of the demo company: numbers given, contacts added, the two systems' records made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop.sandbox.demo import dinero_records, economic_records, timelog_records, words
from desktop.sandbox.demo.dice import Dice
from desktop.sandbox.demo.parties import Parties
from desktop.sandbox.demo.party import Kind, Pair, Party
from desktop.sandbox.demo.snags import NUMBER_WITH_LETTER

Record = dict[str, Any]

# groups of each kind in the demo; about 430 customers a side
PLAN: dict[Kind, int] = {
    Kind.CLEAR: 240,
    Kind.PUBLIC: 26,
    Kind.FOREIGN: 30,
    Kind.MUNICIPALITY: 5,
    Kind.BRANCH: 7,
    Kind.LOOKALIKE: 5,
    Kind.HOLDING: 7,
    Kind.NAMESAKE: 5,
    Kind.PSA_DUPLICATE: 22,
    Kind.FINANCE_DUPLICATE: 3,
    Kind.RENAMED: 6,
    Kind.FINANCE_ONLY: 25,
    Kind.CLOSED: 8,
    Kind.PSA_ONLY: 35,
}
PLANNED_FINANCE_CUSTOMERS = 430
_TERMS = (1, 2, 2, 2, 3, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of a customer, as TimeLog knows it."""

    id: int
    first_name: str
    last_name: str


@dataclass(slots=True)
class Companies:
    """All pairs, and their records in both systems. `people`: contacts by TimeLog customer id."""

    pairs: list[Pair]
    people: dict[int, list[Person]] = field(default_factory=dict)
    finance_contacts: list[Record] = field(default_factory=list)
    psa_contacts: list[Record] = field(default_factory=list)

    def finance_customers(self) -> list[Record]:
        """The customers in e-conomic, by number."""
        parties = sorted((pair.finance for pair in self.pairs if pair.finance), key=lambda party: int(party.number))
        return [economic_records.customer(party) for party in parties]

    def dinero_contacts(self) -> list[Record]:
        """The same customers in Dinero, with the first of their contacts as att. person, and the suppliers behind them."""
        parties = sorted((pair.finance for pair in self.pairs if pair.finance), key=lambda party: int(party.number))
        people = {str(one["customer"]["customerNumber"]): one["name"] for one in reversed(self.finance_contacts)}
        customers = [dinero_records.customer(party, people.get(party.number)) for party in parties]
        return customers + dinero_records.suppliers_as_contacts()

    def psa_customers(self) -> list[Record]:
        """The customers in TimeLog, by id."""
        parties = sorted((pair.psa for pair in self.pairs if pair.psa), key=lambda party: party.id)
        return [timelog_records.customer(party) for party in parties]


def demo_companies(dice: Dice) -> Companies:
    """The registers of the demo: forty customers have kept e-conomic's number in TimeLog, two have another's; four are barred."""
    pairs = _pairs(dice, PLAN)
    _give_numbers(pairs, dice, first_psa_number=10_001)
    certain = [pair for pair in pairs if pair.kind is Kind.CLEAR and pair.is_certain]
    for pair in certain[:40]:
        _psa(pair).number = _finance(pair).number
    for stranger, pair in zip([pair for pair in pairs if pair.kind is Kind.PSA_ONLY][:2], certain[40:42], strict=True):
        _psa(stranger).number = _finance(pair).number
    for pair in certain[-4:]:
        _finance(pair).is_barred = True
    customers = [pair for pair in pairs if pair.kind is Kind.PSA_ONLY and _psa(pair).status == "Kunde"]
    _psa(customers[-1]).number = NUMBER_WITH_LETTER
    return _with_contacts(pairs, dice)


def scaled_companies(dice: Dice, customers: int) -> Companies:
    """The same mixture with about so many customers a side; the two number series do not meet."""
    plan = {kind: max(1, round(count * customers / PLANNED_FINANCE_CUSTOMERS)) for kind, count in PLAN.items()}
    pairs = _pairs(dice, plan)
    _give_numbers(pairs, dice, first_psa_number=20_000_001)
    return _with_contacts(pairs, dice)


def _pairs(dice: Dice, plan: dict[Kind, int]) -> list[Pair]:
    parties = Parties(dice)
    pairs = [pair for kind, count in plan.items() for _ in range(count) for pair in parties.group(kind)]
    for pair in pairs:
        terms = dice.pick(_TERMS)
        for party in (pair.finance, pair.psa):
            if party:
                party.terms = terms
    return pairs


def _give_numbers(pairs: list[Pair], dice: Dice, first_psa_number: int) -> None:
    """Both systems number in an order of their own."""
    for place, party in enumerate(dice.shuffled([pair.finance for pair in pairs if pair.finance])):
        party.number = str(1001 + place)
    for place, party in enumerate(dice.shuffled([pair.psa for pair in pairs if pair.psa])):
        party.id, party.number = 101 + place, str(first_psa_number + place)


def _with_contacts(pairs: list[Pair], dice: Dice) -> Companies:
    """One or two contacts for most TimeLog customers; e-conomic knows four in ten of the first ones."""
    companies = Companies(pairs)
    psa_pairs = sorted((pair for pair in pairs if pair.psa), key=lambda pair: _psa(pair).id)
    for pair in psa_pairs:
        psa = _psa(pair)
        people = [
            Person(3001 + len(companies.psa_contacts) + place, dice.pick(words.FIRST_NAMES), dice.pick(words.SURNAMES))
            for place in range(dice.pick((0, 1, 1, 1, 2)))
        ]
        companies.people[psa.id] = people
        for person in people:
            companies.psa_contacts.append(
                timelog_records.contact(person.id, psa, person.first_name, person.last_name, dice.pick(words.JOB_TITLES))
            )
        if people and pair.finance and dice.chance(0.4):
            name, email = f"{people[0].first_name} {people[0].last_name}", companies.psa_contacts[-len(people)]["Email"]
            companies.finance_contacts.append(
                economic_records.contact(501 + len(companies.finance_contacts), pair.finance, name, email)
            )
    return companies


def _finance(pair: Pair) -> Party:
    assert pair.finance is not None
    return pair.finance


def _psa(pair: Pair) -> Party:
    assert pair.psa is not None
    return pair.psa
