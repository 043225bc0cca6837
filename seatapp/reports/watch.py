"""Long work that somebody watches: it says how far it has come, and can be called off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from seatapp.errors import WorldError
from seatapp.text import _

Item = TypeVar("Item")

Told = Callable[[int, int], None]
"""Is told how much is done, and of how much; on the thread that works."""


class CalledOff(WorldError):
    """A person called the work off; nothing was written."""

    code = "called_off"


class Watch:
    """Follows one piece of work. `tell` hears of every step; any thread may `call_off`."""

    def __init__(self, tell: Told | None = None) -> None:
        self._tell = tell
        self._off = threading.Event()
        self._done = 0
        self._total = 0

    def expect(self, total: int) -> None:
        """So many steps more are to come."""
        self._total += total

    def step(self, count: int = 1) -> None:
        """So many steps are done. Raises `CalledOff` when the work was called off."""
        self.check()
        self.advance(count)

    def advance(self, count: int = 1) -> None:
        """So many steps are done, called off or not."""
        self._done += count
        if self._tell is not None:
            self._tell(self._done, max(self._total, self._done))

    def check(self) -> None:
        """Raise `CalledOff` when the work was called off."""
        if self._off.is_set():
            raise CalledOff(_("已取消导出，没有生成文件。"))

    def call_off(self) -> None:
        """End the work at its next step."""
        self._off.set()

    def over(self, rows: Iterable[Item]) -> Iterator[Item]:
        """`rows`, each counted as a step when it is taken."""
        for row in rows:
            self.step()
            yield row
