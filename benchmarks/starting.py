"""From nothing to a usable window, against a bare PySide6 window with one table: `python -m benchmarks.starting [RUNS]`.

Both are whole processes, without a screen, from start to the first painted window. The ratio is ours to the bare one's, medians of
several runs taken in turns. Promise (design.md section 6): at most 1.5.
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
import sys
from pathlib import Path
from desktop.window import first_paint
first_paint(Path(sys.argv[1]))
"""


def main(runs: int) -> None:
    """Measure, and print the ratio."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as folder:
        _seconds(OURS, folder)  # the database is made once, not at every start
        for _run in range(runs):
            bare.append(_seconds(BARE))
            ours.append(_seconds(OURS, folder))
    our_time, bare_time = statistics.median(ours), statistics.median(bare)
    print(f"{runs} starts: ours {our_time:.2f} s, bare {bare_time:.2f} s, ratio {our_time / bare_time:.2f} (promise 1.5)")


def _seconds(code: str, *arguments: str) -> float:
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], env=surroundings, check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
