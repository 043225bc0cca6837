"""What a map of one case shows: grid cells around it, its photos, cases nearby, components.

All positions are WGS-84 in whole 1e-7 degrees, whatever system they were given in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatapp.intake.city import CityMap, point_in
from seatapp.media.facts import Facts
from seatapp.places.datums import converted, distance_m
from seatapp.places.grids import METRES_A_DEGREE
from seatapp.places.points import E7, WGS84, Point
from seatapp.text import _

AROUND_M = 1_500.0
NEARBY_M = 400
MOST_CELLS = 3_000

CASE, PHOTO, NEARBY, COMPONENT = "case", "photo", "nearby", "component"


@dataclass(frozen=True)
class Pin:
    """One thing at a place; `code` names what it is (a case, a component) where that is known."""

    kind: str
    lat_e7: int
    lon_e7: int
    words: str
    code: str = ""


@dataclass(frozen=True)
class MapData:
    """What is drawn: the middle (None when nobody knows where), cells by code, pins."""

    centre: tuple[int, int] | None
    cells: Mapping[str, Sequence[int]]
    pins: Sequence[Pin]


def map_data(
    values: Mapping[str, Any],
    city: CityMap,
    facts: Mapping[str, Facts],
    around: Iterable[Mapping[str, Any]],
    components: Iterable[tuple[str, Mapping[str, Any]]],
) -> MapData:
    """The map for a case with these values; `around` are rows of cases in the neighbourhood."""
    place = point_in(values)
    pins = [] if place is None else [_pin(CASE, place, _("本案"))]
    for number, sha256 in enumerate(values.get("photos_before") or (), 1):
        known = facts.get(str(sha256))
        if known is not None and known.lat_e7 is not None and known.lon_e7 is not None:
            taken = Point(known.lat_e7, known.lon_e7, WGS84)
            pins.append(_pin(PHOTO, taken, _photo_words(number, place, taken)))
    for row in around:
        there = point_in(row)
        if there is not None and row["id"] != values.get("id"):
            pins.append(_pin(NEARBY, there, str(row.get("number") or ""), str(row["id"])))
    for code, row in components:
        spot = point_in(row)
        if spot is not None:
            pins.append(_pin(COMPONENT, spot, f"{row.get('name') or ''} {code}".strip(), code))
    centre = _centre(values, place, city)
    return MapData(centre, _cells(city, centre), tuple(pins))


def _photo_words(number: int, place: Point | None, spot: Point) -> str:
    if place is None:
        return _("照片 {n}").format(n=number)
    metres = round(distance_m(place, spot))
    return _("照片 {n}，相距 {m} 米").format(n=number, m=metres)


def _pin(kind: str, point: Point, words: str, code: str = "") -> Pin:
    there = converted(point, WGS84)
    return Pin(kind, there.lat_e7, there.lon_e7, words, code)


def _centre(
    values: Mapping[str, Any], place: Point | None, city: CityMap
) -> tuple[int, int] | None:
    """The place itself, else the middle of its grid cell, else the middle of all cells."""
    if place is not None:
        there = converted(place, WGS84)
        return there.lat_e7, there.lon_e7
    ring = city.cells.get(str(values.get("grid_code") or ""))
    if ring:
        return _middle(ring)
    if not city.cells:
        return None
    return _middle([part for ring in city.cells.values() for part in ring])


def _middle(ring: Sequence[int]) -> tuple[int, int]:
    lons, lats = ring[::2], ring[1::2]
    return (min(lats) + max(lats)) // 2, (min(lons) + max(lons)) // 2


def _cells(city: CityMap, centre: tuple[int, int] | None) -> Mapping[str, Sequence[int]]:
    """All cells of a small city; of a large one those around the middle."""
    if centre is None or len(city.cells) <= MOST_CELLS:
        return city.cells
    high = AROUND_M / METRES_A_DEGREE * E7
    wide = high / max(0.05, math.cos(math.radians(centre[0] / E7)))
    return {
        code: ring
        for code, ring in city.cells.items()
        if abs(ring[0] - centre[1]) <= wide and abs(ring[1] - centre[0]) <= high
    }
