"""Waiting in the tests of the window: as long as a busy machine may take, and no longer."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

LONGEST_MS = 30_000
"""A wait that succeeds ends at once, so this costs nothing but where something is broken."""


class PatientBot(QtBot):
    """The bot of pytest-qt, whose own five seconds a machine with other work can exceed."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = LONGEST_MS) -> None:
        """Until `callback` says so."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(
        self,
        signal: object,
        *,
        timeout: int = LONGEST_MS,
        raising: bool | None = None,
        check_params_cb: Callable[..., bool] | None = None,
    ) -> SignalBlocker:
        """Until the signal comes."""
        return super().waitSignal(
            signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb
        )
