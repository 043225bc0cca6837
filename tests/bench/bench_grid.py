"""Grid lookup against a bare STRtree over the same cells, the tree made beforehand in both."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import numpy as np
import shapely
from shapely import STRtree

from seatapp.places.grids import GridIndex
from seatapp.places.points import WGS84, Point

ACROSS, DOWN = 100, 100
SIDE = 11_000
LAT, LON = 390_000_000, 1_040_000_000
ASKED = 5_000
ROUNDS = 5


def test_lookup_of_single_points() -> None:
    rings = {}
    for row in range(DOWN):
        for column in range(ACROSS):
            west, south = LON + column * SIDE, LAT + row * SIDE
            east, north = west + SIDE, south + SIDE
            rings[f"999001{row:03d}001{column + 1:03d}"] = [
                *(west, south, east, south, east, north, west, north, west, south)
            ]
    begun = perf_counter()
    index = GridIndex(rings)
    made = perf_counter() - begun
    outlines = [
        shapely.Polygon(list(zip(ring[::2], ring[1::2], strict=True))) for ring in rings.values()
    ]
    tree = STRtree(outlines)
    chance = np.random.default_rng(2)
    lats = LAT + chance.integers(0, DOWN * SIDE, ASKED)
    lons = LON + chance.integers(0, ACROSS * SIDE, ASKED)
    points = [Point(int(a), int(b), WGS84) for a, b in zip(lats, lons, strict=True)]
    ours, bare = [], []
    for _ in range(ROUNDS):
        begun = perf_counter()
        for point in points:
            index.place(point)
        ours.append((perf_counter() - begun) / ASKED)
        begun = perf_counter()
        for point in points:
            tree.query(shapely.Point(point.lon_e7, point.lat_e7), predicate="intersects")
        bare.append((perf_counter() - begun) / ASKED)
    ratio = median(ours) / median(bare)
    print(
        f"grid lookup among {len(rings)} cells: {1e6 * median(ours):.1f} us,"
        f" bare STRtree {1e6 * median(bare):.1f} us, {ratio:.2f} times; made in {made:.2f} s"
    )
