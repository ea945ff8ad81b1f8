"""Saved views of the list: tab, facets, search, sorting and columns under a name of the user's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QMenu, QVBoxLayout, QWidget

from desktop.models.linking import Tab
from desktop.texts import Message, _
from desktop.views.messages import Messages, NoticeLink
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.fields import Field
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class SavedView:
    """What the list showed. `columns` is the state of the columns with their sorting, as the table keeps it."""

    name: str
    tab: str
    search: str = ""
    facets: Mapping[str, list[str]] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


class SavedViews:
    """The views of one integration, kept in the settings, by name."""

    def __init__(self, settings: QSettings, integration_id: int) -> None:
        self._settings, self._key = settings, f"link-customers/{integration_id}/views"

    def all(self) -> list[SavedView]:
        """In alphabetical order; what another version wrote otherwise is left out."""
        try:
            kept = json.loads(str(self._settings.value(self._key, "[]")))
            found = [SavedView(**one) for one in kept]
        except (ValueError, TypeError):
            return []
        return sorted((one for one in found if one.tab in set(Tab)), key=lambda one: one.name.casefold())

    def put(self, view: SavedView) -> None:
        """Keep a view; it replaces one with the same name."""
        self.keep([*(one for one in self.all() if one.name != view.name), view])

    def delete(self, name: str) -> None:
        """Forget a view."""
        self.keep([one for one in self.all() if one.name != name])

    def rename(self, name: str, new: str) -> None:
        """Another name; a view that had it is replaced."""
        for one in self.all():
            if one.name == name:
                self.delete(name)
                self.put(replace(one, name=new))

    def keep(self, views: list[SavedView]) -> None:
        """Keep these, and no others."""
        self._settings.setValue(self._key, json.dumps([asdict(one) for one in views]))


class ViewMenu:
    """The menu of the saved views. `now` tells what the list shows, `show` shows a view."""

    def __init__(
        self,
        views: SavedViews,
        messages: Messages,
        parent: QWidget,
        now: Callable[[str], SavedView],
        show: Callable[[SavedView], object],
    ) -> None:
        self._views, self._messages, self._parent, self._now, self._show = views, messages, parent, now, show

    def make(self) -> QMenu:
        """A menu for now: a digit chooses a view, then what can be done with them."""
        menu = QMenu(self._parent)
        views = self._views.all()
        for number, view in enumerate(views, start=1):
            name = view.name.replace("&", "&&")
            menu.addAction(f"&{number}  {name}" if number < 10 else name).triggered.connect(partial(self._choose, view))
        if not views:
            menu.addAction(_("No view is saved yet")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(_("Save what is shown …")).triggered.connect(self._save)
        for text, act in ((_("Rename"), self._rename), (_("Delete"), self._delete)):
            more = menu.addMenu(text)
            more.setEnabled(bool(views))
            for view in views:
                more.addAction(view.name.replace("&", "&&")).triggered.connect(partial(act, view))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _choose(self, view: SavedView, _checked: bool = False) -> None:
        self._show(view)

    def _save(self) -> None:
        sentence = _("It keeps the tab, what the list is narrowed to, the search, the sorting and the columns.")
        if name := ask_for_name(self._parent, _("Save this view"), sentence, _("Save")):
            before = self._views.all()
            self._views.put(self._now(name))
            if any(one.name == name for one in before):
                self._tell(Message("The view {name} is saved, in place of the one that had this name.", name=name), before)
            else:
                self._messages.say(Message("The view {name} is saved. V opens the list of views.", name=name))

    def _rename(self, view: SavedView, _checked: bool = False) -> None:
        if name := ask_for_name(self._parent, _("Rename the view"), "", _("Rename"), view.name):
            before = self._views.all()
            self._views.rename(view.name, name)
            values = {"old": view.name, "name": name}
            said = Message("The view {old} is called {name} now.", **values)
            if name != view.name and any(one.name == name for one in before):
                said = Message("The view {old} is called {name} now, in place of the one that had this name.", **values)
            self._tell(said, before)

    def _delete(self, view: SavedView, _checked: bool = False) -> None:
        before = self._views.all()
        self._views.delete(view.name)
        self._tell(Message("The view {name} is deleted.", name=view.name), before)

    def _tell(self, said: Message, before: list[SavedView]) -> None:
        """What was done with the views, and a way back to those `before`."""
        self._messages.say(said, links=(NoticeLink(Message("Undo"), partial(self._views.keep, before)),))


def ask_for_name(parent: QWidget, heading: str, sentence: str, verb: str, name: str = "") -> str:
    """A name for a view; empty when the user thought better of it."""
    dialog = DecisionDialog(heading, heading, sentence, verb, parent=parent)
    given = Field(name=_("Name of the view"), width=360)
    given.edit.setText(name)
    given.edit.setMaxLength(60)
    given.edit.selectAll()
    column = QVBoxLayout()
    column.setContentsMargins(look().px(20), 0, look().px(20), look().px(16))
    title = label(_("Name of the view"))
    title.setBuddy(given.edit)
    column.addWidget(title)
    column.addWidget(given)
    dialog.content.addLayout(column)

    def follow() -> None:
        dialog.verb.set_enabled(bool(given.text), _("Write a name first."))

    given.edit.textChanged.connect(follow)
    follow()
    given.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return given.text if accepted else ""
