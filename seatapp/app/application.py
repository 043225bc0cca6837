"""Letting people in to a workstation, and bringing it back when its file or keys are lost."""

from __future__ import annotations

import logging
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from seatapp.admin.recovery import fetch_recovery_key
from seatapp.app.duty import Duty
from seatapp.app.workstation import Workstation
from seatapp.central.connect import connect
from seatapp.central.gateway import Gateway
from seatapp.config import Folders, Profile
from seatapp.domain.password_end import not_taken
from seatapp.errors import (
    WRONG_PASSWORD,
    CentreRefused,
    CentreUnreachable,
    SignInRefused,
    WorldError,
)
from seatapp.local.carried import Load
from seatapp.local.opening import in_use, open_replica
from seatapp.local.rescue import Rescued, put_aside, rescued
from seatapp.secrets import Unlocked
from seatapp.secrets.slots import no_recovery_slot
from seatapp.sync.engine import Connected
from seatapp.sync.faults import FAULTS
from seatapp.text import _

_log = logging.getLogger(__name__)


class Application(Workstation):
    """A workstation where people log in; what is lost of it is made anew or opened again here."""

    @classmethod
    def on_trial(cls, folders: Folders, profile: Profile, fault: str | None) -> Application:
        """A program over a line with the fault of that name (`sync/faults.py`), or a real one."""
        return cls(folders, profile, line=FAULTS[fault] if fault else Gateway)

    def sign_in(
        self,
        login: str,
        password: str,
        *,
        keep_in_step: bool = True,
        online: bool = True,
        online_only: bool = False,
    ) -> Duty:
        """Let a person in, online where the centre answers, else by their key slot.

        With `keep_in_step` the loop of rounds runs until the person signs out; without `online`
        the centre is not asked. `online_only` is the choice of whoever logs in first on a computer
        without a keyring. Raises `SignInRefused` with the reason (`NOT_TAKEN`: who proves that the
        password was theirs may come in offline), or `LocalFileError`, `AlreadyRunning`.
        """
        if not online:
            return self._enter_offline(login, password, keep_in_step)
        try:
            connected = self.connect(login, password, self.slots.seat)
        except SignInRefused as refused:
            if refused.code != WRONG_PASSWORD:
                raise
            until = self.slots.known_until(login, password, time.time())
            if until is None:
                raise
            raise not_taken(until, time.time()) from None
        except (CentreUnreachable, CentreRefused) as fault:
            try:
                return self._enter_offline(login, password, keep_in_step)
            except SignInRefused as refused:
                if refused.code != "stranger":
                    raise
                raise _first_time(fault) from None
        try:
            unlocked = self.unlocked(connected.session, password, online_only=online_only)
            self._keep_recoverable(connected, unlocked)
            return Duty(self, unlocked, password, connected, keep_in_step)
        except BaseException:
            connected.gateway.close()
            raise

    def rebuild(self, login: str, password: str) -> tuple[Rescued, Path]:
        """Make this workstation's file anew, where it is damaged or gone.

        What the old one held that the centre does not have goes into the new one and is sent from
        there; what is left of the old one is kept, and the folder told. Needs the centre. Raises
        `AlreadyRunning` while a window uses the file, and what `sign_in` raises.
        """
        folder = self.folders.seat
        connected = self.connect(login, password, self.slots.seat)
        with closing(connected.gateway):
            unlocked = self.unlocked(connected.session, password, online_only=False)
            with in_use(folder):
                saved = rescued(folder, unlocked.data_key)
                place = put_aside(folder, self.clock().strftime("%Y%m%d-%H%M%S"))
            replica = open_replica(
                folder, unlocked.data_key, self.workflow, create=True, seat=self.slots.seat
            )
            with closing(replica):
                replica.carry(Load(saved.letters), self.slots.seat)
        _log.warning("the file was made anew: %d entries saved", len(saved.letters))
        return saved, place

    def recover_keys(self, login: str, password: str, reason: str) -> str:
        """Open this workstation again after its keyring was lost; the name of the workstation.

        The person is an admin, and the centre writes down who, when and why. Everybody else logs
        in online the next time. Raises `RecoveryRefused`, `KeyTrouble`, or what `connect` raises;
        nothing of the data is changed in any case.
        """
        slots = self.slots
        if slots.recovery is None:
            raise no_recovery_slot()
        with closing(connect(self.profile, login, password)) as wire:
            gateway = Gateway(wire)
            session = gateway.open_session(slots.seat)
            key = fetch_recovery_key(wire, slots.seat, slots.recovery, reason)
            unlocked = slots.recover(key, session, password)
            slots.make_recoverable(unlocked.data_key, partial(gateway.put_recovery_key, slots.seat))
        return session.seat_code

    def _keep_recoverable(self, connected: Connected, unlocked: Unlocked) -> None:
        """Leave a recovery key with the centre, once; without one the person works all the same."""
        leave = partial(connected.gateway.put_recovery_key, connected.seat)
        try:
            self.slots.make_recoverable(unlocked.data_key, leave)
        except (CentreUnreachable, CentreRefused) as fault:
            _log.warning("no recovery key was left with the centre: %s", fault.code)

    def _enter_offline(self, login: str, password: str, keep_in_step: bool) -> Duty:
        unlocked = self.slots.enter_offline(login, password, time.time())
        return Duty(self, unlocked, password, None, keep_in_step)


def _first_time(fault: WorldError) -> WorldError:
    """Why somebody who never logged in here cannot come in, when the centre is the reason."""
    if isinstance(fault, CentreRefused):
        return fault
    return SignInRefused(
        _("连不上中心服务器，而首次在本机登录需要联网。请检查网络和服务器配置后再登录。"),
        "stranger",
    )
