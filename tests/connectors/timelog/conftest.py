"""A small TimeLog site behind real HTTP, a server that answers whatever a test says, and the vendor's contract for requests."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask
import pytest
from lxml import etree
from werkzeug.wrappers import Response

from desktop.connectors.contract import Access
from desktop.connectors.timelog.connector import TimeLog
from desktop.sandbox.faults import PlannedFault
from desktop.sandbox.server import StandIn, running
from desktop.sandbox.timelog.app import TimeLog as Site

ADDRESS = {"Address1": "Kajen 4", "ZipCode": "2100", "City": "København Ø", "Country": "Denmark"}
CUSTOMER_GUID = "5b1e7c2e-6a0c-4f0e-9d6f-1f4f2a6f0a41"
INVOICE_GUID = "795a4082-66a9-4511-80da-005056b220e2"
ENTITY_GUID = "a117f7ef-1532-4611-80e1-005056b220e2"
SITE: dict[str, Any] = {
    "account": "acme",
    "personal_access_tokens": [{"token": "pat-anna-0001", "user_id": 7}],
    "users": [
        {
            "UserID": 7,
            "EmployeeID": 17,
            "FirstName": "Anna",
            "LastName": "Lund",
            "Initials": "ALU",
            "LegalEntityID": 1,
            "Email": "alu@acme.example",
            "UserName": "anna",
            "Password": "hemmelig & <lang>",
            "Roles": ["SystemAdministrator"],
        },
        {"UserID": 8, "EmployeeID": 18, "FirstName": "Bo", "LastName": "Gorm", "Initials": "BGO", "IsActive": False},
    ],
    "customers": [
        {
            "ID": 41,
            "GUID": CUSTOMER_GUID,
            "Name": "Havnens Rederi & Søn A/S",
            "No": "1041",
            "VAT": "25",
            "CalculateVAT": True,
            "DefaultDiscountPercent": "2.5",
            "Address": ADDRESS,
            "Phone": "+45 33 00 00 00",
            "Fax": "+45 33 00 00 09",
            "Email": "bogholderi@havnensrederi.example",
            "WebSite": "havnensrederi.example",
            "EAN": "5790000000005",
            "KAM": "ALU",
            "Status": "Kunde",
            "VATNo": "12345674",
            "Currency": "DKK",
            "PaymentTermId": 3,
            "InvoicingName": "Rederiet, bogholderi",
            "ExternalKeys": [{"SystemName": "Anden", "ExternalID": "A-7"}],
        },
        {
            "ID": 42,
            "Name": "Nordlys ApS",
            "No": "1042",
            "Status": "Kundeemne",
            "Currency": "SEK",
            "OrganizationNumber": "5566778899",
        },
        {"ID": 43, "Name": "Papir og Blæk", "No": "1043", "Status": "Leverandør", "Currency": "DKK"},
    ],
    "contacts": [
        {
            "ContactID": 3353,
            "Firstname": "Mette",
            "Lastname": "Holm",
            "Email": "mette@havnensrederi.example",
            "Phone": "33 00 00 01",
            "Comment": "Ring før kl. 12",
            "CustomerID": 41,
            "IsActive": True,
        },
        {"ContactID": 3354, "Firstname": "Ole", "Lastname": "Vind", "CustomerID": 42, "IsActive": False},
    ],
    "invoices": [
        {
            "ID": 20071,
            "InvoiceNo": "2026-0071",
            "Header": "Ny webshop, marts",
            "Message": "Tak",
            "InvoiceDate": "2026-03-31T00:00:00",
            "DueDate": "2026-04-14T00:00:00",
            "Status": "Booked",
            "Type": "Invoice",
            "RequisitionNo": "PO-7781",
            "InvoicingAddress": ADDRESS,
            "CustomerID": 41,
            "ContactID": 3353,
            "CustomerReference": "Mette Holm",
            "CustomerReferenceID": 3353,
            "InternalReference": "ALU",
            "CalculateVAT": True,
            "NetAmount": "1234.10",
            "VATIncluded": "308.53",
            "Rounding": "-0.03",
            "AmountDue": "1542.60",
            "InvoicingAttention": "Mette Holm",
            "InvoicingCustomerName": "Havnens Rederi & Søn A/S",
            "EAN": "5790000000005",
            "InvoiceLines": [
                {
                    "ID": 90001,
                    "InvoiceID": 20071,
                    "Date": "2026-03-31",
                    "ProductNo": "1010",
                    "Text": "Timer",
                    "Quantity": "0.1",
                    "Rate": "13712.2222222",
                    "Discount": "10",
                    "Amount": "1234.10",
                    "VAT": "25",
                },
                {"ID": 90002, "InvoiceID": 20071, "Text": "I alt efter aftale"},
            ],
            "Currency": "DKK",
            "InvoiceCurrencyRate": 100,
            "GUID": INVOICE_GUID,
            "Details": {
                "Status": {"ID": 1, "Name": "Booked"},
                "InternalReference": {"ID": 17, "Initials": "ALU", "FullName": "Anna Lund"},
                "ProjectHeader": {"ID": 310, "Name": "Ny webshop", "No": "P26.0031"},
            },
        },
        {
            "ID": 20072,
            "InvoiceNo": "",
            "InvoiceDate": "2026-04-01",
            "Status": "Draft",
            "Type": "Invoice",
            "CustomerID": 41,
            "Currency": "DKK",
        },
        {"ID": 20073, "InvoiceNo": "R-1", "InvoiceDate": "2026-04-01", "Status": "Booked", "Type": "Reminder", "CustomerID": 41},
    ],
    "credit_notes": [
        {
            "ID": 20071,
            "CreditNoteNO": "K-501",
            "CreditNoteDate": "2026-04-02",
            "Status": "Booked",
            "Type": "CreditNote",
            "CustomerID": 41,
            "InternalReference": "Bo Gorm",
            "NetAmount": "-400",
            "VATIncluded": "-100",
            "Rounding": "-0.5",
            "AmountDue": "-500.5",
            "Currency": "EUR",
            "CurrencyRate": "745.9",
            "CreditedInvoiceID": 20071,
            "RelatesToInvoiceNo": "2026-0071",
            "InvoiceLines": [
                {"ID": 1, "ProductNo": "1010", "Quantity": "-10", "Rate": "50", "Amount": "-500"},
                {"ID": 2, "ProductNo": "1010", "Quantity": "1", "Rate": "-25", "Amount": "-25"},
                {"ID": 3, "ProductNo": "9000", "Text": "Rabat", "Quantity": "1", "Rate": "125", "Amount": "125"},
                {"ID": 4, "ProductNo": "1010", "Quantity": "2", "Rate": "10", "Discount": "100", "Amount": "0"},
            ],
        }
    ],
    "payment_terms": [
        {"ID": 2, "Name": "Netto 8 dage", "IsDefaultTerm": False},
        {"ID": 3, "Name": "Netto 14 dage", "IsDefaultTerm": True},
    ],
    "currencies": [
        {"CurrencyID": 35, "CurrencyABB": "DKK"},
        {"CurrencyID": 36, "CurrencyABB": "SEK"},
        {"CurrencyID": 38, "CurrencyABB": "EUR"},
    ],
    "countries": [
        {"CountryID": 45, "Country": "Denmark", "ISO": "DK"},
        {"CountryID": 46, "Country": "Sweden", "ISO": "SE"},
        {"CountryID": 47, "Country": "Czech Republic", "ISO": "CZ"},
    ],
    "customer_statuses": [
        {"CustomerStatusID": 1, "Name": "Kunde", "IsDefault": True, "CustomerStatusType": 5},
        {"CustomerStatusID": 2, "Name": "Kundeemne", "CustomerStatusType": 8},
        {"CustomerStatusID": 3, "Name": "Leverandør", "CustomerStatusType": 2},
    ],
    "legal_entities": [
        {
            "LegalEntityID": 1,
            "ID": ENTITY_GUID,
            "Name": "Acme Rådgivning A/S",
            "CurrencyISO": "DKK",
            "CountryISO": "DK",
            "IsSystemLegalEntity": True,
        },
        {"LegalEntityID": 2, "Name": "Acme AB", "CurrencyISO": "SEK", "CountryISO": "SE"},
        {"LegalEntityID": 3, "Name": "Acme Gammel", "CurrencyISO": "DKK", "IsActive": False},
    ],
    "external_systems": [{"ID": 12, "Name": "Anden"}],
    "user_setting": {"CompanyName": "Acme", "SystemCurrencyID": 35, "SystemCurrencyABB": "DKK"},
}


class Clock:
    """The site's time; it can be moved."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead


Connect = Callable[..., TimeLog]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site_data() -> dict[str, Any]:
    """The data that the site will start with; a test may change them before it asks for `site`."""
    return copy.deepcopy(SITE)


@pytest.fixture
def site(clock: Clock, site_data: dict[str, Any]) -> Site:
    site = Site(clock)
    site.load(site_data)
    return site


@pytest.fixture
def connect(site: Site) -> Iterator[Connect]:
    """Makes connectors for the site; what is not given is right."""
    made: list[TimeLog] = []

    def make(*, token: str = "pat-anna-0001", user: str = "anna", password: str = "hemmelig & <lang>", **more: Any) -> TimeLog:
        settings = {"user_name": user, **more.pop("settings", {})}
        secrets = {"personal_access_token": token, "password": password, "reporting_password": more.pop("reporting_password", "")}
        access = Access(f"{server.address}/acme", settings, secrets, **more)
        made.append(TimeLog(access))
        return made[-1]

    with running(site) as server:
        yield make
        for connector in made:
            connector.close()


@pytest.fixture
def timelog(connect: Connect) -> TimeLog:
    return connect()


class Scripted(StandIn):
    """Answers with what stands in `answers` for a SOAP operation, or for the end of a path; notes all calls."""

    name = "scripted"

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, tuple[int, str]] = {}
        self.asked: list[str] = []
        self.app.add_url_rule("/<path:path>", view_func=self._answer, methods=["GET", "POST"])

    def _answer(self, path: str) -> Response:
        operation = flask.request.headers.get("SOAPAction", "").strip('"').rpartition("/")[2].removesuffix("Request")
        self.asked.append(operation or path)
        ending = operation or path.rpartition("/")[2]
        anyhow = self.answers.get(ending, (404, "not here"))
        status, content = self.answers.get(f"{flask.request.method} {ending}", anyhow)
        return Response(content, status)

    def says(self, operation: str, records: str = "", state: str = "Success", message: str = "", code: int = 0) -> None:
        """Let a SOAP operation answer with these records (elements without namespaces), or with a refusal."""
        self.answers[operation] = (200, soap_answer(operation, records, state, message, code))

    def load(self, data: dict[str, Any]) -> None:
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        raise NotImplementedError

    def error_answer(self, fault: PlannedFault, path: str) -> Response:
        raise NotImplementedError


def soap_answer(
    operation: str, records: str = "", state: str = "Success", message: str = "", code: int = 0, pages: str = "0"
) -> str:
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f"<{operation}Response><{operation}Result><Return>{records}</Return><ResponseState>{state}</ResponseState>"
        f"<Messages><APIMessage><Message>{message}</Message><ErrorCode>{code}</ErrorCode></APIMessage></Messages>"
        f"<TotalPageCount>{pages}</TotalPageCount></{operation}Result></{operation}Response></s:Body></s:Envelope>"
    )


@pytest.fixture
def scripted() -> Scripted:
    """Signs in with a token that lasts; everything else is the test's."""
    scripted = Scripted()
    token = "<Initials>ALU</Initials><Expires>2999-01-01T00:00:00</Expires><Hash>hash-of-the-token</Hash>"
    scripted.says("GetToken", f"<SecurityToken>{token}</SecurityToken>")
    scripted.says("GetUser", "<User><ID>7</ID></User>")
    return scripted


@pytest.fixture
def odd(scripted: Scripted) -> Iterator[TimeLog]:
    """A connector to the scripted server."""
    with running(scripted) as server:
        access = Access(
            f"{server.address}/acme", {"user_name": "anna"}, {"personal_access_token": "pat-anna-0001", "password": "hemmelig"}
        )
        connector = TimeLog(access)
        yield connector
        connector.close()


class Contract:
    """The vendor's service descriptions, for checking what the connector sends."""

    def __init__(self, folder: Path, working: Path) -> None:
        self._schemas: dict[str, etree.XMLSchema] = {}
        for service in ("Security", "CRM", "Invoicing"):
            self._schemas[service] = _schema(folder / f"{service}Service.wsdl", working / service)

    def check(self, service: str, envelope: str) -> None:
        """The one element of the body must be as the contract says."""
        body = etree.fromstring(envelope.encode())[-1]
        assert len(body) == 1
        self._schemas[service].assertValid(etree.ElementTree(body[0]))


def _schema(description: Path, working: Path) -> etree.XMLSchema:
    """The schemas inside a description, written beside each other so that they find each other."""
    working.mkdir()
    space = "{http://www.w3.org/2001/XMLSchema}"
    schemas = list(etree.parse(str(description)).iter(f"{space}schema"))
    names = {schema.get("targetNamespace"): f"{number}.xsd" for number, schema in enumerate(schemas)}
    for schema in schemas:
        for one in schema.iter(f"{space}import"):
            one.set("schemaLocation", names[one.get("namespace")])
        (working / names[schema.get("targetNamespace")]).write_bytes(etree.tostring(schema))
    imports = "".join(f'<xs:import namespace="{name}" schemaLocation="{file}"/>' for name, file in names.items())
    (working / "all.xsd").write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
    return etree.XMLSchema(etree.parse(str(working / "all.xsd")))


@pytest.fixture(scope="session")
def descriptions(shared: Path) -> Path:
    """The folder of the derived service descriptions."""
    return shared / "apis" / "specs" / "timelog" / "derived"


@pytest.fixture(scope="session")
def contract(descriptions: Path, tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return Contract(descriptions, tmp_path_factory.mktemp("contract"))
