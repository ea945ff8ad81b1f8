"""Where a customer has one att. person in place of contacts, each invoice writes its own contact there, unless it is kept."""

from __future__ import annotations

import datetime as dt
import platform
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from desktop.connectors.contract import Ability, Capabilities
from desktop.connectors.overwriting import refuse_changed
from desktop.errors import Cancelled, NotPossible, RecordChanged, RecordNotFound, RecordRefused
from desktop.models.records import Customer, Invoice, Outcome, Side
from desktop.models.store.att_person_turns import AttPersonTurnRow
from desktop.models.store.run_batch import RunBatch
from desktop.progress import heeding
from desktop.texts import Message
from desktop.use_cases import write_att_persons
from desktop.use_cases.preview_invoices import InvoicePreviews
from desktop.use_cases.write_att_persons import AttPersonWriting


class _WithAttPersons:
    """A finance system that has att. persons; what is written is kept, and in the store by whoever wrote it."""

    def __init__(self, card: Any, standing: Customer) -> None:
        self.card = replace(card, capabilities=Capabilities(frozenset({Ability.ATTENTION})))
        self.standing = standing
        self.is_person = False  # a private person has no att. person
        self.written: list[str] = []
        self.meanwhile: list[str] = []  # whom somebody else makes it right before we write

    def customer(self, _customer_id: str) -> Customer:
        return self.standing

    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        assert changed == {"attention"}
        if self.meanwhile:
            self.standing = replace(self.standing, attention=self.meanwhile.pop())
        refuse_changed(self.standing, seen, customer, changed, "Tally")
        if customer.attention == "Nej Tak":
            raise RecordRefused(Message("No."))
        if self.is_person:
            return self.standing
        self.written.append(customer.attention)
        self.standing = customer
        return customer


@pytest.fixture
def finance(office: Any) -> _WithAttPersons:
    return _WithAttPersons(office.connectors.get(office.integration, Side.FINANCE).card, customer(office))


@pytest.fixture
def run(office: Any, finance: _WithAttPersons) -> Any:
    def begun() -> Any:
        return AttPersonWriting(office.store).of_run(finance, office.integration, RunBatch(office.store, office.integration.id))  # type: ignore[arg-type]  # a small one

    return begun


@pytest.fixture
def shown(office: Any, finance: _WithAttPersons, monkeypatch: pytest.MonkeyPatch) -> None:
    """The integration is one with this finance system."""
    monkeypatch.setattr(type(office.connectors), "card", lambda _self, _integration, side: _card(office, finance, side))


def invoice(office: Any, **changes: Any) -> Invoice:
    with office.store.reading() as work:
        return replace(work.invoices.get(office.integration.id, "1"), **changes)


def customer(office: Any) -> Customer:
    with office.store.reading() as work:
        return work.customers.get(office.integration.id, Side.FINANCE, "101")


def test_the_contact_is_written_once_a_run_and_another_one_again(office: Any, run: Any, finance: _WithAttPersons) -> None:
    att_person, mette, ole = run(), invoice(office, contact_id="301"), invoice(office, contact_id="302")
    for one in (mette, mette, ole, mette):
        with att_person(one, customer(office)) as found:
            assert found.attention == finance.written[-1]
    assert finance.written == ["Mette Holm", "Ole Vind", "Mette Holm"]
    assert customer(office).attention == "Mette Holm"
    assert "Mette Holm in place of Ole Vind" in str(office.newest().message)


@pytest.mark.usefixtures("shown")
def test_one_that_is_kept_is_not_overwritten_until_it_is_given_free(office: Any, run: Any, finance: _WithAttPersons) -> None:
    one = invoice(office, contact_id="301")
    office.people.keep_att_person(office.integration, one.customer_id, True)
    with run()(one, customer(office)) as found:
        assert found == customer(office)
    assert finance.written == []
    office.people.keep_att_person(office.integration, one.customer_id, False)
    with run()(one, customer(office)):
        assert finance.written == ["Mette Holm"]


@pytest.mark.usefixtures("shown")
def test_nobody_is_kept_for_a_customer_that_was_not_read(office: Any) -> None:
    with pytest.raises(RecordNotFound):
        office.people.keep_att_person(office.integration, "77", True)


def test_who_stands_there_already_is_not_written_again_whatever_was_read_last(
    office: Any, run: Any, finance: _WithAttPersons
) -> None:
    finance.standing = replace(finance.standing, attention="Mette Holm")
    with run()(invoice(office, contact_id="301"), customer(office)) as found:
        assert found.attention == "Mette Holm"
    assert finance.written == []
    assert office.undo.batches(office.integration) == []


def test_whom_somebody_else_writes_before_us_is_kept_for_undo(office: Any, run: Any, finance: _WithAttPersons) -> None:
    finance.meanwhile = ["Second Person", "First Person"]
    with run()(invoice(office, contact_id="301"), customer(office)):
        assert finance.standing.attention == "Mette Holm"
    assert "Mette Holm in place of Second Person" in str(office.newest().message)
    (step,) = office.undo.last_batch(office.integration).steps
    assert (step["before"], step["after"]) == ({"attention": "Second Person"}, {"attention": "Mette Holm"})


def test_a_private_person_keeps_none_which_the_log_says_and_undo_has_nothing_to_take_back(
    office: Any, run: Any, finance: _WithAttPersons
) -> None:
    finance.is_person = True
    with run()(invoice(office, contact_id="301"), customer(office)) as found:
        assert found.attention == ""
    assert (office.newest().outcome, "Mette Holm was not carried" in str(office.newest().message)) == (Outcome.NOT_SENT, True)
    assert office.undo.batches(office.integration) == []


def test_one_that_somebody_keeps_changing_is_left_alone(office: Any, run: Any, finance: _WithAttPersons) -> None:
    finance.meanwhile = ["C", "B", "A"]
    with pytest.raises(RecordChanged), run()(invoice(office, contact_id="301"), customer(office)):
        pytest.fail("the invoice must not be sent")
    assert (finance.written, finance.standing.attention) == ([], "C")


def test_two_runs_on_one_store_wait_for_each_other(
    office: Any, run: Any, finance: _WithAttPersons, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = threading.Event()
    monkeypatch.setattr(write_att_persons, "LISTEN_SECONDS", 0.01)
    monkeypatch.setattr(write_att_persons, "heed", waits.set)
    mette, ole = invoice(office, contact_id="301"), invoice(office, contact_id="302")
    sent: list[str] = []

    def send(one: Invoice, until: Callable[[], object]) -> None:
        with run()(one, customer(office)):  # a run of its own, as another process has
            until()
            sent.append(finance.standing.attention)

    with ThreadPoolExecutor(1) as beside:
        with run()(mette, customer(office)):
            other = beside.submit(send, ole, lambda: None)
            assert waits.wait(60)
            sent.append(finance.standing.attention)
        other.result(10)
    assert sent == finance.written == ["Mette Holm", "Ole Vind"]


def test_who_waits_for_a_turn_can_stop_and_a_turn_left_behind_is_over(office: Any, run: Any, finance: _WithAttPersons) -> None:
    mette, ole = invoice(office, contact_id="301"), invoice(office, contact_id="302")

    def stop() -> None:
        raise Cancelled

    with run()(mette, customer(office)), pytest.raises(Cancelled), heeding(stop), run()(ole, customer(office)):
        pytest.fail("the invoice must not be sent")
    assert finance.written == ["Mette Holm"]
    for left_by, minutes in ((f"anna@{platform.node()}#{2**30}#gone", 0), ("bo@another-computer#17#runs", 11)):
        with office.store.work() as work:
            taken_at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes)
            assert work.att_person_turns.take(office.integration.id, "101", left_by, lambda *_: False)
            work._session.get(AttPersonTurnRow, (office.integration.id, "101")).taken_at = taken_at
            work.commit()
        with run()(ole, customer(office)):
            assert finance.standing.attention == "Ole Vind"


def test_another_name_that_is_read_while_an_invoice_is_sent_is_told_and_written_over(
    office: Any, run: Any, finance: _WithAttPersons
) -> None:
    ours, mette = run(), invoice(office, contact_id="301")
    with ours(mette, customer(office)), office.store.work() as work:
        finance.standing = replace(finance.standing, attention="Ole Vind")  # by a person over there, and read here
        work.customers.put(office.integration.id, Side.FINANCE, finance.standing)
        work.commit()
    assert "somebody made Ole Vind the att. person" in str(office.newest().message)
    with ours(mette, customer(office)):
        assert finance.standing.attention == "Mette Holm"


def test_an_invoice_without_a_contact_leaves_who_stands_there(office: Any, run: Any, finance: _WithAttPersons) -> None:
    for changes in ({"contact_id": "0", "customer_reference_id": ""}, {"contact_id": "999"}):
        with run()(invoice(office, **changes), customer(office)) as found:
            assert found == customer(office)
    assert finance.written == []


def test_a_system_with_contacts_has_no_att_person(office: Any) -> None:
    people = office.people.of_run(office.integration)
    with people.att_person(invoice(office), customer(office)) as found:
        assert found == customer(office)


def test_a_refusal_stops_before_the_invoice_and_is_tried_again(office: Any, run: Any) -> None:
    office.company.change_psa("contacts", 301, Firstname="Nej", Lastname="Tak")
    office.read()
    att_person = run()
    for _attempt in range(2):
        with pytest.raises(RecordRefused), att_person(invoice(office, contact_id="301"), customer(office)):
            pytest.fail("the invoice must not be sent")


def test_with_contacts_there_is_nothing_to_keep(office: Any) -> None:
    with pytest.raises(NotPossible):
        office.people.keep_att_person(office.integration, "1", True)


@pytest.mark.usefixtures("shown")
def test_the_preview_names_old_and_new(office: Any) -> None:
    preview = InvoicePreviews(office.store, office.connectors, office.customers).previews(office.integration, ["1"])["1"]
    assert preview.att_person is not None
    assert (preview.att_person.old, preview.att_person.new) == ("", "Mette Holm")


def _card(office: Any, finance: _WithAttPersons, side: Side) -> Any:
    return finance.card if side is Side.FINANCE else office.connectors.get(office.integration, side).card
