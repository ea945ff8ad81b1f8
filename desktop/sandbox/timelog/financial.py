"""FinancialService 1.4: item numbers, invoice settings of customers, legal entities (timelog.md section 7.6)."""

from __future__ import annotations

from typing import Any

from desktop.sandbox.timelog import soap_types as types
from desktop.sandbox.timelog.kinds import Struct, default
from desktop.sandbox.timelog.soap import Answer, Refused, Service
from desktop.sandbox.timelog.soap_types import FINANCIAL as FINANCIAL_TYPES
from desktop.sandbox.timelog.state import Record, Site

FINANCIAL = Service(
    "FinancialService",
    path="Financial/V1_4",
    namespace=types.V1_4,
    action_base="http://www.timelog.com/api/tlp/v1_4/FinancialService/",
)

# Members of these types stand in alphabetical order.
PRODUCT_NUMBER = Struct(
    "ProductNo",
    FINANCIAL_TYPES,
    {
        "Description": "string",
        "IsActive": "bool",
        "LegalEntityID": "int",
        "Name": "string",
        "ProductNumber": "string",
        "ProductNumberID": "int",
        "UseVAT": "bool",
        "VAT": "double",
    },
)
INVOICE_SETTINGS = Struct(
    "CustomerInvoiceSettings",
    FINANCIAL_TYPES,
    {
        "ContactId": "int",
        "CustomerID": "int",
        "CustomerReferenceId": "int",
        "DiscountPercentage": "double",
        "EanNo": "string",
        "InternalReferenceId": "int",
        "InvoiceAddressType": "int",
        "InvoiceGroupingRuleTemplateID": "int",
        "InvoiceTemplateId": "int",
        "IsCalculateVat": "bool",
        "IsNew": "bool",
        "IsUseEanNo": "bool",
        "PaymentTermId": "int",
        "VatPercentage": "double",
    },
)
LEGAL_ENTITY = Struct(
    "LegalEntity",
    FINANCIAL_TYPES,
    {"IsActive": "bool", "IsSystem": "bool", "LegalEntityGUID": "guid", "LegalEntityID": "int", "Name": "string"},
)


# What the settings are called on the customer; `IsNew` is never stored.
_ON_CUSTOMER = {
    "ContactId": "InvoiceContactID",
    "CustomerReferenceId": "CustomerReferenceID",
    "DiscountPercentage": "DefaultDiscountPercent",
    "EanNo": "EAN",
    "InternalReferenceId": "InternalReferenceID",
    "InvoiceAddressType": "InvoiceAddressToUse",
    "InvoiceGroupingRuleTemplateID": "InvoiceGroupingRuleTemplateID",
    "InvoiceTemplateId": "InvoiceTemplateID",
    "IsCalculateVat": "CalculateVAT",
    "IsUseEanNo": "UseEanNo",
    "PaymentTermId": "PaymentTermId",
    "VatPercentage": "VAT",
}


@FINANCIAL.operation("GetProductNumbers", "", PRODUCT_NUMBER, legalEntityId="int", isActive="bool")
def get_product_numbers(site: Site, asked: dict[str, Any]) -> Answer:
    """The active, or the inactive, item numbers of one legal entity."""
    products = site.tables["products"].values()
    return Answer(
        [
            {**one, "Name": one["ProductName"], "VAT": one["VATPercentage"]}
            for one in products
            if one["LegalEntityID"] == asked["legalEntityId"] and one["IsActive"] == asked["isActive"]
        ]
    )


@FINANCIAL.operation("GetCustomerInvoiceSettings", "", INVOICE_SETTINGS, customerId="int")
def get_customer_invoice_settings(site: Site, asked: dict[str, Any]) -> Answer:
    """The invoice settings of one customer, or none."""
    customer = site.tables["customers"].get(asked["customerId"])
    return Answer([_settings(customer)] if customer else [])


@FINANCIAL.operation("UpdateCustomerInvoiceSettings", "", INVOICE_SETTINGS, invoiceSettings=INVOICE_SETTINGS)
def update_customer_invoice_settings(site: Site, asked: dict[str, Any]) -> Answer:
    """The invoice settings of one customer, replaced; what is left out becomes empty (stricter reading)."""
    given = asked["invoiceSettings"] or {}
    customer = site.tables["customers"].get(given.get("CustomerID", 0))
    if not customer:
        raise Refused("There is no customer with this CustomerID.")
    term = given.get("PaymentTermId") or 0
    if term and term not in site.tables["payment_terms"]:
        raise Refused(f"There is no payment term {term}.")
    values = {
        member: default(INVOICE_SETTINGS.members[name]) if given.get(name) is None else given[name]
        for name, member in _ON_CUSTOMER.items()
    }
    return Answer([_settings(site.put("customers", {**customer, **values}))])


def _settings(customer: Record) -> Record:
    return {"CustomerID": customer["ID"], **{name: customer[member] for name, member in _ON_CUSTOMER.items()}}


@FINANCIAL.operation("GetLegalEntities", "", LEGAL_ENTITY)
def get_legal_entities(site: Site, asked: dict[str, Any]) -> Answer:
    """All legal entities of the site."""
    entities = site.tables["legal_entities"].values()
    return Answer([{**one, "IsSystem": one["IsSystemLegalEntity"], "LegalEntityGUID": one["ID"]} for one in entities])
