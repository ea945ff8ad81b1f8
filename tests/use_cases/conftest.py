"""A small made-up company in both stand-ins, served over real HTTP, and the use cases on a real SQLite file."""

from __future__ import annotations

import copy
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop.app import Connectors, cards
from desktop.connectors.keychain import KeychainForThisRun
from desktop.errors import Cancelled
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import DecidedBy, Integration, LinkKind, LogEntry, Side, Transfer
from desktop.models.store.practice_copy import copied
from desktop.models.store.work import Store
from desktop.progress import Silent
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import SandboxServer, StandIn, running
from desktop.sandbox.timelog.app import TimeLog
from desktop.texts import Message
from desktop.use_cases.activate_items import ItemActivation
from desktop.use_cases.carry_people import PeopleCarrying
from desktop.use_cases.carry_updates import CarryWay, UpdateCarrying
from desktop.use_cases.choose_standard_values import StandardValueChoice
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import RecordFetching
from desktop.use_cases.find_documents import DocumentSearch
from desktop.use_cases.judge_documents import DocumentJudging
from desktop.use_cases.judge_numbers import NumberJudging
from desktop.use_cases.learn_weights import WeightLearning
from desktop.use_cases.link_contacts import ContactLinking
from desktop.use_cases.link_customers import CustomerLinking
from desktop.use_cases.link_employees import EmployeeLinking
from desktop.use_cases.link_people import PeopleLinking
from desktop.use_cases.mark_links import LinkMarks
from desktop.use_cases.overwrite_customers import CustomerOverwriting
from desktop.use_cases.read_changed_customers import ChangedCustomers
from desktop.use_cases.read_log import IntegrationLog
from desktop.use_cases.reconcile_invoices import InvoiceReconciliation
from desktop.use_cases.send_invoice import InvoiceSending
from desktop.use_cases.settle_transfers import TransferSettling
from desktop.use_cases.show_customer_card import CustomerCards
from desktop.use_cases.sync_customers import CustomerSync
from desktop.use_cases.transfer_invoices import InvoiceTransfers
from desktop.use_cases.undo_customers import CustomerUndo
from desktop.use_cases.undo_linking import LinkingUndo
from desktop.use_cases.undo_people import PeopleUndo
from desktop.use_cases.write_att_persons import AttPersonWriting
from desktop.use_cases.write_back_numbers import NumberWriteBack
from desktop.use_cases.write_links import LinkWriting

PSA_VALUES = {"personal_access_token": "pat-of-tests", "user_name": "anna", "password": "password-of-tests"}
FINANCE_VALUES = {"app_secret_token": "secret-of-tests", "agreement_grant_token": "grant-of-tests"}
PROOF_AFTER = dt.timedelta(milliseconds=300)

# number there, number here, name there, name here, CVR there, CVR here: 101-106 belong together, 107-109 and 8-10 are alone.
CUSTOMERS = [
    (101, "1001", "Fjordbyg A/S", "Fjordbyg A/S", "44200023", "44200023"),
    (102, "1002", "Havnens Rederi", "Havnens Rederi A/S", "21974579", "DK21974579"),
    (103, "1003", "Lindegaard Papir ApS", "Lindegaard Papir", "47745209", "47745209"),
    (104, "1004", "Møllevang Skole", "Møllevang Skole", "20860324", "20860324"),
    (105, "1005", "Nordlys Film", "Nordlys Film ApS", "30396839", "30396839"),
    (106, "1006", "Østerå Tømrer", "Østerå Tømrer", "33016832", "33016832"),
    (107, "", "Bølgen Svømmehal", "", "29395160", ""),
    (108, "", "Kystens Bageri", "", "40096167", ""),
    (109, "", "Skovly Planteskole", "", "30237846", ""),
    (0, "2008", "", "Vestervig Vind", "", "21554308"),
    (0, "2009", "", "Aalborg Regnskab", "", "24867498"),
    (0, "AB-10", "", "Bogstav og Tal", "", "34627193"),
]


def agreement() -> dict[str, Any]:
    """What e-conomic holds."""
    sales = [{"vatZone": {"vatZoneNumber": 1}, "salesAccount": {"accountNumber": 1010, "vatAccount": {"vatCode": "U25"}}}]
    return {
        "tokens": [list(FINANCE_VALUES.values()), ["other-secret", "other-grant"]],
        "self": {
            "agreementNumber": 4711,
            "company": {"name": "Nordhavn Rådgivning ApS"},
            "settings": {"baseCurrency": "DKK"},
        },
        "customers": [
            {
                "customerNumber": number,
                "name": name,
                "currency": "DKK",
                "corporateIdentificationNumber": cvr,
                "telephoneAndFaxNumber": f"70 10 20 {number % 100:02}",
                "email": f"faktura{number}@example.com",
                "address": f"Gammelgade {number}",
                "zip": "8000",
                "city": "Aarhus C",
                "country": "Danmark",
                "customerGroup": {"customerGroupNumber": 1 if number < 109 else 2},
                "vatZone": {"vatZoneNumber": 1},
                "paymentTerms": {"paymentTermsNumber": 2},
                "layout": {"layoutNumber": 21},
                "lastUpdated": "2026-01-01T08:00:00Z",
            }
            for number, _, name, _, cvr, _ in CUSTOMERS
            if number
        ],
        "contacts": [
            {"customerContactNumber": 7, "name": "Mette Holm", "customer": {"customerNumber": 101}, "email": "mette@example.com"}
        ],
        "customerGroups": [{"customerGroupNumber": 1, "name": "Indland"}, {"customerGroupNumber": 2, "name": "Udland"}],
        "vatZones": [{"vatZoneNumber": 1, "name": "Indland", "enabledForCustomer": True}],
        "paymentTerms": [{"paymentTermsNumber": 2, "name": "Netto 14 dage", "paymentTermsType": "net", "daysOfCredit": 14}],
        "layouts": [{"layoutNumber": 21, "name": "Standard"}],
        "employees": [{"employeeNumber": 3, "name": "Anna Lund", "employeeGroup": {"employeeGroupNumber": 1}}],
        "employeeGroups": [{"employeeGroupNumber": 1, "name": "Konsulenter"}],
        "units": [{"unitNumber": 2, "name": "timer"}],
        "currencies": [{"code": "DKK", "name": "Danske kroner"}, {"code": "EUR", "name": "Euro"}],
        "products": [
            {"productNumber": number, "name": name, "productGroup": {"productGroupNumber": 1}, "unit": {"unitNumber": 2}}
            for number, name in [("1010", "Rådgivning"), ("1020", "Udvikling"), ("1030", "Rejse"), ("1040", "Lyd")]
        ]
        + [{"productNumber": "9999", "name": "Udgået", "productGroup": {"productGroupNumber": 1}, "barred": True}],
        "productGroups": [{"productGroupNumber": 1, "name": "Ydelser", "salesAccounts": sales}],
        "vatAccounts": [{"vatCode": "U25", "name": "Salgsmoms", "ratePercentage": 25}],
        "rateLimit": {"tokens": 10_000_000, "seconds": 60, "cost": 3},
    }


def document(number: int, customer: int, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """An invoice of TimeLog over the sum of its lines, with 25 % VAT."""
    net = sum(line["Quantity"] * line["Rate"] for line in lines)
    return {
        "ID": number,
        "InvoiceDate": "2026-03-31T00:00:00",
        "DueDate": "2026-04-14T00:00:00",
        "Status": "Booked",
        "Type": "Invoice",
        "CustomerID": customer,
        "InvoicingCustomerName": [name for _, no, _, name, _, _ in CUSTOMERS if no][customer - 1],
        "CalculateVAT": True,
        "NetAmount": str(net),
        "VATIncluded": str(net / 4),
        "AmountDue": str(net * 5 / 4),
        "Currency": "DKK",
        "InvoiceLines": [{"ID": number * 10 + place, **line} for place, line in enumerate(lines)],
        **more,
    }


def line(item: str = "1010", quantity: int = 2, rate: int = 500) -> dict[str, Any]:
    """An invoice line."""
    return {"ProductNo": item, "Text": "Timer", "Quantity": quantity, "Rate": rate, "Amount": quantity * rate, "VAT": 25}


def invoices() -> list[dict[str, Any]]:
    """Invoices 1-6 are fine, for customers 1-6; the others each have something."""
    fine = [document(number, number, [line(rate=100 * number)], InvoiceNo=f"F{number}") for number in range(1, 7)]
    fine[0] |= {"ContactID": 301, "CustomerReferenceID": 301, "InternalReference": "ALU"}
    return [
        *fine,
        document(7, 1, [line("7777")], InvoiceNo="F7"),
        document(8, 1, [line()], InvoiceNo="F8", Currency="SEK"),
        document(9, 8, [line()], InvoiceNo="F9"),
        document(10, 1, [line()], InvoiceNo="", Status="Draft"),
    ]


def site() -> dict[str, Any]:
    """What TimeLog holds."""
    return {
        "account": "acme",
        "personal_access_tokens": [{"token": PSA_VALUES["personal_access_token"], "user_id": 7}],
        "users": [
            {
                "UserID": 7,
                "EmployeeID": 17,
                "FirstName": "Anna",
                "LastName": "Lund",
                "Initials": "ALU",
                "UserName": PSA_VALUES["user_name"],
                "Password": PSA_VALUES["password"],
                "Roles": ["SystemAdministrator"],
            }
        ],
        "customers": [
            {
                "ID": place,
                "Name": name,
                "No": no,
                "VATNo": cvr,
                "Status": "Kunde",
                "Currency": "DKK",
                "Phone": f"70 10 20 {place:02}",
                "Email": f"bogholderi{place}@example.com",
                "Address": {"Address1": f"Nygade {place}", "ZipCode": "8000", "City": "Aarhus C", "Country": "Denmark"},
            }
            for place, (no, name, cvr) in enumerate(((no, name, cvr) for _, no, _, name, _, cvr in CUSTOMERS if no), start=1)
        ],
        "contacts": [
            {"ContactID": 301, "Firstname": "Mette", "Lastname": "Holm", "Email": "mette@example.com", "CustomerID": 1},
            {"ContactID": 302, "Firstname": "Ole", "Lastname": "Vind", "Email": "ole@example.com", "CustomerID": 2},
        ],
        "invoices": invoices(),
        "credit_notes": [
            {
                **{name: value for name, value in document(1, 2, [line()]).items() if name not in ("InvoiceDate", "DueDate")},
                "CreditNoteNO": "K1",
                "CreditNoteDate": "2026-04-01T00:00:00",
                "Type": "CreditNote",
                "CreditedInvoiceID": 2,
                "RelatesToInvoiceNo": "F2",
            }
        ],
        "payment_terms": [{"ID": 3, "Name": "Netto 14 dage", "IsDefaultTerm": True}],
        "currencies": [{"CurrencyID": 35, "CurrencyABB": "DKK"}, {"CurrencyID": 38, "CurrencyABB": "EUR"}],
        "countries": [{"CountryID": 45, "Country": "Denmark", "ISO": "DK"}],
        "customer_statuses": [{"CustomerStatusID": 1, "Name": "Kunde", "IsDefault": True, "CustomerStatusType": 5}],
        "legal_entities": [
            {"LegalEntityID": 1, "Name": "Acme A/S", "CurrencyISO": "DKK", "CountryISO": "DK", "IsSystemLegalEntity": True},
            {"LegalEntityID": 2, "Name": "Acme AB", "CurrencyISO": "SEK", "CountryISO": "SE"},
        ],
        "user_setting": {"CompanyName": "Acme", "SystemCurrencyID": 35, "SystemCurrencyABB": "DKK"},
    }


def connect_psa(connections: Connections, integration_id: int, address: str, **more: Any) -> None:
    """The first of the site's legal entities."""
    first = connections.companies(integration_id, Side.PSA, address, PSA_VALUES, **more)[0]
    connections.connect(integration_id, Side.PSA, address, PSA_VALUES, first.id, **more)


@dataclass
class Company:
    """Both stand-ins with their data of now."""

    psa: TimeLog
    finance: Economic
    psa_server: SandboxServer
    finance_server: SandboxServer

    @property
    def psa_address(self) -> str:
        return f"{self.psa_server.address}/acme"

    def drafts(self, reference: str = "") -> list[dict[str, Any]]:
        """The drafts in e-conomic, or those that carry a reference, which is named without the mark of the PSA."""
        found = list(self.finance.agreement["drafts"])
        return [one for one in found if not reference or one["references"]["other"].partition("@")[0] == reference]

    def psa_row(self, table: str, number: int) -> dict[str, Any]:
        return next(one for one in self.psa.state()[table] if one.get("ID", one.get("ContactID")) == number)

    def change_psa(self, table: str, number: int, **changes: Any) -> None:
        """Somebody changes a record in TimeLog."""
        with self.psa.lock:
            self.psa.site.put(table, {**self.psa.site.tables[table][number], **changes})

    def change_finance(self, register: str, key: Any, **changes: Any) -> None:
        """Somebody changes a record in e-conomic."""
        with self.finance.lock:
            rows = self.finance.agreement[register]
            rows.put({**rows.get(key), **changes})

    def book(self, draft: int, number: int, remainder: int = 1) -> None:
        """Somebody books a draft in e-conomic."""
        with self.finance.lock:
            row = dict(self.finance.agreement["drafts"].get(draft))
            del row["draftInvoiceNumber"]
            self.finance.agreement["drafts"].drop(draft)
            self.finance.agreement["booked"].put(
                {**row, "bookedInvoiceNumber": number, "orderNumber": draft, "remainder": remainder}
            )

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Everything that both hold."""
        return copy.deepcopy(self.psa.state()), copy.deepcopy(self.finance.state())


class StopsAt:
    """Progress of a user who presses Cancel at a step; that a system is asked first is none."""

    def __init__(self, step: int) -> None:
        self.step_number = step
        self.seen = 0

    def step(self, done: int, total: int | None, text: Message) -> None:
        self.seen += text.text != "Asking {system}"
        if self.seen >= self.step_number:
            raise Cancelled


@dataclass
class Office:
    """The use cases on one store: one installation of the program."""

    store: Store
    connectors: Connectors
    company: Company
    proof_after: dt.timedelta = PROOF_AFTER
    secrets: KeychainForThisRun = field(default_factory=KeychainForThisRun)

    def __post_init__(self) -> None:
        store, connectors = self.store, self.connectors
        self.connections = Connections(store, cards(), connectors, self.secrets)
        marks = LinkMarks(store, connectors)
        overwriting = CustomerOverwriting(store, connectors)
        writing = LinkWriting(store, connectors, marks.mark_one, overwriting)
        self.linking = CustomerLinking(store, connectors, writing.link_one, WeightLearning(store), marks)
        self.undo = LinkingUndo(store, connectors, CustomerUndo(store, connectors), PeopleUndo(store, connectors))
        self.customers = CustomerSync(store, connectors, marks.mark_one)
        self.updates = UpdateCarrying(
            store,
            connectors,
            self.customers.rules,
            overwriting.overwrite_linked,
            ChangedCustomers(store, connectors).read,
        )
        self.people_updates = PeopleCarrying(
            store, connectors, self.customers.rules, lambda one: self.updates.way(one) is CarryWay.AT_ONCE
        )
        self.fetching = RecordFetching(
            store,
            connectors,
            self.updates.after_reading,
            self.people_updates.after_reading,
            self.connections.look_at_companies,
        )
        self.cards = CustomerCards(store, connectors, self.customers.rules)
        self.people = PeopleLinking(store, connectors, self.customers.rules, AttPersonWriting(store).of_run)
        self.contacts = ContactLinking(store, connectors, self.customers.rules, self.people.create_contact)
        self.employees = EmployeeLinking(store, connectors, self.customers.rules, self.people.create_employee)
        self.items = ItemActivation(store)
        self.standard_values = StandardValueChoice(store)
        self.write_back = NumberWriteBack(store, connectors)
        self.documents = DocumentSearch(store, connectors)
        self.settling = TransferSettling(store, connectors, self.documents.found, self.write_back.write, self.proof_after)
        self.judging = DocumentJudging(store, connectors, self.write_back.write)
        self.numbers = NumberJudging(store, connectors)
        self.sending = InvoiceSending(store, connectors, self.customers, self.settling)
        self.transfers = InvoiceTransfers(
            store, connectors, self.customers, self.people.of_run, lambda *one: self.sending.send_one(*one), self.write_back.write
        )
        self.reconciliation = InvoiceReconciliation(store, connectors, self.documents.found, self.write_back.write)
        self.log = IntegrationLog(store)

    @property
    def integration(self) -> Integration:
        return self.connections.integrations()[0]

    def connect(self) -> None:
        """Both sides, with the right credentials."""
        made = self.connections.integrations() or [self.connections.create("Nordhavn", "timelog", "economic")]
        connect_psa(self.connections, made[0].id, self.company.psa_address)
        self.connections.connect(made[0].id, Side.FINANCE, self.company.finance_server.address, FINANCE_VALUES)

    def read(self) -> None:
        """Every register."""
        self.fetching.fetch(self.integration, progress=Silent())

    def prepare(self) -> None:
        """Standard values and owner chosen, items 1010 and 1020 activated, customers 1-6 linked, all of it confirmed."""
        self.standard_values.choose(self.integration.id, self.standard_values.proposed(self.integration.id))
        self.customers.choose_rules(self.integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
        self.items.activate(self.integration.id, ["1010", "1020"])
        with self.store.work() as work:
            for place in range(1, 7):
                work.links.add(self.integration.id, LinkKind.CUSTOMER, str(place), str(100 + place), DecidedBy.PERSON)
            work.integrations.activate(self.integration.id, True)
            work.commit()

    def transfer(self, invoice_id: str) -> Transfer | None:
        with self.store.reading() as work:
            return work.transfers.get(self.integration.id, invoice_id)

    def newest(self) -> LogEntry:
        """The newest log entry."""
        return self.log.entries(self.integration.id, limit=1)[0]

    def plan(self, side: Side, *faults: dict[str, Any]) -> None:
        """Plan faults of one side's stand-in; none ends them."""
        stand_in: StandIn = self.company.psa if side is Side.PSA else self.company.finance
        stand_in.faults.replace(list(faults))


def hurry(office: Office, timeout: float) -> None:
    """A shorter time-out for e-conomic, in seconds, and shorter pauses than people get, so that many faults fit into a test."""
    finance, psa = (office.connectors.get(office.integration, side)._client for side in (Side.FINANCE, Side.PSA))
    for session in (finance._rest, psa.session):
        session._backoff = 0.01
    finance._rest.timeouts = (5.0, timeout)


@pytest.fixture(scope="session")
def servers() -> Iterator[Company]:
    """Both stand-ins, served for all tests; `company` gives them their data."""
    psa, finance = TimeLog(), Economic()
    with ExitStack() as stack:
        yield Company(psa, finance, stack.enter_context(running(psa)), stack.enter_context(running(finance)))


def load(servers: Company) -> None:
    """Both stand-ins as they are at the start of a test."""
    with servers.psa.lock, servers.finance.lock:
        servers.psa.load(site())
        servers.finance.load(agreement())
    for stand_in in (servers.psa, servers.finance):
        stand_in.faults.replace([])
        stand_in.calls.kept.clear()


@pytest.fixture(scope="session")
def begun(servers: Company, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Databases to begin a test with: connected, everything read, ready to transfer. Made once and copied for each test."""
    load(servers)
    folder = tmp_path_factory.mktemp("begun")
    secrets = KeychainForThisRun()
    store, connectors = Store.open(folder / "bindeled.sqlite"), Connectors(secrets, practice=False)
    office = Office(store, connectors, servers, secrets=secrets)
    made = {}
    for name, step in (("connected", office.connect), ("read", office.read), ("ready", office.prepare)):
        step()
        (folder / name).mkdir()
        made[name] = copied(folder / "bindeled.sqlite", folder / name)
    connectors.close()
    store.close()
    return made


@pytest.fixture
def company(servers: Company, begun: dict[str, Path]) -> Iterator[Company]:
    """Both stand-ins with the data as they are at the start of a test."""
    load(servers)
    yield servers
    for stand_in in (servers.psa, servers.finance):
        stand_in.faults.replace([])


@pytest.fixture
def new_office(company: Company, begun: dict[str, Path], fresh_store: Path, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Makes installations: each on the store of its name, `practice` with connectors that write nothing."""
    with ExitStack() as stack:

        def make(
            name: str = "bindeled", begin: str = "", *, practice: bool = False, proof_after: dt.timedelta = PROOF_AFTER
        ) -> Office:
            file = tmp_path / f"{name}.sqlite"
            if not file.exists():
                shutil.copyfile(begun[begin] if begin else fresh_store, file)
            store = Store.open(file)
            secrets = KeychainForThisRun()
            connectors = Connectors(secrets, practice=practice)
            stack.callback(store.close)
            stack.callback(connectors.close)
            office = Office(store, connectors, company, proof_after, secrets)
            for integration in office.connections.integrations():
                secrets.save(integration.psa.key, PSA_VALUES)
                secrets.save(integration.finance.key, FINANCE_VALUES)
            return office

        yield make


@pytest.fixture
def unconnected(new_office: Callable[..., Office]) -> Office:
    """An installation with an integration that is not connected yet."""
    office = new_office()
    office.connections.create("Nordhavn", "timelog", "economic")
    return office


@pytest.fixture
def connected(new_office: Callable[..., Office]) -> Office:
    """An installation, connected, with nothing read yet."""
    return new_office(begin="connected")


@pytest.fixture
def read(new_office: Callable[..., Office]) -> Office:
    """An installation with everything read and nothing linked."""
    return new_office(begin="read")


@pytest.fixture
def office(new_office: Callable[..., Office]) -> Office:
    """An installation ready to transfer."""
    return new_office(begin="ready")


@pytest.fixture
def stops_at() -> type[StopsAt]:
    """Progress that cancels."""
    return StopsAt
