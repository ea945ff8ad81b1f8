"""Frozen dataclasses in our own words; the only things that cross threads and layers.

Money is `Decimal` and stands beside its currency (ISO 4217). Outside ids are `str`, also where a system's are numbers.
Dates are `date`, times are aware and UTC. An empty text means "not known"; `None` stands only where a type has no empty value.
"""

from desktop.models.records.carried_values import CarriedValues, texts_of
from desktop.models.records.contacts import Contact, Employee
from desktop.models.records.customers import Customer, ExternalKey, ListedCustomer
from desktop.models.records.default_items import (
    DIMENSIONS,
    DataType,
    Dimension,
    DimensionValue,
    ItemKnowledge,
    ItemRules,
    ItemShare,
    LineChoice,
    Principle,
    ProjectKinds,
    Registration,
    ValueKey,
)
from desktop.models.records.integrations import Company, Connection, Integration, Side
from desktop.models.records.invoices import (
    FinanceInvoice,
    FinanceLine,
    FinanceState,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceStatus,
)
from desktop.models.records.items import Item
from desktop.models.records.judged_pairs import Answer, JudgedPair
from desktop.models.records.links import Action, DecidedBy, Decision, Link, LinkKind
from desktop.models.records.log_entries import (
    Activity,
    Exchange,
    LogEntry,
    LogFault,
    LogFaultKind,
    LogProof,
    Outcome,
    SealedEntry,
)
from desktop.models.records.money_rules import MoneyRules, VatBy, VatRate, VatRounding
from desktop.models.records.reconciliations import (
    Acceptance,
    BothSides,
    Figures,
    PeriodTotal,
    SignedDocument,
    SignedPeriod,
    SignOff,
)
from desktop.models.records.sending_rules import CarryRule, SendingRules
from desktop.models.records.standard_values import Choice, ChoiceKind, StandardValues
from desktop.models.records.suggestions import (
    Bucket,
    CustomerSuggestions,
    Evidence,
    EvidenceField,
    Suggestion,
    Verdict,
)
from desktop.models.records.transfers import (
    Amounts,
    InvoiceState,
    Reason,
    Steps,
    Transfer,
    TransferReport,
    TransferState,
    TransferStep,
)

__all__ = [
    "DIMENSIONS",
    "Acceptance",
    "Action",
    "Activity",
    "Amounts",
    "Answer",
    "BothSides",
    "Bucket",
    "CarriedValues",
    "CarryRule",
    "Choice",
    "ChoiceKind",
    "Company",
    "Connection",
    "Contact",
    "Customer",
    "CustomerSuggestions",
    "DataType",
    "DecidedBy",
    "Decision",
    "Dimension",
    "DimensionValue",
    "Employee",
    "Evidence",
    "EvidenceField",
    "Exchange",
    "ExternalKey",
    "Figures",
    "FinanceInvoice",
    "FinanceLine",
    "FinanceState",
    "Integration",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceState",
    "InvoiceStatus",
    "Item",
    "ItemKnowledge",
    "ItemRules",
    "ItemShare",
    "JudgedPair",
    "LineChoice",
    "Link",
    "LinkKind",
    "ListedCustomer",
    "LogEntry",
    "LogFault",
    "LogFaultKind",
    "LogProof",
    "MoneyRules",
    "Outcome",
    "PeriodTotal",
    "Principle",
    "ProjectKinds",
    "Reason",
    "Registration",
    "SealedEntry",
    "SendingRules",
    "Side",
    "SignOff",
    "SignedDocument",
    "SignedPeriod",
    "StandardValues",
    "Steps",
    "Suggestion",
    "Transfer",
    "TransferReport",
    "TransferState",
    "TransferStep",
    "ValueKey",
    "VatBy",
    "VatRate",
    "VatRounding",
    "Verdict",
    "texts_of",
]
