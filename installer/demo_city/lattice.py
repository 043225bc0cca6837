"""The lattice under the made demo city: corners, cells, communities and roads.

Columns run west to east, rows north to south. Neighbouring cells share their corners, so
their borders agree to the last digit: no gap and no overlap can arise.
"""

import functools
import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

SCALE = 10_000_000
"""Positions are whole numbers of 1e-7 degrees."""

CENTRE_LON, CENTRE_LAT = 104.0, 39.0
COLUMNS, ROWS = 18, 12
CELL_WIDTH_M, CELL_HEIGHT_M = 118.0, 112.0
JITTER_M = 9.0
SEED = 999000

METRES_PER_DEGREE_LAT = 111_016.0
METRES_PER_DEGREE_LON = 86_623.0
"""Lengths of one degree on the WGS-84 ellipsoid at latitude 39."""

OUTSIDE = frozenset({(0, 0), (1, 0), (0, 1), (17, 0), (17, 11), (16, 11), (0, 11), (17, 10)})
"""Places of the lattice that do not belong to the city, so that its outline is not a box."""

ROADS_WEST_EAST = {
    0: "北屏路",
    2: "松涛路",
    4: "文汇大街",
    6: "钟楼大街",
    8: "柳荫路",
    10: "石桥路",
    12: "南苑大街",
}
ROADS_NORTH_SOUTH = {
    0: "西屏路",
    3: "青石巷",
    6: "槐安路",
    9: "宁川大道",
    12: "学府路",
    15: "临湖路",
    18: "东堤路",
}

Corner = tuple[int, int]


@dataclass(frozen=True)
class Community:
    """One community: its 12-digit code, its name and the lattice columns and rows it covers."""

    code: str
    name: str
    columns: range
    rows: range


@dataclass(frozen=True)
class Cell:
    """One grid cell: 15-digit code, community and place in the lattice."""

    code: str
    community: Community
    column: int
    row: int


def _three(street: str, names: str, west: int, north: int) -> list[Community]:
    """Split a street of 9 x 4 cells into three upright blocks."""
    return [
        Community(
            f"{street}{at + 1:03d}",
            name,
            range(west + 3 * at, west + 3 * at + 3),
            range(north, north + 4),
        )
        for at, name in enumerate(names.split())
    ]


def _four(street: str, names: str, west: int, north: int) -> list[Community]:
    """Split a street of 9 x 4 cells into four blocks, two above two."""
    blocks = [(0, 5, 0), (5, 9, 0), (0, 4, 2), (4, 9, 2)]
    return [
        Community(
            f"{street}{at + 1:03d}",
            name,
            range(west + left, west + right),
            range(north + top, north + top + 2),
        )
        for at, (name, (left, right, top)) in enumerate(zip(names.split(), blocks, strict=True))
    ]


def communities() -> list[Community]:
    """Return the 22 communities in the order of their codes."""
    return [
        *_three("999001001", "望湖社区 柳堤社区 临湖社区", 9, 0),
        *_four("999001002", "学府社区 文汇社区 书院社区 桂苑社区", 9, 4),
        *_four("999001003", "荷塘社区 东堤社区 南苑社区 渔港社区", 9, 8),
        *_four("999002001", "松岭社区 青石社区 云杉社区 北屏社区", 0, 0),
        *_three("999002002", "西屏社区 钟楼社区 槐安社区", 0, 4),
        *_four("999002003", "石桥社区 柳荫社区 古井社区 桥南社区", 0, 8),
    ]


def cells() -> Iterator[Cell]:
    """Yield the cells, numbered west to east and then north to south in each community."""
    for community in communities():
        places = [
            (column, row)
            for row in community.rows
            for column in community.columns
            if (column, row) not in OUTSIDE
        ]
        for number, (column, row) in enumerate(places, start=1):
            yield Cell(f"{community.code}{number:03d}", community, column, row)


@functools.cache
def corners() -> dict[Corner, tuple[int, int]]:
    """Return longitude and latitude (1e-7 degrees) of every corner of the lattice."""
    rng = random.Random(SEED)
    placed: dict[Corner, tuple[int, int]] = {}
    for row in range(ROWS + 1):
        for column in range(COLUMNS + 1):
            east = (column - COLUMNS / 2) * CELL_WIDTH_M + rng.uniform(-JITTER_M, JITTER_M)
            north = (ROWS / 2 - row) * CELL_HEIGHT_M + rng.uniform(-JITTER_M, JITTER_M)
            bent_east = east + 45.0 * math.sin(north / 420.0) + 0.03 * north
            bent_north = north + 38.0 * math.sin(east / 520.0 + 0.6) - 0.05 * east
            lon = CENTRE_LON + bent_east / METRES_PER_DEGREE_LON
            lat = CENTRE_LAT + bent_north / METRES_PER_DEGREE_LAT
            placed[column, row] = round(lon * SCALE), round(lat * SCALE)
    return placed


def ring(column: int, row: int) -> list[Corner]:
    """Return the corners of a cell counter-clockwise, closed, starting in the south-west."""
    south, east = row + 1, column + 1
    return [(column, south), (east, south), (east, row), (column, row), (column, south)]


def area_m2(points: list[tuple[int, int]]) -> int:
    """Return the area in square metres of a closed ring of 1e-7 degree positions."""
    flat = [
        (lon / SCALE * METRES_PER_DEGREE_LON, lat / SCALE * METRES_PER_DEGREE_LAT)
        for lon, lat in ((lon - points[0][0], lat - points[0][1]) for lon, lat in points)
    ]
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(flat))
    return round(doubled / 2)


def inside(cell: Cell, east: float, south: float) -> tuple[int, int]:
    """Return the position in a cell at the shares east (0-1) and south (0-1) of its sides."""
    at = corners()
    north_west, north_east = at[cell.column, cell.row], at[cell.column + 1, cell.row]
    south_west, south_east = at[cell.column, cell.row + 1], at[cell.column + 1, cell.row + 1]
    lon, lat = (
        round(
            (1 - south) * ((1 - east) * north_west[axis] + east * north_east[axis])
            + south * ((1 - east) * south_west[axis] + east * south_east[axis])
        )
        for axis in (0, 1)
    )
    return lon, lat
