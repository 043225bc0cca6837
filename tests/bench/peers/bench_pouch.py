"""How soon entries are settled, against PouchDB and against a request per record.

Part of `make bench`, skipped where PouchDB is not installed;
`python -m tests.bench.peers.bench_pouch [entries] [rounds]` runs it alone. A real workstation sends
what waits in its file; each entry is judged, written, chained and answered by the centre, and
settled in the file. PouchDB sends as many documents, the same text each, as it does by itself from
a database on the disk to one on the disk of its server, which judges nothing. All in turn, medians;
the far line is a relay that delays every byte. Aims: 10 times PouchDB, 50 times at 40 ms, 100 times
one request per record, and at 200 ms no more than 1.5 times what it takes with the line here and
two round trips.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import pytest

from tests.bench.bench_append_vs_copy import furnished_centre
from tests.bench.peers.far_line import far_line
from tests.bench.peers.pouch import need_pouch, pouch_server
from tests.bench.peers.returned import Returning

ENTRIES = 3_000
ROUNDS = 3
FAR, VERY_FAR = 0.04, 0.2
POSTS = 200


def main(entries: int = ENTRIES, rounds: int = ROUNDS) -> None:
    """Measure and print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seatapp-peers-")))
        centre = stack.enter_context(furnished_centre())
        seat = Returning(centre, folder / "seat")
        document = seat.make(entries)[1]
        pouch = stack.enter_context(pouch_server(folder / "pouch"))
        ours = stack.enter_context(far_line(centre.profile.port))
        theirs = stack.enter_context(far_line(pouch.port))
        print(f"{entries} entries of {seat.size // entries} bytes, medians of {rounds} rounds")
        near = 0.0
        for trip in (0.0, FAR):
            ours.take(trip)
            theirs.take(trip)
            settled, replicated, posted = [], [], []
            for number in range(rounds):
                name = f"d{trip * 1000:.0f}-{number}"
                settled.append(seat.settle(ours))
                replicated.append(pouch.replicate(name, document, entries, theirs.port))
                posted.append(pouch.post(f"{name}-posts", document, POSTS, theirs.port) / POSTS)
            own, other, one = median(settled), median(replicated), median(posted) * entries
            near = near or own
            print(
                f"round trip {trip * 1000:3.0f} ms: settled in {own:.2f} s ({entries / own:.0f}/s);"
                f" PouchDB {other:.2f} s ({entries / other:.0f}/s), {other / own:.1f} times;"
                f" one request a record {one:.1f} s ({entries / one:.0f}/s), {one / own:.1f} times"
            )
        ours.take(VERY_FAR)
        far = median(seat.settle(ours) for _ in range(rounds))
        most = near + 2 * VERY_FAR
        print(
            f"round trip {VERY_FAR * 1000:.0f} ms: settled in {far:.2f} s,"
            f" {far / most:.2f} times what it takes here and two round trips"
        )


@pytest.mark.timeout(1800)
def test_against_pouch() -> None:
    need_pouch()
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
