"""Take back what a batch wrote to customers in the two systems: overwritten fields, customers that were created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from desktop.connectors.contract import Ability, ConnectorSource, Finance
from desktop.connectors.overwriting import overwrite
from desktop.errors import BindeledError, NoConnection, NotPossible, OutcomeUnknown, RecordNotFound, RecordRefused, SettingsError
from desktop.models.records import Activity, Customer, Exchange, Integration, LinkKind, Outcome, Side
from desktop.models.references import key_name
from desktop.models.store.work import Store
from desktop.models.undoing import (
    Standing,
    UndoItem,
    creation_item,
    fields_back,
    import_item,
    is_as_created,
    overwrite_items,
    put_back,
    stays_for_invoices,
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
        """The customers that these steps wrote, as the systems hold them now; the reason where one cannot be read."""
        found: Standing = {}
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
                    found |= {(side, one.id): one for one in page.records if (side, one.id) in found}
        return found

    def items(self, integration: Integration, step: Mapping[str, Any], standing: Standing) -> list[UndoItem]:
        """What taking this step back would do; nothing is written.

        Steps are asked for last first: in `standing` an overwritten customer gets its values back, as the step before finds it.
        """
        match step["what"]:
            case "overwrite":
                side = Side(step["side"])
                current = standing[side, step["id"]]
                items = overwrite_items(step, current, self._connectors.card(integration, side).label)
                if isinstance(current, Customer):
                    standing[side, step["id"]] = put_back(step, current)
                return items
            case "create":
                finance = self._connectors.card(integration, Side.FINANCE)
                why_not = finance.capabilities.why_not.get(Ability.DELETE_CUSTOMERS) or self._kept_by_others(integration, step)
                current, invoices = standing[Side.FINANCE, step["finance_id"]], self._invoices_there(integration, step["psa_id"])
                return [creation_item(step, current, finance.label, why_not, invoices)]
            case _:
                return [import_item(step, self._connectors.card(integration, Side.PSA).label)]

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
        left = Message(
            "{customer}: {count} field was changed since and is left as it is.",
            "{customer}: {count} fields were changed since and are left as they are.",
            customer=step["name"],
            count=len(fields.changed),
        )
        return bool(fields.back), left if fields.changed else None

    def _restore(self, integration: Integration, side: Side, restored: Customer, names: frozenset[str], seen: Customer) -> None:
        connector = self._connectors.get(integration, side)
        system, subject = connector.card.label, ("customer", self._finance_id(integration, side, seen.id), seen.name)
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
        """Delete a customer that we created, unless somebody changed it since or an invoice names it."""
        finance = cast(Finance, self._connectors.get(integration, Side.FINANCE))
        system, id_ = finance.card.label, step["finance_id"]
        finance.card.capabilities.require(Ability.DELETE_CUSTOMERS)
        subject = ("customer", id_, step["name"])
        sentence = Message("The customer was deleted in {system}.", system=system)
        if (why_not := self._kept_by_others(integration, step)) is not None:
            raise RecordRefused(why_not)
        if invoices := self._invoices_there(integration, step["psa_id"]):
            raise RecordRefused(stays_for_invoices(system, invoices))
        with finance.recording() as exchanges:
            try:
                if not is_as_created(step, finance.customer(id_)):
                    stays = Message("{customer} was changed in {system} since, and stays.", customer=step["name"], system=system)
                    return False, stays
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

    def _finance_id(self, integration: Integration, side: Side, id_: str) -> str:
        """The id by which the log names the customer: that of the finance customer, as long as the two are linked."""
        if side is Side.FINANCE:
            return id_
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, id_)
        return link.finance_id if link else id_

    def _kept_by_others(self, integration: Integration, step: Mapping[str, Any]) -> Message | None:
        """Why a customer that we created is not ours alone: another PSA with the same finance company has linked it."""
        with self._store.reading() as work:
            for other in work.integrations.all():
                is_other = other.id != integration.id and key_name(other) == key_name(integration)
                if is_other and work.links.of_finance(other.id, LinkKind.CUSTOMER, step["finance_id"]) is not None:
                    return Message("The customer is linked in the integration {name}, and stays.", name=other.name)
        return None

    def _invoices_there(self, integration: Integration, psa_id: str) -> int:
        """How many invoices of a PSA customer lie over there, as far as the store knows."""
        with self._store.reading() as work:
            found = work.invoices.of_customer(integration.id, psa_id)
            transfers = [work.transfers.get(integration.id, one.id) for one in found]
        return sum(one is not None and bool(one.finance_id) for one in transfers)
