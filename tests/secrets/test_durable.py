"""A small file is on the disk before it takes the place of the old one, and its name after that."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from seatapp.secrets.durable import write_durably

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps names by itself")


@POSIX
def test_a_power_cut_at_any_moment_leaves_one_of_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(handle: int) -> None:
        kept = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        done.append(f"{kept} {os.fstat(handle).st_size}" if kept == "file" else kept)
        fsync(handle)

    def noted_replace(old: str, new: Path) -> None:
        done.append("renamed")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    write_durably(tmp_path / "new" / "slots.json", b"12345")
    assert done == ["folder", "file 5", "renamed", "folder"]


@POSIX
def test_nobody_else_reads_it_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "slots.json"
    file.write_bytes(b"old")
    file.chmod(0o644)
    write_durably(file, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
