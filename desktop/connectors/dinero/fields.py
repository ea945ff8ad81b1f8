"""The field tables of Dinero: which of our fields goes where, limits, and what is never sent.

Rows follow the mapping documented for TimeLog and Dinero; limits are those of dinero.md sections 9 to 13, which publishes few of
them. Paths are those of the API's JSON.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from desktop.connectors.json_values import amount_in, date_out, day_in, text_in
from desktop.models.countries import country_code
from desktop.models.field_mapping import CreditNoteWay, Field, FieldTable, Way
from desktop.models.records.customers import PRIVATE_PERSON
from desktop.texts import Message

SYSTEM = "Dinero"
NO_COUNTERPART = Message("Dinero has no such field.")
_DANISH = re.compile(r"(?:(?:CVR|DK)[ .:-]*)*\d(?:[ .-]?\d){7}", re.IGNORECASE)
MADE_THERE = Message("Dinero computes it.")


def _country_in(code: Any) -> str:
    return country_code(text_in(code))


def _vat_number_out(text: str) -> str:
    """A Danish number as Dinero's own samples have it (section 9), eight digits; a foreign one as it is."""
    danish = _DANISH.fullmatch(text.strip())
    return "".join(filter(str.isdecimal, text)) if danish else text


def _person_in(is_person: Any) -> str:
    return PRIVATE_PERSON if is_person else ""


def _not_deleted(deleted_at: Any) -> bool:
    return deleted_at is None


_ONE_LINE = Message("Dinero has one address line.")
CUSTOMERS = FieldTable(
    SYSTEM,
    "customers",
    (
        Field("id", "ContactGuid", Message("Contact GUID"), Way.IN, into=text_in),
        Field(
            "external_key",
            "ContactGuid",
            Message("External key"),
            Way.NEVER,
            note=Message("The link itself; it is kept here and in the PSA."),
        ),
        Field("number", "", Message("Customer number"), Way.NEVER, note=Message("Dinero has no customer numbers.")),
        Field("name", "Name", Message("Name"), required=True),
        Field(
            "vat_number",
            "VatNumber",
            Message("CVR number"),
            out=_vat_number_out,
            note=Message("A Danish number goes as its eight digits, without DK and blanks."),
        ),
        Field("ean", "EanNumber", Message("EAN no."), limit=13, digits_only=True),
        Field("phone", "Phone", Message("Phone")),
        Field("email", "Email", Message("E-mail")),
        Field("website", "Webpage", Message("Website")),
        Field("address", "Street", Message("Address")),
        Field("address2", "", Message("Address 2"), Way.NEVER, note=_ONE_LINE),
        Field("address3", "", Message("Address 3"), Way.NEVER, note=_ONE_LINE),
        Field("zip_code", "ZipCode", Message("Postcode")),
        Field("city", "City", Message("Town")),
        Field("state", "", Message("State"), Way.NEVER, note=NO_COUNTERPART),
        Field(
            "country",
            "CountryKey",
            Message("Country"),
            limit=2,
            required=True,
            into=_country_in,
            note=Message("By its two letters, for instance DK."),
        ),
        Field(
            "attention",
            "AttPerson",
            Message("Att. person"),
            note=Message("The contact of the newest invoice; overwritten by each one unless it is kept for the customer."),
        ),
        Field("vat_zone", "VatRegionKey", Message("VAT region"), Way.IN, into=text_in, note=Message("Follows from the country.")),
        Field("is_active", "DeletedAt", Message("In use"), Way.IN, into=_not_deleted),
        Field("status", "IsPerson", Message("Private person"), Way.IN, into=_person_in, note=Message("Has no att. person.")),
        Field("changed_at", "UpdatedAt", Message("Last changed"), Way.IN, into=text_in),
        Field("owner", "", Message("Owner"), Way.NEVER, note=Message("Owners are looked after in the PSA.")),
        Field("organisation_number", "", Message("Organisation no."), Way.NEVER, note=NO_COUNTERPART),
        Field("fax", "", Message("Fax"), Way.NEVER, note=Message("Faxes are not carried over.")),
        Field("giro_number", "", Message("Giro no."), Way.NEVER, note=NO_COUNTERPART),
        Field(
            "currency",
            "",
            Message("Currency"),
            Way.NEVER,
            note=Message("The customer's own in Dinero is kept; each invoice names its currency."),
        ),
    ),
)

_ATTENTION_ONLY = Message("Dinero keeps only the name of a contact, as the customer's att. person.")
CONTACTS = FieldTable(
    SYSTEM,
    "contacts",
    (
        Field(
            "first_name",
            "AttPerson",
            Message("Name"),
            Way.OUT,
            joined=("last_name",),
            separator=" ",
            note=Message("Written onto the linked customer with each invoice."),
        ),
        Field(
            "customer_id", "ContactGuid", Message("Customer"), Way.NEVER, is_made_there=True, note=Message("The linked customer.")
        ),
        Field("phone", "", Message("Phone"), Way.NEVER, note=_ATTENTION_ONLY),
        Field("email", "Email", Message("E-mail"), Way.NEVER, note=Message("The customer's own e-mail in Dinero is kept.")),
        Field("comment", "", Message("Comment"), Way.NEVER, note=_ATTENTION_ONLY),
    ),
)

ITEMS = FieldTable(
    SYSTEM,
    "items",
    (
        Field("number", "ProductNumber", Message("Item number"), Way.IN, into=text_in),
        Field("name", "Name", Message("Name"), Way.IN, into=text_in),
        Field("description", "", Message("Description"), Way.NEVER, note=NO_COUNTERPART),
        Field(
            "group", "AccountNumber", Message("Account"), Way.IN, into=text_in, note=Message("Decides the VAT of the invoice line.")
        ),
        Field(
            "unit", "Unit", Message("Unit"), Way.IN, into=text_in, note=Message("An item without unit or account is not usable.")
        ),
        Field("price", "BaseAmountValue", Message("Price"), Way.IN, into=amount_in),
        Field("is_usable", "DeletedAt", Message("In use"), Way.IN, into=_not_deleted),
    ),
)

_CUSTOMERS_OWN = Message("The customer's own in Dinero is used.")
_DINEROS_OWN = Message("Dinero's own settings decide.")
INVOICES = FieldTable(
    SYSTEM,
    "invoices",
    (
        Field(
            "reference",
            "ExternalReference",
            Message("External reference"),
            Way.IN,
            limit=128,
            note=Message("Ours, to find it again."),
        ),
        Field(
            "number",
            "Number",
            Message("Invoice no."),
            Way.NEVER,
            is_made_there=True,
            note=Message("Dinero gives its own when the draft is booked, and it is written back to the PSA."),
        ),
        Field("customer_id", "ContactGuid", Message("Customer"), Way.OUT, note=Message("The linked customer.")),
        Field(
            "contact_id",
            "ContactName",
            Message("Contact"),
            Way.NEVER,
            is_made_there=True,
            note=Message("Goes to the customer as its att. person."),
        ),
        Field(
            "customer_name",
            "Address",
            Message("Invoice address, customer"),
            Way.OUT,
            note=Message("Only where it is not the customer's name in Dinero; the customer's address there follows it."),
        ),
        Field(
            "attention",
            "",
            Message("Invoice address, contact"),
            Way.NEVER,
            is_customers_own=True,
            note=Message("The customer's att. person is used."),
        ),
        Field("date", "Date", Message("Invoice date"), Way.OUT, required=True, out=date_out),
        Field("department", "", Message("Department"), Way.NEVER, note=Message("Dinero has no dimensions.")),
        Field("project_name", "", Message("Project name"), Way.NEVER, note=Message("Dinero has no projects.")),
        Field("project_number", "", Message("Project no."), Way.NEVER, note=Message("Dinero has no projects.")),
        Field("requisition_number", "", Message("P.O. no."), Way.NEVER, note=NO_COUNTERPART),
        Field("customer_reference", "", Message("Customer's ref."), Way.NEVER, note=NO_COUNTERPART),
        Field("internal_reference", "", Message("Internal reference"), Way.NEVER, note=Message("Dinero has no employees.")),
        Field("ean", "", Message("EAN no."), Way.NEVER, is_customers_own=True, note=_CUSTOMERS_OWN),
        Field(
            "address",
            "",
            Message("Invoice address"),
            Way.NEVER,
            joined=("address2", "address3"),
            is_customers_own=True,
            note=_CUSTOMERS_OWN,
        ),
        Field("zip_code", "", Message("Postcode"), Way.NEVER, is_customers_own=True, note=_CUSTOMERS_OWN),
        Field("city", "", Message("Town"), Way.NEVER, is_customers_own=True, note=_CUSTOMERS_OWN),
        Field("state", "", Message("State"), Way.NEVER, note=NO_COUNTERPART),
        Field("country", "", Message("Country"), Way.NEVER, is_customers_own=True, note=_CUSTOMERS_OWN),
        Field("heading", "Description", Message("Heading"), Way.OUT),
        Field("message", "Comment", Message("Message"), Way.OUT, takes_more="message"),
        Field("payment_terms", "PaymentConditionType", Message("Payment terms"), Way.NEVER, note=_DINEROS_OWN),
        Field("due_date", "PaymentDate", Message("Due date"), Way.NEVER, note=_DINEROS_OWN),
        Field("currency", "Currency", Message("Currency"), Way.OUT, limit=3, required=True),
        Field("exchange_rate", "", Message("Exchange rate"), Way.NEVER, note=Message("Dinero uses its own rate of the day.")),
        Field(
            "credited_invoice_number",
            "CreditNoteFor",
            Message("Credited invoice"),
            Way.NEVER,
            note=Message("Tied to its invoice only where that was transferred from here and is known to be booked in Dinero."),
        ),
        Field(
            "discount_percent", "", Message("Default discount %"), Way.NEVER, note=Message("Each line carries its own discount.")
        ),
        Field("vat_percent", "", Message("Default VAT %"), Way.NEVER, note=Message("Dinero decides by the item's account.")),
        Field("net", "TotalExclVat", Message("Amount without VAT"), Way.NEVER, is_made_there=True, note=MADE_THERE),
        Field("vat", "TotalVat", Message("VAT"), Way.NEVER, is_made_there=True, note=MADE_THERE),
        Field("gross", "TotalInclVat", Message("Amount with VAT"), Way.NEVER, is_made_there=True, note=MADE_THERE),
    ),
    credit_notes=CreditNoteWay.OWN_KIND,  # dinero.md section 13
)

INVOICE_LINES = FieldTable(
    SYSTEM,
    "invoice_lines",
    (
        Field(
            "item_number",
            "ProductGuid",
            Message("Item number"),
            Way.OUT,
            note=Message("The item brings its name, account and unit along."),
        ),
        Field("text", "Comments", Message("Description"), Way.OUT, takes_more="text"),
        Field("quantity", "Quantity", Message("Quantity"), Way.OUT),
        Field("unit", "Unit", Message("Unit"), Way.NEVER, note=Message("The item's own unit counts.")),
        Field("unit_price", "BaseAmountValue", Message("Rate"), Way.OUT),
        Field("discount_percent", "Discount", Message("Discount %"), Way.OUT, least=Decimal(0), most=Decimal(100)),
        Field(
            "vat_percent",
            "",
            Message("VAT %"),
            Way.NEVER,
            is_made_there=True,
            note=Message("Dinero decides by the item's account."),
        ),
        Field("vat", "", Message("VAT"), Way.NEVER, is_made_there=True, note=MADE_THERE),
        Field("net", "TotalAmount", Message("Amount"), Way.NEVER, is_made_there=True, note=MADE_THERE),
        Field("gross", "TotalAmountInclVat", Message("Amount with VAT"), Way.NEVER, is_made_there=True, note=MADE_THERE),
    ),
)

ACCOUNTS = FieldTable(
    SYSTEM,
    "accounts",
    (
        Field("number", "AccountNumber", Message("Account"), Way.IN),
        Field("name", "Name", Message("Name"), Way.IN),
        Field("group", "CategoryName", Message("Group"), Way.IN),
    ),
)

ENTRIES = FieldTable(
    SYSTEM,
    "entries",
    (
        Field("id", "EntryGuid", Message("Entry"), Way.IN),
        Field("voucher", "VoucherNumber", Message("Voucher"), Way.IN, note=Message("Starts again each accounting year.")),
        Field("date", "Date", Message("Date"), Way.IN, into=day_in),
        Field("account", "AccountNumber", Message("Account"), Way.IN),
        Field("text", "Description", Message("Text"), Way.IN),
        Field(
            "amount",
            "Amount",
            Message("Amount without VAT"),
            Way.IN,
            into=lambda amount: amount_in(amount) or Decimal(0),
            note=Message("A cost is positive, a credit negative."),
        ),
        Field("year", "", Message("Accounting year"), Way.NEVER, note=Message("The one that the entry is read from.")),
        Field("is_opening", "Type", Message("Carried over"), Way.IN, into=lambda kind: (kind or "Normal") != "Normal"),
        Field("currency", "", Message("Currency"), Way.NEVER, note=Message("Dinero keeps its ledger in DKK.")),
        Field("supplier", "ContactGuid", Message("Supplier"), Way.NEVER, note=Message("By its name in the list of contacts.")),
        Field(
            "supplier_invoice",
            "",
            Message("Supplier's invoice no."),
            Way.NEVER,
            note=Message("Stands on the purchase voucher, not on its entries."),
        ),
    ),
)

TABLES = (CUSTOMERS, CONTACTS, ITEMS, INVOICES, INVOICE_LINES, ACCOUNTS, ENTRIES)
