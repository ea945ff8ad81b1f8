"""REST v1: external systems and integration conflicts (timelog.md sections 5.16 and 5.17)."""

from __future__ import annotations

import flask

from desktop.sandbox.timelog import rest_models as models
from desktop.sandbox.timelog.kinds import default
from desktop.sandbox.timelog.rest import body, business_rule, entity, found, listed, nothing, one, query_number
from desktop.sandbox.timelog.state import Record, Site


def add_external_system_routes(routes: flask.Blueprint, site: Site) -> None:
    """Enter the routes of external systems; names are unique and TimeLog's own systems stay as they are (stricter reading)."""

    @routes.get("/external-systems")
    def systems() -> flask.Response:
        return listed(list(site.tables["external_systems"].values()), lambda row: entity(models.EXTERNAL_SYSTEM, row))

    @routes.get("/external-systems/<int:number>")
    def system(number: int) -> flask.Response:
        return one(entity(models.EXTERNAL_SYSTEM, found(site, "external_systems", "External system", number)))

    @routes.post("/external-systems")
    def create() -> flask.Response:
        given = body(models.EXTERNAL_SYSTEM_WRITE, "externalSystem", ("Name",))
        _must_be_free(site, given["Name"], 0)
        site.put("external_systems", {**given, "ID": site.next_id("external_systems"), "IsSystemExternalSystem": False})
        return one(entity(models.EXTERNAL_SYSTEM_WRITE, given))

    @routes.put("/external-systems/<int:number>")
    def update(number: int) -> flask.Response:
        old = _own(site, number)
        given = body(models.EXTERNAL_SYSTEM_WRITE, "externalSystem", ("Name",))
        _must_be_free(site, given["Name"], number)
        _must_be_unused(site, old, given["Name"])
        site.put("external_systems", {**old, **given})
        return one(entity(models.EXTERNAL_SYSTEM_WRITE, given))

    @routes.delete("/external-systems/<int:number>")
    def delete(number: int) -> flask.Response:
        _must_be_unused(site, _own(site, number), "")
        site.remove("external_systems", number)
        return nothing()


def add_conflict_routes(routes: flask.Blueprint, site: Site) -> None:
    """Enter the routes of integration conflicts."""

    def shown(conflict: Record) -> dict[str, object]:
        return {**entity(models.CONFLICT, conflict), "ResolveOptionTypes": []}

    @routes.get("/integration-conflicts")
    def conflicts() -> flask.Response:
        status = query_number("conflictStatusType") if "conflictStatusType" in flask.request.args else 0
        rows = [row for row in site.tables["integration_conflicts"].values() if status in (0, row["ConflictStatusType"])]
        return listed(rows, shown)

    @routes.get("/integration-conflicts/<int:number>")
    def conflict(number: int) -> flask.Response:
        return one(shown(found(site, "integration_conflicts", "Integration conflict", number)))

    @routes.post("/integration-conflicts")
    def create_conflict() -> flask.Response:
        given = body(models.CONFLICT_CREATE, "conflict", ("ErrorMessage", "ExternalSystemID"))
        found(site, "external_systems", "External system", given["ExternalSystemID"])
        site.put(
            "integration_conflicts",
            {
                **{name: default(kind) for name, kind in models.CONFLICT.items()},
                "ConflictID": site.next_id("integration_conflicts"),
                "ConflictDateTime": site.now(),
                "ConflictType": 1,
                "ConflictStatusType": 1,
                "OriginalErrorCode": given["ErrorCode"],
                "OriginalErrorMessage": given["ErrorMessage"],
                "ExternalSystemID": given["ExternalSystemID"],
            },
        )
        return one(entity(models.CONFLICT_CREATE, given))


def _own(site: Site, number: int) -> Record:
    system = found(site, "external_systems", "External system", number)
    if system["IsSystemExternalSystem"]:
        raise business_rule("The external system belongs to TimeLog")
    return system


def _must_be_free(site: Site, name: str, number: int) -> None:
    holder = site.first("external_systems", "Name", name)
    if holder and holder["ID"] != number:
        raise business_rule(f"There is an external system {name} already")


def _must_be_unused(site: Site, system: Record, new_name: str) -> None:
    is_used = any(key[0] == system["Name"] for keys in site.keys.values() for key in keys)
    if is_used and new_name != system["Name"]:
        raise business_rule(f"External keys of {system['Name']} are in use")
