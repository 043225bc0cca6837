"""Small pictures travel before the photos, both ways: a case shows what it is about at once.

Those of a case that has just come are fetched unasked; those that somebody looks at go before
them. On a first fill nobody has looked yet and thousands come: they wait until somebody does.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable

from seatapp.central.gateway import Gateway
from seatapp.errors import CentreRefused
from seatapp.local.changes import Changes
from seatapp.local.photo_store import PhotoStore
from seatapp.local.replica import Replica

MOST_BYTES = 131_072
"""The largest small picture that a centre takes."""

MOST_AT_ONCE = 200
"""Cases that change in one transaction; beyond that it is a first fill."""

GoOn = Callable[[], bool]
"""Is asked between two pictures whether the turn shall go on."""

_log = logging.getLogger(__name__)


class Thumbnails:
    """What of small pictures is to be fetched; `want` and `noticed` come on any thread."""

    def __init__(self, replica: Replica, store: PhotoStore) -> None:
        self._replica = replica
        self._store = store
        self._wanted: dict[str, None] = {}
        self._cases: dict[str, None] = {}
        self._lock = threading.Lock()

    def want(self, sha256: str) -> None:
        """Somebody looks at the place of a photo that is not here."""
        with self._lock:
            self._wanted[sha256] = None

    def noticed(self, changes: Changes) -> None:
        """Cases have changed: their photos will be looked at."""
        cases = [case_id for kind, case_id in changes.subjects if kind == "case"]
        if len(cases) <= MOST_AT_ONCE:
            with self._lock:
                self._cases.update(dict.fromkeys(cases))

    def fetch(self, gateway: Gateway, go_on: GoOn) -> None:
        """Fetch what is wanted as long as the turn goes on; what the centre lacks is left out.

        Raises `CentreUnreachable`, and `LocalFileError` when a picture cannot be kept.
        """
        while (name := self._next()) is not None and go_on():
            data = gateway.get_thumbnail(name)
            if data is not None and not self._store.can_be_seen(name):
                self._store.put_foreign_thumbnail(name, data)
                self._replica.photo_came(name)
            with self._lock:
                self._wanted.pop(name, None)

    def send(self, gateway: Gateway, names: Iterable[str], go_on: GoOn) -> None:
        """Hand in the small pictures of these photos, those that are here and not too large.

        Raises `CentreUnreachable`.
        """
        for name in names:
            data = self._store.get_thumbnail(name)
            if data is None or len(data) > MOST_BYTES:
                continue
            if not go_on():
                return
            try:
                gateway.put_thumbnail(name, data)
            except CentreRefused as refused:
                # The photo itself will show it; brought by somebody else it comes without.
                _log.info("the small picture of %s was not taken: %s", name, refused.code)

    def _next(self) -> str | None:
        """What to fetch next: what somebody looks at, then the photos of what has come."""
        while True:
            with self._lock:
                if self._wanted:
                    return next(iter(self._wanted))
                if not self._cases:
                    return None
                case_id = next(iter(self._cases))
                del self._cases[case_id]
            for name in self._photos_of(case_id):
                self.want(name)

    def _photos_of(self, case_id: str) -> list[str]:
        state = self._replica.reader.state("case", case_id) or {}
        named: list[str] = []
        for field in ("photos_before", "photos_after"):
            listed = state.get(field)
            named += [str(name) for name in listed] if isinstance(listed, list) else []
        return [name for name in named if not self._store.can_be_seen(name)]
