"""A small TimeLog site, and short ways to call it."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from desktop.sandbox.timelog.app import SERVICES, TimeLog

START = dt.datetime(2026, 3, 14, 8, 15, tzinfo=dt.UTC)
ADDRESS = {"Address1": "Kajen 4", "ZipCode": "2100", "City": "København Ø", "Country": "Denmark"}
CUSTOMER_GUID = "5b1e7c2e-6a0c-4f0e-9d6f-1f4f2a6f0a41"
INVOICE_GUID = "795a4082-66a9-4511-80da-005056b220e2"
SITE: dict[str, Any] = {
    "account": "acme",
    "personal_access_tokens": [
        {"token": "pat-anna", "user_id": 7},
        {"token": "pat-old", "user_id": 7, "expires": "2026-03-01T00:00:00"},
        {"token": "pat-gone", "user_id": 8},
    ],
    "users": [
        {
            "UserID": 7,
            "EmployeeID": 17,
            "FirstName": "Anna",
            "LastName": "Lund",
            "Initials": "ALU",
            "UserType": "Standard",
            "LegalEntityID": 1,
            "Email": "alu@acme.example",
            "UserName": "anna",
            "Password": "hemmelig",
            "Roles": ["SystemAdministrator", "ProjectManager"],
            "DepartmentID": 5,
        },
        {"UserID": 8, "EmployeeID": 18, "Initials": "BGO", "UserName": "bo", "Password": "borte", "IsActive": False},
    ],
    "customers": [
        {
            "ID": 41,
            "GUID": CUSTOMER_GUID,
            "Name": "Havnens Rederi & Søn A/S",
            "No": "1041",
            "VAT": "25",
            "CalculateVAT": True,
            "DefaultDiscountPercent": "2.50",
            "Address": ADDRESS,
            "Phone": "+45 33 00 00 00",
            "Email": "bogholderi@havnensrederi.example",
            "KAM": "ALU",
            "Status": "Kunde",
            "VATNo": "12345674",
            "Currency": "DKK",
            "PaymentTermId": 3,
            "ExternalKeys": [{"SystemName": "Bindeled", "ExternalID": "10041"}],
            "ModifiedAt": "2026-01-10T12:00:00",
        },
        {
            "ID": 42,
            "Name": "Nordlys ApS",
            "No": "1042",
            "Status": "Kundeemne",
            "Currency": "SEK",
            "OrganizationNumber": "5566778899",
        },
    ],
    "contacts": [
        {"ContactID": 3353, "Firstname": "Mette", "Lastname": "Holm", "Title": "Bogholder", "CustomerID": 41, "Address": ADDRESS}
    ],
    "invoices": [
        {
            "ID": 20071,
            "InvoiceNo": "2026-0071",
            "Header": "Ny webshop, marts",
            "InvoiceDate": "2026-03-31T00:00:00",
            "DueDate": "2026-04-14T00:00:00",
            "Status": "Booked",
            "Type": "Invoice",
            "InvoicingAddress": ADDRESS,
            "CustomerID": 41,
            "ContactID": 3353,
            "InternalReference": "ALU",
            "CalculateVAT": True,
            "NetAmount": "1234.10",
            "VATIncluded": "308.53",
            "Rounding": "-0.03",
            "AmountDue": "1542.60",
            "InvoiceLines": [
                {"ID": 90001, "InvoiceID": 20071, "Date": "2026-03-31", "ProductNo": "1010", "Text": "Timer", "Quantity": "0.1"}
            ],
            "Currency": "DKK",
            "InvoiceCurrencyRate": 100,
            "GUID": INVOICE_GUID,
            "Details": {"Status": {"ID": 1, "Name": "Booked"}, "CustomerHeader": {"ID": 41, "GUID": CUSTOMER_GUID}},
            "ModifiedAt": "2026-03-31T10:00:00",
            "LegalEntityID": 1,
        },
        {"ID": 20072, "Status": "Draft", "CustomerID": 41, "Currency": "DKK", "ModifiedAt": "2026-04-01T10:00:00"},
    ],
    "credit_notes": [
        {
            "ID": 501,
            "CreditNoteNO": "K-501",
            "Status": "Booked",
            "CustomerID": 41,
            "NetAmount": 100,
            "ModifiedAt": "2026-04-02T10:00:00",
        }
    ],
    "products": [
        {"ProductNumberID": 12, "ProductNumber": "1010", "ProductName": "Timer", "VATPercentage": "25", "LegalEntityID": 1},
        {"ProductNumberID": 13, "ProductNumber": "1099", "ProductName": "Gammelt", "IsActive": False, "LegalEntityID": 1},
    ],
    "payment_terms": [{"ID": 3, "Name": "Netto 14 dage", "DaysOfCredit": 14, "IsDefaultTerm": True, "CurrencyID": 35}],
    "currencies": [
        {"CurrencyID": 35, "CurrencyABB": "DKK", "CurrentRate": "100"},
        {"CurrencyID": 36, "CurrencyABB": "SEK", "CurrentRate": "66.35"},
        {"CurrencyID": 37, "CurrencyABB": "ATS", "IsActive": False},
    ],
    "countries": [{"CountryID": 45, "Country": "Denmark", "ISO": "DK"}, {"CountryID": 46, "Country": "Sweden", "ISO": "SE"}],
    "customer_statuses": [
        {"CustomerStatusID": 1, "Name": "Kunde", "IsDefault": True, "CustomerStatusType": 5},
        {"CustomerStatusID": 2, "Name": "Kundeemne", "CustomerStatusType": 8},
    ],
    "legal_entities": [{"LegalEntityID": 1, "Name": "Acme Rådgivning A/S", "CurrencyISO": "DKK", "IsSystemLegalEntity": True}],
    "departments": [{"DepartmentID": 5, "Name": "Rådgivning", "No": "120"}],
    "projects": [
        {"ProjectID": 310, "Name": "Ny webshop", "No": "P26.0031", "CustomerID": 41, "CurrencyISO": "DKK", "LegalEntityID": 1}
    ],
    "contracts": [{"ContractID": 11163, "ProjectID": 310, "ContractModelType": 1, "ContractStatus": 2, "ContractName": "Løbende"}],
    "hourly_rates": [{"HourlyRateID": 64, "HourlyRateName": "Senior", "Amount": "1250.50", "ProductNo": "1010", "IsDefault": True}],
    "expense_types": [{"ExpenseTypeID": 246, "ExpenseTypeName": "Underleverandør", "AccountNo": "2210", "ProductNo": "2000"}],
    "payment_methods": [
        {"PaymentMethodID": 161, "Name": "Kreditor", "IsDefaultForImport": True},
        {"PaymentMethodID": 162, "Name": "Udlæg", "IsPaidByEmployee": True},
        {"PaymentMethodID": 163, "Name": "Check", "IsActive": False},
    ],
    "external_systems": [
        {"ID": 12, "Name": "Bindeled"},
        {"ID": 1, "Name": "TimeLog", "IsSystemExternalSystem": True},
    ],
    "industries": [{"IndustryID": 6, "IndustryName": "Shipping"}],
    "unit_types": [{"UnitTypeID": 1, "Name": "Hours"}],
    "user_setting": {"CompanyName": "Acme", "SystemCurrencyID": 35, "SystemCurrencyABB": "DKK", "NumberCultureID": 1030},
}


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


class SoapAnswer:
    """An answer by local names: `state`, `message`, and the records that came back."""

    def __init__(self, content: bytes) -> None:
        self.result = etree.fromstring(content)[0][0][0]
        self.state = self.text("ResponseState")
        self.message = self.text("Message")

    def text(self, name: str) -> str | None:
        found = self.result.find(f".//{{*}}{name}")
        return None if found is None else found.text

    def texts(self, name: str) -> list[str | None]:
        return [one.text for one in self.result.iterfind(f".//{{*}}{name}")]

    @property
    def records(self) -> list[etree._Element]:
        returned = self.result.find("{*}Return")
        return [] if returned is None else list(returned)


class Caller:
    """Calls the site as Anna: REST with her token, SOAP with the token that her password gave."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._token = ""

    def rest(self, path: str, method: str = "GET", json: Any = None, token: str | None = "pat-anna") -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.open(f"/acme/api/v1{path}", method=method, json=json, headers=headers)

    def send(self, service: str, action: str, body: str) -> Any:
        """The raw answer to an envelope with this body."""
        content = f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{body}</s:Body></s:Envelope>'
        path = f"/acme/WebServices/{service}/{SERVICES[service].name}Secure.svc"
        headers = {"SOAPAction": f'"{action}"', "Content-Type": "text/xml; charset=utf-8"}
        return self.client.post(path, data=content.encode(), headers=headers)

    def sign_in(self, user: str = "anna", password: str = "hemmelig") -> SoapAnswer:
        body = (
            f'<GetToken xmlns="http://www.timelog.com/api/tlp/v1_2"><user>{user}</user><password>{password}</password></GetToken>'
        )
        return SoapAnswer(self.send("Security/V1_2", "GetTokenRequest", body).data)

    def token(self) -> str:
        """The token as the services other than Security want it: the same three values in another namespace."""
        if not self._token:
            token = self.sign_in()
            members = "".join(f"<t:{name}>{token.text(name)}</t:{name}>" for name in ("Initials", "Expires", "Hash"))
            self._token = f'<token xmlns:t="http://www.timelog.com/api/tlp/v1_3">{members}</token>'
        return self._token

    def soap(self, service: str, operation: str, parameters: str = "") -> SoapAnswer:
        """The answer of an operation with these parameters and Anna's token."""
        found = next(one for one in SERVICES[service].operations.values() if one.name == operation)
        namespaces = 'xmlns:a="http://api.timelog.com" xmlns:n="{0}" xmlns="{0}"'.format(SERVICES[service].namespace)
        answer = self.send(service, found.action, f"<{operation} {namespaces}>{parameters}{self.token()}</{operation}>")
        assert answer.status_code == 200, answer.text
        return SoapAnswer(answer.data)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stand_in(clock: Clock) -> TimeLog:
    stand_in = TimeLog(clock)
    stand_in.load(copy.deepcopy(SITE))
    return stand_in


@pytest.fixture
def caller(stand_in: TimeLog) -> Caller:
    return Caller(stand_in.app.test_client())


@pytest.fixture
def site_data() -> dict[str, Any]:
    return copy.deepcopy(SITE)
