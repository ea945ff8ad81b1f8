"""Parties: customers as they are, and as each of the two systems spells them, with the snags that real registers have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from desktop.sandbox.demo import words
from desktop.sandbox.demo.dice import Dice
from desktop.sandbox.demo.identifiers import Identifiers, mistyped_cvr
from desktop.sandbox.demo.party import ABROAD, DOMESTIC, EU, EXEMPT, Kind, Pair, Party
from desktop.sandbox.demo.spelling import domain_of, spelled_otherwise, with_finance_habits, with_psa_habits

_ZONE_OF_COUNTRY = {"DK": DOMESTIC, "SE": EU, "DE": EU, "NO": ABROAD, "GB": ABROAD}
_CURRENCY_OF_COUNTRY = {"DK": "DKK", "SE": "SEK", "DE": "EUR", "NO": "EUR", "GB": "EUR"}


class Parties:
    """Makes pairs, group by group (a group is for instance all branches of a chain)."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._ids = Identifiers(dice)
        self._names: set[str] = set()
        self._foreign = self._foreign_names()
        self._makers: dict[Kind, Callable[[], list[Pair]]] = {
            Kind.CLEAR: lambda: [self._pair(Kind.CLEAR, self._company())],
            Kind.PUBLIC: lambda: [self._pair(Kind.PUBLIC, self._public_body())],
            Kind.FOREIGN: lambda: [self._foreign_pair()],
            Kind.MUNICIPALITY: self._municipality,
            Kind.BRANCH: self._branches,
            Kind.LOOKALIKE: self._lookalikes,
            Kind.HOLDING: self._holding,
            Kind.NAMESAKE: self._namesakes,
            Kind.PSA_DUPLICATE: self._psa_duplicate,
            Kind.FINANCE_DUPLICATE: self._finance_duplicate,
            Kind.RENAMED: self._renamed,
            Kind.FINANCE_ONLY: lambda: [Pair(Kind.FINANCE_ONLY, self._finance_side(self._company()), None)],
            Kind.CLOSED: lambda: [Pair(Kind.CLOSED, replace(self._finance_side(self._company()), is_barred=True), None)],
            Kind.PSA_ONLY: lambda: [Pair(Kind.PSA_ONLY, None, self._psa_only())],
        }

    def group(self, kind: Kind) -> list[Pair]:
        """One more group of the kind."""
        return self._makers[kind]()

    # companies as they are

    def _new_name(self, make: Callable[[], str]) -> str:
        """A name not used yet; where the words have run out (very large registers) it gets a number."""
        for _ in range(20):
            if (name := make()) not in self._names:
                break
        else:
            name = f"{name} {len(self._names)}"
        self._names.add(name)
        return name

    def _compound(self) -> str:
        return self._dice.pick(words.FIRST_PARTS) + self._dice.pick(words.LAST_PARTS)

    def _company_name(self) -> str:
        dice, draw = self._dice, self._dice.draw()
        trade = dice.pick(words.TRADES)
        if draw < 0.68:
            return f"{self._compound()} {trade}"
        if draw < 0.82:
            return f"{dice.pick(words.SURNAMES)} & {dice.pick(words.SURNAMES)} {trade}"
        if draw < 0.88:
            return f"Brdr. {dice.pick(words.SURNAMES)} {trade}"
        return f"{dice.pick(words.FIRST_NAMES)} {dice.pick(words.SURNAMES)} {trade}"

    def _party(self, name: str, legal_form: str = "", *, is_public: bool = False) -> Party:
        zip_code, city, area = self._dice.pick(words.TOWNS)
        return Party(
            name=f"{name} {legal_form}".rstrip(),
            domain=domain_of(name),
            vat=self._ids.cvr(),
            phone=self._ids.danish_phone(area),
            street=f"{self._dice.pick(words.STREETS)} {self._dice.number(1, 148)}",
            zip_code=zip_code,
            city=city,
            is_public=is_public,
        )

    def _company(self) -> Party:
        return self._party(self._new_name(self._company_name), self._dice.pick(words.LEGAL_FORMS))

    def _public_body(self) -> Party:
        party = self._party(self._new_name(lambda: f"{self._compound()} {self._dice.pick(words.PUBLIC_KINDS)}"), is_public=True)
        party.ean = self._ids.ean()
        if party.name.endswith("Gymnasium"):
            party.zone = EXEMPT
        return party

    def _foreign_names(self) -> Iterator[tuple[str, str, str, str, str]]:
        for country, known in words.FOREIGN_NAMES.items():
            for name, street, zip_code, city in known:
                yield country, name, street, zip_code, city
        forms = {"SE": "AB", "NO": "AS", "DE": "GmbH", "GB": "Ltd"}
        while True:
            country = self._dice.pick(("SE", "NO", "DE", "GB"))
            _, street, zip_code, city = self._dice.pick(words.FOREIGN_NAMES[country])
            name = self._new_name(lambda: f"{self._compound()} {self._dice.pick(words.TRADES)}")
            yield country, f"{name} {forms[country]}", street, zip_code, city

    def _foreign_company(self) -> Party:
        country, name, street, zip_code, city = next(self._foreign)
        numbers = {"SE": self._ids.swedish_vat, "NO": self._ids.norwegian_vat, "DE": self._ids.german_vat}
        return Party(
            name=name,
            domain=domain_of(name),
            country=country,
            vat=numbers[country]() if country in numbers else "",
            phone=f"{words.FOREIGN_PREFIXES[country]}{self._dice.number(200_000, 989_999)}",
            street=f"{street} {self._dice.number(1, 90)}",
            zip_code=zip_code,
            city=city,
            zone=_ZONE_OF_COUNTRY[country],
            currency=_CURRENCY_OF_COUNTRY[country],
        )

    # the two sides

    def _finance_side(self, party: Party) -> Party:
        return with_finance_habits(party, self._dice)

    def _psa_side(self, party: Party) -> Party:
        return with_psa_habits(party, self._dice)

    def _pair(self, kind: Kind, party: Party) -> Pair:
        """Four in five hold the same CVR on both sides; where one is missing or mistyped, name, phone and address agree instead."""
        finance, psa = self._finance_side(party), self._psa_side(party)
        draw = self._dice.draw()
        if draw < 0.82:
            return Pair(kind, finance, psa, is_certain=True)
        finance.phone = psa.phone = party.phone
        finance.street = psa.street = party.street
        psa.name = party.name
        if draw < 0.88:
            psa.vat = ""
        elif draw < 0.91:
            finance.vat = ""
        elif draw < 0.96:
            psa.vat = mistyped_cvr(party.vat, self._dice)
        else:
            finance.vat = psa.vat = ""
        return Pair(kind, finance, psa)

    def _foreign_pair(self) -> Pair:
        party = self._foreign_company()
        finance, psa = replace(party, email=f"faktura@{party.domain}"), replace(party, email=f"post@{party.domain}")
        return Pair(Kind.FOREIGN, finance, psa, is_certain=bool(party.vat))

    def _municipality(self) -> list[Pair]:
        """Five offices with an EAN each and one CVR; TimeLog has the municipality and three offices, one without its EAN."""
        name = self._new_name(lambda: f"{self._compound()} Kommune")
        whole = self._party(name, is_public=True)
        pairs = [Pair(Kind.MUNICIPALITY, None, replace(whole, email=f"kontakt@{whole.domain}"))]
        for place, office in enumerate(words.MUNICIPAL_OFFICES):
            party = replace(whole, name=f"{name}, {office}", ean=self._ids.ean(), street=f"Rådhuspladsen {place + 1}")
            psa = None if place > 2 else replace(party, ean="" if place == 2 else party.ean, email=f"post@{party.domain}")
            pairs.append(Pair(Kind.MUNICIPALITY, self._finance_side(party), psa))
        return pairs

    def _branches(self) -> list[Pair]:
        """Two or three branches under one CVR; in one chain of three TimeLog knows the head office only."""
        name = self._new_name(lambda: f"{self._compound()} {self._dice.pick(words.TRADES)}")
        chain, only_head_office = self._party(name, "A/S"), self._dice.chance(0.33)
        pairs = [Pair(Kind.BRANCH, None, self._psa_side(chain))] if only_head_office else []
        for _ in range(self._dice.number(2, 3)):
            place = self._party(name, "A/S")
            branch = replace(place, name=f"{name}, {place.city}", vat=chain.vat, domain=chain.domain)
            psa = None if only_head_office else replace(self._psa_side(branch), name=f"{name} afd. {place.city}")
            pairs.append(Pair(Kind.BRANCH, self._finance_side(branch), psa))
        return pairs

    def _lookalikes(self) -> list[Pair]:
        """Two property companies of one administrator, number 12 and number 14; TimeLog lacks the CVR of the second."""
        street, administrator = self._dice.pick(words.STREETS), self._company()
        low = self._dice.number(4, 120)
        pairs = []
        for number in (low, low + 2):
            party = replace(
                administrator, name=f"Ejendomsselskabet {street} {number} ApS", vat=self._ids.cvr(), street=f"{street} {number}"
            )
            psa = replace(party, email=f"kontakt@{party.domain}", vat="" if number != low else party.vat)
            pairs.append(Pair(Kind.LOOKALIKE, self._finance_side(party), psa))
        return pairs

    def _holding(self) -> list[Pair]:
        """An operating company and its holding at the same address and phone; every second holding is unknown to TimeLog."""
        name = self._new_name(lambda: f"{self._compound()} {self._dice.pick(words.TRADES)}")
        operating = self._party(name, "A/S")
        holding = replace(operating, name=f"{name} Holding ApS", vat=self._ids.cvr())
        known = self._psa_side(holding) if self._dice.chance(0.5) else None
        return [
            Pair(Kind.HOLDING, self._finance_side(operating), self._psa_side(operating)),
            Pair(Kind.HOLDING, self._finance_side(holding), known),
        ]

    def _namesakes(self) -> list[Pair]:
        """Two customers of one name in different towns, without CVR in TimeLog; mostly without address and phone there too."""
        name, is_bare = self._new_name(self._company_name), self._dice.chance(0.7)
        pairs = []
        for _ in range(2):
            party = self._party(name)
            psa = replace(party, vat="", email="")
            if is_bare:
                psa = replace(psa, phone="", street="", zip_code="", city="")
            pairs.append(Pair(Kind.NAMESAKE, self._finance_side(party), psa))
        return pairs

    def _psa_duplicate(self) -> list[Pair]:
        party = self._company()
        twin = replace(party, name=spelled_otherwise(party.name, self._dice), email="", street="")
        return [
            Pair(Kind.PSA_DUPLICATE, self._finance_side(party), self._psa_side(party)),
            Pair(Kind.PSA_DUPLICATE, None, twin),
        ]

    def _finance_duplicate(self) -> list[Pair]:
        party = self._company()
        twin = replace(self._finance_side(party), name=party.name.upper(), email="")
        return [
            Pair(Kind.FINANCE_DUPLICATE, self._finance_side(party), self._psa_side(party)),
            Pair(Kind.FINANCE_DUPLICATE, twin, None),
        ]

    def _renamed(self) -> list[Pair]:
        """New name, new CVR, new phone: only the postcode is left, too little to suggest anything."""
        old, new = self._company(), self._company()
        psa = replace(self._psa_side(new), zip_code=old.zip_code, city=old.city)
        return [Pair(Kind.RENAMED, self._finance_side(old), psa)]

    def _psa_only(self) -> Party:
        party = self._psa_side(self._company())
        draw = self._dice.draw()
        party.status = "Emne" if draw < 0.2 else "Leverandør" if draw < 0.3 else "Kunde"
        return party
