"""Exported files in place of an API, of either side: customers and items are read, so that linking begins before access is granted.

A file takes nothing: whatever would be written is refused with the reason, and waits until the system itself is connected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from desktop.connectors.contract import (
    Ability,
    Capabilities,
    Connector,
    Draft,
    Finance,
    Page,
    Psa,
    SignInField,
    SystemCard,
)
from desktop.connectors.files.fields import CUSTOMERS, INVOICE_LINES, INVOICES, SYSTEM
from desktop.connectors.files.tables import customers_of, items_of, preview_of, reading_in
from desktop.errors import RecordNotFound
from desktop.models.records import (
    COLUMNS_SETTING,
    DECIMAL_SETTING,
    Choice,
    Company,
    Contact,
    Customer,
    Employee,
    Exchange,
    ExternalKey,
    FileKind,
    FinanceInvoice,
    Invoice,
    Item,
    Side,
    StandardValues,
)
from desktop.texts import Message

_ONLY_READ = Message("Files are only read. Connect the system itself to write; what is planned stays.")
_WHY_NOT = dict.fromkeys(Ability, _ONLY_READ) | {
    Ability.STANDARD_VALUES: Message("Files create nothing, so nothing needs to be chosen before the system itself is connected."),
    Ability.DRAFTS: Message("Files take no invoices. Connect the system itself to transfer."),
}
_CUSTOMERS = SignInField(
    "customers",
    Message("File of customers"),
    is_file=True,
    hint=Message(
        "Excel or CSV as the system exports it, with headings in one of the first rows, for instance customer no., name, CVR."
    ),
)
_ITEMS = SignInField("items", Message("File of item numbers"), is_file=True, is_optional=True)
_COLUMNS = SignInField(
    COLUMNS_SETTING[FileKind.CUSTOMERS],
    Message("Columns"),
    is_optional=True,
    hint=Message("Only for headings that are not recognised, for instance: number=Customer; name=Title"),
)
_ITEM_COLUMNS = SignInField(COLUMNS_SETTING[FileKind.ITEMS], Message("Columns of the item numbers"), is_optional=True)
_DECIMAL = SignInField(
    DECIMAL_SETTING,
    Message("Decimal sign"),
    is_optional=True,
    hint=Message("A comma or a point; needed only where numbers like 1.234 could be two."),
)
_COMPANY = SignInField("company", Message("Name of the company"), is_optional=True)

FINANCE_CARD = SystemCard(
    name="files",
    label=SYSTEM,
    side=Side.FINANCE,
    default_address="file:",
    sign_in=(_CUSTOMERS, _ITEMS, _COLUMNS, _ITEM_COLUMNS, _DECIMAL, _COMPANY),
    capabilities=Capabilities(frozenset(), _WHY_NOT),
    tables=(CUSTOMERS, INVOICES, INVOICE_LINES),
    file_preview=preview_of,
)
PSA_CARD = replace(FINANCE_CARD, name="psa_files", label=f"{SYSTEM} (PSA)", side=Side.PSA, sign_in=(_CUSTOMERS, _COLUMNS, _COMPANY))


class _Files(Connector):
    """What both roles share."""

    def sign_in(self) -> Company:
        """The company that the files are of; they are read, so that a wrong one is told now."""
        self._customers()
        if items := self.access.settings.get("items"):
            self._items_in(Path(items))
        name = self.access.settings.get("company") or Path(self.access.settings["customers"]).stem
        return Company(id=f"{self.card.name}", name=name)

    def companies(self) -> tuple[Company, ...]:
        return (self.sign_in(),)

    def recording(self) -> AbstractContextManager[list[Exchange]]:
        return nullcontext([])

    def on_wait(self, listener: Callable[[float], None]) -> AbstractContextManager[None]:
        """Nobody makes a file wait."""
        return nullcontext()

    def close(self) -> None:
        """Nothing stays open."""

    def customers(self) -> Iterator[Page[Customer]]:
        yield self._customers()

    def customer(self, customer_id: str) -> Customer:
        found = next((one for one in self._customers().records if one.id == customer_id), None)
        if found is None:
            raise RecordNotFound(Message("There is no customer {number} in the file.", number=customer_id))
        return found

    def create_customer(self, customer: Customer, standard_values: StandardValues, *, key: str) -> Customer:
        raise self.card.capabilities.refusal(Ability.CREATE_CUSTOMERS)

    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        raise self.card.capabilities.refusal(Ability.UPDATE_CUSTOMERS)

    def _customers(self) -> Page[Customer]:
        settings = self.access.settings
        table = customers_of(Path(settings["customers"]), reading_in(settings.get(COLUMNS_SETTING[FileKind.CUSTOMERS], "")))
        return Page(table.records, len(table.records), table.faults)

    def _items_in(self, file: Path) -> Page[Item]:
        settings = self.access.settings
        table = items_of(file, reading_in(settings.get(COLUMNS_SETTING[FileKind.ITEMS], ""), settings.get(DECIMAL_SETTING, "")))
        return Page(table.records, len(table.records), table.faults)


class FinanceFiles(_Files, Finance):
    """Files in place of a finance system."""

    card: ClassVar[SystemCard] = FINANCE_CARD

    def items(self) -> Iterator[Page[Item]]:
        if file := self.access.settings.get("items"):
            yield self._items_in(Path(file))

    def choices(self) -> tuple[Choice, ...]:
        return ()

    def delete_customer(self, customer_id: str) -> None:
        raise self.card.capabilities.refusal(Ability.DELETE_CUSTOMERS)

    def create_draft(self, draft: Draft) -> FinanceInvoice:
        raise self.card.capabilities.refusal(Ability.DRAFTS)

    def find_invoices(self, reference: str) -> tuple[FinanceInvoice, ...]:
        return ()

    def invoice(self, invoice: FinanceInvoice) -> FinanceInvoice:
        raise RecordNotFound(self.card.capabilities.why_not[Ability.DRAFTS])

    def invoices(self, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
        return iter(())

    def delete_draft(self, draft_id: str) -> None:
        raise self.card.capabilities.refusal(Ability.DELETE_DRAFTS)


class PsaFiles(_Files, Psa):
    """Files in place of a PSA."""

    card: ClassVar[SystemCard] = PSA_CARD

    def contacts(self) -> Iterator[Page[Contact]]:
        return iter(())

    def employees(self) -> Iterator[Page[Employee]]:
        return iter(())

    def invoices(self, changed_since: dt.datetime | None = None) -> Iterator[Page[Invoice]]:
        return iter(())

    def set_external_key(self, customer_id: str, key: ExternalKey, *, replaces: Collection[str] = ()) -> None:
        raise self.card.capabilities.refusal(Ability.EXTERNAL_KEYS)

    def remove_external_key(self, customer_id: str, key: ExternalKey) -> None:
        raise self.card.capabilities.refusal(Ability.EXTERNAL_KEYS)

    def write_back(self, invoice: Invoice, there: FinanceInvoice, system_name: str, *, is_repeat: bool = False) -> None:
        raise self.card.capabilities.refusal(Ability.WRITE_BACK)

    def mark_paid(self, invoice: Invoice) -> None:
        raise self.card.capabilities.refusal(Ability.PAID_STATUS)
