"""From nothing to a usable window, against a bare PySide6 window with one table: `python -m benchmarks.starting [RUNS]`.

Both are whole processes, without a screen, from start to the first painted window. The ratio is ours to the bare one's, medians of
several runs taken in turns. Promise (design.md section 6): at most 1.5. Both find their byte code written, as an installed program
does. Processor time stands beside the time, because a machine that does something else too stretches the time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

BARE = """
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
"""
OURS = """
import gc
import sys
gc.disable()  # as desktop/cli/gui.py does
from pathlib import Path
from desktop.window import first_paint
first_paint(Path(sys.argv[1]))
"""


def main(runs: int) -> None:
    """Measure, and print the ratio."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as folder:
        for code in (BARE, OURS):  # the database is made once, not at every start, and so is the byte code
            _start(code, folder)
        for _run in range(runs):
            bare.append(_start(BARE, folder))
            ours.append(_start(OURS, folder))
    for place, what in enumerate(("time", "processor time")):
        our_time, bare_time = (statistics.median(one[place] for one in all_runs) for all_runs in (ours, bare))
        print(
            f"{runs} starts, {what}: ours {our_time:.2f} s, bare {bare_time:.2f} s, ratio {our_time / bare_time:.2f} (promise 1.5)"
        )


def _start(code: str, folder: str) -> tuple[float, float]:
    """Seconds on the clock and of the processors."""
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    before, began = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", code, f"{folder}/data"], env=surroundings, check=True)
    took, after = time.perf_counter() - began, os.times()
    return took, after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
