"""From an empty store to the first green lamp with the keyboard alone, in the window: `python -m benchmarks.first_lamp [SYSTEM]`.

The keys are pressed one by one in the window of the program on the demo company. A person is reckoned by the keystroke-level model
(Card, Moran and Newell, 1980): 0.28 s for a key, 1.35 s to look and think before each step. What the program makes one wait is
measured. Promise: under three minutes, typing of the credentials included, and no documentation.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from desktop.app import Bindeled, open_bindeled
from desktop.demo import PSA_VALUES, demo_company_running
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.models.lamps import Lamp, lamp_of
from desktop.models.records import Side
from desktop.sandbox import demo_company
from desktop.window import Window

A_KEY, A_THOUGHT = 0.28, 1.35  # s
PROMISE = 180  # s
FOR_WAITING = 60  # s of the promise that are left to the program
_LOOK_EVERY = 10  # ms
_QUIET_AFTER = 25  # looks in a row without anything under way
_LONGEST_TAB_WALK = 40

Stroke = str | Qt.Key | tuple[Qt.KeyboardModifier, Qt.Key]  # text to type, a key, a key with another one held
ENTER, TAB, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space
CTRL = Qt.KeyboardModifier.ControlModifier
ACTIVATE = "to Activate"  # Tab, until the keyboard is there


Step = tuple[str, list[Stroke]]


def _fill_in(texts: Sequence[str]) -> list[Step]:
    return [("a field", [text, ENTER if place == len(texts) else TAB]) for place, text in enumerate(texts, 1)]


def steps(psa: Sequence[str], finance: Sequence[str], down_to_finance: int = 0) -> list[Step]:
    """What a person does: what for, and the keys. `psa` and `finance` are what is typed into the fields of the two sign-ins."""
    return [
        ("make an integration", [ENTER]),
        ("name it and choose the systems", ["Nordlys", TAB, TAB, *[Qt.Key.Key_Down] * down_to_finance, ENTER]),
        ("connect the PSA", [ENTER]),
        *_fill_in(psa),
        ("connect the finance system", [ENTER]),
        *_fill_in(finance),
        ("fetch the registers", [ENTER]),
        ("customer owner", [ENTER]),
        ("as proposed", [ENTER]),
        ("standard values", [ENTER]),
        ("as proposed", [ENTER]),
        ("go on to linking", [ENTER]),
        ("look up", [(CTRL, ENTER)]),
        ("take all single suggestions", [(CTRL, Qt.Key.Key_A), SPACE, Qt.Key.Key_L]),
        ("write", [(CTRL, ENTER)]),
        ("after looking at the changes", [ENTER]),
        ("item numbers", [(CTRL, Qt.Key.Key_4)]),
        ("activate those in use", [(CTRL, ENTER)]),
        ("back to setup", [(CTRL, Qt.Key.Key_2)]),
        ("confirm", [ACTIVATE, ENTER]),
        ("although some customers are left", ["The rest is linked tomorrow", ENTER]),
        ("invoices", [(CTRL, Qt.Key.Key_5)]),
        ("tick the first, and transfer", [SPACE, (CTRL, ENTER)]),
    ]


class Hands(QObject):
    """Presses the keys of the steps, each when the window is quiet; `is_done` tells when the last step has come to its end."""

    def __init__(self, window: Window, to_do: Sequence[Step]) -> None:
        super().__init__(window.frame)
        self._window, self._to_do = window, iter(to_do)
        self._strokes: Iterator[Stroke] = iter(())
        self._quiet = 0
        self.keys = self.thoughts = 0
        self.step, self.is_done = "", False
        self._timer = QTimer(self, interval=_LOOK_EVERY)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    @property
    def seconds(self) -> float:
        """What the keys and thoughts so far take a person, without any waiting."""
        return self.keys * A_KEY + self.thoughts * A_THOUGHT

    def _go_on(self) -> None:
        """The next key. What it sets off (a dialog, say) runs in a turn of its own, so that this goes on inside the dialog."""
        if QApplication.activeWindow() is None:  # without a window manager nobody hands the keyboard back when a dialog closes
            self._window.frame.activateWindow()
        self._quiet = 0 if self._window.background.running else self._quiet + 1
        if self._quiet < _QUIET_AFTER:
            return
        stroke = next(self._strokes, None)
        if stroke is not None:
            QTimer.singleShot(0, self, lambda: self._press(stroke))
            return
        self._quiet = 0
        following = next(self._to_do, None)
        if following is None:
            self._timer.stop()
            self.is_done = True
            return
        self.step, strokes = following
        self._strokes, self.thoughts = iter(strokes), self.thoughts + 1

    def _press(self, stroke: Stroke) -> None:
        if stroke == ACTIVATE:
            self._tab_to_activate()
        elif isinstance(stroke, str):
            QTest.keyClicks(self._keyboard(), stroke)
            self.keys += len(stroke)
        else:
            held, key = stroke if isinstance(stroke, tuple) else (Qt.KeyboardModifier.NoModifier, stroke)
            self.keys += 2 if isinstance(stroke, tuple) else 1
            QTest.keyClick(self._keyboard(), key, held)

    def _tab_to_activate(self) -> None:
        for _walked in range(_LONGEST_TAB_WALK):
            at = self._keyboard()
            if isinstance(at, QAbstractButton) and at.text().startswith("Activate integration"):
                return
            QTest.keyClick(at, TAB)
            self.keys += 1
        raise LookupError("the keyboard does not come to Activate")

    def _keyboard(self) -> QWidget:
        """What has the keyboard now."""
        dialog = QApplication.activeModalWidget()
        at = QApplication.focusWidget() or (dialog.focusWidget() if isinstance(dialog, QDialog) else None)
        return at or dialog or self._window.frame


def sign_ins(psa_address: str, finance_address: str, finance: str) -> tuple[list[str], list[str]]:
    """What is typed into the two sign-ins of the demo company, in the order of their fields."""
    psa = [psa_address, *(PSA_VALUES[name] for name in ("personal_access_token", "user_name", "password"))]
    return psa, [*FINANCE_SIDES[finance].values.values(), finance_address]


def green(program: Bindeled) -> int:
    """How many documents of the one integration have turned green."""
    (integration,) = program.connections.integrations()
    return sum(lamp_of(one.transfer) is Lamp.DONE for one in program.transfers.invoices(integration))


def main(finance: str) -> None:
    """Press the keys, and print how long it takes a person."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    with demo_company_running(finance) as addresses, tempfile.TemporaryDirectory() as folder:
        program = open_bindeled(Path(folder), for_this_run=True)
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", "en")
        window = Window(program, settings)
        window.frame.resize(1366, 768)
        window.frame.show()
        window.frame.show_first_page()
        began = time.perf_counter()
        place = [card.name for card in program.connections.systems(Side.FINANCE)].index(finance)
        hands = Hands(window, steps(*sign_ins(*addresses, finance), down_to_finance=place))
        while not hands.is_done and time.perf_counter() - began < 2 * PROMISE:
            app.processEvents()
            time.sleep(0.001)
        waited = time.perf_counter() - began
        count = green(program)
        window.frame.close()
        program.close()
    person = hands.seconds
    print(f"{demo_company.COMPANY_NAME}, {finance}: {count} green after step: {hands.step}")
    print(
        f"{hands.keys} keys and {hands.thoughts} thoughts are {person:.0f} s of a person, {waited:.0f} s are waiting: "
        f"{person + waited:.0f} s (promise {PROMISE} s)"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "economic")
