"""Organizations, and registers that are only read: accounts, VAT types, years, countries, settings, layouts (section 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import flask

from desktop.sandbox.dinero import lists, sign_in
from desktop.sandbox.dinero.state import Books, Row

_PURCHASE_ACCOUNTS = range(2000, 9400)


def add_register_routes(app: flask.Flask, current: Callable[[], Books]) -> None:
    """GET on each of them; bare arrays without paging."""

    def array(rows: Iterable[Row], listing: lists.Listing) -> flask.Response:
        show = lists.shown_by(listing, is_strict=current().strict)
        return flask.jsonify([show(row) for row in rows])

    def accounts() -> list[Row]:
        return [current()["accounts"][number] for number in sorted(current()["accounts"])]

    @app.get("/v1/organizations")
    def organizations() -> flask.Response:
        rows = (_of_first_version(one) for one in sign_in.organizations(flask.g.token, current()))
        return array(rows, lists.ORGANIZATIONS)

    @app.get("/v1.1/organizations")
    def organizations_in_full() -> flask.Response:
        return flask.jsonify(sign_in.organizations(flask.g.token, current()))

    @app.get("/v1/<organization>/accounts/entry")
    def entry_accounts(organization: str) -> flask.Response:
        category = flask.request.args.get("categoryFilter")
        return array((row for row in accounts() if category in (None, "", row.get("Category"))), lists.ENTRY_ACCOUNTS)

    @app.get("/v1/<organization>/accounts/purchase")
    def purchase_accounts(organization: str) -> flask.Response:
        return array((row for row in accounts() if row["AccountNumber"] in _PURCHASE_ACCOUNTS), lists.PURCHASE_ACCOUNTS)

    @app.get("/v1/<organization>/accounts/deposit")
    def deposit_accounts(organization: str) -> flask.Response:
        return array(current()["depositAccounts"].values(), lists.DEPOSIT_ACCOUNTS)

    @app.get("/v1/<organization>/vatTypes")
    def vat_types(organization: str) -> flask.Response:
        return flask.jsonify(list(current()["vatTypes"].values()))

    @app.get("/v1/<organization>/accountingyears")
    def accounting_years(organization: str) -> flask.Response:
        return flask.jsonify(list(current()["accountingYears"].values()))

    @app.get("/v1/countries")
    def countries() -> flask.Response:
        return flask.jsonify(list(current()["countries"].values()))

    @app.get("/v1/<organization>/sales/settings")
    def settings(organization: str) -> flask.Response:
        return flask.jsonify(current().settings)

    @app.get("/v1/<organization>/invoices/templates")
    def templates(organization: str) -> flask.Response:
        return flask.jsonify(list(current()["templates"].values()))


def _of_first_version(row: Row) -> Row:
    """An organization as v1 knows it (section 8)."""
    has = row["Subscription"]
    return {**row, "Type": "Default", "IsPro": has["HasPro"], "IsPayingPro": has["HasPayingPro"]}
