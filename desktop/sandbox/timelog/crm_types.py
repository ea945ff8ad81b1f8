"""The types of CRMService 1.4, in the order of the contract (timelog.md section 7.5)."""

from __future__ import annotations

from desktop.sandbox.timelog.kinds import Choice, ListOf, Struct
from desktop.sandbox.timelog.soap_types import (
    ADDRESS_MEMBERS,
    API,
    CONTACT_HEADER_MEMBERS,
    CRM,
    CURRENCY_MEMBERS,
    CUSTOMER_HEADER_MEMBERS,
    EMPLOYEE_HEADER_MEMBERS,
    EXTENDED,
)

ADDRESS = Struct("Address", API, ADDRESS_MEMBERS)
EMPLOYEE_HEADER = Struct("EmployeeHeader", API, EMPLOYEE_HEADER_MEMBERS)
CONTACT_HEADER = Struct("ContactHeader", CRM, CONTACT_HEADER_MEMBERS)
STATUS_TYPE = Choice(
    ("None", "IsShownInCustomers", "IsShownInSuppliers", "IsShownInSupport", "IsShownInLeads", "IsMultiCustomerProjects", "All"),
    many=True,
)
CUSTOMER_STATUS = Struct("CustomerStatus", CRM, {"ID": "int", "Name": "string", "Type": STATUS_TYPE})
CUSTOMER_DETAILS = Struct(
    "CustomerDetails",
    CRM,
    {
        "Status": CUSTOMER_STATUS,
        "Industry": Struct("Industry", CRM, {"ID": "int", "Branche": "string"}),
        "Currency": Struct("Currency", API, CURRENCY_MEMBERS),
        "KAM": EMPLOYEE_HEADER,
        "KAM2": EMPLOYEE_HEADER,
    },
)
CUSTOMER = Struct(
    "Customer",
    CRM,
    {
        "ID": "int",
        "GUID": "guid",
        "Name": "string",
        "No": "string",
        "TimeStamp": "base64",
        "VAT": "double",
        "CalculateVAT": "bool",
        "DefaultDiscountPercent": "double",
        "Address": ADDRESS,
        "Fax": "string",
        "WebSite": "string",
        "Phone": "string",
        "Email": "string",
        "KAM": "string",
        "EAN": "string",
        "IsOIOCustomer": "bool",
        "CreditorID": "string",
        "AccountNo": "string",
        "Contacts": ListOf(CONTACT_HEADER),
        "Industry": "string",
        "Status": "string",
        "VATNo": "string",
        "Currency": "string",
        "PaymentTermId": "int",
        "InvoicingAddress": ADDRESS,
        "InvoicingName": "string",
        "UseInvoicingAddress": "bool",
        "CustomerSinceDate": "dateTime?",
        "NickName": "string",
        "OrganizationNumber": "string",
        "KAM2": "string",
        "Details": CUSTOMER_DETAILS,
    },
    EXTENDED,
)
CONTACT = Struct(
    "Contact",
    CRM,
    {
        "GUID": "guid",
        "Firstname": "string",
        "Lastname": "string",
        "Email": "string",
        "Mobile": "string",
        "Phone": "string",
        "Fax": "string",
        "Address": ADDRESS,
        "Comment": "string",
        "Title": "string",
        "CustomerGUID": "guid",
        "ContactID": "int",
        "DefaultInvoiceSettingContactID": "int",
        "IsActive": "bool",
        "ProfessionalTitle1": "string",
        "ProfessionalTitle2": "string",
        "Details": Struct(
            "ContactDetails",
            CRM,
            {"Owner": EMPLOYEE_HEADER, "CustomerHeader": Struct("CustomerHeader", CRM, CUSTOMER_HEADER_MEMBERS)},
        ),
    },
    EXTENDED,
)
