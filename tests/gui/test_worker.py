"""Work off the GUI thread: results come back here, sentences are told, bugs are logged."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from seatapp.errors import LocalFileError, WorldError
from ui.worker import Background


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


class Taker(QObject):
    """Somebody who waits for a result."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[object, bool]] = []

    def take(self, value: object) -> None:
        self.taken.append((value, QThread.currentThread() is self.thread()))


def fail() -> None:
    raise LocalFileError("磁盘已满，没有保存。")


def break_down() -> None:
    raise KeyError("x")


def test_the_result_comes_back_on_the_gui_thread(qtbot: QtBot, worker: Background) -> None:
    taker = Taker()
    worker.run(threading.get_ident, taker.take)
    qtbot.waitUntil(lambda: len(taker.taken) == 1)
    ((thread, on_gui),) = taker.taken
    assert thread != threading.get_ident()
    assert on_gui


def test_the_worlds_fault_is_a_sentence(qtbot: QtBot, worker: Background) -> None:
    with qtbot.waitSignal(worker.world_failed) as told:
        worker.run(fail)
    assert told.args == ["磁盘已满，没有保存。"]


def test_who_asks_for_it_gets_the_fault_alone(qtbot: QtBot, worker: Background) -> None:
    met: list[WorldError] = []
    with qtbot.assertNotEmitted(worker.world_failed):
        worker.run(fail, None, met.append)
        qtbot.waitUntil(lambda: len(met) == 1)
    assert met[0].code == "local_file"


def test_a_bug_is_logged_and_told(
    qtbot: QtBot, worker: Background, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(worker.bug_met) as told:
        worker.run(break_down)
    assert told.args == ["KeyError"]
    assert "work for the screen failed" in caplog.text


def test_who_waits_for_what_broke_off_is_told_and_nobody_else(
    qtbot: QtBot, worker: Background
) -> None:
    gate, met = threading.Event(), []
    taker = Taker()
    worker.run(lambda: gate.wait(10), taker.take, broken=lambda: met.append("the other's"))
    with qtbot.waitSignal(worker.bug_met):
        worker.run(break_down, taker.take, broken=lambda: met.append("its own"))
    gate.set()
    qtbot.waitUntil(lambda: len(taker.taken) == 1)
    assert met == ["its own"]


def test_a_widget_that_is_gone_is_not_called(qtbot: QtBot, worker: Background) -> None:
    gate = threading.Event()
    gone, other = Taker(), Taker()
    taken = gone.taken
    worker.run(lambda: gate.wait(10), gone.take)
    shiboken6.delete(gone)
    gate.set()
    worker.run(lambda: gate.wait(10), other.take)
    qtbot.waitUntil(lambda: len(other.taken) == 1)
    worker.close()
    assert taken == []


def test_nothing_begins_after_the_end(qtbot: QtBot, worker: Background) -> None:
    taker = Taker()
    worker.close()
    worker.run(threading.get_ident, taker.take)
    assert taker.taken == []


def test_an_earlier_look_that_comes_later_shows_nothing(qtbot: QtBot, worker: Background) -> None:
    taker, held = Taker(), threading.Event()

    def slow() -> str:
        held.wait(10)
        return "what was"

    worker.look(slow, taker.take)
    worker.look(lambda: "what is", taker.take)
    qtbot.waitUntil(lambda: len(taker.taken) == 1)
    held.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert taker.taken == [("what is", True)]


def test_looks_of_others_are_not_held_against_each_other(qtbot: QtBot, worker: Background) -> None:
    one, other, held = Taker(), Taker(), threading.Event()
    worker.look(lambda: held.wait(10), one.take)
    worker.look(lambda: "other", partial(other.take))
    qtbot.waitUntil(lambda: len(other.taken) == 1)
    held.set()
    qtbot.waitUntil(lambda: len(one.taken) == 1)
