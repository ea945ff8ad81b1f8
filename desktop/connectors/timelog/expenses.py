"""Project expenses, over REST (timelog.md sections 5.9, 5.12 to 5.14). TimeLog has no call that deletes or changes one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NotRequired, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.timelog import values
from desktop.connectors.timelog.client import LABEL, TimeLogClient
from desktop.connectors.timelog.fields import EXPENSES
from desktop.connectors.timelog.reporting import Reporting
from desktop.errors import BindeledError, RecordRefused
from desktop.models.field_mapping import check, to_system
from desktop.models.records import Expense, ExpenseType, Project
from desktop.models.records.rounding import CENT
from desktop.texts import Message

_AHEAD = dt.timedelta(days=3660)  # an expense may be dated ahead
_REPORTED_BY = (
    "customerID",
    "projectID",
    "supplierCustomerID",
    "employeeID",
    "employeeDepartmentID",
    "expenseTypeID",
    "paymentMethodID",
)


class ExpenseTypeRow(TypedDict):
    """A type of expense (section 5.13)."""

    ExpenseTypeID: int
    ExpenseTypeName: str | None
    IsActive: bool
    AccountNo: NotRequired[str | None]


class ProjectRow(TypedDict):
    """A project (section 5.11), as far as expenses need it."""

    ProjectID: int
    No: NotRequired[str | None]
    Name: NotRequired[str | None]
    ExpenseIsBillable: NotRequired[bool | None]


class PaymentMethodRow(TypedDict):
    """How an expense was paid (section 5.13)."""

    PaymentMethodID: int
    IsActive: bool
    IsPaidByEmployee: NotRequired[bool | None]
    IsDefaultForImport: NotRequired[bool | None]
    IsDefaultForProjectExpense: NotRequired[bool | None]


class CurrencyRow(TypedDict):
    """A currency; its rate is what 100 of it cost in the system's own currency (section 5.9)."""

    CurrencyABB: str
    CurrentRate: Decimal


class ContractRow(TypedDict):
    """A contract of a project (section 5.12)."""

    ContractID: int
    IsMainContract: NotRequired[bool | None]
    IsDefaultExpenses: NotRequired[bool | None]


class ExpenseRow(TypedDict):
    """A project expense as it is read (section 5.14)."""

    ProjectExpenseID: int
    ProjectID: int
    ExpenseTypeID: int
    PurchaseDate: str
    AmountExpenseCurrency: Decimal
    ExpenseCurrencyISO: str | None
    ExpenseNo: NotRequired[str | None]
    ExternalID: NotRequired[str | None]
    Comment: NotRequired[str | None]
    InvoiceNo: NotRequired[str | None]
    ProjectCurrencyISO: NotRequired[str | None]
    IsBillable: NotRequired[bool | None]
    InvoiceLineID: NotRequired[int | None]


class UserSetting(TypedDict):
    """What TimeLog says of its site; rates count in this currency."""

    SystemCurrencyABB: str


class Expenses:
    """The expenses of one site."""

    def __init__(self, client: TimeLogClient) -> None:
        self._client = client

    def types(self) -> tuple[ExpenseType, ...]:
        """Every type, active or not."""
        rows = self._client.every("expense-type/-1", ExpenseTypeRow)
        return tuple(
            ExpenseType(
                id=str(row["ExpenseTypeID"]),
                name=row["ExpenseTypeName"] or "",
                account=(row.get("AccountNo") or "").strip(),
                is_active=row["IsActive"],
            )
            for row in rows
        )

    def projects(self) -> Iterator[Page[Project]]:
        """The active ones."""
        for page in self._client.pages("project/get-all?isActive=true", ProjectRow):
            yield Page(tuple(_project(row) for row in page.records), page.total)

    def of_project(self, project_id: str) -> tuple[Expense, ...]:
        """Every expense of one project."""
        return tuple(_expense(row) for row in self._client.every(f"project-expense?projectID={project_id}", ExpenseRow))

    def create(self, expense: Expense) -> Expense:
        """Post one expense, unless it stands there. Everything it needs is looked up first, so that a refusal costs nothing.

        Its project is read last: TimeLog takes a second one with the same id, so little may lie between that look and the post.
        """
        check(EXPENSES, expense, creating=True)
        method, contract, rates = self._payment_method(), self._contract(expense.project_id), self._rates(expense.currency)
        there = self.of_project(expense.project_id)
        if stands := [one for one in there if one.external_id == expense.external_id]:
            return replace(stands[0], stood_already=True)
        rate, currency = self._rate(rates, expense.currency, there)
        cost = (expense.amount * rate / 100).quantize(CENT)
        document = to_system(EXPENSES, expense, creating=True) | {
            "VatAmountExpenseCurrency": Decimal(0),  # imported expenses are without VAT (section 9.1)
            "PaymentMethodID": method,
            "ProjectSubContractID": contract,
            "ProjectExpenseExchangeRate": rate,
            "SalesPriceAmountProjectCurrency": cost if expense.is_billable else Decimal(0),
            "ProfitRatio": Decimal(0),
        }
        self._client.create("project-expense", document)
        try:
            stored = [one for one in self.of_project(expense.project_id) if one.external_id == expense.external_id]
        except BindeledError:  # it was made; that it cannot be read now changes nothing
            return expense
        if not stored:
            return expense
        is_assumed = stored[-1].project_currency not in ("", currency)
        return replace(stored[-1], has_assumed_rate=is_assumed, stands_twice=len(stored) > 1)

    def _payment_method(self) -> int:
        """TimeLog's own choice for imports, else for project expenses; never one that an employee paid with."""
        rows = self._client.every("payment-method/1", PaymentMethodRow)
        usable = [row for row in rows if not row.get("IsPaidByEmployee")]
        for chosen in ("IsDefaultForImport", "IsDefaultForProjectExpense"):
            for row in usable:
                if row.get(chosen):
                    return row["PaymentMethodID"]
        raise RecordRefused(
            Message("{system} has no payment method for imported expenses.", system=LABEL),
            what_to_do=Message("Choose a default payment method for imports in {system}.", system=LABEL),
        )

    def _contract(self, project_id: str) -> int:
        """The contract that takes expenses, else the main one, else the first."""
        rows = self._client.every(f"contract?projectID={project_id}", ContractRow)
        if not rows:
            raise RecordRefused(
                Message("The project has no contract in {system}, and an expense needs one.", system=LABEL),
                what_to_do=Message("Give the project a contract in {system}, or choose another project.", system=LABEL),
            )
        ranked = sorted(rows, key=lambda row: (not row.get("IsDefaultExpenses"), not row.get("IsMainContract"), row["ContractID"]))
        return ranked[0]["ContractID"]

    def _rates(self, wanted: str) -> dict[str, Decimal]:
        """What 100 of each currency cost in the site's own; `RecordRefused` when the wanted one has no rate."""
        rates = {row["CurrencyABB"]: row["CurrentRate"] for row in self._client.every("currency/1", CurrencyRow)}
        if not rates.get(wanted):
            raise RecordRefused(
                Message("Currency {currency} does not exist in {system}.", currency=wanted, system=LABEL),
                what_to_do=Message("Add the currency with its rate in {system}, and try again.", system=LABEL),
            )
        return rates

    def _rate(self, rates: dict[str, Decimal], currency: str, there: Sequence[Expense]) -> tuple[Decimal, str]:
        """TimeLog's own rate from the expense's currency to the project's, per 100 (section 9.2), and which currency that is.

        REST does not tell a project's currency. Its earlier expenses do; without any it is taken to be the site's own (INFERRED).
        """
        told = next((one.project_currency for one in there if one.project_currency), "")
        if not rates.get(told):
            return rates[currency], self._client.one("user-setting", UserSetting)["SystemCurrencyABB"]
        return (rates[currency] / rates[told] * 100).quantize(Decimal("0.000001")).normalize(), told


def projects_with_expenses(reporting: Reporting, since: dt.date) -> frozenset[str]:
    """The projects of every expense of the site bought since (timelog.md section 8.2); the report tells no id of ours.

    That it has expenses as soon as they are posted is INFERRED.
    """
    everything = dict.fromkeys(_REPORTED_BY, "0")
    until = dt.datetime.now(dt.UTC).date() + _AHEAD
    found = reporting.rows("GetExpensesRaw", **everything, startDate=f"{since}T00:00:00", endDate=f"{until}T00:00:00")
    return frozenset(row["ProjectID"] for row in found.records if row.get("ProjectID", "0") != "0")


def _project(row: ProjectRow) -> Project:
    return Project(
        id=str(row["ProjectID"]),
        number=(row.get("No") or "").strip(),
        name=(row.get("Name") or "").strip(),
        bills_expenses=bool(row.get("ExpenseIsBillable")),
    )


def _expense(row: ExpenseRow) -> Expense:
    return Expense(
        id=str(row["ProjectExpenseID"]),
        external_id=row.get("ExternalID") or "",
        project_id=str(row["ProjectID"]),
        type_id=str(row["ExpenseTypeID"]),
        number=row.get("ExpenseNo") or "",
        date=values.day("PurchaseDate", row["PurchaseDate"]),
        amount=values.amount("AmountExpenseCurrency", row["AmountExpenseCurrency"]),
        currency=row["ExpenseCurrencyISO"] or "",
        text=row.get("Comment") or "",
        supplier_invoice=row.get("InvoiceNo") or "",
        is_billable=bool(row.get("IsBillable")),
        is_invoiced=bool(row.get("InvoiceLineID")),
        project_currency=row.get("ProjectCurrencyISO") or "",
    )
