"""What a queue of a million rows and a search among a million cases cost.

Part of `make bench`; `python -m tests.bench.bench_queue_and_search [cases]` runs it alone. The rows
are written past the ledger into a real encrypted replica, with the index of words and the tally
kept by its triggers. Every figure is a median; the search is compared with a plain look at every
text (`LIKE`), the counts with `count(*)`, a jump to a page with reading it by OFFSET, in one run.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from seatapp.domain.tables import load_workflow
from seatapp.ids import new_id
from seatapp.local.queue_asked import Asked
from seatapp.local.subject_tables import VIEWS
from seatapp.local.writing import Writing
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import NOON
from tests.helpers.seat import Seat

CASES = 1_000_000
ROUNDS = 9
BATCH = 20_000
PAGE = 256
ROADS = [
    f"{a}{b}{kind}"
    for a in "文学东西南北石柳钟槐松云"
    for b in "汇府湖山桥荫楼安涛杉"
    for kind in ("大街", "路", "巷", "横街")
]
THINGS = ("垃圾满溢", "路灯不亮", "井盖松动", "占道经营", "施工噪声", "违停车辆", "树枝折断")
WORDS = ("钟楼大街 88", "文汇", "路灯不亮", "柳湖巷 1234", "人民公园")


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Open cases like those of a large city."""
    chance = random.Random(1)
    for at in range(count):
        case_id = new_id()
        road = chance.choice(ROADS)
        yield {
            "id": case_id,
            "root": case_id,
            "area": chance.choice(("999001", "999002")),
            "stage": chance.choice(("reported", "handling", "handling", "filed", "responded")),
            "due_at": NOON + chance.randrange(-86_400, 10 * 86_400),
            "open": True,
            "pending": False,
            "case_kind": "grid",
            "source": chance.choice(("collector", "public", "video")),
            "acceptance_number": f"A01-{at % 28 + 1:06d}-{at:07d}",
            "class_code": "0110-1",
            "address": f"东湖区文昌街道{road}{chance.randrange(1, 2000)}号附近",
            "description": f"{road}旁{chance.choice(THINGS)}，已经{chance.randrange(1, 9)}天。",
            "reported_by": "u1",
            "reported_at": NOON - at,
        }


def fill(seat: Seat, count: int) -> None:
    """Write the rows."""
    batch: list[dict[str, Any]] = []
    for row in rows(count):
        batch.append(row)
        if len(batch) == BATCH:
            _write(seat, batch)
            batch = []
    if batch:
        _write(seat, batch)


def _write(seat: Seat, batch: list[dict[str, Any]]) -> None:
    def work(writing: Writing) -> None:
        writing.connection.execute(insert(VIEWS["case"]), batch)

    seat.replica.write(work)


def took(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The median of its milliseconds."""
    found = []
    for _round in range(rounds):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return median(found)


def show(name: str, found: float, other: float | None = None) -> None:
    """One line; `other` is what it is compared with."""
    beside = f"  against {other:9.2f} ms  {other / found:7.1f} x" if other is not None else ""
    print(f"{name:52} {found:9.2f} ms{beside}")


def main(count: int = CASES) -> None:
    """Fill, measure and print."""
    with tempfile.TemporaryDirectory(prefix="seatapp-bench-") as folder:
        workflow = load_workflow()
        seat = Seat(Path(folder) / "seat", workflow, MadeCentre(workflow))
        begun = time.perf_counter()
        fill(seat, count)
        print(f"{count} cases written in {time.perf_counter() - begun:.0f} s")
        with seat.replica.reader._connect() as connection:
            measure_queue(seat, connection, count)
            measure_counts(seat, connection)
            measure_search(seat, connection)
        seat.replica.close()


def measure_queue(seat: Seat, connection: Connection, count: int) -> None:
    """Open, sort, narrow, jump."""
    reader, now = seat.replica.reader, NOON
    keys = reader.queue_ids("all_open", "u1", now)
    assert len(keys) == count
    show("read all identifiers", took(lambda: reader.queue_ids("all_open", "u1", now), 3))
    for asked in (
        Asked(sort="address"),
        Asked(sort="title"),
        Asked(source="public"),
        Asked(words="钟楼大街"),
        Asked(words="钟楼大街", sort="address", descending=True),
    ):
        show(f"  {asked.sort or '-'}, {asked.words or asked.source or 'all'}",
             took(partial(reader.queue_ids, "all_open", "u1", now, asked), 3))  # fmt: skip
    places = random.Random(2)

    def jump() -> None:
        at = places.randrange(count - PAGE)
        assert len(reader.queue_rows("all_open", keys[at : at + PAGE])) == PAGE

    offset = text("SELECT * FROM case_row WHERE open = 1 ORDER BY due_at, key LIMIT 256 OFFSET :at")

    def jump_by_offset() -> None:
        connection.execute(offset, {"at": places.randrange(count - PAGE)}).all()

    show("jump anywhere: read the page", took(jump, 31), took(jump_by_offset, 5))


def measure_counts(seat: Seat, connection: Connection) -> None:
    """The figures of the rail."""
    reader = seat.replica.reader
    scan = text(
        "SELECT count(*), count(CASE WHEN due_at < :now THEN 1 END) FROM case_row WHERE open = 1"
        " AND area IN ('999001', '999002')"
    )
    show(
        "count all open, and the late",
        took(lambda: reader.queue_counts(["all_open"], "u1", NOON)),
        took(lambda: connection.execute(scan, {"now": NOON}).all()),
    )
    queues = list(seat.workflow.queues)
    show("count every queue", took(lambda: reader.queue_counts(queues, "u1", NOON)))


def _rows_like(connection: Connection, part: str) -> list[Any]:
    like = text(
        "SELECT id FROM case_row WHERE address LIKE :part OR description LIKE :part LIMIT 50"
    )
    return list(connection.execute(like, {"part": part}).all())


def measure_search(seat: Seat, connection: Connection) -> None:
    """What is typed into the box."""
    reader = seat.replica.reader
    for words in WORDS:
        part = f"%{words.replace(' ', '%')}%"
        show(
            f"search {words}: {len(reader.find_case(words, 'u1'))} found",
            took(partial(reader.search, words, "u1", 10), 31),
            took(partial(_rows_like, connection, part), 3),
        )
    number = "A01-000007-0000006"
    assert len(reader.find_case(number, "u1")) == 1
    show(f"search {number}", took(lambda: reader.search(number, "u1", 10), 31))


@pytest.mark.timeout(3600)
def test_a_million_rows() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
