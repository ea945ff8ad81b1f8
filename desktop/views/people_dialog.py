"""Who in the PSA is who over there: the contacts of one customer, or our employees; opened from any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QRect, QSettings
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.lamps import Lamp
from desktop.models.people_updates import CREATE, LinkedPeople, Person
from desktop.texts import _
from desktop.views.background import Background
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.labels import hairline
from desktop.views.shared.pick_list import PickChoice, PickList
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look

_NOBODY = "-"  # the key of *Not linked*: a choice has one


class PeopleDialog(DecisionDialog):
    """A row for each person of the PSA, with a pick list for the one over there. Accepted: `changes` is what was chosen anew."""

    def __init__(
        self,
        found: LinkedPeople,
        psa: str,
        finance: str,
        title: str,
        *,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        if found.why_none_created is not None:
            sentence = _("A link says who is who. Nobody can be created: {reason}").format(reason=found.why_none_created)
        elif found.customer:
            sentence = _("Who is created over there gets name, e-mail, phone and comment. A link changes nothing in either system.")
        else:
            sentence = _("Who is created over there gets name and e-mail. A link changes nothing in either system.")
        super().__init__(title, found.customer or title, sentence, _("Choose"), settings=settings, name="people", parent=parent)
        self._found, self._finance = found, finance
        self._there = {one.id: one for one in found.finance}
        self._chosen: dict[str, str] = {one.id: found.links.get(one.id, "") for one in found.psa}
        self.table: TableModel[Person] = TableModel(
            [
                Column(key="psa", title=psa, text=lambda one: one.name, width=130, stretch=True),
                Column(
                    key="finance",
                    title=finance,
                    text=lambda one: self._said(self._chosen[one.id]),
                    lamp=lambda one: Lamp.DONE if self._chosen[one.id] else None,
                    dot=lambda one: not self._chosen[one.id],
                    caret=lambda _one: True,
                    width=190,
                    stretch=True,
                ),
                Column(key="email", title=_("E-mail"), text=lambda one: one.email, tone=Tone.QUIET, width=150, stretch=True),
            ],
            row_id=lambda one: one.id,
        )
        self.table.set_rows(found.psa)
        self.view = TableView(self.table, name=title)
        self.view.set_nothing_fits(lambda _total: _("Nobody was read in {system}.").format(system=psa))
        self.view.setMinimumHeight(look().row_height() * 4)
        self.view.pick_requested.connect(self._pick)
        self.content.addWidget(hairline())
        self.content.addWidget(self.view, 1)
        self.hints.set_hints([KeyHint("F2", _("choose")), KeyHint("Ctrl+C", _("copy"))])
        self.begin_with(860, min(220 + 32 * max(len(found.psa), 3), 560))
        if found.psa:
            self.view.go_to(found.psa[0].id)
        self.view.setFocus()
        self._follow()

    @property
    def changes(self) -> dict[str, str]:
        """By id of the PSA's person, where another one is chosen than before: the id over there, `CREATE`, or empty for no link."""
        return {id_: one for id_, one in self._chosen.items() if one != self._found.links.get(id_, "")}

    def choose(self, psa_id: str, finance_id: str) -> None:
        """Say who that is; whoever else had the same one over there has none any more."""
        for other, one in self._chosen.items():
            if finance_id not in ("", CREATE) and one == finance_id and other != psa_id:
                self._chosen[other] = ""
        self._chosen[psa_id] = finance_id
        self.table.update_rows(self._found.psa)
        self._follow()

    def _pick(self, psa_id: str, _column: str, place: QRect) -> None:
        now = self._chosen[psa_id]
        choices = [PickChoice(_NOBODY, _("Not linked"))]
        if self._found.why_none_created is None:
            choices.append(PickChoice(CREATE, _("Create in {system}").format(system=self._finance)))
        choices += [PickChoice(one.id, one.name, _note(one)) for one in self._found.finance]
        PickList(
            choices,
            lambda key: self.choose(psa_id, "" if key == _NOBODY else key),
            placeholder=_("Search name or number"),
            now=now or _NOBODY,
            parent=self.view,
        ).open_at(place)

    def _said(self, finance_id: str) -> str:
        if finance_id == CREATE:
            return _("Create in {system}").format(system=self._finance)
        if not finance_id:
            return _("Not linked")
        there = self._there.get(finance_id)
        name = there.name if there is not None else ""
        return _("{name} ({number})").format(name=name, number=finance_id)

    def _follow(self) -> None:
        self.verb.set_enabled(bool(self.changes), _("Nothing is chosen anew."))


def open_people(
    read: Callable[[], LinkedPeople],
    decide: Callable[[Mapping[str, str]], object],
    systems: tuple[str, str],
    title: str,
    *,
    background: Background,
    queue: str,
    settings: QSettings,
    parent: QWidget,
    on_failed: Callable[[BaseException], object],
    on_closed: Callable[[], object] = lambda: None,
) -> None:
    """Read, ask, and hand on what was chosen anew; `systems` are the names of PSA and finance system."""
    owner: QObject = parent

    def ask(found: LinkedPeople) -> None:
        dialog = PeopleDialog(found, *systems, title, settings=settings, parent=parent)

        def finished(outcome: int) -> None:
            changes = dialog.changes
            dialog.deleteLater()
            on_closed()
            if outcome == QDialog.DialogCode.Accepted and changes:
                decide(changes)

        dialog.finished.connect(finished)
        dialog.open()

    background.run(lambda _job: read(), on_done=ask, on_failed=on_failed, queue=queue, owner=owner)


def _note(person: Person) -> str:
    return f"{person.id} · {person.email}" if person.email else person.id
