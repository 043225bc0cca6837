"""Who may open the seat's file: one wrapped data key a person, and one for the centre's word.

The data key is made once. A person's slot needs their password and the device secret, and opens
only together with the grant it was made with; the centre's slot needs the key that the centre
hands out at log-in and the device secret. Unwrapping is the proof: there is no cheaper one. The
recovery slot needs neither, but a key that the workstation has left with the centre and forgotten,
and that the centre gives to an admin alone, who says why.

The count of failed log-ins and the highest server time stop people at the keyboard. Who can copy
the file *and* the keyring is stopped by the cost of Argon2id alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag

from seatapp.errors import KeyTrouble, SignInRefused
from seatapp.ids import new_id
from seatapp.secrets.device import Device
from seatapp.secrets.grant import grant_from, is_of_another_centre
from seatapp.secrets.session import OnlineSession
from seatapp.secrets.slot_file import (
    PersonSlot,
    RecoverySlot,
    SlotFile,
    load_slots,
    save_slots,
)
from seatapp.secrets.trying import check_times, check_wait, refused
from seatapp.secrets.unlocking import Unlocked, slot_for, unlocked_from
from seatapp.secrets.wrapping import (
    KEY_BYTES,
    USUAL_COST,
    Cost,
    derived_key,
    opened,
    sealed,
)
from seatapp.text import _

SERVER_TIME_STEP = 10 * 60
DROP_AFTER_SECONDS = 30 * 24 * 3600
NO_SECRET = bytes(KEY_BYTES)
"""In the place of the device secret on a computer that has chosen to do without a keyring."""


class Slots:
    """The key slots of one seat's folder; any thread may call. Open them with `Slots.open`.

    Passwords are those of the centre. Key trouble raises `KeyTrouble` and never makes a new key.
    """

    def __init__(self, folder: Path, device: Device, cost: Cost) -> None:
        self._folder = folder
        self._device = device
        self._cost = cost
        self._lock = Lock()
        self._seat = load_slots(folder).seat

    @classmethod
    def open(cls, folder: Path, device: Device) -> Slots:
        """The slots of `folder`, begun if the folder is new. Raises `KeyTrouble`."""
        return cls(folder, device, USUAL_COST)

    @property
    def seat(self) -> str:
        """The identity of this workstation (a UUID), there before anybody has logged in."""
        return self._seat

    @property
    def empty(self) -> bool:
        """Whether nobody has logged in on this workstation yet, so that there is no data key."""
        return load_slots(self._folder).centre is None

    @property
    def recovery(self) -> str | None:
        """The name of the key that opens the recovery slot, None while there is none."""
        slot = load_slots(self._folder).recovery
        return None if slot is None else slot.id

    @property
    def online_only(self) -> bool:
        """Whether this workstation does without a keyring, so that nobody logs in offline."""
        return load_slots(self._folder).online_only

    def create_data_key(
        self, session: OnlineSession, password: str, *, online_only: bool = False
    ) -> Unlocked:
        """Make the data key at the very first log-in, and the slots of this person.

        With `online_only` no keyring is asked, now or ever: the data opens with the centre's word
        alone. Raises `KeyTrouble` when there already is a key; with the code `choose_keyring` when
        there is no place for the device secret, which is the moment to ask whether to do without.
        """
        with self._lock:
            slots = load_slots(self._folder)
            if slots.centre is not None:
                raise KeyTrouble(
                    _("本机已有数据密钥，不会重新生成。数据未作改动，请直接登录。"),
                    "data_key_exists",
                )
            if online_only:
                secret, slots = NO_SECRET, replace(slots, online_only=True)
            else:
                secret = self._new_secret(slots.seat)
            return self._stored(slots, session, password, os.urandom(KEY_BYTES), secret)

    def enter_online(self, session: OnlineSession, password: str) -> Unlocked:
        """Let in whom the centre has let in, and renew their slot, grant and password.

        Raises `KeyTrouble` when neither the centre's slot nor their own opens, `SignInRefused` with
        the code `other_centre` when what is kept here is another centre's.
        """
        with self._lock:
            slots = load_slots(self._folder)
            secret = self._secret(slots)
            data_key = self._data_key(slots, session, password, secret)
            return self._stored(slots, session, password, data_key, secret)

    def enter_offline(self, person: str, password: str, now: float) -> Unlocked:
        """Let in by what the last online log-in left; `now` is the clock (seconds since 1970).

        Raises `SignInRefused` with the code `stranger`, `grant_expired`, `clock_set_back`,
        `wait` or `wrong_password`.
        """
        with self._lock:
            slots = load_slots(self._folder)
            if slots.online_only:
                raise refused(
                    "online_only",
                    _("本机没有系统钥匙串，只能联网登录。未发送的内容都在本机，没有丢失。"),
                )
            slot = slots.people.get(person)
            if slot is None:
                raise refused("stranger", _("您还没有在本机联网登录过。首次登录需要联网。"))
            check_times(slots, slot, now)
            return self._tried(slots, slot, password, now)

    def confirm(self, person: str, password: str, now: float) -> None:
        """Prove that the password is that of `person`, who has a slot and sits here already.

        Failures count as at the log-in. Raises `SignInRefused` with the code `stranger`, `wait` or
        `wrong_password`.
        """
        with self._lock:
            slots = load_slots(self._folder)
            slot = slots.people.get(person)
            if slot is None:
                raise refused(
                    "stranger", _("本机没有您的密钥，不能解锁。请点“换人登录”，再重新登录。")
                )
            check_wait(slot, now)
            self._tried(slots, slot, password, now)

    def known_until(self, person: str, password: str, now: float) -> int | None:
        """When the password ends that this workstation knows, for who proves that it is this one.

        None for anybody else; 0 where the end is not known. The centre answers a password that has
        ended, or whose log-in is locked, like a wrong one. Failures count as at the log-in.
        """
        with self._lock:
            slots = load_slots(self._folder)
            slot = slots.people.get(person)
            if slot is not None:
                with suppress(SignInRefused):
                    check_wait(slot, now)
                    self._tried(slots, slot, password, now)
                    return slot.grant.password_until
            return None

    def _tried(self, slots: SlotFile, slot: PersonSlot, password: str, now: float) -> Unlocked:
        """Open a slot; the try is counted first, so that ending the program does not save it."""
        secret = self._secret(slots)
        tried = replace(slot, failures=slot.failures + 1, failed_at=int(now))
        save_slots(self._folder, slots.with_person(tried))
        unlocked = unlocked_from(slot, password, secret)
        if unlocked is None:
            raise refused(
                "wrong_password",
                _("密码不正确，没有登录。请核对后再试；若密码刚改过，请联网登录。"),
            )
        save_slots(self._folder, slots.with_person(replace(slot, failures=0, failed_at=0)))
        return unlocked

    def make_recoverable(self, data_key: bytes, leave: Callable[[str, bytes], None]) -> None:
        """Make the recovery slot if there is none; `leave` gives name and key to the centre.

        The centre has the key before anything is sealed with it, so that no slot is ever made
        whose key nobody holds. What `leave` raises goes on, and no slot is made then.
        """
        with self._lock:
            slots = load_slots(self._folder)
            if slots.recovery is not None:
                return
            name, key = new_id(), os.urandom(KEY_BYTES)
            leave(name, key)
            box = sealed(key, data_key, _bound_to(slots.seat, name))
            save_slots(self._folder, replace(slots, recovery=RecoverySlot(name, box)))

    def recover(self, key: bytes, session: OnlineSession, password: str) -> Unlocked:
        """Open the data with the recovery key, and make new slots with a new device secret.

        The used recovery slot and those of other people end: they log in online the next time.
        Raises `KeyTrouble` when there is no recovery slot, the key does not fit, or the system
        has no place for a device secret; the file is unchanged then.
        """
        with self._lock:
            slots = load_slots(self._folder)
            if slots.recovery is None:
                raise no_recovery_slot()
            bound = _bound_to(slots.seat, slots.recovery.id)
            try:
                data_key = opened(key, slots.recovery.box, bound)
            except (InvalidTag, ValueError):
                raise KeyTrouble(
                    _("中心的恢复密钥与本机不符，数据未作改动。请确认在原来的电脑上执行。"),
                    "recovery_key_wrong",
                ) from None
            secret = NO_SECRET if slots.online_only else self._device.make_secret(slots.seat)
            cleared = replace(slots, recovery=None, people={})
            return self._stored(cleared, session, password, data_key, secret)

    def saw_server_time(self, server_time: float) -> None:
        """Remember the centre's time, so that a clock set back later is noticed."""
        with self._lock:
            slots = load_slots(self._folder)
            if server_time >= slots.server_time + SERVER_TIME_STEP:
                save_slots(self._folder, replace(slots, server_time=int(server_time)))

    def _data_key(
        self, slots: SlotFile, session: OnlineSession, password: str, secret: bytes
    ) -> bytes:
        """The data key out of the centre's slot, which costs nothing, or the person's own."""
        try:
            wrapping = derived_key(session.seat_key, secret, "centre slot")
            return opened(wrapping, slots.centre or b"", slots.seat.encode())
        except (InvalidTag, ValueError):
            _demand_same_centre(slots, session)
            own = slots.people.get(session.person)
        unlocked = unlocked_from(own, password, secret) if own else None
        if unlocked is None:
            raise KeyTrouble(
                _(
                    "登录名有效，但本机数据打不开：中心、密码和系统钥匙串都与上次登录时不同。"
                    "数据完好，未作改动。请联系管理员。"
                ),
                "no_slot_opens",
            )
        return unlocked.data_key

    def _stored(
        self,
        slots: SlotFile,
        session: OnlineSession,
        password: str,
        data_key: bytes,
        secret: bytes,
    ) -> Unlocked:
        """Write both slots anew; people who have not come for a month lose theirs."""
        unlocked = Unlocked(
            data_key,
            session.key,
            session.key_id,
            session.search_key,
            session.city_key,
            grant_from(session, self.seat),
        )
        wrapping = derived_key(session.seat_key, secret, "centre slot")
        kept = {
            person: slot
            for person, slot in slots.people.items()
            if session.server_time < slot.grant.expires + DROP_AFTER_SECONDS
        }
        renewed = replace(
            slots,
            server_time=max(slots.server_time, int(session.server_time)),
            centre=sealed(wrapping, data_key, slots.seat.encode()),
            people=kept,
        )
        if not slots.online_only:
            renewed = renewed.with_person(slot_for(unlocked, password, secret, self._cost))
        save_slots(self._folder, renewed)
        return unlocked

    def _secret(self, slots: SlotFile) -> bytes:
        return NO_SECRET if slots.online_only else self._device.secret(slots.seat)

    def _new_secret(self, seat: str) -> bytes:
        """The device secret of a workstation without data, or the choice to do without one."""
        try:
            return self._device.make_secret(seat)
        except KeyTrouble as trouble:
            if trouble.code != "no_keyring":
                raise
            raise KeyTrouble(
                _(
                    "本机没有可用的系统钥匙串，没有登录，也没有写下任何数据。"
                    "请启用系统钥匙串（如 Windows 凭据管理器、GNOME 密码和密钥）后再登录；"
                    "也可以只联网登录：断网时不能在本机登录，本机数据只凭中心的登录打开。"
                ),
                "choose_keyring",
            ) from trouble


def no_recovery_slot() -> KeyTrouble:
    """This workstation never left a recovery key with the centre, or its file is older."""
    return KeyTrouble(
        _("本机没有恢复密钥，不能由管理员恢复。数据未作改动，请恢复系统钥匙串的备份。"),
        "no_recovery_slot",
    )


def _bound_to(seat: str, name: str) -> bytes:
    return f"{seat}/{name}".encode()


def _demand_same_centre(slots: SlotFile, session: OnlineSession) -> None:
    """Keep what was entered for one centre from another one, which would refuse and keep it."""
    if any(is_of_another_centre(slot.grant, session) for slot in slots.people.values()):
        raise refused(
            "other_centre",
            _(
                "本机数据属于另一个中心，没有改动任何内容，也没有发送。请核对 centre.toml；"
                "确要改用现在这个中心的，请另设数据文件夹。"
            ),
        )
