"""A ringing number and a second start reach the window that is open; nothing else does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytestqt.qtbot import QtBot

from seatapp.cli.main import group
from seatapp.config import Folders
from seatapp.doorbell import FRONT, POP, address_of, message, ring, rung, understood
from ui.doorbell import Doorbell


@pytest.fixture
def doorbell(qtbot: QtBot, tmp_path: Path) -> Iterator[Doorbell]:
    made = Doorbell(tmp_path)
    assert made.listen()
    yield made
    made.close()


def beside(work: Callable[[], object]) -> threading.Thread:
    """Work in another thread, as another process would."""
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_number_reaches_the_window(qtbot: QtBot, doorbell: Doorbell, tmp_path: Path) -> None:
    told: list[bool] = []
    with qtbot.waitSignal(doorbell.rang) as rung:
        thread = beside(lambda: told.append(ring(tmp_path, message(POP, "19900001234", "c-1"))))
    thread.join()
    assert rung.args == ["19900001234", "c-1"]
    assert told == [True]


@pytest.mark.parametrize(
    ("told", "number"), [("sip:19900001234@10.1.1.1", "19900001234"), ("anonymous", "")]
)
def test_a_number_comes_out_of_what_the_telephone_says(
    qtbot: QtBot, doorbell: Doorbell, tmp_path: Path, told: str, number: str
) -> None:
    with qtbot.waitSignal(doorbell.rang) as rung:
        thread = beside(lambda: ring(tmp_path, message(POP, told)))
    thread.join()
    assert rung.args == [number, ""]


def test_a_second_start_knocks(qtbot: QtBot, doorbell: Doorbell, tmp_path: Path) -> None:
    with qtbot.waitSignal(doorbell.knocked):
        thread = beside(lambda: ring(tmp_path, message(FRONT)))
    thread.join()


def test_nobody_is_there(tmp_path: Path) -> None:
    assert not ring(tmp_path, message(FRONT))


@pytest.fixture
def demo_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Doorbell]:
    """The window of somebody in the demonstration, beside the workstation of one who left."""
    for person in ("u1001", "u1012"):
        (tmp_path / "demo" / "seats" / person / "seat").mkdir(parents=True)
    Path(address_of(tmp_path / "demo" / "seats" / "u1001" / "seat")).write_text("")
    made = Doorbell(tmp_path / "demo" / "seats" / "u1012" / "seat")
    assert made.listen()
    yield made
    made.close()


def test_a_number_reaches_the_window_of_the_demonstration(
    qtbot: QtBot, demo_window: Doorbell, tmp_path: Path
) -> None:
    with qtbot.waitSignal(demo_window.rang) as rung_with:
        thread = beside(lambda: rung(Folders(tmp_path).windows, message(POP, "19900001234")))
    thread.join()
    assert rung_with.args == ["19900001234", ""]


def test_a_real_window_goes_before_the_demonstration(
    qtbot: QtBot, demo_window: Doorbell, tmp_path: Path
) -> None:
    (tmp_path / "seat").mkdir()
    real = Doorbell(tmp_path / "seat")
    assert real.listen()
    with qtbot.assertNotEmitted(demo_window.rang), qtbot.waitSignal(real.rang):
        thread = beside(lambda: rung(Folders(tmp_path).windows, message(POP, "19900001234")))
    thread.join()
    real.close()


def test_a_second_demonstration_brings_the_first_to_the_front(
    qtbot: QtBot, demo_window: Doorbell, tmp_path: Path
) -> None:
    told: list[Result] = []
    with qtbot.waitSignal(demo_window.knocked):
        words = ["--home", str(tmp_path), "demo"]
        thread = beside(lambda: told.append(CliRunner().invoke(group, words)))
    thread.join()
    assert told[0].exit_code == 0
    assert "演示窗口已经打开" in told[0].output
    assert not (tmp_path / "demo" / "centre").exists()


def test_what_a_dead_window_left_is_no_obstacle(qtbot: QtBot, tmp_path: Path) -> None:
    Path(address_of(tmp_path)).write_text("")
    made = Doorbell(tmp_path)
    assert made.listen()
    made.close()


@pytest.mark.parametrize(
    "line",
    [
        b"", b"hello\n", b"[]\n", b"[" * 4000, b'{"do": "erase", "number": "", "call_id": ""}\n',
        message(POP, "1" * 81), b"9" * 4095, b'{"do": "pop", "number": 5, "call_id": ""}', b"\xff",
    ],
)  # fmt: skip
def test_other_words_are_not_understood(line: bytes) -> None:
    assert understood(line) is None


@pytest.mark.parametrize("strange", ["\udcff", "\0", "\n", "\u202e", "\x1b"])
def test_what_is_no_text_comes_out_of_a_number(strange: str) -> None:
    """Bytes of another encoding on a command line become half characters that nothing can keep."""
    line = message(POP, f"199{strange}00001234", f"c{strange}-1")
    assert understood(line) == (POP, "19900001234", "c-1")


def test_a_message_without_end_is_dropped(qtbot: QtBot, doorbell: Doorbell, tmp_path: Path) -> None:
    told: list[bool] = []
    thread = beside(lambda: told.append(ring(tmp_path, b"x" * 10_000)))
    qtbot.waitUntil(lambda: bool(told))
    thread.join()
    assert told == [False]
