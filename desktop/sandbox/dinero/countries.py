"""The countries that contacts may have, and the VAT region that each belongs to (dinero.md section 9)."""

from __future__ import annotations

_EU = """AT Østrig|Austria
BE Belgien|Belgium
BG Bulgarien|Bulgaria
CY Cypern|Cyprus
CZ Tjekkiet|Czech Republic
DE Tyskland|Germany
EE Estland|Estonia
ES Spanien|Spain
FI Finland|Finland
FR Frankrig|France
GR Grækenland|Greece
HR Kroatien|Croatia
HU Ungarn|Hungary
IE Irland|Ireland
IT Italien|Italy
LT Litauen|Lithuania
LU Luxembourg|Luxembourg
LV Letland|Latvia
MT Malta|Malta
NL Holland|Netherlands
PL Polen|Poland
PT Portugal|Portugal
RO Rumænien|Romania
SE Sverige|Sweden
SI Slovenien|Slovenia
SK Slovakiet|Slovakia"""
_WORLD = """AU Australien|Australia
CA Canada|Canada
CH Schweiz|Switzerland
FO Færøerne|Faroe Islands
GB Storbritannien|United Kingdom
GL Grønland|Greenland
IN Indien|India
IS Island|Iceland
JP Japan|Japan
NO Norge|Norway
TR Tyrkiet|Turkey
US USA|United States"""


def _rows(text: str) -> list[dict[str, str]]:
    named = ((line[:2], *line[3:].split("|")) for line in text.splitlines())
    return [{"Key": key, "DanishName": danish, "EnglishName": english} for key, danish, english in named]


COUNTRIES = sorted(_rows(f"DK Danmark|Denmark\n{_EU}\n{_WORLD}"), key=lambda row: row["Key"])
_IN_EU = {row["Key"] for row in _rows(_EU)}


def region_of(country: str) -> str:
    """DK, EU or World: the region that decides VAT."""
    return "DK" if country == "DK" else "EU" if country in _IN_EU else "World"
