"""Whether the window answers while somebody works in a list of a million rows.

Part of `make bench`; `python -m tests.bench.bench_list [cases]` runs it alone. The list is a real
queue on a real encrypted replica: it is opened, leafed through, gone to its end and back, sorted,
narrowed and read again. A timer of 5 ms tells how long the window's thread was away meanwhile.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seatapp.domain.tables import load_workflow
from seatapp.local.queue_asked import Asked
from tests.bench.bench_queue_and_search import CASES, fill
from tests.bench.heart import Heart
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import NOON
from tests.helpers.seat import Seat
from ui.panes.queue_pane import QueuePane
from ui.remembered import Remembered
from ui.theme import LIGHT, use_theme
from ui.worker import Background

PAGES = 100
AIM_MS = 100
QUEUE = "all_open"
WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


class Watched:
    """A pane whose window's thread is watched while something is done to it."""

    def __init__(self, app: QApplication, pane: QueuePane, background: Background) -> None:
        self._app, self._pane, self._background = app, pane, background

    def do(self, name: str, work: Callable[[], None], times: int = 1) -> None:
        """Do it, wait until all is there, and print how long the window was away at the most."""
        heart = Heart()
        begun = time.perf_counter()
        for _time in range(times):
            work()
            self._rest()
        taken = (time.perf_counter() - begun) * 1000 / times
        heart.timer.stop()
        print(
            f"{name:24} {taken:8.1f} ms until all is there; longest gap of the window"
            f" {max(heart.gaps):6.1f} ms (aim {AIM_MS}), of which it worked at the most"
            f" {max(heart.worked):6.1f} ms, median {median(heart.gaps):4.1f} ms"
        )

    def _rest(self) -> None:
        self._app.processEvents()
        while self._background.busy:
            self._app.processEvents(WAIT)
        self._app.processEvents()


def work_in_the_list(app: QApplication, seat: Seat, folder: Path) -> None:
    """What somebody does in a list, watched."""
    background = Background()
    remembered = Remembered(folder / "window.ini", "u1")
    pane = QueuePane(
        seat.replica.reader, background, load_workflow(), "u1", lambda: NOON, remembered
    )
    pane.resize(900, 700)
    pane.show()
    table, watched = pane.table, Watched(app, pane, background)

    def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(table, key, held)

    control = Qt.KeyboardModifier.ControlModifier
    watched.do("open the list", lambda: pane.open_queue(QUEUE))
    print(f"{pane.model.rowCount()} rows")
    watched.do("leaf a page on", lambda: press(Qt.Key.Key_PageDown), PAGES)
    watched.do("go to the end", lambda: press(Qt.Key.Key_End, control), 3)
    watched.do("go to the beginning", lambda: press(Qt.Key.Key_Home, control), 3)
    watched.do("drag to the middle", lambda: table.verticalScrollBar().setValue(
        table.verticalScrollBar().maximum() // 2), 3)  # fmt: skip
    watched.do("read again", pane.refresh, 3)
    watched.do("sort by address", lambda: pane.ask(Asked(sort="address")))
    watched.do("narrow to three words", lambda: pane.ask(Asked(words="文汇 路灯 9")))
    background.close()
    pane.close()


def main(count: int = CASES) -> None:
    """Fill, work, and print."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    use_theme(app, LIGHT)
    with tempfile.TemporaryDirectory(prefix="seatapp-bench-") as folder:
        workflow = load_workflow()
        seat = Seat(Path(folder) / "seat", workflow, MadeCentre(workflow))
        fill(seat, count)
        work_in_the_list(app, seat, Path(folder))
        seat.replica.close()


def test_a_list_of_a_million_rows() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
