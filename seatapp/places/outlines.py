"""The outline of a city, and how far outside of it a point lies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from seatapp.places.datums import converted
from seatapp.places.grids import METRES_A_DEGREE
from seatapp.places.points import E7, WGS84, Point


class Outline:
    """One or more areas with their borders; made once, then asked from any thread.

    `rings` are the outer borders as whole 1e-7 degrees of WGS-84: longitude, latitude and so on.
    Rings that are none are left out.
    """

    def __init__(self, rings: Iterable[Sequence[int]]) -> None:
        areas = [
            shapely.make_valid(Polygon(list(zip(ring[::2], ring[1::2], strict=True))))
            for ring in rings
            if len(ring) >= 6 and len(ring) % 2 == 0
        ]
        self._whole: BaseGeometry = shapely.union_all(areas)
        shapely.prepare(self._whole)

    def __bool__(self) -> bool:
        """Whether there is any area."""
        return not self._whole.is_empty

    def metres_outside(self, point: Point) -> float:
        """0 within and on the border, else the metres to the border."""
        there = converted(point, WGS84)
        spot = shapely.Point(there.lon_e7, there.lat_e7)
        if self._whole.intersects(spot):
            return 0.0
        lat_m = METRES_A_DEGREE / E7
        scale = (lat_m * math.cos(math.radians(there.lat_e7 / E7)), lat_m)
        around = shapely.transform(self._whole, lambda at: (at - (spot.x, spot.y)) * scale)
        return float(around.distance(shapely.Point(0, 0)))
