"""Set up the import of expenses (Udgifter): accounts, what suppliers charged on them, and a project and type for each; chapter 8.

Nothing is written to either system here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from desktop.connectors.contract import Ability, ConnectorSource, Finance, Page, Psa
from desktop.errors import BindeledError, NotPossible, RecordNotFound
from desktop.models.expenses import Clash, ExpenseRow, clashes, expense_rows
from desktop.models.records import (
    Account,
    Activity,
    ExpenseChoice,
    ExpenseKnowledge,
    ExpenseType,
    Integration,
    LedgerEntry,
    Outcome,
    Project,
    Side,
)
from desktop.models.store.work import Store
from desktop.progress import Progress, patient
from desktop.texts import Message

T = TypeVar("T")


class ExpenseSetup:
    """What is chosen for the expenses of an integration, and what is read for them."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def why_not(self, integration: Integration) -> Message | None:
        """Why expenses cannot be imported between these two systems; `None` when they can."""
        for side in (Side.FINANCE, Side.PSA):
            capabilities = self._connectors.card(integration, side).capabilities
            if Ability.EXPENSES not in capabilities.can:
                return capabilities.refusal(Ability.EXPENSES).message
        return None

    def known(self, integration_id: int) -> ExpenseKnowledge:
        """All that was read and chosen."""
        with self._store.reading() as work:
            return work.expenses.known(integration_id)

    def rows(self, integration_id: int) -> list[ExpenseRow]:
        """Every entry on the chosen accounts, with where it stands."""
        return expense_rows(self.known(integration_id))

    def clashes(self, integration_id: int) -> list[Clash]:
        """Chosen accounts whose entries get no expense type by themselves."""
        return clashes(self.known(integration_id))

    def since(self, integration_id: int) -> dt.date:
        """From which day on entries are read unless somebody says otherwise: as last time, at first from last month on."""
        known = self.known(integration_id).since
        first = dt.datetime.now(dt.UTC).date().replace(day=1)
        return known or (first - dt.timedelta(days=1)).replace(day=1)

    def read_accounts(self, integration: Integration, progress: Progress) -> list[Account]:
        """Read the chart of accounts and the expense types: what choosing accounts needs."""
        self._require(integration)
        finance, psa = self._connectors.finance(integration), self._connectors.psa(integration)
        text = Message("Reading accounts")
        accounts = self._read(integration, finance, progress, text, finance.accounts)
        types = self._read(integration, psa, progress, text, psa.expense_types)
        with self._store.work() as work:
            work.expenses.replace_read(integration.id, Account, accounts)
            work.expenses.replace_read(integration.id, ExpenseType, types)
            work.commit()
        return list(accounts)

    def choose_accounts(self, integration_id: int, numbers: Collection[str]) -> list[Clash]:
        """Want the entries of these accounts and no others; gives where types clash. `RecordNotFound` for one that was not read."""
        wanted = frozenset(numbers)
        with self._store.work() as work:
            known = work.expenses.known(integration_id)
            if unknown := sorted(wanted - {one.number for one in known.accounts}):
                raise RecordNotFound(
                    Message(
                        "Account {numbers} was not read from the finance system.",
                        "Accounts {numbers} were not read from the finance system.",
                        numbers=tuple(unknown),
                        count=len(unknown),
                    ),
                    what_to_do=Message("Read the accounts again, or choose another one."),
                )
            if wanted != known.chosen:
                work.expenses.put_chosen(integration_id, wanted)
                sentence = Message("Expenses come from {accounts}.", accounts=tuple(sorted(wanted)) or Message("no account"))
                work.log.note(integration_id, Activity.EXPENSES, Outcome.DONE, sentence)
                work.commit()
        return clashes(replace(known, chosen=wanted))

    def read(self, integration: Integration, since: dt.date, progress: Progress) -> int:
        """Read expense types, projects and the entries of the chosen accounts; gives how many entries there are.

        What cannot be read leaves the old records as they are, and is raised.
        """
        self._require(integration)
        finance, psa = self._connectors.finance(integration), self._connectors.psa(integration)
        chosen, text = self.known(integration.id).chosen, Message("Reading supplier entries")
        entries = self._read(integration, finance, progress, text, lambda: finance.entries(chosen, since)) if chosen else ()
        types = self._read(integration, psa, progress, text, psa.expense_types)
        projects = self._read(integration, psa, progress, text, lambda: _records(psa.projects()))
        with self._store.work() as work:
            work.expenses.replace_read(integration.id, LedgerEntry, entries)
            work.expenses.replace_read(integration.id, ExpenseType, types)
            work.expenses.replace_read(integration.id, Project, projects)
            work.expenses.read_now(integration.id, since)
            sentence = Message(
                "{count} entry read from {system}, dated {since} or later.",
                "{count} entries read from {system}, dated {since} or later.",
                count=len(entries),
                system=finance.card.label,
                since=since,
            )
            work.log.note(integration.id, Activity.EXPENSES, Outcome.DONE, sentence, system=finance.card.label)
            work.commit()
        return len(entries)

    def choose(
        self, integration_id: int, keys: Collection[str], *, project_id: str | None = None, type_id: str | None = None
    ) -> None:
        """Choose a project, a type or both for these entries; what is written already keeps its own. `RecordNotFound`."""
        with self._store.work() as work:
            known = work.expenses.known(integration_id)
            for wanted, there in ((project_id, known.projects), (type_id, known.types)):
                if wanted and wanted not in {one.id for one in there}:
                    raise RecordNotFound(
                        Message("{what} is not known.", what=wanted), what_to_do=Message("Read the entries again, and choose.")
                    )
            for row in expense_rows(known):
                if row.key in keys and row.can_be_chosen_for:
                    before = known.choices.get(row.key, ExpenseChoice())
                    choice = ExpenseChoice(
                        project_id=before.project_id if project_id is None else project_id,
                        type_id=before.type_id if type_id is None else type_id,
                    )
                    work.expenses.put_choice(integration_id, row.key, choice)
            work.commit()

    def use_suggestions(self, integration_id: int, keys: Collection[str]) -> int:
        """Choose the project that the text names, for those of these entries that have none yet; gives how many."""
        found = {
            row.key: row.suggested.id
            for row in self.rows(integration_id)
            if row.key in keys and row.can_be_chosen_for and row.project is None and row.suggested is not None
        }
        for project_id in dict.fromkeys(found.values()):
            self.choose(integration_id, [key for key, named in found.items() if named == project_id], project_id=project_id)
        return len(found)

    def _read(
        self, integration: Integration, connector: Finance | Psa, progress: Progress, text: Message, read: Callable[[], Sequence[T]]
    ) -> Sequence[T]:
        """Read one list; trouble stands in the log with what was asked and answered."""
        system = connector.card.label
        with connector.recording() as exchanges:
            try:
                with patient(connector.on_wait, system, progress) as patiently:
                    patiently.step(0, None, text)
                    return read()
            except BindeledError as trouble:
                with self._store.work() as work:
                    work.log.note(
                        integration.id,
                        Activity.EXPENSES,
                        Outcome.REFUSED,
                        trouble.message,
                        what_to_do=trouble.what_to_do,
                        system=system,
                        technical=trouble.technical,
                        exchanges=exchanges,
                    )
                    work.commit()
                raise

    def _require(self, integration: Integration) -> None:
        if (reason := self.why_not(integration)) is not None:
            raise NotPossible(reason)


def _records(pages: Iterator[Page[T]]) -> list[T]:
    return [one for page in pages for one in page.records]
