"""A real encrypted replica with a million cases, made quickly and kept between runs on request.

The rows are written past the ledger on one connection, without journal, indexes and triggers,
which are made again when all rows are there. With `SEATAPP_MADE` naming a folder outside of the
project the file stays there and is used again while its tables and this module are the same.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from seatapp.domain.tables import load_workflow
from seatapp.local.database import FILE, connected
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import NOON
from tests.helpers.seat import KEY, Seat

CASES = 1_000_000
LAT, LON = 390_000_000, 1_040_000_000
CITY_E7 = 3_000_000
BLOCKS, CELLS, CALLERS = 400, 25, 10_000
DAYS = 30
CACHE_KIBIBYTES = 1_000_000

INSERT = (
    "INSERT INTO case_row (id, root, area, stage, open, pending, case_kind, source, class_code,"
    " lat_e7, lon_e7, datum, grid_code, description, address, acceptance_number, reported_at,"
    " closed_at, caller_phone_masked) VALUES (?1, ?1, '999001', iif(?2, 'handling', 'closed'), ?2,"
    " 0, 'grid', 'public', '0110-1', ?3, ?4, 'wgs84', ?5, ?6, ?7, ?8, ?9, iif(?2, NULL, ?9), ?10)"
)


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
        return f"{'。'.join(chosen)}。{self._chance.randrange(1, 1000)}号"


@dataclass(frozen=True)
class Placed:
    """Where a case may be, and the last digits of who may have told of it."""

    lat_e7: int
    lon_e7: int
    grid_code: str
    tail: str


def placed(count: int, seed: int) -> Iterator[Placed]:
    """So many places in the city, the same for the same seed."""
    chance = np.random.default_rng(seed)
    columns = [chance.integers(0, top, count).tolist() for top in (CITY_E7, CITY_E7)]
    columns += [chance.integers(0, top, count).tolist() for top in (BLOCKS, CELLS, CALLERS)]
    for lat, lon, block, cell, caller in zip(*columns, strict=True):
        code = f"999001001{block + 1:03d}{cell + 1:03d}"
        yield Placed(LAT + lat, LON + lon, code, f"{caller:04d}")


def a_million_cases(folder: Path, data: Path) -> Seat:
    """A seat whose replica holds them: 30 days of cases, one in fifty still open."""
    kept = os.environ.get("SEATAPP_MADE")
    place = Path(kept) / f"cases-{_made_of()}" if kept else folder
    finished = place / "finished"
    workflow = load_workflow()
    seat = Seat(place, workflow, MadeCentre(workflow))
    if not finished.exists():
        seat.replica.close()
        _fill(place / FILE, Described(data, 3))
        finished.touch()
        seat.open()
    return seat


def _made_of() -> str:
    """Short name of what the file is made of: the tables and this module."""
    scripts = sorted((files("db") / "replica").iterdir(), key=lambda part: str(part.name))
    parts = [part.read_bytes() for part in scripts if part.name.endswith(".sql")]
    return hashlib.sha256(b"".join([*parts, Path(__file__).read_bytes()])).hexdigest()[:12]


def _fill(path: Path, said: Described) -> None:
    with closing(connected(path, KEY)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
        connection.execute("DELETE FROM case_row")
        taken_off = _bare(connection)
        connection.execute("BEGIN")
        connection.executemany(INSERT, _rows(said))
        connection.execute("COMMIT")
        for sql in taken_off:
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode = WAL")


def _bare(connection: Any) -> list[str]:
    """Drop indexes and triggers of the cases; returns how they are made again."""
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE type IN ('index', 'trigger') AND tbl_name = 'case_row' AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _sql in found:
        connection.execute(f"DROP {kind} {name}")
    return [sql for _kind, _name, sql in found]


def _rows(said: Described) -> Iterable[tuple[object, ...]]:
    ages = np.random.default_rng(4).integers(0, DAYS * 86_400, CASES).tolist()
    for number, (place, age) in enumerate(zip(placed(CASES, 3), ages, strict=True)):
        case_id = f"0190c000-0000-7000-8000-{number:012x}"
        yield (
            case_id,
            int(number % 50 == 0),
            place.lat_e7,
            place.lon_e7,
            place.grid_code,
            said(),
            f"文昌街道柳湖巷{number % 900}号附近",
            f"A01-{number % 28 + 1:06d}-{number:07d}",
            NOON - age,
            f"199****{place.tail}",
        )
