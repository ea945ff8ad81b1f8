"""The demo company in TimeLog's own fields: registers (REST names), customers and contacts (SOAP names, timelog.md section 7.5)."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.items import BARRED_ITEM, DISCOUNT_ITEM, ITEMS, UNKNOWN_ITEM, Work
from desktop.sandbox.demo.party import DOMESTIC, Party
from desktop.sandbox.demo.people import PEOPLE
from desktop.sandbox.demo.terms import CURRENCIES, CURRENCY_ID, TERMS
from desktop.sandbox.demo.words import COUNTRY_NAMES, INDUSTRIES

Record = dict[str, Any]

ACCOUNT = "nordlys"
COMPANY_NAME = "Nordlys Rådgivning A/S"
_COUNTRY_ID = {"DK": 45, "SE": 157, "NO": 120, "DE": 63, "GB": 174}
_OWNERS = [person.initials for person in PEOPLE[:12]]


def guid(kind: str, number: int) -> str:
    """The guid of a record, the same in every run."""
    digits = hashlib.md5(f"{ACCOUNT}/{kind}/{number}".encode(), usedforsecurity=False).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def double(amount: Decimal) -> float:
    """The amount as TimeLog's contract has it: a double. Only here, at the edge; nothing is computed with it."""
    return float(amount)


def address(party: Party) -> Record:
    """SOAP `Address`; the country by name."""
    return {
        "Address1": party.street,
        "Address2": "",
        "Address3": "",
        "ZipCode": party.zip_code,
        "City": party.city,
        "State": "",
        "Country": COUNTRY_NAMES[party.country][1],
    }


def customer(party: Party) -> Record:
    """SOAP `Customer`."""
    has_vat = party.zone == DOMESTIC
    return {
        "ID": party.id,
        "GUID": guid("customers", party.id),
        "Name": party.name,
        "No": party.number,
        "VAT": 25.0 if has_vat else 0.0,
        "CalculateVAT": has_vat,
        "DefaultDiscountPercent": 0.0,
        "Address": address(party),
        "WebSite": f"www.{party.domain}",
        "Phone": party.phone,
        "Email": party.email,
        "KAM": _OWNERS[party.id % len(_OWNERS)],
        "EAN": party.ean,
        "IsOIOCustomer": bool(party.ean),
        "Industry": "Offentlig" if party.is_public else INDUSTRIES[party.id % len(INDUSTRIES)],
        "Status": party.status,
        "VATNo": party.vat,
        "Currency": party.currency,
        "PaymentTermId": party.terms,
        "CustomerSinceDate": f"{2012 + party.id % 14}-{1 + party.id % 12:02d}-01T00:00:00",
        "OrganizationNumber": f"{party.vat[2:8]}-{party.vat[8:12]}" if party.country == "SE" else "",
    }


def contact(number: int, party: Party, first_name: str, last_name: str, title: str) -> Record:
    """SOAP `Contact` of a customer."""
    return {
        "ContactID": number,
        "GUID": guid("contacts", number),
        "CustomerID": party.id,
        "Firstname": first_name,
        "Lastname": last_name,
        "Email": f"{first_name[0]}{last_name}".lower().translate(str.maketrans("æøåé", "eoae")) + f"@{party.domain}",
        "Phone": party.phone,
        "Title": title,
    }


def registers() -> Record:
    """Everything but customers, contacts, projects and documents."""
    return {
        "account": ACCOUNT,
        "users": [
            {
                "UserID": person.id,
                "EmployeeID": person.id + 1000,
                "FirstName": person.first_name,
                "LastName": person.last_name,
                "Initials": person.initials,
                "UserName": person.initials,
                "Email": person.email,
                "Title": person.title,
                "UserType": "Standard",
                "LegalEntityID": 1,
                "DepartmentID": 1 + person.id % 3,
                "IsActive": person.is_active,
            }
            for person in PEOPLE
        ],
        "products": _products(),
        "payment_terms": [
            {
                "ID": terms.number,
                "Name": terms.name,
                "CreditTerm": "CurrentMonth" if terms.kind == "invoiceMonth" else "Net",
                "DaysOfCredit": terms.days or 0,
                "IsDefaultTerm": terms.number == 2,
                "CurrencyID": CURRENCY_ID["DKK"],
            }
            for terms in TERMS
        ],
        "currencies": [
            {"CurrencyID": number, "CurrencyABB": code, "DescriptiveName": name, "CurrentRate": double(rate)}
            for code, _, name, rate, number, _ in CURRENCIES
        ],
        "countries": [
            {"CountryID": number, "Country": COUNTRY_NAMES[iso][1], "ISO": iso, "DefaultCurrencyID": CURRENCY_ID["DKK"]}
            for iso, number in _COUNTRY_ID.items()
        ],
        "customer_statuses": [
            {"CustomerStatusID": 1, "Name": "Kunde", "IsDefault": True, "CustomerStatusType": 1},
            {"CustomerStatusID": 2, "Name": "Leverandør", "CustomerStatusType": 2},
            {"CustomerStatusID": 3, "Name": "Emne", "CustomerStatusType": 8},
        ],
        "legal_entities": [
            {
                "LegalEntityID": 1,
                "Name": COMPANY_NAME,
                "CurrencyID": CURRENCY_ID["DKK"],
                "CurrencyISO": "DKK",
                "CountryISO": "DK",
                "IsSystemLegalEntity": True,
            }
        ],
        "departments": [
            {"DepartmentID": number, "Name": name, "No": f"{number}00", "ManagerEmployeeID": 1004 + number}
            for number, name in enumerate(("Rådgivning", "Udvikling", "Administration"), 1)
        ],
        "hourly_rates": [
            {
                "HourlyRateID": number,
                "HourlyRateName": item.name,
                "Amount": double(item.price),
                "ProductNo": item.number,
                "HourlyRateCurrencyID": CURRENCY_ID["DKK"],
                "CurrencyISO": "DKK",
                "IsDefault": number == 1,
                "LegalEntityID": 1,
            }
            for number, item in enumerate((item for item in ITEMS if item.work is Work.HOURS), 1)
        ],
        "expense_types": [
            {
                "ExpenseTypeID": 240 + number,
                "ExpenseTypeName": item.name,
                "AccountNo": f"22{number:02d}",
                "VAT": 25.0,
                "ProductNo": item.number,
            }
            for number, item in enumerate((item for item in ITEMS if item.work is Work.EXPENSE), 1)
        ],
        "project_types": _kinds("ProjectTypeID", "Rådgivning|Udvikling|Drift|Internt"),
        "project_categories": _kinds("ProjectCategoryID", "Løbende afregning|Fast pris|Abonnement"),
        "task_types": _kinds("TaskTypeID", "Analyse|Programmering|Test|Projektledelse|Undervisning|Rejse"),
        "payment_methods": [
            {"PaymentMethodID": 161, "Name": "Kreditor", "IsDefaultForProjectExpense": True, "IsDefaultForImport": True},
            {
                "PaymentMethodID": 162,
                "Name": "Betalt af medarbejder",
                "IsPaidByEmployee": True,
                "IsDefaultForEmployeeExpense": True,
            },
        ],
        "industries": [{"IndustryID": number, "IndustryName": name} for number, name in enumerate(INDUSTRIES, 1)],
        "unit_types": [
            {"UnitTypeID": number, "Name": name}
            for number, name in ((1, "Timer"), (2, "Minutter"), (3, "Dage"), (4, "Km"), (6, "Stk."))
        ],
        "user_setting": {
            "CompanyName": COMPANY_NAME,
            "NumberCultureID": 1030,
            "SystemCurrencyID": CURRENCY_ID["DKK"],
            "SystemCurrencyRate": 100.0,
            "SystemCurrencyABB": "DKK",
            "IsMLEActive": False,
        },
    }


def main_contract(project: Record) -> Record:
    """The one contract of a project; expenses go onto it."""
    return {
        "ContractID": 11_000 + project["ProjectID"],
        "ProjectID": project["ProjectID"],
        "ContractModelType": 1,
        "ContractName": "Løbende afregning",
        "ContractStatus": 2,
        "IsMainContract": True,
        "IsDefaultExpenses": True,
    }


def _kinds(key: str, names: str) -> list[Record]:
    """Types or categories, which have no item number of their own yet."""
    return [{key: number, "Name": name} for number, name in enumerate(names.split("|"), 1)]


def _products() -> list[Record]:
    """Item numbers once imported from e-conomic: those on lines, one barred there since, and one that was only typed in here."""
    known = [
        (item.number, item.name) for item in ITEMS if item.work is not Work.NONE or item.number in (BARRED_ITEM, DISCOUNT_ITEM)
    ]
    known.append((UNKNOWN_ITEM, "Kørsel, egen bil (2025)"))
    return [
        {
            "ProductNumberID": number,
            "ProductNumber": item_number,
            "ProductName": name,
            "UseVAT": True,
            "VATPercentage": 25.0,
            "LegalEntityID": 1,
        }
        for number, (item_number, name) in enumerate(sorted(known), 1)
    ]
