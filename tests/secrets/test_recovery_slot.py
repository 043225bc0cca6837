"""The recovery slot opens what a lost keyring has closed, with the key that the centre holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.errors import CentreUnreachable, KeyTrouble
from seatapp.secrets.slots import Slots
from tests.secrets.keyrings import MemoryKeyring
from tests.secrets.workstation import NOW, PASSWORD, changed, entering, refusal, session


class Centre:
    """Keeps what workstations leave with it."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}

    def leave(self, name: str, key: bytes) -> None:
        self.keys[name] = key


def test_a_recovery_key_opens_what_a_lost_keyring_has_closed(
    tmp_path: Path, slots: Slots, keyring: MemoryKeyring
) -> None:
    made = slots.enter_offline("u1001", PASSWORD, NOW)
    slots.enter_online(session("u1002"), "另一位的密码")
    centre = Centre()
    slots.make_recoverable(made.data_key, centre.leave)
    slots.make_recoverable(made.data_key, centre.leave)
    ((name, key),) = centre.keys.items()
    assert slots.recovery == name
    assert key.hex() not in (tmp_path / "slots.json").read_text("utf-8")

    keyring.kept.clear()
    with pytest.raises(KeyTrouble) as trouble:
        slots.enter_online(session(), PASSWORD)
    assert trouble.value.code == "device_secret_gone"
    recovered = slots.recover(key, session("u1022"), "管理员的密码-1")
    assert recovered.data_key == made.data_key
    slots.make_recoverable(made.data_key, centre.leave)
    assert len(centre.keys) == 2
    assert slots.enter_online(session(), PASSWORD).data_key == made.data_key
    assert entering(slots, NOW) == "u1001"
    assert refusal(slots, "u1002", "另一位的密码", NOW) == "stranger"


def test_a_wrong_recovery_key_changes_nothing(
    tmp_path: Path, slots: Slots, keyring: MemoryKeyring
) -> None:
    with pytest.raises(KeyTrouble) as trouble:
        slots.recover(b"r" * 32, session("u1022"), "管理员的密码-1")
    assert trouble.value.code == "no_recovery_slot"
    slots.make_recoverable(slots.enter_offline("u1001", PASSWORD, NOW).data_key, Centre().leave)
    before = (tmp_path / "slots.json").read_bytes()
    keyring.kept.clear()
    for key in (b"r" * 32, b""):
        with pytest.raises(KeyTrouble) as trouble:
            slots.recover(key, session("u1022"), "管理员的密码-1")
        assert trouble.value.code == "recovery_key_wrong"
    assert (tmp_path / "slots.json").read_bytes() == before
    assert keyring.kept == {}


def test_a_recovery_slot_under_another_name_does_not_open(tmp_path: Path, slots: Slots) -> None:
    """Else the log of admins would name a key that was not the one used."""
    left: list[bytes] = []
    data_key = slots.enter_offline("u1001", PASSWORD, NOW).data_key
    slots.make_recoverable(data_key, lambda _name, key: left.append(key))
    other = "018f0000-0000-7000-8000-000000000009"
    changed(tmp_path, lambda file: file["recovery"].update(id=other))
    with pytest.raises(KeyTrouble) as trouble:
        slots.recover(left[0], session("u1022"), "管理员的密码-1")
    assert trouble.value.code == "recovery_key_wrong"


def test_no_slot_is_made_whose_key_the_centre_does_not_have(slots: Slots) -> None:
    def away(name: str, key: bytes) -> None:
        raise CentreUnreachable("…")

    data_key = slots.enter_offline("u1001", PASSWORD, NOW).data_key
    with pytest.raises(CentreUnreachable):
        slots.make_recoverable(data_key, away)
    assert slots.recovery is None
