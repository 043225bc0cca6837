"""The city as the checks need it: its grid cells and its outline, made from the reference rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seatapp.places.grids import GridIndex, GridPlace
from seatapp.places.outlines import Outline
from seatapp.places.points import WGS84, Point

FARTHEST_M = 5_000.0
"""Without an outline the next grid cell is looked for within so many metres."""

Rows = Sequence[tuple[str, Mapping[str, Any]]]


class CityMap:
    """Answers about places; built off the GUI thread, then asked from any."""

    def __init__(self, grids: Rows, areas: Rows) -> None:
        rings = {code: row["ring"] for code, row in grids if row.get("ring") and in_force(row)}
        self.cells: Mapping[str, Sequence[int]] = rings
        self.index = GridIndex(rings)
        self._outline = Outline(_outlines(areas))

    def place(self, point: Point | None) -> GridPlace | None:
        """The cells at a point; None without a point or without a map of cells."""
        return None if point is None or not len(self.index) else self.index.place(point)

    def metres_outside(self, point: Point | None) -> float | None:
        """How far outside the city a point lies; None when nobody can say.

        A city without an outline is where its grid cells are; beyond `FARTHEST_M` that many.
        """
        if point is None:
            return None
        if self._outline:
            return self._outline.metres_outside(point)
        if not len(self.index):
            return None
        if self.index.place(point).code is not None:
            return 0.0
        around = self.index.nearby(point, FARTHEST_M)
        return around[0][1] if around else FARTHEST_M


def in_force(row: Mapping[str, Any]) -> bool:
    """Whether a grid cell has not been retired."""
    return not row.get("retired")


def point_in(values: Mapping[str, Any]) -> Point | None:
    """The position among the values of a case, or None."""
    lat, lon = values.get("lat_e7"), values.get("lon_e7")
    if not isinstance(lat, int) or not isinstance(lon, int):
        return None
    try:
        return Point(lat, lon, str(values.get("datum") or WGS84))
    except ValueError:
        return None


def _outlines(areas: Rows) -> Iterable[Sequence[int]]:
    for _code, row in areas:
        yield from row.get("outline") or ()
