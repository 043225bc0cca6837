"""The child is watched: it is ended, replaced and never believed blindly."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from seatapp.media.child import Decoder
from seatapp.media.refusals import PhotoRefused
from tests.media.photos import decoded, encoded, scene

PROJECT = Path(__file__).parents[2]

# A child that does what the photo says, and tells its process number as the width.
ACTOR = """
import os, sys, threading
from seatapp.media.frames import *
questions, answers = sys.stdin.buffer, sys.stdout.buffer
write_head(answers, {"limits": []})
answers.flush()
while True:
    try:
        read_head(questions)
    except EOFError:
        break
    word = read_frame(questions).decode()
    facts = {"kind": "JPEG", "width": os.getpid(), "height": 1}
    if word == "hang":
        threading.Event().wait()
    if word == "fall":
        os._exit(139)
    if word == "lie":
        facts["lat_e7"] = 4_000_000_000
    if word == "chat":
        answers.write(b"decoder says hello, and more, and more")
    if word == "flood":
        answers.write(b"\\xff\\xff\\xff\\xff")
    if word == "extra":
        facts["password"] = "?"
    write_head(answers, {"facts": facts})
    write_frame(answers, b"picture")
    answers.flush()
"""


def acting(seconds: float = 10.0, photos: int = 50) -> Decoder:
    return Decoder(seconds=seconds, photos=photos, command=[sys.executable, "-c", ACTOR])


def pid_of(decoder: Decoder) -> int:
    return decoder.look(b"say", 64).facts.width


def code_of(decoder: Decoder, word: bytes) -> str:
    with pytest.raises(PhotoRefused) as refused:
        decoder.look(word, 64)
    return refused.value.code


def test_child_that_hangs_is_ended_by_the_clock() -> None:
    with acting(seconds=2.0) as decoder:
        first = pid_of(decoder)
        assert code_of(decoder, b"hang") == "time_out"
        assert not psutil.pid_exists(first)
        assert pid_of(decoder) != first


@pytest.mark.parametrize("word", [b"fall", b"lie", b"chat", b"flood", b"extra"])
def test_child_that_falls_or_lies_is_replaced(word: bytes) -> None:
    with acting() as decoder:
        first = pid_of(decoder)
        assert code_of(decoder, word) == "unreadable"
        assert not psutil.pid_exists(first)
        assert pid_of(decoder) != first


def test_child_that_was_ended_in_between_costs_no_photo() -> None:
    with acting() as decoder:
        first = psutil.Process(pid_of(decoder))
        first.kill()
        psutil.wait_procs([first])
        assert pid_of(decoder) != first.pid


def test_child_is_replaced_after_its_number_of_photos() -> None:
    with acting(photos=3) as decoder:
        pids = [pid_of(decoder) for _ in range(7)]
    assert pids == [pids[0]] * 3 + [pids[3]] * 3 + [pids[6]]
    assert len(set(pids)) == 3
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_close_does_not_wait_for_a_photo_that_hangs() -> None:
    decoder = acting(seconds=60.0)
    child = psutil.Process(pid_of(decoder))
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(decoder.look, b"hang", 64)
        decoder.close()
        with pytest.raises((PhotoRefused, RuntimeError)):
            hanging.result()
    assert not psutil.pid_exists(child.pid)
    with pytest.raises(RuntimeError, match="closed"):
        decoder.look(b"say", 64)


def test_program_that_is_no_child_is_a_bug() -> None:
    with (
        Decoder(command=[sys.executable, "-c", "print('hello')"]) as decoder,
        pytest.raises(RuntimeError, match="did not start"),
    ):
        decoder.look(b"say", 64)


@pytest.mark.parametrize("size", [0, -1, 15, 8193])
def test_size_out_of_bounds_is_a_bug(size: int) -> None:
    with Decoder() as decoder, pytest.raises(ValueError, match="size"):
        decoder.look(b"say", size)


def test_many_threads_each_get_their_own_photo() -> None:
    photos = [encoded(scene(60 + 10 * n, 50)) for n in range(24)]
    start = threading.Barrier(6)
    with Decoder(photos=5) as decoder, ThreadPoolExecutor(6) as pool:

        def look(number: int) -> int:
            if number < 6:
                start.wait()
            look = decoder.look(photos[number], 400)
            assert decoded(look.picture).width == look.facts.width
            return look.facts.width

        assert list(pool.map(look, range(24))) == [60 + 10 * n for n in range(24)]


def test_this_side_loads_no_decoder() -> None:
    program = "import sys, seatapp.media.child; print({'PIL', 'pi_heif'} & set(sys.modules))"
    end = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=PROJECT
    )
    assert end.stdout.strip() == b"set()"


LIMITED = """
import sys
from seatapp.media.limits import allow_cpu, limit_process
assert limit_process() == ["memory", "file_size", "open_files", "core", "cpu"]
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of this kind")
@pytest.mark.parametrize(
    ("program", "holds"),
    [
        ("bytearray(3 << 30)", lambda end: "MemoryError" in end.stderr),
        (
            "with open(sys.argv[1], 'wb', buffering=0) as file: file.write(b'x')",
            lambda end: "Errno 27" in end.stderr,
        ),
        ("files = [open('/dev/null') for _ in range(64)]", lambda end: "Errno 24" in end.stderr),
        ("allow_cpu(1)\nwhile True: pass", lambda end: end.returncode == -24),
    ],
    ids=["memory", "file_size", "open_files", "cpu"],
)
def test_limits_hold(
    tmp_path: Path, program: str, holds: Callable[[subprocess.CompletedProcess[str]], bool]
) -> None:
    command = [sys.executable, "-c", LIMITED + program, str(tmp_path / "file")]
    end = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT)
    assert end.returncode != 0
    assert holds(end)
