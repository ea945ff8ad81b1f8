"""A company's name taken apart: the words that tell it from others, its numbers, legal form, branch office and owner."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from desktop.models.matching.words import FORMS, FORMS_IN_FRONT, SAME_WORDS, STOP_WORDS


class Name(NamedTuple):
    """What a name tells. `words` in order, without the legal form; an abbreviated or cut word ends with a full stop."""

    words: list[str]
    form: str  # as it is written: ApS
    branch: str  # the town or name of a branch office
    owner: str  # who stands after v/
    body: str  # the town of a municipality, when the name is of one of its units


_SPECIAL = re.compile(
    r"v/|ved |[(*]| att|c/o|tidl|fka|f/k/a|formerly|fhv|afd|filial|branch| kom|brug|lukket|sparret|opsagt|ophort|konkurs|likvid|[-,] "
)
_ASIDE = re.compile(
    r"(?:[\s,(*-]+(?:att(?:n|ention)?\b[.:]?|c/o\b|brug ikke\b|ma ikke bruges|bruges ikke|lukket\b|sparret\b|opsagt\b|ophort\b"
    r"|under konkurs|i likvidation|tidl\b|tidligere\b|fka\b|f/k/a|formerly|fhv\.).*|\s*\*+)\s*$"
)
_OWNER = re.compile(r"(?:^|\s)(?:v/|ved )\s*(.*)$")
_COPY = re.compile(r"\(\d\)|\(kopi\)")
_BRANCH = re.compile(r"[\s,(-]*\b(?:afd\b|afdeling|filial|branch\b|division)[\s.:]*(.*?)\)?$")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)?\s*$")
_LAST_PART = re.compile(r"(?<=\S)(?: -|,)\s*(\S+)(?: [a-z]{1,2})?\s*$")
_BODY = re.compile(r"([^,;-]*?)([^\s,;-]+) (kom(?:m(?:u(?:n(?:e)?)?)?)?)(?:\b|$)(.*)$")

_LONG_FORM_SIGNS = re.compile(r"haftung|publ|liabil|vennoot|societe|socied|azioni|mbh|m\.b|begran|sp\. ?z|komplement")
_LONG_FORMS = (
    (re.compile(r"\bgesellschaft mit beschrankter haftung\b"), " gmbh "),
    (re.compile(r"\bpublic limited company\b"), " plc "),
    (re.compile(r"\b(?:private )?limited liability company\b"), " llc "),
    (re.compile(r"\bnamloze vennootschap\b"), " nv "),
    (re.compile(r"\bbesloten vennootschap\b"), " bv "),
    (re.compile(r"\bsociete anonyme\b|\bsociedad anonima\b"), " sa "),
    (re.compile(r"\bsocieta per azioni\b"), " spa "),
    (re.compile(r"\bsp\. ?z ?o\.? ?o\.?(?=\s|$)"), " spzoo "),
    (re.compile(r"\bg\.? ?m\.? ?b\.? ?h\.? ?(?:&|\+|und|og|/)? ?co\.?,? ?(ohg|kga|kg)\b\.?"), r" \1 "),
    (re.compile(r"\bmed begranset ansvar\b|\(?\bpubl\b\)?"), " "),
)
_SEPARATORS = str.maketrans(dict.fromkeys(',;:()[]"+&*_|<>=!?–—-', " ") | {"'": None})


class NameReader:
    """Reads names; what a piece of a name is, is worked out once.

    `towns` are the registers' towns: one of them after a dash or comma at the end of a name is a branch office.
    """

    def __init__(self, towns: Container[str] = ()) -> None:
        self._towns = towns
        self._pieces: dict[str, tuple[str, ...]] = {}

    def read(self, low: str, is_cut: bool = False, town: str = "") -> Name:
        """Takes a folded name apart; `is_cut` when the system cut it at its longest length, `town` the customer's own, folded."""
        branch = owner = body = ""
        if _SPECIAL.search(low):
            whole = low
            low = _ASIDE.sub("", _COPY.sub(" ", low))
            if found := _OWNER.search(low):
                owner, low = " ".join(found.group(1).translate(_SEPARATORS).split()), low[: found.start()]
            low, branch = self._without_branch(low)
            is_cut = is_cut and low == whole
            if " kom" in low:
                low, body = _without_body(low, is_cut)
        if _LONG_FORM_SIGNS.search(low):
            for pattern, form in _LONG_FORMS:
                low = pattern.sub(form, low)
        words, form, after = self._words(low)
        branch = branch or " ".join(after)
        if town and not branch and len(words) > 1 and words[-1] == town:
            branch = words.pop()
        if is_cut and not after and len(words) > 1:
            _mend_cut_end(words, form)
        return Name(words, form, branch, owner, body)

    def _without_branch(self, low: str) -> tuple[str, str]:
        if found := _BRANCH.search(low):
            return (low[: found.start()], found.group(1).strip() or "?") if low[: found.start()].strip() else (low, "")
        if (found := _IN_BRACKETS.search(low)) and "publ" not in found.group(1):
            return (low[: found.start()], found.group(1).strip()) if low[: found.start()].strip() else (low, "")
        if (found := _LAST_PART.search(low)) and found.group(1) in self._towns:
            return low[: found.start()], found.group(1)
        return low, ""

    def _words(self, low: str) -> tuple[list[str], str, list[str]]:
        """Words before the legal form, the form, and the words after it (a branch office's town)."""
        words: list[str] = []
        after: list[str] = []
        form = front = letters = ""
        pieces = self._pieces
        for chunk in low.translate(_SEPARATORS).split():
            read = pieces.get(chunk)
            if read is None:
                read = pieces[chunk] = _pieces_of(chunk)
            for piece in read:
                if len(piece) == 1 and piece.isalpha():
                    letters += piece
                    continue
                if letters:
                    form, front = _place(letters, words, after, form, front)
                    letters = ""
                form, front = _place(piece, words, after, form, front)
        if letters:
            form, front = _place(letters, words, after, form, front)
        form = form or front
        if not words:  # a name that is nothing but a legal form or a stop word keeps it
            words, form = low.translate(_SEPARATORS).split(), ""
        return words, form, after


def _pieces_of(chunk: str) -> tuple[str, ...]:
    """The words of a chunk between spaces: `a/s` and `a.p.s.` are one, `p.jensen` two, `reng.` keeps its full stop."""
    bare = chunk.replace(".", "").replace("/", "")
    if not bare:
        return ()
    if bare in FORMS or len(bare) == len(chunk):
        return (bare,)
    parts = [part for part in re.split(r"[./]+", chunk) if part]
    if len(parts) == 1:
        return (bare,) if len(bare) == 1 or bare in STOP_WORDS else (f"{bare}.",)
    if max(map(len, parts)) == 1:
        return (bare,)
    return tuple(part if len(part) == 1 or part in STOP_WORDS else f"{part}." for part in parts[:-1]) + (
        parts[-1] if chunk[-1] not in "." else f"{parts[-1]}.",
    )


def _place(word: str, words: list[str], after: list[str], form: str, front: str) -> tuple[str, str]:
    """Puts the word where it belongs; gives the legal form behind the name and the one in front, as known so far."""
    if word in FORMS and not after:
        if words:
            return form or FORMS[word], front
        if word in FORMS_IN_FRONT:
            return form, FORMS[word]
    if word not in STOP_WORDS:
        if words:
            word = SAME_WORDS.get(word, word)
        (after if form else words).append(word)
    return form, front


def _without_body(low: str, is_cut: bool) -> tuple[str, str]:
    """Splits a municipality's name into the unit and whose it is; the whole name when it names no unit."""
    found = _BODY.search(low)
    if not found or (found.group(3) != "kommune" and not is_cut):
        return low, ""
    before, town, _, after = found.groups()
    unit = f"{low[: found.start()]} {before} {after}"
    return (unit if unit.translate(_SEPARATORS).strip() else low), town


def _mend_cut_end(words: list[str], form: str) -> None:
    """The last word of a cut name is a short form; the rest of a cut legal form goes."""
    last = words[-1].rstrip(".")
    if len(last) <= 3 and not last.isdigit() and any(spelling.startswith(last) for spelling in FORMS):
        words.pop()
    elif not form and not last[0].isdigit():
        words[-1] = f"{last}."
