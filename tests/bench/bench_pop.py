"""How long a ringing number takes until the window has it: the whole command, and the socket."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from pytestqt.qtbot import QtBot

from seatapp.config import Folders
from seatapp.doorbell import POP, message, ring
from ui.doorbell import Doorbell

COMMANDS, RINGS = 15, 200
NUMBER = "19900001234"


def report(name: str, times: list[float], aim_ms: float | None = None) -> None:
    """One line of figures in milliseconds."""
    aim = "" if aim_ms is None else f" (aim {aim_ms:.0f} ms)"
    middle, worst = statistics.median(times) * 1e3, max(times) * 1e3
    print(f"{name}: median {middle:.1f} ms, slowest {worst:.1f} ms{aim}")


def processor_ms(command: list[str]) -> float:
    """The processor time of a command, which other work on the computer does not lengthen."""
    used = []
    for _ in range(COMMANDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(used) * 1e3


def test_a_number_reaches_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    """The command as a softphone runs it, and the part that is not the start of Python."""
    folder = Folders(tmp_path).seat
    folder.mkdir(parents=True)
    doorbell = Doorbell(folder)
    assert doorbell.listen()
    command = [sys.executable, "-m", "seatapp", "--home", str(tmp_path), "pop", NUMBER]
    bare: list[float] = []
    whole: list[float] = []
    for _ in range(COMMANDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", ""], check=True)
        bare.append(time.perf_counter() - begun)
        with qtbot.waitSignal(doorbell.rang, timeout=20_000):
            begun = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        whole.append(time.perf_counter() - begun)
        process.wait()
    wire: list[float] = []
    for _ in range(RINGS):
        with qtbot.waitSignal(doorbell.rang):
            begun = time.perf_counter()
            thread = threading.Thread(target=ring, args=(folder, message(POP, NUMBER)))
            thread.start()
        wire.append(time.perf_counter() - begun)
        thread.join()
    doorbell.close()
    report("python that does nothing, started and ended", bare)
    report("seatapp pop, started until the window has the number", whole, 150)
    report("of it the socket", wire)
    nothing = processor_ms([sys.executable, "-c", ""])
    imported = processor_ms([sys.executable, "-c", "import seatapp.cli"])
    print(f"processor: python alone {nothing:.0f} ms, with what pop imports {imported:.0f} ms")
