"""Connecting proves the credentials, keeps secrets out of the store, and never lets one integration change its company."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import (
    BindeledError,
    Cancelled,
    KeyringUnusable,
    NoConnection,
    RecordNotFound,
    SettingsError,
    SignInRefused,
    WrongCompany,
)
from desktop.models.records import Activity, Outcome, Side
from desktop.progress import Silent
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import running
from desktop.texts import Message
from desktop.use_cases.fetch_records import Register

from .conftest import PSA_VALUES

FINANCE = {"app_secret_token": "secret-of-tests", "agreement_grant_token": "grant-of-tests"}


def address(office: Any) -> str:
    return str(office.company.finance_server.address)


def connect(office: Any, values: dict[str, str] = FINANCE, **more: Any) -> Any:
    return office.connections.connect(office.integration.id, Side.FINANCE, address(office), values, **more)


def test_a_connection_is_established_with_its_company(unconnected: Any) -> None:
    company = connect(unconnected)
    kept = unconnected.integration.finance
    assert (company.id, company.name) == ("4711", "Nordhavn Rådgivning ApS")
    assert kept.is_established
    assert kept.company == company
    assert kept.tested_at is not None
    assert (unconnected.newest().activity, unconnected.newest().outcome) == (Activity.CONNECT, Outcome.DONE)


def test_secrets_lie_in_the_keyring_and_nowhere_in_the_store_or_the_log(unconnected: Any, tmp_path: Any) -> None:
    connect(unconnected)
    assert unconnected.secrets.load(unconnected.integration.finance.key) == FINANCE
    unconnected.store.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("bindeled.sqlite*"))
    assert b"secret-of-tests" not in kept
    assert b"grant-of-tests" not in kept


def test_refused_tokens_keep_nothing_and_say_what_to_do(unconnected: Any) -> None:
    with pytest.raises(SignInRefused, match="Enter both tokens again"):
        connect(unconnected, {**FINANCE, "agreement_grant_token": "grant-taken-back"})
    assert not unconnected.integration.finance.is_established
    entry = unconnected.newest()
    assert entry.outcome is Outcome.REFUSED
    assert entry.exchanges[0].status == 401
    assert "grant-taken-back" not in str(entry)


def test_what_is_not_filled_in_is_named_before_anything_is_sent(unconnected: Any) -> None:
    with pytest.raises(SettingsError, match="Agreement grant token must be filled in to connect to e-conomic"):
        connect(unconnected, {"app_secret_token": "x", "agreement_grant_token": ""})
    assert unconnected.company.finance.calls.listed()["calls"] == []
    assert unconnected.newest().outcome is Outcome.REFUSED


def test_an_address_that_is_none_is_refused_and_stands_in_the_log(unconnected: Any) -> None:
    with pytest.raises(SettingsError, match="is not a web address"):
        unconnected.connections.connect(unconnected.integration.id, Side.FINANCE, "nonsense", FINANCE)
    assert unconnected.newest().outcome is Outcome.REFUSED


def test_without_a_network_it_says_so(unconnected: Any) -> None:
    with running(Economic()) as server:
        gone = server.address
    with pytest.raises(NoConnection, match="No connection to e-conomic"):
        unconnected.connections.connect(unconnected.integration.id, Side.FINANCE, gone, FINANCE)
    assert not unconnected.integration.finance.is_established


def test_another_company_is_refused_also_after_a_reset(connected: Any) -> None:
    connected.company.finance.agreement.own["agreementNumber"] = 9999
    for _ in range(2):
        with pytest.raises(WrongCompany):
            connect(connected)
        connected.connections.reset(connected.integration.id, Side.FINANCE)
    assert connected.integration.finance.company.id == "4711"


def test_one_that_is_stopped_while_it_answers_keeps_nothing(unconnected: Any, stops_at: Any) -> None:
    with pytest.raises(Cancelled):
        connect(unconnected, progress=stops_at(1))
    assert not unconnected.integration.finance.is_established


def test_a_keyring_that_refuses_is_told_and_nothing_counts_as_connected(unconnected: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise KeyringUnusable(Message("The keyring of this computer cannot be used."))

    monkeypatch.setattr(unconnected.secrets, "save", refuse)
    with pytest.raises(KeyringUnusable):
        connect(unconnected)
    assert not unconnected.integration.finance.is_established
    assert unconnected.newest().outcome is Outcome.REFUSED


def test_the_companies_that_credentials_open_are_listed_and_nothing_is_kept(unconnected: Any) -> None:
    values = {"personal_access_token": "pat-of-tests", "user_name": "anna", "password": "password-of-tests"}
    found = unconnected.connections.companies(unconnected.integration.id, Side.PSA, unconnected.company.psa_address, values)
    assert [one.name for one in found] == ["Acme A/S", "Acme AB"]
    assert unconnected.integration.psa.company is None


def test_a_company_is_chosen_from_the_list(unconnected: Any) -> None:
    values = {"personal_access_token": "pat-of-tests", "user_name": "anna", "password": "password-of-tests"}
    number, where = unconnected.integration.id, unconnected.company.psa_address
    swedish = unconnected.connections.companies(number, Side.PSA, where, values)[1]
    assert unconnected.connections.connect(number, Side.PSA, where, values, swedish.id).name == "Acme AB"


def test_of_several_companies_none_is_taken_silently_and_a_renewed_token_needs_none(unconnected: Any) -> None:
    number, where = unconnected.integration.id, unconnected.company.psa_address
    with pytest.raises(SettingsError, match=r"There are: Acme A/S \(.+\), Acme AB \(.+\)"):
        unconnected.connections.connect(number, Side.PSA, where, PSA_VALUES)
    assert unconnected.integration.psa.company is None
    swedish = unconnected.connections.companies(number, Side.PSA, where, PSA_VALUES)[1]
    unconnected.connections.connect(number, Side.PSA, where, PSA_VALUES, swedish.id)
    assert unconnected.connections.connect(number, Side.PSA, where, PSA_VALUES).name == "Acme AB"


def test_a_test_proves_that_a_connection_still_works(connected: Any) -> None:
    before = connected.integration.finance.tested_at
    connected.connections.test(connected.integration.id, Side.FINANCE)
    assert connected.integration.finance.tested_at > before
    assert "answers" in str(connected.newest().message)


def test_a_grant_that_was_revoked_turns_the_connection_red_with_the_next_step(connected: Any) -> None:
    connected.company.finance.agreement.tokens = []
    with pytest.raises(SignInRefused):
        connected.connections.test(connected.integration.id, Side.FINANCE)
    assert not connected.integration.finance.is_established
    assert "under Setup" in str(connected.newest().what_to_do)


@pytest.mark.parametrize("fault", [{"kind": "error_before"}, {"kind": "wrong_type"}])
def test_trouble_that_passes_breaks_no_connection(connected: Any, fault: dict[str, str]) -> None:
    before = connected.integration.finance
    connected.plan(Side.FINANCE, {**fault, "path": "^/self"})
    with pytest.raises(BindeledError):
        connected.connections.test(connected.integration.id, Side.FINANCE)
    assert connected.integration.finance == before
    assert connected.newest().outcome is Outcome.REFUSED


def test_a_token_that_is_refused_in_a_shared_store_is_told_to_its_person_and_breaks_the_connection_for_nobody(
    connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = connected.integration.finance
    connected.company.finance.agreement.tokens = []
    monkeypatch.setattr(type(connected.store), "is_shared", True)
    with pytest.raises(SignInRefused):
        connected.connections.test(connected.integration.id, Side.FINANCE)
    assert connected.integration.finance == before
    assert connected.newest().outcome is Outcome.REFUSED


def test_a_colleague_without_credentials_breaks_a_shared_connection_for_nobody(
    connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.connectors.forget(connected.integration, Side.FINANCE)
    connected.secrets.delete(connected.integration.finance.key)
    before = connected.integration.finance
    with monkeypatch.context() as patch:
        patch.setattr(type(connected.store), "is_shared", True)
        with pytest.raises(SettingsError, match="e-conomic is not connected"):
            connected.connections.test(connected.integration.id, Side.FINANCE)
    assert connected.integration.finance == before
    with pytest.raises(SettingsError, match="e-conomic is not connected"):
        connected.connections.test(connected.integration.id, Side.FINANCE)
    assert not connected.integration.finance.is_established, "in a store of one's own nobody else has them"


def test_a_reading_proves_a_connection_and_mends_one_that_was_broken_unless_it_opens_another_company(connected: Any) -> None:
    office, id_ = connected, connected.integration.id

    def read() -> Any:
        office.fetching.fetch(office.integration, [Register.FINANCE_CHOICES], progress=Silent())
        return office.integration.finance

    before = office.integration.finance.tested_at
    assert read().tested_at > before
    tokens, office.company.finance.agreement.tokens = office.company.finance.agreement.tokens, []
    with pytest.raises(SignInRefused):
        office.connections.test(id_, Side.FINANCE)
    assert not read().is_established
    office.company.finance.agreement.tokens = tokens
    office.company.finance.agreement.own["agreementNumber"] = 9999
    assert not read().is_established
    office.company.finance.agreement.own["agreementNumber"] = 4711
    assert read().is_established


def test_a_test_without_credentials_says_that_nothing_is_connected(unconnected: Any) -> None:
    with pytest.raises(SettingsError, match="e-conomic is not connected"):
        unconnected.connections.test(unconnected.integration.id, Side.FINANCE)
    assert unconnected.newest().outcome is Outcome.REFUSED


def test_a_reset_forgets_the_credentials_and_keeps_the_links(office: Any) -> None:
    key = office.integration.finance.key
    office.connections.reset(office.integration.id, Side.FINANCE)
    assert office.secrets.load(key) == {}
    assert not office.integration.finance.is_established
    assert len(office.linking.register(office.integration).linked_psa_ids) == 6
    with pytest.raises(SettingsError, match="not connected"):
        office.connections.test(office.integration.id, Side.FINANCE)
    office.connections.reset(office.integration.id, Side.FINANCE)
    assert office.newest().activity is Activity.RESET


def test_integrations_are_made_named_and_found(unconnected: Any) -> None:
    connections = unconnected.connections
    made = connections.create("Second", "timelog", "economic")
    connections.rename(made.id, "Another name")
    assert [one.name for one in connections.integrations()] == ["Nordhavn", "Another name"]
    assert connections.card(made.id, Side.FINANCE).label == "e-conomic"
    assert [card.name for card in connections.systems(Side.PSA)] == ["timelog", "psa_files"]
    for unknown in (connections.integration, lambda number: connections.rename(number, "x")):
        with pytest.raises(RecordNotFound, match="77"):
            unknown(77)
