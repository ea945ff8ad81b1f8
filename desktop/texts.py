"""Every sentence a person reads, in English in the code and in Danish from the catalogue.

`Message` is a sentence that is not yet in a language: errors, reasons and log entries carry it, the store keeps it, and it is
rendered where it is shown, in the language of whoever looks. `_` and `ngettext` are for words that stand on the screen at once.
The catalogue is gettext: `resources/translations/da.po` (see docs/architecture.md, "Two languages").
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext as _gettext
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.paths import resources_folder

LANGUAGES = ("da", "en")
LOCALES = {"da": "da_DK", "en": "en_GB"}
TRANSLATIONS = resources_folder() / "translations"

LONGEST_NUMBER = 28  # digits before the decimal point

_DANISH_SIGNS = str.maketrans(",.", ".,")
_PLACE = re.compile(r"\{(\w+)\}")  # where a value goes in a sentence

_language = "da"
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def set_language(language: str) -> None:
    """Choose the language of everything shown from now on, `da` or `en`; an unknown one is a `ValueError`."""
    global _language, _catalogue
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _language = language
    if language == "en":
        _catalogue = _gettext.NullTranslations()
    else:
        _catalogue = _gettext.translation("bindeled", str(TRANSLATIONS), [language], fallback=True)


def language() -> str:
    """The language shown now, `da` or `en`."""
    return _language


def locale() -> str:
    """The Babel name of the language's number and date forms, for instance `da_DK`."""
    return LOCALES[_language]


def _(text: str) -> str:
    """The text in the language shown now."""
    return _catalogue.gettext(text) if text else ""  # gettext keeps the heading of its file under the empty text


def in_every_language(text: str) -> frozenset[str]:
    """The text in each language there is: what a file written in one of them may hold."""
    found = {text}
    for one in LANGUAGES:
        found.add(_gettext.translation("bindeled", str(TRANSLATIONS), [one], fallback=True).gettext(text))
    return frozenset(found)


def ngettext(one: str, many: str, count: int) -> str:
    """One of two texts by count, in the language shown now."""
    return _catalogue.ngettext(one, many, count)


def shown(value: Any) -> str:
    """A value as it stands inside a sentence: amounts with at least two decimals, dates and times in the user's form.

    A value that has no such form (an endless number, a time before the year 1) stands as it is: a sentence never raises.
    """
    try:
        return _in_form(value)
    except (ArithmeticError, ValueError, TypeError, OSError):
        return str(value)


def _in_form(value: Any) -> str:
    match value:
        case Message():
            return value.render()
        case bool():
            return str(value)
        case dt.datetime():
            return _moment(value)
        case Decimal() | int():
            return _number(value, _language)
        case dt.date():
            return _day(value, _language)
        case tuple() | list():
            return ", ".join(shown(one) for one in value)
        case None:
            return ""
        case _:
            return str(value)


def _moment(moment: dt.datetime) -> str:
    """On the clock of this machine."""
    from babel.dates import format_datetime  # takes a while to load, and the window's first picture needs none of it

    form = "dd-MM-yyyy HH.mm" if _language == "da" else "short"
    return str(format_datetime(moment.astimezone(), form, locale=locale()))


@functools.lru_cache(maxsize=10_000)  # lists show the same days again and again, and Babel is slow
def _day(value: dt.date, language: str) -> str:
    from babel.dates import format_date

    return str(format_date(value, "dd-MM-yyyy" if language == "da" else "dd/MM/yyyy", locale=LOCALES[language]))


def _number(value: Decimal | int, language: str) -> str:
    """As Babel forms it (`#,##0`, and `#,##0.00##########` for a `Decimal`), without the time that Babel takes to load."""
    if isinstance(value, int):
        text = f"{value:,}"
    elif value.is_finite() and value.adjusted() < LONGEST_NUMBER:
        whole, _point, decimals = f"{value or abs(value):,.12f}".partition(".")  # -0 is 0
        text = f"{whole}.{decimals.rstrip('0'):0<2}"
    else:
        raise ArithmeticError("a number that has no such form")
    return text.translate(_DANISH_SIGNS) if language == "da" else text


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A sentence with its values, not yet in a language.

    `Message("{count} customer", "{count} customers", count=3)`: the second text is used unless `count` is 1.
    Numbers that are names (invoice numbers, item numbers) are passed as `str`, so that they get no thousands separator.
    Braces stand for values only: a name without a value stays in its braces, and braces inside a value are only text.
    """

    text: str
    many: str
    values: tuple[tuple[str, Any], ...]

    def __init__(self, text: str, many: str = "", /, **values: Any) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "many", many)
        object.__setattr__(self, "values", tuple(values.items()))

    def render(self) -> str:
        """The sentence in the language shown now."""
        values = dict(self.values)
        count = values.get("count")
        text = ngettext(self.text, self.many, count if isinstance(count, int) else 2) if self.many else _(self.text)
        return _PLACE.sub(lambda place: shown(values[place[1]]) if place[1] in values else place[0], text)

    def __str__(self) -> str:
        return self.render()

    def to_json(self) -> str:
        """The sentence as kept in the store: text and values, in no language."""
        return json.dumps(_packed(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, packed: str) -> Message:
        """The sentence that `to_json` packed; anything else comes back as itself, so that an old log stays readable."""
        try:
            found = _unpacked(json.loads(packed))
        except (ValueError, TypeError, AttributeError, ArithmeticError):
            found = None
        return found if isinstance(found, Message) else cls("{text}", text=packed)


def in_a_row(sentences: Iterable[Message]) -> Message:
    """Whole sentences, one after the other, as one message."""
    return functools.reduce(lambda first, second: Message("{first} {second}", first=first, second=second), sentences)


def _packed(value: Any) -> Any:
    match value:
        case Message():
            return {"m": value.text, "n": value.many, "v": {name: _packed(one) for name, one in value.values}}
        case Decimal():
            return {"dec": str(value)}
        case dt.datetime():
            return {"time": value.isoformat()}
        case dt.date():
            return {"date": value.isoformat()}
        case tuple() | list():
            return [_packed(one) for one in value]
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


def _unpacked(value: Any) -> Any:
    match value:
        case {"m": text, "n": many, "v": values}:
            return Message(text, many, **{name: _unpacked(one) for name, one in values.items()})
        case {"dec": number}:
            return Decimal(number)
        case {"time": stamp}:
            return dt.datetime.fromisoformat(stamp)
        case {"date": day}:
            return dt.date.fromisoformat(day)
        case list():
            return tuple(_unpacked(one) for one in value)
        case _:
            return value
