"""Who gets in: by the centre's word or by password, and never by a changed file."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seatapp.central.messages import HeldPost, Session
from seatapp.errors import CentreUnreachable, KeyTrouble, LocalFileError, SignInRefused
from seatapp.secrets.device import Device
from seatapp.secrets.slots import Slots
from seatapp.secrets.wrapping import USUAL_COST
from tests.secrets.keyrings import ForgetfulKeyring, MemoryKeyring

NOW = 1_760_000_000.0
DAY = 24 * 3600
PASSWORD = "七点半交接班-2026"


def session(person: str = "u1001", at: float = NOW) -> Session:
    return Session(
        person=person,
        name="周敏",
        posts=[HeldPost("acceptor", "999001")],
        scopes=["area:999001", f"person:{person}", "ref"],
        seat_code="A01",
        last_q=0,
        epoch=1,
        key_id=f"key-{person}",
        key=b"c" * 32,
        sign_until=int(at) + 7 * DAY,
        seat_key=b"s" * 32,
        search_key=b"f" * 32,
        city_key=b"t" * 32,
        server_time=at,
        city="999000",
        city_name="云川市",
        schema=1,
    )


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def open_slots(tmp_path: Path, keyring: MemoryKeyring) -> Callable[[], Slots]:
    return lambda: Slots.open(tmp_path, Device(tmp_path, backend=keyring))


@pytest.fixture
def slots(open_slots: Callable[[], Slots]) -> Slots:
    """Slots of a workstation on which u1001 has logged in once."""
    opened = open_slots()
    opened.create_data_key(session(), PASSWORD)
    return opened


def refusal(slots: Slots, person: str, password: str, now: float) -> str:
    with pytest.raises(SignInRefused) as refused:
        slots.enter_offline(person, password, now)
    assert refused.value.sentence.endswith("。")
    return refused.value.code


def entering(slots: Slots, now: float) -> str:
    return slots.enter_offline("u1001", PASSWORD, now).grant.person


def changed(folder: Path, change: Callable[[Any], object]) -> None:
    """Change the slot file as somebody with an editor would."""
    file = folder / "slots.json"
    content = json.loads(file.read_text("utf-8"))
    change(content)
    file.write_text(json.dumps(content), "utf-8")


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


def test_who_proves_a_password_hears_when_it_ends_and_nobody_else(slots: Slots) -> None:
    slots.enter_online(replace(session(), password_until=int(NOW) + DAY), PASSWORD)
    until = slots.known_until
    assert until("u1001", PASSWORD, NOW) == NOW + DAY
    assert until("u1001", PASSWORD, NOW + 9 * DAY) == NOW + DAY, "the grant has ended as well"
    assert until("u1001", "wrong", NOW + 2 * DAY) is None
    assert until("u1002", PASSWORD, NOW + 2 * DAY) is None
    for _try in range(2):
        until("u1001", "wrong", NOW + 2 * DAY)
    assert until("u1001", PASSWORD, NOW + 2 * DAY) is None, "who guessed has to wait"


def test_grant_ends_after_seven_days(slots: Slots) -> None:
    assert entering(slots, NOW + 7 * DAY - 1) == "u1001"
    assert refusal(slots, "u1001", PASSWORD, NOW + 7 * DAY) == "grant_expired"


def test_clock_set_back_behind_the_server_is_refused(slots: Slots) -> None:
    slots.saw_server_time(NOW + 3 * DAY)
    assert refusal(slots, "u1001", PASSWORD, NOW + 2 * DAY) == "clock_set_back"
    assert entering(slots, NOW + 3 * DAY - 300) == "u1001"
    slots.saw_server_time(NOW)
    assert refusal(slots, "u1001", PASSWORD, NOW + 2 * DAY) == "clock_set_back"


def test_clock_set_back_is_noticed_even_with_the_mark_removed(tmp_path: Path, slots: Slots) -> None:
    changed(tmp_path, lambda file: file.update(server_time=0))
    assert refusal(slots, "u1001", PASSWORD, NOW - DAY) == "clock_set_back"


def test_waiting_grows_and_outlasts_the_program(
    slots: Slots, open_slots: Callable[[], Slots]
) -> None:
    for _ in range(3):
        assert refusal(slots, "u1001", "错", NOW) == "wrong_password"
    assert refusal(open_slots(), "u1001", PASSWORD, NOW + 29) == "wait"
    assert refusal(open_slots(), "u1001", "错", NOW + 30) == "wrong_password"
    assert refusal(slots, "u1001", PASSWORD, NOW + 89) == "wait"
    assert entering(slots, NOW + 90) == "u1001"
    assert refusal(slots, "u1001", "错", NOW + 91) == "wrong_password"
    assert entering(slots, NOW + 92) == "u1001"


def test_failures_of_a_clock_far_ahead_keep_nobody_out(slots: Slots) -> None:
    for _ in range(3):
        assert refusal(slots, "u1001", "错", NOW + 6 * DAY) == "wrong_password"
    assert entering(slots, NOW + 60) == "u1001"


def test_online_log_in_ends_the_waiting(slots: Slots) -> None:
    for _ in range(3):
        refusal(slots, "u1001", "错", NOW)
    slots.enter_online(session(at=NOW + 1), PASSWORD)
    assert entering(slots, NOW + 2) == "u1001"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("posts", [["admin", "999"]]),
        ("scopes", ["area:999002"]),
        ("expires", int(NOW) + 400 * DAY),
        ("sign_until", int(NOW) + 400 * DAY),
        ("seat_code", "B02"),
        ("name", "别人"),
    ],
)
def test_changed_grant_does_not_open(
    tmp_path: Path, slots: Slots, name: str, value: object
) -> None:
    changed(tmp_path, lambda file: file["people"]["u1001"]["grant"].update({name: value}))
    assert refusal(slots, "u1001", PASSWORD, NOW) == "wrong_password"


def test_grant_of_a_colleague_does_not_fit(tmp_path: Path, slots: Slots) -> None:
    slots.enter_online(session("u1002"), "另一位的密码")

    def swap(file: Any) -> None:
        grant = dict(file["people"]["u1001"]["grant"], person="u1002", name="周敏")
        file["people"]["u1002"]["grant"] = grant

    changed(tmp_path, swap)
    changed(
        tmp_path,
        lambda file: file["people"]["u1002"]["grant"].update(posts=[["shift_leader", "999"]]),
    )
    assert refusal(slots, "u1002", "另一位的密码", NOW) == "wrong_password"


def test_copied_folder_is_useless_elsewhere(tmp_path: Path, slots: Slots) -> None:
    before = (tmp_path / "slots.json").read_bytes()
    thief = Slots.open(tmp_path, Device(tmp_path, backend=MemoryKeyring()))
    with pytest.raises(KeyTrouble) as trouble:
        thief.enter_offline("u1001", PASSWORD, NOW)
    assert trouble.value.code == "device_secret_gone"
    with pytest.raises(KeyTrouble):
        thief.enter_online(session(), PASSWORD)
    assert (tmp_path / "slots.json").read_bytes() == before


def test_other_device_secret_opens_nothing(
    tmp_path: Path, slots: Slots, keyring: MemoryKeyring
) -> None:
    keyring.kept = dict.fromkeys(keyring.kept, "00" * 32)
    assert refusal(slots, "u1001", PASSWORD, NOW) == "wrong_password"
    with pytest.raises(KeyTrouble) as trouble:
        slots.enter_online(session(), PASSWORD)
    assert trouble.value.code == "no_slot_opens"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: b"",
        lambda text: text[: len(text) // 2],
        lambda text: b"[]",
        lambda text: text.replace(b'"format": 1', b'"format": 9'),
        lambda text: text.replace(b'"memory": 64', b'"memory": 99999999'),
        lambda text: text.replace(b'"expires": 1', b'"expires": "1", "x": 1'),
        lambda text: text.replace(b'"u1001": {', b'"u1002": {'),
    ],
)
def test_damaged_file_is_told_and_left_as_it_is(
    tmp_path: Path,
    slots: Slots,
    open_slots: Callable[[], Slots],
    damage: Callable[[bytes], bytes],
) -> None:
    file = tmp_path / "slots.json"
    damaged = damage(file.read_bytes())
    assert damaged != file.read_bytes()
    file.write_bytes(damaged)
    for attempt in (
        open_slots,
        lambda: slots.create_data_key(session(), PASSWORD),
        lambda: slots.enter_online(session(), PASSWORD),
        lambda: slots.enter_offline("u1001", PASSWORD, NOW),
    ):
        with pytest.raises(KeyTrouble) as trouble:
            attempt()
        assert trouble.value.code == "slots_damaged"
    assert file.read_bytes() == damaged


HOSTILE: tuple[object, ...] = (
    None, True, -1, 0, 1.5, 10**400, -(10**400), math.inf, math.nan, "", "x", "00", "\ud800",
    [], {}, [[]], {"a": 1}, "0" * 64, [["a"]], [1, 2],
)  # fmt: skip


def places(thing: object, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to everything in a file."""
    yield way
    if isinstance(thing, dict):
        for name, inner in thing.items():
            yield from places(inner, (*way, name))


def with_other(thing: Any, way: tuple[str, ...], other: object) -> Any:
    """The same with something else at that place."""
    if not way:
        return other
    return {**thing, way[0]: with_other(thing[way[0]], way[1:], other)}


def test_nothing_in_the_file_is_stumbled_over(
    tmp_path: Path, slots: Slots, open_slots: Callable[[], Slots]
) -> None:
    """Whoever shares the folder can write anything there: it is told in words, or it is right."""
    file = tmp_path / "slots.json"
    good = json.loads(file.read_text("utf-8"))
    texts = ["[" * 100_000, '{"a":' * 50_000, "1" * 5000, "\0"]
    for way in places(good):
        texts += [json.dumps(with_other(good, way, other)) for other in HOSTILE]
    for text in texts:
        file.write_text(text, "utf-8")
        for attempt in (
            lambda: open_slots().enter_offline("u1001", PASSWORD, NOW),
            lambda: open_slots().confirm("u1001", PASSWORD, NOW),
            lambda: open_slots().enter_online(session(at=NOW + 60), PASSWORD),
        ):
            with suppress(KeyTrouble, SignInRefused):
                attempt()


def test_the_time_of_the_centre_never_goes_back(slots: Slots) -> None:
    slots.enter_online(session(at=NOW + 3 * DAY), PASSWORD)
    slots.enter_online(session(at=NOW), PASSWORD)
    assert refusal(slots, "u1001", PASSWORD, NOW + 2 * DAY) == "clock_set_back"


def test_nobody_waits_longer_than_a_quarter_of_an_hour(slots: Slots) -> None:
    now = NOW
    for _ in range(12):
        assert refusal(slots, "u1001", "错", now) == "wrong_password"
        now += 15 * 60
    assert entering(slots, now) == "u1001"


def test_one_password_makes_another_slot_each_time(tmp_path: Path, slots: Slots) -> None:
    """Else who holds two slots could tell that their passwords are one, and guess both at once."""
    slots.enter_online(session("u1002"), PASSWORD)
    first, other = json.loads((tmp_path / "slots.json").read_text("utf-8"))["people"].values()
    assert first["salt"] != other["salt"]


@pytest.mark.parametrize("data", ["seat.db", "photos/ab/cdef"])
def test_data_without_slots_gets_no_new_key(
    tmp_path: Path, slots: Slots, open_slots: Callable[[], Slots], data: str
) -> None:
    (tmp_path / data).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / data).write_bytes(b"something")
    (tmp_path / "slots.json").unlink()
    with pytest.raises(KeyTrouble) as trouble:
        open_slots()
    assert trouble.value.code == "slots_gone"
    assert not (tmp_path / "slots.json").exists()


def test_slot_of_someone_long_gone_is_dropped(slots: Slots) -> None:
    slots.enter_online(session("u1002", NOW + 36 * DAY), "乙")
    assert refusal(slots, "u1001", PASSWORD, NOW + 36 * DAY) == "grant_expired"
    slots.enter_online(session("u1002", NOW + 37 * DAY), "乙")
    assert refusal(slots, "u1001", PASSWORD, NOW + 37 * DAY) == "stranger"


def test_failed_write_leaves_the_old_slots(
    tmp_path: Path, slots: Slots, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (tmp_path / "slots.json").read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("seatapp.secrets.durable.os.fsync", full)
        with pytest.raises(LocalFileError):
            slots.enter_online(session("u1002"), "乙")
    assert (tmp_path / "slots.json").read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["slots.json"]
    assert entering(slots, NOW) == "u1001"


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


def confirmed(slots: Slots, password: str, now: float) -> str:
    with pytest.raises(SignInRefused) as refused:
        slots.confirm("u1001", password, now)
    return refused.value.code


def test_who_sits_here_proves_it_with_the_same_count_of_failures(slots: Slots) -> None:
    slots.confirm("u1001", PASSWORD, NOW)
    slots.confirm("u1001", PASSWORD, NOW + 90 * DAY)  # a grant that ended locks nobody out
    assert [confirmed(slots, "falsch", NOW + 1) for _ in range(3)] == ["wrong_password"] * 3
    assert confirmed(slots, PASSWORD, NOW + 2) == "wait"
    assert refusal(slots, "u1001", PASSWORD, NOW + 3) == "wait"
    slots.confirm("u1001", PASSWORD, NOW + 60)
    with pytest.raises(SignInRefused) as refused:
        slots.confirm("u1002", PASSWORD, NOW)
    assert refused.value.code == "stranger"


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
