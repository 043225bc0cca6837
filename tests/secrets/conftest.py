"""What tests of the keys share: a keyring in memory, and slots that were made with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from seatapp.secrets.device import Device
from seatapp.secrets.slots import Slots
from tests.secrets.keyrings import MemoryKeyring
from tests.secrets.workstation import PASSWORD, session


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
