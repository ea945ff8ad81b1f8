"""TimeLog at a glance: what it is, what it can, and where each method is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import ClassVar

from desktop.connectors.contract import Ability, Access, Capabilities, Page, Psa, SignInField, SystemCard
from desktop.connectors.over_http import OverHttp
from desktop.connectors.timelog import contacts, dimensions, employees
from desktop.connectors.timelog.client import LABEL, TimeLogClient
from desktop.connectors.timelog.customers import Customers
from desktop.connectors.timelog.expenses import Expenses, projects_with_expenses
from desktop.connectors.timelog.fields import CONTACTS, CREDIT_NOTES, CUSTOMERS, EMPLOYEES, EXPENSES, INVOICE_LINES, INVOICES
from desktop.connectors.timelog.invoices import Invoices
from desktop.connectors.timelog.legal_entities import LegalEntities
from desktop.connectors.timelog.line_details import line_details
from desktop.connectors.timelog.reporting import API_ID, PASSWORD, SITE_CODE, Reporting
from desktop.connectors.timelog.site import Site
from desktop.models.records import (
    Company,
    Contact,
    Customer,
    DataType,
    DimensionValue,
    Employee,
    Expense,
    ExpenseType,
    ExternalKey,
    FinanceInvoice,
    Invoice,
    NotTold,
    Project,
    ProjectKinds,
    Registration,
    Side,
    StandardValues,
)
from desktop.texts import Message

_IS_A_PSA = Message("Invoices start in TimeLog and go to the finance system.")

CAPABILITIES = Capabilities(
    can=frozenset(
        {
            Ability.CREATE_CUSTOMERS,
            Ability.UPDATE_CUSTOMERS,
            Ability.CONTACTS,
            Ability.EMPLOYEES,
            Ability.OWN_KEY,
            Ability.PAID_STATUS,
            Ability.WRITE_BACK,
            Ability.EXTERNAL_KEYS,
            Ability.TWO_WAY_CUSTOMERS,
            Ability.EXPENSES,
            Ability.SEVERAL_COMPANIES,
        }
    ),
    why_not={
        Ability.CHANGE_EMPLOYEES: Message("Employees are looked after in TimeLog itself."),
        Ability.DELETE_PEOPLE: Message("TimeLog has no call that deletes a contact or an employee."),
        Ability.DELETE_CUSTOMERS: Message("TimeLog has no call that deletes a customer."),
        Ability.CREATE_EMPLOYEES: Message("Employees are created in TimeLog itself."),
        Ability.STANDARD_VALUES: Message("Standard values are chosen in the finance system."),
        Ability.DRAFTS: _IS_A_PSA,
        Ability.DELETE_DRAFTS: _IS_A_PSA,
        Ability.FIND_BY_REFERENCE: _IS_A_PSA,
        Ability.ATTENTION: Message("A customer in TimeLog has contacts."),
        Ability.CURRENCIES: Message("Currencies are checked in the finance system."),
        Ability.PROJECTS: Message("Projects start in TimeLog."),
        Ability.DIMENSIONS: Message("Departments of the two systems are not tied."),
    },
)

_TOLD_BY_REPORTING = Message("Told when the Reporting API is signed in to, under Setup.")
NOT_TOLD = (
    NotTold((DataType.TIME_AND_MATERIAL, DataType.FIXED_PRICE, DataType.MILEAGE), _TOLD_BY_REPORTING, until_field=SITE_CODE),
    NotTold(
        (DataType.PER_DIEM, DataType.ACCOMMODATION),
        Message("Both are told as one, travel expense: they need the same item."),
    ),
    NotTold(
        (DataType.SUPPORT_TIME, DataType.SUPPORT_SUBSCRIPTION),
        Message("TimeLog does not tell which invoice lines come from support."),
    ),
)

CARD = SystemCard(
    name="timelog",
    label=LABEL,
    side=Side.PSA,
    default_address="",
    sign_in=(
        SignInField(
            "personal_access_token",
            Message("Personal access token"),
            is_secret=True,
            hint=Message("Made at https://login.timelog.com/personaltoken; it lasts two years at most."),
        ),
        SignInField("user_name", Message("User name"), hint=Message("A TimeLog user with the role system administrator.")),
        SignInField("password", Message("Password"), is_secret=True),
        SignInField(
            "credit_notes_take_numbers",
            Message("Write numbers onto credit notes"),
            is_optional=True,
            hint=Message("Enter yes to try it: TimeLog does not say whether credit notes take the finance system's number."),
        ),
        SignInField(
            SITE_CODE,
            Message("Site code of the Reporting API"),
            is_optional=True,
            hint=Message(
                "Needed for default items by hourly rate, task and contract, and to read the chosen legal entity's invoices only, "
                "where there are several. All three stand in TimeLog under System Administration, Integrations and API, "
                "Reporting API settings."
            ),
        ),
        SignInField(API_ID, Message("API id of the Reporting API"), is_optional=True),
        SignInField(PASSWORD, Message("Password of the Reporting API"), is_secret=True, is_optional=True),
    ),
    capabilities=CAPABILITIES,
    tables=(CUSTOMERS, CONTACTS, EMPLOYEES, INVOICES, CREDIT_NOTES, INVOICE_LINES, EXPENSES),
    not_told=NOT_TOLD,
    parallel_writes=4,  # no limit is enforced, "decent frequency" is asked for (timelog.md section 11)
)


class TimeLog(OverHttp, Psa):
    """One TimeLog site."""

    card: ClassVar[SystemCard] = CARD

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._client = TimeLogClient(access, self.card.parallel_writes)
        self._sessions = (self._client.session,)
        self._site = Site(self._client, access.company_id)
        self._customers = Customers(self._client, self._site)
        self._expenses = Expenses(self._client)
        self._reporting = Reporting(self._client.session, access.settings, access.secrets)
        takes_numbers = access.settings.get("credit_notes_take_numbers", "").strip().casefold() in ("yes", "ja", "true", "1")
        self._invoices = Invoices(self._client, self._site, self._every_employee, credit_notes_take_numbers=takes_numbers)

    def sign_in(self) -> Company:
        """Every sign-in, for real: the token by the legal entities, the password by a new security token, the reports' own."""
        company = self._site.company(tells_whose=self._reporting.is_signed_in_to)
        self._client.soap.sign_in()
        if self._reporting.is_signed_in_to:
            self._reporting.sign_in()
        return company

    def companies(self) -> tuple[Company, ...]:
        """The active legal entities."""
        return self._site.companies(tells_whose=self._reporting.is_signed_in_to)

    def customers(self) -> Iterator[Page[Customer]]:
        """Every customer and lead."""
        return self._customers.pages()

    def changed_customers(self, since: dt.datetime) -> Iterator[Page[Customer]]:
        """TimeLog's times have no zone: ask for a day more than is needed."""
        return self._customers.pages(since)

    def customer(self, customer_id: str) -> Customer:
        """See `Connector`."""
        return self._customers.read(customer_id)

    def create_customer(self, customer: Customer, standard_values: StandardValues, *, key: str) -> Customer:
        """The standard values are those of the finance system and play no part; TimeLog's own defaults do."""
        return self._customers.create(customer, key)

    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        """See `Connector`; `RecordChanged` when somebody else wrote the card at the same moment."""
        return self._customers.update(customer, changed, seen)

    def contacts(self) -> Iterator[Page[Contact]]:
        """See `Psa`."""
        return contacts.contacts(self._client)

    def employees(self) -> Iterator[Page[Employee]]:
        """See `Psa`."""
        return employees.employees(self._client)

    def invoices(self, changed_since: dt.datetime | None = None) -> Iterator[Page[Invoice]]:
        """See `Psa`; without a time everything since 2000.

        Of several legal entities the chosen one's, where the Reporting API is signed in to; else everybody's.
        """
        pages = self._invoices.pages(changed_since)
        number = self._site.entity_number() if self._reporting.is_signed_in_to else ""
        return LegalEntities(self._reporting).of_one(pages, number) if number else pages

    def dimension_values(self) -> tuple[DimensionValue, ...]:
        """See `Psa`; of support types only the names can be read, and no line tells its own."""
        return dimensions.dimension_values(self._client)

    def project_kinds(self) -> Iterator[Page[ProjectKinds]]:
        """See `Psa`."""
        return dimensions.project_kinds(self._client)

    def registrations(self, project_ids: Collection[str]) -> tuple[Registration, ...]:
        """Expenses by REST, which tells their type; everything else by the Reporting API, where it is signed in to."""
        expenses = dimensions.expenses_on_lines(self._client, project_ids)
        if not self._reporting.is_signed_in_to:
            return expenses
        with_expenses = {one.line_id for one in expenses}
        others = (
            one
            for one in line_details(self._reporting, project_ids)
            if one.data_type is not DataType.EXPENSE or one.line_id not in with_expenses
        )
        return (*expenses, *others)

    def expense_types(self) -> tuple[ExpenseType, ...]:
        """See `Psa`; inactive ones too."""
        return self._expenses.types()

    def projects(self) -> Iterator[Page[Project]]:
        """The active projects."""
        return self._expenses.projects()

    def expenses(self, project_id: str) -> tuple[Expense, ...]:
        """See `Psa`."""
        return self._expenses.of_project(project_id)

    def projects_with_expenses(self, since: dt.date) -> frozenset[str] | None:
        """By the Reporting API, where it is signed in to: REST lists expenses by project only."""
        return projects_with_expenses(self._reporting, since) if self._reporting.is_signed_in_to else None

    def create_expense(self, expense: Expense) -> Expense:
        """See `Psa`; TimeLog answers without an id, so the expense is read back by ours."""
        return self._expenses.create(expense)

    def set_external_key(self, customer_id: str, key: ExternalKey, *, replaces: Collection[str] = ()) -> None:
        """See `Psa`."""
        self._customers.set_external_key(customer_id, key, replaces)

    def remove_external_key(self, customer_id: str, key: ExternalKey) -> None:
        """See `Psa`."""
        self._customers.remove_external_key(customer_id, key)

    def write_back(self, invoice: Invoice, there: FinanceInvoice, system_name: str, *, is_repeat: bool = False) -> None:
        """See `Psa`."""
        self._invoices.write_back(invoice, there, system_name, is_repeat=is_repeat)

    def mark_paid(self, invoice: Invoice) -> None:
        """See `Psa`; `NotPossible` for credit notes."""
        self._invoices.mark_paid(invoice)

    def _every_employee(self) -> list[Employee]:
        return [employee for page in self.employees() for employee in page.records]
