"""CRMService 1.4: customers, reads and writes (timelog.md section 7.5). Contacts are in `crm_contacts`.

Stricter readings where the reference is silent: a write needs GUID, Name, Status, Currency and country (what TimeLog's own importer
insists on for REST), every name must exist, `UpdateCustomer` replaces the whole record, and it must carry the `TimeStamp` that the
record has now. `Contacts` and `Details` are not filled in answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.sandbox.timelog import soap_types as types
from desktop.sandbox.timelog.crm_types import CUSTOMER, CUSTOMER_STATUS
from desktop.sandbox.timelog.external_keys import replaced_keys, with_keys
from desktop.sandbox.timelog.kinds import NO_GUID, default
from desktop.sandbox.timelog.soap import Answer, Refused, Service, page
from desktop.sandbox.timelog.state import TABLES, Record, Site

CRM = Service(
    "CRMService",
    path="CRM/V1_4",
    namespace=types.CRM,
    action_base="http://api.timelog.com/services/crm/1_4/ICRMService/",
)
LARGEST_PAGE = 500
STATUS_FLAGS = {
    "IsShownInCustomers": 1,
    "IsShownInSuppliers": 2,
    "IsShownInSupport": 4,
    "IsShownInLeads": 8,
    "IsMultiCustomerProjects": 16,
}
_ALL_SINCE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - times of the stand-in have no zone
# Members that name a record of another kind. Only a changed one is looked up, so that a card whose owner has left can be written.
_NAMES = {
    "Status": ("customer_statuses", "Name"),
    "Currency": ("currencies", "CurrencyABB"),
    "Industry": ("industries", "IndustryName"),
    "PaymentTermId": ("payment_terms", "ID"),
    "KAM": ("users", "Initials"),
    "KAM2": ("users", "Initials"),
}
_READ_ONLY = ("ID", "TimeStamp", "Contacts", "Details")


def flag_names(flags: int) -> str:
    """A customer status type as the service writes it: names with blanks between."""
    if flags == 15:
        return "All"
    return " ".join(name for name, flag in STATUS_FLAGS.items() if flags & flag) or "None"


def statuses_asked(site: Site, asked: dict[str, Any]) -> set[str]:
    """The names of the customer statuses that the three `include...` parameters cover."""
    wanted = 1 * asked["includeCustomers"] | 2 * asked["includeSuppliers"] | 8 * asked["includeLeads"]
    return {one["Name"] for one in site.tables["customer_statuses"].values() if one["CustomerStatusType"] & wanted}


def since(moment: dt.datetime) -> dt.datetime:
    """The earliest change that is asked for; a date before 2000 asks for everything."""
    return dt.datetime.min if moment < _ALL_SINCE else moment  # noqa: DTZ901 - as above


def _found(asked: dict[str, Any], customers: Sequence[Record | None], pages: int | None = None) -> Answer:
    return Answer([with_keys(one, load=asked["loadExternalKeys"]) for one in customers if one], pages)


@CRM.operation("GetCustomerByID", "", CUSTOMER, id="int", loadCustomFields="bool", loadExternalKeys="bool")
def get_customer_by_id(site: Site, asked: dict[str, Any]) -> Answer:
    """One customer, or none."""
    return _found(asked, [site.tables["customers"].get(asked["id"])])


@CRM.operation("GetCustomerByGUID", "", CUSTOMER, guid="guid", loadCustomFields="bool", loadExternalKeys="bool")
def get_customer_by_guid(site: Site, asked: dict[str, Any]) -> Answer:
    """One customer, or none."""
    return _found(asked, [site.by_guid("customers", asked["guid"])])


@CRM.operation(
    "GetCustomerByExternalKey",
    "",
    CUSTOMER,
    externalKey="string",
    systemName="string",
    loadCustomFields="bool",
    loadExternalKeys="bool",
)
def get_customer_by_external_key(site: Site, asked: dict[str, Any]) -> Answer:
    """The customer that holds the other system's key, or none."""
    return _found(asked, [site.by_key("customers", asked["systemName"], asked["externalKey"])])


@CRM.operation(
    "GetCustomersModifiedSincePaged",
    "",
    CUSTOMER,
    date="dateTime",
    includeCustomers="bool",
    includeSuppliers="bool",
    includeLeads="bool",
    loadCustomFields="bool",
    loadExternalKeys="bool",
    page="int",
    pageSize="int",
)
def get_customers_modified_since(site: Site, asked: dict[str, Any]) -> Answer:
    """Customers by id; without any `include...` there are none."""
    start, statuses = since(asked["date"]), statuses_asked(site, asked)

    def choose() -> list[Record]:
        return [one for one in site.tables["customers"].values() if one["Status"] in statuses and one["ModifiedAt"] >= start]

    return _found(asked, *page(site.selection(("customers", start, *sorted(statuses)), choose), asked, LARGEST_PAGE))


@CRM.operation(
    "GetCustomersByFieldsForLinking",
    "",
    CUSTOMER,
    customerNumber="string",
    VATNumber="string",
    organisationNumber="string",
    customerName="string",
    loadCustomFields="bool",
    loadExternalKeys="bool",
    page="int",
    pageSize="int",
)
def get_customers_for_linking(site: Site, asked: dict[str, Any]) -> Answer:
    """The customers of the first given field that finds any, in the order of the parameters; exact but for capitals in the name.

    The order is INFERRED from the sibling operation `GetCustomersByFieldsPaged`.
    """
    fields = {"No": "customerNumber", "VATNo": "VATNumber", "OrganizationNumber": "organisationNumber", "Name": "customerName"}
    found: list[Record] = []
    for member, parameter in fields.items():
        wanted = (asked[parameter] or "").casefold()
        if wanted and not found:
            found = [one for one in site.tables["customers"].values() if (one[member] or "").casefold() == wanted]
    return _found(asked, *page(found, asked, LARGEST_PAGE))


@CRM.operation("GetCustomerStatuses", "", CUSTOMER_STATUS)
def get_customer_statuses(site: Site, asked: dict[str, Any]) -> Answer:
    """All customer statuses with the lists that they are shown in."""
    return Answer(
        [
            {"ID": one["CustomerStatusID"], "Name": one["Name"], "Type": flag_names(one["CustomerStatusType"])}
            for one in site.tables["customer_statuses"].values()
        ]
    )


@CRM.operation("InsertCustomer", "", CUSTOMER, customer=CUSTOMER, source="int")
def insert_customer(site: Site, asked: dict[str, Any]) -> Answer:
    """A new customer under the caller's own GUID; without a number it gets the next of the series."""
    given = _given(asked)
    if site.by_guid("customers", given["GUID"]):
        raise Refused("A customer with this GUID exists already.")
    empty = {name: default(kind) for name, kind in TABLES["customers"].members.items()}
    customer = {**empty, **_written(site, given, empty), "ID": site.next_id("customers")}
    customer["No"] = customer["No"] or next_number(site)
    customer["ExternalKeys"] = replaced_keys(site, "customers", given, customer)
    return Answer([{**with_keys(site.put("customers", customer), load=True), "Action": "Created"}])


@CRM.operation("UpdateCustomer", "", CUSTOMER, customer=CUSTOMER, source="int")
def update_customer(site: Site, asked: dict[str, Any]) -> Answer:
    """The customer with that GUID, replaced; what is left out becomes empty."""
    given = _given(asked)
    customer = site.by_guid("customers", given["GUID"])
    if not customer or given.get("ID") not in (None, 0, customer["ID"]):
        raise Refused("There is no customer with this GUID and ID.")
    if given.get("TimeStamp") != customer["TimeStamp"]:
        raise Refused("The customer was changed by somebody else since it was read (TimeStamp).")
    changed = {**customer, **_written(site, given, customer)}
    changed["ExternalKeys"] = replaced_keys(site, "customers", given, customer)
    return Answer([{**with_keys(site.put("customers", changed), load=True), "Action": "Updated"}])


def next_number(site: Site) -> str:
    """The customer number after the largest one that is a plain number."""
    numbers = (one["No"] or "" for one in site.tables["customers"].values())
    return str(max((int(number) for number in numbers if number.isascii() and number.isdigit()), default=0) + 1)


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = asked["customer"] or {}
    if given.get("GUID", NO_GUID) == NO_GUID:
        raise Refused("The customer needs a GUID.")
    return given


def _written(site: Site, given: dict[str, Any], old: Record) -> Record:
    customer = {
        name: default(kind) if given.get(name) is None else given[name]
        for name, kind in CUSTOMER.members.items()
        if name not in _READ_ONLY
    }
    for member in ("Name", "Status", "Currency"):
        if not (customer[member] or "").strip():
            raise Refused(f"The customer needs a {member}.")
    if not (customer["Address"] or {}).get("Country"):
        raise Refused("The customer needs a country in its Address.")
    for member, (table, column) in _NAMES.items():
        if customer[member] != old[member]:
            _must_exist(site, table, column, customer[member])
    for address in ("Address", "InvoicingAddress"):
        _must_exist(site, "countries", "Country", (customer[address] or {}).get("Country"))
    return customer


def _must_exist(site: Site, table: str, member: str, value: Any) -> None:
    if not value:
        return
    found = site.first(table, member, value)
    if not found or not found.get("IsActive", True):
        raise Refused(f"'{value}' is not an active one of {table.replace('_', ' ')}.")
