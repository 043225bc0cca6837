"""A workstation comes back after a week away: how soon all is settled, and what the window notices.

Part of `make bench`; `python -m tests.bench.bench_week_offline [entries] [photos]` runs it alone.
3,000 entries and 300 photos of 100 KB wait at a real workstation; then the line is back and rounds
run on their thread, while another asks what a window asks (a queue, its rows, a case), somebody
goes on to write notes, and garbage is collected as in the window. The same questions are asked
again afterwards, with nothing going on. Aims: entries settled within 30 s, each answer within
100 ms.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Application, Duty
from seatapp.config import Folders
from seatapp.desk import now_in_the_city
from tests.bench.bench_append_vs_copy import furnished_centre
from tests.fixtures.centre import Centre
from tests.helpers.hall import note, report
from ui.garbage import EVERY_MS, collect_what_is_due, leave_out_what_stands

ACCEPTOR = "u1001"
ENTRIES, PHOTOS = 3_000, 300
NOTES_A_CASE = 4
PHOTO_BYTES = 100_000
BETWEEN_SECONDS = 0.02
QUESTIONS_AFTERWARDS = 100
AWAY = timedelta(days=6, hours=20)


@dataclass
class WeekClock:
    """The clock of the workstation, which is as far back as it is told."""

    back: timedelta = timedelta()

    def __call__(self) -> datetime:
        """The moment."""
        return now_in_the_city() - self.back


@dataclass
class Watched:
    """What was seen while the round ran; seconds since its beginning, or of an answer."""

    unsent: list[tuple[float, int]] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    afterwards: list[float] = field(default_factory=list)
    notes: list[float] = field(default_factory=list)
    collections: list[float] = field(default_factory=list)


def work_for_a_week(duty: Duty, clock: WeekClock, entries: int, photos: int) -> list[str]:
    """Cases with notes, some with a photo, made in the course of the week; the cases."""
    cases = []
    amount = entries // (1 + NOTES_A_CASE)
    for number in range(amount):
        clock.back = AWAY * (1 - number / amount)
        names = [duty.photos.put(os.urandom(PHOTO_BYTES))] if number < photos else []
        cases.append(report(duty, photos_before=list(names)))
        for time_of_call in range(NOTES_A_CASE):
            note(duty, cases[-1], f"第 {time_of_call + 1} 次来电。")
    clock.back = timedelta()
    return cases


def timed(work: Callable[..., object], *values: object) -> float:
    """Seconds that `work` takes."""
    begun = time.perf_counter()
    work(*values)
    return time.perf_counter() - begun


def ask_as_a_window(duty: Duty, case: str) -> list[float]:
    """Seconds of what a person waits for: that a queue opens, and a case with its history."""
    return [timed(open_queue, duty), timed(open_case, duty, case)]


def open_queue(duty: Duty) -> None:
    """A queue and the first rows of it."""
    keys = duty.reader.queue_ids("to_accept", ACCEPTOR, int(time.time()))
    duty.reader.queue_rows("to_accept", keys[:50])


def open_case(duty: Duty, case: str) -> None:
    """A case with its history."""
    duty.reader.case(case, ACCEPTOR)
    duty.reader.story(case)


def come_back(duty: Duty, cases: list[str]) -> tuple[float, Watched]:
    """The rounds of coming back with somebody at the window; their seconds, and what they saw."""
    watched = Watched()
    over = threading.Event()

    def rounds() -> None:
        duty.round()
        while duty.reader.photos_owed():
            duty.round()
        over.set()

    line = threading.Thread(target=rounds)
    begun = time.perf_counter()
    collected = begun
    line.start()
    number = 0
    while not over.is_set():
        if time.perf_counter() > collected + EVERY_MS / 1000:
            collected = time.perf_counter()
            collect_what_is_due()
            watched.collections.append(time.perf_counter() - collected)
        watched.unsent.append((time.perf_counter() - begun, duty.status().unsent))
        case = cases[number % len(cases)]
        watched.answers += ask_as_a_window(duty, case)
        if number % 25 == 0:
            watched.notes.append(timed(note, duty, case, "回来以后。"))
        number += 1
        time.sleep(BETWEEN_SECONDS)
    line.join()
    took = time.perf_counter() - begun
    for case in cases[:QUESTIONS_AFTERWARDS]:
        watched.afterwards += ask_as_a_window(duty, case)
        time.sleep(BETWEEN_SECONDS)
    return took, watched


def measure(centre: Centre, folder: Path, entries: int, photos: int) -> None:
    """A week away and the way back, told line by line."""
    clock = WeekClock()
    application = Application(Folders(folder), centre.profile, clock=clock)
    with application.sign_in(ACCEPTOR, demo_password(ACCEPTOR), keep_in_step=False) as duty:
        duty.round()
        begun = time.perf_counter()
        cases = work_for_a_week(duty, clock, entries, photos)
        gc.disable()
        leave_out_what_stands()
        took = time.perf_counter() - begun
        waiting = duty.status().unsent
        print(f"{waiting} entries and {photos} photos made in {took:.0f} s")
        whole, watched = come_back(duty, cases)
        gc.enable()
        status = duty.status()
    settled = next((at for at, unsent in watched.unsent if unsent <= len(watched.notes)), whole)
    steps = len({unsent for _at, unsent in watched.unsent})
    print(
        f"entries settled in {settled:.1f} s, with the photos {whole:.1f} s;"
        f" {steps} steps of progress; {status.refused} refused"
    )
    told = {
        "answers to the window": watched.answers,
        "the same with nothing going on": watched.afterwards,
        "notes saved": watched.notes,
        "collections of garbage": watched.collections,
    }
    for name, found in told.items():
        slowest = max(found) * 1000
        p99 = quantiles(found, n=100)[98] * 1000 if len(found) > 1 else slowest
        print(
            f"{name}: {len(found)}, median {median(found) * 1000:.0f} ms, p99 {p99:.0f} ms,"
            f" slowest {slowest:.0f} ms"
        )


def main(entries: int = ENTRIES, photos: int = PHOTOS) -> None:
    """Measure and print."""
    with furnished_centre() as centre, tempfile.TemporaryDirectory(prefix="seatapp-week-") as name:
        measure(centre, Path(name), entries, photos)


@pytest.mark.timeout(1800)
def test_a_week_away() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
