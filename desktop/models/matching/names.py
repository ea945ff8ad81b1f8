"""A company's name taken apart: the words that tell it from others, its numbers, legal form, branch office and owner."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from desktop.models.matching.legal_forms import (
    FORMS,
    FORMS_AT_END,
    FORMS_IN_FRONT,
    LETTERS,
    PARTS,
    PARTS_IN_FRONT,
    USUAL_FORMS,
    shortened,
)
from desktop.models.matching.towns import TOWNS
from desktop.models.matching.words import ROMAN_NUMBERS, SAME_WORDS, SHORTENED_WORDS, STOP_WORDS


class Name(NamedTuple):
    """What a name tells. `words` in order, without the legal form; an abbreviated or cut word ends with a full stop."""

    words: list[str]
    form: str  # as it is written: ApS
    branch: str  # the town or name of a branch office
    owner: str  # who stands after v/
    body: str  # the town of a municipality, when the name is of one of its units
    is_cut: bool  # its last word is cut off, and words may be missing
    cut_numeral: str = ""  # that word, where it is a Roman numeral and may have gone on


_SPECIAL = re.compile(
    r"[(*]|c/o|tidl|fka|f/k/a|formerly|fhv|afd|filial|branch|division|lukket|sparret|opsagt|ophort|konkurs|likvid|[-,]$|,."
    rf"|{PARTS}"
)
_SPECIAL_IN_FRONT = re.compile(rf"v/|ved$|[/-]*att|-|brug|kom(?:m(?:u(?:ne?)?)?)?\b|{PARTS_IN_FRONT}")
_ABOUT_OTHERS = r"att(?:n|ention)?\b[.:]?|c/o\b|tidl\b\.?|tidligere\b|fka\b|f/k/a|formerly|fhv\b\.?"
_STATE = r"brug ikke\b|ma ikke bruges|bruges ikke|lukket\b|sparret\b|opsagt\b|ophort\b|under konkurs|i likvidation"
_ASIDE = re.compile(rf"(?:[\s,(*-]+(?:{_ABOUT_OTHERS}|{_STATE}).*|\s*\*+)\s*$")
_ASIDE_IN_FRONT = re.compile(rf"^[\s*(-]*(?:(?:{_ABOUT_OTHERS})[\s:]*|(?:{_STATE})\s*[-:,;*)]+[\s*]*)(?=.*[a-z0-9])")
_ABOUT_SOMEBODY = re.compile(r"^[^,;:)]*?(?:[,;:)]|\s-)[\s,;:-]*(?=.*[a-z0-9])")
_OWNER = re.compile(r"(?:^|\s)(?:v/|ved )\s*(.*)$")
_COPY = re.compile(r"\(\d\)|\(kopi\)")
_BRANCH = re.compile(r"[\s,(-]*\b(?:afd\b|afdeling|filial|branch\b|division)[\s.:]*(.*?)\)?$")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)?\s*$")
_LAST_PART = re.compile(r"(?<=\S)(?: -|,)\s*(\S+)((?: [a-z]{1,2})?)\s*$")
_BODY = re.compile(r"([^,;-]*?)([^\s,;-]+) (kom(?:m(?:u(?:n(?:e)?)?)?)?)(?:\b|$)(.*)$")

LONGEST_NUMBER = 2  # digits behind a legal form that number sister companies: Solar ApS 12
SHORTEST_NAME = 6  # letters before a town that make it a branch's: Banco Santander is a name
_SEPARATORS = str.maketrans(dict.fromkeys(',;:()[]"+&*_|<>=!?–—-', " ") | {"'": None})


_Pieces = dict[str, tuple[tuple[int, str], ...]]
_WORD, _LETTER, _FORM, _STOP, _ASK = range(5)


class NameReader:
    """Reads names; what a piece of a name is, is worked out once."""

    def __init__(self) -> None:
        self._first_look: _Pieces = {}
        self._closer_look: _Pieces = {}

    def read(self, low: str, is_cut: bool = False, town: str = "") -> Name:
        """Takes a folded name apart; `is_cut` when the system cut it at its longest length, `town` the customer's own, folded.

        That town, or one of `TOWNS`, after a dash or comma at the end of a name is a branch office.
        """
        branch = owner = body = ""
        words, form, after = _words_of(low.split(), self._first_look, _pieces_or_ask)
        if words == [""]:  # something in the name asks for a closer look
            whole = low
            low = _without_asides(_COPY.sub(" ", low), town)
            if found := _OWNER.search(low):
                owner, low = " ".join(found.group(1).translate(_SEPARATORS).split()), low[: found.start()]
            before = shortened(low)
            low, branch = _without_branch(before, town)
            if low != before:
                low = shortened(low)  # the letters of a form stand at the end only now
            is_cut = is_cut and low == whole
            if " kom" in low:
                low, body = _without_body(low, is_cut)
            words, form, after = _words_of(low.translate(_SEPARATORS).split(), self._closer_look, _pieces_of)
        number_behind = "".join(after)
        ends_with_number = number_behind.isdigit() and len(number_behind) <= LONGEST_NUMBER
        if ends_with_number:  # Solar ApS 2
            words, after = words + after, []
        elif after and not branch and max(map(len, after)) > 1:  # a single letter is a class of shares
            branch = " ".join(after)
        if town and not branch and words[-1:] == [town] and sum(map(len, words[:-1])) >= SHORTEST_NAME:
            branch = words.pop()
        is_cut = is_cut and not after and _mend_cut_end(words, "" if ends_with_number else form)
        if not words and owner:
            words, owner = owner.split(), ""
        cut_numeral = low.split()[-1].strip(".") if is_cut and words[-1][0].isdigit() else ""
        return Name(words, form, branch, owner, body, is_cut, cut_numeral if cut_numeral in ROMAN_NUMBERS else "")


def whole_name(name: Name) -> str:
    """All words of the name, those of its branch too, sorted and written together: the same wherever the customer's town is."""
    of_branch = [SAME_WORDS.get(word, word) for word in name.branch.translate(_SEPARATORS).split() if word not in STOP_WORDS]
    return "".join(sorted([*name.words, *of_branch])).replace(".", "").replace("/", "")


def _without_asides(low: str, town: str) -> str:
    """Takes off who is asked for, former names and notes, at the end and in front; what is left names the customer."""
    if marker := _ASIDE_IN_FRONT.match(low):
        low = low[marker.end() :]
        about = _ABOUT_SOMEBODY.match(low) if re.search(_ABOUT_OTHERS, marker.group()) else None
        if about and not _is_town_or_form(low[about.end() :].strip(" .,"), town):
            low = low[about.end() :]
    return _ASIDE.sub("", low)


def _without_branch(low: str, town: str) -> tuple[str, str]:
    if found := _BRANCH.search(low):
        return (low[: found.start()], found.group(1).strip() or "?") if low[: found.start()].strip() else (low, "")
    if found := _IN_BRACKETS.search(low):
        if re.sub(r"[\s./-]", "", found.group(1)) in FORMS:
            return f"{low[: found.start()]} {found.group(1)}", ""
        return (low[: found.start()], found.group(1).strip()) if low[: found.start()].strip() else (low, "")
    if (found := _LAST_PART.search(low)) and _is_town(found.group(1), town):
        return low[: found.start()], found.group(1) + found.group(2)
    return low, ""


def _is_town(text: str, town: str) -> bool:
    return text in TOWNS or (text == town and text != "")


def _is_town_or_form(text: str, town: str) -> bool:
    return _is_town(text, town) or re.sub(r"[\s./]", "", text) in FORMS


def _words_of(
    chunks: list[str], known: _Pieces, read: Callable[[str], tuple[tuple[int, str], ...]]
) -> tuple[list[str], str, list[str]]:
    """Words before the legal form, the form, and the words after it (a branch office's town); `[""]` to ask for a closer look."""
    words: list[str] = []
    after: list[str] = []
    form = front = letters = stop = ""
    lone = -1  # how many words stood before a small word of one letter
    for chunk in chunks:
        pieces = known.get(chunk)
        if pieces is None:
            pieces = known[chunk] = read(chunk)
        for kind, piece in pieces:
            if kind == _WORD:
                if letters:
                    form, front = _place(letters, words, after, form, front)
                    letters = ""
                (after if form else words).append(piece)
                continue
            if kind == _LETTER or (piece == "e" and not form and words and words[-1].isdigit()):  # the house 12 E
                letters += piece
                continue
            if letters:
                form, front = _place(letters, words, after, form, front)
                letters = ""
            if kind == _FORM:
                if lone == len(words) > 0 and not form:
                    words.append(stop)  # Bygning E ApS
                form, front = _place(piece, words, after, form, front)
            elif kind == _ASK:
                return [""], "", []
            elif len(piece) == 1:
                lone, stop = len(words), piece
    if letters:
        form, front = _place(letters, words, after, form, front)
    if lone == len(words) > 0 and not form:
        words.append(stop)
    if after and form in FORMS_AT_END and max(map(len, after)) > 1:
        words, form, after = [*words, form, *after], "", []
    if not words:  # a name that is nothing but legal forms and stop words keeps them
        return [chunk.strip(".") for chunk in chunks if any(map(str.isalnum, chunk))], "", []
    return words, FORMS.get(form or front, ""), after


def _pieces_or_ask(chunk: str) -> tuple[tuple[int, str], ...]:
    """The pieces of a chunk between spaces, or the wish for a closer look at the whole name."""
    if _SPECIAL_IN_FRONT.match(chunk) or _SPECIAL.search(chunk):
        return ((_ASK, ""),)
    if chunk.isalpha():  # most are one plain word
        return (_kind(chunk),)
    if LETTERS.match(chunk) and chunk.replace(".", "").replace("/", "") not in FORMS:
        return ((_ASK, ""),)
    return tuple(piece for part in chunk.translate(_SEPARATORS).split() for piece in _pieces_of(part))


def _pieces_of(chunk: str) -> tuple[tuple[int, str], ...]:
    """The pieces of a chunk without separators: `a/s` and `a.p.s.` are one, `p.jensen` two, `reng.` keeps its full stop."""
    bare = chunk.replace(".", "").replace("/", "")
    if not bare:
        return ()
    if bare in FORMS or len(bare) == len(chunk):
        return (_kind(bare),)
    parts = [part for part in re.split(r"[./]+", chunk) if part]
    if max(map(len, parts)) == 1:
        return (_kind(bare),)
    return tuple(_kind(f"{part}." if _ends_short(chunk, part) else part) for part in parts)


def _ends_short(chunk: str, part: str) -> bool:
    """Whether the part of the chunk is followed by a full stop, which marks a short form."""
    return len(part) > 1 and part not in STOP_WORDS and f"{part}." in chunk


def _kind(piece: str) -> tuple[int, str]:
    if piece in STOP_WORDS:
        return _STOP, piece
    if len(piece) == 1 and piece.isalpha():
        return _LETTER, piece
    return (_FORM, piece) if piece in FORMS else (_WORD, SAME_WORDS.get(piece) or SHORTENED_WORDS.get(piece, piece))


def _place(piece: str, words: list[str], after: list[str], form: str, front: str) -> tuple[str, str]:
    """Takes letters or a legal form; gives the spelling of the form behind the name and of the one in front, as known so far."""
    if piece in FORMS and not after:
        if words:
            return form or piece, front
        if piece in FORMS_IN_FRONT:
            return form, piece
    place = after if form else words
    if len(piece) == 1 and place and place[-1].isdigit():
        place[-1] += piece  # 12 A is 12A
    else:
        place.append(piece)
    return form, front


def _without_body(low: str, is_cut: bool) -> tuple[str, str]:
    """Splits a municipality's name into the unit and whose it is; the whole name when it names no unit."""
    found = _BODY.search(low)
    if not found or (found.group(3) != "kommune" and not is_cut):
        return low, ""
    before, town, _, after = found.groups()
    unit = f"{low[: found.start()]} {before} {after}"
    return (unit if unit.translate(_SEPARATORS).strip() else low), town


def _mend_cut_end(words: list[str], form: str) -> bool:
    """Marks the last word of a cut name as short, or takes off the rest of its legal form; says whether words may be missing."""
    if form or not words:
        return False
    last = words[-1].rstrip(".")
    if len(words) > 1 and len(last) <= 3 and not last.isdigit() and any(spelling.startswith(last) for spelling in USUAL_FORMS):
        words.pop()
        return False
    words[-1] = SHORTENED_WORDS.get(f"{last}.", f"{last}.")
    return True
