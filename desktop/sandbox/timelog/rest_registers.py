"""REST v1: employees, items, terms and the other lists that are only read (timelog.md sections 4 and 5)."""

from __future__ import annotations

import flask

from desktop.sandbox.timelog import rest_models as models
from desktop.sandbox.timelog.rest import RestRefused, entity, found, listed, one, with_status
from desktop.sandbox.timelog.rest_models import Model
from desktop.sandbox.timelog.state import Record, Site

_LISTS: dict[str, tuple[str, Model]] = {
    "/customerstatus": ("customer_statuses", models.CUSTOMER_STATUS),
    "/industry/get-all": ("industries", models.INDUSTRY),
    "/user": ("users", models.USER),
    "/department": ("departments", models.DEPARTMENT),
    "/product": ("products", models.PRODUCT),
    "/hourly-rate": ("hourly_rates", models.HOURLY_RATE),
    "/ProjectType": ("project_types", models.PROJECT_TYPE),
    "/ProjectCategory": ("project_categories", models.PROJECT_CATEGORY),
    "/TaskType": ("task_types", models.TASK_TYPE),
    "/payment-term": ("payment_terms", models.PAYMENT_TERM),
    "/unit-type": ("unit_types", models.UNIT_TYPE),
    "/country/get-all": ("countries", models.COUNTRY),
    "/legal-entity": ("legal_entities", models.LEGAL_ENTITY),
}
_LISTS_BY_STATUS: dict[str, tuple[str, Model]] = {
    "/payment-method": ("payment_methods", models.PAYMENT_METHOD),
    "/expense-type": ("expense_types", models.EXPENSE_TYPE),
    "/currency": ("currencies", models.CURRENCY),
}


def add_register_routes(routes: flask.Blueprint, site: Site) -> None:
    """Enter the routes of the lists that are only read."""
    for path, (table, model) in _LISTS.items():
        _add_list(routes, site, path, table, model)
    for path, (table, model) in _LISTS_BY_STATUS.items():
        _add_list_by_status(routes, site, path, table, model)
    # TimeLog's own importer calls these two without the status; active and inactive then come together (INFERRED).
    _add_list(routes, site, "/payment-method", "payment_methods", models.PAYMENT_METHOD)
    _add_list(routes, site, "/expense-type", "expense_types", models.EXPENSE_TYPE)

    @routes.get("/hourly-rate/default")
    def default_hourly_rates() -> flask.Response:
        rates = [rate for rate in site.tables["hourly_rates"].values() if rate["IsDefault"]]
        return listed(rates, lambda rate: entity(models.HOURLY_RATE, rate))

    @routes.get("/user/me")
    def me() -> flask.Response:
        return one(entity(models.USER, flask.g.user))

    @routes.get("/user/<int:number>")
    def user(number: int) -> flask.Response:
        return one(entity(models.USER, found(site, "users", "User", number)))

    @routes.get("/legal-entity/<int:number>")
    def legal_entity(number: int) -> flask.Response:
        return one(entity(models.LEGAL_ENTITY, found(site, "legal_entities", "Legal entity", number)))

    @routes.get("/legal-entity/system")
    def system_legal_entity() -> flask.Response:
        system = site.first("legal_entities", "IsSystemLegalEntity", True)
        if system is None:
            raise RestRefused(500, 100, "There is no system legal entity")
        return one(entity(models.LEGAL_ENTITY, system))

    @routes.get("/user-setting")
    def user_setting() -> flask.Response:
        return one(entity(models.USER_SETTING, site.user_setting))


def _add_list(routes: flask.Blueprint, site: Site, path: str, table: str, model: Model) -> None:
    def rows() -> flask.Response:
        return listed(list(site.tables[table].values()), lambda row: entity(model, row))

    routes.add_url_rule(path, endpoint=f"list {path}", view_func=rows)


def _add_list_by_status(routes: flask.Blueprint, site: Site, path: str, table: str, model: Model) -> None:
    def rows(status: str) -> flask.Response:
        chosen: list[Record] = with_status(site.tables[table].values(), status)
        return listed(chosen, lambda row: entity(model, row))

    routes.add_url_rule(f"{path}/<status>", endpoint=f"list {path} by status", view_func=rows)
