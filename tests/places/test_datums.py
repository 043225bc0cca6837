"""Points from one system to another, held against two libraries that others wrote."""

from __future__ import annotations

import csv
import math
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatapp.errors import InputFileError
from seatapp.places.datums import (
    converted,
    distance_m,
    from_projected,
    gcj02_shift_m,
    offset_m,
    to_projected,
)
from seatapp.places.points import BD09, CGCS2000, DATUMS, GCJ02, WGS84, Point, point_of

# WGS-84, and GCJ-02 and BD-09 as eviltransform 0.1.1 and then coord-convert 0.2.1 give them.
VECTORS = [
    (
        (39.90923, 116.397428),
        ((39.910633530, 116.403671732), (39.916972879, 116.410044208)),
        ((39.910633506, 116.403671626), (39.916972856, 116.410044102)),
    ),
    (
        (22.7080, 114.3460),
        ((22.705291052, 114.350916922), (22.711599811, 114.357375389)),
        ((22.705291098, 114.350916839), (22.711599856, 114.357375306)),
    ),
    (
        (26.5823, 101.7184),
        ((26.578731784, 101.719974236), (26.584579183, 101.726515481)),
        ((26.578731844, 101.719974210), (26.584579243, 101.726515455)),
    ),
    (
        (35.0228, 111.003),
        ((35.022045726, 111.008793521), (35.028339212, 111.015183992)),
        ((35.022045738, 111.008793423), (35.028339225, 111.015183893)),
    ),
]
CLOSE = 1e-6


@pytest.mark.parametrize(("place", "one", "other"), VECTORS)
def test_both_libraries_agree_with_us(
    place: tuple[float, float],
    one: tuple[tuple[float, float], ...],
    other: tuple[tuple[float, float], ...],
) -> None:
    start = point_of(*place, WGS84)
    for vectors in (one, other):
        for datum, told in zip((GCJ02, BD09), vectors, strict=True):
            assert converted(start, datum).degrees == pytest.approx(told, abs=CLOSE, rel=0)
            back = converted(point_of(*told, datum), WGS84)
            assert back.degrees == pytest.approx(place, abs=CLOSE, rel=0)


def test_the_published_vectors(outside_data: Path) -> None:
    path = outside_data / "standards" / "gcj02_test_vectors.csv"
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))[1:]
    assert rows
    for _place, lat, lon, gcj_lat, gcj_lon, metres in rows:
        start = point_of(float(lat), float(lon), WGS84)
        told = (float(gcj_lat), float(gcj_lon))
        assert converted(start, GCJ02).degrees == pytest.approx(told, abs=CLOSE, rel=0)
        assert math.hypot(*gcj02_shift_m(start)) == pytest.approx(float(metres), rel=0.01)


@given(
    st.integers(180_000_000, 530_000_000),
    st.integers(740_000_000, 1_340_000_000),
    st.sampled_from(DATUMS),
    st.sampled_from(DATUMS),
)
def test_there_and_back_is_the_same_point(lat: int, lon: int, one: str, other: str) -> None:
    start = Point(lat, lon, one)
    back = converted(converted(start, other), one)
    assert back.datum == one
    assert abs(back.lat_e7 - lat) <= 1
    assert abs(back.lon_e7 - lon) <= 1


def test_outside_of_china_nothing_is_shifted() -> None:
    paris = point_of(48.8566, 2.3522, WGS84)
    assert converted(paris, GCJ02).degrees == paris.degrees
    assert converted(point_of(48.8566, 2.3522, GCJ02), WGS84).degrees == paris.degrees
    assert gcj02_shift_m(paris) == (0, 0)


def test_cgcs2000_and_wgs84_are_one() -> None:
    here = point_of(26.5823, 101.7184, CGCS2000)
    assert converted(here, WGS84) == point_of(26.5823, 101.7184, WGS84)
    assert converted(here, GCJ02) == converted(converted(here, WGS84), GCJ02)


def test_projected_metres() -> None:
    here = point_of(26.5823, 101.7184, WGS84)
    assert to_projected(here, 4543) == pytest.approx((471_947.227, 2_941_379.880), abs=0.001)
    assert from_projected(471_947.2273, 2_941_379.8802, 4543) == converted(here, CGCS2000)
    east, north = to_projected(here, 4522)  # the same zone, its number before the metres
    assert (east, north) == pytest.approx((34_471_947.227, 2_941_379.880), abs=0.001)


@pytest.mark.parametrize("epsg", [4490, 4326, 3857, 4555, 2414, 0, -1])
def test_what_is_no_zone_of_cgcs2000_is_not_converted(epsg: int) -> None:
    with pytest.raises(InputFileError) as refusal:
        from_projected(471_947.0, 2_941_379.0, epsg)
    assert refusal.value.code == "unknown_projection"


@pytest.mark.parametrize(
    ("easting", "northing", "epsg"),
    [
        (2_941_379.88, 471_947.22, 4543),  # exchanged
        (34_471_947.22, 2_941_379.88, 4543),  # a zone number that this one has not
        (471_947.22, 2_941_379.88, 4522),  # no zone number where there is one
        (math.inf, 2_941_379.88, 4543),
        (math.nan, 2_941_379.88, 4543),
    ],
)
def test_metres_outside_of_the_zone_are_refused(easting: float, northing: float, epsg: int) -> None:
    with pytest.raises(InputFileError) as refusal:
        from_projected(easting, northing, epsg)
    assert refusal.value.code == "outside_projection"


def test_a_point_of_another_zone_is_not_projected() -> None:
    with pytest.raises(InputFileError) as refusal:
        to_projected(point_of(26.5823, 120.0, WGS84), 4543)
    assert refusal.value.code == "outside_projection"


def test_metres_between_points() -> None:
    start = point_of(26.5823, 101.7184, WGS84)
    assert distance_m(start, start) == 0
    assert distance_m(start, converted(start, BD09)) < 0.05
    east, north = offset_m(start, point_of(26.5833, 101.7184, WGS84))
    assert east == pytest.approx(0, abs=0.001)
    assert north == pytest.approx(110.79, abs=0.02)  # an arc of 0.001 degrees at this latitude
    east, north = offset_m(start, point_of(26.5823, 101.7194, WGS84))
    assert east == pytest.approx(99.61, abs=0.02)
    assert north == pytest.approx(0, abs=0.01)


def test_a_point_is_on_earth_and_names_its_system() -> None:
    for lat, lon, datum in ((91, 0, WGS84), (0, 181, WGS84), (0, 0, "local"), (0, 0, "")):
        with pytest.raises(ValueError, match=r"a point|an unknown datum"):
            point_of(lat, lon, datum)
    with pytest.raises(ValueError, match="an unknown datum"):
        converted(point_of(0, 0, WGS84), "local")


def test_the_systems_are_those_that_a_case_can_name() -> None:
    table = (files("db") / "workflow" / "choices.csv").read_text("utf-8-sig")
    codes = [row["code"] for row in csv.DictReader(table.splitlines()) if row["list"] == "datum"]
    assert sorted(codes) == sorted(DATUMS)
