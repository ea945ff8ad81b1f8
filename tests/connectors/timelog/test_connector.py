from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from desktop.connectors.contract import Ability, Access
from desktop.connectors.timelog.connector import CARD, TimeLog
from desktop.errors import Cancelled, NoConnection, SettingsError, SignInRefused, WrongCompany
from desktop.models.field_mapping import Way
from desktop.models.records import Side


def test_signing_in_tries_both_apis_and_names_the_sites_own_company(timelog: TimeLog) -> None:
    with timelog.recording() as exchanges:
        company = timelog.sign_in()
    assert (company.name, company.currency) == ("Acme Rådgivning A/S", "DKK")
    assert any("/api/v1/" in one.address for one in exchanges)
    assert any("SecurityServiceSecure.svc" in one.address for one in exchanges)


def test_a_recording_shows_neither_token_nor_password(timelog: TimeLog) -> None:
    with timelog.recording() as exchanges:
        timelog.sign_in()
        next(timelog.customers())
    everything = "".join(one.address + one.sent + one.answered for one in exchanges)
    token = timelog._client.soap._token
    assert token is not None
    assert "GetToken" in everything
    for secret in ("hemmelig", "pat-anna", token["Hash"]):
        assert secret not in everything


def test_active_legal_entities_are_the_companies(timelog: TimeLog) -> None:
    assert [company.name for company in timelog.companies()] == ["Acme Rådgivning A/S", "Acme AB"]


def test_a_chosen_legal_entity_is_kept(connect: Any) -> None:
    chosen = connect().companies()[1]
    assert connect(company_id=chosen.id).sign_in() == chosen


def test_a_legal_entity_of_another_site_is_the_wrong_company(connect: Any) -> None:
    with pytest.raises(WrongCompany, match="legal entity"):
        connect(company_id="00000000-0000-0000-0000-00000000cafe").sign_in()


@pytest.mark.parametrize("token", ["pat-of-nobody", "", "pat\nanna", "påt-anna"])
def test_a_wrong_access_token_is_refused_with_where_to_make_a_new_one(connect: Any, token: str) -> None:
    with pytest.raises(SignInRefused, match=r"personaltoken"):
        connect(token=token).sign_in()


@pytest.mark.parametrize("wrong", [{"password": "forkert"}, {"user": "nobody"}])
def test_a_wrong_user_or_password_is_refused(connect: Any, wrong: dict[str, str]) -> None:
    with pytest.raises(SignInRefused, match="user name or the password") as refused:
        connect(**wrong).sign_in()
    assert "forkert" not in f"{refused.value} {refused.value.technical}"


def test_a_site_that_is_not_there_says_how_the_address_looks(connect: Any) -> None:
    here = connect().access
    elsewhere = TimeLog(Access(here.base_address.replace("/acme", "/nobody"), here.settings, here.secrets))
    with pytest.raises(SettingsError, match=r"app5\.timelog\.com"):
        elsewhere.sign_in()
    with pytest.raises(SettingsError, match=r"app5\.timelog\.com"):
        next(elsewhere.customers())
    elsewhere.close()


def test_an_address_that_is_none_is_a_matter_of_settings() -> None:
    with pytest.raises(SettingsError):
        TimeLog(Access("", {}, {}))


def test_no_such_host_is_no_connection() -> None:
    connector = TimeLog(Access("https://app5.timelog.invalid/acme", {}, {"personal_access_token": "pat-anna-0001"}))
    with pytest.raises(NoConnection):
        connector.sign_in()


def test_a_rate_limit_tells_how_long_it_waits(site: Any, timelog: TimeLog) -> None:
    site.faults.replace([{"kind": "rate_limited", "path": "legal-entity", "calls": [1], "seconds": 1}])
    waits: list[float] = []
    with timelog.on_wait(waits.append):
        assert timelog.sign_in()
    assert waits[-1] == 0 < waits[0] <= 1


def test_closing_ends_a_wait(site: Any, timelog: TimeLog) -> None:
    site.faults.replace([{"kind": "rate_limited", "path": "legal-entity", "seconds": 60}])
    with timelog.on_wait(lambda seconds: timelog.close()), pytest.raises(Cancelled):
        timelog.sign_in()


def test_the_card_says_of_every_ability_either_that_it_is_there_or_why_not() -> None:
    assert CARD.side is Side.PSA
    assert CARD.default_address == ""
    assert CARD.capabilities.can | set(CARD.capabilities.why_not) == set(Ability)
    assert not CARD.capabilities.can & set(CARD.capabilities.why_not)
    assert [field.name for field in CARD.sign_in if field.is_secret] == ["personal_access_token", "password", "reporting_password"]


def test_every_field_that_is_never_sent_says_why() -> None:
    for table in CARD.tables:
        for field in table.fields:
            assert field.way is not Way.NEVER or field.note, f"{table.kind} {field.ours}"


def test_starting_the_program_does_not_load_zeep() -> None:
    program = "import sys, desktop.connectors.timelog.connector; sys.exit('zeep' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_testing_a_connection_again_tries_the_credentials_again(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    timelog.sign_in()
    site.load({**site_data, "personal_access_tokens": []})
    with pytest.raises(SignInRefused):
        timelog.sign_in()
