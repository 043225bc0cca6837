"""Photos on their own lane, after the entries, so that a big one never holds back a step.

A photo is named by its SHA-256 and goes in pieces of 64 KB. The centre takes only photos that an
entry names, and hands out only photos of cases and refusals that the person may see. Small pictures
go first, both ways.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence

from seatapp.central.gateway import Gateway
from seatapp.central.photo_lane import Wanted
from seatapp.errors import CentreRefused
from seatapp.local.photo_store import PhotoStore
from seatapp.local.replica import Replica
from seatapp.sync.asked_again import AskedAgain
from seatapp.sync.spoiled import SpoiledPhotos
from seatapp.sync.thumbnails import Thumbnails

PIECE = 65_536
AT_A_TIME = 8
"""Photos fetched in one turn, so that entries come between."""

GoOn = Callable[[], bool]
"""Is asked between two pieces whether the turn shall go on."""

_log = logging.getLogger(__name__)


class PhotoLane:
    """Sends photos that the centre lacks and fetches those that somebody here wants to see.

    `unfinished` tells whether the last turn was ended before all was done.
    """

    def __init__(
        self,
        replica: Replica,
        store: PhotoStore,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._replica = replica
        self._store = store
        self._wanted: dict[str, None] = {}
        self._begun: dict[str, list[bytes]] = {}
        self._lock = threading.Lock()
        self._thumbnails = Thumbnails(replica, store)
        self._spoiled = SpoiledPhotos(replica, ticks)
        self._asked_again = AskedAgain(store, ticks)
        self.unfinished = False
        replica.listen(self._thumbnails.noticed)

    def want(self, sha256: str) -> None:
        """Ask for a photo that is not here; it comes with one of the next turns, small first."""
        self._thumbnails.want(sha256)
        with self._lock:
            self._wanted[sha256] = None

    def spoiled(self, sha256: str) -> bool:
        """Whether a photo cannot come because the centre's copy is not what its name says."""
        return self._spoiled.spoiled(sha256)

    def run(self, gateway: Gateway, go_on: GoOn) -> str | None:
        """One turn: fetch what somebody waits for, send what the centre lacks or has lost.

        What is not done when the turn shall not go on is taken up in the next one, piece by piece.
        Returns the sentence about a photo that the centre did not take, if there is one; it stays
        here and is offered again. Raises `CentreUnreachable`, and `LocalFileError` when a photo
        cannot be kept.
        """
        self.unfinished = False

        def goes_on() -> bool:
            self.unfinished = not go_on()
            return not self.unfinished

        self._thumbnails.fetch(gateway, goes_on)
        owed = self._replica.photos_to_send()
        hashes = list(dict.fromkeys([*owed, *self._asked_again.here(gateway)]))
        wanted = gateway.photos_wanted(hashes) if hashes else Wanted({})
        self._asked_again.keep(wanted.lacking)
        self._thumbnails.send(gateway, wanted.unseen, goes_on)
        if self.unfinished:
            return None
        self._fetch(gateway, goes_on)
        return self._send(gateway, hashes, wanted, goes_on)

    def _send(
        self, gateway: Gateway, hashes: Sequence[str], wanted: Wanted, go_on: GoOn
    ) -> str | None:
        there = [h for h in hashes if h not in wanted.lacking and h not in wanted.unnamed]
        if there:
            self._replica.photos_sent(there)
        trouble = None
        for name, pieces in wanted.lacking.items():
            if not go_on():
                break
            data = self._store.get(name)
            if data is None:
                _log.warning("photo %s is not in the store", name)
                continue
            try:
                if self._put(gateway, name, data, pieces, go_on):
                    self._replica.photos_sent([name])
            except CentreRefused as refused:
                # One photo that is not taken must hold back neither the others nor the steps.
                _log.warning("photo %s was not taken: %s", name, refused.code)
                trouble = refused.sentence
        return trouble

    def _put(
        self,
        gateway: Gateway,
        name: str,
        data: bytes,
        pieces: Sequence[int],
        go_on: GoOn,
    ) -> bool:
        """Hand in the pieces, none meaning all of them; whether the centre has the photo now."""
        count = -(-len(data) // PIECE)
        whole = False
        for index in pieces or range(count):
            if not go_on():
                return False
            piece = data[index * PIECE : (index + 1) * PIECE]
            whole = gateway.put_piece(name, index, count, piece)
        return whole

    def _fetch(self, gateway: Gateway, go_on: GoOn) -> None:
        with self._lock:
            wanted = [name for name in self._wanted if not self._spoiled.rests(name)]
        for name in wanted[:AT_A_TIME]:
            if not self._fetch_one(gateway, name, go_on):
                return

    def _fetch_one(self, gateway: Gateway, name: str, go_on: GoOn) -> bool:
        """Fetch a photo from where the last turn left it; False when this turn is over first."""
        pieces = self._begun.setdefault(name, [])
        count = None
        while count != len(pieces):
            if not go_on():
                return False
            piece = gateway.get_piece(name, len(pieces))
            if piece is None:
                self._put_off(name)
                return True
            pieces.append(piece.data)
            count = piece.count
        data = b"".join(self._begun.pop(name))
        if hashlib.sha256(data).hexdigest() != name:
            self._put_off(name)
            self._find_wrong(name)
            return True
        self._spoiled.came_whole(name)
        self._store.put(data)
        with self._lock:
            del self._wanted[name]
        self._replica.photo_came(name)
        return True

    def _find_wrong(self, name: str) -> None:
        self._spoiled.came_wrong(name)
        if self._spoiled.spoiled(name):
            _log.warning("photo %s is spoiled at the centre", name)
            self._replica.photo_came(name)  # whoever waits for it sees why it does not come

    def _put_off(self, name: str) -> None:
        """Ask for the others first: photos that are nowhere shall hold up none that is."""
        self._begun.pop(name, None)
        with self._lock:
            del self._wanted[name]
            self._wanted[name] = None
