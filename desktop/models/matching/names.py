"""A company's name taken apart: the words that tell it from others, its numbers, legal form, branch office and owner."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from desktop.models.matching.normalise import fold

_SPELLINGS = {
    "A/S": "as aktieselskab aktieselskabet aktieselskap",
    "ApS": "aps anpartsselskab anpartsselskabet",
    "IVS": "ivs ivaerksatterselskab ivarksatterselskab",
    "I/S": "is interessentskab interessentskabet",
    "K/S": "ks kommanditselskab kommanditselskabet",
    "P/S": "ps partnerselskab",
    "A.m.b.A.": "amba andelsselskab",
    "F.m.b.A.": "fmba",
    "S.m.b.A.": "smba",
    "AB": "ab aktiebolag aktiebolaget abp",
    "HB": "hb handelsbolag",
    "KB": "kb kommanditbolag",
    "ANS": "ans",
    "DA": "da",
    "ASA": "asa",
    "ENK": "enk enkeltpersonforetak",
    "Oy": "oy oyj osakeyhtio",
    "GmbH": "gmbh ggmbh mbh",
    "KG": "kg kommanditgesellschaft gmbhkg gmbhcokg",
    "AG": "ag aktiengesellschaft",
    "KGaA": "kgaa",
    "OHG": "ohg",
    "UG": "ug",
    "GbR": "gbr",
    "e.V.": "ev",
    "SE": "se",
    "Ltd": "ltd limited",
    "PLC": "plc",
    "LLC": "llc",
    "LLP": "llp",
    "LP": "lp",
    "Inc": "inc incorporated",
    "Corp": "corp corporation",
    "SA": "sa",
    "SAS": "sas sasu",
    "SARL": "sarl",
    "SCA": "sca",
    "N.V.": "nv",
    "B.V.": "bv bvba",
    "S.p.A.": "spa",
    "S.r.l.": "srl",
    "S.L.": "sl slu",
    "Sp. z o.o.": "spzoo",
    "hf.": "hf ehf ohf",
    "S.M.B.": "smb",
    "P/F": "pf spf",
}
FORMS = {fold(spelling): form for form, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_SHORT_FORMS_IN_FRONT = frozenset("as aps ks is ps amba ab oy".split())
_LONG_FORMS = (
    (re.compile(r"\bgesellschaft mit beschrankter haftung\b"), " gmbh "),
    (re.compile(r"\bpublic limited company\b"), " plc "),
    (re.compile(r"\b(private )?limited liability company\b"), " llc "),
    (re.compile(r"\bnamloze vennootschap\b"), " nv "),
    (re.compile(r"\bbesloten vennootschap\b"), " bv "),
    (re.compile(r"\bsociete anonyme\b|\bsociedad anonima\b"), " sa "),
    (re.compile(r"\bsocieta per azioni\b"), " spa "),
    (re.compile(r"\bsp\.? ?z ?o\.? ?o\.?(?=\s|$)"), " spzoo "),
    (re.compile(r"\bg\.?m\.?b\.?h\.? ?(&|\+|und|og|/)? ?co\.?,? ?(ohg|kga|kg)\b\.?"), r" \2 "),
    (re.compile(r"\bmed begranset ansvar\b|\(publ\)|\bpubl\b"), " "),
)
_LONG_FORM_SIGNS = ("mit ", "publ", "liabil", "vennoot", "anon", "azioni", " co", "begran", "sp. z", "sp.z", "sp z")
_STOP_WORDS = frozenset("og and und och et en the der die das den det de co og & of for i af cie".split())
_SAME_WORDS = {
    "denmark": "danmark",
    "danemark": "danmark",
    "sweden": "sverige",
    "norway": "norge",
    "kbh": "kobenhavn",
    "copenhagen": "kobenhavn",
    "sw": "software",
    "sonner": "son",
    "sons": "son",
}
ROLE_WORDS = frozenset(
    "holding holdings hldg hold grp gr mgmt inv ejd invest investment management ejendomme ejendom ejendomsselskab ejendomsselskabet komplementar komplementarselskab "
    "komplementarselskabet gruppen group koncern fond fonden finans finance leasing".split()
)
GENERAL_WORDS = frozenset(
    "danmark sverige norge international nordic nordisk scandinavia skandinavisk europe global group gruppen service services solutions "
    "systems partners partnere consulting rengoring byg transport entreprenor tomrer murer maler vvs el auto invest holding ejendomme "
    "design data media medier kommune region skole handel trading import export industri industries firma firmat selskabet center "
    "son datter jensen nielsen hansen pedersen andersen christensen larsen sorensen rasmussen jorgensen petersen madsen kristensen olsen "
    "thomsen christiansen poulsen johansen moller mortensen company management technologies technology energy bank capital".split()
)

_OWNER = re.compile(r"(?:^|\s)(?:v/|ved )\s*(.*)$")
_ASIDE = re.compile(
    r"(?:[\s,(*-]+(?:att(?:n|ention)?\b[.:]?|c/o\b|brug ikke\b|ma ikke bruges|bruges ikke|lukket\b|sparret\b|opsagt\b|ophort\b|under konkurs|i likvidation|z[ _]?gammel).*|\s*\*+)\s*$"
)
_FORMER = re.compile(r"[\s,(-]+(?:tidl\b\.?|tidligere\b|fka\b|f/k/a|formerly|fhv\.)\s*(.*?)\)?$")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_COPY = re.compile(r"\(\d\)|\(kopi\)")
_BRANCH = re.compile(r"[\s,(-]*\b(?:afd\b|afdeling|filial|branch\b|division)[\s.:]*(.*?)\)?$")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)?\s*$")
_LAST_PART = re.compile(r"(?<=\S)(?: -|,)\s*(\S+)(?: [a-z]{1,2}| sj)?\s*$")
_CHUNK = re.compile(r"[^\s,;:()\[\]\"+&*_|<>=!?–—-]+")


class Name(NamedTuple):
    """What is told by a name. `words` in order without legal form; an abbreviated or cut word ends with a full stop."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    form: str
    branch: str
    owner: str
    former: str
    body: str


def read_name(text: str, is_cut: bool = False, town: str = "", towns: Container[str] = ()) -> Name:
    """Takes a name apart; `is_cut` when the system cut it off at its longest length, `town` the customer's own town, folded.

    A word of `towns` after a dash or comma at the end names a branch.
    """
    low = fold(text).replace("'", "")
    former = owner = branch = ""
    if "(" in low:
        low = _COPY.sub(" ", low)
    if found := _FORMER.search(low):
        former, low = found.group(1), low[: found.start()]
    low = _ASIDE.sub("", low)
    if found := _OWNER.search(low):
        owner, low = " ".join(_CHUNK.findall(found.group(1))), low[: found.start()]
        is_cut = False
    if found := _BRANCH.search(low):
        if low[: found.start()].strip():
            branch, low = found.group(1).strip() or "?", low[: found.start()]
            is_cut = False
    elif (found := _IN_BRACKETS.search(low)) and low[: found.start()].strip() and "publ" not in found.group(1):
        branch, low = found.group(1).strip(), low[: found.start()]
        is_cut = False
    if any(sign in low for sign in _LONG_FORM_SIGNS):
        for pattern, form in _LONG_FORMS:
            low = pattern.sub(form, low)
    elif towns and (found := _LAST_PART.search(low)) and found.group(1) in towns:
        branch, low = found.group(1), low[: found.start()]
        is_cut = False
    body = ""
    if " kom" in low:
        body, low = _public_body(low, is_cut)
    words, form, after = _words_and_form(low)
    if after and not branch:
        branch = " ".join(after)
    if town and not branch and len(words) > 1 and words[-1] == town:
        branch = words.pop()
    if is_cut and len(words) > 1 and len(words[-1]) <= 3 and any(short.startswith(words[-1].rstrip(".")) for short in FORMS):
        words.pop()
        is_cut = False
    if is_cut and words and not after and not words[-1].isdigit() and not form:
        words[-1] = words[-1].rstrip(".") + "."
    numbers = tuple(sorted(word for word in words if word[0].isdigit()))
    return Name(tuple(words), numbers, form, branch, owner, former, body)


_BODY = re.compile(r"([^,;-]*?)([^\s,;-]+(?:s)?) (kom(?:m(?:u(?:n(?:e)?)?)?)?)(?:\b|$)(.*)$")


def _public_body(low: str, is_cut: bool) -> tuple[str, str]:
    """Splits a municipality's name: whose it is (odense), and the rest, which names the unit; the whole when there is no unit."""
    found = _BODY.search(low)
    if not found or (found.group(3) != "kommune" and not is_cut):
        return "", low
    before, town, _, after = found.groups()
    unit = f"{low[: found.start()]} {before} {after}"
    return town, unit if _CHUNK.search(unit) else low


def _words_and_form(low: str) -> tuple[list[str], str, list[str]]:
    """Words before the legal form, the form, and the words that stand after it (a branch office's town)."""
    words: list[str] = []
    form = ""
    after: list[str] = []
    letters = ""
    for chunk in [*_CHUNK.findall(low), ""]:
        bare = chunk.replace(".", "").replace("/", "")
        if len(bare) == 1 and bare.isalpha():
            letters += bare
            continue
        if letters:
            form = _place(letters, words, form, after)
            letters = ""
        if not bare:
            continue
        if bare in FORMS:
            form = _place(bare, words, form, after)
        elif len(bare) != len(chunk) and any(mark in chunk.rstrip(".") for mark in "./"):
            parts = [part for part in re.split(r"[./]+", chunk) if part]
            if max(map(len, parts)) == 1:
                form = _place(bare, words, form, after)
            else:
                for part in parts:
                    form = _place(part, words, form, after)
        else:
            form = _place(f"{bare}." if chunk.endswith(".") else bare, words, form, after)
    form = form.strip()
    if not words and form:  # a name that is nothing but a legal form keeps it as its word
        words, form = [form.lower()], ""
    return words, form, after


def _place(word: str, words: list[str], form: str, after: list[str]) -> str:
    """Puts the word where it belongs and gives the legal form as known so far; a form in front starts with a blank."""
    if word in FORMS and not after:
        if words:
            return FORMS[word] if not form or form[0] == " " else form
        if word in _SHORT_FORMS_IN_FRONT:
            return f" {FORMS[word]}"
    if word.rstrip(".") in _STOP_WORDS:
        return form
    word = _ROMAN.get(word, word) if words else word
    word = _SAME_WORDS.get(word, word)
    (after if form and form[0] != " " else words).append(word)
    return form
