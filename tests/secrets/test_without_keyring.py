"""A workstation that does without a keyring: its data opens with the word of the centre alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from seatapp.errors import KeyTrouble
from seatapp.secrets.device import Device
from seatapp.secrets.slots import Slots
from tests.secrets.keyrings import ForgetfulKeyring
from tests.secrets.workstation import NOW, PASSWORD, refusal, session


def test_without_a_keyring_there_is_a_choice_and_nothing_before_it(tmp_path: Path) -> None:
    slots = Slots.open(tmp_path, Device(tmp_path, backend=ForgetfulKeyring()))
    with pytest.raises(KeyTrouble) as trouble:
        slots.create_data_key(session(), PASSWORD)
    assert trouble.value.code == "choose_keyring"
    assert slots.empty
    assert not slots.online_only
    assert [file.name for file in tmp_path.iterdir()] == ["slots.json"]


def test_who_does_without_a_keyring_logs_in_online_alone(tmp_path: Path) -> None:
    device = Device(tmp_path, backend=ForgetfulKeyring())
    slots = Slots.open(tmp_path, device)
    made = slots.create_data_key(session(), PASSWORD, online_only=True)
    again = Slots.open(tmp_path, device)
    assert again.online_only
    assert refusal(again, "u1001", PASSWORD, NOW) == "online_only"
    assert again.enter_online(session("u1002"), "another-22").data_key == made.data_key
    assert json.loads((tmp_path / "slots.json").read_text("utf-8"))["people"] == {}
    stranger = replace(session("u1002"), seat_key=b"x" * 32)
    with pytest.raises(KeyTrouble):
        again.enter_online(stranger, "another-22")


def test_recovery_keeps_the_choice(tmp_path: Path) -> None:
    slots = Slots.open(tmp_path, Device(tmp_path, backend=ForgetfulKeyring()))
    made = slots.create_data_key(session(), PASSWORD, online_only=True)
    left: list[bytes] = []
    slots.make_recoverable(made.data_key, lambda _name, key: left.append(key))
    assert slots.recover(left[0], session("u1022"), PASSWORD).data_key == made.data_key
    assert slots.online_only
