"""Possible duplicates among a million cases, and photos that look the same among a million."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from seatapp.domain.tables import load_workflow
from seatapp.intake.intake import Intake
from seatapp.intake.photo_index import PhotoIndex
from seatapp.local.writing import Writing
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import NOON
from tests.helpers.seat import Seat

CASES = 1_000_000
PHOTOS = 1_000_000
PYTHON_SHARE = 100
LAT, LON = 390_000_000, 1_040_000_000
CITY_E7 = 3_000_000
QUESTIONS = 60
BATCH = 50_000

SEARCHED = ("case_words_new", "case_tally_new")
"""Triggers that fill the search and the counts, which nothing here asks."""


class Described:
    """Descriptions made of three sentences of real messages and a number."""

    def __init__(self, data: Path, seed: int) -> None:
        with (data / "texts" / "teddy_hotspots_messages.csv").open(encoding="utf-8-sig") as file:
            said = [row["留言详情"] for row in csv.DictReader(file)]
        parts = [part.strip() for text in said for part in re.split("[。！!？?；\n]", text)]
        self._sentences = [part for part in parts if 6 < len(part) < 120]
        self._chance = Random(seed)

    def __call__(self) -> str:
        """Another one."""
        chosen = self._chance.choices(self._sentences, k=3)
        return f"{'。'.join(chosen)}。{self._chance.randint(1, 999)}号"


def placed(chance: Random) -> dict[str, Any]:
    """Where a case may be, and who may have told of it."""
    return {
        "lat_e7": LAT + chance.randint(0, CITY_E7),
        "lon_e7": LON + chance.randint(0, CITY_E7),
        "grid_code": f"999001001{chance.randint(1, 400):03d}{chance.randint(1, 25):03d}",
        "caller": f"{chance.randint(0, 9999):04d}",
    }


def filled(folder: Path, said: Described) -> Seat:
    """A replica with a million ended and some open cases, written past the ledger.

    Indexes are made when the rows are there, which is quicker than keeping them row by row.
    """
    workflow = load_workflow()
    seat = Seat(folder, workflow, MadeCentre(workflow))
    chance = Random(3)
    statement = text(
        "INSERT INTO case_row (id, root, area, stage, open, pending, case_kind, class_code, lat_e7,"
        " lon_e7, datum, grid_code, description, reported_at, caller_phone_masked)"
        " VALUES (:id, :id, '999001', 'handling', :open, 0, 'grid', '0110-1', :lat_e7, :lon_e7,"
        " 'wgs84', :grid_code, :said, :at, '199****' || :caller)"
    )

    def put(start: int, writing: Writing) -> None:
        writing.connection.execute(
            statement,
            [
                {
                    **placed(chance),
                    "id": f"c{number}",
                    "said": said(),
                    "at": NOON - chance.randint(0, 30 * 86_400),
                    "open": number % 50 == 0,
                }
                for number in range(start, start + BATCH)
            ],
        )

    indexes = seat.replica.write(_without_indexes)
    for start in range(0, CASES, BATCH):
        seat.replica.write(partial(put, start))
    seat.replica.write(partial(_again, indexes))
    return seat


def _without_indexes(writing: Writing) -> list[str]:
    """Drop what slows the filling; returns the indexes to make again."""
    found = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table")
    rows = writing.connection.execute(found, {"table": "case_row"}).all()
    made = [(name, sql) for name, sql in rows if sql]
    for name, _sql in made:
        writing.connection.execute(text(f"DROP INDEX {name}"))
    for trigger in SEARCHED:
        writing.connection.execute(text(f"DROP TRIGGER {trigger}"))
    return [sql for _name, sql in made]


def _again(indexes: list[str], writing: Writing) -> None:
    for sql in indexes:
        writing.connection.execute(text(sql))


@pytest.mark.timeout(1800)
def test_duplicates_among_a_million_cases(tmp_path: Path, outside_data: Path) -> None:
    said, begun = Described(outside_data, 3), perf_counter()
    seat = filled(tmp_path / "seat", said)
    rows = perf_counter() - begun
    intake, chance = Intake(seat.replica), Random(4)
    begun = perf_counter()
    intake.texts_like("人行道垃圾")
    made = perf_counter() - begun
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(QUESTIONS):
        place = placed(chance)
        values = {
            **place,
            "case_kind": "grid",
            "class_code": "0110-1",
            "datum": "wgs84",
            "description": said(),
            "caller_phone": f"1990000{place['caller']}",
        }
        works: dict[str, Callable[[], object]] = {
            "words alone": partial(intake.texts_like, str(values["description"])),
            "all reasons": partial(intake.similar, values, NOON),
        }
        for name, work in works.items():
            begun, used = perf_counter(), process_time()
            work()
            taken[name].append(1000 * (perf_counter() - begun))
            taken[f"{name}, processor"].append(1000 * (process_time() - used))
    told = ", ".join(f"{name} {median(ms):.1f} ms" for name, ms in taken.items())
    print(
        f"possible duplicates among {CASES} cases: {told};"
        f" rows written in {rows:.0f} s, index of words made in {made:.0f} s"
    )
    seat.replica.close()


def test_photos_alike_among_a_million() -> None:
    chance = np.random.default_rng(5)
    bits = chance.integers(0, 1 << 63, PHOTOS, dtype=np.int64)
    hashes = [(str(place), int(one)) for place, one in enumerate(bits)]
    index = PhotoIndex(hashes)
    asked = [int(bits[place]) ^ 0b1011 for place in range(0, PHOTOS, PHOTOS // 20)]
    ours = []
    for one in asked:
        begun = perf_counter()
        found = index.alike(one, 8)
        ours.append(perf_counter() - begun)
        assert any(distance == 3 for _name, distance in found)
    part = hashes[::PYTHON_SHARE]
    begun = perf_counter()
    by_loop = [name for name, other in part if (other ^ asked[0]).bit_count() <= 8]
    loop = (perf_counter() - begun) * PYTHON_SHARE
    names = {name for name, _distance in index.alike(asked[0], 8)}
    assert set(by_loop) == names & {name for name, _bits in part}
    print(
        f"photos within 8 bits among {PHOTOS}: {1000 * median(ours):.2f} ms,"
        f" a loop in Python {1000 * loop:.0f} ms, {loop / median(ours):.0f} times"
    )
