"""The thirty people of the demo company. Initials are the key to them in TimeLog; e-conomic knows twenty by name."""

from __future__ import annotations

from dataclasses import dataclass

_NAMES = (
    "Anna Lundsgaard|Bo Rytterholm|Clara Vindfeld|David Egemose|Ellen Skovgrav|Frederik Tangholm|Grethe Mosevang|Henning Klitborg|"
    "Inge Falkensø|Jakob Brohave|Kirsten Dalvig|Ludvig Sandkær|Maja Hedevang|Nikolaj Stenager|Oline Fjordbæk|Poul Rosenlev|"
    "Rie Havnsø|Sigurd Lyngvad|Tove Kastanjeholm|Uffe Birkvang|Vera Engkrog|Winnie Mølleskær|Yrsa Åkær|Aksel Ørnebjerg|"
    "Birthe Ravnsø|Carl Æblegård|Dorte Vinterlund|Esben Højkant|Fie Svanesund|Gustav Nordvænge"
)
_TITLES = ("Direktør", "Seniorkonsulent", "Konsulent", "Projektleder", "Økonomimedarbejder")


@dataclass(frozen=True, slots=True)
class Person:
    """An employee; `is_known_to_finance`: stands in e-conomic too."""

    id: int
    first_name: str
    last_name: str
    initials: str
    title: str
    email: str
    is_known_to_finance: bool
    is_active: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


def _person(place: int, name: str) -> Person:
    first, last = name.split()
    initials = f"{first[0]}{last[:2]}".upper()
    plain = initials.lower().translate(str.maketrans("æøå", "aoa"))
    return Person(
        id=place + 5,
        first_name=first,
        last_name=last,
        initials=initials,
        title=_TITLES[0 if place == 0 else place % 4 + 1],
        email=f"{plain}@nordlys.example",
        is_known_to_finance=place < 20,
        is_active=place != 29,
    )


PEOPLE = tuple(_person(place, name) for place, name in enumerate(_NAMES.split("|")))
