"""Garbage with widgets in it dies on the GUI thread."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.garbage import GarbageHere


class Knot:
    """Something that only the collector can free; it notes the thread on which that happens."""

    def __init__(self, ends: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[GarbageHere]:
    made = GarbageHere()
    yield made
    made.stop()


def make_knots(ends: list[int]) -> None:
    for _turn in range(5000):
        Knot(ends)


def test_cycles_made_elsewhere_end_here(qtbot: QtBot, garbage: GarbageHere) -> None:
    ends: list[int] = []
    worker = threading.Thread(target=make_knots, args=(ends,))
    worker.start()
    worker.join()
    assert ends == []
    qtbot.waitUntil(lambda: len(ends) == 5000)
    assert set(ends) == {threading.get_ident()}


def test_little_garbage_is_left_alone(garbage: GarbageHere) -> None:
    gc.collect()
    ends: list[int] = []
    Knot(ends)
    garbage.collect()
    assert ends == []


def test_python_takes_over_again(qtbot: QtBot) -> None:
    made = GarbageHere()
    assert not gc.isenabled()
    made.stop()
    assert gc.isenabled()
