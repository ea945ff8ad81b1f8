"""The declared field tables of TimeLog: paths are those of the SOAP records, of employees those of REST.

TimeLog publishes no lengths of its texts (timelog.md section 11), so there are no limits here; it refuses what is too long itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.connectors.timelog import values
from desktop.models.countries import country_code, country_name
from desktop.models.field_mapping import CreditNoteWay, Field, FieldTable, Way
from desktop.texts import Message

NO_COUNTERPART = Message("TimeLog has no such field.")
KEPT = Message("Kept as it is in TimeLog.")
INVOICES_COME_FROM_TIMELOG = Message("Invoices are made and changed in TimeLog only.")


def _country(value: Any) -> str:
    return country_code(str(value or ""))


def _customer_rows() -> tuple[Field, ...]:
    return (
        Field("number", "No", Message("Customer number")),
        Field("name", "Name", Message("Name"), required=True),
        Field("vat_number", "VATNo", Message("CVR number")),
        Field("organisation_number", "OrganizationNumber", Message("Organisation no.")),
        Field("ean", "EAN", Message("EAN")),
        Field("phone", "Phone", Message("Phone")),
        Field("email", "Email", Message("E-mail")),
        Field("website", "WebSite", Message("Website")),
        Field("address", "Address.Address1", Message("Address")),
        Field("address2", "Address.Address2", Message("Address 2")),
        Field("address3", "Address.Address3", Message("Address 3")),
        Field("zip_code", "Address.ZipCode", Message("Postcode")),
        Field("city", "Address.City", Message("Town")),
        Field("state", "Address.State", Message("State")),
        Field(
            "country",
            "Address.Country",
            Message("Country"),
            out=partial(country_name, language="en"),
            into=_country,
            note=Message("By its English name, as TimeLog lists it."),
        ),
        Field("currency", "Currency", Message("Currency")),
        Field("owner", "KAM", Message("Customer owner"), Way.IN, note=Message("The owner is chosen in TimeLog.")),
        Field("status", "Status", Message("Status"), Way.IN, note=Message("A new customer gets TimeLog's default status.")),
        Field(
            "payment_terms",
            "PaymentTermId",
            Message("Payment terms"),
            Way.IN,
            into=partial(values.identifier, "PaymentTermId"),
            note=Message("A new customer gets TimeLog's default payment terms."),
        ),
        Field("group", "", Message("Customer group"), Way.NEVER, note=NO_COUNTERPART),
        Field("vat_zone", "", Message("VAT zone"), Way.NEVER, note=NO_COUNTERPART),
        Field("layout", "", Message("Layout"), Way.NEVER, note=NO_COUNTERPART),
        Field("fax", "Fax", Message("Fax"), Way.NEVER, note=KEPT),
        Field("invoicing_address", "InvoicingAddress", Message("Invoice address"), Way.NEVER, note=KEPT),
        Field("discount", "DefaultDiscountPercent", Message("Discount"), Way.NEVER, note=KEPT),
    )


def _read(ours: str, theirs: str, label: Message, into: Callable[[str, Any], Any] = values.text) -> Field:
    """A row that is only read; errors name the member."""
    return Field(ours, theirs, label, Way.IN, into=partial(into, theirs), note=INVOICES_COME_FROM_TIMELOG)


def _document_rows(number: str, date: str, exchange_rate: str) -> tuple[Field, ...]:
    """What invoices and credit notes have in common."""
    return (
        _read("guid", "GUID", Message("GUID"), values.required_identifier),
        _read("number", number, Message("Number")),
        _read("status", "Status", Message("Status"), values.invoice_status),
        _read("date", date, Message("Date"), values.day),
        _read("customer_id", "CustomerID", Message("Customer"), values.identifier),
        _read("customer_name", "InvoicingCustomerName", Message("Customer name")),
        _read("address", "InvoicingAddress.Address1", Message("Address")),
        _read("address2", "InvoicingAddress.Address2", Message("Address 2")),
        _read("address3", "InvoicingAddress.Address3", Message("Address 3")),
        _read("zip_code", "InvoicingAddress.ZipCode", Message("Postcode")),
        _read("city", "InvoicingAddress.City", Message("Town")),
        _read("state", "InvoicingAddress.State", Message("State")),
        _read("country", "InvoicingAddress.Country", Message("Country"), lambda member, value: _country(value)),
        _read("ean", "EAN", Message("EAN")),
        _read("currency", "Currency", Message("Currency")),
        _read("exchange_rate", exchange_rate, Message("Exchange rate"), values.rate),
        _read("heading", "Header", Message("Heading")),
        _read("message", "Message", Message("Message")),
        _read("requisition_number", "RequisitionNo", Message("P.O. no.")),
        _read("customer_reference", "CustomerReference", Message("Customer's reference")),
        _read("customer_reference_id", "CustomerReferenceID", Message("Customer's reference (contact)"), values.identifier),
        _read("contact_id", "ContactID", Message("Contact"), values.identifier),
        _read("internal_reference", "InternalReference", Message("Internal reference")),
        _read("internal_reference_name", "Details.InternalReference.FullName", Message("Internal reference, name")),
        _read("project_id", "Details.ProjectHeader.ID", Message("Project"), values.identifier),
        _read("project_number", "Details.ProjectHeader.No", Message("Project no.")),
        _read("project_name", "Details.ProjectHeader.Name", Message("Project name")),
        _read("net", "NetAmount", Message("Net amount"), values.amount),
        _read("vat", "VATIncluded", Message("VAT"), values.amount),
        _read("gross", "AmountDue", Message("Total"), values.amount),
        _read("rounding", "Rounding", Message("Rounding"), values.optional_amount),
        _read("with_vat", "CalculateVAT", Message("With VAT"), values.flag),
    )


CUSTOMERS = FieldTable("TimeLog", "customers", _customer_rows())

CONTACTS = FieldTable(
    "TimeLog",
    "contacts",
    (
        Field("id", "ContactID", Message("Contact"), Way.IN, into=partial(values.required_identifier, "ContactID")),
        Field("guid", "GUID", Message("GUID"), Way.IN),
        Field("first_name", "Firstname", Message("First name"), Way.IN),
        Field("last_name", "Lastname", Message("Last name"), Way.IN),
        Field("email", "Email", Message("E-mail"), Way.IN),
        Field("phone", "Phone", Message("Phone"), Way.IN),
        Field("comment", "Comment", Message("Comment"), Way.IN),
        Field("is_active", "IsActive", Message("Active"), Way.IN, into=partial(values.flag, "IsActive")),
    ),
)

EMPLOYEES = FieldTable(
    "TimeLog",
    "employees",
    (
        Field("id", "UserID", Message("Employee"), Way.IN),
        Field("initials", "Initials", Message("Initials"), Way.IN),
        Field("first_name", "FirstName", Message("First name"), Way.IN),
        Field("last_name", "LastName", Message("Last name"), Way.IN),
        Field("email", "Email", Message("E-mail"), Way.IN),
        Field("is_active", "IsActive", Message("Active"), Way.IN, into=bool),
        Field("number", "", Message("Employee number"), Way.NEVER, note=Message("TimeLog does not give it with its employees.")),
    ),
)

INVOICES = FieldTable(
    "TimeLog",
    "invoices",
    (
        _read("id", "ID", Message("Invoice"), values.required_identifier),
        *_document_rows("InvoiceNo", "InvoiceDate", "InvoiceCurrencyRate"),
        _read("due_date", "DueDate", Message("Due date"), values.optional_day),
        _read("attention", "InvoicingAttention", Message("Attention")),
        Field(
            "external_number",
            "InvoiceNoExternal",
            Message("Number in the finance system"),
            note=Message("Written back after a transfer."),
        ),
    ),
)

CREDIT_NOTES = FieldTable(
    "TimeLog",
    "credit_notes",
    (
        # Ids of invoices and of credit notes are told apart, since TimeLog may give both the same number (INFERRED).
        _read("id", "ID", Message("Credit note"), lambda member, value: f"C{values.required_identifier(member, value)}"),
        *_document_rows("CreditNoteNO", "CreditNoteDate", "CurrencyRate"),
        _read("credited_invoice_id", "CreditedInvoiceID", Message("Credited invoice"), values.identifier),
        _read("credited_invoice_number", "RelatesToInvoiceNo", Message("Number of the credited invoice")),
    ),
    credit_notes=CreditNoteWay.EITHER_SIGN,  # timelog.md section 13
)

INVOICE_LINES = FieldTable(
    "TimeLog",
    "invoice_lines",
    (
        _read("id", "ID", Message("Line"), values.identifier),
        _read("item_number", "ProductNo", Message("Item number")),
        _read("text", "Text", Message("Text")),
        _read("quantity", "Quantity", Message("Quantity"), values.amount),
        _read("unit_price", "Rate", Message("Price"), values.amount),
        _read("discount_percent", "Discount", Message("Discount %"), values.optional_amount),
        _read("net", "Amount", Message("Amount"), values.amount),
        _read("vat_percent", "VAT", Message("VAT %"), values.optional_amount),
        _read("project_id", "Details.ProjectHeader.ID", Message("Project"), values.identifier),
        Field("unit", "", Message("Unit"), Way.NEVER, note=Message("TimeLog's invoices do not tell it.")),
    ),
)

EXPENSES = FieldTable(
    "TimeLog",
    "expenses",
    (
        Field("external_id", "ExternalID", Message("External id"), Way.OUT, required=True),
        Field("project_id", "ProjectID", Message("Project"), Way.OUT, required=True, out=int),
        Field("type_id", "ExpenseTypeID", Message("Expense type"), Way.OUT, required=True, out=int),
        Field("number", "ExpenseNo", Message("Expense no."), Way.OUT, required=True, note=Message("The voucher's number.")),
        Field("date", "PurchaseDate", Message("Date"), Way.OUT, out=lambda day: f"{day.isoformat()}T00:00:00"),
        Field(
            "amount",
            "AmountIncludingVatExpenseCurrency",
            Message("Amount without VAT"),
            Way.OUT,
            note=Message("Imported expenses are without VAT, so VAT is 0."),
        ),
        Field("currency", "ExpenseCurrencyISO", Message("Currency"), Way.OUT, required=True),
        Field("text", "Comment", Message("Text"), Way.OUT),
        Field("supplier_invoice", "SupplierInvoiceNo", Message("Supplier's invoice no."), Way.OUT),
        Field(
            "is_billable",
            "IsBillable",
            Message("Billable"),
            Way.OUT,
            note=Message("As the project says of expenses; the sales price is then the cost."),
        ),
        Field(
            "is_invoiced",
            "InvoiceLineID",
            Message("Invoiced"),
            Way.IN,
            into=bool,
            note=Message("It stands on a line of an invoice."),
        ),
    ),
)
