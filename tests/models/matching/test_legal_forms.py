"""Legal forms are taken off a name however they are written; the share of spellings is printed with `pytest -s`."""

from __future__ import annotations

from itertools import product

import pytest

from desktop.models.matching.names import Name, NameReader
from desktop.models.matching.normalise import fold

INITIALS = (
    *("A/S", "I/S", "K/S", "P/S", "S/I", "P/F", "ApS", "IVS", "AmbA", "FmbA", "SmbA"),  # Denmark and the Faroes
    *("AB", "HB", "KB", "ANS", "DA", "ASA", "ENK", "NUF", "BA", "Oy", "Oyj", "Ky", "hf", "ehf"),  # the other Nordic countries
    *("GmbH", "KG", "AG", "OHG", "UG", "GbR", "eV", "eK", "eG", "SE"),
    *("PLC", "LLC", "LLP", "LP", "SA", "SAS", "SARL", "NV", "BV", "SpA", "Srl", "SL", "sro", "doo"),
)
BETWEEN_LETTERS = ("", ".", ". ", " ")
BETWEEN_LETTERS_WITH_A_STROKE = ("/", " / ", "/ ", " /", "-")
WRITTEN_OUT = """
Aktieselskab; Aktieselskabet; Aktie-selskab; Akts.; Aktieselsk.; Anpartsselskab; Anpartsselskabet; Anparts selskab;
Iværksætterselskab; Ivaerksaetterselskab; Interessentskab; Kommanditselskab; Partnerselskab; Kommanditaktieselskab; Andelsselskab;
Andelsselskab med begrænset ansvar; Forening med begrænset ansvar; Selskab med begrænset ansvar; Selvejende institution;
Enkeltmandsvirksomhed; Aktiebolag; Aktiebolaget; AB (publ); Handelsbolag; Kommanditbolag; Ekonomisk förening; Ekonomisk Forening;
Ek. för.; Ek.för.; Ek för; Enskild firma; Aksjeselskap; Allmennaksjeselskap; Ansvarlig selskap; Enkeltpersonforetak;
Selskap med begrenset ansvar; Osakeyhtiö; Oy Ab; Julkinen osakeyhtiö; Kommandiittiyhtiö; Tmi; Tmi.; Toiminimi; Osuuskunta; Abp;
Gesellschaft mit beschränkter Haftung; Gesellschaft mbH; Gesellschaft m.b.H.; Ges.m.b.H.; Ges. m. b. H.; G.m.b. H.; gGmbH;
GmbH & Co. KG; GmbH & Co KG; GmbH&Co.KG; GmbH + Co. KG; GmbH und Co. KG; G.m.b.H. & Co. KG; GmbH & Co. KGaA; GmbH & Co. OHG;
AG & Co. KG; KGaA; Aktiengesellschaft; Kommanditgesellschaft; UG (haftungsbeschränkt); PartG; PartG mbB; PartGmbB; PartG m.b.B.;
Partnerschaftsgesellschaft mbB; Eingetragener Verein; Eingetragene Genossenschaft; Eingetragener Kaufmann; Eingetragene Kauffrau;
e.Kfm.; e. Kfm.; e.Kfr.; Ltd; Ltd.; Limited; Co., Ltd.; Pty Ltd; Pty. Ltd.; (Pty) Ltd; Pty Limited; Pte Ltd; Pte. Ltd.; Pvt. Ltd.;
Private Limited; Proprietary Limited; Public Limited Company; Limited Liability Company; Inc; Inc.; Incorporated; Corp.;
Corporation; Société Anonyme; Società per Azioni; S.à r.l.; Naamloze Vennootschap; Besloten Vennootschap; Sp. z o.o.; Sp. z o. o.;
Sp z oo; s r.o.; d.o. o.; spol. s r.o.; Kft; Kft.; Zrt.; Nyrt.;
Ap S; Ap. S.; Iværksætter selskab; G/S; Gensidigt selskab; PMV; P.M.V.; IKS; I.K.S.; Interkommunalt selskap; Samvirkeforetak;
Kommunalt foretak; OÜ; Osaühing; UAB; Sp. z.o.o.; Spółka z o.o.; Spółka z ograniczoną odpowiedzialnością; Sdn Bhd; Sdn. Bhd.; Bhd
"""
CASES = (str, str.upper, str.lower)
PLACES = ("Vandvind Malerfirma {}", "Vandvind Malerfirma, {}", "Vandvind Malerfirma  {} ", "Vandvind Malerfirma ({})")
BEFORE_A_TOWN = ("Vandvind Malerfirma {} - Randers", "Vandvind Malerfirma {} (Randers)")
IN_FRONT = """
A/S; A / S; Aktieselskabet; ApS; A.p.S.; Anpartsselskabet; I/S; K/S; P/S; S/I; AB; Aktiebolaget; Handelsbolaget; Enskild firma; Oy;
Tmi; Den selvejende institution
"""


def listed(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split(";")]


def spellings() -> list[str]:
    found = listed(WRITTEN_OUT)
    for initials in INITIALS:
        letters = initials.replace("/", "")
        for between in BETWEEN_LETTERS + (BETWEEN_LETTERS_WITH_A_STROKE if "/" in initials else ()):
            found.append(between.join(letters) + ("." if "." in between else ""))
        found.append(".".join(letters))
    return list(dict.fromkeys(found))


def names() -> list[str]:
    behind = [place.format(case(form)) for form, case, place in product(spellings(), CASES, PLACES + BEFORE_A_TOWN)]
    in_front = [f"{case(form)} Vandvind Malerfirma" for form, case in product(listed(IN_FRONT), CASES)]
    return list(dict.fromkeys(behind + in_front))


def read(text: str) -> Name:
    return NameReader().read(fold(text))


def test_a_name_is_reduced_to_itself_whatever_the_spelling_of_its_legal_form() -> None:
    assert len(spellings()) >= 150
    reader = NameReader()
    wrong = []
    for name in names():
        found = reader.read(fold(name))
        if found.words != ["vandvind", "malerfirma"] or not found.form or found.branch != ("randers" if "Randers" in name else ""):
            wrong.append(name)
    share = 1 - len(wrong) / len(names())
    print(f"\n{len(spellings())} spellings in {len(names())} names, {100 * share:.1f} % reduced to the bare name; not:", wrong)

    assert share >= 0.98


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EG A/S", ["eg"]),
        ("Carl EK Jensen", ["carl", "ek", "jensen"]),
        ("Komplementarselskabet Vindpark 7 ApS", ["komplementarselskabet", "vindpark", "7"]),
        ("Fonden Kværn", ["fonden", "kvarn"]),
        ("H.P. Kværn A/S", ["hp", "kvarn"]),
        ("GS Automatik", ["gs", "automatik"]),
        ("PMV Kværn Montage", ["pmv", "kvarn", "montage"]),
        ("AP Smedie ApS", ["ap", "smedie"]),
    ],
)
def test_what_only_looks_like_a_legal_form_or_names_another_company_stays(text: str, words: list[str]) -> None:
    assert read(text).words == words
