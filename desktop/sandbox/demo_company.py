"""The demo company Nordlys Rådgivning A/S: what its TimeLog and its finance system hold, invented and the same in every run.

    build()            what resources/demo/timelog.json and economic.json hold
    build_dinero()     the same company when it keeps its books in Dinero: resources/demo/dinero.json, beside the same timelog.json
    write()            all three files again: `python -m desktop.sandbox.demo_company`
    scaled(), scaled_dinero()
                       the same mixture at any size, for benchmarks
    PLANNED_SNAGS, DINERO_SNAGS, DINERO_ADDS_VAT, CREATED_AT_FIRST_INVOICE, true_links(), true_dinero_links()
                       what must come out of linking and transferring

The credentials open the stand-ins and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desktop.garbage_collector import garbage_collector_resting
from desktop.sandbox.demo import dinero_ledger, dinero_records, economic_ledger, economic_records, timelog_records
from desktop.sandbox.demo.companies import Companies, demo_companies, scaled_companies
from desktop.sandbox.demo.costs import Cost, demo_costs
from desktop.sandbox.demo.dice import Dice
from desktop.sandbox.demo.documents import Document, record
from desktop.sandbox.demo.invoicing import demo_documents, scaled_documents
from desktop.sandbox.demo.line_details import line_details
from desktop.sandbox.demo.people import PEOPLE
from desktop.sandbox.demo.snags import CREATED_AT_FIRST_INVOICE, DINERO_ADDS_VAT, DINERO_SNAGS, PLANNED_SNAGS, Reason, Snag

__all__ = [
    "CREATED_AT_FIRST_INVOICE",
    "DINERO_ADDS_VAT",
    "DINERO_SNAGS",
    "PLANNED_SNAGS",
    "Reason",
    "Snag",
    "build",
    "build_dinero",
    "scaled",
    "scaled_dinero",
    "text",
    "true_dinero_links",
    "true_links",
]

Data = dict[str, Any]

ACCOUNT = timelog_records.ACCOUNT
COMPANY_NAME = timelog_records.COMPANY_NAME
TIMELOG_TOKEN = "demo-token-nordlys"  # personal access token for REST
TIMELOG_USER = PEOPLE[0].initials
TIMELOG_PASSWORD = "demo-password-nordlys"
TIMELOG_REPORTING = {"site_code": "demo-site-nordlys", "api_id": "nordlys", "api_password": "demo-reports-nordlys"}
ECONOMIC_SECRET = "demo-secret-bindeled"
ECONOMIC_GRANT = "demo-grant-nordlys"
DINERO_CLIENT = "demo-client-bindeled"
DINERO_SECRET = "demo-client-secret-bindeled"
DINERO_API_KEY = "demo-api-key-nordlys"
DINERO_ORGANIZATION = dinero_records.ORGANIZATION

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "demo"
_SEED = 20261031
_SEED_OF_COSTS = 20261101


def build() -> tuple[Data, Data]:
    """The data of the demo: TimeLog's and e-conomic's, in the formats that the stand-ins load."""
    dice = Dice(_SEED)
    companies = demo_companies(dice)
    documents, projects = demo_documents(dice, companies)
    return _timelog(companies, documents, projects), _economic(companies, demo_costs(Dice(_SEED_OF_COSTS), projects))


def build_dinero() -> Data:
    """The data of the demo in Dinero, in the format that its stand-in loads."""
    dice = Dice(_SEED)
    companies = demo_companies(dice)
    _, projects = demo_documents(dice, companies)
    return _dinero(companies, demo_costs(Dice(_SEED_OF_COSTS), projects))


def scaled(customers: int, invoices: int) -> tuple[Data, Data]:
    """About so many customers a side and exactly so many documents, none of them with a snag."""
    dice = Dice(_SEED)
    with garbage_collector_resting():
        companies = scaled_companies(dice, customers)
        documents, projects = scaled_documents(dice, companies, invoices)
        return _timelog(companies, documents, projects), _economic(companies, [])


def scaled_dinero(customers: int, invoices: int) -> tuple[Data, Data]:
    """The same for Dinero: TimeLog's data and Dinero's."""
    dice = Dice(_SEED)
    with garbage_collector_resting():
        companies = scaled_companies(dice, customers)
        documents, projects = scaled_documents(dice, companies, invoices)
        return _timelog(companies, documents, projects), _dinero(companies, [])


def true_links() -> dict[str, int]:
    """Which customers of the demo belong together: e-conomic customer number -> TimeLog customer id."""
    pairs = demo_companies(Dice(_SEED)).pairs
    return {pair.finance.number: pair.psa.id for pair in pairs if pair.finance and pair.psa}


def true_dinero_links() -> dict[str, int]:
    """The same for Dinero: guid of the contact -> TimeLog customer id."""
    return {dinero_records.contact_guid(str(number)): psa_id for number, psa_id in true_links().items()}


def text(data: Data) -> str:
    """The data as they stand in the committed file: one record a line, so that a change shows."""
    parts = []
    for name, value in data.items():
        if isinstance(value, list) and value:
            rows = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in value)
            parts.append(f'  "{name}": [\n{rows}\n  ]')
        else:
            parts.append(f'  "{name}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(folder: Path = FOLDER) -> None:
    """Write the three files again."""
    for name, data in zip(("timelog.json", "economic.json", "dinero.json"), (*build(), build_dinero()), strict=True):
        (folder / name).write_text(text(data), encoding="utf-8", newline="\n")


def _timelog(companies: Companies, documents: list[Document], projects: list[Data]) -> Data:
    data = timelog_records.registers()
    administrator = data["users"][0]
    administrator["Password"] = TIMELOG_PASSWORD
    administrator["Roles"] = ["SystemAdministrator"]
    return data | {
        "personal_access_tokens": [{"token": TIMELOG_TOKEN, "user_id": administrator["UserID"]}],
        "customers": companies.psa_customers(),
        "contacts": companies.psa_contacts,
        "projects": projects,
        "contracts": [timelog_records.main_contract(project) for project in projects],
        "invoices": [record(document) for document in documents if document.credited is None],
        "credit_notes": [record(document) for document in documents if document.credited is not None],
        "reporting": TIMELOG_REPORTING,
        **line_details(documents),
    }


def _economic(companies: Companies, costs: list[Cost]) -> Data:
    return {
        "tokens": [[ECONOMIC_SECRET, ECONOMIC_GRANT]],
        **economic_records.registers(),
        **economic_ledger.registers(costs),
        "customers": companies.finance_customers(),
        "contacts": companies.finance_contacts,
    }


def _dinero(companies: Companies, costs: list[Cost]) -> Data:
    return {
        "clients": [[DINERO_CLIENT, DINERO_SECRET]],
        "apiKeys": [{"key": DINERO_API_KEY, "organizationId": DINERO_ORGANIZATION}],
        **dinero_records.registers(),
        **dinero_ledger.registers(costs),
        "contacts": companies.dinero_contacts(),
    }


if __name__ == "__main__":
    write()
