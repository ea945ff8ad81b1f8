"""The main job as a person does it, page by page in the real window, with either finance system; the settings stand already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled, open_bindeled
from desktop.demo import connect
from desktop.demo.finance_sides import FINANCE_SIDES, Document
from desktop.models.lamps import Lamp
from desktop.models.linking import Tab
from desktop.models.owner_rules import OwnerRules
from desktop.models.records import Action, Integration, Side
from desktop.progress import Silent
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import StandIn, running
from desktop.use_cases.fetch_records import Register
from desktop.views.invoices.invoice_lists import TRANSFERRED
from desktop.views.invoices.invoices_page import InvoicesPage
from desktop.views.invoices.reconcile_tab import RECONCILE
from desktop.views.items.items_page import ItemsPage
from desktop.views.link_customers.change_preview import ChangePreview
from desktop.views.link_customers.link_customers_page import LinkCustomersPage
from desktop.views.shared.page import Page
from desktop.window import Window

CUSTOMERS, DOCUMENTS = 12, 6
SCALED = {"economic": demo_company.scaled, "dinero": demo_company.scaled_dinero}


class Seen:
    """The window with the systems behind it."""

    def __init__(
        self, program: Bindeled, integration: Integration, stand_ins: dict[Side, StandIn], folder: Path, qtbot: QtBot
    ) -> None:
        self.program, self.integration, self.stand_ins, self._qtbot = program, integration, stand_ins, qtbot
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", "en")
        self.window = Window(program, settings)
        self.crashes: list[str] = []
        self.window.messages.crashed.connect(self.crashes.append)
        qtbot.addWidget(self.window.frame)
        self.window.frame.show()

    def wait(self) -> None:
        self._qtbot.waitUntil(lambda: not self.window.background.running, timeout=60_000)
        QApplication.processEvents()
        assert not self.crashes, self.crashes[0]
        if self.window.background.running:
            self.wait()

    def page(self, key: str) -> Page:
        self.window.frame.show_page(key)
        self.wait()
        found = self.window.frame.page
        assert found is not None
        return found

    def documents(self) -> list[Document]:
        """Each document in the finance system."""
        return list(FINANCE_SIDES[self.integration.finance.system].documents(self.stand_ins[Side.FINANCE].state()))


@pytest.fixture(params=["economic", "dinero"])
def seen(request: pytest.FixtureRequest, tmp_path: Path, qtbot: QtBot) -> Iterator[Seen]:
    """A small company in both systems, connected, its standard values chosen; nothing is read for the pages yet."""
    finance: str = request.param
    side = FINANCE_SIDES[finance]
    data = dict(zip((Side.PSA, Side.FINANCE), SCALED[finance](CUSTOMERS, DOCUMENTS), strict=True))
    data[Side.FINANCE].update(side.data)
    with ExitStack() as stack:
        stand_ins = {Side.PSA: stand_in("timelog"), Side.FINANCE: stand_in(finance)}
        for role, one in stand_ins.items():
            one.load(data[role])
        addresses = {role: stack.enter_context(running(one)).address for role, one in stand_ins.items()}
        program = open_bindeled(tmp_path / "data", for_this_run=True)
        stack.callback(program.close)
        made = connect(program, f"{addresses[Side.PSA]}/{demo_company.ACCOUNT}", addresses[Side.FINANCE], finance)
        program.fetching.fetch(made, [Register.FINANCE_CHOICES], progress=Silent())
        program.standard_values.choose(made.id, program.standard_values.proposed(made.id))
        program.customers.choose_rules(made, OwnerRules(may_link=True))
        shown = Seen(program, made, stand_ins, tmp_path, qtbot)
        yield shown
        shown.window.frame.close()


def test_from_nothing_read_to_documents_that_agree(seen: Seen) -> None:
    link_every_single_suggestion(seen)
    activate_the_items_in_use(seen)
    transfer_everything(seen)
    reconcile(seen)


def link_every_single_suggestion(seen: Seen) -> None:
    page = seen.page("link_customers")
    assert isinstance(page, LinkCustomersPage)
    page.refresh()
    seen.wait()
    assert page.content is not None
    page.tabs.choose(Tab.ONE)
    seen.wait()
    rows = page.content.body.table.shown_rows()
    page.content.judging.decide(Action.USE_PSA, rows)
    page.foot.primary.click()
    seen.wait()
    for dialog in [one for one in QApplication.topLevelWidgets() if isinstance(one, ChangePreview) and one.isVisible()]:
        dialog.accept()
    seen.wait()
    linked = {pair.finance.id for pair in seen.program.linking.register(seen.integration).pairs if pair.link}
    assert linked == {row.id for row in rows}
    assert len(linked) > CUSTOMERS / 2


def activate_the_items_in_use(seen: Seen) -> None:
    invoices = seen.page("invoices")
    assert isinstance(invoices, InvoicesPage)
    invoices.refresh()
    seen.wait()
    page = seen.page("items")
    assert isinstance(page, ItemsPage)
    page.list.table.set_ticked(seen.program.items.numbers_in_use(seen.integration.id))
    page.activate.click()
    seen.wait()
    assert seen.program.items.missing(seen.integration.id) == {}
    seen.program.activation.activate(seen.integration.id, "a test of the main job")


def transfer_everything(seen: Seen) -> None:
    page = seen.page("invoices")
    assert isinstance(page, InvoicesPage)
    page.lists.waiting.table.set_ticked([row.id for row in page.lists.waiting.table.rows()])
    page.invoice_actions.transfer_chosen()
    seen.wait()
    page.tabs.choose(TRANSFERRED)
    seen.wait()
    green = [row.lamp for row in page.lists.transferred.table.rows()]
    assert green == [Lamp.DONE] * DOCUMENTS
    references = [one.reference for one in seen.documents()]
    assert len(references) == len(set(references)) == DOCUMENTS


def reconcile(seen: Seen) -> None:
    page = seen.window.frame.page
    assert isinstance(page, InvoicesPage)
    page.tabs.choose(RECONCILE)
    page.refresh()
    seen.wait()
    rows = page.reconcile.table.rows()
    assert [row.agrees for row in rows] == [True] * DOCUMENTS
    assert page.reconcile.differences == 0
