"""The window's side of the local socket: a number that rings, or a second start that knocks."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from seatapp.doorbell import ANSWERED, FRONT, LONGEST, address_of, understood
from seatapp.phones import number_rung

log = logging.getLogger(__name__)


class Doorbell(QObject):
    """Listens for this workstation, for its own user only.

    Signals: `knocked()` somebody started the program again; `rang(str, str)` a number rings, which
    is empty when it is withheld, with the call's identifier in the telephone system, if any.
    """

    knocked = Signal()
    rang = Signal(str, str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)
        self._address = address_of(folder)

    def listen(self) -> bool:
        """Begin; False when another window listens there, or nothing can."""
        if sys.platform != "win32" and os.path.exists(self._address):
            # Left behind by a process that ended without closing; one that lives was rung before.
            QLocalServer.removeServer(self._address)
        if self._server.listen(self._address):
            return True
        log.warning("no doorbell: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """End."""
        self._server.close()

    def _let_in(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.setParent(self)
            visitor.readyRead.connect(self._hear)
            visitor.disconnected.connect(visitor.deleteLater)
            if visitor.bytesAvailable():
                self._hear_from(visitor)

    def _hear(self) -> None:
        visitor = self.sender()
        assert isinstance(visitor, QLocalSocket)
        self._hear_from(visitor)

    def _hear_from(self, visitor: QLocalSocket) -> None:
        if not visitor.canReadLine():
            if visitor.bytesAvailable() > LONGEST:
                visitor.abort()
            return
        said = understood(bytes(visitor.readLine(LONGEST).data()))
        if said is None:
            visitor.abort()
            return
        visitor.write(f"{ANSWERED}\n".encode())
        visitor.flush()
        visitor.disconnectFromServer()
        what, number, call_id = said
        if what == FRONT:
            self.knocked.emit()
        else:
            self.rang.emit(number_rung(number), call_id)
