"""Keyrings of our own: one that keeps its things in memory, and ones that give trouble."""

from __future__ import annotations

from threading import Event

from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import KeyringLocked


class MemoryKeyring(KeyringBackend):
    """Keeps passwords as long as it lives."""

    @properties.classproperty
    def priority(cls) -> float:
        return 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class ForgetfulKeyring(MemoryKeyring):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


class ClearTextKeyring(MemoryKeyring):
    """One that the keyring library itself does not recommend."""

    @properties.classproperty
    def priority(cls) -> float:
        return 0.5


class LockedKeyring(MemoryKeyring):
    """Says at once that it is locked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")


class SilentKeyring(MemoryKeyring):
    """Waits for a prompt until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait()
        return None
