"""What a page of `api.since` costs beyond its rows, and how long rounds take, 200 of them a second.

Part of `make bench`; `python -m tests.bench.bench_rounds [seconds]` runs it alone. The page is
measured against the same function without the question who asks and which scopes are theirs, in
turn. A round is what a seat does every ten seconds or so: every third one brings an entry, and all
ask for what is new. Rounds begin at fixed times whatever became of those before, from workstations
of eight people; a round that waited for its turn has waited.
"""

from __future__ import annotations

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

import pytest

from seatapp.central.messages import Cursor
from tests.bench.bench_append_vs_copy import furnished_centre, reports
from tests.fixtures.centre import Centre, Wire
from tests.helpers.seat_line import SeatLine, grid_report

PAGE = 500
ROUNDS_A_SECOND = 200
SECONDS = 10
PEOPLE = tuple(f"u10{number:02d}" for number in (1, 2, 3, 4, 5, 6, 16, 17))


def page_against_bare(centre: Centre, rounds: int) -> None:
    """A page of the person's scopes, and the same page of scopes that are simply given."""
    line, owner = SeatLine(centre, "u1001"), centre.superuser()
    for _ in range(2):
        line.send(*reports(line))
    scopes = [row[0] for row in owner.execute("SELECT core.scopes_of('u1001')").fetchall()]
    given = "unnest(ARRAY[" + ", ".join(f"'{scope}'" for scope in scopes) + "])"
    row = owner.execute("SELECT pg_get_functiondef('api.since(text, integer)'::regprocedure)")
    text = str(row.fetchall()[0][0]).replace("api.since", "api.bare_since")
    text = text.replace("core.scopes_of(session_user)", given)
    text = re.sub(r"NOT core\.is_active\(session_user\)", "false", text)
    assert "session_user)" not in text.replace("read, session_user", "")
    owner.execute(text.encode())
    owner.execute("ALTER FUNCTION api.bare_since(text, integer) OWNER TO seat_writer")
    owner.execute("GRANT EXECUTE ON FUNCTION api.bare_since(text, integer) TO seat_people")
    wire = centre.login("u1001")
    asked, bare = [], []
    for _ in range(rounds):
        asked.append(timed_page(wire, "since"))
        bare.append(timed_page(wire, "bare_since"))
    whole, rows = median(asked), median(bare)
    print(
        f"a page of {PAGE} lines: {whole * 1000:.2f} ms, without asking for scopes"
        f" {rows * 1000:.2f} ms, ratio {whole / rows:.2f}"
    )


def timed_page(wire: Wire, function: str) -> float:
    """Seconds for one page from the beginning."""
    begun = time.perf_counter()
    wire.execute(f"SELECT api.{function}('{{}}', {PAGE})".encode()).fetchone()
    return time.perf_counter() - begun


class Seat:
    """A workstation that makes rounds when it is told to."""

    def __init__(self, centre: Centre, person: str) -> None:
        self._line = SeatLine(centre, person)
        self._cursors: dict[str, Cursor] = {}
        while self._pull():
            pass

    def round(self, due: float, *, with_entry: bool) -> float:
        """Make a round that was due then; seconds from that moment to its end."""
        if with_entry:
            self._line.send(self._line.entry("report", grid_report()))
        self._pull()
        return time.perf_counter() - due

    def _pull(self) -> int:
        pages = self._line.gateway.since(self._cursors, PAGE)
        self._cursors |= {page.scope: page.cursor for page in pages.pages}
        return sum(page.left for page in pages.pages)


def rounds_in_time(centre: Centre, seconds: int) -> None:
    """Rounds that begin at fixed times, told by their median and by the slowest hundredth."""
    seats = [Seat(centre, person) for person in PEOPLE]
    amount = ROUNDS_A_SECOND * seconds
    owner = centre.superuser()
    worked = server_seconds(owner)
    begun = time.perf_counter() + 0.5
    lanes = [range(place, amount, len(seats)) for place in range(len(seats))]

    def drive(place: int) -> list[float]:
        took = []
        for number in lanes[place]:
            due = begun + number / ROUNDS_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            took.append(seats[place].round(due, with_entry=number % 3 == 0))
        return took

    with ThreadPoolExecutor(len(seats)) as crowd:
        took = [one for lane in crowd.map(drive, range(len(seats))) for one in lane]
    print(
        f"{amount} rounds, {ROUNDS_A_SECOND} a second: median {median(took) * 1000:.1f} ms,"
        f" p99 {quantiles(took, n=100)[98] * 1000:.1f} ms,"
        f" the server works {(server_seconds(owner) - worked) / amount * 1000:.2f} ms for each"
    )


def server_seconds(owner: Wire) -> float:
    """Processor time of the sessions of the eight so far, which other programs hardly change."""
    query = b"SELECT pid FROM pg_stat_activity WHERE usename = ANY(%s)"
    pids = owner.execute(query, (list(PEOPLE),)).fetchall()
    told = [Path(f"/proc/{pid}/schedstat").read_text().split()[0] for (pid,) in pids]
    return sum(map(int, told)) / 1e9


def main(seconds: int = SECONDS) -> None:
    """Measure and print."""
    with furnished_centre() as centre:
        page_against_bare(centre, 30)
        rounds_in_time(centre, seconds)


@pytest.mark.timeout(600)
def test_pages_and_rounds() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
