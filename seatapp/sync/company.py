"""Who else has the same subject in front of them, so that two people do not do the same work.

It is told with the rounds and no oftener, since nothing depends on it: without the centre nobody
is known to be there, and who came first is judged by the steps alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from seatapp.central.gateway import Gateway
from seatapp.central.messages import Beside, Front


class Company:
    """What is in front of the person, told by any thread, and who else the centre named for it.

    `hurry` is called when they begin to act on it: others should hear of that soon.
    """

    def __init__(self, hurry: Callable[[], None] = lambda: None) -> None:
        self._hurry = hurry
        self._lock = threading.Lock()
        self._front: Front | None = None
        self._told = False
        self._others: tuple[Beside, ...] = ()

    @property
    def front(self) -> Front | None:
        """What is in front of the person."""
        with self._lock:
            return self._front

    @property
    def others(self) -> tuple[Beside, ...]:
        """Who else has it in front of them, as the last round heard."""
        with self._lock:
            return self._others

    def turn_to(self, kind: str, root: str, doing: str | None = None) -> None:
        """A root is in front of the person now; `doing` is `subject.step` of an open dialog."""
        self._stand_before(Front(kind, root, doing))
        if doing is not None:
            self._hurry()

    def turn_away(self) -> None:
        """Nothing of the kind is in front of the person any more."""
        self._stand_before(None)

    def keep(self, gateway: Gateway, seat: str) -> None:
        """Tell and ask the centre. Raises what every call to the centre raises."""
        front = self.front
        if front is None and not self._told:
            return
        others = tuple(gateway.keep_company(seat, front))
        with self._lock:
            self._told = front is not None
            if front == self._front:
                self._others = others

    def part(self) -> None:
        """The centre is away: nobody is known to be there."""
        with self._lock:
            self._told, self._others = False, ()

    def _stand_before(self, front: Front | None) -> None:
        with self._lock:
            if front is None or self._front is None or front.root != self._front.root:
                self._others = ()
            self._front = front
