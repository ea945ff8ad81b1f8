"""Connect a system (Opret forbindelse), test it, and reset it (Nulstil); product.md chapter 1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from desktop.connectors.contract import Access, ConnectorSource, SignInField, SystemCard
from desktop.errors import BindeledError, Cancelled, RecordNotFound, SettingsError, WrongCompany
from desktop.models.handed_in import SecretKeeper
from desktop.models.records import Activity, Company, Connection, Exchange, FileKind, FilePreview, Integration, Outcome, Side
from desktop.models.references import own_key
from desktop.models.renumbering import AFTER_FILES
from desktop.models.store.settings import PSA_INVOICES
from desktop.models.store.work import Store, Work
from desktop.models.whose_invoices import begins_to_share, ends_sharing
from desktop.progress import Progress, Silent
from desktop.texts import Message

__all__ = ["Connections", "SignInField", "SystemCard"]

_UNWATCHED = Silent()
_FILE_READINGS = "file_readings"  # by kind and headings: columns as text, decimal sign


class Connections:
    """The integrations, and the connection of each side."""

    def __init__(self, store: Store, cards: Mapping[str, SystemCard], connectors: ConnectorSource, secrets: SecretKeeper) -> None:
        self._store = store
        self._cards = cards
        self._connectors = connectors
        self._secrets = secrets

    def systems(self, side: Side) -> list[SystemCard]:
        """The systems that can be chosen for one side."""
        return [card for card in self._cards.values() if card.side is side]

    def card(self, integration_id: int, side: Side) -> SystemCard:
        """What the system of one side is and can do."""
        return self.card_of(self.integration(integration_id).connection(side))

    def card_of(self, connection: Connection) -> SystemCard:
        """The same of a connection at hand."""
        return self._cards[connection.system]

    def integrations(self) -> list[Integration]:
        """Every integration, oldest first."""
        with self._store.reading() as work:
            return work.integrations.all()

    def files_read(self) -> list[Path]:
        """The exported files that integrations read in place of a system."""
        return [
            Path(value)
            for integration in self.integrations()
            for connection in map(integration.connection, (Side.PSA, Side.FINANCE))
            for field in self.card_of(connection).sign_in
            if field.is_file and (value := dict(connection.settings).get(field.name))
        ]

    def integration(self, integration_id: int) -> Integration:
        """One integration; `RecordNotFound`."""
        with self._store.reading() as work:
            found = work.integrations.get(integration_id)
        if found is None:
            raise RecordNotFound(Message("There is no integration number {number}.", number=str(integration_id)))
        return found

    def create(self, name: str, psa_system: str, finance_system: str) -> Integration:
        """Make an integration between two systems; nothing is connected yet."""
        with self._store.work() as work:
            made = work.integrations.add(
                name,
                Connection(side=Side.PSA, system=psa_system, base_address=self._cards[psa_system].default_address),
                Connection(side=Side.FINANCE, system=finance_system, base_address=self._cards[finance_system].default_address),
            )
            work.commit()
        return made

    def rename(self, integration_id: int, name: str) -> None:
        """Give an integration another name; `RecordNotFound`."""
        self.integration(integration_id)
        with self._store.work() as work:
            work.integrations.rename(integration_id, name)
            work.commit()

    def companies(
        self, integration_id: int, side: Side, base_address: str, values: Mapping[str, str], *, system: str = ""
    ) -> tuple[Company, ...]:
        """The companies that these credentials open; nothing is kept. `system` as for `connect`."""
        card, access = self._access(integration_id, side, base_address, values, system=system)
        with closing(self._connectors.make(card.name, access)) as connector:
            return connector.companies()

    def connect(
        self,
        integration_id: int,
        side: Side,
        base_address: str,
        values: Mapping[str, str],
        company_id: str = "",
        *,
        system: str = "",
        progress: Progress = _UNWATCHED,
    ) -> Company:
        """Try the credentials for real, then keep them: secrets in the keyring, the rest in the store.

        Raises what the connector raises; `WrongCompany` when the integration already belongs to another company, `SettingsError`
        when the credentials open several and none is chosen: none is taken silently. One that is stopped meanwhile keeps nothing.
        `system` takes the place of files (or other files): links, plans and what was decided stay.
        """
        integration = self.integration(integration_id)
        before = integration.connection(side)
        if before.company is not None and before.system == (system or before.system):
            company_id = company_id or before.company.id  # a renewed token needs no company again
        card, access = self._access(integration_id, side, base_address, values, company_id, system)
        # The name stays: in a shared store a colleague's keyring has a key under it too.
        key = before.key or own_key(integration_id, side, self._store.name)
        exchanges: list[Exchange] = []
        try:
            _all_filled_in(card, values)
            connector = self._connectors.make(card.name, access)
            with closing(connector), connector.recording() as exchanges:
                if not company_id:
                    _no_choice_left(connector.companies(), card)
                company = connector.sign_in()
            if before.system == card.name:
                _same_company(before, company)
            progress.step(1, 1, Message("{system} answered.", system=card.label))
            self._secrets.save(key, access.secrets)
        except Cancelled:
            raise
        except BindeledError as trouble:
            self._note(integration_id, card, Outcome.REFUSED, trouble.message, trouble, exchanges=exchanges)
            raise
        connection = Connection(
            side=side,
            system=card.name,
            base_address=access.base_address,
            settings=tuple(access.settings.items()),
            company=company,
            key=key,
            is_established=True,
            tested_at=dt.datetime.now(dt.UTC),
        )
        with self._store.work() as work:
            _put(work, integration_id, connection)
            if before.system != card.name:
                work.settings.put(integration_id, f"{AFTER_FILES}{side}", {"waits": True})
            work.commit()
        self._connectors.forget(integration, side)
        sentence = Message("Connected to {company} in {system}.", company=company.name, system=card.label)
        self._note(integration_id, card, Outcome.DONE, sentence, exchanges=exchanges)
        return company

    def file_preview(
        self, integration_id: int, system: str, kind: FileKind, file: Path, columns: str | None = None, decimal: str = ""
    ) -> FilePreview:
        """What an exported file would be read as; nothing is kept. `RecordRefused` when it cannot be read.

        `columns` of `None`: as files with these headings were read the last time, else as the headings are recognised.
        """
        preview = self._cards[system].file_preview
        if preview is None:
            raise SettingsError(Message("{system} reads no files.", system=self._cards[system].label))
        if columns is not None:
            return preview(file, kind, columns, decimal)
        found = preview(file, kind)
        with self._store.reading() as work:
            known = work.settings.get(integration_id, _FILE_READINGS).get(f"{kind}\n{found.shape}")
        return preview(file, kind, *known) if known else found

    def remember_reading(self, integration_id: int, kind: FileKind, preview: FilePreview) -> None:
        """Read the next file with the same headings as this one."""
        with self._store.work() as work:
            known = work.settings.get(integration_id, _FILE_READINGS)
            reading = [preview.reading.columns_text, preview.reading.decimal]
            work.settings.put(integration_id, _FILE_READINGS, {**known, f"{kind}\n{preview.shape}": reading})
            work.commit()

    def test(self, integration_id: int, side: Side) -> Company:
        """Prove that a connection still works, and keep the time of the proof; raises what the connector raises.

        Only what somebody must fix breaks the connection, and in a shared store not even that: it is told to the person whose
        credentials were tried. After other trouble it is as proven as before, which turns grey in a day.
        """
        integration, card = self.integration(integration_id), self.card(integration_id, side)
        connection = integration.connection(side)
        exchanges: list[Exchange] = []
        try:
            connector = self._connectors.get(integration, side)
            with connector.recording() as exchanges:
                company = connector.sign_in()
            _same_company(connection, company)
        except BindeledError as trouble:
            if self._is_broken_by(trouble):
                self._keep(integration_id, replace(connection, is_established=False))
            self._note(integration_id, card, Outcome.REFUSED, trouble.message, trouble, exchanges=exchanges)
            raise
        self._keep(integration_id, replace(connection, is_established=True, company=company, tested_at=dt.datetime.now(dt.UTC)))
        sentence = Message("{company} in {system} answers.", company=company.name, system=card.label)
        self._note(integration_id, card, Outcome.DONE, sentence, exchanges=exchanges)
        return company

    def look_at_companies(self, integration_id: int, companies: Sequence[Company]) -> None:
        """Keep what the PSA tells about its companies while invoices are read: since then another one may have come."""
        connection = self.integration(integration_id).psa
        now = next((one for one in companies if connection.company is not None and one.id == connection.company.id), None)
        if now is not None and begins_to_share(connection.company, now):
            self._keep(integration_id, replace(connection, company=now))

    def reset(self, integration_id: int, side: Side) -> None:
        """Forget the credentials and break the connection; links stay, and so does the company that they belong to."""
        integration, card = self.integration(integration_id), self.card(integration_id, side)
        connection = integration.connection(side)
        if connection.key:
            self._secrets.delete(connection.key)
        self._connectors.forget(integration, side)
        self._keep(integration_id, replace(connection, key="", is_established=False, tested_at=None))
        with self._store.work() as work:
            sentence = Message("The credentials for {system} were removed. Links stay.", system=card.label)
            work.log.note(integration_id, Activity.RESET, Outcome.DONE, sentence, system=card.label)
            work.commit()

    def _access(
        self, integration_id: int, side: Side, base_address: str, values: Mapping[str, str], company_id: str = "", system: str = ""
    ) -> tuple[SystemCard, Access]:
        card = self._in_place_of_files(integration_id, side, system) if system else self.card(integration_id, side)
        if not (base_address.strip() or card.default_address):
            raise SettingsError(
                Message("The address of {system} must be filled in.", system=card.label),
                what_to_do=Message("Enter the address that you see in the browser when you work in {system}.", system=card.label),
            )
        secret_names = {one.name for one in card.sign_in if one.is_secret}
        return card, Access(
            base_address=(base_address.strip() or card.default_address).rstrip("/"),
            settings={name: value for name, value in values.items() if name not in secret_names},
            secrets={name: value for name, value in values.items() if name in secret_names},
            company_id=company_id,
        )

    def _in_place_of_files(self, integration_id: int, side: Side, system: str) -> SystemCard:
        """The system that is to be connected; `SettingsError` when the side has another one, unless that is files or never was."""
        now, wanted = self.card(integration_id, side), self._cards[system]
        was_connected = self.integration(integration_id).connection(side).company is not None
        if wanted.side is not side or (wanted is not now and not now.is_files and (was_connected or not wanted.is_files)):
            raise SettingsError(
                Message(
                    "This integration joins {system}, and {other} cannot take its place.", system=now.label, other=wanted.label
                ),
                what_to_do=Message("Make a new integration."),
            )
        return wanted

    def _is_broken_by(self, trouble: BindeledError) -> bool:
        """Only in a store of one's own: in a shared one each person's credentials are their own, and the lamp is everybody's."""
        return isinstance(trouble, SettingsError) and not self._store.is_shared

    def _keep(self, integration_id: int, connection: Connection) -> None:
        with self._store.work() as work:
            _put(work, integration_id, connection)
            work.commit()

    def _note(
        self,
        integration_id: int,
        card: SystemCard,
        outcome: Outcome,
        sentence: Message,
        trouble: BindeledError | None = None,
        exchanges: Sequence[Exchange] = (),
    ) -> None:
        with self._store.work() as work:
            work.log.note(
                integration_id,
                Activity.CONNECT,
                outcome,
                sentence,
                what_to_do=trouble.what_to_do if trouble else None,
                technical=trouble.technical if trouble else "",
                system=card.label,
                exchanges=exchanges,
            )
            work.commit()


def _put(work: Work, integration_id: int, connection: Connection) -> None:
    """Keep a connection; an integration that was not activated for invoices of other companies too is switched off.

    Invoices that were read while nobody knew whose they are are forgotten, but for what has gone, once the PSA tells it.
    """
    before = work.integrations.get(integration_id)
    work.integrations.put_connection(integration_id, connection)
    if before is None:
        return
    companies = before.connection(connection.side).company, connection.company
    if ends_sharing(*companies):
        work.invoices.keep_only(integration_id, work.transfers.all(integration_id))
        work.settings.not_fetched(integration_id, connection.side, PSA_INVOICES)
    if before.is_active and begins_to_share(*companies):
        work.integrations.activate(integration_id, False)
        sentence = Message("The integration was deactivated: an invoice of another legal entity might go to the wrong company.")
        what_to_do = Message("See under Setup what is missing, and activate it again.")
        work.log.note(integration_id, Activity.SETTINGS, Outcome.DONE, sentence, what_to_do=what_to_do)


def _all_filled_in(card: SystemCard, values: Mapping[str, str]) -> None:
    missing = [one.label for one in card.sign_in if not one.is_optional and not values.get(one.name)]
    if missing:
        raise SettingsError(Message("{fields} must be filled in to connect to {system}.", fields=tuple(missing), system=card.label))


def _no_choice_left(companies: Sequence[Company], card: SystemCard) -> None:
    if len(companies) > 1:
        raise SettingsError(
            Message("The credentials open several companies in {system}.", system=card.label),
            what_to_do=Message(
                "Choose one and connect again; on the command line its id stands behind --company. There are: {names}.",
                names=tuple(f"{one.name} ({one.id})" for one in companies),
            ),
        )


def _same_company(connection: Connection, company: Company) -> None:
    if connection.company is not None and connection.company.id != company.id:
        raise WrongCompany(
            Message(
                "The credentials open {found}, but this integration belongs to {wanted}.",
                found=company.name,
                wanted=connection.company.name,
            ),
            what_to_do=Message("Use the credentials of {wanted}, or make a new integration.", wanted=connection.company.name),
        )
