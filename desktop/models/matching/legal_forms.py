"""Legal forms of companies in every spelling, Nordic, German, English and the neighbours': A/S, A.p.S., e. K., Pty Ltd, d.o.o."""

from __future__ import annotations

import re

from desktop.models.matching.normalise import fold

_SPELLINGS = {
    "A/S": "as aktieselskab aktieselskabet aktieselskap aksjeselskap aksjeselskapet aktjeselskap atsjeselskap akts aktieselsk",
    "ApS": "aps anpartsselskab anpartsselskabet",
    "IVS": "ivs iværksætterselskab iværksætterselskabet",
    "I/S": "is interessentskab interessentskabet",
    "K/S": "ks kommanditselskab kommanditselskabet kommandittselskap",
    "P/S": "ps partnerselskab kommanditaktieselskab",
    "A.m.b.A.": "amba andelsselskab",
    "F.m.b.A.": "fmba",
    "S.m.b.A.": "smba",
    "AB": "ab aktiebolag aktiebolaget",
    "HB": "hb handelsbolag handelsbolaget",
    "KB": "kb kommanditbolag kommanditbolaget",
    "ANS": "ans",
    "DA": "da",
    "ASA": "asa allmennaksjeselskap",
    "ENK": "enk enkeltpersonforetak",
    "Oy": "oy osakeyhtiö",
    "Oyj": "oyj abp",
    "GmbH": "gmbh ggmbh mbh",
    "KG": "kg kommanditgesellschaft",
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
_RARE_SPELLINGS = {
    "S/I": "si selvejendeinstitution",
    "Enkeltmandsvirksomhed": "enkeltmandsvirksomhed enkeltmandsfirma",
    "Ek. för.": "ekfor",
    "Enskild firma": "enskildfirma",
    "NUF": "nuf",
    "BA": "ba",
    "Ky": "ky kommandiittiyhtiö",
    "Tmi": "tmi toiminimi",
    "Osk": "osk osuuskunta",
    "e.K.": "ek ekfm ekfr",
    "eG": "eg",
    "PartG": "partg partgmbb",
    "s.r.o.": "sro",
    "d.o.o.": "doo",
    "Kft.": "kft",
    "Zrt.": "zrt nyrt",
    "G/S": "gensidigtselskab",
    "PMV": "pmv",
    "IKS": "iks",
    "Samvirkeforetak": "samvirkeforetak",
    "Kommunalt foretak": "kommunaltforetak",
    "OÜ": "oü osaühing",
    "UAB": "uab",
    "Sdn Bhd": "sdnbhd bhd",
}


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _folded(spellings: dict[str, str]) -> dict[str, str]:
    return {fold(spelling): form for form, written in spellings.items() for spelling in written.split()}


USUAL_FORMS = frozenset(_folded(_SPELLINGS))
"""Spellings whose beginnings are looked for at the end of a name that was cut off."""

FORMS = _folded(_SPELLINGS) | _folded(_RARE_SPELLINGS)
"""Folded spelling, without signs -> the form as it is written."""

FORMS_IN_FRONT = _listed("""
    as aps ks is ps pf amba ab oy akts aktieselsk tmi enskildfirma selvejendeinstitution aktiebolaget handelsbolaget
    kommanditbolaget aktieselskabet anpartsselskabet interessentskabet kommanditselskabet
""")
"""Forms that also stand before the name."""

FORMS_AT_END = _listed("ek eg ba ky si pmv iks ou")
"""Forms that are initials or words when a word follows them."""

_OF_WORDS = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        (r"\bg(?:es(?:ellschaft)?)?\.? ?m(?:it)?\.? ?b(?:eschrankter)?\.? ?h(?:aftung)?\b\.?", " gmbh "),
        (r"\b(?:gmbh|ag|ug|ltd|se)\.? *(?:&|\+|und|og|/)? *co\.?,? ?(ohg|kga|kg)\b\.?", r" \1 "),
        (r"[(,]? ?\bhaftungsbeschr(?:ankt|\.|\b)\)?", " "),
        (r"\bpart(?:g|nerschaftsgesellschaft)\.? ?m(?:it)?\.? ?b(?:eschrankter)?\.? ?b(?:erufshaftung)?\b\.?", " partg "),
        (r"\beingetragene[rs]? kauf(?:mann|frau)\b|\be\.? ?kf[mr]\b\.?", " ek "),
        (r"\beingetragener verein\b", " ev "),
        (r"\beingetragene genossenschaft\b", " eg "),
        (r"\bkommanditgesellschaft auf aktien\b", " kgaa "),
        (r"\bpublic limited company\b", " plc "),
        (r"\b(?:private )?limited liability company\b", " llc "),
        (r"\(?\b(?:pty|pte|pvt|proprietary|private)\b\.?\)?\.?,? ?(?:ltd|limited)\b", " ltd "),
        (r"\bnamloze vennootschap\b", " nv "),
        (r"\bbesloten vennootschap\b", " bv "),
        (r"\bsociete anonyme\b|\bsociedad anonima\b", " sa "),
        (r"\bsocieta per azioni\b", " spa "),
        (r"\bsp(?:olka)?\.? ?z\.? ?o\.? ?o\.?(?=[\s)]|$)|\bspolka z ograniczona odpowiedzialnoscia\b", " spzoo "),
        (r"\bsdn\.? ?bhd\b\.?", " sdnbhd "),
        (r"\bspol\.? ?s\.? ?r\.? ?o\.?(?=\s|$)", " sro "),
        (r"\bek(?:onomisk)?\.? ?for(?:ening|en)?\b\.?", " ekfor "),
        (r"\benskild firma\b", " enskildfirma "),
        (r"\bjulkinen osakeyhtio\b", " oyj "),
        (r"\b(?:den )?selvejende institution\b|(?<![^\s,])s(?: ?/ ?|-)i(?![^\s,.])", " selvejendeinstitution "),
        (r"\b(aktie|anparts|ivarksatter|kommandit|partner|andels|gensidigt)[- ]+selskab(et)?\b", r" \1selskab\2 "),
        (r"\bforening med begranset ansvar\b", " fmba "),
        (r"\bselskab med begranset ansvar\b", " smba "),
        (r"\bselskap med begrenset ansvar\b", " ba "),
        (r"\bansvarlig selskap(?: med delt ansvar)?\b", " ans "),
        (r"\bnorskregistrert utenlandsk foretak\b", " nuf "),
        (r"\bmed begranset ansvar\b|\(?\bpubl\b\)?", " "),
        (r"(?<![^\s,])i(?: ?/ ?|-)s(?![^\s,.])", " is "),
        (r"(?<![^\s,(])g/s(?![^\s,.)])", " gensidigtselskab "),
        (r"(?<=[^\s,])[\s,]+\(?ap\.? s\b\.?\)?(?=[\s,-]|$)", " aps "),
        (r"\bkommunalt foretak\b", " kommunaltforetak "),
        (r"\binterkommunalt selskap\b", " iks "),
    )
)
_PARTS = (
    *("haftung", "limited", "ltd", "vennoot", "anon", "azioni", "publ", "begr", "sp.", "sp ", "spol", "mbh", " co", "&co", "ges"),
    *("g.m", "g. m", "g m", "partg", "partner", "eingetr", "e.kf", "e. kf", "e kf", " ek", "enskild", "julkinen", "selvejende"),
    *(" selska", "-selska", "foretak", "i/", "i /", "i-s", "s/", "s /", "s-i", "ansvarlig", " auf "),
    *("sdn", "g/s", " ap ", " ap. ", "(ap", "kommunalt "),
)
_LETTERS_AT_END = re.compile(r"(?<=[^\s,])[\s,]+((?:[a-z][\s./]+)+[a-z])[\s.,]*$")
_STROKE_BEHIND_A_SPACE = re.compile(r"\s[a-z]/[a-z]$")  # the S of Bygning S A/S is none of the form's letters

PARTS = "haftung|liabil|vennoot|societe|socied|azioni|mbh|m\\.b\\.h|publ|begran|begrens|eingetr|-selska"
PARTS_IN_FRONT = (
    r"sp\.?(?:z|$)|spol|sdn|ap\.?$|p(?:ty|te|vt)\b|propriet|private$|part(?:g|n.*gesel)|ek\.?$|ek\.?for|ekonomisk$|enskild$|julkinen$|selvejende$"
    r"|selska|foretak$|auf$|ges|[eiy][./]?$|i-s$|s-i$|s/|/i"
)
"""What a word has in it, or begins with, that may be part of a form of several words or letters."""

LETTERS = re.compile(r"(?:[a-z][./]+)+[a-z]\.?$")
"""Letters between full stops: a form, part of one (s r.o.) or initials."""


def shortened(low: str) -> str:
    """The folded name with each legal form of several words or spaced letters written as one: `partg`, `ek`."""
    if any(map(low.__contains__, _PARTS)):  # many times faster than to try the patterns on every name
        written = low
        for pattern, short in _OF_WORDS:
            low = pattern.sub(short, low)
        if low != written:
            low = " ".join(low.split())
    found = _LETTERS_AT_END.search(low)
    if found and not _STROKE_BEHIND_A_SPACE.search(found.group(1)) and (form := re.sub(r"[^a-z]", "", found.group(1))) in FORMS:
        low = f"{low[: found.start()]} {form}"
    return low
