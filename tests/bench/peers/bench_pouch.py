"""How soon entries are settled, against PouchDB and against a request per record.

Part of `make bench`, skipped where PouchDB is not installed;
`python -m tests.bench.peers.bench_pouch [entries] [rounds] [0,40,200]` runs it alone, the last are
round trips in milliseconds. A real workstation sends what waits in its file; each entry is judged,
written, chained and answered by the centre, and settled in the file, both on the disk before they
say so. PouchDB sends as many documents, the same text each, from a database on the disk to one on
the disk of its server, which judges nothing: as it comes (100 documents at a time, and nobody waits
for the disk), with 1,000 at a time, and with a store that waits for the disk. Beside them stands
the least that it could cost (`floor.py`). All in turn, medians; the far line is a relay that delays
every byte, in a process of its own. Aims: 10 times PouchDB as it comes, 50 times at 40 ms,
100 times one request per record, and at 200 ms no more than 1.5 times what it takes with the line
here and two round trips.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

from tests.bench.bench_append_vs_copy import furnished_centre
from tests.bench.peers.far_line import FarLine, far_line
from tests.bench.peers.floor import copied, marked
from tests.bench.peers.pouch import LARGE_BATCH, PouchServer, missing, need_pouch, pouch_server
from tests.bench.peers.returned import Returning

ENTRIES = 3_000
ROUNDS = 3
TRIPS = "0,40,200"
ALONE_FROM = 200
"""Over so long a line only the workstation runs: the others would take minutes."""

POSTS = 200


@dataclass
class Track:
    """One of those who run: seconds for all entries, of each round."""

    name: str
    took: list[float] = field(default_factory=list)


@dataclass
class Race:
    """Everybody who runs, each over a line of their own."""

    seat: Returning
    ours: FarLine
    usual: tuple[PouchServer, FarLine]
    durable: tuple[PouchServer, FarLine]
    folder: Path
    _rounds: int = 0

    def run(self, trip: int, rounds: int) -> float:
        """Measure all in turn over `trip` milliseconds and tell the medians; ours."""
        own, plain, large = Track("settled"), Track("PouchDB"), Track("PouchDB, 1,000 at a time")
        synced, posted, least = Track("PouchDB, durable"), Track("one a request"), Track("floor")
        for line in (self.ours, self.usual[1], self.durable[1]):
            line.take(trip / 1000)
        for _ in range(rounds):
            self._rounds += 1
            own.took.append(self.seat.settle(self.ours))
            if trip >= ALONE_FROM:
                continue
            plain.took.append(self._replicate(self.usual, "plain"))
            large.took.append(self._replicate(self.usual, "large", LARGE_BATCH))
            synced.took.append(self._replicate(self.durable, "durable"))
            posted.took.append(self._post())
            least.took.append(self._floor())
        tracks = [plain, large, synced, posted, least]
        self._tell(trip, own, [track for track in tracks if track.took])
        return median(own.took)

    def _replicate(self, pouch: tuple[PouchServer, FarLine], name: str, batch: int = 100) -> float:
        server, line = pouch
        document, count = self.seat.bodies[1], len(self.seat.bodies)
        return server.replicate(f"{name}-{self._rounds}", document, count, line.port, batch)

    def _post(self) -> float:
        """Seconds for all, by what some of them took."""
        server, line = self.usual
        took = server.post(f"posts-{self._rounds}", self.seat.bodies[1], POSTS, line.port)
        return took / POSTS * len(self.seat.bodies)

    def _floor(self) -> float:
        place = self.folder / f"floor-{self._rounds}"
        return copied(self.seat.centre, self.seat.bodies) + marked(place, self.seat.bodies)

    def _tell(self, trip: int, own: Track, others: list[Track]) -> None:
        count, ours = len(self.seat.bodies), median(own.took)
        print(f"round trip {trip} ms: settled in {ours:.2f} s, {count / ours:.0f} a second")
        for track in others:
            took = median(track.took)
            print(
                f"    {track.name:26} {took:7.2f} s {count / took:8.0f} a second"
                f" {took / ours:7.1f} times as long"
            )


def main(entries: int = ENTRIES, rounds: int = ROUNDS, trips: str = TRIPS) -> None:
    """Measure and print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seatapp-peers-")))
        centre = stack.enter_context(furnished_centre())
        seat = Returning(centre, folder / "seat")
        seat.make(entries)
        usual = stack.enter_context(pouch_server(folder / "pouch"))
        durable = stack.enter_context(pouch_server(folder / "durable", durable=True))
        race = Race(
            seat,
            stack.enter_context(far_line(centre.profile.port)),
            (usual, stack.enter_context(far_line(usual.port))),
            (durable, stack.enter_context(far_line(durable.port))),
            folder,
        )
        size = sum(len(body.encode()) for body in seat.bodies) // len(seat.bodies)
        print(f"{len(seat.bodies)} entries of {size} bytes, medians of {rounds} rounds")
        took = {trip: race.run(trip, rounds) for trip in map(int, trips.split(","))}
        if 0 in took and ALONE_FROM in took:
            most = took[0] + 2 * ALONE_FROM / 1000
            times = took[ALONE_FROM] / most
            print(f"{times:.2f} times what it takes here and two round trips")


@pytest.mark.timeout(1800)
def test_against_pouch() -> None:
    need_pouch()
    print()
    main()


if __name__ == "__main__":
    if missing():
        sys.exit(missing())
    entries, rounds, trips = (
        *sys.argv[1:],
        *(str(ENTRIES), str(ROUNDS), TRIPS)[len(sys.argv) - 1 :],
    )
    main(int(entries), int(rounds), trips)
