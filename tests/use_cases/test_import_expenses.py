"""Expenses come from either finance system onto the right project, once, and can be taken back."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from desktop.app import Connectors, cards
from desktop.connectors.contract import Psa
from desktop.connectors.keychain import KeychainForThisRun
from desktop.connectors.timelog.reporting import Reporting
from desktop.errors import AccessDenied, Cancelled, NotActive, RecordNotFound
from desktop.models import absence
from desktop.models.absence import AbsenceProof
from desktop.models.expenses import ExpenseRow, Standing, expense_of, external_id
from desktop.models.records import Activity, Expense, ExpenseReport, ExpenseState, Integration, Outcome, Side
from desktop.models.store.work import Store
from desktop.progress import Silent
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import StandIn, running
from desktop.sandbox.timelog.app import TimeLog
from desktop.texts import Message
from desktop.use_cases import settle_expenses, write_expenses
from desktop.use_cases.choose_expenses import ExpenseSetup
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.import_expenses import ExpenseImport
from desktop.use_cases.read_log import IntegrationLog
from desktop.use_cases.settle_expenses import ExpenseSettling
from desktop.use_cases.write_expenses import ExpenseWriting
from tests.steady_clock import SteadyClock

PSA_VALUES = {"personal_access_token": "pat-of-tests", "user_name": "anna", "password": "password-of-tests"}
FINANCE_VALUES = {
    "economic": {"app_secret_token": "secret-of-tests", "agreement_grant_token": "grant-of-tests"},
    "dinero": {"client_id": "client", "client_secret": "secret-of-tests", "api_key": "key-of-tests", "calls_a_minute": "100000"},
}
SINCE = dt.date(2026, 10, 1)

# voucher, account, text, amount: 3 is taken back by 4, 5 is a credit, 6 stands on an account of two types, 7 on one of none.
ENTRIES = [
    (1, 2201, "Togbillet P26.0001", "400.00"),
    (2, 2201, "Togbillet", "250.50"),
    (3, 2201, "Hotel, dobbelt bogført", "900.00"),
    (4, 2201, "Hotel, dobbelt bogført", "-900.00"),
    (5, 2201, "Godtgørelse P26.0002", "-75.00"),
    (6, 2202, "Frokost hos Havnens Rederi", "120.00"),
    (7, 2203, "Parkering", "33.00"),
    (8, 2201, "Uden beløb", "0"),
    (9, 3000, "Løn", "40000"),
]


def site() -> dict[str, Any]:
    """What TimeLog holds: two projects, and an account that two expense types share."""
    types = [(241, "Rejse", "2201"), (242, "Møde", "2202"), (243, "Forplejning", "2202"), (244, "Gammel", "2203")]
    return {
        "account": "acme",
        "reporting": {"site_code": "a1b2", "api_id": "acme", "api_password": "rapport-1"},
        "takes_negative_expenses": True,
        "personal_access_tokens": [{"token": PSA_VALUES["personal_access_token"], "user_id": 7}],
        "users": [
            {
                "UserID": 7,
                "UserName": PSA_VALUES["user_name"],
                "Password": PSA_VALUES["password"],
                "Roles": ["SystemAdministrator"],
            }
        ],
        "projects": [
            {"ProjectID": number, "No": f"P26.000{number}", "Name": name, "CurrencyISO": "DKK", "ExpenseIsBillable": number == 1}
            for number, name in ((1, "Havnens Rederi"), (2, "Fjordbyg"), (3, "Uden kontrakt"))
        ],
        "contracts": [{"ContractID": 10 + number, "ProjectID": number, "IsMainContract": True} for number in (1, 2)],
        "expense_types": [
            {"ExpenseTypeID": number, "ExpenseTypeName": name, "AccountNo": account, "IsActive": number != 244}
            for number, name, account in types
        ],
        "payment_methods": [{"PaymentMethodID": 161, "Name": "Kreditor", "IsDefaultForImport": True}],
        "currencies": [{"CurrencyID": 35, "CurrencyABB": "DKK", "CurrentRate": 100}],
        "legal_entities": [{"LegalEntityID": 1, "Name": "Acme A/S", "CurrencyISO": "DKK", "IsSystemLegalEntity": True}],
        "user_setting": {"CompanyName": "Acme", "SystemCurrencyID": 35, "SystemCurrencyABB": "DKK"},
    }


def agreement() -> dict[str, Any]:
    """The ledger in e-conomic, with an opening entry on an account of costs; voucher 1 names its supplier on the other side."""
    rows = [(*one, "supplierInvoice") for one in ENTRIES] + [(10, 2201, "Primo", "10", "openingEntry")]
    rows += [(1, 6810, "Togkompagniet", "-400.00", "supplierInvoice"), (11, 2201, "Salg", "5", "customerInvoice")]
    return {
        "tokens": [list(FINANCE_VALUES["economic"].values())],
        "self": {"agreementNumber": 4711, "company": {"name": "Nordhavn"}, "settings": {"baseCurrency": "DKK"}},
        "accounts": [
            {"accountNumber": number, "name": name, "accountType": "profitAndLoss"}
            for number, name in ((2201, "Rejser"), (2202, "Møder"), (2203, "Parkering"), (3000, "Løn"))
        ],
        "accountingYears": [{"year": "2026", "fromDate": "2026-01-01", "toDate": "2026-12-31", "closed": False}],
        "suppliers": [{"supplierNumber": 801, "name": "Togkompagniet A/S"}],
        "entries": [
            {
                "entryNumber": 1000 + place,
                "account": {"accountNumber": account},
                "amount": float(amount),
                "amountInBaseCurrency": float(amount),
                "currency": "DKK",
                "date": f"2026-10-{voucher:02}",
                "entryType": kind,
                "text": text,
                "voucherNumber": voucher,
                **({"supplier": {"supplierNumber": 801}} if account == 6810 else {}),
            }
            for place, (voucher, account, text, amount, kind) in enumerate(rows)
        ],
        "rateLimit": {"tokens": 10_000_000, "seconds": 60, "cost": 3},
    }


def books() -> dict[str, Any]:
    """The same in Dinero."""
    guid = "9b7b3a52-2b8e-4d9d-8a6b-00000000{:04}".format
    rows = [(*one, "Normal") for one in ENTRIES] + [(10, 2201, "Primo", "10", "Primo")]
    values = FINANCE_VALUES["dinero"]
    return {
        "clients": [[values["client_id"], values["client_secret"]]],
        "apiKeys": [{"key": values["api_key"], "organizationId": 4711}],
        "organizations": [{"Id": 4711, "Name": "Nordhavn", "Subscription": {"HasPro": True, "HasPayingPro": True}}],
        "rateLimit": {"calls": 100_000},
        "contacts": [{"ContactGuid": guid(5000), "Name": "Togkompagniet A/S"}],
        "accounts": [
            {"AccountNumber": number, "Name": name, "IsHidden": False, "CategoryName": "Rejser"}
            for number, name in ((2201, "Rejser"), (2202, "Møder"), (2203, "Parkering"), (3000, "Løn"))
        ],
        "accountingYears": [{"Name": "2026", "FromDate": "2026-01-01", "ToDate": "2026-12-31"}],
        "entries": [
            {
                "EntryGuid": guid(place),
                "AccountNumber": account,
                "Date": f"2026-10-{voucher:02}",
                "VoucherNumber": voucher,
                "VoucherType": "Purchases",
                "Description": text,
                "Amount": float(amount),
                "ContactGuid": guid(5000) if voucher == 1 else None,
                "Type": kind,
                "AddedAt": "2026-10-20T08:00:00.000",
            }
            for place, (voucher, account, text, amount, kind) in enumerate(rows)
        ],
    }


@dataclass
class Office:
    """One installation, its store, and TimeLog as it stands now."""

    store: Store
    connectors: Connectors
    psa: StandIn
    connections: Connections
    proof: AbsenceProof = field(default_factory=lambda: AbsenceProof(dt.timedelta(milliseconds=100)))

    @property
    def setup(self) -> ExpenseSetup:
        return ExpenseSetup(self.store, self.connectors)

    @property
    def expenses(self) -> ExpenseImport:
        writing = ExpenseWriting(self.store, self.connectors, self.proof)
        settling = ExpenseSettling(self.store, self.connectors, writing, self.proof)
        return ExpenseImport(self.store, writing, settling.settle)

    @property
    def integration(self) -> Integration:
        with self.store.reading() as work:
            return work.integrations.all()[0]

    def rows(self) -> dict[str, ExpenseRow]:
        """By voucher, since each has one line here."""
        return {row.entry.voucher: row for row in self.setup.rows(self.integration.id)}

    def keys(self, *vouchers: str) -> list[str]:
        return [self.rows()[one].key for one in vouchers]

    def choose(self, *vouchers: str, project: str = "1", type_id: str | None = None) -> list[str]:
        keys = self.keys(*vouchers)
        self.setup.choose(self.integration.id, keys, project_id=project, type_id=type_id)
        return keys

    def there(self) -> list[tuple[str, float]]:
        """Number and amount of each expense in TimeLog."""
        return [(one["ExpenseNo"], float(one["AmountExpenseCurrency"])) for one in self.psa.state()["project_expenses"]]

    def plan(self, *faults: dict[str, Any]) -> None:
        self.psa.faults.replace(list(faults))


@pytest.fixture(scope="module", params=["economic", "dinero"])
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Office]]:
    """Both systems up, and a store in which accounts are chosen and everything is read; each test gets a copy."""
    system: str = request.param
    psa, finance = TimeLog(), Economic() if system == "economic" else Dinero()
    secrets = KeychainForThisRun()
    folder = tmp_path_factory.mktemp("expenses")
    with ExitStack() as stack:
        psa.load(site())
        finance.load(agreement() if system == "economic" else books())
        addresses = {
            Side.PSA: f"{stack.enter_context(running(psa)).address}/acme",
            Side.FINANCE: stack.enter_context(running(finance)).address,
        }
        store, connectors = Store.open(folder / "begun.sqlite"), Connectors(secrets, practice=False)
        connections = Connections(store, cards(), connectors, secrets)
        made = connections.create("Nordhavn", "timelog", system)
        connections.connect(made.id, Side.PSA, addresses[Side.PSA], PSA_VALUES)
        connections.connect(made.id, Side.FINANCE, addresses[Side.FINANCE], FINANCE_VALUES[system])
        setup = ExpenseSetup(store, connectors)
        integration = connections.integrations()[0]
        setup.read_accounts(integration, Silent())
        setup.choose_accounts(made.id, ["2201", "2202", "2203"])
        setup.read(integration, SINCE, Silent())
        with store.work() as work:
            work.integrations.activate(made.id, True)
            work.commit()
        connectors.close()
        store.close()

        def office(copy: Path) -> Office:
            if not copy.exists():
                shutil.copy(folder / "begun.sqlite", copy)
            office_store, office_connectors = Store.open(copy), Connectors(secrets, practice=False)
            stack.callback(office_store.close)
            stack.callback(office_connectors.close)
            return Office(office_store, office_connectors, psa, Connections(office_store, cards(), office_connectors, secrets))

        yield office


@pytest.fixture
def office(begun: Callable[[Path], Office], tmp_path: Path) -> Office:
    """An installation with everything read and nothing imported."""
    made = begun(tmp_path / "bindeled.sqlite")
    with made.psa.lock:
        made.psa.load(site())
    made.plan()
    return made


def test_every_entry_says_where_it_stands(office: Office) -> None:
    rows = office.rows()
    assert {voucher: row.standing for voucher, row in rows.items()} == {
        **dict.fromkeys(("1", "2", "5", "6", "7"), Standing.OPEN),
        **dict.fromkeys(("3", "4", "8", "10"), Standing.LEFT_OUT),
    }
    assert rows["1"].entry.supplier == "Togkompagniet A/S"
    assert (float(rows["1"].entry.amount), rows["1"].entry.currency, rows["1"].entry.year) == (400, "DKK", "2026")
    assert rows["1"].type is not None
    assert rows["1"].type.name == "Rejse"
    assert "account" not in str(rows["1"].reason)
    assert rows["6"].type is None
    assert str(rows["3"].reason) == "Taken back in the ledger by voucher 4."
    assert str(rows["4"].reason) == "Takes back voucher 3, which was not imported."
    assert "no cost" in str(rows["10"].reason)


def test_reading_that_waits_for_a_limit_of_calls_says_so_and_can_be_stopped(office: Office) -> None:
    class Impatient:
        """Progress that asks to stop once the wait is told."""

        told = ""

        def step(self, done: int, total: int | None, text: Message) -> None:
            self.told = str(text)
            if "limits its calls" in self.told:
                raise Cancelled

    office.plan({"kind": "rate_limited", "path": "expense-type", "seconds": 60})
    progress = Impatient()
    with pytest.raises(Cancelled):
        office.setup.read(office.integration, SINCE, progress)
    assert progress.told == "Waiting 60 s for TimeLog, which limits its calls"


def test_clashing_expense_types_are_found_when_accounts_are_chosen(office: Office) -> None:
    found = office.setup.choose_accounts(office.integration.id, ["2201", "2202", "2203"])
    assert [str(one.sentence) for one in found] == [
        "Several expense types have account 2202 Møder: Møde, Forplejning.",
        "No expense type has account 2203 Parkering.",
    ]
    with pytest.raises(RecordNotFound, match="9999"):
        office.setup.choose_accounts(office.integration.id, ["2201", "9999"])


def test_a_project_that_the_text_names_is_suggested_and_never_written_unasked(office: Office) -> None:
    rows = office.rows()
    assert [row.suggested.id if row.suggested else "" for row in (rows["1"], rows["2"], rows["5"], rows["6"])] == [
        "1",
        "",
        "2",
        "1",
    ]
    report = office.expenses.bring_in(office.integration, [row.key for row in rows.values()], Silent())
    assert (report.done, report.batch_id, office.there()) == ((), None, [])
    assert office.setup.use_suggestions(office.integration.id, office.keys("1", "2", "5")) == 2
    report = office.expenses.bring_in(office.integration, office.keys("1", "2", "5"), Silent())
    assert len(report.done) == 2
    assert office.there() == [("1", 400), ("5", -75)]  # a credit is a negative expense


def test_what_is_imported_carries_everything_and_goes_once(office: Office) -> None:
    keys = office.choose("1")
    office.expenses.bring_in(office.integration, keys, Silent())
    stored = office.psa.state()["project_expenses"][0]
    assert (stored["Comment"], stored["PurchaseDate"][:10]) == ("Togkompagniet A/S: Togbillet P26.0001", "2026-10-01")
    assert (stored["ExpenseTypeID"], stored["ProjectSubContractID"], stored["PaymentMethodID"]) == (241, 11, 161)
    assert (stored["IsBillable"], float(stored["VatExpenseCurrency"])) == (True, 0)
    assert stored["ExternalID"].endswith(f":4711:{keys[0]}")
    assert office.rows()["1"].standing is Standing.IMPORTED
    assert office.expenses.bring_in(office.integration, keys, Silent()).skipped == tuple(keys)
    assert len(office.there()) == 1


def test_an_account_of_two_types_waits_until_one_is_chosen(office: Office) -> None:
    office.choose("6")
    assert office.rows()["6"].standing is Standing.OPEN
    keys = office.choose("6", type_id="243")
    assert office.expenses.bring_in(office.integration, keys, Silent()).done == tuple(keys)


def test_a_bad_entry_never_stops_the_good_ones(office: Office) -> None:
    good = office.choose("1", "5")
    bad = office.choose("2", project="3")
    report = office.expenses.bring_in(office.integration, [*good, *bad], Silent())
    assert report.done == tuple(good)
    assert "no contract" in str(report.refused[bad[0]].sentence)
    assert office.rows()["2"].standing is Standing.REFUSED
    again = office.choose("2", project="2")
    assert office.expenses.bring_in(office.integration, again, Silent()).done == tuple(bad)


def test_a_lost_answer_is_looked_up_and_never_sent_again(office: Office) -> None:
    keys = office.choose("1", "2")
    office.plan({"kind": "cut_after", "method": "POST", "path": "/project-expense$", "calls": [1]})
    report = office.expenses.bring_in(office.integration, keys, Silent())
    assert (report.unknown, report.done) == ((keys[0],), (keys[1],))
    assert office.expenses.bring_in(office.integration, keys, Silent()).skipped == tuple(keys)
    assert office.expenses.settle(office.integration, Silent()).done == (keys[0],)
    assert sorted(office.there()) == [("1", 400), ("2", 250.5)]


def test_what_was_proven_absent_can_be_imported_again(office: Office) -> None:
    keys = office.choose("1")
    office.plan({"kind": "cut_before", "method": "POST", "path": "/project-expense$", "calls": [1]})
    assert office.expenses.bring_in(office.integration, keys, Silent()).unknown == tuple(keys)
    assert list(office.expenses.settle(office.integration, Silent()).refused) == keys
    assert office.expenses.bring_in(office.integration, keys, Silent()).done == tuple(keys)
    assert office.there() == [("1", 400)]


@pytest.fixture
def clock(office: Office, monkeypatch: pytest.MonkeyPatch) -> SteadyClock:
    made, office.proof = SteadyClock(), AbsenceProof()
    monkeypatch.setattr(absence, "time", made)
    monkeypatch.setattr(settle_expenses, "time", made)
    return made


def lands_at(office: Office, clock: SteadyClock, moment: float) -> None:
    """What was written last stands in TimeLog only then."""
    site = office.psa.site  # type: ignore[attr-defined]  # TimeLog's
    [row] = site.tables["project_expenses"].values()
    site.tables["project_expenses"].clear()
    clock.then = (moment, lambda: site.put("project_expenses", row))


def time_of_day_was(office: Office, key: str, ahead: dt.timedelta) -> None:
    """The clock of who tried, or ours at that time, was ahead of ours now by so much."""
    with office.store.work() as work:
        row = work.expenses._row(office.integration.id, key, 1)
        assert row is not None
        row.started_at += ahead
        row.ended_at = row.ended_at and row.ended_at + ahead
        work.commit()


@pytest.mark.parametrize("hours", [-25, 25], ids=["behind", "ahead"])
def test_the_time_of_day_proves_no_absence_since_clocks_are_set(office: Office, clock: SteadyClock, hours: int) -> None:
    [key] = office.choose("1")
    office.plan({"kind": "cut_after", "method": "POST", "path": "/project-expense$", "calls": [1]})
    assert office.expenses.bring_in(office.integration, [key], Silent()).unknown == (key,)
    time_of_day_was(office, key, dt.timedelta(hours=hours))
    lands_at(office, clock, clock.now + 59)
    assert office.expenses.settle(office.integration, Silent()).done == (key,)
    assert 1059 <= clock.now < 1062


def test_who_may_still_be_at_it_is_waited_for_longer(office: Office, clock: SteadyClock) -> None:
    """Half an hour old by the time of day, which may be wrong: on another machine it may live, and send before it looks."""
    [key] = office.choose("1")
    left_behind(office, "bo@another-computer#17#runs")
    time_of_day_was(office, key, dt.timedelta(minutes=-31))
    lands_at(office, clock, clock.now + 79)
    assert office.expenses.settle(office.integration, Silent()).done == (key,)


@pytest.mark.parametrize(("fault", "waited"), [("cut_after", 50), ("cut_before", 60)], ids=["it is there", "it is absent"])
def test_the_wait_begins_when_our_own_answer_was_lost_and_what_is_there_is_found_without_it(
    office: Office, clock: SteadyClock, fault: str, waited: int
) -> None:
    [key] = office.choose("1")
    office.plan({"kind": fault, "method": "POST", "path": "/project-expense$", "calls": [1]})
    assert office.expenses.bring_in(office.integration, [key], Silent()).unknown == (key,)
    clock.now += 50
    office.expenses.settle(office.integration, Silent())
    assert waited <= clock.now - 1000 < waited + 1
    assert office.rows()["1"].standing is (Standing.IMPORTED if fault == "cut_after" else Standing.REFUSED)


def test_what_a_colleague_settled_and_sends_meanwhile_is_left_to_him(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    [key] = office.choose("1")
    left_behind(office, f"anna@{platform.node()}#{2**30}#gone")

    def meanwhile(_sender: str) -> bool:
        taken_over(office, key)
        return False

    monkeypatch.setattr(settle_expenses, "is_alive", meanwhile)
    assert office.expenses.settle(office.integration, Silent()) == ExpenseReport()
    assert office.rows()["1"].standing is Standing.SENDING


def taken_over(office: Office, key: str) -> None:
    """A colleague finds it abandoned, proves it absent, and claims it."""
    with office.store.work() as work:
        before = work.expenses.get(office.integration.id, key, 1)
        assert before is not None
        work.expenses.end(office.integration.id, before, ExpenseState.FAILED)
        assert work.expenses.claim(office.integration.id, key, 1, before.expense, "bo@another-computer#17#runs")
        work.commit()


def test_a_wait_for_proof_can_be_cancelled_and_leaves_it_uncertain(office: Office, clock: SteadyClock) -> None:
    [key] = office.choose("1")
    office.plan({"kind": "cut_before", "method": "POST", "path": "/project-expense$", "calls": [1]})
    assert office.expenses.bring_in(office.integration, [key], Silent()).unknown == (key,)
    asks = iter((False, False, True))

    class Stops:
        def step(self, done: int, total: int | None, text: Message) -> None:
            if next(asks):
                raise Cancelled

    assert office.expenses.settle(office.integration, Stops()).open == (key,)
    assert clock.now < 1001
    assert office.rows()["1"].standing is Standing.UNKNOWN


def test_what_a_dead_program_left_behind_is_looked_up(office: Office) -> None:
    office.choose("1")
    row, integration = office.rows()["1"], office.integration
    expense = expense_of(row, external_id(integration, row.key, 1))
    with office.store.work() as work:  # it died after the call, before the outcome was kept
        assert work.expenses.claim(integration.id, row.key, 1, expense, f"anna@{platform.node()}#{2**30}#gone")
        work.commit()
    cast(Psa, office.connectors.get(integration, Side.PSA)).create_expense(expense)
    assert office.rows()["1"].standing is Standing.SENDING
    assert office.expenses.settle(integration, Silent()).done == (row.key,)
    assert office.there() == [("1", 400)]


def test_undo_takes_back_what_a_dead_program_left_behind(office: Office) -> None:
    keys = office.choose("1")
    batch = left_behind(office, f"anna@{platform.node()}#{2**30}#gone")
    assert office.expenses.undo(office.integration, batch, Silent()).done == tuple(keys)
    assert sum(amount for _, amount in office.there()) == 0


def test_undo_leaves_the_import_open_while_somebody_else_is_sending_it(office: Office) -> None:
    office.choose("1")
    batch = left_behind(office, "bo@another-computer#17#runs")
    assert office.expenses.undo(office.integration, batch, Silent()).done == ()
    assert [one.id for one in office.expenses.batches(office.integration)] == [batch]


def left_behind(office: Office, sender: str) -> int:
    """Voucher 1 was written, and its outcome not kept; gives the batch."""
    row, integration = office.rows()["1"], office.integration
    expense = expense_of(row, external_id(integration, row.key, 1))
    with office.store.work() as work:
        batch = work.batches.start(integration.id, Activity.EXPENSES, Message("Import"))
        work.batches.add_step(batch, {"what": "expense", "key": row.key, "turn": 1})
        assert work.expenses.claim(integration.id, row.key, 1, expense, sender)
        work.commit()
    cast(Psa, office.connectors.get(integration, Side.PSA)).create_expense(expense)
    return batch


def test_a_claim_lost_while_the_computer_slept_is_seen_right_before_the_call(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = office.choose("1")
    monkeypatch.setattr(write_expenses, "SURE_CLAIM", dt.timedelta(0))
    psa = cast(Any, office.connectors.get(office.integration, Side.PSA))
    looked_up = psa._expenses._payment_method

    def asleep() -> int:
        taken_over(office, keys[0])
        return cast(int, looked_up())

    monkeypatch.setattr(psa._expenses, "_payment_method", asleep)
    assert office.expenses.bring_in(office.integration, keys, Silent()).skipped == tuple(keys)
    assert office.there() == []
    entry = IntegrationLog(office.store).entries(office.integration.id, limit=1)[0]
    assert (entry.outcome, "took this over" in str(entry.message)) == (Outcome.NOT_SENT, True)


def test_an_answer_that_comes_after_the_claim_was_lost_is_not_told_as_imported(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = office.choose("1")
    psa = cast(Any, office.connectors.get(office.integration, Side.PSA))
    create = psa.create_expense

    def slow(expense: Expense) -> Expense:
        stored = create(expense)
        with office.store.work() as work:
            mine = work.expenses.get(office.integration.id, keys[0], 1)
            assert mine is not None
            work.expenses.end(office.integration.id, mine, ExpenseState.FAILED)
            work.commit()
        return cast(Expense, stored)

    monkeypatch.setattr(psa, "create_expense", slow)
    assert office.expenses.bring_in(office.integration, keys, Silent()).unknown == tuple(keys)
    entry = IntegrationLog(office.store).entries(office.integration.id, limit=1)[0]
    assert (entry.outcome, "may stand there twice" in str(entry.message)) == (Outcome.UNKNOWN, True)


def move(office: Office, project: int) -> None:
    """Somebody moves every expense to another project, in TimeLog."""
    with office.psa.lock:
        site = office.psa.site  # type: ignore[attr-defined]  # TimeLog's
        for one in list(site.tables["project_expenses"].values()):
            site.put("project_expenses", {**one, "ProjectID": project})


def test_what_was_moved_to_another_project_stays_there_when_an_import_is_taken_back(office: Office) -> None:
    keys = office.choose("1")
    batch = office.expenses.bring_in(office.integration, keys, Silent()).batch_id
    assert batch is not None
    move(office, 2)
    assert "another project" in str(office.expenses.undo(office.integration, batch, Silent()).left_alone[keys[0]])
    assert (office.rows()["1"].standing, len(office.there())) == (Standing.IMPORTED, 1)


def test_what_was_moved_is_found_when_it_is_looked_up_and_a_doubt_stays_one(office: Office) -> None:
    keys = office.choose("1")
    office.plan({"kind": "cut_after", "method": "POST", "path": "/project-expense$", "calls": [1]})
    assert office.expenses.bring_in(office.integration, keys, Silent()).unknown == tuple(keys)
    move(office, 2)
    psa = cast(Any, office.connectors.get(office.integration, Side.PSA))
    read = psa.expenses

    def refused(project_id: str) -> tuple[Expense, ...]:
        if project_id == "2":
            raise AccessDenied(Message("No."))
        return cast(tuple[Expense, ...], read(project_id))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psa, "expenses", refused)
        assert office.expenses.settle(office.integration, Silent()).unknown == tuple(keys)
        assert "could not be searched" in str(office.rows()["1"].reason)
    assert office.expenses.settle(office.integration, Silent()).done == tuple(keys)


def test_an_expense_of_a_lost_database_is_found_on_whatever_project_it_stands(
    office: Office, begun: Callable[[Path], Office], tmp_path: Path
) -> None:
    office.expenses.bring_in(office.integration, office.choose("1"), Silent())
    fresh = begun(tmp_path / "fresh.sqlite")
    keys = fresh.choose("1", project="2")
    assert fresh.expenses.bring_in(fresh.integration, keys, Silent()).done == tuple(keys)
    assert len(office.there()) == 1


@pytest.mark.parametrize(("password", "has_trouble", "read"), [("rapport-1", False, 2), ("rapport-1", True, 3), ("", False, 3)])
def test_what_stands_elsewhere_is_looked_for_where_the_psa_tells_of_expenses_and_else_on_every_project(
    office: Office, begun: Callable[[Path], Office], tmp_path: Path, password: str, has_trouble: bool, read: int
) -> None:
    assert office.expenses.bring_in(office.integration, office.choose("1"), Silent()).done
    move(office, 2)
    another = begun(tmp_path / "another.sqlite")
    psa = cast(Any, another.connectors.get(another.integration, Side.PSA))
    sign_in = {"reporting_site_code": "a1b2", "reporting_api_id": "acme"} if password else {}
    psa._reporting = Reporting(psa._client.session, sign_in, {"reporting_password": password})
    keys = another.choose("1", project="1")
    if has_trouble:
        another.plan({"kind": "error_before", "path": "GetExpensesRaw", "status": 500})
    before = another.psa.calls.count
    assert another.expenses.bring_in(another.integration, keys, Silent()).done == tuple(keys)
    assert another.there() == [("1", 400.0)]  # it was found, so nothing was written
    asked = [one["path"] for one in another.psa.calls.listed()["calls"][before - another.psa.calls.count :]]
    assert sum("/project-expense" in path for path in asked) == read


def import_beside(begun: Callable[[Path], Office], database: Path, keys: list[str], ready: Any) -> None:
    """In a process of its own, as soon as the other one is ready."""
    office = begun(database)
    ready.wait(60)
    office.expenses.bring_in(office.integration, keys, Silent())
    os._exit(0)


def test_two_processes_on_one_store_make_one_expense_each(office: Office, begun: Callable[[Path], Office], tmp_path: Path) -> None:
    keys, forked = office.choose("1", "2", "5"), multiprocessing.get_context("fork")
    ready = forked.Barrier(2)
    beside = forked.Process(target=import_beside, args=(begun, tmp_path / "bindeled.sqlite", keys, ready))
    beside.start()
    ready.wait(60)
    office.expenses.bring_in(office.integration, keys, Silent())
    beside.join(30)
    assert beside.exitcode == 0
    assert sorted(number for number, _ in office.there()) == ["1", "2", "5"]
    assert {office.rows()[one].standing for one in ("1", "2", "5")} == {Standing.IMPORTED}


@pytest.mark.parametrize(("moment", "made"), [("create_expense", 1), ("_expenses._client.create", 2)])
def test_what_another_database_imports_at_the_same_moment_is_not_written_again_or_told(
    office: Office, begun: Callable[[Path], Office], tmp_path: Path, moment: str, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = begun(tmp_path / "another.sqlite")
    keys = office.choose("1")
    psa = cast(Any, office.connectors.get(office.integration, Side.PSA))
    *way, name = moment.split(".")
    for part in way:
        psa = getattr(psa, part)
    real = getattr(psa, name)

    def later(*arguments: Any) -> Any:
        assert another.expenses.bring_in(another.integration, another.choose("1"), Silent()).done == tuple(keys)
        return real(*arguments)

    monkeypatch.setattr(psa, name, later)
    report = office.expenses.bring_in(office.integration, keys, Silent())
    assert (report.done, len(office.there())) == (tuple(keys), made)
    entry = IntegrationLog(office.store).entries(office.integration.id, limit=1)[0]
    if made == 1:
        assert str(entry.message) == "It stood in TimeLog already."
    else:  # TimeLog takes both, so a person is told at once
        assert "stands twice in TimeLog" in str(report.remarks[0])
        assert (entry.outcome, "delete one of two" in str(entry.what_to_do)) == (Outcome.UNKNOWN, True)


def test_what_two_databases_imported_onto_two_projects_at_one_moment_is_told_by_the_next_run(
    office: Office, begun: Callable[[Path], Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another, keys = begun(tmp_path / "another.sqlite"), office.choose("1")
    psa = cast(Any, office.connectors.get(office.integration, Side.PSA))
    real = psa.create_expense

    def later(expense: Expense) -> Any:
        assert another.expenses.bring_in(another.integration, another.choose("1", project="2"), Silent()).done == tuple(keys)
        return real(expense)

    monkeypatch.setattr(psa, "create_expense", later)
    assert office.expenses.bring_in(office.integration, keys, Silent()).remarks == ()
    assert len(office.there()) == 2
    monkeypatch.undo()

    [said] = office.expenses.bring_in(office.integration, office.choose("2"), Silent()).remarks
    assert str(said).startswith("Expense 1 stands 2 times in TimeLog, on ")
    entry = IntegrationLog(office.store).entries(office.integration.id, limit=1)[0]
    assert (entry.outcome, str(entry.what_to_do)) == (Outcome.UNKNOWN, "Look at it in TimeLog, and delete all but one by hand.")

    batch = office.expenses.batches(office.integration)[-1]
    office.expenses.undo(office.integration, batch.id, Silent())
    assert another.expenses.bring_in(another.integration, another.choose("5"), Silent()).remarks == (), "one was taken back"


def test_an_expense_of_a_lost_database_is_known_again(office: Office, begun: Callable[[Path], Office], tmp_path: Path) -> None:
    office.expenses.bring_in(office.integration, office.choose("1"), Silent())
    fresh = begun(tmp_path / "fresh.sqlite")
    keys = fresh.choose("1")
    assert fresh.expenses.bring_in(fresh.integration, keys, Silent()).done == tuple(keys)
    assert len(office.there()) == 1


def test_a_batch_is_taken_back_by_its_opposite_and_can_go_again(office: Office) -> None:
    keys = office.choose("1", "5")
    batch = office.expenses.bring_in(office.integration, keys, Silent()).batch_id
    assert batch is not None
    assert sorted(office.expenses.undo(office.integration, batch, Silent()).done) == sorted(keys)
    assert sum(amount for _, amount in office.there()) == 0
    assert len(office.there()) == 4
    assert office.rows()["1"].standing is Standing.READY
    with pytest.raises(RecordNotFound):
        office.expenses.undo(office.integration, batch, Silent())
    office.expenses.bring_in(office.integration, keys, Silent())
    assert sum(amount for _, amount in office.there()) == 325
    assert len({one["ExternalID"] for one in office.psa.state()["project_expenses"]}) == 6


def test_two_companies_on_one_site_take_back_their_own_expenses_alone(office: Office) -> None:
    """The entries of both have the same numbers, and lie on one project."""
    finance = Economic()
    ledger = agreement()
    ledger["self"]["agreementNumber"] = 4812
    finance.load(ledger)
    first = office.integration
    with running(finance) as server:
        second = office.connections.create("Vest", "timelog", "economic").id
        office.connections.connect(second, Side.PSA, first.psa.base_address, PSA_VALUES)
        office.connections.connect(second, Side.FINANCE, server.address, FINANCE_VALUES["economic"])
        other = office.connections.integration(second)
        office.setup.read_accounts(other, Silent())
        office.setup.choose_accounts(second, ["2201"])
        office.setup.read(other, SINCE, Silent())
        with office.store.work() as work:
            work.integrations.activate(second, True)
            work.commit()
        mine = office.expenses.bring_in(first, office.choose("1"), Silent())
        [theirs] = [row.key for row in office.setup.rows(second) if row.entry.voucher == "1"]
        office.setup.choose(second, [theirs], project_id="1")
        batch = office.expenses.bring_in(other, [theirs], Silent()).batch_id
        assert office.there() == [("1", 400), ("1", 400)]
        assert mine.batch_id is not None
        assert batch is not None
        with pytest.raises(RecordNotFound):
            office.expenses.undo(first, batch, Silent())

        assert office.expenses.undo(first, mine.batch_id, Silent()).done == mine.done

        assert office.there() == [("1", 400), ("1", 400), ("1", -400)]
        assert office.rows()["1"].standing is Standing.READY
        stands = {row.key: row.standing for row in office.setup.rows(second)}
        assert stands[theirs] is Standing.IMPORTED
        assert office.expenses.undo(other, batch, Silent()).done == (theirs,)
        assert sum(amount for _number, amount in office.there()) == 0


def test_what_was_changed_or_invoiced_since_is_left_alone(office: Office) -> None:
    keys = office.choose("1", "2", "5")
    batch = office.expenses.bring_in(office.integration, keys, Silent()).batch_id
    assert batch is not None
    with office.psa.lock:
        rows = {one["ExpenseNo"]: one for one in office.psa.site.tables["project_expenses"].values()}  # type: ignore[attr-defined]  # TimeLog's
        office.psa.site.put("project_expenses", {**rows["1"], "AmountExpenseCurrency": 1})  # type: ignore[attr-defined]  # as above
        office.psa.site.put("project_expenses", {**rows["2"], "InvoiceLineID": 5})  # type: ignore[attr-defined]  # as above
    report = office.expenses.undo(office.integration, batch, Silent())
    assert report.done == (keys[2],)
    assert [str(report.left_alone[key]) for key in keys[:2]] == [
        "It was changed since, and stays.",
        "It was invoiced since, and stays.",
    ]
    assert len(office.there()) == 4


def test_a_taking_back_without_answer_is_settled_before_it_goes_again(office: Office) -> None:
    keys = office.choose("1")
    batch = office.expenses.bring_in(office.integration, keys, Silent()).batch_id
    assert batch is not None
    office.plan({"kind": "cut_after", "method": "POST", "path": "/project-expense$", "calls": [1]})
    assert office.expenses.undo(office.integration, batch, Silent()).unknown == tuple(keys)
    assert office.rows()["1"].standing is Standing.UNKNOWN
    assert office.expenses.undo(office.integration, batch, Silent()).skipped == tuple(keys)  # looked up: it was taken back
    assert office.expenses.batches(office.integration) == []
    assert office.rows()["1"].standing is Standing.READY
    assert len(office.there()) == 2


def test_a_credit_of_an_imported_cost_goes_too(office: Office) -> None:
    with office.store.work() as work:
        known = work.expenses.known(office.integration.id)
        entries = [replace(one, text="Hotel") if one.voucher in ("3", "4") else one for one in known.entries]
        work.expenses.replace_read(office.integration.id, type(entries[0]), [one for one in entries if one.voucher != "4"])
        work.commit()
    office.expenses.bring_in(office.integration, office.choose("3"), Silent())
    with office.store.work() as work:
        work.expenses.replace_read(office.integration.id, type(entries[0]), entries)
        work.commit()
    assert (office.rows()["3"].standing, office.rows()["4"].standing) == (Standing.IMPORTED, Standing.OPEN)
    office.expenses.bring_in(office.integration, office.choose("4"), Silent())
    assert office.there() == [("3", 900), ("4", -900)]


def test_where_the_psa_takes_nothing_below_zero_a_credit_is_refused_and_taking_back_says_how(office: Office) -> None:
    with office.psa.lock:
        office.psa.load({**site(), "takes_negative_expenses": False})
    cost, credit = office.choose("1", "5")
    report = office.expenses.bring_in(office.integration, [cost, credit], Silent())
    assert (report.done, list(report.refused)) == ((cost,), [credit])
    assert "below zero" in str(report.refused[credit].sentence)

    assert report.batch_id is not None
    refused = office.expenses.undo(office.integration, report.batch_id, Silent()).refused[cost]
    assert str(refused.what_to_do) == "Delete the expense in TimeLog by hand, then take the import back once more."
    assert office.rows()["1"].standing is Standing.IMPORTED
    with office.psa.lock:
        office.psa.load({**site(), "takes_negative_expenses": False})  # somebody deletes it there
    assert office.expenses.undo(office.integration, report.batch_id, Silent()).done == (cost,)
    assert office.rows()["1"].standing is Standing.READY


def test_nothing_goes_before_the_integration_is_active(office: Office) -> None:
    with office.store.work() as work:
        work.integrations.activate(office.integration.id, False)
        work.commit()
    with pytest.raises(NotActive):
        office.expenses.bring_in(office.integration, office.choose("1"), Silent())
    assert office.there() == []


def test_everything_stands_in_the_log_and_other_batches_are_left_alone(office: Office) -> None:
    office.expenses.bring_in(office.integration, office.choose("1"), Silent())
    entry = IntegrationLog(office.store).entries(office.integration.id, limit=1)[0]
    assert (entry.activity, entry.outcome) == (Activity.EXPENSES, Outcome.DONE)
    assert [one.method for one in entry.exchanges].count("POST") == 1
    with office.store.reading() as work:
        assert work.batches.newest(office.integration.id) is None
        assert work.batches.newest(office.integration.id, expenses=True) is not None
