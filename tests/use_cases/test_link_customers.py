"""Linking writes what the preview showed and nothing else; one refused customer never stops the others."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import RecordRefused
from desktop.models.linking import Tab
from desktop.models.records import Action, Activity, Customer, Decision, Outcome, Side
from desktop.progress import Silent
from desktop.use_cases import link_customers
from desktop.use_cases.fetch_records import Register
from desktop.use_cases.overwrite_customers import CustomerOverwriting
from desktop.use_cases.write_links import LinkWriting


def decide(number: int, action: Action = Action.LINK_ONLY, psa: str = "", kept: frozenset[str] = frozenset()) -> Decision:
    """Finance customer 101 and PSA customer 1 belong together, and so on."""
    return Decision(finance_id=str(number), action=action, psa_id=psa or str(number - 100), kept_fields=kept)


def write(office: Any, *decisions: Decision, progress: Any = None) -> Any:
    return office.linking.write(office.integration, decisions, progress or Silent())


def tabs(office: Any) -> dict[str, Tab]:
    return {pair.finance.id: pair.tab for pair in office.linking.register(office.integration).pairs}


def there(office: Any, side: Side, number: str) -> Customer:
    """A customer as its system has it now."""
    return office.connectors.get(office.integration, side).customer(number)


def test_suggestions_stand_in_their_tabs_with_counts(read: Any) -> None:
    assert set(tabs(read).values()) == {Tab.NOT_LOOKED_UP}
    counts = read.linking.suggest(read.integration, Silent())
    assert (counts[Tab.ONE], counts[Tab.SEVERAL], counts[Tab.NONE]) == (6, 0, 3)
    assert tabs(read)["101"] is Tab.ONE
    assert tabs(read)["107"] is Tab.NONE
    assert read.newest().activity is Activity.SUGGEST


def test_nobody_is_looked_up_before_both_registers_were_read_and_an_empty_one_counts_as_read(connected: Any) -> None:
    id_ = connected.integration.id
    connected.fetching.fetch(connected.integration, [Register.FINANCE_CUSTOMERS], progress=Silent())
    with pytest.raises(RecordRefused, match=r"customers of TimeLog were never read.*Read the customers of both systems first"):
        connected.linking.suggest(connected.integration, Silent())
    assert set(tabs(connected).values()) == {Tab.NOT_LOOKED_UP}
    with connected.store.work() as work:
        work.settings.fetched(id_, Side.PSA, Register.PSA_CUSTOMERS, 0)
        work.commit()
    assert connected.linking.suggest(connected.integration, Silent())[Tab.NONE] == 9


def test_very_many_customers_are_looked_up_in_a_process_of_its_own_with_the_same_result(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = read.linking.suggest(read.integration, Silent())
    found = read.linking.register(read.integration).pairs
    monkeypatch.setattr(link_customers, "MANY", 1)
    assert read.linking.suggest(read.integration, Silent(), apart=True) == here
    assert read.linking.register(read.integration).pairs == found
    assert read.newest().activity is Activity.SUGGEST


def test_a_link_alone_writes_nothing_but_the_mark_in_the_psa(read: Any) -> None:
    before = [there(read, Side.FINANCE, "101"), there(read, Side.PSA, "1")]
    report = write(read, decide(101))
    assert report.linked == ("101",)
    assert there(read, Side.FINANCE, "101") == before[0]
    assert there(read, Side.PSA, "1").name == before[1].name
    assert read.company.psa_row("customers", 1)["ExternalKeys"] == [{"SystemName": "Bindeled economic 4711", "ExternalID": "101"}]
    assert tabs(read)["101"] is Tab.LINKED
    marked, linked = read.log.entries(read.integration.id, activities=[Activity.LINK])
    assert str(linked.message) == "Linked to Fjordbyg A/S 1001."
    assert str(marked.message) == "The link was written onto Fjordbyg A/S in TimeLog."
    assert marked.exchanges


def test_what_another_installation_linked_is_found_by_its_mark_and_a_removed_link_leaves_none(read: Any) -> None:
    key = {"SystemName": "Bindeled economic 4711", "ExternalID": "101"}
    read.company.change_psa("customers", 1, ExternalKeys=[key])
    read.company.change_psa("customers", 2, ExternalKeys=[key | {"SystemName": "Bindeled economic 4712"}])
    read.fetching.fetch(read.integration, progress=Silent())
    assert read.linking.register(read.integration).marked == {"101": "1"}
    write(read, decide(101))
    register = read.linking.register(read.integration)
    assert register.marked == {}
    read.undo.unlink(read.integration, [pair.link for pair in register.pairs if pair.link])
    assert read.linking.register(read.integration).marked == {}


@pytest.mark.parametrize(("action", "side", "number"), [(Action.USE_PSA, Side.FINANCE, "102"), (Action.USE_FINANCE, Side.PSA, "2")])
def test_what_is_written_is_what_the_preview_showed(read: Any, action: Action, side: Side, number: str) -> None:
    before = there(read, side, number)
    decision = decide(102, action)
    preview = read.linking.preview(read.integration, [decision])[0]
    assert preview.written_side is side
    assert write(read, decision).linked == ("102",)
    after = there(read, side, number)
    changes = {one.field: one for one in preview.changes if one.is_changed}
    assert {"name", "email", "address"} <= set(changes)
    for name in Customer.__dataclass_fields__:
        if name in changes:
            assert (getattr(before, name), getattr(after, name)) == (changes[name].old, changes[name].new)
        elif name not in ("changed_at", "version", "external_keys"):
            assert getattr(after, name) == getattr(before, name)


def test_an_empty_field_never_blanks_the_other_side(read: Any) -> None:
    read.company.change_psa("customers", 1, Email="", Phone="", VATNo="")
    read.fetching.fetch(read.integration, progress=Silent())
    write(read, decide(101, Action.USE_PSA))
    after = there(read, Side.FINANCE, "101")
    assert (after.email, after.phone, after.vat_number) == ("faktura101@example.com", "70 10 20 01", "44200023")
    assert after.address == "Nygade 1"


def test_fields_that_the_user_keeps_stay_as_they_are(read: Any) -> None:
    decision = decide(101, Action.USE_PSA, kept=frozenset({"address", "email"}))
    preview = read.linking.preview(read.integration, [decision])[0]
    assert [one.is_changed for one in preview.changes if one.field in ("address", "email")] == [False, False]
    write(read, decision)
    after = there(read, Side.FINANCE, "101")
    assert (after.address, after.email) == ("Gammelgade 101", "faktura101@example.com")


def test_a_value_that_the_other_side_would_refuse_is_seen_before_and_written_nowhere(read: Any) -> None:
    read.company.change_psa("customers", 1, Name="Ø" * 300)
    read.fetching.fetch(read.integration, progress=Silent())
    state = read.company.state()
    decision = decide(101, Action.USE_PSA)
    assert "300 characters" in str(read.linking.preview(read.integration, [decision])[0].problems[0])
    report = write(read, decision, decide(102))
    assert "300 characters" in str(report.refused["101"].sentence)
    assert report.linked == ("102",)
    assert read.company.state()[1] == state[1]
    assert read.linking.register(read.integration).linked_psa_ids == {"2"}
    refused = read.log.entries(read.integration.id, outcomes=[Outcome.REFUSED])
    assert refused[0].subject == "101 Fjordbyg A/S"


@pytest.mark.parametrize("joined", [False, True])
def test_a_customer_that_was_changed_meanwhile_is_not_overwritten(read: Any, joined: bool) -> None:
    read.company.change_finance(
        "customers", 101, **({"address": "Gammelgade 101\nDør 5"} if joined else {"email": "new@example.com"})
    )
    report = write(read, decide(101, Action.USE_PSA))
    assert report.refused["101"].kind == "RecordChanged"
    assert there(read, Side.FINANCE, "101").name == "Fjordbyg A/S"
    assert read.linking.register(read.integration).linked_psa_ids == frozenset()
    assert read.undo.last_batch(read.integration) is None


def test_a_customer_that_is_linked_already_is_refused(read: Any) -> None:
    write(read, decide(101))
    report = write(read, decide(101, psa="2"), decide(102, psa="1"))
    assert set(report.refused) == {"101", "102"}
    assert "linked already" in str(report.refused["101"].sentence)
    assert "Fjordbyg A/S is linked already" in str(report.refused["102"].sentence)


def test_a_decision_without_a_counterpart_or_about_an_unknown_customer_is_refused(read: Any) -> None:
    report = write(read, decide(101, psa="999"), decide(777, psa="1"))
    assert "No customer was chosen" in str(report.refused["101"].sentence)
    assert "777 was not read from the finance system" in str(report.refused["777"].sentence)


def test_what_is_put_off_is_not_touched(read: Any) -> None:
    report = write(read, decide(101, Action.LATER))
    assert (report.linked, dict(report.refused)) == ((), {})


def test_two_people_who_link_at_once_link_once_and_overwrite_once(read: Any) -> None:
    reports: list[Any] = []
    start = threading.Barrier(2)

    def link(psa: str) -> None:
        start.wait()
        reports.append(write(read, decide(101, Action.USE_PSA, psa=psa)))

    people = [threading.Thread(target=link, args=(psa,)) for psa in ("1", "2")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(len(report.linked) for report in reports) == [0, 1]
    winner = read.linking.register(read.integration).linked_psa_ids
    assert len(winner) == 1
    assert there(read, Side.FINANCE, "101").address == f"Nygade {next(iter(winner))}"


def test_an_import_creates_the_customer_and_links_it(read: Any) -> None:
    decision = decide(107, Action.IMPORT)
    preview = read.linking.preview(read.integration, [decision])[0]
    shown = {one.field: one.new for one in preview.changes if one.is_changed}
    report = write(read, decision)
    assert report.imported == ("107",)
    link = next(pair.link for pair in read.linking.register(read.integration).pairs if pair.finance.id == "107")
    made = there(read, Side.PSA, link.psa_id)
    assert {name: getattr(made, name) for name in shown} == shown
    assert (made.name, made.vat_number) == ("Bølgen Svømmehal", "29395160")
    assert read.newest().activity is Activity.IMPORT


@pytest.mark.parametrize("kind", ["cut_after", "error_after", "truncated"])
def test_an_import_whose_answer_was_lost_makes_no_second_customer(read: Any, kind: str) -> None:
    before = len(read.company.psa.site.tables["customers"])
    read.plan(Side.PSA, {"kind": kind, "path": "/CRM/", "method": "POST", "calls": [2, 3]})
    write(read, decide(107, Action.IMPORT))
    read.plan(Side.PSA)
    write(read, decide(107, Action.IMPORT))
    assert len(read.company.psa.site.tables["customers"]) == before + 1
    assert tabs(read)["107"] is Tab.LINKED


def test_another_installation_that_imports_the_same_customer_finds_the_one_that_is_there(read: Any, new_office: Any) -> None:
    other = new_office("colleague", "read")
    before = len(read.company.psa.site.tables["customers"])
    assert write(read, decide(107, Action.IMPORT)).imported == ("107",)
    assert write(other, decide(107, Action.IMPORT)).imported == ("107",)
    assert len(read.company.psa.site.tables["customers"]) == before + 1


def test_an_import_that_the_psa_would_refuse_is_refused_before_it_is_sent(read: Any) -> None:
    with read.store.work() as work:
        work.customers.put(read.integration.id, Side.FINANCE, Customer(id="107", number="107"))
        work.commit()
    report = write(read, decide(107, Action.IMPORT), decide(108, Action.IMPORT))
    assert "Name is empty" in str(report.refused["107"].sentence)
    assert report.imported == ("108",)


def test_a_lost_answer_to_an_overwrite_is_settled_by_looking(read: Any) -> None:
    read.plan(
        Side.FINANCE,
        {"kind": "error_after", "method": "PUT", "calls": [1]},
        {"kind": "error_before", "method": "PUT", "calls": [2]},
    )
    report = write(read, decide(101, Action.USE_PSA))
    assert report.linked == ("101",)
    assert there(read, Side.FINANCE, "101").address == "Nygade 1"
    report = write(read, decide(102, Action.USE_PSA))
    assert report.refused["102"].kind == "OutcomeUnknown"
    assert there(read, Side.FINANCE, "102").address == "Gammelgade 102"
    assert tabs(read)["102"] is Tab.NOT_LOOKED_UP
    assert write(read, decide(102, Action.USE_PSA)).linked == ("102",)


def test_a_mark_that_the_psa_does_not_take_is_a_warning_and_the_link_stands(read: Any) -> None:
    read.plan(Side.PSA, {"kind": "error_before", "path": "external-systems", "method": "GET"})
    report = write(read, decide(101))
    assert report.linked == ("101",)
    assert "not marked in the PSA" in str(report.warnings[0])
    assert read.newest().outcome is Outcome.REFUSED
    assert tabs(read)["101"] is Tab.LINKED


def test_a_revoked_grant_stops_the_batch_and_names_the_reason_for_every_row_left(read: Any) -> None:
    read.company.finance.agreement.tokens = []
    report = write(read, *(decide(number, Action.USE_PSA) for number in range(101, 107)))
    assert set(report.refused) == {str(number) for number in range(101, 107)}
    assert {reason.kind for reason in report.refused.values()} == {"SignInRefused"}
    calls = [call for call in read.company.finance.calls.listed()["calls"] if call["status"] == 401]
    assert len(calls) <= 4
    assert read.linking.register(read.integration).linked_psa_ids == frozenset()


def test_cancel_keeps_what_is_done(read: Any, stops_at: Any) -> None:
    report = write(read, *(decide(number) for number in range(101, 107)), progress=stops_at(2))
    assert set(report.linked) == {one for one, tab in tabs(read).items() if tab is Tab.LINKED}
    assert len(report.linked) < 6


def test_ignored_customers_are_set_aside_and_brought_back(read: Any) -> None:
    read.linking.suggest(read.integration, Silent())
    assert write(read, Decision(finance_id="107", action=Action.IGNORE)).ignored == ("107",)
    assert tabs(read)["107"] is Tab.IGNORED
    read.linking.bring_back(read.integration, ["107"])
    assert tabs(read)["107"] is Tab.NONE
    assert str(read.newest().message) == "1 customer was brought back."


def test_a_plan_is_kept_until_it_is_written_or_withdrawn(read: Any) -> None:
    read.linking.plan(read.integration, [decide(101, Action.USE_PSA), decide(102)])
    read.linking.withdraw(read.integration, ["102"])
    planned = {pair.finance.id: pair.decision for pair in read.linking.register(read.integration).pairs}
    assert planned["101"] == decide(101, Action.USE_PSA)
    assert planned["102"] is None
    write(read, decide(101, Action.USE_PSA))
    assert all(pair.decision is None for pair in read.linking.register(read.integration).pairs)


def test_what_a_colleague_decided_meanwhile_stays(read: Any) -> None:
    linking, theirs = read.linking, decide(101, Action.IMPORT)
    assert linking.replan(read.integration, {"101": None, "102": None}, {"101": decide(101), "102": decide(102)}) == frozenset()
    linking.plan(read.integration, [theirs])
    undone = linking.replan(read.integration, {"101": decide(101), "102": decide(102)}, {"101": None, "102": None})
    assert undone == {"101"}
    planned = {pair.finance.id: pair.decision for pair in linking.register(read.integration).pairs}
    assert (planned["101"], planned["102"]) == (theirs, None)
    assert linking.replan(read.integration, {"101": None}, {"101": theirs}) == frozenset()  # both wanted the same


def test_a_preview_of_an_ignored_or_unknown_customer_changes_nothing(read: Any) -> None:
    previews = read.linking.preview(read.integration, [decide(101, Action.IGNORE), decide(777)])
    assert [(one.finance.id, one.written_side, one.changes) for one in previews] == [("101", None, ())]


def test_where_nothing_differs_nothing_is_written(read: Any) -> None:
    write(read, decide(101, Action.USE_PSA))
    read.undo.unlink(read.integration, [pair.link for pair in read.linking.register(read.integration).pairs if pair.link])
    read.fetching.fetch(read.integration, progress=Silent())
    read.company.finance.calls.kept.clear()
    assert write(read, decide(101, Action.USE_PSA)).linked == ("101",)
    assert read.company.finance.calls.listed()["calls"] == []


def test_a_write_that_nobody_could_look_at_can_still_be_undone(read: Any) -> None:
    lost = {"kind": "error_after", "method": "PUT", "calls": [1]}
    read.plan(Side.FINANCE, lost, {"kind": "error_before", "method": "GET", "calls": list(range(3, 20))})
    report = write(read, decide(101, Action.USE_PSA))
    assert report.refused["101"].kind == "OutcomeUnknown"
    read.plan(Side.FINANCE)
    assert there(read, Side.FINANCE, "101").address == "Nygade 1"
    read.undo.undo(read.integration, report.batch_id, Silent())
    assert there(read, Side.FINANCE, "101").address == "Gammelgade 101"


class Killed(BaseException):
    """The program ends here, and nothing of it runs any more."""


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_program_that_is_killed_while_overwriting_leaves_what_undo_and_the_log_need(
    read: Any, monkeypatch: pytest.MonkeyPatch, is_sent: bool
) -> None:
    connector = read.connectors.get(read.integration, Side.FINANCE)
    update = connector.update_customer

    def killed(customer: Customer, changed: frozenset[str], seen: Customer | None) -> Customer:
        if is_sent:
            update(customer, changed, seen)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(type(connector), "update_customer", lambda _self, *told: killed(*told))
        patched.setattr(LinkWriting, "_let_go", lambda *_told: None)
        with pytest.raises(Killed):
            write(read, decide(101, Action.USE_PSA))
    assert "overwritten in e-conomic" in str(read.newest().message)
    assert tabs(read)["101"] is Tab.LINKED
    read.undo.undo(read.integration, read.undo.last_batch(read.integration).id, Silent())
    assert there(read, Side.FINANCE, "101").address == "Gammelgade 101"
    assert tabs(read)["101"] is Tab.NOT_LOOKED_UP


def test_a_link_that_was_broken_off_before_it_overwrote_is_finished_by_writing_once_more(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(read, monkeypatch)
    (pair,) = [one for one in read.linking.register(read.integration).pairs if one.is_broken_off]
    assert (pair.finance.id, pair.tab) == ("101", Tab.LINKED)
    report = read.linking.write_plans(read.integration, read.linking.preview(read.integration, [pair.decision]), Silent())
    assert (report.linked, report.refused, report.warnings) == (("101",), {}, ())
    assert plans(read) == {}
    assert there(read, Side.FINANCE, "101").address == read.linking.register(read.integration).psa["1"].address
    for _batch in range(2):
        read.undo.undo(read.integration, read.undo.last_batch(read.integration).id, Silent())
    assert there(read, Side.FINANCE, "101").address == "Gammelgade 101"
    assert tabs(read)["101"] is Tab.NOT_LOOKED_UP


def test_a_link_that_was_broken_off_is_finished_without_a_field_that_is_kept_or_left_as_it_is(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = break_off(read, monkeypatch)
    before, wanted = there(read, Side.FINANCE, "101"), replace(plan, kept_fields=frozenset({"address"}))
    assert read.linking.replan(read.integration, {"101": plan}, {"101": decide(101, Action.USE_PSA, "2")}) == {"101"}
    assert read.linking.replan(read.integration, {"101": plan}, {"101": decide(101, Action.LATER)}) == {"101"}
    outdated = read.linking.preview(read.integration, [plan])
    assert read.linking.replan(read.integration, {"101": plan}, {"101": wanted}) == frozenset()
    assert set(read.linking.write_plans(read.integration, outdated, Silent()).changed) == {"101"}
    report = read.linking.write_plans(read.integration, read.linking.preview(read.integration, [wanted]), Silent())
    assert (report.linked, report.refused, plans(read)) == (("101",), {}, {})
    after = there(read, Side.FINANCE, "101")
    assert after.address == before.address
    assert after != before
    assert read.linking.replan(read.integration, {"101": None}, {"101": wanted}) == {"101"}  # too late: linked and overwritten

    plan = break_off(read, monkeypatch, 102)
    assert read.linking.replan(read.integration, {"102": plan}, {"102": None}) == frozenset()
    assert plans(read) == {}
    assert tabs(read)["102"] is Tab.LINKED


def break_off(office: Any, monkeypatch: pytest.MonkeyPatch, number: int = 101) -> Decision:
    """The program is killed between link and overwriting; gives what is planned still."""

    def killed(*_told: Any) -> None:
        raise Killed

    plan = decide(number, Action.USE_PSA)
    previews = planned_and_shown(office, plan)
    with monkeypatch.context() as patched:
        patched.setattr(CustomerOverwriting, "write", killed)
        patched.setattr(LinkWriting, "_let_go", lambda *_told: None)
        with pytest.raises(Killed):
            office.linking.write_plans(office.integration, previews, Silent())
    return plan


def planned_and_shown(office: Any, *decisions: Decision) -> Any:
    """What is planned, as a preview showed it."""
    office.linking.plan(office.integration, decisions)
    return office.linking.preview(office.integration, decisions)


def plans(office: Any) -> dict[str, Decision]:
    return {pair.finance.id: pair.decision for pair in office.linking.register(office.integration).pairs if pair.decision}


def test_what_a_colleague_planned_otherwise_after_the_preview_is_not_written_and_stays_planned(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = [decide(101), decide(102, Action.USE_PSA), decide(107, Action.IMPORT), Decision(finance_id="108", action=Action.IGNORE)]
    shown = planned_and_shown(read, *ours, decide(103), decide(104))
    monkeypatch.setenv("LOGNAME", "birthe")
    theirs = [replace(one, action=Action.LATER) for one in ours]
    read.linking.plan(read.integration, theirs)
    monkeypatch.setenv("LOGNAME", "anna")
    read.linking.withdraw(read.integration, ["104"])
    state = read.company.state()
    report = read.linking.write_plans(read.integration, shown, Silent())
    assert (report.linked, report.imported, report.ignored, dict(report.refused)) == (("103",), (), (), {})
    assert set(report.changed) == {"101", "102", "104", "107", "108"}
    assert re.fullmatch(r"Fjordbyg A/S was changed by birthe@.* meanwhile: it was not written\.", str(report.changed["101"]))
    assert str(report.changed["104"]) == "The choice for Møllevang Skole was withdrawn meanwhile: it was not written."
    assert plans(read) == {one.finance_id: one for one in theirs}
    assert read.company.state()[1] == state[1]


def test_what_was_read_again_since_the_preview_is_not_written_unseen(read: Any) -> None:
    shown = planned_and_shown(read, decide(101, Action.USE_PSA))
    read.company.change_psa("customers", 1, Name="Fjordbyg Nord A/S")
    read.fetching.fetch(read.integration, progress=Silent())
    report = read.linking.write_plans(read.integration, shown, Silent())
    assert str(report.refused["101"].sentence) == "Fjordbyg A/S was read again since its changes were shown."
    assert there(read, Side.FINANCE, "101").name == "Fjordbyg A/S"
    assert plans(read) == {"101": decide(101, Action.USE_PSA)}


@pytest.mark.parametrize("action", [Action.USE_PSA, Action.IMPORT])
def test_a_row_that_is_judged_anew_while_it_is_written_is_told_that_it_is_too_late(
    read: Any, monkeypatch: pytest.MonkeyPatch, action: Action
) -> None:
    number, side = (101, Side.FINANCE) if action is Action.USE_PSA else (107, Side.PSA)
    shown, later = planned_and_shown(read, decide(number, action)), decide(number, Action.LATER)
    connector = type(read.connectors.get(read.integration, side))
    name = "update_customer" if action is Action.USE_PSA else "create_customer"
    write_there, too_late = getattr(connector, name), []

    def judged_anew(*given: Any, **named: Any) -> Any:
        for wanted in (None, later, decide(number, action, kept=frozenset({"address"}))):
            too_late.append(read.linking.replan(read.integration, {str(number): decide(number, action)}, {str(number): wanted}))
        return write_there(*given, **named)

    monkeypatch.setattr(connector, name, judged_anew)
    report = read.linking.write_plans(read.integration, shown, Silent())
    assert (*report.linked, *report.imported) == (str(number),)
    assert too_late == [{str(number)}] * 3
    assert plans(read) == {}


def test_an_import_that_is_refused_is_planned_again(read: Any) -> None:
    shown = planned_and_shown(read, decide(107, Action.IMPORT))
    read.plan(Side.PSA, {"kind": "error_before", "method": "POST"})
    report = read.linking.write_plans(read.integration, shown, Silent())
    assert set(report.refused) == {"107"}
    assert plans(read) == {"107": decide(107, Action.IMPORT)}


def test_a_mark_that_a_cut_cable_prevented_is_told_and_written_later_once(read: Any) -> None:
    read.plan(Side.PSA, {"kind": "error_before", "path": "external-systems", "method": "GET"})
    write(read, decide(101), decide(102))
    assert read.linking.register(read.integration).unmarked == {"101", "102"}
    cut = read.linking.mark_missing(read.integration, Silent())
    assert (cut.written, cut.left) == (0, 2)
    read.plan(Side.PSA)
    report = read.linking.mark_missing(read.integration, Silent())
    assert (report.written, report.left) == (2, 0)
    key = {"SystemName": "Bindeled economic 4711", "ExternalID": "101"}
    assert read.company.psa_row("customers", 1)["ExternalKeys"] == [key]
    assert read.linking.register(read.integration).unmarked == frozenset()
    assert str(read.newest().message).startswith("The link was written onto ")
    read.company.psa.calls.kept.clear()
    assert read.linking.mark_missing(read.integration, Silent()).written == 0
    assert read.company.psa.calls.listed()["calls"] == []
    read.fetching.fetch(read.integration, progress=Silent())
    assert read.linking.register(read.integration).unmarked == frozenset()


def test_the_mark_of_another_finance_customer_is_told_and_replaced_only_by_linking_again(read: Any) -> None:
    read.plan(Side.PSA, {"kind": "error_before", "path": "external-systems", "method": "GET"})
    write(read, decide(101), decide(102))
    read.plan(Side.PSA)
    theirs = {"SystemName": "Bindeled economic 4711", "ExternalID": "105"}
    read.company.change_psa("customers", 1, ExternalKeys=[theirs])
    read.fetching.fetch(read.integration, progress=Silent())
    register = read.linking.register(read.integration)
    (other,) = [pair.finance.title for pair in register.pairs if pair.finance.id == "105"]
    assert (register.unmarked, register.marked_otherwise) == ({"102"}, {"101": other})
    assert read.linking.mark_missing(read.integration, Silent()).written == 1
    assert read.company.psa_row("customers", 1)["ExternalKeys"] == [theirs]
    read.undo.unlink(read.integration, [pair.link for pair in register.pairs if pair.finance.id == "101"])
    assert read.company.psa_row("customers", 1)["ExternalKeys"] == [theirs]
    write(read, decide(101))
    assert read.company.psa_row("customers", 1)["ExternalKeys"] == [theirs | {"ExternalID": "101"}]
    assert read.linking.register(read.integration).marked_otherwise == {}


@pytest.mark.parametrize("ways", ["mark_missing", "link", "unlink"])
def test_a_mark_that_another_installation_wrote_since_the_reading_is_told_and_stays(read: Any, ways: str) -> None:
    read.plan(Side.PSA, {"kind": "error_before", "path": "external-systems", "method": "GET"})
    if ways != "link":
        write(read, decide(101))
    read.plan(Side.PSA)
    theirs = {"SystemName": "Bindeled economic 4711", "ExternalID": "105"}
    read.company.change_psa("customers", 1, ExternalKeys=[theirs])
    if ways == "unlink":
        read.undo.unlink(read.integration, [pair.link for pair in read.linking.register(read.integration).pairs if pair.link])
    elif ways == "link":
        (told,) = write(read, decide(101)).warnings
        assert "not marked in the PSA: Fjordbyg A/S is marked in TimeLog as linked to 105 since it was read." in str(told)
        assert tabs(read)["101"] is Tab.LINKED
    else:
        report = read.linking.mark_missing(read.integration, Silent())
        assert (report.written, report.left) == (0, 1)
        assert str(report.reason) == "Fjordbyg A/S is marked in TimeLog as linked to 105 since it was read."
        assert str(read.newest().what_to_do).startswith("Read the customers again")
    assert read.company.psa_row("customers", 1)["ExternalKeys"] == [theirs]


def test_a_link_that_ended_while_marks_are_written_does_not_count_as_marked(read: Any) -> None:
    read.plan(Side.PSA, {"kind": "error_before", "path": "external-systems", "method": "GET"})
    write(read, decide(101), decide(102))
    read.plan(Side.PSA)
    (ended,) = [pair.link for pair in read.linking.register(read.integration).pairs if pair.finance.id == "101"]

    class EndsTheFirst(Silent):
        def step(self, done: int, total: int | None, text: Any) -> None:
            if done == 0:
                read.undo.unlink(read.integration, [ended])

    report = read.linking.mark_missing(read.integration, EndsTheFirst())
    assert (report.written, report.left) == (1, 0)
