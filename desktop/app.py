"""The only file that knows everybody: builds the store, the connectors, the use cases, and the window."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.connectors.contract import Access, Connector, ConnectorSource, SystemCard
from desktop.connectors.files.rows import read_table
from desktop.connectors.keychain import (
    Keychain,
    KeychainForThisRun,
    KeychainInPractice,
    KeychainWhereUsable,
    database_password,
    keep_database_password,
)
from desktop.connectors.practice import practising
from desktop.connectors.registry import CONNECTORS
from desktop.diagnostics import register_secret, start_log, stop_log
from desktop.errors import NotPossible, SettingsError, StoreUnusable
from desktop.models.absence import PROOF_AFTER, AbsenceProof
from desktop.models.handed_in import SecretKeeper
from desktop.models.records import Integration, Side
from desktop.models.store.addresses import account_of, shared_address
from desktop.models.store.log_entries import person
from desktop.models.store.practice_copy import copied
from desktop.models.store.work import Store
from desktop.paths import Paths
from desktop.texts import Message
from desktop.use_cases.accept_differences import DifferenceAcceptance
from desktop.use_cases.accept_suggestions import SampleJudging
from desktop.use_cases.activate_integration import IntegrationActivation
from desktop.use_cases.activate_items import ItemActivation
from desktop.use_cases.carry_people import PeopleCarrying
from desktop.use_cases.carry_updates import CarryWay, UpdateCarrying
from desktop.use_cases.change_owner import OwnerChange
from desktop.use_cases.check_registers import RegisterCheck
from desktop.use_cases.choose_default_items import DefaultItems
from desktop.use_cases.choose_expenses import ExpenseSetup
from desktop.use_cases.choose_sending_rules import SendingChoice
from desktop.use_cases.choose_standard_values import StandardValueChoice
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.exchange_decisions import DecisionFiles
from desktop.use_cases.fetch_records import RecordFetching, registers_of
from desktop.use_cases.find_documents import DocumentSearch
from desktop.use_cases.find_duplicates import DuplicateSearch
from desktop.use_cases.find_records import RecordSearch
from desktop.use_cases.import_expenses import ExpenseImport
from desktop.use_cases.judge_documents import DocumentJudging
from desktop.use_cases.judge_numbers import NumberJudging
from desktop.use_cases.learn_weights import WeightLearning
from desktop.use_cases.link_contacts import ContactLinking
from desktop.use_cases.link_customers import CustomerLinking
from desktop.use_cases.link_employees import EmployeeLinking
from desktop.use_cases.link_people import PeopleLinking
from desktop.use_cases.mark_links import LinkMarks
from desktop.use_cases.overwrite_customers import CustomerOverwriting
from desktop.use_cases.preview_invoices import InvoicePreviews
from desktop.use_cases.read_changed_customers import ChangedCustomers
from desktop.use_cases.read_log import IntegrationLog
from desktop.use_cases.reconcile_invoices import InvoiceReconciliation
from desktop.use_cases.send_invoice import InvoiceSending
from desktop.use_cases.settle_expenses import ExpenseSettling
from desktop.use_cases.settle_transfers import TransferSettling
from desktop.use_cases.show_customer_card import CustomerCards
from desktop.use_cases.show_overview import Overview
from desktop.use_cases.sign_off_periods import PeriodSignOff
from desktop.use_cases.sync_customers import CustomerSync
from desktop.use_cases.transfer_invoices import InvoiceTransfers
from desktop.use_cases.undo_customers import CustomerUndo
from desktop.use_cases.undo_linking import LinkingUndo
from desktop.use_cases.undo_people import PeopleUndo
from desktop.use_cases.write_att_persons import AttPersonWriting
from desktop.use_cases.write_back_numbers import NumberWriteBack
from desktop.use_cases.write_expenses import ExpenseWriting
from desktop.use_cases.write_links import LinkWriting

TURN_SECONDS = 0.0005
"""How long a thread works before another one that waits gets its turn. With Python's own 5 ms a call whose answer is there, or the
window, waits up to 5 ms for each thread at work: a twentieth of the time of a run."""


class StoreBox:
    """Keeps sealed secrets in the store (see `keychain.SealedBox`); in a shared one each person's, since each has a keyring."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_me = f" {person()}" if store.is_shared else ""

    def put(self, key: str, sealed: bytes) -> None:
        """Keep or replace."""
        with self._store.work() as work:
            work.sealed_secrets.put(key + self._of_me, sealed)
            work.commit()

    def get(self, key: str) -> bytes | None:
        """What is kept under the name, if anything."""
        with self._store.reading() as work:
            return work.sealed_secrets.get(key + self._of_me)

    def delete(self, key: str) -> None:
        """Forget, also what colleagues keep under the name: the connection is broken for everybody."""
        with self._store.work() as work:
            work.sealed_secrets.delete(key)
            work.commit()


class Connectors(ConnectorSource):
    """The connectors in use, one per side of an integration; in practice mode each is wrapped, so that nothing is written."""

    def __init__(self, secrets: SecretKeeper, *, practice: bool, calls_file: Path | None = None) -> None:
        """`calls_file`: see `Access`."""
        self._secrets = secrets
        self._practice = practice
        self._calls_file = calls_file
        self._open: dict[tuple[int, Side], Connector] = {}
        self._lock = threading.Lock()

    def get(self, integration: Integration, side: Side) -> Connector:
        """See `ConnectorSource`."""
        with self._lock:
            key = (integration.id, side)
            if key not in self._open:
                connection = integration.connection(side)
                secrets = self._secrets.load(connection.key) if connection.key else {}
                if not connection.key or not (secrets or CONNECTORS[connection.system].card.is_files):
                    raise SettingsError(
                        Message("{system} is not connected.", system=CONNECTORS[connection.system].card.label),
                        what_to_do=Message("Enter the credentials under Setup."),
                    )
                company = connection.company
                access = Access(
                    base_address=connection.base_address,
                    settings=dict(connection.settings),
                    secrets=secrets,
                    company_id=company.id if company else "",
                )
                self._open[key] = self.make(connection.system, access)
            return self._open[key]

    def card(self, integration: Integration, side: Side) -> SystemCard:
        """See `ConnectorSource`."""
        return CONNECTORS[integration.connection(side).system].card

    def make(self, system: str, access: Access) -> Connector:
        """See `ConnectorSource`."""
        connector = CONNECTORS[system](replace(access, calls_file=self._calls_file))
        return practising(connector) if self._practice else connector

    def forget(self, integration: Integration, side: Side) -> None:
        """See `ConnectorSource`."""
        with self._lock:
            connector = self._open.pop((integration.id, side), None)
        if connector is not None:
            connector.close()

    def close(self) -> None:
        """Close every connector."""
        with self._lock:
            for connector in self._open.values():
                connector.close()
            self._open.clear()


@dataclass(frozen=True, slots=True)
class Bindeled:
    """The program without its window: every use case, on one store."""

    paths: Paths
    store: Store
    is_practice: bool
    keychain: Keychain
    connections: Connections
    fetching: RecordFetching
    linking: CustomerLinking
    linking_undo: LinkingUndo
    samples: SampleJudging
    duplicates: DuplicateSearch
    register_check: RegisterCheck
    decision_files: DecisionFiles
    learning: WeightLearning
    customers: CustomerSync
    cards: CustomerCards
    search: RecordSearch
    updates: UpdateCarrying
    people_updates: PeopleCarrying
    owner_change: OwnerChange
    contacts: ContactLinking
    employees: EmployeeLinking
    items: ItemActivation
    default_items: DefaultItems
    standard_values: StandardValueChoice
    activation: IntegrationActivation
    previews: InvoicePreviews
    sending: SendingChoice
    people: PeopleLinking
    transfers: InvoiceTransfers
    settling: TransferSettling
    judging: DocumentJudging
    numbers: NumberJudging
    reconciliation: InvoiceReconciliation
    acceptance: DifferenceAcceptance
    sign_offs: PeriodSignOff
    expense_setup: ExpenseSetup
    expenses: ExpenseImport
    log: IntegrationLog
    overview: Overview
    close: Callable[[], None]

    @property
    def keeps_secrets(self) -> bool:
        """False: no usable keyring, credentials are kept for this run only."""
        return self.keychain.is_lasting


def cards() -> dict[str, SystemCard]:
    """Every system there is a connector for, by name."""
    return {name: connector.card for name, connector in CONNECTORS.items()}


def open_bindeled(
    data_folder: Path | None = None,
    *,
    practice: bool = False,
    for_this_run: bool = False,
    database: str = "",
    keychain: Keychain | None = None,
    proof_after: dt.timedelta = PROOF_AFTER,
) -> Bindeled:
    """Open the program's data; `StoreUnusable` when that cannot be done.

    `practice` writes to no outside system, and works on a copy of the database that is thrown away at the end, so that nothing
    counts as done that was not; `for_this_run` keeps credentials in memory instead of the keyring; `database` is a PostgreSQL
    address for a shared store; `keychain` has the credentials already; `proof_after` is how long after an unanswered write its
    absence is believed.
    """
    sys.setswitchinterval(TURN_SECONDS)
    paths = Paths(data_folder)
    _prepare(paths)
    exits = ExitStack()
    try:
        store = _store(paths, database, exits, practice=practice, for_this_run=for_this_run)
        secrets = keychain or (KeychainForThisRun() if for_this_run else KeychainWhereUsable(StoreBox(store)))
        return _opened(paths, store, exits, secrets, proof_after, practice=practice)
    except BaseException:
        exits.close()
        raise


def _store(paths: Paths, database: str, exits: ExitStack, *, practice: bool, for_this_run: bool) -> Store:
    exits.callback(stop_log)
    if database and practice:
        raise NotPossible(
            Message("Practice works on a copy of the database, and a shared database is not copied."),
            what_to_do=Message("Practise with a data folder of your own."),
        )
    if database:
        url = shared_address(database)
        store = Store.open(url if for_this_run else url.set(password=database_password(account_of(url))))
    else:
        store = Store.open(paths.database, paths.backups)
    if practice:
        store.close()
        store = _practice_store(paths, exits)
    exits.callback(store.close)
    return store


def keep_shared_database(address: str, password: str) -> str:
    """Open a shared database with this password (empty: it asks for none), keep the password in the keyring, give its address.

    `SettingsError` when the address cannot be used, `StoreUnusable` when the database cannot, `KeyringUnusable`.
    """
    url = shared_address(address)
    register_secret(password)
    store = Store.open(url.set(password=password or None))
    store.close()
    if password:
        keep_database_password(account_of(url), password)
    return store.name


def _opened(
    paths: Paths, store: Store, exits: ExitStack, secrets: Keychain, proof_after: dt.timedelta, *, practice: bool
) -> Bindeled:
    kept = KeychainInPractice(secrets) if practice else secrets
    connectors = Connectors(kept, practice=practice, calls_file=paths.calls)
    exits.callback(connectors.close)
    write_back = NumberWriteBack(store, connectors).write
    connections = Connections(store, cards(), connectors, kept)
    marks = LinkMarks(store, connectors)
    customers = CustomerSync(store, connectors, marks.mark_one)
    documents = DocumentSearch(store, connectors)
    settling = TransferSettling(store, connectors, documents.found, write_back, proof_after)
    learning = WeightLearning(store)
    activation = IntegrationActivation(store)
    people = PeopleLinking(store, connectors, customers.rules, AttPersonWriting(store).of_run)
    sending = InvoiceSending(store, connectors, customers, settling)
    reconciliation = InvoiceReconciliation(store, connectors, documents.found, write_back)
    overwriting = CustomerOverwriting(store, connectors)
    writing = LinkWriting(store, connectors, marks.mark_one, overwriting)
    duplicates = DuplicateSearch(store)
    expense_proof = AbsenceProof(proof_after)
    expense_writing = ExpenseWriting(store, connectors, expense_proof)
    linking = CustomerLinking(store, connectors, writing.link_one, learning, marks)
    changed = ChangedCustomers(store, connectors)
    updates = UpdateCarrying(store, connectors, customers.rules, overwriting.overwrite_linked, changed.read)
    people_updates = PeopleCarrying(store, connectors, customers.rules, lambda one: updates.way(one) is CarryWay.AT_ONCE)

    return Bindeled(
        paths=paths,
        store=store,
        is_practice=practice,
        keychain=secrets,
        connections=connections,
        fetching=RecordFetching(
            store, connectors, updates.after_reading, people_updates.after_reading, connections.look_at_companies
        ),
        linking=linking,
        linking_undo=LinkingUndo(store, connectors, CustomerUndo(store, connectors), PeopleUndo(store, connectors)),
        samples=SampleJudging(store),
        duplicates=duplicates,
        decision_files=DecisionFiles(store, linking.register, read_table),
        register_check=RegisterCheck(store, connectors, duplicates.find),
        learning=learning,
        customers=customers,
        cards=CustomerCards(store, connectors, customers.rules),
        search=RecordSearch(store, connectors),
        updates=updates,
        people_updates=people_updates,
        contacts=ContactLinking(store, connectors, customers.rules, people.create_contact),
        employees=EmployeeLinking(store, connectors, customers.rules, people.create_employee),
        owner_change=OwnerChange(store, connectors, customers, updates.waiting_under),
        items=ItemActivation(store),
        default_items=DefaultItems(store, connectors, read_table),
        standard_values=StandardValueChoice(store),
        activation=activation,
        previews=InvoicePreviews(store, connectors, customers),
        people=people,
        sending=SendingChoice(store, connectors),
        transfers=InvoiceTransfers(store, connectors, customers, people.of_run, sending.send_one, write_back),
        settling=settling,
        judging=DocumentJudging(store, connectors, write_back),
        numbers=NumberJudging(store, connectors),
        reconciliation=reconciliation,
        acceptance=DifferenceAcceptance(store, reconciliation.rows),
        sign_offs=PeriodSignOff(store, connectors, reconciliation.rows, reconciliation.read_at),
        expense_setup=ExpenseSetup(store, connectors),
        expenses=ExpenseImport(store, expense_writing, ExpenseSettling(store, connectors, expense_writing, expense_proof).settle),
        log=IntegrationLog(store),
        overview=Overview(
            store,
            lambda system: CONNECTORS[system].card,
            activation,
            customers,
            registers=registers_of,
            updates=lambda id_: updates.waiting(id_).customers,
        ),
        close=exits.close,
    )


def _prepare(paths: Paths) -> None:
    """Make the data folder, and start the technical log in it."""
    try:
        paths.make()
        start_log(paths.logs)
    except OSError as trouble:
        raise StoreUnusable(
            Message("The data folder {place} cannot be made or written.", place=str(trouble.filename or paths.data)),
            what_to_do=Message("Ask for the right to write there, or choose another data folder."),
            technical=str(trouble),
        ) from trouble


def _practice_store(paths: Paths, exits: ExitStack) -> Store:
    """A copy of the database in a folder that is thrown away when the program closes."""
    folder = exits.enter_context(tempfile.TemporaryDirectory(prefix="bindeled-practice-", ignore_cleanup_errors=True))
    return Store.open(copied(paths.database, Path(folder)))
