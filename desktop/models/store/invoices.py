"""Invoices of the PSA and their counterparts in the finance system, as last read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from desktop.models.records import FinanceInvoice, Invoice
from desktop.models.store.bulk import insert_all
from desktop.models.store.packing import packed, unpacked
from desktop.models.store.tables import FinanceInvoiceRow, InvoiceRow

_HERE, _THERE = cast(Table, InvoiceRow.__table__), cast(Table, FinanceInvoiceRow.__table__)  # plain rows, as there are many
_ONE = select(InvoiceRow.document).where(
    InvoiceRow.integration_id == bindparam("integration"), InvoiceRow.id == bindparam("invoice")
)  # built once, since a run asks for every invoice


MOST_NAMED = 500  # ids in one query
_LINES = ',"lines":['  # the lines are packed last, and no text in JSON holds a bare quotation mark


class Invoices:
    """Both sides' documents."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int) -> list[Invoice]:
        """Every invoice and credit note of the PSA, by number."""
        return sorted((unpacked(document, Invoice) for document in self._documents(integration_id)), key=_place)

    def without_lines(self, integration_id: int) -> list[Invoice]:
        """The same without their lines, which are most of the work where very many are read."""
        return sorted((unpacked(_cut(document), Invoice) for document in self._documents(integration_id)), key=_place)

    def whole(self, integration_id: int, invoice_ids: Collection[str]) -> dict[str, Invoice]:
        """These invoices with their lines, by id; for very many ids all documents are looked through."""
        query = select(_HERE.c.id, _HERE.c.document).where(_HERE.c.integration_id == integration_id)
        if len(invoice_ids) <= MOST_NAMED:
            query = query.where(_HERE.c.id.in_(invoice_ids))
        wanted = set(invoice_ids)
        return {id_: unpacked(document, Invoice) for id_, document in self._session.execute(query) if id_ in wanted}

    def _documents(self, integration_id: int) -> Iterable[str]:
        query = select(_HERE.c.document).where(_HERE.c.integration_id == integration_id)
        return self._session.scalars(query).all()  # at once: row by row takes three times as long

    def of_customer(self, integration_id: int, customer_id: str) -> list[Invoice]:
        """Every invoice and credit note of one PSA customer, by number; the database leaves most others out unread."""
        named = f'"customer_id":{json.dumps(customer_id, ensure_ascii=False)}'
        found = self._session.scalars(
            select(InvoiceRow.document).where(
                InvoiceRow.integration_id == integration_id, InvoiceRow.document.contains(named, autoescape=True)
            )
        )
        theirs = (one for one in (unpacked(document, Invoice) for document in found) if one.customer_id == customer_id)
        return sorted(theirs, key=_place)

    def get(self, integration_id: int, invoice_id: str) -> Invoice | None:
        """One invoice, or `None`."""
        document = self._session.scalar(_ONE, {"integration": integration_id, "invoice": invoice_id})
        return None if document is None else unpacked(document, Invoice)

    def numbered(self, integration_id: int, number: str) -> list[Invoice]:
        """The invoice and the credit note with this number: each kind has a series of its own."""
        query = select(InvoiceRow.document).where(InvoiceRow.integration_id == integration_id, InvoiceRow.number == number)
        return [unpacked(document, Invoice) for document in self._session.scalars(query)]

    def put_all(self, integration_id: int, invoices: Iterable[Invoice]) -> int:
        """Keep invoices as just read; others stay, and what is the same is not written again. Gives how many there are now."""
        ours = _HERE.c.integration_id == integration_id
        rows = {
            one.id: {
                "integration_id": integration_id,
                "id": one.id,
                "number": one.number,
                "status": one.status,
                "document": packed(one),
            }
            for one in invoices
        }
        query = select(_HERE.c.id, _HERE.c.document).where(ours)
        known = self._session.execute(query if len(rows) > MOST_NAMED else query.where(_HERE.c.id.in_(rows)))
        kept = dict(known.all())
        insert_all(self._session, _HERE, [row for id_, row in rows.items() if id_ not in kept])
        if changed := [row for id_, row in rows.items() if kept.get(id_, row["document"]) != row["document"]]:
            this = update(_HERE).where(ours, _HERE.c.id == bindparam("its_id"))
            values = [{"its_id": row["id"], **{name: row[name] for name in ("number", "status", "document")}} for row in changed]
            self._session.connection().execute(this, values)
        return self._session.scalar(select(func.count()).select_from(_HERE).where(ours)) or 0

    def keep_only(self, integration_id: int, invoice_ids: Collection[str]) -> None:
        """Forget the invoices of the PSA with other ids."""
        known = self._session.scalars(select(_HERE.c.id).where(_HERE.c.integration_id == integration_id))
        gone = [{"its_id": id_} for id_ in known if id_ not in invoice_ids]
        if gone:
            this = delete(_HERE).where(_HERE.c.integration_id == integration_id, _HERE.c.id == bindparam("its_id"))
            self._session.connection().execute(this, gone)

    def counterparts(self, integration_id: int, *, with_lines: bool = False) -> list[FinanceInvoice]:
        """Every document of the finance system that was read at the last reconciliation; `with_lines`: those with lines alone."""
        query = select(_THERE.c.document).where(_THERE.c.integration_id == integration_id)
        found = self._session.scalars(query.where(_THERE.c.document.not_like('%"lines":[]}')) if with_lines else query)
        return [unpacked(document, FinanceInvoice) for document in found]

    def replace_counterparts(self, integration_id: int, invoices: Iterable[FinanceInvoice]) -> int:
        """Keep what reconciliation read now; what is the same is not written again."""
        found = {(one.state.value, one.id): (packed(one), one) for one in invoices}
        ours = _THERE.c.integration_id == integration_id
        query = select(_THERE.c.state, _THERE.c.id, _THERE.c.document).where(ours)
        kept = {(state, id_): document for state, id_, document in self._session.execute(query).all()}
        changed = [
            {"integration_id": integration_id, "state": key[0], "id": key[1], "reference": one.reference, "document": document}
            for key, (document, one) in found.items()
            if kept.get(key) != document
        ]
        gone = [key for key, document in kept.items() if key not in found or found[key][0] != document]
        if gone:
            this = delete(_THERE).where(ours, _THERE.c.state == bindparam("its_state"), _THERE.c.id == bindparam("its_id"))
            self._session.connection().execute(this, [{"its_state": state, "its_id": id_} for state, id_ in gone])
        insert_all(self._session, _THERE, changed)
        return len(found)


def _place(invoice: Invoice) -> tuple[int, str, str]:
    """Its place among others: by number, the short ones first. The database would drag whole documents through its sorting."""
    return len(invoice.number), invoice.number, invoice.id


def _cut(document: str) -> str:
    """An invoice as it is packed, without its lines."""
    return document[: document.index(_LINES)] + "}"
