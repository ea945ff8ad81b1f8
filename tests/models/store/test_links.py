from __future__ import annotations

import datetime as dt

import pytest

from desktop.errors import RecordRefused
from desktop.models.records import DecidedBy, LinkKind
from desktop.models.store.work import Store

CUSTOMER = LinkKind.CUSTOMER


def test_a_link_is_found_from_both_sides(store: Store, here: int) -> None:
    with store.work() as work:
        work.links.add(here, CUSTOMER, "p1", "f1", DecidedBy.RULE)
        work.commit()

    with store.reading() as work:
        (link,) = work.links.all(here, CUSTOMER)
        assert work.links.of_psa(here, CUSTOMER, "p1") == link
        assert work.links.of_finance(here, CUSTOMER, "f1") == link
        assert (link.psa_id, link.finance_id, link.decided_by) == ("p1", "f1", DecidedBy.RULE)
        assert dt.datetime.now(dt.UTC) - link.decided_at < dt.timedelta(minutes=1)
        assert work.links.of_psa(here, CUSTOMER, "f1") is None
        assert work.links.of_finance(here, CUSTOMER, "p1") is None


@pytest.mark.parametrize(("psa", "finance"), [("p1", "f2"), ("p2", "f1"), ("p1", "f1")])
def test_a_record_has_one_live_link_in_each_direction(store: Store, here: int, psa: str, finance: str) -> None:
    with store.work() as work:
        work.links.add(here, CUSTOMER, "p1", "f1", DecidedBy.PERSON)
        with pytest.raises(RecordRefused, match="One of the two is linked already") as refused:
            work.links.add(here, CUSTOMER, psa, finance, DecidedBy.PERSON)
        work.links.add(here, CUSTOMER, "p3", "f3", DecidedBy.PERSON)
        work.commit()

    assert "unique" in refused.value.technical.casefold()
    with store.reading() as work:
        assert [(one.psa_id, one.finance_id) for one in work.links.all(here, CUSTOMER)] == [("p1", "f1"), ("p3", "f3")]


def test_a_colleague_who_was_first_keeps_the_link(store: Store, here: int) -> None:
    with store.work() as mine:
        mine.links.add(here, CUSTOMER, "p1", "f1", DecidedBy.PERSON)
        mine.commit()
    with store.work() as theirs, pytest.raises(RecordRefused):
        theirs.links.add(here, CUSTOMER, "p1", "f2", DecidedBy.PERSON)


def test_links_of_other_kinds_and_integrations_are_apart(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        for integration in (here, elsewhere):
            for kind in LinkKind:
                work.links.add(integration, kind, "1", "1", DecidedBy.PERSON)
        assert [len(work.links.all(here, kind)) for kind in LinkKind] == [1] * len(LinkKind)


def test_a_link_that_was_removed_can_be_made_again_any_number_of_times(store: Store, here: int) -> None:
    with store.work() as work:
        for _ in range(3):
            work.links.add(here, CUSTOMER, "p1", "f1", DecidedBy.PERSON)
            assert work.links.remove(here, CUSTOMER, "p1", "f1")
            assert work.links.all(here, CUSTOMER) == []
        work.links.add(here, CUSTOMER, "p1", "f2", DecidedBy.PERSON)
        work.commit()

    with store.reading() as work:
        assert [one.finance_id for one in work.links.all(here, CUSTOMER)] == ["f2"]


def test_only_the_named_pair_is_removed(store: Store, here: int) -> None:
    with store.work() as work:
        work.links.add(here, CUSTOMER, "p1", "f1", DecidedBy.PERSON)
        assert not work.links.remove(here, CUSTOMER, "p1", "f2")
        assert not work.links.remove(here, CUSTOMER, "p2", "f1")
        assert not work.links.remove(here, LinkKind.CONTACT, "p1", "f1")
        assert len(work.links.all(here, CUSTOMER)) == 1
