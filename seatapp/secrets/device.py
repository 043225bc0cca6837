"""The device secret: what makes a copied disk useless, kept in the system's keyring.

A keyring may wait for a prompt that nobody sees, so it is asked in a thread of its own with a
time limit. A computer without a keyring keeps the secret in a private file, but only for the
embedded centre of the demonstration.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.core import recommended

from seatapp.errors import KeyTrouble
from seatapp.secrets.durable import write_durably
from seatapp.text import _

T = TypeVar("T")
logger = logging.getLogger(__name__)

SERVICE = "SeatApp"
FILE = "device.key"
SECRET_BYTES = 32
PATIENCE_SECONDS = 5.0


class Device:
    """Where this computer keeps its secret.

    `folder` is the seat's folder. `file_allowed` is true for the embedded centre alone. `backend`
    replaces the keyring that the system offers.
    """

    def __init__(
        self,
        folder: Path,
        *,
        file_allowed: bool = False,
        backend: KeyringBackend | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._file = folder / FILE
        self._file_allowed = file_allowed
        self._backend = backend
        self._patience = patience
        self._keyring_name: str | None = None

    def secret(self, seat: str) -> bytes:
        """The secret (32 bytes) of the workstation `seat`, which must have been made before.

        Raises `KeyTrouble` when it is gone or the keyring does not give it.
        """
        if self._file_kept():
            return self._file_secret()
        found = self._asked(lambda backend: _kept(backend, seat))
        if found is None:
            raise KeyTrouble(
                _(
                    "系统钥匙串里没有本机的密钥，可能更换过电脑、系统账户或钥匙串。"
                    "本机数据完好，未作改动。请用原来的系统账户登录电脑，或联系管理员。"
                ),
                "device_secret_gone",
            )
        return found

    def make_secret(self, seat: str) -> bytes:
        """The secret of a workstation that has no data yet; one that is there already is kept.

        Raises `KeyTrouble` when there is no place to keep it.
        """
        if self._file_kept():
            return self._file_secret()
        try:
            return self._asked(lambda backend: _kept(backend, seat) or _made(backend, seat))
        except KeyTrouble:
            if not self._file_allowed:
                raise
        write_durably(self._file, os.urandom(SECRET_BYTES).hex().encode())
        return self._file_secret()

    def where_kept(self) -> str:
        """Where the secret is, in words for people."""
        if self._file_kept():
            return _("本机文件 {path}（仅供演示，没有系统钥匙串保护）").format(path=self._file)
        if self._keyring_name is None:
            return _("系统钥匙串（本次运行尚未读取）")
        return _("系统钥匙串（{name}）").format(name=self._keyring_name)

    def _file_kept(self) -> bool:
        return self._file_allowed and self._file.exists()

    def _file_secret(self) -> bytes:
        try:
            return _unhexed(self._file.read_text("ascii"))
        except (OSError, ValueError) as fault:
            raise KeyTrouble(
                _("本机密钥文件 {path} 无法读取。数据未作改动，请恢复该文件。").format(
                    path=self._file
                ),
                "device_secret_gone",
            ) from fault

    def _asked(self, question: Callable[[KeyringBackend], T]) -> T:
        """The keyring's answer, or `KeyTrouble` when it fails or keeps silent."""
        answer: Future[T] = Future()

        def ask() -> None:
            try:
                backend = _trusted(self._backend or keyring.get_keyring())
                found = question(backend)
                self._keyring_name = backend.name
                answer.set_result(found)
            except KeyTrouble as trouble:
                answer.set_exception(trouble)
            # A keyring raises whatever its system's library raises; the thread would just vanish.
            except Exception as fault:
                logger.warning("the keyring failed: %s", type(fault).__name__)
                answer.set_exception(_no_keyring())

        # A thread that waits for a prompt for ever must not hold up the end of the program.
        Thread(target=ask, name="keyring", daemon=True).start()
        try:
            return answer.result(self._patience)
        except TimeoutError:
            raise KeyTrouble(
                _(
                    "系统钥匙串没有应答，可能正在等待解锁。数据未作改动。"
                    "请先解锁系统钥匙串，再登录一次。"
                ),
                "keyring_silent",
            ) from None


def _trusted(backend: KeyringBackend) -> KeyringBackend:
    """`backend`, or the one it would write to; those that keep clear text are refused."""
    first = backend.backends[0] if isinstance(backend, ChainerBackend) else backend
    if not recommended(first):
        raise _no_keyring()
    return first


def _kept(backend: KeyringBackend, seat: str) -> bytes | None:
    text = backend.get_password(SERVICE, seat)
    return None if text is None else _unhexed(text)


def _made(backend: KeyringBackend, seat: str) -> bytes:
    """A new secret, read back, because some keyrings take anything and keep nothing."""
    secret = os.urandom(SECRET_BYTES)
    backend.set_password(SERVICE, seat, secret.hex())
    if _kept(backend, seat) != secret:
        raise _no_keyring()
    return secret


def _unhexed(text: str) -> bytes:
    secret = bytes.fromhex(text)
    if len(secret) != SECRET_BYTES:
        raise ValueError("a device secret of another length")
    return secret


def _no_keyring() -> KeyTrouble:
    return KeyTrouble(
        _(
            "本机没有可用的系统钥匙串，不能保存密钥，因此不能在本机登录。"
            "数据未作改动。请启用系统钥匙串（如 Windows 凭据管理器、GNOME 密码和密钥），"
            "或联系管理员。"
        ),
        "no_keyring",
    )
