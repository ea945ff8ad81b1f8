"""Two PSAs that number their invoices alike send into one finance company: no document of one is taken for one of the other.

At the end, since everything for it stands here: what is booked and paid in Dinero reaches TimeLog.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import EmployeeNotSure
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import (
    Action,
    DecidedBy,
    Decision,
    FinanceState,
    Integration,
    LinkKind,
    Outcome,
    Side,
    Transfer,
    TransferState,
)
from desktop.models.references import draft_key
from desktop.models.store.practice_copy import copied
from desktop.progress import Silent
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.server import running
from desktop.sandbox.timelog.app import TimeLog
from desktop.texts import Message
from desktop.use_cases.link_people import PeopleOfRun
from tests.dinero_rows import account, contact, organization, product

from .conftest import FINANCE_VALUES, connect_psa, site

GUID = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"
SECOND = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"
HOURS = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2001"
DINERO_VALUES = {
    "client_id": "bindeled-tests",
    "client_secret": "client-secret-of-tests",
    "api_key": "api-key-of-tests",
    "calls_a_minute": "100000",
}
BANK = {"AccountNumber": 55000, "Name": "Bank", "IsDefault": True, "IsHidden": False}
REFERENCE = "TL-F1"  # of both, without the mark of the PSA


def books() -> dict[str, Any]:
    """What Dinero holds: one customer, one item."""
    return {
        "rateLimit": {"calls": 100_000},
        "clients": [[DINERO_VALUES["client_id"], DINERO_VALUES["client_secret"]]],
        "apiKeys": [{"key": DINERO_VALUES["api_key"], "organizationId": 4711}],
        "currencies": {"EUR": "746.03"},
        "organizations": [organization(4711, "Nordhavn Rådgivning ApS")],
        "contacts": [contact(GUID, "Fjordbyg A/S")],
        "products": [product(HOURS, "1010", "Rådgivning", "500")],
        "accounts": [account(1000, "Salg U25", "U25", "Turnover")],
        "vatTypes": [{"VatCode": "U25", "Name": "Dansk salgsmoms", "VatRate": "0.25"}],
    }


@dataclass
class TwoPsas:
    """Both integrations on one store, and what lies in their one finance company."""

    office: Any
    finance: Any  # the stand-in

    @property
    def both(self) -> list[Integration]:
        found: list[Integration] = self.office.connections.integrations()
        return found

    def documents(self) -> dict[str, dict[str, Any]]:
        if isinstance(self.finance, Dinero):
            return dict(self.finance.books["invoices"].items())
        return {str(row["draftInvoiceNumber"]): row for row in self.finance.agreement["drafts"]}

    def change(self, document_id: str, *, reference: str | None = None, customer: Any = None, net: int | None = None) -> None:
        """Somebody, or an earlier version, wrote it otherwise."""
        if isinstance(self.finance, Dinero):
            wanted = {"ExternalReference": reference, "ContactGuid": customer, "TotalExclVat": net}
            self.finance.books["invoices"][document_id].update({name: one for name, one in wanted.items() if one is not None})
        else:
            wanted = {
                "references": None if reference is None else {"other": reference},
                "customer": customer and {"customerNumber": customer},
                "netAmount": net,
            }
            self.office.company.change_finance(
                "drafts", int(document_id), **{name: one for name, one in wanted.items() if one is not None}
            )

    def send(self, place: int) -> Any:
        return self.office.transfers.send(self.both[place], ["1"], Silent())

    def transfer(self, place: int) -> Transfer:
        with self.office.store.reading() as work:
            found = work.transfers.get(self.both[place].id, "1")
        assert found is not None
        return found

    def lose_the_answer(self, place: int, *, is_there: bool) -> None:
        """The draft of one of them is sent, lands or not, and its answer never comes."""
        path = "/invoices$" if isinstance(self.finance, Dinero) else "^/invoices/drafts$"
        reading = {"kind": "error_before", "method": "GET", "path": "/invoices/[0-9a-f-]{36}$"}
        kind = "error_after" if is_there else "error_before"
        self.finance.faults.replace([{"kind": kind, "method": "POST", "path": path, "calls": [1]}, reading])
        assert self.send(place).unknown == ("1",)
        self.finance.faults.replace([])

    def make_older(self, place: int, **changes: Any) -> None:
        """As an earlier version sent it: neither the reference nor the key tells which PSA it is of."""
        for document_id, row in self.documents().items():
            reference = row["ExternalReference"] if isinstance(self.finance, Dinero) else row["references"]["other"]
            if reference == self.transfer(place).reference:
                self.change(document_id, reference=REFERENCE, **changes)
        with self.office.store.work() as work:
            row = work.transfers._row(self.both[place].id, "1")
            row.reference, row.key = REFERENCE, "the key of both"
            work.commit()


def _join(office: Any, psa_address: str, system: str, finance_address: str, values: dict[str, str], customer: str) -> None:
    """Another integration, ready to transfer invoice 1."""
    made = office.connections.create(psa_address, "timelog", system).id
    connect_psa(office.connections, made, psa_address)
    office.connections.connect(made, Side.FINANCE, finance_address, values)
    integration = next(one for one in office.connections.integrations() if one.id == made)
    office.fetching.fetch(integration, progress=Silent())
    office.items.activate(made, ["1010"])
    with office.store.work() as work:
        work.links.add(made, LinkKind.CUSTOMER, "1", customer, DecidedBy.PERSON)
        work.integrations.activate(made, True)
        work.commit()


@pytest.fixture(scope="module")
def other_psa() -> Iterator[tuple[TimeLog, str]]:
    """Another TimeLog site, and its address."""
    stand_in = TimeLog()
    with running(stand_in) as server:
        yield stand_in, f"{server.address}/other"


@pytest.fixture(scope="module")
def dinero() -> Iterator[tuple[Dinero, str]]:
    stand_in = Dinero()
    with running(stand_in) as server:
        yield stand_in, server.address


@pytest.fixture(params=["economic", "dinero"])
def two(
    request: pytest.FixtureRequest,
    new_office: Any,
    company: Any,
    begun: dict[str, Path],
    tmp_path: Path,
    other_psa: tuple[TimeLog, str],
    dinero: tuple[Dinero, str],
) -> TwoPsas:
    system, name = request.param, f"{request.module.__name__}-{request.param}"  # the servers are a module's own
    dinero[0].load(books())
    other_psa[0].load({**site(), "account": "other"})  # the same invoices
    if name not in begun:  # made once, and copied for each test
        office = new_office("begun")
        for psa in (company.psa_address, other_psa[1]):
            if system == "economic":
                _join(office, psa, system, company.finance_server.address, FINANCE_VALUES, "101")
            else:
                _join(office, psa, system, dinero[1], DINERO_VALUES, GUID)
        folder = begun["ready"].parent.parent / name
        folder.mkdir()
        begun[name] = copied(tmp_path / "begun.sqlite", folder)
    office = new_office("two", name)
    if system == "economic":
        return TwoPsas(office, company.finance)
    for integration in office.connections.integrations():
        office.secrets.save(integration.finance.key, DINERO_VALUES)
        office.connectors.get(integration, Side.FINANCE)._client._session._backoff = 0.0
    return TwoPsas(office, dinero[0])


def test_the_same_invoice_of_both_becomes_two_documents(two: TwoPsas) -> None:
    """Same number, customer, amount and date."""
    assert [two.send(0).transferred, two.send(1).transferred] == [("1",), ("1",)]
    assert {two.transfer(0).finance_id, two.transfer(1).finance_id} == set(two.documents())
    assert two.transfer(0).reference != two.transfer(1).reference
    assert draft_key(two.both[0], REFERENCE, 0) != draft_key(two.both[1], REFERENCE, 0)


def test_a_lost_answer_of_one_is_not_settled_by_the_document_of_the_other(two: TwoPsas) -> None:
    two.send(0)
    two.lose_the_answer(1, is_there=False)
    assert two.office.settling.settle(two.both[1], Silent()).refused == ("1",)
    assert two.send(1).transferred == ("1",)
    assert len(two.documents()) == 2


@pytest.mark.parametrize("changes", [{"reference": "PO 4711"}, {"reference": "TL-F99", "net": 17}])
def test_a_lost_answer_is_never_sent_twice_whatever_was_changed_over_there(two: TwoPsas, changes: dict[str, Any]) -> None:
    """Dinero is asked for the guid that our key makes; elsewhere what is alike leaves a doubt until a person decides."""
    two.lose_the_answer(0, is_there=True)
    [there] = two.documents()
    two.change(there, **changes)
    settled = two.office.settling.settle(two.both[0], Silent())
    if isinstance(two.finance, Dinero):
        assert settled.transferred == ("1",)
        assert two.transfer(0).finance_id == there
    elif "net" not in changes:
        assert settled.unknown == ("1",)
    two.send(0)
    assert list(two.documents()) == [there]


def test_what_our_key_made_counts_more_than_a_copy_with_our_reference(two: TwoPsas) -> None:
    """Its own reference is gone, and a copy for the same customer carries it; where no key tells, the copy is all there is."""
    two.lose_the_answer(0, is_there=True)
    [ours] = two.documents()
    copied = "00000000-0000-4000-8000-000000000999" if isinstance(two.finance, Dinero) else "999"
    row = {**two.documents()[ours]}
    if isinstance(two.finance, Dinero):
        two.finance.books["invoices"][copied] = {**row, "Guid": copied}
    else:
        two.finance.agreement["drafts"].put({**row, "draftInvoiceNumber": int(copied)})
    two.change(ours, reference="PO 4711")
    assert two.office.settling.settle(two.both[0], Silent()).transferred == ("1",)
    assert two.transfer(0).finance_id == (ours if isinstance(two.finance, Dinero) else copied)


def test_a_refusal_before_sending_keeps_the_key(two: TwoPsas, monkeypatch: pytest.MonkeyPatch) -> None:
    two.lose_the_answer(0, is_there=False)
    key = two.transfer(0).key
    two.office.settling.settle(two.both[0], Silent())

    def refuse(*_: object) -> str:
        raise EmployeeNotSure(Message("Two of that name."))

    with monkeypatch.context() as patch:
        patch.setattr(PeopleOfRun, "employee_id", refuse)
        assert two.send(0).refused == ("1",)
    assert two.transfer(0).key == key
    assert two.send(0).transferred == ("1",)
    assert two.transfer(0).key == key


def test_what_an_earlier_version_sent_for_one_does_not_stop_the_other(two: TwoPsas) -> None:
    two.send(0)
    two.make_older(0)
    assert two.send(1).transferred == ("1",)
    assert len(two.documents()) == 2


@pytest.mark.parametrize("is_there", [True, False])
def test_an_attempt_of_an_earlier_version_is_settled_by_all_that_the_document_says(two: TwoPsas, is_there: bool) -> None:
    """The other PSA's document has the reference too, and the other customer or amount."""
    two.send(0)
    two.make_older(0, net=17)
    two.lose_the_answer(1, is_there=is_there)
    two.make_older(1)
    report = two.office.settling.settle(two.both[1], Silent())
    assert (report.transferred, report.refused) == ((("1",), ()) if is_there else ((), ("1",)))
    assert two.send(1).transferred == (() if is_there else ("1",))
    assert two.transfer(1).state is TransferState.TRANSFERRED
    assert len({two.transfer(0).finance_id, two.transfer(1).finance_id, *two.documents()}) == 2


@pytest.mark.parametrize(("changes", "is_taken"), [({}, True), ({"net": 17}, False)])
def test_what_an_earlier_version_sent_from_a_lost_database_is_taken_only_when_all_of_it_agrees(
    two: TwoPsas, changes: dict[str, Any], is_taken: bool
) -> None:
    two.send(0)
    two.make_older(0, **changes)
    with two.office.store.work() as work:
        work._session.delete(work.transfers._row(two.both[0].id, "1"))
        work.commit()
    report = two.send(0)
    assert (report.transferred, report.refused) == ((("1",), ()) if is_taken else ((), ("1",)))
    assert len(two.documents()) == 1
    if is_taken:
        assert two.transfer(0).reference == REFERENCE
        assert two.office.settling.reopen(two.both[0], ["1"], Silent())["1"].kind == "still_there"
    else:
        assert "without a mark of its PSA" in str(two.transfer(0).reason.sentence)
        assert two.office.log.entries(two.both[0].id, limit=1)[0].outcome is not Outcome.DONE


def test_the_check_without_sending_finds_another_document_under_our_reference(two: TwoPsas) -> None:
    two.send(0)
    two.make_older(0, net=17)
    with two.office.store.work() as work:
        work._session.delete(work.transfers._row(two.both[0].id, "1"))
        work.commit()
    assert [one.kind for one in two.office.transfers.check(two.both[0], ["1"])["1"]] == ["AnotherDocument"]
    assert len(two.documents()) == 1


def test_a_currency_that_the_system_does_not_know_is_found_before_anything_is_written(two: TwoPsas) -> None:
    """Invoice 8 is in SEK."""
    for integration in two.both[:1]:
        assert [one.kind for one in two.office.transfers.check(integration, ["8"])["8"]] == ["unknown_currency"]
        before = copy.deepcopy(two.finance.state())
        assert two.office.transfers.send(integration, ["8"], Silent()).refused == ("8",)
        assert two.finance.state() == before


# what is booked and paid in Dinero reaches TimeLog


class Bookkeeper:
    """A person who works in Dinero."""

    def __init__(self, joined: TwoPsas) -> None:
        self._client = joined.office.connectors.get(joined.both[0], Side.FINANCE)._client
        joined.finance.books["depositAccounts"][55000] = BANK

    def book(self, path: str) -> None:
        self._client.change("POST", "v1", f"{path}/book", {"Timestamp": self._read(path)["TimeStamp"]})

    def pay(self, path: str, share: str) -> None:
        document = self._read(path)
        payment = {
            "Timestamp": document["TimeStamp"],
            "DepositAccountNumber": 55000,
            "Amount": document["TotalInclVat"] * Decimal(share),
            "Description": "Betaling",
            "RemainderIsFee": False,
        }
        self._client.change("POST", "v1", f"{path}/payments", payment)

    def _read(self, path: str) -> dict[str, Any]:
        return dict(self._client.get("v1", path, dict[str, Any]))


def sent_to_dinero(joined: TwoPsas, *ids: str) -> dict[str, str]:
    """The paths in Dinero of what was sent, by id."""
    assert set(joined.office.transfers.send(joined.both[0], ids, Silent()).transferred) == set(ids)
    with joined.office.store.reading() as work:
        found = {id_: work.transfers.get(joined.both[0].id, id_).finance_id for id_ in ids}
    credit_notes = joined.finance.books["creditNotes"]
    return {id_: f"{'sales/creditnotes' if guid in credit_notes else 'invoices'}/{guid}" for id_, guid in found.items()}


def reconciled(joined: TwoPsas) -> dict[str, Any]:
    return {row.number: row for row in joined.office.reconciliation.reconcile(joined.both[0], Silent())}


def told(joined: TwoPsas, id_: int) -> tuple[str, str, str]:
    """Number and state of the invoice in TimeLog, and its own status there."""
    row = joined.office.company.psa_row("invoices", id_)
    return row["InvoiceNoExternal"], row["ExternalInvoiceStatus"], row["Status"]


@pytest.mark.parametrize("two", ["dinero"], indirect=True)
def test_an_invoice_is_marked_as_paid_when_nothing_is_left_to_pay_and_not_before(two: TwoPsas) -> None:
    bookkeeper, path = Bookkeeper(two), sent_to_dinero(two, "1")["1"]
    assert (reconciled(two)["F1"].state, told(two, 1)[2]) == (FinanceState.DRAFT, "Booked")
    bookkeeper.book(path)
    bookkeeper.pay(path, "0.4")
    row = reconciled(two)["F1"]
    assert (row.state, row.agrees) == (FinanceState.BOOKED, True)
    assert told(two, 1) == (two.transfer(0).finance_number, "Booked", "Booked")
    bookkeeper.pay(path, "0.6")
    row = reconciled(two)["F1"]
    assert (row.state, row.agrees) == (FinanceState.PAID, True)
    assert told(two, 1)[2] == "Checked"  # as TimeLog calls a paid one


@pytest.mark.parametrize("two", ["dinero"], indirect=True)
def test_a_credit_note_that_is_paid_out_is_told_although_timelog_cannot_mark_it(two: TwoPsas) -> None:
    office, integration = two.office, two.both[0]
    two.finance.books["contacts"][SECOND] = contact(SECOND, "Havnens Rederi")
    office.fetching.fetch(integration, progress=Silent())
    with office.store.work() as work:
        work.links.add(integration.id, LinkKind.CUSTOMER, "2", SECOND, DecidedBy.PERSON)
        work.commit()
    credit_note = next(one.invoice.id for one in office.transfers.invoices(integration) if one.invoice.number == "K1")
    bookkeeper = Bookkeeper(two)
    bookkeeper.book(sent_to_dinero(two, "2")["2"])
    reconciled(two)  # so it is known to be booked, and credited by name
    path = sent_to_dinero(two, credit_note)[credit_note]
    assert two.finance.books["creditNotes"][path.rpartition("/")[2]]["CreditNoteFor"]
    bookkeeper.book(path)
    bookkeeper.pay(path, "1")
    row = reconciled(two)["K1"]
    assert (row.state, row.agrees) == (FinanceState.PAID, True)
    assert office.company.psa_row("credit_notes", 1)["Status"] == "Booked"
    with office.store.reading() as work:
        assert work.transfers.get(integration.id, credit_note).written_state == "paid"  # so it is not tried again


@pytest.mark.parametrize("two", ["dinero"], indirect=True)
def test_changes_of_a_customer_go_both_ways(two: TwoPsas) -> None:
    office, integration = two.office, two.both[0]
    with office.store.work() as work:
        work.links.remove(integration.id, LinkKind.CUSTOMER, "1", GUID)
        work.commit()
    office.linking.write(integration, [Decision(finance_id=GUID, psa_id="1", action=Action.USE_PSA)], Silent())
    office.customers.choose_rules(integration, OwnerRules(mode=OwnerMode.BOTH, creation=Creation.MANUAL))
    there = two.finance.books["contacts"][GUID]
    office.company.change_psa("customers", 1, Phone="44 55 66 77")
    there.update(City="Odense", UpdatedAt="2099-01-01T00:00:00.000")

    assert office.updates.find(integration, Silent()).customers == 1
    previews = office.updates.previews(integration)
    assert {change.field for one in previews for change in one.changes} == {"phone", "city"}
    office.updates.write(integration, [one.decision for one in previews], Silent())

    assert (there["Phone"], there["City"]) == ("44 55 66 77", "Odense")
    assert office.company.psa_row("customers", 1)["Address"]["City"] == "Odense"
    assert office.updates.find(integration, Silent()).customers == 0
