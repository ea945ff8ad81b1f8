"""Words, mail addresses and places as people type them, brought to one form; what cannot be read comes back empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

_LETTERS = (
    ("æ", "a"),
    ("ø", "o"),
    ("å", "a"),
    ("ä", "a"),
    ("ö", "o"),
    ("ü", "u"),
    ("é", "e"),
    ("ß", "ss"),
    ("’", "'"),
    ("´", "'"),
)
_TWO_LETTERS = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_SEPARATOR = "\x1e"
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")
_NOT_ALNUM_TOGETHER = re.compile(rf"[^0-9a-z{_SEPARATOR}]+")

_PROVIDERS = """
    gmail.com googlemail.com hotmail.com hotmail.dk hotmail.se hotmail.no outlook.com outlook.dk live.com live.dk live.se live.no
    msn.com yahoo.com yahoo.dk yahoo.se yahoo.no icloud.com me.com mac.com mail.com mail.dk email.dk aol.com gmx.de gmx.net web.de
    t-online.de jubii.dk jubiimail.dk ofir.dk sol.dk tdcadsl.dk tdc.dk post.tele.dk get2net.dk stofanet.dk mail.tele.dk webspeed.dk
    youmail.dk privat.dk pc.dk dadlnet.dk c.dk telia.com spray.se online.no broadpark.no protonmail.com proton.me
"""
FREE_DOMAINS = frozenset(_PROVIDERS.split())
"""Domains at which anybody can have an address."""


def fold(text: str) -> str:
    """The text in small plain letters, with one spelling for æ/ae/ä, ø/oe/o/ö and å/aa."""
    text = text.lower()
    if not text.isascii():
        for letters, letter in _LETTERS:
            text = text.replace(letters, letter)
        if not text.isascii():
            text = anyascii(text).lower()
    for letters, letter in _TWO_LETTERS:
        text = text.replace(letters, letter)
    return text


def fold_all(texts: list[str]) -> list[str]:
    """`fold` of every text, most of the work in one go."""
    return in_one_go(texts, _fold_together)


def _fold_together(together: str) -> str:
    together = together.lower()
    for letters, letter in _LETTERS:
        together = together.replace(letters, letter)
    if not together.isascii():
        together = _SEPARATOR.join([text if text.isascii() else anyascii(text).lower() for text in together.split(_SEPARATOR)])
    for letters, letter in _TWO_LETTERS:
        together = together.replace(letters, letter)
    return together


def in_one_go(texts: list[str], work: Callable[[str], str]) -> list[str]:
    """`work` of every text, done on all of them written together, which is many times faster than one by one."""
    done = work(_SEPARATOR.join(texts)).split(_SEPARATOR)
    return done if len(done) == len(texts) else list(map(work, texts))  # somebody typed the separator


def letters_and_digits(texts: list[str]) -> list[str]:
    """The texts folded, with everything but letters and digits taken out."""
    kept = in_one_go(fold_all(texts), lambda together: _NOT_ALNUM_TOGETHER.sub("", together))
    return [text.replace(_SEPARATOR, "") for text in kept]


_MAIL_ADDRESS = re.compile(r"[^\s;,<>]+@[^\s;,<>]+")
_MORE_THAN_AN_ADDRESS = re.compile(r"[ ;,<>]")
_BESIDE_AN_ADDRESS = str.maketrans(dict.fromkeys(";,<>", " "))
_WEB = re.compile(r"^(https?://)?(www\.)?")


def email(text: str) -> tuple[str, str]:
    """The first mail address of the text and its domain; a bare domain or web address gives its domain alone."""
    address = text.strip().lower()
    if _MORE_THAN_AN_ADDRESS.search(address) and (found := _MAIL_ADDRESS.search(address)):
        address = found.group()
    local, _, domain = address.rpartition("@")
    if not local:
        domain = _WEB.sub("", domain).split("/")[0]
    domain = domain.rstrip(".")
    return (address if local else "", domain) if "." in domain else ("", "")


def emails(texts: list[str]) -> list[tuple[str, str]]:
    """`email` of every text; plain addresses are read in one go."""
    marked = in_one_go(texts, lambda together: together.lower().translate(_BESIDE_AN_ADDRESS))
    read = []
    for address, text in zip(marked, texts, strict=True):
        domain = address.rpartition("@")[2]
        is_whole = len(domain) + 1 < len(address) and "." in domain and domain[-1] != "." and " " not in address
        if is_whole and address.isascii() and address.isprintable():
            read.append((address, domain))
        else:
            read.append(email(text) if text else ("", ""))
    return read


def domain_labels(domains: list[str]) -> list[str]:
    """Each domain's own word: ibsendesign of ibsen-design.dk, without signs and ending."""
    return letters_and_digits(list(map(_own_part, domains)))


def _own_part(domain: str) -> str:
    parts = domain.split(".")
    ending = 2 if len(parts) > 2 and parts[-2] in ("co", "com", "org", "net", "ac", "gov") else 1
    return parts[-ending - 1] if len(parts) > ending else ""


_STREET_WORDS = {
    "gl": "gammel",
    "ndr": "nordre",
    "sdr": "sondre",
    "sct": "sankt",
    "skt": "sankt",
    "st": "store",
    "ll": "lille",
    "v": "vester",
    "o": "oster",
    "chr": "christian",
    "kgs": "kongens",
}
_SHORT_STREET = re.compile(r"(?<=[a-z]{2})([gv])\.$")
_ADDRESS = re.compile(r"^([^a-z\n]*[a-z][^\d\n]*)(\d+)\s*([a-z]\b)?")
_HOUSE_FIRST = re.compile(r"^(\d+)\s*([a-z]\b)?[ ,]+(.*[a-z].*)$")
_BOX = re.compile(r"post ?bo(?:ks|x)|po ?box|p\.? ?o\.? box|postfach|box ")


def address(folded: str) -> tuple[str, str]:
    """The street by its first letters, and the house number, of a folded address; a post-office box is a street called `box`.

    Floor, door and building are left out.
    """
    if not folded:
        return "", ""
    if found := _ADDRESS.match(folded):
        street, number, letter = found.groups()
    elif found := _HOUSE_FIRST.match(folded):
        number, letter, street = found.groups()
    else:
        street, number, letter = folded.split(",")[0], "", ""
    if folded[0] in "pb" and _BOX.match(folded):
        return "box", number
    return _street(street), number + letter if letter else number


@lru_cache(100_000)
def _street(text: str) -> str:
    """The first letters of a street, with the usual short words written out."""
    text = _SHORT_STREET.sub(lambda short: "gade" if short.group(1) == "g" else "vej", text.rstrip(" ,"))
    words = _NOT_ALNUM.sub(" ", text).split()
    if len(words) > 1:
        words[0] = _STREET_WORDS.get(words[0], words[0])
    return "".join(words)[:6]


def zip_code(text: str) -> str:
    """Letters and digits of a postcode without a country in front (DK-4300)."""
    code = "".join(filter(str.isalnum, text.upper()))
    return code[2:] if len(code) > 5 and code[:2].isalpha() and code[2:].isdigit() else code


_TOWNS = {
    "copenhagen": "kobenhavn",
    "kbh": "kobenhavn",
    "cph": "kobenhavn",
    "gothenburg": "goteborg",
    "munich": "munchen",
    "cologne": "koln",
    "vienna": "wien",
    "zuerich": "zurich",
    "geneva": "geneve",
    "the": "den",
    "brussels": "bruxelles",
    "brussel": "bruxelles",
    "milan": "milano",
    "rome": "roma",
    "turin": "torino",
    "lisbon": "lisboa",
    "helsingfors": "helsinki",
    "antwerpen": "antwerp",
    "hague": "den",
    "s-gravenhage": "den",
    "prague": "praha",
    "warsaw": "warszawa",
}


def city(text: str) -> str:
    """The town's first word in one spelling: the letter of a district (Aarhus C) does not count."""
    words = re.split(r"[\s,.(/]+", fold(text).strip(), maxsplit=1)
    return _TOWNS.get(words[0], words[0])


def numbers(texts: list[str]) -> list[str]:
    """Customer numbers without signs and leading zeros."""
    signed = [text for text in texts if not text.isdigit()]
    without_signs = dict(zip(signed, letters_and_digits(signed), strict=True))
    return [without_signs.get(text, text).lstrip("0") for text in texts]
