"""From nothing to a usable window, against a bare PySide6 window with one table: `python -m benchmarks.starting [RUNS]`.

Both are whole processes without a screen, ours the program as its user starts it: `python -m desktop gui`, on a database with one
integration. Three moments are timed from the start of the process:

    bare      the bare window is painted
    frame     ours is painted, and clicks on pages in the side bar bring them to sight (they still wait for their data)
    usable    the first page shows its data

The ratios are medians of runs taken in turns. Promise (design.md section 6): usable within 1.5 times the bare window. Both find
their byte code written, as an installed program does. Processor time stands beside the time, because a machine that does something
else too stretches the time.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.garbage_collector import garbage_collector_resting

if TYPE_CHECKING:
    from desktop.app import Bindeled
    from desktop.views.main_window import MainWindow

BARE = """
import json, time
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
app = QApplication([])
model = QStandardItemModel(20, 5)
table, window = QTableView(), QMainWindow()
table.setModel(model)
window.setCentralWidget(table)
window.resize(1366, 768)
window.show()
app.processEvents()
print(json.dumps({"bare": (time.perf_counter(), time.process_time())}))
"""
FILL = """
import datetime as dt, sys
from pathlib import Path
from desktop.app import open_bindeled
from desktop.models.records import Company, Connection, Side
program = open_bindeled(Path(sys.argv[1]), for_this_run=True)
psa, finance = (
    next(one.name for one in program.connections.systems(side) if not one.is_files) for side in (Side.PSA, Side.FINANCE)
)
made = program.connections.create("Nordlys", psa, finance)
with program.store.work() as work:
    for side, system in ((Side.PSA, psa), (Side.FINANCE, finance)):
        company = Company(id="1", name="Nordlys A/S", currency="DKK")
        established = Connection(
            side=side, system=system, company=company, key="k", is_established=True, tested_at=dt.datetime.now(dt.UTC)
        )
        work.integrations.put_connection(made.id, established)
    work.commit()
program.close()
"""
OURS = """
import sys
sys.argv[1:] = ["gui", "--for-this-run", "--data-folder", sys.argv[1]]
from benchmarks.starting import tell_moments
from desktop.__main__ import main
tell_moments()
main()
"""


@garbage_collector_resting(what_is_made_stays=True)  # as desktop/cli/gui.py has it rest before it loads the window
def tell_moments() -> None:
    """Have the window of this process tell when it answers a click and when its first page shows the data, and close then."""
    from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    from desktop import window
    from desktop.window import Window

    moments: dict[str, tuple[float, float]] = {}

    def click(frame: MainWindow, page: str) -> None:
        list_, before = frame.side_bar.list, frame.page
        at = QPointF(frame.side_bar.place_of(page).center())
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            left = Qt.MouseButton.LeftButton
            everywhere = QPointF(list_.viewport().mapToGlobal(at.toPoint()))
            event = QMouseEvent(kind, at, everywhere, left, left, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(list_.viewport(), event)
        QApplication.processEvents()
        if frame.page is before:
            raise AssertionError(f"a click on {page} was not answered")

    class Watched(Window):
        def open(self, opening: Callable[[], Bindeled], started: Callable[[], object] = lambda: None) -> None:
            super().open(opening, started)
            for page in ("log", "overview"):
                click(self.frame, page)
            moments["frame"] = time.perf_counter(), time.process_time()

        def fill(self, program: Bindeled) -> None:
            super().fill(program)
            self.background.ended.connect(lambda _job: QTimer.singleShot(0, self.look))

        def look(self) -> None:
            if self.background.running or "usable" in moments:
                return
            QApplication.processEvents()
            moments["usable"] = time.perf_counter(), time.process_time()
            print(json.dumps(moments))
            self.frame.close()

    vars(window)["Window"] = Watched


def main(runs: int) -> None:
    """Measure, and print the ratios."""
    taken: dict[str, list[tuple[float, float]]] = {"bare": [], "frame": [], "usable": []}
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as folder:
        _run(FILL, folder)
        for code in (BARE, OURS):  # not counted: byte code is written, once
            _moments(code, folder)
        for _turn in range(runs):
            for code in (BARE, OURS):
                for name, moment in _moments(code, folder).items():
                    taken[name].append(moment)
    for place, what in enumerate(("time", "processor time")):
        median = {name: statistics.median(one[place] for one in all_runs) for name, all_runs in taken.items()}
        ratios = ", ".join(f"{name} {median[name]:.2f} s = {median[name] / median['bare']:.2f}" for name in ("frame", "usable"))
        print(f"{runs} starts, {what}: bare {median['bare']:.2f} s, {ratios} times as long (promise: usable within 1.5)")


def _moments(code: str, folder: str) -> dict[str, tuple[float, float]]:
    """Seconds on the clock since the start of the process, and seconds of its processors, at each moment that it tells."""
    began = time.perf_counter()  # counts from the same point in every process of a machine
    told: dict[str, tuple[float, float]] = json.loads(_run(code, folder).splitlines()[-1])
    return {name: (clock - began, processor) for name, (clock, processor) in told.items()}


def _run(code: str, folder: str) -> str:
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", code, f"{folder}/data"]
    return subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
