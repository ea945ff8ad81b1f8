"""Two legal entities of one TimeLog site, each with a finance company: a document of the PSA goes to one of them only."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from desktop.errors import SettingsError
from desktop.models.customer_card import OpenCustomer
from desktop.models.invoice_rows import TransferRow, row_of
from desktop.models.lamps import Lamp
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.records import Action, DecidedBy, Decision, Integration, LinkKind, Reason, Side, TransferState
from desktop.models.store.practice_copy import copied
from desktop.models.whose_invoices import why_not_told_apart
from desktop.progress import Silent
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import running
from desktop.use_cases.activate_integration import IntegrationActivation
from desktop.use_cases.fetch_records import Register

from .conftest import PSA_VALUES, agreement, site
from .test_two_psas import DINERO_VALUES, GUID, books

ECONOMIC_VALUES = {"app_secret_token": "secret-of-tests", "agreement_grant_token": "grant-of-the-other"}
REPORTING = {"reporting_site_code": "a1b2", "reporting_api_id": "acme", "reporting_password": "rapport-1"}


@dataclass
class Entities:
    """The office of the tests, of the first legal entity, and an integration of the second one with a company of its own."""

    office: Any
    finance: Any  # the stand-in of the second one's company

    @property
    def both(self) -> list[Integration]:
        found: list[Integration] = self.office.connections.integrations()
        return found

    def documents(self) -> tuple[int, int]:
        """How many documents lie in each company."""
        there = self.finance.books["invoices"] if isinstance(self.finance, Dinero) else self.finance.agreement["drafts"]
        return len(self.office.company.drafts()), len(list(there))

    def send(self, place: int) -> Any:
        return self.office.transfers.send(self.both[place], ["1"], Silent())

    def row(self, place: int) -> TransferRow:
        """Invoice 1 as the list shows it."""
        state = next(one for one in self.office.transfers.invoices(self.both[place]) if one.invoice.id == "1")
        return row_of(state.invoice, state.transfer, elsewhere=state.elsewhere)

    def end(self, place: int, state: TransferState) -> None:
        """An attempt that ended so, as another process keeps it."""
        with self.office.store.work() as work:
            work.transfers.claim(self.both[place].id, "1", reference="TL-F1@x", key="k", claimed_by="x", from_states=())
            if state is not TransferState.SENDING:
                reason = Reason(kind="proven_absent", sentence=work.integrations.get(1).name)
                work.transfers.end(self.both[place].id, "1", state, reason=reason if state is TransferState.FAILED else None)
            work.commit()


def join(office: Any, system: str, address: str, values: dict[str, str], customer: str) -> None:
    """An integration of the second legal entity, ready to transfer invoice 1."""
    made = office.connections.create("Acme AB", "timelog", system).id
    psa = office.company.psa_address
    second = office.connections.companies(made, Side.PSA, psa, PSA_VALUES)[1]
    office.connections.connect(made, Side.PSA, psa, PSA_VALUES, second.id)
    office.connections.connect(made, Side.FINANCE, address, values)
    integration = office.connections.integration(made)
    office.fetching.fetch(integration, progress=Silent())
    office.items.activate(made, ["1010"])
    if system == "economic":
        office.standard_values.choose(made, office.standard_values.proposed(made))
    with office.store.work() as work:
        work.links.add(made, LinkKind.CUSTOMER, "1", customer, DecidedBy.PERSON)
        work.integrations.activate(made, True)
        work.commit()


@pytest.fixture(scope="module")
def others() -> Iterator[dict[str, tuple[Any, str]]]:
    """The stand-ins of the second one's company, with their addresses."""
    with ExitStack() as stack:
        made = {"economic": Economic(), "dinero": Dinero()}
        yield {name: (one, stack.enter_context(running(one)).address) for name, one in made.items()}


@pytest.fixture(params=["economic", "dinero"])
def entities(
    request: pytest.FixtureRequest,
    new_office: Any,
    begun: dict[str, Path],
    tmp_path: Path,
    others: dict[str, tuple[Any, str]],
) -> Entities:
    system, name = request.param, f"entities {request.param}"
    finance, address = others[system]
    data = agreement() if system == "economic" else books()
    if system == "economic":
        data["self"] |= {"agreementNumber": 4812, "company": {"name": "Acme AB i e-conomic"}}
        data["tokens"] = [list(ECONOMIC_VALUES.values())]
    finance.load(data)
    values, customer = (ECONOMIC_VALUES, "101") if system == "economic" else (DINERO_VALUES, GUID)
    if name not in begun:  # made once, and copied for each test
        join(new_office("begun", "ready"), system, address, values, customer)
        folder = begun["ready"].parent.parent / name
        folder.mkdir()
        begun[name] = copied(tmp_path / "begun.sqlite", folder)
    office = new_office("entities", name)
    office.secrets.save(office.connections.integrations()[1].finance.key, values)
    return Entities(office, finance)


@pytest.mark.parametrize("first", [0, 1])
def test_what_one_has_sent_the_other_never_sends(entities: Entities, first: int) -> None:
    second = 1 - first
    assert entities.row(second).can_send
    assert entities.send(first).transferred == ("1",)
    before = entities.documents()
    [reason] = entities.office.transfers.check(entities.both[second], ["1"])["1"]
    holder = entities.both[first]
    assert holder.name in str(reason.sentence)
    assert holder.finance.company is not None
    assert holder.finance.company.name in str(reason.sentence)
    row = entities.row(second)
    assert (row.can_send, row.lamp, str(row.word), row.reasons) == (False, Lamp.NOT_NEEDED, "Elsewhere", (reason,))
    assert entities.send(second).refused == ("1",)
    assert entities.documents() == before
    assert entities.send(first).skipped == ("1",)


@pytest.mark.parametrize("entities", ["economic"], indirect=True)
def test_a_customer_shows_where_it_stands_in_the_other_legal_entity_too(entities: Entities) -> None:
    """All legal entities of a site share its customers; files are shared only where they are the same ones."""
    first, second = entities.both

    def others() -> list[tuple[str, bool]]:
        found = entities.office.cards.card(first, OpenCustomer(psa_id="1")).others
        return [(one.integration.name, one.is_linked) for one in found]

    assert others() == [(second.name, True)]
    with entities.office.store.work() as work:
        for integration, path in ((first, "a.csv"), (second, "b.csv")):
            psa = replace(integration.psa, system="psa_files", base_address="file:", settings=(("customers", path),))
            work.integrations.put_connection(integration.id, psa)
        work.commit()
    first, second = entities.both
    assert others() == []


@pytest.mark.parametrize("entities", ["economic"], indirect=True)
def test_only_proof_that_nothing_lies_there_sets_a_document_free(entities: Entities) -> None:
    for state in (TransferState.SENDING, TransferState.UNKNOWN):
        entities.end(0, state)
        assert entities.send(1).refused == ("1",)
    with entities.office.store.work() as work:
        work.transfers.end(entities.both[0].id, "1", TransferState.FAILED)
        work.commit()
    assert entities.row(1).can_send
    assert entities.send(1).transferred == ("1",)
    assert entities.documents() == (0, 1)


@pytest.mark.parametrize("entities", ["economic"], indirect=True)
def test_a_legal_entity_that_comes_later_switches_the_integration_off_until_somebody_activates_it_with_a_reason(
    entities: Entities,
) -> None:
    """Its invoices are read like our own from now on, and could go to the wrong company."""
    office, first = entities.office, entities.both[0]
    with office.store.work() as work:  # as when the site had one
        alone = replace(first.psa.company, shares_invoices=False)
        work.integrations.put_connection(first.id, replace(first.psa, company=alone))
        work.commit()
    assert why_not_told_apart(entities.both[0], "TimeLog") is None

    office.fetching.fetch(entities.both[0], [Register.PSA_INVOICES], progress=Silent())

    assert [one.is_active for one in entities.both] == [False, True]  # the other was activated knowing it
    assert isinstance(entities.send(0).stopped_by, Reason)
    assert entities.documents() == (0, 0)
    activation = IntegrationActivation(office.store)
    assert "may be sent to the wrong company" in str(activation.state(first.id).missing[0])
    with pytest.raises(SettingsError, match="wrong company"):
        activation.activate(first.id)
    activation.activate(first.id, "Each invoice is looked at")
    office.fetching.fetch(entities.both[0], [Register.PSA_INVOICES], progress=Silent())
    office.connections.test(first.id, Side.PSA)
    assert entities.send(0).transferred == ("1",)


@pytest.mark.parametrize("entities", ["dinero"], indirect=True)
def test_news_of_one_company_that_went_on_to_the_other_is_taken_back_in_each_alone(entities: Entities) -> None:
    """From Dinero, where both own customers, to TimeLog, and from there to e-conomic, where TimeLog does."""
    office, (first, second) = entities.office, entities.both
    office.customers.choose_rules(first, OwnerRules(mode=OwnerMode.PSA))
    office.customers.choose_rules(second, OwnerRules(mode=OwnerMode.BOTH))
    for integration, customer in ((first, "101"), (second, GUID)):
        with office.store.work() as work:
            work.links.remove(integration.id, LinkKind.CUSTOMER, "1", customer)
            work.commit()
        office.linking.write(integration, [Decision(finance_id=customer, psa_id="1", action=Action.USE_PSA)], Silent())

    def phones() -> tuple[str, ...]:
        there = office.company.finance.agreement["customers"].get(101)["telephoneAndFaxNumber"]
        return office.company.psa_row("customers", 1)["Phone"], there, entities.finance.books["contacts"][GUID]["Phone"]

    def carried(integration: Integration) -> int:
        office.updates.find(integration, Silent())
        decisions = [one.decision for one in office.updates.previews(integration)]
        batch: int = office.updates.write(integration, decisions, Silent()).batch_id
        return batch

    old, new = phones()[0], "44 55 66 77"
    entities.finance.books["contacts"][GUID].update(Phone=new, UpdatedAt="2099-01-01T00:00:00.000")
    batches = {one.id: carried(one) for one in (second, first)}
    assert phones() == (new, new, new)

    report = office.undo.undo(second, batches[second.id], Silent())
    assert (report.undone, report.left_alone, report.failed) == (1, (), ())
    assert phones() == (old, new, new)
    assert office.updates.find(first, Silent()).customers == 1  # TimeLog changed again
    assert office.updates.find(second, Silent()).customers == 0  # taken back, until somebody changes it anew
    report = office.undo.undo(first, batches[first.id], Silent())
    assert (report.undone, report.left_alone, report.failed) == (1, (), ())
    assert phones() == (old, old, new)
    assert [office.updates.find(one, Silent()).customers for one in (first, second)] == [0, 0]


def test_two_senders_at_the_same_moment_make_one_document(entities: Entities, new_office: Any) -> None:
    """Each in an installation of its own, on one store; both have passed the check before either claims."""
    at_once, senders = Barrier(2), (entities.office, new_office("entities"))
    key = entities.both[1].finance.key
    senders[1].secrets.save(key, entities.office.secrets.load(key))
    for office in senders:
        send_one = office.sending.send_one

        def together(*one: Any, send_one: Any = send_one) -> Any:
            at_once.wait(60)
            return send_one(*one)

        office.sending.send_one = together
    with ThreadPoolExecutor(2) as threads:
        reports = list(threads.map(lambda place: senders[place].transfers.send(entities.both[place], ["1"], Silent()), (0, 1)))
    assert sorted((one.transferred, one.refused) for one in reports) == [((), ("1",)), (("1",), ())]
    assert sum(entities.documents()) == 1


@pytest.mark.parametrize("entities", ["economic"], indirect=True)
def test_signing_in_to_the_reporting_api_leaves_each_its_own_invoices(entities: Entities) -> None:
    """What was read before without knowing whose it is is forgotten, but for what has gone."""
    office, psa = entities.office, entities.office.company.psa
    told = why_not_told_apart(entities.both[1], "TimeLog")
    assert "does not tell here whose an invoice is" in str(told)
    entities.send(0)
    data = site()
    for one in data["invoices"]:
        one["LegalEntityID"] = 2 if one["ID"] in (1, 2) else 1
    data["reporting"] = {"site_code": "a1b2", "api_id": "acme", "api_password": "rapport-1"}
    with psa.lock:
        psa.load(data)
    for integration in entities.both:
        values = {**PSA_VALUES, **REPORTING}
        office.connections.connect(integration.id, Side.PSA, office.company.psa_address, values, integration.psa.company.id)
    shown = [[one.invoice.number for one in office.transfers.invoices(integration)] for integration in entities.both]
    assert shown == [["F1"], []]
    assert all(Register.PSA_INVOICES not in office.fetching.last(integration.id) for integration in entities.both)
    for integration in entities.both:
        office.fetching.fetch(integration, progress=Silent())
    shown = [{one.invoice.number for one in office.transfers.invoices(integration)} for integration in entities.both]
    assert [why_not_told_apart(integration, "TimeLog") for integration in entities.both] == [None, None]
    assert shown[1] == {"F1", "F2", "K1"}
    assert shown[0] == {"F1", "F3", "F4", "F5", "F6", "F7", "F8", "F9", ""}  # F1 went from here
