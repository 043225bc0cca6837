"""What holds for every test: no screen, nothing of this computer, no time limits of hypothesis,
files in memory, and passwords that are quickly tried.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from seatapp.secrets import slots
from seatapp.secrets.wrapping import Cost
from tests.fixtures.memory import live_in_memory

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["SEATAPP_SITE"] = os.devnull + "/centre.toml"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

live_in_memory()
settings.register_profile("seatapp", deadline=None)
settings.load_profile("seatapp")

pytest_plugins = ["tests.fixtures.server", "tests.fixtures.centre", "tests.fixtures.seats"]

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Turning a password into a key takes 0.4 s of a processor on purpose, at every log-in."""
    with pytest.MonkeyPatch.context() as cheaper:
        cheaper.setattr(slots, "USUAL_COST", Cost(memory=64, passes=1, lanes=1))
        yield


@pytest.fixture(scope="session")
def outside_data() -> Path:
    """The folder of public data sets, which are not part of the project."""
    folder = Path(os.environ.get("SEATAPP_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no data sets: set SEATAPP_DATA to their folder")
    return folder
