"""The status bar: last result with its links, or the running work with its stop; keys at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import _, shown
from desktop.views.background import Background, Job
from desktop.views.messages import Messages, Notice
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import ElidedLabel, label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look


class StatusBar(QWidget):
    """26 high. A result stays until the next one; work with a title is shown while it runs."""

    def __init__(self, messages: Messages, background: Background) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), 0, look().px(16), 0)
        row.setSpacing(look().px(6))
        self._lamp = LampSign(Lamp.WAITING, 14)
        self.text = ElidedLabel("small", "ink2")
        self._links = QHBoxLayout()
        self._links.setSpacing(0)
        self._stop = Button(_("Stop"), Kind.LINK)
        self._stop.setProperty("tone", "accent")
        self._stop.setProperty("role", "small")
        self._stop.clicked.connect(self._press_stop)
        self._keys = label(role="small", tone="ink2")
        for part in (self._lamp, self.text):
            row.addWidget(part, 1 if part is self.text else 0)
        row.addLayout(self._links)
        row.addWidget(self._stop)
        row.addSpacing(look().px(16))
        row.addWidget(self._keys)
        self._notice: Notice | None = messages.last
        self._background = background
        messages.said.connect(self._take_notice)
        for signal in (background.started, background.progressed, background.ended):
            signal.connect(self._follow)
        self.set_keys("")
        self._follow()

    def set_keys(self, text: str) -> None:
        """Keys worth knowing now, before `F1 all keys`."""
        self._keys.setText("   ".join(part for part in (text, _("F1 all keys")) if part))

    @property
    def keys(self) -> str:
        """The keys told now."""
        return self._keys.text()

    def sizeHint(self) -> QSize:
        """26 high."""
        return QSize(super().sizeHint().width(), look().px(26))

    def _titled(self) -> Job[object] | None:
        return next((job for job in self._background.running if job.title), None)

    def _take_notice(self, notice: Notice) -> None:
        self._notice = notice
        self._follow()

    def _follow(self, _job: object = None) -> None:
        job = self._titled()
        self._stop.setVisible(job is not None)
        self._clear_links()
        if job is not None:
            now = job.latest
            parts = [job.title, now.text]
            if now.total:
                parts.append(_("{done} of {total}").format(done=shown(now.done), total=shown(now.total)))
            self._show(Lamp.SENDING, "  ".join(part for part in parts if part))
            self._stop.set_enabled(not job.is_cancelled, _("Stops after the record it is at."))
        elif self._notice is not None:
            self._show(self._notice.lamp, self._notice.text)
            for link in self._notice.links:
                button = Button(link.text, Kind.LINK, on_click=link.on_click)
                button.setProperty("tone", "accent")
                button.setProperty("role", "small")
                self._links.addWidget(button)
        else:
            self._show(None, "")

    def _show(self, lamp: Lamp | None, text: str) -> None:
        self._lamp.setVisible(lamp is not None)
        if lamp is not None:
            self._lamp.set_lamp(lamp, text)
        self.text.set_text(text)

    def _clear_links(self) -> None:
        while (item := self._links.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _press_stop(self) -> None:
        if (job := self._titled()) is not None:
            job.cancel()
            self._follow()
