"""Keys wrapped by other keys: Argon2id for what people know, HKDF to join, AES-256-GCM to wrap."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12

_ONE_AT_A_TIME = threading.Lock()
"""OpenSSL has one pool of threads for the lanes of Argon2id: two at once fail or wait for ever."""


@dataclass(frozen=True)
class Cost:
    """What one guess at a password costs; `memory` is in KiB."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 2

    def __post_init__(self) -> None:
        """Refuse figures that only a damaged or hostile file can hold."""
        if {type(self.memory), type(self.passes), type(self.lanes)} != {int}:
            raise ValueError("a cost that is no whole number")
        if not (8 * self.lanes <= self.memory <= 1024 * 1024 and 1 <= self.passes <= 16):
            raise ValueError("a cost out of bounds")
        if not 1 <= self.lanes <= 16:
            raise ValueError("lanes out of bounds")


USUAL_COST = Cost()
"""What workstations ask: some tenths of a second of a present processor, and 64 MiB."""


def derived_key(key: bytes, device_secret: bytes, purpose: str) -> bytes:
    """A key (32 bytes) for `purpose` that needs both `key` and the device secret."""
    name = f"seatapp/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=device_secret, info=name).derive(key)


def password_key(password: str, salt: bytes, cost: Cost) -> bytes:
    """What a password is worth as a key (32 bytes); takes a noticeable time on purpose."""
    stretched = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    with _ONE_AT_A_TIME:
        return stretched.derive(password.encode("utf-8", "surrogatepass"))


def sealed(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    """`content` that opens only with `key` and together with the same `bound_to`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def opened(key: bytes, box: bytes, bound_to: bytes) -> bytes:
    """What `sealed` was given. Raises `cryptography.exceptions.InvalidTag` for anything else."""
    return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], bound_to)
