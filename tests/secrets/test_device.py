"""The device secret is kept where it should be, or nowhere."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from seatapp.errors import KeyTrouble
from seatapp.secrets.device import Device
from tests.secrets.keyrings import (
    ClearTextKeyring,
    ForgetfulKeyring,
    LockedKeyring,
    MemoryKeyring,
    SilentKeyring,
)

SEAT = "018f0000-0000-7000-8000-000000000001"
OTHER = "018f0000-0000-7000-8000-000000000002"


def test_keyring_gives_back_what_was_made(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    made = Device(tmp_path, backend=backend).make_secret(SEAT)
    device = Device(tmp_path, backend=backend)
    assert len(made) == 32
    assert device.secret(SEAT) == made
    assert device.make_secret(SEAT) == made
    assert device.make_secret(OTHER) != made
    assert "MemoryKeyring" in device.where_kept()
    assert list(tmp_path.iterdir()) == []


def test_absent_secret_is_trouble_and_makes_nothing(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    with pytest.raises(KeyTrouble) as trouble:
        Device(tmp_path, backend=backend, file_allowed=True).secret(SEAT)
    assert trouble.value.code == "device_secret_gone"
    assert backend.kept == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("backend", [ForgetfulKeyring(), ClearTextKeyring(), LockedKeyring()])
def test_site_needs_a_keyring_that_keeps(tmp_path: Path, backend: KeyringBackend) -> None:
    with pytest.raises(KeyTrouble) as trouble:
        Device(tmp_path, backend=backend).make_secret(SEAT)
    assert trouble.value.code == "no_keyring"
    assert list(tmp_path.iterdir()) == []


def test_machine_without_any_keyring(tmp_path: Path) -> None:
    with pytest.raises(KeyTrouble) as trouble:
        Device(tmp_path).make_secret(SEAT)
    assert trouble.value.code == "no_keyring"


def test_keyring_that_waits_for_a_prompt_is_left_alone(tmp_path: Path) -> None:
    backend = SilentKeyring()
    try:
        with pytest.raises(KeyTrouble) as trouble:
            Device(tmp_path, backend=backend, patience=0.05).secret(SEAT)
    finally:
        backend.released.set()
    assert trouble.value.code == "keyring_silent"


def test_embedded_centre_may_use_a_private_file(tmp_path: Path) -> None:
    made = Device(tmp_path, file_allowed=True).make_secret(SEAT)
    file = tmp_path / "device.key"
    device = Device(tmp_path, file_allowed=True)
    assert device.secret(SEAT) == made
    assert str(file) in device.where_kept()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_file_is_never_used_for_a_site(tmp_path: Path) -> None:
    Device(tmp_path, file_allowed=True).make_secret(SEAT)
    with pytest.raises(KeyTrouble) as trouble:
        Device(tmp_path).secret(SEAT)
    assert trouble.value.code == "no_keyring"


def test_damaged_secret_is_trouble_and_stays(tmp_path: Path) -> None:
    Device(tmp_path, file_allowed=True).make_secret(SEAT)
    file = tmp_path / "device.key"
    file.write_text("abc")
    with pytest.raises(KeyTrouble):
        Device(tmp_path, file_allowed=True).make_secret(SEAT)
    assert file.read_text() == "abc"


def chain_of(first: KeyringBackend) -> ChainerBackend:
    """What the keyring library gives where the system has several."""

    class Chain(ChainerBackend):
        backends = (first, ClearTextKeyring())

    return Chain()  # type: ignore[no-untyped-call]


def test_of_several_keyrings_the_one_that_is_written_to_counts(tmp_path: Path) -> None:
    good = MemoryKeyring()
    made = Device(tmp_path, backend=chain_of(good)).make_secret(SEAT)
    assert good.kept == {("SeatApp", SEAT): made.hex()}
    with pytest.raises(KeyTrouble) as trouble:
        Device(tmp_path, backend=chain_of(ClearTextKeyring())).make_secret(SEAT)
    assert trouble.value.code == "no_keyring"


def test_a_secret_of_another_length_is_none(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    backend.kept["SeatApp", SEAT] = "ab"
    for ask in (Device.secret, Device.make_secret):
        with pytest.raises(KeyTrouble):
            ask(Device(tmp_path, backend=backend), SEAT)
    assert backend.kept == {("SeatApp", SEAT): "ab"}
