"""REST v1: projects with their external keys, contracts, and project expenses (timelog.md sections 5.11 to 5.16).

Stricter reading where the reference is silent, behind the switch `takes_negative_expenses`: an expense below zero is refused.
"""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import flask

from desktop.sandbox.timelog import rest_models as models
from desktop.sandbox.timelog.kinds import default
from desktop.sandbox.timelog.rest import body, business_rule, entity, found, invalid, listed, nothing, one, query_number
from desktop.sandbox.timelog.rest_customers import thin_customer
from desktop.sandbox.timelog.state import Record, Site

_PROJECT_DOMAIN = 51
_REQUIRED = (
    "ProjectID",
    "PurchaseDate",
    "PaymentMethodID",
    "ExpenseTypeID",
    "AmountIncludingVatExpenseCurrency",
    "IsBillable",
    "ExpenseNo",
    "VatAmountExpenseCurrency",
    "ExpenseCurrencyISO",
    "ProjectSubContractID",
    "ProjectExpenseExchangeRate",
)
_SAME_ON_EXPENSE = (
    "ExpenseNo",
    "ProjectID",
    "PurchaseDate",
    "ExpenseCurrencyISO",
    "ProfitRatio",
    "Comment",
    "PaymentMethodID",
    "ExpenseTypeID",
    "IsBillable",
    "ExternalID",
    "ProjectSubContractID",
)


def add_project_routes(routes: flask.Blueprint, site: Site) -> None:
    """Enter the routes of projects."""

    @routes.get("/project/get-all")
    def projects() -> flask.Response:
        customer = query_number("customerID") if "customerID" in flask.request.args else 0
        active = flask.request.args.get("isActive", "true").lower()
        if active not in ("true", "false"):
            raise invalid([f"The value '{active}' is not valid for isActive."])
        rows = [
            row
            for row in site.tables["projects"].values()
            if row["IsActive"] == (active == "true") and customer in (0, row["CustomerID"])
        ]
        return listed(rows, lambda row: _project(site, row))

    @routes.get("/project/<int:number>")
    def project(number: int) -> flask.Response:
        return one(_project(site, found(site, "projects", "Project", number)))

    @routes.get("/contract")
    def contracts() -> flask.Response:
        number = query_number("projectID")
        rows = [row for row in site.tables["contracts"].values() if row["ProjectID"] == number]
        return listed(rows, lambda row: entity(models.CONTRACT, row))

    @routes.get("/project/<int:number>/external-keys")
    def external_keys(number: int) -> flask.Response:
        owner = found(site, "projects", "Project", number)
        return listed(owner["ExternalKeys"], lambda key: _key(site, owner, key))

    @routes.put("/project/<int:number>/external-keys")
    def put_external_key(number: int) -> flask.Response:
        owner = found(site, "projects", "Project", number)
        given = body(models.EXTERNAL_KEY_UPDATE, "externalKey", ("ExternalID", "ExternalSystemID"))
        system = found(site, "external_systems", "External system", given["ExternalSystemID"])["Name"]
        others = [key for key in owner["ExternalKeys"] if key["SystemName"] != system]
        site.put("projects", {**owner, "ExternalKeys": [*others, {"SystemName": system, "ExternalID": given["ExternalID"]}]})
        return one(given)

    @routes.delete("/project/<int:number>/external-keys")
    def delete_external_key(number: int) -> flask.Response:
        owner = found(site, "projects", "Project", number)
        system = found(site, "external_systems", "External system", query_number("externalSystemID"))["Name"]
        site.put("projects", {**owner, "ExternalKeys": [key for key in owner["ExternalKeys"] if key["SystemName"] != system]})
        return nothing()


def add_project_expense_routes(routes: flask.Blueprint, site: Site) -> None:
    """Enter the routes of project expenses."""

    @routes.get("/project-expense")
    def expenses() -> flask.Response:
        number = query_number("projectID")
        rows = [row for row in site.tables["project_expenses"].values() if row["ProjectID"] == number]
        return listed(rows, lambda row: entity(models.PROJECT_EXPENSE, row))

    @routes.get("/project-expense/<int:number>")
    def expense(number: int) -> flask.Response:
        return one(entity(models.PROJECT_EXPENSE, found(site, "project_expenses", "Project expense", number)))

    @routes.post("/project-expense/validate-project-expense")
    def validate_expense() -> flask.Response:
        _expense_members(site, body(models.PROJECT_EXPENSE_CREATE, "projectExpense", _REQUIRED))
        return nothing()

    @routes.post("/project-expense")
    def create_expense() -> flask.Response:
        given = body(models.PROJECT_EXPENSE_CREATE, "projectExpense", _REQUIRED)
        members = _expense_members(site, given)
        empty = {name: default(kind) for name, kind in models.PROJECT_EXPENSE.items()}
        numbers = {"ProjectExpenseID": site.next_id("project_expenses"), "DisbursementGuid": str(uuid.uuid4())}
        site.put("project_expenses", {**empty, **members, **numbers})
        return one(entity(models.PROJECT_EXPENSE_CREATE, given))


def _project(site: Site, project: Record) -> dict[str, Any]:
    shown = entity(models.PROJECT, project)
    customer = site.tables["customers"].get(project["CustomerID"])
    if customer and "customer" in flask.request.args.get("$expand", "").lower().split(","):
        shown["Customer"] = thin_customer(site, customer)
    return shown


def _key(site: Site, project: Record, key: Record) -> dict[str, Any]:
    system = site.first("external_systems", "Name", key["SystemName"])
    return {
        "ExternalID": key["ExternalID"],
        "DomainType": _PROJECT_DOMAIN,
        "DomainGuid": project["ID"],
        "DomainID": project["ProjectID"],
        "ExternalSystemID": system["ID"] if system else 0,
        "ExternalSystemName": key["SystemName"],
        "IsIgnored": False,
    }


def _expense_members(site: Site, given: Record) -> Record:
    project = site.tables["projects"].get(given["ProjectID"])
    contract = site.tables["contracts"].get(given["ProjectSubContractID"])
    method = site.tables["payment_methods"].get(given["PaymentMethodID"])
    kind = site.tables["expense_types"].get(given["ExpenseTypeID"])
    if not project:
        raise business_rule(f"Project with id {given['ProjectID']} not found")
    if not contract or contract["ProjectID"] != given["ProjectID"]:
        raise business_rule(f"Contract with id {given['ProjectSubContractID']} is not one of the project")
    if not method or not method["IsActive"] or method["IsPaidByEmployee"]:
        raise business_rule(f"Payment method with id {given['PaymentMethodID']} cannot be used for project expenses")
    if not kind or not kind["IsActive"]:
        raise business_rule(f"Expense type with id {given['ExpenseTypeID']} cannot be used")
    if not site.first("currencies", "CurrencyABB", given["ExpenseCurrencyISO"]):
        raise business_rule(f"Currency {given['ExpenseCurrencyISO']} not found")
    if given["SupplierID"] and given["SupplierID"] not in site.tables["customers"]:
        raise business_rule(f"Supplier with id {given['SupplierID']} not found")
    if given["AmountIncludingVatExpenseCurrency"] < 0 and not site.takes_negative_expenses:
        raise business_rule("The amount of an expense cannot be below zero")
    rate = given["ProjectExpenseExchangeRate"]
    net = given["AmountIncludingVatExpenseCurrency"] - given["VatAmountExpenseCurrency"]
    return {
        **{name: given[name] for name in _SAME_ON_EXPENSE},
        "InvoiceNo": given["SupplierInvoiceNo"],
        "CustomerID": given["SupplierID"],
        "ExpenseDirectProjectExchangeRate": rate,
        "AmountExpenseCurrency": given["AmountIncludingVatExpenseCurrency"],
        "VatExpenseCurrency": given["VatAmountExpenseCurrency"],
        "ProjectCurrencyISO": project["CurrencyISO"],
        "SalesPriceProjectCurrency": given["SalesPriceAmountProjectCurrency"],
        # Rates count per 100 units (section 5.9).
        "ExpenseCostProjectCurrency": (net * rate / 100).quantize(Decimal("0.01")),
        "ProductNo": kind["ProductNo"],
        "LegalEntityID": project["LegalEntityID"],
    }
