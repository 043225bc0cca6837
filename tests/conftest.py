"""What holds for every test: no screen, nothing of this computer, no time limits of hypothesis."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["SEATAPP_SITE"] = os.devnull + "/centre.toml"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

settings.register_profile("seatapp", deadline=None)
settings.load_profile("seatapp")

pytest_plugins = ["tests.fixtures.server", "tests.fixtures.centre"]

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def outside_data() -> Path:
    """The folder of public data sets, which are not part of the project."""
    folder = Path(os.environ.get("SEATAPP_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no data sets: set SEATAPP_DATA to their folder")
    return folder
