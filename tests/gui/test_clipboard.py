"""What was copied leaves the clipboard with the person, on a screen where programs share one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
OWNER = Path(__file__).with_name("clipboard_owner.py")
NUMBER = "13912340077"


class Copier:
    """A program with a window of its own at the screen."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, what: str) -> list[str]:
        """Have it do something; what it then sees on the clipboard and in the marked words."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip("\n").split("|")


@pytest.fixture
def programs() -> Iterator[tuple[Copier, Copier]]:
    """Two of them at one screen."""
    if shutil.which("Xvfb") is None:
        pytest.skip("not on this machine: Xvfb")
    with ExitStack() as stack:
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        stack.enter_context(screen)
        stack.callback(screen.kill)
        assert screen.stdout is not None
        display = f":{screen.stdout.readline().strip()}"
        env = os.environ | {
            "DISPLAY": display,
            "PYTHONPATH": str(PROJECT),
            "QT_QPA_PLATFORM": "xcb",
        }
        made = []
        for _ in range(2):
            process = subprocess.Popen(
                [sys.executable, str(OWNER)],
                env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            stack.enter_context(process)
            stack.callback(process.kill)
            made.append(Copier(process))
        yield made[0], made[1]


@pytest.mark.parametrize("leaving", ["lock", "hide 卡纳里  13912340077"])
def test_what_was_copied_goes_with_the_person(
    programs: tuple[Copier, Copier], leaving: str
) -> None:
    ours, other = programs
    assert ours.do(f"copy {NUMBER}") == [NUMBER, NUMBER]
    assert other.do("look") == [NUMBER, NUMBER]
    assert ours.do(leaving) == ["", ""]
    assert other.do("look") == ["", ""]


def test_what_others_have_copied_stays(programs: tuple[Copier, Copier]) -> None:
    ours, other = programs
    other.do("copy 会议纪要")
    assert ours.do("look") == ["会议纪要", "会议纪要"]
    assert ours.do("lock") == ["会议纪要", "会议纪要"]
    assert other.do("look") == ["会议纪要", "会议纪要"]


def test_a_mask_that_comes_back_takes_no_other_words_along(
    programs: tuple[Copier, Copier],
) -> None:
    ours, _other = programs
    ours.do("copy 东湖路76号夜间施工")
    assert ours.do(f"hide 卡纳里  {NUMBER}") == ["东湖路76号夜间施工", "东湖路76号夜间施工"]
