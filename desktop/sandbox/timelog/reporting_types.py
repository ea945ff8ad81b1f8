"""The records of TimeLog's Reporting API in the order of their schemas (timelog.md section 8; tasks and work units: TimeLog's
own pages of `GetTasksRaw` and `GetWorkUnitsRaw`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.sandbox.timelog.kinds import Kind

V4_4 = "http://www.timelog.com/XML/Schema/tlp/v4_4"
V5_0 = "http://www.timelog.com/XML/Schema/tlp/v5_0"


def _members(text: str) -> dict[str, Kind]:
    """`kind: Name Name ...` lines as members; a record's `ID` and `GUID` are attributes and stand first."""
    found: dict[str, Kind] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        kind, _sign, names = line.partition(": ")
        found |= dict.fromkeys(names.split(), kind)
    return found


TASK = _members(
    """
    int: ID
    guid: GUID
    string: Name WBS TaskNo
    int: ProjectID
    string: ProjectNo
    int: Status StatusDetailed ProjectSubContractID ParentID
    bool: IsParent
    int: TaskTypeID
    string: TaskType
    int: TaskCategoryID
    string: TaskCategory
    double: BudgetHours BudgetAmount BudgetAmountCurrency
    bool: IsFixedPrice
    dateTime: StartDate EndDate
    string: InvoicingType
    dateTime: CreatedAt
    int: CreatedByEmployeeId
    string: CreatedBy
    dateTime: LastModifiedAt
    int: LastModifiedByEmployeeId
    string: LastModifiedBy
    bool: IsBillable
    double: AllocatedRevenueAmount AllocatedRevenueAmountCurrency
    """
)
WORK_UNIT = _members(
    """
    int: ID OldID
    string: TimeRegistrationGuid WorkUnitGuid
    double: OvertimeFactor
    int: EmployeeID
    string: EmployeeInitials EmployeeFirstName EmployeeLastName
    int: AllocationID TaskID
    string: TaskName
    int: ProjectID
    string: ProjectName
    int: CustomerId
    string: CustomerName
    dateTime: Date StartTime EndTime
    string: Note
    int: DepartmentID
    string: DepartmentName AdditionalTextField
    double: ActualExchangeRate RegHours RegHourlyRate RegHourlyRateProjectCurrency RegAmount RegAmountProjectCurrency
    double: EstimatedHours EstimatedHourlyRate EstimatedHourlyRateProjectCurrency EstimatedAmount EstimatedAmountProjectCurrency
    double: BARHours BARHourlyRate BARHourlyRateProjectCurrency BARAmount BARAmountProjectCurrency
    double: InvoicedHours InvoicedHourlyRate InvoicedHourlyRateProjectCurrency InvoicedAmount InvoicedAmountProjectCurrency
    double: InvHours InvAmount CostAmount CostAmountCurrency
    int: HourlyRateId InvoiceStatus BillableStatus
    bool: IsBillable
    int: ApprovedStatus
    string: MonthlyPeriod
    dateTime: CreatedAt
    int: CreatedByEmployeeId
    string: CreatedBy
    dateTime: LastModifiedAt
    int: LastModifiedByEmployeeId
    string: LastModifiedBy
    int: UserID
    """
)
LINE_DETAIL = _members(
    """
    int: ID InvoiceLineID InvoiceID
    dateTime: RegistrationDate
    string: Text
    double: Quantity Rate RateSystemCurrency Amount AmountSystemCurrency
    double: RegisteredQuantity RegisteredRateSystemCurrency RegisteredAmountSystemCurrency
    int: RegistrationType
    string: EmployeeInitials
    int: TaskID
    string: TaskName
    int: RegistrationID UnitType ProjectID
    string: ProjectName
    int: ContractID ContractModelType
    """
)
INVOICE = _members(
    """
    int: ID
    guid: GUID
    string: InvoiceNumber Header Text
    dateTime: InvoiceDate DueDate
    double: Amount AmountSystemCurrency
    int: Status Type CustomerID
    string: CustomerName CustomerNo CustomerAddress1 CustomerAddress2 CustomerAddress3 CustomerZipCode CustomerCity CustomerState
    string: CustomerCountry
    int: CustomerCountryID PaymentTermID
    string: PaymentTermText CurrencyAbb
    double: CurrencyRate DefaultVAT
    bool: AddVAT
    double: NetAmount NetAmountSystemCurrency VATIncluded VATIncludedSystemCurrency
    int: ProjectID
    string: ProjectNo PurchaseNo ContactFullName ExternalInvoiceNo CustomerReference ExternalInvoiceStatus
    int: RelatesToInvoiceID LegalEntityID
    bool: IsIgnoredWhenTransfer IsReadyForInvoicing
    """
)
EXPENSE = _members(
    """
    int: ID
    int: CustomerID
    string: ProjectName ProjectNo
    int: ProjectID ContractID ExpenseTypeID
    dateTime: Date
    double: Amount VAT
    string: CurrencyABB
    int: PaymentMethodID
    string: Comment
    bool: Billable
    int: EmployeeID InvoiceLineId
    string: SupplierInvoiceNo
    """
)
MAY_BE_ZERO = {"Status", "StatusDetailed", "RegistrationType", "InvoiceStatus", "BillableStatus", "ApprovedStatus", "DepartmentID"}
ATTRIBUTES = ("ID", "GUID", "OldID")


@dataclass(frozen=True)
class Method:
    """A list: what it is asked with (0 is all), and how its answer is wrapped. `v5_0`: as the published example (section 8.1)."""

    table: str
    members: Mapping[str, Kind]
    root: str
    child: str
    numbers: tuple[str, ...]
    has_dates: bool = True
    namespace: str = V4_4
    form_of_dates: str = "%Y-%m-%d"


METHODS = {
    "GetExpensesRaw": Method(
        "project_expenses",
        EXPENSE,
        "Expenses",
        "Expense",
        (
            "customerID",
            "projectID",
            "supplierCustomerID",
            "employeeID",
            "employeeDepartmentID",
            "expenseTypeID",
            "paymentMethodID",
        ),
        form_of_dates="%Y-%m-%dT%H:%M:%S",
    ),
    "GetInvoiceLineDetailsRaw": Method(
        "invoice_line_details",
        LINE_DETAIL,
        "InvoiceLineDetails",
        "InvoiceLineDetail",
        ("invoiceLineDetailID", "customerID", "projectID", "invoiceID"),
        namespace=V5_0,
    ),
    "GetInvoicesRaw": Method("invoices", INVOICE, "Invoices", "Invoice", ("invoiceID", "customerID", "status")),
    "GetTasksRaw": Method("tasks", TASK, "Tasks", "Task", ("taskID", "projectID", "status", "taskTypeID"), has_dates=False),
    "GetWorkUnitsRaw": Method(
        "work_units",
        WORK_UNIT,
        "WorkUnits",
        "WorkUnit",
        ("workUnitID", "employeeID", "allocationID", "taskID", "projectID", "departmentID"),
    ),
}
