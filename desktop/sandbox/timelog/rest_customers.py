"""REST v1: customers and contacts (timelog.md sections 4, 5.1 and 5.2). They are the same records as in SOAP.

`PUT /customer/update` replaces: what is left out of its 33 members becomes empty. The members that it does not have stay as they
are, because the reference calls them not changeable over REST.
"""

from __future__ import annotations

import uuid
from typing import Any

import flask

from desktop.sandbox.timelog import rest_models
from desktop.sandbox.timelog.crm import next_number
from desktop.sandbox.timelog.kinds import default, record_to_json
from desktop.sandbox.timelog.rest import body, business_rule, entity, enveloped, found, listed, nothing, one
from desktop.sandbox.timelog.state import TABLES, Record, Site

_REQUIRED = ("Name", "CurrencyID", "CustomerStatusID", "CountryID")
_NO_SUCH_USER = 37040
_SAME_SETTINGS = (
    "DefaultMileageDistance",
    "ExpenseIsBillable",
    "MileageIsBillable",
    "DefaultDistIsMaxBillable",
    "InvoiceAddressToUse",
    "InternalReferenceID",
    "CustomerReferenceID",
    "UseEanNo",
    "LanguageID",
)
_SAME_ON_CONTACT = (
    "Phone",
    "Fax",
    "Email",
    "Department",
    "CustomerID",
    "Salutation",
    "Initials",
    "Mobile",
    "PrivatePhone",
    "Comment",
    "ProfessionalTitle1",
    "ProfessionalTitle2",
)


def add_customer_routes(routes: flask.Blueprint, site: Site) -> None:
    """Enter the routes of customers and contacts."""

    def shown(customer: Record) -> dict[str, Any]:
        return thin_customer(site, customer)

    @routes.get("/customer")
    def customers() -> flask.Response:
        return listed(site.selection("customers", lambda: list(site.tables["customers"].values())), shown)

    @routes.get("/customer/<int:number>")
    def customer(number: int) -> flask.Response:
        return one(shown(found(site, "customers", "Customer", number)))

    @routes.get("/customer/by-number/<number>")
    def by_number(number: str) -> flask.Response:
        return flask.jsonify([shown(each) for each in site.tables["customers"].values() if each["No"] == number])

    @routes.post("/customer/validate-new-customer")
    def validate_customer() -> flask.Response:
        _customer_members(site, body(rest_models.CUSTOMER_CREATE, "customer", _REQUIRED))
        return nothing()

    @routes.post("/customer/create")
    def create_customer() -> flask.Response:
        given = body(rest_models.CUSTOMER_CREATE, "customer", _REQUIRED)
        members = {**_customer_members(site, given), **_invoice_settings(given)}
        empty = {name: default(kind) for name, kind in TABLES["customers"].members.items()}
        new = {**empty, **members, "ID": site.next_id("customers"), "GUID": str(uuid.uuid4())}
        new["No"] = new["No"] or next_number(site)
        site.put("customers", new)
        # What comes back is the model that was sent, without an id: section 3.1 says not to rely on more.
        return one(record_to_json(rest_models.CUSTOMER_CREATE, given))

    @routes.put("/customer/update")
    def update_customer() -> flask.Response:
        given = body(rest_models.CUSTOMER_UPDATE, "customer", ("CustomerID", *_REQUIRED))
        old = found(site, "customers", "Customer", given["CustomerID"])
        members = _customer_members(site, given)
        members |= {"InvoicingName": given["InvoicingName"], "CreditorID": given["CreditorID"]}
        return one(shown(site.put("customers", {**old, **members})))

    @routes.get("/contact")
    def contacts() -> flask.Response:
        rows = site.tables["contacts"].values()
        return enveloped([_contact(site, each) for each in rows], 0, 0, 1)

    @routes.post("/contact/validate-new-contact")
    def validate_contact() -> flask.Response:
        _contact_members(site, body(rest_models.CONTACT_CREATE, "contact", ("FirstName", "LastName", "CustomerID")))
        return nothing()

    @routes.post("/contact/create")
    def create_contact() -> flask.Response:
        given = body(rest_models.CONTACT_CREATE, "contact", ("FirstName", "LastName", "CustomerID"))
        members = _contact_members(site, given)
        empty = {name: default(kind) for name, kind in TABLES["contacts"].members.items()}
        site.put("contacts", {**empty, **members, "ContactID": site.next_id("contacts"), "GUID": str(uuid.uuid4())})
        return one(record_to_json(rest_models.CONTACT_CREATE, given))


def thin_customer(site: Site, customer: Record) -> dict[str, Any]:
    """The eight members of a customer that REST shows."""
    status = site.first("customer_statuses", "Name", customer["Status"])
    return entity(
        rest_models.CUSTOMER,
        {
            **customer,
            "CustomerID": customer["ID"],
            "ID": customer["GUID"],
            "CustomerStatusID": status["CustomerStatusID"] if status else 0,
            "OrganizationNo": customer["OrganizationNumber"],
        },
    )


def _customer_members(site: Site, given: Record) -> Record:
    status = _named(site, "customer_statuses", given["CustomerStatusID"], "Customer status")
    currency = _named(site, "currencies", given["CurrencyID"], "Currency")
    industry = _named(site, "industries", given["IndustryID"], "Industry")
    country = _named(site, "countries", given["CountryID"], "Country")
    invoicing_country = _named(site, "countries", given["InvoicingAddressCountryID"], "Country")
    if given.get("PaymentTermID"):
        _named(site, "payment_terms", given["PaymentTermID"], "Payment term")
    return {
        "Name": given["Name"],
        "No": given["CustomerNo"],
        "NickName": given["NickName"],
        "Status": status["Name"],
        "Currency": currency["CurrencyABB"],
        "Industry": industry.get("IndustryName"),
        "KAM": _named(site, "users", given["PrimaryKAMID"], "User", _NO_SUCH_USER).get("Initials"),
        "KAM2": _named(site, "users", given["SecondaryKAMID"], "User", _NO_SUCH_USER).get("Initials"),
        "CustomerSinceDate": given["CustomerSince"],
        "Phone": given["Phone"],
        "Fax": given["Fax"],
        "Email": given["Email"],
        "WebSite": given["Website"],
        "Address": _address(given, "Address", "", country),
        "UseInvoicingAddress": given["UseInvoicingAddress"],
        "InvoicingAddress": _address(given, "InvoicingAddress", "InvoicingAddress", invoicing_country),
        "VATNo": given["VatNo"],
        "OrganizationNumber": given["OrganizationNo"],
    }


def _address(given: Record, street: str, rest: str, country: Record) -> Record:
    return {
        "Address1": given[street],
        "Address2": given[f"{street}2"],
        "Address3": given[f"{street}3"],
        "ZipCode": given[f"{rest}ZipCode"],
        "City": given[f"{rest}City"],
        "State": given[f"{rest}State"],
        "Country": country.get("Country"),
    }


def _invoice_settings(given: Record) -> Record:
    return {
        **{name: given[name] for name in _SAME_SETTINGS},
        "InvoiceContactID": given["ContactID"],
        "PaymentTermId": given["PaymentTermID"],
        "DefaultDiscountPercent": given["DiscountPercentage"],
        "CalculateVAT": given["CalculateVat"],
        "VAT": given["VatPercentage"],
        "EAN": given["EanNo"],
    }


def _named(site: Site, table: str, number: int, what: str, error_code: int = 0) -> Record:
    if not number:
        return {}
    record = site.tables[table].get(number)
    if record is None:
        raise business_rule(f"{what} with id {number} not found", error_code)
    return record


def _contact(site: Site, contact: Record) -> dict[str, Any]:
    address = contact["Address"] or {}
    country = site.first("countries", "Country", address.get("Country"))
    return entity(
        rest_models.CONTACT,
        {
            **contact,
            "ID": contact["ContactID"],
            "FirstName": contact["Firstname"],
            "LastName": contact["Lastname"],
            "Address": address.get("Address1"),
            **{name: address.get(name) for name in ("Address2", "Address3", "ZipCode", "City", "State")},
            "CountryID": country["CountryID"] if country else 0,
            "JobTitle": contact["Title"],
            "ShownName": f"{contact['Firstname'] or ''} {contact['Lastname'] or ''}".strip(),
        },
    )


def _contact_members(site: Site, given: Record) -> Record:
    owner = _named(site, "customers", given["CustomerID"], "Customer")
    _named(site, "users", given["OwnerID"], "User", _NO_SUCH_USER)
    return {
        **{name: given[name] for name in _SAME_ON_CONTACT},
        "Firstname": given["FirstName"],
        "Lastname": given["LastName"],
        "Title": given["JobTitle"],
        "Address": _address(given, "Address", "", _named(site, "countries", given["CountryID"], "Country")),
        "CustomerGUID": owner["GUID"],
        "IsActive": True,
    }
