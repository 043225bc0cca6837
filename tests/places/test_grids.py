"""Cells of the grid: the tree answers as plain counting over all cells does, borders included."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from seatapp.places.datums import converted, distance_m
from seatapp.places.grids import GridIndex, GridPlace
from seatapp.places.points import BD09, E7, GCJ02, WGS84, Point, point_of

Whole = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

WEST, EAST, LONE, BOW = "510402001001001", "510402001001002", "510402001001003", "510402001001004"


def square(lon: int, lat: int, side: int = 1000) -> list[int]:
    """An outline that is closed, its lower left corner given."""
    corners = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    return [part for x, y in corners for part in (lon + x, lat + y)]


@pytest.fixture
def index() -> GridIndex:
    return GridIndex(
        {
            EAST: square(1_017_001_000, 265_000_000),
            WEST: square(1_017_000_000, 265_000_000),
            LONE: square(1_017_010_000, 265_000_000),
        }
    )


def at(lon: int, lat: int) -> Point:
    return Point(265_000_000 + lat, 1_017_000_000 + lon, WGS84)


def test_inside_of_one_cell(index: GridIndex) -> None:
    assert index.place(at(500, 500)) == GridPlace((WEST,), ())
    assert index.place(at(500, 500)).code == WEST
    assert index.place(at(999, 1)).code == WEST
    assert index.place(at(1001, 1)).code == EAST


@pytest.mark.parametrize("lat", [0, 1, 500, 1000])
def test_on_a_border_the_lowest_code_counts(index: GridIndex, lat: int) -> None:
    place = index.place(at(1000, lat))
    assert place == GridPlace((), (WEST, EAST))
    assert place.code == WEST


def test_the_outer_border_belongs_to_the_cell(index: GridIndex) -> None:
    assert index.place(at(0, 0)) == GridPlace((), (WEST,))
    assert index.place(at(-1, 0)) == GridPlace((), ())
    assert index.place(at(-1, 0)).code is None


def test_cells_that_overlap_are_all_named() -> None:
    index = GridIndex({EAST: square(0, 0), WEST: square(500, 0), LONE: square(800, 0)})
    place = index.place(Point(500, 800, WGS84))
    assert place == GridPlace((WEST, EAST), (LONE,))
    assert place.code == WEST


@pytest.mark.parametrize("datum", [GCJ02, BD09])
def test_a_point_of_another_system_is_converted_first(index: GridIndex, datum: str) -> None:
    shifted = converted(at(500, 500), datum)
    assert index.place(shifted).code == WEST
    taken_wrong = Point(shifted.lat_e7, shifted.lon_e7, WGS84)
    assert index.place(taken_wrong).code is None


@pytest.mark.parametrize(
    "ring",
    [
        [],
        [0, 0, 10, 0, 10],
        [0, 0, 10, 10],
        [0, 0, 10, 0, 20, 0],
        [0, 0, 10, 10, 10, 0, 0, 10],
    ],
)
def test_an_outline_that_is_none_is_left_out_and_named(ring: list[int]) -> None:
    index = GridIndex({BOW: ring, LONE: square(0, 0)})
    assert index.left_out == (BOW,)
    assert len(index) == 1
    assert index.place(Point(5, 5, WGS84)).code == LONE


def test_no_cells_at_all() -> None:
    index = GridIndex({})
    assert index.place(at(0, 0)).code is None
    assert index.nearby(at(0, 0), 1000) == []


def test_nearby_cells_with_their_metres(index: GridIndex) -> None:
    found = index.nearby(at(500, 500), 100)
    assert [code for code, _metres in found] == [WEST, EAST, LONE]
    metres = dict(found)
    assert metres[WEST] == 0
    assert metres[EAST] == pytest.approx(distance_m(at(500, 500), at(1000, 500)), rel=0.01)
    assert metres[LONE] == pytest.approx(distance_m(at(500, 500), at(10_000, 500)), rel=0.01)
    assert [code for code, _metres in index.nearby(at(500, 500), 6)] == [WEST, EAST]
    assert index.nearby(at(-3000, -3000), 10) == []


def test_nearby_does_not_answer_around_a_pole(index: GridIndex) -> None:
    with pytest.raises(ValueError, match="pole"):
        index.nearby(point_of(90, 0, WGS84), 10)


@pytest.mark.parametrize("points", [20_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_the_tree_finds_what_counting_finds(points: int) -> None:
    rings = demo_rings()
    index = GridIndex(rings)
    assert not index.left_out
    lons, lats = random_spots(rings, points)
    expected: list[list[str]] = [[] for _spot in lons]
    for code, ring in rings.items():
        for spot in np.flatnonzero(covered(ring, lons, lats)):
            expected[spot].append(code)
    found = [index.place(Point(int(y), int(x), WGS84)) for x, y in zip(lons, lats, strict=True)]
    assert [sorted((*place.around, *place.border)) for place in found] == expected
    on_border = sum(1 for place in found if place.border)
    outside = sum(1 for place in found if place.code is None)
    assert on_border > points // 20
    assert 0 < outside < points // 2


@cache
def demo_rings() -> Mapping[str, list[int]]:
    """The outlines of the made-up city by code, in rising order."""
    raw = json.loads((files("resources") / "demo" / "grids.geojson").read_text("utf-8"))
    rings = {
        str(cell["properties"]["code"]): [
            round(degrees * E7)
            for corner in cell["geometry"]["coordinates"][0]
            for degrees in corner
        ]
        for cell in raw["features"]
    }
    return dict(sorted(rings.items()))


def random_spots(rings: Mapping[str, list[int]], count: int) -> tuple[Whole, Whole]:
    """Spots all over the city, a tenth of them corners and a tenth on a side."""
    chance = np.random.default_rng(5)
    corners = np.array([part for ring in rings.values() for part in ring]).reshape(-1, 2)
    low, high = corners.min(axis=0), corners.max(axis=0)
    spots = chance.integers(low, high, (count, 2))
    spots[: count // 10] = chance.choice(corners, count // 10)
    sides = np.array([side for ring in rings.values() for side in halved_sides(ring)])
    spots[count // 10 : count // 5] = chance.choice(sides, count // 10)
    return spots[:, 0], spots[:, 1]


def halved_sides(ring: Sequence[int]) -> list[tuple[int, int]]:
    """The middle of each side, to the last digit beside it or on it."""
    corners = list(zip(ring[::2], ring[1::2], strict=True))
    pairs = pairwise(corners)
    return [((x1 + x2) // 2, (y1 + y2) // 2) for (x1, y1), (x2, y2) in pairs]


def covered(ring: Sequence[int], x: Whole, y: Whole) -> Marks:
    """Which spots lie in the ring or on it, by crossings counted in whole numbers."""
    inside = np.zeros(len(x), dtype=np.bool_)
    border = np.zeros(len(x), dtype=np.bool_)
    corners = list(zip(ring[::2], ring[1::2], strict=True))
    for (x1, y1), (x2, y2) in pairwise(corners):
        side = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        between = (np.minimum(x1, x2) <= x) & (x <= np.maximum(x1, x2))
        between &= (np.minimum(y1, y2) <= y) & (y <= np.maximum(y1, y2))
        border |= (side == 0) & between
        crosses = (y1 > y) != (y2 > y)
        inside ^= crosses & ((side > 0) == (y2 > y1))
    return inside | border
