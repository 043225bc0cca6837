"""The first fill of a new workstation, against the least that it could be.

Part of `make bench`; `python -m tests.bench.bench_first_fill [cases] [rounds]` runs it alone. The
least is what the same rows and histories cost when COPY brings them out of the centre, and when
SQLite alone writes them, in one transaction, into the same tables of an encrypted file with the
same indexes. Beside it stands when the first page was there: from then on the own queue can be
worked with. All in turn, medians. Aim: 2.5 times (COPY + SQLite).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Application, Duty
from seatapp.config import Folders
from seatapp.local.database import FILE, connected, open_file
from tests.bench.bench_append_vs_copy import furnished_centre
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import SeatLine, grid_report

ACCEPTOR, COLLEAGUE = "u1001", "u1002"
CASES, ROUNDS = 10_000, 3
BATCH = 500
KEY = bytes(range(32))

COPIED = (
    "SELECT f.scope, f.n, to_jsonb(c) FROM core.feed f"
    " JOIN core.\"case\" c ON f.kind = 'case' AND c.id::text = f.subject",
    "SELECT r.kind, r.code, r.row FROM core.reference r",
    "SELECT * FROM core.story",
)
"""What a first fill brings: rows, lists and histories."""

WRITTEN = ("base", "row_scope", "story", "reference", "case_row")
"""The tables of the replica that it fills."""


def fill(duty: Duty) -> tuple[float, float]:
    """Seconds until the first page is there, and until all is."""
    pages: list[float] = []
    begun = time.perf_counter()
    duty.replica.listen(lambda changes: pages.append(time.perf_counter() - begun))
    duty.round()
    return pages[0], time.perf_counter() - begun


def copy(centre: Centre) -> float:
    """Seconds that COPY takes to bring everything out."""
    begun = time.perf_counter()
    wire = centre.superuser()
    for query in COPIED:
        with wire.cursor().copy(f"COPY ({query}) TO STDOUT".encode()) as rows:
            for _row in rows:
                pass
    return time.perf_counter() - begun


class Written:
    """The rows of a filled replica, to be written once more by SQLite alone."""

    def __init__(self, duty: Duty, folder: Path) -> None:
        self._folder = folder
        self._rows = dict(_rows_of(duty))

    def write(self, name: str) -> float:
        """Seconds for a new file of this name."""
        place = self._folder / name
        place.mkdir()
        for engine in open_file(place, KEY, create=True):
            engine.dispose()
        with closing(connected(place / FILE, KEY)) as file:
            begun = time.perf_counter()
            file.execute("BEGIN IMMEDIATE")
            for table, (columns, rows) in self._rows.items():
                names = ", ".join(f'"{column}"' for column in columns)
                marks = ", ".join("?" * len(columns))
                file.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            file.execute("COMMIT")
            return time.perf_counter() - begun


def _rows_of(duty: Duty) -> Iterator[tuple[str, tuple[list[str], list[tuple[object, ...]]]]]:
    with duty.replica.reader._connect() as connection:
        for table in WRITTEN:
            found = connection.exec_driver_sql(f"SELECT * FROM {table}")
            yield table, (list(found.keys()), [tuple(row) for row in found])


def file_cases(centre: Centre, cases: int) -> None:
    """So many cases at the centre."""
    line = SeatLine(centre, ACCEPTOR)
    for _ in range(0, cases, BATCH):
        line.send(*(line.entry("report", grid_report()) for _ in range(BATCH)))


def main(cases: int = CASES, rounds: int = ROUNDS) -> None:
    """Measure and print."""
    with furnished_centre() as centre, tempfile.TemporaryDirectory(prefix="seatapp-fill-") as name:
        folder = Path(name)
        file_cases(centre, cases)
        firsts, fills, copies, writes = [], [], [], []
        for number in range(rounds):
            application = Application(Folders(folder / str(number)), centre.profile)
            password = demo_password(COLLEAGUE)
            with application.sign_in(COLLEAGUE, password, keep_in_step=False) as duty:
                first, whole = fill(duty)
                firsts.append(first)
                fills.append(whole)
                copies.append(copy(centre))
                writes.append(Written(duty, folder).write(f"bare-{number}"))
        least = median(copies) + median(writes)
        print(
            f"{cases} cases: filled in {median(fills):.2f} s, the first page there after"
            f" {median(firsts):.2f} s; COPY {median(copies):.2f} s, SQLite {median(writes):.2f} s;"
            f" {median(fills) / least:.2f} times both"
        )


@pytest.mark.timeout(1800)
def test_a_first_fill() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
