"""The first rows of an exported file with what each column means above it; the meaning is chosen there before anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.models.records import FileColumn, FileKind, FilePreview, FileReading
from desktop.texts import Message, _, in_a_row, ngettext
from desktop.views.background import Background
from desktop.views.shared.labels import ElidedLabel, label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look

_TOLD = 4  # rows that are left out, told in one sentence each
_PAUSE = 250  # ms after the last key before a typed path is read
Read = Callable[[Path, str | None, str], FilePreview]


class FilePreviewPanel(QWidget):
    """`read` reads a file with columns as text (`None`: as remembered) and a decimal sign, off the window's thread."""

    def __init__(self, kind: FileKind, name: str, read: Read, background: Background) -> None:
        super().__init__()
        self.kind, self._name, self._read, self._background = kind, name, read, background
        self._file = ""
        self._before: tuple[str | None, str] = (None, "")
        self.preview: FilePreview | None = None
        self._wanted = FileReading()  # may be ahead of `preview` while the file is read again
        self._runs = 0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._read_first)
        column = QVBoxLayout(self)
        column.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(8))
        column.setSpacing(look().px(4))
        self.count = label(role="strong", wrap=True)
        self.decimal = QComboBox()
        self.decimal.setAccessibleName(_("Sign before decimals"))
        for sign, example in (("", _("Choose")), (",", "1.234,56"), (".", "1,234.56")):
            self.decimal.addItem(example, sign)
        self.decimal.activated.connect(self._choose_sign)
        self._question = QWidget()
        asked = QHBoxLayout(self._question)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(label(_("How does this file write numbers?"), wrap=True), 1)
        asked.addWidget(self.decimal)
        self._scrolled = QScrollArea()
        self._scrolled.setWidgetResizable(True)
        self._scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self._scrolled.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told = StateLine()
        for widget in (self.count, self._question, self._scrolled, self.told):
            column.addWidget(widget)
        self.meanings: list[QComboBox] = []
        self.hide()

    def show_file(self, path: str, columns: str = "", decimal: str = "") -> None:
        """Read this file, a moment after the last change; an empty path shows nothing. `columns`: how it was read before."""
        self._file, self._before = path.strip(), (columns or None, decimal)
        self._pause.start()

    def why_not(self) -> Message | None:
        """What must be chosen before the file can be read."""
        if self.preview is None or self.preview.lacks is not None:
            return self.preview.lacks if self.preview is not None else None
        return Message("Choose how the file of item numbers writes its numbers.") if self.preview.is_ambiguous else None

    def _read_first(self) -> None:
        if not self._file or not Path(self._file).is_file():
            self.preview = None
            self._runs += 1
            self.hide()
            return
        self._run(*self._before)

    def _again(self, reading: FileReading) -> None:
        self._wanted = reading
        self._run(reading.columns_text, reading.decimal)

    def _run(self, columns: str | None, decimal: str) -> None:
        """Only what was asked last is shown."""
        file = self._file
        self._runs += 1
        run = self._runs
        self._background.run(
            lambda _job: self._read(Path(file), columns, decimal),
            on_done=lambda preview: self._show(preview) if run == self._runs else None,
            on_failed=lambda error: self._refused(error) if run == self._runs else None,
            owner=self,
        )

    def _refused(self, error: BaseException) -> None:
        self.preview = None
        self._scrolled.hide()
        self._question.hide()
        self.count.setText(self._name)
        self.told.say(Lamp.REFUSED, str(error))
        self.show()

    def _show(self, preview: FilePreview) -> None:
        self.preview, self._wanted = preview, preview.reading
        read = ngettext("{count} row is read", "{count} rows are read", preview.count).format(count=preview.count)
        self.count.setText(self._name if preview.lacks is not None else f"{self._name}: {read}")
        self._question.setVisible(preview.is_ambiguous or bool(preview.reading.decimal))
        self.decimal.setCurrentIndex(max(self.decimal.findData(preview.reading.decimal), 0))
        focused = next((place for place, box in enumerate(self.meanings) if box.hasFocus()), -1)
        grid = self._grid(preview)
        self._scrolled.setWidget(grid)
        self._scrolled.setFixedHeight(grid.sizeHint().height() + look().px(14))
        self._scrolled.show()
        if 0 <= focused < len(self.meanings):
            self.meanings[focused].setFocus()
        self._tell(preview)
        self.show()

    def _grid(self, preview: FilePreview) -> QWidget:
        """A column of the file as a column here: meaning, heading, first rows."""
        whole = QWidget()
        whole.setProperty("ground", "page")
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(10))
        grid.setVerticalSpacing(look().px(3))
        self.meanings = []
        for place, column in enumerate(preview.columns):
            grid.setColumnMinimumWidth(place, look().px(150))
            grid.addWidget(self._meaning(preview, column), 0, place)
            for row, text in enumerate((column.heading, *column.cells), start=1):
                shown = ElidedLabel("body" if row == 1 else "small", "ink" if column.meaning else "ink2")
                shown.set_text(" ".join(text.split()))
                grid.addWidget(shown, row, place)
        grid.setColumnStretch(len(preview.columns), 1)
        return whole

    def _meaning(self, preview: FilePreview, column: FileColumn) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("What column {heading} means").format(heading=column.heading or column.name))
        box.addItem(_("Not read"), "")
        for ours, words in preview.fields.items():
            box.addItem(str(words), ours)
        box.setCurrentIndex(max(box.findData(column.meaning), 0))
        box.activated.connect(partial(self._choose, column, box))
        self.meanings.append(box)
        return box

    def _choose(self, column: FileColumn, box: QComboBox, _place: int) -> None:
        if self.preview is not None and box.currentData() != column.meaning:
            self._again(self._wanted.with_meaning(column, box.currentData()))

    def _choose_sign(self, _place: int) -> None:
        self._again(replace(self._wanted, decimal=str(self.decimal.currentData())))

    def _tell(self, preview: FilePreview) -> None:
        if (why := self.why_not()) is not None:
            self.told.say(Lamp.UNKNOWN, str(why))
            return
        sentences = [one.sentence for one in islice(preview.faults, _TOLD)]
        if (more := len(preview.faults) - len(sentences)) > 0:
            sentences.append(Message("{count} more row is left out.", "{count} more rows are left out.", count=more))
        self.told.say(Lamp.UNKNOWN, str(in_a_row(sentences)) if sentences else "")
