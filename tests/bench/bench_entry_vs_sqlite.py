"""What a durable step costs against a bare durable insert of the same bytes.

Part of `make bench`; `python -m tests.bench.bench_entry_vs_sqlite [rounds]` runs it alone. Both are
measured in turn on files of the same format (SQLCipher, WAL, synchronous=FULL) in one folder;
medians are shown. The insert writes body and signature into a table of its own and judges, folds
and shows nothing. The parts of a step are measured by themselves, so they add up only roughly.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import sqlcipher3  # type: ignore[import-untyped]

from seatapp.domain.clock import seconds_of
from seatapp.domain.entries import Entry, Value, body_of, entry_of, signature
from seatapp.domain.judge import judged
from seatapp.domain.tables import load_workflow
from seatapp.local.replay import take
from seatapp.local.writing import Writing
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import everyone, report_values
from tests.helpers.seat import COURIER, KEY, Seat

ROUNDS = 300
STEP: Mapping[str, Value] = {"unit": "clean", "danger": "井盖缺失"}

Times = dict[str, list[float]]


def timed(times: Times, name: str, work: Callable[[], Any]) -> Any:
    """The result of `work`; its milliseconds are noted under `name`."""
    begun = time.perf_counter()
    result = work()
    times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    return result


def bare_file(path: Path) -> Any:
    """A file of the same format with one table for bodies and signatures."""
    connection = sqlcipher3.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE entry (q INTEGER PRIMARY KEY, body TEXT, mac TEXT) STRICT")
    return connection


def insert(connection: Any, body: str, mac: str) -> None:
    """One durable insert."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO entry (body, mac) VALUES (?, ?)", (body, mac))
    connection.execute("COMMIT")


def measure(folder: Path, rounds: int) -> Times:
    """Report a case and dispatch it, each against an insert of the same bytes, in turn."""
    workflow = load_workflow()
    seat = Seat(folder / "seat", workflow, MadeCentre(workflow))
    desk = seat.desk()
    times: Times = {}
    with closing(bare_file(folder / "bare.db")) as bare:
        for _ in range(rounds):
            values = report_values(acceptance_number=None)
            taken = timed(times, "report", partial(desk.perform, "report", "case", None, values))
            case = taken.subject_id
            timed(times, "step", partial(desk.perform, "urgent_dispatch", "case", case, STEP))
            for out in seat.replica.unsent(limit=1 << 30, limit_bytes=1 << 40)[-2:]:
                timed(times, "insert", partial(insert, bare, out.body, out.mac))
            parts(seat, times, entry_of(out.body), case)
    seat.replica.close()
    return times


def parts(seat: Seat, times: Times, entry: Entry, case: str) -> None:
    """What a step is made of."""
    timed(times, "part: empty transaction on the writer", lambda: seat.replica.write(nothing))
    seat.replica.write(lambda writing: inner_parts(writing, times, entry, case))
    body = timed(times, "part: body", lambda: body_of(entry))
    timed(times, "part: signature", lambda: signature(body, COURIER.key))


def inner_parts(writing: Writing, times: Times, entry: Entry, case: str) -> None:
    """Reading, judging, folding and showing, on the case as it stood before the step."""
    family = timed(times, "part: read case and children", lambda: writing.family("case", case))
    before = {key: state for key, state in family.items() if key == ("case", case)}
    before["case", case] = {**before["case", case], "stage": "reported", "fresh": entry.parent}
    state = before["case", case]
    member = everyone(entry.author)
    now = seconds_of(entry.claimed_at)
    workflow, references = writing.workflow, writing.references
    timed(
        times,
        "part: judge",
        lambda: judged(workflow, entry, member, state, [state], references, now),
    )
    changed = timed(times, "part: fold", lambda: take(workflow, before, entry, references))
    assert changed
    timed(times, "part: write the views", lambda: writing.show(family.values(), family))


def nothing(writing: Writing) -> None:
    """A transaction that changes nothing."""


def main(rounds: int = ROUNDS) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="seatapp-bench-") as name:
        times = measure(Path(name), rounds)
    bare = median(times["insert"])
    print(f"{rounds} rounds, medians in milliseconds")
    for what, found in times.items():
        ratio = "" if what.startswith("part") else f"  {median(found) / bare:5.2f} x insert"
        print(f"{what:40} {median(found):8.3f}{ratio}")


@pytest.mark.timeout(1800)
def test_a_step_against_a_bare_insert() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
