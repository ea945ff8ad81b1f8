"""Countries by name and by code: systems write `Danmark`, `Denmark` or `DK`; records hold `DK`."""

from __future__ import annotations

from functools import cache

# What most customers have; the names of all countries, in eight languages, take a twentieth of a second to load.
NEAREST = {
    "": "",
    "dk": "DK",
    "danmark": "DK",
    "denmark": "DK",
    "se": "SE",
    "sverige": "SE",
    "sweden": "SE",
    "no": "NO",
    "norge": "NO",
    "norway": "NO",
    "de": "DE",
    "tyskland": "DE",
    "germany": "DE",
}
_LANGUAGES = ("da", "en", "sv", "nb", "de", "fi", "nl", "fr")


@cache
def all_codes() -> dict[str, str]:
    """Every folded name and code, to its code."""
    from babel import Locale  # takes a while to load

    codes: dict[str, str] = {}
    for language in reversed(_LANGUAGES):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                codes[name.casefold()] = code
                codes[code.casefold()] = code
    codes.update({"uk": "GB", "great britain": "GB", "england": "GB", "usa": "US", "holland": "NL", "czech republic": "CZ"})
    return codes


def country_code(text: str) -> str:
    """The two-letter ISO code of a country written as code or name in a Nordic or near language; unknown: as written."""
    text = text.strip()
    folded = text.casefold()
    return NEAREST[folded] if folded in NEAREST else all_codes().get(folded, text)


def country_name(code: str, language: str) -> str:
    """The country's name in a language (`da`, `en`); a text that is no code comes back as it is."""
    from babel import Locale

    return str(Locale(language).territories.get(code, code))
