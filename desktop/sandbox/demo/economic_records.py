"""The demo company in e-conomic's own fields (economic.md section 13)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.items import ITEMS, Work
from desktop.sandbox.demo.party import ABROAD, DOMESTIC, EU, EXEMPT, Party
from desktop.sandbox.demo.people import PEOPLE
from desktop.sandbox.demo.terms import CURRENCIES, TERMS
from desktop.sandbox.demo.words import COUNTRY_NAMES

Record = dict[str, Any]

AGREEMENT = 9_104_210
_ZONES = {DOMESTIC: "Domestic", EU: "EU", ABROAD: "Abroad", EXEMPT: "Domestic exempt VAT"}
_VAT_CODES = {DOMESTIC: "U25", EU: "UEU", ABROAD: "UUL", EXEMPT: "UFRI"}
_COMPANIES, _PUBLIC, _IN_EU, _OUTSIDE = 1, 2, 3, 4
_GROUP_OF_ZONE = {DOMESTIC: _COMPANIES, EXEMPT: _PUBLIC, EU: _IN_EU, ABROAD: _OUTSIDE}
_UNITS = ("timer", "stk.", "måned", "km", "dag", "licens", "deltager", "GB")
_UNIT_OF_WORK = {Work.HOURS: 1, Work.PIECE: 2, Work.MONTH: 3, Work.KM: 4, Work.EXPENSE: 2, Work.NONE: 2}


def customer(party: Party) -> Record:
    """A customer as GET answers it, without links; empty fields are absent, as e-conomic leaves them out."""
    record = {
        "customerNumber": int(party.number),
        "name": party.name,
        "currency": party.currency,
        "corporateIdentificationNumber": party.vat,
        "ean": party.ean,
        "telephoneAndFaxNumber": party.phone,
        "email": party.email,
        "address": party.street,
        "zip": party.zip_code,
        "city": party.city,
        "country": COUNTRY_NAMES[party.country][0],
        "customerGroup": {"customerGroupNumber": _PUBLIC if party.is_public else _GROUP_OF_ZONE[party.zone]},
        "vatZone": {"vatZoneNumber": party.zone},
        "paymentTerms": {"paymentTermsNumber": party.terms},
        "barred": party.is_barred,
        "lastUpdated": "2026-07-31T10:00:00Z",
    }
    return {name: value for name, value in record.items() if value != ""}


def contact(number: int, party: Party, name: str, email: str) -> Record:
    """A contact of a customer."""
    return {"customerContactNumber": number, "customer": {"customerNumber": int(party.number)}, "name": name, "email": email}


def registers() -> Record:
    """Everything but customers and contacts. There are no drafts and nothing booked yet."""
    return {
        "self": _agreement(),
        "customerGroups": [
            {"customerGroupNumber": number, "name": name, "account": {"accountNumber": 5600}}
            for number, name in enumerate(("Danske kunder", "Offentlige kunder", "Kunder i EU", "Kunder uden for EU", "Koncern"), 1)
        ],
        "vatZones": [
            {"vatZoneNumber": number, "name": name, "enabledForCustomer": True, "enabledForSupplier": number != EXEMPT}
            for number, name in _ZONES.items()
        ],
        "paymentTerms": [
            {
                "paymentTermsNumber": terms.number,
                "name": terms.name,
                "description": terms.name,
                "paymentTermsType": terms.kind,
                **({} if terms.days is None else {"daysOfCredit": terms.days}),
            }
            for terms in TERMS
        ],
        "layouts": [
            {"layoutNumber": 19, "name": "Dansk standard", "deleted": False},
            {"layoutNumber": 21, "name": "Dansk med logo", "deleted": False},
            {"layoutNumber": 22, "name": "English", "deleted": False},
            {"layoutNumber": 23, "name": "Dansk 2019", "deleted": True},
        ],
        "employeeGroups": [{"employeeGroupNumber": 1, "name": "Konsulenter"}, {"employeeGroupNumber": 2, "name": "Administration"}],
        "employees": [
            {
                "employeeNumber": number,
                "employeeGroup": {"employeeGroupNumber": 2 if person.title == "Økonomimedarbejder" else 1},
                "name": person.name,
                "email": person.email,
                "barred": False,
            }
            for number, person in enumerate((person for person in PEOPLE if person.is_known_to_finance), 1)
        ],
        "units": [{"unitNumber": number, "name": name} for number, name in enumerate(_UNITS, 1)],
        "currencies": [
            {"code": code, "name": name, "isoNumber": number} for code, number, name, _, _, is_known in CURRENCIES if is_known
        ],
        "exchangeRates": {code: float(rate) for code, _, _, rate, _, is_known in CURRENCIES if is_known},
        "vatAccounts": [
            {
                "vatCode": code,
                "name": f"Salgsmoms {_ZONES[zone]}",
                "ratePercentage": 25.0 if zone == DOMESTIC else 0.0,
                "barred": False,
            }
            for zone, code in _VAT_CODES.items()
        ]
        + [{"vatCode": "I25", "name": "Købsmoms", "ratePercentage": 25.0, "barred": False}],
        "productGroups": [_product_group(number, name) for number, name in enumerate(_PRODUCT_GROUPS, 1)],
        "products": [
            {
                "productNumber": item.number,
                "name": item.name,
                "salesPrice": _number(item.price),
                "costPrice": 0.0,
                "recommendedPrice": _number(item.price),
                "barred": item.is_barred,
                "productGroup": {"productGroupNumber": item.group},
                "unit": {"unitNumber": _UNIT_OF_WORK[item.work]},
                "lastUpdated": "2026-07-01T08:00:00Z",
            }
            for item in ITEMS
        ],
        "drafts": [],
        "booked": [],
    }


_PRODUCT_GROUPS = ("Konsulenttimer", "Fastpris og varer", "Abonnementer", "Viderefaktureret udlæg", "Øvrigt")


def _product_group(number: int, name: str) -> Record:
    return {
        "productGroupNumber": number,
        "name": name,
        "inventoryEnabled": False,
        "salesAccounts": [
            {
                "vatZone": {"vatZoneNumber": zone},
                "salesAccount": {"accountNumber": 1000 + 10 * number + zone, "vatAccount": {"vatCode": code}},
            }
            for zone, code in _VAT_CODES.items()
        ],
    }


def _agreement() -> Record:
    return {
        "agreementNumber": AGREEMENT,
        "agreementType": {"agreementTypeNumber": 1, "name": "denmark"},
        "userName": "regnskab@nordlys.example",
        "signupDate": "2014-03-03",
        "company": {
            "name": "Nordlys Rådgivning A/S",
            "addressLine1": "Havnegade 1",
            "zip": "8000",
            "city": "Aarhus C",
            "country": "Danmark",
            "email": "regnskab@nordlys.example",
            "website": "www.nordlys.example",
            "companyIdentificationNumber": "90000101",
        },
        "settings": {"baseCurrency": "DKK"},
        "companyAffiliation": "e-conomic",
        "canSendElectronicInvoice": True,
        "modules": [],
    }


def _number(amount: Decimal) -> float:
    return float(amount)
