"""Names are taken apart into what tells a company, its legal form, branch, owner and municipality."""

from __future__ import annotations

import pytest

from desktop.models.matching.names import Name, NameReader
from desktop.models.matching.normalise import fold


def read(text: str, *, is_cut: bool = False, town: str = "") -> Name:
    return NameReader().read(fold(text), is_cut, town)


SPELLINGS = {
    "A/S": ["A/S", "a/s", "A/s", "AS", "A.S.", "A.S", "A S", "A / S", "Aktieselskab", "Aktieselskabet"],
    "ApS": ["ApS", "APS", "aps.", "A.p.S.", "A.P.S", "A p S", "Anpartsselskab"],
    "IVS": ["IVS", "ivs.", "I.V.S.", "Iværksætterselskab", "Ivaerksaetterselskab"],
    "I/S": ["I/S", "IS", "I.S.", "Interessentskab"],
    "K/S": ["K/S", "KS", "K.S.", "Kommanditselskab"],
    "P/S": ["P/S", "PS", "P.S.", "Partnerselskab"],
    "A.m.b.A.": ["A.m.b.A.", "AMBA", "a.m.b.a", "A.M.B.A."],
    "F.m.b.A.": ["F.m.b.A.", "FMBA"],
    "S.m.b.A.": ["S.m.b.a.", "SMBA"],
    "AB": ["AB", "A.B.", "Aktiebolag", "AB (publ)", "Aktiebolag (publ)", "Aktiebolaget"],
    "HB": ["HB", "Handelsbolag"],
    "ASA": ["ASA", "A.S.A."],
    "ANS": ["ANS", "A.N.S."],
    "Oy": ["Oy", "OY", "Osakeyhtiö"],
    "GmbH": ["GmbH", "G.m.b.H.", "GMBH", "Gesellschaft mit beschränkter Haftung", "G. m. b. H."],
    "KG": ["GmbH & Co. KG", "GmbH & Co KG", "GmbH + Co. KG", "G.m.b.H. & Co. KG", "KG"],
    "AG": ["AG", "Aktiengesellschaft"],
    "Ltd": ["Ltd", "Ltd.", "LTD", "Limited"],
    "PLC": ["PLC", "plc", "P.L.C.", "public limited company"],
    "N.V.": ["N.V.", "NV", "Naamloze Vennootschap"],
    "B.V.": ["B.V.", "BV", "Besloten Vennootschap"],
    "SA": ["S.A.", "SA", "Société Anonyme"],
    "S.p.A.": ["S.p.A.", "SPA", "Società per Azioni"],
    "Sp. z o.o.": ["Sp. z o.o.", "sp. z o. o.", "Sp z oo"],
}


@pytest.mark.parametrize(
    ("form", "spelling"), [(form, spelling) for form, all_of_it in SPELLINGS.items() for spelling in all_of_it]
)
@pytest.mark.parametrize("written", ["Vandvind Malerfirma {}", "VANDVIND MALERFIRMA, {}", "Vandvind  Malerfirma {}"])
def test_a_legal_form_is_taken_off_in_every_spelling(form: str, spelling: str, written: str) -> None:
    name = read(written.format(spelling))
    assert name.words == ["vandvind", "malerfirma"]
    assert name.form == form
    assert not name.branch


@pytest.mark.parametrize(
    "text", ["ApS Vandvind Malerfirma", "A/S Vandvind Malerfirma", "K/S Vandvind Malerfirma", "AB Vandvind Malerfirma"]
)
def test_a_legal_form_in_front_is_taken_off_too(text: str) -> None:
    assert read(text).words == ["vandvind", "malerfirma"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Æblegården Ærø", "Aeblegaarden Aeroe"),
        ("Sønderå Tømrer", "Soenderaa Toemrer"),
        ("Göteborgs Måleri", "Goteborgs Maleri"),
        ("Kjær & Søn Tegnestue", "Kjaer og Soen Tegnestue"),
        ("Kjær + Søn Tegnestue", "Kjær and Søn Tegnestue"),
        ("O.L. Kværn Software", "O L  Kværn Software"),
        ("H.P. Kværn", "HP Kværn"),
        ("Kværn Smedie - BRUG IKKE", "Kværn Smedie"),
        ("Kværn Smedie att. Kreditor", "Kværn Smedie"),
        ("Kværn Smedie c/o Kontorhotellet", "Kværn Smedie"),
        ("Kværn Smedie (tidl. Andet Navn)", "Kværn Smedie"),
        ("Tidl. Kværn Smedie", "Kværn Smedie"),
        ("Tidl. Andet Navn, Kværn Smedie", "Kværn Smedie"),
        ("(tidl. Andet Navn) Kværn Smedie", "Kværn Smedie"),
        ("Tidl. Kværn Smedie, ApS", "Kværn Smedie"),
        ("Att. Åse Riis, Kværn Smedie", "Kværn Smedie"),
        ("Att: Åse Riis - Kværn Smedie", "Kværn Smedie"),
        ("Att. Åse: Kværn Smedie A/S", "Kværn Smedie"),
        ("c/o Åse Riis, Kværn Smedie ApS", "Kværn Smedie"),
        ("c/o Kværn Smedie", "Kværn Smedie"),
        ("BRUG IKKE - Kværn Smedie", "Kværn Smedie"),
        ("Nørregade 12 A", "Nørregade 12A"),
        ("Nørregade 12 E", "Nørregade 12E"),
        ("Kværn Smedie (2)", "Kværn Smedie"),
        ("Kværn Smedie *", "Kværn Smedie"),
        ("Kværn Danmark", "Kværn Denmark"),
        ("Kværn Tech", "Kværn Technologies"),
        ("KVAERN TECHNOL.", "Kværn Technology"),
        ("KVAERN COMMUN.", "Kværn Communications"),
        ("CIE KVAERN", "Compagnie Kværn"),
    ],
)
def test_spellings_of_one_name_read_the_same(one: str, other: str) -> None:
    assert read(one).words == read(other).words


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("Plastbo A/S, afd. Kerteby", "kerteby"),
        ("Plastbo A/S Kerteby", "kerteby"),
        ("Plastbo (Kerteby)", "kerteby"),
        ("Plastbo A/S - Kerteby", "kerteby"),
        ("Plastbo - Kerteby", "kerteby"),
    ],
)
def test_a_branch_office_is_read_apart_from_the_company(text: str, branch: str) -> None:
    name = read(text, town="kerteby")
    assert (name.words, name.branch) == (["plastbo"], branch)


def test_a_customers_own_town_behind_the_name_is_a_branch() -> None:
    assert read("Plastbo Kerteby", town="kerteby").branch == "kerteby"
    assert read("Plastbo Kerteby", town="andenby").words == ["plastbo", "kerteby"]


@pytest.mark.parametrize("text", ["Malermester Krogh, Gilleleje", "Malermester Krogh - København", "MALERMESTER KROGH - AARHUS"])
def test_a_known_town_behind_the_name_is_a_branch_wherever_the_customer_is(text: str) -> None:
    name = read(text, town="andenby")
    assert name.words == ["malermester", "krogh"]
    assert name.branch


def test_a_town_behind_a_former_name_is_its_branch_and_not_the_name() -> None:
    name = read("Tidl. Plastbo, Kerteby", town="kerteby")
    assert (name.words, name.branch) == (["plastbo"], "kerteby")


def test_a_word_that_begins_like_a_note_is_a_word() -> None:
    assert read("Attika Smedie").words == ["attika", "smedie"]


def test_the_owner_is_read_apart_from_the_company() -> None:
    name = read("Kværn Smedie v/Åse Riis")
    assert (name.words, name.owner) == (["kvarn", "smedie"], "ase riis")


@pytest.mark.parametrize(
    "text", ["Kerteby Kommune, Nord Bibliotek", "Nord Bibliotek, Kerteby Kommune", "KERTEBY KOMMUNE - NORD BIBLIOTEK"]
)
def test_a_municipality_is_read_apart_from_its_unit(text: str) -> None:
    name = read(text)
    assert (name.words, name.body) == (["nord", "bibliotek"], "kerteby")


def test_a_cut_name_ends_with_a_short_word() -> None:
    assert read("Ingeniørfirmaet Mikkel Broders", is_cut=True).words[-1] == "broders."
    assert read("Tømrermester Anders Kværnbo A.p", is_cut=True).words[-1] == "kvarnbo"


def test_roman_and_arabic_numbers_are_one() -> None:
    assert read("Almilund Ejendomme II").words == read("Almilund Ejendomme 2").words


@pytest.mark.parametrize("text", ["", " ", "*", "A/S", "ApS", "&", "v/", "(", ")", ".", "/", "- -", "Kommune", "c/o"])
def test_odd_names_are_read_without_trouble(text: str) -> None:
    assert all(read(text).words) or not read(text).words
