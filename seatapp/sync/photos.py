"""Photos on their own lane, after the entries, so that a big one never holds back a step.

A photo is named by its SHA-256 and goes in pieces of 64 KB. The centre takes only photos that an
accepted entry names, and hands out only photos of cases that the person may see.
"""

from __future__ import annotations

import hashlib
import logging
import threading

from seatapp.central.gateway import Gateway
from seatapp.local.photo_store import PhotoStore
from seatapp.local.replica import Replica

PIECE = 65_536
AT_A_TIME = 8
"""Photos fetched in one turn, so that entries come between."""

_log = logging.getLogger(__name__)


class PhotoLane:
    """Sends photos that the centre lacks and fetches those that somebody here wants to see."""

    def __init__(self, replica: Replica, store: PhotoStore) -> None:
        self._replica = replica
        self._store = store
        self._wanted: dict[str, None] = {}
        self._lock = threading.Lock()

    def want(self, sha256: str) -> None:
        """Ask for a photo that is not here; it comes with one of the next turns."""
        with self._lock:
            self._wanted[sha256] = None

    def run(self, gateway: Gateway, stopping: threading.Event) -> None:
        """One turn: send what the centre lacks, fetch what is wanted."""
        self._send(gateway, stopping)
        self._fetch(gateway, stopping)

    def _send(self, gateway: Gateway, stopping: threading.Event) -> None:
        hashes = self._replica.photos_to_send()
        if not hashes:
            return
        wanted = gateway.photos_wanted(hashes)
        there = [h for h in hashes if h not in wanted.lacking and h not in wanted.unnamed]
        self._replica.photos_sent(there)
        for name, pieces in wanted.lacking.items():
            data = self._store.get(name)
            if data is None:
                _log.warning("photo %s is not in the store", name)
                continue
            for index in pieces or range(_count(data)):
                if stopping.is_set():
                    return
                gateway.put_piece(name, index, _count(data), _piece(data, index))
            self._replica.photos_sent([name])

    def _fetch(self, gateway: Gateway, stopping: threading.Event) -> None:
        with self._lock:
            wanted = list(self._wanted)[:AT_A_TIME]
        for name in wanted:
            data = self._whole(gateway, name, stopping)
            if data is None:
                continue
            if hashlib.sha256(data).hexdigest() == name:
                self._store.put(data)
            with self._lock:
                self._wanted.pop(name, None)

    def _whole(self, gateway: Gateway, name: str, stopping: threading.Event) -> bytes | None:
        pieces: list[bytes] = []
        while not stopping.is_set():
            piece = gateway.get_piece(name, len(pieces))
            if piece is None:
                return None
            pieces.append(piece.data)
            if len(pieces) == piece.count:
                return b"".join(pieces)
        return None


def _count(data: bytes) -> int:
    return max(1, -(-len(data) // PIECE))


def _piece(data: bytes, index: int) -> bytes:
    return data[index * PIECE : (index + 1) * PIECE]
