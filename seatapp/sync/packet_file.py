"""The packet `*.seatpack`: entries and photos carried by hand between workstations of one centre.

A zip whose members are stored, not packed: `manifest.json` in clear (city, workstation, time,
SHA-256 of every other member), `signature` (HMAC-SHA256 over the manifest's bytes), `entries`,
`rows` (what the centre said last of their subjects) and `photos/<n>`, each sealed with AES-256-GCM
and bound to the packet and its own name. Both keys are derived from the city key that the centre
hands out at log-in: every workstation of the city can open a packet and nobody else can make one.
That an entry is its author's is proved by the entry's own signature, which the centre alone can
check.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from seatapp.secrets.wrapping import derived_key, opened, sealed

FORMAT, VERSION = "seatpack", 1
SUFFIX = ".seatpack"

MANIFEST, SIGNATURE, ENTRIES, ROWS = "manifest.json", "signature", "entries", "rows"
PHOTO = "photos/"
MANIFEST_BYTES = 1_048_576
ENTRIES_BYTES = 64 * 1_048_576
PHOTO_BYTES = 24 * 1_048_576
PACKET_BYTES = 2 * 1_024**3
PHOTOS_BYTES, MOST_PHOTOS = PACKET_BYTES - 2 * ENTRIES_BYTES, 10_000
"""What photos may take of a packet, so that whatever is written can be taken in again."""


@dataclass(frozen=True)
class City:
    """The city of this centre, with the key that its workstations share (32 bytes)."""

    code: str
    name: str
    key: bytes


@dataclass(frozen=True)
class Manifest:
    """What a packet says about itself in clear. `made_at` is seconds since 1970."""

    packet: str
    city: str
    city_name: str
    seat: str
    made_at: int
    entries: int
    photos: int
    epoch: int
    members: Mapping[str, str]


class Keys:
    """What one packet is sealed and signed with."""

    def __init__(self, city_key: bytes, packet: str) -> None:
        self._packet = packet
        self._sealing = derived_key(city_key, packet.encode(), "packet content")
        self._signing = derived_key(city_key, packet.encode(), "packet signature")

    def seal(self, name: str, content: bytes) -> bytes:
        """The content as it stands in the packet under that name."""
        return sealed(self._sealing, content, self._bound(name))

    def open(self, name: str, box: bytes) -> bytes:
        """What `seal` was given. Raises `InvalidTag` for anything else."""
        return opened(self._sealing, box, self._bound(name))

    def signature(self, manifest: bytes) -> str:
        """HMAC-SHA256 over the manifest's bytes, in hex."""
        return hmac.new(self._signing, manifest, hashlib.sha256).hexdigest()

    def _bound(self, name: str) -> bytes:
        return f"{self._packet}/{name}".encode()
