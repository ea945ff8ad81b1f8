"""The rows. Every table belongs to an integration; outside ids are text, amounts inside documents are text too.

What must never break stands here as a constraint: one transfer per invoice and integration, one live link per finance record and
per PSA record. A record that is gone on the other side is marked, never deleted: links and transfers point to it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Float, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class AwareTime(TypeDecorator[dt.datetime]):
    """A UTC time: SQLite forgets the zone, so it is put back when read; a naive time is refused when written."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """To UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """From UTC."""
        return None if value is None else value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Row(DeclarativeBase):
    """Base of every mapped class."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: AwareTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        str: Text(),
    }


Key = String(200).with_variant(Text(), "postgresql")  # outside ids and names that are looked up; of any length, see migrate.py


class OfIntegration(Row):
    """Base of what an integration has; with it, the other key columns make a row unique."""

    __abstract__ = True
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), primary_key=True, sort_order=-1)  # first of the key


class IntegrationRow(Row):
    """One PSA joined to one company of one finance system."""

    __tablename__ = "integrations"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[dt.datetime]


class ConnectionRow(OfIntegration):
    """How one side is reached; secrets lie in the keyring."""

    __tablename__ = "connections"
    side: Mapped[str] = mapped_column(Key, primary_key=True)
    system: Mapped[str]
    base_address: Mapped[str]
    settings: Mapped[dict[str, Any]]
    company: Mapped[dict[str, Any] | None]
    key: Mapped[str]
    is_established: Mapped[bool]
    tested_at: Mapped[dt.datetime | None]


class SettingRow(OfIntegration):
    """A choice of one integration, for instance its standard values."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(Key, primary_key=True)
    value: Mapped[dict[str, Any]]


class SealedRow(Row):
    """Secrets too long for the keyring, encrypted; their key is in the keyring."""

    __tablename__ = "sealed_secrets"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class FetchRow(OfIntegration):
    """When a register was last read, and how many records it had."""

    __tablename__ = "fetches"
    side: Mapped[str] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(Key, primary_key=True)
    fetched_at: Mapped[dt.datetime]
    count: Mapped[int]


class CustomerRow(OfIntegration):
    """A customer of one side, as last read; the columns are the fields of the record `Customer`."""

    __tablename__ = "customers"
    side: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    guid: Mapped[str]
    number: Mapped[str]
    name: Mapped[str]
    vat_number: Mapped[str]
    organisation_number: Mapped[str]
    ean: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    website: Mapped[str]
    address: Mapped[str]
    address2: Mapped[str]
    address3: Mapped[str]
    zip_code: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    country: Mapped[str]
    currency: Mapped[str]
    group: Mapped[str]
    vat_zone: Mapped[str]
    payment_terms: Mapped[str]
    layout: Mapped[str]
    owner: Mapped[str]
    attention: Mapped[str]
    status: Mapped[str]
    is_active: Mapped[bool]
    is_gone: Mapped[bool]
    version: Mapped[str]
    changed_at: Mapped[str]
    external_keys: Mapped[str]  # packed; empty when there are none, which is quicker to read than an empty list


class ContactRow(OfIntegration):
    """A contact of one side."""

    __tablename__ = "contacts"
    side: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    guid: Mapped[str]
    customer_id: Mapped[str] = mapped_column(Key, index=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    comment: Mapped[str]
    is_active: Mapped[bool]


class EmployeeRow(OfIntegration):
    """An employee of one side."""

    __tablename__ = "employees"
    side: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    number: Mapped[str]
    initials: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str]
    group: Mapped[str]
    is_active: Mapped[bool]


class ItemRow(OfIntegration):
    """An item number of the finance system; `is_activated` is ours and survives every fetch."""

    __tablename__ = "items"
    number: Mapped[str] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    group: Mapped[str]
    unit: Mapped[str]
    price: Mapped[str | None]
    is_usable: Mapped[bool]
    why_unusable: Mapped[str]  # a sentence as JSON; empty: none
    is_gone: Mapped[bool]
    is_activated: Mapped[bool]


class ChoiceRow(OfIntegration):
    """An entry of a list of the finance system: group, zone, terms, layout, currency ..."""

    __tablename__ = "choices"
    kind: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    name: Mapped[str]


class VatRateRow(OfIntegration):
    """The VAT rate of an item group in a VAT zone, as last read; `percent` is a number as text."""

    __tablename__ = "vat_rates"
    zone: Mapped[str] = mapped_column(Key, primary_key=True)
    item_group: Mapped[str] = mapped_column(Key, primary_key=True)
    percent: Mapped[str]


class InvoiceRow(OfIntegration):
    """An invoice or credit note of the PSA; `document` is the whole record."""

    __tablename__ = "invoices"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    number: Mapped[str] = mapped_column(Key)
    status: Mapped[str] = mapped_column(Key)
    document: Mapped[str]


class FinanceInvoiceRow(OfIntegration):
    """A counterpart as last read from the finance system; `document` is the whole record."""

    __tablename__ = "finance_invoices"
    state: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(Key, index=True)
    document: Mapped[str]


class LinkRow(Row):
    """A lasting pair; `removed_at` ends it, so that the history stays."""

    __tablename__ = "links"
    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"))
    kind: Mapped[str] = mapped_column(Key)
    psa_id: Mapped[str] = mapped_column(Key)
    finance_id: Mapped[str] = mapped_column(Key)
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    # The conditions are named for SQLite alone: to name PostgreSQL loads all its drivers, at every start. Migrations name both.
    __table_args__ = (
        Index(
            "uq_links_live_psa",
            "integration_id",
            "kind",
            "psa_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
        ),
        Index(
            "uq_links_live_finance",
            "integration_id",
            "kind",
            "finance_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
        ),
    )


class IgnoredRow(OfIntegration):
    """A finance customer that is ignored."""

    __tablename__ = "ignored_customers"
    finance_id: Mapped[str] = mapped_column(Key, primary_key=True)
    ignored_at: Mapped[dt.datetime]


class DecisionRow(OfIntegration):
    """A plan for one finance customer that is not written yet."""

    __tablename__ = "decisions"
    finance_id: Mapped[str] = mapped_column(Key, primary_key=True)
    action: Mapped[str]
    psa_id: Mapped[str]
    kept_fields: Mapped[list[Any]]
    person: Mapped[str]  # who planned it; empty: planned before that was kept


class SuggestionRow(OfIntegration):
    """What matching said about one finance customer, kept so that the page opens at once."""

    __tablename__ = "suggestions"
    finance_id: Mapped[str] = mapped_column(Key, primary_key=True)
    bucket: Mapped[str]
    document: Mapped[str]


class JudgedPairRow(OfIntegration):
    """What a person said about a suggested pair that was one of a random sample."""

    __tablename__ = "judged_pairs"
    finance_id: Mapped[str] = mapped_column(Key, primary_key=True)
    psa_id: Mapped[str] = mapped_column(Key)
    answer: Mapped[str] = mapped_column(Key)
    pattern: Mapped[str]
    score: Mapped[float] = mapped_column(Float)
    judged_at: Mapped[dt.datetime]


class TransferRow(Row):
    """One invoice's way to the finance system; the unique constraint is what stops a second sender."""

    __tablename__ = "transfers"
    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"))
    invoice_id: Mapped[str] = mapped_column(Key)
    state: Mapped[str] = mapped_column(Key)
    reference: Mapped[str | None] = mapped_column(Key)  # none before the first attempt
    key: Mapped[str] = mapped_column(Key)
    attempts: Mapped[int]
    reason: Mapped[dict[str, Any] | None]
    finance_id: Mapped[str]
    finance_number: Mapped[str]
    draft_number: Mapped[str]
    written_state: Mapped[str]
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    log_entry_id: Mapped[int | None]
    answered: Mapped[dict[str, Any] | None]
    claimed_by: Mapped[str]
    steps: Mapped[dict[str, Any]]  # how each step ended, by its name

    __table_args__ = (UniqueConstraint("integration_id", "invoice_id"), UniqueConstraint("integration_id", "reference"))


class BatchRow(Row):
    """Something done to many records at once, that can be undone at once."""

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), index=True)
    activity: Mapped[str]
    message: Mapped[str]
    made_at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]


class BatchStepRow(Row):
    """One thing that a batch did."""

    __tablename__ = "batch_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    step: Mapped[dict[str, Any]]


class LogEntryRow(Row):
    """One entry of the integration log; only ever added to."""

    __tablename__ = "log_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), index=True)
    at: Mapped[dt.datetime]
    activity: Mapped[str] = mapped_column(Key)
    outcome: Mapped[str] = mapped_column(Key)
    message: Mapped[str]
    what_to_do: Mapped[str | None]
    system: Mapped[str]
    person: Mapped[str]
    subject_kind: Mapped[str] = mapped_column(Key)
    subject_id: Mapped[str] = mapped_column(Key, index=True)
    subject: Mapped[str]
    technical: Mapped[str]
    exchanges: Mapped[list[Any]]
    hash_before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class LogEndRow(Row):
    """Where the log ends: the newest entry, so that entries cut off at the end are missed too. There is one row, number 1."""

    __tablename__ = "log_ends"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
