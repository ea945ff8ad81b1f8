"""Connect, test and reset a connection from its step; what went wrong stays beside the step until it goes right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from desktop.errors import BindeledError
from desktop.models.lamps import Lamp
from desktop.models.records import Side
from desktop.models.setup_steps import StepKey
from desktop.texts import Message, _
from desktop.use_cases.connect_system import Connections, SystemCard
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.setup.connect_dialog import ConnectDialog
from desktop.views.shared.dialogs import ask


def side_of(key: StepKey) -> Side:
    """The side that a connection step is about."""
    return Side.PSA if key is StepKey.PSA_CONNECTION else Side.FINANCE


class ConnectionActions:
    """`on_change` is called whenever the page has something else to show."""

    def __init__(
        self,
        page: QWidget,
        connections: Connections,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
        keeps_secrets: bool,
        on_change: Callable[[], object],
    ) -> None:
        self._page, self._connections = page, connections
        self._background, self._messages, self._settings = background, messages, settings
        self._keeps_secrets, self._on_change = keeps_secrets, on_change
        self._troubles: dict[tuple[int, StepKey], str] = {}
        self._tested: set[tuple[int, StepKey]] = set()

    def trouble(self, integration_id: int, key: StepKey) -> str:
        """What went wrong the last time this connection was tested; empty when nothing did."""
        return self._troubles.get((integration_id, key), "")

    def is_tested_now(self, integration_id: int, key: StepKey) -> bool:
        """Whether a test of this connection is running."""
        return (integration_id, key) in self._tested

    def connect(self, id_: int, key: StepKey, system: SystemCard | None = None) -> None:
        """Ask for credentials until a connection is established, or the user gives up; `system` takes the place of files."""
        dialog = ConnectDialog(
            self._connections,
            self._background,
            self._messages,
            id_,
            self._connections.integration(id_).connection(side_of(key)),
            keeps_secrets=self._keeps_secrets,
            system=system,
            settings=self._settings,
            parent=self._page,
        )
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.company is not None:
            self._done(id_, key, Message("Connected to {company}.", company=dialog.company.name))
        elif dialog.wants_files:
            self.connect(id_, key, next(one for one in self._connections.systems(side_of(key)) if one.is_files))

    def systems_menu(self, id_: int, key: StepKey) -> QMenu | None:
        """What can be connected in place of files, other files among it; `None` where no files stand in."""
        side = side_of(key)
        now = self._connections.card(id_, side)
        if not now.is_files:
            return None
        menu = QMenu(self._page)
        for card in sorted(self._connections.systems(side), key=lambda one: one.is_files):
            text = _("Other files …") if card is now else _("Connect {system} …").format(system=card.label)
            menu.addAction(text).triggered.connect(lambda _checked, card=card: self.connect(id_, key, card))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def test(self, id_: int, key: StepKey) -> None:
        """Prove that a connection still works."""
        side = side_of(key)
        system = self._connections.card(id_, side).label
        self._tested.add((id_, key))

        def answered(name: str) -> None:
            self._tested.discard((id_, key))
            self._done(id_, key, Message("{company} in {system} answers.", company=name, system=system))

        def refused(error: BaseException) -> None:
            self._tested.discard((id_, key))
            if isinstance(error, BindeledError):
                self._troubles[id_, key] = str(error)
            self._messages.failed(error)
            self._on_change()

        self._background.run(
            lambda _job: self._connections.test(id_, side).name,
            on_done=answered,
            on_failed=refused,
            queue=f"finance-{id_}",
            title=_("Testing {system}").format(system=system),
            owner=self._page,
        )
        self._on_change()

    def reset(self, id_: int, key: StepKey) -> None:
        """Remove the credentials, after a question."""
        side = side_of(key)
        system = self._connections.card(id_, side).label
        sentence = _("The connection is broken until you enter them again. Links stay, and nothing is deleted in {system}.")
        if ask(
            self._page,
            _("Reset connection"),
            _("Remove the credentials for {system}?").format(system=system),
            sentence.format(system=system),
            _("Remove the credentials"),
            destructive=True,
        ):
            said = Message("The credentials for {system} were removed. Links stay.", system=system)
            self._background.run(
                lambda _job: self._connections.reset(id_, side),
                on_done=lambda _nothing: self._done(id_, key, said),
                queue=f"finance-{id_}",
                owner=self._page,
            )

    def _done(self, id_: int, key: StepKey, said: Message) -> None:
        self._troubles.pop((id_, key), None)
        self._messages.say(said, lamp=Lamp.DONE)
        self._on_change()
