"""Possible duplicates among a million cases, and photos that look the same among a million."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from sqlalchemy import TextClause, text

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
WORDS = (
    *("人行道", "垃圾", "堆放", "井盖", "破损", "占道", "路灯", "不亮", "积水", "严重", "影响"),
    *("通行", "小区", "门口", "油烟", "扰民", "施工", "噪音", "夜间", "车辆", "乱停", "绿地"),
    *("护栏", "倒伏", "广告", "脱落", "树枝", "折断", "道路", "坑洼", "沉陷", "暴露", "气味"),
)


def described(chance: Random) -> str:
    street = chance.choice("文武长永和新东西南北") + chance.choice("汇兴安平康华宁")
    place = f"{street}路{chance.randint(1, 999)}号"
    return place + "".join(chance.sample(WORDS, 9)) + str(chance.randint(1, 10**6))


def _put(statement: TextClause, batch: list[dict[str, Any]], writing: Writing) -> None:
    writing.connection.execute(statement, batch)


def filled(folder: Path) -> Seat:
    """A replica with a million ended and some open cases, written past the desk."""
    workflow = load_workflow()
    seat = Seat(folder, workflow, MadeCentre(workflow))
    chance = Random(3)

    def rows(start: int, amount: int) -> list[dict[str, Any]]:
        return [
            {
                "id": f"c{number}",
                "lat": LAT + chance.randint(0, CITY_E7),
                "lon": LON + chance.randint(0, CITY_E7),
                "grid": f"999001001{chance.randint(1, 400):03d}{chance.randint(1, 25):03d}",
                "said": described(chance),
                "at": NOON - chance.randint(0, 30 * 86_400),
                "open": number % 50 == 0,
                "phone": f"199****{chance.randint(0, 9999):04d}",
            }
            for number in range(start, start + amount)
        ]

    statement = text(
        "INSERT INTO case_row (id, root, area, stage, open, pending, case_kind, class_code, lat_e7,"
        " lon_e7, datum, grid_code, description, reported_at, caller_phone_masked)"
        " VALUES (:id, :id, '999001', 'handling', :open, 0, 'grid', '0110-1', :lat, :lon, 'wgs84',"
        " :grid, :said, :at, :phone)"
    )
    for start in range(0, CASES, 50_000):
        seat.replica.write(partial(_put, statement, rows(start, 50_000)))
    return seat


@pytest.mark.timeout(3600)
def test_duplicates_among_a_million_cases(tmp_path: Path) -> None:
    seat = filled(tmp_path / "seat")
    intake, chance = Intake(seat.replica), Random(4)
    begun = perf_counter()
    intake.texts_like("人行道垃圾")
    made = perf_counter() - begun
    parts: dict[str, list[float]] = {"words alone": [], "all reasons": []}
    for _ in range(40):
        values = {
            "case_kind": "grid",
            "class_code": "0110-1",
            "lat_e7": LAT + chance.randint(0, CITY_E7),
            "lon_e7": LON + chance.randint(0, CITY_E7),
            "datum": "wgs84",
            "grid_code": f"999001001{chance.randint(1, 400):03d}{chance.randint(1, 25):03d}",
            "description": described(chance),
            "caller_phone": f"1990000{chance.randint(0, 9999):04d}",
        }
        begun = perf_counter()
        intake.texts_like(str(values["description"]))
        parts["words alone"].append(1000 * (perf_counter() - begun))
        begun = perf_counter()
        intake.similar(values, NOON)
        parts["all reasons"].append(1000 * (perf_counter() - begun))
    told = ", ".join(f"{name} {median(ms):.1f} ms" for name, ms in parts.items())
    print(f"possible duplicates among {CASES} cases: {told}; index of words made in {made:.0f} s")
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
