from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import NoResultFound

from desktop.models.records import Company, Integration
from desktop.models.store.work import Store


def test_an_integration_comes_back_with_its_connections(store: Store, integration: Integration) -> None:
    assert integration.psa.settings == (("site", "æble"),)
    assert integration.finance.company == Company(id="77", name="Æble ApS", currency="DKK", is_test=True)

    with store.reading() as work:
        assert work.integrations.all() == [integration]
        assert work.integrations.get(integration.id) == integration
        assert work.integrations.get(99) is None


def test_an_integration_is_renamed_and_activated(store: Store, integration: Integration) -> None:
    with store.work() as work:
        work.integrations.rename(integration.id, "Other")
        work.integrations.activate(integration.id, True)
        work.commit()

    with store.reading() as work:
        assert work.integrations.get(integration.id) == replace(integration, name="Other", is_active=True)


def test_a_connection_is_replaced_whole(store: Store, integration: Integration) -> None:
    broken = replace(integration.finance, company=None, settings=(("b", "2"), ("a", "1")), is_established=False, tested_at=None)
    with store.work() as work:
        work.integrations.put_connection(integration.id, broken)
        work.commit()

    with store.reading() as work:
        assert work.integrations.get(integration.id) == replace(integration, finance=broken)


def test_an_integration_that_is_none_cannot_be_changed(store: Store) -> None:
    with store.work() as work, pytest.raises(NoResultFound):
        work.integrations.rename(99, "x")


def test_integrations_come_oldest_first(store: Store, here: int, elsewhere: int) -> None:
    with store.reading() as work:
        assert [one.id for one in work.integrations.all()] == [here, elsewhere]
