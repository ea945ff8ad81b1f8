"""The connector of Tally: what it can, its field tables, and a line or two per method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from desktop.connectors.answers import Answer
from desktop.connectors.api_session import ApiSession, to_json
from desktop.connectors.contract import Ability, Access, Capabilities, Draft, Finance, Page, SignInField, SystemCard
from desktop.connectors.over_http import OverHttp
from desktop.errors import RecordNotFound, RecordRefused, SignInRefused
from desktop.models.field_mapping import CreditNoteWay, Field, FieldTable, Way, check, from_system, to_system
from desktop.models.records import (
    Choice,
    Company,
    Customer,
    FinanceInvoice,
    FinanceLine,
    Item,
    MoneyRules,
    Side,
    StandardValues,
)
from desktop.models.references import kind_of
from desktop.texts import Message

SYSTEM = "Tally"
CAN = frozenset(
    {
        Ability.CREATE_CUSTOMERS,
        Ability.UPDATE_CUSTOMERS,
        Ability.DELETE_CUSTOMERS,
        Ability.DRAFTS,
        Ability.DELETE_DRAFTS,
        Ability.FIND_BY_REFERENCE,
        Ability.OWN_KEY,
    }
)


def _row(name: str, way: Way = Way.BOTH, **more: Any) -> Field:
    return Field(name, name, Message(name), way, **more)


CUSTOMERS = FieldTable(
    SYSTEM,
    "customers",
    (_row("id", Way.IN), _row("name", required=True), _row("vat_number"), _row("phone"), _row("city"), _row("country")),
)
INVOICES = FieldTable(
    SYSTEM,
    "invoices",
    (
        _row("customer_id", Way.OUT),
        _row("date", Way.OUT, out=dt.date.isoformat),
        _row("currency", Way.OUT),
        _row("heading", Way.OUT),
    ),
    credit_notes=CreditNoteWay.OWN_KIND,
)
LINES = FieldTable(
    SYSTEM,
    "invoice_lines",
    (
        Field("item_number", "item", Message("item"), Way.OUT),
        _row("text", Way.OUT),
        _row("quantity", Way.OUT),
        Field("unit_price", "price", Message("price"), Way.OUT),
        Field("discount_percent", "discount", Message("discount"), Way.OUT),
    ),
)


class Tally(OverHttp, Finance):
    """Tally, opened with one key."""

    card: ClassVar[SystemCard] = SystemCard(
        name="tally",
        label=SYSTEM,
        side=Side.FINANCE,
        default_address="https://tally.example",
        sign_in=(SignInField("key", Message("Key"), is_secret=True),),
        capabilities=Capabilities(CAN, {one: Message("Tally has nothing of the kind.") for one in set(Ability) - CAN}),
        tables=(CUSTOMERS, INVOICES, LINES),
        money=MoneyRules(takes_zero_quantity=True),
    )

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        key = access.secrets.get("key", "")
        self._session = ApiSession(
            access.base_address, SYSTEM, headers={"X-Key": key, "Content-Type": "application/json"}, secrets=[key]
        )
        self._sessions = (self._session,)

    def sign_in(self) -> Company:
        return self._read("company").decoded(Company)

    def companies(self) -> tuple[Company, ...]:
        return (self.sign_in(),)

    def customers(self) -> Iterator[Page[Customer]]:
        yield Page(tuple(map(_customer, self._read("customers").decoded(list[dict[str, Any]]))))

    def customer(self, customer_id: str) -> Customer:
        return _customer(self._read(f"customers/{customer_id}").decoded(dict[str, Any]))

    def create_customer(self, customer: Customer, standard_values: StandardValues, *, key: str) -> Customer:
        check(CUSTOMERS, customer, creating=True)
        return _customer(self._write("PUT", f"customers/{key}", to_system(CUSTOMERS, customer, creating=True)))

    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        written = to_system(CUSTOMERS, customer, creating=False, only=changed)
        return _customer(self._write("PATCH", f"customers/{customer.id}", written))

    def delete_customer(self, customer_id: str) -> None:
        self._write("DELETE", f"customers/{customer_id}")

    def items(self) -> Iterator[Page[Item]]:
        yield Page(tuple(Item(number=row["id"], name=row["name"]) for row in self._read("items").decoded(list[dict[str, Any]])))

    def choices(self) -> tuple[Choice, ...]:
        return ()

    def create_draft(self, draft: Draft) -> FinanceInvoice:
        invoice = replace(draft.invoice, customer_id=draft.customer.id)
        lines = [to_system(LINES, one, creating=True) for one in invoice.lines if not one.is_text_only]
        document = to_system(INVOICES, invoice, creating=True) | {"reference": draft.reference, "lines": lines}
        return _document(self._write("PUT", f"documents/{draft.key}", document))

    def find_invoices(self, reference: str) -> tuple[FinanceInvoice, ...]:
        found = self._read("documents", {"reference": reference}).decoded(list[dict[str, Any]])
        return tuple(map(_document, found))

    def invoice(self, invoice: FinanceInvoice) -> FinanceInvoice:
        return _document(self._read(f"documents/{invoice.id}").decoded(dict[str, Any]))

    def invoices(self, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
        yield Page(tuple(map(_document, self._read("documents").decoded(list[dict[str, Any]]))))

    def delete_draft(self, draft_id: str) -> None:
        self._write("DELETE", f"documents/{draft_id}")

    def _read(self, path: str, params: dict[str, str] | None = None) -> Answer:
        return _accepted(self._session.read("GET", path, params=params))

    def _write(self, method: str, path: str, document: Any = None) -> dict[str, Any]:
        content = None if document is None else to_json(document)
        return _accepted(self._session.write(method, path, content=content)).decoded(dict[str, Any])


def _accepted(answer: Answer) -> Answer:
    if answer.status == 401:
        raise SignInRefused(Message("Tally does not know the key."))
    if answer.status == 404:
        raise RecordNotFound(Message("It is not in Tally."))
    if not answer.is_success:
        raise RecordRefused(Message("Tally says no: {text}", text=answer.text))
    return answer


def _customer(document: dict[str, Any]) -> Customer:
    return from_system(CUSTOMERS, document, Customer())


def _document(document: dict[str, Any]) -> FinanceInvoice:
    lines = tuple(
        FinanceLine(position=position, item_number=line["item"], text=line.get("text", ""), quantity=Decimal(line["quantity"]))
        for position, line in enumerate(document["lines"], 1)
    )
    kind = kind_of(document["reference"])
    assert kind is not None
    return FinanceInvoice(
        id=document["id"],
        kind=kind,
        reference=document["reference"],
        customer_id=document["customer_id"],
        date=dt.date.fromisoformat(document["date"]),
        currency=document["currency"],
        net=Decimal(document["net"]),
        lines=lines,
    )
