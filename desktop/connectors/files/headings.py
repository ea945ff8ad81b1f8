"""What exported files call their columns, in the Nordic languages, German and English, and which column is read as what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.errors import RecordRefused
from desktop.texts import Message

# Our field -> what a column of it is called, folded as `folded` does; the first name that a file has wins.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": (
        "id",
        "customerid",
        "kundeid",
        "kundid",
        "kundenid",
        "guid",
        "internid",
        "systemid",
        "accountid",
        "asiakasid",
        "contactguid",
    ),
    "number": (
        *(
            "customerno",
            "customernumber",
            "customernr",
            "kundenr",
            "kundenummer",
            "kundnr",
            "kundnummer",
            "kundennr",
            "kundennummer",
        ),
        *("debitornr", "debitornummer", "debitorennr", "debitorennummer", "accountcode", "account", "accountno", "accountnumber"),
        *("customercode", "clientno", "clientnumber", "clientcode", "debtorno", "debtornumber", "debtorcode"),
        *("asiakasnumero", "asiakasnro", "asiakastunnus"),
        *("no", "nr", "number", "nummer", "kontonr", "kontonummer", "konto"),
    ),
    "name": (
        *("name", "navn", "namn", "firmanavn", "firmanamn", "firmenname", "foretagsnamn", "kundenavn", "kundnamn", "kundenname"),
        *("companyname", "company", "customername", "firma", "foretag", "virksomhed", "virksomhedsnavn", "selskap", "selskapsnavn"),
        *("accountname", "clientname", "debtorname", "nimi", "asiakas", "asiakkaannimi", "yritys", "yrityksennimi"),
    ),
    "vat_number": (
        *(
            "cvr",
            "cvrnr",
            "cvrno",
            "cvrnummer",
            "cvrsenr",
            "cvrse",
            "vatno",
            "vatnumber",
            "vatnr",
            "vat",
            "vatid",
            "vatregistrationno",
        ),
        *("vatregistrationnumber", "momsnr", "momsnummer", "momsregistreringsnr", "momsregnr", "mvanr", "mvanummer"),
        *("cvrnrsenr", "momsregistreringsnummer", "ustid", "ustidnr", "ustidnummer", "umsatzsteueridnr"),
        *("corporateidentificationnumber", "legalident", "orgnr", "orgno", "orgnummer", "organisationsnr", "organisationsnummer"),
        *(
            "organisasjonsnr",
            "organisasjonsnummer",
            "organisationnumber",
            "registrationno",
            "registrationnumber",
            "senr",
            "senummer",
        ),
        *("ytunnus", "alvtunnus", "alvnumero"),
    ),
    "ean": ("ean", "eannr", "eannummer", "eanno", "eannumber", "eanlokationsnr", "eanlokationsnummer", "gln", "glnnr", "glnnummer"),
    "phone": (
        *("phone", "phoneno", "phonenumber", "telefon", "telefonnr", "telefonnummer", "tlf", "tlfnr", "tel", "telnr", "telephone"),
        *("telephoneno", "telephonenumber", "telephoneandfaxnumber", "mobil", "mobile", "mobilnr", "mobilnummer", "mobiltelefon"),
        *("mobiltelefonnr", "mobilephone", "mobilephoneno", "mobilephonenumber"),
        *("telefonogfax", "telefonogfaxnummer", "telefonogtelefax", "telefon1", "tlf1", "phone1"),
        *("puhelin", "puhelinnumero", "puhelinnro", "puh", "matkapuhelin"),
    ),
    "email": (
        *("email", "mail", "epost", "epostadress", "epostadresse", "mailadresse", "emailadresse", "emailaddress", "fakturaemail"),
        *("fakturamail", "invoiceemail", "sahkoposti", "sahkopostiosoite"),
    ),
    "address": (
        *("address", "adresse", "adress", "address1", "adresse1", "adress1", "addressline1", "street", "streetaddress", "strasse"),
        *(
            "adresselinje",
            "adresselinje1",
            "gadeadresse",
            "vej",
            "gade",
            "gadenavn",
            "gata",
            "gatuadress",
            "gateadresse",
            "utdelningsadress",
            "postadresse",
            "postadress",
        ),
        *("osoite", "katuosoite", "lahiosoite", "postiosoite"),
    ),
    "zip_code": (
        "zip",
        "zipcode",
        "postnr",
        "postnummer",
        "postalcode",
        "postcode",
        "plz",
        "plzcode",
        "postleitzahl",
        "postinumero",
        "postinro",
    ),
    "city": (
        *("city", "by", "bynavn", "town", "ort", "ortsname", "postort", "postby", "poststed", "stad", "stadt"),
        *("paikkakunta", "postitoimipaikka", "kaupunki"),
    ),
    "country": (
        *("country", "countrycode", "countryregion", "countryregioncode", "land", "landekode", "landkode", "landkod", "landcode"),
        *("landeomradekode", "landregionskod", "landerregionscode", "landercode", "landesschlussel", "maa", "maakoodi"),
    ),
    "website": (
        *("website", "hjemmeside", "hemsida", "hjemmesideadresse", "web", "webadresse", "webseite", "homepage", "url", "www"),
        *("kotisivu", "kotisivut", "verkkosivu"),
    ),
}
ZIP_AND_CITY = (
    *("postnrogby", "postnrby", "postnummerogby", "postnummerby", "zipandcity", "zipcity", "zipcodeandcity", "zipcodecity"),
    *("postnrochort", "postnrort", "postnummerochort", "postnummerort", "postnrogpoststed", "postnrpoststed"),
    *("postnummerogpoststed", "postnummerpoststed", "plzort", "plzundort", "postalcodeandcity", "postcodeandtown"),
)
"""What one column with both, 4300 Holbæk, is called."""
_LETTERS = str.maketrans({"æ": "ae", "ø": "o"})  # the other letters with signs are taken apart by Unicode


def folded(head: str) -> str:
    """A heading without case, signs, accents and spaces: `Kunde-nr.` is `kundenr`, `Företagsnamn` is `foretagsnamn`."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", head.casefold().translate(_LETTERS)))


def places_of(
    file: Path, heads: Sequence[str], headings: Mapping[str, tuple[str, ...]], chosen: Mapping[str, str]
) -> dict[str, int]:
    """Our field -> its column; a column that was chosen for one field is recognised as no other.

    `RecordRefused` when a chosen column is not there.
    """
    known: dict[str, int] = {}
    for place, head in enumerate(heads):
        known.setdefault(folded(head), place)
    wanted = {ours: _place(file, column, heads, known) for ours, column in chosen.items() if ours in headings and column}
    places: dict[str, int] = {}
    for ours, names in headings.items():
        if ours in wanted:
            places[ours] = wanted[ours]
        elif ours not in chosen and (found := [known[one] for one in names if one in known and known[one] not in wanted.values()]):
            places[ours] = found[0]
    return places


def no_column(sentence: Message, heads: Sequence[str]) -> RecordRefused:
    """The sentence that a file lacks a column, with those that it has, and how one of them is named."""
    found = tuple(one.strip() for one in heads if one.strip())
    return RecordRefused(
        sentence,
        what_to_do=Message(
            "Found were: {columns}. Say which of them is meant, for instance number={example} among the columns to read, or write "
            "the right heading above the column in the file.",
            columns=found,
            example=found[0],
        )
        if found
        else Message("It is empty. Export it again, with the names of the columns in the first row."),
        technical=f"heads: {', '.join(heads)[:200]}",
    )


def _place(file: Path, column: str, heads: Sequence[str], known: Mapping[str, int]) -> int:
    if folded(column) in known and folded(column):
        return known[folded(column)]
    if column.startswith("#") and column[1:].isdecimal() and 0 < int(column[1:]) <= len(heads):
        return int(column[1:]) - 1
    raise no_column(Message("{file} has no column {column}.", file=file.name, column=column), heads)
