"""Pictures of every page, for the guide and for whoever looks a change over: `bindeled demo --headless --screenshots FOLDER`."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from desktop import texts
from desktop.app import Bindeled
from desktop.models.linking import Tab
from desktop.models.records import Action, Decision, Integration, Side
from desktop.progress import Silent
from desktop.sandbox.demo.costs import ACCOUNTS
from desktop.views.invoices.invoices_page import InvoicesPage
from desktop.views.invoices.reconcile_tab import RECONCILE
from desktop.views.link_customers.change_preview import ChangePreview
from desktop.views.link_customers.choices import Systems
from desktop.views.shared.theme import ThemeChoice
from desktop.window import Window, application

_PICTURE_SIZE = (1366, 768)
_PREVIEW_SIZE = (1180, 630)
_FILLED_WITHIN = 60  # s


def read_costs(program: Bindeled, integration: Integration) -> None:
    """Choose the demo company's accounts of project costs and read their entries: until then Expenses has nothing to show."""
    of_costs = {str(one.number) for one in ACCOUNTS}
    accounts = program.expense_setup.read_accounts(integration, Silent())
    program.expense_setup.choose_accounts(integration.id, [one.number for one in accounts if one.number in of_costs])
    program.expense_setup.read(integration, program.expense_setup.since(integration.id), Silent())


def draw_pages(program: Bindeled, folder: Path, size: tuple[int, int] = _PICTURE_SIZE) -> list[Path]:
    """Draw every page, filled, in both languages and both themes into the folder; gives the files (`log-dark-da.png`)."""
    app = application()
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / ".settings.ini"
    files = []
    before = texts.language()
    window = Window(program, QSettings(str(kept), QSettings.Format.IniFormat))
    window.frame.resize(*size)
    window.frame.show()
    window.frame.activateWindow()
    for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK):  # the outer loop: to style every page anew takes seconds
        window.theme.choose(theme)
        for language in texts.LANGUAGES:
            window.frame.change_language(language)
            window.state.read()
            for key in window.frame.page_keys:
                window.frame.show_page(key)
                _until_filled(app, window)
                files.append(folder / f"{key}-{theme.value}-{language}.png")
                window.frame.grab().save(str(files[-1]))
                if isinstance(page := window.frame.page, InvoicesPage):  # its third tab is a page of its own to whoever reads
                    first = page.tabs.key
                    page.tabs.choose(RECONCILE)
                    page.reconcile.show_everything()
                    _until_filled(app, window)
                    files.append(folder / f"reconcile-{theme.value}-{language}.png")
                    window.frame.grab().save(str(files[-1]))
                    page.tabs.choose(first)
            if customer := _a_customer(program):  # the card is no page of the side bar: it is asked for by a customer
                window.frame.show_page("customer", customer)
                _until_filled(app, window)
                files.append(folder / f"customer-{theme.value}-{language}.png")
                window.frame.grab().save(str(files[-1]))
            if preview := _a_preview(program, window):  # a dialog, seen before anything is written
                preview.show()
                preview.resize(*_PREVIEW_SIZE)  # also where there is no screen to fit on
                app.processEvents()
                files.append(folder / f"change_preview-{theme.value}-{language}.png")
                preview.grab().save(str(files[-1]))
                preview.close()
    window.frame.close()
    window.frame.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # now, so that no later change of theme styles it once more
    kept.unlink(missing_ok=True)
    texts.set_language(before)
    return files


def _a_customer(program: Bindeled) -> str:
    """The linked finance customer with most invoices; empty: there is none."""
    (integration, *_others) = program.connections.integrations()
    invoices = Counter(one.invoice.customer_id for one in program.transfers.invoices(integration))
    linked = [(invoices[pair.link.psa_id], pair.finance.id) for pair in program.linking.register(integration).pairs if pair.link]
    return max(linked)[1] if linked else ""


def _a_preview(program: Bindeled, window: Window) -> ChangePreview | None:
    """What linking would change for the customers that have several suggestions; `None`: there are none."""
    (integration, *_others) = program.connections.integrations()
    pairs = program.linking.register(integration).pairs
    decisions = [
        Decision(finance_id=pair.finance.id, psa_id=pair.suggestions.suggestions[0].psa_id, action=Action.USE_PSA)
        for pair in pairs
        if pair.tab is Tab.SEVERAL and pair.suggestions
    ]
    previews = [one for one in program.linking.preview(integration, decisions) if one.changed_fields]
    if not previews:
        return None
    labels = {side: program.connections.card(integration.id, side).label for side in Side}
    return ChangePreview(
        previews,
        Systems(labels[Side.FINANCE], labels[Side.PSA]),
        is_practice=program.is_practice,
        settings=window.settings,
        look_again=lambda _decision, _take: None,
        parent=window.frame,
    )


def _until_filled(app: QApplication, window: Window) -> None:
    """Let the page finish what it reads and settle its layout, so that the picture shows it filled."""
    until = time.monotonic() + _FILLED_WITHIN
    quiet = 0
    while quiet < 5 and time.monotonic() < until:  # work that is done may start more: quiet only when nothing came for a while
        app.processEvents()
        time.sleep(0.01)
        quiet = 0 if window.background.running else quiet + 1
