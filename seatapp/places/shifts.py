"""The two shifted systems of Chinese maps: GCJ-02 over WGS-84, and BD-09 over GCJ-02.

Neither is published; this is the formula that all open libraries share. Both inverses are found
by iteration, so that there and back again is the same point. Everything is in degrees, latitude
before longitude.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Degrees = tuple[float, float]

# The ellipsoid of Krassowsky 1940, which the formula was made with.
_AXIS_M = 6_378_245.0
_ECCENTRICITY_2 = 0.00669342162296594323
# Outside of this box Chinese maps are not shifted.
_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347
_BD_TURN = math.pi * 3000.0 / 180.0
_BD_LAT, _BD_LON = 0.006, 0.0065
_CLOSE_ENOUGH = 1e-10
_MOST_ROUNDS = 30


def gcj02_of(lat: float, lon: float) -> Degrees:
    """The GCJ-02 numbers of a WGS-84 point; outside of China they are the same."""
    return _shifted(lat, lon) if _is_shifted(lat, lon) else (lat, lon)


def wgs84_of(lat: float, lon: float) -> Degrees:
    """The WGS-84 numbers of a GCJ-02 point."""
    return _undone(_shifted, lat, lon) if _is_shifted(lat, lon) else (lat, lon)


def bd09_of(lat: float, lon: float) -> Degrees:
    """The BD-09 numbers of a GCJ-02 point."""
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_TURN)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_TURN)
    return radius * math.sin(angle) + _BD_LAT, radius * math.cos(angle) + _BD_LON


def gcj02_of_bd09(lat: float, lon: float) -> Degrees:
    """The GCJ-02 numbers of a BD-09 point."""
    return _undone(bd09_of, lat, lon)


def _is_shifted(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def _undone(shift: Callable[[float, float], Degrees], lat: float, lon: float) -> Degrees:
    """The point that `shift` moves to this one; the shift changes slowly, so rounds converge."""
    found_lat, found_lon = lat, lon
    for _round in range(_MOST_ROUNDS):
        shifted_lat, shifted_lon = shift(found_lat, found_lon)
        off_lat, off_lon = shifted_lat - lat, shifted_lon - lon
        found_lat, found_lon = found_lat - off_lat, found_lon - off_lon
        if abs(off_lat) < _CLOSE_ENOUGH and abs(off_lon) < _CLOSE_ENOUGH:
            break
    return found_lat, found_lon


def _shifted(lat: float, lon: float) -> Degrees:
    """The GCJ-02 formula without its border."""
    x, y = lon - 105.0, lat - 35.0
    north, east = _north(x, y), _east(x, y)
    sine = math.sin(math.radians(lat))
    bulge = 1 - _ECCENTRICITY_2 * sine * sine
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_2) / (bulge * math.sqrt(bulge))
    parallel_m = _AXIS_M / math.sqrt(bulge) * math.cos(math.radians(lat))
    return lat + math.degrees(north / meridian_m), lon + math.degrees(east / parallel_m)


def _north(x: float, y: float) -> float:
    """Metres to the north."""
    metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    metres += _waves(x, (20.0, 6.0), (20.0, 2.0))
    return metres + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))


def _east(x: float, y: float) -> float:
    """Metres to the east."""
    metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    metres += _waves(x, (20.0, 6.0), (20.0, 2.0), (20.0, 1.0), (40.0, 1 / 3))
    return metres + _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))


def _waves(value: float, *waves: tuple[float, float]) -> float:
    """The sum of sines of `value`, each with a height and how often it turns in 2."""
    return sum(height * math.sin(often * value * math.pi) for height, often in waves) * 2.0 / 3.0
