"""Take back what a batch did to contacts and employees: links, changed fields, people who were created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.connectors.contract import Ability, ConnectorSource
from desktop.connectors.overwriting import overwrite_person, person_there
from desktop.errors import BindeledError, NoConnection, OutcomeUnknown, RecordNotFound, SettingsError
from desktop.models.att_person import contact_id_of
from desktop.models.records import (
    Activity,
    CarriedValues,
    Contact,
    DecidedBy,
    Employee,
    Exchange,
    Integration,
    LinkKind,
    Outcome,
    Side,
)
from desktop.models.store.kept_by_others import why_kept_by_others
from desktop.models.store.work import Store
from desktop.models.undoing import (
    Documents,
    UndoItem,
    fields_back,
    left_as_it_is,
    overwrite_items,
    person_creation_item,
    person_link_item,
    person_of,
    refuse_to_delete,
)
from desktop.texts import Message


class PeopleUndo:
    """The steps `link_person`, `overwrite_person` and `create_person` of batches; `undo_linking.py` asks for one at a time."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def items(self, integration: Integration, step: Mapping[str, Any]) -> list[UndoItem]:
        """What taking this step back would do, held against what stands over there now; nothing is written."""
        if step["what"] == "link_person":
            return [person_link_item(step, self._is_as_left(integration, step))]
        card = self._connectors.card(integration, Side.FINANCE)
        current: Contact | Employee | BindeledError
        try:
            current = person_there(self._connectors.finance(integration), person_of(step))
        except (SettingsError, NoConnection):
            raise
        except BindeledError as trouble:
            current = trouble
        if step["what"] == "overwrite_person":
            return overwrite_items(step, current, card.label)
        return [self._creation_item(integration, step, current)]

    def _creation_item(
        self, integration: Integration, step: Mapping[str, Any], current: Contact | Employee | BindeledError
    ) -> UndoItem:
        card = self._connectors.card(integration, Side.FINANCE)
        why_not = card.capabilities.why_not.get(Ability.DELETE_PEOPLE)
        if why_not is None:
            with self._store.reading() as work:
                why_not = why_kept_by_others(work, integration, LinkKind(step["kind"]), step["psa_id"], step["id"])
        return person_creation_item(step, current, card.label, why_not, self._documents_with(integration, step))

    def undo(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Take one step back; gives whether anything was, and what was left alone. What the system says is raised."""
        match step["what"]:
            case "link_person":
                return self._undo_link(integration, step)
            case "overwrite_person":
                return self._put_back(integration, step)
            case _:
                return self._delete(integration, step)

    def _undo_link(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        kind, id_ = LinkKind(step["kind"]), integration.id
        if not self._is_as_left(integration, step):
            return False, Message("{customer}: the link was changed since and is left as it is.", customer=step["name"])
        with self._store.work() as work:
            if step["after"]:
                work.links.remove(id_, kind, step["psa_id"], step["after"])
            if step["before"]:
                work.links.add(id_, kind, step["psa_id"], step["before"], DecidedBy.PERSON)
            sentence = (
                Message("The link to {number} is there again.", number=step["before"])
                if step["before"]
                else Message("The link was removed. Nothing was deleted in either system.")
            )
            subject = (step["kind"], step["psa_id"], step["name"])
            work.log.note(id_, Activity.UNDO, Outcome.DONE, sentence, subject=subject)
            work.commit()
        return True, None

    def _is_as_left(self, integration: Integration, step: Mapping[str, Any]) -> bool:
        """Whether the link stands as the step left it, and the one before it is free."""
        kind = LinkKind(step["kind"])
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, kind, step["psa_id"])
            other = work.links.of_finance(integration.id, kind, step["before"]) if step["before"] else None
        return (link.finance_id if link else "") == step["after"] and (other is None or other.psa_id == step["psa_id"])

    def _put_back(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Write the old values where the new ones still stand."""
        finance = self._connectors.finance(integration)
        current = person_there(finance, person_of(step))
        fields = fields_back(step, current)
        if fields.back:
            restored = replace(current, **{name: step["before"][name] for name in fields.back})
            with finance.recording() as exchanges:
                stored = overwrite_person(finance, restored, fields.back)
            sentence = Message(
                "{count} field got its old value back in {system}.",
                "{count} fields got their old values back in {system}.",
                count=len(fields.back),
                system=finance.card.label,
            )
            self._keep(integration, step, stored, fields.back)
            self._note(integration, Outcome.DONE, sentence, (step["kind"], step["psa_id"], step["name"]), exchanges)
        return bool(fields.back), left_as_it_is(step, fields)

    def _keep(self, integration: Integration, step: Mapping[str, Any], stored: Contact | Employee, names: frozenset[str]) -> None:
        """What stands there again is no news, nor is ours until it changes once more."""
        kind, id_ = LinkKind(step["kind"]), integration.id
        with self._store.work() as work:
            work.people.put(id_, Side.FINANCE, stored)
            ours: Contact | Employee | None = (
                work.people.get(Contact, id_, Side.PSA, step["psa_id"])
                if kind is LinkKind.CONTACT
                else work.people.get(Employee, id_, Side.PSA, step["psa_id"])
            )
            values = CarriedValues(
                psa={name: str(getattr(ours, name)) for name in names} if ours is not None else {},
                finance={name: str(getattr(stored, name)) for name in names},
            )
            work.carried.put_fields(id_, kind, (step["psa_id"], step["id"]), values)
            work.commit()

    def _delete(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        finance = self._connectors.finance(integration)
        system = finance.card.label
        subject = (step["kind"], step["psa_id"], step["name"])
        sentence = Message("{name} was deleted in {system}.", name=step["name"], system=system)
        with finance.recording() as exchanges:
            try:
                current = person_there(finance, person_of(step))
                refuse_to_delete(self._creation_item(integration, step, current))
                if isinstance(current, Contact):
                    finance.delete_contact(current)
                else:
                    finance.delete_employee(current)
            except RecordNotFound:
                sentence = Message("{name} was gone from {system} already.", name=step["name"], system=system)
            except BindeledError as trouble:
                outcome = Outcome.UNKNOWN if isinstance(trouble, OutcomeUnknown) else Outcome.REFUSED
                self._note(integration, outcome, trouble.message, subject, exchanges)
                raise
        with self._store.work() as work:  # or the next draft names somebody who is gone
            work.people.remove(Contact if step["kind"] == LinkKind.CONTACT else Employee, integration.id, Side.FINANCE, step["id"])
            work.commit()
        self._note(integration, Outcome.DONE, sentence, subject, exchanges)
        return True, None

    def _note(
        self,
        integration: Integration,
        outcome: Outcome,
        sentence: Message,
        subject: tuple[str, str, str],
        exchanges: Sequence[Exchange] = (),
    ) -> None:
        system = self._connectors.card(integration, Side.FINANCE).label
        with self._store.work() as work:
            work.log.note(
                integration.id, Activity.UNDO, outcome, sentence, system=system, subject=subject, exchanges=list(exchanges)
            )
            work.commit()

    def _documents_with(self, integration: Integration, step: Mapping[str, Any]) -> Documents:
        """The invoices that name this person and lie over there, or may, as far as the store knows."""
        with self._store.reading() as work:
            transfers = work.transfers.all(integration.id)
            invoices = [one for one in work.invoices.all(integration.id) if one.id in transfers]
            ours = work.people.get(Employee, integration.id, Side.PSA, step["psa_id"])
        if step["kind"] == LinkKind.CONTACT:
            naming = [one for one in invoices if step["psa_id"] in (contact_id_of(one), one.customer_reference_id)]
        else:
            names = {step["name"].casefold(), *((ours.initials.casefold(), ours.name.casefold()) if ours else ())} - {""}
            naming = [
                one
                for one in invoices
                if not names.isdisjoint((one.internal_reference.casefold(), one.internal_reference_name.casefold()))
            ]
        return Documents.of(transfers[one.id] for one in naming)
