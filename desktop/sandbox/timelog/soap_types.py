"""The types of TimeLog's SOAP services that the stand-in uses: members in the order of the contract, each with its namespace.

Source: timelog.md sections 7.3 to 7.8; the tests hold them against the derived service descriptions.
"""

from __future__ import annotations

from desktop.sandbox.timelog.kinds import Choice, Kind, ListOf, Struct

API = "http://api.timelog.com"
V1 = "http://www.timelog.com/api/tlp/v1"
V1_1 = "http://www.timelog.com/api/tlp/v1_1"
V1_2 = "http://www.timelog.com/api/tlp/v1_2"
V1_3 = "http://www.timelog.com/api/tlp/v1_3"
V1_4 = "http://www.timelog.com/api/tlp/v1_4"
V1_9 = "http://www.timelog.com/api/tlp/v1_9"
CRM = "http://api.timelog.com/services/crm/1_4"
FINANCIAL = "http://schemas.datacontract.org/2004/07/TimeLog.TLP.API.Proxy.Financial.V1_4"
ROLES = "http://schemas.datacontract.org/2004/07/TimeLog.TLP.Security"

TOKEN_MEMBERS: dict[str, Kind] = {"Initials": "string", "Expires": "dateTime", "Hash": "string"}
SECURITY_TOKEN = Struct("SecurityToken", V1_2, TOKEN_MEMBERS)
TOKEN_ELSEWHERE = Struct("SecurityToken", V1_3, TOKEN_MEMBERS)

ROLE_TYPES = Choice(
    (
        "ExternalContractor",
        "ExternalSalesperson",
        "TeamLeader",
        "ProjectMember",
        "SalesPerson",
        "ProjectManager",
        "LimitedSectionManager",
        "SectionManager",
        "Manager",
        "SystemAdministrator",
        "UserCRM",
        "UserHelpDesk",
        "UserSalary",
        "SystemAdministration",
        "ProjectManagement",
        "CustomerContacts",
        "TimeTracking",
        "UserCanCreateProject",
        "UserCanEditOwnProjects",
        "UserCanEditAllProjects",
        "UserCanEditOwnDepartmentProjects",
        "CanBeAllocated",
    )
)
USER = Struct(
    "User",
    V1_2,
    {
        "ID": "int",
        "Initials": "string",
        "FirstName": "string",
        "LastName": "string",
        "LanguageID": "int",
        "Roles": ListOf(ROLE_TYPES, "RoleTypes", ROLES),
    },
)

STATES = Choice(("NotSet", "Success", "Invalid", "Error"))
ACTIONS = Choice(("Original", "Created", "Updated", "Deleted", "Copied", "Undefined"))


def _extended(namespace: str, external_keys: Kind) -> Struct:
    members: dict[str, Kind] = {
        "Action": ACTIONS,
        "IsCustomFieldsLoaded": "bool",
        "CustomFields": ListOf(CUSTOM_FIELD),
        "IsExternalKeysLoaded": "bool",
        "ExternalKeys": external_keys,
    }
    return Struct("APIBaseExtended", namespace, members)


# The stand-in holds no custom fields: their list is written as absent, and a list with entries is refused by this empty type.
CUSTOM_FIELD = Struct("CustomField", "http://api.timelog.com/services/customfield/1_0", {})
KEY_MEMBERS: dict[str, Kind] = {"SystemName": "string", "ExternalID": "string"}
INNER_KEY = Struct("ExternalSystemContext", API, KEY_MEMBERS)
EXTERNAL_KEY = Struct("ExternalSystemContext", API, KEY_MEMBERS, _extended(API, ListOf(INNER_KEY)))
EXTENDED = _extended(API, ListOf(EXTERNAL_KEY))
# The one in answers about invoices: other namespace, no base (section 7.4).
INVOICE_KEY = Struct("ExternalSystemContext", V1_1, KEY_MEMBERS)

ADDRESS_MEMBERS: dict[str, Kind] = dict.fromkeys(
    ("Address1", "Address2", "Address3", "ZipCode", "City", "State", "Country"), "string"
)
CURRENCY_MEMBERS: dict[str, Kind] = {
    "ID": "int",
    "Abbreviation": "string",
    "Rate": "double",
    "RateDate": "dateTime",
    "DescriptiveName": "string",
}
EMPLOYEE_HEADER_MEMBERS: dict[str, Kind] = {"ID": "int", "Initials": "string", "FullName": "string"}
CUSTOMER_HEADER_MEMBERS: dict[str, Kind] = {"ID": "int", "Name": "string", "No": "string", "GUID": "guid"}
CONTACT_HEADER_MEMBERS: dict[str, Kind] = {"GUID": "guid", "FirstName": "string", "LastName": "string"}
