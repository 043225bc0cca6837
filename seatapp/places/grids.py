"""In which grid cell a point lies, by a tree over all cells, exact to the last digit.

Everything is counted in whole 1e-7 degrees of WGS-84, in which the corners of cells are kept, so
that a point on a border is known to be on it. Border rule: a border belongs to every cell that
it bounds, and of several cells the one with the lowest code counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import Polygon, STRtree

from seatapp.places.datums import converted
from seatapp.places.points import E7, WGS84, Point

METRES_A_DEGREE = 111_195.0
"""Along a meridian of a sphere as large as the earth; a cell is too small to see the rest."""


@dataclass(frozen=True)
class GridPlace:
    """The cells at a point, codes in rising order: those around it and those it borders on.

    More than one cell around a point means that the map of cells overlaps there.
    """

    around: tuple[str, ...]
    border: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The cell that counts: the lowest code of all; None outside of every cell."""
        return min((*self.around, *self.border), default=None)


class GridIndex:
    """Answers for a set of cells; made once, then asked from any thread.

    `rings` gives by grid code the outline as whole 1e-7 degrees of WGS-84: longitude, latitude
    and so on, as the reference rows `grid` hold it. Outlines that cross themselves or are none
    are left out and named in `left_out`.
    """

    def __init__(self, rings: Mapping[str, Sequence[int]]) -> None:
        outlines = [(code, _outline(ring)) for code, ring in sorted(rings.items())]
        sound = [(code, outline) for code, outline in outlines if outline is not None]
        self.left_out = tuple(code for code, outline in outlines if outline is None)
        self._codes = [code for code, outline in sound]
        self._outlines = [outline for code, outline in sound]
        self._tree = STRtree(self._outlines)

    def __len__(self) -> int:
        """How many cells can be found."""
        return len(self._codes)

    def place(self, point: Point) -> GridPlace:
        """The cells at `point`, which may be in any system."""
        spot = _spot(point)
        found = sorted(self._tree.query(spot, predicate="intersects").tolist())
        inside = [self._outlines[at].contains(spot) for at in found]
        codes = [self._codes[at] for at in found]
        return GridPlace(
            around=tuple(code for code, within in zip(codes, inside, strict=True) if within),
            border=tuple(code for code, within in zip(codes, inside, strict=True) if not within),
        )

    def nearby(self, point: Point, radius_m: float) -> list[tuple[str, float]]:
        """Cells at most `radius_m` away with their metres, the nearest first, then by code."""
        spot = _spot(point)
        lat_m = METRES_A_DEGREE / E7
        lon_m = lat_m * math.cos(math.radians(spot.y / E7))
        if lon_m * 180 * E7 <= radius_m:
            raise ValueError("a radius around a pole")
        wide, high = radius_m / lon_m, radius_m / lat_m
        box = shapely.box(spot.x - wide, spot.y - high, spot.x + wide, spot.y + high)
        found = []
        for at in self._tree.query(box).tolist():
            corners = shapely.get_coordinates(self._outlines[at]) - (spot.x, spot.y)
            metres = float(Polygon(corners * (lon_m, lat_m)).distance(shapely.Point(0, 0)))
            if metres <= radius_m:
                found.append((metres, self._codes[at]))
        return [(code, metres) for metres, code in sorted(found)]


def _spot(point: Point) -> shapely.Point:
    there = converted(point, WGS84)
    return shapely.Point(there.lon_e7, there.lat_e7)


def _outline(ring: Sequence[int]) -> Polygon | None:
    corners = list(zip(ring[::2], ring[1::2], strict=False))
    if len(ring) % 2 or len(corners) < 3:
        return None
    outline = Polygon(corners)
    return outline if outline.is_valid and outline.area > 0 else None
