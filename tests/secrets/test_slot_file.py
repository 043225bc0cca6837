"""The file of the slots in the hands of others: changed, copied, damaged, gone."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from seatapp.errors import KeyTrouble, LocalFileError, SignInRefused
from seatapp.secrets.device import Device
from seatapp.secrets.slots import Slots
from tests.secrets.keyrings import MemoryKeyring
from tests.secrets.workstation import DAY, NOW, PASSWORD, changed, entering, refusal, session


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("posts", [["admin", "999"]]),
        ("scopes", ["area:999002"]),
        ("expires", int(NOW) + 400 * DAY),
        ("sign_until", int(NOW) + 400 * DAY),
        ("issued", int(NOW) - 400 * DAY),
        ("epoch", 9),
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
