"""A point on the map, which never goes without the system that its numbers are in."""

from __future__ import annotations

from dataclasses import dataclass

WGS84 = "wgs84"
CGCS2000 = "cgcs2000"
GCJ02 = "gcj02"
BD09 = "bd09"
DATUMS = (WGS84, CGCS2000, GCJ02, BD09)
"""The systems a point can be in: the codes of the list `datum` of the workflow."""

E7 = 10_000_000


@dataclass(frozen=True)
class Point:
    """Latitude and longitude in whole 1e-7 degrees of `datum`, one of `DATUMS`.

    Raises ValueError for a place that is not on earth or a system that is not known.
    """

    lat_e7: int
    lon_e7: int
    datum: str

    def __post_init__(self) -> None:
        if self.datum not in DATUMS:
            raise ValueError(f"an unknown datum: {self.datum}")
        if abs(self.lat_e7) > 90 * E7 or abs(self.lon_e7) > 180 * E7:
            raise ValueError("a point that is not on earth")

    @property
    def degrees(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.lat_e7 / E7, self.lon_e7 / E7


def point_of(lat: float, lon: float, datum: str) -> Point:
    """The point at `lat` and `lon` degrees. Raises ValueError as `Point` does."""
    return Point(round(lat * E7), round(lon * E7), datum)
