"""The field tables of e-conomic: which of our fields goes where, limits, and what is never sent.

Rows follow the mapping documented for TimeLog and e-conomic (timelog.md section 9.1); limits are those of economic.md
sections 13 and 14. Paths are those of the REST API's JSON.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop.connectors.json_values import amount_in, date_out, day_in, text_in
from desktop.models.countries import country_code, country_name
from desktop.models.field_mapping import CreditNoteWay, Field, FieldTable, Way
from desktop.texts import Message

SYSTEM = "e-conomic"
NO_COUNTERPART = Message("e-conomic has no such field.")


def number_out(text: str) -> int | str:
    """A number as e-conomic writes it; other texts stay as they are, so that the checks before sending can name them."""
    return int(text) if text.isascii() and text.isdigit() else text


def _country_out(code: str) -> str:
    """Free text in e-conomic (section 13.2), written in Danish like the rest of a Danish agreement."""
    return country_name(code, "da")


def _credits_out(number: str) -> str:
    """e-conomic ties no credit note to its invoice (section 14.6), so the number stands in the text, in Danish like the rest."""
    return f"Krediterer faktura {number}"


def _open(is_barred: Any) -> bool:
    return not is_barred


CUSTOMERS = FieldTable(
    SYSTEM,
    "customers",
    (
        Field("id", "customerNumber", Message("Customer number"), Way.IN, into=text_in),
        Field(
            "number",
            "customerNumber",
            Message("Customer number"),
            limit=9,
            digits_only=True,
            only_when_creating=True,
            out=number_out,
            into=text_in,
        ),
        Field("name", "name", Message("Name"), limit=255, required=True),
        Field("vat_number", "corporateIdentificationNumber", Message("CVR number"), limit=40),
        Field("ean", "ean", Message("EAN no."), limit=13, digits_only=True),
        Field("phone", "telephoneAndFaxNumber", Message("Phone"), limit=255),
        Field("email", "email", Message("E-mail"), limit=255),
        Field("website", "website", Message("Website"), limit=255),
        Field("address", "address", Message("Address"), joined=("address2", "address3"), limit=510),
        Field("zip_code", "zip", Message("Postcode"), limit=30),
        Field("city", "city", Message("Town"), limit=50),
        Field("country", "country", Message("Country"), limit=50, out=_country_out, into=lambda text: country_code(text or "")),
        Field("currency", "currency", Message("Currency"), limit=3, required=True),
        Field(
            "group",
            "customerGroup.customerGroupNumber",
            Message("Customer group"),
            only_when_creating=True,
            out=number_out,
            into=text_in,
        ),
        Field("vat_zone", "vatZone.vatZoneNumber", Message("VAT zone"), only_when_creating=True, out=number_out, into=text_in),
        Field(
            "payment_terms",
            "paymentTerms.paymentTermsNumber",
            Message("Payment terms"),
            only_when_creating=True,
            out=number_out,
            into=text_in,
        ),
        Field("layout", "layout.layoutNumber", Message("Layout"), only_when_creating=True, out=number_out, into=text_in),
        Field("is_active", "barred", Message("In use"), Way.IN, into=_open),
        Field("changed_at", "lastUpdated", Message("Last changed"), Way.IN),
        Field("owner", "", Message("Owner"), Way.NEVER, note=Message("Owners are looked after in the PSA.")),
        Field("state", "", Message("State"), Way.NEVER, note=NO_COUNTERPART),
        Field("organisation_number", "", Message("Organisation no."), Way.NEVER, note=Message("Only used in Sweden.")),
        Field("fax", "", Message("Fax"), Way.NEVER, note=Message("Faxes are not carried over.")),
        Field("giro_number", "", Message("Giro no."), Way.NEVER, note=NO_COUNTERPART),
        Field(
            "external_key", "", Message("External key"), Way.NEVER, note=Message("The link itself; it is kept here and in the PSA.")
        ),
    ),
)

_CONTACT_ADDRESS = Message("e-conomic's contacts have no address.")
CONTACTS = FieldTable(
    SYSTEM,
    "contacts",
    (
        Field("id", "customerContactNumber", Message("Contact number"), Way.IN, into=text_in),
        Field("first_name", "name", Message("Name"), joined=("last_name",), separator=" ", limit=255, required=True),
        Field("phone", "phone", Message("Phone"), limit=50),
        Field("email", "email", Message("E-mail"), limit=255),
        Field("comment", "notes", Message("Comment"), limit=2000),
        Field("is_active", "deleted", Message("In use"), Way.IN, into=_open),
        Field(
            "customer_id",
            "customer.customerNumber",
            Message("Customer"),
            out=number_out,
            into=text_in,
            note=Message("The linked customer."),
        ),
        Field("address", "", Message("Address"), Way.NEVER, joined=("address2", "address3"), note=_CONTACT_ADDRESS),
        Field("zip_code", "", Message("Postcode"), Way.NEVER, note=_CONTACT_ADDRESS),
        Field("city", "", Message("Town"), Way.NEVER, note=_CONTACT_ADDRESS),
        Field("state", "", Message("State"), Way.NEVER, note=_CONTACT_ADDRESS),
    ),
)

# Employees are read from the REST API and created through the projects service, whose members have other names (section 13.8).
EMPLOYEES = FieldTable(
    SYSTEM,
    "employees",
    (
        Field("id", "employeeNumber", Message("Employee number"), Way.IN, into=text_in),
        Field("number", "employeeNumber", Message("Employee number"), Way.IN, into=text_in),
        Field("first_name", "name", Message("Name"), joined=("last_name",), separator=" ", limit=100, required=True),
        Field("email", "email", Message("E-mail"), limit=50),
        Field("group", "employeeGroup.employeeGroupNumber", Message("Employee group"), Way.IN, into=text_in),
        Field("group", "groupNumber", Message("Employee group"), Way.OUT, out=number_out, note=Message("Chosen at set-up.")),
        Field("is_active", "barred", Message("In use"), Way.IN, into=_open),
        Field("initials", "", Message("Initials"), Way.NEVER, note=NO_COUNTERPART),
    ),
)

ITEMS = FieldTable(
    SYSTEM,
    "items",
    (
        Field("number", "productNumber", Message("Item number"), Way.IN),
        Field("name", "name", Message("Name"), Way.IN),
        Field("group", "productGroup.productGroupNumber", Message("Item group"), Way.IN, into=text_in),
        Field("unit", "unit.name", Message("Unit"), Way.IN),
        Field("price", "salesPrice", Message("Price"), Way.IN, into=amount_in),
        Field("is_usable", "barred", Message("In use"), Way.IN, into=_open),
    ),
)

_FROM_CUSTOMER = Message("Not sent from the PSA; the customer's own in e-conomic is used.")
INVOICES = FieldTable(
    SYSTEM,
    "invoices",
    (
        Field("reference", "references.other", Message("Other ref."), Way.IN, limit=250, note=Message("Ours, to find it again.")),
        Field(
            "number", "", Message("Invoice no."), Way.NEVER, is_made_there=True, note=Message("Part of our reference in Other ref.")
        ),
        Field("customer_id", "customer.customerNumber", Message("Customer"), Way.OUT, out=number_out),
        Field("customer_name", "recipient.name", Message("Invoice address, customer"), Way.OUT, limit=250, required=True),
        Field("address", "recipient.address", Message("Invoice address"), Way.OUT, joined=("address2", "address3"), limit=250),
        Field("zip_code", "recipient.zip", Message("Postcode"), Way.OUT, limit=50),
        Field("city", "recipient.city", Message("Town"), Way.OUT, limit=250),
        Field("country", "recipient.country", Message("Country"), Way.OUT, limit=50, out=_country_out),
        Field("ean", "recipient.ean", Message("EAN no."), Way.OUT, limit=13, digits_only=True),
        Field(
            "contact_id",
            "recipient.attention.customerContactNumber",
            Message("Attention"),
            Way.OUT,
            out=number_out,
            note=Message("The linked contact."),
        ),
        Field(
            "contact_id",
            "references.customerContact.customerContactNumber",
            Message("Customer's ref."),
            Way.OUT,
            out=number_out,
            note=Message("The linked contact."),
        ),
        Field(
            "internal_reference",
            "references.salesPerson.employeeNumber",
            Message("Internal reference"),
            Way.OUT,
            out=number_out,
            note=Message("The linked employee."),
        ),
        Field("date", "date", Message("Invoice date"), Way.OUT, required=True, out=date_out),
        Field("due_date", "dueDate", Message("Due date"), Way.OUT, out=date_out),
        Field("currency", "currency", Message("Currency"), Way.OUT, limit=3, required=True),
        Field("heading", "notes.heading", Message("Heading"), Way.OUT, limit=250, separator=" · ", takes_more="heading"),
        Field(
            "requisition_number",
            "notes.textLine1",
            Message("P.O. no. and message"),
            Way.OUT,
            joined=("message",),
            limit=1000,
            takes_more="message",
        ),
        Field(
            "credited_invoice_number",
            "notes.textLine2",
            Message("Credited invoice"),
            Way.OUT,
            limit=1000,
            out=_credits_out,
            note=Message("On a credit note, as a text below the lines."),
        ),
        Field("attention", "", Message("Invoice address, contact"), Way.NEVER, note=Message("e-conomic shows the linked contact.")),
        Field(
            "customer_reference",
            "",
            Message("Customer's ref., text"),
            Way.NEVER,
            note=Message("e-conomic takes a contact, not a text."),
        ),
        Field("state", "", Message("State"), Way.NEVER, note=NO_COUNTERPART),
        Field("department", "", Message("Department"), Way.NEVER, note=Message("Departments of the two systems are not tied.")),
        Field(
            "project_number",
            "project.projectNumber",
            Message("Project no."),
            Way.NEVER,
            note=Message("Needs e-conomic's project module and projects that were transferred first."),
        ),
        Field("project_name", "", Message("Project name"), Way.NEVER, note=NO_COUNTERPART),
        Field("payment_terms", "paymentTerms.paymentTermsNumber", Message("Payment terms"), Way.NEVER, note=_FROM_CUSTOMER),
        Field("vat_zone", "recipient.vatZone.vatZoneNumber", Message("VAT zone"), Way.NEVER, note=_FROM_CUSTOMER),
        Field(
            "layout",
            "layout.layoutNumber",
            Message("Layout"),
            Way.NEVER,
            note=Message("Not sent from the PSA; the customer's own in e-conomic is used, else the standard value."),
        ),
        Field(
            "exchange_rate",
            "exchangeRate",
            Message("Exchange rate"),
            Way.NEVER,
            note=Message("e-conomic uses its own rate of the day."),
        ),
        Field(
            "discount_percent", "", Message("Default discount %"), Way.NEVER, note=Message("Each line carries its own discount.")
        ),
        Field(
            "vat_percent", "", Message("Default VAT %"), Way.NEVER, note=Message("e-conomic decides by the customer and the item.")
        ),
        Field(
            "net",
            "netAmount",
            Message("Amount without VAT"),
            Way.NEVER,
            is_made_there=True,
            note=Message("e-conomic adds up the lines itself."),
        ),
        Field("vat", "vatAmount", Message("VAT"), Way.NEVER, is_made_there=True, note=Message("e-conomic computes it.")),
        Field(
            "gross",
            "grossAmount",
            Message("Amount with VAT"),
            Way.NEVER,
            is_made_there=True,
            note=Message("e-conomic computes it."),
        ),
    ),
    credit_notes=CreditNoteWay.NEGATIVE,  # section 14.6: a draft whose total is negative is booked as a credit note
)

INVOICE_LINES = FieldTable(
    SYSTEM,
    "invoice_lines",
    (
        Field("item_number", "product.productNumber", Message("Item number"), Way.OUT, limit=25),
        Field("text", "description", Message("Description"), Way.OUT, limit=2500, takes_more="text"),
        Field(
            "quantity",
            "quantity",
            Message("Quantity"),
            Way.OUT,
            note=Message("Negative on a credit note; e-conomic refuses 0."),
        ),
        Field("unit_price", "unitNetPrice", Message("Rate"), Way.OUT),
        Field("discount_percent", "discountPercentage", Message("Discount %"), Way.OUT),
        Field("unit", "", Message("Unit"), Way.NEVER, note=Message("The item's own unit counts.")),
        Field(
            "net",
            "totalNetAmount",
            Message("Amount"),
            Way.NEVER,
            is_made_there=True,
            note=Message("e-conomic computes it from the line."),
        ),
        Field(
            "vat_percent",
            "",
            Message("VAT %"),
            Way.NEVER,
            is_made_there=True,
            note=Message("e-conomic decides by the customer and the item."),
        ),
    ),
)

ACCOUNTS = FieldTable(
    SYSTEM,
    "accounts",
    (
        Field("number", "accountNumber", Message("Account"), Way.IN),
        Field("name", "name", Message("Name"), Way.IN),
    ),
)

ENTRIES = FieldTable(
    SYSTEM,
    "entries",
    (
        Field("id", "entryNumber", Message("Entry"), Way.IN),
        Field("voucher", "voucherNumber", Message("Voucher"), Way.IN),
        Field("date", "date", Message("Date"), Way.IN, into=day_in),
        Field("account", "account.accountNumber", Message("Account"), Way.IN),
        Field("text", "text", Message("Text"), Way.IN),
        Field(
            "amount",
            "amount",
            Message("Amount without VAT"),
            Way.IN,
            into=lambda amount: amount_in(amount) or Decimal(0),
            note=Message("A cost is positive, a credit negative."),
        ),
        Field("year", "", Message("Accounting year"), Way.NEVER, note=Message("The one that the entry is read from.")),
        Field("currency", "currency", Message("Currency"), Way.IN),
        Field("supplier_invoice", "supplierInvoiceNumber", Message("Supplier's invoice no."), Way.IN),
        Field(
            "supplier",
            "supplier.supplierNumber",
            Message("Supplier"),
            Way.NEVER,
            note=Message("Named by the voucher's entry on the suppliers' account."),
        ),
    ),
)

TABLES = (CUSTOMERS, CONTACTS, EMPLOYEES, ITEMS, INVOICES, INVOICE_LINES, ACCOUNTS, ENTRIES)
