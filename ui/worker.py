"""The one way to work off the GUI thread and come back to it.

Reading the replica and taking a step both wait for a disk; neither may ever wait on the thread
that draws the window.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from seatapp.errors import WorldError

Made = TypeVar("Made")

WORKERS = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Outcome:
    """What came of a piece of work, on its way back to the GUI thread.

    `deliver` is whoever asked for it: for what was made, for the world's fault, or for a bug.
    """

    deliver: Callable[..., None] | None
    given: tuple[Any, ...] = ()
    error: Exception | None = None


class Background(QObject):
    """Runs work on a few threads and hands the result back on the GUI thread.

    Signals:
        world_failed(str): the world's fault, as a sentence for the person.
        bug_met(str): our own fault; it is in the log, and the text names its kind.
    """

    world_failed = Signal(str)
    bug_met = Signal(str)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="seat-screen")
        self._open = True
        self._under_way = 0
        self._looks = 0
        self._newest: dict[tuple[int, str], int] = {}
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work is under way, or its result has not been handed over yet."""
        return self._under_way > 0

    def run(
        self,
        work: Callable[[], Made],
        done: Callable[[Made], None] | None = None,
        failed: Callable[[WorldError], None] | None = None,
        broken: Callable[[], None] | None = None,
    ) -> None:
        """Do `work` elsewhere, then call `done` with its result here.

        A `WorldError` goes to `failed`, or to `world_failed` where no `failed` is given; any
        other error is a bug: it is logged and told through `bug_met`, and `broken` is called, so
        that nobody waits for ever. What is a method of a widget that has been closed meanwhile is
        not called.
        """
        if self._open:
            self._under_way += 1
            self._pool.submit(self._do, work, done, failed, broken)

    def look(
        self,
        work: Callable[[], Made],
        done: Callable[[Made], None],
        failed: Callable[[WorldError], None] | None = None,
        broken: Callable[[], None] | None = None,
    ) -> None:
        """As `run`, for what is read again and again and shown by the method `done`.

        Two looks on two threads can come back in turn; the one that began earlier tells what was,
        and is dropped once a later one has been shown.
        """
        self._looks += 1
        self.run(work, partial(self._show_newest, self._looks, done), failed, broken)

    def _show_newest(self, look: int, done: Callable[[Made], None], made: Made) -> None:
        method = _method(done)
        shown_by = id(getattr(method, "__self__", None)), getattr(method, "__name__", "")
        if look > self._newest.get(shown_by, 0) and _alive(done):
            self._newest[shown_by] = look
            done(made)

    def close(self) -> None:
        """Wait for the work that has begun, drop the rest; call it on the GUI thread."""
        self._open = False
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _do(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[WorldError], None] | None,
        broken: Callable[[], None] | None,
    ) -> None:
        try:
            self._arrived.emit(_Outcome(done, (work(),)))
        except WorldError as error:
            self._arrived.emit(_Outcome(failed, (error,), error))
        except Exception as error:  # a silent thread would leave the screen waiting for ever
            log.exception("work for the screen failed")
            self._arrived.emit(_Outcome(broken, (), error))

    @Slot(object)
    def _take(self, outcome: _Outcome) -> None:
        self._under_way -= 1
        if not self._open:
            return
        if isinstance(outcome.error, WorldError):
            if outcome.deliver is None:
                self.world_failed.emit(outcome.error.sentence)
        elif outcome.error is not None:
            self.bug_met.emit(type(outcome.error).__name__)
        if outcome.deliver is not None and _alive(outcome.deliver):
            outcome.deliver(*outcome.given)


def _method(call: Callable[..., None]) -> Callable[..., None]:
    return call.func if isinstance(call, partial) else call


def _alive(call: Callable[..., None]) -> bool:
    owner = getattr(_method(call), "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
