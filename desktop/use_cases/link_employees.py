"""Link employees by hand, and end links: the PSA's employees and those of the finance system; product.md chapter 2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from desktop.connectors.contract import Ability, ConnectorSource
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.handed_in import CreatingEmployees
from desktop.models.owner_rules import OwnerRules
from desktop.models.people_updates import CREATE, LinkedPeople, PeopleDecided
from desktop.models.records import Activity, DecidedBy, Employee, Integration, LinkKind, Outcome, Side
from desktop.models.store.work import Store, Work
from desktop.models.undoing import creation, link_step
from desktop.texts import Message


class EmployeeLinking:
    """Employees that belong together because somebody says so; `create` is `link_people.PeopleLinking.create_employee`."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        rules: Callable[[Integration], OwnerRules],
        create: CreatingEmployees,
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._rules = rules
        self._create = create

    def both(self, integration: Integration) -> LinkedPeople:
        """The employees of both sides with their links, as last read. `NotPossible` where the finance system has none."""
        self._connectors.card(integration, Side.FINANCE).capabilities.require(Ability.EMPLOYEES)
        with self._store.reading() as work:
            ours, there = (work.people.all(Employee, integration.id, side) for side in Side)
            links = {one.psa_id: one.finance_id for one in work.links.all(integration.id, LinkKind.EMPLOYEE)}
        return LinkedPeople(
            psa=tuple(sorted((one for one in ours if one.is_active or one.id in links), key=lambda one: one.name.casefold())),
            finance=tuple(sorted(there, key=lambda one: one.name.casefold())),
            links=links,
            why_none_created=self._why_none_created(integration),
        )

    def named(self, integration: Integration, ours: str) -> str:
        """Id of the PSA employee with these initials or that id; `RecordNotFound`."""
        return self._named(integration, Side.PSA, ours)

    def named_there(self, integration: Integration, theirs: str) -> str:
        """Id over there of the employee with that number; `RecordNotFound`."""
        return self._named(integration, Side.FINANCE, theirs)

    def decide(self, integration: Integration, choices: Mapping[str, str]) -> PeopleDecided:
        """Say who is who, by id of the PSA employee: the id over there, `CREATE`, or empty where a link is to end.

        Another link is replaced. Nothing is deleted on either side; a name that is there once is found again by the next invoice.
        One batch for undo, also of those who were created before a refusal; no link is changed then. `RecordNotFound`,
        `RecordRefused`, and the errors of `Finance.create_employee`.
        """
        new = [psa_id for psa_id, one in choices.items() if one == CREATE]
        if new and (reason := self._why_none_created(integration)) is not None:
            raise RecordRefused(reason, what_to_do=Message("Change that under Setup."))
        with self._store.work() as work:
            said = Message("{count} employee decided.", "{count} employees decided.", count=len(choices))
            batch_id = work.batches.start(integration.id, Activity.LINK, said)
            work.commit()
        choices = {**choices, **{psa_id: self._made(integration, psa_id, batch_id) for psa_id in new}}
        with self._store.work() as work:
            before = {psa_id: self._unlink(work, integration, psa_id) for psa_id in choices}
            for psa_id, finance_id in choices.items():
                self._link(work, integration, psa_id, finance_id, before[psa_id], batch_id)
            work.commit()
        return PeopleDecided(batch_id=batch_id, count=len(choices), created=len(new))

    def _made(self, integration: Integration, psa_id: str, batch_id: int) -> str:
        """Create the employee, and keep that for undo together with the employee; gives the id over there."""
        with self._store.reading() as work:
            ours = work.people.get(Employee, integration.id, Side.PSA, psa_id)
        if ours is None:
            raise _not_read(psa_id)
        made = self._create(integration, ours)
        with self._store.work() as work:
            work.people.put(integration.id, Side.FINANCE, made)
            work.batches.add_step(batch_id, creation(LinkKind.EMPLOYEE, psa_id, made))
            work.commit()
        return made.id

    def _why_none_created(self, integration: Integration) -> Message | None:
        card = self._connectors.card(integration, Side.FINANCE)
        if (why_not := card.capabilities.why_not.get(Ability.CREATE_EMPLOYEES)) is not None:
            return why_not
        if not self._rules(integration).may_create_people:
            return Message("{system} owns its data, so contacts and employees are not written there.", system=card.label)
        with self._store.reading() as work:
            has_group = bool(work.settings.standard_values(integration.id).employee_group)
        return None if has_group else Message("No employee group is chosen among the standard values.")

    def _unlink(self, work: Work, integration: Integration, psa_id: str) -> str:
        """End the link, and give whom it led to; links that end are ended first, so that one over there can change hands."""
        link = work.links.of_psa(integration.id, LinkKind.EMPLOYEE, psa_id)
        if link is None:
            return ""
        work.links.remove(integration.id, LinkKind.EMPLOYEE, psa_id, link.finance_id)
        return link.finance_id

    def _link(self, work: Work, integration: Integration, psa_id: str, finance_id: str, before: str, batch_id: int) -> None:
        id_ = integration.id
        ours = work.people.get(Employee, id_, Side.PSA, psa_id)
        there = work.people.get(Employee, id_, Side.FINANCE, finance_id) if finance_id else None
        if ours is None or (finance_id and there is None):
            raise _not_read(psa_id if ours is None else finance_id)
        if there is not None:
            work.links.add(id_, LinkKind.EMPLOYEE, psa_id, there.id, DecidedBy.PERSON)
        work.batches.add_step(batch_id, link_step(LinkKind.EMPLOYEE, psa_id, ours.name, before, finance_id))
        subject = ("employee", psa_id, ours.name)
        if there is not None:
            sentence = Message("Employee {employee} is {number} over there.", employee=ours.name, number=there.number or there.id)
            work.log.note(id_, Activity.LINK, Outcome.DONE, sentence, subject=subject)
        elif before:
            sentence = Message("The link was removed. Nothing was deleted in either system.")
            work.log.note(id_, Activity.UNLINK, Outcome.DONE, sentence, subject=subject)

    def _named(self, integration: Integration, side: Side, named: str) -> str:
        with self._store.reading() as work:
            found = list(_with_name(work.people.all(Employee, integration.id, side), named.casefold()))
        if len(found) != 1:
            raise _not_read(named)
        return found[0]


def _with_name(people: Iterable[Employee], named: str) -> Iterable[str]:
    return (one.id for one in people if named in {text.casefold() for text in (one.id, one.number, one.initials) if text})


def _not_read(named: str) -> RecordNotFound:
    return RecordNotFound(
        Message("Employee {id} was not read.", id=named),
        what_to_do=Message("Read the employees again, or look up the right number."),
    )
