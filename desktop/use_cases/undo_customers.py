"""Take back what a batch wrote to customers in the two systems: overwritten fields, customers that were created."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from desktop.connectors.contract import Ability, ConnectorSource, Finance
from desktop.connectors.overwriting import overwrite
from desktop.errors import (
    BindeledError,
    NoConnection,
    NotPossible,
    OutcomeUnknown,
    RecordNotFound,
    SettingsError,
)
from desktop.models.records import Activity, Customer, Exchange, Integration, LinkKind, Outcome, Side, psa_customer_subject
from desktop.models.store.kept_by_others import why_kept_by_others
from desktop.models.store.work import Store
from desktop.models.undoing import (
    Documents,
    Standing,
    UndoItem,
    creation_item,
    fields_back,
    import_item,
    left_as_it_is,
    overwrite_items,
    put_back,
    refuse_to_delete,
    written_customer,
)
from desktop.progress import Progress
from desktop.texts import Message

_ONE_BY_ONE = 50  # up to so many customers are read one by one, more in a reading of the whole register
_Subject = tuple[str, str, str]


class CustomerUndo:
    """The steps `overwrite`, `create` and `import` of batches; `undo_linking.py` asks for one at a time."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def look(self, integration: Integration, steps: Iterable[Mapping[str, Any]], progress: Progress) -> Standing:
        """The customers that these steps wrote, as the systems hold them now, and who stands in those that were created."""
        steps = list(steps)
        standing = Standing()
        found = standing.customers
        touched = dict.fromkeys(place for step in steps if (place := written_customer(step)) is not None)
        for side in Side:
            ids = [id_ for on_side, id_ in touched if on_side is side]
            if not ids:
                continue
            connector, text = self._connectors.get(integration, side), Message("Reading what stands there now")
            if len(ids) <= _ONE_BY_ONE:
                for index, id_ in enumerate(ids):
                    progress.step(index, len(ids), text)
                    try:
                        found[side, id_] = connector.customer(id_)
                    except (SettingsError, NoConnection):
                        raise
                    except BindeledError as trouble:
                        found[side, id_] = trouble
            else:
                gone = RecordNotFound(Message("The customer is not there any more."))
                found |= dict.fromkeys(((side, id_) for id_ in ids), gone)
                for page in connector.customers():
                    progress.step(len(found), None, text)
                    found |= {(side, one.id): one for one in page.records if (side, one.id) in found and not one.is_gone}
        for step in steps:
            if step["what"] == "create" and isinstance(found[Side.FINANCE, step["finance_id"]], Customer):
                self._look_inside(integration, step["finance_id"], standing)
        return standing

    def _look_inside(self, integration: Integration, id_: str, standing: Standing) -> None:
        try:
            standing.contacts[id_] = _contacts_in(self._connectors.finance(integration), id_)
        except (SettingsError, NoConnection):
            raise
        except BindeledError as trouble:
            standing.customers[Side.FINANCE, id_] = trouble

    def items(self, integration: Integration, step: Mapping[str, Any], standing: Standing) -> list[UndoItem]:
        """What taking this step back would do; nothing is written.

        Steps are asked for in the order of undo: in `standing` an overwritten customer gets its values back, as the step before
        finds it.
        """
        match step["what"]:
            case "overwrite":
                side = Side(step["side"])
                current = standing.customers[side, step["id"]]
                items = overwrite_items(step, current, self._connectors.card(integration, side).label)
                if isinstance(current, Customer):
                    standing.customers[side, step["id"]] = put_back(step, current)
                return items
            case "create":
                id_ = step["finance_id"]
                created, contacts = standing.customers[Side.FINANCE, id_], standing.contacts.get(id_, set())
                return [self._creation_item(integration, step, created, contacts)]
            case _:
                return [import_item(step, self._connectors.card(integration, Side.PSA).label)]

    def _creation_item(
        self, integration: Integration, step: Mapping[str, Any], current: Customer | BindeledError, contacts: Collection[str]
    ) -> UndoItem:
        finance = self._connectors.card(integration, Side.FINANCE)
        why_not = finance.capabilities.why_not.get(Ability.DELETE_CUSTOMERS)
        if why_not is None:
            with self._store.reading() as work:
                why_not = why_kept_by_others(work, integration, LinkKind.CUSTOMER, step["psa_id"], step["finance_id"])
        documents = self._documents_of(integration, step["psa_id"])
        return creation_item(step, current, finance.label, why_not, documents, len(contacts))

    def undo(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Take one step back; gives whether anything was, and what was left alone. What the system says is raised."""
        match step["what"]:
            case "overwrite":
                return self._put_back(integration, step)
            case "create":
                return self._delete(integration, step)
            case _:
                raise NotPossible(import_item(step, self._connectors.card(integration, Side.PSA).label).sentence)

    def _put_back(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Write the old values where the new ones still stand."""
        side = Side(step["side"])
        current = self._connectors.get(integration, side).customer(step["id"])
        fields = fields_back(step, current)
        if fields.back:
            self._restore(integration, side, put_back(step, current), fields.back, current)
        return bool(fields.back), left_as_it_is(step, fields)

    def _restore(self, integration: Integration, side: Side, restored: Customer, names: frozenset[str], seen: Customer) -> None:
        connector = self._connectors.get(integration, side)
        system, subject = connector.card.label, self._subject(integration, side, seen)
        with connector.recording() as exchanges:
            try:
                stored = overwrite(connector, restored, names, seen)
            except BindeledError as trouble:
                self._note_refusal(integration, trouble, system, subject, exchanges)
                raise
        sentence = Message(
            "{count} field got its old value back in {system}.",
            "{count} fields got their old values back in {system}.",
            count=len(names),
            system=system,
        )
        with self._store.work() as work:
            work.customers.put(integration.id, side, stored)
            work.carried.written(integration.id, side, stored, names)
            work.log.note(
                integration.id, Activity.UNDO, Outcome.DONE, sentence, system=system, subject=subject, exchanges=exchanges
            )
            work.commit()

    def _delete(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Delete a customer that we created, unless it is more than that by now; `creation_item` says why it stays."""
        finance = self._connectors.finance(integration)
        system, id_ = finance.card.label, step["finance_id"]
        subject = ("customer", id_, step["name"])
        sentence = Message("The customer was deleted in {system}.", system=system)
        with finance.recording() as exchanges:
            try:
                refuse_to_delete(self._creation_item(integration, step, finance.customer(id_), _contacts_in(finance, id_)))
                finance.delete_customer(id_)
            except RecordNotFound:
                sentence = Message("The customer was gone from {system} already.", system=system)
            except BindeledError as trouble:
                self._note_refusal(integration, trouble, system, subject, exchanges)
                raise
        with self._store.work() as work:
            work.customers.mark_gone(integration.id, Side.FINANCE, id_)
            work.log.note(
                integration.id, Activity.UNDO, Outcome.DONE, sentence, system=system, subject=subject, exchanges=exchanges
            )
            work.commit()
        return True, None

    def _note_refusal(
        self, integration: Integration, trouble: BindeledError, system: str, subject: _Subject, exchanges: Sequence[Exchange]
    ) -> None:
        outcome = Outcome.UNKNOWN if isinstance(trouble, OutcomeUnknown) else Outcome.REFUSED
        with self._store.work() as work:
            work.log.note(
                integration.id,
                Activity.UNDO,
                outcome,
                trouble.message,
                what_to_do=trouble.what_to_do,
                system=system,
                subject=subject,
                technical=trouble.technical,
                exchanges=exchanges,
            )
            work.commit()

    def _subject(self, integration: Integration, side: Side, customer: Customer) -> _Subject:
        """What the log is about: the finance customer, as long as a PSA customer is linked to it."""
        if side is Side.FINANCE:
            return ("customer", customer.id, customer.name)
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, customer.id)
        return psa_customer_subject(customer.id, link, customer.name)

    def _documents_of(self, integration: Integration, psa_id: str) -> Documents:
        """The invoices of a PSA customer that lie over there, or may, as far as the store knows."""
        with self._store.reading() as work:
            found = work.invoices.of_customer(integration.id, psa_id)
            return Documents.of(work.transfers.get(integration.id, one.id) for one in found)


def _contacts_in(finance: Finance, customer_id: str) -> set[str]:
    """Ids of the contacts of a customer; none where the system has no contacts."""
    has_contacts = Ability.CONTACTS in finance.card.capabilities.can
    return {one.id for one in finance.contacts(customer_id)} if has_contacts else set()
