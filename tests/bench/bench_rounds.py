"""What pages of `api.since` cost beyond their rows, and how long rounds take, 200 of them a second.

Part of `make bench`; `python -m tests.bench.bench_rounds [seconds]` runs it alone. A page is
measured against the same function without the question who asks and which scopes are theirs, in
turn. A round is what a seat does every ten seconds or so: every third one brings an entry, and all
ask for what is new. Rounds begin at fixed times whatever became of those before, from workstations
of eight people; a round that waited for its turn has waited.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from seatapp.central import wire
from tests.bench.bench_append_vs_copy import furnished_centre, reports
from tests.fixtures.centre import Centre, Wire
from tests.helpers.seat_line import AREA, SeatLine, grid_report

PAGE = 500
ROUNDS_A_SECOND = 200
SECONDS = 10
PEOPLE = tuple(f"u10{number:02d}" for number in (1, 2, 3, 4, 5, 6, 16, 17))
REPORTERS = ("acceptor", "monitor")


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
    link = centre.login("u1001")
    begun = json.loads(page(link, "since", {}, 2_000))["pages"]
    midst = {one["scope"]: one["cursor"] for one in begun}
    assert [one["left"] > PAGE for one in begun if one["left"]] == [True]
    for words, cursors in (
        (f"the first page, {PAGE} lines and the {PAGE} cases due soonest", {}),
        (f"a page of {PAGE} cases in the midst of a fill", midst),
    ):
        asked, bare = [], []
        for _ in range(rounds):
            asked.append(timed_page(link, "since", cursors))
            bare.append(timed_page(link, "bare_since", cursors))
        whole, rows = median(asked), median(bare)
        print(
            f"{words}: {whole * 1000:.2f} ms, without asking for scopes"
            f" {rows * 1000:.2f} ms, ratio {whole / rows:.2f}"
        )


def timed_page(link: Wire, function: str, cursors: Mapping[str, object]) -> float:
    """Seconds for one page after the cursors."""
    begun = time.perf_counter()
    page(link, function, cursors, PAGE)
    return time.perf_counter() - begun


def page(link: Wire, function: str, cursors: Mapping[str, object], lines: int) -> str:
    """What is answered to a seat with these cursors."""
    row = link.execute(f"SELECT api.{function}(%s, %s)".encode(), (json.dumps(cursors), lines))
    return str(row.fetchall()[0][0])


class Seat:
    """A workstation that makes rounds when it is told to.

    Its letters are written and signed beforehand, and of an answer it reads what the next call
    needs: a computer that makes two hundred rounds a second is busy enough with that.
    """

    def __init__(self, centre: Centre, person: str, entries: int) -> None:
        line = SeatLine(centre, person)
        held = next(held for held in line.session.posts if held.post in REPORTERS)
        values = grid_report(area=held.area if len(held.area) == len(AREA) else AREA)
        reports = [
            line.letter(line.entry("report", values, post=held.post)) for _ in range(entries + 1)
        ]
        self._letters = deque(wire.letters([letter]) for letter in reports)
        self._head = (line.seat, line.session.epoch, line.session.protocol)
        line.gateway.close()
        self._wire = centre.login(person)
        self._cursors: dict[str, Any] = {}
        while self._pull():
            pass
        self.round(time.perf_counter(), with_entry=True)

    def round(self, due: float, *, with_entry: bool) -> float:
        """Make a round that was due then; seconds from that moment to its end."""
        if with_entry:
            given = (*self._head, self._letters.popleft())
            told = self._asked(b"SELECT api.append(%s, %s, %s, %s)", given)
            assert '"applied"' in told, told
        self._pull()
        return time.perf_counter() - due

    def _pull(self) -> int:
        """How many lines are left after a page."""
        given = (json.dumps(self._cursors), PAGE)
        pages = json.loads(self._asked(b"SELECT api.since(%s, %s)", given))["pages"]
        self._cursors |= {page["scope"]: page["cursor"] for page in pages}
        return sum(page["left"] for page in pages)

    def _asked(self, query: bytes, given: Sequence[str | int]) -> str:
        row = self._wire.execute(query, given, prepare=True).fetchone()
        assert row is not None
        return str(row[0])


def rounds_in_time(centre: Centre, seconds: int) -> None:
    """Rounds that begin at fixed times, told by their median and by the slowest hundredth."""
    amount = ROUNDS_A_SECOND * seconds
    lanes = [range(place, amount, len(PEOPLE)) for place in range(len(PEOPLE))]
    seats = [Seat(centre, person, len(lanes[0])) for person in PEOPLE]
    owner = centre.superuser()
    worked, busy = server_seconds(owner), time.process_time()
    begun = time.perf_counter() + 0.5

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
        f" the server works {(server_seconds(owner) - worked) / amount * 1000:.2f} ms for each,"
        f" the seats together {(time.process_time() - busy) / amount * 1000:.2f} ms"
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
