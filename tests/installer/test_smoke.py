"""The Debian package is built, installed, used, upgraded and removed, as an office would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer.smoke_test import run

PROJECT = Path(__file__).parents[2]
TOOLS = (
    *("dpkg-deb", "Xvfb", "xdotool", "import", "dbus-run-session", "gnome-keyring-daemon"),
    *("gcc", "icupkg"),
)
MOST_MEGABYTES = 200


def built(out: Path, step: str, version: str) -> Path:
    """The package after a step of its making; `all` builds the program too."""
    command = ["sh", str(PROJECT / "installer" / "build_deb.sh"), str(out), step]
    environment = {"VERSION": version, "COMPRESS": "gzip", "PYTHON": sys.executable}
    subprocess.run(command, check=True, env=os.environ | environment)
    (package,) = out.glob(f"seatapp_{version}_*.deb")
    return package


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_seat_is_installed_used_upgraded_and_removed(tmp_path: Path) -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    older = built(tmp_path, "all", "0.1.0")
    newer = built(tmp_path, "package", "0.1.1")
    seen = run(older, newer, tmp_path / "pictures")
    assert seen["megabytes"] < MOST_MEGABYTES
    assert (tmp_path / "pictures" / "window.png").stat().st_size > 10_000
