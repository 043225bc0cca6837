"""A workstation with nobody in front of it: its folders, its line to the centre, its key slots."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from seatapp.central.connect import connect
from seatapp.central.gateway import Gateway
from seatapp.central.messages import Session
from seatapp.config import EMBEDDED, Folders, Profile
from seatapp.desk import now_in_the_city
from seatapp.domain.tables import load_workflow
from seatapp.errors import SignInRefused
from seatapp.local.database import CHECK, FILE
from seatapp.local.opening import open_replica
from seatapp.local.replica import Replica
from seatapp.secrets import Device, Slots, Unlocked
from seatapp.sync.engine import Connected
from seatapp.text import _, in_turn


class Workstation:
    """What there is on a workstation whoever works at it.

    `line` is the kind of gateway that speaks to the centre. Raises `TableFault` when a table of
    the life cycle is wrong, and `KeyTrouble` when the key slots cannot be read.
    """

    def __init__(
        self,
        folders: Folders,
        profile: Profile,
        clock: Callable[[], datetime] = now_in_the_city,
        line: type[Gateway] = Gateway,
    ) -> None:
        self.line = line
        self.folders = folders
        self.profile = profile
        self.clock = clock
        self.workflow = load_workflow()
        self.device = Device(folders.seat, file_allowed=profile.kind == EMBEDDED)
        self.slots = Slots.open(folders.seat, self.device)

    def connect(
        self,
        login: str,
        password: str,
        seat: str,
        waits: Callable[[float], bool] | None = None,
    ) -> Connected:
        """A gateway to the centre, and the session opened on it for the workstation `seat`.

        `waits` lets seconds pass until its turn, when many come at once, and says whether to ask
        on; a person who logs in does not wait. Who is refused is told that what was not sent is
        safe, where anybody has worked on this workstation yet.
        """
        try:
            return self._session(login, password, seat, waits)
        except SignInRefused as refused:
            if self.slots.empty or refused.code == "empty":
                raise
            kept = _("未发送的内容都在本机，没有丢失。")
            raise SignInRefused(in_turn(refused.sentence, kept), refused.code) from refused

    def unlocked(self, session: Session, password: str, *, online_only: bool) -> Unlocked:
        """The keys of who has just logged in; who is the first to do so makes those of the data."""
        if self.slots.empty:
            return self.slots.create_data_key(session, password, online_only=online_only)
        return self.slots.enter_online(session, password)

    def open_replica(self, unlocked: Unlocked, known_there: bool) -> Replica:
        """The replica of this workstation; a new one only where there has never been any.

        `known_there` tells that the centre has entries of this workstation. A file that was there
        and is gone may have held work that nobody else has, so it is never made anew in silence.
        """
        folder = self.folders.seat
        first_time = not (folder / CHECK).exists() and not known_there
        return open_replica(
            folder,
            unlocked.data_key,
            self.workflow,
            create=first_time and not (folder / FILE).exists(),
            seat=self.slots.seat,
        )

    def _session(
        self, login: str, password: str, seat: str, waits: Callable[[float], bool] | None
    ) -> Connected:
        gateway = self.line(connect(self.profile, login, password))
        try:
            if waits is not None:
                while (seconds := gateway.take_turn()) > 0 and waits(seconds):
                    pass
            return Connected(gateway, gateway.open_session(seat), seat, waits is not None)
        except BaseException:
            gateway.close()
            raise
