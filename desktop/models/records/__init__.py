"""Frozen dataclasses in our own words; the only things that cross threads and layers.

Money is `Decimal` and stands beside its currency (ISO 4217). Outside ids are `str`, also where a system's are numbers.
Dates are `date`, times are aware and UTC. An empty text means "not known"; `None` stands only where a type has no empty value.

Each is made when it is first asked for: making them all takes a tenth of a second, and most commands need few.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.models.records.carried_values import CarriedValues as CarriedValues
    from desktop.models.records.carried_values import texts_of as texts_of
    from desktop.models.records.contacts import Contact as Contact
    from desktop.models.records.contacts import Employee as Employee
    from desktop.models.records.customers import Customer as Customer
    from desktop.models.records.customers import ExternalKey as ExternalKey
    from desktop.models.records.customers import ListedCustomer as ListedCustomer
    from desktop.models.records.default_items import DIMENSIONS as DIMENSIONS
    from desktop.models.records.default_items import DataType as DataType
    from desktop.models.records.default_items import Dimension as Dimension
    from desktop.models.records.default_items import DimensionValue as DimensionValue
    from desktop.models.records.default_items import ItemChange as ItemChange
    from desktop.models.records.default_items import ItemKnowledge as ItemKnowledge
    from desktop.models.records.default_items import ItemRules as ItemRules
    from desktop.models.records.default_items import ItemShare as ItemShare
    from desktop.models.records.default_items import LineChoice as LineChoice
    from desktop.models.records.default_items import NotTold as NotTold
    from desktop.models.records.default_items import Principle as Principle
    from desktop.models.records.default_items import ProjectKinds as ProjectKinds
    from desktop.models.records.default_items import Registration as Registration
    from desktop.models.records.default_items import ValueKey as ValueKey
    from desktop.models.records.document_judgements import DocumentJudgement as DocumentJudgement
    from desktop.models.records.document_judgements import Ruling as Ruling
    from desktop.models.records.expenses import Account as Account
    from desktop.models.records.expenses import Expense as Expense
    from desktop.models.records.expenses import ExpenseChoice as ExpenseChoice
    from desktop.models.records.expenses import ExpenseKnowledge as ExpenseKnowledge
    from desktop.models.records.expenses import ExpenseReport as ExpenseReport
    from desktop.models.records.expenses import ExpenseState as ExpenseState
    from desktop.models.records.expenses import ExpenseType as ExpenseType
    from desktop.models.records.expenses import LedgerEntry as LedgerEntry
    from desktop.models.records.expenses import Project as Project
    from desktop.models.records.expenses import WrittenExpense as WrittenExpense
    from desktop.models.records.file_preview import COLUMNS_SETTING as COLUMNS_SETTING
    from desktop.models.records.file_preview import DECIMAL_SETTING as DECIMAL_SETTING
    from desktop.models.records.file_preview import CustomerFile as CustomerFile
    from desktop.models.records.file_preview import FileColumn as FileColumn
    from desktop.models.records.file_preview import FileFault as FileFault
    from desktop.models.records.file_preview import FileKind as FileKind
    from desktop.models.records.file_preview import FilePreview as FilePreview
    from desktop.models.records.file_preview import FileReading as FileReading
    from desktop.models.records.file_preview import counted as counted
    from desktop.models.records.integrations import Company as Company
    from desktop.models.records.integrations import Connection as Connection
    from desktop.models.records.integrations import Integration as Integration
    from desktop.models.records.integrations import Side as Side
    from desktop.models.records.invoices import FinanceInvoice as FinanceInvoice
    from desktop.models.records.invoices import FinanceLine as FinanceLine
    from desktop.models.records.invoices import FinanceState as FinanceState
    from desktop.models.records.invoices import Invoice as Invoice
    from desktop.models.records.invoices import InvoiceKind as InvoiceKind
    from desktop.models.records.invoices import InvoiceLine as InvoiceLine
    from desktop.models.records.invoices import InvoiceStatus as InvoiceStatus
    from desktop.models.records.items import Item as Item
    from desktop.models.records.judged_pairs import Answer as Answer
    from desktop.models.records.judged_pairs import JudgedPair as JudgedPair
    from desktop.models.records.links import LINKING as LINKING
    from desktop.models.records.links import Action as Action
    from desktop.models.records.links import DecidedBy as DecidedBy
    from desktop.models.records.links import Decision as Decision
    from desktop.models.records.links import Link as Link
    from desktop.models.records.links import LinkKind as LinkKind
    from desktop.models.records.log_entries import PSA_CUSTOMER as PSA_CUSTOMER
    from desktop.models.records.log_entries import Activity as Activity
    from desktop.models.records.log_entries import Exchange as Exchange
    from desktop.models.records.log_entries import LogEntry as LogEntry
    from desktop.models.records.log_entries import LogFault as LogFault
    from desktop.models.records.log_entries import LogFaultKind as LogFaultKind
    from desktop.models.records.log_entries import LogProof as LogProof
    from desktop.models.records.log_entries import Outcome as Outcome
    from desktop.models.records.log_entries import SealedEntry as SealedEntry
    from desktop.models.records.log_entries import psa_customer_subject as psa_customer_subject
    from desktop.models.records.money_rules import MoneyRules as MoneyRules
    from desktop.models.records.money_rules import VatBy as VatBy
    from desktop.models.records.money_rules import VatRate as VatRate
    from desktop.models.records.money_rules import VatRounding as VatRounding
    from desktop.models.records.reconciliations import Acceptance as Acceptance
    from desktop.models.records.reconciliations import BothSides as BothSides
    from desktop.models.records.reconciliations import Figures as Figures
    from desktop.models.records.reconciliations import PeriodTotal as PeriodTotal
    from desktop.models.records.reconciliations import SignedDocument as SignedDocument
    from desktop.models.records.reconciliations import SignedPeriod as SignedPeriod
    from desktop.models.records.reconciliations import SignOff as SignOff
    from desktop.models.records.sending_rules import CarryRule as CarryRule
    from desktop.models.records.sending_rules import SendingRules as SendingRules
    from desktop.models.records.standard_values import Choice as Choice
    from desktop.models.records.standard_values import ChoiceKind as ChoiceKind
    from desktop.models.records.standard_values import StandardValues as StandardValues
    from desktop.models.records.suggestions import Bucket as Bucket
    from desktop.models.records.suggestions import CustomerSuggestions as CustomerSuggestions
    from desktop.models.records.suggestions import Evidence as Evidence
    from desktop.models.records.suggestions import EvidenceField as EvidenceField
    from desktop.models.records.suggestions import Suggestion as Suggestion
    from desktop.models.records.suggestions import Verdict as Verdict
    from desktop.models.records.transfers import Amounts as Amounts
    from desktop.models.records.transfers import InvoiceState as InvoiceState
    from desktop.models.records.transfers import Reason as Reason
    from desktop.models.records.transfers import Steps as Steps
    from desktop.models.records.transfers import Transfer as Transfer
    from desktop.models.records.transfers import TransferReport as TransferReport
    from desktop.models.records.transfers import TransferState as TransferState
    from desktop.models.records.transfers import TransferStep as TransferStep

_NAMES = {
    "carried_values": "CarriedValues texts_of",
    "contacts": "Contact Employee",
    "customers": "Customer ExternalKey ListedCustomer",
    "default_items": "DIMENSIONS DataType Dimension DimensionValue ItemChange ItemKnowledge ItemRules ItemShare LineChoice NotTold"
    " Principle ProjectKinds Registration ValueKey",
    "document_judgements": "DocumentJudgement Ruling",
    "expenses": "Account Expense ExpenseChoice ExpenseKnowledge ExpenseReport ExpenseState ExpenseType LedgerEntry Project"
    " WrittenExpense",
    "file_preview": "COLUMNS_SETTING DECIMAL_SETTING CustomerFile FileColumn FileFault FileKind FilePreview FileReading counted",
    "integrations": "Company Connection Integration Side",
    "invoices": "FinanceInvoice FinanceLine FinanceState Invoice InvoiceKind InvoiceLine InvoiceStatus",
    "items": "Item",
    "judged_pairs": "Answer JudgedPair",
    "links": "LINKING Action DecidedBy Decision Link LinkKind",
    "log_entries": "Activity Exchange LogEntry LogFault LogFaultKind LogProof Outcome PSA_CUSTOMER SealedEntry"
    " psa_customer_subject",
    "money_rules": "MoneyRules VatBy VatRate VatRounding",
    "reconciliations": "Acceptance BothSides Figures PeriodTotal SignedDocument SignedPeriod SignOff",
    "sending_rules": "CarryRule SendingRules",
    "standard_values": "Choice ChoiceKind StandardValues",
    "suggestions": "Bucket CustomerSuggestions Evidence EvidenceField Suggestion Verdict",
    "transfers": "Amounts InvoiceState Reason Steps Transfer TransferReport TransferState TransferStep",
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
