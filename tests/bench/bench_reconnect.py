"""Two hundred workstations come back after an outage: how long the centre takes for each call.

Part of `make bench`; `python -m tests.bench.bench_reconnect [seats] [seconds]` runs it alone. Each
logs in, opens its session, hands in five entries and reads what is new, on a connection of its own.
They come as the sync engine lets them: after an outage of some length every seat waits a random
time of up to a minute before it tries again. The duration of each call is the centre's own, from
the log of its server. Aim: p99 under a second. The worst that could be, all of them in the same
moment, is measured beside it: each asks for its turn as the engine does, and whoever is told that
the centre is busy comes again by its back-off, until all are settled.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from random import Random
from statistics import median, quantiles

import pytest

from seatapp.admin.centre import init_centre, make_database
from seatapp.admin.city import demo_password, furnish
from seatapp.admin.embedded import EmbeddedServer
from seatapp.admin.people import NewPerson, put_person
from seatapp.central.messages import HeldPost
from seatapp.errors import CentreRefused, CentreUnreachable
from seatapp.sync.engine import BACK_OFF_SECONDS
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.seat_line import SeatLine, grid_report

SEATS = 200
ENTRIES = 5
PAGE = 500
DATABASE = "bench"
CALLS = ("take_turn", "end_turn", "open_session", "append", "since")
DURATION = re.compile(rf"duration: ([0-9.]+) ms  (?:execute|statement).*api\.({'|'.join(CALLS)})")
SETTINGS = {
    "max_connections": str(SEATS + 40),
    "log_min_duration_statement": "0",
    "log_error_verbosity": "default",
}


@contextmanager
def crowded_centre(seats: int) -> Iterator[tuple[Centre, Path]]:
    """The demo city with so many more acceptors, and the log of its server."""
    with tempfile.TemporaryDirectory(prefix="seatapp-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with EmbeddedServer(folder, settings=SETTINGS) as server:
            make_database(server.superuser_url(), DATABASE)
            admin = NewPerson(ADMIN, "石立新", [HeldPost("admin", "9990")], demo_password(ADMIN))
            init_centre(server.superuser_url(DATABASE), "999000", "宁川市", admin)
            centre = Centre(server, DATABASE)
            head = centre.login(ADMIN)
            with as_file(files("resources") / "demo") as demo:
                furnish(head, demo)
            for number in range(seats):
                post = [HeldPost("acceptor", "9990")]
                put_person(head, NewPerson(login(number), "张示例", post, password(number)))
            try:
                yield centre, server.place / "server.log"
            finally:
                centre.close()


def login(number: int) -> str:
    """The log-in of a seat's person."""
    return f"u7{number:03d}"


def password(number: int) -> str:
    """Their password."""
    return demo_password(login(number))


@dataclass
class Back:
    """How long each seat took from its own beginning, and how often one had to come again."""

    took: list[float] = field(default_factory=list)
    again: list[str] = field(default_factory=list)


def once(centre: Centre, number: int) -> None:
    """One seat comes, hands in what it has and reads what is new."""
    line = SeatLine(centre, login(number), waits=time.sleep)
    try:
        answer = line.send(*(line.entry("report", grid_report()) for _ in range(ENTRIES)))
        assert {verdict.verdict for verdict in answer.verdicts} == {"applied"}
        line.gateway.since({}, PAGE)
        line.gateway.end_turn()
    finally:
        line.gateway.close()


def until_settled(centre: Centre, number: int, random: Random, back: Back) -> None:
    """One seat comes, and comes again by the back-off of the engine while the centre is busy."""
    low, high = BACK_OFF_SECONDS
    begun = time.perf_counter()
    failures = 0
    while True:
        try:
            once(centre, number)
        except (CentreUnreachable, CentreRefused) as fault:
            failures += 1
            back.again.append(fault.code)
            time.sleep(random.uniform(low, min(high, low * 2 ** min(failures, 6))))
        else:
            break
    back.took.append(time.perf_counter() - begun)


def come_back(centre: Centre, seats: int, spread: float) -> Back:
    """All seats come back within `spread` seconds, each until it is settled."""
    random = Random(seats)
    back = Back()
    faults: list[BaseException] = []

    def one(number: int, wait: float) -> None:
        time.sleep(wait)
        try:
            until_settled(centre, number, Random(number), back)
        except BaseException as fault:
            faults.append(fault)
            raise

    crowd = [
        threading.Thread(target=one, args=(number, random.uniform(0, spread)))
        for number in range(seats)
    ]
    for seat in crowd:
        seat.start()
    for seat in crowd:
        seat.join()
    assert not faults
    assert len(back.took) == seats
    return back


@contextmanager
def busy(programs: int) -> Iterator[None]:
    """So many programs take all the processor time that they get while the block runs."""
    endless = [sys.executable, "-c", "while True: pass"]
    with ExitStack() as leaving:
        for _number in range(programs):
            leaving.callback(leaving.enter_context(subprocess.Popen(endless)).kill)
        yield


def told_by(log: Path, begun: int) -> tuple[dict[str, list[float]], int]:
    """Milliseconds of the calls that the server has logged since `begun`, and where it ends."""
    with log.open("rb") as file:
        file.seek(begun)
        text = file.read().decode(errors="replace")
        end = file.tell()
    found: dict[str, list[float]] = {}
    for took, call in DURATION.findall(text):
        found.setdefault(call, []).append(float(took))
    return found, end


def tell(name: str, back: Back, calls: dict[str, list[float]]) -> None:
    """One line a kind of call."""
    took = back.took
    every = [one for found in calls.values() for one in found]
    print(
        f"{name}: {len(took)} seats settled, each in {median(took) * 1000:.0f} ms (median),"
        f" the slowest in {max(took):.1f} s; the centre's calls p99 {p99(every):.0f} ms"
    )
    if back.again:
        said = ", ".join(f"{n} {code}" for code, n in sorted(Counter(back.again).items()))
        print(f"    {len(back.again)} times one was told to come again ({said})")
    for call, found in sorted(calls.items()):
        print(
            f"    {call:14} {len(found):5} calls, median {median(found):6.1f} ms,"
            f" p99 {p99(found):6.0f} ms, slowest {max(found):6.0f} ms"
        )


def p99(found: list[float]) -> float:
    """What 99 of 100 do not exceed."""
    return quantiles(found, n=100)[98]


def main(seats: int = SEATS, seconds: float = BACK_OFF_SECONDS[1]) -> None:
    """Measure and print."""
    with crowded_centre(seats) as (centre, log):
        end = log.stat().st_size
        for name, spread, beside in (
            ("within the back-off", seconds, 0),
            ("in one moment", 0.0, 0),
            ("in one moment, beside other work", 0.0, os.cpu_count() or 1),
        ):
            with busy(beside):
                back = come_back(centre, seats, spread)
            calls, end = told_by(log, end)
            tell(name, back, calls)


@pytest.mark.timeout(1800)
def test_two_hundred_come_back() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
