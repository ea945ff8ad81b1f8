"""What of the setup is said above the invoices: not active, so nothing is sent; invoices of others, so each is looked at."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop.models.records import Company, Connection, Integration, Side
from desktop.views.invoices.setup_notes import SetupNotes
from desktop.views.shared.theme import Theme

FINANCE = Connection(side=Side.FINANCE, system="economic", company=Company(id="1", name="Nordhavn ApS"))
ALONE = Connection(side=Side.PSA, system="timelog", company=Company(id="a", name="Acme A/S"))
SHARED = replace(ALONE, company=Company(id="a", name="Acme A/S", shares_invoices=True))


def test_an_inactive_integration_sends_nothing_and_invoices_of_others_are_told_before_anything_is_sent(
    qtbot: QtBot, theme: Theme
) -> None:
    notes = SetupNotes(lambda: None)
    qtbot.addWidget(notes)
    told = []
    for psa, is_active in ((ALONE, False), (ALONE, True), (SHARED, True)):
        notes.show_for(Integration(id=1, name="Nordhavn", psa=psa, finance=FINANCE, is_active=is_active), "TimeLog")
        told.append((bool(notes.why_not_sent), "can be sent to Nordhavn ApS" in notes.of_others.text))
    assert told == [(True, False), (False, False), (False, True)]
