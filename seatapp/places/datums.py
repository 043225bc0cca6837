"""Points from one system to another, and the metres between two of them.

WGS-84 and CGCS2000 differ by centimetres and count as one here. A city's own local system is
never guessed at: what has no EPSG code of CGCS2000 is not converted.

pyproj is loaded with the first question, so that the program starts without it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from seatapp.errors import InputFileError
from seatapp.places.points import BD09, CGCS2000, DATUMS, GCJ02, WGS84, Point, point_of
from seatapp.places.shifts import bd09_of, gcj02_of, gcj02_of_bd09, wgs84_of
from seatapp.text import _

if TYPE_CHECKING:
    from pyproj import Geod, Transformer

PROJECTED_EPSG = range(4491, 4555)
"""The Gauss-Krueger zones of CGCS2000, by 6 and by 3 degrees, with and without zone number."""

_ZONE_MARGIN_DEGREES = 1.0


def converted(point: Point, datum: str) -> Point:
    """The same place in the numbers of `datum`. Raises ValueError for an unknown one."""
    if datum not in DATUMS:
        raise ValueError(f"an unknown datum: {datum}")
    if point.datum == datum:
        return point
    lat, lon = _from_wgs84(*_to_wgs84(point), datum)
    return point_of(lat, lon, datum)


def from_projected(easting_m: float, northing_m: float, epsg: int) -> Point:
    """The CGCS2000 point of projected metres.

    Raises `InputFileError` when `epsg` is no zone of CGCS2000 (`unknown_projection`) or the
    metres lie outside of it (`outside_projection`), as with exchanged axes or the wrong zone.
    """
    zone = _zone(epsg)
    lon, lat = zone.transform(easting_m, northing_m, direction="INVERSE")
    _check_inside(epsg, lat, lon)
    return point_of(lat, lon, CGCS2000)


def to_projected(point: Point, epsg: int) -> tuple[float, float]:
    """Easting and northing in metres of the zone `epsg`. Raises as `from_projected` does."""
    zone = _zone(epsg)
    lat, lon = _to_wgs84(point)
    _check_inside(epsg, lat, lon)
    easting, northing = zone.transform(lon, lat)
    return float(easting), float(northing)


def offset_m(start: Point, end: Point) -> tuple[float, float]:
    """How many metres `end` lies to the east and to the north of `start`."""
    start_lat, start_lon = _to_wgs84(start)
    end_lat, end_lon = _to_wgs84(end)
    azimuth, _back, metres = _earth().inv(start_lon, start_lat, end_lon, end_lat)
    return metres * math.sin(math.radians(azimuth)), metres * math.cos(math.radians(azimuth))


def distance_m(start: Point, end: Point) -> float:
    """Metres between two points, whatever their systems."""
    return math.hypot(*offset_m(start, end))


def gcj02_shift_m(point: Point) -> tuple[float, float]:
    """How far GCJ-02 is shifted here, in metres to the east and to the north.

    That is where a point ends up when its GCJ-02 numbers are taken for WGS-84.
    """
    lat, lon = converted(point, GCJ02).degrees
    return offset_m(converted(point, WGS84), point_of(lat, lon, WGS84))


def _to_wgs84(point: Point) -> tuple[float, float]:
    lat, lon = point.degrees
    if point.datum == BD09:
        lat, lon = gcj02_of_bd09(lat, lon)
    return wgs84_of(lat, lon) if point.datum in (GCJ02, BD09) else (lat, lon)


def _from_wgs84(lat: float, lon: float, datum: str) -> tuple[float, float]:
    if datum not in (GCJ02, BD09):
        return lat, lon
    shifted = gcj02_of(lat, lon)
    return shifted if datum == GCJ02 else bd09_of(*shifted)


@lru_cache
def _earth() -> Geod:
    from pyproj import Geod

    return Geod(ellps="WGS84")


@lru_cache
def _zone(epsg: int) -> Transformer:
    """From CGCS2000 degrees (longitude first) to the metres of a zone."""
    if epsg not in PROJECTED_EPSG:
        sentence = _(
            "坐标系 EPSG:{epsg} 不是 CGCS2000 高斯投影，坐标没有换算。请核对文件的坐标系。"
        )
        raise InputFileError(sentence.format(epsg=epsg), "unknown_projection")
    from pyproj import Transformer

    return Transformer.from_crs(4490, epsg, always_xy=True)


@lru_cache
def _extent(epsg: int) -> tuple[float, float, float, float]:
    """West, south, east and north of a zone in degrees."""
    from pyproj import CRS

    area = CRS.from_epsg(epsg).area_of_use
    assert area is not None, epsg
    return area.bounds


def _check_inside(epsg: int, lat: float, lon: float) -> None:
    west, south, east, north = _extent(epsg)
    margin = _ZONE_MARGIN_DEGREES
    inside = west - margin <= lon <= east + margin and south - margin <= lat <= north + margin
    if not inside:  # infinity too, which is how the library says no
        sentence = _(
            "坐标不在 EPSG:{epsg} 的范围内，没有换算。请核对带号，以及东、北坐标是否写反。"
        )
        raise InputFileError(sentence.format(epsg=epsg), "outside_projection")
