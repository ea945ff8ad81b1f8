"""Carry changes of linked contacts and employees from the PSA to the finance system; product.md chapter 2.

Who changed is found when the PSA's register was read, and only then the finance system is asked what stands there now. As with
customers a batch is previewed and can be undone, and at once only that goes which takes nothing back over there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from desktop.connectors.contract import Ability, ConnectorSource
from desktop.connectors.overwriting import overwrite_person, person_there
from desktop.errors import BindeledError, Cancelled, NoConnection, RecordChanged, RecordNotFound, RecordRefused, SettingsError
from desktop.models.field_mapping import FieldTable
from desktop.models.owner_rules import OwnerRules
from desktop.models.people_updates import (
    TABLE_OF,
    PeopleReport,
    Person,
    PersonUpdate,
    agreed,
    as_wanted,
    is_as_carried,
    person_updates,
    refused_values,
    settled,
)
from desktop.models.records import Activity, CarriedValues, Contact, Employee, Integration, LinkKind, Outcome, Reason, Side
from desktop.models.store.work import Store, Work
from desktop.models.undoing import person_step
from desktop.progress import Progress, patient
from desktop.texts import Message

_SETTING = "people_updates"
_NEEDS = {LinkKind.CONTACT: Ability.CONTACTS, LinkKind.EMPLOYEE: Ability.CHANGE_EMPLOYEES}
_RECORD: dict[LinkKind, type[Any]] = {LinkKind.CONTACT: Contact, LinkKind.EMPLOYEE: Employee}
_Linked = tuple[LinkKind, Person, Person, CarriedValues]


class PeopleCarrying:
    """The changes of linked people; `goes_at_once` says whether changes go as soon as they are read (`UpdateCarrying.way`)."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        rules: Callable[[Integration], OwnerRules],
        goes_at_once: Callable[[Integration], bool],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._rules = rules
        self._goes_at_once = goes_at_once

    def why_not(self, integration: Integration) -> Message | None:
        """Why nothing is written, `None` when it is."""
        if self._rules(integration).may_create_people:
            return None
        finance = self._connectors.card(integration, Side.FINANCE).label
        return Message("{system} owns its data, so contacts and employees are not written there.", system=finance)

    # finding

    def after_reading(self, integration: Integration, progress: Progress) -> int:
        """People of the PSA were read: ask what stands over there of those who changed, carry at once where that was chosen.

        Gives how many wait. The reading has succeeded all the same when the other side cannot be asked: the log says why.
        """
        try:
            if changed := self._changed(integration):
                self._look_over_there(integration, changed, progress)
            self._settle(integration)
            unseen = [one for found in self.previews(integration) if (one := found.unseen()) is not None]
            if unseen and self._goes_at_once(integration) and self.why_not(integration) is None:
                self.write(integration, unseen, progress, keeps_rest=False)
        except Cancelled:
            raise
        except BindeledError as trouble:
            with self._store.work() as work:
                work.log.note(integration.id, Activity.UPDATE, Outcome.NOT_SENT, trouble.message, what_to_do=trouble.what_to_do)
                work.commit()
        return self._count(integration)

    def waiting(self, integration_id: int) -> int:
        """How many people have changes that wait, as counted last; nothing is worked out."""
        with self._store.reading() as work:
            return int(work.settings.get(integration_id, _SETTING).get("waiting", 0))

    def sentence(self, integration: Integration) -> Message | None:
        """What waits, `None` when nothing does."""
        count = self.waiting(integration.id)
        if not count:
            return None
        return Message(
            "Changes of {count} contact or employee wait to be carried to {system}.",
            "Changes of {count} contacts and employees wait to be carried to {system}.",
            count=count,
            system=self._connectors.card(integration, Side.FINANCE).label,
        )

    def previews(self, integration: Integration) -> list[PersonUpdate]:
        """What waits, person by person, from the store; nothing is written."""
        found = []
        linked = self._linked(integration)
        with self._store.reading() as work:
            for kind, ours, there, carried in linked:
                table = self._table(integration, kind)
                if updates := person_updates(table, kind, ours, there, carried):
                    found.append(
                        PersonUpdate(
                            kind=kind,
                            psa=ours,
                            finance=there,
                            where=_customer_of(work, integration.id, there),
                            fields=tuple(updates),
                            problems=refused_values(table, kind, ours, updates),
                        )
                    )
        return found

    # writing

    def write(
        self, integration: Integration, updates: Sequence[PersonUpdate], progress: Progress, *, keeps_rest: bool = True
    ) -> PeopleReport:
        """Write as a batch that can be undone; a refused person never stops the others, and stopping keeps what is done.

        With `keeps_rest` a field that is kept as it is was seen, and is no news until it changes again. `RecordRefused` when the
        owner rules forbid it.
        """
        if (reason := self.why_not(integration)) is not None:
            raise RecordRefused(reason, what_to_do=Message("Another owner of customers is chosen under Setup."))
        said = Message(
            "Changes of {count} contact or employee carried.",
            "Changes of {count} contacts and employees carried.",
            count=sum(bool(one.going) for one in updates),
        )
        with self._store.work() as work:
            batch_id = work.batches.start(integration.id, Activity.UPDATE, said)
            work.commit()
        refused: dict[str, Reason] = {}
        people = fields = 0
        for place, one in enumerate(updates):
            try:
                progress.step(place, len(updates), Message("Carrying changes"))
                self._write_one(integration, one, batch_id)
                people, fields = people + bool(one.going), fields + len(one.going)
                self._keep(integration, one, [field.field for field in one.fields if keeps_rest or field in one.going])
            except Cancelled:
                break
            except BindeledError as trouble:
                self._note(integration, one, Outcome.REFUSED, trouble.message, trouble.technical)
                ends = isinstance(trouble, SettingsError | NoConnection)  # every further try is useless
                why = Reason.of(trouble)
                refused |= {two.psa.name: why for two in (updates[place:] if ends else [one])}
                if ends:
                    break
        self._count(integration)
        return PeopleReport(batch_id=batch_id, people=people, fields=fields, refused=refused)

    def _write_one(self, integration: Integration, one: PersonUpdate, batch_id: int) -> None:
        """Write the fields that go: the old values are kept before anything is sent, and what the system made of it after."""
        if not one.going:
            return
        if one.problems:
            raise RecordRefused(one.problems[0], what_to_do=Message("Change the value, or keep the field as it is."))
        finance = self._connectors.finance(integration)
        current = person_there(finance, one.finance)
        wanted, names = as_wanted(self._table(integration, one.kind), one.kind, one.psa, current, [two.field for two in one.going])
        if any(getattr(current, name) != getattr(one.finance, name) for name in names):
            with self._store.work() as work:
                work.people.put(integration.id, Side.FINANCE, current)
                work.commit()
            raise RecordChanged(
                Message("{customer} was changed in {system} since it was read.", customer=one.psa.name, system=finance.card.label),
                what_to_do=Message("Read again, look at the changes, and write again."),
            )
        with self._store.work() as work:
            step_id = work.batches.add_step(batch_id, person_step("overwrite_person", one.kind, one.psa.id, current, wanted, names))
            work.commit()
        stored = overwrite_person(finance, wanted, names)
        told = "\n".join(f"{two.label}: {two.old} -> {two.new}" for two in one.going)
        system = finance.card.label
        sentence = (
            Message("Changes of contact {contact} were carried to {system}.", contact=one.psa.name, system=system)
            if one.kind is LinkKind.CONTACT
            else Message("Changes of employee {employee} were carried to {system}.", employee=one.psa.name, system=system)
        )
        with self._store.work() as work:
            work.batches.correct_step(step_id, person_step("overwrite_person", one.kind, one.psa.id, current, stored, names))
            work.people.put(integration.id, Side.FINANCE, stored)
            work.commit()
        self._note(integration, one, Outcome.DONE, sentence, told)

    def _keep(self, integration: Integration, one: PersonUpdate, fields: Iterable[str]) -> None:
        """What was decided counts as carried."""
        with self._store.work() as work:
            there = work.people.get(_RECORD[one.kind], integration.id, Side.FINANCE, one.finance.id) or one.finance
            values = settled(one.kind, self._table(integration, one.kind), one.psa, there, fields)
            work.carried.put_fields(integration.id, one.kind, (one.psa.id, one.finance.id), values)
            work.commit()

    def _note(self, integration: Integration, one: PersonUpdate, outcome: Outcome, sentence: Message, technical: str) -> None:
        with self._store.work() as work:
            system = self._connectors.card(integration, Side.FINANCE).label
            subject = (str(one.kind), one.psa.id, one.psa.name)
            work.log.note(integration.id, Activity.UPDATE, outcome, sentence, system=system, subject=subject, technical=technical)
            work.commit()

    # reading

    def _linked(self, integration: Integration) -> list[_Linked]:
        """Every linked person whose system can be written to, with what both held when something was last carried."""
        can, id_ = self._connectors.card(integration, Side.FINANCE).capabilities.can, integration.id
        found: list[_Linked] = []
        with self._store.reading() as work:
            for kind, ability in _NEEDS.items():
                links = work.links.all(id_, kind) if ability in can else []
                if not links:
                    continue
                psa, finance = ({one.id: one for one in work.people.all(_RECORD[kind], id_, side)} for side in Side)
                carried = work.carried.all(id_, kind)
                found += [
                    (kind, psa[one.psa_id], finance[one.finance_id], carried.get((one.psa_id, one.finance_id), CarriedValues()))
                    for one in links
                    if one.psa_id in psa and one.finance_id in finance
                ]
        return found

    def _changed(self, integration: Integration) -> list[_Linked]:
        """Those who changed in the PSA; a link from before anything was kept about it begins now."""
        changed = []
        for kind, ours, there, carried in self._linked(integration):
            if not carried.psa:
                with self._store.work() as work:
                    work.carried.begin(integration.id, kind, (ours.id, there.id))
                    work.commit()
            elif not is_as_carried(kind, ours, carried):
                changed.append((kind, ours, there, carried))
        return changed

    def _look_over_there(self, integration: Integration, changed: Sequence[_Linked], progress: Progress) -> None:
        """Read anew the contacts of the customers of those who changed; employees were read as a register."""
        finance = self._connectors.finance(integration)
        customers = list(dict.fromkeys(there.customer_id for _kind, _ours, there, _then in changed if isinstance(there, Contact)))
        with patient(finance.on_wait, finance.card.label, progress) as patiently:
            for place, customer_id in enumerate(customers):
                patiently.step(place, len(customers), Message("Contacts in {system}", system=finance.card.label))
                try:
                    contacts = finance.contacts(customer_id)
                except RecordNotFound:  # the customer is gone with its contacts; the others' changes go all the same
                    contacts = ()
                gone = {
                    one.id for _kind, _ours, one, _then in changed if isinstance(one, Contact) and one.customer_id == customer_id
                }
                with self._store.work() as work:
                    for contact_id in gone - {one.id for one in contacts}:
                        work.people.remove(Contact, integration.id, Side.FINANCE, contact_id)
                    for contact in contacts:
                        work.people.put(integration.id, Side.FINANCE, contact)
                    work.commit()

    def _settle(self, integration: Integration) -> None:
        """What both sides hold alike is no news, whoever changed it."""
        for kind, ours, there, carried in self._linked(integration):
            if is_as_carried(kind, ours, carried):
                continue
            table = self._table(integration, kind)
            values = settled(kind, table, ours, there, agreed(kind, table, ours, there))
            with self._store.work() as work:
                work.carried.put_fields(integration.id, kind, (ours.id, there.id), values)
                work.commit()

    def _count(self, integration: Integration) -> int:
        count = len(self.previews(integration))
        with self._store.work() as work:
            work.settings.put(integration.id, _SETTING, {"waiting": count})
            work.commit()
        return count

    def _table(self, integration: Integration, kind: LinkKind) -> FieldTable:
        return self._connectors.card(integration, Side.FINANCE).table(TABLE_OF[kind])


def _customer_of(work: Work, integration_id: int, person: Person) -> str:
    customer = work.customers.get(integration_id, Side.FINANCE, person.customer_id) if isinstance(person, Contact) else None
    return customer.title if customer is not None else ""
