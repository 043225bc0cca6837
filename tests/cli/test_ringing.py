"""`seatapp pop` in a hurry: what it takes, what it leaves to the long way, what it imports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import seatapp.cli.ringing as ringing
from seatapp.doorbell import message

HEAVY = ("click", "sqlalchemy", "psycopg", "cryptography", "PySide6", "phonenumbers")
OF_SOME_COMMANDS = ("openpyxl", "numpy", "shapely", "pyproj", "PIL", "docx", "phonenumbers")
NUMBER = "19900001234"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pop", NUMBER], message("pop", NUMBER, "")),
        (["pop", "--call-id", "c-1", NUMBER], message("pop", NUMBER, "c-1")),
        (["--home", "/other", "pop", NUMBER, "--call-id=c-1"], message("pop", NUMBER, "c-1")),
    ],
)
def test_the_plain_form_rings_the_window(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: bytes,
) -> None:
    heard: list[tuple[Path, bytes]] = []

    def hear(folders: Iterable[Path], line: bytes) -> bool:
        heard.append((next(iter(folders)), line))
        return True

    monkeypatch.setattr(ringing, "rung", hear)
    assert ringing.rang(arguments)
    [(folder, line)] = heard
    assert line == said
    assert ("other" in str(folder)) == (arguments[0] == "--home")
    assert capsys.readouterr().out.strip() == "已交给窗口。"


@pytest.mark.parametrize(
    "arguments",
    [[], ["pop"], ["pop", "--help"], ["pop", NUMBER, "--json"], ["queue", "to_accept"]],
)
def test_everything_else_goes_the_long_way(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr(ringing, "rung", lambda _folders, _line: pytest.fail("rang"))
    assert not ringing.rang(arguments)


def test_a_number_that_no_window_took_goes_the_long_way(tmp_path: Path) -> None:
    assert not ringing.rang(["--home", str(tmp_path), "pop", NUMBER])


@pytest.mark.parametrize(
    ("module", "unwanted"), [("seatapp.cli", HEAVY), ("seatapp.cli.main", OF_SOME_COMMANDS)]
)
def test_nobody_waits_for_libraries_that_others_need(
    module: str, unwanted: tuple[str, ...]
) -> None:
    look = f"import sys, {module}; print([m for m in {unwanted} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
