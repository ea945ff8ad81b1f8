"""The SOAP answers and the types behind them, held against the derived service descriptions and against zeep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import zeep
from lxml import etree
from zeep.transports import Transport

from desktop.sandbox.server import running
from desktop.sandbox.timelog.app import SERVICES
from desktop.sandbox.timelog.kinds import Choice, ListOf, Struct

XS = "{http://www.w3.org/2001/XMLSchema}"
PLAIN = {
    "string": "string",
    "int": "int",
    "double": "double",
    "bool": "boolean",
    "guid": "guid",
    "dateTime": "dateTime",
    "dateTime?": "dateTime",
    "base64": "base64Binary",
}
GUID = "795a4082-66a9-4511-80da-005056b220e2"
NEW_GUID = "0d9c0f5e-1111-4222-8333-944445555666"


@pytest.fixture(scope="session")
def descriptions(shared: Path) -> Path:
    return shared / "apis" / "specs" / "timelog" / "derived"


class Contract:
    """The types of one service description."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.root = etree.parse(str(file)).getroot()
        self.types: dict[tuple[str, str], Any] = {}
        self.elements: dict[tuple[str, str], Any] = {}
        for schema in self.root.iter(f"{XS}schema"):
            namespace = schema.get("targetNamespace")
            for one in schema.findall(f"{XS}complexType"):
                self.types[namespace, one.get("name")] = one
            for one in schema.findall(f"{XS}element"):
                self.elements[namespace, one.get("name")] = one
        self.schema = self._compiled(folder)
        self.actions = {
            one.getparent().get("name"): one.get("soapAction")
            for one in self.root.iter("{http://schemas.xmlsoap.org/wsdl/soap/}operation")
        }

    def _compiled(self, folder: Path) -> etree.XMLSchema:
        """All inline schemas as files that import each other, because they refer to each other in circles."""
        schemas = list(self.root.iter(f"{XS}schema"))
        files = {one.get("targetNamespace"): f"{number}.xsd" for number, one in enumerate(schemas)}
        for schema in schemas:
            for link in schema.findall(f"{XS}import"):
                link.set("schemaLocation", files[link.get("namespace")])
            (folder / files[schema.get("targetNamespace")]).write_bytes(etree.tostring(schema))
        links = "".join(f'<xs:import namespace="{namespace}" schemaLocation="{file}"/>' for namespace, file in files.items())
        (folder / "all.xsd").write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{links}</xs:schema>')
        return etree.XMLSchema(file=str(folder / "all.xsd"))

    def check(self, envelope: bytes) -> None:
        self.schema.assertValid(etree.ElementTree(etree.fromstring(envelope).find("{*}Body")[0]))

    def members(self, kind: Any) -> list[tuple[str, str, str, bool]]:
        """Name, namespace, type name and whether it may be nil, base first."""
        namespace = kind.xpath("ancestor::xs:schema/@targetNamespace", namespaces={"xs": XS[1:-1]})[0]
        extension = kind.find(f".//{XS}extension")
        base = self.members(self.types[self._name(extension, "base")]) if extension is not None else []
        own = [
            (one.get("name"), namespace, self._name(one, "type")[1], one.get("nillable") == "true")
            for one in kind.iter(f"{XS}element")
        ]
        return base + own

    def type_of(self, kind: Any, member: str) -> tuple[str, str]:
        for one in kind.iter(f"{XS}element"):
            if one.get("name") == member:
                return self._name(one, "type")
        return self.type_of(self.types[self._name(kind.find(f".//{XS}extension"), "base")], member)

    @staticmethod
    def _name(node: Any, attribute: str) -> tuple[str, str]:
        prefix, _, name = node.get(attribute).rpartition(":")
        return node.nsmap[prefix or None], name


@pytest.fixture(scope="session")
def contracts(descriptions: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Contract]:
    return {
        service.name: Contract(descriptions / f"{service.name}.wsdl", tmp_path_factory.mktemp(service.name))
        for service in SERVICES.values()
    }


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda service: service.name)
def test_every_operation_has_the_action_the_parameters_and_the_types_of_the_contract(
    contracts: dict[str, Contract], service: Any
) -> None:
    contract = contracts[service.name]
    for operation in service.operations.values():
        assert operation.action == contract.actions[operation.name]
        _compare(
            contract, operation.parameters, contract.elements[service.namespace, operation.name].find(f"{XS}complexType"), set()
        )
        answer = contract.elements[service.namespace, f"{operation.name}Response"].find(f"{XS}complexType")
        response = contract.types[contract.type_of(answer, f"{operation.name}Result")]
        items = contract.types[contract.type_of(response, "Return")]
        ((name, namespace, _, _),) = contract.members(items)
        assert (operation.returns.name, operation.returns.namespace) == (name, namespace)
        _compare(contract, operation.returns, contract.types[contract.type_of(items, name)], set())


def _compare(contract: Contract, struct: Struct, described: Any, done: set[int]) -> None:
    if (
        id(struct) in done
        or struct.name == "CustomField"
        or (struct.namespace == "http://api.timelog.com" and struct.name == "ExternalSystemContext")
    ):
        return
    done.add(id(struct))
    members = contract.members(described)
    assert [(one.name, one.namespace) for one in struct.elements] == [(name, namespace) for name, namespace, _, _ in members]
    for element, (_, _, type_name, nillable) in zip(struct.elements, members, strict=True):
        match element.kind:
            case str(plain):
                assert PLAIN[plain] == type_name
                assert nillable == (plain in ("string", "base64", "dateTime?"))
            case Struct() as inner:
                assert nillable
                _compare(contract, inner, contract.types[contract.type_of(described, element.name)], done)
            case ListOf(item=Struct() as item):
                array = contract.types[contract.type_of(described, element.name)]
                assert [(name, namespace) for name, namespace, _, _ in contract.members(array)] == [(item.name, item.namespace)]
                _compare(contract, item, contract.types[contract.type_of(array, item.name)], done)
            case Choice():
                assert not nillable


class Site:
    """The stand-in as zeep sees it; every request and answer is checked against the schemas on its way."""

    def __init__(self, address: str, clients: dict[str, zeep.Client]) -> None:
        self.services: dict[str, Any] = {}
        for path, service in SERVICES.items():
            client = clients[service.name]
            where = f"{address}/acme/WebServices/{path}/{service.name}Secure.svc"
            self.services[service.name] = client.create_service(next(iter(client.wsdl.bindings)), where)
        self.issued = self.services["SecurityService"].GetToken("anna", "hemmelig").Return.SecurityToken[0]
        self.token = {name: self.issued[name] for name in ("Initials", "Expires", "Hash")}

    def call(self, service: str, operation: str, *values: Any) -> Any:
        answer = self.services[service][operation](*values, token=self.token)
        assert answer.ResponseState == "Success", answer.Messages
        return answer


def _checker(contract: Contract) -> Any:
    def check(answer: requests.Response, *args: Any, **more: Any) -> None:
        assert isinstance(answer.request.body, bytes)
        contract.check(answer.request.body)
        contract.check(answer.content)

    return check


@pytest.fixture(scope="session")
def clients(descriptions: Path, contracts: dict[str, Contract]) -> dict[str, zeep.Client]:
    """Reading a service description takes zeep a second, so all tests share them."""
    found = {}
    for name, contract in contracts.items():
        session = requests.Session()
        session.hooks["response"].append(_checker(contract))
        found[name] = zeep.Client(str(descriptions / f"{name}.wsdl"), transport=Transport(session=session))
    return found


@pytest.fixture
def site(stand_in: Any, clients: dict[str, zeep.Client]) -> Iterator[Site]:
    with running(stand_in) as server:
        yield Site(server.address, clients)


def test_zeep_signs_in_and_asks_who_it_is(site: Site) -> None:
    security = site.services["SecurityService"]
    assert security.IsAlive() is True
    user = security.GetUser(site.issued).Return.User[0]
    assert (user.ID, user.Initials, user.Roles.RoleTypes) == (7, "ALU", ["SystemAdministrator", "ProjectManager"])
    refused = security.GetToken("anna", "forkert")
    assert (refused.ResponseState, refused.Messages.APIMessage[0].Severity) == ("Error", "Error")


def test_zeep_reads_a_customer_changes_it_and_writes_it_back(site: Site) -> None:
    for service in ("CRMService", "InvoicingService", "FinancialService", "OrganisationService"):
        assert site.services[service].IsAlive() is True
    page = site.call("CRMService", "GetCustomersModifiedSincePaged", dt.datetime(1999, 1, 1), True, True, True, False, True, 1, 500)  # noqa: DTZ001
    assert (page.TotalPageCount, len(page.Return.Customer)) == (1, 2)
    customer = page.Return.Customer[0]
    customer.Name = "Havnens Nye Rederi"
    written = site.call("CRMService", "UpdateCustomer", customer, 0).Return.Customer[0]
    assert (written.Name, written.Address.City, written.VAT, written.Action) == (
        "Havnens Nye Rederi",
        "København Ø",
        25.0,
        "Updated",
    )
    assert [one.ExternalID for one in written.ExternalKeys.ExternalSystemContext] == ["10041"]
    found = site.call("CRMService", "GetCustomerByExternalKey", "10041", "Bindeled", False, False)
    assert found.Return.Customer[0].ID == 41
    statuses = site.call("CRMService", "GetCustomerStatuses").Return.CustomerStatus
    assert statuses[0].Type == ["IsShownInCustomers", "IsShownInSupport"]


def test_zeep_creates_a_customer_and_a_contact(site: Site) -> None:
    key = {"SystemName": "Bindeled", "ExternalID": "20001"}
    customer = {
        "Action": "Created",
        "IsExternalKeysLoaded": True,
        "ExternalKeys": {"ExternalSystemContext": [key]},
        "GUID": NEW_GUID,
        "Name": "Kajens Kaffe",
        "Address": {"Country": "Denmark"},
        "Status": "Kunde",
        "Currency": "DKK",
    }
    assert site.call("CRMService", "InsertCustomer", customer, 0).Return.Customer[0].No == "1043"
    contact = {"GUID": NEW_GUID, "Firstname": "Ole", "Lastname": "Bro", "CustomerGUID": NEW_GUID}
    assert site.call("CRMService", "InsertContact", contact, 0).Return.Contact[0].ContactID == 3354
    assert site.call("CRMService", "UpdateContact", {**contact, "Email": "ole@kaffe.example"}, 0).Return.Contact
    assert site.call("CRMService", "GetContactsByCustomerPaged", NEW_GUID, False, True, 1, 500).Return.Contact[0].Lastname == "Bro"
    assert site.call("CRMService", "GetContactByGUID", NEW_GUID, False, False).Return.Contact[0].Email == "ole@kaffe.example"
    asked = (dt.datetime(2026, 1, 1), True, False, False, False, False, 1, 500)  # noqa: DTZ001
    assert len(site.call("CRMService", "GetContactsModifiedSincePaged", *asked).Return.Contact) == 2
    assert site.call("CRMService", "GetCustomersByFieldsForLinking", "1043", "", "", "", False, False, 1, 10).Return.Customer
    assert site.call("CRMService", "GetCustomerByID", 43, False, False).Return.Customer
    assert site.call("CRMService", "GetCustomerByGUID", NEW_GUID, False, False).Return.Customer


def test_zeep_reads_invoices_and_writes_back(site: Site, stand_in: Any) -> None:
    period = (dt.datetime(2026, 3, 1), dt.datetime(2026, 5, 1), 1, 500)  # noqa: DTZ001
    invoices = site.call("InvoicingService", "GetInvoicesModifiedInPeriodPaged", *period).Return.Invoice
    assert [(one.InvoiceNo, one.AmountDue) for one in invoices] == [("2026-0071", 1542.6), (None, 0.0)]
    assert (invoices[0].InvoiceLines.InvoiceLine[0].Quantity, invoices[0].Details.Status.Name) == (0.1, "Booked")
    note = site.call("InvoicingService", "GetCreditNotesModifiedInPeriodPaged", *period).Return.CreditNote[0]
    assert note.CreditNoteNO == "K-501"
    key = {"SystemName": "Bindeled", "ExternalID": "draft-77"}
    mapped = site.call("InvoicingService", "CreateInvoiceExternalMapping", GUID, key, 0).Return.InvoiceWithExternalKey[0]
    assert mapped.ExternalSystemContexts.ExternalSystemContext[0].ExternalID == "draft-77"
    assert site.call("InvoicingService", "GetInvoiceByExternalKey", "draft-77", "Bindeled").Return.Invoice[0].ID == 20071
    assert site.call("InvoicingService", "CreateCreditNoteExternalMapping", note.GUID, key, 0).Return.CreditNoteWithExternalKey
    written = site.call("InvoicingService", "UpdateExternalData", GUID, "10345", {"Name": "Booked"}).Return.Invoice[0]
    assert written.InvoiceNoExternal == "10345"
    assert site.call("InvoicingService", "MarkInvoiceAsChecked", GUID).Return.Invoice[0].Details.Status.ID == 3
    assert site.call("InvoicingService", "GetInvoiceByGUID", GUID).Return.Invoice[0].Status == "Checked"
    assert site.call("InvoicingService", "GetCreditNoteByID", 501).Return.CreditNote
    assert site.call("InvoicingService", "GetCreditNoteByGUID", note.GUID).Return.CreditNote
    file = site.call("InvoicingService", "GetInvoiceSpecificationPDF", 20071).Return.InvoiceSpecification[0].specification
    assert file.startswith(b"%PDF")
    refused = site.services["InvoicingService"].MarkInvoiceAsChecked(GUID, site.token)
    assert (refused.ResponseState, refused.Messages.APIMessage[0].ErrorCode) == ("Invalid", 0)


def test_zeep_reads_items_settings_entities_and_employees(site: Site) -> None:
    assert site.call("FinancialService", "GetProductNumbers", 1, True).Return.ProductNo[0].VAT == 25.0
    settings = site.call("FinancialService", "GetCustomerInvoiceSettings", 41).Return.CustomerInvoiceSettings[0]
    settings.EanNo = "5790000000012"
    changed = site.call("FinancialService", "UpdateCustomerInvoiceSettings", settings).Return.CustomerInvoiceSettings[0]
    assert (changed.EanNo, changed.PaymentTermId) == ("5790000000012", 3)
    assert site.call("FinancialService", "GetLegalEntities").Return.LegalEntity[0].Name == "Acme Rådgivning A/S"
    assert site.call("OrganisationService", "GetEmployeesPaged", 1, 100).Return.Employee[0].Fullname == "Anna Lund"
