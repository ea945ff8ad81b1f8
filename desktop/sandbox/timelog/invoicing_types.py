"""The types of InvoicingService 1.1, in the order of the contract (timelog.md section 7.4)."""

from __future__ import annotations

from desktop.sandbox.timelog.kinds import Kind, ListOf, Struct
from desktop.sandbox.timelog.soap_types import (
    ADDRESS_MEMBERS,
    CONTACT_HEADER_MEMBERS,
    CURRENCY_MEMBERS,
    CUSTOMER_HEADER_MEMBERS,
    EMPLOYEE_HEADER_MEMBERS,
    EXTENDED,
    INVOICE_KEY,
    V1,
    V1_1,
)

INVOICE_ADDRESS = Struct("Address", V1_1, ADDRESS_MEMBERS)
PROJECT_HEADER = Struct(
    "ProjectHeader",
    V1_1,
    {
        "ID": "int",
        "Name": "string",
        "No": "string",
        "IsActive": "bool",
        "IsGeneralProject": "bool",
        "StartDate": "dateTime",
        "EndDate": "dateTime",
    },
)
INVOICE_STATE = Struct("InvoiceState", V1, {"ID": "int", "Name": "string"}, EXTENDED)
DETAILS_MEMBERS: dict[str, Kind] = {
    "Status": INVOICE_STATE,
    "Type": Struct("InvoiceTypes", V1, {"ID": "int", "Name": "string"}, EXTENDED),
    "InternalReference": Struct("EmployeeHeader", V1_1, EMPLOYEE_HEADER_MEMBERS),
    "Currency": Struct("Currency", V1_1, CURRENCY_MEMBERS),
    "CustomerHeader": Struct("CustomerHeader", V1_1, CUSTOMER_HEADER_MEMBERS),
    "ContactHeader": Struct("ContactHeader", V1_1, CONTACT_HEADER_MEMBERS),
    "ProjectHeader": PROJECT_HEADER,
}
INVOICE_LINE = Struct(
    "InvoiceLine",
    V1,
    {
        "ID": "int",
        "InvoiceID": "int",
        "Date": "dateTime",
        "ProductNo": "string",
        "Text": "string",
        "Quantity": "double",
        "Rate": "double",
        "Amount": "double",
        "Discount": "double",
        "InvoiceLineType": "int",
        "VAT": "double",
        "Details": Struct("InvoiceLineDetails", V1, {"ProjectHeader": PROJECT_HEADER, "Comment": "string"}),
    },
    EXTENDED,
)
INVOICE = Struct(
    "Invoice",
    V1,
    {
        "ID": "int",
        "InvoiceNo": "string",
        "Header": "string",
        "Message": "string",
        "InvoiceDate": "dateTime",
        "DueDate": "dateTime",
        "Status": "string",
        "Type": "string",
        "RequisitionNo": "string",
        "InvoicingAddress": INVOICE_ADDRESS,
        "CustomerID": "int",
        "ContactID": "int",
        "CustomerReference": "string",
        "InternalReference": "string",
        "CalculateVAT": "bool",
        "NetAmount": "double",
        "VATIncluded": "double",
        "Rounding": "double",
        "AmountDue": "double",
        "InvoiceLines": ListOf(INVOICE_LINE),
        "Currency": "string",
        "EAN": "string",
        "InvoiceCurrencyRate": "double",
        "GUID": "guid",
        "InvoicingAttention": "string",
        "InvoicingCustomerName": "string",
        "CustomerReferenceID": "int",
        "InvoiceNoExternal": "string",
        "Details": Struct("InvoiceDetails", V1, DETAILS_MEMBERS),
    },
    EXTENDED,
)
CREDIT_NOTE = Struct(
    "CreditNote",
    V1,
    {
        "ID": "int",
        "CreditNoteNO": "string",
        "Header": "string",
        "Message": "string",
        "CreditNoteDate": "dateTime",
        "Status": "string",
        "Type": "string",
        "RequisitionNo": "string",
        "InvoicingAddress": INVOICE_ADDRESS,
        "CustomerID": "int",
        "ContactID": "int",
        "CustomerReference": "string",
        "InternalReference": "string",
        "CalculateVAT": "bool",
        "NetAmount": "double",
        "VATIncluded": "double",
        "Rounding": "double",
        "AmountDue": "double",
        "InvoiceLines": ListOf(INVOICE_LINE),
        "Currency": "string",
        "CurrencyRate": "double",
        "GUID": "guid",
        "EAN": "string",
        "InvoicingCustomerName": "string",
        "CustomerReferenceID": "int",
        "CreditedInvoiceID": "int",
        "RelatesToInvoiceNo": "string",
        "Details": Struct("CreditNoteDetails", V1, DETAILS_MEMBERS),
    },
    EXTENDED,
)
INVOICE_WITH_KEY = Struct(
    "InvoiceWithExternalKey", V1, {"Invoice": INVOICE, "ExternalSystemContexts": ListOf(INVOICE_KEY)}, EXTENDED
)
CREDIT_NOTE_WITH_KEY = Struct(
    "CreditNoteWithExternalKey", V1, {"CreditNote": CREDIT_NOTE, "ExternalSystemContexts": ListOf(INVOICE_KEY)}, EXTENDED
)
INVOICE_SPECIFICATION = Struct("InvoiceSpecification", V1, {"specification": "base64"}, EXTENDED)
