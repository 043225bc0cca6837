"""The map of a case: itself, its photos with how far they are, and its middle without a place."""

from __future__ import annotations

from seatapp.intake.city import CityMap
from seatapp.intake.map_data import CASE, PHOTO, map_data
from seatapp.media.facts import Facts
from tests.helpers.rules import PHOTO as SHA256

LAT, LON = 390021545, 1040006999
CELL = "999001001001001"
WEST, SOUTH, EAST, NORTH = LON - 1000, LAT - 1000, LON + 3000, LAT + 3000
RING = [WEST, SOUTH, EAST, SOUTH, EAST, NORTH, WEST, NORTH]
CITY = CityMap([(CELL, {"ring": RING})], [])
TAKEN = {SHA256: Facts("JPEG", 640, 480, lat_e7=LAT + 9000, lon_e7=LON)}


def test_a_photo_says_how_far_it_is_from_the_case() -> None:
    values = {"lat_e7": LAT, "lon_e7": LON, "datum": "wgs84", "photos_before": [SHA256]}
    told = map_data(values, CITY, TAKEN, (), ())
    assert [(pin.kind, pin.words) for pin in told.pins] == [
        (CASE, "本案"),
        (PHOTO, "照片 1，相距 100 米"),
    ]
    assert told.centre == (LAT, LON)


def test_without_a_place_the_cell_stands_in_the_middle() -> None:
    told = map_data({"grid_code": CELL, "photos_before": [SHA256]}, CITY, TAKEN, (), ())
    assert [(pin.kind, pin.words) for pin in told.pins] == [(PHOTO, "照片 1")]
    assert told.centre == (LAT + 1000, LON + 1000)
    assert map_data({}, CityMap([], []), {}, (), ()).centre is None
