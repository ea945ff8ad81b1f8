"""Whether a record that undo would delete is somebody else's too: linked to another one here, or in another integration."""

from __future__ import annotations

from desktop.models.records import Contact, Employee, Integration, LinkKind, Side
from desktop.models.references import key_name
from desktop.models.store.work import Work
from desktop.texts import Message


def why_kept_by_others(work: Work, integration: Integration, kind: LinkKind, psa_id: str, finance_id: str) -> Message | None:
    """Why a record that was created for `psa_id` is not ours alone; integrations with the same finance company share them."""
    for other in work.integrations.all():
        if key_name(other) != key_name(integration):
            continue
        link = work.links.of_finance(other.id, kind, finance_id)
        if link is not None and other.id != integration.id:
            return (
                Message("The customer is linked in the integration {name}, and stays.", name=other.name)
                if kind is LinkKind.CUSTOMER
                else Message("The person is linked in the integration {name}, and stays.", name=other.name)
            )
        if link is not None and link.psa_id != psa_id:
            return Message("It is linked to {customer}, and stays.", customer=_name(work, integration.id, kind, link.psa_id))
    return None


def _name(work: Work, integration_id: int, kind: LinkKind, psa_id: str) -> str:
    match kind:
        case LinkKind.CONTACT:
            contact = work.people.get(Contact, integration_id, Side.PSA, psa_id)
            return contact.name if contact else psa_id
        case LinkKind.EMPLOYEE:
            employee = work.people.get(Employee, integration_id, Side.PSA, psa_id)
            return employee.name if employee else psa_id
        case _:
            customer = work.customers.get(integration_id, Side.PSA, psa_id)
            return customer.title if customer else psa_id
