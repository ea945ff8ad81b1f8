"""What each request body may hold: the tables of economic.md sections 13 and 14 as data. What is not here is ignored by the API.

`ean` must be 13 digits: the schema only says "at most 13 characters", the newer service refuses anything else, so the stricter
reading is taken.
"""

from __future__ import annotations

from desktop.sandbox.economic.validation import (
    Field,
    array,
    choice,
    currency,
    day,
    flag,
    group,
    integer,
    number,
    reference,
    text,
    words,
)

EAN = r"(\d{13})?"

CUSTOMER: dict[str, Field] = {
    "customerNumber": integer(),
    "name": text(255, 1, required=True),
    "currency": currency(),
    "customerGroup": reference("customerGroups", required=True),
    "paymentTerms": reference("paymentTerms", required=True),
    "vatZone": reference("vatZones", required=True, usable=True),
    "barred": flag(),
    "address": text(510),
    "zip": text(30),
    "city": text(50),
    "country": text(50),
    "corporateIdentificationNumber": text(40),
    "pNumber": text(10, 10),
    "creditLimit": number(),
    "ean": text(13, pattern=EAN),
    "email": text(255),
    "layout": reference("layouts"),
    "publicEntryNumber": text(50),
    "telephoneAndFaxNumber": text(255),
    "mobilePhone": text(50),
    "vatNumber": text(20),
    "website": text(255),
    "salesPerson": reference("employees"),
}

CUSTOMER_REPLACED: dict[str, Field] = CUSTOMER | {
    "attention": reference("contacts"),
    "customerContact": reference("contacts"),
    "defaultDeliveryLocation": reference("", key="deliveryLocationNumber"),
}

CONTACT: dict[str, Field] = {
    "name": text(255, required=True),
    "email": text(255),
    "phone": text(50),
    "eInvoiceId": text(50),
    "notes": text(2000),
    "emailNotifications": words("invoices", "orders", "quotations", "reminders"),
    "customer": reference("customers"),
}

CONTACT_REPLACED: dict[str, Field] = CONTACT | {"customerContactNumber": integer(required=True)}

UNIT: dict[str, Field] = {"name": text(100, required=True)}

PRODUCT: dict[str, Field] = {
    "productNumber": text(25, 1, required=True),
    "name": text(300, 1, required=True),
    "productGroup": reference("productGroups", required=True),
    "description": text(500),
    "costPrice": number(),
    "recommendedPrice": number(),
    "salesPrice": number(),
    "barCode": text(50),
    "barred": flag(),
    "unit": reference("units"),
    "departmentalDistribution": reference("", key="departmentalDistributionNumber"),
}

LINE: dict[str, Field] = {
    "lineNumber": integer(),
    "sortKey": integer(),
    "description": text(2500),
    "accrual": group({"startDate": day(), "endDate": day()}),
    "unit": reference("units"),
    "product": reference("products", usable=True),
    "quantity": number(2),
    "unitNetPrice": number(2),
    "discountPercentage": number(2),
    "unitCostPrice": number(2),
    "departmentalDistribution": reference("", key="departmentalDistributionNumber"),
}

RECIPIENT: dict[str, Field] = {
    "name": text(250, required=True),
    "address": text(250),
    "zip": text(50),
    "city": text(250),
    "country": text(50),
    "ean": text(13, pattern=EAN),
    "publicEntryNumber": text(40),
    "attention": reference("contacts"),
    "vatZone": reference("vatZones", required=True, usable=True),
    "mobilePhone": text(50),
    "nemHandelType": choice("ean", "corporateIdentificationNumber", "pNumber", "peppol"),
}

DELIVERY: dict[str, Field] = {
    "address": text(255),
    "zip": text(30),
    "city": text(50),
    "country": text(50),
    "deliveryTerms": text(100),
    "deliveryDate": day(),
}

DRAFT: dict[str, Field] = {
    "date": day(required=True),
    "currency": currency(),
    "exchangeRate": number(6, least=0),
    "dueDate": day(),
    "layout": reference("layouts", required=True),
    "project": reference("", key="projectNumber"),
    "paymentTerms": reference("paymentTerms", required=True),
    "customer": reference("customers", required=True, usable=True),
    "recipient": group(RECIPIENT, required=True),
    "deliveryLocation": reference("", key="deliveryLocationNumber"),
    "delivery": group(DELIVERY),
    "notes": group({"heading": text(250), "textLine1": text(1000), "textLine2": text(1000)}),
    "references": group(
        {
            "customerContact": reference("contacts"),
            "salesPerson": reference("employees", usable=True),
            "vendorReference": reference("employees", usable=True),
            "other": text(250),
        }
    ),
    "lines": array(LINE),
}

ADDED_LINES: dict[str, Field] = {"lines": array({name: its for name, its in LINE.items() if name != "lineNumber"})}

BOOKING: dict[str, Field] = {
    "draftInvoice": reference("drafts", required=True),
    "bookWithNumber": integer(),
    "sendBy": choice("none", "EAN", "Email"),
}

EMPLOYEE: dict[str, Field] = {
    "number": integer(most=999_999, required=True),
    "groupNumber": integer(required=True),
    "name": text(100, 1, required=True),
    "isBarred": Field("flag", required=True),
    "phone": text(20),
    "email": text(50),
}

EMPLOYEE_GROUP: dict[str, Field] = {"number": integer(required=True), "name": text(100, required=True)}
