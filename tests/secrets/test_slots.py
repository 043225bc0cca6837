"""Who gets in: by the centre's word or by password, and with which key."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from seatapp.errors import KeyTrouble, SignInRefused
from seatapp.secrets.device import Device
from seatapp.secrets.slots import Slots
from seatapp.secrets.wrapping import USUAL_COST
from tests.secrets.keyrings import MemoryKeyring
from tests.secrets.workstation import DAY, NOW, PASSWORD, refusal, session


def test_first_log_in_makes_the_key_that_every_later_one_gives(
    tmp_path: Path, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only test in this process at the cost that people pay."""
    monkeypatch.setattr("seatapp.secrets.slots.USUAL_COST", USUAL_COST)
    slots = Slots.open(tmp_path, Device(tmp_path, backend=keyring))
    seat = slots.seat
    assert slots.empty
    made = slots.create_data_key(session(), PASSWORD)
    again = Slots.open(tmp_path, Device(tmp_path, backend=keyring))
    assert not again.empty
    assert again.seat == seat
    entered = again.enter_offline("u1001", PASSWORD, NOW + DAY)
    assert entered == made
    assert len(entered.data_key) == 32
    assert entered.key == b"c" * 32
    assert entered.key_id == "key-u1001"
    assert entered.search_key == b"f" * 32
    assert entered.city_key == b"t" * 32
    assert entered.grant.posts == (("acceptor", "999001"),)
    assert entered.grant.scopes == ("area:999001", "person:u1001", "ref")
    assert entered.grant.seat == seat
    assert entered.grant.expires == NOW + 7 * DAY
    kept = json.loads((tmp_path / "slots.json").read_text("utf-8"))
    assert kept["people"]["u1001"]["cost"] == {"memory": 65536, "passes": 3, "lanes": 2}


def test_no_key_stands_in_the_file_or_in_a_picture_of_the_record(
    tmp_path: Path, slots: Slots
) -> None:
    unlocked = slots.enter_offline("u1001", PASSWORD, NOW)
    text = (tmp_path / "slots.json").read_text("utf-8")
    for secret in (unlocked.data_key, unlocked.key, unlocked.search_key, unlocked.city_key):
        assert secret.hex()[:16] not in text
        assert repr(secret) not in repr(unlocked)


def test_colleague_enters_online_and_gets_the_same_data_key(slots: Slots) -> None:
    first = slots.enter_offline("u1001", PASSWORD, NOW)
    other = slots.enter_online(session("u1002", NOW + 60), "另一位的密码")
    assert other.data_key == first.data_key
    assert other.grant.person == "u1002"
    assert slots.enter_offline("u1002", "另一位的密码", NOW + 120) == other
    assert slots.enter_offline("u1001", PASSWORD, NOW + 120) == first
    assert refusal(slots, "u1002", PASSWORD, NOW + 120) == "wrong_password"


def test_new_password_of_the_centre_replaces_the_old_one(slots: Slots) -> None:
    slots.enter_online(session(at=NOW + 60), "新密码")
    assert refusal(slots, "u1001", PASSWORD, NOW + 61) == "wrong_password"
    assert slots.enter_offline("u1001", "新密码", NOW + 62).grant.issued == NOW + 60


def test_own_slot_opens_when_the_centre_has_a_new_seat_key(slots: Slots) -> None:
    made = slots.enter_offline("u1001", PASSWORD, NOW)
    restored = replace(session(), seat_key=b"n" * 32)
    assert slots.enter_online(restored, PASSWORD).data_key == made.data_key
    stranger = replace(session("u1003"), seat_key=b"n" * 32)
    assert slots.enter_online(stranger, "第三人").data_key == made.data_key


@pytest.mark.parametrize("person", ["u1001", "u1003"])
def test_another_centre_lets_nobody_into_what_is_this_ones(
    tmp_path: Path, slots: Slots, person: str
) -> None:
    """A training centre after the real one: what waits to be sent is not for its ears."""
    before = (tmp_path / "slots.json").read_bytes()
    other = replace(session(person), seat_key=b"n" * 32, search_key=b"o" * 32)
    with pytest.raises(SignInRefused) as refused:
        slots.enter_online(other, PASSWORD)
    assert refused.value.code == "other_centre"
    assert (tmp_path / "slots.json").read_bytes() == before


def test_nothing_opens_without_either_slot_and_nothing_changes(
    tmp_path: Path, slots: Slots
) -> None:
    before = (tmp_path / "slots.json").read_bytes()
    with pytest.raises(KeyTrouble) as trouble:
        slots.enter_online(replace(session(), seat_key=b"n" * 32), "忘了")
    assert trouble.value.code == "no_slot_opens"
    assert (tmp_path / "slots.json").read_bytes() == before


def test_data_key_is_made_once(slots: Slots) -> None:
    with pytest.raises(KeyTrouble) as trouble:
        slots.create_data_key(session(), PASSWORD)
    assert trouble.value.code == "data_key_exists"


def test_stranger_and_wrong_password_are_refused(slots: Slots) -> None:
    assert refusal(slots, "u9999", PASSWORD, NOW) == "stranger"
    assert refusal(slots, "u1001", "错", NOW) == "wrong_password"
    assert refusal(slots, "u1001", "半个\ud83d", NOW) == "wrong_password"


def test_one_password_makes_another_slot_each_time(tmp_path: Path, slots: Slots) -> None:
    """Else who holds two slots could tell that their passwords are one, and guess both at once."""
    slots.enter_online(session("u1002"), PASSWORD)
    first, other = json.loads((tmp_path / "slots.json").read_text("utf-8"))["people"].values()
    assert first["salt"] != other["salt"]


def test_slot_of_someone_long_gone_is_dropped(slots: Slots) -> None:
    slots.enter_online(session("u1002", NOW + 36 * DAY), "乙")
    assert refusal(slots, "u1001", PASSWORD, NOW + 36 * DAY) == "grant_expired"
    slots.enter_online(session("u1002", NOW + 37 * DAY), "乙")
    assert refusal(slots, "u1001", PASSWORD, NOW + 37 * DAY) == "stranger"
