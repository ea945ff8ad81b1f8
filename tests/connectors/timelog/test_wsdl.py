"""The service descriptions that the connector ships against those that were derived from the vendor's clients."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import zeep

SHIPPED = Path(str(files("desktop.connectors.timelog") / "wsdl"))
SERVICES = ("Security", "CRM", "Invoicing")
NOT_DESCRIBED = ""  # parts of a record that are never sent as ours


def operations(client: zeep.Client) -> dict[str, Any]:
    (service,) = client.wsdl.services.values()
    (port,) = service.ports.values()
    return dict(port.binding._operations)


def members(kind: Any) -> list[tuple[str, str, bool]]:
    """Name with namespace, type, and whether it may be left out, in order."""
    return [(one.qname.text, one.type.name or "", one.is_optional) for _, one in kind.elements]


@pytest.mark.parametrize("service", SERVICES)
def test_actions_addresses_and_parameters_are_those_of_the_contract(descriptions: Path, service: str) -> None:
    ours, theirs = (zeep.Client(str(folder / f"{service}Service.wsdl")) for folder in (SHIPPED, descriptions))
    known = operations(theirs)
    assert operations(ours)
    for name, operation in operations(ours).items():
        assert operation.soapaction == known[name].soapaction
        assert operation.input.body.qname == known[name].input.body.qname
        assert members(operation.input.body.type) == members(known[name].input.body.type), name
    assert theirs.service._binding_options["address"].endswith(ours.service._binding_options["address"])


@pytest.mark.parametrize("service", SERVICES)
def test_types_have_the_members_of_the_contract_in_its_order(descriptions: Path, service: str) -> None:
    ours, theirs = (zeep.Client(str(folder / f"{service}Service.wsdl")) for folder in (SHIPPED, descriptions))
    compared = 0
    for kind in ours.wsdl.types.types:
        if not hasattr(kind, "elements") or kind.qname.namespace.startswith("http://www.w3.org"):
            continue
        known = members(theirs.get_type(kind.qname.text))
        for ours_member, theirs_member in zip(members(kind), known, strict=True):
            assert ours_member[0] == theirs_member[0]
            assert ours_member[2] == theirs_member[2]
            assert ours_member[1] in (theirs_member[1], NOT_DESCRIBED) or ours_member[0].endswith("}Action")
        compared += 1
    assert compared
