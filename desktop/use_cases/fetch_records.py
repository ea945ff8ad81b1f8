"""Fetch records (Hent): read the registers of both systems into the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from desktop.connectors.contract import Ability, Connector, ConnectorSource, Finance, Page, Psa, SystemCard
from desktop.errors import AccessDenied, BindeledError, Cancelled, RecordError, SettingsError
from desktop.models.item_use import is_to_be_sent
from desktop.models.records import (
    Activity,
    Company,
    Contact,
    Customer,
    Employee,
    Exchange,
    FileFault,
    Integration,
    Invoice,
    Outcome,
    Reason,
    Side,
    VatRate,
    counted,
)
from desktop.models.renumbering import AFTER_FILES, renumbered, with_new_ids
from desktop.models.store import settings
from desktop.models.store.settings import Fetch
from desktop.models.store.work import Store, Work
from desktop.progress import Progress, patient
from desktop.texts import Message, in_a_row

T = TypeVar("T")


class Register(StrEnum):
    """What can be fetched; the order is the order of fetching."""

    FINANCE_CHOICES = "finance_choices"
    FINANCE_ITEMS = "finance_items"
    FINANCE_EMPLOYEES = "finance_employees"
    FINANCE_CUSTOMERS = "finance_customers"
    PSA_EMPLOYEES = "psa_employees"
    PSA_CUSTOMERS = "psa_customers"
    PSA_CONTACTS = "psa_contacts"
    PSA_INVOICES = settings.PSA_INVOICES
    PSA_DIMENSIONS = "psa_dimensions"


_NEEDS = {Register.FINANCE_EMPLOYEES: Ability.EMPLOYEES}

_INVOICES_READ_AS = "invoices_read_as"  # how the PSA was signed in to when all its invoices were read

_CUSTOMERS = (Register.FINANCE_CUSTOMERS, Register.PSA_CUSTOMERS)
_PEOPLE = (Register.FINANCE_EMPLOYEES, Register.PSA_EMPLOYEES, Register.PSA_CONTACTS)

_NOBODY_GONE = Message("Nothing counts as deleted as long as rows are left out.")

SIDES = {register: Side.FINANCE if register.startswith("finance") else Side.PSA for register in Register}


def registers_of(finance: SystemCard) -> tuple[Register, ...]:
    """The registers that there are to read, with this finance system."""
    return tuple(one for one in Register if one not in _NEEDS or _NEEDS[one] in finance.capabilities.can)


def registers_of_people(finance: SystemCard) -> tuple[Register, ...]:
    """The registers of contacts and employees that there are to read, with this finance system."""
    return tuple(one for one in registers_of(finance) if one in _PEOPLE)


def title(register: Register, system: str) -> Message:
    """What a register is called, with its system: *Customers in ...*."""
    match register:
        case Register.FINANCE_CHOICES:
            return Message("Groups, terms and currencies in {system}", system=system)
        case Register.FINANCE_ITEMS:
            return Message("Item numbers in {system}", system=system)
        case Register.FINANCE_EMPLOYEES | Register.PSA_EMPLOYEES:
            return Message("Employees in {system}", system=system)
        case Register.FINANCE_CUSTOMERS | Register.PSA_CUSTOMERS:
            return Message("Customers in {system}", system=system)
        case Register.PSA_CONTACTS:
            return Message("Contacts in {system}", system=system)
        case Register.PSA_INVOICES:
            return Message("Invoices in {system}", system=system)
        case Register.PSA_DIMENSIONS:
            return Message("Rates, types and projects in {system}", system=system)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How one register went: its size, or the reason why the old one still stands; and what of it could not be read."""

    register: Register
    title: Message
    count: int
    reason: Reason | None = None
    left_out: tuple[FileFault, ...] = ()

    @property
    def sentence(self) -> Message:
        """What was read and what was left out, of a register that was read."""
        read = Message("{register}: {count} read.", register=self.title, count=self.count)
        nobody_gone = () if _is_whole(self.left_out) else (_NOBODY_GONE,)
        return in_a_row((read, *counted(self.left_out), *nobody_gone))


class RecordFetching:
    """Reads registers. A register that cannot be read keeps its old records; the others go on."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        after_customers: Callable[[Integration, Progress], object] = lambda _integration, _progress: None,
        after_people: Callable[[Integration, Progress], object] = lambda _integration, _progress: None,
        with_invoices: Callable[[int, Sequence[Company]], object] = lambda _integration_id, _companies: None,
    ) -> None:
        """`after_customers` is called when customers of a side were read (`carry_updates.UpdateCarrying.after_reading`).

        `after_people` when contacts or employees were (`carry_people.PeopleCarrying.after_reading`). `with_invoices` is told the
        companies of the PSA before invoices are kept (`connect_system.Connections.look_at_companies`).
        """
        self._store = store
        self._connectors = connectors
        self._after_customers = after_customers
        self._after_people = after_people
        self._with_invoices = with_invoices

    def last(self, integration_id: int) -> dict[Register, Fetch]:
        """When each register was last read."""
        with self._store.reading() as work:
            known = work.settings.fetches(integration_id)
        return {register: known[key] for register in Register if (key := (SIDES[register], register.value)) in known}

    def fetch(self, integration: Integration, registers: Sequence[Register] = (), *, progress: Progress) -> list[Fetched]:
        """Read the registers one after the other, without any named all that there are; `Cancelled` between two pages.

        What was read whole is kept.
        """
        wanted = registers or registers_of(self._connectors.card(integration, Side.FINANCE))
        done = [self._fetch(integration, register, progress) for register in wanted]
        for side in {SIDES[one.register] for one in done if one.reason is None}:
            self._prove(integration.id, side)
        if any(one.reason is None and one.register in _CUSTOMERS for one in done):
            self._after_customers(integration, progress)
        if any(one.reason is None and one.register in _PEOPLE for one in done):
            self._after_people(integration, progress)
        return done

    def fetch_people(self, integration: Integration, progress: Progress) -> list[Fetched]:
        """Read the contacts and employees of both sides."""
        return self.fetch(integration, registers_of_people(self._connectors.card(integration, Side.FINANCE)), progress=progress)

    def _prove(self, integration_id: int, side: Side) -> None:
        """What was read proves the connection; one that was broken must open its own company too, which reading does not tell."""
        with self._store.reading() as work:
            integration = work.integrations.get(integration_id)
        if integration is None:
            return
        connection = integration.connection(side)
        if not connection.is_established:
            try:
                company = self._connectors.get(integration, side).sign_in()
            except BindeledError:  # the lamp stays as it is
                return
            if connection.company is not None and company.id != connection.company.id:
                return
        with self._store.work() as work:
            work.integrations.prove(integration_id, side)
            work.commit()

    def _fetch(self, integration: Integration, register: Register, progress: Progress) -> Fetched:
        side = SIDES[register]
        try:
            connector = self._connectors.get(integration, side)
        except SettingsError as trouble:  # nobody has connected that side yet
            system = self._connectors.card(integration, side).label
            return self._not_read(integration, register, title(register, system), system, trouble, ())
        system = connector.card.label
        name = title(register, system)
        left_out: list[FileFault] = []
        with connector.recording() as exchanges:
            try:
                with patient(connector.on_wait, system, progress) as patiently:
                    keep = self._read(integration, register, connector, name, patiently, left_out)
                with self._store.work() as work:
                    count = keep(work)
                    work.settings.fetched(integration.id, side, register, count)
                    fetched = Fetched(register=register, title=name, count=count, left_out=tuple(left_out))
                    work.log.note(
                        integration.id,
                        Activity.FETCH,
                        Outcome.DONE,
                        fetched.sentence,
                        system=system,
                        technical="\n".join(str(one.sentence) for one in left_out),
                    )
                    work.commit()
            except Cancelled:
                raise
            except BindeledError as trouble:
                return self._not_read(integration, register, name, system, trouble, exchanges[-1:])
        return fetched

    def _not_read(
        self,
        integration: Integration,
        register: Register,
        name: Message,
        system: str,
        trouble: BindeledError,
        exchanges: Sequence[Exchange],
    ) -> Fetched:
        with self._store.work() as work:
            work.log.note(
                integration.id,
                Activity.FETCH,
                Outcome.REFUSED,
                trouble.message,
                what_to_do=trouble.what_to_do,
                system=system,
                technical=trouble.technical,
                exchanges=exchanges,
            )
            work.commit()
        reason = Reason.of(trouble)
        return Fetched(register=register, title=name, count=0, reason=reason)

    def _read(
        self,
        integration: Integration,
        register: Register,
        connector: Connector,
        name: Message,
        progress: Progress,
        left_out: list[FileFault],
    ) -> Callable[[Work], int]:
        """Read all of a register, then give the function that keeps it; no unit of work is open while reading.

        What could not be read is told in `left_out`: a row that nobody could read does not prove that its record is gone.
        """
        id_, side = integration.id, SIDES[register]
        psa, finance = cast(Psa, connector), cast(Finance, connector)  # whichever it is: a register is of one side
        match register:
            case Register.FINANCE_CHOICES:
                choices, rates = finance.choices(), _vat_rates(finance)

                def keep(work: Work) -> int:
                    work.items.replace_vat_rates(id_, rates)
                    return work.items.replace_choices(id_, choices)

                return keep
            case Register.FINANCE_ITEMS:
                items = _all(finance.items(), name, progress, left_out)
                return lambda work: work.items.replace_all(id_, items, is_whole=_is_whole(left_out))
            case Register.FINANCE_EMPLOYEES | Register.PSA_EMPLOYEES:
                employees = _all((psa if side is Side.PSA else finance).employees(), name, progress)
                return lambda work: work.people.replace_all(Employee, id_, side, employees)
            case Register.FINANCE_CUSTOMERS | Register.PSA_CUSTOMERS:
                customers = _all((psa if side is Side.PSA else finance).customers(), name, progress, left_out)
                return lambda work: _keep_customers(work, id_, side, customers, is_whole=_is_whole(left_out))
            case Register.PSA_CONTACTS:
                contacts = _all(psa.contacts(), name, progress)
                return lambda work: work.people.replace_all(Contact, id_, side, contacts)
            case Register.PSA_INVOICES:
                since = self._since(integration)
                self._with_invoices(id_, psa.companies())
                invoices = _all(psa.invoices(since), name, progress)
                return lambda work: _keep_invoices(work, integration, invoices, is_whole=since is None)
            case Register.PSA_DIMENSIONS:
                values = psa.dimension_values()
                projects = _all(psa.project_kinds(), name, progress)
                registrations = psa.registrations(self._projects_in_question(id_))
                return lambda work: work.default_items.replace_read(id_, values, projects, registrations)

    def _projects_in_question(self, integration_id: int) -> tuple[str, ...]:
        """The projects of invoices to be sent that have a line without an item: what stands behind the others decides nothing."""
        with self._store.reading() as work:
            transfers = work.transfers.all(integration_id)
            open_lines = [
                line.project_id or invoice.project_id
                for invoice in work.invoices.all(integration_id)
                if is_to_be_sent(invoice, transfers.get(invoice.id))
                for line in invoice.lines
                if not line.is_text_only and not line.item_number
            ]
        return tuple(sorted({id_ for id_ in open_lines if id_}))

    def _since(self, integration: Integration) -> dt.datetime | None:
        """Invoices are read by time of change; a day of overlap covers clocks and zones that differ.

        All of them again when the PSA is signed in to otherwise than before, since it may tell now whose they are.
        """
        last = self.last(integration.id).get(Register.PSA_INVOICES)
        with self._store.reading() as work:
            signed_in = work.settings.get(integration.id, _INVOICES_READ_AS)
        return None if last is None or signed_in != dict(integration.psa.settings) else last.fetched_at - dt.timedelta(days=1)


def _keep_invoices(work: Work, integration: Integration, invoices: Sequence[Invoice], *, is_whole: bool) -> int:
    """Keep what was read; when that is all of them, others were another company's, and those that never went are forgotten."""
    if is_whole:
        transferred = work.transfers.all(integration.id)
        work.invoices.keep_only(integration.id, {*transferred, *(one.id for one in invoices)})
        work.settings.put(integration.id, _INVOICES_READ_AS, dict(integration.psa.settings))
    return work.invoices.put_all(integration.id, invoices)


def _keep_customers(work: Work, integration_id: int, side: Side, customers: Sequence[Customer], *, is_whole: bool) -> int:
    """Keep the register; the first one that comes after files has ids of its own, which what was decided follows by number."""
    waits = work.settings.get(integration_id, f"{AFTER_FILES}{side}").get("waits")
    before = work.customers.all(integration_id, side) if waits else []
    count = work.customers.replace_all(integration_id, side, customers, is_whole=is_whole)
    if waits:
        new_ids = renumbered(before, customers)
        plans = work.decisions.plans(integration_id).values()
        moved = {plan.finance_id: new for plan in plans if (new := with_new_ids(plan, side, new_ids)) != plan}
        work.decisions.drop_plans(integration_id, moved)
        work.decisions.plan(integration_id, moved.values())
        if side is Side.FINANCE:
            for old in work.decisions.ignored(integration_id) & new_ids.keys():
                work.decisions.bring_back(integration_id, old)
                work.decisions.ignore(integration_id, new_ids[old])
        work.settings.put(integration_id, f"{AFTER_FILES}{side}", {})
    return count


def _is_whole(left_out: Iterable[FileFault]) -> bool:
    """Whether every record of a register was read, if not every cell."""
    return all(one.keeps_row or one.is_remark for one in left_out)


def _vat_rates(finance: Finance) -> tuple[VatRate, ...]:
    """The VAT rates; who may not read them goes on without, and VAT is not predicted."""
    try:
        return finance.vat_rates()
    except (AccessDenied, RecordError):
        return ()


def _all(pages: Iterable[Page[T]], name: Message, progress: Progress, left_out: list[FileFault] | None = None) -> list[T]:
    records: list[T] = []
    progress.step(0, None, name)
    for page in pages:
        records.extend(page.records)
        if left_out is not None:
            left_out.extend(page.left_out)
        progress.step(len(records), page.total, name)
    return records
