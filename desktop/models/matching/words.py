"""The words of company names that we know: general words, words read as another, words that part sister companies."""

from __future__ import annotations


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _listed("""
    og and und och et en the der die das den det de co of for i af cie compagnie la le les del della di du des el y e
    ser kat vz vzo act rsp ord shs adr sdr cls class
""")
"""Small words, and the classes of shares in the names of exchange listings."""

ROMAN_NUMBERS = {
    tens + ones: str(10 * ten + one)
    for ten, tens in enumerate(("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"))
    for one, ones in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
    if tens + ones not in ("", "l", "li", "liv", "xl")
}
"""Roman numerals up to 89, which number sister companies; but Li and Liv, which are names, XL, a size, and L, a letter."""

SAME_WORDS = {numeral: number for numeral, number in ROMAN_NUMBERS.items() if len(numeral) > 1} | {
    "denmark": "danmark",
    "danemark": "danmark",
    "sweden": "sverige",
    "norway": "norge",
    "kbh": "kobenhavn",
    "copenhagen": "kobenhavn",
    "sw": "software",
    "finance": "finans",
    "logistics": "logistik",
    "technology": "teknologi",
    "technologies": "teknologi",
    "tech": "teknologi",
    "communication": "kommunikation",
    "communications": "kommunikation",
    "consult": "consulting",
    "media": "medier",
    "banco": "bank",
    "bco": "bank",
    "banca": "bank",
    "banque": "bank",
    "utd": "united",
    "sonner": "son",
    "sons": "son",
}
"""Words that are read as another, and Roman numerals."""

COMPASS_POINTS = {
    word: point
    for point, words in (
        ("nord", "nord north norra nordre norr"),
        ("syd", "syd south sodra sondre sor sud"),
        ("ost", "ost east ostra ostre"),
        ("vest", "vest west vast vastra vestre"),
        ("nordost", "nordost northeast"),
        ("nordvest", "nordvest northwest nordvast"),
        ("sydost", "sydost southeast"),
        ("sydvest", "sydvest southwest sydvast"),
        ("midt", "midt mitt"),
    )
    for word in words.split()
}
"""Compass points in names, which part sister companies: Vindpark Nord, Vindpark Syd."""

SHORTENED_WORDS = {
    f"{word[:length]}.": other
    for word, other in SAME_WORDS.items()
    for length in range(4, len(word))
    if not other[0].isdigit() and not other.startswith(word[:length])
}
"""Beginnings of those words that no longer fit the other one: technol. is short for technology, which is read as teknologi."""

ROLE_WORDS = _listed("""
    holding holdings hldg hold grp gr mgmt inv ejd invest investment management ejendomme ejendom ejendomsselskab ejendomsselskabet
    komplementar komplementarselskab komplementarselskabet gruppen group koncern fond fonden finans finance leasing
""")
"""Words that tell a company from its sister: with and without them are two companies."""

GENERAL_WORDS = _listed("""
    danmark sverige norge international nordic nordisk scandinavia skandinavisk europe global group gruppen service services
    solutions systems partners partnere consulting rengoring byg transport entreprenor tomrer murer maler vvs el auto invest holding
    ejendomme design data media medier kommune region skole handel trading import export industri industries firma firmat selskabet
    center son datter jensen nielsen hansen pedersen andersen christensen larsen sorensen rasmussen jorgensen petersen madsen
    kristensen olsen thomsen christiansen poulsen johansen moller mortensen company management technologies technology energy bank
    capital borgerservice jobcenter plejecenter radhus bibliotek
""")
"""Words that so many companies have that they say little even in a small register."""
