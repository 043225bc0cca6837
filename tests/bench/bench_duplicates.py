"""Possible duplicates among a million cases, and photos that look the same among a million."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pytest

from seatapp.intake.intake import Intake
from seatapp.intake.photo_index import PhotoIndex
from tests.bench.million_cases import CASES, Described, a_million_cases, placed
from tests.helpers.rules import NOON

PHOTOS = 1_000_000
PYTHON_SHARE = 100
QUESTIONS = 60


@pytest.mark.timeout(1800)
def test_duplicates_among_a_million_cases(tmp_path: Path, outside_data: Path) -> None:
    begun = perf_counter()
    seat = a_million_cases(tmp_path / "seat", outside_data)
    rows = perf_counter() - begun
    intake, said = Intake(seat.replica), Described(outside_data, 4)
    begun = perf_counter()
    intake.similar({"description": "人行道垃圾"}, NOON)
    unready = perf_counter() - begun
    intake.words.wait()
    made = perf_counter() - begun
    taken: dict[str, list[float]] = defaultdict(list)
    for place in placed(QUESTIONS, 5):
        values = {
            "lat_e7": place.lat_e7,
            "lon_e7": place.lon_e7,
            "grid_code": place.grid_code,
            "case_kind": "grid",
            "class_code": "0110-1",
            "datum": "wgs84",
            "description": said(),
            "caller_phone": f"1990000{place.tail}",
        }
        works: dict[str, Callable[[], object]] = {
            "all reasons": partial(intake.similar, values, NOON),
            "the same asked again": partial(intake.similar, values, NOON),
            "words alone": partial(intake.words.nearest, str(values["description"])),
        }
        for name, work in works.items():
            begun, used = perf_counter(), process_time()
            work()
            taken[name].append(1000 * (perf_counter() - begun))
            taken[f"{name}, processor"].append(1000 * (process_time() - used))
    told = ", ".join(f"{name} {median(ms):.1f} ms" for name, ms in taken.items())
    first, worst = taken["all reasons"][0], max(taken["all reasons"])
    print(
        f"possible duplicates among {CASES} cases: {told}; the first question {first:.0f} ms, the"
        f" slowest of {QUESTIONS} {worst:.0f} ms; file made or opened in {rows:.0f} s, index of"
        f" words made in {made:.0f} s, asked at its beginning {unready:.2f} s"
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
