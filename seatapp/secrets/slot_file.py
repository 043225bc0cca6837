"""The file of the key slots, `slots.json`: what it holds, read strictly and written whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from seatapp.errors import KeyTrouble
from seatapp.ids import new_id
from seatapp.secrets.durable import write_durably
from seatapp.secrets.grant import Grant, grant_of
from seatapp.secrets.wrapping import SALT_BYTES, Cost
from seatapp.text import _

FORMAT = 1
DAMAGED = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What reading raises of a file that was cut, or written by somebody else."""
FILE = "slots.json"
DATA_PATTERNS = ("*.db", "*.sqlite", "photos/**/*")


@dataclass(frozen=True)
class PersonSlot:
    """A person's wrapped keys with the grant they are bound to, and their failed log-ins."""

    grant: Grant
    salt: bytes
    cost: Cost
    box: bytes
    failures: int = 0
    failed_at: int = 0


@dataclass(frozen=True)
class RecoverySlot:
    """The data key sealed with a key that only the centre has, under the name `id` (a UUID)."""

    id: str
    box: bytes


@dataclass(frozen=True)
class SlotFile:
    """Everything in the file.

    `seat` is this workstation's identity (a UUID); `server_time` is the highest time of the
    centre that was seen; `centre` is the data key for whoever the centre lets in, None while
    there is no data key; `recovery` opens it when the device secret is lost. `online_only` is true
    where somebody has chosen to work without a keyring: there is no device secret then, and nobody
    has a slot of their own.
    """

    seat: str
    server_time: int = 0
    centre: bytes | None = None
    recovery: RecoverySlot | None = None
    online_only: bool = False
    people: Mapping[str, PersonSlot] = field(default_factory=dict)

    def with_person(self, slot: PersonSlot) -> SlotFile:
        """The same with this slot in place of the person's old one."""
        return replace(self, people={**self.people, slot.grant.person: slot})


def load_slots(folder: Path) -> SlotFile:
    """The slots of a seat's folder, begun if the folder is new.

    Raises `KeyTrouble` when the file is damaged, or gone while there is data that it opens:
    nothing is made anew then.
    """
    path = folder / FILE
    try:
        return _parsed(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return _begun(folder)
    except DAMAGED as fault:
        raise KeyTrouble(
            _(
                "本机密钥文件 {path} 已损坏或无法读取。该文件和本机数据均未改动。"
                "请不要删除它，并联系管理员。"
            ).format(path=path),
            "slots_damaged",
        ) from fault


def save_slots(folder: Path, slots: SlotFile) -> None:
    """Store the slots so that a power cut leaves either the old or the new file."""
    people = {
        person: {
            "grant": asdict(slot.grant),
            "salt": slot.salt.hex(),
            "cost": asdict(slot.cost),
            "box": slot.box.hex(),
            "failures": slot.failures,
            "failed_at": slot.failed_at,
        }
        for person, slot in slots.people.items()
    }
    whole = {
        "format": FORMAT,
        "seat": slots.seat,
        "server_time": slots.server_time,
        "centre": None if slots.centre is None else slots.centre.hex(),
        "recovery": None
        if slots.recovery is None
        else {"id": slots.recovery.id, "box": slots.recovery.box.hex()},
        "online_only": slots.online_only,
        "people": people,
    }
    write_durably(folder / FILE, json.dumps(whole, ensure_ascii=False, indent=1).encode())


def _begun(folder: Path) -> SlotFile:
    if any(any(folder.glob(pattern)) for pattern in DATA_PATTERNS):
        raise KeyTrouble(
            _(
                "本机已有数据，但密钥文件 {path} 不见了，数据无法打开。数据完好，未作改动。"
                "请从备份恢复该文件，或联系管理员。"
            ).format(path=folder / FILE),
            "slots_gone",
        )
    slots = SlotFile(seat=new_id())
    save_slots(folder, slots)
    return slots


def _parsed(raw: Any) -> SlotFile:
    if raw["format"] != FORMAT:
        raise ValueError("another format")
    slots = SlotFile(
        seat=str(UUID(raw["seat"])),
        server_time=int(raw["server_time"]),
        centre=None if raw["centre"] is None else bytes.fromhex(raw["centre"]),
        recovery=_recovery(raw["recovery"]),
        online_only=bool(raw["online_only"]),
        people={person: _person(slot) for person, slot in raw["people"].items()},
    )
    for person, slot in slots.people.items():
        if slot.grant.person != person:
            raise ValueError("a slot under another name")
    return slots


def _recovery(raw: Any) -> RecoverySlot | None:
    if raw is None:
        return None
    return RecoverySlot(str(UUID(raw["id"])), bytes.fromhex(raw["box"]))


def _person(raw: Any) -> PersonSlot:
    salt = bytes.fromhex(raw["salt"])
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt of another length")
    return PersonSlot(
        grant=grant_of(raw["grant"]),
        salt=salt,
        cost=Cost(**raw["cost"]),
        box=bytes.fromhex(raw["box"]),
        failures=int(raw["failures"]),
        failed_at=int(raw["failed_at"]),
    )
